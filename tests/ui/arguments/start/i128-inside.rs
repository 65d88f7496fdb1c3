//! Inside a struct no macro sees it.

#[mcp::data]
struct Account {
    number: u128,
}

/// What is in an account.
#[mcp::tool]
fn balance(account: Account) -> String {
    account.number.to_string()
}

fn main() -> mcp::Result<()> {
    mcp::build!("Bank", [balance]).check()?;
    Ok(())
}
