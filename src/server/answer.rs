//! Bodies: compressed once, with a strong entity tag for each encoding, and the 304 that spares
//! sending them.

use std::sync::{Arc, OnceLock};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::publish;

/// A finished body. The gzip form is made when first asked for, and kept.
#[derive(Debug, Clone)]
pub struct Kept(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    media: &'static str,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    digest: String,
}

impl Kept {
    /// `salt` is what the body is an answer to (snapshot and question), so that equal bytes of
    /// different questions have different tags.
    pub fn new(media: &'static str, plain: impl Into<Bytes>, salt: &str) -> Self {
        let plain = plain.into();
        let mut hash = Sha256::new();
        hash.update(salt.as_bytes());
        hash.update([0]);
        hash.update(&plain);
        let digest = hex::encode(&hash.finalize()[..16]);
        Self(Arc::new(Inner { media, plain, gzip: OnceLock::new(), digest }))
    }

    /// Compresses now, off the path of the requests to come.
    pub fn compressed(self) -> Self {
        self.gzip();
        self
    }

    fn gzip(&self) -> Bytes {
        self.0.gzip.get_or_init(|| publish::gzip(&self.0.plain).into()).clone()
    }

    /// Bytes held, both forms.
    pub fn weight(&self) -> usize {
        self.0.plain.len() + self.0.gzip.get().map_or(0, Bytes::len) + 200
    }

    /// 200, 204 for an empty body, or 304 when the client holds it already.
    pub fn respond(&self, request: &HeaderMap) -> Response {
        if self.0.plain.is_empty() {
            return StatusCode::NO_CONTENT.into_response();
        }
        let zipped = accepts_gzip(request);
        let tag = format!("\"{}-{}\"", self.0.digest, if zipped { "gzip" } else { "identity" });
        let same = holds(request, &tag);
        let mut response = if same {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(if zipped { self.gzip() } else { self.0.plain.clone() }).into_response()
        };
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        if !same {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.0.media));
            if zipped {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
        response
    }
}

/// True when `Accept-Encoding` names gzip (or `*`) without refusing it; absent means identity.
fn accepts_gzip(request: &HeaderMap) -> bool {
    let mut star = None;
    for value in request.get_all(header::ACCEPT_ENCODING) {
        for item in value.to_str().unwrap_or_default().split(',') {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let refused =
                parts.filter_map(|p| p.strip_prefix("q=")).any(|q| q.parse().is_ok_and(|q: f64| q <= 0.0));
            if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
                return !refused;
            }
            if name == "*" {
                star = Some(!refused);
            }
        }
    }
    star.unwrap_or(false)
}

/// Weak comparison, as If-None-Match asks (RFC 9110, section 13.1.2); malformed tags match nothing.
fn holds(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(header::IF_NONE_MATCH);
    values.iter().filter_map(|v| v.to_str().ok()).any(|v| {
        v.split(',').map(str::trim).any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a header value"))])
    }

    #[test]
    fn gzip_is_sent_only_to_those_who_ask() {
        assert!(!accepts_gzip(&HeaderMap::new()));
        for (value, expected) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("gzip;q=0, *", false),
            ("*", true),
            ("*;q=0", false),
            ("br", false),
        ] {
            assert_eq!(accepts_gzip(&headers(header::ACCEPT_ENCODING, value)), expected, "{value}");
        }
    }

    #[test]
    fn a_malformed_tag_matches_nothing() {
        for (value, expected) in
            [("\"a\"", true), ("W/\"a\", \"b\"", true), ("*", true), ("a", false), ("\"", false)]
        {
            assert_eq!(holds(&headers(header::IF_NONE_MATCH, value), "\"a\""), expected, "{value}");
        }
    }
}
