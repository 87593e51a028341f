//! The bucket, against moto: an S3 that somebody else wrote. `tests/files/install` installs it and says where it is.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use domain::export::{Export, File, Format};
use files::{Files, S3};
use jiff::Timestamp;
use testing::bucket::Bucket;
use testing::builders::workspace;

use crate::suite::{Eye, holds};
use crate::{export, fetch, made};

struct Moto {
    process: Child,
    url: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Moto {
    /// Starts it on a port that it finds free, with an empty bucket.
    fn start() -> Self {
        let program = std::env::var("ATBALSS_TEST_MOTO").expect("where moto_server is: tests/files/install says it");
        let mut process = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", "0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("moto_server starts");
        // It listens before it says where; what it says afterwards is read on, or it would have to wait for us.
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.split_once("Running on ").map(|(_, url)| url.trim().to_owned()));
        let moto = Self { process, url: url.expect("moto_server says where it listens") };
        std::thread::spawn(move || lines.for_each(drop));
        ureq::put(format!("{}/exports", moto.url)).send_empty().expect("a bucket");
        moto
    }
}

impl Eye for S3 {
    async fn see(&self, file: File) -> Option<Vec<u8>> {
        let now = Timestamp::now();
        let export = Export { id: file.export, ..export(0, file.format, now) };
        let link = self.link(&workspace(), &export, now).await.unwrap();
        let got = fetch(&link.url).await;
        (got.status == 200).then_some(got.bytes)
    }
}

#[tokio::test]
#[ignore = "needs moto, which tests/files/install installs"]
async fn a_bucket_of_motos_is_a_place_for_files_and_its_links_open() {
    let moto = tokio::task::spawn_blocking(Moto::start).await.unwrap();
    let config = Bucket::start().await.config();
    let s3 = S3::of(&config, "exports".to_owned(), Some(&moto.url)).unwrap();
    holds(&s3, &s3).await;
    let now = Timestamp::now();
    let export = export(9, Format::Ndjson, now);
    let mut draft = s3.begin(export.file()).await.unwrap();
    draft.write(&made(6 << 20)).await.unwrap();
    draft.finish().await.unwrap();
    let got = fetch(&s3.link(&workspace(), &export, now).await.unwrap().url).await;
    assert_eq!((got.status, got.media.as_str()), (200, Format::Ndjson.media_type()));
    assert_eq!(got.disposition, export.disposition());
    assert!(got.bytes == made(6 << 20));
}
