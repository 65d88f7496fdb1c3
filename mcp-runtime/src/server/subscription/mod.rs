//! Subscriptions: who wants to hear of changes, and how the news gets there.

mod bus;
mod listener;
mod watched;

pub(crate) use bus::Deliver;
pub use bus::{MemoryBus, ServerEvent, ServerListener, SubscriptionBus};
pub(crate) use listener::{Listeners, Listening};
pub(crate) use watched::Watched;
