//! Agreeing on a revision with a server.

use super::builder::{ClientBuilder, Mode};
use super::calls::within;
use super::connection::{Ask, Connection};
use super::eras;
use super::error::ClientError;
use crate::jsonrpc::{MapOnly, McpError, code};
use crate::revision::Revision;
use crate::types::{
    CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY, DiscoverResult, Implementation, InitializeParams,
    InitializeResult, JsonObject, LOG_LEVEL_META_KEY, Meta, PROTOCOL_VERSION_META_KEY, SERVER_INFO_META_KEY,
    ServerCapabilities,
};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::time::Duration;

/// How long `server/discover` may take: servers that do not know it may not answer at all.
const PROBE: Duration = Duration::from_secs(10);

/// The same where a user may have to be asked first.
const AUTHORIZED_PROBE: Duration = Duration::from_mins(5);

/// How long a lost session may take to be opened again where no call says so: the next one waits for it.
const RENEWAL: Duration = Duration::from_mins(1);

/// The same where a user may have to be asked first.
const AUTHORIZED_RENEWAL: Duration = Duration::from_mins(5);

const DISCOVER: &str = "server/discover";

/// What a client knows of its server.
#[derive(Debug)]
pub(super) struct Agreed {
    pub(super) revision: Revision,
    pub(super) server_info: Option<Implementation>,
    pub(super) capabilities: ServerCapabilities,
    pub(super) instructions: Option<String>,
}

/// Settles the revision. `key` is what the server's era is remembered by.
///
/// # Errors
/// There is none that both sides speak, the mode is impossible, or the connection ends.
pub(super) async fn agree(
    connection: &Connection,
    client: &ClientBuilder,
    key: Option<&str>,
) -> Result<Agreed, ClientError> {
    let agreed = match client.mode {
        Mode::Auto => {
            let known = key.is_some_and(eras::has_handshake);
            let agreed = probe(connection, client, known).await;
            if let Some(key) = key {
                match &agreed {
                    Ok((agreed, true)) => eras::remember(key, !agreed.revision.is_modern()),
                    // It has a handshake, and may have more: the next connection asks again.
                    Ok((_, false)) => {}
                    Err(_) => eras::forget(key),
                }
            }
            agreed?.0
        }
        Mode::Legacy => initialize(connection, client).await?,
        Mode::Pinned(revision) if revision.is_modern() => {
            let known = client.prior.clone().map(|prior| Agreed::discovered(revision, prior));
            known.unwrap_or_else(|| Agreed::unknown(revision))
        }
        Mode::Pinned(revision) => {
            return Err(ClientError::Invalid(format!(
                "{revision} is a revision with a handshake, which cannot be pinned: use Mode::Legacy"
            )));
        }
    };
    connection.peer.settle_revision(agreed.revision);
    Ok(agreed)
}

impl Agreed {
    fn unknown(revision: Revision) -> Self {
        Agreed {
            revision,
            server_info: None,
            capabilities: ServerCapabilities::new(),
            instructions: None,
        }
    }

    /// The same connection, with a server that says this of itself.
    ///
    /// # Errors
    /// There was a handshake, or the server does not speak the revision.
    pub(super) fn adopted(&self, found: DiscoverResult) -> Result<Self, ClientError> {
        let revision = self.revision;
        if !revision.is_modern() {
            return Err(ClientError::NotInRevision {
                method: DISCOVER,
                revision,
            });
        }
        let served = &found.supported_versions;
        if !served.iter().any(|version| version == revision.as_str()) {
            return Err(ClientError::Invalid(format!(
                "No mutually supported modern protocol version (server: {}, client: {})",
                listed(served),
                listed(&[revision.as_str()]),
            )));
        }
        Ok(Agreed::discovered(revision, found))
    }

    fn discovered(revision: Revision, mut found: DiscoverResult) -> Self {
        let info = found.meta.as_mut().and_then(|meta| meta.remove(SERVER_INFO_META_KEY));
        Agreed {
            revision,
            server_info: info.and_then(|info| serde_json::from_value(info).ok()),
            capabilities: found.capabilities,
            instructions: found.instructions,
        }
    }
}

/// Asks for a revision without a handshake, and falls back to the handshake unless the server shows that it has none.
/// A revision that the server names instead is tried once. Where the handshake is `known` to be, the first question is
/// left out. With what is settled goes whether the server has shown that it is so, and not only failed to answer.
async fn probe(
    connection: &Connection,
    client: &ClientBuilder,
    mut known: bool,
) -> Result<(Agreed, bool), ClientError> {
    let mut revision = Revision::LATEST;
    let mut first = true;
    loop {
        let mut shown = true;
        let found = match std::mem::take(&mut known) {
            true => None,
            false => Some(discover(connection, client, revision).await),
        };
        match found {
            Some(Ok(found)) => {
                if let Some(revision) = newest_without_handshake(&found.supported_versions) {
                    return Ok((Agreed::discovered(revision, found), true));
                }
            }
            Some(Err(ClientError::Protocol(error))) => {
                shown = !matches!(error.code, code::INTERNAL_ERROR | code::RESOURCE_UNAVAILABLE);
                if let Some(served) = served(&error) {
                    match newest_without_handshake(&served) {
                        Some(named) if first => {
                            (revision, first) = (named, false);
                            continue;
                        }
                        None if !served.iter().any(|version| has_handshake(version)) => return Err(error.into()),
                        // It names one that it has just refused.
                        named => shown = named.is_none(),
                    }
                }
            }
            // Its authorizer has done what it could: it would be asked the same for a greeting.
            Some(Err(error @ ClientError::Refused { status: 401, .. })) if connection.link.authorizes() => {
                return Err(error);
            }
            // It, or what stands before it, may have been busy.
            Some(Err(ClientError::Refused { status, .. })) => {
                shown = (400..500).contains(&status) && !matches!(status, 408 | 425 | 429);
            }
            // No answer of a server without a handshake, or none at all, which would cost as long each time; or it is known
            // to have one.
            None | Some(Err(ClientError::Unexpected(_) | ClientError::Timeout { .. })) => {}
            Some(Err(error)) => return Err(error),
        }
        match initialize(connection, client).await {
            Err(ClientError::Protocol(error)) if first => match named(&error) {
                Some(named) => (revision, first) = (named, false),
                None => return Err(error.into()),
            },
            settled => return Ok((settled?, shown)),
        }
    }
}

/// Words in quotes, in brackets.
fn listed(words: &[impl AsRef<str>]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("'{}'", word.as_ref())).collect();
    format!("[{}]", words.join(", "))
}

/// The revision without a handshake to ask in, where a refusal by −32022 names one.
pub(super) fn named(error: &McpError) -> Option<Revision> {
    newest_without_handshake(&served(error)?)
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

/// Asks a server what it is, in this revision.
///
/// # Errors
/// As any request; [`ClientError::Unexpected`] where the answer is no description.
pub(super) async fn discover(
    connection: &Connection,
    client: &ClientBuilder,
    revision: Revision,
) -> Result<DiscoverResult, ClientError> {
    let ask = Ask {
        method: DISCOVER,
        meta: Cow::Owned(client.envelope(revision)),
        timeout: match connection.link.authorizes() {
            // That may take a user's time.
            true => client.timeout.or(Some(AUTHORIZED_PROBE)),
            false => Some(client.timeout.map_or(PROBE, |after| after.min(PROBE))),
        },
        handshake: true,
        revision: Some(revision),
        ..Ask::default()
    };
    let answer = connection
        .ask(ask, &JsonObject::new())
        .await
        .map_err(|failure| failure.error)?;
    read::<DiscoverResult>(&answer).ok_or_else(|| unfit(DISCOVER))
}

/// Greets, and tells that the greeting was heard.
///
/// # Errors
/// As any request, and for a revision that this client does not speak.
pub(super) async fn initialize(connection: &Connection, client: &ClientBuilder) -> Result<Agreed, ClientError> {
    let ask = Ask {
        method: "initialize",
        timeout: client.timeout,
        handshake: true,
        ..Ask::default()
    };
    let offered = Revision::LATEST_HANDSHAKE.as_str();
    let capabilities = client.callbacks.capabilities(Revision::LATEST_HANDSHAKE);
    let params = InitializeParams::new(offered, capabilities, client.info.clone());
    let answer = connection.ask(ask, &params).await.map_err(|failure| failure.error)?;
    let found = read::<InitializeResult>(&answer).ok_or_else(|| unfit("initialize"))?;
    let revision = Revision::parse(&found.protocol_version)
        .filter(|revision| !revision.is_modern())
        .ok_or_else(|| {
            let version = &found.protocol_version;
            ClientError::Unexpected(format!("Unsupported protocol version from the server: {version}"))
        })?;
    if !connection.peer.settle_revision(revision) {
        let fault = format!("The server changed its revision to {revision} in the middle of a connection");
        return Err(ClientError::Unexpected(fault));
    }
    let params = JsonObject::new();
    connection
        .tell("notifications/initialized", &params, client.timeout)
        .await?;
    connection.link.settled(&connection.peer, revision).await;
    if let Some(level) = client.log_level
        && found.capabilities.logging.is_some()
    {
        let ask = Ask {
            method: "logging/setLevel",
            timeout: client.timeout,
            ..Ask::default()
        };
        match connection.ask(ask, &json!({ "level": level })).await {
            // A server that logs as it likes can be lived with.
            Err(failure) if failure.error.as_protocol().is_some() => {
                tracing::debug!(error = %failure.error, "the server did not take the log level");
            }
            answer => drop(answer.map_err(|failure| failure.error)?),
        }
    }
    Ok(Agreed {
        revision,
        server_info: Some(found.server_info),
        capabilities: found.capabilities,
        instructions: found.instructions,
    })
}

fn unfit(method: &str) -> ClientError {
    ClientError::Unexpected(format!("The server's result does not fit '{method}'"))
}

fn read<T: DeserializeOwned>(answer: &RawValue) -> Option<T> {
    serde_json::from_str::<MapOnly<T>>(answer.get())
        .ok()
        .map(|result| result.0)
}

impl ClientBuilder {
    /// The same, and nothing where there was a handshake.
    pub(super) fn envelope_of(&self, revision: Revision) -> Meta {
        match revision.is_modern() {
            true => self.envelope(revision),
            false => Meta::new(),
        }
    }

    /// What each request of a revision without a handshake carries in `_meta`.
    fn envelope(&self, revision: Revision) -> Meta {
        let mut meta = Meta::new();
        meta.insert(PROTOCOL_VERSION_META_KEY.into(), revision.as_str().into());
        meta.insert(CLIENT_INFO_META_KEY.into(), json!(self.info));
        let capabilities = self.callbacks.capabilities(revision);
        meta.insert(CLIENT_CAPABILITIES_META_KEY.into(), json!(capabilities));
        if let Some(level) = self.request_level() {
            meta.insert(LOG_LEVEL_META_KEY.into(), level.as_str().into());
        }
        meta
    }
}

impl super::Client {
    /// Opens another session in place of a lost one, unless that was done meanwhile. Given up, it goes on: whoever comes
    /// next must find the old session or the new one, and not one that was half opened.
    ///
    /// # Errors
    /// As for the handshake, which may take this long; the server is another now.
    pub(super) async fn renew(&self, lost: &str, limit: Option<Duration>) -> Result<(), ClientError> {
        let inner = &self.0;
        let mut renewing = inner.renewing.lock().await;
        // One whose call was given up. If it has failed, this is another try.
        drop(renewing.join_next().await);
        if inner.connection.link.session().as_deref() != Some(lost) {
            return Ok(());
        }
        let (connection, builder) = (inner.connection.clone(), inner.builder.clone());
        let limit = limit.unwrap_or(match connection.link.authorizes() {
            true => AUTHORIZED_RENEWAL,
            false => RENEWAL,
        });
        renewing.spawn(async move {
            let opening = connection.while_open(initialize(&connection, &builder));
            within(Some(limit), "initialize", opening).await.map(drop)
        });
        match renewing.join_next().await {
            Some(Ok(renewed)) => renewed,
            _ => Err(ClientError::Closed),
        }
    }
}
