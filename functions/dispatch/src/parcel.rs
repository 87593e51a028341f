//! What is handed over: a mail or a text, made of its words, its links and the address.

use channels::mail::BadDraft;
use channels::{Draft, Mail, Sender, Text};
use content::{Kind, MailText, Occasion, SmsText, locale_of};
use domain::contact::{Contact, EmailAddress, PhoneNumber};
use domain::dispatch::Dispatch;
use domain::id::{SuppressionId, WorkspaceId};
use domain::message::{Handover, Reason};
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use web::backend::Backend;

use crate::Channels;
use crate::target::{DispatchError, Obstacle};

/// A message that is ready to be handed over.
pub(crate) enum Parcel {
    Mail(Box<Mail>),
    Text(Box<Text>),
}

/// What a parcel is made of.
pub(crate) struct Contents<'a> {
    pub backend: &'a Backend,
    /// Whom mails come from where the workspace names nobody.
    pub from: &'a Sender,
    pub workspace: &'a Workspace,
    pub survey: &'a Survey,
    pub dispatch: &'a Dispatch,
    /// Which of the dispatch's messages.
    pub number: u32,
    pub now: Timestamp,
    /// When nobody may be written to any more.
    pub until: Option<Timestamp>,
    /// The name of the address that it goes to.
    pub address: SuppressionId,
}

/// Why there is no parcel.
pub(crate) enum Unmade {
    /// There never will be one, for a reason that a team can do something about.
    Skip(Reason),
    /// Something is broken.
    Broken(Obstacle),
}

impl Parcel {
    /// Hands it over, once.
    pub async fn hand_over(&self, channels: &Channels) -> Handover {
        match self {
            Self::Mail(mail) => channels.mailer.send(mail).await,
            Self::Text(text) => channels.texter.send_text(text).await,
        }
    }
}

impl Contents<'_> {
    /// Makes the parcel for an address.
    pub fn pack(&self, to: Contact) -> Result<Parcel, Unmade> {
        match to {
            Contact::Email(to) => self.mail(to).map(|mail| Parcel::Mail(Box::new(mail))),
            Contact::Phone(to) => self.text(to).map(|text| Parcel::Text(Box::new(text))),
        }
    }

    fn mail(&self, to: EmailAddress) -> Result<Mail, Unmade> {
        let Self { backend, dispatch, now, .. } = *self;
        let link = backend.survey_link(self.id(), dispatch.id, dispatch.expires_at);
        let unsubscribe = backend.unsubscribe_link(self.id(), dispatch.id, self.address);
        let words = MailText::render(&self.occasion(link, unsubscribe.clone()))
            .map_err(|_| Unmade::Broken(Obstacle::Never("the mail could not be rendered".to_owned())))?;
        let draft = Draft {
            workspace: self.id().clone(),
            survey: self.survey.id.clone(),
            dispatch: dispatch.id,
            number: self.number,
            date: now,
            from: self.sender().named(words.from_name.as_deref()),
            to,
            subject: words.subject,
            text: words.text,
            html: words.html,
            unsubscribe,
        };
        Mail::new(draft).map_err(|bad| match bad {
            BadDraft::Recipient => Unmade::Skip(Reason::NoAddress),
            // The settings of the stack are wrong, not the message: it waits until they are mended.
            BadDraft::Unsubscribe => Unmade::Broken(DispatchError::NoLink.into()),
        })
    }

    fn text(&self, to: PhoneNumber) -> Result<Text, Unmade> {
        let Self { backend, dispatch, now, .. } = *self;
        let code = backend.addresses.code(self.id(), dispatch.id, &self.address);
        let occasion = self.occasion(backend.short_survey_url(&code), backend.short_unsubscribe_url(&code));
        let words = SmsText::render(&occasion).map_err(|_| Unmade::Skip(Reason::TooLong))?;
        let expires_at = self.until.map_or(dispatch.expires_at, |until| until.min(dispatch.expires_at));
        Ok(Text {
            workspace: self.id().clone(),
            dispatch: dispatch.id,
            number: self.number,
            date: now,
            to,
            sender: self.workspace.sending.sms_sender.clone(),
            body: words.text,
            expires_at: Some(expires_at),
        })
    }

    fn id(&self) -> &WorkspaceId {
        &self.workspace.id
    }

    fn occasion(&self, link: String, unsubscribe: String) -> Occasion<'_> {
        Occasion {
            workspace: self.workspace,
            survey: self.survey,
            locale: locale_of(self.workspace, self.survey, self.dispatch.locale),
            kind: Kind::of(self.number),
            link,
            unsubscribe,
        }
    }

    /// Whom the mail comes from: the workspace's own address, where mails can come from it.
    fn sender(&self) -> Sender {
        let own = self.workspace.sending.from_email.as_ref();
        own.and_then(|address| address.as_str().parse().ok()).unwrap_or_else(|| self.from.clone())
    }
}
