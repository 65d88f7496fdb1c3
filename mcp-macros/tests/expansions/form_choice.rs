#[allow(deprecated, unused_braces, clippy::all, clippy::pedantic)]
const _: () = {
    #[automatically_derived]
    impl ::mcp::__private::Choice for Place {
        const CHOICES: &'static [(&'static str, ::core::option::Option<&'static str>)] = &[
            ("Indoor", ::core::option::Option::None),
            ("terrace", ::core::option::Option::Some("On the terrace")),
        ];
        fn choice(place: usize) -> ::core::option::Option<Self> {
            match place {
                0usize => ::core::option::Option::Some(Self::Indoor),
                1usize => ::core::option::Option::Some(Self::Terrace),
                _ => ::core::option::Option::None,
            }
        }
        fn place(&self) -> usize {
            match self {
                Self::Indoor => 0usize,
                Self::Terrace => 1usize,
            }
        }
    }
};
