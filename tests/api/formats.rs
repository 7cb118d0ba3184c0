//! Reports as tables and pictures: they say what the JSON says, hide what it hides, and come in the form that is asked for.

mod domains;
mod drawn;
mod scene;
mod shapes;
mod walk;

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

/// The tables of a workbook, by the names of its sheets.
fn workbook(bytes: &[u8]) -> BTreeMap<String, Table> {
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = read.sheet_names();
    let table = |name: String| {
        assert!(read.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "a formula in {name}");
        let range = read.worksheet_range(&name).unwrap();
        let mut rows = range.rows();
        let heads: Vec<String> = rows.next().into_iter().flatten().map(ToString::to_string).collect();
        let row = |row: &[Data]| heads.iter().cloned().zip(row.iter().map(ToString::to_string)).collect();
        (name, rows.map(row).collect())
    };
    names.into_iter().map(table).collect()
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
