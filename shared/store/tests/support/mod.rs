//! Writes items past the store: what an erasure or an older version leaves behind.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use testing::database::TestDatabase;

fn client(database: &TestDatabase) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::from_static("local"))
        .endpoint_url(format!("http://{}", database.address))
        .credentials_provider(Credentials::new("local", "local", None, None, "loopback"))
        .build();
    Client::from_conf(config)
}

/// Puts an item with these attributes into the table `data`.
pub async fn put_item(database: &TestDatabase, item: serde_json::Value) {
    let item: HashMap<String, AttributeValue> = serde_dynamo::to_item(item).unwrap();
    client(database).put_item().table_name("atbalss-data").set_item(Some(item)).send().await.unwrap();
}
