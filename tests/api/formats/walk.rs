//! Every report in every form that the contract has of it: what is hidden in one is hidden in all, and what is told is the same in all.

use std::collections::BTreeSet;

use super::{
    scene::Scene,
    shapes::{Of, SHAPES, Sheet},
    *,
};
use crate::support::contract::{self, Operation};

/// What says in a workbook that a cell is hidden.
const HIDDEN: &str = "verborgen";

/// The numbers in a value, each with where it stands.
fn numbers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(at.to_owned()),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| numbers(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| numbers(value, &format!("{at}/{n}"), found));
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// What is told of a row, and the words of a table for it. Domains have no word for it in JSON.
fn disclosed(row: &Value) -> (&str, String) {
    let told = if row["figures"].is_null() { "hidden" } else { "published" };
    let disclosure = row["disclosure"].as_str().unwrap_or(told);
    let words = match disclosure {
        "published" => "ja".to_owned(),
        "rounded" => format!("afgerond op veelvouden van {}", row["roundedTo"]),
        "atLeastNotCalledUpon" => "alleen een ondergrens".to_owned(),
        "hidden" => "nee".to_owned(),
        // A statement that no competency meets: there is nothing to tell.
        "nothing" => String::new(),
        other => panic!("nothing is said here of {other}"),
    };
    (disclosure, words)
}

/// Says that a row of a table tells what this row of JSON tells, and no more. What a table has for a hidden cell is `mark`, or nothing.
fn is_told(sheet: &Sheet, row: &Value, cells: &BTreeMap<String, String>, mark: &str) {
    let of = |head: &str| cells.get(head).unwrap_or_else(|| panic!("{}: no column {head}", sheet.name)).as_str();
    for (head, member) in sheet.names {
        let wanted = match row.pointer(member) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        assert_eq!(of(head), wanted, "{head} of {row}");
    }
    let mut told = vec![];
    numbers(row, "", &mut told);
    let is_named = |at: &str| sheet.names.iter().any(|(_, member)| *member == at);
    told.retain(|member| !sheet.beside.contains(&member.as_str()) && !is_named(member));
    let unsaid: Vec<_> = told.iter().filter(|at| !sheet.figures.iter().any(|(_, member)| member == at)).collect();
    assert!(unsaid.is_empty(), "{}: no column tells {unsaid:?}", sheet.name);
    let is_all_told = sheet.hides && !["hidden", "atLeastNotCalledUpon"].contains(&disclosed(row).0);
    for (head, member) in sheet.figures {
        match row.pointer(member).and_then(Value::as_f64) {
            Some(wanted) => {
                let got: f64 = of(head).parse().unwrap_or_else(|e| panic!("{head} of {row}: {} {e}", of(head)));
                assert!((got - wanted).abs() < 0.0001, "{head} of {row}: {got}");
            }
            // What is told of a row and is nothing is not hidden.
            None if is_all_told => assert_eq!(of(head), "", "{head} of {row}"),
            None => assert!(["", mark].contains(&of(head)), "{head} of {row}: {}", of(head)),
        }
    }
    let mut known: BTreeSet<&str> = sheet.figures.iter().chain(sheet.names).map(|(head, _)| *head).collect();
    known.extend(sheet.texts);
    if sheet.hides {
        let (disclosure, words) = disclosed(row);
        let is_hidden = disclosure == "hidden";
        assert_eq!(of("Getoond"), words, "{row}");
        assert_eq!(row["reason"].is_string(), is_hidden, "{row}");
        assert_eq!(of("Waarom niet").is_empty(), !is_hidden, "{row}");
        assert!(!of("Waarom niet").contains(|c: char| c.is_ascii_digit()), "{cells:?}");
        assert!(!is_hidden || told.is_empty(), "{told:?} of a row that is hidden: {row}");
        let is_marked = sheet.figures.iter().any(|(head, _)| of(head) == mark);
        assert!(!is_hidden || is_marked, "nothing says that it is hidden: {cells:?}");
        known.extend(["Getoond", "Waarom niet"]);
    }
    let others: Vec<_> = cells.keys().filter(|head| !known.contains(head.as_str())).collect();
    assert!(others.is_empty(), "{}: nothing is said here of {others:?}", sheet.name);
}

/// The media types of a report, as the contract has them.
fn media_types(report: &Operation) -> BTreeSet<&'static str> {
    let (_, answer) = report.responses().find(|(status, _)| *status == 200).unwrap();
    answer["content"].as_object().unwrap().keys().map(String::as_str).collect()
}

/// The reports of the contract.
fn reports() -> Vec<Operation> {
    let all = contract::operations().into_iter().filter(|o| o.path.starts_with("/v1/reports/"));
    all.collect()
}

/// What stands behind the path of this report to ask it of this slice; nothing where it is not told of such. Of a class alone it is asked in each of
/// its kinds.
fn queries(report: &Operation, scene: &Scene, slice: &Slice) -> Vec<String> {
    let takes = |key: &str| report.queries.contains_key(key);
    if matches!(slice, Slice::Group(_)) && !takes("groupId") {
        return vec![];
    }
    let round = if takes("roundId") { format!("&roundId={}", scene.round.raw()) } else { String::new() };
    let along = if takes("crosswalkId") { format!("&crosswalkId={}", scene.crosswalk) } else { String::new() };
    let is_class_alone = scene.is_alone && matches!(slice, Slice::Group(_));
    let kinds = ["raterKind", "since"].into_iter().filter(|_| is_class_alone).flat_map(|key| {
        let known = report.queries.get(key).map(|schema| schema["enum"].as_array().unwrap());
        known.into_iter().flatten().map(move |kind| format!("&{key}={}", kind.as_str().unwrap()))
    });
    let of = |kind: String| format!("{round}{along}{}{kind}", slice.query()).trim_start_matches('&').to_owned();
    std::iter::once(String::new()).chain(kinds).map(of).collect()
}

/// Lays the forms of a report about a slice beside its JSON; adds to what was met.
async fn is_the_same_in_each_form(scene: &Scene, of: &Of, path: &str, met: &mut BTreeSet<String>) {
    let ask = async |accept: &str, more: &str| in_form(&scene.app, &scene.team, accept, &format!("{path}{more}")).await;
    let json = ask(JSON, "").await;
    if json.status != 200 {
        // What is refused in one form is refused in each.
        json.is_problem(409, "nothing-to-report");
        for form in of.forms() {
            ask(form, "").await.is_problem(409, "nothing-to-report");
        }
        return;
    }
    let told = json.json();
    let book = workbook(&ask(XLSX, "").await.expect(200).bytes);
    let sheets: BTreeSet<&str> = book.keys().map(String::as_str).collect();
    let mut wanted: BTreeSet<&str> = of.sheets.iter().map(|sheet| sheet.name).collect();
    wanted.extend(of.other_sheets.iter().chain(&["Leeswijzer"]));
    assert_eq!(sheets, wanted, "{path}");
    for sheet in of.sheets {
        let rows = (sheet.rows)(&told);
        let table = csv(&ask(CSV, sheet.query).await.expect(200).text, b',');
        for (table, mark) in [(&table, ""), (&book[sheet.name], HIDDEN)] {
            assert_eq!(table.len(), rows.len(), "{path}");
            for (row, cells) in rows.iter().zip(table) {
                is_told(sheet, row, cells, mark);
                if sheet.hides {
                    met.insert(disclosed(row).0.to_owned());
                }
            }
        }
    }
    if let Some(is_drawn) = of.is_drawn {
        is_drawn(&told, &ask(SVG, "").await.expect(200).text);
    }
}

#[actix_web::test]
async fn every_form_of_every_report_tells_the_same_and_hides_the_same() {
    // A class alone is told more exactly than one with another beside it.
    let scenes = [Scene::with(4).await, Scene::with(0).await];
    let reports = reports();
    for report in &reports {
        let of = SHAPES.iter().find(|of| of.operation == report.id);
        let of = of.unwrap_or_else(|| panic!("{}: say in shapes.rs what its tables hold", report.id));
        let forms = of.forms().into_iter().chain([JSON]).collect();
        assert_eq!(media_types(report), forms, "{}", report.id);
        let mut met = BTreeSet::new();
        for (scene, slice) in scenes.iter().flat_map(|scene| scene.slices.iter().map(move |slice| (scene, slice))) {
            let path = report.path.trim_start_matches("/v1/reports/");
            for query in queries(report, scene, slice) {
                is_the_same_in_each_form(scene, of, &format!("{path}?{query}"), &mut met).await;
            }
        }
        // What there is to hide was there to be hidden, and something was told.
        assert_eq!(met.iter().map(String::as_str).collect::<Vec<_>>(), of.discloses, "{}", report.id);
    }
    assert_eq!(reports.len(), SHAPES.len(), "a shape of no report");
}
