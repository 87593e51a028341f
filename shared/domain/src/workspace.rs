//! The tenant and its settings.

use serde_json::{Value, json};

use crate::day::Zone;
use crate::id::WorkspaceId;
use crate::input::{Fields, Problems, list, parsed, text};
use crate::locale::Locale;

/// A workspace's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// The team's own name for it.
    pub name: String,
    /// The company that customers know; questions name it where it is set.
    pub company: Option<String>,
    /// The zone of its days, where a survey names none of its own.
    pub time_zone: Zone,
    /// The languages that its surveys offer, where they name none of their own.
    pub locales: Vec<Locale>,
    /// Whom mails come from, by name.
    pub from_name: Option<String>,
}

impl Workspace {
    /// A workspace with nothing set: universal time and all four languages.
    pub fn new(id: WorkspaceId) -> Self {
        Self {
            name: id.as_str().to_owned(),
            id,
            company: None,
            time_zone: Zone::utc(),
            locales: Locale::ALL.to_vec(),
            from_name: None,
        }
    }

    /// Reads the settings as the API takes them.
    ///
    /// # Errors
    /// Every bad field.
    pub fn parse(id: WorkspaceId, value: &Value) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, "")?;
        let name = fields.optional("name", text(1, 200));
        let company = fields.optional("company", text(1, 200));
        let time_zone = fields.optional("time_zone", parsed::<Zone>);
        let locales = fields.optional("locales", locales);
        let from_name = fields.optional("from_name", text(1, 100));
        fields.not_yet(&[
            "allowed_origins",
            "quiet_hours",
            "retention_days",
            "currency",
            "gross_margin",
            "business_hours",
            "suspect_limit",
            "targets",
            "from_email",
            "sms_sender",
        ]);
        let plain = Self::new(id);
        fields.finish(|| {
            Some(Self {
                name: name.unwrap_or(plain.name),
                company,
                time_zone: time_zone.unwrap_or(plain.time_zone),
                locales: locales.unwrap_or(plain.locales),
                from_name,
                id: plain.id,
            })
        })
    }

    /// The settings as the API shows them; [`Workspace::parse`] reads them back.
    pub fn to_json(&self) -> Value {
        let tags: Vec<_> = self.locales.iter().map(|locale| locale.tag()).collect();
        let mut value = json!({"name": self.name, "time_zone": self.time_zone.name(), "locales": tags});
        for (name, field) in [("company", &self.company), ("from_name", &self.from_name)] {
            if let Some(text) = field {
                value[name] = json!(text);
            }
        }
        value
    }
}

/// A list of languages, not empty and without repetition.
pub(crate) fn locales(value: &Value) -> Result<Vec<Locale>, crate::input::Refusal> {
    let all = list(Locale::ALL.len(), parsed::<Locale>)(value)?;
    let repeats = (1..all.len()).any(|at| all[..at].contains(&all[at]));
    if all.is_empty() || repeats {
        return Err(crate::input::Refusal::new(
            "invalid_locales",
            "expected at least one of en, lv, lt, ru, each once",
        ));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_as_they_are_shown() {
        let id: WorkspaceId = "acme".parse().unwrap();
        let body = json!({"company": "Acme", "time_zone": "Europe/Riga", "locales": ["lv", "en"]});
        let workspace = Workspace::parse(id.clone(), &body).unwrap();
        assert_eq!(workspace.name, "acme");
        assert_eq!(Workspace::parse(id, &workspace.to_json()).unwrap(), workspace);
    }

    #[test]
    fn every_bad_field_is_named_at_once() {
        let body = json!({"time_zone": "Mars", "locales": ["en", "en"], "quiet_hours": {}, "colour": 1});
        let Problems(problems) = Workspace::parse("acme".parse().unwrap(), &body).unwrap_err();
        let named: Vec<_> = problems.iter().map(|p| (p.name.as_str(), p.code)).collect();
        assert_eq!(
            named,
            [
                ("time_zone", "unknown_time_zone"),
                ("locales", "invalid_locales"),
                ("quiet_hours", "not_available_yet"),
                ("colour", "unknown_field")
            ]
        );
    }
}
