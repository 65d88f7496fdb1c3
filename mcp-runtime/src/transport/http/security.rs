//! `Host` and `Origin` allow-lists: the HTTP transport's protection against DNS rebinding.
//!
//! A page in a browser can point a name it controls at `127.0.0.1` and so reach a server that only listens there. Its
//! requests still carry the page's `Host` and `Origin`, so both are compared with what the server is known by. The
//! lists are compiled once; an accepted request allocates nothing.

use std::net::Ipv6Addr;

/// The longest piece of a refused header that is copied into a log line, in bytes.
const LOGGED_BYTES: usize = 200;

/// Why a request was refused by [`Security::check`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `Host` is missing, malformed or not listed: the request was meant for another server.
    Host,
    /// `Origin` is malformed or not listed: a page of another site sent the request.
    Origin,
}

impl Refusal {
    /// The HTTP status and the `text/plain` body to answer, which repeats nothing of the request: 421 (RFC 9110
    /// §15.5.20) or 403 (MCP 2026-07-28, Streamable HTTP).
    pub fn answer(self) -> (u16, &'static str) {
        match self {
            Self::Host => (421, "Invalid Host header"),
            Self::Origin => (403, "Invalid Origin header"),
        }
    }

    /// The line to log at WARN, from the headers that were given to [`Security::check`].
    ///
    /// What is copied of a header is cut to 200 bytes, bytes outside UTF-8 are replaced, and control and other
    /// unprintable characters are escaped, so a line stays one line.
    pub fn log_text(self, host: Option<&[u8]>, origin: Option<&[u8]>) -> String {
        let value = if self == Self::Host { host } else { origin };
        match (self, value.unwrap_or_default()) {
            (Self::Host, []) => "Missing Host header in request".to_owned(),
            (_, value) => format!("{}: {}", self.answer().1, printable(value)),
        }
    }
}

/// Compiled list of the `Host` values a server answers to. An empty one refuses all.
#[derive(Clone, Debug, Default)]
pub struct HostPolicy(Entries);

impl HostPolicy {
    /// Adds `name` (no port), `name:8080` (that port) or `name:*` (any port, but one must be given).
    ///
    /// Returns false, and adds nothing, if `entry` has none of these forms.
    pub fn allow(&mut self, entry: &str) -> bool {
        self.0.add(b"", entry.as_bytes()).is_some()
    }

    /// Whether a `Host` header with this value is allowed.
    ///
    /// Names are compared without regard to ASCII case and to one trailing dot, IPv6 addresses in their canonical
    /// spelling. Anything but `name`, `name:port`, `[v6]` and `[v6]:port` is refused.
    pub fn allows(&self, host: &[u8]) -> bool {
        self.0.allow(b"", host)
    }
}

/// Compiled list of the `Origin` values a server answers to. An empty one refuses all.
#[derive(Clone, Debug, Default)]
pub struct OriginPolicy {
    entries: Entries,
    null: bool,
}

impl OriginPolicy {
    /// Adds `scheme://name`, `scheme://name:8080`, `scheme://name:*` (any explicit port) or `null`.
    ///
    /// `null` stands for every opaque origin, sandboxed frames of any site among them: list it only for a client that
    /// is known to send it. Returns false, and adds nothing, if `entry` has none of these forms.
    pub fn allow(&mut self, entry: &str) -> bool {
        let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        self.null |= entry == "null";
        match split_origin(entry.as_bytes()) {
            None => entry == "null",
            Some((scheme, authority)) => {
                !scheme.is_empty() && scheme.iter().all(is_scheme) && self.entries.add(scheme, authority).is_some()
            }
        }
    }

    /// Whether an `Origin` header with this value is allowed.
    ///
    /// Scheme and name are compared without regard to ASCII case; the default port of `http` and `https` equals no
    /// port (RFC 6454 §4). A path, userinfo or a list of origins is refused.
    pub fn allows(&self, origin: &[u8]) -> bool {
        match split_origin(origin) {
            Some((scheme, authority)) => self.entries.allow(scheme, authority),
            None => self.null && origin == b"null",
        }
    }
}

/// The `Host` and `Origin` checks of one server; the default one refuses every host and origin.
///
/// ```text
/// Security::localhost().allow_host("mcp.example.com").allow_origin("https://app.example.com")
/// ```
#[derive(Clone, Debug, Default)]
pub struct Security {
    hosts: HostPolicy,
    origins: OriginPolicy,
    invalid: Option<String>,
    disabled: bool,
}

impl Security {
    /// Checks for a server on this machine: `127.0.0.1`, `localhost` and `[::1]`, with any port and with none, and
    /// the `http` and `https` origins of these.
    pub fn localhost() -> Self {
        let mut security = Self::default();
        for name in ["127.0.0.1", "localhost", "[::1]"] {
            for host in [name.to_owned(), format!("{name}:*")] {
                let [http, https] = ["http", "https"].map(|scheme| format!("{scheme}://{host}"));
                security = security.allow_host(&host).allow_origin(&http).allow_origin(&https);
            }
        }
        security
    }

    /// Also allows a `Host`: see [`HostPolicy::allow`]. An invalid entry is kept for [`Self::verify`].
    #[must_use]
    pub fn allow_host(mut self, entry: &str) -> Self {
        if !self.hosts.allow(entry) {
            self.invalid.get_or_insert_with(|| invalid("host", entry, ""));
        }
        self
    }

    /// Also allows an `Origin`: see [`OriginPolicy::allow`]. An invalid entry is kept for [`Self::verify`].
    #[must_use]
    pub fn allow_origin(mut self, entry: &str) -> Self {
        if !self.origins.allow(entry) {
            self.invalid
                .get_or_insert_with(|| invalid("origin", entry, "scheme://"));
        }
        self
    }

    /// Checks nothing. For a server behind a proxy that checks both headers itself.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// To be called before serving: a mistyped entry would otherwise only show as refusals.
    ///
    /// # Errors
    /// What is wrong with the first invalid entry given to [`Self::allow_host`] or [`Self::allow_origin`].
    pub fn verify(&self) -> Result<(), String> {
        self.invalid.clone().map_or(Ok(()), Err)
    }

    /// Checks the two headers of a request, `None` where the request has none.
    ///
    /// A missing `Origin` is allowed: a browser sends one with every POST. Repeated headers are for the caller to
    /// refuse.
    ///
    /// # Errors
    /// [`Refusal::Host`] if `Host` is missing or refused, else [`Refusal::Origin`] if `Origin` is.
    pub fn check(&self, host: Option<&[u8]>, origin: Option<&[u8]>) -> Result<(), Refusal> {
        if self.disabled {
            Ok(())
        } else if !host.is_some_and(|host| self.hosts.allows(host)) {
            Err(Refusal::Host)
        } else if !origin.is_none_or(|origin| self.origins.allows(origin)) {
            Err(Refusal::Origin)
        } else {
            Ok(())
        }
    }
}

/// One allowed name under one scheme. The scheme is empty in a list of hosts; the name has no byte that a name may not
/// have, so what equals it needs no check of its own.
#[derive(Clone, Debug)]
struct Entry {
    scheme: Vec<u8>,
    name: Vec<u8>,
    port: Port,
}

#[derive(Clone, Copy, Debug)]
enum Port {
    Absent,
    Any,
    Number(u16),
}

impl Port {
    /// The port that is meant under `scheme`; none under the empty one, or for any.
    fn number(self, scheme: &[u8]) -> Option<u16> {
        match self {
            Self::Number(port) => Some(port),
            Self::Absent if scheme.eq_ignore_ascii_case(b"http") => Some(80),
            Self::Absent if scheme.eq_ignore_ascii_case(b"https") => Some(443),
            Self::Absent | Self::Any => None,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Entries(Vec<Entry>);

impl Entries {
    fn add(&mut self, scheme: &[u8], authority: &[u8]) -> Option<()> {
        let (name, port) = split_authority(authority)?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
        let name = match name {
            [b'[', address @ .., b']'] => {
                let address: Ipv6Addr = str::from_utf8(address).ok()?.parse().ok()?;
                format!("[{address}]").into_bytes()
            }
            name if !name.is_empty() && name.iter().all(is_name) => name.to_vec(),
            _ => return None,
        };
        let scheme = scheme.to_vec();
        self.0.push(Entry { scheme, name, port });
        Some(())
    }

    fn allow(&self, scheme: &[u8], authority: &[u8]) -> bool {
        let Some((name, port)) = split_authority(authority) else {
            return false;
        };
        self.0.iter().any(|entry| {
            let same_port = || match (entry.port, port) {
                (_, Port::Any) => false,
                (Port::Any, port) => matches!(port, Port::Number(_)),
                (listed, port) => listed.number(scheme) == port.number(scheme),
            };
            entry.name.eq_ignore_ascii_case(name) && entry.scheme.eq_ignore_ascii_case(scheme) && same_port()
        })
    }
}

/// Splits `name[:port]` or `[v6][:port]` and drops a trailing dot of the name, which is not validated.
fn split_authority(authority: &[u8]) -> Option<(&[u8], Port)> {
    let find = |wanted: u8| authority.iter().position(|&byte| byte == wanted);
    let end = match authority.first() {
        Some(b'[') => find(b']')? + 1,
        _ => find(b':').unwrap_or(authority.len()),
    };
    let (name, rest) = authority.split_at(end);
    let port = match rest {
        [] => Port::Absent,
        b":*" => Port::Any,
        [b':', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => {
            Port::Number(str::from_utf8(digits).ok()?.parse().ok()?)
        }
        _ => return None,
    };
    Some((name.strip_suffix(b".").unwrap_or(name), port))
}

fn split_origin(origin: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = origin.windows(3).position(|window| window == b"://")?;
    Some((&origin[..end], &origin[end + 3..]))
}

fn invalid(list: &str, entry: &str, scheme: &str) -> String {
    format!(
        "invalid allowed {list} {entry:?}: expected `{scheme}name`, `{scheme}name:port` or `{scheme}name:*` (an IPv6 \
         address in brackets, an international name in its `xn--` form)"
    )
}

/// `bytes` as at most [`LOGGED_BYTES`] bytes of printable text.
fn printable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for piece in String::from_utf8_lossy(&bytes[..bytes.len().min(LOGGED_BYTES)]).chars() {
        let piece = piece.escape_debug();
        if text.len() + piece.clone().map(char::len_utf8).sum::<usize>() > LOGGED_BYTES {
            break;
        }
        text.extend(piece);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn security() -> Security {
        let hosts = "mcp.example.com Api.Example.com.:8443 [2001:DB8:0::1]:*".split(' ');
        let origins = "https://app.example.com HTTPS://Dev.example.com:444 app+x://tool:*".split(' ');
        let security = hosts.fold(Security::localhost(), Security::allow_host);
        origins.fold(security, Security::allow_origin)
    }

    /// `table` has values between white space; `odd` has others, between `|`.
    fn verdicts(expected: bool, allows: impl Fn(&str) -> bool, table: &str, odd: &str) {
        let odd = odd.split('|').filter(|_| !expected);
        for value in table.split_whitespace().chain(odd) {
            assert_eq!(allows(value), expected, "{value:?}");
        }
    }

    #[test]
    fn hosts() {
        let allows = |host: &str| security().check(Some(host.as_bytes()), None).is_ok();
        let good = "localhost localhost:3000 LOCALHOST:1 localhost. localhost.:80 localhost:0 localhost:65535 127.0.0.1
            127.0.0.1:8000 [::1] [::1]:8000 mcp.example.com MCP.Example.COM. api.example.com:8443 API.example.com.:08443
            [2001:db8::1]:5 [2001:DB8::1]:65535";
        let bad = "evil.com localhost.evil.com xlocalhost localhostx localhost:3000.evil.com localhost: localhost:65536
            localhost:000080x localhost:-1 localhost:+1 localhost:80a localhost:80:80 localhost:* localhost.. . : :80 ::1
            user@localhost localhost@evil.com localhost:80@evil.com user:pw@localhost ::1:8000 [::1 ::1] [::1]x [::1]. []
            [::1]: [::1]:x [[::1]] [::1%25lo]:80 [::1%lo] [localhost] [127.0.0.1] [::2] [::ffff:127.0.0.1] 127.1 * null
            0x7f.0.0.1 2130706433 localhost/ http://localhost http://localhost:80 localhost,evil.com %6cocalhost :localhost
            mcp.example.com:443 api.example.com [2001:db8::1] böse.example lòcalhost ｌocalhost localhost:٣";
        verdicts(true, allows, good, "");
        let odd = "| | localhost|localhost |local host|localhost\0|localhost:80 |\t";
        verdicts(false, allows, bad, odd);
        assert!(security().check(Some(b"localhost\xff"), None).is_err());
    }

    #[test]
    fn origins() {
        let allows = |origin: &str| security().check(Some(b"[::1]"), Some(origin.as_bytes())).is_ok();
        let good = "http://localhost https://localhost http://LocalHost:5173 HTTP://127.0.0.1:1 https://[::1]:2
            https://app.example.com https://APP.example.com https://app.example.com:443 https://dev.example.com:444
            app+x://tool:7 http://[::1]";
        let bad = "null NULL https://evil.com http://app.example.com https://app.example.com:80 https://app.example.com/
            https://app.example.com:444 https://app.example.com/x https://app.example.com?x https://app.example.com#x
            https://u@app.example.com https://app.example.com.evil.com ://localhost //localhost localhost http:localhost
            ftp://localhost http://localhost:99999 http://localhost:80/ http:///localhost https://dev.example.com file://
            http://localhost,http://evil.com app+x://tool http://";
        verdicts(true, allows, good, "");
        let odd = "| |http://[::1] http://evil.com|http://[::1]\0| http://[::1]";
        verdicts(false, allows, bad, odd);
        let null = Security::localhost().allow_origin("null");
        assert_eq!(null.check(Some(b"localhost"), Some(b"null")), Ok(()));
    }

    #[test]
    fn refusals_and_logs() {
        let (security, evil) = (security(), Some(b"evil\r\n\xffX".as_slice()));
        assert_eq!(security.check(None, None), Err(Refusal::Host));
        assert_eq!(security.check(evil, evil), Err(Refusal::Host));
        assert_eq!(security.check(Some(b"localhost"), evil), Err(Refusal::Origin));
        assert_eq!(security.disabled().check(None, evil), Ok(()));
        let text = "Invalid Host header: evil\\r\\n\u{fffd}X";
        assert_eq!(Refusal::Host.log_text(evil, None), text);
        assert_eq!(Refusal::Origin.log_text(None, evil), text.replace("Host", "Origin"));
        assert_eq!(Refusal::Host.log_text(None, evil), "Missing Host header in request");
        for long in ["\u{1}", "é", "\u{202e}é", "a"].map(|piece| piece.repeat(999)) {
            let text = Refusal::Host.log_text(Some(long.as_bytes()), None);
            assert!((210..=221).contains(&text.len()), "{text}");
            assert!(!text.contains(['\u{1}', '\u{202e}']), "{text}");
        }
    }

    #[test]
    fn invalid_entries_are_told() {
        let host = |entry: &str| Security::default().allow_host(entry).verify().is_ok();
        let bad = "http://a a/ a@b *.a * a: a:x a:70000 ::1 [::1 [a] [::1]x é";
        verdicts(false, host, bad, "|a b");
        let origin = |entry: &str| Security::default().allow_origin(entry).verify().is_ok();
        let bad = "a http:a http://a/ http://*.a ://a * http://";
        verdicts(false, origin, bad, "|h p://a");
        assert_eq!(security().verify(), Ok(()));
    }

    #[test]
    fn random_bytes_never_panic() {
        let (security, mut random) = (security(), Random::new(0x9e37_79b9));
        let mut byte = || {
            let seed = random.next();
            b"[]:./@*1a\0\xff\xc3"[(seed >> 8) as usize % 12]
        };
        for length in (0..40).cycle().take(40_000) {
            let bytes: Vec<u8> = std::iter::repeat_with(&mut byte).take(length).collect();
            let origin = [b"http://", bytes.as_slice()].concat();
            assert!(security.check(Some(&bytes), Some(&origin)).is_err());
            assert!(Refusal::Host.log_text(Some(&bytes), None).len() <= 221);
            let _ = Security::default().allow_host(&String::from_utf8_lossy(&bytes));
        }
    }
}
