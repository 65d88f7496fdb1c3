//! What can be asked for in a form, and how an answer is read.

use super::choice::Choice;
use crate::checks::slot::Slot;
use crate::types::JsonObject;
use serde_json::{Number, Value, json};

/// How a field of type `T` is asked for and read: plain values, so that nothing that follows has bounds.
#[derive(Debug)]
pub struct FieldOf<T> {
    pub(super) schema: fn() -> JsonObject,
    pub(super) read: fn(&Value) -> Result<T, Unread>,
    /// The value of a field that is not filled in.
    pub(super) absent: fn() -> Option<T>,
    pub(super) json: fn(&T) -> Value,
}

/// Why an answer could not be read.
#[derive(Debug)]
pub enum Unread {
    /// It is something else.
    Whole,
    /// It is a number beyond these bounds of its type.
    Beyond(Value, Value),
    /// Its items at these places are something else.
    Items(Vec<usize>),
}

/// What a field of a form can be.
#[diagnostic::on_unimplemented(
    message = "a form cannot ask for `{Self}` [MCP141]",
    label = "not text, a number, a boolean or a choice",
    note = "a field is a `String`, a `bool`, an integer or float of up to 64 bits, an enum with `#[derive(mcp::Form)]`, a `Vec` of such an enum, or an `Option` of these",
    note = "a form is flat: what a struct would hold are fields of the form itself"
)]
pub trait FormField: Sized {
    /// How it is asked for.
    fn field() -> FieldOf<Self>;
}

/// The one question about the type of a field.
pub fn form_field<T: FormField>() -> FieldOf<T> {
    T::field()
}

impl<T> Slot<T> {
    /// How a field is asked for: `how` is the one question about its type, asked where that type is written.
    pub fn field(&self, how: fn() -> FieldOf<T>) -> FieldOf<T> {
        how()
    }
}

/// What is asked for as it is.
pub trait Answer: Sized {
    /// Its schema.
    fn schema() -> JsonObject;
    /// # Errors
    /// The value is another.
    fn read(value: &Value) -> Result<Self, Unread>;
    /// The value, for a default.
    fn json(&self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: Answer> FormField for T {
    fn field() -> FieldOf<T> {
        FieldOf {
            schema: T::schema,
            read: T::read,
            absent: || None,
            json: T::json,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Answer> FormField for Option<T> {
    fn field() -> FieldOf<Option<T>> {
        FieldOf {
            schema: T::schema,
            read: |value| match value {
                Value::Null => Ok(None),
                value => T::read(value).map(Some),
            },
            absent: || Some(None),
            json: |value| value.as_ref().map_or(Value::Null, T::json),
        }
    }
}

/// An object of these members.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> JsonObject {
    members
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

#[diagnostic::do_not_recommend]
impl Answer for bool {
    fn schema() -> JsonObject {
        object([("type", json!("boolean"))])
    }

    fn read(value: &Value) -> Result<Self, Unread> {
        value.as_bool().ok_or(Unread::Whole)
    }

    fn json(&self) -> Value {
        Value::Bool(*self)
    }
}

#[diagnostic::do_not_recommend]
impl Answer for String {
    fn schema() -> JsonObject {
        object([("type", json!("string"))])
    }

    fn read(value: &Value) -> Result<Self, Unread> {
        value.as_str().map(str::to_owned).ok_or(Unread::Whole)
    }

    fn json(&self) -> Value {
        Value::from(self.as_str())
    }
}

/// The integer that a number is: 3.0 is one, too.
#[allow(clippy::cast_possible_truncation)] // What no `i128` holds becomes one that no type of 64 bits holds.
fn whole(value: &Value) -> Option<i128> {
    let number = value.as_number()?;
    number.as_i128().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0).then_some(float as i128)
    })
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Answer for $type {
            /// Bounds of wide types are no help to whoever fills in a form, and not all are numbers that a client has.
            fn schema() -> JsonObject {
                let mut schema = object([("type", json!("integer"))]);
                if <$type>::BITS <= 16 || <$type>::MIN == 0 {
                    schema.insert("minimum".to_owned(), json!(<$type>::MIN));
                }
                if <$type>::BITS <= 16 {
                    schema.insert("maximum".to_owned(), json!(<$type>::MAX));
                }
                schema
            }

            fn read(value: &Value) -> Result<Self, Unread> {
                let number = whole(value).ok_or(Unread::Whole)?;
                Self::try_from(number).map_err(|_| Unread::Beyond(json!(<$type>::MIN), json!(<$type>::MAX)))
            }

            fn json(&self) -> Value {
                json!(*self)
            }
        }
    )*};
}

integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

#[diagnostic::do_not_recommend]
impl Answer for f64 {
    fn schema() -> JsonObject {
        object([("type", json!("number"))])
    }

    fn read(value: &Value) -> Result<Self, Unread> {
        value.as_f64().ok_or(Unread::Whole)
    }

    fn json(&self) -> Value {
        Number::from_f64(*self).map_or(Value::Null, Value::Number)
    }
}

#[diagnostic::do_not_recommend]
impl Answer for f32 {
    fn schema() -> JsonObject {
        <f64 as Answer>::schema()
    }

    #[allow(clippy::cast_possible_truncation)] // To the nearest number of the type, as in a Rust literal.
    fn read(value: &Value) -> Result<Self, Unread> {
        let number = value.as_f64().ok_or(Unread::Whole)? as f32;
        let beyond = || Unread::Beyond(json!(f32::MIN), json!(f32::MAX));
        number.is_finite().then_some(number).ok_or_else(beyond)
    }

    /// As it is written: 0.1 has other digits as an `f64`.
    fn json(&self) -> Value {
        self.to_string()
            .parse::<f64>()
            .map_or(Value::Null, |number| Answer::json(&number))
    }
}

#[diagnostic::do_not_recommend]
impl<E: Choice> Answer for E {
    fn schema() -> JsonObject {
        let mut schema = object([("type", json!("string"))]);
        let (key, choices) = super::choice::choices::<E>("oneOf");
        schema.insert(key.to_owned(), choices);
        schema
    }

    fn read(value: &Value) -> Result<Self, Unread> {
        value.as_str().and_then(super::choice::named).ok_or(Unread::Whole)
    }

    fn json(&self) -> Value {
        Value::from(super::choice::name(self))
    }
}

#[diagnostic::do_not_recommend]
impl<E: Choice> Answer for Vec<E> {
    fn schema() -> JsonObject {
        let (key, choices) = super::choice::choices::<E>("anyOf");
        let mut items = object([(key, choices)]);
        if key == "enum" {
            items.insert("type".to_owned(), json!("string"));
        }
        object([("type", json!("array")), ("items", Value::Object(items))])
    }

    fn read(value: &Value) -> Result<Self, Unread> {
        let items = value.as_array().ok_or(Unread::Whole)?;
        let read: Vec<Option<E>> = items.iter().map(|item| E::read(item).ok()).collect();
        let wrong: Vec<usize> = (0..read.len()).filter(|at| read[*at].is_none()).collect();
        if wrong.is_empty() {
            Ok(read.into_iter().flatten().collect())
        } else {
            Err(Unread::Items(wrong))
        }
    }

    fn json(&self) -> Value {
        self.iter().map(Answer::json).collect()
    }
}
