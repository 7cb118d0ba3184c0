//! The chart and the page to print of an assessment: who sees whom in them, in which words, and what is on the record of it.

mod told;

use chrono::TimeDelta;
use samenspel::domain::{
    ids::Id,
    organisation::CoachKind,
    round::{Completeness, Disclosure},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::support::{Answer, Call, Person, RoundPlan, School, TestApp};

/// Noor de Vries, her study coach and her practice supervisor, in rounds that disclose like this and take blanks.
struct Scene {
    app: TestApp,
    school: School,
    disclosure: Disclosure,
    noor: Person,
    coach: Person,
    supervisor: Person,
}

impl Scene {
    async fn set(disclosure: Disclosure) -> Self {
        let (app, school) = School::start().await;
        let noor = school.learner(&app, "Noor de Vries").await;
        let coach = school.coach(&app, "Karin Jansen").await;
        let supervisor = school.coach_of(&app, "Willem Bos", Ok(noor.user), CoachKind::PracticeSupervisor).await;
        Self { app, school, disclosure, noor, coach, supervisor }
    }

    async fn round(&self) -> samenspel::domain::ids::RoundId {
        let plan =
            RoundPlan { disclosure: self.disclosure, completeness: Completeness::Partial, ..RoundPlan::default() };
        self.school.round_with(&self.app, plan, &[self.school.group]).await
    }

    /// A placement of Noor's; its id.
    async fn placement(&self, name: &str) -> String {
        let new = json!({ "workplaceType": "wijkteam", "workplaceName": name, "startsOn": "2026-09-01" });
        self.noor.call(&self.app, "POST", "/v1/placements").json(&new).send().await.expect(201).id()
    }

    /// Noor starts in this round, about this placement, and saves this.
    async fn scores(&self, round: samenspel::domain::ids::RoundId, placement: &str, sheet: &Value) -> String {
        let mut new = json!({ "roundId": round.raw() });
        if !placement.is_empty() {
            new["placementId"] = json!(placement);
        }
        let id = self.noor.call(&self.app, "POST", "/v1/assessments").json(&new).send().await.expect(201).id();
        self.save(&self.noor, &id, sheet).await;
        id
    }

    async fn save(&self, who: &Person, id: &str, sheet: &Value) {
        let path = format!("/v1/assessments/{id}/scores");
        who.call(&self.app, "PATCH", &path).if_match("*").patch(sheet).send().await.expect(200);
    }

    /// Somebody scores Noor in this round, and submits it.
    async fn about_noor(&self, who: &Person, round: samenspel::domain::ids::RoundId, sheet: &Value) -> String {
        let id = self.school.started_about(&self.app, who, &self.noor, round).await;
        self.save(who, &id, sheet).await;
        self.submit(who, &id).await;
        id
    }

    async fn submit(&self, who: &Person, id: &str) {
        who.call(&self.app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    }

    /// The next round is much later.
    fn later(&mut self) {
        self.app.later(TimeDelta::days(40));
        for person in [&mut self.noor, &mut self.coach, &mut self.supervisor] {
            *person = person.again(&self.app);
        }
    }

    fn call(&self, who: &Person, id: &str, picture: &str) -> Call {
        who.get(&self.app, &format!("/v1/assessments/{id}/{picture}"))
    }

    async fn chart(&self, who: &Person, id: &str) -> String {
        self.call(who, id, "chart").send().await.expect(200).text
    }

    async fn document(&self, who: &Person, id: &str) -> String {
        self.call(who, id, "document").send().await.expect(200).text
    }
}

/// What the description says of this competency.
fn said<'a>(chart: &'a str, code: &str) -> &'a str {
    let description = chart.split("</desc>").next().unwrap();
    let line = description.lines().find(|line| line.starts_with(code)).unwrap_or_else(|| panic!("{code} in {chart}"));
    line.rsplit_once(". ").map_or(line, |(_, figures)| figures)
}

/// What the legend says of the columns.
fn columns(chart: &str) -> Vec<&str> {
    let line = chart.lines().find_map(|line| line.strip_prefix("In beeld: ")).unwrap();
    line.trim_end_matches('.').split("; ").collect()
}

#[actix_web::test]
async fn a_chart_shows_each_rater_and_each_earlier_sheet_in_a_column_of_its_own() {
    let mut scene = Scene::set(Disclosure::Open).await;
    let (north, hospital) = (scene.placement("Noord").await, scene.placement("Ziekenhuis").await);
    let first = scene.scores(scene.round().await, &north, &json!({ "levels": { "SO-BH-G-01": 1 } })).await;
    scene.submit(&scene.noor, &first).await;
    scene.later();
    let round = scene.round().await;
    let levels = json!({ "levels": { "SO-BH-G-01": 3, "SO-BH-G-02": 0 } });
    let own = scene.scores(round, &hospital, &levels).await;
    scene.submit(&scene.noor, &own).await;
    scene.about_noor(&scene.coach, round, &json!({ "levels": { "SO-BH-G-01": 2 } })).await;
    scene.about_noor(&scene.supervisor, round, &json!({ "levels": { "SO-BH-G-02": 4 } })).await;

    let chart = scene.chart(&scene.noor, &own).await;
    assert_eq!(
        columns(&chart),
        [
            "Zelfscore · Noor de Vries · Meting · ingeleverd op 12 december 2026",
            "Slb’er · Karin Jansen · ingeleverd op 12 december 2026",
            "Praktijkbegeleider · Willem Bos · ingeleverd op 12 december 2026",
            "Zelfscore · eerder · Meting · ingeleverd op 2 november 2026 · op een andere praktijkplek",
        ]
    );
    assert_eq!(said(&chart, "SO-BH-G-01"), "Zelfscore 3; Slb’er 2; Praktijkbegeleider niet gezien; 2-11-2026 1.");
    let second =
        "Zelfscore 0, geen beroep op gedaan; Slb’er niet gezien; Praktijkbegeleider 4; 2-11-2026 niet ingevuld.";
    assert_eq!(said(&chart, "SO-BH-G-02"), second);
    assert!(chart.contains("Praktijkplek: Ziekenhuis (wijkteam)"));
    let earlier = scene.chart(&scene.noor, &first).await;
    assert_eq!(columns(&earlier).len(), 1, "what came later is not in it");
}

#[actix_web::test]
async fn a_chart_has_the_three_latest_before_it_and_says_how_many_there_are_besides() {
    let mut scene = Scene::set(Disclosure::Open).await;
    let mut last = String::new();
    for level in [1, 2, 3, 4, 1, 2] {
        last = scene.scores(scene.round().await, "", &json!({ "levels": { "SO-BH-G-01": level } })).await;
        scene.submit(&scene.noor, &last).await;
        scene.later();
    }
    let chart = scene.chart(&scene.noor, &last).await;
    assert_eq!(
        said(&chart, "SO-BH-G-01").split("; ").map(|said| said.rsplit(' ').next().unwrap()).collect::<Vec<_>>(),
        ["2", "1", "4", "3."]
    );
    assert!(chart.contains("staan er niet in: 2."), "{chart}");
}

#[actix_web::test]
async fn nobody_sees_in_a_picture_what_is_not_disclosed_to_her() {
    let scene = Scene::set(Disclosure::AfterBothSubmitted).await;
    let round = scene.round().await;
    let note = json!({ "levels": { "SO-BH-G-01": 3 }, "notes": { "SO-BH-G-01": "Over Mien." } });
    let own = scene.scores(round, "", &note).await;
    for picture in ["chart", "document"] {
        scene.call(&scene.coach, &own, picture).send().await.is_problem(404, "not-found");
    }
    scene.submit(&scene.noor, &own).await;
    let coachs = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, round).await;
    scene
        .save(&scene.coach, &coachs, &json!({ "levels": { "SO-BH-G-01": 1 }, "notes": { "SO-BH-G-01": "Gezien." } }))
        .await;
    for page in [scene.chart(&scene.coach, &coachs).await, scene.document(&scene.coach, &coachs).await] {
        assert!(!page.contains("Zelfscore") && !page.contains("Mien"), "her coach has not submitted yet: {page}");
    }
    assert_eq!(columns(&scene.chart(&scene.noor, &own).await).len(), 1);
    assert!(!scene.document(&scene.noor, &own).await.contains("Gezien."));

    scene.submit(&scene.coach, &coachs).await;
    assert_eq!(said(&scene.chart(&scene.coach, &coachs).await, "SO-BH-G-01"), "Slb’er 1; Zelfscore 3.");
    assert_eq!(said(&scene.chart(&scene.noor, &own).await, "SO-BH-G-01"), "Zelfscore 3; Slb’er 1.");
    let document = scene.document(&scene.noor, &own).await;
    assert!(document.contains("Gezien.") && document.contains("Over Mien."));
    for picture in ["chart", "document"] {
        scene.call(&scene.supervisor, &own, picture).send().await.is_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn a_coach_whose_coaching_has_ended_sees_no_picture_any_more() {
    let scene = Scene::set(Disclosure::Open).await;
    let round = scene.round().await;
    let own = scene.scores(round, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    scene.submit(&scene.noor, &own).await;
    let coachs = scene.about_noor(&scene.coach, round, &json!({})).await;
    scene.chart(&scene.coach, &own).await;
    let sql = "UPDATE coaching SET ends_at = starts_at WHERE organisation_id = $1 AND coach_id = $2";
    let values = vec![scene.school.organisation.raw().into(), scene.coach.user.raw().into()];
    assert_eq!(samenspel::db::sql::run(scene.app.state.db.writer(), sql, values).await.unwrap(), 1);
    for id in [&own, &coachs] {
        for picture in ["chart", "document"] {
            scene.call(&scene.coach, id, picture).send().await.is_problem(404, "not-found");
        }
    }
}

#[actix_web::test]
async fn every_assessment_in_a_picture_that_somebody_else_looks_at_is_on_the_record() {
    let scene = Scene::set(Disclosure::Open).await;
    let round = scene.round().await;
    let own = scene.scores(round, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    scene.submit(&scene.noor, &own).await;
    let coachs = scene.about_noor(&scene.coach, round, &json!({})).await;
    let feedback = json!({ "assessmentId": own, "anchor": { "kind": "whole" }, "body": "Mooi." });
    let feedback = scene.coach.call(&scene.app, "POST", "/v1/feedback").json(&feedback).send().await.expect(201).id();
    scene.coach.call(&scene.app, "POST", &format!("/v1/feedback/{feedback}/sharing")).send().await.expect(200);
    let trail = async || {
        let rows = entity::audit_event::Entity::find().all(scene.app.state.db.reader()).await.unwrap();
        let mut rows: Vec<_> =
            rows.into_iter().map(|row| (row.action, row.target_id.to_string(), row.actor_id)).collect();
        rows.sort();
        rows
    };
    let before = trail().await;
    for picture in ["chart", "document"] {
        scene.call(&scene.noor, &own, picture).send().await.expect(200);
    }
    assert_eq!(trail().await, before, "what a learner looks at herself is not");
    let read = |what: &str, id: &str, who: &Person| (what.to_owned(), id.to_owned(), who.user.raw());
    scene.chart(&scene.supervisor, &own).await;
    let mut wanted = before.clone();
    wanted.extend([read("scores.read", &own, &scene.supervisor), read("scores.read", &coachs, &scene.supervisor)]);
    wanted.sort();
    assert_eq!(trail().await, wanted);
    scene.document(&scene.coach, &own).await;
    wanted.extend([read("scores.read", &own, &scene.coach), read("scores.read", &coachs, &scene.coach)]);
    wanted.push(read("feedback.read", &feedback, &scene.coach));
    wanted.sort();
    assert_eq!(trail().await, wanted);
}

#[actix_web::test]
async fn a_document_holds_the_feedback_that_was_shared_with_the_learner_and_nothing_else() {
    let scene = Scene::set(Disclosure::Open).await;
    let round = scene.round().await;
    let own = scene.scores(round, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    scene.submit(&scene.noor, &own).await;
    let write = async |body: &str, anchor: Value| {
        let new = json!({ "assessmentId": own, "anchor": anchor, "body": body });
        scene.coach.call(&scene.app, "POST", "/v1/feedback").json(&new).send().await.expect(201).id()
    };
    let shared = write("Je luistert goed.", json!({ "kind": "domain", "code": "basishouding" })).await;
    write("Nog een gedachte.", json!({ "kind": "whole" })).await;
    assert!(!scene.document(&scene.noor, &own).await.contains("luistert goed"));
    scene.coach.call(&scene.app, "POST", &format!("/v1/feedback/{shared}/sharing")).send().await.expect(200);
    for who in [&scene.noor, &scene.coach] {
        let page = scene.document(who, &own).await;
        assert!(
            page.contains("Je luistert goed.")
                && page.contains("Karin Jansen · 2 november 2026 · over De basishouding"),
            "{page}"
        );
        assert!(!page.contains("Nog een gedachte."), "a draft is no part of a document");
    }
    let others = scene.document(&scene.supervisor, &own).await;
    assert!(!others.contains("luistert goed"), "feedback is its author's and the learner's: {others}");
    let seen = format!("/v1/feedback/{shared}/acknowledgement");
    scene.noor.call(&scene.app, "POST", &seen).send().await.expect(200);
    assert!(scene.document(&scene.noor, &own).await.contains("Gelezen op 2 november 2026"));
}

#[actix_web::test]
async fn pictures_speak_the_language_that_is_preferred_and_leave_official_texts_as_they_are() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.scores(scene.round().await, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    let official = "Maakt actief contact met informele en formele zorgverleners";
    for (picture, words) in [
        ("chart", ["concept, nog niet ingeleverd", "draft, not submitted yet"]),
        ("document", ["Ingevuld door", "Filled in by"]),
    ] {
        let told = async |language: &str| {
            scene.call(&scene.noor, &own, picture).header("Accept-Language", language).send().await.expect(200)
        };
        let (dutch, english) = (told("nl").await, told("en-GB, nl;q=0.5").await);
        assert_eq!((dutch.header("content-language"), english.header("content-language")), ("nl", "en"));
        assert!(
            dutch.text.contains("lang=\"nl\"") && dutch.text.contains(words[0]) && !dutch.text.contains(words[1]),
            "{}",
            dutch.text
        );
        assert!(
            english.text.contains("lang=\"en\"") && english.text.contains(words[1]) && !english.text.contains(words[0])
        );
        assert!(dutch.text.contains(official) && english.text.contains(official));
        assert_ne!(dutch.etag(), english.etag(), "another text is another state");
        let unchanged =
            scene.call(&scene.noor, &own, picture).header("If-None-Match", &dutch.etag()).send().await.expect(304);
        assert_eq!(unchanged.header("content-security-policy"), dutch.header("content-security-policy"));
        let head = scene.noor.call(&scene.app, "HEAD", &format!("/v1/assessments/{own}/{picture}")).send().await;
        assert_eq!(head.expect(200).etag(), dutch.etag());
    }
}

#[actix_web::test]
async fn who_takes_no_picture_is_told_so_and_who_takes_one_need_not_take_json() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.scores(scene.round().await, "", &json!({})).await;
    let answer = async |picture: &str, accept: &str| {
        scene.call(&scene.noor, &own, picture).header("Accept", accept).send().await
    };
    for (picture, media_type, kind) in [("chart", "image/svg+xml", "image/*"), ("document", "text/html", "text/*")] {
        for accept in
            [media_type, kind, "*/*", &format!("application/json;q=0, {media_type}"), &format!("{media_type};q=0.1")]
        {
            let given = answer(picture, accept).await.expect(200);
            assert!(given.header("content-type").starts_with(media_type), "{accept}");
        }
        let others = ["application/json", "application/problem+json", "image/png", "application/pdf"];
        for accept in others.into_iter().chain([&*format!("{media_type};q=0, */*")]) {
            answer(picture, accept).await.is_problem(406, "not-acceptable");
        }
    }
    answer("chart", "text/html").await.is_problem(406, "not-acceptable");
    answer("document", "image/svg+xml").await.is_problem(406, "not-acceptable");
    answer("chart?domainCode=nergens", "image/svg+xml").await.is_problem(400, "invalid-input");
}

#[actix_web::test]
async fn a_picture_loads_nothing_and_runs_nothing() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.scores(scene.round().await, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    let answers: [Answer; 2] =
        [scene.call(&scene.noor, &own, "chart").send().await, scene.call(&scene.noor, &own, "document").send().await];
    for answer in answers {
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; ") && policy.ends_with("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        for loading in ["<script", "<link", "<img", "<iframe", " src=", " href=", "url(", "@import", " style=", " on"] {
            let outside = answer.text.split("<style>").next().unwrap().to_owned()
                + answer.text.split("</style>").nth(1).unwrap_or_default();
            let tags = outside.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| format!("<{tag}"));
            assert!(tags.into_iter().all(|tag| !tag.contains(loading)), "{loading}");
        }
    }
}

#[actix_web::test]
async fn one_domain_or_one_form_is_drawn_where_that_is_asked_for() {
    let scene = Scene::set(Disclosure::Open).await;
    let own = scene.scores(scene.round().await, "", &json!({ "levels": { "SO-BH-G-01": 3 } })).await;
    let drawn =
        async |query: &str| scene.call(&scene.noor, &own, &format!("chart{query}")).send().await.expect(200).text;
    let (all, one) = (drawn("").await, drawn("?domainCode=zorglandschap").await);
    assert!(all.contains("SO-BH-G-01") && all.contains("SO-ZL-S-02"));
    assert!(!one.contains("SO-BH-G-01") && one.contains("SO-ZL-S-02"));
    let (radar, bars) =
        (drawn("?form=radar&domainCode=basishouding").await, drawn("?form=bars&domainCode=basishouding").await);
    let (axis, row) = (">G-01</text>", ">SO-BH-G-01</text>");
    assert!(radar.contains(axis) && !radar.contains(row) && bars.contains(row) && !bars.contains(axis));
    let unknown =
        scene.call(&scene.noor, &own, "chart?domainCode=nergens").send().await.is_problem(400, "invalid-input");
    assert_eq!(unknown.errors(), ["/query/domainCode unknown-reference"]);
    let unknown = scene.call(&scene.noor, &own, "chart?form=taart").send().await.is_problem(400, "invalid-input");
    assert_eq!(unknown.errors(), ["/query/form not-a-choice"]);
}
