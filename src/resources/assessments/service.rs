//! The life of an assessment: started, submitted, reopened.

pub use super::repo::Filter;
use super::{
    access, invited,
    repo::{self, Seen},
};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        idempotency::Once,
        outbox::{self, Event},
        page::{Page, PageOf},
        race::on_what_is_there,
        sql,
    },
    domain::{
        assessment::{Assessment, RaterKind, State},
        history::Cause,
        ids::{AssessmentId, Id, InstrumentId, InvitationId, OwnerId, PlacementId, RoundId, UserId},
        organisation::CoachKind,
        permission::{self, AssessmentAction, Verdict},
        refusal::{Fault, InputError, Refusal},
        sheet::Sheet,
    },
    failure::Failure,
    resources::{
        rounds,
        scores::repo::{self as saves, Save},
        tally::keeping,
    },
    state::AppState,
};

/// What an assessment is started on.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// A round, which says on which instrument.
    Round(RoundId),
    /// An instrument, outside any round.
    Instrument(InstrumentId),
    /// What a fellow student invites to.
    Invitation(InvitationId),
}

/// What somebody wants to start.
#[derive(Clone, Debug)]
pub struct NewAssessment {
    pub on: On,
    /// About this learner; `None`: the caller.
    pub learner: Option<UserId>,
    pub placement: Option<PlacementId>,
    pub label: Option<String>,
}

/// A page of the assessments the caller may see.
pub async fn list(state: &AppState, actor: &Actor, filter: Filter, page: Page) -> Result<PageOf<Assessment>, Failure> {
    let rows = repo::list(state.db.reader(), actor, state.clock.now(), filter, page).await?;
    let page = page.cut(rows, |seen| seen.assessment.id.raw());
    let page = page.keep(|seen| {
        let allowed = permission::may(AssessmentAction::See, &seen.facts) == Verdict::Allowed;
        debug_assert!(allowed, "the list holds a row that the permission table hides");
        allowed
    });
    let page = page.map(|seen| seen.assessment);
    let read = audit::reads_of_others(Deed::AssessmentRead, actor, page.items.iter().map(|a| (a.id, a.learner)));
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(page)
}

/// One assessment.
pub async fn get(state: &AppState, actor: &Actor, id: AssessmentId) -> Result<Assessment, Failure> {
    let Seen { assessment, .. } = access::find(state, actor, id, AssessmentAction::See).await?;
    let read = audit::reads_of_others(Deed::AssessmentRead, actor, [(assessment.id, assessment.learner)]);
    audit::record(state, state.db.writer(), actor, read).await?;
    Ok(assessment)
}

/// Starts an assessment: about oneself, or about a learner as her coach or by her invitation.
pub async fn start(
    state: &AppState,
    actor: &Actor,
    new: NewAssessment,
    once: Once<'_, Assessment>,
) -> Result<Assessment, Failure> {
    let (assessment, invitation) = match new.on {
        On::Round(_) | On::Instrument(_) => (prepare(state, actor, new).await?, None),
        On::Invitation(id) => {
            let invitation = invited::by_account(state, actor, id).await?;
            (invited::prepare(state, actor, &invitation).await?, Some(invitation))
        }
    };
    let tx = state.db.begin().await?;
    if let Err(error) = repo::insert(&*tx, actor.tenant, &assessment).await {
        drop(tx);
        return Err(already_there(state, actor, &assessment, error).await);
    }
    if let Some(invitation) = &invitation {
        invited::take(&*tx, actor, invitation, &assessment, None).await?;
    }
    saves::insert(&*tx, actor, state.ids.next(), Save::of(&assessment, Cause::Started, None, None)).await?;
    if assessment.learner != actor.user {
        let entry = Entry::new(Deed::AssessmentStarted, assessment.learner, assessment.id);
        audit::record(state, &*tx, actor, [entry]).await?;
    }
    outbox::push(state, &*tx, actor.tenant, Event::AssessmentStarted(assessment.id)).await?;
    once.seal(&*tx, &assessment).await?;
    tx.commit().await?;
    Ok(assessment)
}

/// The assessment that is wanted, if all it refers to is there and the caller may.
async fn prepare(state: &AppState, actor: &Actor, new: NewAssessment) -> Result<Assessment, Failure> {
    let (db, now) = (state.db.reader(), state.clock.now());
    let learner = new.learner.unwrap_or(actor.user);
    let unknown = |member: &str| -> Failure {
        Refusal::InvalidInput(vec![InputError::at(format!("/{member}"), Fault::UnknownReference)]).into()
    };
    let found = repo::start_facts(db, actor, now, learner).await?;
    let Some(facts) = found.filter(|f| f.active && (f.is_learner || f.coach.is_some())) else {
        // One's own id is no secret: who is no learner may know it.
        return Err(if new.learner.is_none() { Refusal::Forbidden.into() } else { unknown("learnerId") });
    };
    let rater_kind = match facts.coach {
        None => RaterKind::SelfScore,
        Some(CoachKind::StudyCoach) => RaterKind::StudyCoach,
        Some(CoachKind::PracticeSupervisor) => RaterKind::PracticeSupervisor,
    };
    let reader = OwnerId::new(actor.tenant.raw());
    let (instrument, group, profession, domains) = match new.on {
        On::Round(round) => {
            let found = rounds::repo::find(db, actor.tenant, now, round, None).await?;
            let round = found.ok_or_else(|| unknown("roundId"))?;
            round.times().accepts_work(now, None)?;
            if round.is_to_be_frozen(now) {
                let tx = state.db.begin().await?;
                rounds::opening::freeze(state, &*tx, actor.tenant, round.id).await?;
                tx.commit().await?;
            }
            let part = repo::participant(db, actor.tenant, round.id, learner).await?;
            let part = part.ok_or(Refusal::NotAParticipant)?;
            if part.exempted {
                return Err(Refusal::Exempted.into());
            }
            let instrument = state.catalogue.instrument(reader, round.instrument);
            (instrument, Some(part.group), part.profession, round.domains)
        }
        On::Instrument(id) => {
            let instrument = state.catalogue.instrument(reader, id).ok_or_else(|| unknown("instrumentId"))?;
            (Some(instrument), facts.group, facts.profession, None)
        }
        On::Invitation(_) => return Err(Failure::Bug("an invitation is prepared elsewhere".to_owned())),
    };
    let instrument = instrument.ok_or_else(|| Failure::Bug("a round on an unknown instrument".to_owned()))?;
    if let Some(placement) = new.placement
        && !repo::is_placement_of(db, actor.tenant, learner, placement).await?
    {
        return Err(unknown("placementId"));
    }
    let sheet = Sheet::empty(instrument, profession.as_deref(), domains.as_deref(), rater_kind.blank());
    Ok(Assessment {
        id: state.ids.next(),
        learner,
        rater: actor.user,
        rater_kind,
        round: match new.on {
            On::Round(round) => Some(round),
            On::Instrument(_) | On::Invitation(_) => None,
        },
        instrument_owner: instrument.name.owner,
        instrument: instrument.id,
        group,
        profession,
        placement: new.placement,
        label: new.label,
        state: State::Draft,
        sheet,
        revision: 1,
        started_at: now,
        saved_at: now,
        reopened_at: None,
        disclosed_at: None,
        reopened_after_sight_at: None,
    })
}

/// What became of a start that found one there already.
async fn already_there(state: &AppState, actor: &Actor, wanted: &Assessment, error: sea_orm::DbErr) -> Failure {
    let Some(round) = wanted.round.filter(|_| sql::is_duplicate(&error)) else { return error.into() };
    match repo::existing(state.db.reader(), actor.tenant, round, wanted.learner, wanted.rater).await {
        Ok(existing) => Refusal::AssessmentExists { existing }.into(),
        Err(error) => error.into(),
    }
}

/// Submits an assessment: from now on it is locked, and counts.
pub async fn submit(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    once: Once<'_, Assessment>,
) -> Result<Assessment, Failure> {
    match try_to_submit(state, actor, id, &once, Counting::OverWhatWasRead).await {
        Err(Failure::Overtaken) => on_what_is_there(|| try_to_submit(state, actor, id, &once, Counting::Locking)).await,
        done => done,
    }
}

/// How a sheet gets into the tally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    /// In the trip that writes everything else, if nobody else of the same group was counted meanwhile.
    OverWhatWasRead,
    /// With the row locked: in turn with all others of the group.
    Locking,
}

async fn try_to_submit(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    once: &Once<'_, Assessment>,
    counting: Counting,
) -> Result<Assessment, Failure> {
    let (seen, tally) = access::find_with_tally(state, actor, id, AssessmentAction::Submit).await?;
    let Seen { assessment, rules, .. } = seen;
    let instrument = access::instrument(state, actor, &assessment)?;
    let submitted = assessment.submit(&instrument, rules, state.clock.now())?;
    let tx = state.db.begin().await?;
    repo::update(&*tx, actor.tenant, &submitted).await?;
    // The row of the history is the audit record too: who, when, by which client, what.
    saves::insert(&*tx, actor, state.ids.next(), Save::of(&submitted, Cause::Submitted, None, None)).await?;
    outbox::push(state, &*tx, actor.tenant, Event::AssessmentSubmitted(id)).await?;
    once.seal(&*tx, &submitted).await?;
    match tally.filter(|_| counting == Counting::OverWhatWasRead) {
        Some(read) => keeping::put_in_over(&tx, actor.tenant, &instrument, &submitted, read).await?,
        None => keeping::put_in(&tx, actor.tenant, &instrument, &submitted).await?,
    }
    tx.commit().await?;
    Ok(submitted)
}

/// Lets the learner see a coach's submitted assessment, in a round that waits for that.
pub async fn disclose(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    once: Once<'_, Assessment>,
) -> Result<Assessment, Failure> {
    on_what_is_there(|| try_to_disclose(state, actor, id, &once)).await
}

async fn try_to_disclose(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    once: &Once<'_, Assessment>,
) -> Result<Assessment, Failure> {
    let Seen { assessment, facts, .. } = access::find(state, actor, id, AssessmentAction::Disclose).await?;
    let disclosed = assessment.disclose(facts.round.map(|(disclosure, _)| disclosure), state.clock.now())?;
    let tx = state.db.begin().await?;
    repo::update(&*tx, actor.tenant, &disclosed).await?;
    saves::insert(&*tx, actor, state.ids.next(), Save::of(&disclosed, Cause::Disclosed, None, None)).await?;
    outbox::push(state, &*tx, actor.tenant, Event::AssessmentDisclosed(id)).await?;
    once.seal(&*tx, &disclosed).await?;
    tx.commit().await?;
    Ok(disclosed)
}

/// Makes a submitted assessment a draft again, with the reason on the record.
pub async fn reopen(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    reason: &str,
    once: Once<'_, Assessment>,
) -> Result<Assessment, Failure> {
    on_what_is_there(|| try_to_reopen(state, actor, id, reason, &once)).await
}

async fn try_to_reopen(
    state: &AppState,
    actor: &Actor,
    id: AssessmentId,
    reason: &str,
    once: &Once<'_, Assessment>,
) -> Result<Assessment, Failure> {
    let Seen { assessment, rules, .. } = access::find(state, actor, id, AssessmentAction::Reopen).await?;
    let is_rater = assessment.rater == actor.user;
    let now = state.clock.now();
    if let Some(rules) = rules.filter(|_| is_rater) {
        // Closing is final for who rates: after it, only a coach reopens.
        rules.times.accepts_work(now, None)?;
    }
    let instrument = access::instrument(state, actor, &assessment)?;
    let after_sight = access::could_see_others(state, actor, &assessment).await?;
    let reopened = assessment.reopen(rules, after_sight, now)?;
    let tx = state.db.begin().await?;
    repo::update(&*tx, actor.tenant, &reopened).await?;
    saves::insert(&*tx, actor, state.ids.next(), Save::of(&reopened, Cause::Reopened, None, Some(reason))).await?;
    if !is_rater {
        audit::record(state, &*tx, actor, [Entry::new(Deed::AssessmentReopened, reopened.learner, id)]).await?;
    }
    outbox::push(state, &*tx, actor.tenant, Event::AssessmentReopened(id)).await?;
    once.seal(&*tx, &reopened).await?;
    keeping::take_out(&tx, actor.tenant, &instrument, &reopened).await?;
    tx.commit().await?;
    Ok(reopened)
}
