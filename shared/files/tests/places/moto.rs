//! The bucket, against moto: an S3 that somebody else wrote. It runs where the environment of tests/sam stands, which
//! tests/sam/run makes.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
    fn start() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
        let program = root.join(".venv/bin/moto_server");
        if !program.exists() {
            return None;
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let process = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { process, url: format!("http://127.0.0.1:{port}") };
        let end = Instant::now() + Duration::from_mins(1);
        while ureq::put(format!("{}/exports", moto.url)).send_empty().is_err() {
            assert!(Instant::now() < end, "moto does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(moto)
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
async fn a_bucket_of_motos_is_a_place_for_files_and_its_links_open() {
    let Some(moto) = tokio::task::spawn_blocking(Moto::start).await.unwrap() else {
        eprintln!("skipped: .venv/bin/moto_server is not there; tests/sam/run makes it");
        return;
    };
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
