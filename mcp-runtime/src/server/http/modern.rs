//! Requests of 2026-07-28: each stands alone, and carries all there is to know.

use super::answers::{empty, events, failure, json, parted, refuse, spliced};
use super::body::HttpBody;
use super::checks;
use super::event_stream::EventStream;
use super::feed::Feed;
use super::named::Named;
use super::service::{Around, HttpService, Taken};
use crate::jsonrpc::{Id, McpError};
use crate::revision::{EnvelopeMeta, Method, Revision};
use crate::server::dispatch::{Incoming, Outcome, Params, Pending, answer, params};
use crate::server::outgoing::Outgoing;
use crate::server::request::{Grant, Link, Request, Splice};
use crate::server::subscription::Listening;
use crate::transport::http::Accepts;
use crate::types::ListenParams;
use http::{Response, StatusCode, request::Parts};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

impl HttpService {
    /// Starts what the message asks for. `text` is the whole of it.
    pub(super) fn take_modern(
        &self,
        parts: &Parts,
        headers: &Named<'_>,
        message: &Incoming<'_>,
        text: &str,
        accepts: Accepts,
    ) -> Taken {
        let params = message.params();
        let (method, id) = match (&message.method, message.id) {
            (Some(method), Some(id)) => (method, id),
            (Some(_), None) => return Taken::Answered(accepted(headers, params)),
            (None, id) => {
                let text = "Body must be a single JSON-RPC request or notification object";
                return Taken::Answered(refusal(id.map(Id::as_str), &McpError::invalid_request(text)));
            }
        };
        let (known, revision) = match self.route(headers, method, params) {
            Ok(route) => route,
            Err(error) => return Taken::Answered(refusal(Some(id.as_str()), &error)),
        };
        let around = Around(parts);
        let mut request = Request::new(&self.shared, Link::http(None), id.as_str(), revision);
        request.meta = params.meta.as_ref().map(|meta| &meta.0);
        request.transported = Some(&around);
        if known == Method::SubscriptionsListen {
            // Whatever else the server answers with, a subscription is a stream of events.
            if !headers.accepts().sse {
                let text = "Not Acceptable: Client must accept text/event-stream";
                return Taken::Answered(refuse(StatusCode::NOT_ACCEPTABLE, text));
            }
            request.grant = Some(Grant::default());
        }
        let splice = Splice::default();
        request.splice = Some(&splice);
        let mut out = Vec::with_capacity(512);
        let outcome = answer(&request, known, params, text, &mut out);
        let link = request.link.made().cloned();
        let granted = request.grant.as_ref().and_then(Grant::take);
        match outcome {
            Outcome::Pending(pending) if request.grant.is_some() => Taken::Asked(pending),
            Outcome::Pending(pending) => Taken::Running(pending, link),
            Outcome::Answered(None) if granted.is_some() => {
                Taken::Answered(self.listen(id.as_str(), &granted.unwrap_or_default()))
            }
            Outcome::Answered(code) => Taken::Answered(match splice.take() {
                Some((at, shared)) if accepts.json => parted(checks::status(code), out, at, shared),
                Some((at, shared)) => self.finished(spliced(out, at, &shared), code, link, accepts),
                None => self.finished(out, code, link, accepts),
            }),
        }
    }

    /// Waits for the layers to let a subscription be opened.
    pub(super) async fn ask(&self, mut pending: Pending) -> Response<HttpBody> {
        let mut out = Vec::new();
        let code = poll_fn(|context| pending.poll(context, &mut out)).await;
        match pending.granted() {
            Some(message) if code.is_none() => self.listen(pending.id(), &message),
            _ => json(checks::status(code), out),
        }
    }

    /// Opens a subscription: a stream of events, whatever else the server answers with.
    #[cold]
    fn listen(&self, id: &str, text: &str) -> Response<HttpBody> {
        let opened = params::<ListenParams>(text).and_then(|params| {
            let listeners = &self.shared.listeners;
            Listening::open(listeners, id, params.notifications, Arc::default(), false)
        });
        let listening = match opened {
            Ok(listening) => listening,
            Err(error) => return refusal(Some(id), &error),
        };
        let listener = listening.listener.clone();
        let stream = EventStream::new("", None);
        let feed = Feed {
            outgoing: listener.outgoing.clone(),
            stream: stream.clone(),
            over: listener.over.clone(),
            closing: self.closing.clone(),
        };
        let reader = stream.attach().fed_by(async move {
            feed.run(|| listening.listener.end()).await;
        });
        events(HttpBody::stream(reader, &self.options))
    }

    /// The method and the revision, once envelope and headers are what they have to be, in the order that the errors
    /// have.
    #[inline]
    fn route(&self, headers: &Named<'_>, method: &str, params: &Params<'_>) -> Result<(Method, Revision), McpError> {
        let meta = params.meta.as_ref().map(|meta| &meta.0);
        if !meta.is_some_and(EnvelopeMeta::is_enveloped)
            && let Some(error) = headers.unserved()
        {
            return Err(error);
        }
        let envelope = EnvelopeMeta::envelope(meta)?;
        checks::routing(headers, &envelope.version, method, params)?;
        let revision = envelope.revision()?;
        let known = Method::parse(method, revision).ok_or_else(|| McpError::method_not_found(method))?;
        if known == Method::ToolsCall {
            checks::parameters(headers, &self.shared, params)?;
        }
        Ok((known, revision))
    }

    /// An answer that is ready: as JSON, or as events when the handler said something first.
    pub(super) fn finished(
        &self,
        out: Vec<u8>,
        code: Option<i32>,
        outgoing: Option<Arc<Outgoing>>,
        accepts: Accepts,
    ) -> Response<HttpBody> {
        match outgoing {
            Some(outgoing) if accepts.sse && !outgoing.is_empty() => {
                events(HttpBody::answered(outgoing, out, &self.options))
            }
            Some(outgoing) if !accepts.json => events(HttpBody::answered(outgoing, out, &self.options)),
            None if !accepts.json => events(HttpBody::answered(Arc::default(), out, &self.options)),
            _ => json(checks::status(code), out),
        }
    }

    /// Waits for a call until it is answered, says something, or has been silent for long.
    pub(super) async fn wait(
        &self,
        mut pending: Pending,
        outgoing: Option<Arc<Outgoing>>,
        accepts: Accepts,
    ) -> Response<HttpBody> {
        let mut out = Vec::with_capacity(512);
        let code = {
            let said = async {
                match &outgoing {
                    Some(outgoing) if accepts.sse => outgoing.ready().await,
                    _ => std::future::pending().await,
                }
            };
            let mut said = pin!(said);
            let quiet = async {
                if accepts.sse {
                    tokio::time::sleep(self.options.keep_alive).await
                } else {
                    std::future::pending().await
                }
            };
            let mut quiet = pin!(quiet);
            poll_fn(|context| {
                if let Poll::Ready(code) = pending.poll(context, &mut out) {
                    return Poll::Ready(Some(code));
                }
                if said.as_mut().poll(context).is_ready() || quiet.as_mut().poll(context).is_ready() {
                    return Poll::Ready(None);
                }
                Poll::Pending
            })
            .await
        };
        match code {
            Some(code) => self.finished(out, code, outgoing, accepts),
            None => {
                let outgoing = outgoing.unwrap_or_default();
                events(HttpBody::running(outgoing, pending, &self.options))
            }
        }
    }
}

/// A notification is accepted and, there being no session it could belong to, forgotten.
fn accepted(headers: &Named<'_>, params: &Params<'_>) -> Response<HttpBody> {
    if let Some(error) = headers.unserved() {
        return refusal(None, &error);
    }
    if let Some(meta) = params.meta.as_ref().filter(|meta| meta.0.is_enveloped())
        && let Err(error) = EnvelopeMeta::envelope(Some(&meta.0)).and_then(|envelope| envelope.revision())
    {
        return refusal(None, &error);
    }
    empty(StatusCode::ACCEPTED)
}

#[cold]
fn refusal(id: Option<&str>, error: &McpError) -> Response<HttpBody> {
    failure(checks::status(Some(error.code)), id, error)
}
