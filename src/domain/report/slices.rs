//! Whom reports are about: the groups of a round, under cohorts and programmes, in a tree.

use crate::domain::{
    ids::{GroupId, OrganisationId, ProgrammeId},
    organisation::Cohort,
};

/// Whom a report is about. Fixed slices only, each a part of the next: nobody can filter her way to one person. So a cohort is one of a programme, and
/// there is none across programmes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SliceOf {
    Group(GroupId),
    /// The groups of a programme that began it in the same year.
    Cohort {
        programme: ProgrammeId,
        year: Cohort,
    },
    Programme(ProgrammeId),
    Organisation(OrganisationId),
}

/// The groups of a round under their cohorts and programmes.
#[derive(Clone, Debug, Default)]
pub struct Slices {
    pub programmes: Vec<(ProgrammeId, Vec<Part>)>,
}

/// What a programme is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A group that is of no cohort, or is told as one.
    Group(GroupId),
    Cohort(Cohort, Vec<GroupId>),
}

impl Part {
    /// The groups in it.
    pub fn groups(&self) -> &[GroupId] {
        match self {
            Self::Group(group) => std::slice::from_ref(group),
            Self::Cohort(_, groups) => groups,
        }
    }
}

impl Slices {
    /// The slices of a round for these groups, each with its programme and cohort.
    pub fn of(groups: impl IntoIterator<Item = (GroupId, ProgrammeId, Option<Cohort>)>) -> Self {
        let mut slices = Self::default();
        for (group, programme, cohort) in groups {
            slices.add(group, programme, cohort);
        }
        slices
    }

    fn add(&mut self, group: GroupId, programme: ProgrammeId, cohort: Option<Cohort>) {
        let at = self.programmes.iter().position(|(known, _)| *known == programme).unwrap_or_else(|| {
            self.programmes.push((programme, Vec::new()));
            self.programmes.len() - 1
        });
        let parts = &mut self.programmes[at].1;
        if parts.iter().any(|part| part.groups().contains(&group)) {
            return;
        }
        let Some(cohort) = cohort else { return parts.push(Part::Group(group)) };
        let same = parts.iter_mut().find_map(|part| match part {
            Part::Cohort(known, groups) if *known == cohort => Some(groups),
            Part::Cohort(..) | Part::Group(_) => None,
        });
        match same {
            Some(groups) => groups.push(group),
            None => parts.push(Part::Cohort(cohort, vec![group])),
        }
    }

    /// The same without the cohorts that are their whole programme, or one group: the same learners are told of once. What [`Slices::same`] says of
    /// these cohorts is the rest.
    #[must_use]
    pub fn once(&self) -> Self {
        let parts = |parts: &Vec<Part>| {
            let apart = |part: &Part| if same(parts, part).is_some() { split(part) } else { vec![part.clone()] };
            parts.iter().flat_map(apart).collect()
        };
        Self { programmes: self.programmes.iter().map(|(programme, of)| (*programme, parts(of))).collect() }
    }

    /// The cohorts that have the learners of another slice, with that one. Of such a cohort the same is told, to the letter: two roundings of the same
    /// counts would say more than one does.
    pub fn same(&self) -> Vec<(SliceOf, SliceOf)> {
        let mut found = Vec::new();
        for (programme, parts) in &self.programmes {
            for part in parts {
                let Part::Cohort(year, _) = part else { continue };
                let cohort = SliceOf::Cohort { programme: *programme, year: *year };
                match same(parts, part) {
                    Some(Same::Group(group)) => found.push((cohort, SliceOf::Group(group))),
                    Some(Same::Programme) => found.push((cohort, SliceOf::Programme(*programme))),
                    None => {}
                }
            }
        }
        found
    }

    /// The groups, each with the number of its programme.
    pub(super) fn groups(&self) -> Vec<(GroupId, usize)> {
        let parts =
            self.programmes.iter().enumerate().flat_map(|(p, (_, parts))| parts.iter().map(move |part| (p, part)));
        parts.flat_map(|(p, part)| part.groups().iter().map(move |group| (*group, p))).collect()
    }

    /// Something about every slice: made of its groups, and of where it stands in the tree. The organisation first, then each programme with its
    /// parts behind it, and behind a cohort its groups.
    pub fn each<T>(&self, organisation: OrganisationId, make: impl Fn(SliceOf, &[GroupId], &[usize]) -> T) -> Vec<T> {
        let all: Vec<GroupId> = self.groups().into_iter().map(|(group, _)| group).collect();
        let mut slices = vec![make(SliceOf::Organisation(organisation), &all, &[])];
        for (p, (programme, parts)) in self.programmes.iter().enumerate() {
            let groups: Vec<GroupId> = parts.iter().flat_map(Part::groups).copied().collect();
            slices.push(make(SliceOf::Programme(*programme), &groups, &[p]));
            for (at, part) in parts.iter().enumerate() {
                match part {
                    Part::Group(group) => slices.push(make(SliceOf::Group(*group), &[*group], &[p, at])),
                    Part::Cohort(year, groups) => {
                        let cohort = SliceOf::Cohort { programme: *programme, year: *year };
                        slices.push(make(cohort, groups, &[p, at]));
                        let group =
                            |(g, group): (usize, &GroupId)| make(SliceOf::Group(*group), &[*group], &[p, at, g]);
                        slices.extend(groups.iter().enumerate().map(group));
                    }
                }
            }
        }
        slices
    }

    /// How these slices stand to one another, by their numbers in [`Slices::each`].
    pub(super) fn rows(&self) -> Rows {
        let mut parents = vec![None];
        for (_, parts) in &self.programmes {
            let programme = parents.len();
            parents.push(Some(0));
            for part in parts {
                let at = parents.len();
                parents.push(Some(programme));
                if let Part::Cohort(_, groups) = part {
                    parents.extend(groups.iter().map(|_| Some(at)));
                }
            }
        }
        // How many stand above it.
        let depth = |at: usize| std::iter::successors(parents[at], |up| parents[*up]).count();
        let mut parts_first: Vec<usize> = (0..parents.len()).collect();
        parts_first.sort_by_key(|at| std::cmp::Reverse(depth(*at)));
        Rows { parents, parts_first }
    }
}

/// What a cohort is, if it is not a slice of its own.
enum Same {
    Group(GroupId),
    Programme,
}

fn same(of_programme: &[Part], part: &Part) -> Option<Same> {
    match part {
        Part::Group(_) => None,
        Part::Cohort(_, groups) => match groups[..] {
            [only] => Some(Same::Group(only)),
            _ => (of_programme.len() == 1).then_some(Same::Programme),
        },
    }
}

fn split(part: &Part) -> Vec<Part> {
    part.groups().iter().map(|group| Part::Group(*group)).collect()
}

/// The rows that a table has for a round's slices: which is a part of which.
pub(super) struct Rows {
    pub(super) parents: Vec<Option<usize>>,
    /// All rows, each behind its parts.
    pub(super) parts_first: Vec<usize>,
}

impl Rows {
    /// One row, and so many parts of it.
    pub(super) fn flat(parts: usize) -> Self {
        let parents = std::iter::once(None).chain(std::iter::repeat_n(Some(0), parts)).collect();
        Self { parents, parts_first: (1..=parts).chain([0]).collect() }
    }

    pub(super) fn is_leaf(&self, at: usize) -> bool {
        self.parts(at).next().is_none()
    }

    /// The rows that this one is a part of, the smallest first.
    pub(super) fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parents[at], |up| self.parents[*up])
    }

    /// How many learners are left of a row when those of all rows told below it are taken away.
    pub(super) fn rest(&self, of: usize, sizes: &[u32], is_told: &[bool]) -> u32 {
        let parts = || self.parts(of);
        if parts().next().is_none() {
            return sizes[of];
        }
        parts().filter(|part| !is_told[*part]).map(|part| self.rest(part, sizes, is_told)).sum()
    }

    /// The rows directly below one.
    pub(super) fn parts(&self, of: usize) -> impl Iterator<Item = usize> {
        (0..self.parents.len()).filter(move |at| self.parents[*at] == Some(of))
    }

    /// Whether a row above this one is told.
    pub(super) fn is_below(&self, at: usize, is_told: &[bool]) -> bool {
        self.above(at).any(|up| is_told[up])
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    fn group(number: u128) -> GroupId {
        GroupId::new(Uuid::from_u128(number))
    }

    fn programme(number: u128) -> ProgrammeId {
        ProgrammeId::new(Uuid::from_u128(number << 32))
    }

    fn cohort(number: u128, year: i32) -> SliceOf {
        SliceOf::Cohort { programme: programme(number), year: Cohort::of(year).unwrap() }
    }

    /// Groups from 1, each of this programme and cohort.
    fn slices(groups: &[(u128, Option<i32>)]) -> Slices {
        let of = |(at, (number, year)): (usize, &(u128, Option<i32>))| {
            (group(at as u128 + 1), programme(*number), year.and_then(Cohort::of))
        };
        Slices::of(groups.iter().enumerate().map(of))
    }

    fn all(slices: &Slices) -> Vec<SliceOf> {
        slices.each(OrganisationId::new(Uuid::nil()), |slice, _, _| slice)
    }

    const SCHOOL: [(u128, Option<i32>); 6] =
        [(1, Some(2024)), (1, Some(2025)), (1, Some(2024)), (1, None), (2, Some(2024)), (2, Some(2024))];

    #[test]
    fn a_cohort_stands_between_its_groups_and_its_programme() {
        let school = SliceOf::Organisation(OrganisationId::new(Uuid::nil()));
        let wanted = [
            school,
            SliceOf::Programme(programme(1)),
            cohort(1, 2024),
            SliceOf::Group(group(1)),
            SliceOf::Group(group(3)),
            cohort(1, 2025),
            SliceOf::Group(group(2)),
            SliceOf::Group(group(4)),
            SliceOf::Programme(programme(2)),
            cohort(2, 2024),
            SliceOf::Group(group(5)),
            SliceOf::Group(group(6)),
        ];
        assert_eq!(all(&slices(&SCHOOL)), wanted);
        let parents = slices(&SCHOOL).rows().parents;
        let wanted =
            [None, Some(0), Some(1), Some(2), Some(2), Some(1), Some(5), Some(1), Some(0), Some(8), Some(9), Some(9)];
        assert_eq!(parents, wanted);
    }

    #[test]
    fn a_cohort_that_is_one_group_or_a_whole_programme_is_told_as_that() {
        let slices = slices(&SCHOOL);
        let once = all(&slices.once());
        assert!(once.contains(&cohort(1, 2024)), "two of the four groups");
        assert!(!once.contains(&cohort(1, 2025)) && !once.contains(&cohort(2, 2024)));
        let wanted = [(cohort(1, 2025), SliceOf::Group(group(2))), (cohort(2, 2024), SliceOf::Programme(programme(2)))];
        assert_eq!(slices.same(), wanted);
        assert!(slices.once().same().is_empty());
    }

    #[test]
    fn rows_are_looked_at_behind_their_parts() {
        let rows = slices(&SCHOOL).rows();
        let place = |at: usize| rows.parts_first.iter().position(|row| *row == at).unwrap();
        for (at, parent) in rows.parents.iter().enumerate() {
            assert!(parent.is_none_or(|parent| place(at) < place(parent)));
        }
    }
}
