//! Takes out of a message what its revision does not have, for what is rendered once and kept.

use super::Revision;
use crate::types::{SamplingContent, SamplingMessage};
use serde_json::{Map, Value};

/// Takes out the fields of a tool, resource, template or prompt that `revision` does not have.
pub(crate) fn fit_definition(definition: &mut Map<String, Value>, revision: Revision) {
    if revision < Revision::V2025_11_25 {
        definition.remove("icons");
    }
    if revision < Revision::V2025_06_18 {
        for key in ["title", "outputSchema", "_meta"] {
            definition.remove(key);
        }
        if let Some(Value::Object(annotations)) = definition.get_mut("annotations") {
            annotations.remove("lastModified");
        }
        if let Some(Value::Array(arguments)) = definition.get_mut("arguments") {
            for argument in arguments.iter_mut().filter_map(Value::as_object_mut) {
                argument.remove("title");
            }
        }
    }
    // Tools have had annotations since 2025-03-26, resources from the start.
    if revision < Revision::V2025_03_26 && definition.contains_key("inputSchema") {
        definition.remove("annotations");
    }
}

/// Takes out the fields of `serverInfo` or `clientInfo` that `revision` does not have.
pub(crate) fn fit_implementation(info: &mut Map<String, Value>, revision: Revision) {
    if revision < Revision::V2025_11_25 {
        for key in ["icons", "description", "websiteUrl"] {
            info.remove(key);
        }
    }
    if revision < Revision::V2025_06_18 {
        info.remove("title");
    }
}

/// Takes out the capabilities that `revision` does not have.
pub(crate) fn fit_capabilities(capabilities: &mut Map<String, Value>, revision: Revision) {
    if revision < Revision::V2025_03_26 {
        capabilities.remove("completions");
    }
    if !revision.is_modern() {
        capabilities.remove("extensions");
    }
}

/// Makes the schema of a form what clients of `revision` know: titled choices came with 2025-11-25 (SEP-1330), as did
/// defaults of anything but a boolean (SEP-1034).
///
/// # Errors
/// The name of a property that `revision` has no words for: several choices at once came with SEP-1330, too.
pub(crate) fn fit_elicitation(schema: &mut Map<String, Value>, revision: Revision) -> Result<(), String> {
    if revision.has_rich_forms() {
        return Ok(());
    }
    schema.remove("$schema");
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return Ok(());
    };
    for (name, property) in properties {
        let Some(property) = property.as_object_mut() else {
            continue;
        };
        let kind = property.get("type").and_then(Value::as_str);
        if kind == Some("array") {
            return Err(name.clone());
        }
        if kind != Some("boolean") {
            property.remove("default");
        }
        if let Some(Value::Array(choices)) = property.remove("oneOf") {
            let named = choices.iter().filter_map(|choice| {
                let name = choice.get("const")?;
                Some((name.clone(), choice.get("title").unwrap_or(name).clone()))
            });
            let (names, titles): (Vec<Value>, Vec<Value>) = named.unzip();
            property.insert("enumNames".to_owned(), titles.into());
            property.insert("enum".to_owned(), names.into());
        }
    }
    Ok(())
}

/// Makes messages for a model what clients of `revision` know: until 2025-11-25 a message is one block, so one of several
/// becomes several of the same role.
///
/// # Errors
/// What a message of `revision` cannot hold.
pub(crate) fn fit_sampling(
    messages: &[SamplingMessage],
    revision: Revision,
) -> Result<Vec<SamplingMessage>, &'static str> {
    if revision.has_sampling_blocks() {
        return Ok(messages.to_vec());
    }
    let mut fitted = Vec::with_capacity(messages.len());
    for message in messages {
        for block in &message.content {
            match block {
                SamplingContent::Audio(_) if !revision.has_audio() => return Err("audio"),
                SamplingContent::ToolUse(_) | SamplingContent::ToolResult(_) => return Err("the use of a tool"),
                _ => fitted.push(SamplingMessage::new(message.role, vec![block.clone()])),
            }
        }
    }
    Ok(fitted)
}

#[cfg(test)]
mod tests {
    use super::fit_elicitation;
    use crate::revision::Revision;
    use serde_json::{Value, json};

    #[test]
    fn forms_of_older_revisions() {
        let titled = json!({ "type": "string", "oneOf": [{ "const": "a", "title": "A" }], "default": "a" });
        let several = json!({ "type": "array", "items": { "type": "string", "enum": ["a"] } });
        let plain = json!({ "type": "string", "enum": ["a"] });
        let known = json!({ "type": "boolean", "default": true });
        let older = json!({ "type": "string", "enum": ["a"], "enumNames": ["A"] });
        for (property, fitted) in [
            (&titled, Some(&older)),
            (&several, None),
            (&plain, Some(&plain)),
            (&known, Some(&known)),
            (
                &json!({ "type": "integer", "default": 1 }),
                Some(&json!({ "type": "integer" })),
            ),
        ] {
            let fit = |revision| {
                let mut schema = json!({ "type": "object", "properties": { "field": property } });
                fit_elicitation(schema.as_object_mut()?, revision).ok()?;
                schema["properties"].get("field").cloned()
            };
            let newer: Option<Value> = fit(Revision::V2025_11_25);
            assert_eq!(newer.as_ref(), Some(property));
            assert_eq!(fit(Revision::V2025_06_18).as_ref(), fitted, "{property}");
        }
    }
}
