//! The names of what one block or module serves: no two the same.

use crate::attribute;
use crate::diagnostics::{Sink, already_exists};
use crate::item::{Item, Role};
use crate::spans::{Ends, mentions};
use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::quote;
use std::collections::HashMap;
use std::path::Path;

/// Two items of one kind and one name, both of them literals and both always there.
pub(super) fn duplicates(items: &[Item], sink: &mut Sink) {
    let mut seen: HashMap<(&str, String), Span> = HashMap::new();
    for item in items.iter().filter(|item| is_plain(item)) {
        let Some(name) = crate::options::string(&item.name) else {
            continue;
        };
        let title = item.role.title();
        let key = if item.role == Role::Resource {
            without_names(&name.value())
        } else {
            name.value()
        };
        // A name that was given is what is wrong; one that was not is the function's.
        let is_given = name
            .span()
            .source_text()
            .is_some_and(|text| text.starts_with(['"', 'r']));
        let span = if is_given {
            name.span()
        } else {
            item.function.name().span()
        };
        match seen.get(&(title, key.clone())) {
            Some(first) => {
                let at = place(*first);
                sink.span(span, already_exists(title, name.value(), at));
            }
            None => {
                seen.insert((title, key), span);
            }
        }
    }
}

/// A template without the names of variables that a URI does not show: two that are the same then match the same URIs.
fn without_names(template: &str) -> String {
    let mut text = String::new();
    for (index, part) in template.split('{').enumerate() {
        let Some((expression, rest)) = part.split_once('}').filter(|_| index > 0) else {
            text.push_str(part);
            continue;
        };
        let shown = expression.starts_with(['?', '&', ';']);
        let kept = |c: &char| shown || !(c.is_alphanumeric() || "_.%".contains(*c));
        let expression: String = expression
            .char_indices()
            .filter(|(at, c)| *at == 0 && *c == '.' || kept(c))
            .map(|(_, c)| c)
            .collect();
        text.push_str(&format!("{{{expression}}}{rest}"));
    }
    text
}

/// The same where a name is a constant or an item is conditional: then the compiler compares.
pub(super) fn const_checks(items: &[Item]) -> TokenStream {
    let named: Vec<_> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.role != Role::Completion && !names_self(item))
        .collect();
    let checks: TokenStream = named
        .iter()
        .filter(|(index, item)| {
            let mut earlier = named
                .iter()
                .filter(|(other, earlier)| other < index && earlier.role == item.role);
            earlier.any(|(_, earlier)| !is_plain(item) || !is_plain(earlier))
        })
        .map(|(index, item)| {
            let cfgs = attribute::cfgs(&item.function.attributes);
            let ends = if item.has_const_name() {
                Ends::of(&item.name)
            } else {
                Ends::of(item.function.name())
            };
            let check = check(ends, quote!(__NAMES, &__TWINS, #index));
            quote!(#(#cfgs)* #check)
        })
        .collect();
    let well_named = items.iter().filter(|item| !names_self(item)).map(|item| {
        let (cfgs, check) = (attribute::cfgs(&item.function.attributes), item.const_named());
        if check.is_empty() {
            check
        } else {
            quote!(#(#cfgs)* #check)
        }
    });
    if checks.is_empty() {
        return well_named.collect();
    }
    let entries = entries(named.iter().copied());
    quote! {
        const __NAMES: &[(usize, ::mcp::__private::Entry)] = #entries;
        const __TWINS: [bool; __NAMES.len()] = ::mcp::__private::twins(__NAMES);
        #checks
        #(#well_named)*
    }
}

/// `&[(0, Entry { … }), …]`.
pub(super) fn entries<'a>(items: impl Iterator<Item = (usize, &'a Item)>) -> TokenStream {
    let entries = items.map(|(index, item)| {
        let (cfgs, entry) = (attribute::cfgs(&item.function.attributes), item.entry());
        quote!(#(#cfgs)* (#index, #entry))
    });
    quote!(&[#(#entries),*])
}

/// Fails the build when an entry of the list has the name of an earlier one. All of what `ends` bound is underlined.
pub(crate) fn check(ends: Ends, arguments: TokenStream) -> TokenStream {
    let function = ends.cover(quote!(::mcp::__private::unique));
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(ends.last);
    quote!(const _: () = #function #arguments;)
}

fn is_plain(item: &Item) -> bool {
    item.role != Role::Completion && !item.has_const_name() && attribute::cfgs(&item.function.attributes).is_empty()
}

/// `Self::NAME` means nothing outside the block: the server checks it when it is built.
fn names_self(item: &Item) -> bool {
    let name = &item.name;
    mentions(quote!(#name), "Self")
}

/// ` (first registered at src/main.rs:3:14)`. Of a path that is absolute only the file's name: it is the file that the
/// error is in.
pub(crate) fn place(span: Span) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let span = span.unwrap();
    let file = span.file();
    let path = Path::new(&file);
    let shown = if path.is_absolute() {
        path.file_name().unwrap_or_default().to_string_lossy()
    } else {
        file.as_str().into()
    };
    format!(" (first registered at {shown}:{}:{})", span.line(), span.column())
}
