//! Takes out of a message what its revision does not have, for what is rendered once and kept.

use super::Revision;
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
