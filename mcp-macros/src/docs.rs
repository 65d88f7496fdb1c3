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
        let text = dedent(&literals, least(&literals));
        return (!text.trim().is_empty()).then(|| parse_quote!(#text));
    }
    let known: Vec<String> = values
        .iter()
        .filter_map(|value| crate::options::string(value).map(|text| text.value()))
        .collect();
    let least = least(&known);
    let parts = values.iter().enumerate().map(|(index, value)| {
        let break_before = (index > 0).then_some("\n");
        match crate::options::string(value) {
            Some(text) => {
                let line = format!("{}{}", break_before.unwrap_or_default(), dedent(&[text.value()], least));
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

/// The space that follows each `///`, or as much as all lines have in common.
fn least(comments: &[String]) -> usize {
    let lines = comments.iter().flat_map(|comment| lines(comment));
    let filled = lines.filter(|line| !line.trim().is_empty());
    match filled.map(|line| indent(&line)).min() {
        // `#[doc = "…"]` has no such space; comments beside it have.
        Some(0) => 1,
        Some(least) => least,
        None => 0,
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The text of doc comments without that much space before each line.
fn dedent(comments: &[String], least: usize) -> String {
    let lines: Vec<String> = comments.iter().flat_map(|comment| lines(comment)).collect();
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
    use super::{dedent, least, text as text_of};
    use quote::ToTokens as _;

    fn text(comments: &[&str]) -> String {
        let comments: Vec<String> = comments.iter().map(|comment| (*comment).to_owned()).collect();
        dedent(&comments, least(&comments))
    }

    #[test]
    fn beside_what_only_the_compiler_reads() {
        let function: syn::ItemFn = syn::parse_quote! {
            /// One.
            ///
            ///     code
            #[doc = include_str!("more.md")]
            fn forecast() {}
        };
        let text = text_of(&function.attrs).expect("a text").to_token_stream().to_string();
        assert!(text.contains(r#""\n    code""#), "{text}");
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
