//! A view: who looks, in which language, at which days, and whether beside the days before. All of it stands in the URL, so
//! that a view can be sent to a colleague; every link of a page carries it on.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path, Query as Pairs};
use axum::response::{IntoResponse, Response};
use domain::day::Zone;
use domain::input::{Fields, Problems, Refusal, parsed};
use domain::locale::Locale;
use domain::workspace::Workspace;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reading::surveys::{self, Shelf};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use web::frame;
use web::page::Page;
use web::problem::Problem;
use web::query::{Days, Query, USUAL_DAYS};

use crate::Dashboard;
use crate::session::Viewer;
use crate::shell::{STYLE, Shell, Tab};
use crate::texts::Say;
use crate::written::Written;
use crate::{door, failed};

/// The most days that a view has.
pub const MAX_DAYS: usize = 366;
/// What a view reads; all other parameters are a page's own.
const OF_A_VIEW: [&str; 4] = ["from", "to", "compare", "lang"];
/// What stands in a URL as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Whoever looks, and at what.
#[derive(Clone, Debug)]
pub struct View {
    /// The workspace's settings.
    pub workspace: Workspace,
    /// Whether there is a session that can be ended.
    pub signed_in: bool,
    /// The language.
    pub locale: Locale,
    /// The local days, both included.
    pub days: Days,
    /// Whether each number is set beside that of the days before.
    pub compare: bool,
    /// The present instant.
    pub now: Timestamp,
    /// The path of the page.
    pub path: String,
    /// Whether the URL names the language.
    names_language: bool,
    /// The parameters of the page's own.
    own: Vec<(String, String)>,
}

/// What the parameters of a view say.
struct Said {
    days: Days,
    compare: bool,
    language: Option<Locale>,
}

fn said(pairs: &[(String, String)], zone: &Zone, now: Timestamp) -> Result<Said, Problems> {
    // An empty field of the form is one that was left out.
    let first = OF_A_VIEW.iter().filter_map(|name| pairs.iter().find(|(own, _)| own == name));
    let sent = first.filter(|(_, value)| !value.is_empty());
    let values: Map<String, Value> = sent.map(|(name, value)| (name.clone(), Value::from(value.trim()))).collect();
    let values = Value::Object(values);
    let mut fields = Fields::of(&values, "")?;
    for name in OF_A_VIEW {
        if pairs.iter().filter(|(own, _)| own == name).count() > 1 {
            fields.refuse(name, Refusal::new("repeated_field", "this parameter stands more than once"));
        }
    }
    let language = fields.optional("lang", parsed::<Locale>);
    let compare = fields.optional("compare", |value| match value.as_str() {
        Some("previous") => Ok(true),
        Some("none") => Ok(false),
        _ => Err(Refusal::new("unknown_comparison", "expected previous")),
    });
    let days = Days::read(&mut fields, zone.date(now), MAX_DAYS);
    fields.finish(|| Some(Said { days: days?, compare: compare.unwrap_or(false), language }))
}

/// The language of a reader of whom nothing but a request is known.
pub fn language_of(pairs: &[(String, String)], headers: &HeaderMap) -> Option<Locale> {
    let named = pairs.iter().find(|(name, _)| name == "lang").and_then(|(_, tag)| tag.parse().ok());
    let accepted = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        Locale::accepted(header, &Locale::ALL)
    };
    named.or_else(accepted)
}

/// The parameters of a request; none of what can't be read.
pub fn parameters(uri: &http::Uri) -> Vec<(String, String)> {
    Pairs::<Vec<(String, String)>>::try_from_uri(uri).map(|Pairs(pairs)| pairs).unwrap_or_default()
}

impl FromRequestParts<Dashboard> for View {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &Dashboard) -> Result<Self, Response> {
        let viewer = Viewer::from_request_parts(parts, state).await?;
        let backend = &state.backend;
        let workspace = reading::workspace(&backend.store, &viewer.workspace).await;
        let workspace = workspace.map_err(|problem| door::failed(&parts.uri, &parts.headers, problem))?;
        let pairs = parameters(&parts.uri);
        let now = backend.now();
        let usual = workspace.locales.first().copied().unwrap_or_default();
        let said = said(&pairs, &workspace.time_zone, now);
        let named = said.as_ref().ok().and_then(|said| said.language);
        let own = pairs.iter().filter(|(name, _)| !OF_A_VIEW.contains(&name.as_str())).cloned().collect();
        let today = workspace.time_zone.date(now);
        let view = Self {
            signed_in: viewer.signed_in,
            locale: language_of(&pairs, &parts.headers).unwrap_or(usual),
            days: said.as_ref().map_or(Days::up_to(today, USUAL_DAYS), |said| said.days),
            compare: said.as_ref().is_ok_and(|said| said.compare),
            now,
            path: parts.uri.path().to_owned(),
            names_language: named.is_some(),
            own,
            workspace,
        };
        match said {
            Ok(_) => Ok(view),
            Err(problems) => Err(failed::bad_view(&view, &pairs, &problems)),
        }
    }
}

/// What a path names, as it was written. A path that is not UTF-8 names nothing, which is empty here: no id is, so its page is
/// that of any other id that nobody has.
#[derive(Debug)]
pub struct Named<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        Ok(Self(path.map(|Path(named)| named).unwrap_or_default()))
    }
}

impl View {
    /// A parameter of the page's own; an empty one is left out.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A question to the API about the days of the view.
    pub fn query(&self, more: &[(&str, &str)]) -> Query {
        let (from, to) = (self.days.first.to_string(), self.days.last.to_string());
        let mut pairs = vec![("from", from.as_str()), ("to", to.as_str())];
        pairs.extend(more);
        Query::of(&pairs)
    }

    /// The same, set beside the days before where the view is.
    pub fn compared(&self, more: &[(&str, &str)]) -> Query {
        let previous: &[_] = if self.compare { &[("compare", "previous")] } else { &[] };
        self.query(&[previous, more].concat())
    }

    /// A text.
    pub fn say(&self, id: &str) -> String {
        self.texts().say(id)
    }

    /// A text with names put into it.
    pub fn with(&self, id: &str, names: &[(&str, &str)]) -> String {
        self.texts().with(id, names)
    }

    /// A text about so many.
    pub fn count(&self, id: &str, n: u64) -> String {
        self.texts().count(id, n)
    }

    /// That there are more surveys than the page has looked through, and how to reach them.
    pub fn not_all(&self, read: &Shelf) -> Option<String> {
        read.next.as_ref().map(|_| self.count("surveys-not-all", surveys::MOST as u64))
    }

    /// Whose times a page shows.
    pub fn times_of(&self, zone: &Zone) -> String {
        self.with("times-of-zone", &[("zone", zone.name())])
    }

    /// What is said in the view's language.
    pub const fn texts(&self) -> Say {
        Say(self.locale)
    }

    /// How the view's language writes numbers and dates.
    pub const fn written(&self) -> Written {
        Written(self.locale)
    }

    /// Today, where the workspace is.
    pub fn today(&self) -> jiff::civil::Date {
        self.workspace.time_zone.date(self.now)
    }

    /// What every link carries.
    pub fn carried(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("from", self.days.first.to_string()), ("to", self.days.last.to_string())];
        if self.compare {
            pairs.push(("compare", "previous".to_owned()));
        }
        if self.names_language {
            pairs.push(("lang", self.locale.tag().to_owned()));
        }
        pairs
    }

    /// The URL of another page in this view. The path is one of ours; what others wrote goes through [`segment`].
    pub fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// The same with parameters of that page's own.
    pub fn link_with(&self, path: &str, own: &[(&str, &str)]) -> String {
        let carried = self.carried();
        let all = carried.iter().map(|(name, value)| (*name, value.as_str())).chain(own.iter().copied());
        url(path, all)
    }

    /// This page in another view: what `changed` names takes the place of what was there, an empty value takes it away.
    pub fn here_with(&self, changed: &[(&str, &str)]) -> String {
        let carried = self.carried();
        let kept = carried.iter().map(|(name, value)| (*name, value.as_str()));
        let own = self.own.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let rest = kept.chain(own).filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        let changed = changed.iter().copied().filter(|(_, value)| !value.is_empty());
        url(&self.path, rest.chain(changed))
    }

    /// The frame of a page of this view.
    pub fn shell(&self, tab: Tab, title: &str) -> Shell {
        Shell::new(self, tab, title)
    }

    /// A page of a template that stands in the shell.
    ///
    /// # Errors
    /// 500 where the template fails.
    pub fn page<T: askama::Template + std::fmt::Display>(&self, title: &str, body: &T) -> Result<Page, Problem> {
        let title = format!("{title} · {} · Atbalss", self.workspace.name);
        frame::page(StatusCode::OK, self.locale, &title, STYLE, body)
    }

    /// What is answered: the page, or one that says in the reader's language why there is none.
    pub fn answer(&self, made: Result<Page, Problem>) -> Response {
        match made {
            Ok(page) => page.into_response(),
            Err(problem) => failed::page(self, problem),
        }
    }
}

/// A URL of this origin.
fn url<'p>(path: &str, pairs: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    let mut url = path.to_owned();
    for (at, (name, value)) in pairs.enumerate() {
        url.push(if at == 0 { '?' } else { '&' });
        url.push_str(&segment(name));
        url.push('=');
        url.push_str(&segment(value));
    }
    url
}

/// A text as it stands in a URL, whatever is in it.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}
