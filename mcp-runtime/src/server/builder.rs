//! Building a server: what macros do, and by hand for what is known only at run time.

use super::definitions::{Definitions, Item};
use super::dynamic::{Prompt, Resource, Tool};
use super::error::BuildError;
use super::handle::Server;
use super::registry::IntoIcons;
use super::request_state::RequestStateSecurity;
use super::shared::{AnyState, CacheHint, Caches, Shared, stamp};
use crate::types::{CacheScope, Implementation};
use arc_swap::ArcSwap;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// What a server can be made of: a [`Server`], or a value whose type has a `#[mcp::server]` block.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a server [MCP109]",
    label = "not a server",
    note = "put `#[mcp::server(name = \"…\")]` on its impl block, or list functions with `mcp::build!`",
    note = "a type with such a block is a server when calls on several threads can share it: `Send + Sync + 'static`"
)]
pub trait IntoServer {
    /// The server. A fault that only shows now is kept, and comes out when the server is used.
    fn into_server(self) -> Server;
}

impl IntoServer for Server {
    fn into_server(self) -> Server {
        self
    }
}

impl IntoServer for &Server {
    fn into_server(self) -> Server {
        self.clone()
    }
}

/// Builds a [`Server`].
///
/// ```
/// use mcp::{Server, Tool};
/// use serde_json::json;
///
/// /// Say hello.
/// #[mcp::tool]
/// fn hello() -> String { "Hello.".into() }
///
/// let echo = Tool::new("echo", json!({ "type": "object" }), |arguments: mcp::types::JsonObject, _ctx| async move {
///     Ok(mcp::Text(format!("{} arguments", arguments.len())))
/// });
/// let server = Server::builder("demo").version("1.0.0").add::<hello>().tool(echo).build()?;
/// # Ok::<(), mcp::BuildError>(())
/// ```
#[derive(Debug)]
pub struct ServerBuilder {
    info: Implementation,
    instructions: Option<String>,
    pub(super) definitions: Definitions,
    states: HashMap<TypeId, AnyState>,
    debug: Option<bool>,
    page_size: Option<usize>,
    hints: [CacheHint; 5],
    pub(super) security: Option<RequestStateSecurity>,
}

/// What clients may keep for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cached {
    /// `tools/list`.
    Tools,
    /// `prompts/list`.
    Prompts,
    /// `resources/list` and `resources/templates/list`.
    Resources,
    /// `resources/read`.
    Read,
    /// `server/discover`.
    Discover,
}

impl ServerBuilder {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        ServerBuilder {
            info: Implementation::new(name, ""),
            instructions: None,
            definitions: Definitions::default(),
            states: HashMap::new(),
            debug: None,
            page_size: None,
            hints: [CacheHint::default(); 5],
            security: None,
        }
    }

    /// The version clients read in `serverInfo`. Macros fill in your crate's.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.info.version = version.into();
        self
    }

    /// A name for people.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.info.title = Some(title.into());
        self
    }

    /// What the server is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.info.description = Some(description.into());
        self
    }

    /// How a model should use the server.
    #[must_use]
    pub fn instructions(mut self, instructions: impl Into<String>) -> Self {
        self.instructions = Some(instructions.into());
        self
    }

    /// Where people read more.
    #[must_use]
    pub fn website_url(mut self, url: impl Into<String>) -> Self {
        self.info.website_url = Some(url.into());
        self
    }

    /// Its icons.
    #[must_use]
    pub fn icons(mut self, icons: impl IntoIcons) -> Self {
        self.info.icons = icons.into_icons();
        self
    }

    /// Adds what `#[mcp::tool]`, `#[mcp::resource]`, `#[mcp::prompt]` or `#[mcp::completion]` put beside a function.
    #[must_use]
    pub fn add<I: Item>(mut self) -> Self {
        I::define(&mut self.definitions);
        self
    }

    /// Adds a tool made at run time.
    #[must_use]
    pub fn tool(mut self, tool: Tool) -> Self {
        let outcome = tool.into_entry().and_then(|tool| self.definitions.add_tool(tool));
        self.definitions.check(outcome);
        self
    }

    /// Adds a resource made at run time.
    #[must_use]
    pub fn resource(mut self, resource: Resource) -> Self {
        let outcome = resource.add_to(&mut self.definitions.registry);
        self.definitions.check(outcome);
        self
    }

    /// Adds a prompt made at run time.
    #[must_use]
    pub fn prompt(mut self, prompt: Prompt) -> Self {
        let outcome = prompt.add_to(&mut self.definitions.registry);
        self.definitions.check(outcome);
        self
    }

    /// Gives the server a state, which functions take as `State<T>`.
    #[must_use]
    pub fn state<T: Any + Send + Sync>(mut self, state: T) -> Self {
        if self.states.insert(TypeId::of::<T>(), Arc::new(state)).is_some() {
            let fault = format!(
                "the server was given two states of type `{}`",
                std::any::type_name::<T>()
            );
            self.definitions.check(Err(BuildError::Invalid(fault)));
        }
        self
    }

    /// Shows the model what failed, for development: never on a server that strangers reach. Without this,
    /// `MCP_DEBUG=true` in the environment decides.
    #[must_use]
    pub fn debug(mut self, debug: bool) -> Self {
        self.debug = Some(debug);
        self
    }

    /// Entries a page of the lists; all in one page unless set.
    #[must_use]
    pub fn page_size(mut self, entries: usize) -> Self {
        self.page_size = Some(entries.max(1));
        self
    }

    /// How long clients may keep an answer, and whether one user's copy may serve another (SEP-2549).
    #[must_use]
    pub fn cache(mut self, what: Cached, ttl: Duration, scope: CacheScope) -> Self {
        self.hints[what as usize] = CacheHint { ttl, scope };
        self
    }

    /// Takes tool names outside `[A-Za-z0-9_.-]{1,128}` as they are: for gateways, which do not choose them.
    #[must_use]
    pub fn allow_nonconforming_names(mut self) -> Self {
        self.definitions.any_names = true;
        self
    }

    /// Gives macros the definitions.
    #[doc(hidden)]
    #[must_use]
    pub fn define(mut self, define: impl FnOnce(&mut Definitions)) -> Self {
        define(&mut self.definitions);
        self
    }

    /// The server.
    ///
    /// # Errors
    /// Two items of one name, a name that is none, a state that is missing: the first fault found.
    pub fn build(self) -> Result<Server, BuildError> {
        if let Some(fault) = self.definitions.fault {
            return Err(fault);
        }
        if self.info.name.is_empty() {
            return Err(BuildError::Invalid("a server needs a name".into()));
        }
        let missing = self.definitions.missing_state(|id| self.states.contains_key(&id));
        if let Some(fault) = missing.or_else(|| self.definitions.lost_completion()) {
            return Err(fault);
        }
        let debug = self.debug.unwrap_or_else(|| {
            std::env::var("MCP_DEBUG").is_ok_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
        });
        if debug {
            super::panic::keep_backtraces();
        }
        let environment = super::request_state::from_environment()?;
        let (stamp, stamp_meta) = stamp(&self.info);
        let read_hint = self.hints[Cached::Read as usize];
        let [tools, prompts, resources, read, discover] = self.hints.map(CacheHint::render);
        Ok(Server::new(Shared {
            info: self.info,
            instructions: self.instructions,
            registry: ArcSwap::from_pointee(self.definitions.registry),
            states: self.states,
            debug,
            page_size: self.page_size,
            caches: Caches {
                tools,
                prompts,
                resources,
                read,
                read_hint,
                discover,
            },
            stamp,
            stamp_meta,
            connections: Mutex::default(),
            listeners: Arc::default(),
            bus: OnceLock::new(),
            state_security: self.security.map_or_else(OnceLock::new, OnceLock::from),
            state_security_of_environment: environment,
            changing: Mutex::default(),
            layers: None,
            any_names: self.definitions.any_names,
        }))
    }

    /// The server, with a fault kept for whoever uses it: what macros end with, where the compiler has checked nearly
    /// everything.
    #[doc(hidden)]
    pub fn finish(self) -> Server {
        self.build().unwrap_or_else(Server::faulty)
    }
}
