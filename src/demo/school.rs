//! The people of the demo, and where they belong.

use chrono::{Datelike, TimeDelta};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::{
    auth::{client::ClientName, principal::Actor},
    db::{
        idempotency::{Once, StoredAnswer},
        page::Page,
        tenant::Tenant,
    },
    domain::{
        clock::Timestamp,
        coaching::Coaching,
        ids::{GroupId, OrganisationId, PlacementId, ProgrammeId, RoundId, UserId},
        organisation::{CoachKind, Cohort, Group, Membership, Role, UserKind},
        placement::PlacementDetails,
        revision::Seen,
        round::Phase,
    },
    failure::Failure,
    resources::{coachings, groups, memberships, organisations, placements, programmes, rounds, users},
    state::AppState,
};

use super::{front, time::DemoClock};

/// The code of the demo school, by which it is found again.
const MAIN: &str = "hogeschool-voorbeeld";

/// The code of the second organisation.
const OTHER: &str = "roc-voorbeeld";

/// The client through which the demo's people do things.
pub const CLIENT: &str = "demo";

/// What the guide tells about the school.
pub struct School {
    pub learners: usize,
    pub coaches: usize,
    /// A round whose reports are out.
    pub released: Option<RoundId>,
    /// The round that is open.
    pub open: Option<RoundId>,
    /// The client for a frontend that is being built.
    pub client: Option<ClientName>,
}

/// A learner and where she practises.
#[derive(Clone, Copy)]
pub struct Learner {
    pub user: UserId,
    pub group: usize,
    pub placement: PlacementId,
    /// Which of [`WORKPLACES`] it is.
    pub workplace: usize,
    /// Since when she is in her group.
    pub since: Timestamp,
}

/// A practice supervisor and whom she has.
pub struct Supervisor {
    pub user: UserId,
    /// Places in [`People::learners`].
    pub learners: Vec<usize>,
}

/// The people of an organisation.
pub struct People {
    pub tenant: Tenant,
    pub groups: Vec<GroupId>,
    pub learners: Vec<Learner>,
    /// The study coach of each group, in the order of the groups.
    pub coaches: Vec<UserId>,
    pub supervisors: Vec<Supervisor>,
    pub administrator: UserId,
}

impl People {
    /// Somebody, doing something.
    pub fn actor(&self, user: UserId) -> Actor {
        Actor { tenant: self.tenant, user, client: CLIENT.to_owned() }
    }
}

/// Types of workplaces with a name for each.
pub const WORKPLACES: [(&str, &str); 6] = [
    ("wijkteam", "Sociaal wijkteam Noord"),
    ("verpleeghuis", "Verpleeghuis De Linde"),
    ("gehandicaptenzorg", "Woonvorm Het Anker"),
    ("ggz", "GGZ De Brug"),
    ("welzijn", "Welzijnsorganisatie Samen"),
    ("ziekenhuis", "Streekziekenhuis, transferbureau"),
];

const FIRST_NAMES: [&str; 24] = [
    "Noor", "Sem", "Fatima", "Daan", "Yara", "Lars", "Sanne", "Bilal", "Femke", "Thijs", "Amira", "Jesse", "Lotte",
    "Milan", "Zeynep", "Ruben", "Iris", "Kofi", "Maud", "Sven", "Esra", "Joris", "Nadia", "Tygo",
];

const LAST_NAMES: [&str; 18] = [
    "de Vries",
    "Jansen",
    "El Amrani",
    "Bakker",
    "Yilmaz",
    "Visser",
    "Smit",
    "Hoekstra",
    "Mensah",
    "Mulder",
    "van den Berg",
    "Öztürk",
    "Postma",
    "Kaya",
    "Dijkstra",
    "Bouali",
    "van Dam",
    "Kuipers",
];

impl School {
    /// The demo school in a database that has one.
    pub async fn found(state: &AppState) -> Result<Option<Self>, Failure> {
        let db = state.db.reader();
        let Some(id) = users::repo::organisation_by_code(db, MAIN).await? else { return Ok(None) };
        let counts = users::repo::count_by_role(db, Tenant::of(id)).await?;
        let count = |role: Role| counts.iter().find(|(r, _)| *r == role).map_or(0, |(_, n)| *n);
        let now = state.clock.now();
        let rounds = rounds::repo::list(db, Tenant::of(id), now, None, Page { limit: 200, after: None }).await?;
        Ok(Some(Self {
            learners: count(Role::Learner),
            coaches: count(Role::Coach),
            released: rounds.iter().rev().find(|r| r.released_at.is_some()).map(|r| r.id),
            open: rounds.iter().find(|r| r.times().phase(now) == Phase::Open).map(|r| r.id),
            client: front::client(state, id).await?,
        }))
    }
}

/// The month in which an academic year begins.
const AUGUST: u32 = 8;

/// Makes an organisation step by step, as of one moment in the past.
struct Founder<'a> {
    state: &'a AppState,
    organisation: OrganisationId,
    since: Timestamp,
    random: StdRng,
}

impl Founder<'_> {
    fn tenant(&self) -> Tenant {
        Tenant::of(self.organisation)
    }

    fn name(&mut self) -> String {
        let first = FIRST_NAMES.choose(&mut self.random).copied().unwrap_or_default();
        let last = LAST_NAMES.choose(&mut self.random).copied().unwrap_or_default();
        format!("{first} {last}")
    }

    async fn user(&mut self, name: &str) -> Result<UserId, Failure> {
        let display_name = self.name();
        users::service::create(self.state, self.organisation, name, &display_name, UserKind::Person, None).await
    }

    async fn member(&self, user: UserId, change: impl FnOnce(&mut Membership)) -> Result<(), Failure> {
        let mut membership = Membership {
            id: self.state.ids.next(),
            user,
            display_name: String::new(),
            role: Role::Learner,
            group: None,
            programme: None,
            profession: None,
            starts_at: self.since,
            ends_at: None,
            external_id: None,
            revision: 1,
            updated_at: self.since,
        };
        change(&mut membership);
        Ok(memberships::repo::insert(self.state.db.writer(), self.tenant(), &membership).await?)
    }

    /// A group that began its programme so many academic years before this one.
    async fn group(&self, programme: ProgrammeId, code: &str, name: &str, years: i32) -> Result<GroupId, Failure> {
        let this_year = self.since.year() - i32::from(self.since.month() < AUGUST);
        let new = Group::new(self.state.ids.next(), programme, code.to_owned(), name.to_owned(), self.since);
        let group = Group { cohort: Cohort::of(this_year - years), ..new };
        groups::repo::insert(self.state.db.writer(), self.tenant(), &group).await?;
        Ok(group.id)
    }

    async fn coach(
        &mut self,
        name: &str,
        kind: CoachKind,
        whom: &[Result<UserId, GroupId>],
    ) -> Result<UserId, Failure> {
        let coach = self.user(name).await?;
        self.member(coach, |m| m.role = Role::Coach).await?;
        for whom in whom {
            let coaching = Coaching::since(self.since, self.state.ids.next(), coach, kind, *whom);
            coachings::repo::insert(self.state.db.writer(), self.tenant(), &coaching).await?;
        }
        Ok(coach)
    }

    async fn learner(
        &mut self,
        name: &str,
        at: usize,
        group: GroupId,
        profession: Option<String>,
    ) -> Result<Learner, Failure> {
        let user = self.user(name).await?;
        self.member(user, |m| {
            m.group = Some(group);
            m.profession = profession;
        })
        .await?;
        let workplace = self.random.random_range(0..WORKPLACES.len());
        let placement = self.placement(user, workplace).await?;
        Ok(Learner { user, group: at, placement, workplace, since: self.since })
    }

    /// She begins at this workplace.
    async fn placement(&mut self, learner: UserId, workplace: usize) -> Result<PlacementId, Failure> {
        let (workplace_type, workplace_name) = WORKPLACES[workplace];
        let details = PlacementDetails {
            workplace_type: workplace_type.to_owned(),
            workplace_name: workplace_name.to_owned(),
            supervisor_name: Some(self.name()),
            starts_on: self.since.date_naive(),
            ends_on: None,
            external_id: None,
        };
        let actor = Actor { tenant: self.tenant(), user: learner, client: CLIENT.to_owned() };
        Ok(placements::service::create(self.state, &actor, None, details, Once::unkeyed(&unsaid)).await?.id)
    }
}

/// Nobody waits for an answer in the demo.
pub fn unsaid<T>(_done: &T) -> StoredAnswer {
    StoredAnswer { status: 200, location: None, revision: None, body: String::new() }
}

/// The first profession for which shipped content has competencies of its own, if there is one.
fn profession(state: &AppState) -> Option<String> {
    let mut frameworks = state.catalogue.frameworks(crate::domain::ids::OwnerId::SHIPPED);
    frameworks.find_map(|f| f.professions.first()).map(|p| p.code.clone())
}

/// The people of the demo school.
pub async fn found_main(state: &AppState, clock: &DemoClock, now: Timestamp, seed: u64) -> Result<People, Failure> {
    let since = now - TimeDelta::days(140);
    clock.set(since);
    let made = organisations::service::create(state, MAIN, "Hogeschool Voorbeeld", "Europe/Amsterdam", 10).await?;
    let mut founder = Founder { state, organisation: made.id, since, random: StdRng::seed_from_u64(seed) };
    let tenant = founder.tenant();
    let social = programmes::service::create(state, tenant, "social-work", "Social Work").await?.id;
    let care = programmes::service::create(state, tenant, "maatschappelijke-zorg", "Maatschappelijke Zorg").await?.id;
    let specific = profession(state);
    let plan = [
        (social, "SW2A", "Social Work 2A", specific.clone(), 27, 1),
        (social, "SW2B", "Social Work 2B", specific, 26, 1),
        (care, "MZ3A", "Maatschappelijke Zorg 3A", None, 30, 2),
        // Part-time: a year longer on the way.
        (care, "MZ3B", "Maatschappelijke Zorg 3B", None, 24, 3),
    ];
    let administrator = founder.user("admin-01").await?;
    founder.member(administrator, |m| m.role = Role::Admin).await?;
    let (groups, learners, coaches, supervisors) = (vec![], vec![], vec![], vec![]);
    let mut people = People { tenant, groups, learners, coaches, supervisors, administrator };
    for (at, (programme, code, name, profession, size, years)) in plan.into_iter().enumerate() {
        let group = founder.group(programme, code, name, years).await?;
        for _ in 0..size {
            let name = format!("learner-{:02}", people.learners.len() + 1);
            let learner = founder.learner(&name, at, group, profession.clone()).await?;
            people.learners.push(learner);
        }
        let coach = format!("coach-{:02}", at + 1);
        people.coaches.push(founder.coach(&coach, CoachKind::StudyCoach, &[Err(group)]).await?);
        people.groups.push(group);
    }
    // A little later, two practice supervisors, each of a few learners and of nobody else in their class.
    clock.set(since + TimeDelta::seconds(1));
    for (number, from) in [(5, 0), (6, 60)] {
        let learners: Vec<usize> = (from..from + 4).collect();
        let theirs: Vec<_> = learners.iter().map(|at| Ok(people.learners[*at].user)).collect();
        let user = founder.coach(&format!("coach-{number:02}"), CoachKind::PracticeSupervisor, &theirs).await?;
        people.supervisors.push(Supervisor { user, learners });
    }
    let curriculum = founder.user("curriculum-01").await?;
    founder.member(curriculum, |m| m.role = Role::Curriculum).await?;
    Ok(people)
}

/// Somebody comes into a group when the year is on its way.
pub async fn join(state: &AppState, clock: &DemoClock, people: &mut People, at: Timestamp) -> Result<(), Failure> {
    clock.set(at);
    let (group, organisation) = (people.groups.len() / 2, people.tenant.organisation());
    let mut founder = Founder { state, organisation, since: at, random: StdRng::seed_from_u64(group as u64) };
    let name = format!("learner-{:02}", people.learners.len() + 1);
    let learner = founder.learner(&name, group, people.groups[group], None).await?;
    people.learners.push(learner);
    Ok(())
}

/// One in so many learners goes to another workplace in the course of the year.
const MOVES: usize = 9;

/// Some learners end their placement and begin another.
pub async fn move_on(state: &AppState, clock: &DemoClock, people: &mut People, at: Timestamp) -> Result<(), Failure> {
    clock.set(at);
    let (tenant, organisation) = (people.tenant, people.tenant.organisation());
    let mut founder = Founder { state, organisation, since: at, random: StdRng::seed_from_u64(MOVES as u64) };
    for learner in people.learners.iter_mut().skip(3).step_by(MOVES) {
        let actor = Actor { tenant, user: learner.user, client: CLIENT.to_owned() };
        let end = |details| PlacementDetails { ends_on: Some(at.date_naive()), ..details };
        placements::service::change(state, &actor, learner.placement, &Seen::Whatever, end).await?;
        learner.workplace = (learner.workplace + 1) % WORKPLACES.len();
        learner.placement = founder.placement(learner.user, learner.workplace).await?;
    }
    Ok(())
}

/// The second organisation: one group, too small for most rows of a report.
pub async fn found_other(state: &AppState, clock: &DemoClock, now: Timestamp, seed: u64) -> Result<People, Failure> {
    let since = now - TimeDelta::days(100);
    clock.set(since);
    let made = organisations::service::create(state, OTHER, "ROC Voorbeeld", "Europe/Amsterdam", 10).await?;
    let mut founder = Founder { state, organisation: made.id, since, random: StdRng::seed_from_u64(seed ^ 0xA5) };
    let tenant = founder.tenant();
    let programme = programmes::service::create(state, tenant, "verzorgende", "Verzorgende").await?.id;
    let group = founder.group(programme, "VZ1", "Verzorgende 1", 0).await?;
    let administrator = founder.user("other-admin-01").await?;
    founder.member(administrator, |m| m.role = Role::Admin).await?;
    let (learners, coaches, supervisors) = (vec![], vec![], vec![]);
    let mut people = People { tenant, groups: vec![group], learners, coaches, supervisors, administrator };
    for number in 1..=8 {
        let learner = founder.learner(&format!("other-learner-{number:02}"), 0, group, None).await?;
        people.learners.push(learner);
    }
    people.coaches.push(founder.coach("other-coach-01", CoachKind::StudyCoach, &[Err(group)]).await?);
    let curriculum = founder.user("other-curriculum-01").await?;
    founder.member(curriculum, |m| m.role = Role::Curriculum).await?;
    Ok(people)
}
