//! The results of a tool, held against the schema that was given for them.

use crate::schema::validate;
use crate::server::error::Error;
use crate::server::registry::ToolFn;
use crate::server::reply::{Output, Reply};
use crate::server::request::ToolCall;
use crate::server::step::{Running, Step};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Schemas that are looked at to tell what a schema is of; each may be inside the one before.
const MOST: usize = 256;

/// What structured content has to be: an object, as every revision that has it can read.
#[derive(Debug)]
pub(super) struct Promised {
    schema: Arc<Value>,
    wrapped: bool,
}

impl Promised {
    pub(super) fn new(schema: Value) -> Self {
        let wrapped = !is_of_objects(&schema, &schema, &mut Found::new());
        let mut schema = if wrapped { within_object(schema) } else { schema };
        // Older revisions want to read it at the root.
        if let Value::Object(members) = &mut schema {
            members.entry("type").or_insert_with(|| "object".into());
        }
        Promised {
            schema: Arc::new(schema),
            wrapped,
        }
    }

    /// The schema as it is listed.
    pub(super) fn text(&self) -> String {
        self.schema.to_string()
    }

    pub(super) fn output(&self) -> Output {
        Output {
            structured: true,
            wrapped: self.wrapped,
            // The schema is kept, so a null in the place of a number is found.
            fractions: false,
        }
    }

    /// The same tool with its results held against the schema.
    pub(super) fn held(&self, call: Arc<ToolFn>) -> Arc<ToolFn> {
        let schema = self.schema.clone();
        Arc::new(move |this: ToolCall<'_, '_>| {
            let tool = this.tool.clone();
            match call(this) {
                Step::Running(running) => Step::Running(Box::pin(Held {
                    running,
                    tool,
                    schema: schema.clone(),
                })),
                // What is done at once are refusals of arguments.
                done @ Step::Done => done,
            }
        })
    }
}

/// Schemas by where they are, and what was found of them; false while it is looked for.
type Found = HashMap<*const Value, bool>;

/// Whether what fits a schema can only be an object, or can be nothing else in the eyes of whoever wrote it.
fn is_of_objects(root: &Value, schema: &Value, found: &mut Found) -> bool {
    if let Some(found) = found.get(&std::ptr::from_ref(schema)) {
        return *found;
    }
    if let Some(kind) = schema.get("type") {
        return kind == "object";
    }
    if schema.get("properties").is_some() {
        return true;
    }
    if found.len() > MOST {
        return false;
    }
    found.insert(schema, false);
    let target = schema.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|path| root.pointer(path.strip_prefix('#')?));
    let parts = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    let mut is = |part: &Value| is_of_objects(root, part, found);
    let answer = target.is_some_and(&mut is)
        || parts("allOf").iter().any(&mut is)
        || ["anyOf", "oneOf"]
            .iter()
            .any(|key| !parts(key).is_empty() && parts(key).iter().all(&mut is));
    found.insert(schema, answer);
    answer
}

/// The schema of an object whose member `result` this is the schema of.
fn within_object(mut schema: Value) -> Value {
    let dialect = schema.as_object_mut().and_then(|members| {
        // By a name of its own it would be what its references start from.
        members.remove("$id");
        members.remove("$schema")
    });
    move_references(&mut schema);
    let mut object = json!({ "type": "object", "properties": { "result": schema }, "required": ["result"] });
    if let Some(dialect) = dialect {
        object["$schema"] = dialect;
    }
    object
}

/// References to parts of the schema lead to where these are now.
fn move_references(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(path) if key == "$ref" && (path == "#" || path.starts_with("#/")) => {
                        *path = format!("#/properties/result{}", &path[1..]);
                    }
                    member => move_references(member),
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(move_references),
        _ => {}
    }
}

/// What is looked at of an answer.
#[derive(Deserialize)]
struct Answer {
    result: Option<Outcome>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    structured_content: Option<Value>,
    #[serde(default)]
    is_error: bool,
}

/// A call whose result is looked at before it is sent.
struct Held {
    running: Pin<Box<dyn Running>>,
    tool: Arc<str>,
    schema: Arc<Value>,
}

impl Running for Held {
    fn poll_reply(mut self: Pin<&mut Self>, context: &mut Context<'_>, reply: &mut Reply<'_>) -> Poll<()> {
        if self.running.as_mut().poll_reply(context, reply).is_pending() {
            return Poll::Pending;
        }
        if let Err(problems) = self.look_at(reply) {
            let what = format!("the result does not fit the output schema: {problems}");
            reply.tool_error(&self.tool, &Error::hidden(what));
        }
        Poll::Ready(())
    }
}

impl Held {
    fn look_at(&self, reply: &Reply<'_>) -> Result<(), String> {
        if !reply.revision.has_structured_content() || reply.asked.is_some() {
            return Ok(());
        }
        let answer = serde_json::from_slice::<Answer>(reply.written());
        match answer.map(|answer| answer.result) {
            Ok(Some(Outcome {
                is_error: false,
                structured_content,
            })) => match structured_content {
                Some(value) => validate(&self.schema, &value).map_err(|problems| problems.join("; ")),
                None => Err("it has no structured content".into()),
            },
            _ => Ok(()),
        }
    }
}
