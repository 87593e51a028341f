//! What messages say, in every language and for every kind of survey.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod guide;
mod large;
mod mail;
mod sms;

use content::{Kind, MailText, Occasion, SmsText, TooLong};
use domain::locale::Locale;
use domain::survey::Survey;
use domain::workspace::Workspace;
use serde_json::{Value, json};

const LINK: &str = "https://voc.example.com/s/AbCdEf012-_x";
const STOP: &str = "https://voc.example.com/u/ZyXwVu987-_q";

/// A workspace and a survey, and how their messages are asked for.
struct Team {
    workspace: Workspace,
    survey: Survey,
}

impl Team {
    /// An NPS survey of the company Acme.
    fn acme() -> Self {
        Self::of(&json!({"company": "Acme"}), &json!({"metric": "nps"}))
    }

    fn of(workspace: &Value, survey: &Value) -> Self {
        let mut body = survey.clone();
        body["name"] = json!("x");
        Self {
            workspace: Workspace::parse("acme".parse().unwrap(), workspace).unwrap(),
            survey: Survey::parse("s".parse().unwrap(), 1, &body).unwrap(),
        }
    }

    fn occasion(&self, kind: Kind, locale: Locale) -> Occasion<'_> {
        Occasion {
            workspace: &self.workspace,
            survey: &self.survey,
            locale,
            kind,
            link: LINK.to_owned(),
            unsubscribe: STOP.to_owned(),
        }
    }

    fn mail(&self, kind: Kind, locale: Locale) -> MailText {
        MailText::render(&self.occasion(kind, locale)).unwrap()
    }

    fn sms(&self, kind: Kind, locale: Locale) -> Result<SmsText, TooLong> {
        SmsText::render(&self.occasion(kind, locale))
    }
}
