/// Ask for a travel plan.
async fn plan(city: String, days: u8) -> String {
    format!("Plan {days} days in {city}.")
}
/// Ask for a travel plan.
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
            &["city", "days"],
        );
        fn define(__definitions: &mut ::mcp::__private::Definitions) {
            #[allow(unused_imports)]
            use ::mcp::__private::{
                BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                TextLike as _, Unasked as _, Unshown as _,
            };
            let __t0 = ::mcp::__private::Slot::new();
            let __t1 = ::mcp::__private::Slot::new();
            let __ask = ::mcp::__private::Returned::ASK;
            if false {
                __ask.will_be(plan(__t0.value(), __t1.value()));
            }
            let __p0 = ::mcp::__private::TextParameter::new("city", __t0.text().how());
            let __p1 = ::mcp::__private::TextParameter::new("days", __t1.text().how());
            let __p1 = { __p1 }
                .default(
                    || ::mcp::__private::default_for(3),
                    __t1.default_json().json(),
                );
            let __with = __ask.ok().by(::mcp::checks::messages);
            let __returns = __ask.join(__with, __ask.err().by(::mcp::checks::fails));
            let __declared = ::mcp::__private::DeclaredTexts::new(&[&__p0, &__p1]);
            let __function = move |__call: ::mcp::__private::PromptCall<'_, '_>| {
                let mut __texts = __call.texts();
                let __a0 = __texts.take(&__p0);
                let __a1 = __texts.take(&__p1);
                let (
                    ::core::option::Option::Some(__a0),
                    ::core::option::Option::Some(__a1),
                ) = (__a0, __a1) else { return __call.refuse(__texts) };
                let __returns = &__returns;
                __call.run(__returns, { plan(__a0, __a1) })
            };
            __definitions
                .prompt(
                    ::mcp::__private::PromptDef::new("plan")
                        .title("Plan")
                        .description("Ask for a travel plan."),
                    __declared,
                    ::std::vec::Vec::from([
                        (
                            "city",
                            ::core::option::Option::Some(
                                ::mcp::__private::completion_function(cities),
                            ),
                        ),
                    ]),
                    ::mcp::__private::prompt_fn(__function),
                );
        }
    }
};
