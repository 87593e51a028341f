//! An embedded database for one test, reached as the program reaches its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use domain::contact::AddressKey;
use dynoxide::Database;
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::actions::update_table::UpdateTableRequest;
use serde_json::{Value, json};
use store::{Store, Tables};
use tokio::net::TcpListener;

/// An embedded database in memory, with its tables made.
pub struct TestDatabase {
    /// The handle that the code under test gets.
    pub store: Store,
    /// Where it listens.
    pub address: SocketAddr,
    inner: Database,
}

/// Starts a database in memory on a free port of loopback.
///
/// # Panics
/// Where it can't be started.
pub async fn start() -> TestDatabase {
    let started = serve(Database::memory().expect("a database in memory"), crate::builders::address_key()).await;
    started.store.create_tables().await.expect("the tables");
    started
}

/// Opens a database in a file that the program has made and does not hold; people are named with this key. The file is let
/// go of with the runtime that this runs on.
///
/// # Panics
/// Where it can't be opened.
pub async fn open(file: &Path, names: AddressKey) -> TestDatabase {
    serve(Database::new(&file.to_string_lossy()).expect("a database in a file"), names).await
}

async fn serve(inner: Database, names: AddressKey) -> TestDatabase {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(dynoxide::server::serve_on(listener, inner.clone()));
    let store = Store::local(&format!("http://{address}"), Tables::default()).naming(names);
    TestDatabase { store, address, inner }
}

impl TestDatabase {
    /// Ends the data table's stream, for runs of many writes that nobody reads it in: this database looks through all of its
    /// records at each write, where DynamoDB's costs nothing.
    ///
    /// # Panics
    /// Where the database refuses.
    pub fn end_stream(&self) {
        let off = json!({"TableName": Tables::default().data, "StreamSpecification": {"StreamEnabled": false}});
        let off: UpdateTableRequest = serde_json::from_value(off).expect("a request");
        self.inner.update_table(off).expect("no stream");
    }

    /// A handle that goes through something else, such as the fault proxy.
    pub fn store_through(&self, endpoint: &str) -> Store {
        Store::local(endpoint, Tables::default()).naming(crate::builders::address_key())
    }

    /// Every item of both tables, by table and key, as DynamoDB's JSON: to compare before and after.
    ///
    /// # Panics
    /// Where the database can't be read.
    pub fn dump(&self) -> BTreeMap<String, Value> {
        dumped(&self.inner)
    }

    /// Leaves nothing of an item of the data table but its key, as no version of the program would.
    ///
    /// # Panics
    /// Where there is no such item.
    pub fn spoil(&self, pk: &str, sk: &str) {
        let item = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        let there = "attribute_exists(pk)";
        let request = json!({"TableName": Tables::default().data, "Item": item, "ConditionExpression": there});
        let request: PutItemRequest = serde_json::from_value(request).expect("a put");
        self.inner.put_item(request).expect("an item");
    }

    /// Removes an item of the data table, as its age or an erasure does.
    ///
    /// # Panics
    /// Where the database refuses.
    pub fn remove(&self, pk: &str, sk: &str) {
        let request = json!({"TableName": Tables::default().data, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}});
        let request: DeleteItemRequest = serde_json::from_value(request).expect("a delete");
        self.inner.delete_item(request).expect("no item");
    }

    /// Removes what is past its time, as the database does by itself one day; gives how many items that were.
    ///
    /// # Panics
    /// Where the database refuses.
    pub fn sweep(&self) -> usize {
        self.inner.sweep_ttl().expect("swept")
    }

    /// Puts an item of the data table that is nothing but its key, such as an older version left.
    ///
    /// # Panics
    /// Where the database refuses.
    pub fn plant(&self, pk: &str, sk: &str) {
        let item = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        let request: PutItemRequest =
            serde_json::from_value(json!({"TableName": Tables::default().data, "Item": item})).expect("a put");
        self.inner.put_item(request).expect("an item");
    }

    /// Makes both tables what they were when this dump was taken.
    ///
    /// # Panics
    /// Where the database refuses.
    pub fn restore(&self, dump: &BTreeMap<String, Value>) {
        let table = |key: &str| key.split(' ').next().unwrap_or_default().to_owned();
        let now = self.dump();
        for (key, item) in now.iter().filter(|(key, _)| !dump.contains_key(*key)) {
            let request = json!({"TableName": table(key), "Key": {"pk": item["pk"], "sk": item["sk"]}});
            let request: DeleteItemRequest = serde_json::from_value(request).expect("a delete");
            self.inner.delete_item(request).expect("no item");
        }
        for (key, item) in dump.iter().filter(|(key, item)| now.get(*key) != Some(item)) {
            let request = json!({"TableName": table(key), "Item": item});
            let request: PutItemRequest = serde_json::from_value(request).expect("a put");
            self.inner.put_item(request).expect("an item");
        }
    }

    /// How many items of the dump have a key that holds this text.
    pub fn count(&self, part: &str) -> usize {
        self.dump().keys().filter(|key| key.contains(part)).count()
    }
}

/// Every item of both tables of a database in a file that nobody holds, as [`TestDatabase::dump`] gives them.
///
/// # Panics
/// Where it can't be read.
pub fn dump_of(file: &Path) -> BTreeMap<String, Value> {
    dumped(&Database::new(&file.to_string_lossy()).expect("a database"))
}

fn dumped(database: &Database) -> BTreeMap<String, Value> {
    let tables = Tables::default();
    let mut items = BTreeMap::new();
    for table in [tables.data, tables.rollups] {
        let mut start = Value::Null;
        loop {
            let mut request = json!({"TableName": table});
            if !start.is_null() {
                request["ExclusiveStartKey"] = start;
            }
            let request: ScanRequest = serde_json::from_value(request).expect("a scan");
            let page = serde_json::to_value(database.scan(request).expect("a page")).expect("JSON");
            for item in page["Items"].as_array().into_iter().flatten() {
                let key = format!("{table} {} {}", item["pk"]["S"], item["sk"]["S"]);
                items.insert(key, item.clone());
            }
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                break;
            }
        }
    }
    items
}
