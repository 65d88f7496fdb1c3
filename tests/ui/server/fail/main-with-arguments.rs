#[mcp::main]
async fn main(address: String) {
    let _ = address;
}
