//! `server.toml`: what a running server listens to and how much it gives to one request.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ConfigError,
    file::{Allowed, Settings},
};

/// The settings of a server. Each key is explained in `index_config/server.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    pub version: u32,
    /// `HOST:PORT`.
    pub listen: String,
    /// Address under which people reach the server, without a slash at its end.
    #[serde(with = "blank_is_none")]
    pub public_url: Option<String>,
    pub cors: Cors,
    pub search: SearchLimits,
    pub limits: HttpLimits,
    pub generations: GenerationWatch,
    pub shutdown: Shutdown,
    pub places: PlaceSettings,
    pub facets: FacetSettings,
    pub pages: PageSettings,
}

/// Which other sites may call the API from a browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// `*`, or origins such as `https://example.org`.
    pub origins: Vec<String>,
}

/// How much one search may ask for and cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchLimits {
    pub max_query_chars_get: usize,
    pub max_query_chars_post: usize,
    pub max_values_per_filter: usize,
    pub default_page_size: usize,
    pub max_page_size: usize,
    pub max_offset: usize,
    pub deadline_ms: u64,
    /// 0 is one per core.
    pub threads: usize,
    pub queue: usize,
    pub retry_after_s: u64,
}

/// Limits of HTTP itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpLimits {
    pub max_body_bytes: usize,
    pub max_uri_bytes: usize,
    pub header_timeout_ms: u64,
    pub request_timeout_ms: u64,
    pub max_connections: usize,
}

/// How a running server notices a new generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenerationWatch {
    pub poll_ms: u64,
}

/// How a server ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shutdown {
    pub grace_ms: u64,
}

/// How places are searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceSettings {
    pub default_radius_km: f64,
    pub max_radius_km: f64,
    pub max_alternatives: usize,
}

/// How long a facet may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacetSettings {
    pub max_values: usize,
}

/// What an operator says on the pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSettings {
    pub site_name: String,
    /// Shown where little or nothing fits.
    #[serde(with = "blank_is_none")]
    pub help_text: Option<String>,
    pub pseudo_language: bool,
}

impl Settings for ServerConfig {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        allowed.text(
            "listen",
            &self.listen,
            is_address(&self.listen),
            "`HOST:PORT`, such as `127.0.0.1:7171`",
        )?;
        if let Some(url) = &self.public_url {
            let is_url = is_web_address(url) && !url.ends_with('/');
            allowed.text(
                "public_url",
                url,
                is_url,
                "empty, or `https://…` without a slash at its end",
            )?;
        }
        for origin in &self.cors.origins {
            let is_origin =
                origin == "*" || is_web_address(origin) && origin.matches('/').count() == 2;
            allowed.text(
                "cors.origins",
                origin,
                is_origin,
                "`*`, or `https://HOST` without a path",
            )?;
        }
        let search = &self.search;
        allowed.range(
            "search.max_query_chars_get",
            search.max_query_chars_get,
            100..=8_000,
        )?;
        allowed.range(
            "search.max_query_chars_post",
            search.max_query_chars_post,
            100..=1_000_000,
        )?;
        allowed.range(
            "search.max_values_per_filter",
            search.max_values_per_filter,
            1..=1_000,
        )?;
        allowed.range("search.max_page_size", search.max_page_size, 1..=1_000)?;
        allowed.range(
            "search.default_page_size",
            search.default_page_size,
            1..=search.max_page_size,
        )?;
        allowed.range("search.max_offset", search.max_offset, 0..=100_000)?;
        allowed.range("search.deadline_ms", search.deadline_ms, 10..=60_000)?;
        allowed.range("search.threads", search.threads, 0..=1_024)?;
        allowed.range("search.queue", search.queue, 0..=100_000)?;
        allowed.range("search.retry_after_s", search.retry_after_s, 1..=3_600)?;
        let limits = &self.limits;
        allowed.range(
            "limits.max_body_bytes",
            limits.max_body_bytes,
            1_024..=16_777_216,
        )?;
        allowed.range("limits.max_uri_bytes", limits.max_uri_bytes, 1_024..=65_536)?;
        allowed.range(
            "limits.header_timeout_ms",
            limits.header_timeout_ms,
            100..=600_000,
        )?;
        allowed.range(
            "limits.request_timeout_ms",
            limits.request_timeout_ms,
            100..=600_000,
        )?;
        allowed.range(
            "limits.max_connections",
            limits.max_connections,
            1..=1_000_000,
        )?;
        allowed.range("generations.poll_ms", self.generations.poll_ms, 50..=60_000)?;
        allowed.range("shutdown.grace_ms", self.shutdown.grace_ms, 0..=600_000)?;
        let places = &self.places;
        allowed.range("places.max_radius_km", places.max_radius_km, 1.0..=20_040.0)?;
        allowed.range(
            "places.default_radius_km",
            places.default_radius_km,
            1.0..=places.max_radius_km,
        )?;
        allowed.range("places.max_alternatives", places.max_alternatives, 0..=100)?;
        allowed.text(
            "pages.site_name",
            &self.pages.site_name,
            !self.pages.site_name.trim().is_empty(),
            "a name",
        )?;
        allowed.range("facets.max_values", self.facets.max_values, 1..=10_000)
    }
}

fn is_address(listen: &str) -> bool {
    listen.rsplit_once(':').is_some_and(|(host, port)| {
        let is_host = !host.is_empty() && !host.contains(['/', ' ']);
        is_host && port.parse::<u16>().is_ok()
    })
}

fn is_web_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)
    })
}

/// TOML has no null: an empty text stands for "not set", so that the key can stand in the file.
mod blank_is_none {
    use super::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(
        value: &Option<String>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_deref().unwrap_or_default())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<String>, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}
