//! The folder of one machine.

use std::fs;

use domain::export::{File, Format, KEPT};
use domain::link::{LinkError, LinkKeys, Purpose, Signed};
use files::{Files, Folder, whose_download};
use jiff::{SignedDuration, Timestamp};
use testing::builders::{time, workspace};

use crate::suite::{Eye, holds};
use crate::{export, file};

impl Eye for Folder {
    async fn see(&self, file: File) -> Option<Vec<u8>> {
        fs::read(self.path(file)).ok()
    }
}

fn keys() -> LinkKeys {
    "k1:0123456789abcdef0123456789abcdef".parse().unwrap()
}

fn open(path: &std::path::Path) -> Folder {
    Folder::open(path, keys(), "http://127.0.0.1:9000/").unwrap()
}

#[tokio::test]
async fn a_folder_is_a_place_for_files() {
    let place = tempfile::tempdir().unwrap();
    let folder = open(&place.path().join("new"));
    holds(&folder, &folder).await;
    assert_eq!(fs::read_dir(place.path().join("new")).unwrap().count(), 3, "no draft is left");
}

#[cfg(unix)]
#[tokio::test]
async fn its_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("exports");
    let (folder, file) = (open(&path), file(1, Format::Csv));
    folder.begin(file).await.unwrap().finish().await.unwrap();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(path.clone()), mode(folder.path(file))), (0o700, 0o600));
}

#[tokio::test]
async fn what_was_half_written_when_the_process_ended_is_gone_at_the_next_start() {
    let place = tempfile::tempdir().unwrap();
    let folder = open(place.path());
    folder.begin(file(1, Format::Csv)).await.unwrap().finish().await.unwrap();
    let mut draft = folder.begin(file(2, Format::Csv)).await.unwrap();
    draft.write(b"half").await.unwrap();
    drop(draft);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
    let folder = open(place.path());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    assert!(folder.see(file(1, Format::Csv)).await.is_some());
}

#[tokio::test]
async fn files_are_swept_once_they_are_as_old_as_they_may_get() {
    let place = tempfile::tempdir().unwrap();
    let folder = open(place.path());
    folder.begin(file(1, Format::Csv)).await.unwrap().finish().await.unwrap();
    let minute = SignedDuration::from_mins(1);
    assert_eq!(folder.sweep(Timestamp::now() + KEPT - minute).await.unwrap(), 0);
    assert_eq!(folder.sweep(Timestamp::now() + KEPT + minute).await.unwrap(), 1);
    assert!(folder.see(file(1, Format::Csv)).await.is_none());
}

#[tokio::test]
async fn a_link_names_one_export_of_one_workspace_and_ends() {
    let place = tempfile::tempdir().unwrap();
    let (now, until) = (time("2026-11-21T10:00:00Z"), time("2026-11-21T10:15:00Z"));
    let (folder, export, ws) = (open(place.path()), export(7, Format::Csv, now), workspace());
    let link = folder.link(&ws, &export, now).await.unwrap();
    assert_eq!(link.until, until);
    let token = link.url.strip_prefix("http://127.0.0.1:9000/exports/").unwrap();
    assert_eq!(whose_download(&keys(), token, now), Ok((ws.clone(), export.id)));
    assert!(matches!(whose_download(&keys(), token, until), Err(LinkError::Expired(_))));
    let other = Signed { workspace: ws, subject: export.id.bits().as_bytes().to_vec(), expires_at: until };
    for purpose in [Purpose::Survey, Purpose::Session, Purpose::Cursor] {
        let token = keys().seal(purpose, &other);
        assert_eq!(whose_download(&keys(), &token, now), Err(LinkError::Invalid), "{purpose:?}");
    }
}
