//! The pages: templates that escape whatever they are given, one style sheet for all of them, in the frame of all pages.
//! In this version the dashboard speaks English.

use askama::Template;
use domain::locale::Locale;
use http::StatusCode;
use web::frame;
use web::page::Page;
use web::problem::Problem;

use super::card::Card;

/// The style sheet of the pages.
const STYLE: &str = include_str!("../../templates/style.css");

/// The first page.
#[derive(Template)]
#[template(path = "dashboard.html")]
pub struct Dashboard {
    /// The workspace's name.
    pub workspace: String,
    /// Whether there is a session to end.
    pub signed_in: bool,
    /// Where the API is, for the examples.
    pub base_url: String,
    /// How many surveys the page has no room for.
    pub left_out: usize,
    /// The surveys.
    pub cards: Vec<Card>,
}

impl Dashboard {
    /// The whole page.
    ///
    /// # Errors
    /// 500 where the template fails.
    pub fn page(&self) -> Result<Page, Problem> {
        frame::page(StatusCode::OK, Locale::En, &format!("{} · Atbalss", self.workspace), STYLE, self)
    }
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    refused: bool,
}

/// The page that asks for a key; `refused` after one that opened nothing.
///
/// # Errors
/// 500 where the template fails.
pub fn sign_in(refused: bool) -> Result<Page, Problem> {
    frame::page(StatusCode::UNAUTHORIZED, Locale::En, "Sign in · Atbalss", STYLE, &SignIn { refused })
}
