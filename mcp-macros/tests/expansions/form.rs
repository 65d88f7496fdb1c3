#[allow(deprecated, unused_braces, clippy::all, clippy::pedantic)]
const _: () = {
    #[automatically_derived]
    impl ::mcp::__private::FormFields for Booking {
        fn fields(
            __form: &mut ::mcp::__private::Filling<'_>,
        ) -> ::core::option::Option<Self> {
            let __t0 = ::mcp::__private::Slot::new();
            let __t1 = ::mcp::__private::Slot::new();
            let __t2 = ::mcp::__private::Slot::new();
            if false {
                return ::core::option::Option::Some(Self {
                    seats: __t0.value(),
                    date: __t1.value(),
                    extras: __t2.value(),
                });
            }
            let __p0 = ::mcp::__private::Field::new(
                    "seats",
                    __t0.field(::mcp::__private::form_field),
                )
                .keyword("description", "For how many?");
            let __p0 = { __p0 }.range(1..=9);
            let __p0 = { __p0 }.default(|| ::mcp::__private::default_for(2));
            let __a0 = __form.field(__p0);
            let __p1 = ::mcp::__private::Field::new(
                    "day",
                    __t1.field(::mcp::__private::form_field),
                )
                .keyword("title", "Day");
            let __p1 = { __p1 }.format("date");
            let __a1 = __form.field(__p1);
            let __p2 = ::mcp::__private::Field::new(
                "extras",
                __t2.field(::mcp::__private::form_field),
            );
            let __p2 = { __p2 }.length(..=2);
            let __a2 = __form.field(__p2);
            ::core::option::Option::Some(Self {
                seats: __a0?,
                date: __a1?,
                extras: __a2?,
            })
        }
    }
    #[automatically_derived]
    impl ::mcp::Form for Booking {
        fn elicitation(
            message: impl ::core::convert::Into<::std::string::String>,
        ) -> ::mcp::types::FormElicitation {
            ::mcp::__private::form_elicitation::<Self>(message.into())
        }
        fn read(
            content: &::mcp::types::JsonObject,
        ) -> ::core::result::Result<Self, ::std::vec::Vec<::std::string::String>> {
            ::mcp::__private::read_form(content)
        }
        fn digest() -> ::mcp::__private::Cow<'static, str> {
            static DIGEST: ::mcp::__private::OnceLock<::std::string::String> = ::mcp::__private::OnceLock::new();
            ::mcp::__private::form_digest::<Self>(&DIGEST)
        }
        fn faults() -> ::std::vec::Vec<::std::string::String> {
            ::mcp::__private::form_faults::<Self>()
        }
    }
};
