//! What the server gives may be taken apart where it is named.

#![deny(warnings)]

use mcp::{Argument, Source, State};

struct Tenant {
    name: String,
    id: u8,
}

impl Argument for Tenant {
    fn source() -> Source<Self> {
        Source::context(|_| {
            Ok(Tenant {
                name: "tenant".into(),
                id: 1,
            })
        })
    }
}

type Db = State<Vec<u8>>;

/// Count the rows.
#[mcp::tool]
async fn count(
    mut table: String,
    State(db): State<String>,
    State(ref other): Db,
    Tenant { name, id: _ }: Tenant,
    tenant @ Tenant { .. }: Tenant,
    &Tenant { id, .. }: &Tenant,
) -> String {
    table.push('!');
    format!("{table}{db}{other:?}{name}{}{id}", tenant.name)
}

/// The rows.
#[mcp::resource("rows://{table}")]
fn rows(table: &str, State(db): State<String>, Tenant { id, .. }: Tenant) -> String {
    format!("{table}{db}{id}")
}

fn main() {
    mcp::build!("Rows", [count, rows], state = String::new(), state = vec![1_u8])
        .check()
        .unwrap();
}
