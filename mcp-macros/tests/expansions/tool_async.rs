/// Today's forecast for one city.
#[allow(clippy::unused_async)]
pub async fn forecast(
    city: &str,
    days: u8,
    ctx: &Context,
    State(db): State<Db>,
) -> mcp::Result<Vec<Day>> {
    db.lookup(city, days).await
}
/// Today's forecast for one city.
#[allow(clippy::unused_async)]
#[allow(non_camel_case_types, dead_code)]
#[derive(::core::fmt::Debug)]
pub struct forecast {}
#[allow(clippy::unused_async)]
#[allow(
    deprecated,
    unused_braces,
    private_bounds,
    private_interfaces,
    clippy::all,
    clippy::pedantic
)]
const _: () = {
    #[diagnostic::do_not_recommend]
    impl ::mcp::__private::Item for forecast {
        const ENTRY: ::mcp::__private::Entry = ::mcp::__private::Entry {
            kind: ::mcp::__private::EntryKind::Tool,
            name: "forecast",
        };
        fn define(__definitions: &mut ::mcp::__private::Definitions) {
            #[allow(unused_imports)]
            use ::mcp::__private::{
                BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                TextLike as _, Unasked as _, Unshown as _,
            };
            let __t0 = ::mcp::__private::Slot::<::std::string::String>::new();
            let __t1 = ::mcp::__private::Slot::new();
            let __t2 = ::mcp::__private::Slot::new();
            let __t3 = ::mcp::__private::Slot::new();
            let __ask = ::mcp::__private::Returned::ASK;
            if false {
                __ask
                    .will_be(
                        forecast(
                            __t0.reference(),
                            __t1.value(),
                            __t2.reference(),
                            __t3.value(),
                        ),
                    );
            }
            let __p0 = ::mcp::__private::Parameter::new(
                    "city",
                    (&__t0).source(::mcp::__private::argument),
                )
                .keyword("description", "The city, by its English name.");
            let __p1 = ::mcp::__private::Parameter::new(
                "days",
                (&__t1).source(::mcp::__private::argument),
            );
            let __p1 = { __p1 }.range(1..=14);
            let __p1 = { __p1 }
                .default(
                    || ::mcp::__private::default_for(1),
                    __t1.default_json().json(),
                );
            let __p2 = ::mcp::__private::Parameter::new(
                "ctx",
                (&__t2).source(::mcp::__private::argument),
            );
            let () = { &__t3 }.nameless();
            let __p3 = ::mcp::__private::Parameter::new(
                "",
                (&__t3).source(::mcp::__private::argument),
            );
            let __with = __ask.ok().tool(::mcp::checks::responds);
            let __returns = __ask.join(__with, __ask.err().by(::mcp::checks::fails));
            __definitions
                .tool4(
                    ::mcp::__private::ToolDef::new("forecast")
                        .description("Today's forecast for one city.")
                        .annotate(|__hints| __hints.with_read_only_hint(true))
                        .timeout(::mcp::__private::milliseconds(30000u64)),
                    __p0,
                    __p1,
                    __p2,
                    __p3,
                    __returns,
                    move |__call, __returns, __a0, __a1, __a2, __a3| {
                        __call
                            .run(
                                __returns,
                                async move { forecast(&__a0, __a1, &__a2, __a3).await },
                            )
                    },
                );
        }
    }
    impl forecast {
        #[doc(hidden)]
        pub fn __needs<__S, __P0>(_: ::core::marker::PhantomData<__S>)
        where
            __S: ::mcp::__private::Has<Db, __P0>,
        {}
    }
    impl forecast {
        ///A call of `forecast`, for a client.
        pub fn args(
            city: impl ::mcp::__private::Sends<::std::string::String>,
        ) -> __Call {
            __Call(::mcp::__private::ToolRequest::new("forecast").with("city", city))
        }
    }
    ///A call of `forecast`, for a client.
    pub struct __Call(::mcp::__private::ToolRequest);
    impl __Call {
        ///With its argument `days`.
        #[must_use]
        pub fn days(mut self, days: impl ::mcp::__private::Sends<u8>) -> Self {
            self.0.set("days", days);
            self
        }
    }
    impl ::mcp::__private::TypedCall<::mcp::__private::Fallible<mcp::Result<Vec<Day>>>>
    for __Call {
        fn into_request(self) -> ::mcp::__private::ToolRequest {
            self.0
        }
    }
};
