/// The full report for one city.
fn report(city: String, unit: Option<String>, tenant: Tenant) -> Result<Report, Lost> {
    find(city, unit, tenant)
}
/// The full report for one city.
#[allow(non_camel_case_types, dead_code)]
struct report {}
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
            name: "weather://{city}{?unit}",
        };
        const ARGUMENTS: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["city", "unit", "tenant"],
        );
        fn define(__definitions: &mut ::mcp::__private::Definitions) {
            #[allow(unused_imports)]
            use ::mcp::__private::{
                BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _,
                TextLike as _, Unasked as _, Unshown as _,
            };
            let __t0 = ::mcp::__private::Slot::new();
            let __t1 = ::mcp::__private::Slot::new();
            let __t2 = ::mcp::__private::Slot::new();
            let __ask = ::mcp::__private::Returned::ASK;
            if false {
                __ask.is(report(__t0.value(), __t1.value(), __t2.value()));
            }
            let () = { &__t1 }.may_be_absent();
            let () = { &__t2 }.beside_uri();
            let __p0 = ::mcp::__private::TextParameter::new("city", __t0.text().how());
            let __p1 = ::mcp::__private::TextParameter::new("unit", __t1.text().how());
            let __p2 = ::mcp::__private::TextParameter::new("tenant", __t2.text().how());
            let __with = __ask.ok().body().read();
            let __returns = __ask.join(__with, __ask.err().by(::mcp::checks::fails));
            let __declared = ::mcp::__private::DeclaredTexts::new(
                &[&__p0, &__p1, &__p2],
            );
            let __function = move |__call: ::mcp::__private::ReadCall<'_, '_>| {
                let mut __texts = __call.texts();
                let __a0 = __texts.take(&__p0);
                let __a1 = __texts.take(&__p1);
                let __a2 = __texts.take(&__p2);
                let (
                    ::core::option::Option::Some(__a0),
                    ::core::option::Option::Some(__a1),
                    ::core::option::Option::Some(__a2),
                ) = (__a0, __a1, __a2) else { return __call.refuse(__texts) };
                let __returns = &__returns;
                __call.done(__returns, report(__a0, __a1, __a2))
            };
            __definitions
                .resource(
                    ::mcp::__private::ResourceDef::new(
                            "weather://{city}{?unit}",
                            "report",
                        )
                        .description("The full report for one city.")
                        .mime_type("text/plain"),
                    __declared,
                    ::std::vec::Vec::from([]),
                    ::mcp::__private::read_fn(__function),
                );
        }
    }
};
