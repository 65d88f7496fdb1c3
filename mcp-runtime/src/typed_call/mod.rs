//! The call of a tool, made from the tool's own declaration: `args` beside its function gives one, a client makes it.

mod argument;
mod content;
mod outcome;

pub use argument::Sends;
pub use content::FromContent;
pub use outcome::{Fallible, Gives, Plain, ReadAs};

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Error, Value};
use std::borrow::Cow;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

/// A call of a tool, for [`Client::call`](crate::Client::call): what `args` beside its function gives, with the setters of
/// its optional arguments. `K` says what the tool returns, and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no call of a tool [MCP160]",
    label = "neither `args(…)` of a tool nor what its setters give",
    note = "beside the function of a tool stands its call: `client.call(forecast::args(\"London\"))`"
)]
pub trait TypedCall<K: ?Sized>: Sized {
    /// What is sent.
    fn into_request(self) -> ToolRequest;
}

/// A tool and the arguments of one call.
#[derive(Debug)]
pub struct ToolRequest {
    tool: &'static str,
    arguments: Arguments,
    /// The first argument that cannot be sent.
    fault: Option<String>,
}

impl ToolRequest {
    /// A call of this tool without arguments.
    #[doc(hidden)]
    pub const fn new(tool: &'static str) -> Self {
        ToolRequest {
            tool,
            arguments: Arguments(Vec::new()),
            fault: None,
        }
    }

    /// The name of the tool.
    pub fn tool(&self) -> &'static str {
        self.tool
    }

    /// With this argument.
    #[doc(hidden)]
    #[must_use]
    pub fn with<T: ?Sized>(mut self, name: &'static str, value: impl Sends<T>) -> Self {
        self.set(name, value);
        self
    }

    /// With the members of this argument.
    #[doc(hidden)]
    #[must_use]
    pub fn with_members<T: ?Sized>(mut self, name: &'static str, value: impl Sends<T>) -> Self {
        self.set_members(name, value);
        self
    }

    /// Sets this argument. Where it is there, it is another now.
    #[doc(hidden)]
    pub fn set<T: ?Sized>(&mut self, name: &'static str, value: impl Sends<T>) {
        match value.json() {
            Ok(value) => self.arguments.set(name.into(), value),
            Err(error) => self.cannot(name, &error),
        }
    }

    /// Sets the members of this argument.
    #[doc(hidden)]
    pub fn set_members<T: ?Sized>(&mut self, name: &'static str, value: impl Sends<T>) {
        if let Err(error) = value.json().and_then(|members| self.merge(&members)) {
            self.cannot(name, &error);
        }
    }

    /// With this argument, where there is one: its JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn give(mut self, name: &'static str, json: Result<Option<Box<RawValue>>, Error>) -> Self {
        match json {
            Ok(Some(value)) => self.arguments.set(name.into(), value),
            Ok(None) => {}
            Err(error) => self.cannot(name, &error),
        }
        self
    }

    /// With the members of this argument, where there is one.
    #[doc(hidden)]
    #[must_use]
    pub fn give_members(mut self, name: &'static str, json: Result<Option<Box<RawValue>>, Error>) -> Self {
        let merged = json.and_then(|members| members.map_or(Ok(()), |members| self.merge(&members)));
        if let Err(error) = merged {
            self.cannot(name, &error);
        }
        self
    }

    fn merge(&mut self, members: &RawValue) -> Result<(), Error> {
        match serde_json::from_str(members.get())? {
            Value::Object(members) => {
                for (name, value) in members {
                    self.arguments.set(name.into(), to_raw_value(&value)?);
                }
                Ok(())
            }
            Value::Null => Ok(()),
            _ => Err(serde::ser::Error::custom("it is no JSON object")),
        }
    }

    #[cold]
    fn cannot(&mut self, name: &str, error: &Error) {
        self.fault
            .get_or_insert_with(|| format!("the argument '{name}' cannot be sent: {error}"));
    }

    /// The arguments.
    ///
    /// # Errors
    /// One of them cannot be sent, and why.
    pub(crate) fn arguments(&self) -> Result<impl Serialize, String> {
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(&self.arguments),
        }
    }
}

/// Arguments, in the order in which the tool declares them, as JSON.
#[derive(Debug)]
struct Arguments(Vec<(Cow<'static, str>, Box<RawValue>)>);

impl Arguments {
    fn set(&mut self, name: Cow<'static, str>, value: Box<RawValue>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name, value)),
        }
    }
}

impl Serialize for Arguments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A call whose arguments are all there.
pub struct Typed<K: ?Sized>(ToolRequest, PhantomData<fn() -> Box<K>>);

impl<K: ?Sized> Typed<K> {
    /// The call that this request is.
    pub const fn new(request: ToolRequest) -> Self {
        Typed(request, PhantomData)
    }
}

impl<K: ?Sized> Debug for Typed<K> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.0, formatter)
    }
}

#[diagnostic::do_not_recommend]
impl<K: ?Sized> TypedCall<K> for Typed<K> {
    fn into_request(self) -> ToolRequest {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::HashMap;

    fn sent(request: &ToolRequest) -> Result<String, String> {
        let arguments = request.arguments()?;
        serde_json::to_string(&arguments).map_err(|error| error.to_string())
    }

    #[test]
    fn arguments_keep_their_order_and_are_set_once() {
        let call = ToolRequest::new("forecast")
            .with::<String>("city", "London")
            .with::<u8>("days", 1)
            .with::<Option<String>>("unit", "C")
            .with_members::<Value>("more", json!({ "days": 3 }))
            .with_members::<Option<Value>>("none", None)
            .with::<Option<u8>>("detail", None);
        let expected = r#"{"city":"London","days":3,"unit":"C","detail":null}"#;
        assert_eq!(sent(&call).as_deref(), Ok(expected));
    }

    #[test]
    fn what_is_no_json_is_told_when_it_is_sent() {
        let odd = HashMap::from([((1, 2), 3)]);
        let call = ToolRequest::new("forecast")
            .with::<HashMap<_, _>>("odd", odd)
            .with_members::<u8>("more", 1);
        let fault = sent(&call).expect_err("no JSON");
        assert_eq!(fault, "the argument 'odd' cannot be sent: key must be a string");
    }
}
