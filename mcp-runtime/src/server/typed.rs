//! Tools by the number of their parameters. What takes the arguments of a call is written here once for each number, so
//! that the compiler has none of it to look at for each tool.

use super::declaration::Declaration;
use super::definitions::Definitions;
use super::parameter::Parameter;
use super::registry::ToolDef;
use super::request::ToolCall;
use super::respond::{RespondWith, Returns};
use super::step::Step;
use std::sync::Arc;

macro_rules! typed {
    ($($name:ident($($parameter:ident $value:ident $index:literal),*);)*) => {
        impl Definitions {$(
            /// A tool of as many parameters, and the function that is called with their values.
            #[allow(clippy::too_many_arguments, irrefutable_let_patterns, non_snake_case, unused_mut)]
            pub fn $name<$($value: 'static,)* Out: 'static, Value: 'static, Fault: 'static, Call>(
                &mut self,
                def: ToolDef,
                $($parameter: Parameter<$value>,)*
                returns: Returns<Out, Value, Fault, RespondWith<Value>>,
                call: Call,
            ) where
                Call: for<'a, 'r> Fn(ToolCall<'a, 'r>, &Returns<Out, Value, Fault, RespondWith<Value>>, $($value),*) -> Step
                    + Send
                    + Sync
                    + 'static,
            {
                let names = [$($parameter.wire_name()),*];
                let declaration = Declaration::new(&[$(&$parameter),*]);
                let respond = returns.with.clone();
                let take = move |taken: ToolCall<'_, '_>| {
                    let mut arguments = taken.arguments(&names);
                    $(let $value = arguments.take($index, &$parameter);)*
                    let ($(Some($value),)*) = ($($value,)*) else { return arguments.refuse() };
                    match arguments.accept() {
                        Ok(taken) => call(taken, &returns, $($value),*),
                        Err(step) => step,
                    }
                };
                self.tool(def, declaration, &respond, Arc::new(take));
            }
        )*}
    };
}

typed! {
    tool0();
    tool1(p0 A 0);
    tool2(p0 A 0, p1 B 1);
    tool3(p0 A 0, p1 B 1, p2 C 2);
    tool4(p0 A 0, p1 B 1, p2 C 2, p3 D 3);
    tool5(p0 A 0, p1 B 1, p2 C 2, p3 D 3, p4 E 4);
    tool6(p0 A 0, p1 B 1, p2 C 2, p3 D 3, p4 E 4, p5 F 5);
    tool7(p0 A 0, p1 B 1, p2 C 2, p3 D 3, p4 E 4, p5 F 5, p6 G 6);
    tool8(p0 A 0, p1 B 1, p2 C 2, p3 D 3, p4 E 4, p5 F 5, p6 G 6, p7 H 7);
}
