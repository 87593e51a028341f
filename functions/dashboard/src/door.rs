//! The page that asks for a key.

use askama::Template;
use http::StatusCode;
use web::frame;
use web::page::Page;
use web::problem::Problem;

use crate::session::Knock;
use crate::shell::STYLE;
use crate::texts::Say;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    say: Say,
    knock: Knock,
}

/// The page that asks somebody for a key.
///
/// # Errors
/// 500 where the template fails.
pub fn sign_in(knock: Knock) -> Result<Page, Problem> {
    let say = Say(knock.locale);
    let title = format!("{} · Atbalss", say.say("sign-in"));
    frame::page(StatusCode::UNAUTHORIZED, knock.locale, &title, STYLE, &SignIn { say, knock })
}
