//! The arguments of a tool: taken from the call's JSON, checked against what was declared, and refused in words a
//! model can act on.

use super::argument::{Origin, Source};
use super::error::Error;
use super::parameter::Parameter;
use super::refusal::{fault, known, unknown};
use super::request::{Request, ToolCall};
use super::step::Step;
use crate::jsonrpc::Scan;
use crate::schema::describe;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// The arguments of one call, taken one by one in the order of the parameters. `N` parameters come from the model.
#[derive(Debug)]
pub struct Arguments<'c, 'a, 'r, const N: usize> {
    pub(super) call: ToolCall<'a, 'r>,
    names: &'c [&'static str; N],
    texts: [Option<&'a str>; N],
    /// What was sent under other names: members of flattened arguments, or mistakes.
    pub(super) rest: Vec<(String, &'a str)>,
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
        if !split.is_usual(text)
            && let Err(error) = serde_json::Deserializer::from_str(text).deserialize_map(&mut split)
        {
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

/// Unknown arguments that a refusal names; a model that sends more has not read the schema.
const SHOWN: usize = 16;

struct Split<'c, 'a, const N: usize> {
    names: &'c [&'static str; N],
    texts: [Option<&'a str>; N],
    rest: Vec<(String, &'a str)>,
}

impl<'a, const N: usize> Split<'_, 'a, N> {
    /// Splits arguments that are all there is to say of: those that are known, each once, by names without escapes. What
    /// is not so is split anew.
    #[inline]
    fn is_usual(&mut self, text: &'a str) -> bool {
        let mut scan = Scan::new(text);
        let split = scan.object(|scan, name| {
            let place = self.names.iter().position(|known| *known == name && !name.is_empty())?;
            let known = self.texts.get_mut(place)?;
            known.replace(scan.value()?).is_none().then_some(())
        });
        if split.is_none() {
            self.texts = [None; N];
        }
        split.is_some()
    }
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
        let expected = describe(&parameter.whole());
        self.problems
            .push(format!("$.{}: missing, expected {expected}", parameter.name));
        None
    }

    #[cold]
    fn problem<T>(&mut self, parameter: &Parameter<T>, text: &str, error: Option<serde_json::Error>) -> Option<T> {
        let root = format!("$.{}", parameter.name);
        let schema = parameter.whole();
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
        for (name, _) in self.rest.iter().take(SHOWN) {
            self.problems.push(unknown(name, &names));
        }
        if let Some(more) = self.rest.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            self.problems.push(format!("{more} more unknown arguments"));
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

/// The value of a parameter that the server gives itself. A state needs no context.
pub(crate) fn extract<T>(source: Source<T>, request: &Request<'_>) -> Result<T, Error> {
    match source.0 {
        Origin::State { .. } => source.of_state(|id| request.shared.state(id)),
        _ => source.extract(request.context()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is split fast is split as serde_json does; which of these are.
    #[test]
    fn both_ways_split_alike() {
        // The last is one of the server's own, which has no name.
        let names = ["a", "b", ""];
        for (text, fast) in [
            ("{}", true),
            (r#"{"a":1}"#, true),
            (r#" { "b" : [ 1 , {"a":2} ] , "a" : "x\n" } "#, true),
            (r#"{"b":-1.5e3,"a":{"":null}}"#, true),
            (r#"{"a":null}"#, false),
            (r#"{"a":1,"a":2}"#, false),
            (r#"{"\u0061":1}"#, false),
            (r#"{"":1}"#, false),
            (r#"{"c":1,"a":2}"#, false),
        ] {
            let split = || Split {
                names: &names,
                texts: [None; 3],
                rest: Vec::new(),
            };
            let (mut ours, mut theirs) = (split(), split());
            assert_eq!(ours.is_usual(text), fast, "{text}");
            let read = serde_json::Deserializer::from_str(text).deserialize_map(&mut theirs);
            if fast {
                assert!(read.is_ok(), "{text}");
                assert_eq!((ours.texts, ours.rest), (theirs.texts, theirs.rest), "{text}");
            } else {
                assert_eq!(ours.texts, [None; 3], "{text}");
            }
        }
    }
}
