fn server() -> mcp::Server {
    {
        #[allow(non_camel_case_types, dead_code, unreachable_pub)]
        mod __stand_ins {
            pub struct forecast;
            pub struct report;
        }
        type __Item0 = __stand_ins::forecast;
        type __Item1 = __stand_ins::report;
        {
            #[allow(unused_imports)]
            use ::mcp::__private::{Stateless as _, Unresolvable as _};
            #[allow(unused_imports, deprecated)]
            use forecast as __Item0;
            #[cfg(unix)]
            #[allow(unused_imports, deprecated)]
            use europe::report as __Item1;
            const __ITEMS: &[(usize, ::mcp::__private::Listed)] = &[
                (0usize, ::mcp::__private::listed::<__Item0>()),
                #[cfg(unix)]
                (1usize, ::mcp::__private::listed::<__Item1>()),
            ];
            const __NAMES: [(usize, ::mcp::__private::Entry); __ITEMS.len()] = ::mcp::__private::entries(
                __ITEMS,
            );
            const __TWINS: [bool; __ITEMS.len()] = ::mcp::__private::twins(&__NAMES);
            const _: () = ::mcp::__private::unique(&__NAMES, &__TWINS, 0usize);
            #[cfg(unix)]
            const _: () = ::mcp::__private::unique(&__NAMES, &__TWINS, 1usize);
            let __states = ::mcp::__private::no_states();
            let __state0 = Db::new();
            let __states = ::mcp::__private::with_state(__states, &__state0);
            let __builder = ::mcp::Server::builder("Weather")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .page_size(20);
            let __builder = __builder.state(__state0);
            let _ = __states;
            {
                let __needs = __Item0::__needs;
                __needs(__states);
                let __resolvers = __Item0::__resolvers();
                __resolvers.among(__states, ::mcp::checks::all_given);
            }
            #[cfg(unix)]
            {
                let __needs = __Item1::__needs;
                __needs(__states);
                let __resolvers = __Item1::__resolvers();
                __resolvers.among(__states, ::mcp::checks::all_given);
            }
            ::mcp::__private::build(__builder, __ITEMS)
        }
    }
}
