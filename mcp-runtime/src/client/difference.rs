//! In what a server and the trait of a client differ.

use std::fmt::{self, Display, Formatter};

/// In what a server differs from the trait of a client ([`#[mcp::client]`](macro@crate::client)); its text is one line.
///
/// What is called `here` is what the trait says, `there` what the server does, both in words. An argument that is an object
/// is gone into: `filter.words[]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The server has no such tool.
    NoTool {
        /// The method.
        method: &'static str,
        /// The tool that it calls.
        tool: &'static str,
        /// A tool of nearly this name.
        near: Option<String>,
    },
    /// The tool does not have an argument that the method gives.
    UnknownArgument {
        /// The method.
        method: &'static str,
        /// The argument.
        argument: String,
        /// An argument of nearly this name.
        near: Option<String>,
    },
    /// The method does not give an argument that the tool requires.
    MissingArgument {
        /// The method.
        method: &'static str,
        /// The argument.
        argument: String,
        /// What it is.
        there: String,
    },
    /// The method may leave out an argument that the tool requires.
    OptionalArgument {
        /// The method.
        method: &'static str,
        /// The argument.
        argument: String,
    },
    /// The tool does not accept what the method gives for an argument.
    ArgumentType {
        /// The method.
        method: &'static str,
        /// The argument; empty for all of them.
        argument: String,
        /// What the method gives.
        here: String,
        /// What the tool accepts.
        there: String,
    },
    /// The tool's result is not what the method reads.
    ResultType {
        /// The method.
        method: &'static str,
        /// The member of the result; empty for the result itself.
        member: String,
        /// What the method reads.
        here: String,
        /// What the tool returns.
        there: String,
    },
}

impl Difference {
    /// The method of the trait.
    pub fn method(&self) -> &'static str {
        match self {
            Difference::NoTool { method, .. }
            | Difference::UnknownArgument { method, .. }
            | Difference::MissingArgument { method, .. }
            | Difference::OptionalArgument { method, .. }
            | Difference::ArgumentType { method, .. }
            | Difference::ResultType { method, .. } => method,
        }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: ", self.method())?;
        match self {
            Difference::NoTool { tool, near, .. } => {
                write!(f, "there is no tool `{tool}`")?;
                did_you_mean(f, near.as_deref())
            }
            Difference::UnknownArgument { argument, near, .. } => {
                write!(f, "the tool has no argument `{argument}`")?;
                did_you_mean(f, near.as_deref())
            }
            Difference::MissingArgument { argument, there, .. } => {
                write!(
                    f,
                    "the argument `{argument}` is missing here, and required there ({there})"
                )
            }
            Difference::OptionalArgument { argument, .. } => {
                write!(
                    f,
                    "the argument `{argument}` may be left out here, and is required there"
                )
            }
            Difference::ArgumentType {
                argument, here, there, ..
            } => match argument.as_str() {
                "" => write!(f, "the arguments are {here} here, and {there} there"),
                argument => write!(f, "the argument `{argument}` is {here} here, and {there} there"),
            },
            Difference::ResultType {
                member, here, there, ..
            } => match member.as_str() {
                "" => write!(f, "the result is {here} here, and {there} there"),
                member => write!(f, "`{member}` of the result is {here} here, and {there} there"),
            },
        }
    }
}

fn did_you_mean(f: &mut Formatter<'_>, near: Option<&str>) -> fmt::Result {
    match near {
        Some(near) => write!(f, ", did you mean `{near}`?"),
        None => Ok(()),
    }
}

/// Each of them on a line of its own.
pub(super) struct Lines<'a>(pub(super) &'a [Difference]);

impl Display for Lines<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|difference| write!(f, "\n{difference}"))
    }
}
