//! Subscriptions: one request that keeps notifications of changes coming. Since 2026-07-28
//! (SEP-2575).
//!
//! Specification: `basic/utilities/subscriptions`.

use super::{EmptyResult, JsonObject, Meta, wire};
use serde::{Deserialize, Serialize};

/// Which notifications are wanted, or granted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriptionFilter {
    /// `notifications/tools/list_changed`.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub tools_list_changed: bool,
    /// `notifications/prompts/list_changed`.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub prompts_list_changed: bool,
    /// `notifications/resources/list_changed`, of resources and templates.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "wire::is_false")]
    pub resources_list_changed: bool,
    /// `notifications/resources/updated` of these URIs.
    #[serde(default, deserialize_with = "wire::nullable", skip_serializing_if = "Vec::is_empty")]
    pub resource_subscriptions: Vec<String>,
    /// What extensions add.
    #[serde(flatten)]
    pub extensions: JsonObject,
}

impl SubscriptionFilter {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

setters!(SubscriptionFilter {
    set with_tools_list_changed tools_list_changed: bool,
    set with_prompts_list_changed prompts_list_changed: bool,
    set with_resources_list_changed resources_list_changed: bool,
    set with_resource_subscriptions resource_subscriptions: Vec<String>,
    set with_extensions extensions: JsonObject,
});

/// Parameters of `subscriptions/listen`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListenParams {
    /// What is wanted.
    pub notifications: SubscriptionFilter,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ListenParams {
    /// A wish for these.
    pub fn new(notifications: SubscriptionFilter) -> Self {
        Self {
            notifications,
            meta: None,
        }
    }
}

setters!(ListenParams {
    some with_meta meta: Meta,
});

/// Result of `subscriptions/listen`, which ends the subscription. Its metadata holds the id of the
/// request under [`SUBSCRIPTION_ID_META_KEY`](super::SUBSCRIPTION_ID_META_KEY).
pub type ListenResult = EmptyResult;

/// Parameters of `notifications/subscriptions/acknowledged`, the first message of a subscription.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcknowledgedParams {
    /// What is granted: the part of the wish that the server supports.
    pub notifications: SubscriptionFilter,
    /// Metadata, with the id of the request under
    /// [`SUBSCRIPTION_ID_META_KEY`](super::SUBSCRIPTION_ID_META_KEY).
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl AcknowledgedParams {
    /// These are granted.
    pub fn new(notifications: SubscriptionFilter) -> Self {
        Self {
            notifications,
            meta: None,
        }
    }
}

setters!(AcknowledgedParams {
    some with_meta meta: Meta,
});
