//! The files that pages ask for: their style and their script, compiled in, each at an address that changes with its text.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file compiled into the binary.
#[derive(Debug)]
pub struct Asset {
    /// Such as `/assets/pages-1a2b3c4d5e6f.css`.
    pub address: String,
    pub media_type: &'static str,
    pub text: &'static str,
}

/// The style of all pages.
pub static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "pages",
        "css",
        "text/css; charset=utf-8",
        include_str!("pages.css"),
    )
});

/// The script of all pages. Nothing depends on it.
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "pages",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("pages.js"),
    )
});

/// The sign in the tab of the browser.
pub static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("icon.svg")));

/// What the page of a trial, the sheet for the doctor and the glossary add to the style.
pub static TRIAL_STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "trial",
        "css",
        "text/css; charset=utf-8",
        include_str!("trial_page.css"),
    )
});

/// What they add to the script.
pub static TRIAL_SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "trial",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("trial_page.js"),
    )
});

/// Returns all files.
pub fn all() -> [&'static Asset; 5] {
    [&STYLE, &SCRIPT, &ICON, &TRIAL_STYLE, &TRIAL_SCRIPT]
}

impl Asset {
    fn new(name: &str, ending: &str, media_type: &'static str, text: &'static str) -> Self {
        let hash: String = Sha256::digest(text)
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Asset {
            address: format!("/assets/{name}-{hash}.{ending}"),
            media_type,
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip_bytes(text: &str) -> usize {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap().len()
    }

    #[test]
    fn style_and_script_stay_within_their_budgets() {
        // A page asks for both styles and both scripts at most.
        let styles = gzip_bytes(STYLE.text) + gzip_bytes(TRIAL_STYLE.text);
        let scripts = gzip_bytes(SCRIPT.text) + gzip_bytes(TRIAL_SCRIPT.text);
        assert!(styles <= 12 * 1024, "{styles} bytes of style");
        assert!(scripts <= 12 * 1024, "{scripts} bytes of script");
    }

    #[test]
    fn the_style_works_in_both_directions() {
        for word in ["left", "right"] {
            for asset in [&STYLE, &TRIAL_STYLE] {
                for (number, line) in asset.text.lines().enumerate() {
                    let code = line.split("/*").next().unwrap_or_default();
                    assert!(
                        !code.contains(word),
                        "line {} of {} holds `{word}`: use the logical property",
                        number + 1,
                        asset.address
                    );
                }
            }
        }
    }

    #[test]
    fn colours_stand_in_tokens_only() {
        for asset in [&STYLE, &TRIAL_STYLE] {
            for (number, line) in asset.text.lines().enumerate() {
                let code = line.split("/*").next().unwrap_or_default();
                let is_selector = code.trim_end().ends_with('{') || code.contains("#q-hint");
                let has_colour = (code.contains('#') && !is_selector)
                    || line.contains("rgb")
                    || line.contains("hsl");
                assert!(
                    !has_colour || line.trim_start().starts_with("--color-"),
                    "line {} of {} holds a colour outside a token",
                    number + 1,
                    asset.address
                );
            }
        }
    }

    #[test]
    fn the_script_writes_text_and_never_markup() {
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "cookie",
            "sendBeacon",
            "http://",
            "https://",
        ] {
            for asset in [&SCRIPT, &TRIAL_SCRIPT] {
                assert!(
                    !asset.text.contains(word),
                    "{} holds `{word}`",
                    asset.address
                );
            }
        }
    }

    #[test]
    fn addresses_change_with_the_text() {
        let one = Asset::new("x", "css", "text/css", "a{}");
        let other = Asset::new("x", "css", "text/css", "b{}");
        assert_ne!(one.address, other.address);
        assert!(one.address.starts_with("/assets/x-") && one.address.ends_with(".css"));
    }
}
