//! What a resolver does when it runs: takes what it needs, calls the function, settles what that returns.

use super::list;
use super::resolver::{Taken, Written, needs_trait};
use crate::item::traits;
use crate::parameter::variable;
use crate::spans::Ends;
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote};

impl Written<'_> {
    /// `fn resolve`.
    pub(super) fn body(&self) -> TokenStream {
        let Written { item, carry, .. } = self;
        let (traits, types, alone) = (traits(), self.types(), self.alone());
        let (ok, err) = item.return_ends();
        let (kind, how) = if *carry {
            (quote!(carried), quote!(::mcp::checks::carrying))
        } else {
            (quote!(kind), quote!(::mcp::checks::settling))
        };
        let how = ok.cover(how);
        let error = err.cover(quote!(::mcp::checks::fails));
        let name = quote!(<Self as ::mcp::__private::Resolver>::NAME);
        let names = if *carry { quote!(&__names) } else { quote!(&[]) };
        let carried = carry.then(|| {
            quote! {
                let __names = ::mcp::__private::names_of::<<Self as ::mcp::__private::Resolver>::Needs>();
                if let ::core::option::Option::Some(__known) = __round.known(&__settles, #name, &__names) {
                    return ::core::result::Result::Ok(__known);
                }
            }
        });
        let (mut asked, mut taken) = (TokenStream::new(), TokenStream::new());
        let mut cells = Vec::new();
        for (index, parameter) in item.parameters.iter().enumerate() {
            let (slot, value, view, source) = (
                variable("t", index),
                variable("a", index),
                variable("v", index),
                variable("s", index),
            );
            let place = Ends::of(&parameter.ty);
            match self.taken(parameter) {
                Taken::Found => {
                    let Some(resolve) = &parameter.resolve else { continue };
                    let (ty, called, cell) = (resolve.ty(&self.this()), &parameter.called, variable("n", index));
                    let how = place.cover(quote!(::mcp::checks::yields));
                    asked.extend(quote!(let #view = ::mcp::__private::Wanted::<#ty>::ASK.by(&#slot, #how);));
                    let own = (!parameter.by_reference).then(|| {
                        let own = place.cover(quote!(::mcp::checks::reused));
                        quote! {
                            let __own = #own;
                            let #value = __own(::mcp::__private::Handed::<_, true>::Lent(#value))?;
                        }
                    });
                    taken.extend(quote!(let #value = #view.lend(#cell.ready().await?, #called)?; #own));
                    cells.push(cell);
                }
                Taken::Given => {
                    let question = place.cover(quote!(::mcp::__private::argument));
                    asked.extend(quote!(let #source = (&#slot).source(#question);));
                    taken.extend(quote!(let #value = __round.extract(#source)?;));
                }
                Taken::Named => {
                    let (needs, model) = (needs_trait(&parameter.wire), self.is_sent(parameter));
                    let owned = self.owned(parameter);
                    let own = if parameter.by_reference {
                        quote!(let #value = #value.lend();)
                    } else {
                        let own = place.cover(quote!(::mcp::checks::reused));
                        quote! {
                            let __own = #own;
                            let #value = __own(#value)?;
                        }
                    };
                    taken.extend(quote! {
                        let #value = ::mcp::checks::Supply::<#owned, #model>::supply(
                            #needs::<<__A as ::mcp::__private::Args>::Owner, #model>::get(__args),
                            __round,
                            <#owned as ::mcp::Argument>::source,
                        )?;
                        #own
                    });
                }
            }
        }
        let cells = list(cells.into_iter().map(ToTokens::into_token_stream));
        let this = self
            .block
            .filter(|_| item.has_self)
            .map(|_| quote!(let __this = ::mcp::__private::Args::this(__args);));
        let arguments = item.parameters.iter().enumerate().map(|(index, parameter)| {
            let value = variable("a", index);
            match self.taken(parameter) {
                Taken::Given if parameter.by_reference => quote!(&#value),
                _ => quote!(#value),
            }
        });
        let function = item.function.name();
        let call = self.call(Some(quote!(__this)), arguments);
        let wait = item.function.signature.asyncness.is_some().then(|| quote!(.await));
        let place = Ends::of(function);
        let future = place.cover(quote!(async move));
        let mut block = Group::new(
            Delimiter::Brace,
            quote! {
                let #cells = __needs;
                #this
                #taken
                #carried
                __round.settle(&__settles, #name, #names, #call #wait)
            },
        );
        block.set_span(place.last);
        // A future that cannot move between threads is the function's to answer for.
        let output = place.cover(quote! {
            impl ::core::future::Future<
                Output = ::core::result::Result<
                    <Self as ::mcp::__private::Resolver>::Return,
                    ::mcp::__private::Stop,
                >,
            > + ::core::marker::Send + 's
        });
        quote! {
            fn resolve<'s>(
                __args: &'s __A,
                __needs: <<Self as ::mcp::__private::Resolver>::Needs as ::mcp::__private::List>::Cells<'s>,
                __round: &'s ::mcp::__private::Round,
            ) -> #output {
                #traits
                #[allow(unused_imports)]
                use ::mcp::__private::{AnyKind as _, Unwanted as _};
                #types
                #alone
                let __with = __ask.ok().#kind().by(#how);
                let __settles = __ask.join(__with, __ask.err().by(#error));
                #asked
                #future #block
            }
        }
    }
}
