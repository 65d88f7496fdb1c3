//! The protocol as data: every method a server answers, with the revisions that have it.

use super::Revision;
use crate::jsonrpc::{Id, MapOnly, Message};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::fmt;

/// What a server may answer with instead of a result: a question to the user (2026-07-28, SEP-2322).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MayAsk {
    No,
    Yes,
}

macro_rules! methods {
    ($($name:ident $wire:literal $since:ident ..= $until:ident $cacheable:literal $ask:ident;)*) => {
        /// A request a client can send to a server.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Method {
            $(
                #[doc = concat!("`", $wire, "`")]
                $name,
            )*
        }

        impl Method {
            /// Every method, for tables and tests.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Method] = &[$(Method::$name,)*];

            /// The method of this name in this revision.
            #[inline]
            pub(crate) fn parse(wire: &str, revision: Revision) -> Option<Method> {
                let method = match wire {
                    $($wire => Method::$name,)*
                    _ => return None,
                };
                method.exists_in(revision).then_some(method)
            }

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Method::$name => $wire,)* }
            }

            #[inline]
            fn exists_in(self, revision: Revision) -> bool {
                match self {
                    $(Method::$name => Revision::$since <= revision && revision <= Revision::$until,)*
                }
            }

            /// Results carry `ttlMs` and `cacheScope` where the revision has them (SEP-2549).
            const fn is_cacheable(self) -> bool {
                match self { $(Method::$name => $cacheable,)* }
            }

            /// Whether the answer may be a question to the user.
            pub(crate) const fn may_ask(self) -> MayAsk {
                match self { $(Method::$name => MayAsk::$ask,)* }
            }
        }
    };
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

methods! {
    // method                 on the wire                since         until        cacheable may ask
    Initialize                "initialize"               V2024_11_05 ..= V2025_11_25 false No;
    Ping                      "ping"                     V2024_11_05 ..= V2025_11_25 false No;
    SetLevel                  "logging/setLevel"         V2024_11_05 ..= V2025_11_25 false No;
    ResourcesSubscribe        "resources/subscribe"      V2024_11_05 ..= V2025_11_25 false No;
    ResourcesUnsubscribe      "resources/unsubscribe"    V2024_11_05 ..= V2025_11_25 false No;
    Discover                  "server/discover"          V2026_07_28 ..= V2026_07_28 true  No;
    SubscriptionsListen       "subscriptions/listen"     V2026_07_28 ..= V2026_07_28 false No;
    ToolsList                 "tools/list"               V2024_11_05 ..= V2026_07_28 true  No;
    ToolsCall                 "tools/call"               V2024_11_05 ..= V2026_07_28 false Yes;
    ResourcesList             "resources/list"           V2024_11_05 ..= V2026_07_28 true  No;
    ResourcesTemplatesList    "resources/templates/list" V2024_11_05 ..= V2026_07_28 true  No;
    ResourcesRead             "resources/read"           V2024_11_05 ..= V2026_07_28 true  Yes;
    PromptsList               "prompts/list"             V2024_11_05 ..= V2026_07_28 true  No;
    PromptsGet                "prompts/get"              V2024_11_05 ..= V2026_07_28 false Yes;
    CompletionComplete        "completion/complete"      V2024_11_05 ..= V2026_07_28 false No;
}

/// A request a server can send to a client, in the revisions that have such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerMethod {
    CreateMessage,
    ListRoots,
    Elicit,
}

impl ServerMethod {
    /// The name on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            ServerMethod::CreateMessage => "sampling/createMessage",
            ServerMethod::ListRoots => "roots/list",
            ServerMethod::Elicit => "elicitation/create",
        }
    }

    /// A session of this revision has it.
    pub(crate) fn exists_in(self, revision: Revision) -> bool {
        let since = match self {
            ServerMethod::CreateMessage | ServerMethod::ListRoots => Revision::V2024_11_05,
            ServerMethod::Elicit => Revision::V2025_06_18,
        };
        since <= revision && !revision.is_modern()
    }
}

/// A notification a client can send to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeIn {
    Cancelled,
    Initialized,
    Progress,
    RootsListChanged,
}

impl NoticeIn {
    /// The notification of this name.
    pub(crate) fn parse(wire: &str) -> Option<NoticeIn> {
        Some(match wire {
            "notifications/cancelled" => NoticeIn::Cancelled,
            "notifications/initialized" => NoticeIn::Initialized,
            "notifications/progress" => NoticeIn::Progress,
            "notifications/roots/list_changed" => NoticeIn::RootsListChanged,
            _ => return None,
        })
    }
}

/// The parameters of `notifications/cancelled`, as far as they are needed.
#[derive(Deserialize)]
pub(crate) struct Cancelled<'a> {
    #[serde(borrow, rename = "requestId")]
    request_id: &'a RawValue,
}

impl Cancelled<'_> {
    /// The id of the request that is no longer wanted, as it was written, if this message names one.
    pub(crate) fn request_id(text: &str) -> Option<Box<str>> {
        let message = serde_json::from_str::<Message<'_, MapOnly<Cancelled<'_>>>>(text).ok()?;
        let id = Id::new(message.params?.0.request_id.get())?;
        Some(id.as_str().into())
    }
}

/// The result of this method in this revision says how long it may be kept.
pub(crate) fn cacheable(method: Method, revision: Revision) -> bool {
    revision.is_modern() && method.is_cacheable()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_specifications() {
        let count = |revision| Method::ALL.iter().filter(|method| method.exists_in(revision)).count();
        assert_eq!(count(Revision::V2024_11_05), 13);
        assert_eq!(count(Revision::V2025_11_25), 13);
        assert_eq!(count(Revision::V2026_07_28), 10);
        let ask: Vec<_> = Method::ALL
            .iter()
            .filter(|method| method.may_ask() == MayAsk::Yes)
            .map(|m| m.as_str())
            .collect();
        assert_eq!(ask, ["tools/call", "resources/read", "prompts/get"]);
        assert_eq!(
            Method::ALL
                .iter()
                .filter(|method| cacheable(**method, Revision::LATEST))
                .count(),
            6
        );
        assert_eq!(Method::parse("ping", Revision::LATEST), None);
        assert_eq!(Method::parse("ping", Revision::V2025_06_18), Some(Method::Ping));
    }
}
