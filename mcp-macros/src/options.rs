//! The one grammar of options: `key = value` or a bare word, separated by commas.

use crate::diagnostics::{Sink, did_you_mean};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, ExprLit, Lit, LitStr, Token};

/// One option as it was written.
pub(crate) struct Given {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
}

impl Parse for Given {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() {
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Given { key, value })
    }
}

/// The options of one attribute, each taken out by the macro that knows it.
#[derive(Default)]
pub(crate) struct Options {
    /// The literal that stands first without a key.
    pub(crate) first: Option<Expr>,
    given: Vec<Given>,
    broken: bool,
}

impl Options {
    /// Reads options; `positional` when the first may be a literal without a key. What cannot be read is an error, and
    /// the rest is read all the same.
    pub(crate) fn parse(tokens: TokenStream, positional: bool, sink: &mut Sink) -> Options {
        let mut options = Options::default();
        let parser = |input: ParseStream<'_>| {
            if positional && (input.peek(Lit) || !input.peek(Ident::peek_any)) && !input.is_empty() {
                options.first = Some(input.parse()?);
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            while !input.is_empty() {
                options.given.push(input.parse()?);
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            sink.push(error);
            options.broken = true;
        }
        let mut index = 0;
        while index < options.given.len() {
            let key = options.given[index].key.to_string();
            if options.given[..index].iter().any(|earlier| earlier.key == key) {
                let twice = options.given.remove(index);
                sink.at(&twice.key, format!("option `{key}` is given twice"));
            } else {
                index += 1;
            }
        }
        options
    }

    /// Whether something could not be read: then nothing is missing.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.given.iter().any(|given| given.key == key)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<Given> {
        let place = self.given.iter().position(|given| given.key == key)?;
        Some(self.given.remove(place))
    }

    /// The value of an option that needs one.
    pub(crate) fn value(&mut self, key: &str, sink: &mut Sink) -> Option<Expr> {
        let given = self.take(key)?;
        if given.value.is_none() {
            sink.at(&given.key, format!("option `{key}` needs a value: `{key} = …`"));
        }
        given.value
    }

    /// An option of text: a literal or any constant expression. Text that is empty is an error.
    pub(crate) fn text(&mut self, key: &str, sink: &mut Sink) -> Option<Expr> {
        let value = self.value(key, sink)?;
        match literal(&value) {
            Some(Lit::Str(text)) if text.value().is_empty() => {
                sink.at(&text, format!("`{key}` cannot be empty"));
                None
            }
            None | Some(Lit::Str(_)) => Some(value),
            Some(other) => {
                sink.at(&other, format!("`{key}` is text: `{key} = \"…\"`"));
                None
            }
        }
    }

    /// A bare word, or `word = true|false`.
    pub(crate) fn flag(&mut self, key: &str, sink: &mut Sink) -> Option<(bool, Ident)> {
        let given = self.take(key)?;
        match given.value.as_ref().map(literal) {
            None => Some((true, given.key)),
            Some(Some(Lit::Bool(value))) => Some((value.value, given.key)),
            Some(_) => {
                sink.at(&given.value, format!("`{key}` is a bare word, or `{key} = false`"));
                None
            }
        }
    }

    /// What is left is unknown.
    pub(crate) fn finish(self, what: &str, known: &[&str], sink: &mut Sink) {
        for given in self.given {
            let key = given.key.to_string();
            let hint = did_you_mean(&key, known);
            let list = known
                .iter()
                .map(|known| format!("`{known}`"))
                .collect::<Vec<_>>()
                .join(", ");
            sink.at(
                &given.key,
                format!("unknown option `{key}` of {what}{hint} (options: {list})"),
            );
        }
    }
}

/// The literal an expression is.
pub(crate) fn literal(expr: &Expr) -> Option<Lit> {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit.clone()),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

/// The string literal an expression is.
pub(crate) fn string(expr: &Expr) -> Option<LitStr> {
    match literal(expr) {
        Some(Lit::Str(text)) => Some(text),
        _ => None,
    }
}

/// A duration: text such as `"30s"`, or any constant expression of that type.
pub(crate) fn duration(value: &Expr, key: &str, sink: &mut Sink) -> Option<TokenStream> {
    let text = match literal(value) {
        None => return Some(value.to_token_stream()),
        Some(Lit::Str(text)) => text,
        Some(other) => {
            sink.at(
                &other,
                format!("`{key}` is a duration: `{key} = \"30s\"`, with ms, s, m or h"),
            );
            return None;
        }
    };
    let written = text.value();
    let split = written.find(|c: char| !c.is_ascii_digit()).unwrap_or(written.len());
    let (count, unit) = written.split_at(split);
    let unit = match unit.trim() {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" | "min" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    match (count.parse::<u64>().ok(), unit) {
        (Some(count), Some(unit)) if count > 0 => {
            let count = count.saturating_mul(unit);
            Some(quote!(::mcp::__private::milliseconds(#count)))
        }
        _ => {
            sink.at(
                &text,
                format!("{written:?} is no duration: write \"30s\", with ms, s, m or h"),
            );
            None
        }
    }
}

/// The place of an attribute's options, or of the attribute itself when it has none.
pub(crate) fn span_of(tokens: &TokenStream) -> Span {
    tokens
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |token| token.span())
}
