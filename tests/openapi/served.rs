//! What a running program serves of the document, without a key: the file as it is, and a page that has all of it.

use tempfile::tempdir;
use tests::Running;

use crate::{document, root};

#[test]
fn the_document_and_its_page_are_served_without_a_key_and_head_is_answered_wherever_get_is() {
    let folder = tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    let served = running.call_as(None, "GET", "/openapi.json", None);
    assert_eq!(served.status, 200);
    assert_eq!(served.body, std::fs::read_to_string(root().join(testing::document::FILE)).unwrap());
    assert_eq!(running.call_as(None, "GET", "/docs", None).status, 200);
    for operation in document().operations().into_iter().filter(|one| one.method == "get") {
        let path = operation.path.replace("{token}", "none").replace(['{', '}'], "");
        let (get, head) = (running.call("GET", &path, None), running.call("HEAD", &path, None));
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{}", operation.path);
    }
}
