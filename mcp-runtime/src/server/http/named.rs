//! The headers that the protocol speaks of, found in one pass: to look each of them up costs as much as a small call.

use crate::jsonrpc::McpError;
use crate::revision::Revision;
use crate::transport::http::{Accepts, content_type_is_json};
use http::header::{ACCEPT, HeaderMap, HeaderValue};

/// A header that a request has once, if at all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Once<'a> {
    #[default]
    Absent,
    One(&'a HeaderValue),
    /// It came more than once; this is the first.
    Many(&'a HeaderValue),
}

impl<'a> Once<'a> {
    #[inline]
    fn add(&mut self, value: &'a HeaderValue) {
        *self = match *self {
            Once::Absent => Once::One(value),
            Once::One(first) | Once::Many(first) => Once::Many(first),
        };
    }

    /// Its value, the first where there are several.
    #[inline]
    pub(super) fn first(self) -> Option<&'a HeaderValue> {
        match self {
            Once::Absent => None,
            Once::One(value) | Once::Many(value) => Some(value),
        }
    }
}

/// What the headers of a request say.
#[derive(Debug)]
pub(super) struct Named<'a> {
    pub(super) all: &'a HeaderMap,
    pub(super) host: Once<'a>,
    pub(super) origin: Once<'a>,
    pub(super) protocol_version: Once<'a>,
    pub(super) method: Once<'a>,
    pub(super) name: Once<'a>,
    pub(super) session: Once<'a>,
    content_type: Once<'a>,
    accept: Once<'a>,
}

impl<'a> Named<'a> {
    pub(super) fn new(all: &'a HeaderMap) -> Self {
        let mut named = Named {
            all,
            host: Once::Absent,
            origin: Once::Absent,
            protocol_version: Once::Absent,
            method: Once::Absent,
            name: Once::Absent,
            session: Once::Absent,
            content_type: Once::Absent,
            accept: Once::Absent,
        };
        for (name, value) in all {
            let header = match name.as_str() {
                "host" => &mut named.host,
                "accept" => &mut named.accept,
                "origin" => &mut named.origin,
                "mcp-name" => &mut named.name,
                "mcp-method" => &mut named.method,
                "content-type" => &mut named.content_type,
                "mcp-session-id" => &mut named.session,
                "mcp-protocol-version" => &mut named.protocol_version,
                _ => continue,
            };
            header.add(value);
        }
        named
    }

    /// The header names a revision without sessions, or none that is known: an absent one is of the time before there was
    /// such a header.
    pub(super) fn is_modern(&self) -> bool {
        self.protocol_version.first().is_some_and(|value| {
            let revision = value.to_str().ok().and_then(Revision::parse);
            revision.is_none_or(Revision::is_modern)
        })
    }

    /// The refusal of a version that the header names and this server does not know.
    pub(super) fn unserved(&self) -> Option<McpError> {
        let version = self.protocol_version.first()?;
        let version = String::from_utf8_lossy(version.as_bytes());
        let unknown = Revision::parse(&version).is_none();
        unknown.then(|| McpError::unsupported_protocol_version(&version, &Revision::MODERN))
    }

    /// The body is said to be JSON, and nothing else besides.
    pub(super) fn is_json(&self) -> bool {
        matches!(self.content_type, Once::One(value) if content_type_is_json(value.as_bytes()))
    }

    /// What the client reads of an answer.
    pub(super) fn accepts(&self) -> Accepts {
        match self.accept {
            Once::Absent => Accepts::default(),
            Once::One(value) => Accepts::parse([value.as_bytes()]),
            Once::Many(_) => Accepts::parse(self.all.get_all(ACCEPT).iter().map(HeaderValue::as_bytes)),
        }
    }
}
