//! F37: which URIs reach a handler, and as what. The same table is asked of the template with its path guard, and of a
//! server.

use mcp::types::ResourceContents;
use mcp::{Client, PathSafety, UriTemplate};
use std::time::{Duration, Instant};

#[mcp::resource("files://{+path}")]
fn file(path: String) -> String {
    path
}

#[mcp::resource("page://{name}/{part}{?lang}")]
fn page(name: String, part: String, lang: Option<String>) -> String {
    format!("{name}|{part}|{}", lang.unwrap_or_default())
}

/// What the handler is given, or `None` where it is not called.
#[rustfmt::skip]
const TABLE: [(&str, Option<&str>); 64] = [
    // Paths.
    ("files://a", Some("a")),
    ("files://a/b/c.txt", Some("a/b/c.txt")),
    ("files://", Some("")),
    ("files://a//b", Some("a//b")),
    ("files://a/", Some("a/")),
    ("files://.", Some(".")),
    ("files://.hidden", Some(".hidden")),
    ("files://...", Some("...")),
    ("files://a..b", Some("a..b")),
    ("files://1.0..2.0", Some("1.0..2.0")),
    ("files://a/../b", Some("a/../b")),
    ("files://a/./b/..", Some("a/./b/..")),
    ("files://a%20b", Some("a b")),
    ("files://%C3%A9", Some("é")),
    ("files://é", Some("é")),
    ("files://a%2Fb", Some("a/b")),
    ("files://100%25", Some("100%")),
    ("files://%zz", Some("%zz")),
    ("files://%ff", Some("%ff")),
    ("files://a%0Ab", Some("a\nb")),
    // Above their start.
    ("files://..", None),
    ("files://../etc/passwd", None),
    ("files://a/../../etc/passwd", None),
    ("files://./../x", None),
    ("files://a/b/../../../x", None),
    ("files://a//../../x", None),
    (r"files://..\x", None),
    (r"files://a\..\..\x", None),
    (r"files://a/..\../x", None),
    ("files://%2e%2e", None),
    ("files://%2e%2e/x", None),
    ("files://%2E%2E%2Fx", None),
    ("files://..%2Fx", None),
    ("files://..%5Cx", None),
    ("files://a%2F..%2F..%2Fx", None),
    // Decoded once: what was encoded twice is a name like any other.
    ("files://%252e%252e%252fx", Some("%2e%2e%2fx")),
    // From the root.
    ("files:///etc/passwd", None),
    ("files:////etc", None),
    (r"files://\etc", None),
    (r"files://\\server\share", None),
    ("files://%2Fetc", None),
    ("files://%5Cetc", None),
    ("files://C:/x", None),
    (r"files://c:\x", None),
    ("files://C%3A%2Fx", None),
    ("files://Z:", None),
    ("files://ab:/x", Some("ab:/x")),
    // No name of any file.
    ("files://a%00b", None),
    ("files://%00", None),
    ("files://a\0b", None),
    // Not of the template.
    ("files:/a", None),
    ("FILES://a", None),
    ("files://a?b", None),
    ("files://a#b", None),
    ("file://a", None),
    // Segments, and a query.
    ("page://a/b", Some("a|b|")),
    ("page://a/b?lang=en", Some("a|b|en")),
    ("page://a/b?x=1&lang=en%20x&lang=de", Some("a|b|en x")),
    ("page://a%2Fb/c", Some("a/b|c|")),
    ("page://a/b/c", None),
    ("page://../b", None),
    ("page://a/..%2F..", None),
    ("page://a/b?lang=../x", None),
    ("page://a/b?lang=%00", None),
];

/// What a template and its guard say, in the form of the handlers above.
fn verdict(uri: &str) -> Option<String> {
    for template in ["files://{+path}", "page://{name}/{part}{?lang}"] {
        let template = UriTemplate::parse(template).expect("a template");
        let Some(captures) = template.matches(uri) else {
            continue;
        };
        if !PathSafety::default().allows(&captures) {
            return None;
        }
        let values: Vec<&str> = template
            .variable_names()
            .map(|name| captures.get_str(name).unwrap_or_default())
            .collect();
        return Some(values.join("|"));
    }
    None
}

#[test]
fn each_uri_has_its_verdict_at_once() {
    for (uri, expected) in TABLE {
        let started = Instant::now();
        let found = verdict(uri);
        let took = started.elapsed();
        assert_eq!(found.as_deref(), expected, "{uri:?}");
        assert!(took < Duration::from_millis(10), "{uri:?}: {took:?}");
    }
}

#[mcp::test]
async fn a_server_gives_the_same_verdicts() {
    let server = mcp::build!("paths", [file, page]);
    let client = Client::connect(&server).await.expect("connected");
    for (uri, expected) in TABLE {
        match (client.read_resource(uri).await, expected) {
            (Ok(read), Some(expected)) => {
                let [ResourceContents::Text(text)] = read.contents.as_slice() else {
                    panic!("{uri:?}: {read:?}");
                };
                assert_eq!(text.text, expected, "{uri:?}");
            }
            (Err(error), None) => {
                // Whatever the reason: a refusal tells nothing about files.
                let error = error.as_protocol().expect("an answer");
                assert_eq!(error.code, -32602, "{uri:?}");
                assert_eq!(error.message, format!("Unknown resource: {uri}"));
            }
            (outcome, expected) => panic!("{uri:?}: {outcome:?} and not {expected:?}"),
        }
    }
}
