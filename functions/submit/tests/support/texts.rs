//! Dispatches that went out as texts, with the short code that stands in them.

use domain::contact::{AddressKey, Contact, ShortCode};
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SuppressionId};
use domain::locale::Locale;
use domain::message::Message;
use domain::person::Person;
use domain::survey::Survey;
use jiff::SignedDuration;
use serde_json::json;
use store::{Claim, Claimed, Place, Texting};
use testing::builders::{address_key, workspace};

use super::House;

pub const NUMBER: &str = "+37120000000";

/// A text that was claimed.
pub struct Text {
    pub dispatch: DispatchId,
    pub code: ShortCode,
    pub address: SuppressionId,
    /// The path of the long link to the same page.
    pub long: String,
}

impl House {
    /// Stores a dispatch by SMS and claims its message, which makes the short link.
    pub async fn text(&self, survey: &Survey, number: u128, locale: Option<Locale>) -> Text {
        let (store, now, person) = (&self.db.store, self.backend.now(), Self::person());
        let anna = Person::parse(&json!({"phone": NUMBER}), "").unwrap();
        store.change_person(&workspace(), &person, |_| anna.clone()).await.unwrap();
        let (_, person_revision) = store.person_revised(&workspace(), &person).await.unwrap().unwrap();
        let dispatch = Dispatch {
            id: format!("dsp_{number:032x}").parse().unwrap(),
            survey: survey.id.clone(),
            person: person.clone(),
            channel: Channel::Sms,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(24 * 30),
            properties: Properties::default(),
            segment: None,
            unsubscribed_at: None,
            locale,
            messages: vec![Message::scheduled(now, now)],
        };
        store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        let keys: AddressKey = address_key();
        let phone: domain::contact::PhoneNumber = NUMBER.parse().unwrap();
        let address = keys.id(&workspace(), &Contact::Phone(phone.clone()));
        let code = keys.code(&workspace(), dispatch.id, &address);
        let claim = Claim {
            dispatch: dispatch.id,
            person,
            person_revision,
            message: dispatch.messages[0].clone().claim(now, None).unwrap(),
            place: Place::Over { seen: 1 },
            to: address,
            asked: vec![address],
            asked_at: now,
            before: None,
            texting: Some(Texting {
                code: code.clone(),
                number: keys.number(&phone),
                sender: None,
                locale: locale.unwrap_or_default(),
            }),
        };
        let claimed = store.claim(&workspace(), &claim).await.unwrap();
        assert!(matches!(claimed, Claimed::Done { .. }), "{claimed:?}");
        let url = self.backend.survey_link(&workspace(), dispatch.id, dispatch.expires_at);
        let long = url.trim_start_matches("https://ask.example").to_owned();
        Text { dispatch: dispatch.id, code, address, long }
    }
}
