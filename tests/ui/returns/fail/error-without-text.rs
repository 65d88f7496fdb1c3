#[derive(Debug, mcp::Error)]
enum Lost {
    #[error("{0} is on no map")]
    City(String),
    Map,
}

fn main() {
    let _ = (Lost::City(String::new()), Lost::Map);
}
