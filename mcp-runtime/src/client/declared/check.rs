//! Whether a server has the tools that a trait declares.

use super::argument::How;
use crate::client::Client;
use crate::client::difference::Difference;
use crate::client::error::ClientError;
use crate::jsonrpc::code;
use crate::schema::{
    Mismatch, SchemaOf, Way, What, compare, generator, generator_out, is_nothing, nearest, shown, wraps,
};
use crate::types::Tool;
use schemars::generate::SchemaGenerator;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// What a method of a client declares of its tool.
#[derive(Debug)]
pub struct Method {
    name: &'static str,
    tool: &'static str,
    arguments: Vec<Argument>,
    /// Of a result that is data.
    result: Option<SchemaOf>,
}

#[derive(Debug)]
struct Argument {
    name: &'static str,
    /// Its members are given in its place.
    is_flat: bool,
    is_optional: bool,
    schema: SchemaOf,
}

impl Method {
    /// A method that calls this tool.
    pub const fn new(name: &'static str, tool: &'static str) -> Self {
        Method {
            name,
            tool,
            arguments: Vec::new(),
            result: None,
        }
    }

    /// It takes this argument.
    #[must_use]
    pub fn takes<T: ?Sized>(self, name: &'static str, how: How<T>) -> Self {
        self.argument(name, false, &how)
    }

    /// It takes the members of this argument.
    #[must_use]
    pub fn takes_members<T: ?Sized>(self, name: &'static str, how: How<T>) -> Self {
        self.argument(name, true, &how)
    }

    fn argument<T: ?Sized>(mut self, name: &'static str, is_flat: bool, how: &How<T>) -> Self {
        self.arguments.push(Argument {
            name,
            is_flat,
            is_optional: how.is_optional,
            schema: how.schema,
        });
        self
    }

    /// It gives this.
    #[must_use]
    pub fn gives(mut self, result: Option<SchemaOf>) -> Self {
        self.result = result;
        self
    }

    /// The schema of all arguments.
    fn input(&self) -> Value {
        let mut generator = generator_out();
        let (mut members, mut required, mut parts) = (Map::new(), Vec::new(), Vec::new());
        for argument in &self.arguments {
            let schema = argument.schema.make(&mut generator).to_value();
            match (argument.is_flat, argument.is_optional) {
                // All of its members are there, or none.
                (true, true) => parts.push(json!({ "anyOf": [schema, {}] })),
                (true, false) => parts.push(schema),
                (false, is_optional) => {
                    members.insert(argument.name.to_owned(), schema);
                    if !is_optional {
                        required.push(argument.name);
                    }
                }
            }
        }
        let mut input = json!({
            "type": "object",
            "properties": members,
            "required": required,
            "allOf": parts,
            "$defs": generator.take_definitions(true),
        });
        // What is flat may be a map, with any members.
        if parts.is_empty() {
            input["additionalProperties"] = false.into();
        }
        input
    }

    /// Of an argument whose members are given in its place, and which is no object. No server could take it.
    fn fault(&self) -> Option<ClientError> {
        let object = json!({ "type": "object" });
        self.arguments
            .iter()
            .filter(|argument| argument.is_flat)
            .find_map(|argument| {
                let mut generator = generator_out();
                let schema = argument.schema.make(&mut generator).to_value();
                let mismatch = compare(&document(schema, generator), &object, Way::Out).pop()?;
                let What::Type { sent, .. } = mismatch.what else {
                    return None;
                };
                let (method, name) = (self.name, argument.name);
                let text = format!("`{method}`: the argument `{name}` is flattened, and has no members: it is {sent}");
                Some(ClientError::Invalid(text))
            })
    }

    fn differences(&self, tools: &HashMap<&str, &Tool>, found: &mut Vec<Difference>) {
        let (method, tool) = (self.name, self.tool);
        let Some(listed) = tools.get(tool) else {
            let mut names: Vec<&str> = tools.keys().copied().collect();
            names.sort_unstable();
            let near = nearest(tool, &names).map(shown);
            return found.push(Difference::NoTool { method, tool, near });
        };
        let input = Value::Object(listed.input_schema.clone());
        let arguments = compare(&self.input(), &input, Way::Out);
        found.extend(arguments.into_iter().map(|mismatch| self.of_argument(mismatch)));
        if let (Some(here), Some(there)) = (self.result, &listed.output_schema) {
            self.of_result(here, there, found);
        }
    }

    fn of_argument(&self, mismatch: Mismatch) -> Difference {
        let (method, argument) = (self.name, mismatch.path);
        match mismatch.what {
            What::Unknown { near, .. } => Difference::UnknownArgument { method, argument, near },
            What::Missing { taken: there } => Difference::MissingArgument {
                method,
                argument,
                there,
            },
            What::Optional => Difference::OptionalArgument { method, argument },
            What::Type { sent, taken } => Difference::ArgumentType {
                method,
                argument,
                here: sent,
                there: taken,
            },
        }
    }

    /// As a result is read: what is no object may stand in one, as its only member.
    fn of_result(&self, here: SchemaOf, there: &Map<String, Value>, found: &mut Vec<Difference>) {
        // Nothing is read of it.
        if is_nothing(here) {
            return;
        }
        let mut generator = generator();
        let mut schema = here.make(&mut generator).to_value();
        let members = there.get("properties").and_then(Value::as_object);
        let is_wrapped =
            wraps(here) && members.is_some_and(|members| members.len() == 1 && members.contains_key("result"));
        if is_wrapped {
            schema = json!({ "type": "object", "properties": { "result": schema } });
        }
        let schema = document(schema, generator);
        for Mismatch { path, what } in compare(&Value::Object(there.clone()), &schema, Way::In) {
            let member = match path.strip_prefix("result") {
                Some(member) if is_wrapped => member.strip_prefix('.').unwrap_or(member).to_owned(),
                _ => path,
            };
            let (here, there) = match what {
                What::Type { sent, taken } => (taken, sent),
                What::Missing { taken } => (taken, "missing".to_owned()),
                What::Optional => ("required".to_owned(), "optional".to_owned()),
                What::Unknown { sent, .. } => ("unknown".to_owned(), sent),
            };
            found.push(Difference::ResultType {
                method: self.name,
                member,
                here,
                there,
            });
        }
    }
}

/// A schema with what it refers to.
fn document(mut schema: Value, mut generator: SchemaGenerator) -> Value {
    let definitions = generator.take_definitions(true);
    if let (Value::Object(schema), false) = (&mut schema, definitions.is_empty()) {
        schema.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

/// Lists the tools of a server, and holds them against the methods of the trait of this name.
///
/// # Errors
/// [`ClientError::Differs`], with every difference; the tools cannot be listed; no server could take what is flattened.
pub async fn agrees(client: &Client, name: &'static str, methods: Vec<Method>) -> Result<(), ClientError> {
    if methods.is_empty() {
        return Ok(());
    }
    if let Some(fault) = methods.iter().find_map(Method::fault) {
        return Err(fault);
    }
    let listed = match client.all_tools().await {
        // A server without tools need not know how to list them.
        Err(error) if error.code() == Some(code::METHOD_NOT_FOUND) => Vec::new(),
        listed => listed?,
    };
    let tools: HashMap<&str, &Tool> = listed.iter().map(|tool| (tool.name.as_str(), tool)).collect();
    let mut differences = Vec::new();
    for method in &methods {
        method.differences(&tools, &mut differences);
    }
    match differences.is_empty() {
        true => Ok(()),
        false => Err(ClientError::Differs { name, differences }),
    }
}
