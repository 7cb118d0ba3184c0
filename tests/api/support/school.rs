//! A school with people in it, made through the services; a builder states only what matters.

use chrono::TimeDelta;
use samenspel::{
    auth::principal::Actor,
    content::load::File,
    db::tenant::Tenant,
    domain::{
        coaching::Coaching,
        ids::{GroupId, Id, InstrumentId, OrganisationId, ProgrammeId, RoundId, UserId},
        organisation::{CoachKind, Cohort, Group, Membership, Role, UserKind},
        participant::Participant,
        round::{Completeness, Disclosure, Round, RoundKind},
    },
    resources::{coachings, groups, memberships, organisations, participants, programmes, rounds, tally, users},
};
use serde_json::{Value, json};

use super::app::{Call, TestApp};

/// A school: one organisation, of which there may be several in one application.
pub struct School {
    pub organisation: OrganisationId,
    pub programme: ProgrammeId,
    pub group: GroupId,
}

/// Somebody, and her token.
#[derive(Clone, Debug)]
pub struct Person {
    pub organisation: OrganisationId,
    pub user: UserId,
    pub token: String,
}

impl Person {
    /// Begins a call of hers.
    pub fn call(&self, app: &TestApp, method: &str, path: &str) -> Call {
        app.call(method, path).bearer(&self.token)
    }

    /// Begins a GET of hers.
    pub fn get(&self, app: &TestApp, path: &str) -> Call {
        self.call(app, "GET", path)
    }

    /// Her id, as it stands in JSON.
    pub fn id(&self) -> String {
        self.user.raw().to_string()
    }

    /// She herself, signed in at this moment: a token lives a quarter of an hour.
    pub fn again(&self, app: &TestApp) -> Self {
        Self { token: app.token(self.organisation, self.user), ..self.clone() }
    }
}

/// What matters about a round; the rest is usual: it is open now, for another fortnight, and released a week later.
pub struct RoundPlan {
    pub disclosure: Disclosure,
    pub completeness: Completeness,
    pub domains: Option<Vec<String>>,
    /// Which instrument; `None`: the first there is.
    pub instrument: Option<InstrumentId>,
    /// Whether it hides one's own earlier scores.
    pub hides_earlier: bool,
    /// When it opens, from now; it closes after a fortnight and is released after three weeks.
    pub opens_in: TimeDelta,
}

impl Default for RoundPlan {
    fn default() -> Self {
        Self {
            disclosure: Disclosure::Open,
            completeness: Completeness::Complete,
            domains: None,
            instrument: None,
            hides_earlier: false,
            opens_in: -TimeDelta::days(1),
        }
    }
}

impl School {
    /// A running application with a school that has one programme with one group, of cohort 2025, and nobody in it.
    pub async fn start() -> (TestApp, Self) {
        let app = TestApp::start().await;
        let school = Self::found(&app, "school").await;
        (app, school)
    }

    /// The same, on this content instead of the shipped.
    pub async fn with_content(files: Vec<File>) -> (TestApp, Self) {
        let app = TestApp::with_content(files).await;
        let school = Self::found(&app, "school").await;
        (app, school)
    }

    /// Another school in the same application.
    pub async fn found(app: &TestApp, code: &str) -> Self {
        let state = &app.state;
        let made = organisations::service::create(state, code, code, "Europe/Amsterdam", 10).await.unwrap();
        let tenant = Tenant::of(made.id);
        let programme = programmes::service::create(state, tenant, "sw", "Social Work").await.unwrap().id;
        let mut school = Self { organisation: made.id, programme, group: GroupId::new(uuid::Uuid::nil()) };
        school.group = school.add_group_of(app, programme, "2A", Cohort::of(2025)).await;
        school
    }

    pub fn tenant(&self) -> Tenant {
        Tenant::of(self.organisation)
    }

    /// Another programme.
    pub async fn add_programme(&self, app: &TestApp, code: &str) -> ProgrammeId {
        programmes::service::create(&app.state, self.tenant(), code, code).await.unwrap().id
    }

    /// Another group.
    pub async fn add_group(&self, app: &TestApp, programme: ProgrammeId, code: &str) -> GroupId {
        self.add_group_of(app, programme, code, None).await
    }

    /// Another group, of this cohort.
    pub async fn add_group_of(
        &self,
        app: &TestApp,
        programme: ProgrammeId,
        code: &str,
        cohort: Option<Cohort>,
    ) -> GroupId {
        let (id, now) = (app.state.ids.next(), app.state.clock.now());
        let group = Group { cohort, ..Group::new(id, programme, code.to_owned(), code.to_owned(), now) };
        groups::repo::insert(app.state.db.writer(), self.tenant(), &group).await.unwrap();
        group.id
    }

    async fn person(&self, app: &TestApp, name: &str, kind: UserKind) -> Person {
        let user = users::service::create(&app.state, self.organisation, name, name, kind, None).await.unwrap();
        Person { organisation: self.organisation, user, token: app.token(self.organisation, user) }
    }

    /// Gives a person a membership, a learner's unless changed.
    pub async fn member(&self, app: &TestApp, person: &Person, change: impl FnOnce(&mut Membership)) {
        let now = app.state.clock.now();
        let mut membership = Membership {
            id: app.state.ids.next(),
            user: person.user,
            display_name: String::new(),
            role: Role::Learner,
            group: None,
            programme: None,
            profession: None,
            starts_at: now - TimeDelta::days(60),
            ends_at: None,
            external_id: None,
            revision: 1,
            updated_at: now,
        };
        change(&mut membership);
        memberships::repo::insert(app.state.db.writer(), self.tenant(), &membership).await.unwrap();
    }

    /// A learner in the first group, a social worker in training.
    pub async fn learner(&self, app: &TestApp, name: &str) -> Person {
        self.learner_in(app, name, self.group, Some("sociaal-werker")).await
    }

    /// A learner in this group, of this profession.
    pub async fn learner_in(&self, app: &TestApp, name: &str, group: GroupId, profession: Option<&str>) -> Person {
        let person = self.person(app, name, UserKind::Person).await;
        let profession = profession.map(str::to_owned);
        self.member(app, &person, |m| {
            m.group = Some(group);
            m.profession = profession;
        })
        .await;
        person
    }

    /// A study coach of the first group.
    pub async fn coach(&self, app: &TestApp, name: &str) -> Person {
        self.coach_of(app, name, Err(self.group), CoachKind::StudyCoach).await
    }

    /// A coach of one learner (`Ok`), or of a group (`Err`).
    pub async fn coach_of(&self, app: &TestApp, name: &str, whom: Result<UserId, GroupId>, kind: CoachKind) -> Person {
        let person = self.person(app, name, UserKind::Person).await;
        self.member(app, &person, |m| m.role = Role::Coach).await;
        let starts_at = app.state.clock.now() - TimeDelta::days(60);
        let coaching = Coaching::since(starts_at, app.state.ids.next(), person.user, kind, whom);
        coachings::repo::insert(app.state.db.writer(), self.tenant(), &coaching).await.unwrap();
        person
    }

    /// A member of the curriculum team, of the whole organisation or of one programme.
    pub async fn curriculum(&self, app: &TestApp, name: &str, programme: Option<ProgrammeId>) -> Person {
        let person = self.person(app, name, UserKind::Person).await;
        self.member(app, &person, |m| {
            m.role = Role::Curriculum;
            m.programme = programme;
        })
        .await;
        person
    }

    /// An administrator.
    pub async fn administrator(&self, app: &TestApp, name: &str) -> Person {
        let person = self.person(app, name, UserKind::Person).await;
        self.member(app, &person, |m| m.role = Role::Admin).await;
        person
    }

    /// A machine client without any grant.
    pub async fn service_client(&self, app: &TestApp, name: &str) -> Person {
        self.person(app, name, UserKind::Service).await
    }

    /// A usual round for the first group, with whoever is in it by now.
    pub async fn round(&self, app: &TestApp) -> RoundId {
        self.round_with(app, RoundPlan::default(), &[self.group]).await
    }

    /// A round for these groups, with whoever is in them by now.
    pub async fn round_with(&self, app: &TestApp, plan: RoundPlan, groups: &[GroupId]) -> RoundId {
        let now = app.state.clock.now();
        let owner = samenspel::domain::ids::OwnerId::new(self.organisation.raw());
        let instrument = match plan.instrument {
            Some(id) => app.state.catalogue.instrument(owner, id).unwrap(),
            None => app.state.catalogue.instruments(owner).next().unwrap(),
        };
        let round = Round {
            id: app.state.ids.next(),
            label: "Meting".to_owned(),
            kind: RoundKind::Interim,
            instrument_owner: instrument.name.owner,
            instrument: instrument.id,
            disclosure: plan.disclosure,
            completeness: plan.completeness,
            hides_earlier: plan.hides_earlier,
            domains: plan.domains,
            opens_at: now + plan.opens_in,
            closes_at: now + TimeDelta::days(14),
            releases_at: now + TimeDelta::days(21),
            released_at: None,
            frozen_at: None,
            reminds_at: None,
            reminded_at: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        };
        rounds::service::open(&app.state, self.tenant(), &round, groups, now).await.unwrap();
        round.id
    }

    /// Exempts a learner from a round, with the tally kept as the service keeps it. Whoever may do so, and whenever: who has submitted is not
    /// exempted through the API any more, and databases have those who were before.
    pub async fn exempt(&self, app: &TestApp, round: RoundId, learner: &Person) {
        let (state, now) = (&app.state, app.state.clock.now());
        let herself = Actor { tenant: self.tenant(), user: learner.user, client: "test".to_owned() };
        let tx = state.db.begin().await.unwrap();
        let found = participants::repo::find(&*tx, &herself, now, round, learner.user).await.unwrap();
        let before = found.unwrap().participant;
        let exempted_reason = Some("ziek".to_owned());
        let after = Participant { exempted_reason, revision: before.revision + 1, updated_at: now, ..before.clone() };
        assert!(participants::repo::update(&*tx, self.tenant(), &after).await.unwrap());
        tally::keeping::follow(state, &*tx, self.tenant(), &before, &after).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Starts a coach's own assessment about this learner in this round; its id.
    pub async fn started_about(&self, app: &TestApp, coach: &Person, learner: &Person, round: RoundId) -> String {
        let body = json!({ "roundId": round.raw(), "learnerId": learner.user.raw() });
        coach.call(app, "POST", "/v1/assessments").json(&body).send().await.expect(201).id()
    }

    /// Starts an assessment of this person in this round; its id.
    pub async fn started(&self, app: &TestApp, person: &Person, round: RoundId) -> String {
        let body = json!({ "roundId": round.raw() });
        person.call(app, "POST", "/v1/assessments").json(&body).send().await.expect(201).id()
    }

    /// Starts and fills in an assessment, every asked competency with what `level` says of its place; its id.
    pub async fn filled(&self, app: &TestApp, person: &Person, round: RoundId, level: impl Fn(usize) -> u8) -> String {
        let id = self.started(app, person, round).await;
        let path = format!("/v1/assessments/{id}/scores");
        let sheet = person.get(app, &path).send().await.expect(200);
        let codes: Vec<String> = sheet.json()["levels"].as_object().unwrap().keys().cloned().collect();
        let levels: Value = codes
            .into_iter()
            .enumerate()
            .map(|(at, code)| (code, level(at).into()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let put = person.call(app, "PUT", &path).if_match(&sheet.etag()).json(&json!({ "levels": levels }));
        put.send().await.expect(200);
        id
    }

    /// Starts, fills in and submits an assessment; its id.
    pub async fn submitted(
        &self,
        app: &TestApp,
        person: &Person,
        round: RoundId,
        level: impl Fn(usize) -> u8,
    ) -> String {
        let id = self.filled(app, person, round, level).await;
        person.call(app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
        id
    }
}
