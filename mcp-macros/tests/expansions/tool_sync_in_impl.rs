impl<D: Db> Weather<D> {
    /// Today's forecast.
    fn forecast(&self, city: String) -> String {
        self.db.forecast(&city)
    }
    fn helper(&self) {}
}
const _: () = {
    #[allow(dead_code, clippy::all, clippy::pedantic)]
    fn __shared<D: Db>() {
        ::mcp::__private::shared::<Weather<D>, _>();
    }
    #[allow(
        deprecated,
        trivial_bounds,
        unused_variables,
        unused_braces,
        clippy::all,
        clippy::pedantic
    )]
    impl<D: Db> ::mcp::IntoServer for Weather<D>
    where
        Weather<D>: ::mcp::__private::Shareable,
    {
        fn into_server(self) -> ::mcp::Server {
            let __states = ::mcp::__private::no_states();
            let __state0 = Cache::new();
            let __states = ::mcp::__private::with_state(__states, &__state0);
            let __builder = ::mcp::Server::builder("Weather")
                .version(::core::env!("CARGO_PKG_VERSION"));
            let __builder = __builder.state(__state0);
            let _ = __states;
            let __this = &::mcp::__private::Arc::new(self);
            let __builder = __builder
                .define(|__definitions| {
                    #[allow(unused_imports)]
                    use ::mcp::__private::{
                        BodyOf as _, HalfRead as _, HalfShown as _, Neither as _,
                        Split as _, TextLike as _, Unasked as _, Unshown as _,
                    };
                    {
                        let __t0 = ::mcp::__private::Slot::new();
                        let __ask = ::mcp::__private::Returned::ASK;
                        if false {
                            __ask.is(Self::forecast(&__this, __t0.value()));
                        }
                        let __p0 = ::mcp::__private::Parameter::new(
                            "city",
                            (&__t0).source(::mcp::__private::argument),
                        );
                        let __with = __ask.ok().tool(::mcp::checks::responds);
                        let __returns = __ask
                            .join(__with, __ask.err().by(::mcp::checks::fails));
                        let __this = ::mcp::__private::Arc::clone(__this);
                        __definitions
                            .tool1(
                                ::mcp::__private::ToolDef::new("forecast")
                                    .description("Today's forecast."),
                                __p0,
                                __returns,
                                move |__call, __returns, __a0| {
                                    __call.done(__returns, Self::forecast(&__this, __a0))
                                },
                            );
                    }
                });
            __builder.finish()
        }
    }
    #[allow(
        deprecated,
        private_bounds,
        private_interfaces,
        clippy::all,
        clippy::pedantic
    )]
    const _: () = {
        /// Calls of tools, for a client.
        pub struct __Calls<__W>(::core::marker::PhantomData<fn() -> __W>);
        impl<D: Db> Weather<D> {
            /// Calls of its tools, for a client.
            pub fn calls() -> __Calls<Weather<D>> {
                __Calls(::core::marker::PhantomData)
            }
        }
        impl<D: Db> __Calls<Weather<D>> {
            ///A call of `forecast`, for a client.
            pub fn forecast(
                &self,
                city: impl ::mcp::__private::Sends<String>,
            ) -> ::mcp::__private::Typed<::mcp::__private::Plain<String>> {
                ::mcp::__private::Typed::new(
                    ::mcp::__private::ToolRequest::new("forecast").with("city", city),
                )
            }
        }
    };
};
