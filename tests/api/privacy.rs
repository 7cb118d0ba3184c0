//! No report gives a person away: what is hidden in which slice, through the API; and who may read which slice at all.

use samenspel::domain::{
    ids::{Id, ProgrammeId},
    organisation::CoachKind,
};
use serde_json::{Value, json};

use super::{
    reports::{Slice, class, release, report, submitted, varied},
    support::{RoundPlan, School, is_near},
};

fn is_hidden(row: &Value, reason: &str) {
    assert_eq!((&row["disclosure"], &row["reason"]), (&json!("hidden"), &json!(reason)), "{row}");
    assert_eq!((&row["figures"], &row["notCalledUponAtLeast"]), (&Value::Null, &Value::Null), "{row}");
}

#[actix_web::test]
async fn nine_learners_are_too_few_and_ten_are_enough() {
    let (app, school) = School::start().await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let nine = class(&app, &school, school.group, 9, None).await;
    let ten = class(&app, &school, second, 10, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let first = school.round(&app).await;
    let other = school.round_with(&app, RoundPlan::default(), &[second]).await;
    submitted(&app, &school, &nine, first, varied).await;
    submitted(&app, &school, &ten, other, varied).await;
    release(&app).await;

    for slice in [Slice::Group(school.group), Slice::Programme(school.programme), Slice::Organisation] {
        let told = report(&app, &team, "distribution", first, &slice).await.expect(200).json();
        for row in told["rows"].as_array().unwrap() {
            is_hidden(row, if row["profession"].is_null() { "tooFewLearners" } else { "nobodyAsked" });
        }
        assert!(told["domains"].as_array().unwrap().iter().all(|row| row["figures"].is_null()));
    }
    let told = report(&app, &team, "distribution", other, &Slice::Group(second)).await.expect(200).json();
    assert!(told["rows"].as_array().unwrap()[..11].iter().all(|row| row["disclosure"] == "published"));
}

#[actix_web::test]
async fn an_organisation_that_raised_the_minimum_gets_it() {
    let (app, school) = School::start().await;
    let sql = "UPDATE organisation SET minimum_learners = 15 WHERE id = $1";
    samenspel::db::sql::run(app.state.db.writer(), sql, vec![school.organisation.raw().into()]).await.unwrap();
    let learners = class(&app, &school, school.group, 14, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, varied).await;
    release(&app).await;
    let told = report(&app, &team, "distribution", round, &Slice::Organisation).await.expect(200).json();
    assert_eq!(told["minimumLearners"], 15);
    is_hidden(&told["rows"][0], "tooFewLearners");
    let asking = format!("/v1/reports/distribution?roundId={}&minimumLearners=5", round.raw());
    team.again(&app).get(&app, &asking).send().await.is_problem(400, "invalid-input");
}

#[actix_web::test]
async fn where_nearly_all_agree_nothing_is_told_but_that_practice_did_not_call_upon_them() {
    let (app, school) = School::start().await;
    let learners = class(&app, &school, school.group, 20, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, |n, at| match at {
        // All but two say 3; all but three; all but two say 0; all of them.
        0 if n >= 2 => 3,
        1 if n >= 3 => 3,
        2 if n >= 2 => 0,
        3 => 0,
        0..=2 => 1,
        _ => varied(n, at),
    })
    .await;
    release(&app).await;
    let told = report(&app, &team, "distribution", round, &Slice::Organisation).await.expect(200).json();
    is_hidden(&told["rows"][0], "dominance");
    assert_eq!(told["rows"][1]["figures"]["levelCounts"], json!([0, 3, 0, 17, 0]));
    for at in [2, 3] {
        let row = &told["rows"][at];
        assert_eq!((&row["disclosure"], &row["reason"]), (&json!("atLeastNotCalledUpon"), &Value::Null));
        is_near(&row["notCalledUponAtLeast"], 0.85);
        assert_eq!(row["figures"], Value::Null);
    }
    let domain = &told["domains"][0];
    assert_eq!((&domain["reason"], &domain["figures"]), (&json!("complementary"), &Value::Null));
    assert!(told["domains"][1]["figures"].is_object(), "a domain with nothing hidden in it is told");
}

#[actix_web::test]
async fn a_small_group_hides_the_programme_it_would_be_subtracted_from() {
    let (app, school) = School::start().await;
    let small = school.add_group(&app, school.programme, "2B").await;
    let large = class(&app, &school, school.group, 12, None).await;
    let few = class(&app, &school, small, 4, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round_with(&app, RoundPlan::default(), &[school.group, small]).await;
    submitted(&app, &school, &large, round, varied).await;
    submitted(&app, &school, &few, round, varied).await;
    release(&app).await;

    let first_row = async |slice: Slice| {
        let told = report(&app, &team, "distribution", round, &slice).await.expect(200).json();
        told["rows"][0].clone()
    };
    assert_eq!(first_row(Slice::Group(school.group)).await["figures"]["nTotal"], 12);
    is_hidden(&first_row(Slice::Group(small)).await, "tooFewLearners");
    is_hidden(&first_row(Slice::Programme(school.programme)).await, "complementary");
    is_hidden(&first_row(Slice::Organisation).await, "complementary");
}

#[actix_web::test]
async fn small_groups_that_are_enough_together_let_the_programme_be_told() {
    let (app, school) = School::start().await;
    let small = school.add_group(&app, school.programme, "2B").await;
    let smaller = school.add_group(&app, school.programme, "2C").await;
    let large = class(&app, &school, school.group, 12, None).await;
    let nine = class(&app, &school, small, 9, None).await;
    let eight = class(&app, &school, smaller, 8, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round_with(&app, RoundPlan::default(), &[school.group, small, smaller]).await;
    for (learners, lean) in [(&large, 0), (&nine, 0), (&eight, 3)] {
        submitted(&app, &school, learners, round, |n, at| varied(n + lean, at)).await;
    }
    release(&app).await;
    for (slice, wanted) in [
        (Slice::Group(school.group), json!(12)),
        (Slice::Group(small), Value::Null),
        (Slice::Group(smaller), Value::Null),
        (Slice::Programme(school.programme), json!(29)),
        (Slice::Organisation, json!(29)),
    ] {
        let told = report(&app, &team, "distribution", round, &slice).await.expect(200).json();
        assert_eq!(told["rows"][0]["figures"]["nTotal"], wanted);
    }
}

#[actix_web::test]
async fn the_curriculum_team_of_a_programme_reads_that_programme_and_its_groups_alone() {
    let (app, school) = School::start().await;
    let nursing = school.add_programme(&app, "nursing").await;
    let theirs = school.add_group(&app, nursing, "V1").await;
    class(&app, &school, school.group, 1, None).await;
    class(&app, &school, theirs, 1, None).await;
    let team = school.curriculum(&app, "team", Some(school.programme)).await;
    let round = school.round_with(&app, RoundPlan::default(), &[school.group, theirs]).await;
    release(&app).await;
    for kind in ["participation", "distribution"] {
        for slice in [Slice::Group(school.group), Slice::Programme(school.programme)] {
            report(&app, &team, kind, round, &slice).await.expect(200);
        }
        for slice in [Slice::Group(theirs), Slice::Programme(nursing), Slice::Organisation] {
            report(&app, &team, kind, round, &slice).await.is_problem(403, "forbidden");
        }
    }
}

#[actix_web::test]
async fn nobody_but_the_curriculum_team_reads_a_distribution() {
    let (app, school) = School::start().await;
    let noor = school.learner(&app, "noor").await;
    let coach = school.coach_of(&app, "coach", Ok(noor.user), CoachKind::StudyCoach).await;
    let administrator = school.administrator(&app, "administrator").await;
    let round = school.round(&app).await;
    release(&app).await;
    for slice in [Slice::Group(school.group), Slice::Programme(school.programme), Slice::Organisation] {
        for person in [&noor, &coach, &administrator] {
            report(&app, person, "distribution", round, &slice).await.is_problem(403, "forbidden");
        }
        for person in [&noor, &coach] {
            report(&app, person, "participation", round, &slice).await.is_problem(403, "forbidden");
        }
    }
}

#[actix_web::test]
async fn a_slice_that_is_no_part_of_the_round_has_no_report() {
    let (app, school) = School::start().await;
    let outside = school.add_group(&app, school.programme, "2B").await;
    let nursing = school.add_programme(&app, "nursing").await;
    let elsewhere = School::found(&app, "elsewhere").await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round(&app).await;
    let foreign = elsewhere.round(&app).await;
    for kind in ["participation", "distribution"] {
        for slice in [Slice::Group(outside), Slice::Programme(nursing), Slice::Group(elsewhere.group)] {
            report(&app, &team, kind, round, &slice).await.is_problem(404, "not-found");
        }
        for slice in [Slice::Organisation, Slice::Group(elsewhere.group)] {
            report(&app, &team, kind, foreign, &slice).await.is_problem(404, "not-found");
        }
        let both = |programme: ProgrammeId| {
            let (round, group, programme) = (round.raw(), school.group.raw(), programme.raw());
            format!("/v1/reports/{kind}?roundId={round}&groupId={group}&programmeId={programme}")
        };
        // A group is of one programme; asked for within another, or within another school's, there is none.
        let right = team.get(&app, &both(school.programme)).send().await;
        let alone = report(&app, &team, kind, round, &Slice::Group(school.group)).await;
        assert_eq!((right.status, right.text), (alone.status, alone.text));
        for programme in [nursing, elsewhere.programme] {
            team.get(&app, &both(programme)).send().await.is_problem(404, "not-found");
        }
        team.get(&app, &format!("/v1/reports/{kind}")).send().await.is_problem(400, "invalid-input");
    }
}
