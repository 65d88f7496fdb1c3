//! The side of whoever takes what resolvers find: tools, prompts and resources.

use super::{Resolve, key, list};
use crate::attribute;
use crate::item::{Callee, Item};
use crate::parameter::{Parameter, variable};
use crate::spans::Ends;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::ext::IdentExt as _;

/// A function some of whose arguments are resolved.
pub(crate) struct Owner<'a> {
    item: &'a Item,
    callee: Callee,
    resolved: Vec<(usize, &'a Parameter, &'a Resolve)>,
}

impl<'a> Owner<'a> {
    /// `None` for one without such arguments.
    pub(crate) fn of(item: &'a Item, callee: Callee) -> Option<Self> {
        let resolved: Vec<_> = item
            .parameters
            .iter()
            .enumerate()
            .filter_map(|(index, parameter)| Some((index, parameter, parameter.resolve.as_ref()?)))
            .collect();
        (!resolved.is_empty()).then_some(Owner { item, callee, resolved })
    }

    /// The resolvers it names, as a list of types.
    pub(crate) fn list(&self) -> TokenStream {
        list(self.resolved.iter().map(|(index, _, resolve)| self.ty(*index, resolve)))
    }

    /// Each resolver it names, and its type.
    pub(crate) fn types(&self) -> Vec<(&'a Resolve, TokenStream)> {
        let each = self.resolved.iter();
        each.map(|(index, _, resolve)| (*resolve, self.ty(*index, resolve)))
            .collect()
    }

    /// The type of a resolver, by a name of ours.
    fn ty(&self, index: usize, resolve: &Resolve) -> TokenStream {
        match resolve.own() {
            Some(_) => resolve.ty(&quote!(Self)),
            None => self.alias(index, resolve).into_token_stream(),
        }
    }

    fn alias(&self, index: usize, resolve: &Resolve) -> Ident {
        let name = self.item.function.name().unraw();
        format_ident!("__Resolver{}_{}", index, name, span = resolve.place().last)
    }

    /// Code in which each resolver has a name of ours. A plain function brings no type; then there is one that stands for
    /// it, so that what is said about it is said of its name, instead of being the compiler's word that there is no type.
    pub(crate) fn naming<'o>(owners: impl Iterator<Item = &'o Owner<'o>>, code: &TokenStream) -> TokenStream {
        let (mut names, mut uses) = (Vec::<Ident>::new(), TokenStream::new());
        let mut stand_ins = TokenStream::new();
        for owner in owners {
            let cfgs = attribute::cfgs(&owner.item.function.attributes);
            for (index, _, resolve) in owner.resolved.iter().filter(|(_, _, resolve)| resolve.own().is_none()) {
                let (alias, path) = (owner.alias(*index, resolve), &resolve.path);
                let Some(mut name) = path.segments.last().map(|last| last.ident.clone()) else {
                    continue;
                };
                name.set_span(Span::call_site());
                if !names.contains(&name) {
                    names.push(name.clone());
                }
                let stand_in = resolve.place().cover(quote!(type #alias = __plain::#name;));
                stand_ins.extend(quote!(#(#cfgs)* #stand_in));
                uses.extend(quote! {
                    #(#cfgs)*
                    #[allow(unused_imports, deprecated)]
                    use #path as #alias;
                });
            }
        }
        if names.is_empty() {
            return code.clone();
        }
        quote! {
            #[allow(non_camel_case_types, dead_code)]
            mod __plain {
                #(pub(super) struct #names;)*
            }
            #[allow(non_camel_case_types, dead_code)]
            const _: () = {
                #stand_ins
                const _: () = {
                    #uses
                    #code
                };
            };
        }
    }

    /// The names of the arguments that are resolved.
    pub(crate) fn names(&self) -> TokenStream {
        let names = self.resolved.iter().map(|(_, parameter, _)| &parameter.called);
        quote!(&[#(#names),*])
    }

    /// `.resolved::<(ask, ())>()`: what its definition says of its resolvers.
    pub(crate) fn about(&self) -> TokenStream {
        let list = self.list();
        quote!(::mcp::__private::Graph::<#list>::ASK.known().about())
    }

    /// What is asked about resolvers before anything is run: that each is one and waits for nothing that waits for it,
    /// and how each argument takes its value.
    pub(crate) fn questions(&self) -> TokenStream {
        let each = self.resolved.iter().map(|(index, parameter, resolve)| {
            let (slot, view) = (variable("t", *index), variable("v", *index));
            let ty = self.ty(*index, resolve);
            let straight = resolve.place().cover(quote!(::mcp::checks::straight));
            let how = Ends::of(&parameter.ty).cover(quote!(::mcp::checks::yields));
            quote! {
                ::mcp::__private::Wanted::<#ty>::ASK.ordered(#straight);
                let #view = ::mcp::__private::Wanted::<#ty>::ASK.by(&#slot, #how);
            }
        });
        let args = self.args();
        quote! {
            #[allow(unused_imports)]
            use ::mcp::__private::{NoGraph as _, Unresolved as _, Unwanted as _};
            #(#each)*
            #args
        }
    }

    /// The arguments that a resolver may take by name.
    fn named(&self) -> impl Iterator<Item = (usize, &'a Parameter)> {
        let parameters = self.item.parameters.iter().enumerate();
        parameters.filter(|(_, parameter)| {
            parameter.resolve.is_none() && !parameter.wire.is_empty() && parameter.cfgs.is_empty()
        })
    }

    /// `struct __Args`: the arguments by name, as resolvers look at them. It is generic over all of their types, so that
    /// none is written twice.
    fn args(&self) -> TokenStream {
        let types: Vec<_> = self.named().map(|(index, _)| format_ident!("__T{}", index)).collect();
        let owner = match self.callee {
            Callee::Free => {
                let name = self.item.function.name();
                quote!(#name)
            }
            Callee::Method => {
                let name = format_ident!("{}", self.item.function.name().unraw());
                quote!(__tool::#name)
            }
        };
        let stand_in = matches!(self.callee, Callee::Method).then(|| {
            let name = format_ident!("{}", self.item.function.name().unraw());
            quote! {
                #[allow(non_camel_case_types)]
                mod __tool {
                    pub struct #name;
                }
            }
        });
        let bounds = quote!(::core::marker::Send + ::core::marker::Sync + 'static);
        let all: Vec<_> = self.named().collect();
        let mut named = TokenStream::new();
        for (place, ((index, parameter), ty)) in all.iter().zip(&types).enumerate() {
            let place = syn::Index::from(place + 1);
            // By the name in the signature, and by that on the wire where it is no other's.
            let taken = all
                .iter()
                .any(|(other, another)| other != index && another.called == parameter.wire);
            let wire = (parameter.wire != parameter.called && !taken).then_some(&parameter.wire);
            for name in [Some(&parameter.called), wire].into_iter().flatten() {
                let hash = key::hash(name);
                named.extend(quote! {
                    impl<__W, #(#types: #bounds),*> ::mcp::__private::Named<#hash> for __Args<__W, #(#types),*> {
                        type Type = #ty;
                        fn named(&self) -> &#ty {
                            &self.#place
                        }
                    }
                });
            }
        }
        quote! {
            #stand_in
            struct __Args<__W, #(#types),*>(__W, #(#types),*);
            impl<__W: #bounds, #(#types: #bounds),*> ::mcp::__private::Args for __Args<__W, #(#types),*> {
                type Owner = #owner;
                type This = __W;
                fn this(&self) -> &__W {
                    &self.0
                }
            }
            #named
        }
    }

    /// The end of the call: run the resolvers, then the function.
    pub(crate) fn invoke(&self, blocking: bool) -> TokenStream {
        let named: Vec<_> = self.named().map(|(index, _)| variable("a", index)).collect();
        let has_self = matches!(self.callee, Callee::Method);
        let this = has_self.then(|| quote!(let __this = ::mcp::__private::Arc::clone(&__this);));
        let server = if has_self { quote!(__this) } else { quote!(()) };
        let asked = self.resolved.iter().map(|(index, _, resolve)| {
            let ty = self.ty(*index, resolve);
            let question = resolve.place().cover(quote!(::mcp::checks::resolver::<#ty, _>));
            quote!(#question(&__args);)
        });
        // What is given is taken first: the rest is borrowed.
        let by_value = |(_, parameter, _): &(usize, &Parameter, &Resolve)| !parameter.by_reference;
        let (given, lent): (Vec<_>, Vec<_>) = self.resolved.iter().copied().partition(by_value);
        let given = given.into_iter().map(|(index, parameter, resolve)| {
            let (value, view, name) = (variable("a", index), variable("v", index), &parameter.called);
            let ty = self.ty(index, resolve);
            let others = self.resolved.iter().filter(|(other, _, _)| *other != index);
            let others = list(
                others
                    .map(|(other, _, resolve)| self.ty(*other, resolve))
                    .collect::<Vec<_>>()
                    .into_iter(),
            );
            let how = Ends::of(&parameter.ty).cover(quote!(::mcp::checks::given));
            quote!(let #value = __values.give::<#ty, #others, _>(&#view, #name, #how)?;)
        });
        let lent = lent.into_iter().map(|(index, parameter, resolve)| {
            let (value, view, name) = (variable("a", index), variable("v", index), &parameter.called);
            let ty = self.ty(index, resolve);
            quote!(let #value = __values.lend::<#ty, _>(&#view, #name)?;)
        });
        let path = self.item.called(self.callee);
        let (taken, call) = (quote!(#(#given)* #(#lent)*), path);
        let rest = if blocking {
            quote! {
                ::mcp::__private::on_pool(move || {
                    let mut __values = __values;
                    #taken
                    let __Args(__this, #(#named),*) = __args;
                    ::core::result::Result::Ok(#call)
                })
                .await
            }
        } else {
            let wait = self.item.function.signature.asyncness.is_some().then(|| quote!(.await));
            quote! {
                #taken
                let __Args(__this, #(#named),*) = __args;
                ::core::result::Result::Ok(#call #wait)
            }
        };
        let list = self.list();
        let place = Ends::of(self.item.function.name());
        let run = place.cover(quote!(run_resolved));
        let mut body = Group::new(
            Delimiter::Brace,
            quote! {
                let __args = __Args(#server, #(#named),*);
                #(#asked)*
                let mut __values = ::mcp::__private::Resolving::<#list, _>::of(&__args, &__round).known().resolve().await?;
                #rest
            },
        );
        body.set_span(place.last);
        let future = place.cover(quote!(async move));
        quote! {
            #this
            let __round = __call.round();
            __call.#run(__returns, #future #body)
        }
    }
}
