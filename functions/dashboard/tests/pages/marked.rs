//! What a page says to machines: the attributes of its elements, and the API's answer to the same question.

use reading::metrics;
use serde_json::Value;
use testing::builders::workspace;
use web::query::Query;

use crate::app::App;

/// What stands from each opening of a tag to the next one.
pub fn elements<'h>(html: &'h str, tag: &str) -> Vec<&'h str> {
    html.split(&format!("<{tag} ")).skip(1).collect()
}

/// The value of an attribute of the element that a text begins with.
pub fn attribute<'h>(element: &'h str, name: &str) -> Option<&'h str> {
    let opening = element.split('>').next()?;
    let (_, value) = format!(" {opening}").find(&format!(" {name}=\"")).map(|at| opening.split_at(at))?;
    value.strip_prefix(&format!("{name}=\""))?.split('"').next()
}

/// The one element of a tag that has an attribute with this value.
pub fn element<'h>(html: &'h str, tag: &str, name: &str, value: &str) -> &'h str {
    let mut found = elements(html, tag).into_iter().filter(|element| attribute(element, name) == Some(value));
    found.next().unwrap_or_else(|| panic!("no {tag} with {name}=\"{value}\" in {html}"))
}

/// The panel of a page.
pub fn panel<'h>(html: &'h str, name: &str) -> &'h str {
    element(html, "section", "data-panel", name)
}

/// What the API says to a question.
pub async fn told(app: &App, pairs: &[(&str, &str)]) -> Value {
    let workspace = reading::workspace(app.store(), &workspace()).await.expect("settings");
    let told = metrics::answer(&app.backend, &workspace, &[], &Query::of(pairs)).await.expect("an answer");
    serde_json::to_value(told).expect("JSON")
}
