//! A customer, by the team's own id, and what is known of them.

use serde_json::{Value, json};

use crate::contact::Contact;
pub use crate::contact::{EmailAddress, PhoneNumber};
use crate::context::{Channel, Properties};
use crate::day::Zone;
use crate::id::PersonId;
use crate::input::{Fields, Problems, Refusal, parsed, text, time};
use crate::locale::Locale;

/// Why somebody may be written to on a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The legal basis. `consent`, `opt_in` and `double_opt_in` are a yes, `withdrawn` is a no; `legitimate_interest` carries
    /// mails about the relationship; any other, such as `transactional`, no more than a mail about one event.
    pub basis: String,
    /// Where it was given.
    pub source: String,
    /// When it was given.
    pub at: jiff::Timestamp,
}

impl Consent {
    /// The bases that are a yes of the person's own.
    pub const YES: [&'static str; 3] = ["consent", "opt_in", "double_opt_in"];
    /// The basis that carries surveys of the relationship by mail, where the team has weighed it.
    pub const LEGITIMATE_INTEREST: &'static str = "legitimate_interest";
    /// The basis that says: not any more.
    pub const WITHDRAWN: &'static str = "withdrawn";

    fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let basis = fields.required("basis", basis);
        let source = fields.required("source", text(1, 200));
        let at = fields.required("at", time);
        fields.finish(|| Some(Self { basis: basis?, source: source?, at: at? }))
    }

    /// What was said last: a job that still carries an old yes must not undo a no that came after it.
    fn later(old: Option<Self>, new: Option<Self>) -> Option<Self> {
        match (old, new) {
            (Some(old), Some(new)) => Some(if old.at > new.at { old } else { new }),
            (old, new) => new.or(old),
        }
    }

    fn to_json(&self) -> Value {
        json!({"basis": self.basis, "source": self.source, "at": crate::stamped::millis(self.at)})
    }
}

/// The words that people write for a no; it has one here, so that none of them is taken for a basis.
const OTHER_WORDS_FOR_NO: [&str; 12] = [
    "denied",
    "no",
    "none",
    "objected",
    "objection",
    "opt-out",
    "opt_out",
    "opted_out",
    "refused",
    "revoked",
    "unsubscribed",
    "withdrawal",
];

/// A basis: one word for whoever spells it in other cases.
fn basis(value: &Value) -> Result<String, Refusal> {
    let basis = text(1, 64)(value)?.trim().to_lowercase();
    if basis.is_empty() || OTHER_WORDS_FOR_NO.contains(&basis.as_str()) {
        let reason = "expected a basis such as consent or transactional; a person who wants no more has `withdrawn`";
        return Err(Refusal::new("invalid_basis", reason));
    }
    Ok(basis)
}

/// What is known of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Where mail goes.
    pub email: Option<EmailAddress>,
    /// Where texts go.
    pub phone: Option<PhoneNumber>,
    /// The language they read.
    pub locale: Option<Locale>,
    /// Where their days begin.
    pub time_zone: Option<Zone>,
    /// The team's own grouping.
    pub segment: Option<String>,
    /// Whatever else the team sends along.
    pub properties: Properties,
    /// The basis for mail.
    pub email_consent: Option<Consent>,
    /// The basis for texts.
    pub sms_consent: Option<Consent>,
}

impl Person {
    /// Reads the fields as the API takes them.
    ///
    /// # Errors
    /// Every bad field, under `path`.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        Self::read(Fields::of(value, path)?, Some(())).map(|(person, ())| person)
    }

    /// Reads a person who is named inside another body: `{id, …}`.
    ///
    /// # Errors
    /// Every bad field, under `path`.
    pub fn parse_with_id(value: &Value, path: &str) -> Result<(PersonId, Self), Problems> {
        let mut fields = Fields::of(value, path)?;
        let id = fields.required("id", parsed::<PersonId>);
        Self::read(fields, id).map(|(person, id)| (id, person))
    }

    fn read<T>(mut fields: Fields<'_>, with: Option<T>) -> Result<(Self, T), Problems> {
        let email = fields.optional("email", parsed);
        let phone = fields.optional("phone", parsed);
        let locale = fields.optional("locale", parsed);
        let time_zone = fields.optional("time_zone", parsed);
        let segment = fields.optional("segment", crate::id::client_id);
        let properties = fields.nested("properties", Properties::parse).unwrap_or_default();
        let consent = fields.nested("consent", |value, path| {
            let mut fields = Fields::of(value, path)?;
            let email = fields.nested("email", Consent::parse);
            let sms = fields.nested("sms", Consent::parse);
            fields.finish(|| Some((email, sms)))
        });
        let (email_consent, sms_consent) = consent.unwrap_or_default();
        fields.finish(|| {
            let person = Self { email, phone, locale, time_zone, segment, properties, email_consent, sms_consent };
            Some((person, with?))
        })
    }

    /// Where messages of a channel go, if anywhere.
    pub fn contact(&self, channel: Channel) -> Option<Contact> {
        match channel {
            Channel::Email => self.email.clone().map(Contact::Email),
            Channel::Sms => self.phone.clone().map(Contact::Phone),
            Channel::Link | Channel::App | Channel::Web => None,
        }
    }

    /// All their addresses: whoever was asked at one was asked.
    pub fn contacts(&self) -> impl Iterator<Item = Contact> + use<'_> {
        [Channel::Email, Channel::Sms].into_iter().filter_map(|channel| self.contact(channel))
    }

    /// This person with what `news` names added or changed; nothing is taken away.
    #[must_use]
    pub fn updated(self, news: Self) -> Self {
        Self {
            email: news.email.or(self.email),
            phone: news.phone.or(self.phone),
            locale: news.locale.or(self.locale),
            time_zone: news.time_zone.or(self.time_zone),
            segment: news.segment.or(self.segment),
            properties: news.properties.over(&self.properties),
            email_consent: Consent::later(self.email_consent, news.email_consent),
            sms_consent: Consent::later(self.sms_consent, news.sms_consent),
        }
    }

    /// The fields as the API shows them; [`Person::parse`] reads them back.
    pub fn to_json(&self) -> Value {
        let mut value = json!({});
        let mut set = |name: &str, field: Option<Value>| {
            if let Some(field) = field {
                value[name] = field;
            }
        };
        set("email", self.email.as_ref().map(|email| json!(email.as_str())));
        set("phone", self.phone.as_ref().map(|phone| json!(phone.as_str())));
        set("locale", self.locale.map(|locale| json!(locale.tag())));
        set("time_zone", self.time_zone.as_ref().map(|zone| json!(zone.name())));
        set("segment", self.segment.as_ref().map(|segment| json!(segment)));
        set("properties", (!self.properties.is_empty()).then(|| json!(self.properties)));
        let consents = [("email", &self.email_consent), ("sms", &self.sms_consent)];
        let given: serde_json::Map<_, _> = consents
            .into_iter()
            .filter_map(|(channel, consent)| Some((channel.to_owned(), consent.as_ref()?.to_json())))
            .collect();
        set("consent", (!given.is_empty()).then_some(Value::Object(given)));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_back_as_shown() {
        let body = json!({
            "email": "anna@example.com", "phone": "+37120000000", "locale": "lv", "time_zone": "Europe/Riga",
            "segment": "vip", "properties": {"plan": "pro", "seats": 3},
            "consent": {"email": {"basis": "consent", "source": "signup", "at": "2026-11-21T09:00:00.000Z"}}
        });
        assert_eq!(Person::parse(&body, "").unwrap().to_json(), body);
    }

    #[test]
    fn addresses_never_stand_in_debug_output_or_in_problems() {
        let body = json!({"email": "anna@example.com", "phone": "+37120000000"});
        let shown = format!("{:?}", Person::parse(&body, "").unwrap());
        assert!(!shown.contains("anna") && !shown.contains("2000"), "{shown}");
        let bad = json!({"email": "anna@@example", "phone": "20000000", "anna": 1});
        let Problems(problems) = Person::parse(&bad, "person").unwrap_err();
        let named: Vec<_> = problems.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(named, ["person.email", "person.phone", "person.anna"]);
        assert!(problems.iter().all(|p| !p.reason.contains("anna@@")));
    }

    #[test]
    fn what_was_said_last_stands_whatever_comes_in_after_it() {
        let given = |basis: &str, day: u8| {
            let consent = json!({"basis": basis, "source": "signup", "at": format!("2026-11-{day:02}T09:00:00.000Z")});
            Person::parse(&json!({"consent": {"email": consent, "sms": consent}}), "").unwrap()
        };
        let basis = |person: Person| (person.email_consent.unwrap().basis, person.sms_consent.unwrap().basis);
        let both = |basis: &str| (basis.to_owned(), basis.to_owned());
        assert_eq!(basis(given("withdrawn", 10).updated(given("opt_in", 1))), both("withdrawn"));
        assert_eq!(basis(given("withdrawn", 10).updated(given("opt_in", 20))), both("opt_in"));
        assert_eq!(basis(given("opt_in", 10).updated(given("withdrawn", 10))), both("withdrawn"));
    }

    #[test]
    fn a_no_has_one_word_in_any_case_and_no_other_word_passes_for_a_basis() {
        let read = |basis: &str| {
            let consent = json!({"basis": basis, "source": "signup", "at": "2026-11-21T09:00:00.000Z"});
            Person::parse(&json!({"consent": {"email": consent}}), "")
        };
        for spelled in ["withdrawn", "Withdrawn", "WITHDRAWN", "withdrawn "] {
            assert_eq!(read(spelled).unwrap().email_consent.unwrap().basis, Consent::WITHDRAWN);
        }
        for other in ["opt_out", "Revoked", "none", "no", "denied", " "] {
            assert_eq!(read(other).unwrap_err().0[0].code, "invalid_basis", "{other}");
        }
    }

    #[test]
    fn an_update_only_adds_or_changes_the_fields_named() {
        let old =
            Person::parse(&json!({"email": "a@example.com", "segment": "vip", "properties": {"a": 1, "b": 2}}), "")
                .unwrap();
        let news = Person::parse(&json!({"email": "b@example.com", "properties": {"b": 3}}), "").unwrap();
        let new = old.updated(news).to_json();
        assert_eq!(new, json!({"email": "b@example.com", "segment": "vip", "properties": {"a": 1, "b": 3}}));
    }
}
