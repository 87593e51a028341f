//! The table's stream on one machine: read from the embedded database, handed to `react` in the form Lambda uses.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use dynoxide::Database;
use dynoxide::actions::{
    describe_stream::DescribeStreamRequest, get_records::GetRecordsRequest,
    get_shard_iterator::GetShardIteratorRequest, list_streams::ListStreamsRequest,
};
use react::React;
use runtime::batch::StreamBatch;
use serde_json::{Value, json};

/// How long to wait when there is nothing new.
const PAUSE: Duration = Duration::from_millis(300);
/// The records of one batch.
const BATCH: usize = 500;

/// Reads the stream of the data table.
pub struct Stream {
    database: Database,
    react: React,
    iterator: String,
    /// Where the position is kept between two starts; nowhere for a database in memory.
    kept: Option<PathBuf>,
}

impl Stream {
    /// Goes on where the last process stopped, or begins at the oldest record.
    pub fn open(database: Database, react: React, table: &str, kept: Option<PathBuf>) -> anyhow::Result<Self> {
        let list = ListStreamsRequest { table_name: Some(table.to_owned()), ..Default::default() };
        let streams = database.list_streams(list).context("the stream can't be found")?;
        let stream = streams.streams.into_iter().next().context("the data table has no stream")?;
        let describe: DescribeStreamRequest = serde_json::from_value(json!({"StreamArn": stream.stream_arn}))?;
        let described = serde_json::to_value(database.describe_stream(describe).context("the stream has no shards")?)?;
        let shard =
            described["StreamDescription"]["Shards"][0]["ShardId"].as_str().context("the stream has no shard")?;
        let position =
            kept.as_ref().and_then(|file| std::fs::read_to_string(file).ok()).filter(|text| !text.is_empty());
        let kind = if position.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
        let start = GetShardIteratorRequest {
            stream_arn: stream.stream_arn.clone(),
            shard_id: shard.to_owned(),
            shard_iterator_type: kind.to_owned(),
            sequence_number: position.map(|text| text.trim().to_owned()),
        };
        let start = database.get_shard_iterator(start).context("the stream's position can't be read")?;
        let iterator = start.shard_iterator.context("the stream gives no iterator")?;
        Ok(Self { database, react, iterator, kept })
    }

    /// Hands over what is new; `false` where nothing is.
    pub async fn step(&mut self) -> anyhow::Result<bool> {
        let request = GetRecordsRequest { shard_iterator: self.iterator.clone(), limit: Some(BATCH) };
        let page = serde_json::to_value(self.database.get_records(request)?)?;
        let records = page["Records"].as_array().cloned().unwrap_or_default();
        let Some(last) = records.last() else { return Ok(false) };
        let position = last["dynamodb"]["SequenceNumber"].as_str().map(str::to_owned);
        let batch: StreamBatch = serde_json::from_value(json!({"Records": records}))?;
        let answer = self.react.handle(batch).await?;
        if !answer.failures.is_empty() {
            // As Lambda does: the same records come again.
            anyhow::bail!("{} records of the stream come again", answer.failures.len());
        }
        if let Value::String(next) = &page["NextShardIterator"] {
            next.clone_into(&mut self.iterator);
        }
        if let (Some(file), Some(position)) = (&self.kept, position) {
            let draft = file.with_extension("draft");
            let mut open = std::fs::File::create(&draft)?;
            open.write_all(position.as_bytes())?;
            open.sync_all()?;
            std::fs::rename(&draft, file)?;
        }
        Ok(true)
    }

    /// Hands over everything that is there, and ends.
    pub async fn drain(&mut self) -> anyhow::Result<()> {
        while self.step().await? {}
        Ok(())
    }

    /// Hands over what comes, until the process ends.
    pub async fn run(mut self) {
        loop {
            match self.step().await {
                Ok(true) => {}
                Ok(false) => tokio::time::sleep(PAUSE).await,
                Err(error) => {
                    tracing::error!(%error, "the stream could not be read on");
                    tokio::time::sleep(PAUSE * 10).await;
                }
            }
        }
    }
}
