//! The figures of domains, group by group.

use serde_json::json;

use super::*;

/// Two groups of a programme that are large enough, and a small one of another.
async fn two_groups() -> (TestApp, School, Person, RoundId, [Slice; 2]) {
    let (app, school) = School::start().await;
    let second = school.add_group(&app, school.programme, "2B").await;
    let nursing = school.add_programme(&app, "nursing").await;
    let third = school.add_group(&app, nursing, "V1").await;
    let team = school.curriculum(&app, "team", None).await;
    let mut classes = vec![];
    for (group, number) in [(school.group, 12), (second, 14), (third, 4)] {
        classes.push(class(&app, &school, group, number, None).await);
    }
    let round = school.round_with(&app, RoundPlan::default(), &[school.group, second, third]).await;
    for learners in classes {
        submitted(&app, &school, &learners, round, varied).await;
    }
    release(&app).await;
    (app, school, team, round, [Slice::Group(second), Slice::Group(third)])
}

#[actix_web::test]
async fn the_whole_stands_before_its_groups_and_each_says_what_its_distribution_says() {
    let (app, school, team, round, [second, third]) = two_groups().await;
    let programme = Slice::Programme(school.programme);
    let own = Slice::Group(school.group);
    for (asked, slices) in [
        (&Slice::Organisation, vec![&Slice::Organisation, &third, &second, &own]),
        (&programme, vec![&programme, &second, &own]),
    ] {
        let told = in_form(&app, &team, JSON, &path("domains", round, asked)).await.expect(200).json();
        let parts = told["slices"].as_array().unwrap();
        let mut wanted = vec![];
        for slice in slices {
            let of = report(&app, &team, "distribution", round, slice).await.expect(200).json();
            wanted.push((of["slice"].clone(), of["domains"].clone()));
        }
        let first = told["slice"].clone();
        assert_eq!(first, parts[0]["slice"]);
        let mut got: Vec<_> = parts.iter().map(|part| (part["slice"].clone(), part["domains"].clone())).collect();
        assert_eq!(got[0], wanted[0]);
        got.sort_by_key(|(slice, _)| slice.to_string());
        wanted.sort_by_key(|(slice, _)| slice.to_string());
        assert_eq!(got, wanted);
        assert!(told["howToRead"].as_str().unwrap().contains("geen rangorde"));
    }
    let told = in_form(&app, &team, JSON, &path("domains", round, &Slice::Organisation)).await.expect(200).json();
    let names: Vec<&str> =
        told["slices"].as_array().unwrap().iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["school", "2A", "2B", "V1"]);
    let small = told["slices"].as_array().unwrap().iter().find(|part| part["name"] == "V1").unwrap();
    for row in small["domains"].as_array().unwrap() {
        assert_eq!((&row["figures"], row["reason"].is_string()), (&json!(null), true), "{row}");
    }
}

#[actix_web::test]
async fn no_figure_of_a_domain_has_more_digits_than_are_told() {
    let (app, _, team, round, [second, _]) = two_groups().await;
    let told = report(&app, &team, "distribution", round, &second).await.expect(200).json();
    let domains = told["domains"].as_array().unwrap();
    let (mut shares, mut finest) = (0, 0);
    for figures in domains.iter().map(|row| &row["figures"]).filter(|figures| !figures.is_null()) {
        let levels = figures["levelShares"].as_array().unwrap().iter();
        let single = ["unansweredShare", "shareProficient", "practiceCoverage"].map(|name| &figures[name]);
        let digits = |value: &Value| value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
        for share in levels.chain(single) {
            assert!(digits(share) <= 3, "{share} in {figures}");
            (shares, finest) = (shares + 1, finest.max(digits(share)));
        }
        assert!(digits(&figures["mean"]) <= 2, "{figures}");
    }
    assert!(shares >= 32 && finest == 3, "{shares} {finest}");
}

#[actix_web::test]
async fn the_team_of_a_programme_sees_its_own_groups_and_nobody_else_any() {
    let (app, school, team, round, _) = two_groups().await;
    let own = school.curriculum(&app, "own", Some(school.programme)).await;
    let administrator = school.administrator(&app, "administrator").await;
    let elsewhere = School::found(&app, "elsewhere").await.curriculum(&app, "elsewhere", None).await;
    let (whole, programme) = (Slice::Organisation, Slice::Programme(school.programme));
    let ask = async |who: &Person, slice: &Slice| in_form(&app, who, JSON, &path("domains", round, slice)).await;
    ask(&own, &programme).await.expect(200);
    ask(&own, &whole).await.is_problem(403, "forbidden");
    for who in [&administrator, &school.coach(&app, "coach").await, &school.learner(&app, "learner").await] {
        ask(who, &programme).await.is_problem(403, "forbidden");
    }
    ask(&elsewhere, &programme).await.is_problem(404, "not-found");
    ask(&elsewhere, &whole).await.is_problem(404, "not-found");
    let third = school.add_programme(&app, "third").await;
    ask(&team, &Slice::Programme(third)).await.is_problem(404, "not-found");
    let group = format!("{}&groupId={}", path("domains", round, &whole), school.group.raw());
    let wrong = in_form(&app, &team, JSON, &group).await.is_problem(400, "invalid-input");
    assert_eq!(wrong.errors(), ["/query/groupId unknown-member"]);
}
