//! Whatever order learners, coaches and an administrator do things in, several of them at once: the tally is what the sheets say.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use samenspel::{
    auth::principal::Actor,
    domain::ids::{AssessmentId, Id},
    resources::{
        assessments,
        tally::{keeping, service},
    },
};
use serde_json::json;

use super::{Scene, one_domain};
use crate::{
    life_cycle::wanted,
    support::{Call, Person, app::id_of},
};

const PROFESSIONS: [Option<&str>; 2] = [None, Some("sociaal-werker")];

/// A sheet: who rates whom, and its id once it is begun.
struct Sheet {
    rater: Person,
    learner: usize,
    id: Option<String>,
}

struct History {
    scene: Scene,
    learners: Vec<Person>,
    sheets: Vec<Sheet>,
    random: StdRng,
}

impl History {
    async fn begin(seed: u64) -> Self {
        let scene = Scene::set().await;
        let (app, school) = (&scene.app, &scene.school);
        let other = school.add_group(app, school.programme, "2B").await;
        let mut learners = vec![];
        for (number, group) in [school.group, school.group, school.group, other, other].into_iter().enumerate() {
            let profession = PROFESSIONS[number % 2];
            learners.push(school.learner_in(app, &format!("learner-{number}"), group, profession).await);
        }
        let second = school.coach(app, "second").await;
        let round = one_domain(app, school, &[school.group, other]).await;
        let mut sheets = vec![];
        for (number, learner) in learners.iter().enumerate() {
            let mut raters = vec![learner];
            if number < 3 {
                raters.extend([&scene.coach, &second]);
            }
            sheets.extend(raters.into_iter().map(|rater| Sheet { rater: rater.clone(), learner: number, id: None }));
        }
        let scene = Scene { round, ..scene };
        Self { scene, learners, sheets, random: StdRng::seed_from_u64(seed) }
    }

    /// Something with this sheet; to begin it, where it is not there.
    fn with_sheet(&mut self, at: usize) -> Call {
        let (sheet, app) = (&self.sheets[at], &self.scene.app);
        let Some(id) = &sheet.id else {
            let mut body = json!({ "roundId": self.scene.round.raw() });
            if sheet.rater.user != self.learners[sheet.learner].user {
                body["learnerId"] = json!(self.learners[sheet.learner].id());
            }
            return sheet.rater.call(app, "POST", "/v1/assessments").json(&body);
        };
        let path = format!("/v1/assessments/{id}");
        let by = |method, rest: &str| sheet.rater.call(app, method, &format!("{path}{rest}"));
        match self.random.random_range(0..10) {
            0..=2 => {
                let code = format!("SO-BN-G-{:02}", self.random.random_range(1..=10));
                let level = self.random.random_bool(0.8).then(|| self.random.random_range(0..=4));
                by("PATCH", "/scores").if_match("*").patch(&json!({ "levels": { code: level } }))
            }
            3..=6 => {
                let key = self.random.random_range(0..4).to_string();
                by("POST", "/submission").header("Idempotency-Key", &key)
            }
            _ => by("POST", "/reopening").json(&json!({ "reason": "Nog eens." })),
        }
    }

    fn with_participant(&mut self) -> Call {
        let learner = self.learners.choose(&mut self.random).unwrap();
        let change = if self.random.random() {
            json!({ "exemptedReason": self.random.random::<bool>().then_some("Ziek.") })
        } else {
            json!({ "profession": PROFESSIONS[self.random.random_range(0..2)] })
        };
        self.scene.participant(learner, &change)
    }

    /// Some things at once; nobody is told of a fault of ours.
    async fn some_happen(&mut self) -> usize {
        let many = if self.random.random_bool(0.4) { 4 } else { 1 };
        let mut sent = vec![];
        for _ in 0..many {
            if self.random.random_bool(0.35) {
                sent.push((None, actix_web::rt::spawn(self.with_participant().send())));
            } else {
                let at = self.random.random_range(0..self.sheets.len());
                sent.push((Some(at), actix_web::rt::spawn(self.with_sheet(at).send())));
            }
        }
        if self.random.random_bool(0.1) {
            let (state, organisation) = (self.scene.app.state.clone(), self.scene.school.organisation);
            service::rebuild(&state, organisation, self.scene.round).await.unwrap();
        }
        let mut well = 0;
        for (sheet, answer) in sent {
            let answer = answer.await.unwrap();
            assert!(answer.status < 500, "{answer:?}");
            well += usize::from(answer.status < 300);
            if let (201, Some(at)) = (answer.status, sheet) {
                self.sheets[at].id = Some(answer.id());
            }
        }
        well
    }

    /// A sheet is gone for good, submitted or not.
    async fn one_is_erased(&mut self) {
        let at = self.random.random_range(0..self.sheets.len());
        let Some(id) = self.sheets[at].id.take() else { return };
        let (state, tenant) = (&self.scene.app.state, self.scene.tenant());
        let actor = Actor { tenant, user: self.sheets[at].rater.user, client: "test".to_owned() };
        let id: AssessmentId = id_of(&id);
        let seen = assessments::repo::find(state.db.reader(), &actor, state.clock.now(), id).await.unwrap().unwrap();
        let instruments = service::instruments(state, tenant);
        let instrument = instruments(seen.assessment.instrument).unwrap();
        let tx = state.db.begin().await.unwrap();
        if seen.assessment.state.submitted_at().is_some() {
            keeping::take_out(&tx, tenant, &instrument, &seen.assessment).await.unwrap();
        }
        for sql in ["DELETE FROM sheet_save WHERE assessment_id = $1", "DELETE FROM assessment WHERE id = $1"] {
            samenspel::db::sql::run(&*tx, sql, vec![id.raw().into()]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

#[actix_web::test]
async fn after_whatever_they_do_at_once_the_tally_is_what_the_sheets_say() {
    let (histories, deeds) = (wanted("SAMENSPEL_HISTORIES", 4), wanted("SAMENSPEL_DEEDS", 60));
    let first = wanted("SAMENSPEL_SEED", 0);
    let (mut well, mut most) = (0, 0);
    for seed in first..first + histories {
        let mut history = History::begin(seed).await;
        for turn in 0..deeds {
            well += history.some_happen().await;
            if history.random.random_bool(0.03) {
                history.one_is_erased().await;
            }
            let rows = history.scene.differences().await;
            assert_eq!(rows, [], "history {seed}, turn {turn}");
            most = most.max(history.scene.rows().await.iter().map(|row| row.2).sum::<u32>());
        }
    }
    println!("{histories} histories, {well} deeds done, up to {most} sheets counted: the tally was right");
    assert!(most >= 3 && well > 0, "hardly anything was counted");
}
