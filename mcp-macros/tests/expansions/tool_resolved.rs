/// Book a table.
async fn book_table(date: String, answer: Confirmation) -> String {
    format!("{date} {}", answer.confirm)
}
/// Book a table.
#[allow(non_camel_case_types, dead_code)]
struct book_table {}
#[allow(
    deprecated,
    unused_braces,
    private_bounds,
    private_interfaces,
    clippy::all,
    clippy::pedantic
)]
const _: () = {
    #[allow(non_camel_case_types, dead_code)]
    mod __plain {
        pub(super) struct ask_to_confirm;
    }
    #[allow(non_camel_case_types, dead_code)]
    const _: () = {
        type __Resolver1_book_table = __plain::ask_to_confirm;
        const _: () = {
            #[allow(unused_imports, deprecated)]
            use ask_to_confirm as __Resolver1_book_table;
            #[diagnostic::do_not_recommend]
            impl ::mcp::__private::Item for book_table {
                const ENTRY: ::mcp::__private::Entry = ::mcp::__private::Entry {
                    kind: ::mcp::__private::EntryKind::Tool,
                    name: "book_table",
                };
                fn define(__definitions: &mut ::mcp::__private::Definitions) {
                    #[allow(unused_imports)]
                    use ::mcp::__private::{
                        BodyOf as _, HalfRead as _, HalfShown as _, Neither as _,
                        Split as _, TextLike as _, Unasked as _, Unshown as _,
                    };
                    let __t0 = ::mcp::__private::Slot::new();
                    let __t1 = ::mcp::__private::Slot::new();
                    let __ask = ::mcp::__private::Returned::ASK;
                    if false {
                        __ask.will_be(book_table(__t0.value(), __t1.value()));
                    }
                    let __p0 = ::mcp::__private::Parameter::new(
                        "date",
                        (&__t0).source(::mcp::__private::argument),
                    );
                    #[allow(unused_imports)]
                    use ::mcp::__private::{NoGraph as _, Unresolved as _, Unwanted as _};
                    ::mcp::__private::Wanted::<__Resolver1_book_table>::ASK
                        .ordered(::mcp::checks::straight);
                    let __v1 = ::mcp::__private::Wanted::<__Resolver1_book_table>::ASK
                        .by(&__t1, ::mcp::checks::yields);
                    struct __Args<__W, __T0>(__W, __T0);
                    impl<
                        __W: ::core::marker::Send + ::core::marker::Sync + 'static,
                        __T0: ::core::marker::Send + ::core::marker::Sync + 'static,
                    > ::mcp::__private::Args for __Args<__W, __T0> {
                        type Owner = book_table;
                        type This = __W;
                        fn this(&self) -> &__W {
                            &self.0
                        }
                    }
                    impl<
                        __W,
                        __T0: ::core::marker::Send + ::core::marker::Sync + 'static,
                    > ::mcp::__private::Named<9609363733564572473u64>
                    for __Args<__W, __T0> {
                        type Type = __T0;
                        fn named(&self) -> &__T0 {
                            &self.1
                        }
                    }
                    let __with = __ask.ok().tool(::mcp::checks::responds);
                    let __returns = __ask
                        .join(__with, __ask.err().by(::mcp::checks::fails_alone));
                    let __names = [__p0.wire_name(), ""];
                    let __declared = ::mcp::__private::Declaration::new(&[&__p0])
                        .resolved(
                            ::mcp::__private::Graph::<(__Resolver1_book_table, ())>::ASK
                                .known()
                                .about(),
                        );
                    __definitions
                        .tool(
                            ::mcp::__private::ToolDef::new("book_table")
                                .description("Book a table."),
                            __declared,
                            &__with,
                            ::mcp::__private::tool_fn(move |__call| {
                                let mut __arguments = __call.arguments(&__names);
                                __arguments.drop_resolved(&["answer"]);
                                let __a0 = __arguments.take(0usize, &__p0);
                                let (::core::option::Option::Some(__a0),) = (__a0,) else {
                                    return __arguments.refuse()
                                };
                                let __call = match __arguments.accept() {
                                    ::core::result::Result::Ok(__call) => __call,
                                    ::core::result::Result::Err(__step) => return __step,
                                };
                                let __returns = &__returns;
                                let __round = __call.round();
                                __call
                                    .run_resolved(
                                        __returns,
                                        async move {
                                            let __args = __Args((), __a0);
                                            ::mcp::checks::resolver::<
                                                __Resolver1_book_table,
                                                _,
                                            >(&__args);
                                            let mut __values = ::mcp::__private::Resolving::<
                                                (__Resolver1_book_table, ()),
                                                _,
                                            >::of(&__args, &__round)
                                                .known()
                                                .resolve()
                                                .await?;
                                            let __a1 = __values
                                                .give::<
                                                    __Resolver1_book_table,
                                                    (),
                                                    _,
                                                >(&__v1, "answer", ::mcp::checks::given)?;
                                            let __Args(__this, __a0) = __args;
                                            ::core::result::Result::Ok(book_table(__a0, __a1).await)
                                        },
                                    )
                            }),
                        );
                }
            }
            #[doc(hidden)]
            #[derive(::core::fmt::Debug)]
            pub struct __Resolvers;
            impl<__X> ::mcp::__private::AreResolvers<__X> for __Resolvers
            where
                (__Resolver1_book_table, ()): ::mcp::__private::AreResolvers<__X>,
            {}
            impl<__S, __P> ::mcp::__private::AllWant<__S, __P> for __Resolvers
            where
                (__Resolver1_book_table, ()): ::mcp::__private::AllWant<__S, __P>,
            {}
            impl book_table {
                #[doc(hidden)]
                pub fn __resolvers() -> ::mcp::__private::Resolvers<__Resolvers> {
                    ::mcp::__private::Resolvers::ASK
                }
            }
            impl book_table {
                ///A call of `book_table`, for a client.
                pub fn args(
                    date: impl ::mcp::__private::Sends<String>,
                ) -> ::mcp::__private::Typed<::mcp::__private::Plain<String>> {
                    ::mcp::__private::Typed::new(
                        ::mcp::__private::ToolRequest::new("book_table")
                            .with("date", date),
                    )
                }
            }
        };
    };
};
