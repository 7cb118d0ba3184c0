//! One round, from the first score to the report: what a frontend, a coach's page and a curriculum dashboard each do.
//!
//! It runs against the demo (`samenspel demo`) and stops with another exit code than 0 where something is not as it
//! should be.

#![allow(clippy::result_large_err, reason = "the error is the generated client's")]

mod client;
mod session;
mod sheet;
mod table;
mod token;

use std::{env, process::ExitCode};

use client::{
    Client, Failure, code, etag, every_item, problem, refusal, signed_in_as,
    types::{
        Assessment, CodeAnchor, CodeAnchorKind, Feedback, FeedbackAnchor, FeedbackState, NewFeedback,
        NewRoundAssessment, Round, RoundPhase, RowDisclosure,
    },
};
use sheet::{Levels, autosave, read, save};
use uuid::Uuid;

/// The people of the story.
struct Cast {
    learner: Client,
    coach: Client,
    curriculum: Client,
}

/// A key that names one request for ever, however often it is sent.
fn key() -> String {
    Uuid::new_v4().to_string()
}

fn levels<const N: usize>(given: [(&str, i32); N]) -> Levels {
    given.into_iter().map(|(code, level)| (code.to_owned(), Some(level))).collect()
}

/// The learner scores herself.
async fn scoring(learner: &Client, round: &Round) -> Result<Assessment, Failure> {
    let me = learner.get_me().send().await?;
    println!("\n{} starts \"{}\"", me.display_name, round.label);
    let new = NewRoundAssessment { round_id: round.id, learner_id: None, placement_id: None, label: None };
    let started = learner.create_assessment().idempotency_key(key()).body(new).send().await?;
    let id = started.id;
    println!("  {} competencies are asked", started.asked_count);

    let first = read(learner, id).await?;
    let [a, b, c] = first.sheet.unanswered.first_chunk().expect("a sheet with three competencies to score");

    println!("\nShe scores two competencies, and her frontend saves");
    let in_this_tab = save(learner, id, &first, levels([(a, 3), (b, 2)])).await?;
    println!("  {} are unanswered still", in_this_tab.sheet.unanswered.len());

    println!("\nIn another tab she changes the second and scores a third; this tab knows nothing of it");
    save(learner, id, &in_this_tab, levels([(b, 4), (c, 1)])).await?;
    let stale = refusal(save(learner, id, &in_this_tab, levels([(b, 3)])).await)?;
    assert_eq!(code(&stale), "stale-revision");
    println!("  {} {}: {}", stale.status, stale.title, stale.detail);

    println!("\nSo this tab fetches what is there, merges, and sends again");
    let merged = autosave(learner, id, in_this_tab, levels([(b, 3)]), |code, mine, theirs| {
        let [there, here] = [theirs, mine].map(|level| level.map_or("unanswered".to_owned(), |l| l.to_string()));
        println!("  {code} is {there} there and {here} here: a frontend would ask her; here this tab is right");
        mine
    })
    .await?;
    assert_eq!([a, b, c].map(|code| merged.level(code)), [Some(3), Some(3), Some(1)]);
    println!("  nothing is lost: {a} is 3, {b} is 3, and {c} from the other tab is 1");

    println!("\nA frontend with mistakes is told all of them at once, and nothing is saved");
    let wrong = refusal(save(learner, id, &merged, levels([(a, 9), (b, 200), ("NO-SUCH-CODE", 1)])).await)?;
    assert_eq!(wrong.errors.len(), 3);
    for error in &wrong.errors {
        println!("  {}: {}", error.pointer, error.detail);
    }

    println!("\nShe answers the rest and submits; her network fails, so the same request is sent twice");
    let instrument = learner.get_instrument().id(round.instrument_id).send().await?;
    let scale = learner.get_scale().id(instrument.scale_id).send().await?;
    let choices = scale.levels.iter().map(|level| Some(level.value)).cycle();
    save(learner, id, &merged, merged.sheet.unanswered.iter().cloned().zip(choices).collect()).await?;
    let key = key();
    let submit = || learner.submit_assessment().id(id).idempotency_key(key.as_str()).send();
    let (once, again) = (submit().await?, submit().await?);
    assert_eq!(etag(&once)?, etag(&again)?);
    let (once, again) = (once.into_inner(), again.into_inner());
    assert_eq!(format!("{once:?}"), format!("{again:?}"));
    let at = once.submitted_at.expect("when she submitted");
    println!("  {} at {at}, and the second answer is the same", once.state);
    Ok(once)
}

/// Her coach answers, and she reads it.
async fn feedback(cast: &Cast, assessment: &Assessment) -> Result<(), Failure> {
    println!("\nHer coach finds what she submitted");
    let submitted = every_item!(cast.coach.list_assessments().learner_id(assessment.learner_id));
    assert!(submitted.iter().any(|found| found.id == assessment.id));
    let seen = read(&cast.coach, assessment.id).await?;
    let code = seen.sheet.levels.keys().filter(|code| seen.level(code) == Some(1)).min().expect("a level 1");

    println!("  and writes about {code}, where she gave herself a 1");
    let anchor = CodeAnchor { kind: CodeAnchorKind::Score, code: code.parse().expect("a code") };
    let new = NewFeedback {
        assessment_id: assessment.id,
        anchor: anchor.into(),
        body: "Ik zag je dit vorige week juist goed doen.".parse().expect("a text"),
    };
    let draft = cast.coach.create_feedback().idempotency_key(key()).body(new).send().await?;
    println!("  {}: only the coach sees it", draft.state);
    let shared = cast.coach.share_feedback().id(draft.id).send().await?;
    println!("  {}", shared.state);

    println!("\nThe learner reads it and says so");
    let received: Vec<Feedback> = every_item!(cast.learner.list_feedback().assessment_id(assessment.id));
    for Feedback { anchor, body, .. } in &received {
        match anchor {
            FeedbackAnchor::CodeAnchor(about) => println!("  on {}: {}", about.code.as_str(), body.as_str()),
            FeedbackAnchor::WholeAnchor(_) => println!("  on the whole: {}", body.as_str()),
            FeedbackAnchor::ReflectionAnchor(about) => {
                println!("  on the answer to {}: {}", about.prompt_code.as_str(), body.as_str());
            }
            FeedbackAnchor::GoalAnchor(_) => println!("  on a goal: {}", body.as_str()),
        }
    }
    let acknowledged = cast.learner.acknowledge_feedback().id(draft.id).send().await?;
    assert_eq!(acknowledged.state, FeedbackState::Acknowledged);
    println!("  {}", acknowledged.state);
    Ok(())
}

/// The curriculum team reads how rounds went, and never an individual.
async fn reports(team: &Client, open: &Round, released: &Round, assessment: &Assessment) -> Result<(), Failure> {
    println!("\nThe curriculum team reads how far \"{}\" is", open.label);
    let participation = team.get_participation().round_id(open.id).send().await?;
    println!("  {} of {} have submitted", participation.n_submitted, participation.n_expected);
    let early = refusal(team.get_distribution().round_id(open.id).send().await)?;
    assert_eq!(code(&early), "report-not-released");
    println!("  the answers are not released yet");

    let groups = every_item!(team.list_groups());
    let group = groups.iter().min_by_key(|group| &group.code).expect("a group");
    println!("\nand how group {} answered in \"{}\", which is released", group.code, released.label);
    let report = team.get_distribution().round_id(released.id).group_id(group.id).send().await?;
    for disclosure in [RowDisclosure::Published, RowDisclosure::Hidden] {
        assert!(report.rows.iter().any(|row| row.disclosure == disclosure), "a row that is {disclosure}");
    }
    for line in table::table(&report) {
        println!("  {line}");
    }

    let hidden = refusal(read(team, assessment.id).await)?;
    assert_eq!(hidden.status, 404);
    println!("\nAn individual's scores do not exist for the curriculum team: 404");
    Ok(())
}

async fn story(cast: &Cast) -> Result<(), Failure> {
    let rounds = every_item!(cast.learner.list_rounds());
    let one = |phase| rounds.iter().find(|round| round.phase == phase).expect("a round that is open, and one released");
    let (open, released) = (one(RoundPhase::Open), one(RoundPhase::Released));
    let assessment = scoring(&cast.learner, open).await?;
    feedback(cast, &assessment).await?;
    reports(&cast.curriculum, open, released, &assessment).await?;
    println!("\nThat was the whole story.");
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let who = |part: &str, usually: &str| signed_in_as(&env::var(part).unwrap_or_else(|_| usually.to_owned()));
    let cast = Cast {
        learner: who("LEARNER", "learner-01"),
        coach: who("COACH", "coach-01"),
        curriculum: who("CURRICULUM", "curriculum-01"),
    };
    let Err(failure) = story(&cast).await else { return ExitCode::SUCCESS };
    match problem(&failure) {
        Some(refused) => {
            eprintln!("{} {}: {} ({})", refused.status, refused.title, refused.detail, code(refused));
            if code(refused) == "assessment-exists" {
                eprintln!("The story begins with a learner who has not started: name another, or make the demo anew.");
            }
        }
        None => eprintln!("{failure}"),
    }
    ExitCode::FAILURE
}
