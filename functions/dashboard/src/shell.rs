//! What stands around every page: whose dashboard it is, the ways to all pages, the four languages, the days, and the way
//! out. A template that extends `shell.html` has one of these as its field `shell`.

use domain::locale::Locale;
use jiff::ToSpan;
use jiff::civil::Date;
use web::query::Days;

use crate::texts::Say;
use crate::view::View;

/// The style sheet of all pages.
pub const STYLE: &str = include_str!("../templates/style.css");

/// The pages that the navigation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Agents,
    Operations,
    Dispatches,
    Rollups,
    Docs,
    None,
}

const TABS: [(Tab, &str, &str); 6] = [
    (Tab::Overview, "/", "nav-overview"),
    (Tab::Agents, "/agents", "nav-agents"),
    (Tab::Operations, "/operations", "nav-operations"),
    (Tab::Dispatches, "/dispatches", "nav-dispatches"),
    (Tab::Rollups, "/rollups", "nav-rollups"),
    (Tab::Docs, "/docs", "nav-docs"),
];

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub name: String,
    /// What it is called for machines: a tag of a language, a number of days.
    pub key: String,
    /// Whether that is where the reader is.
    pub current: bool,
}

/// The form that chooses the days.
#[derive(Clone, Debug)]
pub struct Range {
    /// The values of the fields, as they were sent where they could not be read.
    pub from: String,
    /// As [`Range::from`].
    pub to: String,
    /// Whether the box is ticked; none on a page that sets nothing beside the days before.
    pub compare: Option<bool>,
    /// What is wrong with the fields, a sentence each: name and sentence.
    pub wrong: Vec<(String, String)>,
    /// Days that are often asked for.
    pub presets: Vec<Link>,
    /// The days in words; none where they can't be read.
    pub words: Option<String>,
    /// The days before in words, where the view is set beside them.
    pub before: Option<String>,
    /// Parameters that the form carries on unseen.
    pub kept: Vec<(String, String)>,
}

impl Range {
    /// Whether a field is wrong.
    pub fn is_wrong(&self, field: &str) -> bool {
        self.wrong.iter().any(|(name, _)| name == field)
    }
}

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The workspace's name.
    pub workspace: String,
    /// The page's heading.
    pub title: String,
    /// Whether there is a session to end.
    pub signed_in: bool,
    /// The pages.
    pub nav: Vec<Link>,
    /// The languages.
    pub languages: Vec<Link>,
    /// The pages above this one.
    pub crumbs: Vec<Link>,
    /// The days; none on a page that has no days.
    pub range: Option<Range>,
    /// Where the overview is.
    pub home: String,
    view: View,
}

impl Shell {
    /// The frame of a page of a view.
    pub fn new(view: &View, tab: Tab, title: &str) -> Self {
        let link = |(own, path, id): (Tab, &str, &str)| Link {
            href: view.link(path),
            name: view.say(id),
            key: id.to_owned(),
            current: own == tab,
        };
        let language = |locale: Locale| Link {
            href: view.here_with(&[("lang", locale.tag())]),
            name: Say(locale).say("language"),
            key: locale.tag().to_owned(),
            current: locale == view.locale,
        };
        Self {
            workspace: view.workspace.name.clone(),
            title: title.to_owned(),
            signed_in: view.signed_in,
            nav: TABS.map(link).to_vec(),
            languages: Locale::ALL.map(language).to_vec(),
            crumbs: Vec::new(),
            range: Some(range(view)),
            home: view.link("/"),
            view: view.clone(),
        }
    }

    /// The frame with a page above this one.
    #[must_use]
    pub fn crumb(mut self, href: String, name: &str) -> Self {
        self.crumbs.push(Link { href, name: name.to_owned(), key: String::new(), current: false });
        self
    }

    /// The frame of a page that has no days.
    #[must_use]
    pub fn without_days(self) -> Self {
        Self { range: None, ..self }
    }

    /// The frame of a page that sets nothing beside the days before. Its form carries on that other pages do.
    #[must_use]
    pub fn without_comparison(mut self) -> Self {
        if let Some(range) = &mut self.range {
            if range.compare.take() == Some(true) {
                range.kept.push(("compare".to_owned(), "previous".to_owned()));
            }
            range.before = None;
        }
        self
    }

    /// The frame whose form carries parameters of the page's own.
    #[must_use]
    pub fn keeping(mut self, own: &[(&str, &str)]) -> Self {
        if let Some(range) = &mut self.range {
            range.kept.extend(own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        }
        self
    }

    /// The frame of a view that could not be read: its fields as they were sent, and what is wrong with them.
    #[must_use]
    pub fn wrong(mut self, from: &str, to: &str, wrong: Vec<(String, String)>) -> Self {
        if let Some(range) = &mut self.range {
            from.clone_into(&mut range.from);
            to.clone_into(&mut range.to);
            range.wrong = wrong;
            // Whatever stands in the fields, these are not the days that were asked for.
            (range.words, range.before) = (None, None);
            range.presets.iter_mut().for_each(|preset| preset.current = false);
        }
        self
    }

    /// A text.
    pub fn say(&self, id: &str) -> String {
        self.view.say(id)
    }

    /// A text with names put into it.
    pub fn with(&self, id: &str, names: &[(&str, &str)]) -> String {
        self.view.with(id, names)
    }

    /// What a field of the form is called.
    pub fn field(&self, name: &str) -> Option<String> {
        ["from", "to", "compare"].contains(&name).then(|| self.say(name))
    }

    /// A text about so many.
    pub fn count(&self, id: &str, n: u64) -> String {
        self.view.count(id, n)
    }
}

fn range(view: &View) -> Range {
    let Days { first, last } = view.days;
    let written = view.written();
    let carried = view.carried();
    let kept = carried.into_iter().filter(|(name, _)| *name == "lang");
    Range {
        from: first.to_string(),
        to: last.to_string(),
        compare: Some(view.compare),
        wrong: Vec::new(),
        presets: presets(view),
        words: Some(written.days(first, last)),
        before: view.compare.then(|| before(view.days)).map(|days| written.days(days.first, days.last)),
        kept: kept.map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// As many days right before.
fn before(days: Days) -> Days {
    let count = i32::try_from(days.count()).unwrap_or(1);
    Days::up_to(days.first.yesterday().unwrap_or(Date::MIN), count)
}

fn presets(view: &View) -> Vec<Link> {
    let today = view.today();
    let last_month = today.first_of_month().yesterday().unwrap_or(today);
    let year_ago = today.checked_sub(1.year()).and_then(Date::tomorrow).unwrap_or(today);
    let all = [
        ("preset-7", Days::up_to(today, 7)),
        ("preset-30", Days::up_to(today, 30)),
        ("preset-90", Days::up_to(today, 90)),
        ("preset-month", Days { first: last_month.first_of_month(), last: last_month }),
        ("preset-year", Days { first: year_ago, last: today }),
    ];
    let link = |(id, days): (&str, Days)| Link {
        href: view.here_with(&[
            ("from", &days.first.to_string()),
            ("to", &days.last.to_string()),
            // Pages of a list belong to its days.
            ("cursor", ""),
            ("interval", ""),
        ]),
        name: view.say(id),
        key: id.to_owned(),
        current: days == view.days,
    };
    all.map(link).to_vec()
}
