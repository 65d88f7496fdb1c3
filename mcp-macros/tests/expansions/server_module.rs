/// All about the weather.
pub mod weather {
    use super::Db;
    /// Today's forecast.
    pub fn forecast(city: String) -> String {
        city
    }
    /// Today's forecast.
    #[allow(non_camel_case_types, dead_code)]
    #[derive(::core::fmt::Debug)]
    pub struct forecast {}
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
                name: NAME,
            };
            fn define(__definitions: &mut ::mcp::__private::Definitions) {
                #[allow(unused_imports)]
                use ::mcp::__private::{
                    BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                    TextLike as _, Unasked as _, Unshown as _,
                };
                let __t0 = ::mcp::__private::Slot::new();
                let __ask = ::mcp::__private::Returned::ASK;
                if false {
                    __ask.is(forecast(__t0.value()));
                }
                let __p0 = ::mcp::__private::Parameter::new(
                    "city",
                    (&__t0).source(::mcp::__private::argument),
                );
                let __with = __ask.ok().tool(::mcp::checks::responds);
                let __returns = __ask.join(__with, __ask.err().by(::mcp::checks::fails));
                __definitions
                    .tool1(
                        ::mcp::__private::ToolDef::new(NAME)
                            .description("Today's forecast."),
                        __p0,
                        __returns,
                        move |__call, __returns, __a0| {
                            __call.done(__returns, forecast(__a0))
                        },
                    );
            }
        }
        const _: () = ::mcp::__private::named_tool(NAME);
        impl forecast {
            ///A call of `forecast`, for a client.
            pub fn args(
                city: impl ::mcp::__private::Sends<String>,
            ) -> ::mcp::__private::Typed<::mcp::__private::Plain<String>> {
                ::mcp::__private::Typed::new(
                    ::mcp::__private::ToolRequest::new(NAME).with("city", city),
                )
            }
        }
    };
    /// The report.
    #[cfg(unix)]
    fn report() -> &'static str {
        "Rain."
    }
    /// The report.
    #[cfg(unix)]
    #[allow(non_camel_case_types, dead_code)]
    struct report {}
    #[cfg(unix)]
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
        impl ::mcp::__private::Item for report {
            const ENTRY: ::mcp::__private::Entry = ::mcp::__private::Entry {
                kind: ::mcp::__private::EntryKind::Resource,
                name: "weather://report",
            };
            const ARGUMENTS: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
                &[],
            );
            fn define(__definitions: &mut ::mcp::__private::Definitions) {
                #[allow(unused_imports)]
                use ::mcp::__private::{
                    BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                    TextLike as _, Unasked as _, Unshown as _,
                };
                let __ask = ::mcp::__private::Returned::ASK;
                if false {
                    __ask.is(report());
                }
                let __with = __ask.ok().body().read();
                let __returns = __ask
                    .join(__with, __ask.err().by(::mcp::checks::fails_unasked));
                let __declared = ::mcp::__private::DeclaredTexts::new(&[]);
                let __function = move |__call: ::mcp::__private::ReadCall<'_, '_>| {
                    let __returns = &__returns;
                    __call.done(__returns, report())
                };
                __definitions
                    .resource(
                        ::mcp::__private::ResourceDef::new("weather://report", "report")
                            .description("The report."),
                        __declared,
                        ::std::vec::Vec::from([]),
                        ::mcp::__private::read_fn(__function),
                    );
            }
        }
    };
    async fn cities(value: &str, State(db): State<Db>) -> Vec<String> {
        db.cities(value).await
    }
    #[allow(non_camel_case_types, dead_code)]
    struct cities {}
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
        impl ::mcp::__private::Item for cities {
            const ENTRY: ::mcp::__private::Entry = ::mcp::__private::Entry {
                kind: ::mcp::__private::EntryKind::Completion,
                name: "cities",
            };
            fn define(__definitions: &mut ::mcp::__private::Definitions) {
                #[allow(unused_imports)]
                use ::mcp::__private::{
                    BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                    TextLike as _, Unasked as _, Unshown as _,
                };
                __definitions
                    .prompt_completion(
                        <plan as ::mcp::__private::Item>::ENTRY.name,
                        "city",
                        ::mcp::__private::completion(move |
                            __value: ::std::string::String,
                            __completing|
                        {
                            async move {
                                let __x0 = ::mcp::__private::completion_argument(
                                    &__completing,
                                )?;
                                <_ as ::mcp::Completions>::into_completion(
                                    cities(&__value, __x0).await,
                                )
                            }
                        }),
                    );
            }
        }
        impl cities {
            #[doc(hidden)]
            pub fn __needs<__S, __P0>(_: ::core::marker::PhantomData<__S>)
            where
                __S: ::mcp::__private::Has<Db, __P0>,
            {}
        }
        const _: () = ::mcp::__private::completes_prompt::<plan>("city");
    };
    /// Ask for a plan.
    fn plan(city: String) -> String {
        city
    }
    /// Ask for a plan.
    #[allow(non_camel_case_types, dead_code)]
    struct plan {}
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
        impl ::mcp::__private::Item for plan {
            const ENTRY: ::mcp::__private::Entry = ::mcp::__private::Entry {
                kind: ::mcp::__private::EntryKind::Prompt,
                name: "plan",
            };
            const ARGUMENTS: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
                &["city"],
            );
            fn define(__definitions: &mut ::mcp::__private::Definitions) {
                #[allow(unused_imports)]
                use ::mcp::__private::{
                    BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                    TextLike as _, Unasked as _, Unshown as _,
                };
                let __t0 = ::mcp::__private::Slot::new();
                let __ask = ::mcp::__private::Returned::ASK;
                if false {
                    __ask.is(plan(__t0.value()));
                }
                let __p0 = ::mcp::__private::TextParameter::new(
                    "city",
                    __t0.text().how(),
                );
                let __with = __ask.ok().by(::mcp::checks::messages);
                let __returns = __ask.join(__with, __ask.err().by(::mcp::checks::fails));
                let __declared = ::mcp::__private::DeclaredTexts::new(&[&__p0]);
                let __function = move |__call: ::mcp::__private::PromptCall<'_, '_>| {
                    let mut __texts = __call.texts();
                    let __a0 = __texts.take(&__p0);
                    let (::core::option::Option::Some(__a0),) = (__a0,) else {
                        return __call.refuse(__texts)
                    };
                    let __returns = &__returns;
                    __call.done(__returns, plan(__a0))
                };
                __definitions
                    .prompt(
                        ::mcp::__private::PromptDef::new("plan")
                            .description("Ask for a plan."),
                        __declared,
                        ::std::vec::Vec::from([]),
                        ::mcp::__private::prompt_fn(__function),
                    );
            }
        }
    };
    const _: () = {
        const _: () = ::mcp::__private::named_tool(NAME);
    };
    /// The server of this module.
    #[allow(dead_code, clippy::all, clippy::pedantic)]
    pub fn server() -> ::mcp::Server {
        #[allow(unused_imports)]
        use ::mcp::__private::{Stateless as _, Unresolvable as _};
        let __states = ::mcp::__private::no_states();
        let __builder = ::mcp::Server::builder("Weather")
            .version(::core::env!("CARGO_PKG_VERSION"))
            .instructions("Ask for the weather.");
        let _ = __states;
        let __builder = {
            let __needs = forecast::__needs;
            __needs(__states);
            let __resolvers = forecast::__resolvers();
            __resolvers.among(__states, ::mcp::checks::all_given);
            __builder.add::<forecast>()
        };
        #[cfg(unix)]
        let __builder = {
            let __needs = report::__needs;
            __needs(__states);
            let __resolvers = report::__resolvers();
            __resolvers.among(__states, ::mcp::checks::all_given);
            __builder.add::<report>()
        };
        let __builder = {
            let __needs = cities::__needs;
            __needs(__states);
            let __resolvers = cities::__resolvers();
            __resolvers.among(__states, ::mcp::checks::all_given);
            __builder.add::<cities>()
        };
        let __builder = {
            let __needs = plan::__needs;
            __needs(__states);
            let __resolvers = plan::__resolvers();
            __resolvers.among(__states, ::mcp::checks::all_given);
            __builder.add::<plan>()
        };
        __builder.finish()
    }
}
