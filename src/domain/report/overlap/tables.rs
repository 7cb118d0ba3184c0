//! The tables over a competency's answers, and what is told of them already.

use super::{ALL, BAND, HIDDEN, Joint, Kept, Numbers, Overlaps, WITH_KAPPA};
use crate::domain::{
    privacy::{
        self,
        exchange::{ABSENT, Category, Learner, Row, Table, Telling, World},
    },
    report::{
        Distribution, Outcome, SliceOf, gaps,
        growth::{self, TRANSITIONS},
        panel::Codes,
    },
    scale::Scale,
};

impl Overlaps<'_> {
    fn scale(&self) -> &Scale {
        &self.panel.instrument().scale
    }

    /// Whether a competency is the same one in both columns.
    pub(super) fn compares(&self, joint: &Joint, position: usize) -> bool {
        [joint.first, joint.second].iter().all(|column| self.position_in(*column, position).is_some())
    }

    /// The place of a competency of the round's instrument in that of a column.
    fn position_in(&self, column: usize, position: usize) -> Option<usize> {
        let competency = self.panel.instrument().competencies().nth(position)?;
        self.panel.position_at(self.panel.columns[column].moment, competency)
    }

    /// All that is told already of a competency, and the tables over two columns with their rows of this round still open.
    pub(super) fn world(&self, position: usize, distributions: &[(usize, Vec<Distribution>)]) -> (World, Vec<Numbers>) {
        let columns = 0..self.panel.columns.len();
        let there: Vec<Option<usize>> = columns.clone().map(|column| self.position_in(column, position)).collect();
        let learners = self.learners(&there);
        let mut tables: Vec<Table> = columns
            .map(|column| {
                let now = distributions.iter().find(|(of, _)| *of == column);
                let now = now.map(|(_, all)| all.iter().map(|d| &d.rows[position].outcome).collect::<Vec<_>>());
                self.distribution(column, there[column], now.as_deref(), &learners)
            })
            .collect();
        let mut numbers = Vec::new();
        for joint in self.joints {
            let counts = tables.len();
            tables.push(self.counts_of(joint, there[joint.second]));
            let cells = matches!(joint.kept, Kept::Gaps(_)).then(|| tables.len());
            if cells.is_some() {
                tables.push(self.cells_of(joint, there[joint.second]));
            }
            numbers.push(Numbers { counts, cells });
        }
        let moments = self.panel.columns.iter().map(|column| column.moment).collect();
        (World::new(learners, moments, tables), numbers)
    }

    fn learners(&self, there: &[Option<usize>]) -> Vec<Learner> {
        let codes = Codes::of(self.scale());
        let learner = |(member, place): (&crate::domain::report::Member, &usize)| {
            let said = member.answers.iter().zip(there).map(|(answers, position)| match (answers, position) {
                (Some(answers), Some(position)) => codes.code(self.scale(), answers, *position),
                (None, _) | (_, None) => ABSENT,
            });
            Learner { place: *place, said: said.collect() }
        };
        self.panel.members.iter().zip(&self.places).map(learner).collect()
    }

    /// The rows of a moment, in the order of its slices, with what is told of each.
    fn rows(&self, moment: usize, telling: impl Fn(SliceOf, usize, &[usize]) -> Telling) -> Vec<Row> {
        let row = |(at, (slice, places)): (usize, &(SliceOf, Vec<usize>))| Row {
            telling: telling(*slice, at, places),
            places: places.clone(),
            // Those of earlier rounds who are not in this one are not looked at. Of a group nearly all are.
            is_whole: moment == 0 || matches!(slice, SliceOf::Group(_)),
        };
        self.slices[moment].iter().enumerate().map(row).collect()
    }

    fn distribution(
        &self,
        column: usize,
        there: Option<usize>,
        now: Option<&[&Outcome]>,
        learners: &[Learner],
    ) -> Table {
        let codes = Codes::of(self.scale());
        let not_called_upon = self.scale().levels().iter().position(|level| !level.counts);
        let category = move |code: u8, _| match code {
            ABSENT => None,
            code if code == codes.not_thought_of() => not_called_upon,
            code => Some(usize::from(code)),
        };
        let of = self.panel.columns[column];
        let band = |share: f64, places: &[usize]| {
            let is_counted =
                |learner: &&Learner| learner.said[column] != ABSENT && places.binary_search(&learner.place).is_ok();
            let total = u32::try_from(learners.iter().filter(is_counted).count()).unwrap_or(u32::MAX);
            let number = privacy::at_least(share, total);
            not_called_upon.map_or(Telling::Hidden, |category| Telling::AtLeast { category, number })
        };
        let telling = |slice: SliceOf, at: usize, places: &[usize]| {
            let Some(now) = now else {
                return match self.byte(of.moment, Kept::Distribution(of.rater_kind), slice, there) {
                    ALL..=WITH_KAPPA => Telling::Counts,
                    byte @ BAND.. => band(f64::from(byte - BAND) / 100.0, places),
                    _ => Telling::Hidden,
                };
            };
            match now.get(at) {
                Some(Outcome::Published { .. }) => Telling::Counts,
                Some(Outcome::Band(share)) => band(*share, places),
                Some(Outcome::Hidden(_)) | None => Telling::Hidden,
            }
        };
        let rows = self.rows(of.moment, telling);
        let n_categories = self.scale().levels().len() + 2;
        Table { columns: vec![column], category: Box::new(category), n_categories, rows }
    }

    /// The byte that says what an earlier round told.
    fn byte(&self, moment: usize, kept: Kept, slice: SliceOf, position: Option<usize>) -> u8 {
        let told = self.panel.told.get(&(moment, kept, slice));
        told.and_then(|bytes| bytes.get(position?)).copied().unwrap_or(HIDDEN)
    }

    fn counts_of(&self, joint: &Joint, there: Option<usize>) -> Table {
        let scale = self.scale().clone();
        let (category, n_categories): (Category, usize) = match joint.kept {
            Kept::Growth(_) => (Box::new(move |before, after| growth::category(&scale, before, after)), TRANSITIONS),
            Kept::Gaps(_) | Kept::Distribution(_) | Kept::Goals | Kept::Reasons | Kept::Workplaces => {
                (Box::new(move |own, coach| gaps::category(&scale, own, coach)), gaps::GAPS)
            }
        };
        let rows = self.rows(joint.moment, |slice, _, _| match joint.moment {
            0 => Telling::Open,
            moment => match self.byte(moment, joint.kept, slice, there) {
                // Rounded counts as well: what they were rounded to is not looked up again.
                ALL..=WITH_KAPPA => Telling::Counts,
                _ => Telling::Hidden,
            },
        });
        Table { columns: vec![joint.first, joint.second], category, n_categories, rows }
    }

    fn cells_of(&self, joint: &Joint, there: Option<usize>) -> Table {
        let scale = self.scale().clone();
        let n_categories = gaps::rated_levels(&scale).pow(2);
        let rows = self.rows(joint.moment, |slice, _, _| {
            // Not to be recomputed of learners who are not all there: so no cell may change at all.
            let is_told = joint.moment != 0 && self.byte(joint.moment, joint.kept, slice, there) == WITH_KAPPA;
            if is_told { Telling::Counts } else { Telling::Open }
        });
        let category = Box::new(move |own, coach| gaps::cell(&scale, own, coach));
        Table { columns: vec![joint.first, joint.second], category, n_categories, rows }
    }
}
