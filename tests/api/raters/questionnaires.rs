//! Questionnaires: what is asked, in the words for who fills it in.

use serde_json::{Value, json};

use super::{
    Scene,
    guests::{come_in, invite_guests},
};

#[actix_web::test]
async fn a_learner_is_asked_all_of_hers_in_order_under_its_headings_and_in_the_first_person() {
    let scene = Scene::set().await;
    let asked =
        scene.get(&scene.noor, &format!("/v1/assessments/{}/questionnaire", scene.own)).await.expect(200).json();
    let instrument =
        scene.get(&scene.noor, &format!("/v1/instruments/{}", asked["instrumentId"].as_str().unwrap())).await;
    let printed = instrument.expect(200).json()["blocks"].clone();
    let codes = |blocks: &Value| -> Vec<Value> {
        let all = blocks.as_array().unwrap().iter().flat_map(|block| block["competencies"].as_array().unwrap());
        all.map(|competency| json!([competency["code"], competency["text"]])).collect()
    };
    assert_eq!(codes(&asked["blocks"]), codes(&printed));
    assert_eq!(codes(&asked["blocks"]).len(), 70);
    let headings = |blocks: &Value, name: &str| -> Vec<Value> {
        blocks.as_array().unwrap().iter().map(|block| block[name].clone()).collect()
    };
    for name in ["code", "domain", "profession", "heading", "title", "subtitle"] {
        assert_eq!(headings(&asked["blocks"], name), headings(&printed, name), "{name}");
    }
    assert_eq!(asked["blocks"][0]["domainTitle"], "De basishouding");
    assert_eq!((&asked["raterKind"], &asked["blank"]), (&json!("self"), &json!("unanswered")));
    let level = &asked["levels"][3];
    assert_eq!((&level["value"], &level["text"]), (&json!(3), &json!("Ik handel als vanzelfsprekend.")));
    assert_eq!((&level["isOfficial"], &level["counts"]), (&json!(true), &json!(true)));
    assert_eq!(asked["levels"][0]["counts"], false);
}

#[actix_web::test]
async fn somebody_else_is_asked_in_the_third_person_and_only_what_she_is_invited_to() {
    let scene = Scene::set().await;
    let made = invite_guests(&scene, json!({ "domains": ["zorglandschap"], "competencies": ["SO-BH-G-02"] })).await;
    let guest = come_in(&scene, made["secret"].as_str().unwrap()).await;
    let path = format!("{}/questionnaire", guest.sheet);
    let asked = scene.app.call("GET", &path).bearer(&guest.token).send().await.expect(200).json();
    let blocks = asked["blocks"].as_array().unwrap();
    let domains: Vec<&Value> = blocks.iter().map(|block| &block["domain"]).collect();
    assert_eq!(domains, [&json!("basishouding"), &json!("zorglandschap"), &json!("zorglandschap")]);
    assert_eq!(blocks[0]["competencies"].as_array().unwrap().len(), 1);
    assert_eq!(blocks[2]["profession"], "sociaal-werker");
    let level = &asked["levels"][3];
    assert_eq!(
        (&level["text"], &level["isOfficial"]),
        (&json!("De student handelt als vanzelfsprekend."), &json!(false))
    );
    let about = scene.school.started_about(&scene.app, &scene.coach, &scene.noor, scene.round).await;
    let coachs = scene.get(&scene.coach, &format!("/v1/assessments/{about}/questionnaire")).await.expect(200).json();
    assert_eq!((&coachs["levels"], &coachs["blank"]), (&asked["levels"], &json!("notObserved")));
    scene.get(&scene.noor, &format!("/v1/assessments/{about}/questionnaire")).await.is_problem(404, "not-found");
}
