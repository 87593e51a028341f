//! `atbalss serve`: everything on this machine, with its data in a folder.

use std::net::SocketAddr;
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
use crate::machine::{self, Machine, Parts};
use crate::said::tell;
use crate::{embedded, key};

/// Runs the command.
pub async fn run(options: Serve) -> anyhow::Result<()> {
    // Whatever may be wrong with how it was started is found before the folder is made.
    let wanted = wanted_key()?;
    let smtp = options.smtp.as_ref().map(|url| url.parse::<Smtp>()).transpose().context("--smtp")?;
    let from = options.from_email.parse().context("--from-email")?;
    let listener = machine::listen(options.listen).await?;
    if let Some(warning) = dead_links(listener.local_addr()?, options.base_url.as_deref()) {
        tell(warning);
    }
    let folder = Folder::create(&options.data)?;
    // Both before the database: beside one that is there none is made.
    let (addresses, links) = (folder.address_key()?, folder.link_keys()?);
    let embedded = embedded::start(Some(&folder.database()), addresses.clone()).await?;
    // Texts have no server that every machine has: they are always written here.
    let outbox = Arc::new(Outbox::open(folder.outbox()).context("the outbox folder can't be made")?);
    let mailer: Arc<dyn Mailer> = match smtp {
        Some(smtp) => Arc::new(smtp),
        None => outbox.clone(),
    };
    let machine = Machine::build(Parts {
        embedded,
        listener,
        base_url: options.base_url,
        issuer: options.jwt_issuer.zip(options.jwt_audience).map(|(url, audience)| Issuer::new(url, audience)),
        links,
        addresses,
        from,
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
    let made = first_key(&machine.backend.store, wanted).await?;
    println!("Atbalss serves {} from {}", machine.backend.base_url, options.data.display());
    if let Some(made) = made {
        println!("The first admin key of workspace default, shown this once: {}", made.reveal());
    }
    machine.run().await
}

/// That links lead nowhere that others reach: they begin with the address of `--listen` where nothing else is said, and whoever
/// listens beyond loopback means others.
fn dead_links(address: SocketAddr, base_url: Option<&str>) -> Option<String> {
    if base_url.is_some() || address.ip().is_loopback() {
        return None;
    }
    let leads = if address.ip().is_unspecified() { ", which leads nowhere" } else { "" };
    Some(format!(
        "Links in messages begin with http://{address}{leads}: say with --base-url where customers reach this machine."
    ))
}

/// The admin key of the environment.
fn wanted_key() -> anyhow::Result<Option<PresentedKey>> {
    let text = std::env::var("ATBALSS_ADMIN_KEY").ok().filter(|text| !text.is_empty());
    text.map(|text| text.parse().context("ATBALSS_ADMIN_KEY")).transpose()
}

/// Sets the first admin key of workspace `default`: the one that is wanted, or one that is made and given back.
async fn first_key(store: &Store, wanted: Option<PresentedKey>) -> anyhow::Result<Option<PresentedKey>> {
    let workspace: WorkspaceId = "default".parse()?;
    if let Some(wanted) = wanted {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_listens_beyond_loopback_is_told_where_links_lead_unless_they_said_it() {
        let told = |address: &str, base_url| dead_links(address.parse().unwrap(), base_url);
        let everywhere = told("0.0.0.0:9000", None).unwrap();
        assert!(everywhere.contains("http://0.0.0.0:9000, which leads nowhere") && everywhere.contains("--base-url"));
        assert!(told("[::]:9000", None).unwrap().contains("http://[::]:9000, which leads nowhere"));
        assert!(told("192.168.1.5:9000", None).unwrap().contains("http://192.168.1.5:9000: say"));
        assert_eq!((told("127.0.0.1:9000", None), told("0.0.0.0:9000", Some("https://x.example"))), (None, None));
    }
}
