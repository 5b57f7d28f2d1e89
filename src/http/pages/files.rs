//! What is asked for beside pages: style, script and icon by browsers, the list of all pages by search engines.
//!
//! The addresses of files change with their text, so browsers may keep them for ever; only the icon has a fixed one as well.
//! Addresses in a sitemap are complete, so there is one only where the operator has said under which address people reach the server.

use axum::{
    Router,
    extract::{RawQuery, State},
    http::{HeaderName, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    http::{
        AppState,
        error::{ApiError, ErrorCode},
        params::decode_kindly,
    },
    pages::assets::{self, Asset},
    search::SearchError,
    trial::NctId,
};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For an address that stays when its text changes.
const A_WEEK: &str = "public, max-age=604800";
/// Most addresses of one file, by the rules of sitemaps.org.
const MAX_ADDRESSES: usize = 50_000;
/// Pages of each language that are no trials: the start page and the glossary.
const OTHER_PAGES: [&str; 2] = ["", "glossary"];
const AN_HOUR: &str = "public, max-age=3600";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Returns the routes of all files.
pub fn routes() -> Router<AppState> {
    let files = assets::all().into_iter();
    // Browsers ask for this address on their own, wherever no page names an icon.
    let icon = Router::new().route(
        "/favicon.ico",
        get(|| async { file(&assets::ICON, A_WEEK) }),
    );
    files.fold(icon, |routes, asset| {
        routes.route(
            &asset.address,
            get(move || async move { file(asset, FOR_EVER) }),
        )
    })
}

fn file(asset: &'static Asset, kept: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, kept),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    (headers, asset.text).into_response()
}

/// `GET /sitemap.xml`: all pages, or, where they are more than fit in one file, the list of parts, each at `?part=1` and on.
pub async fn sitemap(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let Some(base) = &app.config().server.public_url else {
        return Err(no_such_file());
    };
    let languages: Vec<String> = app
        .config()
        .catalogue
        .languages()
        .map(str::to_owned)
        .collect();
    let retry_after_s = app.config().server.search.retry_after_s;
    let ids = app
        .engine
        .ids_open_first()
        .map_err(|error: SearchError| ApiError::of_search(error, retry_after_s))?;
    let parts = Parts::of(languages.len(), MAX_ADDRESSES);
    let (pairs, _) = decode_kindly(query.as_deref().unwrap_or_default());
    let asked = pairs.iter().find(|(name, _)| name == "part");
    let text = match asked {
        None if parts.count(ids.len()) == 1 => urls(base, &languages, &ids, true),
        None => index(base, parts.count(ids.len())),
        Some((_, number)) => {
            let number: usize = number.parse().map_err(|_| no_such_file())?;
            let ids = parts.get(&ids, number).ok_or_else(no_such_file)?;
            urls(base, &languages, ids, number == 1)
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CACHE_CONTROL, AN_HOUR),
    ];
    Ok((headers, text).into_response())
}

/// `GET /robots.txt`: everything may be visited; what must not be listed says so itself.
pub async fn robots(State(app): State<AppState>) -> Response {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(base) = &app.config().server.public_url {
        text.push_str(&format!("Sitemap: {base}/sitemap.xml\n"));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, AN_HOUR),
    ];
    (headers, text).into_response()
}

fn no_such_file() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "there is no sitemap at this address")
}

/// How trials are spread over files.
struct Parts {
    trials_of_one: usize,
}

impl Parts {
    fn of(languages: usize, max_addresses: usize) -> Self {
        let others = OTHER_PAGES.len() * languages;
        Parts {
            trials_of_one: (max_addresses.saturating_sub(others) / languages.max(1)).max(1),
        }
    }

    fn count(&self, trials: usize) -> usize {
        trials.div_ceil(self.trials_of_one).max(1)
    }

    /// Returns the trials of a file, numbered from 1.
    fn get<'i>(&self, ids: &'i [NctId], number: usize) -> Option<&'i [NctId]> {
        let start = number.checked_sub(1)?.checked_mul(self.trials_of_one)?;
        let is_there = start < ids.len() || number == 1;
        is_there.then(|| &ids[start..ids.len().min(start + self.trials_of_one)])
    }
}

fn urls(base: &str, languages: &[String], ids: &[NctId], is_first: bool) -> String {
    let mut text = format!("{HEAD}<urlset xmlns=\"{NAMESPACE}\">\n");
    let mut push = |path: &str| {
        for lang in languages {
            text.push_str(&format!("<url><loc>{base}/{lang}/{path}</loc></url>\n"));
        }
    };
    if is_first {
        OTHER_PAGES.iter().for_each(|path| push(path));
    }
    for id in ids {
        push(&format!("trials/{id}"));
    }
    text.push_str("</urlset>\n");
    text
}

fn index(base: &str, parts: usize) -> String {
    let mut text = format!("{HEAD}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for part in 1..=parts {
        text.push_str(&format!(
            "<sitemap><loc>{base}/sitemap.xml?part={part}</loc></sitemap>\n"
        ));
    }
    text.push_str("</sitemapindex>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_no_more_addresses_than_allowed() {
        let ids: Vec<NctId> = (1..=100).filter_map(NctId::from_number).collect();
        let languages = ["en", "es", "zh"].map(str::to_owned);
        let parts = Parts::of(languages.len(), 100);
        assert_eq!(parts.count(ids.len()), 4);
        let mut seen = 0;
        for number in 1..=parts.count(ids.len()) {
            let part = parts.get(&ids, number).unwrap();
            let text = urls("https://trials.example.org", &languages, part, number == 1);
            assert!(text.matches("<loc>").count() <= 100, "part {number}");
            seen += part.len();
        }
        assert_eq!(seen, 100);
        assert!(parts.get(&ids, 0).is_none() && parts.get(&ids, 5).is_none());
        assert_eq!(parts.count(0), 1);
        assert_eq!(parts.get(&[], 1), Some(&[][..]));
        assert_eq!(index("https://x", 4).matches("<sitemap>").count(), 4);
    }
}
