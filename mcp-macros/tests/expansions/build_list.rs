fn server() -> mcp::Server {
    {
        struct __Item0;
        struct __Item1;
        {
            #[allow(unused_imports)]
            use ::mcp::__private::Stateless as _;
            #[allow(unused_imports, deprecated)]
            use forecast as __Item0;
            #[cfg(unix)]
            #[allow(unused_imports, deprecated)]
            use europe::report as __Item1;
            const __ENTRY_0: ::mcp::__private::Listed = {
                #[diagnostic::on_unimplemented(
                    message = "`forecast` is not a tool, resource, prompt or completion",
                    label = "not one of these",
                    note = "put `#[mcp::tool]`, `#[mcp::resource(\"…\")]`, `#[mcp::prompt]` or `#[mcp::completion(…)]` on it"
                )]
                trait Listed {
                    const LISTED: ::mcp::__private::Listed;
                }
                #[diagnostic::do_not_recommend]
                impl<__I: ::mcp::__private::Item> Listed for __I {
                    const LISTED: ::mcp::__private::Listed = ::mcp::__private::listed::<
                        __I,
                    >();
                }
                <__Item0 as Listed>::LISTED
            };
            #[cfg(unix)]
            const __ENTRY_1: ::mcp::__private::Listed = {
                #[diagnostic::on_unimplemented(
                    message = "`report` is not a tool, resource, prompt or completion",
                    label = "not one of these",
                    note = "put `#[mcp::tool]`, `#[mcp::resource(\"…\")]`, `#[mcp::prompt]` or `#[mcp::completion(…)]` on it"
                )]
                trait Listed {
                    const LISTED: ::mcp::__private::Listed;
                }
                #[diagnostic::do_not_recommend]
                impl<__I: ::mcp::__private::Item> Listed for __I {
                    const LISTED: ::mcp::__private::Listed = ::mcp::__private::listed::<
                        __I,
                    >();
                }
                <__Item1 as Listed>::LISTED
            };
            const __NAMES: &[(usize, ::mcp::__private::Entry)] = &[
                (0usize, __ENTRY_0.entry),
                #[cfg(unix)]
                (1usize, __ENTRY_1.entry),
            ];
            const _: () = ::mcp::__private::unique(__NAMES, 0usize);
            #[cfg(unix)]
            const _: () = ::mcp::__private::unique(__NAMES, 1usize);
            let __states = ::mcp::__private::no_states();
            let __state0 = Db::new();
            let __states = ::mcp::__private::with_state(__states, &__state0);
            let __builder = ::mcp::Server::builder("Weather")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .page_size(20);
            let __builder = __builder.state(__state0);
            let _ = __states;
            let __builder = {
                let __needs = __Item0::__needs;
                __needs(__states);
                __builder.define(__ENTRY_0.define)
            };
            #[cfg(unix)]
            let __builder = {
                let __needs = __Item1::__needs;
                __needs(__states);
                __builder.define(__ENTRY_1.define)
            };
            __builder.finish()
        }
    }
}
