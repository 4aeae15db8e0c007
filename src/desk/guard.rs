//! Guard: which requests are answered. The desk listens on the loopback address, where every page of every browser and
//! every program of the machine can knock.
//!
//! * The name in `Host` is the address itself: another name that leads here (DNS rebinding) is refused.
//! * `Origin` is the desk's own, and there must be one where something is asked for or done.
//! * Whoever asks knows the secret of this start. It travels in a header, which no foreign page can set, and never in an
//!   address, a cookie or a list of processes.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

use crate::read::digest::digest;

/// The header in which the page sends the secret.
const SECRET: &str = "x-shiryo-secret";

/// What a request must know.
pub struct Guard {
    host: String,
    origin: String,
    secret: String,
    /// Of the secret, so that comparing takes the same time whatever was sent.
    digest: String,
}

impl Guard {
    pub fn new(port: u16) -> std::io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let host = format!("127.0.0.1:{port}");
        Ok(Self { origin: format!("http://{host}"), digest: digest(secret.as_bytes()), host, secret })
    }

    /// The address of the page, with the secret behind `#`: a browser sends that part to nobody.
    pub fn address(&self) -> String {
        format!("{}/#{}", self.origin, self.secret)
    }

    /// Refuses a request that names another place than `Host` does.
    pub fn names(&self, uri: &Uri) -> Result<(), StatusCode> {
        if uri.authority().is_none_or(|named| named.as_str() == self.host) { Ok(()) } else { Err(StatusCode::MISDIRECTED_REQUEST) }
    }

    /// Refuses a request that does not come from the desk's own page. `is_open` is what everybody may have: the page itself,
    /// which holds nothing of the meeting.
    pub fn admit(&self, method: &Method, headers: &HeaderMap, is_open: bool) -> Result<(), StatusCode> {
        if single(headers, header::HOST) != Some(&self.host) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        let origin = headers.contains_key(header::ORIGIN).then(|| single(headers, header::ORIGIN));
        let needs_origin = method != Method::GET;
        if origin.map_or(needs_origin, |origin| origin != Some(&self.origin)) {
            return Err(StatusCode::FORBIDDEN);
        }
        if is_open {
            return if method == Method::GET { Ok(()) } else { Err(StatusCode::METHOD_NOT_ALLOWED) };
        }
        let sent = single(headers, HeaderName::from_static(SECRET)).unwrap_or_default();
        if digest(sent.as_bytes()) == self.digest { Ok(()) } else { Err(StatusCode::UNAUTHORIZED) }
    }
}

/// The value of a header that stands once.
fn single(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

/// What every answer says of itself: only the desk's own script and style, nothing from elsewhere, no text as script, and
/// no other page around it.
pub fn protect(headers: &mut HeaderMap) {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; \
                          base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
                          trusted-types 'none'";
    let said: [(HeaderName, &str); 6] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in said {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(method: &Method, said: &[(&'static str, &str)], is_open: bool) -> u16 {
        let mut guard = Guard::new(8000).unwrap();
        guard.secret = "s".to_owned();
        guard.digest = digest(b"s");
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        guard.admit(method, &headers, is_open).map_or_else(|status| status.as_u16(), |()| 200)
    }

    #[test]
    fn guard_admits() {
        let host = ("host", "127.0.0.1:8000");
        let (origin, secret) = (("origin", "http://127.0.0.1:8000"), (SECRET, "s"));
        assert_eq!(admitted(&Method::POST, &[host, origin, secret], false), 200);
        assert_eq!(admitted(&Method::GET, &[host, secret], false), 200);
        assert_eq!(admitted(&Method::GET, &[host], true), 200);
    }

    #[test]
    fn guard_refuses() {
        let host = ("host", "127.0.0.1:8000");
        let (origin, secret) = (("origin", "http://127.0.0.1:8000"), (SECRET, "s"));
        let others = [
            "localhost:8000", "localhost.:8000", "127.0.0.1", "127.0.0.1:8001", "127.0.0.1:08000", "127.0.0.1:8000.", "127.0.0.1.:8000",
            "127.1:8000", "2130706433:8000", "0x7f000001:8000", "[::1]:8000", "[::ffff:127.0.0.1]:8000", "user@127.0.0.1:8000",
            "127.0.0.1:8000, evil.example", "evil.example:8000", "127.0.0.1:8000.evil.example", "",
        ];
        for name in others {
            assert_eq!(admitted(&Method::POST, &[("host", name), origin, secret], false), 421, "{name}");
            assert_eq!(admitted(&Method::GET, &[("host", name)], true), 421, "{name}");
        }
        assert_eq!(admitted(&Method::POST, &[host, host, origin, secret], false), 421);
        for name in ["null", "http://127.0.0.1:8001", "https://127.0.0.1:8000", "http://evil.example", "http://127.0.0.1:8000/"] {
            assert_eq!(admitted(&Method::POST, &[host, ("origin", name), secret], false), 403, "{name}");
            assert_eq!(admitted(&Method::GET, &[host, ("origin", name)], true), 403, "{name}");
        }
        assert_eq!(admitted(&Method::POST, &[host, secret], false), 403);
        for sent in ["", "t", "ss"] {
            assert_eq!(admitted(&Method::POST, &[host, origin, (SECRET, sent)], false), 401);
        }
        assert_eq!(admitted(&Method::POST, &[host, origin, secret, secret], false), 401);
        assert_eq!(admitted(&Method::POST, &[host, origin], true), 405);
    }
}
