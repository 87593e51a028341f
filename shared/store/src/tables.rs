//! Makes the two tables on one machine. In AWS the template makes them; the SAM test runs the functions on tables made of the template.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, StreamSpecification, StreamViewType,
};

use crate::keys::{DUE_AT, DUE_INDEX, DUE_SHARD, PK, SK};
use crate::{Result, Store};

fn schema(hash: &str, range: &str) -> Result<Vec<KeySchemaElement>> {
    [(hash, KeyType::Hash), (range, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| Ok(KeySchemaElement::builder().attribute_name(name).key_type(kind).build()?))
        .collect()
}

fn attribute(name: &str) -> Result<AttributeDefinition> {
    Ok(AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build()?)
}

impl Store {
    /// Makes the tables that are missing; those that stand are left alone.
    pub async fn create_tables(&self) -> Result<()> {
        let standing = self.client.list_tables().send().await?;
        let missing = |name: &String| !standing.table_names().contains(name);
        if missing(&self.tables.data) {
            let stream = StreamSpecification::builder()
                .stream_enabled(true)
                .stream_view_type(StreamViewType::KeysOnly)
                .build()?;
            let due = GlobalSecondaryIndex::builder()
                .index_name(DUE_INDEX)
                .set_key_schema(Some(schema(DUE_SHARD, DUE_AT)?))
                .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
                .build()?;
            let attributes: Result<Vec<_>> = [PK, SK, DUE_SHARD, DUE_AT].into_iter().map(attribute).collect();
            self.client
                .create_table()
                .table_name(&self.tables.data)
                .set_key_schema(Some(schema(PK, SK)?))
                .set_attribute_definitions(Some(attributes?))
                .global_secondary_indexes(due)
                .stream_specification(stream)
                .billing_mode(BillingMode::PayPerRequest)
                .send()
                .await?;
        }
        if missing(&self.tables.rollups) {
            let attributes: Result<Vec<_>> = [PK, SK].into_iter().map(attribute).collect();
            self.client
                .create_table()
                .table_name(&self.tables.rollups)
                .set_key_schema(Some(schema(PK, SK)?))
                .set_attribute_definitions(Some(attributes?))
                .billing_mode(BillingMode::PayPerRequest)
                .send()
                .await?;
        }
        Ok(())
    }
}
