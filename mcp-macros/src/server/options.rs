//! The options of a server, in `#[mcp::server(…)]` and in `mcp::build!`.

use crate::diagnostics::{
    Sink, in_brackets, is_scope, name_is_option, named_already, needs_value, only_no_calls, option_empty, option_twice,
    part_in_list, part_name, weak_key,
};
use crate::options::{Given, Options, duration, literal, string};
use crate::parameter::variable;
use crate::spans::Ends;
use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Lit, Token};

/// What a server says of itself.
#[derive(Default)]
pub(crate) struct ServerOptions {
    name: Option<Expr>,
    /// A name was given, or there was no telling.
    named: bool,
    version: Option<Expr>,
    title: Option<Expr>,
    description: Option<Expr>,
    instructions: Option<Expr>,
    website_url: Option<Expr>,
    icons: Option<Expr>,
    page_size: Option<Expr>,
    request_state_keys: Option<Expr>,
    caches: Vec<TokenStream>,
    states: Vec<Expr>,
    /// The `none` of `calls = none`.
    pub(super) without_calls: Option<Expr>,
    pub(super) part: Option<Ident>,
    pub(super) parts: Vec<Ident>,
}

const KEYS: [&str; 14] = [
    "name",
    "version",
    "title",
    "description",
    "instructions",
    "website_url",
    "icons",
    "state",
    "page_size",
    "request_state_keys",
    "cache",
    "calls",
    "part",
    "parts",
];

impl ServerOptions {
    /// From an attribute.
    pub(super) fn of_attribute(tokens: TokenStream, sink: &mut Sink) -> ServerOptions {
        let mut server = ServerOptions::default();
        server.read(tokens, sink);
        server
    }

    /// From `mcp::build!`, whose name stands first.
    pub(crate) fn of_list(name: Option<Expr>, tokens: TokenStream, sink: &mut Sink) -> ServerOptions {
        let mut server = ServerOptions::default();
        server.read(tokens, sink);
        if let Some(part) = server.part.as_ref().or(server.parts.first()) {
            sink.at(part, part_in_list());
        }
        server.has_no_block(sink);
        let Some(name) = name else { return server };
        if let Some(second) = &server.name {
            sink.at(second, named_already());
        }
        if string(&name).is_some_and(|text| text.value().is_empty()) {
            sink.at(&name, option_empty("a server's name"));
        }
        server.name = Some(name);
        server
    }

    /// Of a list or a module: there is no type that has calls.
    pub(super) fn has_no_block(&self, sink: &mut Sink) {
        if let Some(none) = &self.without_calls {
            sink.at(none, only_no_calls());
        }
    }

    /// `cache(…)` and `parts(…)` are lists of their own, and `state` may be given more than once.
    fn read(&mut self, tokens: TokenStream, sink: &mut Sink) {
        let mut plain = Vec::new();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if input.peek(syn::Lit) {
                    let name: syn::Lit = input.parse()?;
                    let shown = name.to_token_stream();
                    sink.at(
                        &name,
                        name_is_option("a server", format_args!("#[mcp::server(name = {shown})]")),
                    );
                    self.named = true;
                } else if is_list(&input.fork()) {
                    let key: Ident = input.parse()?;
                    let content;
                    syn::parenthesized!(content in input);
                    self.list(&key, content.parse()?, sink)?;
                } else {
                    let given: Given = input.parse()?;
                    let key = given.key.to_string();
                    match given.value {
                        Some(value) if key == "state" => self.states.push(value),
                        None if key == "state" => sink.at(&given.key, needs_value(key)),
                        _ if key == "cache" => sink.at(&given.key, in_brackets(key, "tools = \"5m\"")),
                        _ if key == "parts" => sink.at(&given.key, in_brackets(key, "admin")),
                        _ => plain.push(given),
                    }
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            sink.push(&error);
            self.named = true;
        }
        self.take(Options::of(plain, sink), sink);
    }

    fn take(&mut self, mut options: Options, sink: &mut Sink) {
        self.named |= options.has("name");
        self.name = options.text("name", sink);
        self.version = options.text("version", sink);
        self.title = options.text("title", sink);
        self.description = options.text("description", sink);
        self.instructions = options.text("instructions", sink);
        self.website_url = options.text("website_url", sink);
        self.icons = options.icons(sink);
        self.page_size = options.value("page_size", sink);
        self.request_state_keys = options.value("request_state_keys", sink);
        if let Some(keys) = &self.request_state_keys {
            check_keys(keys, sink);
        }
        self.without_calls = options.value("calls", sink);
        if let Some(other) = &self.without_calls
            && !matches!(other, Expr::Path(path) if path.path.is_ident("none"))
        {
            sink.at(other, only_no_calls());
        }
        match options.value("part", sink) {
            Some(Expr::Path(path)) if path.path.get_ident().is_some() => self.part = path.path.get_ident().cloned(),
            Some(other) => sink.at(&other, part_name()),
            None => {}
        }
        options.finish("a server", &KEYS, sink);
    }

    fn list(&mut self, key: &Ident, content: TokenStream, sink: &mut Sink) -> syn::Result<()> {
        if key == "parts" {
            if !self.parts.is_empty() {
                sink.at(key, option_twice(key));
            }
            let parts = Punctuated::<Ident, Token![,]>::parse_terminated;
            self.parts.extend(parts.parse2(content)?);
        } else {
            let mut options = Options::parse(content, false, sink);
            let scope = match options.value("scope", sink) {
                None => quote!(Private),
                Some(Expr::Path(path)) if path.path.is_ident("public") => quote!(Public),
                Some(Expr::Path(path)) if path.path.is_ident("private") => quote!(Private),
                Some(other) => {
                    sink.at(&other, is_scope());
                    quote!(Private)
                }
            };
            for (key, cached) in [
                ("tools", quote!(Tools)),
                ("prompts", quote!(Prompts)),
                ("resources", quote!(Resources)),
                ("read", quote!(Read)),
                ("discover", quote!(Discover)),
            ] {
                if let Some(ttl) = options.value(key, sink).and_then(|value| duration(&value, key, sink)) {
                    self.caches
                        .push(quote!(.cache(::mcp::Cached::#cached, #ttl, ::mcp::types::CacheScope::#scope)));
                }
            }
            options.finish(
                "`cache`",
                &["tools", "prompts", "resources", "read", "discover", "scope"],
                sink,
            );
        }
        Ok(())
    }

    /// Whether a name was given; parts have none.
    pub(super) fn has_name(&self) -> bool {
        self.named
    }

    /// `let __builder = …;` with everything but what is served, and `__states`, which knows the types of the states.
    pub(crate) fn builder(&self) -> TokenStream {
        let name = &self.name;
        // The user's own version, unless they say another.
        let version = match &self.version {
            Some(version) => quote!(#version),
            None => quote!(::core::env!("CARGO_PKG_VERSION")),
        };
        let mut builder = quote!(::mcp::Server::builder(#name).version(#version));
        for (method, value) in [
            (quote!(title), &self.title),
            (quote!(description), &self.description),
            (quote!(instructions), &self.instructions),
            (quote!(website_url), &self.website_url),
            (quote!(icons), &self.icons),
            (quote!(page_size), &self.page_size),
        ] {
            if let Some(value) = value {
                builder.extend(quote!(.#method(#value)));
            }
        }
        if let Some(keys) = &self.request_state_keys {
            let keys = match keys {
                // Text and bytes may stand beside each other.
                Expr::Array(array) => {
                    let keys = array.elems.iter();
                    quote!([#(::core::convert::AsRef::<[u8]>::as_ref(&#keys)),*])
                }
                keys => keys.to_token_stream(),
            };
            builder.extend(quote!(.request_state_keys(#keys)));
        }
        builder.extend(self.caches.iter().cloned());
        let states = self.states.iter().enumerate().map(|(index, state)| {
            let (name, ends) = (variable("state", index), Ends::of(state));
            // No two of one type, asked of each pair.
            let twins = (0..index).map(|earlier| {
                let earlier = variable("state", earlier);
                let mut pair = Group::new(Delimiter::Brace, quote!(::mcp::__private::pair(&#earlier, &#name)));
                pair.set_span(ends.whole);
                let told = ends.cover(quote!(told));
                quote!(let __states = #pair.#told(__states);)
            });
            quote! {
                let #name = #state;
                let __states = ::mcp::__private::with_state(__states, &#name);
                #(#twins)*
            }
        });
        let given = (0..self.states.len()).map(|index| {
            let name = variable("state", index);
            quote!(let __builder = __builder.state(#name);)
        });
        let distinct = (self.states.len() > 1).then(|| {
            quote!(
                use ::mcp::__private::Distinct as _;
            )
        });
        quote! {
            #distinct
            let __states = ::mcp::__private::no_states();
            #(#states)*
            let __builder = #builder;
            #(#given)*
            let _ = __states;
        }
    }
}

/// Whether `cache(…)` or `parts(…)` comes next.
fn is_list(ahead: ParseStream<'_>) -> bool {
    let key = ahead.parse::<Ident>();
    key.is_ok_and(|key| key == "cache" || key == "parts") && ahead.peek(syn::token::Paren)
}

/// Literals among the keys are long enough to be secret.
fn check_keys(keys: &Expr, sink: &mut Sink) {
    let Expr::Array(array) = keys else { return };
    for (index, key) in array.elems.iter().enumerate() {
        let bytes = match literal(key) {
            Some(Lit::Str(text)) => text.value().len(),
            Some(Lit::ByteStr(bytes)) => bytes.value().len(),
            _ => continue,
        };
        if bytes < 32 {
            sink.at(key, weak_key(index, bytes));
        }
    }
}
