//! Where a server is, and how it is spoken to.

use super::authorize::Authorizer;
use super::pool::{Dial, Io, Pool, tcp};
use super::{HttpLink, Inner, State, tls};
use crate::client::error::ClientError;
use crate::client::link::Link;
use crate::client::peer::Peer;
use crate::client::target::{IntoTarget, Opens, Remote, Target};
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long it may take to reach a server, unless set.
const REACH: Duration = Duration::from_secs(30);

/// Headers that are the protocol's, and those of `Mcp-Param-*`.
const OWN: [&str; 10] = [
    "accept",
    "connection",
    "content-length",
    "content-type",
    "last-event-id",
    "mcp-method",
    "mcp-name",
    "mcp-protocol-version",
    "mcp-session-id",
    "transfer-encoding",
];

/// A server at a URL, over Streamable HTTP. [`Client::connect`](crate::Client::connect) takes the text of the URL as well;
/// this is for what else can be said.
///
/// ```no_run
/// # async fn example() -> Result<(), mcp::ClientError> {
/// use mcp::Client;
/// use mcp::client::Http;
///
/// let server = Http::new("http://127.0.0.1:8000/mcp").header("authorization", "Bearer …");
/// let client = Client::connect(server).await?;
/// # Ok(()) }
/// ```
///
/// Redirects are followed within the server's origin only, with the method kept. `https://` needs the feature
/// `client-tls`, or a [`connector`](Self::connector) that brings TLS.
#[derive(Clone)]
pub struct Http {
    url: String,
    headers: Vec<(String, String)>,
    reach: Duration,
    ends_sessions: bool,
    dial: Option<Dial>,
    trusted: Vec<String>,
    authorizer: Option<Arc<dyn Authorizer>>,
}

/// Without the values of headers and the query, which may be secrets.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Http")
            .field("url", &shown(&self.url))
            .field("headers", &names)
            .field("connect_timeout", &self.reach)
            .field("ends_sessions", &self.ends_sessions)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// The server at this URL, such as `http://127.0.0.1:8000/mcp`.
    pub fn new(url: impl Into<String>) -> Self {
        Http {
            url: url.into(),
            headers: Vec::new(),
            reach: REACH,
            ends_sessions: true,
            dial: None,
            trusted: Vec::new(),
            authorizer: None,
        }
    }

    /// Sends this header with every request. One of the protocol's own is an error when connecting.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Has each request authorized by this. A header `authorization` beside it is an error when connecting.
    #[must_use]
    pub fn authorizer(mut self, authorizer: impl Authorizer) -> Self {
        self.authorizer = Some(Arc::new(authorizer));
        self
    }

    /// How long it may take to reach the server; 30 s unless set.
    #[must_use]
    pub fn connect_timeout(mut self, after: Duration) -> Self {
        self.reach = after;
        self
    }

    /// Trusts these certificates, in PEM, beside those that the system trusts: of an authority of your own, or of the
    /// server itself. For `https://` with the feature `client-tls`; one that cannot be read is an error when connecting.
    #[must_use]
    pub fn trust(mut self, pem: impl Into<String>) -> Self {
        self.trusted.push(pem.into());
        self
    }

    /// Leaves the server's session as it is when the connection ends, instead of ending it by DELETE.
    #[must_use]
    pub fn keep_session(mut self) -> Self {
        self.ends_sessions = false;
        self
    }

    /// Opens connections in a way of your own: with TLS, through a proxy, to a socket that is no port. It is given the
    /// host and the port of the URL.
    ///
    /// ```
    /// use mcp::client::Http;
    ///
    /// let server = Http::new("http://weather/mcp")
    ///     .connector(|_host, _port| tokio::net::UnixStream::connect("/run/weather.sock"));
    /// ```
    #[must_use]
    pub fn connector<F, Fut, S>(mut self, connect: F) -> Self
    where
        F: Fn(String, u16) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = io::Result<S>> + Send + 'static,
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
    {
        self.dial = Some(Arc::new(move |host, port| {
            let opening = connect(host, port);
            Box::pin(async move { Ok(Box::new(opening.await?) as Box<dyn Io>) })
        }));
        self
    }

    /// Reads the URL and the headers.
    pub(super) fn parse(&self, peer: &Peer) -> Result<Inner, ClientError> {
        let invalid = |why: &str| ClientError::Invalid(format!("{} cannot be connected to: {why}", shown(&self.url)));
        let url: Uri = self.url.parse().map_err(|_| invalid("it is no URL"))?;
        let authority = url.authority().ok_or_else(|| invalid("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(invalid("credentials do not belong in a URL, but in a header"));
        }
        let secure = url.scheme_str() == Some("https");
        let usual = match url.scheme_str() {
            Some("http") => 80,
            Some("https") => 443,
            _ => return Err(invalid("it is neither http:// nor https://")),
        };
        let target = url.path_and_query().map_or("/", |target| target.as_str());
        let target = target.parse().map_err(|_| invalid("its path is none"))?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name).map_err(|_| invalid(&format!("{name:?} is no header")))?;
            if OWN.contains(&name.as_str()) || name.as_str().starts_with("mcp-param-") {
                return Err(invalid(&format!("{name} is set by the protocol")));
            }
            if name == header::AUTHORIZATION && self.authorizer.is_some() {
                return Err(invalid("authorization is what its authorizer sets"));
            }
            let value =
                HeaderValue::try_from(value).map_err(|_| invalid(&format!("{name} has an impossible value")))?;
            headers.append(name, value);
        }
        let host = HeaderValue::try_from(authority.as_str()).map_err(|_| invalid("its host is none"))?;
        headers.entry(header::HOST).or_insert(host);
        let dial = match &self.dial {
            Some(dial) => dial.clone(),
            None if secure => tls::dial(&self.trusted)?,
            None => Arc::new(tcp),
        };
        let pool = Pool::new(
            url.scheme_str().unwrap_or("http").to_owned(),
            authority.host().to_owned(),
            authority.port_u16().unwrap_or(usual),
            self.reach,
            dial,
        );
        Ok(Inner {
            pool,
            url: self.url.clone(),
            target,
            headers,
            authorizer: self.authorizer.clone(),
            cache: peer.cache.clone(),
            ends_sessions: self.ends_sessions,
            state: Mutex::new(State::default()),
        })
    }
}

/// A URL without what may be secret in it.
pub(super) fn shown(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let authority = rest.split('/').next().unwrap_or_default();
    // A path may have an `@`. But what is no port is a password, and the slash part of it.
    let is_whole = match authority.rsplit_once(':') {
        Some((_, port)) => port.ends_with(']') || port.bytes().all(|byte| byte.is_ascii_digit()),
        None => true,
    };
    let searched = if is_whole { authority } else { rest };
    match searched.rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => url.to_owned(),
    }
}

impl Opens for Http {
    /// The endpoint, with its query: servers of one origin may be of different eras.
    fn key(&self) -> Option<String> {
        Some(self.url.clone())
    }

    fn open(self: Box<Self>, peer: &Arc<Peer>) -> Result<Arc<dyn Link>, ClientError> {
        Ok(Arc::new(HttpLink(Arc::new(self.parse(peer)?))))
    }
}

impl IntoTarget<Remote> for Http {
    fn into_target(self) -> Target {
        Target(Box::new(self))
    }
}

impl IntoTarget<Remote> for &str {
    fn into_target(self) -> Target {
        Http::new(self).into_target()
    }
}

impl IntoTarget<Remote> for String {
    fn into_target(self) -> Target {
        Http::new(self).into_target()
    }
}

impl IntoTarget<Remote> for &String {
    fn into_target(self) -> Target {
        Http::new(self).into_target()
    }
}
