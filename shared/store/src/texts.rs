//! What texts leave behind: their short links, and which workspaces texted a number, since a reply names none. No item holds
//! a number, only its keyed digest.

use domain::contact::{NumberHash, ShortCode};
use domain::id::{DispatchId, SuppressionId, WorkspaceId};
use domain::keyword::Keyword;
use domain::locale::Locale;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::claims::{Claim, Texting};
use crate::item::{Item, NEW, Put, SortKeys, bad, from_item, key_of, to_item};
use crate::message_item::{is_by, stored_time, writer};
use crate::{Result, Store, keys};

/// How long a short link and the memory of a number are kept: longer than any link opens its survey.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);
/// How long it is kept that a reply was sent: past the end of its date, everywhere.
const REPLY_KEPT: SignedDuration = SignedDuration::from_hours(24 * 3);

/// What a short link stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortLink {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Which dispatch it opens.
    pub dispatch: DispatchId,
    /// The address that it was sent to.
    pub address: SuppressionId,
}

/// That a workspace texted a number from a sender. All its senders are kept: a reply to an earlier one holds for it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texted {
    /// Which workspace.
    pub workspace: WorkspaceId,
    /// Whom the texts came from; none where the account chose.
    pub sender: Option<String>,
    /// The language of the last of them.
    pub locale: Locale,
    /// When that was.
    pub at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct ShortLinkItem {
    workspace: String,
    dispatch: String,
    address: String,
    ttl: i64,
}

#[derive(Serialize, Deserialize)]
struct TextedItem {
    locale: String,
    texted_at: String,
    ttl: i64,
}

#[derive(Serialize)]
struct ReplyItem {
    writer: String,
    ttl: i64,
}

/// The items of a text: its short link, and that the workspace texted the number.
pub(crate) fn items(ws: &WorkspaceId, claim: &Claim, texting: &Texting) -> Result<(Item, Item)> {
    let ttl = (claim.asked_at + KEPT).as_second();
    let link = ShortLinkItem {
        workspace: ws.to_string(),
        dispatch: claim.dispatch.to_string(),
        address: claim.to.to_string(),
        ttl,
    };
    let texted =
        TextedItem { locale: texting.locale.tag().to_owned(), texted_at: domain::stamped::millis(claim.asked_at), ttl };
    let texted_key = keys::texted(texting.number, ws, texting.sender.as_deref());
    Ok((to_item(&keys::short_link(&texting.code), &link)?, to_item(&texted_key, &texted)?))
}

/// Who texted, by an item of a number's partition; none where it is a reply's.
fn read_texted(item: Item) -> Result<Option<Texted>> {
    let key = key_of(&item);
    let Some((workspace, sender)) = keys::read_texted(&key.sk) else { return Ok(None) };
    let item: TextedItem = from_item(item)?;
    Ok(Some(Texted {
        workspace: workspace.parse().map_err(|error| bad(&key, &error))?,
        sender: sender.map(str::to_owned),
        locale: item.locale.parse().map_err(|error| bad(&key, &error))?,
        at: stored_time(&key, &item.texted_at)?,
    }))
}

impl Store {
    /// What a short link stands for.
    pub async fn short_link(&self, code: &ShortCode) -> Result<Option<ShortLink>> {
        let key = keys::short_link(code);
        let Some(item) = self.get::<ShortLinkItem>(&self.tables.data, &key).await? else { return Ok(None) };
        Ok(Some(ShortLink {
            workspace: item.workspace.parse().map_err(|error| bad(&key, &error))?,
            dispatch: item.dispatch.parse().map_err(|error| bad(&key, &error))?,
            address: item.address.parse().map_err(|error| bad(&key, &error))?,
        }))
    }

    /// The workspaces that texted a number, each once for every sender.
    pub async fn texted(&self, number: NumberHash) -> Result<Vec<Texted>> {
        let items = self.query(&self.tables.data, &keys::number_partition(number), SortKeys::All).await?;
        items.into_iter().filter_map(|item| read_texted(item).transpose()).collect()
    }

    /// Whether a number gets the reply to this word on this date: only the first who asks may send it.
    pub async fn first_reply(&self, number: NumberHash, word: Keyword, date: Date) -> Result<bool> {
        let ttl = domain::day::Zone::utc().start(date) + REPLY_KEPT;
        let content = ReplyItem { writer: writer(), ttl: ttl.as_second() };
        let item = to_item(&keys::reply(number, word, date), &content)?;
        Ok(match self.put_if(&self.tables.data, item, NEW, vec![]).await? {
            Put::Done => true,
            // A put whose reply was lost is repeated by the client below.
            Put::Refused(old) => is_by(old.as_ref(), &content.writer),
        })
    }
}
