//! `GET /v1/surveys/{id}/preview`: what a survey's messages will say, in each language that it offers. Made by the same crate
//! as the messages themselves; nobody gets anything, and the links in it lead nowhere.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use content::{Kind, MailText, Occasion, SmsText, TooLong, offered};
use domain::contact::ShortCode;
use domain::context::Channel;
use domain::input::{Fields, Refusal, parsed};
use domain::locale::Locale;
use domain::survey::Survey;
use domain::workspace::{SmsSender, Workspace};
use serde_json::{Value, json};
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;
use web::reached::Reached;

use crate::responses::survey_of;

/// Stands where a link has its code: as long as the one of an SMS, and nobody's.
const CODE: &str = "preview-only";

/// What its messages will say
///
/// Nothing is sent. The words are those of the messages themselves; the links lead nowhere, and those of mails will be
/// longer.
#[utoipa::path(
    get, path = "/v1/surveys/{id}/preview", tag = "surveys", operation_id = "previewMessages",
    security(("key" = ["read"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the survey."), api::params::Preview),
    responses(
        (
            status = 200, description = "A message for each language.",
            body = inline(api::Preview), examples(
                ("sms" = (summary = "A text, from a name that can't get replies", value = json!(api::examples::preview_messages_sms())))
            ),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::LIST, "not_found"]))),
)]
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    Reached(reached): Reached,
    path: Result<Path<String>, PathRejection>,
    query: Query,
) -> Result<Json<Value>, Problem> {
    let ws = &caller.workspace;
    let survey = survey_of(&backend, ws, path.as_ref().map(|Path(id)| id)).await?;
    let workspace = backend.store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
    let Asked { channel, kind, locales } = Asked::read(query.fields()?, &workspace, &survey)?;
    let code: ShortCode = CODE.parse().map_err(|_| Problem::internal())?;
    let occasion = |locale| Occasion {
        workspace: &workspace,
        survey: &survey,
        locale,
        kind,
        link: reached.short_survey_url(&code),
        unsubscribe: reached.short_unsubscribe_url(&code),
    };
    let shown = |locale: Locale| match channel {
        Channel::Sms => Ok(text(&occasion(locale))),
        _ => mail(&occasion(locale)),
    };
    let data = locales.into_iter().map(shown).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(json!({"channel": channel.name(), "kind": kind.name(), "data": data})))
}

/// Which messages a caller wants to see.
struct Asked {
    channel: Channel,
    kind: Kind,
    locales: Vec<Locale>,
}

impl Asked {
    fn read(mut fields: Fields<'_>, workspace: &Workspace, survey: &Survey) -> Result<Self, Problem> {
        let channel = fields.required("channel", |value| match parsed::<Channel>(value) {
            Ok(channel @ (Channel::Email | Channel::Sms)) => Ok(channel),
            _ => Err(Refusal::new("unknown_channel", "expected email or sms")),
        });
        let kind = fields.optional("kind", |value| {
            let named = Kind::ALL.into_iter().find(|kind| value.as_str() == Some(kind.name()));
            named.ok_or_else(|| Refusal::new("unknown_kind", "expected invitation or reminder"))
        });
        let offered = offered(workspace, survey);
        let locale = fields.optional("locale", |value| {
            let locale = parsed::<Locale>(value)?;
            let reason = "expected one of the survey's own locales";
            Some(locale).filter(|locale| offered.contains(locale)).ok_or_else(|| Refusal::new("not_offered", reason))
        });
        let locales = locale.map_or_else(|| offered.to_vec(), |locale| vec![locale]);
        Ok(fields.finish(|| Some(Self { channel: channel?, kind: kind.unwrap_or_default(), locales }))?)
    }
}

fn mail(occasion: &Occasion<'_>) -> Result<Value, Problem> {
    let mail = MailText::render(occasion).map_err(|_| Problem::internal())?;
    Ok(json!({
        "locale": occasion.locale,
        "subject": mail.subject,
        "from_name": mail.from_name,
        "bytes": mail.text.len() + mail.html.len(),
        "text": mail.text,
        "html": mail.html,
    }))
}

fn text(occasion: &Occasion<'_>) -> Value {
    let (sms, too_long) = match SmsText::render(occasion) {
        Ok(sms) => (sms, false),
        Err(TooLong(sms)) => (sms, true),
    };
    json!({
        "locale": occasion.locale,
        "sender": occasion.workspace.sending.sms_sender.as_ref().map(SmsSender::as_str),
        "text": sms.text,
        "encoding": sms.segments.encoding.name(),
        "units": sms.segments.units,
        "segments": sms.segments.segments,
        "too_long": too_long,
    })
}
