//! Where HTTP+SSE stands.

use crate::server::http::options::HttpOptions;

/// The paths, if it is served at all.
#[derive(Clone, Debug, Default)]
pub(in crate::server::http) struct SseOptions {
    paths: Option<Paths>,
    prefix: Option<String>,
}

#[derive(Clone, Debug)]
struct Paths {
    stream: String,
    messages: String,
}

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server::http) enum Place {
    /// Opening a stream.
    Stream,
    /// Posting a message.
    Messages,
}

impl HttpOptions {
    /// Serves HTTP+SSE too, the transport of 2024-11-05, for clients that know no other: a GET of `stream` opens a stream
    /// of events, and `messages` takes what the client posts. Usual are `/sse` and `/messages`.
    ///
    /// There may be as many streams as [`max_sessions`](Self::max_sessions) says; one that no message is posted to for
    /// as long as [`session_idle`](Self::session_idle) ends. What [`stateless`](Self::stateless) and
    /// [`json_only`](Self::json_only) say is not said of it: this transport has sessions and streams of events or it is
    /// none. A handler's [`Headers`](crate::Headers) and [`Principal`](crate::Principal) are those of the GET, and whoever
    /// posts must be the same principal.
    ///
    /// A service that is nested in a router takes what ends in these paths. A fault of the paths (one that does not start
    /// with `/`, two that are the same) comes out when the service is made.
    #[must_use]
    pub fn sse_paths(mut self, stream: impl Into<String>, messages: impl Into<String>) -> Self {
        self.sse.paths = Some(Paths {
            stream: stream.into(),
            messages: messages.into(),
        });
        self
    }

    /// What stands before the path of messages as the client has to write it: `/api` where a router or a proxy takes
    /// `/api` off before the service sees the path.
    ///
    /// Without this it is what stands before the path of the stream in the request, by what axum keeps of it as it came
    /// where the feature `axum` is on.
    #[must_use]
    pub fn sse_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.sse.prefix = Some(prefix.into());
        self
    }
}

impl SseOptions {
    /// What the path of a request is for, if it is one of these.
    pub(in crate::server::http) fn place(&self, path: &str) -> Option<Place> {
        let paths = self.paths.as_ref()?;
        if path.ends_with(&paths.stream) {
            Some(Place::Stream)
        } else if path.ends_with(&paths.messages) {
            Some(Place::Messages)
        } else {
            None
        }
    }

    /// Both paths.
    pub(in crate::server::http) fn paths(&self) -> Option<[&str; 2]> {
        self.paths
            .as_ref()
            .map(|paths| [paths.stream.as_str(), paths.messages.as_str()])
    }

    /// Whether the paths can be served beside that of Streamable HTTP.
    pub(in crate::server::http) fn verify(&self, path: &str) -> Result<(), String> {
        let Some([stream, messages]) = self.paths() else {
            return Ok(());
        };
        for path in [stream, messages] {
            let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'{' | b'}');
            if path.len() < 2 || !path.starts_with('/') || !path.bytes().all(plain) {
                return Err(format!("`{path}` is no path for HTTP+SSE: write it as `/sse`"));
            }
        }
        let plain = |prefix: &String| prefix.bytes().all(|byte| byte.is_ascii_graphic());
        if !self.prefix.as_ref().is_none_or(plain) {
            return Err("the prefix of HTTP+SSE holds what no path holds".into());
        }
        if stream.ends_with(messages) || messages.ends_with(stream) {
            return Err(format!(
                "the paths of HTTP+SSE, `{stream}` and `{messages}`, cannot be told apart"
            ));
        }
        if self.place(path).is_some() {
            return Err(format!("`{path}` is a path of HTTP+SSE and of Streamable HTTP"));
        }
        Ok(())
    }

    /// Where to post messages to, for a client that asked for `path`.
    pub(super) fn endpoint(&self, path: &str, session: &str) -> String {
        let Some(paths) = &self.paths else {
            return String::new();
        };
        let prefix = match &self.prefix {
            Some(prefix) => prefix.trim_end_matches('/'),
            None => path.strip_suffix(&paths.stream).unwrap_or_default(),
        };
        // `//host/…` would be another server's.
        let slash = if prefix.starts_with('/') { "/" } else { "" };
        let prefix = prefix.trim_start_matches('/');
        format!("{slash}{prefix}{}?sessionId={session}", paths.messages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_prefixes() {
        let options = HttpOptions::new().sse_paths("/sse", "/messages");
        assert_eq!(options.sse.verify("/mcp"), Ok(()));
        let places = ["/sse", "/api/sse", "/messages", "/api/messages", "/mcp", "/", "/sse/"];
        let (stream, messages) = (Some(Place::Stream), Some(Place::Messages));
        let expected = [stream, stream, messages, messages, None, None, None];
        assert_eq!(places.map(|path| options.sse.place(path)), expected);
        for (path, endpoint) in [
            ("/sse", "/messages?sessionId=1"),
            ("/api/v1/sse", "/api/v1/messages?sessionId=1"),
            ("//evil.example/sse", "/evil.example/messages?sessionId=1"),
            ("/elsewhere", "/messages?sessionId=1"),
        ] {
            assert_eq!(options.sse.endpoint(path, "1"), endpoint);
        }
        let options = options.sse_prefix("/behind/a/proxy/");
        assert_eq!(
            options.sse.endpoint("/sse", "1"),
            "/behind/a/proxy/messages?sessionId=1"
        );
    }

    #[test]
    fn paths_that_are_none() {
        for (stream, messages) in [
            ("sse", "/messages"),
            ("/sse", ""),
            ("/sse", "/"),
            ("/sse?a", "/messages"),
            ("/a/sse", "/sse"),
            ("/mcp", "/messages"),
        ] {
            let options = HttpOptions::new().sse_paths(stream, messages);
            assert!(options.sse.verify("/mcp").is_err(), "{stream} {messages}");
        }
    }
}
