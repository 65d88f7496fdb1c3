//! Where generated code stands. The compiler underlines the tokens that are to blame, so a question about a type has the
//! place of that type: its first token where the type begins, its last where it ends. Local variables of ours never
//! carry a place of the user's, or they would be looked up among the user's own.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Type;

/// Where something begins and where it ends.
#[derive(Clone, Copy)]
pub(crate) struct Ends {
    pub(crate) first: Span,
    pub(crate) last: Span,
    /// For one token instead of several: all of it where it is in brackets, else where it begins.
    pub(crate) whole: Span,
}

impl Ends {
    pub(crate) fn of(tokens: &impl ToTokens) -> Ends {
        let tokens: Vec<TokenTree> = tokens.to_token_stream().into_iter().collect();
        let first = tokens.first().map_or_else(Span::call_site, first);
        let last = tokens.last().map_or(first, last);
        let whole = if let [TokenTree::Group(group)] = tokens.as_slice() {
            group.span()
        } else {
            first
        };
        Ends { first, last, whole }
    }

    /// `tokens` from where this begins to where it ends.
    pub(crate) fn cover(self, tokens: TokenStream) -> TokenStream {
        let mut tokens = tokens.into_iter().peekable();
        let token = tokens.next();
        let place = if tokens.peek().is_some() {
            self.first
        } else {
            self.whole
        };
        let first = token.map(|token| placed(token, place));
        first
            .into_iter()
            .chain(tokens.map(|token| placed(token, self.last)))
            .collect()
    }
}

impl Ends {
    /// `tokens` where this begins.
    pub(crate) fn start(self, tokens: TokenStream) -> TokenStream {
        tokens.into_iter().map(|token| placed(token, self.first)).collect()
    }

    /// `tokens` where this ends.
    pub(crate) fn end(self, tokens: TokenStream) -> TokenStream {
        tokens.into_iter().map(|token| placed(token, self.last)).collect()
    }
}

fn first(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => Ends::of(&group.stream()).first,
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    }
}

fn last(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => Ends::of(&group.stream()).last,
        TokenTree::Group(group) => group.span_close(),
        other => other.span(),
    }
}

fn placed(token: TokenTree, span: Span) -> TokenTree {
    let mut token = match token {
        TokenTree::Group(group) => {
            let inner = group.stream().into_iter().map(|token| placed(token, span)).collect();
            TokenTree::Group(Group::new(group.delimiter(), inner))
        }
        other => other,
    };
    token.set_span(span);
    token
}

/// Where a word is among the tokens, at any depth.
pub(crate) fn find(tokens: TokenStream, word: &str) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == word => Some(ident.span()),
        TokenTree::Group(group) => find(group.stream(), word),
        _ => None,
    })
}

/// Whether it is.
pub(crate) fn mentions(tokens: TokenStream, word: &str) -> bool {
    find(tokens, word).is_some()
}

/// A type without the invisible brackets that `macro_rules!` puts around its `$t:ty`.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}
