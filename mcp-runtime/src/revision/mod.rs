//! The revisions of the protocol. Nothing above this module knows a date, nothing below it knows a method.

mod envelope;
mod fit;
mod methods;

pub(crate) use envelope::EnvelopeMeta;
pub(crate) use fit::{fit_capabilities, fit_definition, fit_elicitation, fit_implementation, fit_sampling};
pub use methods::Method;
pub(crate) use methods::{Cancelled, MayAsk, NoticeIn, ServerMethod, cacheable};

use serde::{Deserialize, Serialize};
use std::fmt;

/// A dated revision of the Model Context Protocol. The order is the order of the dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Revision {
    /// The first published revision.
    #[serde(rename = "2024-11-05")]
    V2024_11_05,
    /// Streamable HTTP, tool annotations, audio.
    #[serde(rename = "2025-03-26")]
    V2025_03_26,
    /// Structured results, elicitation, titles, resource links.
    #[serde(rename = "2025-06-18")]
    V2025_06_18,
    /// Icons, URL elicitation, sampling with tools.
    #[serde(rename = "2025-11-25")]
    V2025_11_25,
    /// No handshake and no sessions: each request stands alone.
    #[serde(rename = "2026-07-28")]
    V2026_07_28,
}

impl Revision {
    /// Every revision, oldest first.
    pub const ALL: [Revision; 5] = [
        Revision::V2024_11_05,
        Revision::V2025_03_26,
        Revision::V2025_06_18,
        Revision::V2025_11_25,
        Revision::V2026_07_28,
    ];
    /// The newest revision.
    pub const LATEST: Revision = Revision::V2026_07_28;
    /// The newest revision that starts with `initialize`.
    pub const LATEST_HANDSHAKE: Revision = Revision::V2025_11_25;

    /// The date, as it is on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Revision::V2024_11_05 => "2024-11-05",
            Revision::V2025_03_26 => "2025-03-26",
            Revision::V2025_06_18 => "2025-06-18",
            Revision::V2025_11_25 => "2025-11-25",
            Revision::V2026_07_28 => "2026-07-28",
        }
    }

    /// The revision of this date, if it is one.
    pub fn parse(text: &str) -> Option<Revision> {
        Revision::ALL.into_iter().find(|revision| revision.as_str() == text)
    }

    /// Each request carries its own context (`_meta` envelope), and there is no handshake.
    pub const fn is_modern(self) -> bool {
        matches!(self, Revision::V2026_07_28)
    }

    /// The revisions without a handshake, by date.
    pub(crate) const MODERN: [&'static str; 1] = [Revision::V2026_07_28.as_str()];

    /// What `initialize` answers to the revision a client asks for: the same if it has a handshake, else the newest
    /// that has (basic/lifecycle "Version Negotiation").
    pub(crate) fn negotiate(requested: &str) -> Revision {
        Revision::parse(requested)
            .filter(|revision| !revision.is_modern())
            .unwrap_or(Revision::LATEST_HANDSHAKE)
    }

    /// What a request over HTTP is of that has no `MCP-Protocol-Version`: the header came after this revision
    /// (basic/transports "Protocol Version Header").
    pub(crate) const BEFORE_HEADERS: Revision = Revision::V2025_03_26;

    /// Several messages may come as one array.
    pub(crate) fn has_batches(self) -> bool {
        self == Revision::V2025_03_26
    }

    /// A stream of events starts with one that has only an id, so that a client can come back before anything was said
    /// (SEP-1699).
    pub(crate) fn has_priming_events(self) -> bool {
        self >= Revision::V2025_11_25
    }

    /// Results may carry `structuredContent`, tools an `outputSchema`.
    pub(crate) fn has_structured_content(self) -> bool {
        self >= Revision::V2025_06_18
    }

    /// Content may be audio.
    pub(crate) fn has_audio(self) -> bool {
        self >= Revision::V2025_03_26
    }

    /// Content may be a link to a resource.
    pub(crate) fn has_resource_links(self) -> bool {
        self >= Revision::V2025_06_18
    }

    /// `notifications/progress` may carry a message.
    pub(crate) fn has_progress_message(self) -> bool {
        self >= Revision::V2025_03_26
    }

    /// A form may have titled choices, several choices at once, and defaults (SEP-1034, SEP-1330).
    pub(crate) fn has_rich_forms(self) -> bool {
        self >= Revision::V2025_11_25
    }

    /// A user may be sent to a URL (SEP-1036).
    pub(crate) fn has_url_elicitation(self) -> bool {
        self >= Revision::V2025_11_25
    }

    /// A message for a model may be several blocks, and say what tools were used (SEP-1577).
    pub(crate) fn has_sampling_blocks(self) -> bool {
        self >= Revision::V2025_11_25
    }

    /// A place among `ALL`, for tables with a row a revision.
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Revision;

    #[test]
    fn negotiation() {
        for (requested, answered) in [
            ("2024-11-05", "2024-11-05"),
            ("2025-06-18", "2025-06-18"),
            ("2026-07-28", "2025-11-25"),
            ("2099-01-01", "2025-11-25"),
            ("", "2025-11-25"),
        ] {
            assert_eq!(Revision::negotiate(requested).as_str(), answered);
        }
    }
}
