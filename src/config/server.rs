//! `server.toml`: what a running server listens to and how much it gives to one request.

use serde::{Deserialize, Deserializer, Serializer};

use super::{
    ConfigError,
    file::{Allowed, Ranged, Settings, settings},
};

settings! {
    /// The settings of a server. Each key is explained in `index_config/server.toml`.
    ServerConfig {
        version: u32,
        /// `HOST:PORT`.
        listen: String,
        /// Address under which people reach the server, without a slash at its end.
        #[serde(with = "blank_is_none")]
        public_url: Option<String>,
        cors: Cors,
        search: SearchLimits,
        limits: HttpLimits,
        generations: GenerationWatch,
        shutdown: Shutdown,
        places: PlaceSettings,
        facets: FacetSettings,
        pages: PageSettings,
    }

    /// Which other sites may call the API from a browser.
    Cors {
        /// `*`, or origins such as `https://example.org`.
        origins: Vec<String>,
    }

    /// How much one search may ask for and cost.
    SearchLimits as search {
        max_query_chars_get: usize => 100..=8_000,
        max_query_chars_post: usize => 100..=1_000_000,
        max_values_per_filter: usize => 1..=1_000,
        max_page_size: usize => 1..=1_000,
        default_page_size: usize => 1..=search.max_page_size,
        max_offset: usize => 0..=100_000,
        deadline_ms: u64 => 10..=60_000,
        /// 0 is one per core.
        threads: usize => 0..=1_024,
        queue: usize => 0..=100_000,
        retry_after_s: u64 => 1..=3_600,
    }

    /// Limits of HTTP itself.
    HttpLimits {
        max_body_bytes: usize => 1_024..=16_777_216,
        max_uri_bytes: usize => 1_024..=65_536,
        header_timeout_ms: u64 => 100..=600_000,
        request_timeout_ms: u64 => 100..=600_000,
        max_connections: usize => 1..=1_000_000,
    }

    /// How a running server notices a new generation.
    GenerationWatch {
        poll_ms: u64 => 50..=60_000,
    }

    /// How a server ends.
    Shutdown {
        grace_ms: u64 => 0..=600_000,
    }

    /// How places are searched.
    PlaceSettings as places {
        max_radius_km: f64 => 1.0..=20_040.0,
        default_radius_km: f64 => 1.0..=places.max_radius_km,
        max_alternatives: usize => 0..=100,
    }

    /// How long a facet may be.
    FacetSettings {
        max_values: usize => 1..=10_000,
    }

    /// What an operator says on the pages.
    PageSettings {
        site_name: String,
        /// Shown where little or nothing fits.
        #[serde(with = "blank_is_none")]
        help_text: Option<String>,
        pseudo_language: bool,
    }
}

impl Settings for ServerConfig {
    fn validate(&self, allowed: &Allowed<'_>) -> Result<(), ConfigError> {
        self.check_ranges(allowed, "")?;
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
        let has_name = !self.pages.site_name.trim().is_empty();
        allowed.text("pages.site_name", &self.pages.site_name, has_name, "a name")
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
