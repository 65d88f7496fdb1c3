/// The user has the last word.
async fn ask_to_confirm(
    date: &str,
    stock: &Stock,
    State(db): State<Db>,
) -> mcp::Result<Elicit<Confirmation>> {
    Ok(Elicit::ask(format!("Book a table for {date}?")))
}
/// The user has the last word.
#[allow(non_camel_case_types, dead_code)]
struct ask_to_confirm {}
#[allow(
    deprecated,
    non_camel_case_types,
    unused_braces,
    unused_variables,
    private_bounds,
    private_interfaces,
    clippy::all,
    clippy::pedantic
)]
const _: () = {
    #[diagnostic::on_unimplemented(
        message = "resolver `ask_to_confirm` needs an argument `date: &str`, which tool `{Tool}` does not have [MCP153]",
        label = "`{Tool}` has no argument `date`"
    )]
    trait Needs_date<Tool, const MODEL: bool> {
        type Found;
        fn get(&self) -> &Self::Found;
    }
    #[diagnostic::do_not_recommend]
    impl<
        __A: ::mcp::__private::Named<9609363733564572473u64>,
        Tool,
    > Needs_date<Tool, true> for __A {
        type Found = __A::Type;
        fn get(&self) -> &__A::Type {
            self.named()
        }
    }
    #[diagnostic::do_not_recommend]
    impl<__A, Tool> Needs_date<Tool, false> for __A {
        type Found = ();
        fn get(&self) -> &() {
            &()
        }
    }
    impl ::mcp::__private::Resolver for ask_to_confirm {
        type Key = ::mcp::__private::H8<
            ::mcp::__private::H8<
                ::mcp::__private::HC<
                    ::mcp::__private::H4<
                        ::mcp::__private::H5<
                            ::mcp::__private::H1<
                                ::mcp::__private::H1<::mcp::__private::H9<()>>,
                            >,
                        >,
                    >,
                >,
            >,
        >;
        type Needs = (stock, ());
        type Return = mcp::Result<Elicit<Confirmation>>;
        const NAME: &'static str = "confirm";
        fn describe(__about: &mut ::mcp::__private::AboutGraph) {
            __about.takes::<::mcp::State<Db>>();
            #[allow(unused_imports)]
            use ::mcp::__private::{AnyKind as _, Split as _};
            let __ask = ::mcp::__private::Returned::<
                <Self as ::mcp::__private::Resolver>::Return,
            >::ASK;
            __about.faults(__ask.ok().faults());
        }
    }
    impl<__X> ::mcp::__private::Ordered<__X> for ask_to_confirm
    where
        stock: ::mcp::__private::Ordered<__X>,
    {}
    impl<__A> ::mcp::__private::ResolverFor<__A> for ask_to_confirm
    where
        __A: ::mcp::__private::Args,
        __A: Needs_date<
            <__A as ::mcp::__private::Args>::Owner,
            { <::std::string::String as ::mcp::Argument>::FROM_MODEL },
            Found: ::mcp::checks::Supply<
                    ::std::string::String,
                    { <::std::string::String as ::mcp::Argument>::FROM_MODEL },
                >,
        >,
    {
        fn resolve<'s>(
            __args: &'s __A,
            __needs: <<Self as ::mcp::__private::Resolver>::Needs as ::mcp::__private::List>::Cells<
                's,
            >,
            __round: &'s ::mcp::__private::Round,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                <Self as ::mcp::__private::Resolver>::Return,
                ::mcp::__private::Stop,
            >,
        > + ::core::marker::Send + 's {
            #[allow(unused_imports)]
            use ::mcp::__private::{
                BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                TextLike as _, Unasked as _, Unshown as _,
            };
            #[allow(unused_imports)]
            use ::mcp::__private::{AnyKind as _, Unwanted as _};
            let __t0 = ::mcp::__private::Slot::<::std::string::String>::new();
            let __t1 = ::mcp::__private::Slot::new();
            let __t2 = ::mcp::__private::Slot::new();
            let __ask = ::mcp::__private::Returned::ASK;
            if false {
                __ask
                    .will_be(
                        ask_to_confirm(__t0.reference(), __t1.reference(), __t2.value()),
                    );
            }
            let __with = __ask.ok().kind().by(::mcp::checks::settling);
            let __settles = __ask.join(__with, __ask.err().by(::mcp::checks::fails));
            let __v1 = ::mcp::__private::Wanted::<stock>::ASK
                .by(&__t1, ::mcp::checks::yields);
            let __s2 = (&__t2).source(::mcp::__private::argument);
            async move {
                let (__n1, ()) = __needs;
                let __a0 = ::mcp::checks::Supply::<
                    ::std::string::String,
                    { <::std::string::String as ::mcp::Argument>::FROM_MODEL },
                >::supply(
                    Needs_date::<
                        <__A as ::mcp::__private::Args>::Owner,
                        { <::std::string::String as ::mcp::Argument>::FROM_MODEL },
                    >::get(__args),
                    __round,
                    <::std::string::String as ::mcp::Argument>::source,
                )?;
                let __a0 = __a0.lend();
                let __a1 = __v1.lend(__n1.ready().await?, "stock")?;
                let __a2 = __round.extract(__s2)?;
                __round
                    .settle(
                        &__settles,
                        <Self as ::mcp::__private::Resolver>::NAME,
                        &[],
                        ask_to_confirm(__a0, __a1, __a2).await,
                    )
            }
        }
    }
    impl<__S, __P0, __Q0> ::mcp::__private::Wants<__S, (__P0, (__Q0, ()))>
    for ask_to_confirm
    where
        __S: ::mcp::__private::Has<Db, __P0>,
        stock: ::mcp::__private::Wants<__S, __Q0>,
    {}
};
