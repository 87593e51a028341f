//! `atbalss key`: makes, lists and retires API keys; `atbalss key link`: the link keys.

use anyhow::{Context, bail};
use domain::id::WorkspaceId;
use domain::key::{ApiKey, PresentedKey, Scope};
use domain::link_key::{LinkKey, LinkKeyId, MAX_LIVING};
use jiff::Timestamp;
use store::{PutLinkKey, Store};

use crate::cli::{Key, KeyAction, LinkKeyAction, LinkKeys};
use crate::tables;

/// Runs the command.
pub async fn run(key: Key) -> anyhow::Result<()> {
    match key.action {
        KeyAction::Create { place, scopes, name } => {
            let opened = tables::open(&place).await?;
            let made = create(&opened.store, &place.workspace, scopes, name).await?;
            println!("{}", made.reveal());
            eprintln!("This is the only time the key is shown; only a digest of it is kept.");
        }
        KeyAction::List { place } => {
            let opened = tables::open(&place).await?;
            for key in opened.store.api_keys(&place.workspace).await? {
                let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.name()).collect();
                let name = key.name.as_deref().unwrap_or_default();
                let ends = ends(key.expires_at, Timestamp::now());
                println!("{}  {}  {}  {name}{ends}", key.id, key.created_at.strftime("%Y-%m-%d"), scopes.join(","));
            }
        }
        KeyAction::Retire { place, id } => {
            let opened = tables::open(&place).await?;
            if !opened.store.delete_api_key(&place.workspace, &id).await? {
                bail!("workspace {} has no key {id}; `atbalss key list` shows them", place.workspace);
            }
            println!("retired {id}");
        }
        KeyAction::Link(keys) => return run_link(keys).await,
    }
    Ok(())
}

/// When a key ends or has ended, where it does.
fn ends(expires_at: Option<Timestamp>, now: Timestamp) -> String {
    let Some(at) = expires_at else { return String::new() };
    let word = if at <= now { "expired" } else { "until" };
    format!("  {word} {}", at.strftime("%Y-%m-%d %H:%M UTC"))
}

async fn run_link(keys: LinkKeys) -> anyhow::Result<()> {
    match keys.action {
        LinkKeyAction::Create { place } => {
            let opened = tables::open(&place).await?;
            let (id, secret) = create_link_key(&opened.store, &place.workspace).await?;
            println!("{id} {secret}");
            eprintln!(
                "The id (`kid` in links) and the secret, which is shown this once; docs/links.md says how to sign with it."
            );
        }
        LinkKeyAction::List { place } => {
            let opened = tables::open(&place).await?;
            for key in opened.store.link_keys(&place.workspace).await? {
                let retired = key.retired_at.map(|at| at.strftime("retired %Y-%m-%d").to_string());
                let state = retired.as_deref().unwrap_or("living");
                println!("{}  {}  {state}", key.id, key.created_at.strftime("%Y-%m-%d"));
            }
        }
        LinkKeyAction::Retire { place, id } => {
            let opened = tables::open(&place).await?;
            if !opened.store.retire_link_key(&place.workspace, &id, Timestamp::now()).await? {
                bail!("workspace {} has no link key {id}; `atbalss key link list` shows them", place.workspace);
            }
            println!("retired {id}");
        }
    }
    Ok(())
}

/// Makes and stores a link key; gives its id and its secret.
pub async fn create_link_key(store: &Store, workspace: &WorkspaceId) -> anyhow::Result<(LinkKeyId, String)> {
    let mut random = [0; 40];
    getrandom::fill(&mut random).context("this machine gives no randomness")?;
    let key = LinkKey::generate(&random, Timestamp::now());
    match store.put_link_key(workspace, &key).await? {
        PutLinkKey::Made => {}
        PutLinkKey::TooMany => bail!(
            "workspace {workspace} has {MAX_LIVING} living link keys, as many as may be; `atbalss key link retire` ends one"
        ),
        PutLinkKey::Taken => bail!("the id that was drawn is taken; run it again"),
    }
    let secret = key.secret.context("a new link key has a secret")?;
    Ok((key.id, secret.reveal().to_owned()))
}

/// Makes and stores a key.
pub async fn create(
    store: &Store,
    workspace: &WorkspaceId,
    scopes: Vec<Scope>,
    name: Option<String>,
) -> anyhow::Result<PresentedKey> {
    let mut random = [0; 40];
    getrandom::fill(&mut random).context("this machine gives no randomness")?;
    let made = PresentedKey::generate(&random);
    put(store, workspace, &made, scopes, name).await?;
    Ok(made)
}

/// Stores a key that somebody else made.
pub async fn put(
    store: &Store,
    workspace: &WorkspaceId,
    made: &PresentedKey,
    scopes: Vec<Scope>,
    name: Option<String>,
) -> anyhow::Result<()> {
    let key = ApiKey {
        id: made.id.clone(),
        workspace: workspace.clone(),
        name,
        scopes,
        digest: made.digest(),
        expires_at: None,
        created_at: Timestamp::now(),
    };
    if !store.put_api_key(&key).await? {
        bail!("the key id {} is taken; choose another", key.id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use testing::builders::time;

    use super::*;

    #[test]
    fn a_key_that_has_ended_does_not_look_alive() {
        let now = time("2026-11-22T15:03:00Z");
        assert_eq!(ends(Some(now), time("2026-11-22T15:02:59Z")), "  until 2026-11-22 15:03 UTC");
        assert_eq!(ends(Some(now), now), "  expired 2026-11-22 15:03 UTC");
        assert_eq!(ends(None, now), "");
    }
}
