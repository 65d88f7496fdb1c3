//! What a tool declares, made once from its parameters.

use super::parameter::Parameter;
use crate::schema::ObjectSchema;
use schemars::SchemaGenerator;
use serde_json::Value;
use std::any::TypeId;

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
        if !self.has_text_keys() {
            return Err(format!(
                "the keys of a JSON object are text, and those of `{}` are not",
                self.name
            ));
        }
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
        self.source.needs()
    }

    fn faults(&self) -> &[String] {
        &self.promises.faults
    }
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
        let input_schema = object.0.finish(&generator.take_definitions(true));
        // No text inside the schema holds this: there the quotes would be escaped.
        for (wide, format) in [("i128", r#""format":"int128""#), ("u128", r#""format":"uint128""#)] {
            if input_schema.contains(format) {
                faults.push(format!(
                    "JSON has no numbers as wide as `{wide}`: take 64 bits, or text"
                ));
            }
        }
        Declaration {
            input_schema,
            needs: parameters.iter().filter_map(|parameter| parameter.needs()).collect(),
            faults,
        }
    }
}
