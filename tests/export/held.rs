//! What a folder that nobody serves holds, as text to be compared.

use std::collections::BTreeMap;
use std::path::Path;

use testing::database::dump_of;

/// Everything that was ever counted, by its key, as text: without what tells when it was.
pub fn counted(folder: &Path, revisions: bool) -> BTreeMap<String, String> {
    let passing = ["beat", "mark#", "f#", "job#"].map(|begin| format!("atbalss-rollups \"{begin}"));
    let items = dump_of(&folder.join("atbalss.sqlite")).into_iter();
    let counted =
        items.filter(|(key, _)| key.starts_with("atbalss-rollups ") && !passing.iter().any(|it| key.starts_with(it)));
    counted
        .map(|(key, mut item)| {
            let fields = item.as_object_mut().unwrap();
            if key.contains("\"l#") {
                fields.remove("fence");
            }
            if !revisions {
                fields.remove("revision");
            }
            (key, item.to_string())
        })
        .collect()
}

/// All answers and events as they are stored, without what tells how they came.
pub fn stored(folder: &Path) -> BTreeMap<String, String> {
    let items = dump_of(&folder.join("atbalss.sqlite")).into_iter();
    let told = items.filter(|(key, _)| ["\"r#", "\"v#"].iter().any(|begin| key.contains(begin)));
    told.map(|(key, mut item)| {
        let fields = item.as_object_mut().unwrap();
        for name in ["posts", "revision", "link", "address"] {
            fields.remove(name);
        }
        (key, item.to_string())
    })
    .collect()
}

pub fn assert_equal(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>, what: &str) {
    let other = a.keys().chain(b.keys()).find(|key| a.get(*key) != b.get(*key));
    let other = other.map(|key| format!("{key}:\n{:?}\n{:?}", a.get(key), b.get(key)));
    assert_eq!(other, None, "{what}");
    assert!(!a.is_empty());
}
