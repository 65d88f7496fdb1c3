#[derive(mcp::Form)]
struct Booking {
    place: Place,
}

#[derive(mcp::Form)]
enum Place {
    Indoor,
    #[form(titel = "On the terrace")]
    Terrace,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
