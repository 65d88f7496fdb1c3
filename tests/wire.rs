//! The messages of `tests/wire/<revision>/*.json`, one of each method and direction that a revision
//! has, go through the types of `mcp::types` unchanged; and what the types make of messages that
//! no revision describes.
//!
//! A file is named `<method, / as .>[+<variant>].<direction>.json`.

use mcp::types::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The revisions, and how many messages each has at least.
const REVISIONS: [(&str, usize); 5] = [
    ("2024-11-05", 46),
    ("2025-03-26", 46),
    ("2025-06-18", 48),
    ("2025-11-25", 51),
    ("2026-07-28", 39),
];

type Trip = fn(&str) -> serde_json::Result<[Value; 2]>;

/// Reads JSON as a type and writes it again: from text as it arrives, and from a value, whose
/// members are in another order.
macro_rules! trip {
    ($type:ty) => {
        |text| {
            let from_text = serde_json::from_str::<$type>(text)?;
            let from_value = serde_json::from_value::<$type>(serde_json::from_str(text)?)?;
            let written = serde_json::to_string(&from_text)?;
            Ok([serde_json::from_str(&written)?, serde_json::to_value(&from_value)?])
        }
    };
}

/// The type of the parameters or result in a file.
fn type_of(method: &str, variant: &str, direction: &str) -> Option<Trip> {
    let trip: Trip = match direction {
        "client-request" | "server-request" => match method {
            "initialize" => trip!(InitializeParams),
            "ping" | "server/discover" => trip!(EmptyParams),
            "roots/list" => trip!(ListRootsParams),
            "logging/setLevel" => trip!(SetLevelParams),
            "completion/complete" => trip!(CompleteParams),
            "prompts/get" => trip!(GetPromptParams),
            "resources/read" => trip!(ReadResourceParams),
            "resources/subscribe" | "resources/unsubscribe" => trip!(SubscribeParams),
            "tools/call" => trip!(CallToolParams),
            "prompts/list" | "resources/list" | "resources/templates/list" | "tools/list" => trip!(PageParams),
            "sampling/createMessage" => trip!(CreateMessageParams),
            "elicitation/create" => trip!(ElicitParams),
            "subscriptions/listen" => trip!(ListenParams),
            _ => return None,
        },
        "client-result" | "server-result" if variant == "input_required" => trip!(InputRequiredResult),
        "client-result" | "server-result" => match method {
            "initialize" => trip!(InitializeResult),
            "server/discover" => trip!(DiscoverResult),
            "ping" | "logging/setLevel" | "resources/subscribe" | "resources/unsubscribe" => trip!(EmptyResult),
            "subscriptions/listen" => trip!(ListenResult),
            "completion/complete" => trip!(CompleteResult),
            "prompts/get" => trip!(GetPromptResult),
            "resources/read" => trip!(ReadResourceResult),
            "tools/call" => trip!(CallToolResult),
            "prompts/list" => trip!(ListPromptsResult),
            "resources/list" => trip!(ListResourcesResult),
            "resources/templates/list" => trip!(ListResourceTemplatesResult),
            "tools/list" => trip!(ListToolsResult),
            "roots/list" => trip!(ListRootsResult),
            "sampling/createMessage" => trip!(CreateMessageResult),
            "elicitation/create" => trip!(ElicitResult),
            _ => return None,
        },
        "client-notification" | "server-notification" => match method {
            "notifications/cancelled" => trip!(CancelledParams),
            "notifications/progress" => trip!(ProgressParams),
            "notifications/message" => trip!(LogMessageParams),
            "notifications/resources/updated" => trip!(ResourceUpdatedParams),
            "notifications/subscriptions/acknowledged" => trip!(AcknowledgedParams),
            "notifications/elicitation/complete" => trip!(ElicitationCompleteParams),
            "notifications/initialized"
            | "notifications/roots/list_changed"
            | "notifications/prompts/list_changed"
            | "notifications/resources/list_changed"
            | "notifications/tools/list_changed" => trip!(EmptyParams),
            _ => return None,
        },
        _ => return None,
    };
    Some(trip)
}

/// Checks one file; `Err` says what is wrong with it.
fn check(name: &str, text: &str) -> Result<(), String> {
    let stem = name.strip_suffix(".json").ok_or("no .json file")?;
    let (stem, direction) = stem.rsplit_once('.').ok_or("no direction in the name")?;
    let (method, variant) = stem.split_once('+').unwrap_or((stem, ""));
    // `.` stands for `/`: no method has a dot of its own.
    let method = method.replace('.', "/");
    let trip = type_of(&method, variant, direction).ok_or("no type for this file")?;

    let message: BTreeMap<&str, &RawValue> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if let Some(named) = message
        .get("method")
        .filter(|named| named.get() != format!("\"{method}\""))
    {
        return Err(format!("the method is {named}"));
    }
    if let Some(id) = message.get("id") {
        let read = RequestId::from_json(id.get()).map_err(|error| error.to_string())?;
        assert_eq!(serde_json::from_str::<RequestId>(id.get()).ok(), Some(read));
    }
    let body = message
        .get("params")
        .or_else(|| message.get("result"))
        .ok_or("neither params nor result")?;
    let wanted: Value = serde_json::from_str(body.get()).map_err(|error| error.to_string())?;
    for got in trip(body.get()).map_err(|error| error.to_string())? {
        if got != wanted {
            return Err(format!("came back as {got:#}\nnot {wanted:#}"));
        }
    }
    Ok(())
}

#[test]
fn every_message_of_every_revision_comes_back_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("wire");
    let mut faults = Vec::new();
    for (revision, least) in REVISIONS {
        let mut count = 0;
        for entry in fs::read_dir(folder.join(revision)).expect("a folder for the revision") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a readable name");
            let text = fs::read_to_string(&path).expect("a readable file");
            count += 1;
            if let Err(fault) = check(name, &text) {
                faults.push(format!("{revision}/{name}: {fault}"));
            }
        }
        if count < least {
            faults.push(format!("{revision}: {count} messages, {least} expected"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_revision_is_left_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("wire");
    let mut found: Vec<String> = fs::read_dir(folder)
        .expect("the folder of messages")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, REVISIONS.map(|(revision, _)| revision));
}

#[test]
fn identifiers_keep_their_kind_and_every_digit() {
    for text in [
        "0",
        "-7",
        "9007199254740993",
        "9223372036854775808",
        "18446744073709551615",
        "\"7\"",
        "\"\"",
        "\"é\\n\"",
    ] {
        let id: RequestId = serde_json::from_str(text).expect(text);
        let token: ProgressToken = serde_json::from_str(text).expect(text);
        assert_eq!(serde_json::to_string(&id).expect(text), text);
        assert_eq!(serde_json::to_string(&token).expect(text), text);
        assert_eq!(RequestId::from_json(text), Ok(id.clone()));
        assert_eq!(ProgressToken::from(id), token);
    }
    // Beyond 64 bits serde would round: refused there, exact from text.
    let wide = "-170141183460469231731687303715884105728";
    assert!(serde_json::from_str::<RequestId>(wide).is_err());
    let id = RequestId::from_json(wide).expect("a number of 128 bits");
    assert_eq!((id.as_i128(), id.as_i64()), (Some(i128::MIN), None));
    assert_eq!(serde_json::to_string(&id).expect("writable"), wide);

    assert_ne!(RequestId::from(1), RequestId::from("1"));
    for text in [
        "1.5", "1.0", "1e3", "true", "null", "[]", "{}", "01", "+1", "-", "", "\"", "0x1", " 1",
    ] {
        assert!(RequestId::from_json(text).is_err(), "{text}");
    }
    for text in ["1.5", "1.0", "1e3", "true", "null", "[1]", "{\"a\":1}"] {
        assert!(serde_json::from_str::<RequestId>(text).is_err(), "{text}");
    }
}

#[test]
fn a_block_is_read_whatever_the_order_of_its_members() {
    let block = Content::text("hi");
    for text in [
        r#"{"type":"text","text":"hi"}"#,
        r#"{"text":"hi","type":"text"}"#,
        r#"{"size":{"any":"thing"},"text":"hi","type":"text","blob":[1]}"#,
        r#"{"type":"text","new":null,"text":"hi","annotations":null}"#,
    ] {
        assert_eq!(serde_json::from_str::<Content>(text).expect(text), block);
    }
    for text in [
        r#"{"text":"hi"}"#,
        r#"{"type":"video","text":"hi"}"#,
        r#"{"type":"text"}"#,
        r#"{"type":1,"text":"hi"}"#,
        "[]",
        "\"hi\"",
    ] {
        assert!(serde_json::from_str::<Content>(text).is_err(), "{text}");
    }
    assert_eq!(
        serde_json::to_string(&block).expect("writable"),
        r#"{"type":"text","text":"hi"}"#
    );
}

#[test]
fn resource_contents_are_text_or_bytes_and_not_both() {
    let read = |value: Value| serde_json::from_value::<ResourceContents>(value);
    assert!(matches!(
        read(json!({"uri": "a:b", "text": ""})),
        Ok(ResourceContents::Text(_))
    ));
    assert!(matches!(
        read(json!({"uri": "a:b", "blob": ""})),
        Ok(ResourceContents::Blob(_))
    ));
    assert!(read(json!({"uri": "a:b"})).is_err());
    assert!(read(json!({"uri": "a:b", "text": "", "blob": ""})).is_err());
}

#[test]
fn bytes_travel_in_base64() {
    let bytes = [0, 255, 62, 63];
    let Content::Image(image) = Content::image(&bytes, "image/png") else {
        panic!("no image")
    };
    assert_eq!(image.data, "AP8+Pw==");
    assert_eq!(image.bytes().expect("bytes"), bytes);
    assert_eq!(BlobResourceContents::new("a:b", &bytes).bytes().expect("bytes"), bytes);
    assert!(AudioContent::from_base64("AP8-Pw", "audio/wav").bytes().is_err());
}

#[test]
fn structured_content_may_be_null() {
    let read = |text| serde_json::from_str::<CallToolResult>(text).expect(text);
    assert_eq!(read(r#"{"content":[]}"#).structured_content, None);
    let null = read(r#"{"content":null,"structuredContent":null,"isError":null}"#);
    assert_eq!(null, CallToolResult::new(vec![]).with_structured_content(Value::Null));
    assert_eq!(
        serde_json::to_value(&null).expect("writable"),
        json!({"content": [], "structuredContent": null})
    );

    let result = CallToolResult::structured(json!({"a": 1}));
    assert_eq!((result.text(), result.is_error), (r#"{"a":1}"#.to_owned(), false));
    let failed = CallToolResult::error("no");
    assert_eq!(
        serde_json::to_value(&failed).expect("writable"),
        json!({"content": [{"type": "text", "text": "no"}], "isError": true})
    );
}

#[test]
fn times_to_live_are_never_negative() {
    for (text, wanted) in [
        ("300000", 300_000),
        ("-1", 0),
        ("-1.5", 0),
        ("1.9", 1),
        ("1e30", u64::MAX),
    ] {
        let page: ListToolsResult = serde_json::from_str(&format!(r#"{{"tools":[],"ttlMs":{text}}}"#)).expect(text);
        assert_eq!(page.ttl_ms, Some(wanted), "{text}");
    }
    let page: ListToolsResult = serde_json::from_str(r#"{"tools":[],"ttlMs":null,"cacheScope":null}"#).expect("a page");
    assert_eq!(page, ListToolsResult::new(vec![]));
}

#[test]
fn numbers_are_written_without_needless_fractions() {
    let progress = ProgressParams::new(RequestId::from(1), 50.0).with_total(0.5);
    let written = serde_json::to_string(&progress).expect("writable");
    assert_eq!(written, r#"{"progressToken":1,"progress":50,"total":0.5}"#);
    assert!(serde_json::to_string(&ProgressParams::new(1, f64::NAN)).is_err());
}

#[test]
fn a_completion_holds_a_hundred_values() {
    let all = Completion::new((0..250).map(|number| number.to_string()));
    assert_eq!(
        (all.values.len(), all.total, all.has_more),
        (MAX_COMPLETION_VALUES, Some(250), Some(true))
    );
    let endless = Completion::new(std::iter::repeat("x"));
    assert_eq!(
        (endless.values.len(), endless.total, endless.has_more),
        (MAX_COMPLETION_VALUES, None, Some(true))
    );
    let exact = Completion::new(vec!["x"; MAX_COMPLETION_VALUES]);
    assert_eq!(
        (exact.values.len(), exact.total, exact.has_more),
        (MAX_COMPLETION_VALUES, None, None)
    );
}

#[test]
fn sampling_content_is_one_block_or_several() {
    let one = json!({"role": "user", "content": {"type": "text", "text": "a"}});
    let message: SamplingMessage = serde_json::from_value(one.clone()).expect("a message");
    assert_eq!(message, SamplingMessage::user("a"));
    assert_eq!(serde_json::to_value(&message).expect("writable"), one);
    let listed = json!({"role": "user", "content": [{"type": "text", "text": "a"}]});
    assert_eq!(
        serde_json::from_value::<SamplingMessage>(listed).expect("a message"),
        message
    );
}

#[test]
fn input_requests_keep_the_order_of_the_server() {
    let text = r#"{"z":{"method":"roots/list","params":{}},"a":{"params":{"mode":"url","message":"m","url":"u"},"method":"elicitation/create"}}"#;
    let requests: InputRequests = serde_json::from_str(text).expect("requests");
    assert_eq!(requests.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["z", "a"]);
    assert_eq!(
        requests.get("a"),
        Some(&InputRequest::Elicit(ElicitParams::url("m", "u")))
    );
    assert!(serde_json::from_str::<InputRequests>(r#"{"a":{"method":"tools/list"}}"#).is_err());
    // A finished result is none that asks.
    assert!(serde_json::from_str::<InputRequiredResult>(r#"{"resultType":"complete","content":[]}"#).is_err());
}

#[test]
fn a_malformed_answer_reads_as_none() {
    let answers = json!({"name": "t", "inputResponses": {"n": 12345, "e": {"action": "accept", "content": {"x": 1}}}});
    let call: CallToolParams = serde_json::from_value(answers).expect("a call");
    let answers = call.input_responses.expect("answers");
    assert_eq!(answers.elicitation("n"), None);
    assert_eq!(answers.get("n"), Some(&json!(12345)));
    assert_eq!(
        answers.elicitation("e").map(|answer| answer.action),
        Some(ElicitAction::Accept)
    );
    assert_eq!(answers.elicitation("missing"), None);
    assert_eq!(answers.roots("e"), None);
    let call: CallToolParams =
        serde_json::from_str(r#"{"name":"t","arguments":null,"inputResponses":null}"#).expect("a call");
    assert_eq!(call, CallToolParams::new("t"));
}

#[test]
fn elicitations_are_told_apart_by_mode() {
    let read = |value: Value| serde_json::from_value::<ElicitParams>(value);
    let form = json!({"message": "m", "requestedSchema": {}});
    assert_eq!(read(form).expect("a form"), ElicitParams::form("m", JsonObject::new()));
    assert!(matches!(
        read(json!({"mode": "form", "message": "m", "requestedSchema": {}})),
        Ok(ElicitParams::Form(_))
    ));
    assert!(read(json!({"mode": "page", "message": "m", "url": "u"})).is_err());
    assert!(read(json!({"mode": "url", "message": "m"})).is_err());
    let url = serde_json::to_value(UrlElicitation::new("m", "u")).expect("writable");
    assert_eq!(url, json!({"mode": "url", "message": "m", "url": "u"}));
}

#[test]
fn capabilities_without_members_are_capabilities() {
    let client: ClientCapabilities =
        serde_json::from_value(json!({"elicitation": {}, "sampling": {}, "roots": {}, "tasks": {}}))
            .expect("capabilities");
    assert!(client.elicits_forms() && !client.elicits_urls());
    assert!(client.sampling.is_some() && client.roots.is_some());
    let client = ClientCapabilities::new().with_elicitation(ElicitationCapability::new().with_url(JsonObject::new()));
    assert!(!client.elicits_forms() && client.elicits_urls());
    assert_eq!(
        serde_json::to_value(&client).expect("writable"),
        json!({"elicitation": {"url": {}}})
    );
    assert_eq!(
        serde_json::to_value(ServerCapabilities::new()).expect("writable"),
        json!({})
    );
}

#[test]
fn levels_rise_from_debug_to_emergency() {
    assert!(LoggingLevel::ALL.is_sorted());
    for level in LoggingLevel::ALL {
        assert_eq!(serde_json::to_value(level).expect("writable"), json!(level.as_str()));
        assert_eq!(LoggingLevel::from_name(level.as_str()), Some(level));
    }
    assert!(serde_json::from_value::<LoggingLevel>(json!("warn")).is_err());
}

#[test]
fn a_filter_keeps_what_extensions_add() {
    let text = json!({"toolsListChanged": true, "promptsListChanged": null, "taskIds": ["1"]});
    let filter: SubscriptionFilter = serde_json::from_value(text).expect("a filter");
    assert!(filter.tools_list_changed && !filter.prompts_list_changed && !filter.is_empty());
    assert_eq!(
        serde_json::to_value(&filter).expect("writable"),
        json!({"toolsListChanged": true, "taskIds": ["1"]})
    );
}
