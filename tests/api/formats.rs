//! Reports as tables and pictures: they say what the JSON says, hide what it hides, and come in the form that is asked for.

mod domains;
mod practice;
mod two_sheets;

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Reader, Xlsx};
use samenspel::domain::ids::{Id, RoundId};
use serde_json::Value;

use super::{
    coverage::released,
    crosswalks::crosswalk,
    reports::{Slice, class, release, report, submitted, varied},
    support::{Answer, Person, RoundPlan, School, TestApp},
};

const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SVG: &str = "image/svg+xml";

/// What somebody is told when she asks for this in this form.
async fn in_form(app: &TestApp, person: &Person, accept: &str, path: &str) -> Answer {
    person.again(app).get(app, &format!("/v1/reports/{path}")).header("Accept", accept).send().await
}

fn path(kind: &str, round: RoundId, slice: &Slice) -> String {
    format!("{kind}?roundId={}{}", round.raw(), slice.query())
}

/// Rows of a table, each cell under the name of its column.
type Table = Vec<BTreeMap<String, String>>;

/// The table in a CSV.
fn csv(text: &str, separator: u8) -> Table {
    let mut read = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    read.deserialize().map(Result::unwrap).collect()
}

/// The tables of a workbook, by the names of its sheets; what is hidden is told as nothing.
fn workbook(bytes: &[u8]) -> BTreeMap<String, Table> {
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = read.sheet_names();
    let table = |name: String| {
        assert!(read.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "a formula in {name}");
        let range = read.worksheet_range(&name).unwrap();
        let mut rows = range.rows();
        let heads: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
        let cell = |cell: &Data| Some(cell.to_string()).filter(|text| text != "verborgen").unwrap_or_default();
        let row = |row: &[Data]| heads.iter().cloned().zip(row.iter().map(cell)).collect();
        (name, rows.map(row).collect())
    };
    names.into_iter().map(table).collect()
}

/// The parts of a picture that are drawn one below another.
fn pieces(svg: &str) -> Vec<&str> {
    svg.split("</desc>").nth(1).unwrap().split("<g transform=\"translate(30,").skip(1).collect()
}

/// The texts in a part of a picture.
fn texts(piece: &str) -> Vec<&str> {
    let texts = piece.split("<text ").skip(1);
    texts.map(|text| text.split_once('>').unwrap().1.split('<').next().unwrap()).collect()
}

/// A number of JSON as a table writes it.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The columns of figures, and the members they are of.
const FIGURES: [(&str, &str); 11] = [
    ("Gevraagd (n)", "nTotal"),
    ("Beantwoord (n)", "nAnswered"),
    ("Geen beroep op gedaan (n)", "nNotCalledUpon"),
    ("Gescoord (n)", "nRated"),
    ("Niet ingevuld (n)", "unanswered"),
    ("Beheerst, aandeel van gescoord", "shareProficient"),
    ("Mediaan, laagste", "medianLow"),
    ("Mediaan, hoogste", "medianHigh"),
    ("Beroep op gedaan, aandeel van beantwoord", "practiceCoverage"),
    ("Gemiddelde (bijzaak)", "mean"),
    ("Niveau 3 (n)", "levelCounts/3"),
];

/// What of a row of a table is no figure.
const NO_FIGURES: [&str; 9] =
    ["Meetmoment", "Instelling", "Opleiding", "Groep", "Code", "Domein", "Gevraagd aan", "Competentie", "Getoond"];

/// Says that a row of a table tells what this row of JSON tells, and no more.
fn is_told(row: &Value, table: &BTreeMap<String, String>) {
    let rest = || table.iter().filter(|(head, _)| !NO_FIGURES.contains(&head.as_str()));
    let told: Vec<(&str, &str)> =
        rest().filter(|(_, cell)| !cell.is_empty()).map(|(head, cell)| (head.as_str(), cell.as_str())).collect();
    assert_eq!(table["Code"], row["code"].as_str().unwrap());
    match row["disclosure"].as_str().unwrap() {
        "published" => {
            assert_eq!(table["Getoond"], "ja");
            for (head, member) in FIGURES {
                let wanted = row["figures"].pointer(&format!("/{member}")).unwrap();
                let got = &table[head];
                if wanted.is_null() {
                    assert_eq!(got, "", "{head} of {row}");
                } else {
                    let got: f64 = got.parse().unwrap_or_else(|e| panic!("{head} of {row}: {got} {e}"));
                    assert!((got - number(wanted)).abs() < 0.0001, "{head} of {row}: {got}");
                }
            }
        }
        "atLeastNotCalledUpon" => {
            assert_eq!(table["Getoond"], "alleen een ondergrens");
            let share = row["notCalledUponAtLeast"].to_string();
            assert_eq!(told, [("Geen beroep op gedaan, minstens", share.as_str())]);
        }
        _ => {
            assert_eq!(table["Getoond"], "nee");
            assert!(
                matches!(told[..], [("Waarom niet", reason)] if !reason.contains(|c: char| c.is_ascii_digit())),
                "{told:?}"
            );
        }
    }
}

/// Says that a picture draws a bar as this row tells it, and no more.
fn is_drawn(row: &Value, piece: &str) {
    let numbers: Vec<&str> = texts(piece).into_iter().filter(|text| text.parse::<u32>().is_ok()).collect();
    match row["disclosure"].as_str().unwrap() {
        "published" => {
            let levels = row["figures"]["levelCounts"].as_array().unwrap();
            let wanted = [1, 2, 3, 4, 0].map(|at: usize| levels[at].to_string());
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).filter(|count| *count != "0").collect();
            assert_eq!(numbers, wanted, "{row}");
            assert!(!piece.contains("url(#hidden)"));
        }
        "atLeastNotCalledUpon" => {
            let share = format!("minstens {:.0} % zegt", number(&row["notCalledUponAtLeast"]) * 100.0);
            assert!(numbers.is_empty() && piece.contains(&share), "{share} in {piece}");
            assert!(!piece.contains("url(#level"));
        }
        _ => {
            assert!(numbers.is_empty() && !piece.contains('%'), "{piece}");
            assert!(piece.contains("url(#hidden)") && !piece.contains("url(#level"), "{piece}");
        }
    }
}

#[actix_web::test]
async fn every_form_of_a_distribution_tells_the_same_and_hides_the_same() {
    let (app, _, team, round, slices) = released().await;
    let mut met = std::collections::BTreeSet::new();
    for slice in &slices {
        let told = report(&app, &team, "distribution", round, slice).await.expect(200).json();
        let path = path("distribution", round, slice);
        let table = csv(&in_form(&app, &team, CSV, &path).await.expect(200).text, b',');
        let book = workbook(&in_form(&app, &team, XLSX, &path).await.expect(200).bytes);
        let picture = in_form(&app, &team, SVG, &path).await.expect(200).text;
        let rows = told["rows"].as_array().unwrap();
        assert_eq!((table.len(), book["Competenties"].len()), (70, 70));
        for (row, (in_csv, in_book)) in rows.iter().zip(table.iter().zip(&book["Competenties"])) {
            is_told(row, in_csv);
            is_told(row, in_book);
            let code = format!(">{}<", row["code"].as_str().unwrap());
            let piece = pieces(&picture).into_iter().find(|piece| piece.contains(&code));
            is_drawn(row, piece.unwrap_or_else(|| panic!("{code} is not drawn")));
            met.insert(row["disclosure"].to_string());
            let spoken = picture.lines().find(|line| line.contains(row["code"].as_str().unwrap())).unwrap();
            assert_eq!(spoken.contains("niet getoond"), row["disclosure"] == "hidden", "{spoken}");
            assert_eq!(spoken.contains("niveau 3: "), row["disclosure"] == "published", "{spoken}");
        }
        let domains = csv(&in_form(&app, &team, CSV, &format!("{path}&table=domains")).await.expect(200).text, b',');
        for tables in [&domains, &book["Domeinen"]] {
            for (row, cells) in told["domains"].as_array().unwrap().iter().zip(tables) {
                domains::is_told(row, cells);
            }
        }
    }
    assert_eq!(met.len(), 3, "{met:?}");
}

#[actix_web::test]
async fn every_form_of_qualification_coverage_tells_the_same_and_hides_the_same() {
    let (app, _, team, round, slices) = released().await;
    let along = crosswalk(&app, &team.again(&app)).await["id"].as_str().unwrap().to_owned();
    for slice in &slices {
        let path = format!("{}&crosswalkId={along}", path("qualification-coverage", round, slice));
        let told = in_form(&app, &team, JSON, &path).await.expect(200).json();
        let table = csv(&in_form(&app, &team, CSV, &path).await.expect(200).text, b',');
        let book = workbook(&in_form(&app, &team, XLSX, &path).await.expect(200).bytes);
        let mut wanted = vec![];
        for statement in told["statements"].as_array().unwrap() {
            let sets = statement["sets"].as_array().unwrap();
            let aligned: Vec<&Value> = sets.iter().flat_map(|set| set["alignments"].as_array().unwrap()).collect();
            if aligned.is_empty() {
                wanted.push((statement, None));
            }
            wanted.extend(aligned.into_iter().map(|alignment| (statement, Some(alignment))));
        }
        assert_eq!(wanted.len(), 70, "65 alignments, and five statements without any");
        for rows in [&table, &book["Dekking"]] {
            assert_eq!(rows.len(), wanted.len());
            for ((statement, alignment), row) in wanted.iter().zip(rows) {
                assert_eq!(row["Onderdeel"], statement["code"].as_str().unwrap());
                let because = statement["uncoveredBecause"].as_str().unwrap_or_default();
                assert_eq!(row["Waarom er niets bij hoort"], because);
                let figures = ["Gevraagd (n)", "Gescoord (n)", "Beheerst, aandeel van gescoord"];
                let is_published = alignment.is_some_and(|alignment| alignment["disclosure"] == "published");
                let is_there = |head: &&str| !row[*head].is_empty();
                assert_eq!(figures.iter().any(is_there), is_published, "{row:?}");
                if let Some(alignment) = alignment.filter(|_| is_published) {
                    assert_eq!(row["Gevraagd (n)"], alignment["figures"]["nTotal"].to_string());
                }
                let is_hidden = alignment.is_some_and(|alignment| alignment["disclosure"] == "hidden");
                assert_eq!(!row["Waarom niet"].is_empty(), is_hidden, "{row:?}");
            }
        }
    }
}

#[actix_web::test]
async fn a_client_gets_the_form_it_prefers_and_is_told_where_there_is_none() {
    let (app, _, team, round, slices) = released().await;
    let path = path("distribution", round, &slices[0]);
    for (accept, wanted) in [
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/csv, application/json;q=0.5", "text/csv; charset=utf-8"),
        ("text/csv;q=0.4, application/json;q=0.5", JSON),
        ("application/json;q=0, image/*", SVG),
        ("text/csv, application/problem+json", "text/csv; charset=utf-8"),
        (XLSX, XLSX),
    ] {
        let answer = in_form(&app, &team, accept, &path).await.expect(200);
        assert_eq!(answer.header("content-type"), wanted, "{accept}");
        assert!(answer.header("vary").contains("Accept, Accept-Language"), "{}", answer.header("vary"));
    }
    for accept in ["application/pdf", "text/html, image/png", "text/csv;q=0, application/pdf"] {
        in_form(&app, &team, accept, &path).await.is_problem(406, "not-acceptable");
    }
    for kind in ["participation", "qualification-coverage"] {
        in_form(&app, &team, SVG, &path.replace("distribution", kind)).await.is_problem(406, "not-acceptable");
    }
    // Who may not read it is told so as a problem, whatever she asks for.
    let round = Id::new(uuid::Uuid::nil());
    let nowhere = super::formats::path("distribution", round, &Slice::Organisation);
    in_form(&app, &team, CSV, &nowhere).await.is_problem(404, "not-found");
}

#[actix_web::test]
async fn each_form_in_each_language_has_a_tag_of_its_own_and_a_name_if_it_is_a_file() {
    let (app, _, team, round, slices) = released().await;
    let path = format!("/v1/reports/{}", path("distribution", round, &slices[3]));
    let mut tags: Vec<String> = vec![];
    for form in [JSON, CSV, XLSX, SVG] {
        for language in ["nl", "en"] {
            let ask = || {
                let call = team.again(&app).get(&app, &path).header("Accept", form);
                call.header("Accept-Language", language)
            };
            let answer = ask().send().await.expect(200);
            assert_eq!(answer.header("content-language"), language);
            let name = answer.header("content-disposition");
            let title = if language == "nl" { "verdeling-van-zelfscores" } else { "distribution-of-self-scores" };
            match form {
                CSV => assert_eq!(name, format!("attachment; filename=\"{title}-meting-school.csv\"")),
                XLSX => assert_eq!(name, format!("attachment; filename=\"{title}-meting-school.xlsx\"")),
                _ => assert_eq!(name, ""),
            }
            let tag = answer.etag();
            let known = ask().header("If-None-Match", &tag).send().await.expect(304);
            assert_eq!((known.etag(), known.bytes.len()), (tag.clone(), 0));
            for other in &tags {
                ask().header("If-None-Match", other).send().await.expect(200);
            }
            tags.push(tag);
        }
    }
    assert_eq!(tags.iter().collect::<std::collections::BTreeSet<_>>().len(), 8);
}

#[actix_web::test]
async fn a_dutch_spreadsheet_gets_commas_semicolons_and_a_byte_order_mark_where_it_asks_for_them() {
    let (app, _, team, round, slices) = released().await;
    let path = path("distribution", round, &slices[3]);
    let plain = in_form(&app, &team, CSV, &path).await.expect(200);
    let dutch = in_form(&app, &team, CSV, &format!("{path}&decimal=comma&byteOrderMark=true")).await.expect(200);
    assert!(plain.bytes.starts_with(b"Meetmoment,Instelling,Code,"));
    assert!(dutch.bytes.starts_with(b"\xef\xbb\xbfMeetmoment;Instelling;Code;"));
    assert!(plain.text.ends_with("\r\n") && !plain.text.replace("\r\n", "").contains('\n'));
    let (plain, dutch) = (csv(&plain.text, b','), csv(dutch.text.trim_start_matches('\u{feff}'), b';'));
    let mut fractions = 0;
    for (plain, dutch) in plain.iter().zip(&dutch) {
        for (head, cell) in plain {
            let is_fraction = cell.parse::<f64>().is_ok_and(|number| number.fract() > 0.0);
            fractions += usize::from(is_fraction);
            let wanted = if is_fraction { cell.replace('.', ",") } else { cell.clone() };
            assert_eq!(dutch[head], wanted, "{head}");
        }
    }
    assert!(fractions > 0, "nothing is published: {plain:?}");
    let wrong = in_form(&app, &team, CSV, &format!("{path}&decimal=dot&byteOrderMark=1&table=rows")).await;
    let wanted = ["/query/byteOrderMark wrong-type", "/query/decimal not-a-choice", "/query/table not-a-choice"];
    assert_eq!(wrong.is_problem(400, "invalid-input").errors(), wanted);
}

#[actix_web::test]
async fn a_name_that_looks_like_a_formula_is_a_name_in_every_form() {
    let (app, school) = School::start().await;
    let name = "=HYPERLINK(\"http://kwaad.example\";\"<b>\")";
    let group = school.add_group(&app, school.programme, name).await;
    let learners = class(&app, &school, group, 10, None).await;
    let team = school.curriculum(&app, "team", None).await;
    let round = school.round_with(&app, RoundPlan::default(), &[group]).await;
    submitted(&app, &school, &learners, round, varied).await;
    release(&app).await;
    let slice = Slice::Group(group);
    for kind in ["distribution", "participation"] {
        let path = path(kind, round, &slice);
        let table = in_form(&app, &team, CSV, &path).await.expect(200);
        assert_eq!(csv(&table.text, b',')[0]["Groep"], format!("'{name}"));
        let file = in_form(&app, &team, XLSX, &path).await.expect(200);
        assert!(file.header("content-disposition").contains("meting-hyperlink-http-kwaad-example-b.xlsx"));
        // Looks for formulas in every sheet.
        let guide = &workbook(&file.bytes)["Leeswijzer"];
        assert!(guide.iter().flat_map(BTreeMap::values).any(|cell| cell == name), "{guide:?}");
    }
    let picture = in_form(&app, &team, SVG, &path("distribution", round, &slice)).await.expect(200).text;
    assert!(
        picture.contains("=HYPERLINK(&quot;http://kwaad.example&quot;;&quot;&lt;b&gt;&quot;)")
            && !picture.contains("<b>")
    );
}

#[actix_web::test]
async fn the_json_of_a_distribution_is_what_was_kept_with_how_to_read_it_behind() {
    let (app, school, team, round, slices) = released().await;
    let sql = "SELECT document FROM released_report WHERE organisation_id = $1 AND round_id = $2 AND slice = 'group' AND slice_id = $3";
    let values = vec![school.organisation.raw().into(), round.raw().into(), school.group.raw().into()];
    let row = samenspel::db::sql::one(app.state.db.writer(), sql, values).await.unwrap().unwrap();
    let kept: String = row.try_get("", "document").unwrap();
    assert!(!kept.contains("howToRead"), "what is kept is in no language");
    let told = report(&app, &team, "distribution", round, &slices[0]).await.expect(200);
    assert!(told.text.starts_with(kept.strip_suffix('}').unwrap()));
    let how = told.json()["howToRead"].as_str().unwrap().to_owned();
    for wanted in ["geen lage score", "bijzaak", "geen groei"] {
        assert!(how.contains(wanted), "{wanted} in {how}");
    }
}
