//! The ranges that a form can show: its schema has `minimum` and `maximum`, which belong to the range.

use std::ops::{Range, RangeBounds, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};

/// A range of numbers of type `N` whose ends can be shown.
#[diagnostic::on_unimplemented(
    message = "the range of a `{N}` in a form cannot be `{Self}` [MCP147]",
    label = "not a range of `{N}` with its ends",
    note = "the ends are of the type of the field and belong to the range: `1..=9`, `0.0..=1.0`, `1..`"
)]
pub trait FormRange<N>: RangeBounds<N> {}

#[diagnostic::do_not_recommend]
impl<N> FormRange<N> for RangeInclusive<N> {}

#[diagnostic::do_not_recommend]
impl<N> FormRange<N> for RangeFrom<N> {}

#[diagnostic::do_not_recommend]
impl<N> FormRange<N> for RangeToInclusive<N> {}

/// Without its end a range of integers ends one before.
#[diagnostic::do_not_recommend]
impl<N: Whole> FormRange<N> for Range<N> {}

#[diagnostic::do_not_recommend]
impl<N: Whole> FormRange<N> for RangeTo<N> {}

/// An integer.
pub trait Whole {}

macro_rules! whole {
    ($($type:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Whole for $type {}
    )*};
}

whole!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
