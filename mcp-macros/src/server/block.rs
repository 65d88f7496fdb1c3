//! `#[mcp::server] impl Weather { … }`.

use super::ServerOptions;
use crate::attribute;
use crate::diagnostics::Sink;
use crate::function::Function;
use crate::item::{Callee, Item, Role, traits};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::collections::HashMap;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Generics, ImplItem, Token, Type, Visibility, braced};

/// An impl block whose functions keep their bodies as tokens.
struct Block {
    attributes: Vec<Attribute>,
    impl_token: Token![impl],
    generics: Generics,
    of_trait: Option<syn::Path>,
    ty: Type,
    members: Vec<Member>,
}

enum Member {
    Function(Function),
    Other(Box<ImplItem>),
}

impl Parse for Block {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Option<Token![unsafe]>>()?;
        let impl_token = input.parse()?;
        let mut generics: Generics = input.parse()?;
        let mut ty: Type = input.parse()?;
        let mut of_trait = None;
        if input.parse::<Option<Token![for]>>()?.is_some() {
            if let Type::Path(path) = ty {
                of_trait = Some(path.path);
            }
            ty = input.parse()?;
        }
        generics.where_clause = input.parse()?;
        let content;
        braced!(content in input);
        let mut members = Vec::new();
        while !content.is_empty() {
            members.push(content.parse()?);
        }
        Ok(Block { attributes, impl_token, generics, of_trait, ty, members })
    }
}

impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        if ahead.parse::<syn::Signature>().is_ok() {
            return Ok(Member::Function(input.parse()?));
        }
        Ok(Member::Other(input.parse()?))
    }
}

pub(super) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let block: Block = match syn::parse2(input.clone()) {
        Ok(block) => block,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#error #input);
        }
    };
    let options = ServerOptions::of_attribute(options, &mut sink);
    if let Some(path) = &block.of_trait {
        sink.at(path, "`#[mcp::server]` stands on an impl block of the type itself, not of a trait");
    }
    if let Some(lifetime) = block.generics.lifetimes().next() {
        sink.at(lifetime, "a server owns its data: its type has no lifetimes");
    }
    if options.part.is_none() && !options.has_name() {
        sink.span(Span::call_site(), "a server has a name: `#[mcp::server(name = \"Weather\")]`");
    }
    let (plain, items) = members(&block, &mut sink);
    if items.is_empty() && options.parts.is_empty() && sink.is_empty() {
        sink.at(&block.ty, "this server serves nothing: put `#[tool]`, `#[resource(\"…\")]` or `#[prompt]` on a function in it");
    }
    duplicates(&items, &mut sink);
    let (attributes, impl_token, ty) = (&block.attributes, &block.impl_token, &block.ty);
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let of_trait = block.of_trait.as_ref().map(|path| quote!(#path for));
    let printed = quote! {
        #(#attributes)*
        #impl_token #impl_generics #of_trait #ty #where_clause { #(#plain)* }
    };
    let failed = !sink.is_empty();
    let errors = sink.finish();
    if failed {
        let stand_in = stand_in(&block, &options);
        return quote!(#printed #errors #stand_in);
    }
    let definitions = items.iter().map(|item| {
        let cfgs = attribute::cfgs(&item.function.attributes);
        let definition = item.definition(Callee::Method);
        let named = if item.role == Role::Tool {
            let name = &item.name;
            quote!(const { ::mcp::__private::named_tool(#name) };)
        } else {
            quote!()
        };
        quote! {
            #(#cfgs)*
            { #named #definition }
        }
    });
    let traits = traits();
    let part = options.part.as_ref().map_or_else(|| format_ident!("__mcp_items"), part_name);
    let parts: Vec<_> = options.parts.iter().map(part_name).collect();
    let define = quote! {
        #[doc(hidden)]
        #[allow(deprecated, unused_variables, non_snake_case, missing_docs, clippy::all, clippy::pedantic)]
        fn #part(__this: &::mcp::__private::Arc<Self>, __definitions: &mut ::mcp::__private::Definitions) {
            #traits
            #(#definitions)*
        }
    };
    if options.part.is_some() {
        return quote! {
            #printed
            impl #impl_generics #ty #where_clause { #define }
        };
    }
    let builder = options.builder();
    let states = &options.states;
    quote! {
        #printed
        const _: () = {
            impl #impl_generics #ty #where_clause { #define }
            impl #impl_generics ::mcp::IntoServer for #ty #where_clause {
                fn into_server(self) -> ::mcp::Server {
                    let __this = ::mcp::__private::Arc::new(self);
                    #builder
                        #(.state(#states))*
                        .define(|__definitions| {
                            Self::#part(&__this, __definitions);
                            #(Self::#parts(&__this, __definitions);)*
                        })
                        .finish()
                }
            }
        };
    }
}

fn part_name(part: &proc_macro2::Ident) -> proc_macro2::Ident {
    format_ident!("__mcp_part_{}", part, span = part.span())
}

/// The block's members as they are printed again, and those that are items.
fn members(block: &Block, sink: &mut Sink) -> (Vec<TokenStream>, Vec<Item>) {
    let mut plain = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for member in &block.members {
        let function = match member {
            Member::Function(function) => function,
            Member::Other(other) => {
                plain.push(other.to_token_stream());
                continue;
            }
        };
        let roles: Vec<(Role, &Attribute)> =
            function.attributes.iter().filter_map(|attribute| Role::of(attribute).map(|role| (role, attribute))).collect();
        if roles.is_empty() {
            plain.push(function.plain_unchanged());
            continue;
        }
        plain.push(function.plain(|attribute| Role::of(attribute).is_some()));
        if let Some((second, attribute)) = roles.get(1) {
            sink.at(attribute.path(), format!("a function has one role: leave out `#[{}]` or the other", second.word()));
        }
        let (role, attribute) = roles[0];
        let tokens = attribute::options(attribute);
        let bare = tokens.is_none().then(|| attribute.path().span());
        items.push(Item::parse(role, tokens.unwrap_or_default(), bare, function.again(), sink));
    }
    let names: Vec<(String, syn::Expr)> =
        items.iter().map(|item| (item.function.name().to_string(), item.name.clone())).collect();
    for item in &mut items {
        item.resolve_target(&names);
    }
    (plain, items)
}

/// Two items of one kind and one name, both of them literals and both always there.
pub(super) fn duplicates(items: &[Item], sink: &mut Sink) {
    let mut seen: HashMap<(&str, String), Span> = HashMap::new();
    for item in items.iter().filter(|item| item.role != Role::Completion) {
        let Some(name) = crate::options::string(&item.name) else { continue };
        if !attribute::cfgs(&item.function.attributes).is_empty() {
            continue;
        }
        let title = item.role.title();
        // A name that was given is what is wrong; one that was not is the function's.
        let span = if name.span().source_text().is_some_and(|text| text.starts_with('"')) { name.span() } else { item.function.name().span() };
        match seen.get(&(title, name.value())) {
            Some(first) => {
                let at = place(*first);
                sink.span(span, format!("{title} already exists: {}{at}", name.value()));
            }
            None => {
                seen.insert((title, name.value()), span);
            }
        }
    }
}

/// ` (first registered at src/main.rs:3:14)`.
fn place(span: Span) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let span = span.unwrap();
    format!(" (first registered at {}:{}:{})", span.file(), span.line(), span.column())
}

/// A server that could not be read still is one, so that nothing else turns red.
fn stand_in(block: &Block, options: &ServerOptions) -> TokenStream {
    if options.part.is_some() || block.of_trait.is_some() {
        return TokenStream::new();
    }
    let ty = &block.ty;
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    quote! {
        const _: () = {
            impl #impl_generics ::mcp::IntoServer for #ty #where_clause {
                fn into_server(self) -> ::mcp::Server {
                    ::mcp::Server::builder("").finish()
                }
            }
        };
    }
}
