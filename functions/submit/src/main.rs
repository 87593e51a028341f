//! The Lambda function `submit`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), web::lambda::Error> {
    web::lambda::serve("submit", submit::router).await
}
