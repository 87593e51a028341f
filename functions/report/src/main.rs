//! The Lambda function `report`: wires the routes to the tables.

#[tokio::main]
async fn main() -> Result<(), web::lambda::Error> {
    web::lambda::serve("report", report::router).await
}
