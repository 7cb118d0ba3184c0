use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        feedback::Anchor,
        ids::Id,
        instrument,
        language::Language,
        scale::tests::scale,
        score::Reason,
        sheet::{Blank, GivenSheet, Manner},
    },
    picture::{
        chart::{Wanted, svg},
        document::{Comment, Document, html},
    },
};

/// A scale of three levels, the one in the middle for "does not happen here".
fn three() -> Scale {
    scale(&[(10, true, false), (20, false, false), (30, true, true)]).unwrap()
}

const ASKED: [(&str, &str, Option<&str>); 6] = [
    ("X-D-1", "deeg", None),
    ("X-D-2", "deeg", None),
    ("X-D-3", "deeg", None),
    ("X-D-4", "deeg", Some("banketbakker")),
    ("X-O-1", "oven", None),
    ("X-O-2", "oven", None),
];

fn on(scale: Scale) -> Arc<Instrument> {
    Arc::new(instrument::tests::instrument(scale, &ASKED))
}

/// A column with these levels.
fn column(place: Place, kind: RaterKind, instrument: &Arc<Instrument>, levels: &[(&str, i64)]) -> Column {
    let blank = kind.blank();
    let given = GivenSheet {
        levels: levels.iter().map(|(code, level)| ((*code).to_owned(), Some(*level))).collect(),
        ..GivenSheet::default()
    };
    let empty = Sheet::empty(instrument, None, None, blank);
    Column {
        place,
        kind,
        rater: format!("{kind:?} & co"),
        label: Some("Eindmeting".to_owned()),
        on: Date::from_ymd_opt(2026, 11, 2),
        placement_changed: None,
        sheet: empty.with(instrument, given, Manner::Merge, blank).unwrap().0,
        instrument: Arc::clone(instrument),
    }
}

fn of(asked: Column, others: Vec<Column>) -> Subject {
    Subject {
        learner: "Noor <de> Vries".to_owned(),
        placement: None,
        asked,
        others,
        left_out: 0,
        lineage: Arc::default(),
    }
}

fn drawn(subject: &Subject, radar: bool, bars: bool) -> String {
    let picture = svg(subject, &Wanted { domain: None, radar, bars }, Language::Dutch);
    is_well_formed(&picture);
    picture
}

/// Says that every element ends, in order, and that nothing is loaded or run.
#[track_caller]
fn is_well_formed(xml: &str) {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{xml}"),
            None => open.push(tag.split(' ').next().unwrap()),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for forbidden in ["<script", "<style", "href", "url(", "onload", " style="] {
        assert!(!xml.contains(forbidden), "{forbidden}");
    }
}

/// How often one text stands in another.
fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

/// The bars of the present round; their height is theirs alone.
const BAR: &str = "height=\"7\"";
/// The outlines of what was not observed, and of what was not answered.
const NOT_OBSERVED: &str = "stroke-dasharray=\"4 2.5\"";
const UNANSWERED: &str = "stroke-dasharray=\"1.2 2\"";

#[test]
fn what_is_no_level_has_no_bar_and_says_what_it_is() {
    let instrument = on(three());
    let own = column(Place::Asked, RaterKind::SelfScore, &instrument, &[("X-D-1", 10), ("X-D-2", 20), ("X-O-1", 30)]);
    let coach = column(Place::Beside, RaterKind::StudyCoach, &instrument, &[("X-D-1", 30)]);
    let picture = drawn(&of(own, vec![coach]), false, true);
    assert_eq!(count(&picture, BAR), 3, "10 and 30 of hers, 30 of her coach's; not 20, which does not count");
    let described = picture.split("</desc>").nth(1).unwrap();
    assert_eq!(count(described, "geen beroep op gedaan"), 1);
    // Each once more in the legend.
    assert_eq!(count(described, "niet ingevuld"), 1 + 2);
    assert_eq!(count(described, "niet gezien"), 1 + 4);
    assert_eq!((count(described, UNANSWERED), count(described, NOT_OBSERVED)), (3, 5));
}

#[test]
fn a_line_goes_from_level_to_level_and_is_broken_where_there_is_none() {
    let instrument = on(scale(&[(1, true, false), (2, true, true)]).unwrap());
    let strokes = |levels: &[(&str, i64)]| {
        let picture = drawn(&of(column(Place::Asked, RaterKind::SelfScore, &instrument, levels), vec![]), true, false);
        let path = picture.split("<path d=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        path.map_or(0, |path| count(&path, "M"))
    };
    assert_eq!(strokes(&[("X-D-1", 1), ("X-D-2", 2), ("X-D-3", 2)]), 3, "round and closed");
    assert_eq!(strokes(&[("X-D-1", 1), ("X-D-3", 2)]), 1, "from the third to the first; not over the second");
    assert_eq!(strokes(&[("X-D-1", 1)]), 0);
    assert_eq!(strokes(&[]), 0);
}

#[test]
fn the_rings_are_the_levels_that_count_whatever_they_are_called() {
    let instrument = on(three());
    let own = column(Place::Asked, RaterKind::SelfScore, &instrument, &[("X-D-1", 10), ("X-D-2", 30), ("X-D-3", 30)]);
    let picture = drawn(&of(own, vec![]), true, false);
    let rings = picture.split("</desc>").nth(1).unwrap();
    let numbers = |value: &str| count(rings, &format!("fill=\"#444444\">{value}</text>"));
    assert_eq!([numbers("10"), numbers("20"), numbers("30")], [1, 0, 1], "one web: the oven has two competencies only");
    assert!(rings.contains("Voor een web zijn drie competenties nodig"), "{rings}");
    assert!(rings.contains(">D-1</text>") && !rings.contains(">X-D-1<"), "what all codes begin with is left out");
}

#[test]
fn what_is_not_asked_is_left_out() {
    let instrument = on(three());
    let picture = drawn(&of(column(Place::Asked, RaterKind::SelfScore, &instrument, &[]), vec![]), true, true);
    assert!(!picture.contains("D-4"), "it is asked of pastry cooks alone");
    let wanted = Wanted { domain: Some("oven".to_owned()), radar: true, bars: true };
    let subject = of(column(Place::Asked, RaterKind::SelfScore, &instrument, &[]), vec![]);
    let oven = svg(&subject, &wanted, Language::Dutch);
    assert!(oven.contains("Domein oven") && !oven.contains("Domein deeg"));
    let nothing = Sheet::empty(&instrument, None, Some(&["deeg".to_owned()]), Blank::Unanswered);
    let subject = of(Column { sheet: nothing, ..subject.asked }, vec![]);
    assert!(svg(&subject, &wanted, Language::Dutch).contains("In dit domein is niets gevraagd."));
}

#[test]
fn the_description_holds_every_figure_in_words() {
    let instrument = on(three());
    let own = column(Place::Asked, RaterKind::SelfScore, &instrument, &[("X-D-1", 10), ("X-D-2", 20)]);
    let peers = [30, 10].map(|level| column(Place::Beside, RaterKind::Peer, &instrument, &[("X-D-1", level)]));
    let before = column(Place::Earlier, RaterKind::SelfScore, &instrument, &[("X-D-1", 30)]);
    let subject = of(own, peers.into_iter().chain([before]).collect());
    let picture = drawn(&subject, true, false);
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    for part in [
        "role=\"img\" lang=\"nl\" aria-labelledby=\"title description\"",
        "<title id=\"title\">Zelfscore van Noor &lt;de&gt; Vries, Eindmeting, ingeleverd op 2 november 2026</title>",
        "X-D-1 Kan X-D-1. Zelfscore 10; Medestudent 1 30; Medestudent 2 10; 2-11-2026 30.",
        "X-D-2 Kan X-D-2. Zelfscore 20, geen beroep op gedaan; Medestudent 1 niet gezien; Medestudent 2 niet gezien; 2-11-2026 niet \
         ingevuld.",
    ] {
        assert!(picture.contains(part), "{part} in {picture}");
    }
    let english = svg(&subject, &Wanted { domain: None, radar: true, bars: true }, Language::English);
    is_well_formed(&english);
    assert!(english.contains("Self-score of Noor &lt;de&gt; Vries, Eindmeting, submitted on 2 November 2026</title>"));
    assert!(english.contains("Self-score 20, not called upon; Peer 1 not observed"), "{english}");
    assert!(english.contains("Kan X-D-1.") && english.contains("level 10"), "official texts stay as they are");
}

#[test]
fn a_sheet_on_another_scale_says_nothing_here() {
    let instrument = on(three());
    let mut other = scale(&[(10, true, false), (30, true, true)]).unwrap();
    other.id = Id::new(Uuid::from_u128(5));
    let other = on(other);
    let own = column(Place::Asked, RaterKind::SelfScore, &instrument, &[("X-D-1", 10)]);
    let before = column(Place::Earlier, RaterKind::SelfScore, &other, &[("X-D-1", 30)]);
    let subject = of(own, vec![before]);
    let competency = instrument.competencies().next().unwrap();
    assert_eq!(subject.drawn(&subject.others[0], competency), Drawn::NotAsked);
}

fn document(subject: Subject, feedback: Vec<Comment>) -> String {
    let (answers, goals, conversation, names) = Default::default();
    let (more_goals, more_feedback) = (false, false);
    let document = Document { subject, answers, goals, more_goals, conversation, feedback, more_feedback, names };
    html(&document, Language::Dutch)
}

#[test]
fn on_paper_each_rater_has_a_mark_in_the_column_of_her_level() {
    let instrument = on(three());
    let own = column(Place::Asked, RaterKind::SelfScore, &instrument, &[("X-D-1", 10), ("X-D-2", 20)]);
    let coach = column(Place::Beside, RaterKind::StudyCoach, &instrument, &[("X-D-1", 30)]);
    let page = document(of(own, vec![coach]), vec![]);
    let row = page.split("<tr>").find(|row| row.contains("Kan X-D-1.")).unwrap();
    let cells: Vec<Vec<&str>> = row
        .split("<td class=\"mark")
        .skip(1)
        .map(|cell| ["Zelfscore A", "Slb’er B"].into_iter().filter(|name| cell.contains(name)).collect())
        .collect();
    assert_eq!(cells, [vec!["Zelfscore A"], vec![], vec!["Slb’er B"], vec![]]);
    let row = page.split("<tr>").find(|row| row.contains("Kan X-D-2.")).unwrap();
    assert!(row.contains("niet gezien") && !row.contains("niet ingevuld"));
    assert!(!page.contains("X-D-4"));
    assert_eq!(count(&page, "<table"), 2, "a table for each block in which something is asked");
}

#[test]
fn people_write_what_they_like_and_the_page_shows_it_as_text() {
    let instrument = on(three());
    let mut own = column(Place::Asked, RaterKind::SelfScore, &instrument, &[("X-D-1", 10)]);
    let given = GivenSheet {
        notes: vec![("X-D-1".to_owned(), Some("<script>alert(1)</script> & \"meer\"".to_owned()))],
        reasons: vec![("X-D-1".to_owned(), Some(Reason::NotThoughtOf.code().to_owned()))],
        ..GivenSheet::default()
    };
    own.sheet = own.sheet.with(&instrument, given, Manner::Merge, Blank::Unanswered).unwrap().0;
    own.label = Some("</title><script>\u{1}".to_owned());
    let comment = Comment {
        about: Anchor::Domain("oven".to_owned()),
        author: "Karin <b>".to_owned(),
        on: Date::from_ymd_opt(2026, 11, 5).unwrap(),
        acknowledged_on: Date::from_ymd_opt(2026, 11, 6),
        text: "<img src=x>".to_owned(),
    };
    let subject = of(own, vec![]);
    drawn(&subject, true, true);
    let page = document(subject, vec![comment]);
    for never in ["<script", "<img", "<b>\"", "Karin <b>"] {
        assert!(!page.contains(never), "{never}");
    }
    for shown in [
        "niet eerder bij stilgestaan",
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;meer&quot;",
        "Karin &lt;b&gt; · 5 november 2026 · over Domein oven",
        "Gelezen op 6 november 2026",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
}
