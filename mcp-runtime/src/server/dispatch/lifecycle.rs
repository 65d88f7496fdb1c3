//! What is asked once a connection: who are you, which revision, what do you want to hear of.

use crate::jsonrpc::{MapOnly, McpError, Message};
use crate::revision::{Method, Revision};
use crate::server::connection::{Connection, Handshake};
use crate::server::reply::Reply;
use crate::server::request::Request;
use crate::server::step::Step;
use crate::types::{CompleteParams, InitializeParams, SetLevelParams, SubscribeParams};
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_json::value::RawValue;

/// Methods that are called once a connection, or by people.
#[cold]
pub(super) fn rare(request: &Request<'_>, method: Method, text: &str, reply: &mut Reply<'_>) -> Step {
    let shared = request.shared;
    let outcome = match method {
        Method::Discover => {
            reply.open();
            let versions = json!(Revision::MODERN);
            reply
                .out
                .extend_from_slice(format!(r#""supportedVersions":{versions},"#).as_bytes());
            let capabilities = serde_json::Value::Object(shared.capabilities(request.revision, false));
            reply
                .out
                .extend_from_slice(format!(r#""capabilities":{capabilities},"#).as_bytes());
            if let Some(instructions) = &shared.instructions {
                reply.out.extend_from_slice(br#""instructions":"#);
                crate::jsonrpc::escape(reply.out, instructions);
                reply.out.push(b',');
            }
            reply.out.extend_from_slice(shared.caches.discover.as_bytes());
            reply.close(None);
            Ok(())
        }
        Method::Initialize => initialize(request, text, reply),
        Method::Ping => {
            empty(reply);
            Ok(())
        }
        Method::SetLevel => remember::<SetLevelParams>(request, method, text, reply, |connection, params| {
            connection.set_level(params.level);
            Ok(())
        }),
        Method::ResourcesSubscribe => {
            remember::<SubscribeParams>(request, method, text, reply, |connection, params| {
                connection.subscribe(&params.uri)
            })
        }
        Method::ResourcesUnsubscribe => {
            remember::<SubscribeParams>(request, method, text, reply, |connection, params| {
                connection.unsubscribe(&params.uri);
                Ok(())
            })
        }
        Method::CompletionComplete => match params::<CompleteParams>(text) {
            Ok(params) => return super::complete::complete(request, params, reply),
            Err(error) => Err(error),
        },
        // Opened by whoever has the client's stream, since it outlives its request.
        Method::SubscriptionsListen => match &request.grant {
            Some(grant) => {
                grant.give(text);
                Ok(())
            }
            None => Err(McpError::method_not_found(method.as_str())),
        },
        _ => Err(McpError::method_not_found(method.as_str())),
    };
    if let Err(error) = outcome {
        reply.error(&error);
    }
    Step::Done
}

/// Keeps a client's wish with its connection. A request that stands alone has none, so it cannot be kept.
fn remember<T: DeserializeOwned>(
    request: &Request<'_>,
    method: Method,
    text: &str,
    reply: &mut Reply<'_>,
    keep: impl FnOnce(&Connection, T) -> Result<(), McpError>,
) -> Result<(), McpError> {
    let Some(connection) = request.link.connection() else {
        return Err(McpError::stateless_mode_not_supported(method.as_str()));
    };
    keep(connection, params(text)?)?;
    empty(reply);
    Ok(())
}

fn empty(reply: &mut Reply<'_>) {
    reply.open();
    reply.unopen();
    reply.close(None);
}

/// Reads the message once more, for its parameters as a type.
pub(crate) fn params<T: DeserializeOwned>(text: &str) -> Result<T, McpError> {
    let fault = |why: &str| McpError::invalid_params(format!("Invalid request parameters: {why}"));
    match serde_json::from_str::<Message<'_, &RawValue>>(text)
        .ok()
        .and_then(|message| message.params)
    {
        Some(raw) => serde_json::from_str::<MapOnly<T>>(raw.get())
            .map(|params| params.0)
            .map_err(|error| {
                // Only what the type says about itself: never what was sent.
                let text = error.to_string();
                fault(if text.starts_with("missing field") {
                    text.split(" at line").next().unwrap_or_default()
                } else {
                    "params do not fit the method"
                })
            }),
        None => Err(fault("params are missing")),
    }
}

fn initialize(request: &Request<'_>, text: &str, reply: &mut Reply<'_>) -> Result<(), McpError> {
    let params: InitializeParams = params(text)?;
    let revision = Revision::negotiate(&params.protocol_version);
    let handshake = Handshake {
        revision,
        client_info: params.client_info,
        capabilities: params.capabilities,
    };
    // A server without sessions forgets who it shook hands with.
    if let Some(connection) = request.link.connection()
        && !connection.shake(handshake)
    {
        return Err(McpError::invalid_request("the connection is initialized already"));
    }
    let shared = request.shared;
    let mut result = json!({
        "protocolVersion": revision,
        "capabilities": shared.capabilities(revision, request.link.connection().is_some()),
        "serverInfo": shared.server_info(revision),
    });
    if let Some(instructions) = &shared.instructions {
        result["instructions"] = instructions.as_str().into();
    }
    reply.object(&result);
    Ok(())
}
