//! The JSON body of a request, as bytes.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};

use crate::http::{
    AppState,
    error::{ApiError, ErrorCode},
    layers::Reading,
};

/// The body of a request that says it is JSON.
pub struct JsonBytes(pub Bytes);

impl FromRequest<AppState> for JsonBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        check_type(request.headers())?;
        let reading = request
            .extensions()
            .get::<Reading>()
            .cloned()
            .unwrap_or_default();
        reading.set(true);
        let bytes = Bytes::from_request(request, app).await;
        reading.set(false);
        match bytes {
            Ok(bytes) => Ok(JsonBytes(bytes)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                let allowed = app.config().server.limits.max_body_bytes;
                let message = format!("the body has more than {allowed} bytes");
                Err(ApiError::new(ErrorCode::BodyTooLarge, message)
                    .hint(format!("at most {allowed} bytes")))
            }
            Err(_) => Err(
                ApiError::new(ErrorCode::MalformedRequest, "the body ended too early")
                    .hint("send it again"),
            ),
        }
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("(not text)"))
    };
    let refuse = |message: String| {
        let hint = "send `Content-Type: application/json`, in UTF-8 and not compressed";
        Err(ApiError::new(ErrorCode::UnsupportedMediaType, message).hint(hint))
    };
    if let Some(encoding) =
        text(header::CONTENT_ENCODING).filter(|text| !text.eq_ignore_ascii_case("identity"))
    {
        return refuse(format!("the body has the encoding `{encoding}`"));
    }
    let Some(content_type) = text(header::CONTENT_TYPE) else {
        return refuse("the body has no `Content-Type`".to_owned());
    };
    let (media_type, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let media_type = media_type.trim().to_ascii_lowercase();
    let is_json = media_type == "application/json"
        || media_type.starts_with("application/") && media_type.ends_with("+json");
    let charset = parameters.to_ascii_lowercase().replace(['"', ' '], "");
    let is_utf8 = !charset.contains("charset=") || charset.contains("charset=utf-8");
    if is_json && is_utf8 {
        Ok(())
    } else {
        refuse(format!("the body is `{content_type}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_json_in_utf8_is_taken() {
        for (content_type, encoding, is_taken) in [
            (Some("application/json"), None, true),
            (
                Some("Application/JSON; charset=\"UTF-8\""),
                Some("identity"),
                true,
            ),
            (Some("application/vnd.example+json"), None, true),
            (Some("application/json; charset=latin1"), None, false),
            (Some("application/json"), Some("gzip"), false),
            (Some("text/plain"), None, false),
            (Some("application/x-www-form-urlencoded"), None, false),
            (None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.extend(content_type.map(|text| (header::CONTENT_TYPE, text.parse().unwrap())));
            headers.extend(encoding.map(|text| (header::CONTENT_ENCODING, text.parse().unwrap())));
            assert_eq!(
                check_type(&headers).is_ok(),
                is_taken,
                "{content_type:?} {encoding:?}"
            );
        }
    }
}
