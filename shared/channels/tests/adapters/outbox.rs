//! The outbox folder.

use std::path::Path;

use channels::outbox::Outbox;
use channels::{Mail, Mailer, Texter};
use domain::message::Handover;

use crate::{contract, draft, mail, text};

fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn files(outbox: &Outbox) -> Vec<Vec<u8>> {
    names(outbox.folder()).iter().map(|name| std::fs::read(outbox.folder().join(name)).unwrap()).collect()
}

/// A text as its file has it.
fn carried(file: Vec<u8>) -> contract::Carried {
    let file = String::from_utf8(file).unwrap();
    let (head, body) = file.split_once("\n\n").unwrap();
    let (to, from) = head.strip_prefix("To: ").unwrap().split_once("\nFrom: ").unwrap();
    let sender = (!from.starts_with('(')).then(|| from.to_owned());
    (to.to_owned(), sender, body.strip_suffix('\n').unwrap().to_owned())
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path().join("new")).unwrap();
    contract::run(&outbox, async || files(&outbox)).await;
}

#[tokio::test]
async fn it_keeps_the_contract_of_texts() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path().join("new")).unwrap();
    contract::run_texts(&outbox, async || files(&outbox).into_iter().map(carried).collect()).await;
}

#[tokio::test]
async fn a_folder_that_is_gone_took_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path().join("gone")).unwrap();
    std::fs::remove_dir(outbox.folder()).unwrap();
    contract::run_unreachable(&outbox).await;
    contract::run_unreachable_texts(&outbox).await;
}

#[tokio::test]
async fn each_message_is_one_file_named_by_the_dispatch_however_often_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path()).unwrap();
    let mut reminder = draft();
    reminder.number = 1;
    let (reminder, mut text_reminder) = (Mail::new(reminder).unwrap(), text());
    text_reminder.number = 1;
    for _ in 0..2 {
        assert_eq!(outbox.send(&mail()).await, Handover::Accepted);
        assert_eq!(outbox.send(&reminder).await, Handover::Accepted);
        assert_eq!(outbox.send_text(&text()).await, Handover::Accepted);
        assert_eq!(outbox.send_text(&text_reminder).await, Handover::Accepted);
    }
    let id = "dsp_00000000000000000123456789abcdef";
    let expected = ["-1.eml", "-1.txt", ".eml", ".txt"].map(|end| format!("{id}{end}"));
    assert_eq!(names(folder.path()), expected);
    let path = outbox.text_path(&text());
    let page = "To: +37120000000\nFrom: Acme\n\nHow was it? https://voc.example.com/s/Ab-_9 Stop: https://voc.example.com/u/Ab-_9\n";
    assert_eq!(std::fs::read_to_string(path).unwrap(), page);
}
