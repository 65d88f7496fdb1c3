use mcp::State;

/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(title = "Rows")] db: &State<u8>) -> u8 {
    **db
}

fn main() {
    let _ = mcp::build!("Weather", [forecast], state = 1_u8);
}
