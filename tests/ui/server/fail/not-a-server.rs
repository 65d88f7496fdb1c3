struct Weather;

fn main() {
    mcp::IntoServer::into_server(Weather);
}
