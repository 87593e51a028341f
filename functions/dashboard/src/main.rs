//! The Lambda function `dashboard`: wires the pages to the tables. Nobody's dashboard is open here.

use dashboard::{Dashboard, router};

#[tokio::main]
async fn main() -> Result<(), web::lambda::Error> {
    web::lambda::serve("dashboard", |backend| router(Dashboard { backend, open_to: None })).await
}
