//! What a team's own pages look like: a logo, one colour that can be read, and where its privacy notice stands.

mod color;

use serde_json::{Value, json};

pub use color::Color;

use crate::input::{Fields, Problems, Refusal, parsed};
use crate::origin::HttpsUrl;

/// How readable the colour has to be against the white of a page (WCAG 2.2, success criterion 1.4.11).
const LEAST_CONTRAST: f64 = 3.0;

/// A brand; at least one part of it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// The picture at the head of a page.
    pub logo: Option<HttpsUrl>,
    /// The colour of buttons and marks; its contrast with white is 3:1 at least.
    pub color: Option<Color>,
    /// The team's privacy notice.
    pub privacy: Option<HttpsUrl>,
}

impl Brand {
    /// Reads `{logo_url?, color?, privacy_url?}`; none where none of them is set.
    ///
    /// # Errors
    /// Every bad field; `low_contrast` for a colour that can't be read on white, with the nearest shade that can.
    ///
    /// ```
    /// use domain::brand::Brand;
    /// let brand = Brand::parse(&serde_json::json!({"color": "#0B6E4F"}), "brand").unwrap().unwrap();
    /// assert_eq!(brand.color.unwrap().to_string(), "#0b6e4f");
    /// let problems = Brand::parse(&serde_json::json!({"color": "#ffcc00"}), "brand").unwrap_err().0;
    /// assert_eq!((problems[0].name.as_str(), problems[0].code), ("brand.color", "low_contrast"));
    /// assert!(problems[0].reason.contains("1.5:1") && problems[0].reason.contains("#b49000"), "{}", problems[0].reason);
    /// ```
    pub fn parse(value: &Value, path: &str) -> Result<Option<Self>, Problems> {
        let mut fields = Fields::of(value, path)?;
        let logo = fields.optional("logo_url", parsed::<HttpsUrl>);
        let color = fields.optional("color", |value| readable(parsed::<Color>(value)?));
        let privacy = fields.optional("privacy_url", parsed::<HttpsUrl>);
        let empty = logo.is_none() && color.is_none() && privacy.is_none();
        fields.finish(|| Some((!empty).then_some(Self { logo, color, privacy })))
    }

    /// The brand as the API shows it; [`Brand::parse`] reads it back.
    pub fn to_json(&self) -> Value {
        let mut value = json!({});
        let mut set = |name: &str, field: Option<String>| {
            if let Some(field) = field {
                value[name] = field.into();
            }
        };
        set("logo_url", self.logo.as_ref().map(|url| url.as_str().to_owned()));
        set("color", self.color.map(|color| color.to_string()));
        set("privacy_url", self.privacy.as_ref().map(|url| url.as_str().to_owned()));
        value
    }
}

fn readable(color: Color) -> Result<Color, Refusal> {
    let contrast = color.contrast(Color::WHITE);
    if contrast >= LEAST_CONTRAST {
        return Ok(color);
    }
    // Cut, not rounded: 2.97 must not read as the 3.0 that was asked for.
    let shown = (contrast * 10.0).floor() / 10.0;
    let darker = color.darkened(LEAST_CONTRAST);
    let reason = format!(
        "its contrast with white is {shown:.1}:1 and has to be {LEAST_CONTRAST:.0}:1 at least; {darker} is the nearest \
         darker shade that has it"
    );
    Err(Refusal::new("low_contrast", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(body: &Value) -> Vec<(String, &'static str)> {
        Brand::parse(body, "brand").unwrap_err().0.into_iter().map(|problem| (problem.name, problem.code)).collect()
    }

    #[test]
    fn a_brand_reads_back_and_nothing_set_is_no_brand() {
        let body = json!({
            "logo_url": "https://example.com/logo.svg", "color": "#0b6e4f", "privacy_url": "https://example.com/privacy"
        });
        assert_eq!(Brand::parse(&body, "brand").unwrap().unwrap().to_json(), body);
        assert_eq!(Brand::parse(&json!({"color": null}), "brand").unwrap(), None);
        assert_eq!(
            Brand::parse(&json!({"color": "#000000"}), "brand").unwrap().unwrap().to_json(),
            json!({"color": "#000000"})
        );
    }

    #[test]
    fn everything_wrong_with_a_brand_is_said_at_once() {
        let body = json!({"logo_url": "http://example.com/x", "color": "red", "privacy_url": 1, "font": "Comic Sans"});
        assert_eq!(
            codes(&body),
            [
                ("brand.logo_url".to_owned(), "invalid_url"),
                ("brand.color".to_owned(), "invalid_color"),
                ("brand.privacy_url".to_owned(), "not_a_string"),
                ("brand.font".to_owned(), "unknown_field"),
            ]
        );
        assert_eq!(codes(&json!({"color": "#ffffff"})), [("brand.color".to_owned(), "low_contrast")]);
    }

    #[test]
    fn a_ratio_just_under_the_rule_is_not_said_to_keep_it() {
        // #959595 has 2.995:1.
        let Problems(problems) = Brand::parse(&json!({"color": "#959595"}), "brand").unwrap_err();
        assert!(problems[0].reason.contains("2.9:1"), "{}", problems[0].reason);
        assert!(problems[0].reason.contains("#949494"), "{}", problems[0].reason);
    }
}
