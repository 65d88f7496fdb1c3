//! The examples say what they say: each runs its own demonstration.

use std::fmt::Write;
use std::process::Command;
use std::time::Duration;

use mcp_tests::tools;

const LIMIT: Duration = Duration::from_mins(1);

/// The name of an example, its arguments, and what it prints.
const EXAMPLES: &[(&str, &[&str], &str)] = &[
    (
        "hello",
        &["--demo"],
        "
hello: Say hello to somebody.
Hello, Ada!
is_error=true Error executing tool hello: $.name: missing, expected a string; $.nmae: unknown argument, did you mean 'name'? (arguments: name)
",
    ),
    (
        "structured_output",
        &["--demo"],
        r##"
distance returns {"kilometres":{"format":"double","type":"number"},"scale":{"$ref":"#/$defs/Scale","description":"How far that is on a human scale."}}
multiples returns {"result":{"items":{"format":"uint32","minimum":0,"type":"integer"},"type":"array"}}
poem returns null
distance: {"kilometres":3511.0,"scale":"flight"}, structured: {"kilometres":3511.0,"scale":"flight"}
multiples: [7,14,21], structured: {"result":[7,14,21]}
multiples: Error executing tool multiples: $.count: expected an integer from 1 to 10 (arguments: of, count), structured: null
poem: Roses are red., structured: null
"##,
    ),
    (
        "errors",
        &["--demo"],
        "
is_error=false A table for 2 on Friday.
is_error=true Error executing tool book: At most 8 guests, not 9.
is_error=true Error executing tool book: Saturday has no table left. Try another day.
is_error=true Error executing tool guests
is_error=true Error executing tool menu: The menu is being rewritten: ask again tomorrow.
is_error=true Error executing tool spoons
protocol error: Payment required
",
    ),
    (
        "state",
        &["--demo"],
        r#"
keep({"text":{"type":"string"},"title":{"type":"string"}})
read({"title":{"type":"string"}})
keep: ""
read: "Two bottles."
read: "Error executing tool read: There is no note 'bread'."
[{"mimeType":"application/json","text":"2","uri":"notes://visits"}]
"#,
    ),
    (
        "impl_block",
        &["--demo"],
        r#"
push: 1
push: 2
apply: 42.0
apply: Error executing tool apply: An operator needs two numbers: push some.
apply: Error executing tool apply: $.operator: expected one of "add", "subtract", "multiply" (arguments: operator)
[{"mimeType":"application/json","text":"[42.0]","uri":"calculator://stack"}]
"#,
    ),
    (
        "resources",
        &["--demo"],
        r##"
docs://guide
    [{"mimeType":"text/markdown","text":"# Guide\n\nRead a page, or search for one.","uri":"docs://guide"}]
docs://pages/1
    [{"mimeType":"text/plain","text":"A resource is read.","uri":"docs://pages/1"}]
docs://search?word=is&most=2
    [{"mimeType":"application/json","text":"{\"0\":\"A tool is a function.\",\"1\":\"A resource is read.\"}","uri":"docs://search?word=is&most=2"}]
docs://search
    [{"mimeType":"application/json","text":"{\"0\":\"A tool is a function.\",\"1\":\"A resource is read.\",\"2\":\"A prompt is picked by a person.\"}","uri":"docs://search"}]
docs://files/src/main.rs
    [{"mimeType":"text/plain","text":"contents of src/main.rs","uri":"docs://files/src/main.rs"}]
docs://files/../secret
    Unknown resource: docs://files/../secret
docs://logo
    [{"blob":"R0lGODlhAQABAAAAADs=","mimeType":"image/gif","uri":"docs://logo"}]
docs://pages/9
    There is no page 9.
docs://nowhere
    Unknown resource: docs://nowhere
"##,
    ),
    (
        "prompts_and_completion",
        &["--demo"],
        r#"
plan: [{"description":"Where to.","name":"city","required":true},{"description":"How long.","name":"days"},{"description":"What for.","name":"mood"}]
[{"content":{"text":"Plan 5 days in Cairo. I am after paintings.","type":"text"},"role":"user"},{"content":{"text":"First, three questions.","type":"text"},"role":"assistant"}]
Missing required arguments: city
L… ["Lagos", "Lima", "London"]
a… ["adventure", "art"]
London, C… ["Camden", "Chelsea"]
"#,
    ),
    (
        "progress_and_cancel",
        &["--demo"],
        "
1 of 3
2 of 3
3 of 3
Counted to 3.
Request 'tools/call' timed out
Error executing tool wait_for_bus: timed out after 0.05 s
",
    ),
    (
        "notifications",
        &["--demo"],
        r#"
goals: 1
told: notifications/resources/updated {"uri":"match://score"}
goals: 2
read: [{"mimeType":"application/json","text":"2","uri":"match://score"}]
goals: 3
told: notifications/tools/list_changed {}
told: notifications/prompts/list_changed {}
told: notifications/resources/list_changed {}
"#,
    ),
    (
        "nested_in_axum",
        &["--demo"],
        r#"
HTTP/1.1 200 OK
A web page.

HTTP/1.1 200 OK
{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","structuredContent":{"result":5},"content":[{"type":"text","text":"5"}],"isError":false,"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"Nested","version":"0.1.0"}}}}
"#,
    ),
    (
        "mount",
        &["--demo"],
        r#"
tool status
tool weather_forecast
tool news_headline
prompt news_digest
Cairo: Sun.
Dog bites man.
[{"mimeType":"text/plain","text":"Cairo: Sun, all day.","uri":"weather://Cairo"}]
"#,
    ),
    (
        "runtime_tools",
        &["--demo"],
        r#"
ho ho
Error executing tool twice: $.text: expected a string of at least 1 character
ho ho ho
Unknown tool: twice
hello: Say hello. What is known is still a function, and both kinds go together.
thrice: Say a text 3 times.
Tool already exists: thrice
Tool name "four times" is not 1 to 128 characters of A-Z, a-z, 0-9, '_', '-' and '.'
"#,
    ),
    (
        "layers",
        &["--demo"],
        "
guest sees customer
    customer: Ada, card ****-****-****-1111
    delete: Unknown tool: delete
house sees customer, delete
    customer: Ada, card ****-****-****-1111
    delete: Ada is gone.
",
    ),
    (
        "quickstart",
        &[],
        r#"
Connected to Weather, revision 2026-07-28.

forecast: Today's forecast for one city.
    {"additionalProperties":false,"properties":{"city":{"description":"The city, by its English name.","type":"string"},"days":{"default":1,"description":"Days ahead.","format":"uint8","maximum":14,"minimum":1,"type":"integer"}},"required":["city"],"type":"object"}

forecast({"city":"London","days":3})
    Rain, for 3 more days.

forecast({"city":"London","days":30})
    Error executing tool forecast: $.days: expected an integer from 1 to 14 (arguments: city, days)

forecast({"city":"Atlantis"})
    Error executing tool forecast: No forecast for 'Atlantis'.
"#,
    ),
    (
        "gateway",
        &["--demo"],
        r#"
{'hello'} already exist in group servers.
hello_hello: Say hello to somebody.
weather_forecast: Today's forecast for one city.
weather_forecast({"city":"London"}): Rain.
weather_forecast({"city":"Atlantis"}): Error executing tool forecast: No forecast for 'Atlantis'.
hello_hello({"name":"Ada"}): Hello, Ada!
"#,
    ),
    (
        "host",
        &["--demo"],
        r#"
A table for 2 on Friday.
kept: ["guests"]
A table for 2 on Friday.
"#,
    ),
];

#[test]
fn print_what_they_should() {
    let mut faults = String::new();
    for (name, arguments, expected) in EXAMPLES {
        // The first line break is only there so that the text stands at the margin.
        let expected = expected.trim_start_matches('\n');
        let fault = match tools::run(Command::new(tools::example(name)).args(*arguments), LIMIT) {
            Ok(printed) if printed == expected => continue,
            Ok(printed) => format!("printed\n{printed}instead of\n{expected}"),
            Err(error) => error,
        };
        // Writing to a String cannot fail.
        let _ = writeln!(faults, "\n{name}: {fault}");
    }
    assert!(faults.is_empty(), "{faults}");
}
