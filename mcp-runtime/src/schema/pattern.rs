//! Patterns that are the same to a client and to this server. It stands in both crates, word for word.

/// What ECMA-262 does not know, though the reader here does.
pub(crate) fn foreign(pattern: &str) -> Option<String> {
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(next) = rest.chars().next() {
        let after = &rest[next.len_utf8()..];
        let named = after
            .strip_prefix("?<")
            .is_some_and(|name| !name.starts_with(['=', '!']));
        match next {
            '\\' => {
                let escaped = after.chars().next().unwrap_or_default();
                let braced = after[escaped.len_utf8().min(after.len())..].starts_with('{');
                if "aAzZU<>".contains(escaped) || braced && "xb".contains(escaped) {
                    let braced = if braced { "{" } else { "" };
                    return Some(format!("`\\{escaped}{braced}`"));
                }
                rest = after.get(escaped.len_utf8()..).unwrap_or_default();
                continue;
            }
            '[' if in_class && after.starts_with(':') => return Some("`[[:`".to_owned()),
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && after.starts_with('?') && !after.starts_with("?:") && !named => {
                let shown: String = after.chars().take(2).collect();
                return Some(format!("`({shown}`"));
            }
            _ => {}
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn what_only_one_of_them_reads() {
        for (pattern, found) in [
            ("(?i)paris", Some("`(?i`")),
            ("(?x) a b", Some("`(?x`")),
            ("(?P<year>[0-9]{4})", Some("`(?P`")),
            ("(?i:a)b", Some("`(?i`")),
            (r"\Aa", Some(r"`\A`")),
            (r"a\z", Some(r"`\z`")),
            (r"\a", Some(r"`\a`")),
            (r"\x{41}", Some(r"`\x{`")),
            (r"\b{start}a", Some(r"`\b{`")),
            ("[[:alpha:]]", Some("`[[:`")),
            ("^(?:a|b)$", None),
            ("(?<year>[0-9]{4})-[(?i)]", None),
            (r"\\A\x41\u{41}\b[\]a:]", None),
            ("[a:[]", None),
            ("\\", None),
            ("", None),
        ] {
            assert_eq!(foreign(pattern).as_deref(), found, "{pattern}");
        }
    }
}
