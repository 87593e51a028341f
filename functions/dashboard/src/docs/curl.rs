//! Calls for the command line, made of the examples.

use serde_json::Value;

use super::words::text;

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// What it shows, where there are several.
    pub about: String,
    /// What to type.
    pub command: String,
}

/// The examples of a body, each with what it shows.
pub fn examples(content: &Value) -> Vec<(&str, &Value)> {
    let several = content.get("examples").and_then(Value::as_object).into_iter().flatten();
    let several = several.filter_map(|(_, one)| Some((text(one.get("summary")), one.get("value")?)));
    content.get("example").map(|one| ("", one)).into_iter().chain(several).collect()
}

/// An example as it is sent, with its lines apart.
pub fn spelled(example: &Value) -> String {
    example.as_str().map_or_else(|| format!("{example:#}"), |text| text.trim_end().to_owned())
}

/// How to call an operation: once for each example of what it takes.
pub fn calls(path: &str, method: &str, says: &Value) -> Vec<Call> {
    let head = head(path, method, says);
    let content = says.pointer("/requestBody/content").and_then(Value::as_object);
    let forms = content.into_iter().flatten();
    let sent = forms.flat_map(|(media, content)| {
        let head = &head;
        examples(content).into_iter().map(move |(about, example)| Call {
            about: about.to_owned(),
            command: format!("{head} \\\n{}", body(media, example)),
        })
    });
    let calls: Vec<_> = sent.collect();
    if calls.is_empty() { vec![Call { about: String::new(), command: head }] } else { calls }
}

fn head(path: &str, method: &str, says: &Value) -> String {
    let parameters = || says["parameters"].as_array().into_iter().flatten();
    let needed = parameters().filter(|one| one["in"] == "query" && one["required"] == true);
    let query: Vec<_> = needed
        .map(|one| {
            let name = text(one.get("name"));
            let first = one.pointer("/schema/enum/0").and_then(Value::as_str);
            format!("{name}={}", first.map_or_else(|| format!("${name}"), str::to_owned))
        })
        .collect();
    // What a path names is a variable of the shell.
    let path = path.replace('{', "$").replace('}', "");
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let method = if method == "get" { String::new() } else { format!("-X {} ", method.to_uppercase()) };
    let keyed = says["security"].as_array().into_iter().flatten().any(|scheme| scheme.get("key").is_some());
    let key = if keyed { " \\\n  -H \"Authorization: Bearer $ATBALSS_KEY\"" } else { "" };
    format!("curl {method}\"$ATBALSS_URL{path}{query}\"{key}")
}

/// The body of a call. A here-document takes any text as it is.
fn body(media: &str, example: &Value) -> String {
    if let (true, Some(fields)) = (media.ends_with("form-urlencoded"), example.as_object()) {
        let quoted = |text: &str| text.replace('\'', "'\\''");
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
        return pairs.map(|pair| format!("  --data-urlencode '{}'", quoted(&pair))).collect::<Vec<_>>().join(" \\\n");
    }
    let spelled = spelled(example);
    format!("  -H 'Content-Type: {media}' --data-binary @- <<'END'\n{spelled}\nEND")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_has_the_key_what_the_path_names_and_the_example() {
        let says = json!({
            "security": [{"key": ["admin"]}],
            "parameters": [{"in": "query", "name": "channel", "required": true, "schema": {"enum": ["sms"]}}],
            "requestBody": {"content": {"application/json": {"example": {"name": "It's"}}}},
        });
        let [call] = calls("/v1/surveys/{id}", "put", &says).try_into().unwrap();
        let expected = "curl -X PUT \"$ATBALSS_URL/v1/surveys/$id?channel=sms\" \\\n  \
                        -H \"Authorization: Bearer $ATBALSS_KEY\" \\\n  \
                        -H 'Content-Type: application/json' --data-binary @- <<'END'\n{\n  \"name\": \"It's\"\n}\nEND";
        assert_eq!(call.command, expected);
    }

    #[test]
    fn a_form_is_sent_field_by_field() {
        let says =
            json!({"requestBody": {"content": {"application/x-www-form-urlencoded": {"example": {"q": "it's"}}}}});
        let [call] = calls("/s/{token}", "post", &says).try_into().unwrap();
        assert_eq!(call.command, "curl -X POST \"$ATBALSS_URL/s/$token\" \\\n  --data-urlencode 'q=it'\\''s'");
    }
}
