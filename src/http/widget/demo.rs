//! The page of a made-up host with a look of its own and two widgets in it. Only a demo serves it.

use super::{VERSION, integrity};

/// The host's own style, with rules as broad as some sites have.
pub const STYLE: &str = include_str!("demo.css");

const PAGE: &str = include_str!("demo.html");

/// Returns the page.
pub fn html() -> String {
    PAGE.replace("{version}", VERSION)
        .replace("{integrity}", integrity())
}
