//! The outbox folder.

use channels::Mailer;
use channels::outbox::Outbox;
use domain::message::Handover;

use crate::{contract, mail};

#[tokio::test]
async fn it_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path().join("new")).unwrap();
    let taken = async || {
        let files = std::fs::read_dir(outbox.folder()).unwrap();
        files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    };
    contract::run(&outbox, taken).await;
}

#[tokio::test]
async fn a_folder_that_is_gone_took_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path().join("gone")).unwrap();
    std::fs::remove_dir(outbox.folder()).unwrap();
    contract::run_unreachable(&outbox).await;
}

#[tokio::test]
async fn a_mail_that_is_written_again_is_one_file_named_by_the_dispatch() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path()).unwrap();
    for _ in 0..2 {
        assert_eq!(outbox.send(&mail()).await, Handover::Accepted);
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["dsp_00000000000000000123456789abcdef.eml"]);
}
