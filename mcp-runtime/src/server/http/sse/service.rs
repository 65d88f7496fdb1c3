//! Opens streams and takes what is posted to them.

use super::inbox::{NotTaken, letterbox};
use super::options::Place;
use super::outbox::Outbox;
use super::streams;
use crate::server::context::{Headers, Principal};
use crate::server::http::answers::{events, method_not_allowed, refuse};
use crate::server::http::body::{Frames, HttpBody};
use crate::server::http::named::Named;
use crate::server::http::read::read;
use crate::server::http::router;
use crate::server::http::service::{Around, HttpService, not_json, unreadable};
use crate::server::request::Transported;
use crate::server::session::Session;
use crate::server::stream::{StreamLimits, serve};
use bytes::Bytes;
use http::{Method as HttpMethod, Response, StatusCode, request::Parts};
use http_body::Body;
use serde::de::IgnoredAny;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

impl HttpService {
    /// Answers a request to one of the paths of HTTP+SSE.
    pub(in crate::server::http) async fn respond_sse<B: Body>(
        &self,
        place: Place,
        parts: &Parts,
        body: B,
    ) -> Response<HttpBody> {
        match (place, &parts.method) {
            (Place::Stream, &HttpMethod::GET) => self.open_stream(parts),
            (Place::Messages, &HttpMethod::POST) => self.post_message(parts, body).await,
            (Place::Stream, _) => method_not_allowed("Method Not Allowed", "GET"),
            (Place::Messages, _) => method_not_allowed("Method Not Allowed", "POST"),
        }
    }

    fn open_stream(&self, parts: &Parts) -> Response<HttpBody> {
        let options = &self.options;
        let closing = self.closing.clone();
        let (letterbox, inbox) = letterbox(options.max_body, options.session_idle, async move {
            closing.cancelled().await;
        });
        let opener = Opener {
            headers: Around(parts).headers(),
            principal: Around(parts).principal(),
        };
        let place = match self.sse.open(letterbox, opener.principal.clone()) {
            Ok(place) => place,
            Err(none) => {
                let (status, text) = none.refusal();
                return refuse(status, text);
            }
        };
        let endpoint = options.sse.endpoint(path_as_asked(parts), &place.id);
        let outbox = Outbox::default();
        let limits = StreamLimits {
            line: options.max_body,
            grace: options.drain,
            ..StreamLimits::default()
        };
        let serving = serve(
            Session::opened_by(self.shared.clone(), Box::new(opener)),
            inbox,
            outbox.clone(),
            limits,
        );
        let frames = Stream {
            endpoint: Some(format!("event: endpoint\ndata: {endpoint}\n\n").into()),
            outbox,
            serving: Some(Box::pin(serving)),
            _place: place,
        };
        events(HttpBody::frames(Box::new(frames), options))
    }

    async fn post_message<B: Body>(&self, parts: &Parts, body: B) -> Response<HttpBody> {
        if !Named::new(&parts.headers).is_json() {
            return not_json();
        }
        let Some(id) = session_id(parts.uri.query().unwrap_or_default()) else {
            return refuse(StatusCode::BAD_REQUEST, "sessionId is required");
        };
        let unknown = || refuse(StatusCode::NOT_FOUND, "Could not find session");
        let Some(letterbox) = self.sse.find(id, parts.extensions.get::<Principal>()) else {
            return unknown();
        };
        let body = match read(body, self.options.max_body, self.options.body_timeout).await {
            Ok(body) => body,
            Err(error) => return unreadable(error),
        };
        // What is JSON and still no message is answered by the stream, as whatever else is wrong.
        let json = std::str::from_utf8(&body).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
        if !json {
            return refuse(StatusCode::BAD_REQUEST, "Could not parse message");
        }
        match letterbox.post(&body, self.options.body_timeout).await {
            Ok(()) => refuse(StatusCode::ACCEPTED, "Accepted"),
            Err(NotTaken::Over) => unknown(),
            Err(NotTaken::Full) => refuse(StatusCode::SERVICE_UNAVAILABLE, "The session has too much to read"),
        }
    }
}

/// The one session that the query names.
fn session_id(query: &str) -> Option<&str> {
    let mut ids = query.split('&').filter_map(|pair| pair.strip_prefix("sessionId="));
    ids.next().filter(|id| !id.is_empty() && ids.next().is_none())
}

/// The path as the client has it, as far as that is known: a router that nests a service takes the prefix off.
fn path_as_asked(parts: &Parts) -> &str {
    router::original_uri(parts).unwrap_or(&parts.uri).path()
}

/// Whoever opened a stream.
#[derive(Debug)]
struct Opener {
    headers: Headers,
    principal: Option<Principal>,
}

impl Transported for Opener {
    fn headers(&self) -> Headers {
        self.headers.clone()
    }

    fn principal(&self) -> Option<Principal> {
        self.principal.clone()
    }
}

/// A stream with the session that it is: dropped with the connection, which cancels its calls.
struct Stream {
    endpoint: Option<Bytes>,
    outbox: Outbox,
    serving: Option<Pin<Box<dyn Future<Output = io::Result<()>> + Send>>>,
    _place: streams::Place,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

impl Frames for Stream {
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(bytes) = self.endpoint.take().or_else(|| self.outbox.take()) {
            return Poll::Ready(Some(bytes));
        }
        if let Some(serving) = &mut self.serving
            && let Poll::Ready(served) = serving.as_mut().poll(context)
        {
            if let Err(error) = served {
                tracing::debug!(%error, "a stream ended");
            }
            self.serving = None;
        }
        match self.outbox.take() {
            Some(bytes) => Poll::Ready(Some(bytes)),
            None if self.serving.is_none() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::session_id;
    use crate::types::JsonObject;
    use crate::{HttpBody, HttpOptions, HttpService, Principal, Server, Text, Tool};
    use http::Request;
    use http_body::Body;
    use serde_json::json;
    use std::future::poll_fn;
    use std::pin::Pin;

    async fn text(body: &mut HttpBody) -> String {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
        let bytes = frame.and_then(Result::ok).and_then(|frame| frame.into_data().ok());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }

    fn request(method: &str, path: &str, body: String, principal: Option<&str>) -> Request<HttpBody> {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("content-type", "application/json");
        request = request.header("host", "localhost");
        let mut request = request.body(HttpBody::bytes(body)).expect("a request");
        if let Some(id) = principal {
            request.extensions_mut().insert(Principal::new(id));
        }
        request
    }

    fn service() -> HttpService {
        let who = Tool::new(
            "who",
            json!({ "type": "object" }),
            |_: JsonObject, ctx: crate::Context| async move {
                let who = ctx.principal().map_or("nobody", |principal| &principal.id).to_owned();
                Ok(Text(who))
            },
        );
        let server = Server::builder("t").tool(who).build().expect("a server");
        let options = HttpOptions::new().sse_paths("/sse", "/messages");
        server.into_service_with(options).expect("a service")
    }

    /// A stream is its opener's, who is also the one that handlers see; behind a prefix it is found all the same.
    #[mcp::test]
    async fn a_stream_has_one_principal() {
        let service = service();
        let mut opened = service
            .respond(request("GET", "/api/sse", String::new(), Some("ada")))
            .await;
        let first = text(opened.body_mut()).await;
        let endpoint = first
            .strip_prefix("event: endpoint\ndata: ")
            .expect("an endpoint")
            .trim();
        assert!(endpoint.starts_with("/api/messages?sessionId="), "{endpoint}");
        let hello =
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "protocolVersion": "2024-11-05",
            "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } } })
            .to_string();
        let call =
            json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": { "name": "who" } }).to_string();
        for (principal, status) in [(None, 404), (Some("bob"), 404), (Some("ada"), 202)] {
            let answer = service
                .respond(request("POST", endpoint, hello.clone(), principal))
                .await;
            assert_eq!(answer.status().as_u16(), status, "{principal:?}");
        }
        assert!(text(opened.body_mut()).await.contains("2024-11-05"));
        let answer = service.respond(request("POST", endpoint, call, Some("ada"))).await;
        assert_eq!(answer.status(), 202);
        assert!(text(opened.body_mut()).await.contains(r#""text":"ada""#));
        drop(opened);
        let answer = service.respond(request("POST", endpoint, hello, Some("ada"))).await;
        assert_eq!(answer.status(), 404);
    }

    /// A router that nests the service takes the prefix off, and keeps the path as it came.
    #[cfg(feature = "axum")]
    #[mcp::test]
    async fn a_prefix_that_a_router_took_off() {
        use tower_service::Service;
        let mut router: axum::Router = axum::Router::new().nest_service("/nested", service());
        let asked = request("GET", "/nested/sse", String::new(), None).map(axum::body::Body::new);
        let opened = router.call(asked).await.expect("infallible");
        let mut body = Box::pin(opened.into_body());
        let frame = poll_fn(|context| body.as_mut().poll_frame(context)).await;
        let bytes = frame.and_then(Result::ok).and_then(|frame| frame.into_data().ok());
        let first = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
        assert!(first.contains("data: /nested/messages?sessionId="), "{first}");
    }

    #[test]
    fn ids_in_queries() {
        for (query, id) in [
            ("sessionId=abc", Some("abc")),
            ("a=b&sessionId=abc&c", Some("abc")),
            ("", None),
            ("sessionId=", None),
            ("sessionid=abc", None),
            ("sessionId=a&sessionId=b", None),
        ] {
            assert_eq!(session_id(query), id, "{query}");
        }
    }
}
