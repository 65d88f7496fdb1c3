//! Header rules of 2026-07-28: what the headers say must be what the body says (SEP-2243).

use super::named::{Named, Once};
use crate::jsonrpc::{McpError, code};
use crate::server::dispatch::Params;
use crate::server::shared::Shared;
use crate::transport::param::decode;
use http::StatusCode;
use serde_json::{Map, Value};

#[cold]
fn mismatch(message: impl Into<String>) -> McpError {
    McpError::new(code::HEADER_MISMATCH, message)
}

/// The one value of a header.
fn single<'a>(header: Once<'a>, name: &str) -> Result<Option<&'a [u8]>, McpError> {
    match header {
        Once::Absent => Ok(None),
        Once::One(value) => Ok(Some(value.as_bytes().trim_ascii())),
        Once::Many(_) => Err(mismatch(format!("{name} header appears more than once"))),
    }
}

/// The headers that name the version, the method and what it is called on.
#[inline]
pub(super) fn routing(headers: &Named<'_>, version: &str, method: &str, params: &Params<'_>) -> Result<(), McpError> {
    if single(headers.protocol_version, "mcp-protocol-version")? != Some(version.as_bytes()) {
        return Err(mismatch(
            "mcp-protocol-version header does not match the request envelope's protocol version",
        ));
    }
    if single(headers.method, "mcp-method")? != Some(method.as_bytes()) {
        return Err(mismatch("mcp-method header does not match the request body's method"));
    }
    let (member, value) = match method {
        "tools/call" | "prompts/get" => ("name", &params.name),
        "resources/read" => ("uri", &params.uri),
        _ => return Ok(()),
    };
    let Some(value) = value else { return Ok(()) };
    let header = single(headers.name, "mcp-name")?;
    let same = match header {
        // Plain text is the rule, and needs no decoding.
        Some(header) if header == value.0.as_bytes() && !header.starts_with(b"=?") => true,
        Some(header) => decode(header).is_ok_and(|decoded| decoded == value.0),
        None => false,
    };
    if same {
        Ok(())
    } else {
        Err(mismatch(format!(
            "mcp-name header does not match the request body's '{member}' parameter"
        )))
    }
}

/// The headers that repeat arguments.
#[inline]
pub(super) fn parameters(headers: &Named<'_>, shared: &Shared, params: &Params<'_>) -> Result<(), McpError> {
    let registry = shared.registry.load();
    let Some(name) = params.name.as_ref().filter(|_| registry.mirrors) else {
        return Ok(());
    };
    match registry.tools.get(&name.0) {
        Some(tool) if !tool.headers.is_empty() => {
            // What is no object is refused by whoever calls the tool.
            let object = params.arguments.filter(|raw| raw.get().starts_with('{'));
            let arguments = object.map(|raw| serde_json::from_str::<Map<String, Value>>(raw.get()));
            let arguments = arguments
                .transpose()
                .map_err(|error| mismatch(format!("the arguments cannot be compared with their headers: {error}")))?;
            let arguments = arguments.unwrap_or_default();
            for param in &tool.headers {
                let name = format!("{}{}", crate::transport::param::HEADER_PREFIX, param.header);
                let values = headers.all.get_all(name).into_iter().map(http::HeaderValue::as_bytes);
                param
                    .check(values, param.lookup(&arguments))
                    .map_err(|fault| mismatch(fault.message(param)))?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The status HTTP gives an error at 2026-07-28.
pub(super) fn status(code: Option<i32>) -> StatusCode {
    match code {
        Some(
            code::PARSE_ERROR
            | code::INVALID_REQUEST
            | code::INVALID_PARAMS
            | code::HEADER_MISMATCH
            | code::MISSING_REQUIRED_CLIENT_CAPABILITY
            | code::UNSUPPORTED_PROTOCOL_VERSION,
        ) => StatusCode::BAD_REQUEST,
        Some(code::METHOD_NOT_FOUND) => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    }
}
