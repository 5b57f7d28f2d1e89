//! What pages say of the server itself.

use crate::{
    http::AppState,
    pages::{Words, layout::Site},
};

/// Returns what pages need to know of the server, as of this request.
pub fn site(app: &AppState) -> Site {
    let config = app.config();
    let snapshot = app.engine.current();
    let manifest = snapshot
        .as_ref()
        .map(|snapshot| snapshot.generation.manifest());
    Site {
        name: config.server.pages.site_name.clone(),
        public_url: config.server.public_url.clone(),
        help_text: config.server.pages.help_text.clone(),
        languages: Words::codes(config),
        copy_of: manifest.and_then(|manifest| manifest.newest_record.as_ref()?.parse().ok()),
        trials: manifest.map_or(0, |manifest| manifest.indexed),
        today: (app.today)(),
    }
}
