//! The tenant and its settings.

mod counting;
mod forgetting;
mod sending;

use serde_json::{Value, json};

use crate::brand::Brand;
use crate::day::Zone;
use crate::id::WorkspaceId;
use crate::input::{Fields, Problems, Refusal, integer, list, parsed, text};
use crate::locale::Locale;
use crate::metric::own::{self, Own};
use crate::origin::Origin;
use crate::text::TextOverrides;

pub use self::counting::{Counting, Percent, Reckoning, Targets};
pub use self::forgetting::Forgetting;
pub use self::sending::{Sending, SmsSender};

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
    /// What it sets for what it sends.
    pub sending: Sending,
    /// The websites whose pages may post answers; sorted, each once.
    pub allowed_origins: Vec<Origin>,
    /// How many answers without a link one address may give to a survey in a day before all of them are suspect.
    pub suspect_limit: u32,
    /// What it sets for how its numbers are made.
    pub counting: Counting,
    /// What it sets for what an erasure leaves behind.
    pub erasure: Forgetting,
    /// The metrics of the team's own that are made of business events.
    pub metrics: Vec<Own>,
    /// What the team's pages look like.
    pub brand: Option<Brand>,
    /// Texts of the team's own in the place of the default ones, where a survey has none of its own.
    pub texts: TextOverrides,
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
            sending: Sending::default(),
            allowed_origins: Vec::new(),
            suspect_limit: 20,
            counting: Counting::default(),
            erasure: Forgetting::default(),
            metrics: Vec::new(),
            brand: None,
            texts: TextOverrides::default(),
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
        let sending = Sending::read(&mut fields);
        let allowed_origins = fields.nested("allowed_origins", origins).unwrap_or_default();
        let suspect_limit = fields.optional("suspect_limit", integer(1, 100_000));
        let counting = Counting::read(&mut fields);
        let erasure = fields.nested("erasure", Forgetting::parse).unwrap_or_default();
        let metrics = fields.nested("metrics", own::over_events).unwrap_or_default();
        let brand = fields.nested("brand", Brand::parse).flatten();
        let texts = fields.nested("texts", TextOverrides::parse).unwrap_or_default();
        let plain = Self::new(id);
        fields.finish(|| {
            Some(Self {
                name: name.unwrap_or(plain.name),
                company,
                time_zone: time_zone.unwrap_or(plain.time_zone),
                locales: locales.unwrap_or(plain.locales),
                sending,
                allowed_origins,
                suspect_limit: suspect_limit.map_or(Some(plain.suspect_limit), |limit| u32::try_from(limit).ok())?,
                counting,
                erasure,
                metrics,
                brand,
                texts,
                id: plain.id,
            })
        })
    }

    /// The settings as the API shows them; [`Workspace::parse`] reads them back.
    pub fn to_json(&self) -> Value {
        let tags: Vec<_> = self.locales.iter().map(|locale| locale.tag()).collect();
        let origins: Vec<_> = self.allowed_origins.iter().map(Origin::as_str).collect();
        let mut value = json!({
            "name": self.name,
            "time_zone": self.time_zone.name(),
            "locales": tags,
            "allowed_origins": origins,
            "suspect_limit": self.suspect_limit,
        });
        if let Some(company) = &self.company {
            value["company"] = json!(company);
        }
        self.sending.show(&mut value);
        self.counting.show(&mut value);
        self.erasure.show(&mut value);
        if !self.metrics.is_empty() {
            value["metrics"] = self.metrics.iter().map(Own::to_json).collect();
        }
        if let Some(brand) = &self.brand {
            value["brand"] = brand.to_json();
        }
        if !self.texts.is_empty() {
            value["texts"] = self.texts.to_json();
        }
        value
    }
}

/// The most websites of one workspace.
const MAX_ORIGINS: usize = 40;

fn origins(value: &Value, path: &str) -> Result<Vec<Origin>, Problems> {
    let values = value.as_array().filter(|values| values.len() <= MAX_ORIGINS).ok_or_else(|| {
        let reason = format!("expected a list of at most {MAX_ORIGINS} origins");
        Problems::one(path, Refusal::new("not_a_list", reason))
    })?;
    let mut origins = Vec::new();
    let mut problems = Vec::new();
    for (at, value) in values.iter().enumerate() {
        match parsed::<Origin>(value) {
            Ok(origin) => origins.push(origin),
            Err(refusal) => problems.extend(Problems::one(&format!("{path}[{at}]"), refusal).0),
        }
    }
    origins.sort();
    origins.dedup();
    if problems.is_empty() { Ok(origins) } else { Err(Problems(problems)) }
}

/// A list of languages, not empty and without repetition.
pub(crate) fn locales(value: &Value) -> Result<Vec<Locale>, Refusal> {
    let all = list(Locale::ALL.len(), parsed::<Locale>)(value)?;
    let repeats = (1..all.len()).any(|at| all[..at].contains(&all[at]));
    if all.is_empty() || repeats {
        return Err(Refusal::new("invalid_locales", "expected at least one of en, lv, lt, ru, each once"));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_as_they_are_shown() {
        let id: WorkspaceId = "acme".parse().unwrap();
        let body = json!({"company": "Acme", "time_zone": "Europe/Riga", "locales": ["lv", "en"], "suspect_limit": 5,
            "allowed_origins": ["https://example.com"], "brand": {"color": "#0b6e4f"}, "texts": {"optional": {"en": "-"}},
            "quiet_hours": {"sms": {"from": "20:00", "to": "09:00", "days": ["mon", "fri"]}, "email": {"from": "22:00", "to": "07:00"}},
            "from_email": "survey@example.com", "from_name": {"en": "Acme", "lv": "Akme"}, "sms_sender": "Acme", "sms_countries": ["LV"],
            "sms_segments": 3, "currency": "EUR", "gross_margin": 40, "retention_days": 365, "erasure": {"keep_comments": true}});
        let workspace = Workspace::parse(id.clone(), &body).unwrap();
        assert_eq!(workspace.name, "acme");
        assert_eq!(Workspace::parse(id, &workspace.to_json()).unwrap(), workspace);
    }

    #[test]
    fn every_bad_field_is_named_at_once() {
        let body = json!({"time_zone": "Mars", "locales": ["en", "en"], "quiet_hours": {"sms": {"from": "22:00", "to": "08:00"}}, "retention_days": 1, "sms_sender": "a b",
            "from_email": "rūta@example.com", "colour": 1, "suspect_limit": 0,
            "allowed_origins": ["https://a.example", "https://b.example/"], "brand": {"color": "#ffffff"}, "texts": {"X": {}}});
        let Problems(problems) = Workspace::parse("acme".parse().unwrap(), &body).unwrap_err();
        let named: Vec<_> = problems.iter().map(|p| (p.name.as_str(), p.code)).collect();
        assert_eq!(
            named,
            [
                ("time_zone", "unknown_time_zone"),
                ("locales", "invalid_locales"),
                ("from_email", "invalid_email"),
                ("sms_sender", "invalid_sender"),
                ("quiet_hours.sms", "too_wide"),
                ("allowed_origins[1]", "invalid_origin"),
                ("suspect_limit", "out_of_range"),
                ("retention_days", "out_of_range"),
                ("brand.color", "low_contrast"),
                ("texts.X", "invalid_text_id"),
                ("colour", "unknown_field")
            ]
        );
    }

    #[test]
    fn origins_are_listed_once_and_at_most_40_of_them() {
        let read =
            |origins: Vec<String>| Workspace::parse("acme".parse().unwrap(), &json!({"allowed_origins": origins}));
        let origins = |n: usize| (0..n).map(|at| format!("https://shop{at}.example")).collect();
        assert_eq!(read(origins(40)).unwrap().allowed_origins.len(), 40);
        assert!(read(origins(41)).is_err());
        let twice =
            vec!["https://b.example".to_owned(), "https://a.example".to_owned(), "https://b.example".to_owned()];
        let read = read(twice).unwrap().allowed_origins;
        assert_eq!(read.iter().map(Origin::as_str).collect::<Vec<_>>(), ["https://a.example", "https://b.example"]);
    }

    #[test]
    fn a_workspace_has_a_suspect_limit_of_20_unless_it_sets_one() {
        let read = |body| Workspace::parse("acme".parse().unwrap(), &body).unwrap().suspect_limit;
        assert_eq!((read(json!({})), read(json!({"suspect_limit": 100_000}))), (20, 100_000));
    }
}
