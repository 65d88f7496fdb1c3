//! Many servers as one.

use super::error::ClientError;
use super::options::CallOptions;
use super::{Client, ListenOptions, Subscription};
use crate::jsonrpc::McpError;
use crate::types::{
    CallToolResult, GetPromptResult, Prompt, ReadResourceResult, Resource, ResourceTemplate, SubscriptionFilter, Tool,
};
use crate::uri::UriTemplate;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;

/// How long the lists of a server may take that are fetched anew.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long they are left as they are where that has failed: at first, which doubles with each time, and at most. A server
/// that is gone must not keep the lists of the others waiting each time.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// Makes the name in the group of a server's name and the name there.
type Naming = Arc<dyn Fn(&str, &str) -> String + Send + Sync>;

/// Clients of several servers as one: their tools, resources and prompts together, each call sent to the server it is for.
///
/// Names are as the servers have them unless [`naming`](Self::naming) says otherwise, and what two servers both have is an
/// error when the second is added. Lists are kept fresh: what a server says has changed is fetched anew when it is next
/// asked for. A server that is gone takes its own calls with it, and no others: its lists stay as they were last, until
/// [`remove`](Self::remove).
///
/// ```
/// # async fn example(weather: mcp::Server, search: mcp::Server) -> Result<(), mcp::ClientError> {
/// use mcp::{Client, client::ClientGroup, json};
///
/// let group = ClientGroup::new().naming(|server, name| format!("{server}_{name}"));
/// group.add("weather", Client::connect(&weather).await?).await?;
/// group.add("search", Client::connect(&search).await?).await?;
/// let result = group.call_tool("weather_forecast", json!({ "city": "London" })).await?;
/// # Ok(()) }
/// ```
pub struct ClientGroup {
    naming: Naming,
    members: Mutex<BTreeMap<String, Member>>,
}

impl fmt::Debug for ClientGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientGroup").finish_non_exhaustive()
    }
}

impl Default for ClientGroup {
    fn default() -> Self {
        ClientGroup::new()
    }
}

/// A server of the group, and what it had when it was last asked.
struct Member {
    client: Client,
    lists: Lists,
    /// How many changes it had told of by then.
    changes: u64,
    /// Tries since then to fetch them anew that have failed, and when the next may be.
    failures: u32,
    next: Option<Instant>,
    /// Has a server of 2026-07-28 tell of changes.
    _news: Option<Subscription>,
}

/// What a server has, under the group's names; tools and prompts with the server's own beside them.
#[derive(Default)]
struct Lists {
    tools: Vec<(String, Tool)>,
    prompts: Vec<(String, Prompt)>,
    resources: Vec<Resource>,
    /// Beside each what it matches, if it is one.
    templates: Vec<(ResourceTemplate, Option<UriTemplate>)>,
}

impl Lists {
    /// What nobody else in the group may have, by kind.
    fn kinds(&self) -> [(&'static str, Vec<&str>); 3] {
        let tools = self.tools.iter().map(|(_, tool)| tool.name.as_str());
        let prompts = self.prompts.iter().map(|(_, prompt)| prompt.name.as_str());
        let resources = self.resources.iter().map(|resource| resource.uri.as_str());
        [
            ("tools", tools.collect()),
            ("prompts", prompts.collect()),
            ("resources", resources.collect()),
        ]
    }

    /// Whether a template is one for this URI.
    fn fits(&self, uri: &str) -> bool {
        let mut templates = self.templates.iter().filter_map(|(_, template)| template.as_ref());
        templates.any(|template| template.matches(uri).is_some())
    }
}

impl ClientGroup {
    /// A group of no server, whose names are the servers' own.
    pub fn new() -> Self {
        ClientGroup {
            naming: Arc::new(|_, name| name.to_owned()),
            members: Mutex::default(),
        }
    }

    /// Makes the names of tools and prompts in the group: of the server's name in the group, and the name there. Resources
    /// keep their URIs.
    #[must_use]
    pub fn naming(mut self, name: impl Fn(&str, &str) -> String + Send + Sync + 'static) -> Self {
        self.naming = Arc::new(name);
        self
    }

    /// Adds a server under a name of its own, with all that it has.
    ///
    /// # Errors
    /// −32602 where the group has the server's name, or one of its tools, prompts or resources, already: then nothing of
    /// the server is added. Or as [`Client::request`].
    pub async fn add(&self, server: impl Into<String>, client: Client) -> Result<(), ClientError> {
        let server = server.into();
        let capabilities = client.server_capabilities();
        let filter = SubscriptionFilter::new()
            .with_tools_list_changed(capabilities.tools.as_ref().is_some_and(|known| known.list_changed))
            .with_prompts_list_changed(capabilities.prompts.as_ref().is_some_and(|known| known.list_changed))
            .with_resources_list_changed(capabilities.resources.as_ref().is_some_and(|known| known.list_changed));
        // Before the lists are fetched, so that no change falls between.
        let news = match client.revision().is_modern() && !filter.is_empty() {
            true => client.listen_with(filter, ListenOptions::new().relisten()).await.ok(),
            false => None,
        };
        let changes = client.changes();
        let lists = self.fetch(&server, &client).await?;
        let mut members = self.members.lock().await;
        if members.contains_key(&server) {
            return Err(exists(&server, "servers"));
        }
        for member in members.values() {
            check(&lists, &member.lists)?;
        }
        let member = Member {
            client,
            lists,
            changes,
            failures: 0,
            next: None,
            _news: news,
        };
        members.insert(server, member);
        Ok(())
    }

    /// Takes a server out of the group; its client goes on.
    ///
    /// # Errors
    /// −32602 where the group has none of this name.
    pub async fn remove(&self, server: &str) -> Result<Client, ClientError> {
        let removed = self.members.lock().await.remove(server);
        removed.map(|member| member.client).ok_or_else(|| {
            let fault = "Provided session is not managed or already disconnected.";
            ClientError::Protocol(McpError::invalid_params(fault))
        })
    }

    /// The tools of all servers, under the group's names.
    pub async fn tools(&self) -> Vec<Tool> {
        let members = self.fresh().await;
        let tools = members.values().flat_map(|member| &member.lists.tools);
        tools.map(|(_, tool)| tool.clone()).collect()
    }

    /// The prompts of all servers, under the group's names.
    pub async fn prompts(&self) -> Vec<Prompt> {
        let members = self.fresh().await;
        let prompts = members.values().flat_map(|member| &member.lists.prompts);
        prompts.map(|(_, prompt)| prompt.clone()).collect()
    }

    /// The resources of all servers.
    pub async fn resources(&self) -> Vec<Resource> {
        let members = self.fresh().await;
        members
            .values()
            .flat_map(|member| member.lists.resources.clone())
            .collect()
    }

    /// The resource templates of all servers.
    pub async fn resource_templates(&self) -> Vec<ResourceTemplate> {
        let members = self.fresh().await;
        members
            .values()
            .flat_map(|member| member.lists.templates.iter().map(|(template, _)| template.clone()))
            .collect()
    }

    /// Calls the tool of this name in the group.
    ///
    /// # Errors
    /// −32602 where there is none, or as [`Client::call_tool`].
    pub async fn call_tool(&self, name: &str, arguments: impl Serialize) -> Result<CallToolResult, ClientError> {
        self.call_tool_with(name, arguments, CallOptions::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`call_tool`](Self::call_tool).
    pub async fn call_tool_with(
        &self,
        name: &str,
        arguments: impl Serialize,
        options: CallOptions,
    ) -> Result<CallToolResult, ClientError> {
        let found = self.find(|lists| {
            lists
                .tools
                .iter()
                .find(|(_, tool)| tool.name == name)
                .map(|(own, _)| own.clone())
        });
        let (client, own) = found.await.ok_or_else(|| unknown("tool", name))?;
        client.call_tool_with(&own, arguments, options).await
    }

    /// The messages of the prompt of this name in the group.
    ///
    /// # Errors
    /// −32602 where there is none, or as [`Client::get_prompt`].
    pub async fn get_prompt(&self, name: &str, arguments: impl Serialize) -> Result<GetPromptResult, ClientError> {
        let named = |lists: &Lists| {
            let mut prompts = lists.prompts.iter();
            prompts
                .find(|(_, prompt)| prompt.name == name)
                .map(|(own, _)| own.clone())
        };
        let (client, own) = self.find(named).await.ok_or_else(|| unknown("prompt", name))?;
        client.get_prompt(&own, arguments).await
    }

    /// Reads the resource at this URI: of the server that lists it, else of the first that has a template for it.
    ///
    /// # Errors
    /// −32602 where no server has one, or as [`Client::read_resource`].
    pub async fn read_resource(&self, uri: &str) -> Result<ReadResourceResult, ClientError> {
        let listed = self.find(|lists| lists.resources.iter().any(|resource| resource.uri == uri).then_some(()));
        let found = match listed.await {
            Some(found) => Some(found),
            None => self.find(|lists| lists.fits(uri).then_some(())).await,
        };
        let (client, ()) = found.ok_or_else(|| ClientError::Protocol(McpError::unknown_resource(uri)))?;
        client.read_resource(uri).await
    }

    /// Finds a server by what it has; only where none is found are lists fetched anew, so that a call waits for no other
    /// server.
    async fn find<T>(&self, find: impl Fn(&Lists) -> Option<T>) -> Option<(Client, T)> {
        let found = |members: &BTreeMap<String, Member>| {
            let mut found = members
                .values()
                .filter_map(|member| Some((member.client.clone(), find(&member.lists)?)));
            found.next()
        };
        let known = found(&*self.members.lock().await);
        match known {
            Some(known) => Some(known),
            None => found(&*self.fresh().await),
        }
    }

    /// The servers, the lists fetched anew of those that have told of changes.
    async fn fresh(&self) -> MutexGuard<'_, BTreeMap<String, Member>> {
        let members = self.members.lock().await;
        let stale: Vec<(String, Client)> = members
            .iter()
            .filter(|(_, member)| member.client.changes() != member.changes)
            .filter(|(_, member)| member.next.is_none_or(|next| next <= Instant::now()))
            .map(|(server, member)| (server.clone(), member.client.clone()))
            .collect();
        drop(members);
        for (server, client) in stale {
            // What is told of from here on is fetched the next time.
            let changes = client.changes();
            let fetched = match timeout(PATIENCE, self.fetch(&server, &client)).await {
                Ok(fetched) => fetched.map_err(|error| error.to_string()),
                Err(_) => Err(format!("nothing came within {PATIENCE:?}")),
            };
            let mut members = self.members.lock().await;
            let fetched = fetched.and_then(|lists| {
                let mut others = members.iter().filter(|(other, _)| **other != server);
                let clash = others.find_map(|(_, other)| check(&lists, &other.lists).err());
                clash.map_or(Ok(lists), |clash| Err(clash.to_string()))
            });
            // Another may have its name by now.
            let member = members.get_mut(&server);
            let Some(member) = member.filter(|member| Arc::ptr_eq(&member.client.0, &client.0)) else {
                continue;
            };
            match fetched {
                Ok(lists) => {
                    member.lists = lists;
                    member.changes = changes;
                    (member.failures, member.next) = (0, None);
                }
                Err(error) => {
                    tracing::warn!(server, error, "the lists of a server stay as they were");
                    let wait = BACK_OFF.0.saturating_mul(1 << member.failures.min(16)).min(BACK_OFF.1);
                    member.failures += 1;
                    member.next = Some(Instant::now() + wait);
                }
            }
        }
        self.members.lock().await
    }

    async fn fetch(&self, server: &str, client: &Client) -> Result<Lists, ClientError> {
        let capabilities = client.server_capabilities();
        let mut lists = Lists::default();
        if capabilities.tools.is_some() {
            for mut tool in client.all_tools().await? {
                let own = std::mem::take(&mut tool.name);
                tool.name = (self.naming)(server, &own);
                lists.tools.push((own, tool));
            }
        }
        if capabilities.prompts.is_some() {
            for mut prompt in client.all_prompts().await? {
                let own = std::mem::take(&mut prompt.name);
                prompt.name = (self.naming)(server, &own);
                lists.prompts.push((own, prompt));
            }
        }
        if capabilities.resources.is_some() {
            lists.resources = client.all_resources().await?;
            for template in client.all_resource_templates().await? {
                let parsed = UriTemplate::parse(&template.uri_template).ok();
                lists.templates.push((template, parsed));
            }
        }
        Ok(lists)
    }
}

/// Whether nothing of one server's is another's, too.
fn check(new: &Lists, known: &Lists) -> Result<(), ClientError> {
    for ((what, new), (_, known)) in new.kinds().into_iter().zip(known.kinds()) {
        let known: HashSet<&str> = known.into_iter().collect();
        if let Some(name) = new.into_iter().find(|name| known.contains(name)) {
            return Err(exists(name, what));
        }
    }
    Ok(())
}

fn exists(name: &str, what: &str) -> ClientError {
    ClientError::Protocol(McpError::invalid_params(format!(
        "{{'{name}'}} already exist in group {what}."
    )))
}

fn unknown(what: &str, name: &str) -> ClientError {
    ClientError::Protocol(McpError::invalid_params(format!("Unknown {what}: {name}")))
}
