//! Doc comments as text.

use quote::quote;
use syn::{Attribute, Expr, Meta, parse_quote};

/// The doc comments among `attributes`, dedented, paragraphs and indented code kept: a string literal, or a `concat!`
/// of what only the compiler can read, as in `#[doc = include_str!("…")]`.
pub(crate) fn text(attributes: &[Attribute]) -> Option<Expr> {
    let values: Vec<&Expr> = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => Some(&meta.value),
            _ => None,
        })
        .collect();
    let literals: Option<Vec<String>> = values
        .iter()
        .map(|value| crate::options::string(value).map(|text| text.value()))
        .collect();
    if let Some(literals) = literals {
        let text = dedent(&literals);
        return (!text.trim().is_empty()).then(|| parse_quote!(#text));
    }
    let parts = values.iter().enumerate().map(|(index, value)| {
        let break_before = (index > 0).then_some("\n");
        match crate::options::string(value) {
            Some(text) => {
                let line = format!("{}{}", break_before.unwrap_or_default(), dedent(&[text.value()]));
                quote!(#line)
            }
            None => match break_before {
                Some(line) => quote!(#line, #value),
                None => quote!(#value),
            },
        }
    });
    Some(parse_quote!(::core::concat!(#(#parts),*)))
}

/// The text of doc comments without the space that follows each `///`, or as much as all lines have in common.
fn dedent(comments: &[String]) -> String {
    let lines: Vec<String> = comments.iter().flat_map(|comment| lines(comment)).collect();
    let indent = |line: &String| line.len() - line.trim_start().len();
    let filled = || lines.iter().filter(|line| !line.trim().is_empty()).map(indent);
    let least = match filled().min() {
        // `#[doc = "…"]` has no such space; comments beside it have.
        Some(0) => 1,
        Some(least) => least,
        None => 0,
    };
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.get(least.min(indent(line))..).unwrap_or(""))
        .collect();
    lines.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// The lines of one comment, those of `/** … */` without a star before each.
fn lines(comment: &str) -> Vec<String> {
    let lines: Vec<&str> = comment.split('\n').map(str::trim_end).collect();
    let starred = lines.len() > 2
        && lines
            .iter()
            .skip(1)
            .filter(|line| !line.is_empty())
            .all(|line| line.trim_start().starts_with('*'));
    let plain = |line: &&str| match line.trim_start().strip_prefix('*') {
        Some(rest) if starred => rest.to_owned(),
        _ => (*line).to_owned(),
    };
    lines.iter().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::dedent;

    fn text(comments: &[&str]) -> String {
        dedent(&comments.iter().map(|comment| (*comment).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn dedented() {
        assert_eq!(text(&[" One.", "", "     code", " Two.  "]), "One.\n\n    code\nTwo.");
        assert_eq!(text(&["   One.", "     code"]), "One.\n  code");
        assert_eq!(text(&["No space.", " One.", "     code"]), "No space.\nOne.\n    code");
        assert_eq!(text(&["\n One.\n\n     code\n"]), "One.\n\n    code");
        assert_eq!(text(&["\n * One.\n *\n *     code\n "]), "One.\n\n    code");
        assert_eq!(text(&["\n * a list\n   goes on\n"]), "* a list\n  goes on");
        assert_eq!(text(&["", " "]), "");
    }
}
