//! Tools, resources and prompts that are known only at run time.

mod promised;
mod prompt;
mod resource;
mod tool;

pub use prompt::Prompt;
pub use resource::Resource;
pub use tool::Tool;

use super::registry::{Completing, CompletionFn, Completions};
use std::sync::Arc;

/// A function that completes, whatever it returns.
fn completion<F, Fut>(values: F) -> Arc<CompletionFn>
where
    F: Fn(String, Completing) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: Completions> + Send + 'static,
{
    Arc::new(move |typed, completing| {
        let values = values(typed, completing);
        Box::pin(async move { values.await.into_completion() })
    })
}
