//! Coaching: made and ended by administrators, seen by who is in it.

pub use super::repo::Filter;
use super::repo::{self, Seen};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed},
        idempotency::Once,
        page::{Page, PageOf},
    },
    domain::{
        clock::Timestamp,
        coaching::{self, Coached, Coaching, CoachingChange},
        ids::{CoachingId, GroupId, Id, UserId},
        organisation::CoachKind,
        permission::{self, CoachingAction, CoachingFacts, Verdict},
        refusal::{Fault, InputError, Refusal},
        revision,
    },
    failure::Failure,
    resources::{kept::writing, me::access::selves},
    state::AppState,
};

/// What somebody wants to make.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub coach: UserId,
    pub kind: CoachKind,
    /// One learner, or else a whole group.
    pub whom: Result<UserId, GroupId>,
    /// `None`: now.
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub external_id: Option<String>,
}

/// A page of the coachings the caller has to do with.
pub async fn list(state: &AppState, actor: &Actor, filter: &Filter, page: Page) -> Result<PageOf<Coaching>, Failure> {
    let rows = repo::list(state.db.reader(), actor, state.clock.now(), filter, page).await?;
    let page = page.cut(rows, |seen| seen.coaching.id.raw());
    let page = page.keep(|seen| permission::may_with_coaching(CoachingAction::Read, seen.facts) == Verdict::Allowed);
    let page = page.map(|seen| seen.coaching);
    record_reading(state, actor, &page.items).await?;
    Ok(page)
}

/// One coaching.
pub async fn get(state: &AppState, actor: &Actor, id: CoachingId) -> Result<Coaching, Failure> {
    let coaching = find(state, actor, id, CoachingAction::Read).await?;
    record_reading(state, actor, std::slice::from_ref(&coaching)).await?;
    Ok(coaching)
}

/// A new coaching.
pub async fn create(
    state: &AppState,
    actor: &Actor,
    wanted: Wanted,
    once: Once<'_, Coaching>,
) -> Result<Coaching, Failure> {
    let now = state.clock.now();
    let Wanted { coach, kind, whom, ends_at, .. } = wanted;
    let parties = repo::parties(state.db.reader(), actor, now, coach, whom).await?;
    let is_coach = selves(state, actor).await?.contains(&coach);
    let facts = CoachingFacts { active: parties.active, is_admin: parties.is_admin, is_coach, is_coached: false };
    if permission::may_with_coaching(CoachingAction::Write, facts) != Verdict::Allowed {
        return Err(Refusal::Forbidden.into());
    }
    let starts_at = wanted.starts_at.unwrap_or(now);
    let unknown = |member: &str| InputError::at(format!("/{member}"), Fault::UnknownReference);
    let mut errors: Vec<InputError> = coaching::ends_before(starts_at, ends_at).into_iter().collect();
    let coached = match whom {
        // Nobody coaches herself.
        Ok(learner) => parties
            .learner_name
            .filter(|_| learner != coach)
            .map(|name| Coached::Learner(learner, name))
            .ok_or("learnerId"),
        Err(group) if parties.group_is_there => Ok(Coached::Group(group)),
        Err(_) => Err("groupId"),
    };
    let (coach_name, coached) = match (parties.coach_name, coached) {
        (Some(name), Ok(coached)) if errors.is_empty() => (name, coached),
        (name, coached) => {
            errors.extend(name.is_none().then(|| unknown("coachId")));
            errors.extend(coached.err().map(unknown));
            return Err(Refusal::InvalidInput(errors).into());
        }
    };
    let coaching = Coaching {
        id: state.ids.next(),
        coach,
        coach_name,
        kind,
        coached,
        starts_at,
        ends_at,
        external_id: wanted.external_id,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let tx = writing::add(state, state.db.begin().await?, actor, &coaching).await?;
    once.seal(&*tx, &coaching).await?;
    tx.commit().await?;
    Ok(coaching)
}

/// A coaching, changed: when it ends, by what id the school's system knows it.
pub async fn change(
    state: &AppState,
    actor: &Actor,
    id: CoachingId,
    seen: &revision::Seen,
    change: CoachingChange,
) -> Result<Coaching, Failure> {
    let before = find(state, actor, id, CoachingAction::Write).await?;
    if selves(state, actor).await?.contains(&before.coach) {
        return Err(Refusal::Forbidden.into());
    }
    seen.must_be(before.revision)?;
    let Some(after) = before.change(change, state.clock.now())? else { return Ok(before) };
    let (tx, _) = writing::change(state, state.db.begin().await?, actor, (&before, &after)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn find(state: &AppState, actor: &Actor, id: CoachingId, action: CoachingAction) -> Result<Coaching, Failure> {
    let found = repo::find(state.db.reader(), actor, state.clock.now(), id).await?;
    let Seen { coaching, facts } = found.ok_or(Failure::Refused(Refusal::NotFound))?;
    permission::may_with_coaching(action, facts).or_refuse()?;
    Ok(coaching)
}

/// Who coaches a group is about nobody in particular; who coaches a learner is her data.
async fn record_reading(state: &AppState, actor: &Actor, coachings: &[Coaching]) -> Result<(), Failure> {
    let of_learners = coachings.iter().filter_map(|c| Some((c.id, c.coached.learner()?)));
    let read = audit::reads_of_others(Deed::CoachingRead, actor, of_learners);
    Ok(audit::record(state, state.db.writer(), actor, read).await?)
}
