//! The style sheet of a page: the part that all have, and what this survey needs besides. What a page doesn't show it
//! doesn't carry.

use domain::brand::Brand;
use domain::survey::Condition;
use domain::workspace::Workspace;
use web::page::Style;

use super::Scene;
use super::ask::{Ask, Field, Mark, base};

const STYLE: &str = include_str!("../../../templates/style.css");
const MANY: &str = include_str!("../../../templates/style/many.css");
const DRAWN: &str = include_str!("../../../templates/style/drawn.css");
const SEVERAL: &str = include_str!("../../../templates/style/several.css");
const LOGO: &str = include_str!("../../../templates/style/logo.css");

/// The style of a page that shows these questions.
pub fn style(scene: &Scene<'_>, asks: &[Ask]) -> Style {
    let has = |class: &str| {
        asks.iter()
            .any(|ask| matches!(&ask.field, Field::Picks(picks) if picks.class.split(' ').any(|own| own == class)))
    };
    let mut sheet = String::new();
    for (needed, part) in [(has("many"), MANY), (has("stars") || has("faces"), DRAWN), (scene.page.is_some(), SEVERAL)]
    {
        if needed {
            sheet.push_str(part);
        }
    }
    sheet.push_str(&hiding(scene, asks));
    branded(&scene.opened.workspace, sheet)
}

/// The style of a page without questions.
pub fn plain(workspace: Option<&Workspace>) -> Style {
    workspace.map_or_else(|| STYLE.into(), |workspace| branded(workspace, String::new()))
}

fn branded(workspace: &Workspace, mut more: String) -> Style {
    let brand = workspace.brand.as_ref();
    let logo = brand.and_then(|brand| brand.logo.as_ref());
    if logo.is_some() {
        more.push_str(LOGO);
    }
    more.push_str(&brand.map(colours).unwrap_or_default());
    let style = if more.is_empty() { Style::from(STYLE) } else { Style::from([STYLE, &more].concat()) };
    match logo {
        Some(logo) => style.with_image(logo),
        None => style,
    }
}

/// The team's colour in the place of ours, with a shade of it for readers who want the page dark.
fn colours(brand: &Brand) -> String {
    let Some(light) = brand.color else { return String::new() };
    let dark = light.for_dark();
    let set = |accent: domain::brand::Color| format!(":root{{--accent:{accent};--on:{}}}", accent.on());
    // Where colours can be mixed, the wash is a breath of it.
    let wash =
        "@supports(color:color-mix(in srgb,red,red)){:root{--wash:color-mix(in srgb,var(--accent) 9%,var(--card))}}";
    format!("{}@media(prefers-color-scheme:dark){{{}}}{wash}\n", set(light), set(dark))
}

/// Hides what the answers so far don't bring up. A browser that can't look into a form shows all of it, and nothing that
/// may be hidden is required there.
fn hiding(scene: &Scene<'_>, asks: &[Ask]) -> String {
    if asks.iter().all(|ask| ask.element.is_none()) {
        return String::new();
    }
    let survey = &scene.opened.survey;
    let asked = survey.asked();
    let mut hidden = Vec::new();
    for (at, question) in asked.iter().enumerate() {
        for Condition { question: earlier, words } in survey.conditions(&question.id) {
            let Some(before) = asked.iter().position(|question| question.id == earlier) else { continue };
            let Some(Ask { field: Field::Picks(picks), .. }) = asks.get(before) else { continue };
            let picked = picks.choices.iter().enumerate().filter(|(_, choice)| words.contains(&choice.value));
            let any: Vec<_> = picked.map(|(o, _)| format!("#{}-o{o}:checked", base(&earlier, before))).collect();
            hidden.push(format!("form:not(:has({})) #s{at}", any.join(",")));
        }
    }
    let marks = asks.iter().any(|ask| ask.mark == Mark::IfShown);
    let (before, within) =
        if marks { (".with{display:none}", ".with{display:inline}.without{display:none}") } else { ("", "") };
    format!("{before}@supports selector(:has(a)){{{}{{display:none}}{within}}}\n", hidden.join(","))
}
