//! What a client knows of a server's tools from their lists: which arguments are headers too (SEP-2243), and what their
//! results have to fit.

use super::Client;
use super::cache::CacheMode;
use super::calls::Call;
use super::error::ClientError;
use super::options::CallOptions;
use crate::schema::validate;
use crate::transport::param::{HEADER_PREFIX, ParamHeader, find_headers, render};
use crate::types::{CallToolResult, JsonObject, ListToolsResult};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Pages that are read to find one tool.
const MOST_PAGES: usize = 100;

/// Tools that are remembered; beyond that, all are forgotten.
const MOST_KNOWN: usize = 100_000;

/// The tools that were listed.
#[derive(Debug, Default)]
pub(super) struct Tools(Mutex<HashMap<String, Arc<Known>>>);

#[derive(Debug)]
struct Known {
    headers: Vec<ParamHeader>,
    output: Option<Value>,
}

impl Tools {
    fn get(&self, name: &str) -> Option<Arc<Known>> {
        let tools = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tools.get(name).cloned()
    }

    fn set(&self, name: &str, known: Known) {
        let mut tools = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tools.len() >= MOST_KNOWN {
            tools.clear();
        }
        tools.insert(name.to_owned(), Arc::new(known));
    }
}

impl Client {
    /// Takes note of a page of tools. Since 2026-07-28, those whose annotations of headers are broken are taken out of it
    /// (server/tools, "x-mcp-header").
    pub(super) fn learn(&self, page: &mut ListToolsResult) {
        let modern = self.revision().is_modern();
        page.tools.retain(|tool| {
            let headers = match find_headers(&tool.input_schema) {
                Err(reason) if modern => {
                    tracing::warn!("dropping tool '{}': invalid x-mcp-header ({reason})", tool.name);
                    return false;
                }
                headers => headers.unwrap_or_default(),
            };
            let output = tool.output_schema.clone().map(Value::Object);
            self.0.tools.set(&tool.name, Known { headers, output });
            true
        });
    }

    /// Lists the tools until this one is found; whether it was. The server is asked: a list that was kept is what is in
    /// doubt. Each page may take this long.
    pub(super) async fn learn_tool(&self, name: &str, timeout: Option<Duration>) -> bool {
        let mut cursor = None;
        for _ in 0..MOST_PAGES {
            let options = CallOptions {
                timeout,
                cache: CacheMode::Refresh,
                ..CallOptions::new()
            };
            let listed = self.page::<ListToolsResult>(cursor.as_deref(), options);
            let Ok(page) = Box::pin(listed).await else {
                return false;
            };
            if page.tools.iter().any(|tool| tool.name == name) {
                return true;
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                return false;
            }
        }
        false
    }

    /// Whether this tool was listed.
    pub(super) fn knows_tool(&self, name: &str) -> bool {
        self.0.tools.get(name).is_some()
    }

    /// The headers that mirror the arguments of a call, and their values.
    pub(super) fn mirrored<P>(&self, call: &Call<'_, P>) -> Vec<(String, String)> {
        let (Some(name), true) = (call.name, self.0.connection.link.has_headers()) else {
            return Vec::new();
        };
        if call.method != "tools/call" || !self.revision().is_modern() {
            return Vec::new();
        }
        let Some(known) = self.0.tools.get(name).filter(|known| !known.headers.is_empty()) else {
            return Vec::new();
        };
        let read: Option<JsonObject> = call.text.and_then(|text| serde_json::from_str(text.get()).ok());
        let Some(arguments) = call.arguments.or(read.as_ref()) else {
            return Vec::new();
        };
        let header = |param: &ParamHeader| {
            let value = render(param.lookup(arguments)?)?.into_owned();
            Some((format!("{HEADER_PREFIX}{}", param.header), value))
        };
        known.headers.iter().filter_map(header).collect()
    }

    /// Holds a result against the output schema that its tool was listed with, if it was.
    ///
    /// # Errors
    /// [`ClientError::InvalidResult`].
    pub(super) fn check_result(&self, name: &str, result: &CallToolResult) -> Result<(), ClientError> {
        let known = self.0.tools.get(name).filter(|_| !result.is_error);
        let Some(schema) = known.as_ref().and_then(|known| known.output.as_ref()) else {
            return Ok(());
        };
        let Some(value) = &result.structured_content else {
            return Err(ClientError::InvalidResult(format!(
                "Tool {name} has an output schema but did not return structured content"
            )));
        };
        validate(schema, value).map_err(|problems| {
            let problems = problems.join("; ");
            ClientError::InvalidResult(format!(
                "Invalid structured content returned by tool {name}: {problems}"
            ))
        })
    }
}
