//! What a server tells of.

use crate::types::{JsonObject, SubscriptionFilter};

/// News of a server.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerEvent {
    /// The list of tools is another.
    ToolsListChanged,
    /// The list of prompts is another.
    PromptsListChanged,
    /// The list of resources, or of resource templates, is another.
    ResourcesListChanged,
    /// A resource, or a part of one that was asked for, changed.
    ResourceUpdated {
        /// Its URI.
        uri: String,
    },
    /// What an extension tells.
    Other {
        /// The method of the notification.
        method: String,
        /// Its parameters.
        params: JsonObject,
    },
}

impl ServerEvent {
    pub(super) fn new(method: &str, params: &JsonObject) -> Option<Self> {
        Some(match method {
            "notifications/tools/list_changed" => ServerEvent::ToolsListChanged,
            "notifications/prompts/list_changed" => ServerEvent::PromptsListChanged,
            "notifications/resources/list_changed" => ServerEvent::ResourcesListChanged,
            "notifications/resources/updated" => ServerEvent::ResourceUpdated {
                uri: params.get("uri")?.as_str()?.to_owned(),
            },
            _ => ServerEvent::Other {
                method: method.to_owned(),
                params: params.clone(),
            },
        })
    }

    /// Whether this was granted.
    pub(super) fn is_in(&self, granted: &SubscriptionFilter) -> bool {
        match self {
            ServerEvent::ToolsListChanged => granted.tools_list_changed,
            ServerEvent::PromptsListChanged => granted.prompts_list_changed,
            ServerEvent::ResourcesListChanged => granted.resources_list_changed,
            // It may be a part of the resource that was asked for.
            ServerEvent::ResourceUpdated { .. } => !granted.resource_subscriptions.is_empty(),
            ServerEvent::Other { .. } => !granted.extensions.is_empty(),
        }
    }

    /// All that was granted by name, as if it had happened.
    pub(super) fn all_of(granted: &SubscriptionFilter) -> Vec<Self> {
        let lists = [
            (granted.tools_list_changed, ServerEvent::ToolsListChanged),
            (granted.prompts_list_changed, ServerEvent::PromptsListChanged),
            (granted.resources_list_changed, ServerEvent::ResourcesListChanged),
        ];
        let lists = lists
            .into_iter()
            .filter(|(granted, _)| *granted)
            .map(|(_, event)| event);
        let uris = granted.resource_subscriptions.iter().cloned();
        lists
            .chain(uris.map(|uri| ServerEvent::ResourceUpdated { uri }))
            .collect()
    }
}
