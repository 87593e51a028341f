//! What every place for files must do.

use domain::export::Format;
use files::Files;

use crate::{file, made};

/// Looks at a file past the place that keeps it.
pub trait Eye {
    /// The content of a file, if it is there under its name.
    async fn see(&self, file: domain::export::File) -> Option<Vec<u8>>;
}

/// Holds a place to its contract.
pub async fn holds(files: &dyn Files, eye: &impl Eye) {
    // Nothing, a little, exactly a part of S3, and several parts; written in pieces of all sizes.
    for (number, length) in [(1, 0), (2, 11), (3, 8 << 20), (4, (19 << 20) + 5)] {
        let (file, whole) = (file(number, Format::Csv), made(length));
        let mut draft = files.begin(file).await.unwrap();
        let (mut rest, mut piece) = (whole.as_slice(), 1);
        while !rest.is_empty() {
            let (now, later) = rest.split_at(piece.min(rest.len()));
            draft.write(now).await.unwrap();
            (rest, piece) = (later, piece * 3);
        }
        assert!(eye.see(file).await.is_none(), "nothing is seen of a file of {length} bytes before it is finished");
        draft.finish().await.unwrap();
        assert!(eye.see(file).await.is_some_and(|seen| seen == whole), "a file of {length} bytes comes back");
    }

    let over = file(4, Format::Csv);
    let mut draft = files.begin(over).await.unwrap();
    draft.write(b"second").await.unwrap();
    draft.finish().await.unwrap();
    assert_eq!(eye.see(over).await.unwrap(), b"second", "a file is put over the one under its name");

    for length in [5, 9 << 20] {
        let dropped = file(5, Format::Ndjson);
        let mut draft = files.begin(dropped).await.unwrap();
        draft.write(&made(length)).await.unwrap();
        draft.discard().await.unwrap();
        assert!(eye.see(dropped).await.is_none(), "nothing is left of what nobody finished");
    }

    let other = file(4, Format::Ndjson);
    files.delete(other).await.unwrap();
    assert!(eye.see(over).await.is_some(), "a deletion is of one file");
    for _ in 0..2 {
        files.delete(over).await.unwrap();
        assert!(eye.see(over).await.is_none());
    }
}
