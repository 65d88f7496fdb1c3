//! The one grammar of options: `key = value` or a bare word, separated by commas.

use crate::diagnostics::{
    Sink, bad_duration, did_you_mean, icon_without_src, is_duration, is_flag, is_text, meta_reserved, needs_value,
    option_empty, option_twice, unknown_option,
};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser};
use syn::token::Paren;
use syn::{Expr, ExprLit, Lit, LitStr, Token};

/// One option as it was written.
pub(crate) struct Given {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
    /// Whether something else than `=` stands behind the key: then there is no value.
    is_odd: bool,
}

impl Parse for Given {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let is_odd = input.peek(Token![:]) || input.peek(Paren);
        while is_odd && !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<TokenTree>()?;
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            // The end of the attribute would be all of it.
            Some(equals) if input.is_empty() => {
                return Err(syn::Error::new_spanned(equals, "a value stands behind `=`"));
            }
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Given { key, value, is_odd })
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
            let is_word = input.peek(Ident::peek_any) && !input.peek2(Token![!]) && !input.peek2(Token![::]);
            if positional && (input.peek(Lit) || !is_word) && !input.is_empty() {
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
            sink.push(&error);
            options.broken = true;
        }
        options.once(sink);
        options
    }

    /// Options that have been read.
    pub(crate) fn of(given: Vec<Given>, sink: &mut Sink) -> Options {
        let mut options = Options {
            given,
            ..Options::default()
        };
        options.once(sink);
        options
    }

    /// Leaves the first of each key.
    fn once(&mut self, sink: &mut Sink) {
        self.broken |= self.given.iter().any(|given| given.is_odd);
        let mut index = 0;
        while index < self.given.len() {
            let key = self.given[index].key.to_string();
            if self.given[..index].iter().any(|earlier| earlier.key == key) {
                let twice = self.given.remove(index);
                sink.at(&twice.key, option_twice(key));
            } else {
                index += 1;
            }
        }
    }

    /// Whether something could not be read: then nothing is missing.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.given.iter().any(|given| given.key == key)
    }

    /// The first that is none of these.
    pub(crate) fn take_unknown(&mut self, known: &[&str]) -> Option<Given> {
        let place = self.unknown(known)?;
        Some(self.given.remove(place))
    }

    /// Whether there is one.
    pub(crate) fn has_unknown(&self, known: &[&str]) -> bool {
        self.unknown(known).is_some()
    }

    fn unknown(&self, known: &[&str]) -> Option<usize> {
        let is_unknown = |given: &Given| !known.iter().any(|known| given.key == known);
        self.given.iter().position(is_unknown)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<Given> {
        let place = self.given.iter().position(|given| given.key == key)?;
        Some(self.given.remove(place))
    }

    /// The value of an option that needs one.
    pub(crate) fn value(&mut self, key: &str, sink: &mut Sink) -> Option<Expr> {
        let given = self.take(key)?;
        if given.value.is_none() {
            sink.at(&given.key, needs_value(key));
        }
        given.value
    }

    /// An option of text: a literal or any constant expression. Text that is empty is an error.
    pub(crate) fn text(&mut self, key: &str, sink: &mut Sink) -> Option<Expr> {
        let value = self.value(key, sink)?;
        match literal(&value) {
            Some(Lit::Str(text)) if text.value().is_empty() => {
                sink.at(&text, option_empty(format_args!("`{key}`")));
                None
            }
            None | Some(Lit::Str(_)) => Some(value),
            Some(other) => {
                sink.at(&other, is_text(key));
                None
            }
        }
    }

    /// Icons: an address, an `Icon` or an array. An address that is empty is an error.
    pub(crate) fn icons(&mut self, sink: &mut Sink) -> Option<Expr> {
        let value = self.value("icons", sink)?;
        let mut addresses = vec![&value];
        if let Expr::Array(array) = &value {
            addresses = array.elems.iter().collect();
        }
        for address in addresses {
            if string(address).is_some_and(|text| text.value().is_empty()) {
                sink.at(address, icon_without_src());
            }
        }
        Some(value)
    }

    /// `_meta`, whose keys are looked at where they are literals in `json!({ … })`.
    pub(crate) fn meta(&mut self, sink: &mut Sink) -> Option<Expr> {
        let value = self.value("meta", sink)?;
        if let Expr::Macro(call) = &value {
            reserved_keys(call.mac.tokens.clone(), sink);
        }
        Some(value)
    }

    /// A bare word, or `word = true|false`.
    pub(crate) fn flag(&mut self, key: &str, sink: &mut Sink) -> Option<(bool, Ident)> {
        let given = self.take(key)?;
        match given.value.as_ref().map(literal) {
            None if given.is_odd => {
                sink.at(&given.key, is_flag(key));
                None
            }
            None => Some((true, given.key)),
            Some(Some(Lit::Bool(value))) => Some((value.value, given.key)),
            Some(_) => {
                sink.at(&given.value, is_flag(key));
                None
            }
        }
    }

    /// What is left is unknown.
    pub(crate) fn finish(self, what: &str, known: &[&str], sink: &mut Sink) {
        for given in self.given {
            let key = given.key.to_string();
            let hint = did_you_mean(&key, known);
            sink.at(&given.key, unknown_option(key, what, hint, listed(known)));
        }
    }
}

/// The keys of a JSON object whose prefix is the protocol's: its second label is `modelcontextprotocol` or `mcp`.
fn reserved_keys(tokens: TokenStream, sink: &mut Sink) {
    let mut tokens = tokens.into_iter();
    let Some(TokenTree::Group(object)) = tokens.next() else {
        return;
    };
    let tokens: Vec<TokenTree> = object.stream().into_iter().collect();
    for pair in tokens.windows(2) {
        let [TokenTree::Literal(key), TokenTree::Punct(colon)] = pair else {
            continue;
        };
        let Ok(text) = syn::parse_str::<LitStr>(&key.to_string()) else {
            continue;
        };
        let (key, text) = (key, text.value());
        let Some((prefix, _)) = text.split_once('/').filter(|_| colon.as_char() == ':') else {
            continue;
        };
        if prefix
            .split('.')
            .nth(1)
            .is_some_and(|label| label == "modelcontextprotocol" || label == "mcp")
        {
            sink.span(key.span(), meta_reserved(text));
        }
    }
}

/// Words in a row.
pub(crate) fn listed(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
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
            sink.at(&other, is_duration(key));
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
            sink.at(&text, bad_duration(format_args!("{written:?}")));
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
