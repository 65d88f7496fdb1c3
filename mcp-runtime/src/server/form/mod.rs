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

/// What the fields of a form are gone through for: to be read from what was filled in, else to be asked.
#[derive(Debug, Default)]
pub struct Filling<'a> {
    content: Option<&'a JsonObject>,
    properties: JsonObject,
    order: Vec<&'static str>,
    required: Vec<&'static str>,
    /// What is wrong with what was filled in, or with the form itself.
    problems: Vec<String>,
}

impl Filling<'_> {
    /// The next field; its value when it could be read.
    pub fn field<T>(&mut self, field: Field<T>) -> Option<T> {
        let Some(content) = self.content else {
            self.properties
                .insert(field.name.to_owned(), Value::Object(field.schema()));
            self.order.push(field.name);
            if field.is_required() {
                self.required.push(field.name);
            }
            self.problems.extend(field.promises.faults);
            return None;
        };
        field.read(content).map_err(|found| self.problems.extend(found)).ok()
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
    let mut filling = Filling::default();
    F::fields(&mut filling);
    let mut schema = answer::object([
        ("type", json!("object")),
        ("properties", Value::Object(filling.properties)),
    ]);
    if !filling.required.is_empty() {
        schema.insert("required".to_owned(), json!(filling.required));
    }
    FormElicitation::new(message, schema).with_order(filling.order)
}

/// The form as it was filled in.
///
/// # Errors
/// As those of [`Form::read`].
pub fn read_form<F: FormFields>(content: &JsonObject) -> Result<F, Vec<String>> {
    let mut filling = Filling {
        content: Some(content),
        ..Filling::default()
    };
    F::fields(&mut filling).ok_or(filling.problems)
}

/// What is wrong with the form itself.
pub fn form_faults<F: FormFields>() -> Vec<String> {
    let mut filling = Filling::default();
    F::fields(&mut filling);
    filling.problems
}
