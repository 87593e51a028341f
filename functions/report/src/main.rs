//! The Lambda function `report`: wires the routes to the tables. Nobody's dashboard is open here.

use report::{ReportState, router};

#[tokio::main]
async fn main() -> Result<(), web::lambda::Error> {
    web::lambda::serve("report", |backend| router(ReportState { backend, open_to: None })).await
}
