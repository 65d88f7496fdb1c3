//! The library on Windows. There these are tests like any other; elsewhere they are built for it, and run by wine.

#[cfg(windows)]
#[path = "windows/suite.rs"]
mod suite;

#[cfg(not(windows))]
#[path = "windows/under_wine.rs"]
mod under_wine;
