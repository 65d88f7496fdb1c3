//! The tools of `bench_server`, as the documentation of rmcp writes them.

use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{ServerHandler, tool, tool_handler, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, JsonSchema)]
pub struct Operands {
    /// Left operand
    a: i64,
    /// Right operand
    b: i64,
}

#[derive(Serialize, JsonSchema)]
pub struct Sum {
    result: i64,
}

#[derive(Deserialize, JsonSchema)]
pub struct Text {
    /// Text to return
    text: String,
}

#[derive(Deserialize, JsonSchema)]
pub struct Lookup {
    /// What to look for
    query: String,
    /// Maximum number of records
    limit: Option<i64>,
    /// Include every field of each record
    verbose: Option<bool>,
}

#[derive(Clone)]
pub struct Tools;

/// The block of all tools: the attribute reads it after this macro has written it.
macro_rules! tools {
    ($($name:ident = $number:literal)*) => {
        #[tool_router]
        impl Tools {
            #[tool(description = "Add two integers")]
            async fn add(&self, Parameters(Operands { a, b }): Parameters<Operands>) -> Result<Json<Sum>, String> {
                let result = a.checked_add(b).ok_or("overflow")?;
                Ok(Json(Sum { result }))
            }

            #[tool(description = "Return the text unchanged")]
            async fn echo(&self, Parameters(Text { text }): Parameters<Text>) -> String {
                text
            }

            $(
                #[tool(description = concat!(
                    "Dummy tool number ", $number,
                    ": looks up records in the catalogue and returns a short summary."
                ))]
                async fn $name(&self, Parameters(lookup): Parameters<Lookup>) -> String {
                    let Lookup { query, limit, verbose } = lookup;
                    format!("{query}:{limit:?}:{verbose:?}")
                }
            )*

            /// The router that the attribute makes anew each time it is asked for.
            pub fn routes() -> rmcp::handler::server::router::tool::ToolRouter<Self> {
                Self::tool_router()
            }
        }
    };
}

tools! {
    dummy_00 = "00" dummy_01 = "01" dummy_02 = "02" dummy_03 = "03" dummy_04 = "04"
    dummy_05 = "05" dummy_06 = "06" dummy_07 = "07" dummy_08 = "08" dummy_09 = "09"
    dummy_10 = "10" dummy_11 = "11" dummy_12 = "12" dummy_13 = "13" dummy_14 = "14"
    dummy_15 = "15" dummy_16 = "16" dummy_17 = "17" dummy_18 = "18" dummy_19 = "19"
    dummy_20 = "20" dummy_21 = "21" dummy_22 = "22" dummy_23 = "23" dummy_24 = "24"
    dummy_25 = "25" dummy_26 = "26" dummy_27 = "27" dummy_28 = "28" dummy_29 = "29"
    dummy_30 = "30" dummy_31 = "31" dummy_32 = "32" dummy_33 = "33" dummy_34 = "34"
    dummy_35 = "35" dummy_36 = "36" dummy_37 = "37" dummy_38 = "38" dummy_39 = "39"
    dummy_40 = "40" dummy_41 = "41" dummy_42 = "42" dummy_43 = "43" dummy_44 = "44"
    dummy_45 = "45" dummy_46 = "46" dummy_47 = "47" dummy_48 = "48" dummy_49 = "49"
}

#[tool_handler(name = "bench", version = "0.1.0")]
impl ServerHandler for Tools {}
