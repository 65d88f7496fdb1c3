//! `#[mcp::server] mod weather { … }`: the functions in it are its server, without a list.

use super::{Member, ServerOptions, members_in};
use crate::attribute;
use crate::diagnostics::{Sink, serves_nothing, unnamed};
use crate::item::{Item, Place as Attributed, Role, crate_named, free_parsed};
use crate::resolve::circle;
use crate::spans::Ends;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Token, Visibility};

struct Module {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    mod_token: Token![mod],
    name: Ident,
    inner: Vec<Attribute>,
    members: Vec<Member<syn::Item>>,
}

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let (visibility, mod_token, name) = (input.parse()?, input.parse()?, input.parse()?);
        let (inner, members) = members_in(input)?;
        Ok(Module {
            attributes,
            visibility,
            mod_token,
            name,
            inner,
            members,
        })
    }
}

/// A member where it stands, with what is wrong with it.
enum Place {
    Other(TokenStream),
    Resolver(usize, Sink),
    Item(usize, Sink),
}

pub(super) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let module: Module = match syn::parse2(input.clone()) {
        Ok(module) => module,
        Err(error) => {
            sink.push(&error);
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    let options = ServerOptions::of_attribute(options, &mut sink);
    options.has_no_block(&mut sink);
    if sink.is_empty() && !options.has_name() {
        sink.span(Span::call_site(), unnamed("#[mcp::server(name = \"Weather\")]"));
    }
    let (mut places, mut resolvers, mut items) = (Vec::new(), Vec::new(), Vec::new());
    for member in &module.members {
        let function = match member {
            Member::Function(function) => function,
            Member::Other(other) => {
                places.push(Place::Other(other.to_token_stream()));
                continue;
            }
        };
        let mut own = Sink::default();
        let Some((role, attribute)) = Item::role(function, &mut own) else {
            places.push(Place::Other(function.plain_unchanged()));
            continue;
        };
        let tokens = attribute::options(attribute);
        let mut function = function.again();
        function.attributes.retain(|attribute| Role::of(attribute).is_none());
        crate_named(role, &mut function, &mut own);
        let item = Item::parse(
            role,
            tokens.unwrap_or_default(),
            Attributed::of(attribute),
            function,
            &mut own,
        );
        if role == Role::Resolver {
            places.push(Place::Resolver(resolvers.len(), own));
            resolvers.push(item);
        } else {
            places.push(Place::Item(items.len(), own));
            items.push(item);
        }
    }
    let mut circles = Sink::default();
    circle::check(&resolvers, circle::of_module, &mut circles);
    // What waits for itself is told of once: the compiler is not shown it.
    let circular = !circles.is_empty();
    sink.extend(circles);
    let print = |item: &Item, own: Sink| {
        if circular {
            item.failed(own.finish())
        } else {
            free_parsed(item, own)
        }
    };
    let printed: Vec<TokenStream> = places
        .into_iter()
        .map(|place| match place {
            Place::Other(tokens) => tokens,
            Place::Resolver(index, own) => print(&resolvers[index], own),
            Place::Item(index, own) => print(&items[index], own),
        })
        .collect();
    super::names::duplicates(&items, &mut sink);
    super::targets::check(&items, false, &mut sink);
    if items.is_empty() && sink.is_empty() {
        sink.at(&module.name, serves_nothing());
    }
    let builder = options.builder();
    // One that is refused for its name or for `&self` has no type to list.
    let listed = items
        .iter()
        .filter(|item| !item.has_self && !item.is_named_like_primitive());
    let added = listed.map(|item| {
        let (cfgs, name) = (attribute::cfgs(&item.function.attributes), item.function.name());
        let needs = Ends::of(name).cover(quote!(#name::__needs));
        let given = Ends::of(name).cover(quote!(::mcp::checks::all_given));
        quote! {
            #(#cfgs)*
            let __builder = {
                let __needs = #needs;
                __needs(__states);
                let __resolvers = #name::__resolvers();
                __resolvers.among(__states, #given);
                __builder.add::<#name>()
            };
        }
    });
    let failed = !sink.is_empty();
    let errors = sink.finish();
    let Module {
        attributes,
        visibility,
        mod_token,
        name,
        inner,
        ..
    } = &module;
    let (body, checks) = if failed {
        (quote!(::mcp::Server::builder("").finish()), quote!())
    } else {
        let body = quote! {
            #[allow(unused_imports)]
            use ::mcp::__private::{Stateless as _, Unresolvable as _};
            #builder
            #(#added)*
            __builder.finish()
        };
        (body, super::names::const_checks(&items))
    };
    let checks = (!checks.is_empty()).then(|| quote!(const _: () = { #checks };));
    quote! {
        #(#attributes)*
        #visibility #mod_token #name {
            #(#inner)*
            #(#printed)*
            #errors
            #checks
            /// The server of this module.
            #[allow(dead_code, clippy::all, clippy::pedantic)]
            pub fn server() -> ::mcp::Server {
                #body
            }
        }
    }
}
