//! The same tools behind one router that is made once, which `#[tool_handler]` makes anew for every call.

use crate::tools::Tools;
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, ListToolsResult, PaginatedRequestParams, ProtocolVersion,
    ResultType, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use std::sync::Arc;

#[derive(Clone)]
pub struct Best {
    routes: Arc<ToolRouter<Tools>>,
    /// In order, as clients are given them: the router sorts them each time.
    listed: Arc<[Tool]>,
}

impl Best {
    pub fn new() -> Best {
        let routes = Tools::routes();
        Best {
            listed: routes.list_all().into(),
            routes: Arc::new(routes),
        }
    }
}

impl ServerHandler for Best {
    fn get_info(&self) -> ServerConfig {
        Tools.get_info()
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.routes.get(name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        self.routes.call(ToolCallContext::new(&Tools, request, context)).await
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let cached = context
            .protocol_version()
            .is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
        Ok(ListToolsResult {
            result_type: Some(ResultType::COMPLETE),
            tools: self.listed.to_vec(),
            meta: None,
            next_cursor: None,
            ttl_ms: cached.then_some(0),
            cache_scope: cached.then_some(CacheScope::Public),
        })
    }
}
