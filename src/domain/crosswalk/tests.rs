use super::*;
use crate::domain::{
    framework::{FrameworkParts, NewCompetency, Profession},
    ids::{Id, OwnerId},
};

/// What is baked, and what an exam asks of it. `B4` is the pastry cook's own, `B5` too, in the words of `B1`.
fn frameworks() -> [Arc<Framework>; 2] {
    let framework = |code: &str, competencies: &[(&str, CompetencyKind, Option<&str>, &str)]| {
        let new = |&(code, kind, profession, text): &(&str, CompetencyKind, Option<&str>, &str)| NewCompetency {
            code: code.into(),
            domain: "d".into(),
            kind,
            profession: profession.map(str::to_owned),
            text: text.into(),
        };
        let parts = FrameworkParts {
            professions: vec![Profession { code: "banketbakker".into(), title: "banketbakker".into() }],
            domains: vec![("d".into(), "D".into(), vec![])],
            competencies: competencies.iter().map(new).collect(),
            ..FrameworkParts::default()
        };
        Arc::new(Framework::new(name(code), parts).unwrap())
    };
    let pastry = Some("banketbakker");
    let exam = [
        ("E1", CompetencyKind::Knowledge, None, "Kent deeg."),
        ("E2", CompetencyKind::Skill, None, "Kan bakken."),
        ("E3", CompetencyKind::Skill, None, "Kan rekenen."),
    ];
    let bakery = [
        ("B1", CompetencyKind::Competency, None, "Ik kneed."),
        ("B2", CompetencyKind::Competency, None, "Ik rijs."),
        ("B3", CompetencyKind::Competency, None, "Ik bak."),
        ("B4", CompetencyKind::Competency, pastry, "Ik spuit."),
        ("B5", CompetencyKind::Competency, pastry, "Ik kneed."),
    ];
    [framework("examen", &exam), framework("bakken", &bakery)]
}

fn name(code: &str) -> Name {
    Name { owner: OwnerId::SHIPPED, code: code.into(), version: "1.0.0".into() }
}

fn aligning(statement: &str, competencies: &[&str]) -> NewAlignments {
    NewAlignments {
        statement: statement.into(),
        competencies: competencies.iter().map(|code| (*code).to_owned()).collect(),
        kind: AlignmentType::IsRelatedTo,
        rationale: format!("Dit gaat over {statement}."),
        status: AlignmentStatus::Proposed,
    }
}

fn uncovered(codes: &[&str]) -> Vec<(String, String)> {
    codes.iter().map(|code| ((*code).to_owned(), "Hier gaat niets over.".to_owned())).collect()
}

fn crosswalk(alignments: Vec<NewAlignments>, uncovered: Vec<(String, String)>) -> Result<Crosswalk, Flaw> {
    let [of, by] = frameworks();
    Crosswalk::new(name("oversteek"), of, by, CrosswalkParts { alignments, uncovered, ..CrosswalkParts::default() })
}

/// A good one.
fn oversteek() -> Crosswalk {
    crosswalk(vec![aligning("E2", &["B4", "B3"]), aligning("E1", &["B1", "B2"])], uncovered(&["E3"])).unwrap()
}

fn codes_of(alignments: &[Alignment]) -> Vec<&str> {
    alignments.iter().map(|a| a.competency.code.as_str()).collect()
}

#[test]
fn every_statement_is_there_in_printed_order_with_what_meets_it_or_why_nothing_does() {
    let crosswalk = oversteek();
    let told: Vec<(&str, Vec<&str>, Option<&str>)> = crosswalk
        .statements()
        .iter()
        .map(|s| (s.competency.code.as_str(), codes_of(s.alignments()), s.uncovered_because()))
        .collect();
    let wanted =
        [("E1", vec!["B1", "B2"], None), ("E2", vec!["B4", "B3"], None), ("E3", vec![], Some("Hier gaat niets over."))];
    assert_eq!(told, wanted);
    assert_eq!(crosswalk.alignments().count(), 4);
}

#[test]
fn generic_competencies_come_first_and_those_of_a_profession_stand_apart() {
    let crosswalk = oversteek();
    let sets = crosswalk.statements()[1].sets();
    let told: Vec<(Option<&str>, Vec<&str>)> = sets
        .iter()
        .map(|set| (set.profession, set.alignments.iter().map(|a| a.competency.code.as_str()).collect()))
        .collect();
    assert_eq!(told, [(None, vec!["B3"]), (Some("banketbakker"), vec!["B4"])]);
    assert!(crosswalk.statements()[2].sets().is_empty());
}

#[test]
fn a_competency_that_repeats_another_to_the_letter_covers_nothing() {
    let twice = crosswalk(vec![aligning("E1", &["B5"])], uncovered(&["E2", "E3"]));
    assert_eq!(twice.unwrap_err().0, "crosswalk oversteek@1.0.0: `B5` repeats `B1` to the letter: it covers nothing");
    assert!(crosswalk(vec![aligning("E1", &["B1"])], uncovered(&["E2", "E3"])).is_ok(), "the first stands for both");
}

#[test]
fn what_is_wrong_with_a_crosswalk_is_said_by_name() {
    let good = || aligning("E1", &["B1"]);
    let mute = || NewAlignments { rationale: " ".into(), ..good() };
    for (alignments, without, says) in [
        (vec![good(), aligning("E9", &["B1"])], vec!["E2", "E3"], "framework examen@1.0.0 has no `E9`"),
        (vec![aligning("E1", &["B9"])], vec!["E2", "E3"], "framework bakken@1.0.0 has no `B9`"),
        // The two sides are not mistaken for each other.
        (vec![aligning("B1", &["E1"])], vec!["E1", "E2", "E3"], "framework examen@1.0.0 has no `B1`"),
        (vec![good()], vec!["E2", "E3", "E9"], "framework examen@1.0.0 has no `E9`"),
        (vec![good()], vec!["E2"], "`E3` is aligned with nothing, and nothing says why"),
        (vec![good()], vec!["E1", "E2", "E3"], "`E1` is aligned, and is said to be uncovered"),
        (vec![good()], vec!["E2", "E3", "E3"], "uncovered statement `E3` stands twice"),
        (vec![good(), aligning("E1", &["B2", "B1"])], vec!["E2", "E3"], "alignment `B1 - E1` stands twice"),
        (vec![good(), aligning("E2", &[])], vec!["E3"], "an alignment of `E2` names no competency"),
        (vec![mute()], vec!["E2", "E3"], "`E1` has no rationale"),
    ] {
        let flaw = crosswalk(alignments, uncovered(&without)).unwrap_err();
        assert!(flaw.0.ends_with(says), "{flaw}");
    }
    let [of, _] = frameworks();
    let itself = Crosswalk::new(name("oversteek"), Arc::clone(&of), of, CrosswalkParts::default());
    assert!(itself.unwrap_err().0.contains("both sides"));
    let silent = crosswalk(vec![good()], vec![("E2".into(), String::new()), ("E3".into(), "Nee.".into())]);
    assert!(silent.unwrap_err().0.ends_with("`E2` has no rationale"));
}

#[test]
fn ids_follow_from_the_names_and_each_pair_has_its_own() {
    let (one, again) = (oversteek(), oversteek());
    assert_eq!(one, again);
    let mut ids: Vec<_> = one.alignments().map(|a| a.id.raw()).collect();
    ids.push(one.id.raw());
    assert!(ids.iter().all(|id| id.get_version_num() == 5));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5);

    let [of, by] = frameworks();
    let parts = CrosswalkParts {
        alignments: vec![aligning("E1", &["B1"])],
        uncovered: uncovered(&["E2", "E3"]),
        ..CrosswalkParts::default()
    };
    let next = Crosswalk::new(Name { version: "1.1.0".into(), ..name("oversteek") }, of, by, parts).unwrap();
    assert!(next.id != one.id && next.alignments().all(|a| !ids.contains(&a.id.raw())), "another version, other ids");
}

#[test]
fn a_self_score_is_no_evidence_of_knowledge() {
    assert_eq!(SelfScoreValue::of(CompetencyKind::Knowledge), SelfScoreValue::NoEvidence);
    for kind in [CompetencyKind::Skill, CompetencyKind::Competency] {
        assert_eq!(SelfScoreValue::of(kind), SelfScoreValue::OwnView);
    }
}
