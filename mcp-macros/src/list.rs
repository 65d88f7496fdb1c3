//! `mcp::build!("Weather", [forecast, report, plan], state = app)`.

use crate::diagnostics::{Sink, unnamed};
use crate::item::is_primitive;
use crate::server::{ServerOptions, check_name};
use crate::spans::Ends;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Path, Token, bracketed};

struct Listed {
    attributes: Vec<Attribute>,
    path: Path,
}

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Listed {
            attributes: input.call(Attribute::parse_outer)?,
            path: input.parse()?,
        })
    }
}

struct List {
    name: Option<Expr>,
    items: Vec<Listed>,
    options: TokenStream,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut name = None;
        if !input.peek(syn::token::Bracket) {
            name = Some(input.parse()?);
            input.parse::<Token![,]>()?;
        }
        let content;
        bracketed!(content in input);
        let items = Punctuated::<Listed, Token![,]>::parse_terminated(&content)?
            .into_iter()
            .collect();
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(List {
            name,
            items,
            options: input.parse()?,
        })
    }
}

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let list: List = match syn::parse2(input) {
        Ok(list) => list,
        Err(error) => {
            sink.push(&error);
            return failed(&sink.finish());
        }
    };
    if list.name.is_none() {
        sink.span(Span::call_site(), unnamed("mcp::build!(\"Weather\", […])"));
    }
    let options = ServerOptions::of_list(list.name, list.options, &mut sink);
    if !sink.is_empty() {
        return failed(&sink.finish());
    }
    let items: Vec<Entry<'_>> = list
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| Entry::new(index, item))
        .collect();
    let imports = imports(&items);
    let listed = items.iter().map(|item @ Entry { index, cfgs, .. }| {
        let listed = item.listed();
        quote!(#(#cfgs)* (#index, #listed))
    });
    let checks = items.iter().map(|Entry { index, cfgs, ends, .. }| {
        let check = check_name(*ends, quote!(&__NAMES, &__TWINS, #index));
        quote!(#(#cfgs)* #check)
    });
    let builder = options.builder();
    let needs = items.iter().map(|Entry { cfgs, alias, ends, .. }| {
        let needs = ends.cover(quote!(#alias::__needs));
        let given = ends.cover(quote!(::mcp::checks::all_given));
        quote! {
            #(#cfgs)*
            {
                let __needs = #needs;
                __needs(__states);
                let __resolvers = #alias::__resolvers();
                __resolvers.among(__states, #given);
            }
        }
    });
    let stand_ins = stand_ins(&items);
    quote! {{ #stand_ins {
        #imports
        const __ITEMS: &[(usize, ::mcp::__private::Listed)] = &[#(#listed),*];
        const __NAMES: [(usize, ::mcp::__private::Entry); __ITEMS.len()] = ::mcp::__private::entries(__ITEMS);
        const __TWINS: [bool; __ITEMS.len()] = ::mcp::__private::twins(&__NAMES);
        #(#checks)*
        #builder
        #(#needs)*
        ::mcp::__private::build(__builder, __ITEMS)
    }}}
}

/// A server in place of one that could not be read, so that what is done with it does not turn red, too.
fn failed(errors: &TokenStream) -> TokenStream {
    quote! {{
        #errors
        ::mcp::Server::builder("").finish()
    }}
}

/// One item of the list, and what we call it.
struct Entry<'a> {
    index: usize,
    cfgs: &'a [Attribute],
    path: &'a Path,
    ends: Ends,
    /// The type, standing where the path stands.
    alias: Ident,
}

impl<'a> Entry<'a> {
    fn new(index: usize, listed: &'a Listed) -> Self {
        let ends = Ends::of(&listed.path);
        Entry {
            index,
            cfgs: &listed.attributes,
            path: &listed.path,
            ends,
            alias: Ident::new(&format!("__Item{index}"), ends.last),
        }
    }

    /// What the item is and how it is added: the one place that asks whether it is an item at all.
    fn listed(&self) -> TokenStream {
        let alias = &self.alias;
        if self.path.get_ident().is_some_and(is_primitive) {
            // Without a type of that name to list: the function has been refused where it is, else the server is.
            return quote!(::mcp::__private::no_item());
        }
        self.ends.cover(quote!(::mcp::__private::listed::<#alias>()))
    }
}

/// Types around all this, each with the name of an item: a plain function brings none of its own, so that what is said
/// about it is said of a type of its name instead of being the compiler's word that there is no type.
fn stand_ins(items: &[Entry<'_>]) -> TokenStream {
    let mut names: Vec<Ident> = Vec::new();
    let aliases: TokenStream = items
        .iter()
        .map(|Entry { alias, ends, path, .. }| {
            let mut name = path
                .segments
                .last()
                .map_or_else(|| alias.clone(), |last| last.ident.clone());
            if ["self", "super", "crate", "Self"].iter().any(|word| name == word) {
                name = alias.clone();
            }
            name.set_span(Span::call_site());
            let alias = ends.cover(quote!(type #alias = __stand_ins::#name;));
            if !names.contains(&name) {
                names.push(name);
            }
            alias
        })
        .collect();
    quote! {
        #[allow(non_camel_case_types, dead_code, unreachable_pub)]
        mod __stand_ins {
            #(pub struct #names;)*
        }
        #aliases
    }
}

/// Brings each item in under a name of ours.
fn imports(items: &[Entry<'_>]) -> TokenStream {
    let uses = items.iter().map(|Entry { cfgs, path, alias, .. }| {
        quote! {
            #(#cfgs)*
            #[allow(unused_imports, deprecated)]
            use #path as #alias;
        }
    });
    quote! {
        #[allow(unused_imports)]
        use ::mcp::__private::{Stateless as _, Unresolvable as _};
        #(#uses)*
    }
}
