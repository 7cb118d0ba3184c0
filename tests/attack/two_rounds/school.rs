//! Invented schools with two rounds and a coach, and what is released of them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use samenspel::domain::{
    assessment::RaterKind,
    clock::Timestamp,
    definition::{Name, Source},
    framework::{CompetencyKind, Framework, FrameworkParts, NewCompetency},
    ids::{GroupId, Id, OrganisationId, OwnerId, ProgrammeId, RoundId},
    instrument::{Block, Instrument, InstrumentParts},
    lineage::Lineage,
    organisation::Cohort,
    report::{
        Answers, Column, Distribution, JointOutcome, Kept, Member, Moment, Outcome, Panel, Reckoning, Released,
        SliceOf, Slices,
    },
    round::RoundKind,
    score::Score,
};
use uuid::Uuid;

use super::{
    super::{STATES, TERMS, scale},
    tables::{Row, Table, Told},
};

/// Not there.
pub const NONE: usize = STATES;

/// What somebody is, and said: her group before and now, and her answers before, now, and by her coach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learner {
    pub before_in: Option<usize>,
    pub now_in: Option<usize>,
    pub said: [usize; 3],
}

/// Those who are known to be alike in where they were, and when they were there.
pub type Class = (Option<usize>, Option<usize>, [bool; 3]);

impl Learner {
    pub fn class(&self) -> Class {
        (self.before_in, self.now_in, self.said.map(|said| said != NONE))
    }
}

pub const BEFORE: usize = 0;
pub const NOW: usize = 1;
pub const COACH: usize = 2;

pub fn instrument() -> Instrument {
    let name = Name { owner: OwnerId::SHIPPED, code: "attacked".into(), version: "1.0.0".into() };
    let competency = NewCompetency {
        code: "A-1".into(),
        domain: "a".into(),
        kind: CompetencyKind::Competency,
        profession: None,
        text: "Kan A.".into(),
    };
    let parts = FrameworkParts {
        language: "nl".into(),
        title: "Attacked".into(),
        domains: vec![("a".into(), "A".into(), vec![])],
        competencies: vec![competency],
        ..FrameworkParts::default()
    };
    let framework = Arc::new(Framework::new(name.clone(), parts).unwrap());
    let block = Block {
        code: "a".into(),
        domain: "a".into(),
        profession: None,
        heading: "A".into(),
        title: "A".into(),
        subtitle: None,
        competencies: vec!["A-1".into()],
    };
    let parts = InstrumentParts {
        language: "nl".into(),
        title: "Attacked".into(),
        source: Source::default(),
        introduction: vec!["A".into()],
        blocks: vec![block],
        prompts: vec![],
    };
    Instrument::new(name, framework, Arc::new(scale()), parts).unwrap()
}

/// A school: the programme of each group, and its learners.
pub struct World {
    pub programmes: Vec<usize>,
    /// The year of each group, before and now; of none where it is 0.
    pub cohorts: [Vec<i32>; 2],
    pub learners: Vec<Learner>,
}

impl World {
    pub fn invent(random: &mut StdRng, sizes: &[Vec<usize>], presence: f64, coached: f64) -> Self {
        let programmes: Vec<usize> =
            sizes.iter().enumerate().flat_map(|(p, groups)| groups.iter().map(move |_| p)).collect();
        let (hardness, drift) = (random.random_range(-1.0..1.0), random.random_range(0.0..0.8));
        let unasked: f64 = random.random_range(0.0..0.5);
        let mut learners = Vec::new();
        for (group, size) in sizes.concat().into_iter().enumerate() {
            for _ in 0..size {
                let ability = 2.2 - hardness + (0..3).map(|_| random.random_range(-0.8..0.8)).sum::<f64>();
                let mut say = |ability: f64, unasked: f64| {
                    // Nobody sees the same each time.
                    let ability = ability + random.random_range(-0.6..0.6);
                    let rated = 1 + [1.5, 2.5, 3.5].iter().filter(|step| ability >= **step).count();
                    if random.random::<f64>() < unasked { 0 } else { rated }
                };
                let said =
                    [say(ability, unasked), say(ability + drift, unasked * 0.7), say(ability + 0.3, unasked * 0.5)];
                let is_there = [presence, presence, coached].map(|chance| random.random::<f64>() < chance);
                let before = if is_there[0] { said[0] } else { NONE };
                let now = if is_there[1] { said[1] } else { NONE };
                // A coach rates whoever takes part.
                let coach = if is_there[2] { said[2] } else { NONE };
                let moved = random.random::<f64>() < 0.04;
                let before_in = if moved { random.random_range(0..programmes.len()) } else { group };
                learners.push(Learner { before_in: Some(before_in), now_in: Some(group), said: [before, now, coach] });
            }
        }
        let cohorts = [vec![0; programmes.len()], vec![0; programmes.len()]];
        Self { programmes, cohorts, learners }
    }

    /// The same school, with two cohorts in each programme; now and then a group is said to be of another than it was.
    pub fn with_cohorts(self, random: &mut StdRng) -> Self {
        let before: Vec<i32> = self.programmes.iter().map(|_| random.random_range(2024..2026)).collect();
        let now = before.iter().map(|year| if random.random::<f64>() < 0.1 { 0 } else { *year }).collect();
        Self { cohorts: [before, now], ..self }
    }

    /// The cohorts of groups, by moment.
    fn panel_cohorts(&self, is_before: bool) -> HashMap<(usize, GroupId), Cohort> {
        let moments = if is_before { vec![(0, BEFORE)] } else { vec![(0, NOW), (1, BEFORE)] };
        let of = |(moment, when): (usize, usize)| {
            let cohort = move |(group, year): (usize, &i32)| Some(((moment, self.group(group).0), Cohort::of(*year)?));
            self.cohorts[when].iter().enumerate().filter_map(cohort)
        };
        moments.into_iter().flat_map(of).collect()
    }

    pub fn slices(&self, when: usize) -> Slices {
        let placed = |group: usize| {
            let (id, programme) = self.group(group);
            (id, programme, Cohort::of(self.cohorts[when][group]))
        };
        Slices::of((0..self.programmes.len()).map(placed))
    }

    pub fn group(&self, group: usize) -> (GroupId, ProgrammeId) {
        let id = |kind: u128, number: usize| Uuid::from_u128((kind << 64) + number as u128 + 1);
        (GroupId::new(id(1, group)), ProgrammeId::new(id(2, self.programmes[group])))
    }

    pub fn panel<'a>(
        &self,
        instrument: &'a Instrument,
        told: HashMap<(usize, Kept, SliceOf), Vec<u8>>,
        is_before: bool,
    ) -> Panel<'a> {
        let round =
            |number: u128| Moment { round: RoundId::new(Uuid::from_u128(number)), kind: RoundKind::Other, instrument };
        let own = |moment| Column { moment, rater_kind: RaterKind::SelfScore };
        let (moments, columns, which) = if is_before {
            (vec![round(1)], vec![own(0)], vec![BEFORE])
        } else {
            let coach = Column { moment: 0, rater_kind: RaterKind::StudyCoach };
            (vec![round(2), round(1)], vec![own(0), own(1), coach], vec![NOW, BEFORE, COACH])
        };
        let member = |learner: &Learner| {
            let group = |group: Option<usize>| group.map(|group| self.group(group));
            let groups = if is_before {
                vec![group(learner.before_in)]
            } else {
                vec![group(learner.now_in), group(learner.before_in)]
            };
            let answers = |column: &usize| {
                let said = learner.said[*column];
                (said != NONE).then(|| Answers {
                    bytes: vec![Score::Level(u8::try_from(said).unwrap()).to_byte()],
                    reasons: HashMap::new(),
                })
            };
            Member {
                placements: vec![None; groups.len()],
                groups,
                answers: which.iter().map(answers).collect(),
                ..Member::default()
            }
        };
        Panel {
            organisation: OrganisationId::new(Uuid::from_u128(9)),
            terms: TERMS,
            released_at: Timestamp::UNIX_EPOCH,
            moments,
            columns,
            members: self.learners.iter().map(member).collect(),
            workplaces: Vec::new(),
            lineage: Arc::new(Lineage::default()),
            told,
            measured_from: HashMap::new(),
            cohorts: self.panel_cohorts(is_before),
            chance: chance(),
        }
    }

    /// What the two releases tell.
    pub fn releases(&self, instrument: &Instrument) -> [Released; 2] {
        let before =
            Released::of(&self.panel(instrument, HashMap::new(), true), &self.slices(BEFORE), &Reckoning::default());
        let told =
            before.distributions.iter().map(|d| ((1, Kept::Distribution(RaterKind::SelfScore), d.slice), d.told()));
        let now =
            Released::of(&self.panel(instrument, told.collect(), false), &self.slices(NOW), &Reckoning::default());
        [before, now]
    }

    /// Everything that is published, release by release.
    pub fn rows(&self, instrument: &Instrument) -> Vec<Row> {
        let [before, now] = self.releases(instrument);
        let mut rows: Vec<Row> = before.distributions.iter().map(|d| self.distribution(d, BEFORE)).collect();
        rows.extend(
            now.distributions
                .iter()
                .map(|d| self.distribution(d, if d.rater_kind == RaterKind::SelfScore { NOW } else { COACH })),
        );
        rows.extend(now.growth.iter().map(|g| self.joint(Table::Growth, g.slice, g.rows[0].outcome.as_ref().unwrap())));
        rows.extend(now.gaps.iter().map(|g| self.joint(Table::Gaps, g.slice, &g.rows[0].outcome)));
        rows
    }

    pub fn groups(&self, slice: SliceOf, when: usize) -> Vec<usize> {
        let is_of = |group: &usize| match slice {
            SliceOf::Group(id) => self.group(*group).0 == id,
            SliceOf::Cohort { programme, year } => {
                self.group(*group).1 == programme && Cohort::of(self.cohorts[when][*group]) == Some(year)
            }
            SliceOf::Programme(id) => self.group(*group).1 == id,
            SliceOf::Organisation(_) => true,
        };
        (0..self.programmes.len()).filter(is_of).collect()
    }

    pub fn distribution(&self, of: &Distribution, column: usize) -> Row {
        let told = match &of.rows[0].outcome {
            Outcome::Published { .. } => Told::Counts,
            Outcome::Band(share) => Told::Band(*share),
            Outcome::Hidden(_) => Told::Nothing,
        };
        let when = if column == BEFORE { BEFORE } else { NOW };
        Row { table: Table::Distribution(column), groups: self.groups(of.slice, when), told }
    }

    pub fn joint(&self, table: Table, slice: SliceOf, outcome: &JointOutcome) -> Row {
        let told = match outcome {
            JointOutcome::All(_) => Told::Counts,
            JointOutcome::Rounded { to, counts } => Told::Rounded(*to, counts.clone()),
            JointOutcome::Hidden(_) => Told::Nothing,
        };
        Row { table, groups: self.groups(slice, NOW), told }
    }
}

/// The same numbers each time, so that the same is told each time.
pub fn chance() -> Box<dyn Fn() -> u64 + Send + Sync> {
    let random = Mutex::new(StdRng::seed_from_u64(3));
    Box::new(move || random.lock().unwrap().random())
}
