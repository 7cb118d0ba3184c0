//! How answers are distributed: per competency, and per block of them.

use std::collections::HashMap;

use super::{Panel, Part, SliceOf, Slices};
use crate::domain::{
    assessment::RaterKind,
    clock::Timestamp,
    ids::{GroupId, InstrumentId, OwnerId, RoundId},
    instrument::Instrument,
    privacy::{self, Disclosure, Reason, Terms, Verdict},
    score::Score,
    statistics::{BlockFigures, Counts, FEWEST_STATEMENTS, Figures, block_figures, figures},
};

/// The distribution of answers in one slice of one round.
#[derive(Clone, Debug)]
pub struct Distribution {
    pub slice: SliceOf,
    pub round: RoundId,
    /// Whose answers: raters are never blended.
    pub rater_kind: RaterKind,
    pub instrument_owner: OwnerId,
    pub instrument: InstrumentId,
    /// Fewest learners a published row is about.
    pub minimum: u32,
    pub released_at: Timestamp,
    /// One per competency, in the instrument's order.
    pub rows: Vec<Row>,
    /// One per block (domain, generic and specific apart), in the instrument's order.
    pub blocks: Vec<BlockRow>,
}

/// One competency in one slice.
#[derive(Clone, Debug)]
pub struct Row {
    /// Position in the instrument.
    pub position: usize,
    pub outcome: Outcome,
}

/// What is told of a row.
#[derive(Clone, Debug)]
pub enum Outcome {
    Published {
        counts: Counts,
        figures: Figures,
    },
    /// At least this share said "not called upon".
    Band(f64),
    Hidden(Reason),
}

/// One block in one slice.
#[derive(Clone, Debug)]
pub struct BlockRow {
    /// Number of the block in the instrument.
    pub block: usize,
    /// The figures, or why there are none.
    pub outcome: Result<BlockFigures, Reason>,
}

/// The distributions of the round over every slice: its groups, their cohorts and programmes, the organisation; of one kind of rater, a sheet per
/// learner.
///
/// All of them at once, because what one slice may tell depends on the others (see [`privacy`]).
pub fn distributions(panel: &Panel<'_>, slices: &Slices, column: usize) -> Vec<Distribution> {
    let instrument = panel.instrument();
    let rater_kind = panel.columns[column].rater_kind;
    let answered = by_group(panel, column);
    let terms = terms(panel.terms, rater_kind);
    let trees: Vec<(privacy::Slice, Verdict)> = (0..instrument.len())
        .map(|position| {
            let slice = slices.tree(|group| count(instrument, position, answered.get(&group)));
            let verdict = privacy::judge(&instrument.scale, &judged(&slice, rater_kind), terms);
            (slice, verdict)
        })
        .collect();
    let report = |slice: SliceOf, groups: &[GroupId], path: &[usize]| {
        let rows: Vec<Row> = trees.iter().enumerate().map(|(at, tree)| row(instrument, at, tree, path)).collect();
        let sheets = groups.iter().filter_map(|group| answered.get(group)).flatten().copied();
        let blocks = blocks(instrument, &sheets.collect::<Vec<_>>(), &rows);
        Distribution {
            slice,
            round: panel.moments[0].round,
            rater_kind,
            instrument_owner: instrument.name.owner,
            instrument: instrument.id,
            minimum: terms.minimum,
            released_at: panel.released_at,
            rows,
            blocks,
        }
    };
    slices.each(panel.organisation, report)
}

/// What the rules go by for another rater than the learner: what she has not observed is what a learner leaves open, and always possible.
fn terms(terms: Terms, rater_kind: RaterKind) -> Terms {
    Terms { may_leave_open: terms.may_leave_open || rater_kind != RaterKind::SelfScore, ..terms }
}

fn judged(slice: &privacy::Slice, rater_kind: RaterKind) -> privacy::Slice {
    let mut slice = slice.clone();
    if rater_kind != RaterKind::SelfScore {
        leave_open(&mut slice);
    }
    slice
}

fn leave_open(slice: &mut privacy::Slice) {
    slice.counts.unanswered += std::mem::take(&mut slice.counts.not_observed);
    for part in &mut slice.parts {
        leave_open(part);
    }
}

/// The sheets in a column, by the group that their learner counts for.
fn by_group<'a>(panel: &'a Panel<'_>, column: usize) -> HashMap<GroupId, Vec<&'a [u8]>> {
    let mut groups: HashMap<GroupId, Vec<&[u8]>> = HashMap::new();
    for member in &panel.members {
        if let (Some((group, _)), Some(answers)) = (member.groups[0], &member.answers[column]) {
            groups.entry(group).or_default().push(&answers.bytes);
        }
    }
    groups
}

impl Slices {
    /// This round's slices as a tree, with what is counted in each group.
    pub(super) fn tree(&self, count_group: impl Fn(GroupId) -> Counts) -> privacy::Slice {
        let group = |group: &GroupId| privacy::Slice { counts: count_group(*group), parts: vec![], yields: false };
        let part = |part: &Part| match part {
            Part::Group(of) => group(of),
            Part::Cohort(_, groups) => whole(groups.iter().map(group).collect(), true),
        };
        let programmes = self.programmes.iter().map(|(_, parts)| whole(parts.iter().map(part).collect(), false));
        whole(programmes.collect(), false)
    }
}

fn whole(parts: Vec<privacy::Slice>, yields: bool) -> privacy::Slice {
    let counts = privacy::added_up(parts.iter().map(|part| &part.counts));
    privacy::Slice { counts, parts, yields }
}

fn count(instrument: &Instrument, position: usize, sheets: Option<&Vec<&[u8]>>) -> Counts {
    let mut counts = Counts::none(&instrument.scale);
    let bytes = sheets.into_iter().flatten().filter_map(|bytes| bytes.get(position));
    for score in bytes.filter_map(|&b| Score::from_byte(b)) {
        counts.add(&instrument.scale, score);
    }
    counts
}

/// The row of a competency in the slice that stands here in the tree.
fn row(instrument: &Instrument, position: usize, tree: &(privacy::Slice, Verdict), path: &[usize]) -> Row {
    let (slice, verdict) = at_path(tree, path);
    let outcome = match verdict.disclosure {
        Disclosure::Hidden(reason) => Outcome::Hidden(reason),
        Disclosure::Band(share) => Outcome::Band(share),
        Disclosure::Published => {
            let figures = figures(&instrument.scale, &slice.counts);
            Outcome::Published { counts: slice.counts.clone(), figures }
        }
    };
    Row { position, outcome }
}

/// What is counted in the slice that stands here in the tree, and what may be told of it.
pub(super) fn at_path<'t>(tree: &'t (privacy::Slice, Verdict), path: &[usize]) -> (&'t privacy::Slice, &'t Verdict) {
    path.iter().fold((&tree.0, &tree.1), |(slice, verdict), at| (&slice.parts[*at], &verdict.parts[*at]))
}

/// A block is told only where all its rows are: else a hidden row would follow from the block and the rest.
fn blocks(instrument: &Instrument, sheets: &[&[u8]], rows: &[Row]) -> Vec<BlockRow> {
    let of_block = |block| (0..instrument.len()).filter(move |&position| instrument.block_of(position) == block);
    (0..instrument.parts.blocks.len())
        .map(|block| {
            let hidden = of_block(block).find_map(|position| match rows[position].outcome {
                Outcome::Published { .. } => None,
                Outcome::Hidden(reason @ (Reason::NobodyAsked | Reason::TooFewLearners)) => Some(reason),
                Outcome::Band(_) | Outcome::Hidden(_) => Some(Reason::Complementary),
            });
            let outcome = match hidden {
                _ if of_block(block).count() < FEWEST_STATEMENTS => Err(Reason::TooFewStatements),
                Some(reason) => Err(reason),
                None => block_figures(&instrument.scale, &learners(instrument, sheets, &of_block(block)))
                    .map(BlockFigures::rounded)
                    .ok_or(Reason::NobodyAsked),
            };
            BlockRow { block, outcome }
        })
        .collect()
}

/// Each learner's own counts over these positions.
fn learners(
    instrument: &Instrument,
    sheets: &[&[u8]],
    positions: &(impl Iterator<Item = usize> + Clone),
) -> Vec<Counts> {
    let own = |sheet: &&[u8]| {
        let mut counts = Counts::none(&instrument.scale);
        let bytes = positions.clone().filter_map(|position| sheet.get(position));
        bytes.filter_map(|&b| Score::from_byte(b)).for_each(|score| counts.add(&instrument.scale, score));
        counts
    };
    sheets.iter().map(own).collect()
}
