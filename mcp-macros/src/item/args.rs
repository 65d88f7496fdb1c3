//! `args` beside a tool: the call of it that a client makes, with its arguments for what it returns.

use super::{Item, Role};
use crate::parameter::Parameter;
use crate::spans::bare;
use proc_macro2::{Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, TokenStreamExt as _, quote, quote_spanned};
use syn::{PathArguments, ReturnType, Type};

impl Item {
    /// `impl forecast { pub fn args(…) }`, and the type with a setter for each optional argument. The names are given by
    /// the macro and not by the user, so that nobody is told that they are not used; the `impl`s are not allowed to be
    /// unused either, because that would make the function used.
    pub(super) fn args(&self) -> TokenStream {
        let arguments: Vec<Argument<'_>> = self.arguments();
        if self.role != Role::Tool || has_twins(&arguments) {
            return TokenStream::new();
        }
        let (name, tool) = (self.function.name(), &self.name);
        let (optional, required): (Vec<_>, Vec<_>) = arguments.into_iter().partition(Argument::is_optional);
        let taken = required.iter().map(Argument::taken);
        let set = required.iter().map(Argument::set);
        let returned = self.returned();
        // As beside the states that are needed: what the compiler says of a type is then the same, and said once.
        let impl_token = quote_spanned!(name.span()=> impl);
        let about = format!("A call of `{name}`, for a client.");
        let request = quote! {
            let __call = ::mcp::__private::ToolRequest::new(#tool);
            #(#set)*
        };
        if optional.is_empty() {
            return quote! {
                #impl_token #name {
                    #[doc = #about]
                    pub fn args(#(#taken),*) -> ::mcp::__private::Typed<#returned> {
                        #request
                        ::mcp::__private::Typed::new(__call)
                    }
                }
            };
        }
        let setters = optional.iter().map(|argument| {
            let Parameter { cfgs, description, .. } = argument.parameter;
            let (name, taken, set) = (&argument.name, argument.taken(), argument.set());
            let about = match description {
                Some(description) => description.to_token_stream(),
                None => format!("With its argument `{name}`.").to_token_stream(),
            };
            quote! {
                #(#cfgs)*
                #[doc = #about]
                #[must_use]
                pub fn #name(self, #taken) -> Self {
                    let __call = self.0;
                    #set
                    __Call(__call)
                }
            }
        });
        quote! {
            #impl_token #name {
                #[doc = #about]
                pub fn args(#(#taken),*) -> __Call {
                    #request
                    __Call(__call)
                }
            }
            #[doc = #about]
            pub struct __Call(::mcp::__private::ToolRequest);
            #impl_token __Call {
                #(#setters)*
            }
            #impl_token ::mcp::__private::TypedCall<#returned> for __Call {
                fn into_request(self) -> ::mcp::__private::ToolRequest {
                    self.0
                }
            }
        }
    }

    /// What a client gives. What only types can tell to be the server's is taken for such an argument: nobody can call
    /// `args` then.
    fn arguments(&self) -> Vec<Argument<'_>> {
        self.own()
            .filter(|(_, parameter)| !parameter.is_given())
            .map(|(index, parameter)| Argument::new(index, parameter))
            .collect()
    }

    /// `Plain<R>`, or `Fallible<R>` where the return type is spelled `Result<…>`, which spares users to write what they
    /// expect.
    fn returned(&self) -> TokenStream {
        let ReturnType::Type(_, ty) = &self.function.signature.output else {
            return quote!(::mcp::__private::Plain<()>);
        };
        let written = owned(ty.to_token_stream(), true);
        match bare(ty) {
            Type::Path(path)
                if path.path.segments.last().is_some_and(|last| {
                    last.ident == "Result" && matches!(last.arguments, PathArguments::AngleBracketed(_))
                }) =>
            {
                quote!(::mcp::__private::Fallible<#written>)
            }
            _ => quote!(::mcp::__private::Plain<#written>),
        }
    }
}

/// An argument that a client gives.
struct Argument<'a> {
    parameter: &'a Parameter,
    name: Ident,
}

impl<'a> Argument<'a> {
    fn new(index: usize, parameter: &'a Parameter) -> Self {
        let named = [parameter.called.trim_start_matches('_'), &parameter.wire];
        let name = named.into_iter().find_map(ident);
        Argument {
            parameter,
            name: name.unwrap_or_else(|| Ident::new(&format!("argument{index}"), Span::call_site())),
        }
    }

    /// Whether it may be left out, as far as the spelling of its type shows.
    fn is_optional(&self) -> bool {
        let is_option = match bare(&self.parameter.ty) {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
            _ => false,
        };
        is_option || self.parameter.arg.default.is_some()
    }

    /// `city: impl Sends<String>`.
    fn taken(&self) -> TokenStream {
        let (cfgs, name) = (&self.parameter.cfgs, &self.name);
        let ty = owned(self.parameter.owned(), false);
        quote!(#(#cfgs)* #name: impl ::mcp::__private::Sends<#ty>)
    }

    fn set(&self) -> TokenStream {
        let Parameter { cfgs, wire, arg, .. } = self.parameter;
        let (name, with) = match arg.flatten {
            true => (&self.name, quote!(with_members)),
            false => (&self.name, quote!(with)),
        };
        quote!(#(#cfgs)* let __call = __call.#with(#wire, #name);)
    }
}

/// Two of one name are an error already, and no second one here.
fn has_twins(arguments: &[Argument<'_>]) -> bool {
    arguments.iter().enumerate().any(|(index, argument)| {
        let mut earlier = arguments[..index]
            .iter()
            .filter(|earlier| earlier.name == argument.name);
        earlier.any(|earlier| earlier.parameter.cfgs.is_empty() || argument.parameter.cfgs.is_empty())
    })
}

/// A word as a name of ours.
fn ident(word: &str) -> Option<Ident> {
    if syn::parse_str::<Ident>(word).is_ok() {
        return Some(Ident::new(word, Span::call_site()));
    }
    let raw = format!("r#{word}");
    let is_name = syn::parse_str::<Ident>(&raw).is_ok();
    is_name.then(|| Ident::new_raw(word, Span::call_site()))
}

/// A type that borrows for good where it borrows at all. With `text`, `&'static str` is a `String`: it is read.
fn owned(tokens: TokenStream, text: bool) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_punct =
        |at: usize, wanted: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
    let is_word = |at: usize, wanted: &str| matches!(tokens.get(at), Some(TokenTree::Ident(word)) if word == wanted);
    let forever = |span: Span| {
        let mut quote = Punct::new('\'', Spacing::Joint);
        quote.set_span(span);
        [TokenTree::Punct(quote), TokenTree::Ident(Ident::new("static", span))]
    };
    let (mut out, mut at) = (TokenStream::new(), 0);
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let named = is_punct(at + 1, '\'');
                let after = at + if named { 3 } else { 1 };
                if text && is_word(after, "str") {
                    out.extend(quote!(::std::string::String));
                    at = after;
                } else {
                    out.append(token.clone());
                    if !named {
                        out.extend(forever(punct.span()));
                    }
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' && is_word(at + 1, "_") => {
                out.extend(forever(punct.span()));
                at += 1;
            }
            TokenTree::Group(group) => {
                let inner = owned(group.stream(), text);
                let mut inner = Group::new(group.delimiter(), inner);
                inner.set_span(group.span());
                out.append(inner);
            }
            other => out.append(other.clone()),
        }
        at += 1;
    }
    out
}
