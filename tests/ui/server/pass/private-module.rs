//! Tools in modules, functions and under other names: the type goes where the function goes.

#![deny(warnings)]

mod outer {
    mod private {
        /// Today's forecast.
        #[mcp::tool]
        pub(super) fn forecast() -> String {
            "Rain.".into()
        }

        /// Tomorrow's.
        #[mcp::tool]
        pub(in crate::outer) fn tomorrow() -> String {
            "Sun.".into()
        }
    }

    /// Yesterday's.
    #[mcp::tool]
    pub(crate) fn yesterday() -> String {
        "Snow.".into()
    }

    pub fn server() -> mcp::Server {
        use self::private::tomorrow as later;
        mcp::build!("Inner", [private::forecast, later])
    }
}

use outer::yesterday;

fn main() {
    /// In a function.
    #[mcp::tool]
    fn local() -> String {
        yesterday()
    }

    outer::server().check().unwrap();
    mcp::build!("Outer", [local, yesterday]).check().unwrap();
    mcp::build!("Paths", [self::outer::yesterday]).check().unwrap();
    mcp::build!("Paths", [crate::outer::yesterday]).check().unwrap();
    mcp::Server::builder("Builder")
        .add::<local>()
        .add::<outer::yesterday>()
        .build()
        .unwrap();
    mcp::build!("Empty", []).check().unwrap();
}
