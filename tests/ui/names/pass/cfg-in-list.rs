//! Entries of a list may be conditional; names are compared among those that are there.

#![deny(warnings)]
#![allow(unexpected_cfgs)]

mod europe {
    /// Today's forecast.
    #[mcp::tool]
    pub fn forecast() -> String {
        "Rain.".into()
    }
}

#[cfg(off)]
mod africa {
    /// Today's forecast.
    #[mcp::tool]
    pub fn forecast() -> String {
        "Sun.".into()
    }
}

/// The report.
#[cfg(not(off))]
#[mcp::resource("weather://report")]
fn report() -> String {
    "Rain.".into()
}

fn main() {
    let server = mcp::build!(
        "Weather",
        [
            #[cfg(off)]
            africa::forecast,
            #[cfg(not(off))]
            europe::forecast,
            #[cfg(not(off))]
            report,
        ],
    );
    server.check().unwrap();
}
