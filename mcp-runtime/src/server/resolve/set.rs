//! The resolvers of one tool as a list of types, each of them once and behind all that it needs: `(A, (B, ()))`.
//!
//! To leave out a second mention the compiler has to know that two types are the same, or that they are not, which it
//! does not offer. So each resolver has a key of binary digits, made of where it is written, and those are compared.

use super::{AboutGraph, Cell, Resolver};

/// A binary digit.
#[derive(Debug)]
pub struct B0;
/// The other.
#[derive(Debug)]
pub struct B1;
/// Two keys are the same.
#[derive(Debug)]
pub struct Yes;
/// They are not.
#[derive(Debug)]
pub struct No;

/// Hexadecimal digits, which is how macros write a key: `H3<HA<…>>`.
macro_rules! digits {
    ($($digit:ident $a:ident $b:ident $c:ident $d:ident;)*) => {$(
        #[doc = "Four digits of a key, and the rest of it."]
        pub type $digit<Rest> = ($a, ($b, ($c, ($d, Rest))));
    )*};
}

digits! {
    H0 B0 B0 B0 B0; H1 B0 B0 B0 B1; H2 B0 B0 B1 B0; H3 B0 B0 B1 B1;
    H4 B0 B1 B0 B0; H5 B0 B1 B0 B1; H6 B0 B1 B1 B0; H7 B0 B1 B1 B1;
    H8 B1 B0 B0 B0; H9 B1 B0 B0 B1; HA B1 B0 B1 B0; HB B1 B0 B1 B1;
    HC B1 B1 B0 B0; HD B1 B1 B0 B1; HE B1 B1 B1 B0; HF B1 B1 B1 B1;
}

/// Whether two keys are the same.
pub trait Same<Key> {
    /// [`Yes`] or [`No`].
    type Is;
}

impl Same<()> for () {
    type Is = Yes;
}
impl<A: Same<B>, B> Same<(B0, B)> for (B0, A) {
    type Is = A::Is;
}
impl<A: Same<B>, B> Same<(B1, B)> for (B1, A) {
    type Is = A::Is;
}
impl<A, B> Same<(B1, B)> for (B0, A) {
    type Is = No;
}
impl<A, B> Same<(B0, B)> for (B1, A) {
    type Is = No;
}

type IsSame<A, B> = <<A as Resolver>::Key as Same<<B as Resolver>::Key>>::Is;

/// A list of resolvers.
pub trait List {
    /// Where the values of all of them will be.
    type Cells<'s>;
}

impl List for () {
    type Cells<'s> = ();
}

impl<R: Resolver, T: List> List for (R, T) {
    type Cells<'s> = (&'s Cell<R::Return>, T::Cells<'s>);
}

/// A list that a resolver is put at the end of, unless it is in it.
pub trait Add<R> {
    /// The list with it.
    type With;
}

impl<R> Add<R> for () {
    type With = (R, ());
}

impl<R: Resolver, X: Resolver, T> Add<R> for (X, T)
where
    X::Key: Same<R::Key>,
    (X, T): AddIf<R, IsSame<X, R>>,
{
    type With = <(X, T) as AddIf<R, IsSame<X, R>>>::With;
}

/// The same, where it is known whether it is the first of the list.
pub trait AddIf<R, Is> {
    /// The list with it.
    type With;
}

impl<R, X, T> AddIf<R, Yes> for (X, T) {
    type With = (X, T);
}

impl<R, X, T: Add<R>> AddIf<R, No> for (X, T) {
    type With = (X, T::With);
}

/// A list that other resolvers are added to, each behind what it needs.
pub trait Collect<L> {
    /// The list with all of them.
    type All;
}

/// A list with what a resolver needs.
type WithNeeds<S, R> = <S as Collect<<R as Resolver>::Needs>>::All;
/// The same with the resolver, too.
type WithIt<S, R> = <WithNeeds<S, R> as Add<R>>::With;

impl<S> Collect<()> for S {
    type All = S;
}

impl<S, R: Resolver, T> Collect<(R, T)> for S
where
    S: Collect<R::Needs>,
    WithNeeds<S, R>: Add<R>,
    WithIt<S, R>: Collect<T>,
{
    type All = <WithIt<S, R> as Collect<T>>::All;
}

/// All resolvers that those of `L` lead to.
pub type All<L> = <() as Collect<L>>::All;

/// A list whose values can be kept.
pub trait Kept {
    /// A cell for each.
    type Cells: Default + Send + Sync;
    /// Says of each what is to be known.
    fn describe(about: &mut AboutGraph);
}

impl Kept for () {
    type Cells = ();
    fn describe(_: &mut AboutGraph) {}
}

impl<R: Resolver, T: Kept> Kept for (R, T) {
    type Cells = (Cell<R::Return>, T::Cells);
    fn describe(about: &mut AboutGraph) {
        about.name(R::NAME);
        R::describe(about);
        T::describe(about);
    }
}

/// A list in which a resolver is.
pub trait Holds<R: Resolver>: Kept {
    /// Its cell.
    fn cell(cells: &Self::Cells) -> &Cell<R::Return>;
    /// Its cell, to be emptied.
    fn cell_mut(cells: &mut Self::Cells) -> &mut Cell<R::Return>;
}

impl<R: Resolver, X: Resolver, T: Kept> Holds<R> for (X, T)
where
    X::Key: Same<R::Key>,
    (X, T): HoldsIf<R, IsSame<X, R>, Cells = (Cell<X::Return>, T::Cells)>,
{
    fn cell(cells: &Self::Cells) -> &Cell<R::Return> {
        <(X, T) as HoldsIf<R, IsSame<X, R>>>::cell(cells)
    }
    fn cell_mut(cells: &mut Self::Cells) -> &mut Cell<R::Return> {
        <(X, T) as HoldsIf<R, IsSame<X, R>>>::cell_mut(cells)
    }
}

/// The same, where it is known whether it is the first of the list.
pub trait HoldsIf<R: Resolver, Is>: Kept {
    /// Its cell.
    fn cell(cells: &Self::Cells) -> &Cell<R::Return>;
    /// Its cell, to be emptied.
    fn cell_mut(cells: &mut Self::Cells) -> &mut Cell<R::Return>;
}

impl<R: Resolver, T: Kept> HoldsIf<R, Yes> for (R, T) {
    fn cell(cells: &Self::Cells) -> &Cell<R::Return> {
        &cells.0
    }
    fn cell_mut(cells: &mut Self::Cells) -> &mut Cell<R::Return> {
        &mut cells.0
    }
}

impl<R: Resolver, X: Resolver, T: Holds<R>> HoldsIf<R, No> for (X, T) {
    fn cell(cells: &Self::Cells) -> &Cell<R::Return> {
        T::cell(&cells.1)
    }
    fn cell_mut(cells: &mut Self::Cells) -> &mut Cell<R::Return> {
        T::cell_mut(&mut cells.1)
    }
}

/// A list in which all resolvers of another are.
pub trait Picks<L: List>: Kept {
    /// Their cells.
    fn pick(cells: &Self::Cells) -> L::Cells<'_>;
}

impl<S: Kept> Picks<()> for S {
    fn pick(_: &Self::Cells) {}
}

impl<S: Holds<R> + Picks<T>, R: Resolver, T: List> Picks<(R, T)> for S {
    fn pick(cells: &Self::Cells) -> (&Cell<R::Return>, T::Cells<'_>) {
        (<S as Holds<R>>::cell(cells), <S as Picks<T>>::pick(cells))
    }
}

/// One of two.
pub trait Or<B> {
    /// [`Yes`] or [`No`].
    type Is;
}

impl<B> Or<B> for Yes {
    type Is = Yes;
}
impl<B> Or<B> for No {
    type Is = B;
}

/// Whether a resolver is in a list.
pub trait Contains<R> {
    /// [`Yes`] or [`No`].
    type Is;
}

impl<R> Contains<R> for () {
    type Is = No;
}

impl<R: Resolver, X: Resolver, T: Contains<R>> Contains<R> for (X, T)
where
    X::Key: Same<R::Key>,
    IsSame<X, R>: Or<T::Is>,
{
    type Is = <IsSame<X, R> as Or<T::Is>>::Is;
}
