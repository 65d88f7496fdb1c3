//! The formats of text that a form can ask for. This file stands in both crates: the macros check defaults by the very
//! rules that answers are checked by.

/// A format of JSON Schema that elicitation allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Format {
    /// An address by RFC 5321, in ASCII.
    Email,
    /// An absolute URI by RFC 3986.
    Uri,
    /// A day by RFC 3339.
    Date,
    /// A moment by RFC 3339, with its offset.
    DateTime,
}

impl Format {
    /// What they are called.
    pub const NAMES: [&'static str; 4] = ["email", "uri", "date", "date-time"];

    /// The format of this name.
    pub fn parse(name: &str) -> Option<Format> {
        const ALL: [Format; 4] = [Format::Email, Format::Uri, Format::Date, Format::DateTime];
        let place = Format::NAMES.iter().position(|known| *known == name)?;
        ALL.get(place).copied()
    }

    /// Whether a text has it.
    pub fn holds(self, text: &str) -> bool {
        match self {
            Format::Email => is_email(text),
            Format::Uri => is_uri(text),
            Format::Date => date(text.as_bytes()).is_some(),
            Format::DateTime => is_date_time(text.as_bytes()).is_some(),
        }
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let quoted = local.strip_prefix('"').and_then(|local| local.strip_suffix('"'));
    let local_fits = match quoted {
        Some(quoted) => is_quoted(quoted),
        None => local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(is_atext)),
    };
    let literal = domain.strip_prefix('[').and_then(|domain| domain.strip_suffix(']'));
    let domain_fits = match literal {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => literal.parse::<std::net::Ipv4Addr>().is_ok(),
        },
        None => domain.split('.').all(is_label),
    };
    local_fits && domain_fits && local.len() <= 64 && domain.len() <= 255
}

fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// The inside of a quoted local part.
fn is_quoted(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'\\' => bytes.next().is_some_and(|escaped| matches!(escaped, b' '..=b'~')),
            b'"' => false,
            other => matches!(other, b' '..=b'~'),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let mut letters = scheme.bytes();
    let is_scheme = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    is_scheme
        && is_authority(authority)
        && is_made_of(path, b":@/")
        && is_made_of(query, b":@/?")
        && is_made_of(fragment, b":@/?")
}

fn is_authority(text: &str) -> bool {
    let (user, rest) = text.split_once('@').unwrap_or(("", text));
    let (host, port) = match rest.strip_prefix('[') {
        Some(literal) => {
            let Some((address, port)) = literal.split_once(']') else {
                return false;
            };
            let is_future = address.starts_with(['v', 'V']) && is_made_of(address, b":");
            if !is_future && address.parse::<std::net::Ipv6Addr>().is_err() {
                return false;
            }
            ("", port)
        }
        None => rest.split_at(rest.find(':').unwrap_or(rest.len())),
    };
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    is_made_of(user, b":") && is_made_of(host, b"") && is_port
}

/// Unreserved characters, sub-delimiters, what is escaped, and these.
fn is_made_of(text: &str, others: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                let mut digit = || bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit());
                digit() && digit()
            }
            other => other.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&other) || others.contains(&other),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// `2026-07-28`: the day, if there is such a one.
fn date(text: &[u8]) -> Option<()> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else {
        return None;
    };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match two(m1, m2)? {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&two(d1, d2)?).then_some(())
}

/// `2026-07-28T12:00:00.5+02:00`.
fn is_date_time(text: &[u8]) -> Option<()> {
    let (day, rest) = text.split_at_checked(10)?;
    date(day)?;
    let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = rest else {
        return None;
    };
    let (hour, minute, second) = (two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?);
    let offset = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            fraction.get(digits..).filter(|_| digits > 0)?
        }
        whole => whole,
    };
    let ahead = match *offset {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            let ahead = hours * 60 + minutes;
            (hours < 24 && minutes < 60).then_some(if sign == b'+' { ahead } else { -ahead })?
        }
        _ => return None,
    };
    // A leap second ends a day of UTC.
    let ends_day = (hour * 60 + minute - ahead).rem_euclid(1440) == 1439;
    (hour < 24 && minute < 60 && (second < 60 || second == 60 && ends_day)).then_some(())
}

/// A number of two digits.
fn two(tens: u8, ones: u8) -> Option<i32> {
    let both = tens.is_ascii_digit() && ones.is_ascii_digit();
    both.then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
}
