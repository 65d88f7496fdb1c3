//! A listener of our own: hyper, with the time limits and bounds that its defaults leave open.

use super::body::HttpBody;
use super::connection::{Activity, Limits, Paced, Sent, see_through};
use super::known_host::KnownHost;
use super::named::Named;
use super::options::HttpOptions;
use super::service::HttpService;
use crate::server::error::Result;
use crate::server::handle::Server;
use bytes::Bytes;
use http::{Response, StatusCode};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// A head above this many bytes is refused with 431.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long a connection may take to end once it is cut off.
const PATIENCE: Duration = Duration::from_millis(100);

/// A server that listens, not yet running.
#[derive(Debug)]
pub struct HttpListener {
    listener: TcpListener,
    service: HttpService,
}

impl Server {
    /// The server as a `tower::Service`, to nest in a router of your own.
    ///
    /// # Errors
    /// The server could not be built.
    pub fn into_service(self) -> Result<HttpService, crate::BuildError> {
        self.into_service_with(HttpOptions::default())
    }

    /// The same with options.
    ///
    /// # Errors
    /// The server could not be built, or an allowed host or origin is none.
    pub fn into_service_with(self, options: HttpOptions) -> Result<HttpService, crate::BuildError> {
        options.security.verify().map_err(crate::BuildError::Invalid)?;
        options.sse.verify(&options.path).map_err(crate::BuildError::Invalid)?;
        Ok(HttpService::new(self.shared()?.clone(), options))
    }

    /// Serves HTTP on this address until the process is told to stop (SIGINT, SIGTERM; on Windows control-C, control-Break,
    /// the end of its console or of the system), then lets calls under way end. Where it listens is printed on standard
    /// error.
    ///
    /// # Errors
    /// The server could not be built, or the address cannot be listened on.
    pub async fn serve_http(self, address: impl ToSocketAddrs) -> Result<()> {
        self.serve_http_with(address, HttpOptions::default()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`serve_http`](Self::serve_http).
    pub async fn serve_http_with(self, address: impl ToSocketAddrs, options: HttpOptions) -> Result<()> {
        crate::log::init();
        let listener = self.listen_http(address, options).await?;
        let (address, path) = (listener.local_addr()?, listener.service.options.path.clone());
        announce(address, &path);
        listener.run(stop_signal()).await;
        Ok(())
    }

    /// Listens on this address; [`HttpListener::run`] serves.
    ///
    /// # Errors
    /// The server could not be built, or the address cannot be listened on.
    pub async fn listen_http(self, address: impl ToSocketAddrs, options: HttpOptions) -> Result<HttpListener> {
        let service = self.into_service_with(options)?;
        let listener = TcpListener::bind(address).await?;
        Ok(HttpListener { listener, service })
    }
}

#[allow(clippy::print_stderr)] // Where a server listens is for whoever started it.
fn announce(address: SocketAddr, path: &str) {
    eprintln!("listening on http://{address}{path}");
}

/// Resolves when the process is told to stop.
#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    let Ok(mut interrupt) = signal(SignalKind::interrupt()) else {
        return std::future::pending().await;
    };
    std::future::poll_fn(|context| {
        if terminate.poll_recv(context).is_ready() || interrupt.poll_recv(context).is_ready() {
            return std::task::Poll::Ready(());
        }
        std::task::Poll::Pending
    })
    .await;
}

/// Resolves when the process is told to stop: by a key, by closing its window, by the end of the system.
#[cfg(windows)]
async fn stop_signal() {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut close), Ok(mut shutdown)) =
        (ctrl_c(), ctrl_break(), ctrl_close(), ctrl_shutdown())
    else {
        return std::future::pending().await;
    };
    std::future::poll_fn(|context| {
        if interrupt.poll_recv(context).is_ready()
            || terminate.poll_recv(context).is_ready()
            || close.poll_recv(context).is_ready()
            || shutdown.poll_recv(context).is_ready()
        {
            return std::task::Poll::Ready(());
        }
        std::task::Poll::Pending
    })
    .await;
}

impl HttpListener {
    /// Where it listens.
    ///
    /// # Errors
    /// The socket does not say.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` resolves; then takes no further connection, and gives those that are open the drain time to
    /// end what they are at. What outlives it is cut off, and so are all calls and connections at once where this future is
    /// dropped.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut http = http1::Builder::new();
        // hyper's own limit of 100 headers stands: setting the same costs 1,000 instructions a request.
        // Without hyper's `pipeline_flush`, which holds back the 431 for a head that is too large.
        http.max_buf_size(LARGEST_HEAD);
        let mut serving = Serving {
            service: Arc::new(self.service),
            connections: JoinSet::new(),
        };
        loop {
            let accepted = std::future::poll_fn(|context| {
                if stop.as_mut().poll(context).is_ready() {
                    return Poll::Ready(None);
                }
                // What has ended is let go of, so that only what is open is kept.
                while let Poll::Ready(Some(_)) = serving.connections.poll_join_next(context) {}
                self.listener.poll_accept(context).map(Some)
            })
            .await;
            match accepted {
                None => break,
                Some(Ok((stream, _))) => {
                    let connection = connect(&serving.service, stream, &http);
                    serving.connections.spawn(connection);
                }
                Some(Err(error)) => {
                    // Out of descriptors, most likely: some will come back.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        drop(self.listener);
        serving.service.closing.fire();
        let drain = serving.service.options.drain;
        if timeout(drain, serving.ended()).await.is_ok() {
            return;
        }
        let connections = serving.connections.len();
        tracing::warn!(connections, "connections that outlived the drain time were closed");
        serving.connections.abort_all();
        // One whose handler holds its thread cannot be cut off.
        let _ = timeout(PATIENCE, serving.ended()).await;
    }
}

/// What is served; all of it ends when this is dropped.
struct Serving {
    service: Arc<HttpService>,
    connections: JoinSet<()>,
}

impl Serving {
    /// Resolves when no connection is open.
    async fn ended(&mut self) {
        while self.connections.join_next().await.is_some() {}
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.service.closing.fire();
        // Their calls run beside the connections.
        self.service.sessions.end_all();
    }
}

/// Serves a connection until it ends.
fn connect(
    service: &Arc<HttpService>,
    stream: TcpStream,
    http: &http1::Builder,
) -> impl Future<Output = ()> + Send + use<> {
    let _ = stream.set_nodelay(true);
    let activity = Activity::new();
    let limits = Limits::new(service.options.header_timeout, service.options.send_timeout);
    let closing = service.closing.clone();
    let (service, seen) = (service.clone(), activity.clone());
    let handler = service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let (service, busy) = (service.clone(), seen.begin());
        async move {
            Ok::<_, Infallible>(
                answer(&service, request, busy.host())
                    .await
                    .map(|body| Sent::new(body, busy)),
            )
        }
    });
    let connection = http.serve_connection(TokioIo::new(Paced::new(stream, activity.clone())), handler);
    see_through(connection, activity, limits, closing)
}

async fn answer(
    service: &HttpService,
    request: http::Request<hyper::body::Incoming>,
    known: &KnownHost,
) -> Response<HttpBody> {
    let path = request.uri().path();
    let other = || service.options.sse.paths().is_some_and(|paths| paths.contains(&path));
    if path == service.options.path || other() {
        return service.respond_to(request, Some(known)).await;
    }
    // Who may not ask is told so on every path.
    let (parts, _) = request.into_parts();
    service
        .admit(&parts, &Named::new(&parts.headers), Some(known))
        .map_or_else(|refusal| *refusal, |()| not_found())
}

fn not_found() -> Response<HttpBody> {
    let mut response = Response::new(HttpBody::bytes(Bytes::from_static(b"Not Found")));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
