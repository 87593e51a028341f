//! `atbalss serve`: everything on this machine, with its data in a folder.

use std::sync::Arc;

use anyhow::Context;
use channels::Mailer;
use channels::outbox::Outbox;
use channels::smtp::Smtp;
use dispatch::Channels;
use domain::id::WorkspaceId;
use domain::key::{PresentedKey, Scope};
use jiff::Timestamp;
use store::Store;
use web::issuer::Issuer;

use crate::cli::Serve;
use crate::folder::Folder;
use crate::machine::{Machine, Parts};
use crate::{embedded, key};

/// Runs the command.
pub async fn run(options: Serve) -> anyhow::Result<()> {
    if let Some(url) = &options.base_url
        && !(url.starts_with("http://") || url.starts_with("https://"))
    {
        anyhow::bail!("--base-url: expected where customers reach this machine, such as https://feedback.example.com");
    }
    let folder = Folder::create(&options.data)?;
    let embedded = embedded::start(Some(&folder.database()), folder.address_key()?).await?;
    // Texts have no server that every machine has: they are always written here.
    let outbox = Arc::new(Outbox::open(folder.outbox()).context("the outbox folder can't be made")?);
    let mailer: Arc<dyn Mailer> = match &options.smtp {
        Some(url) => Arc::new(url.parse::<Smtp>().context("--smtp")?),
        None => outbox.clone(),
    };
    let machine = Machine::build(Parts {
        embedded,
        listen: options.listen,
        base_url: options.base_url,
        issuer: options.jwt_issuer.zip(options.jwt_audience).map(|(url, audience)| Issuer::new(url, audience)),
        links: folder.link_keys()?,
        addresses: folder.address_key()?,
        from: options.from_email.parse().context("--from-email")?,
        channels: Channels { mailer, texter: outbox },
        send_rate: options.send_rate,
        outbox: folder.outbox(),
        exports: folder.exports(),
        stream_position: Some(folder.stream_position()),
        traces: Some(folder.traces()),
        open_to: None,
    })
    .await?;
    // Only now: a key that was made for a start that failed would be lost.
    let made = first_key(&machine.backend.store).await?;
    println!("Atbalss serves {} from {}", machine.backend.base_url, options.data.display());
    if let Some(made) = made {
        println!("The first admin key of workspace default, shown this once: {}", made.reveal());
    }
    machine.run().await
}

/// Sets the first admin key of workspace `default`: the one of the environment, or one that is made and given back.
async fn first_key(store: &Store) -> anyhow::Result<Option<PresentedKey>> {
    let workspace: WorkspaceId = "default".parse()?;
    let wanted = std::env::var("ATBALSS_ADMIN_KEY").ok().filter(|text| !text.is_empty());
    if let Some(text) = wanted {
        let wanted: PresentedKey = text.parse().context("ATBALSS_ADMIN_KEY")?;
        match store.api_key(&wanted.id).await? {
            Some(stored) if stored.digest == wanted.digest() => {
                if stored.admit(&wanted, Timestamp::now()).is_none() {
                    eprintln!("ATBALSS_ADMIN_KEY names a key that was retired; `atbalss key create` makes another");
                }
            }
            Some(_) => {
                anyhow::bail!("ATBALSS_ADMIN_KEY: a key of that id stands there with another secret; choose another id")
            }
            None if store.api_keys(&workspace).await?.is_empty() => {
                key::put(store, &workspace, &wanted, vec![Scope::Admin], Some("first".to_owned())).await?;
            }
            // It was retired, or it was never the first: a setting that still stands must not bring a key back.
            None => eprintln!(
                "ATBALSS_ADMIN_KEY is not used: workspace {workspace} has other keys; `atbalss key create` makes more"
            ),
        }
        return Ok(None);
    }
    if !store.api_keys(&workspace).await?.is_empty() {
        return Ok(None);
    }
    key::create(store, &workspace, vec![Scope::Admin], Some("first".to_owned())).await.map(Some)
}
