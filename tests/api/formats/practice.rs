//! Practice coverage: the distribution read another way, and the same in each form.

use std::collections::BTreeSet;

use super::*;

const FIGURES: [(&str, &str); 7] = [
    ("Beroep op gedaan, hoogstens", "practiceCoverageAtMost"),
    ("Beroep op gedaan, aandeel van beantwoord", "practiceCoverage"),
    ("Beantwoord (n)", "nAnswered"),
    ("Geen beroep op gedaan (n)", "nNotCalledUpon"),
    ("Gescoord (n)", "nRated"),
    ("Nog niet beheerst (n)", "nBelowMastery"),
    ("Nog niet beheerst, aandeel van gescoord", "shareBelowMastery"),
];

/// Says that a row of a table tells what this row of JSON tells, and no more.
fn is_told(row: &Value, table: &BTreeMap<String, String>) {
    let (whether, why) = match row["disclosure"].as_str().unwrap() {
        "published" => ("ja", false),
        "atLeastNotCalledUpon" => ("alleen een ondergrens", false),
        _ => ("nee", true),
    };
    assert_eq!(table["Code"], row["code"].as_str().unwrap());
    assert_eq!((table["Getoond"].as_str(), !table["Waarom niet"].is_empty()), (whether, why), "{row}");
    for (head, member) in FIGURES {
        match row[member].as_f64() {
            None => assert_eq!(table[head], "", "{head} of {row}"),
            Some(wanted) => {
                let got: f64 = table[head].parse().unwrap_or_else(|e| panic!("{head} of {row}: {e}"));
                assert!((got - wanted).abs() < 0.0001, "{head} of {row}: {got}");
            }
        }
    }
    let known = FIGURES.map(|(head, _)| head);
    let others = table.keys().filter(|head| !NO_FIGURES.contains(&head.as_str()) && !known.contains(&head.as_str()));
    assert_eq!(others.collect::<Vec<_>>(), ["Waarom niet"], "a column that nothing is said of here");
}

#[actix_web::test]
async fn every_form_of_practice_coverage_tells_the_same_in_the_same_order_and_hides_the_same() {
    let (app, _, team, round, slices) = released().await;
    let mut met = BTreeSet::new();
    for slice in &slices {
        let told = report(&app, &team, "practice-coverage", round, slice).await.expect(200).json();
        let path = path("practice-coverage", round, slice);
        let table = csv(&in_form(&app, &team, CSV, &path).await.expect(200).text, b',');
        let book = workbook(&in_form(&app, &team, XLSX, &path).await.expect(200).bytes);
        let rows = told["rows"].as_array().unwrap();
        assert_eq!((rows.len(), table.len(), book["Praktijk"].len()), (70, 70, 70));
        for (row, (in_csv, in_book)) in rows.iter().zip(table.iter().zip(&book["Praktijk"])) {
            is_told(row, in_csv);
            is_told(row, in_book);
            if row["disclosure"] != "published" {
                let told = FIGURES.into_iter().filter(|(_, member)| !row[*member].is_null());
                let told: Vec<&str> = told.map(|(_, member)| member).collect();
                let band = row["disclosure"] == "atLeastNotCalledUpon";
                assert_eq!(told, if band { vec!["practiceCoverageAtMost"] } else { vec![] }, "{row}");
            }
            met.insert(row["disclosure"].to_string());
        }
        in_form(&app, &team, SVG, &path).await.is_problem(406, "not-acceptable");
    }
    assert_eq!(met.len(), 3, "{met:?}");
}
