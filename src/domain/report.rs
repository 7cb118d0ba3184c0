//! Reports about many learners: distribution and participation of one round in one slice.

use super::{
    clock::Timestamp,
    ids::{AssessmentId, GroupId, InstrumentId, OrganisationId, OwnerId, ProgrammeId, RoundId},
    instrument::Instrument,
    privacy::{self, Disclosure, Reason, Terms},
    score::Score,
    statistics::{BlockFigures, Counts, FEWEST_STATEMENTS, Figures, block_figures, figures},
};

/// Whom a report is about. Fixed slices only: nobody can filter her way to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SliceOf {
    Group(GroupId),
    Programme(ProgrammeId),
    Organisation(OrganisationId),
}

/// What a round and a slice of it are called, for who reads a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Label of the round.
    pub round: String,
    /// Name of the group, programme or organisation.
    pub slice: String,
    /// Where the school is.
    pub time_zone: String,
}

/// One submitted sheet, and where its learner belonged when the round opened.
#[derive(Clone, Debug)]
pub struct SubmittedSheet {
    pub assessment: AssessmentId,
    pub group: GroupId,
    pub programme: ProgrammeId,
    pub bytes: Vec<u8>,
}

/// The distribution of answers in one slice of one round.
#[derive(Clone, Debug)]
pub struct Distribution {
    pub slice: SliceOf,
    pub round: RoundId,
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

/// The distributions of a round over every slice: its groups, their programmes, the organisation.
///
/// All of them at once, because what one slice may tell depends on the others (see [`privacy`]).
pub fn distributions(
    organisation: OrganisationId,
    round: RoundId,
    instrument: &Instrument,
    terms: Terms,
    released_at: Timestamp,
    groups: &[(GroupId, ProgrammeId)],
    sheets: &[SubmittedSheet],
) -> Vec<Distribution> {
    let tree = Tree::of(groups);
    let verdicts: Vec<privacy::Verdict> = (0..instrument.len())
        .map(|position| {
            let slice = tree.slice(|group| count(instrument, position, sheets.iter().filter(|s| s.group == group)));
            privacy::judge(&instrument.scale, &slice, terms)
        })
        .collect();
    let report = |slice: SliceOf, find: &dyn Fn(&privacy::Verdict) -> Option<Disclosure>| {
        let mine: Vec<&SubmittedSheet> = sheets.iter().filter(|s| slice.holds(s)).collect();
        let disclosures: Vec<Disclosure> =
            verdicts.iter().map(|v| find(v).unwrap_or(Disclosure::Hidden(Reason::NobodyAsked))).collect();
        Distribution {
            slice,
            round,
            instrument_owner: instrument.name.owner,
            instrument: instrument.id,
            minimum: terms.minimum,
            released_at,
            rows: rows(instrument, &mine, &disclosures),
            blocks: blocks(instrument, &mine, &disclosures),
        }
    };
    let mut reports = vec![report(SliceOf::Organisation(organisation), &|v| Some(v.disclosure))];
    for (p, (programme, members)) in tree.programmes.iter().enumerate() {
        reports.push(report(SliceOf::Programme(*programme), &|v| v.parts.get(p).map(|v| v.disclosure)));
        for (g, group) in members.iter().enumerate() {
            reports.push(report(SliceOf::Group(*group), &|v| v.parts.get(p)?.parts.get(g).map(|v| v.disclosure)));
        }
    }
    reports
}

impl SliceOf {
    fn holds(self, sheet: &SubmittedSheet) -> bool {
        match self {
            Self::Group(group) => sheet.group == group,
            Self::Programme(programme) => sheet.programme == programme,
            Self::Organisation(_) => true,
        }
    }
}

/// The groups of a round under their programmes.
struct Tree {
    programmes: Vec<(ProgrammeId, Vec<GroupId>)>,
}

impl Tree {
    fn of(groups: &[(GroupId, ProgrammeId)]) -> Self {
        let mut programmes: Vec<(ProgrammeId, Vec<GroupId>)> = Vec::new();
        for &(group, programme) in groups {
            match programmes.iter_mut().find(|(p, _)| *p == programme) {
                Some((_, members)) => members.push(group),
                None => programmes.push((programme, vec![group])),
            }
        }
        Self { programmes }
    }

    fn slice(&self, count_group: impl Fn(GroupId) -> Counts) -> privacy::Slice {
        let programmes = self.programmes.iter().map(|(_, groups)| {
            let parts = groups.iter().map(|&g| privacy::Slice { counts: count_group(g), parts: vec![] }).collect();
            whole(parts)
        });
        whole(programmes.collect())
    }
}

fn whole(parts: Vec<privacy::Slice>) -> privacy::Slice {
    let mut all = parts.iter().map(|p| &p.counts);
    let mut counts = all.next().cloned().unwrap_or(Counts { levels: vec![], unanswered: 0, not_observed: 0 });
    all.for_each(|c| counts.add_all(c));
    privacy::Slice { counts, parts }
}

fn count<'a>(instrument: &Instrument, position: usize, sheets: impl Iterator<Item = &'a SubmittedSheet>) -> Counts {
    let mut counts = Counts::none(&instrument.scale);
    for score in sheets.filter_map(|s| s.bytes.get(position)).filter_map(|&b| Score::from_byte(b)) {
        counts.add(&instrument.scale, score);
    }
    counts
}

fn rows(instrument: &Instrument, sheets: &[&SubmittedSheet], disclosures: &[Disclosure]) -> Vec<Row> {
    let told = disclosures.iter().enumerate().map(|(position, disclosure)| {
        let outcome = match disclosure {
            Disclosure::Hidden(reason) => Outcome::Hidden(*reason),
            Disclosure::Band(share) => Outcome::Band(*share),
            Disclosure::Published => {
                let counts = count(instrument, position, sheets.iter().copied());
                let figures = figures(&instrument.scale, &counts);
                Outcome::Published { counts, figures }
            }
        };
        Row { position, outcome }
    });
    told.collect()
}

/// A block is told only where all its rows are: else a hidden row would follow from the block and the rest.
fn blocks(instrument: &Instrument, sheets: &[&SubmittedSheet], disclosures: &[Disclosure]) -> Vec<BlockRow> {
    let of_block = |block| (0..instrument.len()).filter(move |&position| instrument.block_of(position) == block);
    (0..instrument.parts.blocks.len())
        .map(|block| {
            let hidden = of_block(block).find_map(|position| match disclosures[position] {
                Disclosure::Published => None,
                Disclosure::Hidden(reason @ (Reason::NobodyAsked | Reason::TooFewLearners)) => Some(reason),
                Disclosure::Band(_) | Disclosure::Hidden(_) => Some(Reason::Complementary),
            });
            let outcome = match hidden {
                _ if of_block(block).count() < FEWEST_STATEMENTS => Err(Reason::TooFewStatements),
                Some(reason) => Err(reason),
                None => block_figures(&instrument.scale, &learners(instrument, sheets, &of_block(block)))
                    .ok_or(Reason::NobodyAsked),
            };
            BlockRow { block, outcome }
        })
        .collect()
}

/// Each learner's own counts over these positions.
fn learners(
    instrument: &Instrument,
    sheets: &[&SubmittedSheet],
    positions: &(impl Iterator<Item = usize> + Clone),
) -> Vec<Counts> {
    let own = |sheet: &&SubmittedSheet| {
        let mut counts = Counts::none(&instrument.scale);
        let bytes = positions.clone().filter_map(|position| sheet.bytes.get(position));
        bytes.filter_map(|&b| Score::from_byte(b)).for_each(|score| counts.add(&instrument.scale, score));
        counts
    };
    sheets.iter().map(own).collect()
}

/// How many took part in one slice of one round. Holds no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Learners in the round, the exempted left out.
    pub n_expected: u32,
    pub n_exempted: u32,
    /// Have started a self-score.
    pub n_started: u32,
    /// Have submitted it.
    pub n_submitted: u32,
}

impl Participation {
    /// Submitted of expected, 0 to 1; `None` where nobody is expected.
    pub fn response_rate(&self) -> Option<f64> {
        (self.n_expected > 0).then(|| f64::from(self.n_submitted) / f64::from(self.n_expected))
    }
}
