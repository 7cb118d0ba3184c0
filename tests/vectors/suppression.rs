//! What is told of rows and of domains, and what is hidden.

use std::{collections::HashMap, sync::Arc};

use samenspel::domain::{
    assessment::RaterKind,
    clock::Timestamp,
    definition::{Name, Source},
    framework::{CompetencyKind, Framework, FrameworkParts, NewCompetency},
    ids::{GroupId, Id, OrganisationId, OwnerId, ProgrammeId, RoundId},
    instrument::{Block, Instrument, InstrumentParts},
    lineage::Lineage,
    privacy::{Disclosure, Slice, Terms, Verdict, judge},
    report::{Answers, Column, Distribution, Member, Moment, Outcome, Panel, SliceOf, Slices, distributions},
    round::RoundKind,
    scale::Scale,
    statistics::Counts,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{near, scale, score};

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi/vectors/suppression.json")).unwrap()
}

fn number(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

fn terms(vector: &Value) -> Terms {
    let may_leave_open = vector["mayLeaveOpen"].as_bool().unwrap();
    Terms { minimum: number(&vector["minimumLearners"]), may_leave_open }
}

/// What a disclosure is called in the contract.
fn told(disclosure: Disclosure) -> Value {
    let (disclosure, reason, at_least) = match disclosure {
        Disclosure::Published => ("published", None, None),
        Disclosure::Band(share) => ("atLeastNotCalledUpon", None, Some(share)),
        Disclosure::Hidden(reason) => ("hidden", Some(reason.code()), None),
    };
    json!({ "disclosure": disclosure, "reason": reason, "notCalledUponAtLeast": at_least })
}

/// A slice with its parts, out of those of a vector.
fn slice(rows: &[Value], row: &Value) -> Slice {
    let levels = row["levelCounts"].as_array().unwrap().iter().map(number).collect();
    let counts = Counts { levels, unanswered: number(&row["unanswered"]), not_observed: 0 };
    let parts: Vec<Slice> =
        rows.iter().filter(|part| part["partOf"] == row["slice"]).map(|part| slice(rows, part)).collect();
    if let Some((first, others)) = parts.split_first() {
        let mut sum = first.counts.clone();
        for part in others {
            sum.add_all(&part.counts);
        }
        assert_eq!(sum, counts, "the parts of {} add up to it", row["slice"]);
    }
    Slice { counts, parts, yields: false }
}

/// Verdicts with the parts before the whole.
fn parts_first(verdict: &Verdict, into: &mut Vec<Value>) {
    verdict.parts.iter().for_each(|part| parts_first(part, into));
    into.push(told(verdict.disclosure));
}

#[test]
fn the_published_rows_are_told_and_hidden_as_ours_are() {
    let document = document();
    let vectors = document["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 25);
    let mut met = std::collections::BTreeSet::new();
    for vector in vectors {
        let rows = vector["slices"].as_array().unwrap();
        let whole = rows.last().unwrap();
        assert_eq!(whole["partOf"], Value::Null);
        let mut got = Vec::new();
        parts_first(&judge(&scale(&vector["levels"]), &slice(rows, whole), terms(vector)), &mut got);
        assert_eq!(got.len(), rows.len(), "{}", vector["name"]);
        for (row, got) in rows.iter().zip(got) {
            for member in ["disclosure", "reason", "notCalledUponAtLeast"] {
                assert_eq!(got[member], row[member], "{}: {member} of {}", vector["name"], row["slice"]);
            }
            met.insert(format!("{} {}", row["disclosure"], row["reason"]));
        }
    }
    assert_eq!(met.len(), 6, "published, a band, and four reasons: {met:?}");
}

/// An instrument with so many statements in one domain.
fn instrument(scale: Scale, n: usize) -> Instrument {
    let name = Name { owner: OwnerId::SHIPPED, code: "vector".to_owned(), version: "1.0.0".to_owned() };
    let codes: Vec<String> = (1..=n).map(|at| format!("V-{at}")).collect();
    let competency = |code: &String| NewCompetency {
        code: code.clone(),
        domain: "d".to_owned(),
        kind: CompetencyKind::Competency,
        profession: None,
        text: "Vector".to_owned(),
    };
    let parts = FrameworkParts {
        domains: vec![("d".to_owned(), "Vector".to_owned(), vec![])],
        competencies: codes.iter().map(competency).collect(),
        ..FrameworkParts::default()
    };
    let framework = Arc::new(Framework::new(name.clone(), parts).unwrap());
    let text = || "Vector".to_owned();
    let block = Block {
        code: "d".to_owned(),
        domain: "d".to_owned(),
        profession: None,
        heading: text(),
        title: text(),
        subtitle: None,
        competencies: codes,
    };
    let parts = InstrumentParts {
        language: "nl".to_owned(),
        title: text(),
        source: Source::default(),
        introduction: vec![text()],
        blocks: vec![block],
        prompts: vec![],
    };
    Instrument::new(name, framework, Arc::new(scale), parts).unwrap()
}

/// The distributions of these groups, which make a programme, and that the organisation.
fn reports(vector: &Value, instrument: &Instrument) -> Vec<Distribution> {
    let programme = ProgrammeId::new(Uuid::from_u128(1));
    let groups = vector["groups"].as_array().unwrap();
    let id = |at: usize| GroupId::new(Uuid::from_u128(100 + at as u128));
    let member = |at: usize, sheet: &Value| {
        let bytes = sheet.as_array().unwrap().iter().map(|level| score(level).to_byte()).collect();
        Member {
            groups: vec![Some((id(at), programme))],
            placements: vec![None],
            answers: vec![Some(Answers { bytes, reasons: HashMap::new() })],
            ..Member::default()
        }
    };
    let members = groups.iter().enumerate().flat_map(|(at, group)| {
        group["sheets"].as_array().unwrap().iter().map(move |sheet| member(at, sheet)).collect::<Vec<_>>()
    });
    let panel = Panel {
        organisation: OrganisationId::new(Uuid::from_u128(2)),
        terms: terms(vector),
        released_at: Timestamp::UNIX_EPOCH,
        moments: vec![Moment { round: RoundId::new(Uuid::from_u128(3)), kind: RoundKind::Other, instrument }],
        columns: vec![Column { moment: 0, rater_kind: RaterKind::SelfScore }],
        members: members.collect(),
        workplaces: Vec::new(),
        cohorts: HashMap::new(),
        lineage: Arc::new(Lineage::default()),
        told: HashMap::new(),
        measured_from: HashMap::new(),
        chance: Box::new(|| 0),
    };
    let mut reports = distributions(&panel, &Slices::of((0..groups.len()).map(|at| (id(at), programme, None))), 0);
    // Organisation, programme, groups: the parts come first in a vector.
    reports[2..].reverse();
    reports.reverse();
    reports
}

#[test]
fn the_published_domains_are_told_and_hidden_as_ours_are() {
    let document = document();
    let vectors = document["domains"].as_array().unwrap();
    assert!(vectors.len() >= 6);
    for vector in vectors {
        let instrument = instrument(scale(&vector["levels"]), number(&vector["nStatements"]) as usize);
        let (reports, wanted) = (reports(vector, &instrument), vector["told"].as_array().unwrap());
        assert_eq!(reports.len(), wanted.len());
        for (report, wanted) in reports.iter().zip(wanted) {
            let is_whole = matches!(report.slice, SliceOf::Organisation(_));
            assert_eq!(is_whole, wanted["slice"] == "organisation", "{}", vector["name"]);
            let rows = report.rows.iter().map(|row| match row.outcome {
                Outcome::Published { .. } => "published",
                Outcome::Band(_) => "atLeastNotCalledUpon",
                Outcome::Hidden(_) => "hidden",
            });
            assert_eq!(json!(rows.collect::<Vec<_>>()), wanted["disclosures"], "{} {wanted}", vector["name"]);
            let domain = &report.blocks[0].outcome;
            assert_eq!(
                json!(domain.as_ref().err().map(|reason| reason.code())),
                wanted["reason"],
                "{} {wanted}",
                vector["name"]
            );
            let figures = domain.as_ref().ok().map(|f| {
                json!({
                    "nLearners": f.n_learners, "nRatedLearners": f.n_rated_learners, "levelShares": f.level_shares,
                    "unansweredShare": f.unanswered_share, "shareProficient": f.share_proficient,
                    "practiceCoverage": f.practice_coverage, "mean": f.mean,
                })
            });
            let Some(figures) = figures else {
                assert_eq!(wanted["figures"], Value::Null);
                continue;
            };
            for (member, value) in wanted["figures"].as_object().unwrap() {
                let is_same = match (value.as_array(), figures[member].as_array()) {
                    (Some(wanted), Some(got)) => {
                        wanted.len() == got.len() && wanted.iter().zip(got).all(|(w, g)| near(w, g))
                    }
                    _ => near(&figures[member], value),
                };
                assert!(is_same, "{}: {member} is {} and not {value}", vector["name"], figures[member]);
            }
        }
    }
}
