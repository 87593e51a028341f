//! `/u/{token}`: who opens it may say that they want no more messages, and who posts to it has said so. The link names the
//! address by its digest, so it works for whoever was erased, and it never ends.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::context::Channel;
use domain::id::{DispatchId, SuppressionId, WorkspaceId};
use domain::locale::Locale;
use domain::suppression::{Suppression, UNSUBSCRIBED};
use domain::workspace::Workspace;
use store::StoreError;
use web::backend::Backend;

use super::Token;
use super::halt::Halt;
use super::view;
use super::wishes::Wishes;

/// What a link names: an address, and the dispatch that brought the link there.
pub struct Refusing {
    workspace: WorkspaceId,
    dispatch: DispatchId,
    address: SuppressionId,
    /// The long link stands in mails, the short one in texts.
    channel: Channel,
}

/// In which words a reader is spoken to.
struct Voice {
    workspace: Workspace,
    /// The languages of the survey that brought the link, else of the workspace; never empty.
    offered: Vec<Locale>,
    locale: Locale,
}

/// Reads the token, and looks a short one up.
pub async fn open(backend: &Backend, token: Token) -> Result<Refusing, Halt> {
    let Path(token) = token.map_err(|_| Halt::NotFound)?;
    let refusing = if let Ok(code) = token.parse() {
        let link = backend.store.short_link(&code).await?.ok_or(Halt::NotFound)?;
        Refusing { workspace: link.workspace, dispatch: link.dispatch, address: link.address, channel: Channel::Sms }
    } else {
        let (workspace, dispatch, address) = backend.open_unsubscribe_link(&token).map_err(|_| Halt::NotFound)?;
        Refusing { workspace, dispatch, address, channel: Channel::Email }
    };
    tracing::Span::current().record("workspace", refusing.workspace.as_str());
    Ok(refusing)
}

/// The page that asks. It writes nothing: mail scanners open links.
pub async fn ask(refusing: &Refusing, backend: &Backend, wishes: &Wishes) -> Result<Response, Halt> {
    let Voice { workspace, offered, locale } = refusing.voice(backend, wishes).await;
    Ok(view::ask_to_stop(&workspace, refusing.channel, &offered, locale)?.into_response())
}

/// Takes the refusal down, as often as it comes, and says that it holds.
pub async fn stop(refusing: &Refusing, backend: &Backend, wishes: &Wishes) -> Result<Response, Halt> {
    let Refusing { workspace, dispatch, address, channel } = refusing;
    let now = backend.now();
    let reason = UNSUBSCRIBED.to_owned();
    let suppression = Suppression { id: *address, channel: *channel, reason, by_person: true, at: now };
    let new = backend.store.suppress(workspace, &suppression).await?;
    // From here on the wish holds, and no failure may say otherwise.
    if let Err(error) = backend.store.unsubscribed(workspace, *dispatch, now).await {
        tracing::error!(%workspace, %dispatch, %error, "an unsubscription is not noted at its dispatch");
    }
    tracing::info!(%workspace, %dispatch, channel = channel.name(), new, "an address was unsubscribed");
    let Voice { workspace, locale, .. } = refusing.voice(backend, wishes).await;
    Ok(view::stopped(&workspace, *channel, locale)?.into_response())
}

impl Refusing {
    /// In which words the reader is spoken to: as survey pages do, as far as that can be read. The page is there without.
    async fn voice(&self, backend: &Backend, wishes: &Wishes) -> Voice {
        self.read(backend, wishes).await.unwrap_or_else(|error| {
            tracing::warn!(workspace = %self.workspace, %error, "who asks could not be read; the page is there without");
            let locale = wishes.lang.or_else(|| wishes.accepted(&Locale::ALL)).unwrap_or_default();
            Voice { workspace: Workspace::new(self.workspace.clone()), offered: Locale::ALL.to_vec(), locale }
        })
    }

    async fn read(&self, backend: &Backend, wishes: &Wishes) -> Result<Voice, StoreError> {
        let (store, ws) = (&backend.store, &self.workspace);
        // Boxed, since the futures of the SDK are large.
        let (workspace, dispatch) =
            futures::try_join!(Box::pin(store.workspace(ws)), Box::pin(store.dispatch(ws, self.dispatch)))?;
        let survey = match &dispatch {
            Some(dispatch) => store.survey(ws, &dispatch.survey).await?,
            None => None,
        };
        let workspace = workspace.unwrap_or_else(|| Workspace::new(ws.clone()));
        let offered =
            survey.as_ref().and_then(|survey| survey.locales.clone()).unwrap_or_else(|| workspace.locales.clone());
        let is_offered = |locale: &Locale| offered.contains(locale);
        let asked = [wishes.lang, dispatch.and_then(|dispatch| dispatch.locale)].into_iter().flatten().find(is_offered);
        let locale = asked
            .or_else(|| wishes.accepted(&offered))
            .or(survey.and_then(|survey| survey.default_locale).filter(is_offered))
            .or(offered.first().copied())
            .unwrap_or_default();
        Ok(Voice { workspace, offered, locale })
    }
}
