//! Qualification coverage: a crosswalk, and what the released distribution says of the competencies in it. Nothing else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use samenspel::{
    content::load::{self, File},
    domain::ids::{Id, OwnerId, RoundId},
    resources::reports,
};
use serde_json::{Value, json};

use super::{
    crosswalks::{crosswalk, crosswalk_called},
    invented::{bakery, level, source},
    reports::{Slice, class, release, report, submitted, varied},
    support::{Answer, Person, RoundPlan, School, TestApp, is_near},
};

/// What somebody is told when she asks for this report along this crosswalk.
async fn coverage(app: &TestApp, person: &Person, crosswalk: &Value, round: RoundId, slice: &Slice) -> Answer {
    asked(app, person, &crosswalk["id"], round, slice, "").await
}

/// Likewise, in this language.
async fn asked(
    app: &TestApp,
    person: &Person,
    crosswalk: &Value,
    round: RoundId,
    slice: &Slice,
    language: &str,
) -> Answer {
    let along = crosswalk.as_str().unwrap();
    let path = format!("/v1/reports/qualification-coverage?roundId={}&crosswalkId={along}", round.raw());
    let ask = person.again(app).get(app, &format!("{path}{}", slice.query())).header("Accept-Language", language);
    ask.send().await
}

/// The list under this name.
fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn statement<'a>(report: &'a Value, code: &str) -> &'a Value {
    list(report, "statements").iter().find(|statement| statement["code"] == code).unwrap()
}

/// Every alignment in a report, with its set and its statement.
fn alignments(report: &Value) -> Vec<(&Value, &Value, &Value)> {
    let statements = list(report, "statements").iter();
    let sets = statements.flat_map(|statement| list(statement, "sets").iter().map(move |set| (statement, set)));
    sets.flat_map(|(statement, set)| list(set, "alignments").iter().map(move |a| (a, set, statement))).collect()
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Twelve learners of one group and nine social workers of another have submitted, and it is out. Everybody gives the same answer to one
/// competency, and nearly everybody says "not called upon" of another.
pub async fn released() -> (TestApp, School, Person, RoundId, [Slice; 4]) {
    let (app, school) = School::start().await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let twelve = class(&app, &school, school.group, 12, None).await;
    let nine = class(&app, &school, second, 9, Some("sociaal-werker")).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round_with(&app, RoundPlan::default(), &[school.group, second]).await;
    let answer = |n: usize, at: usize| match at {
        5 => 4,
        6 if n > 0 => 0,
        _ => varied(n, at),
    };
    submitted(&app, &school, &twelve, round, answer).await;
    submitted(&app, &school, &nine, round, answer).await;
    release(&app).await;
    let slices =
        [Slice::Group(school.group), Slice::Group(second), Slice::Programme(school.programme), Slice::Organisation];
    (app, school, team, round, slices)
}

#[actix_web::test]
async fn it_tells_of_a_competency_what_the_distribution_tells_and_hides_what_that_hides() {
    let (app, _, team, round, slices) = released().await;
    let crosswalk = crosswalk(&app, &team.again(&app)).await;
    let mut met = BTreeSet::new();
    for slice in slices {
        let distribution = report(&app, &team, "distribution", round, &slice).await.expect(200).json();
        let rows: BTreeMap<&str, &Value> =
            list(&distribution, "rows").iter().map(|row| (row["code"].as_str().unwrap(), row)).collect();
        let told = coverage(&app, &team, &crosswalk, round, &slice).await.expect(200).json();
        for member in ["roundId", "slice", "instrumentId", "releasedAt", "minimumLearners"] {
            assert_eq!(told[member], distribution[member]);
        }
        assert_eq!(alignments(&told).len(), 65);
        for (alignment, ..) in alignments(&told) {
            let row = rows[alignment["code"].as_str().unwrap()];
            for member in ["profession", "disclosure", "reason", "notCalledUponAtLeast"] {
                assert_eq!(alignment[member], row[member], "{alignment}");
            }
            assert_eq!(alignment["figures"].is_null(), row["figures"].is_null(), "{alignment}");
            for (member, figure) in alignment["figures"].as_object().into_iter().flatten() {
                assert_eq!(*figure, row["figures"][member], "{member} in {alignment}");
            }
            met.insert(format!("{} {}", row["disclosure"], row["reason"]));
        }
    }
    // What there is to hide was there to be hidden.
    for wanted in [
        "\"published\" null",
        "\"hidden\" \"tooFewLearners\"",
        "\"hidden\" \"nobodyAsked\"",
        "\"hidden\" \"dominance\"",
        "\"atLeastNotCalledUpon\" null",
    ] {
        assert!(met.contains(wanted), "{wanted} is not among {met:?}");
    }
}

#[actix_web::test]
async fn figures_stand_with_single_competencies_and_nowhere_else() {
    let (app, _, team, round, slices) = released().await;
    let crosswalk = crosswalk(&app, &team.again(&app)).await;
    let told = coverage(&app, &team, &crosswalk, round, &slices[3]).await.expect(200).json();
    let members = ["statementId", "code", "kind", "text", "selfScoreIs", "sets", "uncoveredBecause"];
    for statement in list(&told, "statements") {
        assert_eq!(names(statement), BTreeSet::from(members));
        for set in list(statement, "sets") {
            assert_eq!(names(set), BTreeSet::from(["profession", "nAligned", "nPublished", "alignments"]));
            let aligned = list(set, "alignments");
            let published = aligned.iter().filter(|a| a["disclosure"] == "published").count();
            assert_eq!((&set["nAligned"], &set["nPublished"]), (&json!(aligned.len()), &json!(published)));
            assert!(aligned.iter().all(|a| a["profession"] == set["profession"]), "{set}");
        }
    }
    let (first, ..) = alignments(&told)
        .into_iter()
        .find(|(a, ..)| a["disclosure"] == "published")
        .unwrap_or_else(|| panic!("nothing is published in {told}"));
    let figures = ["nTotal", "nAnswered", "nNotCalledUpon", "nRated", "practiceCoverage", "shareProficient"];
    assert_eq!(names(&first["figures"]), BTreeSet::from(figures));
}

#[actix_web::test]
async fn generic_competencies_and_those_of_a_profession_stand_apart_and_so_do_their_learners() {
    let (app, school) = School::start().await;
    let workers = class(&app, &school, school.group, 10, Some("sociaal-werker")).await;
    let others = class(&app, &school, school.group, 11, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &workers, round, varied).await;
    submitted(&app, &school, &others, round, varied).await;
    release(&app).await;
    let crosswalk = crosswalk(&app, &team.again(&app)).await;
    let told = coverage(&app, &team, &crosswalk, round, &Slice::Group(school.group)).await.expect(200).json();
    for (alignment, set, _) in alignments(&told) {
        let wanted = if set["profession"].is_null() { 21 } else { 10 };
        assert_eq!(alignment["figures"]["nTotal"], wanted, "{alignment}");
    }
    let sets = list(statement(&told, "D1-K1-V-07"), "sets");
    let told: Vec<(&Value, &Value)> = sets.iter().map(|set| (&set["profession"], &set["nAligned"])).collect();
    assert_eq!(told, [(&Value::Null, &json!(2)), (&json!("sociaal-werker"), &json!(2))]);
}

#[actix_web::test]
async fn of_knowledge_a_self_score_is_no_evidence_and_of_nothing_it_says_that_it_was_achieved() {
    let (app, _, team, round, slices) = released().await;
    let crosswalk = crosswalk(&app, &team.again(&app)).await;
    let told = coverage(&app, &team, &crosswalk, round, &slices[0]).await.expect(200);
    let statements = told.json();
    for statement in list(&statements, "statements") {
        let wanted = if statement["kind"] == "knowledge" { "noEvidence" } else { "ownView" };
        assert_eq!(statement["selfScoreIs"], wanted);
        assert_eq!(statement["uncoveredBecause"].is_string(), list(statement, "sets").is_empty(), "{statement}");
    }
    assert_eq!(list(&statements, "statements").iter().filter(|s| s["selfScoreIs"] == "noEvidence").count(), 14);
    let english = asked(&app, &team, &crosswalk["id"], round, &slices[0], "en").await.expect(200);
    for (answer, language, says) in [(&told, "nl", "geen bewijs"), (&english, "en", "no proof")] {
        assert_eq!(answer.header("content-language"), language);
        let how = answer.json()["howToRead"].as_str().unwrap().to_owned();
        assert!(how.contains(says), "{how}");
        for word in ["behaald", "gehaald", "voldaan", "achieved", "attained", "passed"] {
            assert!(!answer.text.contains(word), "{word}");
        }
    }
    assert_ne!(told.etag(), english.etag());
}

#[actix_web::test]
async fn who_reads_the_distribution_reads_it_and_nobody_else() {
    let (app, school, team, round, slices) = released().await;
    let nursing = school.add_programme(&app, "nursing").await;
    let own = school.curriculum(&app, "own", Some(school.programme)).await;
    let other = school.curriculum(&app, "other", Some(nursing)).await;
    let administrator = school.administrator(&app, "administrator").await;
    let coach = school.coach(&app, "coach").await;
    let learner = school.learner(&app, "learner").await;
    let elsewhere = School::found(&app, "elsewhere").await.curriculum(&app, "elsewhere", None).await;
    let crosswalk = crosswalk(&app, &team.again(&app)).await;
    for slice in &slices {
        for person in [&team, &own, &other, &administrator, &coach, &learner, &elsewhere] {
            let there = report(&app, person, "distribution", round, slice).await;
            let here = coverage(&app, person, &crosswalk, round, slice).await;
            assert_eq!(here.status, there.status, "{}", here.text);
            if here.status != 200 {
                assert_eq!(here.json()["type"], there.json()["type"]);
            }
        }
        coverage(&app, &team, &crosswalk, round, slice).await.expect(200);
        coverage(&app, &other, &crosswalk, round, slice).await.is_problem(403, "forbidden");
        coverage(&app, &administrator, &crosswalk, round, slice).await.is_problem(403, "forbidden");
        coverage(&app, &elsewhere, &crosswalk, round, slice).await.is_problem(404, "not-found");
    }
    coverage(&app, &own, &crosswalk, round, &slices[0]).await.expect(200);
    coverage(&app, &own, &crosswalk, round, &Slice::Organisation).await.is_problem(403, "forbidden");
    coverage(&app, &team, &crosswalk, round, &Slice::Programme(nursing)).await.is_problem(404, "not-found");
    // Who may not read it does not learn either whether there is such a crosswalk.
    asked(&app, &administrator, &json!(uuid::Uuid::nil()), round, &slices[0], "").await.is_problem(403, "forbidden");
}

#[actix_web::test]
async fn before_the_release_there_is_nothing_to_tell_and_a_slice_stays_as_it_was_released() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 10, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, varied).await;
    let (crosswalk, slice) = (crosswalk(&app, &team).await, Slice::Group(school.group));
    for wait in [TimeDelta::zero(), TimeDelta::days(21)] {
        app.later(wait);
        coverage(&app, &team, &crosswalk, round, &slice).await.is_problem(409, "report-not-released");
    }
    app.later(TimeDelta::seconds(30));
    assert_eq!(reports::release_due(&app.state).await.unwrap(), 1);
    let first = coverage(&app, &team, &crosswalk, round, &slice).await.expect(200);
    assert!(first.json()["statements"].to_string().contains("\"published\""));
    school.exempt(&app, round, &learners[0]).await;
    app.later(TimeDelta::days(1));
    samenspel::jobs::once(&app.state).await;
    let again = coverage(&app, &team, &crosswalk, round, &slice).await.expect(200);
    assert_eq!((again.etag(), again.text), (first.etag(), first.text));
}

/// What is shipped, and the same framework and instrument under another code.
fn shipped_twice() -> Vec<File> {
    let copy =
        |f: File| File { name: format!("other/{}", f.name), text: f.text.replace("\"samen-optrekken", "\"bakkerij") };
    let mut files = load::shipped();
    files.extend(load::shipped().into_iter().filter(|f| f.name.starts_with("samen-optrekken/")).map(copy));
    files
}

#[actix_web::test]
async fn a_crosswalk_that_is_not_there_or_is_about_another_framework_is_an_error_of_the_request() {
    let (app, school) = School::with_content(shipped_twice()).await;
    let team = school.curriculum(&app, "team", None).await;
    let owner = OwnerId::new(school.organisation.raw());
    let mut rounds = BTreeMap::new();
    let instruments: Vec<_> = app.state.catalogue.instruments(owner).map(|i| (i.name.code.clone(), i.id)).collect();
    for (code, id) in instruments {
        let plan = RoundPlan { instrument: Some(id), ..RoundPlan::default() };
        rounds.insert(code, school.round_with(&app, plan, &[school.group]).await);
    }
    let crosswalk = crosswalk(&app, &team).await;
    let (fits, other) = (rounds["samen-optrekken-zelfscore"], rounds["bakkerij-zelfscore"]);
    let slice = Slice::Organisation;
    // Before the release, and after it.
    for turn in 0..2 {
        for (round, id, fault) in [
            (other, &crosswalk["id"], "of-another-framework"),
            (fits, &json!(uuid::Uuid::nil()), "unknown-reference"),
            (fits, &crosswalk["ofFrameworkId"], "unknown-reference"),
        ] {
            let refused = asked(&app, &team, id, round, &slice, "").await.is_problem(400, "invalid-input");
            assert_eq!(refused.errors(), [format!("/query/crosswalkId {fault}")]);
        }
        let fitting = coverage(&app, &team, &crosswalk, fits, &slice).await;
        assert_eq!(fitting.status, if turn == 0 { 409 } else { 200 });
        if turn == 0 {
            release(&app).await;
        }
    }
    let path = format!("/v1/reports/qualification-coverage?roundId={}", fits.raw());
    let refused = team.again(&app).get(&app, &path).send().await.is_problem(400, "invalid-input");
    assert_eq!(refused.errors(), ["/query/crosswalkId missing"]);
}

/// The bakery's book, an exam beside it, and what of the one the other meets. Nobody is asked `D5` by the instrument.
fn exam() -> Vec<File> {
    let mut files = bakery(&json!([
        level(10, "Nog niet.", true, false),
        level(20, "Komt niet voor.", false, false),
        level(30, "Ja.", true, true)
    ]));
    for file in &mut files {
        if file.name == "bakken/instrument.json" {
            let mut instrument: Value = serde_json::from_str(&file.text).unwrap();
            instrument["blocks"][0]["competencies"].as_array_mut().unwrap().pop();
            file.text = instrument.to_string();
        }
    }
    let statement = |code: &str, kind: &str| {
        let text = format!("Statement {code}.");
        json!({ "code": code, "domain": "toets", "kind": kind, "profession": null, "text": text })
    };
    let common = |kind: &str| {
        json!({
            "kind": kind, "code": "toets", "version": "2.0.0", "language": "nl", "title": "Toets", "source": source(),
        })
    };
    let mut framework = common("framework");
    framework["fields"] = json!([]);
    framework["professions"] = json!([]);
    framework["domains"] = json!([{ "code": "toets", "title": "Toets", "fields": [] }]);
    framework["competencies"] = json!([statement("T1", "skill"), statement("T2", "knowledge")]);
    let aligned = |codes: &[&str], kind: &str, rationale: &str, status: &str| json!({ "statement": "T1", "competencies": codes, "type": kind, "rationale": rationale, "status": status });
    let mut crosswalk = common("crosswalk");
    crosswalk["of"] = json!({ "code": "toets", "version": "2.0.0" });
    crosswalk["by"] = json!({ "code": "bakken", "version": "3.1.0" });
    crosswalk["alignments"] = json!([
        aligned(&["G1"], "isPartOf", "Dit hoort erbij.", "proposed"),
        aligned(&["D1", "D5"], "exactMatchOf", "Dit is hetzelfde.", "confirmed"),
    ]);
    crosswalk["uncovered"] = json!([{ "statement": "T2", "rationale": "Daar gaat het boek niet over." }]);
    let file = |document: Value| File { name: format!("toets/{}.json", document["kind"]), text: document.to_string() };
    files.extend([file(framework), file(crosswalk)]);
    files
}

#[actix_web::test]
async fn an_invented_qualification_is_told_along_an_invented_crosswalk() {
    let (app, school) = School::with_content(exam()).await;
    let learners = class(&app, &school, school.group, 10, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    // Four say 30, three 10 and three "not called upon".
    submitted(&app, &school, &learners, round, |n, _| [30, 10, 20][n % 3]).await;
    release(&app).await;
    let crosswalk = crosswalk_called(&app, &team.again(&app), "toets").await;
    let told = coverage(&app, &team, &crosswalk, round, &Slice::Organisation).await.expect(200).json();
    let codes: Vec<&Value> = list(&told, "statements").iter().map(|statement| &statement["code"]).collect();
    assert_eq!(codes, ["T1", "T2"]);
    let sets = list(statement(&told, "T1"), "sets");
    let counts: Vec<[&Value; 3]> =
        sets.iter().map(|set| ["profession", "nAligned", "nPublished"].map(|m| &set[m])).collect();
    assert_eq!(json!(counts), json!([[null, 2, 1], ["banketbakker", 1, 0]]));
    let [asked, left_out] = [0, 1].map(|at| &sets[0]["alignments"][at]);
    assert_eq!(
        (&asked["code"], &asked["type"], &asked["status"]),
        (&json!("D1"), &json!("exactMatchOf"), &json!("confirmed"))
    );
    assert_eq!(asked["rationale"], "Dit is hetzelfde.");
    let counted = ["nTotal", "nAnswered", "nNotCalledUpon", "nRated"].map(|member| &asked["figures"][member]);
    assert_eq!(json!(counted), json!([10, 10, 3, 7]));
    is_near(&asked["figures"]["practiceCoverage"], 0.7);
    is_near(&asked["figures"]["shareProficient"], 4.0 / 7.0);
    for nobodys in [left_out, &sets[1]["alignments"][0]] {
        let why = (&nobodys["disclosure"], &nobodys["reason"], &nobodys["figures"]);
        assert_eq!(why, (&json!("hidden"), &json!("nobodyAsked"), &Value::Null), "{nobodys}");
    }
    let uncovered = statement(&told, "T2");
    assert_eq!((&uncovered["sets"], &uncovered["selfScoreIs"]), (&json!([]), &json!("noEvidence")));
    assert_eq!(uncovered["uncoveredBecause"], "Daar gaat het boek niet over.");
}
