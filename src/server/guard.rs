//! What every request passes through and every answer carries.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{problem::Problem, site::Shared};

/// Longest target of a request, in bytes.
const LONGEST_TARGET: usize = 4096;

/// Header with the protective marking of an answer.
pub const MARKING: &str = "x-protective-marking";

const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
     form-action 'none'";

/// Checks host, method and length, then adds the headers of the house.
pub async fn guard(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match check(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // An answer that names groups may have set a higher one.
    let marking = HeaderValue::from_static(site.session().facts().marking.words());
    headers.entry(HeaderName::from_static(MARKING)).or_insert(marking);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

fn check(request: &Request) -> Result<(), Problem> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered here"));
    }
    if request.uri().to_string().len() > LONGEST_TARGET {
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "the address is longer than 4096 bytes"));
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "exactly one Host header is needed"));
    };
    if host.to_str().is_ok_and(is_ours) {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "this server answers to localhost only"))
    }
}

/// True for the names of loopback, with or without a port.
fn is_ours(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| {
        let Some(rest) =
            host.get(..name.len()).filter(|h| h.eq_ignore_ascii_case(name)).map(|_| &host[name.len()..])
        else {
            return false;
        };
        rest.is_empty()
            || rest
                .strip_prefix(':')
                .is_some_and(|port| (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_loopback_names_are_ours() {
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1:65535", "[::1]:1"] {
            assert!(is_ours(host), "{host}");
        }
        for host in [
            "",
            "evil",
            "localhost.evil",
            "127.0.0.1.evil",
            "127.0.0.1:",
            "localhost:1x",
            "user@localhost",
            "é",
        ] {
            assert!(!is_ours(host), "{host}");
        }
    }
}
