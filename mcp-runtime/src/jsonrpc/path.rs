//! Where in a JSON text an offset lies, as a path a person and a model can read.

/// The JSON path (`$.filter.tags[2]`) of the value that ends at, or holds, byte `offset` of `text`, which is well-formed
/// up to there. `$` is the root.
pub(crate) fn path_at(text: &str, offset: usize) -> String {
    enum Level {
        Object(Option<String>),
        Array(usize),
    }
    let bytes = text.as_bytes();
    let end = offset.min(bytes.len());
    let mut stack: Vec<Level> = Vec::new();
    let mut at = 0;
    let mut closed_last = false;
    while at < end {
        let byte = bytes[at];
        at += 1;
        let was_closed = std::mem::replace(&mut closed_last, false);
        match byte {
            b'{' => stack.push(Level::Object(None)),
            b'[' => stack.push(Level::Array(0)),
            // The container that ends right at the offset is the value meant, so its own keys are not.
            b'}' | b']' => {
                stack.pop();
                closed_last = true;
            }
            b',' => match stack.last_mut() {
                Some(Level::Object(key)) if at < end => *key = None,
                Some(Level::Array(index)) if at < end => *index += 1,
                _ => {}
            },
            b'"' => {
                let start = at - 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                if let Some(Level::Object(key @ None)) = stack.last_mut() {
                    *key = text.get(start..at).and_then(|quoted| serde_json::from_str(quoted).ok());
                }
            }
            _ => closed_last = was_closed && byte.is_ascii_whitespace(),
        }
    }
    let mut path = String::from("$");
    for level in &stack {
        match level {
            Level::Object(Some(key)) => {
                let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                if plain && !key.is_empty() {
                    path.push('.');
                    path.push_str(key);
                } else {
                    path.push_str(&format!("[{key:?}]"));
                }
            }
            Level::Object(None) => {}
            Level::Array(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::path_at;

    #[test]
    fn paths_of_offsets() {
        let table = [
            (r#"{"a":1,"b":"#, "$.b"),
            (r#"{"a":{"b c":[1,2"#, r#"$.a["b c"][1]"#),
            (r#"{"a":{"x":1}"#, "$.a"),
            (r#"[[1],[2,3"#, "$[1][1]"),
            (r#"{"a":"x,{","k":tr"#, "$.k"),
            ("5", "$"),
            ("", "$"),
        ];
        for (text, path) in table {
            assert_eq!(path_at(text, text.len()), path, "{text}");
        }
    }
}
