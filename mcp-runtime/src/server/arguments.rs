//! The arguments of a tool: taken from the call's JSON, checked against what was declared, and refused in words a
//! model can act on.

use super::argument::{Origin, Source};
use super::error::Error;
use super::promises::Promises;
use super::refusal::{fault, known, unknown};
use super::request::{Request, ToolCall};
use super::step::Step;
use crate::schema::{Lengthed, ObjectSchema, Patterned, Ranged, describe};
use schemars::{Schema, SchemaGenerator};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::any::TypeId;
use std::fmt;
use std::ops::RangeBounds;

/// One parameter of a handler: its name, its source, and what is promised about it. Macros build it once, when the
/// server is built; a call only reads it.
#[derive(Debug)]
pub struct Parameter<T> {
    name: &'static str,
    source: Source<T>,
    promises: Promises<T>,
    keywords: Vec<(&'static str, Value)>,
    /// Its members stand beside the other arguments: their names.
    flat: Option<Vec<String>>,
}

impl<T> Parameter<T> {
    /// A parameter of this name on the wire.
    pub fn new(name: &'static str, source: Source<T>) -> Self {
        Parameter {
            name,
            source,
            promises: Promises::new(name),
            keywords: Vec::new(),
            flat: None,
        }
    }

    /// Its members stand beside the other arguments instead of inside one of their own.
    #[must_use]
    pub fn flatten(mut self) -> Self {
        let members = match self.source.0 {
            Origin::Model { schema, .. } => schema.whole().get("properties").and_then(Value::as_object).cloned(),
            _ => None,
        };
        match members {
            Some(members) => self.flat = Some(members.keys().cloned().collect()),
            None => self
                .promises
                .faults
                .push(format!("`{}` is no struct, so it cannot be flattened", self.name)),
        }
        self
    }

    /// The name the model uses; none for what the server gives, and for what is flattened.
    pub fn wire_name(&self) -> &'static str {
        match self.source.0 {
            Origin::Model { .. } if self.flat.is_none() => self.name,
            _ => "",
        }
    }

    /// A keyword of its schema: `description`, `title`, `examples`, `x-mcp-header`.
    #[must_use]
    pub fn keyword(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.keywords.push((key, value.into()));
        self
    }

    /// The value when the model sends none. `json` is the same for the schema, where it can be said.
    #[must_use]
    pub fn default(mut self, default: fn() -> T, json: impl FnOnce(T) -> Option<Value>) -> Self {
        let value = self.promises.set_default(default);
        if let Some(value) = json(value) {
            self.keywords.push(("default", value));
        }
        self
    }

    /// A number within bounds.
    #[must_use]
    pub fn range(mut self, range: impl RangeBounds<T::Number>) -> Self
    where
        T: Ranged,
    {
        self.promises.range(&range);
        self
    }

    /// Text or a list of a bounded length.
    #[must_use]
    pub fn length(mut self, range: impl RangeBounds<usize>) -> Self
    where
        T: Lengthed,
    {
        self.promises.length(&range);
        self
    }

    /// Text that matches a pattern.
    #[must_use]
    pub fn pattern(mut self, pattern: &'static str) -> Self
    where
        T: Patterned,
    {
        self.promises.pattern(pattern);
        self
    }

    /// The schema as the model sees it, without the `null` that an optional argument would also take: leaving it out
    /// says the same in fewer words.
    fn schema(&self, generator: &mut SchemaGenerator) -> Option<Value> {
        let Origin::Model { schema, .. } = self.source.0 else {
            return None;
        };
        let mut schema = without_null(schema.make(generator));
        for constraint in &self.promises.constraints {
            constraint.apply(&mut schema);
        }
        for (key, value) in &self.keywords {
            schema.insert((*key).to_owned(), value.clone());
        }
        Some(schema.to_value())
    }

    fn is_required(&self) -> bool {
        match self.source.0 {
            Origin::Model { absent, .. } => self.promises.default.is_none() && absent().is_none(),
            _ => false,
        }
    }
}

fn without_null(schema: Schema) -> Schema {
    let mut value = schema.to_value();
    if let Some(Value::Array(kinds)) = value.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            value["type"] = kind.clone();
        }
    }
    if let Some(Value::Array(values)) = value.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(options)) = value.get_mut("anyOf") {
        options.retain(|option| option.get("type").and_then(Value::as_str) != Some("null"));
        if let [option] = options.as_slice() {
            let option = option.clone();
            if let (Some(object), Value::Object(option)) = (value.as_object_mut(), option) {
                object.remove("anyOf");
                object.extend(option);
            }
        }
    }
    Schema::try_from(value).unwrap_or_default()
}

/// A parameter whatever its type, for what is done once.
pub trait Declared {
    /// Adds it to the schema of the arguments, if the model fills it in.
    ///
    /// # Errors
    /// What is wrong with it beside the others.
    fn declare(&self, generator: &mut SchemaGenerator, object: &mut DeclaredObject) -> Result<(), String>;
    /// The state it needs of the server.
    fn needs(&self) -> Option<(TypeId, &'static str)>;
    /// What is wrong with the declaration itself.
    fn faults(&self) -> &[String];
}

/// The schema of all arguments, under construction.
#[derive(Debug, Default)]
pub struct DeclaredObject(pub(crate) ObjectSchema);

impl<T> Declared for Parameter<T> {
    fn declare(&self, generator: &mut SchemaGenerator, object: &mut DeclaredObject) -> Result<(), String> {
        let Some(schema) = self.schema(generator) else {
            return Ok(());
        };
        let twice = |name: &str| format!("two arguments are named `{name}`");
        if self.flat.is_none() {
            if self.name.is_empty() {
                return Err("an argument that the model fills in needs a plain name".into());
            }
            let added = object.0.property(self.name, &schema, self.is_required());
            return added.then_some(()).ok_or_else(|| twice(self.name));
        }
        let inner = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|path| path.rsplit('/').next());
        let inner = inner
            .and_then(|name| generator.definitions().get(name))
            .cloned()
            .unwrap_or(schema);
        let required = inner
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        for (name, member) in inner.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let needed = required.iter().any(|required| required == name);
            if !object.0.property(name, member, needed) {
                return Err(twice(name));
            }
        }
        Ok(())
    }

    fn needs(&self) -> Option<(TypeId, &'static str)> {
        match self.source.0 {
            Origin::State { id, name, .. } => Some((id, name)),
            _ => None,
        }
    }

    fn faults(&self) -> &[String] {
        &self.promises.faults
    }
}

/// The arguments of one call, taken one by one in the order of the parameters. `N` parameters come from the model.
#[derive(Debug)]
pub struct Arguments<'c, 'a, 'r, const N: usize> {
    call: ToolCall<'a, 'r>,
    names: &'c [&'static str; N],
    texts: [Option<&'a str>; N],
    /// What was sent under other names: members of flattened arguments, or mistakes.
    rest: Vec<(String, &'a str)>,
    /// The members of flattened arguments.
    flat: Vec<&'c [String]>,
    problems: Vec<String>,
    failed: Option<Error>,
}

impl<'a, 'r> ToolCall<'a, 'r> {
    /// Splits the arguments by name. `names` are those of every parameter, in order; the server's own have names too,
    /// which are not looked at.
    #[inline]
    pub fn arguments<'c, const N: usize>(self, names: &'c [&'static str; N]) -> Arguments<'c, 'a, 'r, N> {
        let mut split = Split {
            names,
            texts: [None; N],
            rest: Vec::new(),
        };
        let mut problems = Vec::new();
        let text = self.arguments;
        // Reading cannot fail on syntax: the text was cut out of a message that was read whole.
        if let Err(error) = serde_json::Deserializer::from_str(text).deserialize_map(&mut split) {
            problems.push(fault(text, &error, "$", &Value::Null));
        }
        Arguments {
            texts: split.texts,
            rest: split.rest,
            flat: Vec::new(),
            names,
            call: self,
            problems,
            failed: None,
        }
    }
}

struct Split<'c, 'a, const N: usize> {
    names: &'c [&'static str; N],
    texts: [Option<&'a str>; N],
    rest: Vec<(String, &'a str)>,
}

impl<'a, const N: usize> Visitor<'a> for &mut Split<'_, 'a, N> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(place) = map.next_key_seed(Place(self.names))? {
            match place {
                Ok(index) => {
                    let raw: &'a RawValue = map.next_value()?;
                    if self.texts[index].replace(raw.get()).is_some() {
                        return Err(serde::de::Error::custom(format_args!(
                            "duplicate field `{}`",
                            self.names[index]
                        )));
                    }
                }
                Err(name) => {
                    let raw: &'a RawValue = map.next_value()?;
                    self.rest.push((name, raw.get()));
                }
            }
        }
        Ok(())
    }
}

/// A key as its place among the names, or itself.
struct Place<'c, const N: usize>(&'c [&'static str; N]);

impl<'de, const N: usize> serde::de::DeserializeSeed<'de> for Place<'_, N> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for Place<'_, N> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an argument name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self
            .0
            .iter()
            .position(|name| *name == key && !key.is_empty())
            .ok_or_else(|| key.to_owned()))
    }
}

impl<'c, 'a, 'r, const N: usize> Arguments<'c, 'a, 'r, N> {
    /// The value of parameter `index`, or `None` with the problem kept for [`refuse`](Self::refuse).
    #[inline]
    pub fn take<T>(&mut self, index: usize, parameter: &'c Parameter<T>) -> Option<T> {
        if let (Origin::Model { parse, .. }, Some(members)) = (parameter.source.0, &parameter.flat) {
            self.flat.push(members);
            return self.take_flat(parse, members);
        }
        match parameter.source.0 {
            Origin::Model { parse, absent, .. } => match self.texts.get(index).copied().flatten() {
                Some(text) => match parse(text) {
                    Ok(value) if parameter.promises.keeps(&value) => Some(value),
                    Ok(_) => self.problem(parameter, text, None),
                    Err(error) => self.problem(parameter, text, Some(error)),
                },
                None => match parameter.promises.default {
                    Some(default) => Some(default()),
                    None => absent().or_else(|| self.missing(parameter)),
                },
            },
            _ => self.extract(parameter),
        }
    }

    /// Puts the members of a flattened argument together again, and reads them as one.
    fn take_flat<T>(&mut self, parse: fn(&str) -> Result<T, serde_json::Error>, members: &[String]) -> Option<T> {
        let mut text = String::from("{");
        self.rest.retain(|(name, value)| {
            let mine = members.contains(name);
            if mine {
                if text.len() > 1 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                text.push_str(value);
            }
            !mine
        });
        text.push('}');
        parse(&text)
            .map_err(|error| self.problems.push(fault(&text, &error, "$", &Value::Null)))
            .ok()
    }

    fn extract<T>(&mut self, parameter: &Parameter<T>) -> Option<T> {
        match extract(parameter.source, self.call.request) {
            Ok(value) => Some(value),
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }

    #[cold]
    fn missing<T>(&mut self, parameter: &Parameter<T>) -> Option<T> {
        let expected = describe(&whole(parameter));
        self.problems
            .push(format!("$.{}: missing, expected {expected}", parameter.name));
        None
    }

    #[cold]
    fn problem<T>(&mut self, parameter: &Parameter<T>, text: &str, error: Option<serde_json::Error>) -> Option<T> {
        let root = format!("$.{}", parameter.name);
        let schema = whole(parameter);
        self.problems.push(match error {
            Some(error) => fault(text, &error, &root, &schema),
            None => format!("{root}: expected {}", describe(&schema)),
        });
        None
    }

    /// All is taken: the call goes on.
    #[inline]
    pub fn accept(self) -> Result<ToolCall<'a, 'r>, Step> {
        if self.problems.is_empty() && self.failed.is_none() && self.rest.is_empty() {
            Ok(self.call)
        } else {
            Err(self.refuse())
        }
    }

    /// Answers with what is wrong: every problem at once, so that one more try can be enough. No value that was sent is
    /// repeated.
    #[cold]
    pub fn refuse(mut self) -> Step {
        let names = known(self.names, &self.flat);
        for (name, _) in &self.rest {
            self.problems.push(unknown(name, &names));
        }
        let tool = self.call.tool;
        match self.failed {
            Some(error) if self.problems.is_empty() => self.call.reply.tool_error(tool, &error),
            _ => {
                tracing::info!(
                    tool = &**tool,
                    problems = self.problems.len(),
                    "tool refused its arguments"
                );
                let mut text = self.problems.join("; ");
                let names = known(self.names, &self.flat);
                let valid = if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(", ")
                };
                text.push_str(&format!(" (arguments: {valid})"));
                self.call.reply.tool_refusal(tool, &text);
            }
        }
        Step::Done
    }
}

/// The value of a parameter that the server gives itself.
pub(crate) fn extract<T>(source: Source<T>, request: &Request<'_>) -> Result<T, Error> {
    match source.0 {
        Origin::Request(extract) => extract(request),
        Origin::Context(extract) => extract(request.context()),
        Origin::State { id, name, wrap } => {
            let state = request.shared.state(id).and_then(wrap);
            state.ok_or_else(|| Error::hidden(format!("this server was not given a State<{name}>")))
        }
        Origin::Model { .. } => Err(Error::hidden("data cannot be taken from the server")),
    }
}

fn whole<T>(parameter: &Parameter<T>) -> Value {
    let Origin::Model { schema, .. } = parameter.source.0 else {
        return Value::Null;
    };
    let mut schema = without_null(Schema::try_from(schema.whole()).unwrap_or_default());
    for constraint in &parameter.promises.constraints {
        constraint.apply(&mut schema);
    }
    if let Some((key, examples)) = parameter.keywords.iter().find(|(key, _)| *key == "examples") {
        schema.insert((*key).to_owned(), examples.clone());
    }
    schema.to_value()
}

/// What a tool declares: the schema of its arguments, the states it needs, and faults of the declaration.
#[derive(Debug)]
pub struct Declaration {
    pub(crate) input_schema: String,
    pub(crate) needs: Vec<(TypeId, &'static str)>,
    pub(crate) faults: Vec<String>,
}

impl Declaration {
    /// Declares parameters in their order.
    pub fn new(parameters: &[&dyn Declared]) -> Self {
        let mut generator = crate::schema::generator();
        let mut object = DeclaredObject::default();
        let mut faults: Vec<String> = parameters
            .iter()
            .flat_map(|parameter| parameter.faults().to_vec())
            .collect();
        for parameter in parameters {
            faults.extend(parameter.declare(&mut generator, &mut object).err());
        }
        Declaration {
            input_schema: object.0.finish(&generator.take_definitions(true)),
            needs: parameters.iter().filter_map(|parameter| parameter.needs()).collect(),
            faults,
        }
    }
}
