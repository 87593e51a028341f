//! The Lambda function `jobs`.

fn main() {}
