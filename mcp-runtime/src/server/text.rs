//! Parameters that come as text: the variables of a URI and the arguments of a prompt.

use super::argument::{Argument, Origin, Source};
use super::arguments::extract;
use super::error::Error;
use super::promises::Promises;
use super::request::Request;
use crate::schema::{Lengthed, Patterned, Ranged, SchemaOf, describe};
use crate::uri::UriValue;
use serde_json::Value;
use std::any::TypeId;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::RangeBounds;
use std::str::FromStr;

/// The question how a type is read from text. `FromStr` is asked first, by an inherent method; then, by that of
/// [`TextLike`], the types that serde reads, and the server's own.
#[derive(Debug)]
pub struct TextOf<T>(PhantomData<fn() -> T>);

impl<T> TextOf<T> {
    /// The question.
    pub const ASK: Self = TextOf(PhantomData);
}

/// How a value is read from text.
#[derive(Debug)]
pub struct TextSource<T>(Read<T>);

#[derive(Debug)]
enum Read<T> {
    Str(fn(&UriValue) -> Option<T>),
    Serde {
        schema: SchemaOf,
        parse: fn(&str) -> Result<T, serde_json::Error>,
        absent: fn() -> Option<T>,
    },
    Server(Source<T>),
}

impl<T> Clone for TextSource<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for TextSource<T> {}

impl<T> Clone for Read<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Read<T> {}

impl<T: FromStr> TextOf<T> {
    /// How it is read.
    pub fn how(self) -> TextSource<T> {
        TextSource(Read::Str(|value| match value {
            UriValue::One(text) => text.parse().ok(),
            UriValue::Many(_) => None,
        }))
    }
}

/// Types that are not read by `FromStr`.
pub trait TextLike<T>: Sized {
    /// How it is read.
    fn how(self) -> TextSource<T>
    where
        T: Argument,
    {
        let source = T::source();
        TextSource(match source.0 {
            Origin::Model {
                schema, parse, absent, ..
            } => Read::Serde { schema, parse, absent },
            _ => Read::Server(source),
        })
    }
}

impl<T> TextLike<T> for TextOf<T> {}

/// One parameter of a resource or prompt.
#[derive(Debug)]
pub struct TextParameter<T> {
    pub(crate) name: &'static str,
    source: TextSource<T>,
    promises: Promises<T>,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
}

impl<T> TextParameter<T> {
    /// A parameter of this name.
    pub fn new(name: &'static str, source: TextSource<T>) -> Self {
        TextParameter {
            name,
            source,
            promises: Promises::new(name),
            title: None,
            description: None,
        }
    }

    /// What it is called for people, or what it is.
    #[must_use]
    pub fn keyword(mut self, key: &str, value: impl Into<String>) -> Self {
        match key {
            "title" => self.title = Some(value.into()),
            _ => self.description = Some(value.into()),
        }
        self
    }

    /// The value when none is sent.
    #[must_use]
    pub fn default(mut self, default: fn() -> T, _json: impl FnOnce(T) -> Option<Value>) -> Self {
        self.promises.set_default(default);
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
}

/// A text parameter whatever its type.
pub trait DeclaredText {
    /// Name, title, description and whether it must be sent; `None` for what the server gives.
    fn declared(&self) -> Option<DeclaredTextParameter>;
    /// The values an enum has, which is what completes it.
    fn values(&self) -> Vec<String>;
    /// The state it needs of the server.
    fn needs(&self) -> Option<(TypeId, &'static str)>;
    /// What is wrong with the declaration itself.
    fn faults(&self) -> &[String];
}

/// What is said of a text parameter to clients.
#[derive(Clone, Debug)]
pub struct DeclaredTextParameter {
    /// At run time, a name that was learned.
    pub(crate) name: Cow<'static, str>,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) required: bool,
}

impl<T> DeclaredText for TextParameter<T> {
    fn declared(&self) -> Option<DeclaredTextParameter> {
        let required = match self.source.0 {
            Read::Str(_) => true,
            Read::Serde { absent, .. } => absent().is_none(),
            Read::Server(_) => return None,
        };
        Some(DeclaredTextParameter {
            name: self.name.into(),
            title: self.title.clone(),
            description: self.description.clone(),
            required: required && self.promises.default.is_none(),
        })
    }

    fn values(&self) -> Vec<String> {
        let Read::Serde { schema, .. } = self.source.0 else {
            return Vec::new();
        };
        enumerated(&schema.whole())
    }

    fn needs(&self) -> Option<(TypeId, &'static str)> {
        match self.source.0 {
            Read::Server(Source(Origin::State { id, name, .. })) => Some((id, name)),
            _ => None,
        }
    }

    fn faults(&self) -> &[String] {
        &self.promises.faults
    }
}

/// The string values a schema lists.
fn enumerated(schema: &Value) -> Vec<String> {
    let strings = |values: &Vec<Value>| {
        values
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect()
    };
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return strings(values);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(options) = schema.get(key).and_then(Value::as_array) {
            return options
                .iter()
                .flat_map(|option| match option.get("const").and_then(Value::as_str) {
                    Some(text) => vec![text.to_owned()],
                    None => enumerated(option),
                })
                .collect();
        }
    }
    Vec::new()
}

/// What the parameters of a resource or prompt declare, taken down before they move into the function.
#[derive(Debug, Default)]
pub struct DeclaredTexts {
    pub(crate) parameters: Vec<DeclaredTextParameter>,
    /// The values of enums, by argument.
    pub(crate) values: Vec<(Cow<'static, str>, Vec<String>)>,
    pub(crate) needs: Vec<(TypeId, &'static str)>,
    pub(crate) faults: Vec<String>,
    /// Arguments that resolvers find.
    pub(crate) resolved: &'static [&'static str],
}

impl DeclaredTexts {
    /// Declares parameters in their order.
    pub fn new(parameters: &[&dyn DeclaredText]) -> Self {
        let mut declared = DeclaredTexts::default();
        for parameter in parameters {
            declared.needs.extend(parameter.needs());
            declared.faults.extend_from_slice(parameter.faults());
            let Some(this) = parameter.declared() else { continue };
            if this.name.is_empty() {
                declared
                    .faults
                    .push("an argument that comes as text needs a plain name".into());
            }
            let values = parameter.values();
            if !values.is_empty() {
                declared.values.push((this.name.clone(), values));
            }
            declared.parameters.push(this);
        }
        declared
    }
}

/// The texts of one call, taken one by one.
#[derive(Debug)]
pub struct Texts<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) values: &'a dyn TextValues,
    pub(crate) missing: Vec<Cow<'static, str>>,
    pub(crate) unfit: Vec<String>,
    pub(crate) failed: Option<Error>,
}

/// Where texts are looked up.
pub trait TextValues: std::fmt::Debug {
    /// The value of this name, if it was sent.
    fn value(&self, name: &str) -> Option<UriValue>;
}

impl Texts<'_> {
    /// The value of a parameter, or `None` with the problem kept.
    pub fn take<T>(&mut self, parameter: &TextParameter<T>) -> Option<T> {
        if let Read::Server(source) = parameter.source.0 {
            return match extract(source, self.request) {
                Ok(value) => Some(value),
                Err(error) => {
                    self.failed.get_or_insert(error);
                    None
                }
            };
        }
        let Some(text) = self.values.value(parameter.name) else {
            let absent = match parameter.source.0 {
                Read::Serde { absent, .. } => absent(),
                _ => None,
            };
            let found = parameter.promises.default.map(|default| default()).or(absent);
            if found.is_none() {
                self.missing.push(parameter.name.into());
            }
            return found;
        };
        let (value, schema) = match parameter.source.0 {
            Read::Str(parse) => (parse(&text), None),
            Read::Serde { parse, schema, .. } => (read(&text, parse), Some(schema)),
            Read::Server(_) => (None, None),
        };
        let value = value.filter(|value| parameter.promises.keeps(value));
        if value.is_none() {
            let mut words = Value::Object(serde_json::Map::new());
            if let Some(schema) = schema {
                words = schema.whole();
            }
            for constraint in &parameter.promises.constraints {
                // What `FromStr` reads has no schema: its limits tell what it is.
                if schema.is_none() {
                    words["type"] = constraint.kind.into();
                }
                for (key, value) in &constraint.keywords {
                    words[*key] = value.clone();
                }
            }
            let known = words.as_object().is_some_and(|words| !words.is_empty());
            let expected = if known {
                format!(", expected {}", describe(&words))
            } else {
                String::new()
            };
            self.unfit
                .push(format!("argument '{}' does not fit{expected}", parameter.name));
        }
        value
    }
}

/// Text as data: a JSON string where the type wants text, the literal itself where it wants a number or a boolean.
fn read<T>(value: &UriValue, parse: fn(&str) -> Result<T, serde_json::Error>) -> Option<T> {
    match value {
        UriValue::One(text) => parse(&Value::from(text.as_str()).to_string())
            .or_else(|_| parse(text))
            .ok(),
        UriValue::Many(texts) => {
            let quoted = Value::from(texts.clone()).to_string();
            parse(&quoted)
                .or_else(|_| parse(&format!("[{}]", texts.join(","))))
                .ok()
        }
    }
}
