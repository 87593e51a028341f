//! What mail programs and mailbox providers read of a mail: how to get off the list, which list that is, and which stream a
//! complaint belongs to. All of it is printable ASCII without a space, so that no header has to be encoded.

use domain::id::{SurveyId, WorkspaceId};

/// The longest link that stands in a header; a line has at most 998 bytes (RFC 5322, 2.1.1).
const MAX_LINK: usize = 900;

/// `List-Unsubscribe` (RFC 2369, 8058): where one click ends it; none where the text is no such link.
pub(super) fn unsubscribe(link: &str) -> Option<String> {
    let host = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"))?;
    let named = host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
    let plain = link.bytes().all(|b| b.is_ascii_graphic() && !b"<>".contains(&b));
    (named && plain && link.len() <= MAX_LINK).then(|| format!("<{link}>"))
}

/// `List-Id` (RFC 2919): each survey is a list, so that a mail program can sort by it.
///
/// Ids may hold a dot, which would end a label, and a colon, which a label can't hold. They become `+` and `=`, which no id
/// holds, so that no two surveys share a list.
pub(super) fn list_id(survey: &SurveyId, workspace: &WorkspaceId, domain: &str) -> String {
    let label = |id: &str| id.replace('.', "+").replace(':', "=");
    format!("<{}.{}.{domain}>", label(survey.as_str()), label(workspace.as_str()))
}

/// `Feedback-ID`, as Gmail reads it: three names to group complaints by, then the sender's own. None of them is of one mail
/// or one person alone.
pub(super) fn feedback_id(survey: &SurveyId, workspace: &WorkspaceId, number: u32) -> String {
    let kind = if number == 0 { "invitation" } else { "reminder" };
    let name = |id: &str| id.replace(':', "_");
    format!("{}:{}:{kind}:atbalss", name(survey.as_str()), name(workspace.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_link_can_not_be_where_one_click_ends_it() {
        assert_eq!(unsubscribe("https://voc.example.com/u/a_b-1").unwrap(), "<https://voc.example.com/u/a_b-1>");
        assert!(unsubscribe("http://[::1]:9000/u/1").is_some());
        let long = format!("https://voc.example.com/{}", "x".repeat(MAX_LINK));
        for bad in ["", " ", "https://", "https:///u/1", "mailto:stop@example.com", "/u/1", "https://a.lv/ā", &long] {
            assert!(unsubscribe(bad).is_none(), "{bad}");
        }
        for bad in ["https://a.lv/ u", "https://a.lv/\r\nBcc:", "https://a.lv/>,<https://b.lv/"] {
            assert!(unsubscribe(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn each_survey_is_a_list_of_its_own_whatever_its_id_holds() {
        let id = |survey: &str, workspace: &str| {
            list_id(&survey.parse().unwrap(), &workspace.parse().unwrap(), "example.com")
        };
        assert_eq!(id("after_purchase", "acme"), "<after_purchase.acme.example.com>");
        assert_eq!(id("nps:1.2", "acme.lv"), "<nps=1+2.acme+lv.example.com>");
        let ids = [("a.b", "c"), ("a", "b.c"), ("a:b", "c"), ("a_b", "c"), ("a-b", "c"), (".", ":"), (":", ".")];
        let all: std::collections::BTreeSet<_> = ids.iter().map(|(survey, workspace)| id(survey, workspace)).collect();
        assert_eq!(all.len(), ids.len());
        for list in all {
            // RFC 2919's dot-atom-text: words of atext between single dots, nothing else.
            let inner = list.strip_prefix('<').and_then(|list| list.strip_suffix('>')).unwrap();
            let atext = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+=".contains(&b));
            assert!(inner.split('.').all(|word| !word.is_empty() && atext(word)), "{list}");
        }
    }

    #[test]
    fn complaints_are_grouped_by_survey_workspace_and_kind() {
        let id = |number| feedback_id(&"nps:v2".parse().unwrap(), &"acme.lv:1".parse().unwrap(), number);
        assert_eq!(id(0), "nps_v2:acme.lv_1:invitation:atbalss");
        assert_eq!(id(1), "nps_v2:acme.lv_1:reminder:atbalss");
        assert_eq!(id(2), id(1));
    }
}
