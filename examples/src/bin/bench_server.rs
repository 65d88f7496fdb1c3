//! The server that benchmarks measure: two tools that do next to nothing, fifty more that make the list long.
//!
//! Standard input and output without arguments; `--port N` or `--http ADDR` serves HTTP at /mcp.

/// Add two integers
#[mcp::tool]
fn add(
    /// Left operand
    a: i64,
    /// Right operand
    b: i64,
) -> mcp::Result<i64> {
    Ok(a.checked_add(b).ok_or("overflow")?)
}

/// Return the text unchanged
#[mcp::tool(output = none)]
fn echo(
    /// Text to return
    text: String,
) -> String {
    text
}

/// The weather in one city
#[mcp::resource("weather://{city}")]
fn weather(city: &str) -> String {
    format!("{city}: Sun.")
}

/// Greet somebody
#[mcp::prompt]
fn greet(
    /// Whom to greet
    name: &str,
) -> String {
    format!("Say hello to {name}.")
}

/// Declares the tools that only make the list long, and the server that has them all.
macro_rules! dummies {
    ($($name:ident = $number:literal)*) => {
        $(
            #[mcp::tool(
                description = concat!(
                    "Dummy tool number ", $number,
                    ": looks up records in the catalogue and returns a short summary."
                ),
                output = none
            )]
            fn $name(
                /// What to look for
                query: String,
                /// Maximum number of records
                limit: Option<i64>,
                /// Include every field of each record
                verbose: Option<bool>,
            ) -> String {
                format!("{query}:{limit:?}:{verbose:?}")
            }
        )*

        fn server() -> mcp::Server {
            mcp::build!("bench", [add, echo, $($name,)* weather, greet])
        }
    };
}

dummies! {
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

/// What follows `--port`.
fn port() -> Option<mcp::Result<u16>> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--port");
    arguments.next()?;
    let port = arguments.next().and_then(|port| port.parse().ok());
    Some(port.ok_or_else(|| "--port needs a number, such as 8000".into()))
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    match port() {
        Some(port) => server().serve_http(("127.0.0.1", port?)).await,
        None => mcp::serve(server()).await,
    }
}
