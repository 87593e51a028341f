//! `atbalss link`: a signed link to a survey, made by the rule that a team's own mailer follows.

use anyhow::{Context, bail};
use domain::id::WorkspaceId;
use domain::link_key::LinkKey;
use domain::signed_link::{SignedLink, Unchecked};
use domain::survey::Survey;
use jiff::{SignedDuration, Timestamp};
use store::Store;

use crate::cli::Link;
use crate::tables;

/// Where `atbalss serve` listens unless it is told otherwise.
const AT_HOME: &str = "http://127.0.0.1:9000";

/// Runs the command.
pub async fn run(link: Link) -> anyhow::Result<()> {
    let base_url = match (&link.base_url, &link.place.data) {
        (Some(url), _) => url,
        (None, Some(_)) => AT_HOME,
        (None, None) => {
            bail!("--base-url: expected where customers reach the pages, such as https://feedback.example.com")
        }
    };
    let opened = tables::open(&link.place).await?;
    let ws = &link.place.workspace;
    let survey = opened.store.survey(ws, &link.survey).await?;
    let survey = survey.with_context(|| format!("workspace {ws} has no survey {}", link.survey))?;
    if survey.archived {
        bail!("survey {} is archived and takes no answers any more", survey.id);
    }
    let days = i64::from(link.days.unwrap_or(survey.link_days));
    let exp = (Timestamp::now() + SignedDuration::from_hours(24 * days)).as_second().to_string();
    let person = link.person.as_ref().map(ToString::to_string);
    let fields = [
        ("agent", link.agent.as_deref()),
        ("exp", Some(exp.as_str())),
        ("locale", link.locale.map(domain::locale::Locale::tag)),
        ("order", link.order.as_deref()),
        ("person", person.as_deref()),
        ("ticket", link.ticket.as_deref()),
        ("touchpoint", link.touchpoint.as_deref()),
        ("variant", link.variant.as_deref()),
    ];
    let fields: Vec<_> = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    println!("{}", sign(&opened.store, ws, &survey, base_url, &fields).await?);
    Ok(())
}

/// A link that is signed with the newest link key.
pub async fn sign(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    base_url: &str,
    fields: &[(&str, &str)],
) -> anyhow::Result<String> {
    let keys = store.link_keys(ws).await?;
    let newest = keys.iter().filter(|key| key.secret.is_some()).max_by_key(|key: &&LinkKey| key.created_at);
    let newest = newest.with_context(|| {
        format!(
            "workspace {ws} has no link key to sign with; `atbalss key link create` or POST /v1/link-keys makes one"
        )
    })?;
    let query =
        SignedLink::query(ws, &survey.id, fields.iter().copied(), newest).context("the link key has no secret")?;
    // What the pages would not open is told here, and not to a customer.
    let sig = query.rsplit_once("sig=").map_or("", |(_, sig)| sig);
    let read = fields.iter().copied().chain([("kid", newest.id.as_str()), ("sig", sig)]);
    let opens =
        Unchecked::read(ws.clone(), survey.id.clone(), read).and_then(|link| link.check(&keys, Timestamp::now()));
    if opens.is_err() {
        bail!("such a link would open nothing: a value has at most 256 characters, and no control characters");
    }
    Ok(format!("{base_url}/f/{ws}/{}?{query}", survey.id))
}
