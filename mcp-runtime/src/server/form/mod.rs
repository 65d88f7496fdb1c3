//! Forms: questions to the user as a struct, and the answer as a value of it (client/elicitation).

pub(crate) mod answer;
pub(crate) mod choice;
pub(crate) mod field;
mod format;
pub(crate) mod range;
#[cfg(test)]
mod tests;

use crate::server::request_state::digest::digest;
use crate::types::{FormElicitation, JsonObject};
use field::Field;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A form that a user fills in: what `elicitation/create` asks for, and what its answer is read as.
///
/// [`derive(mcp::Form)`](macro@crate::Form) puts it on a struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form [MCP140]",
    label = "no struct with `#[derive(mcp::Form)]`",
    note = "derive `mcp::Form` for a struct with named fields; an enum that derives it is the type of such a field"
)]
pub trait Form: Sized + Send + Sync + 'static {
    /// The question as the parameters of `elicitation/create`, with the properties in the order of the fields.
    fn elicitation(message: impl Into<String>) -> FormElicitation;

    /// Reads what the user filled in. Members that the form does not have are passed over.
    ///
    /// # Errors
    /// All that does not fit, each with its path, and no value repeated: `$.seats: expected an integer from 1 to 9`.
    fn read(content: &JsonObject) -> Result<Self, Vec<String>>;

    /// What tells the form from every other, whatever the message.
    fn digest() -> Cow<'static, str> {
        Cow::Owned(digest_of(&Self::elicitation("")))
    }

    /// What is wrong with the form itself and no compiler can know: a default that is a call and outside its own limits.
    fn faults() -> Vec<String> {
        Vec::new()
    }
}

/// The fields of a form, gone through once for each purpose.
pub trait FormFields: Sized {
    /// Hands over each field; the value, when all of them could be read.
    fn fields(form: &mut Filling<'_>) -> Option<Self>;
}

/// What the fields of a form are gone through for.
#[derive(Debug)]
pub struct Filling<'a>(Purpose<'a>);

#[derive(Debug)]
enum Purpose<'a> {
    /// To be asked.
    Ask {
        properties: JsonObject,
        order: Vec<&'static str>,
        required: Vec<&'static str>,
    },
    /// To be read.
    Read {
        content: &'a JsonObject,
        problems: Vec<String>,
    },
    /// To be looked at.
    Check(Vec<String>),
}

impl Filling<'_> {
    /// The next field; its value when it could be read.
    pub fn field<T>(&mut self, field: Field<T>) -> Option<T> {
        match &mut self.0 {
            Purpose::Ask {
                properties,
                order,
                required,
            } => {
                properties.insert(field.name.to_owned(), Value::Object(field.schema()));
                order.push(field.name);
                if field.is_required() {
                    required.push(field.name);
                }
                None
            }
            Purpose::Read { content, problems } => match field.read(content) {
                Ok(value) => Some(value),
                Err(found) => {
                    problems.extend(found);
                    None
                }
            },
            Purpose::Check(faults) => {
                faults.extend(field.promises.faults);
                None
            }
        }
    }
}

/// A form's digest.
fn digest_of(form: &FormElicitation) -> String {
    // Text and JSON under text keys: there is nothing that could fail.
    digest(&["mcp/form", &serde_json::to_string(form).unwrap_or_default()])
}

/// The same, made once: a form is a type.
pub fn form_digest<F: FormFields>(known: &'static OnceLock<String>) -> Cow<'static, str> {
    Cow::Borrowed(known.get_or_init(|| digest_of(&form_elicitation::<F>(String::new()))))
}

/// The question that a form is.
pub fn form_elicitation<F: FormFields>(message: String) -> FormElicitation {
    let mut filling = Filling(Purpose::Ask {
        properties: JsonObject::new(),
        order: Vec::new(),
        required: Vec::new(),
    });
    F::fields(&mut filling);
    let mut schema = answer::object([("type", json!("object"))]);
    let mut names = Vec::new();
    if let Filling(Purpose::Ask {
        properties,
        order,
        required,
    }) = filling
    {
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        names = order;
    }
    FormElicitation::new(message, schema).with_order(names)
}

/// The form as it was filled in.
///
/// # Errors
/// As those of [`Form::read`].
pub fn read_form<F: FormFields>(content: &JsonObject) -> Result<F, Vec<String>> {
    let mut filling = Filling(Purpose::Read {
        content,
        problems: Vec::new(),
    });
    let form = F::fields(&mut filling);
    form.ok_or(match filling.0 {
        Purpose::Read { problems, .. } => problems,
        _ => Vec::new(),
    })
}

/// What is wrong with the form itself.
pub fn form_faults<F: FormFields>() -> Vec<String> {
    let mut filling = Filling(Purpose::Check(Vec::new()));
    F::fields(&mut filling);
    match filling.0 {
        Purpose::Check(faults) => faults,
        _ => Vec::new(),
    }
}
