//! `mcp::build!("Weather", [forecast, report, plan], state = app)`.

use crate::diagnostics::Sink;
use crate::item::is_primitive;
use crate::server::{ServerOptions, check_name};
use crate::spans::Ends;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
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
        Err(error) => return failed(&error.to_compile_error()),
    };
    if list.name.is_none() {
        sink.span(
            Span::call_site(),
            "a server has a name: `mcp::build!(\"Weather\", […])`",
        );
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
    let constants = items.iter().map(Entry::constant);
    let names = items.iter().map(
        |Entry {
             index, cfgs, constant, ..
         }| quote!(#(#cfgs)* (#index, #constant.entry)),
    );
    let checks = items.iter().map(|Entry { index, cfgs, ends, .. }| {
        let check = check_name(*ends, quote!(__NAMES, #index));
        quote!(#(#cfgs)* #check)
    });
    let builder = options.builder();
    let added = items.iter().map(
        |Entry {
             cfgs,
             alias,
             constant,
             ends,
             ..
         }| {
            let needs = ends.cover(quote!(#alias::__needs));
            quote! {
                #(#cfgs)*
                let __builder = {
                    let __needs = #needs;
                    __needs(__states);
                    __builder.define(#constant.define)
                };
            }
        },
    );
    // Types of the same names around all this: a plain function brings none of its own, so that the error about it can be
    // in our words instead of the compiler's.
    let stand_ins = items
        .iter()
        .map(|Entry { alias, ends, .. }| ends.cover(quote!(struct #alias;)));
    quote! {{ #(#stand_ins)* {
        #imports
        #(#constants)*
        const __NAMES: &[(usize, ::mcp::__private::Entry)] = &[#(#names),*];
        #(#checks)*
        #builder
        #(#added)*
        __builder.finish()
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
    /// The item's own name, for the error that it is no item.
    name: String,
    ends: Ends,
    /// The type, standing where the path stands.
    alias: Ident,
    constant: Ident,
}

impl<'a> Entry<'a> {
    fn new(index: usize, listed: &'a Listed) -> Self {
        let ends = Ends::of(&listed.path);
        Entry {
            index,
            cfgs: &listed.attributes,
            path: &listed.path,
            name: listed
                .path
                .segments
                .last()
                .map(|last| last.ident.unraw().to_string())
                .unwrap_or_default(),
            ends,
            alias: Ident::new(&format!("__Item{index}"), ends.last),
            constant: Ident::new(&format!("__ENTRY_{index}"), Span::mixed_site()),
        }
    }

    /// What the item is and how it is added, as a constant: the one place that asks whether it is an item at all.
    fn constant(&self) -> TokenStream {
        let Entry {
            cfgs, constant, alias, ..
        } = self;
        let message = format!("`{}` is not a tool, resource, prompt or completion", self.name);
        let note = "put `#[mcp::tool]`, `#[mcp::resource(\"…\")]`, `#[mcp::prompt]` or `#[mcp::completion(…)]` on it";
        let (open, close) = (self.ends.cover(quote!(<)), self.ends.cover(quote!(as Listed>::LISTED)));
        if self.path.get_ident().is_some_and(is_primitive) {
            // Without a type of that name to list: the function has been refused where it is, else the server is.
            return quote!(#(#cfgs)* const #constant: ::mcp::__private::Listed = ::mcp::__private::no_item(););
        }
        quote! {
            #(#cfgs)*
            const #constant: ::mcp::__private::Listed = {
                #[diagnostic::on_unimplemented(message = #message, label = "not one of these", note = #note)]
                trait Listed {
                    const LISTED: ::mcp::__private::Listed;
                }
                #[diagnostic::do_not_recommend]
                impl<__I: ::mcp::__private::Item> Listed for __I {
                    const LISTED: ::mcp::__private::Listed = ::mcp::__private::listed::<__I>();
                }
                #open #alias #close
            };
        }
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
        use ::mcp::__private::Stateless as _;
        #(#uses)*
    }
}
