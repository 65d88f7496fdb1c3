//! Getting to a server, and agreeing on a revision with it.

use super::builder::{ClientBuilder, Hooks, Mode};
use super::child::Command;
use super::error::ClientError;
use super::session::{Ask, Session};
use crate::jsonrpc::{MapOnly, McpError, code};
use crate::revision::Revision;
use crate::server::{IntoServer, Server};
use crate::types::{
    CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY, ClientCapabilities, DiscoverResult, Implementation,
    InitializeParams, InitializeResult, JsonObject, LOG_LEVEL_META_KEY, Meta, PROTOCOL_VERSION_META_KEY,
    SERVER_INFO_META_KEY, ServerCapabilities,
};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::time::Duration;

/// How long `server/discover` may take: servers that do not know it may not answer at all.
const PROBE: Duration = Duration::from_secs(10);

/// What a client can connect to: a [`Server`] or a value whose type has a `#[mcp::server]` block, and a [`Command`].
///
/// `M` tells the two kinds apart and is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing a client can connect to",
    label = "neither a server nor a command",
    note = "a server, a reference to a `Server`, or a `mcp::client::Command` is expected"
)]
pub trait IntoTarget<M> {
    /// What to connect to.
    #[doc(hidden)]
    fn into_target(self) -> Target;
}

/// Marks what is served in this process.
#[derive(Debug)]
pub enum InProcess {}

/// Marks what is a program of its own.
#[derive(Debug)]
pub enum Program {}

/// What to connect to. Nobody else can make one, which keeps [`IntoTarget`] to this crate.
#[derive(Debug)]
pub struct Target(Kind);

#[derive(Debug)]
enum Kind {
    Server(Server),
    Program(Command),
}

impl<S: IntoServer> IntoTarget<InProcess> for S {
    fn into_target(self) -> Target {
        Target(Kind::Server(self.into_server()))
    }
}

impl IntoTarget<Program> for Command {
    fn into_target(self) -> Target {
        Target(Kind::Program(self))
    }
}

/// Opens the connection; nothing is sent yet.
///
/// # Errors
/// The server has a fault, or the program cannot be started.
pub(super) fn open(target: Target, hooks: Hooks) -> Result<Session, ClientError> {
    match target.0 {
        Kind::Server(server) => {
            let (reader, writer) = tokio::io::split(crate::server::stream::attach(&server)?);
            Ok(Session::start(reader, writer, None, hooks))
        }
        Kind::Program(command) => {
            let (child, stdout, stdin) = command.start()?;
            Ok(Session::start(stdout, stdin, Some(child), hooks))
        }
    }
}

/// What a client knows of its server.
#[derive(Debug)]
pub(super) struct Agreed {
    pub(super) revision: Revision,
    pub(super) server_info: Option<Implementation>,
    pub(super) capabilities: ServerCapabilities,
    pub(super) instructions: Option<String>,
}

/// Settles the revision.
///
/// # Errors
/// There is none that both sides speak, the mode is impossible, or the connection ends.
pub(super) async fn agree(session: &Session, client: &ClientBuilder) -> Result<Agreed, ClientError> {
    match client.mode {
        Mode::Auto => probe(session, client).await,
        Mode::Legacy => initialize(session, client).await,
        Mode::Pinned(revision) if revision.is_modern() => Ok(Agreed {
            revision,
            server_info: None,
            capabilities: ServerCapabilities::new(),
            instructions: None,
        }),
        Mode::Pinned(revision) => Err(ClientError::Invalid(format!(
            "{revision} is a revision with a handshake, which cannot be pinned: use Mode::Legacy"
        ))),
    }
}

/// Asks for a revision without a handshake, and falls back to the handshake unless the server shows that it has none.
/// A revision that the server names instead is tried once.
async fn probe(session: &Session, client: &ClientBuilder) -> Result<Agreed, ClientError> {
    let mut revision = Revision::LATEST;
    let mut first = true;
    loop {
        match discover(session, client, revision).await {
            Ok(Some(agreed)) => return Ok(agreed),
            Ok(None) => return initialize(session, client).await,
            Err(ClientError::Protocol(error)) => {
                if let Some(served) = served(&error) {
                    match newest_without_handshake(&served) {
                        Some(named) if first => {
                            (revision, first) = (named, false);
                            continue;
                        }
                        None if !served.iter().any(|version| has_handshake(version)) => return Err(error.into()),
                        _ => return initialize(session, client).await,
                    }
                }
            }
            Err(ClientError::Timeout { .. } | ClientError::Unexpected(_)) => {}
            Err(error) => return Err(error),
        }
        match initialize(session, client).await {
            Err(ClientError::Protocol(error)) if first => {
                match served(&error).as_deref().and_then(newest_without_handshake) {
                    Some(named) => (revision, first) = (named, false),
                    None => return Err(error.into()),
                }
            }
            settled => return settled,
        }
    }
}

/// The revisions that a refusal by −32022 names.
fn served(error: &McpError) -> Option<Vec<String>> {
    let data = error
        .data
        .as_ref()
        .filter(|_| error.code == code::UNSUPPORTED_PROTOCOL_VERSION)?;
    let list = data.get("supported")?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn newest_without_handshake(versions: &[String]) -> Option<Revision> {
    versions
        .iter()
        .filter_map(|version| Revision::parse(version))
        .filter(|revision| revision.is_modern())
        .max()
}

fn has_handshake(version: &str) -> bool {
    Revision::parse(version).is_some_and(|revision| !revision.is_modern())
}

/// `None`: the answer shows no revision without a handshake.
async fn discover(
    session: &Session,
    client: &ClientBuilder,
    revision: Revision,
) -> Result<Option<Agreed>, ClientError> {
    let ask = Ask {
        method: "server/discover",
        meta: client.envelope(revision),
        timeout: Some(PROBE),
        handshake: true,
        ..Ask::default()
    };
    let answer = session.ask(ask, &JsonObject::new()).await?;
    let Some(mut found) = read::<DiscoverResult>(&answer) else {
        return Ok(None);
    };
    let info = found.meta.as_mut().and_then(|meta| meta.remove(SERVER_INFO_META_KEY));
    Ok(
        newest_without_handshake(&found.supported_versions).map(|revision| Agreed {
            revision,
            server_info: info.and_then(|info| serde_json::from_value(info).ok()),
            capabilities: found.capabilities,
            instructions: found.instructions,
        }),
    )
}

async fn initialize(session: &Session, client: &ClientBuilder) -> Result<Agreed, ClientError> {
    let ask = Ask {
        method: "initialize",
        timeout: client.timeout,
        handshake: true,
        ..Ask::default()
    };
    let offered = Revision::LATEST_HANDSHAKE.as_str();
    let params = InitializeParams::new(offered, ClientCapabilities::new(), client.info.clone());
    let answer = session.ask(ask, &params).await?;
    let Some(found) = read::<InitializeResult>(&answer) else {
        return Err(ClientError::Unexpected(
            "The server's result does not fit 'initialize'".into(),
        ));
    };
    let revision = Revision::parse(&found.protocol_version)
        .filter(|revision| !revision.is_modern())
        .ok_or_else(|| {
            let version = &found.protocol_version;
            ClientError::Unexpected(format!("Unsupported protocol version from the server: {version}"))
        })?;
    session.tell("notifications/initialized", &JsonObject::new()).await?;
    if let Some(level) = client.log_level
        && found.capabilities.logging.is_some()
    {
        let ask = Ask {
            method: "logging/setLevel",
            timeout: client.timeout,
            ..Ask::default()
        };
        match session.ask(ask, &json!({ "level": level })).await {
            // A server that logs as it likes can be lived with.
            Err(ClientError::Protocol(error)) => tracing::debug!(%error, "the server did not take the log level"),
            answer => drop(answer?),
        }
    }
    Ok(Agreed {
        revision,
        server_info: Some(found.server_info),
        capabilities: found.capabilities,
        instructions: found.instructions,
    })
}

fn read<T: DeserializeOwned>(answer: &RawValue) -> Option<T> {
    serde_json::from_str::<MapOnly<T>>(answer.get())
        .ok()
        .map(|result| result.0)
}

impl ClientBuilder {
    /// What each request of a revision without a handshake carries in `_meta`.
    pub(super) fn envelope(&self, revision: Revision) -> Meta {
        let mut meta = Meta::new();
        meta.insert(PROTOCOL_VERSION_META_KEY.into(), revision.as_str().into());
        meta.insert(CLIENT_INFO_META_KEY.into(), json!(self.info));
        meta.insert(CLIENT_CAPABILITIES_META_KEY.into(), json!(ClientCapabilities::new()));
        if let Some(level) = self.request_level() {
            meta.insert(LOG_LEVEL_META_KEY.into(), level.as_str().into());
        }
        meta
    }
}
