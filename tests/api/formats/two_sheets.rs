//! Growth and gaps, which lay two sheets of a learner side by side: exact, rounded or hidden, and the same in each form.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;

/// What of a row is no figure: where it stands, and whether it is told.
const NO_FIGURES: [&str; 8] =
    ["Meetmoment", "Instelling", "Opleiding", "Groep", "Code", "Domein", "Gevraagd aan", "Competentie"];

const GROWTH: [(&str, &str); 12] = [
    ("Beide keren gevraagd (n)", "/nMatched"),
    ("Beide keren gescoord (n)", "/nRatedTwice"),
    ("Hoger (n)", "/transitions/raised"),
    ("Gelijk (n)", "/transitions/same"),
    ("Al op het hoogste niveau (n)", "/transitions/atCeiling"),
    ("Lager (n)", "/transitions/lowered"),
    ("Nu wel beroep op gedaan (n)", "/transitions/becameApplicable"),
    ("Nu geen beroep op gedaan (n)", "/transitions/noLongerApplicable"),
    ("Nieuw bedacht of ingevuld (n)", "/transitions/newlyConsidered"),
    ("Beide keren geen beroep op gedaan (n)", "/transitions/notCalledUpon"),
    ("Niet te vergelijken (n)", "/transitions/notComparable"),
    ("Hoger, aandeel van beide keren gescoord", "/shareRaised"),
];

const GAPS: [(&str, &str); 10] = [
    ("Student en begeleider (n)", "/figures/nPairs"),
    ("Beide gescoord (n)", "/figures/nRatedPairs"),
    ("Gelijk (n)", "/figures/agree"),
    ("Student hoger (n)", "/figures/selfHigher"),
    ("Begeleider hoger (n)", "/figures/coachHigher"),
    ("Beide geen beroep op gedaan (n)", "/figures/agreeNotCalledUpon"),
    ("Verschil over beroep op gedaan (n)", "/figures/applicabilityDiffers"),
    ("Niet te vergelijken (n)", "/figures/notComparable"),
    ("Gelijk, aandeel van beide gescoord", "/figures/rawAgreement"),
    ("Gewogen kappa", "/figures/weightedKappa"),
];

/// Says that a row of a table tells what this row of JSON tells, in these columns, and no more.
fn is_told(row: &Value, table: &BTreeMap<String, String>, figures: &[(&str, &str)]) {
    assert_eq!(table["Code"], row["code"].as_str().unwrap());
    let others = table.iter().filter(|(head, cell)| !NO_FIGURES.contains(&head.as_str()) && !cell.is_empty());
    let told: BTreeSet<&str> = others.map(|(head, _)| head.as_str()).collect();
    let whether = match row["disclosure"].as_str().unwrap() {
        "published" => "ja".to_owned(),
        "rounded" => format!("afgerond op veelvouden van {}", row["roundedTo"]),
        _ => "nee".to_owned(),
    };
    assert_eq!(table["Getoond"], whether, "{row}");
    if row["disclosure"] == "hidden" {
        assert_eq!(told, BTreeSet::from(["Getoond", "Waarom niet"]), "{row}");
        assert!(!table["Waarom niet"].contains(|c: char| c.is_ascii_digit()), "{table:?}");
        return;
    }
    for (head, member) in figures {
        let wanted = row.pointer(member).unwrap_or(&Value::Null);
        if wanted.is_null() {
            assert_eq!(table[*head], "", "{head} of {row}");
        } else {
            let got: f64 = table[*head].parse().unwrap_or_else(|e| panic!("{head} of {row}: {e}"));
            assert!((got - number(wanted)).abs() < 0.0001, "{head} of {row}: {got}");
        }
    }
    let known: BTreeSet<&str> = figures.iter().map(|(head, _)| *head).chain(["Getoond"]).collect();
    assert!(told.is_subset(&known), "{told:?} of {row}");
}

/// Says that a picture draws growth as this row tells it, and no more.
fn is_drawn(row: &Value, piece: &str) {
    let texts = texts(piece);
    let says_so = |text: &str| texts.contains(&text);
    let about = match row["disclosure"].as_str().unwrap() {
        "published" => "",
        "rounded" => "ong. ",
        _ => {
            let figures = texts.iter().filter(|text| !row["code"].as_str().unwrap().contains(**text));
            let figures: Vec<_> = figures.filter(|text| text.contains(|c: char| c.is_ascii_digit())).collect();
            assert!(figures.is_empty() && !piece.contains("<polygon") && !piece.contains("<circle"), "{piece}");
            assert!(piece.contains("url(#hidden)"), "{piece}");
            return;
        }
    };
    let count = |name: &str| row["transitions"][name].as_u64().unwrap();
    let ribbons = ["raised", "same", "atCeiling", "lowered"].into_iter().filter(|name| count(name) > 0).count();
    assert_eq!(piece.matches("<polygon").count(), ribbons, "{piece}");
    assert!(!piece.contains("url(#hidden)"));
    let rated = row["nRatedTwice"].as_u64().unwrap();
    assert!(says_so(&format!("{about}{rated}")), "{rated} in {texts:?}");
    let raised = row["shareRaised"].as_f64().map(|share| format!(" ({about}{:.0} %)", share * 100.0));
    assert!(says_so(&format!("{about}{} hoger{}", count("raised"), raised.unwrap_or_default())), "{texts:?}");
    for (name, says) in [
        ("atCeiling", "al op hoogste niveau"),
        ("same", "gelijk"),
        ("lowered", "lager"),
        ("becameApplicable", "nu wel"),
        ("noLongerApplicable", "nu niet meer"),
    ] {
        assert!(says_so(&format!("{about}{} {says}", count(name))), "{name} in {texts:?}");
    }
    let known = rated + count("becameApplicable") + count("noLongerApplicable") + count("notCalledUpon");
    for name in ["noLongerApplicable", "becameApplicable"] {
        #[expect(clippy::cast_precision_loss, reason = "a class is no larger than a class")]
        let share = (rated + count(name)) as f64 / known as f64;
        assert!(known == 0 || says_so(&format!("{about}{:.0} %", share * 100.0)), "{share} in {texts:?}");
    }
    assert_eq!(piece.contains("stroke-dasharray"), !about.is_empty(), "what is rounded is dashed: {piece}");
    let unsaid = texts.iter().any(|text| !about.is_empty() && text.ends_with('%') && !text.starts_with(about));
    assert!(!unsaid, "a figure that does not say that it is rounded: {texts:?}");
}

/// What a description says of growth in a row.
fn is_spoken(row: &Value, line: &str) {
    let says = |name: &str, about: &str| format!("lager: {about}{};", row["transitions"][name]);
    match row["disclosure"].as_str().unwrap() {
        "published" => assert!(line.contains(&says("lowered", "")) && !line.contains("ong."), "{line}"),
        "rounded" => assert!(line.contains(&says("lowered", "ong. ")), "{line}"),
        _ => assert!(line.contains("niet getoond: ") && !line.contains("hoger: "), "{line}"),
    }
}

/// What learner `n` says here this time: anything, the same each time the test runs.
fn scattered(time: usize, n: usize, at: usize) -> u8 {
    let mixed = (time * 7919 + n * 104_729 + at * 1_299_709 + 12_345).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u8::try_from((mixed >> 40) % 5).unwrap()
}

/// A group in two rounds, with a few who came in between. In the second round a coach rates most of them.
async fn two_rounds() -> (TestApp, Person, RoundId, [Slice; 2]) {
    let (app, school) = School::start().await;
    let coach = school.coach(&app, "coach").await;
    let team = school.curriculum(&app, "team", None).await;
    let mut learners = class(&app, &school, school.group, 24, None).await;
    let round = school.round(&app).await;
    submitted(&app, &school, &learners, round, |n, at| scattered(0, n, at)).await;
    release(&app).await;
    learners.extend(class(&app, &school, school.group, 3, Some("sociaal-werker")).await);
    let learners: Vec<Person> = learners.iter().map(|learner| learner.again(&app)).collect();
    let round = school.round(&app).await;
    let coach = coach.again(&app);
    submitted(&app, &school, &learners, round, |n, at| scattered(1, n, at)).await;
    for (n, learner) in learners.iter().take(23).enumerate() {
        let id = school.started_about(&app, &coach, learner, round).await;
        let path = format!("/v1/assessments/{id}/scores");
        let sheet = coach.get(&app, &path).send().await.expect(200).json();
        let codes = sheet["levels"].as_object().unwrap().keys().enumerate();
        let levels: serde_json::Map<_, _> =
            codes.map(|(at, code)| (code.clone(), scattered(2, n, at).into())).collect();
        coach.call(&app, "PUT", &path).if_match("*").json(&json!({ "levels": levels })).send().await.expect(200);
        coach.call(&app, "POST", &format!("/v1/assessments/{id}/submission")).send().await.expect(200);
    }
    release(&app).await;
    (app, team, round, [Slice::Group(school.group), Slice::Organisation])
}

#[actix_web::test]
async fn every_form_of_growth_tells_the_same_rounds_the_same_and_hides_the_same() {
    let (app, team, round, slices) = two_rounds().await;
    let mut met = BTreeSet::new();
    for slice in &slices {
        let told = report(&app, &team, "growth", round, slice).await.expect(200).json();
        let path = path("growth", round, slice);
        let table = csv(&in_form(&app, &team, CSV, &path).await.expect(200).text, b',');
        let book = workbook(&in_form(&app, &team, XLSX, &path).await.expect(200).bytes);
        let picture = in_form(&app, &team, SVG, &path).await.expect(200).text;
        let rows = told["rows"].as_array().unwrap();
        assert_eq!((rows.len(), table.len(), book["Groei"].len()), (70, 70, 70));
        for (row, (in_csv, in_book)) in rows.iter().zip(table.iter().zip(&book["Groei"])) {
            is_told(row, in_csv, &GROWTH);
            is_told(row, in_book, &GROWTH);
            let code = row["code"].as_str().unwrap();
            let piece = pieces(&picture).into_iter().find(|piece| piece.contains(&format!(">{code}<")));
            is_drawn(row, piece.unwrap_or_else(|| panic!("{code} is not drawn")));
            is_spoken(row, picture.lines().find(|line| line.starts_with(code)).unwrap());
            met.insert(row["disclosure"].to_string());
        }
    }
    assert_eq!(met.len(), 3, "{met:?}");
}

#[actix_web::test]
async fn every_form_of_gaps_tells_the_same_rounds_the_same_and_hides_the_same() {
    let (app, team, round, slices) = two_rounds().await;
    let mut met = BTreeSet::new();
    for slice in &slices {
        let told = report(&app, &team, "gaps", round, slice).await.expect(200).json();
        let path = path("gaps", round, slice);
        let table = csv(&in_form(&app, &team, CSV, &path).await.expect(200).text, b',');
        let book = workbook(&in_form(&app, &team, XLSX, &path).await.expect(200).bytes);
        let rows = told["rows"].as_array().unwrap();
        assert_eq!((rows.len(), table.len(), book["Verschillen"].len()), (70, 70, 70));
        for (row, (in_csv, in_book)) in rows.iter().zip(table.iter().zip(&book["Verschillen"])) {
            is_told(row, in_csv, &GAPS);
            is_told(row, in_book, &GAPS);
            met.insert(row["disclosure"].to_string());
        }
        in_form(&app, &team, SVG, &path).await.is_problem(406, "not-acceptable");
    }
    assert_eq!(met.len(), 3, "{met:?}");
}
