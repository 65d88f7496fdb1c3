//! What a tool's result is read as: the success type of its function.

use super::content::FromContent;
use crate::schema::{SchemaOf, is_nothing, wraps};
use crate::server::respond::{AsContent, AsData, AsIs, AsMany, AsMaybe, AsTuple};
use crate::types::{CallToolResult, Content};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Display;
use std::marker::PhantomData;

/// What a tool returns whose return type is not written as a `Result`. It may be one all the same, by another name.
#[derive(Debug)]
pub struct Plain<R: ?Sized>(PhantomData<fn() -> Box<R>>);

/// What a tool returns whose return type is written as a `Result`.
#[derive(Debug)]
pub struct Fallible<R: ?Sized>(PhantomData<fn() -> Box<R>>);

/// A return type whose calls give a `T`; `M` says how it is read, and is always inferred.
#[diagnostic::on_unimplemented(
    message = "the result of this tool cannot be read as `{T}` [MCP162]",
    label = "not what the tool returns, or nothing that can be read",
    note = "data needs serde's `Deserialize` and schemars' `JsonSchema`, which `#[mcp::data]` brings",
    note = "of a `Result` by another name it has to be written what is expected: `let rows: Vec<Row> = …`",
    note = "`call_raw` gives the result as it came"
)]
pub trait Gives<T, M> {
    /// Reads a result that is no failure.
    ///
    /// # Errors
    /// It does not fit, and why.
    fn read(result: CallToolResult) -> Result<T, String>;
}

/// A by-way for each of the two kinds of a return type.
#[derive(Debug)]
pub enum Whole {}
/// The other.
#[derive(Debug)]
pub enum Part {}

#[diagnostic::do_not_recommend]
impl<T: ReadAs<M>, M> Gives<T, (Whole, M)> for Plain<T> {
    fn read(result: CallToolResult) -> Result<T, String> {
        T::read(result)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ReadAs<M>, E, M> Gives<T, (Part, M)> for Plain<Result<T, E>> {
    fn read(result: CallToolResult) -> Result<T, String> {
        T::read(result)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ReadAs<M>, E, M> Gives<T, M> for Fallible<Result<T, E>> {
    fn read(result: CallToolResult) -> Result<T, String> {
        T::read(result)
    }
}

/// What a result can be read as: the other side of [`Respond`](crate::Respond). The ways do not overlap as long as no
/// content type has a JSON schema.
#[diagnostic::on_unimplemented(
    message = "the result of this tool cannot be read as `{Self}` [MCP162]",
    label = "nothing that can be read",
    note = "data needs serde's `Deserialize` and schemars' `JsonSchema`, which `#[mcp::data]` brings",
    note = "`mcp::types::CallToolResult` is the result as it came"
)]
pub trait ReadAs<M>: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// It does not fit, and why.
    fn read(result: CallToolResult) -> Result<Self, String>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema> ReadAs<AsData> for T {
    fn read(result: CallToolResult) -> Result<T, String> {
        let mut last = None;
        for value in values(result, SchemaOf::of::<T>()).into_iter().flatten() {
            match serde_json::from_value(value) {
                Ok(value) => return Ok(value),
                Err(error) => last = Some(last.unwrap_or(error)),
            }
        }
        Err(last.map_or_else(String::new, |error| error.to_string()))
    }
}

/// What the data may be, likeliest first. Where there is no structured content, that is the text, which is JSON but for a
/// string and for nothing at all.
fn values(result: CallToolResult, schema: SchemaOf) -> [Option<Value>; 2] {
    // Whatever came: there is nothing to be read of it.
    if is_nothing(schema) {
        return [Some(Value::Null), None];
    }
    if let Some(value) = result.structured_content {
        return [Some(unwrapped(value, schema)), None];
    }
    if result.content.is_empty() {
        return [Some(Value::Null), None];
    }
    let text = result.text();
    let read: Option<Value> = serde_json::from_str(&text).ok();
    [
        read.filter(|value| !value.is_string() && !value.is_null()),
        Some(Value::String(text)),
    ]
}

/// The value in `{"result": …}`, where the schema says that it is wrapped so.
fn unwrapped(value: Value, schema: SchemaOf) -> Value {
    let Value::Object(mut members) = value else {
        return value;
    };
    let alone = members.len() == 1;
    match members.get_mut("result") {
        Some(inner) if alone && wraps(schema) => inner.take(),
        _ => Value::Object(members),
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromContent> ReadAs<AsContent> for T {
    fn read(result: CallToolResult) -> Result<T, String> {
        let mut blocks = Blocks::of(result);
        let block = blocks.next()?;
        blocks.end()?;
        Ok(block)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromContent> ReadAs<AsMany> for Vec<T> {
    fn read(result: CallToolResult) -> Result<Vec<T>, String> {
        result.content.into_iter().map(T::from_content).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromContent> ReadAs<AsMaybe> for Option<T> {
    fn read(result: CallToolResult) -> Result<Option<T>, String> {
        if result.content.is_empty() {
            return Ok(None);
        }
        <T as ReadAs<AsContent>>::read(result).map(Some)
    }
}

macro_rules! read_tuple {
    ($($part:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($part: FromContent),*> ReadAs<AsTuple> for ($($part,)*) {
            fn read(result: CallToolResult) -> Result<Self, String> {
                let mut blocks = Blocks::of(result);
                let parts = ($(blocks.next::<$part>()?,)*);
                blocks.end()?;
                Ok(parts)
            }
        }
    };
}

read_tuple!(A, B);
read_tuple!(A, B, C);
read_tuple!(A, B, C, D);
read_tuple!(A, B, C, D, E);
read_tuple!(A, B, C, D, E, F);

#[diagnostic::do_not_recommend]
impl ReadAs<AsIs> for CallToolResult {
    fn read(result: CallToolResult) -> Result<Self, String> {
        Ok(result)
    }
}

/// Content, block by block.
struct Blocks {
    blocks: std::vec::IntoIter<Content>,
    count: usize,
}

impl Blocks {
    fn of(result: CallToolResult) -> Self {
        Blocks {
            count: result.content.len(),
            blocks: result.content.into_iter(),
        }
    }

    fn next<T: FromContent>(&mut self) -> Result<T, String> {
        let block = self.blocks.next().ok_or_else(|| unlike(&self.count))?;
        T::from_content(block)
    }

    fn end(self) -> Result<(), String> {
        match self.blocks.len() {
            0 => Ok(()),
            _ => Err(unlike(&self.count)),
        }
    }
}

fn unlike(count: &impl Display) -> String {
    format!("it has {count} content blocks")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, serde::Deserialize, JsonSchema)]
    struct Outcome {
        result: u8,
    }

    fn read<T: ReadAs<M>, M>(result: CallToolResult) -> Result<T, String> {
        T::read(result)
    }

    fn structured(value: Value) -> CallToolResult {
        let mut result = CallToolResult::from_text("not looked at");
        result.structured_content = Some(value);
        result
    }

    #[test]
    fn structured_content_is_unwrapped_where_it_was_wrapped() {
        assert_eq!(read(structured(json!({ "result": "Rain." }))), Ok("Rain.".to_owned()));
        assert_eq!(read(structured(json!({ "result": 1 }))), Ok(Outcome { result: 1 }));
        let map = BTreeMap::from([("result".to_owned(), 1)]);
        assert_eq!(read(structured(json!({ "result": 1 }))), Ok(map));
        assert_eq!(read(structured(json!({ "result": null }))), Ok(None::<u8>));
        assert_eq!(
            read(structured(json!({ "result": { "result": 1 } }))),
            Ok(json!({ "result": 1 }))
        );
    }

    #[test]
    fn text_is_json_but_for_strings() {
        let text = CallToolResult::from_text;
        for plain in ["Rain.", "5", "null", "\"quoted\"", "{}", ""] {
            assert_eq!(read(text(plain)), Ok(plain.to_owned()));
            assert_eq!(read(text(plain)), Ok(Some(plain.to_owned())));
        }
        assert_eq!(read(text("5")), Ok(5_u8));
        assert_eq!(read(text("[1,2]")), Ok(vec![1, 2]));
        assert_eq!(read(text(r#"{"result":1}"#)), Ok(Outcome { result: 1 }));
        for nothing in [
            CallToolResult::default(),
            text("Deleted."),
            structured(json!({ "result": null })),
        ] {
            assert_eq!(read(nothing), Ok(()));
        }
        assert_eq!(read(CallToolResult::default()), Ok(None::<String>));
        assert!(read::<u8, _>(text("many")).is_err());
    }

    #[test]
    fn content_is_what_it_is() {
        use crate::server::{Image, Text};
        let blocks = || vec![Content::text("a"), Content::image(b"b", "image/png")];
        let both = read::<(Text, Image), _>(CallToolResult::new(blocks()));
        assert_eq!(both, Ok((Text("a".into()), Image::png(b"b"))));
        assert_eq!(read(CallToolResult::new(blocks())), Ok(blocks()));
        assert_eq!(read::<Option<Text>, _>(CallToolResult::default()), Ok(None));
        assert!(read::<Text, _>(CallToolResult::new(blocks())).is_err());
        assert!(read::<(Text, Text), _>(CallToolResult::new(blocks())).is_err());
        assert_eq!(read(CallToolResult::new(blocks())), Ok(CallToolResult::new(blocks())));
    }
}
