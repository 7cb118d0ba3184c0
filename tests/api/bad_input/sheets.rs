//! Score sheets that are not right: every fault of a sheet is told at once, each at its place, and nothing of it is saved.

use serde_json::{Value, json};

use super::is_refused;
use crate::support::{Answer, Person, School, TestApp};

/// A learner without a profession who has begun: of her only the generic competencies are asked.
struct Beginner {
    app: TestApp,
    learner: Person,
    path: String,
}

impl Beginner {
    async fn start() -> Self {
        let (app, school) = School::start().await;
        let learner = school.learner_in(&app, "learner", school.group, None).await;
        let round = school.round(&app).await;
        let path = format!("/v1/assessments/{}/scores", school.started(&app, &learner, round).await);
        let begun = Self { app, learner, path };
        begun.put(r#"{"levels":{"SO-BH-G-01":3},"notes":{"SO-BH-G-01":"goed"}}"#).await.expect(200);
        begun
    }

    async fn put(&self, body: &str) -> Answer {
        self.send("PUT", "application/json", body).await
    }

    async fn patch(&self, body: &str) -> Answer {
        self.send("PATCH", "application/merge-patch+json", body).await
    }

    async fn send(&self, method: &str, media_type: &str, body: &str) -> Answer {
        let call = self.learner.call(&self.app, method, &self.path).if_match("*").header("Content-Type", media_type);
        call.bytes(body.as_bytes().to_vec()).send().await
    }

    /// The sheet, its tag and its whole history.
    async fn state(&self) -> (String, String, String) {
        let sheet = self.learner.get(&self.app, &self.path).send().await.expect(200);
        let history = self.learner.get(&self.app, &format!("{}/history", self.path)).send().await.expect(200);
        (sheet.etag(), sheet.text, history.text)
    }

    /// Says that this sheet has these faults, sent whole or in part, and that nothing came of it.
    async fn finds(&self, sheet: &str, mut faults: Vec<&str>) {
        let before = self.state().await;
        faults.sort_unstable();
        for answer in [self.put(sheet).await, self.patch(sheet).await] {
            is_refused(&answer, &[400], sheet);
            assert_eq!(answer.errors(), faults, "{sheet}");
            assert_eq!(answer.json()["type"], "/problems/invalid-input");
        }
        assert_eq!(self.state().await, before, "{sheet}");
    }
}

#[actix_web::test]
async fn a_learner_is_told_every_fault_of_her_sheet_at_once_and_nothing_of_it_is_saved() {
    let beginner = Beginner::start().await;
    let long = "é".repeat(2_001);
    let sheet = format!(
        r#"{{
            "levels": {{
                "SO-BH-G-01": 5, "SO-BH-G-02": 2.7, "SO-BH-G-03": "3", "SO-BH-G-04": -1, "SO-BH-G-05": 1e99,
                "SO-BH-G-06": true, "SO-BH-G-07": [3], "SO-BH-G-08": {{}}, "SO-BH-G-09": 2, "SO-BH-G-09": 3,
                "SO-BH-G-10": 99999999999999999999, "SO-BH-G-11": 4, "SO-DN-S-01": 2, "SO-XX-G-01": 3, "": 1, "a/b~c": null
            }},
            "notes": {{
                "SO-BH-G-01": "{long}", "SO-BH-G-02": 7, "SO-BH-G-03": "een\u0000twee", "SO-BH-G-04": ["x"],
                "SO-DN-S-01": "x", "SO-XX-G-01": "x", "SO-BH-G-11": "goed"
            }},
            "reasons": {{
                "SO-BH-G-01": "because", "SO-BH-G-02": 4, "SO-BH-G-03": "", "SO-DN-S-01": "notAtIssue",
                "SO-XX-G-01": "notAtIssue", "SO-BH-G-11": "notMastered"
            }}
        }}"#
    );
    let faults = vec![
        "/levels/SO-BH-G-01 off-scale",
        "/levels/SO-BH-G-02 not-a-level",
        "/levels/SO-BH-G-03 not-a-level",
        "/levels/SO-BH-G-04 off-scale",
        "/levels/SO-BH-G-05 off-scale",
        "/levels/SO-BH-G-06 not-a-level",
        "/levels/SO-BH-G-07 not-a-level",
        "/levels/SO-BH-G-08 not-a-level",
        "/levels/SO-BH-G-09 duplicate-member",
        "/levels/SO-BH-G-10 off-scale",
        "/levels/SO-DN-S-01 not-asked",
        "/levels/SO-XX-G-01 unknown-competency",
        "/levels/ unknown-competency",
        "/levels/a~1b~0c unknown-competency",
        "/notes/SO-BH-G-01 too-long",
        "/notes/SO-BH-G-02 not-a-text",
        "/notes/SO-BH-G-03 control-character",
        "/notes/SO-BH-G-04 not-a-text",
        "/notes/SO-DN-S-01 not-asked",
        "/notes/SO-XX-G-01 unknown-competency",
        "/reasons/SO-BH-G-01 unknown-reason",
        "/reasons/SO-BH-G-02 not-a-text",
        "/reasons/SO-BH-G-03 unknown-reason",
        "/reasons/SO-DN-S-01 not-asked",
        "/reasons/SO-XX-G-01 unknown-competency",
    ];
    beginner.finds(&sheet, faults).await;
}

#[actix_web::test]
async fn what_is_wrong_around_the_maps_is_told_with_what_is_wrong_inside_them() {
    let beginner = Beginner::start().await;
    let sheet = r#"{
        "levels": { "SO-BH-G-01": 5, "SO-XX-G-01": 1, "SO-BH-G-02": 3 }, "notes": "goed", "reasons": [], "level": { "x": 1 },
        "levels": { "SO-BH-G-01": 7 }
    }"#;
    let faults = vec![
        "/level unknown-member",
        "/levels duplicate-member",
        "/levels/SO-BH-G-01 off-scale",
        "/notes wrong-type",
        "/reasons wrong-type",
    ];
    beginner.finds(sheet, faults).await;
    let before = beginner.state().await;
    let without_levels =
        beginner.put(r#"{"notes":{"SO-XX-G-01":"x"},"reasons":{"SO-BH-G-01":"because"},"x":null}"#).await;
    is_refused(&without_levels, &[400], "a sheet without levels");
    let told = ["/levels missing", "/notes/SO-XX-G-01 unknown-competency", "/reasons/SO-BH-G-01 unknown-reason"];
    assert_eq!(without_levels.errors(), [&told[..], &["/x unknown-member"]].concat());
    assert_eq!(beginner.state().await, before);
}

#[actix_web::test]
async fn a_code_that_stands_twice_is_a_fault_even_where_both_say_the_same() {
    let beginner = Beginner::start().await;
    let twice = r#"{"levels":{"SO-BH-G-01":3,"SO-BH-G-02":1,"SO-BH-G-01":3}}"#;
    beginner.finds(twice, vec!["/levels/SO-BH-G-01 duplicate-member"]).await;
    let thrice = r#"{"levels":{},"notes":{"SO-BH-G-01":"a","SO-BH-G-01":"b","SO-BH-G-01":null}}"#;
    let faults = vec!["/notes/SO-BH-G-01 duplicate-member", "/notes/SO-BH-G-01 duplicate-member"];
    beginner.finds(thrice, faults).await;
    beginner.finds(r#"{"levels":{"SO-BH-G-01":1},"levels":{}}"#, vec!["/levels duplicate-member"]).await;
}

#[actix_web::test]
async fn nobody_wipes_a_sheet_by_sending_null_for_a_whole_map() {
    let beginner = Beginner::start().await;
    beginner.finds(r#"{"levels":null}"#, vec!["/levels wrong-type"]).await;
    beginner
        .finds(r#"{"levels":{},"notes":null,"reasons":null}"#, vec!["/notes wrong-type", "/reasons wrong-type"])
        .await;
    beginner.finds(r#"{"levels":[]}"#, vec!["/levels wrong-type"]).await;
    beginner.finds(r#"{"levels":{"X":null}}"#, vec!["/levels/X unknown-competency"]).await;
    beginner.finds(r#"{"levels":{"SO-DN-S-01":null}}"#, vec!["/levels/SO-DN-S-01 not-asked"]).await;
    let before = beginner.state().await;
    let empty = beginner.put("{}").await;
    is_refused(&empty, &[400], "a sheet without levels");
    assert_eq!(empty.errors(), ["/levels missing"]);
    assert_eq!(beginner.state().await, before);
    let cleared = beginner.patch(r#"{"levels":{"SO-BH-G-01":null}}"#).await.expect(200).json();
    assert_eq!(cleared["levels"]["SO-BH-G-01"], Value::Null);
    assert_eq!(cleared["notes"]["SO-BH-G-01"], "goed");
}

#[actix_web::test]
async fn a_note_of_the_greatest_length_fits_however_many_bytes_its_letters_take() {
    let beginner = Beginner::start().await;
    let note = "👩‍🎓".chars().cycle().take(2_000).collect::<String>();
    let saved = beginner.patch(&json!({ "notes": { "SO-BH-G-01": note } }).to_string()).await.expect(200);
    assert_eq!(saved.json()["notes"]["SO-BH-G-01"], note);
    let longer = json!({ "levels": {}, "notes": { "SO-BH-G-01": format!("{note}x") } }).to_string();
    beginner.finds(&longer, vec!["/notes/SO-BH-G-01 too-long"]).await;
}

#[actix_web::test]
async fn a_sheet_of_all_seventy_notes_at_their_longest_fits_in_a_body() {
    let (app, school) = School::start().await;
    let learner = school.learner(&app, "learner").await;
    let path = format!("/v1/assessments/{}/scores", school.started(&app, &learner, school.round(&app).await).await);
    let sheet = learner.get(&app, &path).send().await.expect(200).json();
    let codes = sheet["levels"].as_object().unwrap().keys();
    let notes: Value =
        codes.map(|code| (code.clone(), json!("€".repeat(2_000)))).collect::<serde_json::Map<_, _>>().into();
    let put = learner.call(&app, "PUT", &path).if_match("*").json(&json!({ "levels": {}, "notes": notes }));
    assert_eq!(put.send().await.expect(200).json()["notes"], notes);
}

#[actix_web::test]
async fn the_words_of_a_fault_are_dutch_or_english_as_is_asked() {
    let beginner = Beginner::start().await;
    let said = async |language: &str| {
        let call = beginner.learner.call(&beginner.app, "PUT", &beginner.path).if_match("*");
        let sheet = json!({ "levels": { "SO-BH-G-01": 7 } });
        let answer = call.header("Accept-Language", language).json(&sheet).send().await.expect(400);
        answer.json()["errors"][0]["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        said("nl").await,
        "Geen niveau van deze schaal; mogelijk zijn 0, 1, 2, 3, 4, of null voor onbeantwoord."
    );
    assert_eq!(said("en").await, "Not a level of this scale; possible are 0, 1, 2, 3, 4, or null for unanswered.");
}
