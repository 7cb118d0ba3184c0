//! Many things at once, as a school's own system has them: what becomes of each row. A thing is found by the id that the school gave it, and so is what a
//! row refers to.

pub mod accounts;
pub mod coachings;
pub mod groups;
pub mod memberships;
pub mod programmes;

use std::{collections::BTreeSet, fmt::Debug};

use super::{
    clock::Timestamp,
    ids::{BatchId, Id},
    round::coded,
};

coded!(/// What became of a row.
    RowOutcome {
    /// A thing was made of it.
    Created = "created",
    /// The thing with its external id was changed.
    Updated = "updated",
    /// The thing with its external id was that already.
    Unchanged = "unchanged",
    /// Nothing was done with it.
    Refused = "refused",
});

coded!(/// Why nothing was done with a row.
    RowFault {
    /// An earlier row has the same external id.
    Repeated = "repeated",
    /// Another has this already, and no two have.
    Taken = "taken",
    /// Refers to what is not there, or takes nothing new.
    UnknownReference = "unknownReference",
    /// The end lies before the start.
    EndBeforeStart = "endBeforeStart",
    /// It is another than before, and cannot change.
    Fixed = "fixed",
    /// It is about who sends it.
    NotForOneself = "notForOneself",
    /// She is that already in that time, by another membership.
    AlreadyAMember = "alreadyAMember",
});

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// Where, as a JSON pointer: into the row while it is looked at, afterwards into all that was sent.
    pub pointer: String,
    pub fault: RowFault,
}

impl RowError {
    /// At this member of the row.
    pub fn at(member: &str, fault: RowFault) -> Self {
        Self { pointer: format!("/{member}"), fault }
    }

    /// About all of the row.
    pub fn whole(fault: RowFault) -> Self {
        Self { pointer: String::new(), fault }
    }
}

/// Nothing, where none of these members of a row is another than before: each with whether it is.
///
/// # Errors
/// Each that is, with [`RowFault::Fixed`].
pub fn stays(members: &[(&str, bool)]) -> Result<(), Vec<RowError>> {
    let others = members.iter().filter(|(_, is_other)| *is_other);
    let errors: Vec<RowError> = others.map(|(member, _)| RowError::at(member, RowFault::Fixed)).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// What can be found by the id that the school's own system gave it.
pub trait Known: Clone + Debug + PartialEq + 'static {
    type Id: Id + PartialEq + Debug;

    fn id(&self) -> Self::Id;

    /// Unique among its kind in the organisation.
    fn external_id(&self) -> Option<&str>;
}

/// What is there when a row's turn has come, earlier rows done.
#[derive(Clone, Copy, Debug)]
pub struct There<'a, K> {
    /// The thing with the row's external id.
    pub found: Option<&'a K>,
    all: &'a [K],
}

impl<K: Known> There<'_, K> {
    /// Whether this holds of any other than the thing that is found.
    pub fn another(&self, is_it: impl Fn(&K) -> bool) -> bool {
        self.all.iter().any(|other| self.found.is_none_or(|found| found.id() != other.id()) && is_it(other))
    }
}

/// A thing as the school's own system has it.
pub trait Row: Clone + 'static {
    type Of: Known;

    /// What rows refer to, and whatever else decides about them.
    type Around;

    /// By which name rows are sent.
    const MANY: &'static str;

    /// By which the thing is found.
    fn external_id(&self) -> &str;

    /// The thing as it is to be written; `None`: it is that already.
    ///
    /// # Errors
    /// Everything that is wrong with the row, with pointers into it.
    fn becomes(
        &self,
        there: There<'_, Self::Of>,
        around: &Self::Around,
        now: Timestamp,
        next_id: impl FnOnce() -> <Self::Of as Known>::Id,
    ) -> Result<Option<Self::Of>, Vec<RowError>>;
}

/// What is to be done with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<K: Known> {
    Create(K),
    /// The thing before and after.
    Update(K, K),
    Keep(K::Id),
    Refuse(Vec<RowError>),
}

impl<K: Known> Step<K> {
    /// What becomes of the row by it.
    pub fn outcome(&self) -> RowOutcome {
        match self {
            Self::Create(_) => RowOutcome::Created,
            Self::Update(..) => RowOutcome::Updated,
            Self::Keep(_) => RowOutcome::Unchanged,
            Self::Refuse(_) => RowOutcome::Refused,
        }
    }

    /// What it is about.
    pub fn id(&self) -> Option<K::Id> {
        match self {
            Self::Create(thing) | Self::Update(_, thing) => Some(thing.id()),
            Self::Keep(id) => Some(*id),
            Self::Refuse(_) => None,
        }
    }

    /// Why nothing is done.
    pub fn errors(&self) -> &[RowError] {
        match self {
            Self::Refuse(errors) => errors,
            Self::Create(_) | Self::Update(..) | Self::Keep(_) => &[],
        }
    }
}

/// What became of all rows, in their order, each with its external id.
#[derive(Clone, Debug)]
pub struct Batch<K: Known> {
    pub id: BatchId,
    pub is_dry_run: bool,
    pub rows: Vec<(String, Step<K>)>,
}

/// What is to be done with these rows, one after the other, where these things are there: all with an external id of the rows, and all that could be in
/// the way of them. Every row is accounted for.
pub fn plan<R: Row>(
    rows: &[R],
    mut there: Vec<R::Of>,
    around: &R::Around,
    now: Timestamp,
    mut next_id: impl FnMut() -> <R::Of as Known>::Id,
) -> Vec<(String, Step<R::Of>)> {
    let mut seen = BTreeSet::new();
    let mut planned = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let external_id = row.external_id();
        let found = there.iter().find(|thing| thing.external_id() == Some(external_id));
        let step = if seen.insert(external_id) {
            let becomes = row.becomes(There { found, all: &there }, around, now, &mut next_id);
            match (becomes, found) {
                (Err(errors), _) => Step::Refuse(errors),
                (Ok(Some(after)), None) => Step::Create(after),
                (Ok(Some(after)), Some(before)) => Step::Update(before.clone(), after),
                (Ok(None), Some(before)) => Step::Keep(before.id()),
                // Nothing is made of nothing.
                (Ok(None), None) => Step::Refuse(vec![]),
            }
        } else {
            Step::Refuse(vec![RowError::at("externalId", RowFault::Repeated)])
        };
        if let Step::Create(thing) | Step::Update(_, thing) = &step {
            there.retain(|other| other.id() != thing.id());
            there.push(thing.clone());
        }
        planned.push((external_id.to_owned(), placed::<R>(step, at)));
    }
    planned
}

/// The step with pointers into all that was sent.
fn placed<R: Row>(step: Step<R::Of>, at: usize) -> Step<R::Of> {
    match step {
        Step::Refuse(errors) => Step::Refuse(
            errors.into_iter().map(|e| RowError { pointer: format!("/{}/{at}{}", R::MANY, e.pointer), ..e }).collect(),
        ),
        Step::Create(_) | Step::Update(..) | Step::Keep(_) => step,
    }
}
