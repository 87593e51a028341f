//! The Lambda function `people`: wires the routes to the tables.

#[tokio::main]
async fn main() -> Result<(), web::lambda::Error> {
    web::lambda::serve("people", people::router).await
}
