/// Today's forecast.
#[mcp::tool]
fn forecast(#[arg(defualt = 1)] days: u8) -> u8 {
    days
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
