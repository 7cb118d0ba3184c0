//! What a picture says in its own words, in Dutch and in English. The texts of a framework, a scale or an instrument are official: they
//! stay in their language.

use chrono::Datelike;

use super::{Column, Drawn, Place, Subject};
use crate::domain::{
    assessment::RaterKind,
    clock::Date,
    goal::{GoalKind, GoalStatus},
    language::Language,
    score::Reason,
};

/// The one of two texts that is in this language.
pub fn say<'a>(language: Language, dutch: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Dutch => dutch,
        Language::English => english,
    }
}

/// What a sheet of this kind of rater is called.
pub fn kind(kind: RaterKind, language: Language) -> &'static str {
    match kind {
        RaterKind::SelfScore => say(language, "Zelfscore", "Self-score"),
        RaterKind::StudyCoach => say(language, "Slb’er", "Study coach"),
        RaterKind::PracticeSupervisor => say(language, "Praktijkbegeleider", "Practice supervisor"),
        RaterKind::Peer => say(language, "Medestudent", "Peer"),
        RaterKind::Guest => say(language, "Gastbeoordelaar", "Guest"),
    }
}

/// What is no level, in a few words; nothing for what is one, or is not asked.
pub fn off_axis(drawn: Drawn, language: Language) -> Option<&'static str> {
    match drawn {
        Drawn::Rated { .. } | Drawn::NotAsked => None,
        Drawn::NotCalledUpon { .. } => Some(say(language, "geen beroep op gedaan", "not called upon")),
        Drawn::Unanswered => Some(say(language, "niet ingevuld", "not answered")),
        Drawn::NotObserved => Some(say(language, "niet gezien", "not observed")),
    }
}

/// Why something is not applied.
pub fn reason(reason: Reason, language: Language) -> &'static str {
    match reason {
        Reason::NotMastered => say(language, "beheerst dit (nog) niet", "not mastered (yet)"),
        Reason::NotAtIssue => say(language, "niet aan de orde", "not at issue"),
        Reason::NotThoughtOf => say(language, "niet eerder bij stilgestaan", "never thought of"),
    }
}

/// Whether something is to be learned or to be done.
pub fn goal_kind(kind: GoalKind, language: Language) -> &'static str {
    match kind {
        GoalKind::Learn => say(language, "Leren", "To learn"),
        GoalKind::Do => say(language, "Doen", "To do"),
    }
}

/// Where a goal stands.
pub fn goal_status(status: GoalStatus, language: Language) -> &'static str {
    match status {
        GoalStatus::Planned => say(language, "voorgenomen", "planned"),
        GoalStatus::Active => say(language, "mee bezig", "active"),
        GoalStatus::Achieved => say(language, "bereikt", "achieved"),
        GoalStatus::Dropped => say(language, "losgelaten", "dropped"),
    }
}

/// A share, in whole hundredths.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

const MONTHS: [(&str, &str); 12] = [
    ("januari", "January"),
    ("februari", "February"),
    ("maart", "March"),
    ("april", "April"),
    ("mei", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augustus", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
];

/// A day, in words.
pub fn day(date: Date, language: Language) -> String {
    let month = MONTHS.get(date.month0() as usize).map_or("", |(dutch, english)| say(language, dutch, english));
    format!("{} {month} {}", date.day(), date.year())
}

/// A day, in as few signs as tell it.
fn short_day(date: Date) -> String {
    format!("{}-{}-{}", date.day(), date.month(), date.year())
}

/// How far a column is: when it was submitted, or that it is a draft.
pub fn state(column: &Column, language: Language) -> String {
    match column.on {
        Some(on) => format!("{} {}", say(language, "ingeleverd op", "submitted on"), day(on, language)),
        None => say(language, "concept, nog niet ingeleverd", "draft, not submitted yet").to_owned(),
    }
}

/// A column in full: what it is, by whom, in which round, when.
pub fn caption(column: &Column, language: Language) -> String {
    let earlier = (column.place == Place::Earlier).then(|| say(language, "eerder", "earlier").to_owned());
    let moved = (column.place == Place::Earlier && column.placement_changed == Some(true))
        .then(|| say(language, "op een andere praktijkplek", "at another placement").to_owned());
    let label = column.label.clone().filter(|_| column.place != Place::Beside);
    let rater = Some(column.rater.clone()).filter(|_| column.place != Place::Earlier);
    let parts =
        [Some(kind(column.kind, language).to_owned()), earlier, rater, label, Some(state(column, language)), moved];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The columns in as few words as tell them apart, one for each.
pub fn short_names(subject: &Subject, language: Language) -> Vec<String> {
    let columns: Vec<&Column> = subject.columns().collect();
    let name = |(at, column): (usize, &&Column)| {
        let of_kind = |other: &&&Column| other.place != Place::Earlier && other.kind == column.kind;
        let name = kind(column.kind, language);
        if column.place == Place::Earlier {
            return column.on.map_or_else(|| name.to_owned(), short_day);
        }
        if columns.iter().filter(of_kind).count() > 1 {
            return format!("{name} {}", columns[..=at].iter().filter(of_kind).count());
        }
        name.to_owned()
    };
    columns.iter().enumerate().map(name).collect()
}

/// What the picture is of, in one line.
pub fn title(subject: &Subject, language: Language) -> String {
    let asked = &subject.asked;
    let what = match (asked.kind, language) {
        (RaterKind::SelfScore, Language::Dutch) => format!("Zelfscore van {}", subject.learner),
        (RaterKind::SelfScore, Language::English) => format!("Self-score of {}", subject.learner),
        (other, Language::Dutch) => {
            format!("Score van {} door {} ({})", subject.learner, asked.rater, kind(other, language).to_lowercase())
        }
        (other, Language::English) => {
            format!("Score of {} by {} ({})", subject.learner, asked.rater, kind(other, language).to_lowercase())
        }
    };
    let parts = [Some(what), asked.label.clone(), Some(state(asked, language))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// That earlier ones were left out; nothing where none was.
pub fn left_out(subject: &Subject, language: Language) -> Option<String> {
    let number = subject.left_out;
    let (dutch, english) = (
        format!("Nog oudere zelfscores of scores van dezelfde beoordelaar staan er niet in: {number}."),
        format!("Older ones of the same rater that are left out: {number}."),
    );
    (number > 0).then(|| say(language, &dutch, &english).to_owned())
}

/// That the words of the scale are a rendering of ours.
pub fn third_person(language: Language) -> &'static str {
    say(
        language,
        "In de derde persoon; dat is niet de officiële tekst.",
        "In the third person; that is not the official wording.",
    )
}

/// That the picture is about somebody.
pub fn personal(language: Language) -> &'static str {
    say(
        language,
        "Bevat persoonsgegevens. Deel het alleen met wie het nodig heeft, en bewaar het niet langer dan nodig.",
        "Holds personal data. Share it only with whom needs it, and keep it no longer than needed.",
    )
}
