//! The published test vectors hold for this implementation too; another one can be tried with the same files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod suppression;

use samenspel::domain::{
    comparison::{Agreement, Gap, Said, steps},
    definition::{Name, Source},
    framework::{CompetencyKind, Framework, FrameworkParts, NewCompetency},
    growth::{Moment, Transition},
    ids::{OwnerId, content_id},
    lineage::{Lineage, Predecessor, Succession},
    scale::{Scale, ScaleLevel},
    score::{Reason, Score},
    statistics::{Counts, figures},
};
use serde_json::{Value, json};

fn scale(levels: &Value) -> Scale {
    let level = |l: &Value| ScaleLevel {
        value: u8::try_from(l["value"].as_u64().unwrap()).unwrap(),
        text: l["value"].to_string(),
        third_person: None,
        counts: l["counts"].as_bool().unwrap(),
        proficient: l["proficient"].as_bool().unwrap(),
    };
    let name = Name { owner: OwnerId::SHIPPED, code: "vector".to_owned(), version: "1.0.0".to_owned() };
    let id = content_id(name.owner, "scale", &name.code, &name.version);
    let levels = levels.as_array().unwrap().iter().map(level).collect();
    Scale::new(id, name, "nl".to_owned(), "Vector".to_owned(), Source::default(), levels).unwrap()
}

/// The figures of these answers under the names of the contract.
fn told(scale: &Scale, answers: &Value) -> Value {
    let mut counts = Counts::none(scale);
    for answer in answers.as_array().unwrap() {
        let level = answer.as_u64().map(|value| Score::Level(u8::try_from(value).unwrap()));
        counts.add(scale, level.unwrap_or(Score::Unanswered));
    }
    let f = figures(scale, &counts);
    json!({
        "nTotal": f.n_total, "nAnswered": f.n_answered, "nNotCalledUpon": f.n_not_called_upon, "nRated": f.n_rated,
        "levelCounts": counts.levels, "unanswered": counts.unanswered, "shareProficient": f.share_proficient,
        "medianLow": f.median_low, "medianHigh": f.median_high, "practiceCoverage": f.practice_coverage, "mean": f.mean,
    })
}

fn near(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-10,
        _ => one == other,
    }
}

#[test]
fn the_published_statistics_are_ours() {
    let document: Value = serde_json::from_str(include_str!("../../openapi/vectors/statistics.json")).unwrap();
    let vectors = document["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 20);
    for vector in vectors {
        let told = told(&scale(&vector["levels"]), &vector["answers"]);
        let wanted = vector["figures"].as_object().unwrap();
        assert_eq!(told.as_object().unwrap().len(), wanted.len());
        for (name, value) in wanted {
            let same =
                if let Some(list) = value.as_array() { told[name] == json!(list) } else { near(&told[name], value) };
            assert!(same, "{}: {name} is {} and not {value}", vector["name"], told[name]);
        }
    }
}

/// A score as it stands in a vector.
fn score(value: &Value) -> Score {
    match value {
        Value::Number(level) => Score::Level(u8::try_from(level.as_u64().unwrap()).unwrap()),
        Value::Null => Score::Unanswered,
        Value::String(state) if state == "notObserved" => Score::NotObserved,
        Value::String(state) if state == "notAsked" => Score::NotAsked,
        Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => panic!("no score: {value}"),
    }
}

fn scores(value: &Value) -> Vec<Score> {
    value.as_array().unwrap().iter().map(score).collect()
}

/// A value of an enumeration as it stands in the contract: `SelfHigher` is `selfHigher`.
fn code(value: impl std::fmt::Debug) -> String {
    let name = format!("{value:?}");
    name[..1].to_lowercase() + &name[1..]
}

#[test]
fn the_published_gaps_are_ours() {
    let document: Value = serde_json::from_str(include_str!("../../openapi/vectors/gaps.json")).unwrap();
    let vectors = document["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 9);
    for vector in vectors {
        let scale = scale(&vector["levels"]);
        let said = |side: &str| -> Vec<Said> { scores(&vector[side]).iter().map(|s| Said::of(&scale, *s)).collect() };
        let pairs: Vec<(Said, Said)> = said("self").into_iter().zip(said("coach")).collect();
        let gaps: Vec<String> = pairs.iter().map(|(own, coach)| code(Gap::between(*own, *coach))).collect();
        assert_eq!(json!(gaps), vector["gaps"], "{}", vector["name"]);
        let steps: Vec<Option<i32>> = pairs.iter().map(|(own, coach)| steps(*own, *coach)).collect();
        assert_eq!(json!(steps), vector["steps"], "{}", vector["name"]);
        let counting = scale.levels().iter().filter(|l| l.counts).count();
        let agreement = Agreement::of(pairs.into_iter(), counting);
        assert_eq!(json!(agreement.n_pairs), vector["nPairs"], "{}", vector["name"]);
        assert!(near(&json!(agreement.raw), &vector["rawAgreement"]), "{}: {agreement:?}", vector["name"]);
        assert!(near(&json!(agreement.kappa), &vector["weightedKappa"]), "{}: {agreement:?}", vector["name"]);
    }
}

#[test]
fn the_published_transitions_are_ours() {
    let document: Value = serde_json::from_str(include_str!("../../openapi/vectors/growth.json")).unwrap();
    let vectors = document["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 5);
    for vector in vectors {
        let scale = scale(&vector["levels"]);
        let highest = scale.levels().iter().filter(|l| l.counts).count() - 1;
        let reasons = vector["reasonsBefore"].as_array().unwrap().iter().map(|r| r.as_str().and_then(Reason::parse));
        let moment = |score: Score, reason| Moment::new(Said::of(&scale, score), score, reason);
        let before = scores(&vector["before"]).into_iter().zip(reasons).map(|(score, reason)| moment(score, reason));
        let after = scores(&vector["after"]).into_iter().map(|score| moment(score, None));
        let told: Vec<String> =
            before.zip(after).map(|(before, after)| code(Transition::between(before, after, highest))).collect();
        assert_eq!(json!(told), vector["transitions"], "{}", vector["name"]);
    }
}

/// A version of a framework with nothing but codes and what it declares of earlier versions.
fn version(document: &Value) -> Framework {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let competencies = document["codes"].as_array().unwrap().iter().map(|code| NewCompetency {
        code: text(code),
        domain: "d".to_owned(),
        kind: CompetencyKind::Skill,
        profession: None,
        text: "Vector".to_owned(),
    });
    let predecessors = document["predecessors"].as_array().unwrap().iter().map(|declared| Predecessor {
        version: text(&declared["version"]),
        earlier: text(&declared["earlier"]),
        succession: Succession::parse(declared["succession"].as_str().unwrap()).unwrap(),
        code: text(&declared["code"]),
    });
    let parts = FrameworkParts {
        domains: vec![("d".to_owned(), "Vector".to_owned(), vec![])],
        competencies: competencies.collect(),
        predecessors: predecessors.collect(),
        ..FrameworkParts::default()
    };
    let (owner, code, version) = (OwnerId::SHIPPED, "vector".to_owned(), text(&document["version"]));
    Framework::new(Name { owner, code, version }, parts).unwrap()
}

#[test]
fn the_published_successions_are_ours() {
    let document: Value = serde_json::from_str(include_str!("../../openapi/vectors/versions.json")).unwrap();
    let vectors = document["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 4);
    for vector in vectors {
        let versions: Vec<Framework> = vector["versions"].as_array().unwrap().iter().map(version).collect();
        let lineage = Lineage::of(&versions.iter());
        let mut same = Vec::new();
        for (at, earlier) in versions.iter().enumerate() {
            for later in &versions[at + 1..] {
                for competency in earlier.competencies() {
                    let code = lineage.code_in(later.id, earlier.id, competency);
                    same.extend(
                        code.map(|code| json!([earlier.name.version, competency.code, later.name.version, code])),
                    );
                }
            }
        }
        assert_eq!(json!(same), vector["same"], "{}", vector["name"]);
    }
}
