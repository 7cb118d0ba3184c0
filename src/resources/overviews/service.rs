//! What a learner has to do, and where the learners of a coach are. A constant number of statements, however much there is.

use std::collections::BTreeSet;

use super::repo::{self, CoachedRow};
use crate::{
    auth::principal::Actor,
    db::audit::{self, Deed, Entry},
    domain::{
        assessment::{RaterKind, State},
        clock::Timestamp,
        ids::{Id, RoundId, UserId},
        overview::{self, CoachOverview, CoachedLearner, CoachedRound, First, LearnerOverview, MOST_TO_DO, step},
        permission::{self, AssessmentAction, AssessmentFacts, Relation, Verdict},
    },
    failure::Failure,
    resources::{organisations::calendar, rounds::opening},
    state::AppState,
};

/// What the caller has to do as a learner. What others ask of her is theirs too, and that she read it is recorded; the rest is her own.
pub async fn of_learner(state: &AppState, actor: &Actor) -> Result<LearnerOverview, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let today = calendar::today(state, actor).await?;
    let until = overview::until(today);
    let (unread, news) = repo::learners_news(db, actor).await?;
    let invitations = First::of(repo::invitations(db, actor, now).await?, MOST_TO_DO);
    let peer_drafts = First::of(repo::peer_drafts(db, actor, now).await?, MOST_TO_DO);
    let asked = invitations.items.iter().map(|(id, asked)| (*id, asked.learner));
    let mut read = audit::reads_of_others(Deed::InvitationRead, actor, asked);
    let begun = peer_drafts.items.iter().map(|draft| (draft.id, draft.asked.learner));
    read.extend(audit::reads_of_others(Deed::AssessmentRead, actor, begun));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(LearnerOverview {
        today,
        rounds: First::of(repo::open_rounds(db, actor, now).await?, MOST_TO_DO),
        drafts: First::of(repo::drafts(db, actor, now).await?, MOST_TO_DO),
        unread,
        news,
        goals: First::of(repo::goals(db, actor, until).await?, MOST_TO_DO),
        actions: First::of(repo::actions(db, actor, until).await?, MOST_TO_DO),
        invitations,
        peer_drafts,
    })
}

/// Where the learners are whom the caller coaches now, so many of them at most; with a round given, in that one only. That she read it is
/// recorded of each.
pub async fn of_coach(
    state: &AppState,
    actor: &Actor,
    round: Option<RoundId>,
    most: usize,
) -> Result<CoachOverview, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    freeze(state, actor, now).await?;
    let today = calendar::today(state, actor).await?;
    let rows = First::of(repo::learners(db, actor, now, round, most).await?, most);
    let (unread, news) = repo::replies_to_coach(db, actor, now).await?;
    let overdue = First::of(repo::overdue_goals(db, actor, now, today, most).await?, most);
    let mut read =
        audit::reads_of_others(Deed::ParticipantRead, actor, rows.items.iter().map(|row| (row.round, row.learner)));
    let replied = news.iter().map(|news| news.learner);
    let others: BTreeSet<_> = replied.chain(overdue.items.iter().map(|goals| goals.learner)).map(Id::raw).collect();
    read.extend(others.into_iter().map(UserId::new).map(|learner| Entry::new(Deed::OverviewRead, learner, learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    let more_learners = rows.more;
    Ok(CoachOverview { rounds: by_round(rows.items, now), more_learners, unread, news, overdue })
}

/// Writes down who takes part in the rounds that have opened, where no job did so yet.
async fn freeze(state: &AppState, actor: &Actor, now: Timestamp) -> Result<(), Failure> {
    for round in repo::to_be_frozen(state.db.reader(), actor.tenant, now).await? {
        let tx = state.db.begin().await?;
        opening::freeze(state, &*tx, actor.tenant, round).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The rounds in the order of their rows, each with its learners.
fn by_round(rows: Vec<CoachedRow>, now: Timestamp) -> Vec<CoachedRound> {
    let mut rounds: Vec<CoachedRound> = Vec::new();
    for row in rows {
        let learner = learner(&row, now);
        match rounds.last_mut() {
            Some(last) if last.id == row.round => last.learners.push(learner),
            Some(_) | None => rounds.push(CoachedRound {
                id: row.round,
                label: row.label,
                kind: row.kind,
                phase: row.times.phase(now),
                closes_at: row.times.closes_at,
                learners: vec![learner],
            }),
        }
    }
    rounds
}

fn learner(row: &CoachedRow, now: Timestamp) -> CoachedLearner {
    let readable = row.own.filter(|(_, own)| may_read(row, *own, now));
    let own = row.own.map(|(_, own)| own);
    CoachedLearner {
        learner: row.learner,
        display_name: row.display_name.clone(),
        group: row.group,
        step: step(row.is_exempted, own, readable.is_some()),
        submitted_at: own.and_then(State::submitted_at),
        discussed_at: readable.and_then(|(_, own)| own.discussed_at()),
        readable: readable.map(|(id, _)| id),
        sheet: row.sheet,
    }
}

/// Whether the caller, who coaches her, may read her self-score by now.
fn may_read(row: &CoachedRow, own: State, now: Timestamp) -> bool {
    let facts = AssessmentFacts {
        relation: Relation { active: true, is_learner: false, coaches: true },
        is_rater: false,
        rater_kind: RaterKind::SelfScore,
        state: own,
        round: Some((row.disclosure, row.times)),
        reader_has_submitted: row.has_submitted,
        is_released: false,
        is_invited: false,
        is_shared: false,
        is_earlier_hidden: false,
        now,
    };
    permission::may(AssessmentAction::Read, &facts) == Verdict::Allowed
}
