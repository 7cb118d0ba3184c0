//! Reading and keeping who takes part in a round, and reminding them.

use utoipa::path as place;

use super::{
    dto::{NewParticipant, NewReminder, ParticipantPatch, ParticipantQuery, ParticipantView, ReminderView},
    service::{self, Reminder},
};
use crate::{
    auth::{
        require::Require,
        right::{ReadSchool, WriteRounds},
    },
    domain::{
        ids::{RoundId, UserId},
        participant::Participant,
    },
    http::{
        State,
        answer::{Created, Reply, Told},
        body::{Body, MergePatch},
        idempotency::IdempotencyKey,
        operation::Api,
        paging::{Listing, Paged},
        path::{Part, PathId, PathPart, id_part},
        problem::Problem,
        revision::IfMatch,
    },
    refusals,
};

refusals!(/// There may be no such round or participant for the caller.
    ReadParticipantRefusal = NotFound, Forbidden);
refusals!(/// The round may not be the caller's to act in or not be open, and what is named may be unknown or there already.
    CreateParticipantRefusal =
        NotFound, Forbidden, RoundNotOpen, RoundReleased, AlreadyAParticipant, InvalidInput);
refusals!(/// She may not be the caller's to change, have begun or submitted, or somebody may have saved in between.
    PatchParticipantRefusal =
        NotFound, Forbidden, HasStarted, HasSubmitted, RoundReleased, StaleRevision);
refusals!(/// The round may not be the caller's to act in, or not be open.
    RemindLearnersRefusal = NotFound, Forbidden, RoundNotOpen, RoundReleased);

/// The learner in a path below a round.
#[derive(Clone, Copy, Debug)]
pub struct LearnerInRound(UserId);

impl Part for LearnerInRound {
    const NAME: &'static str = "learnerId";
    const SAYS: &'static str = "Id of the learner.";
    const EXAMPLE: &'static str = "0192d3a0-7b1c-7e00-8a4f-3c1d2e4f5a02";
    const FORM: &'static str = "uuid";

    fn parse(text: &str) -> Option<Self> {
        id_part(text).map(Self)
    }
}

/// The operations of this resource.
pub fn operations(api: &mut Api) {
    api.add(__path_list_participants, list_participants)
        .add(__path_create_participant, create_participant)
        .add(__path_get_participant, get_participant)
        .add(__path_patch_participant, patch_participant)
        .add(__path_remind_learners, remind_learners);
}

/// List the participants of a round
///
/// Who takes part, as what, and how far each is; no scores. As a coach, the learners you coach and those of groups you coach as a whole; as
/// an administrator, all of what you administer; as a learner, yourself. Who takes part is frozen when the round opens: before that
/// the list is empty.
#[place(get, path = "/rounds/{id}/participants", tag = "rounds")]
pub async fn list_participants(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<RoundId>,
    asked: Paged<ParticipantQuery>,
) -> Result<Reply<Listing<ParticipantView>>, Problem<ReadParticipantRefusal>> {
    let page = service::list(&state, caller.actor(), *id, (&asked.filter).into(), asked.page()).await?;
    Ok(Listing::reply(&asked, page, |p| ParticipantView::from(&p)))
}

/// Add a participant to a round
///
/// A learner who came later than the others, with the reason on the record; only while the round is open. She counts for one of
/// the round's groups, also where she is not in it. Whoever may use that group.
#[place(post, path = "/rounds/{id}/participants", tag = "rounds")]
pub async fn create_participant(
    caller: Require<WriteRounds>,
    state: State,
    id: PathId<RoundId>,
    key: IdempotencyKey,
    body: Body<NewParticipant>,
) -> Result<Created<ParticipantView>, Problem<CreateParticipantRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let render = |p: &Participant| {
        let place = format!("/v1/rounds/{}/participants/{}", p.round, p.learner);
        Created::answer(&ParticipantView::from(p), &place, p.version())
    };
    let work = |once| service::add(&state, actor, *id, body.into_inner().into(), once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}

/// Get a participant of a round
///
/// One learner in it: as what she takes part, how far she is, whether she is exempted and why. She herself reads it too.
#[place(get, path = "/rounds/{id}/participants/{learnerId}", tag = "rounds")]
pub async fn get_participant(
    caller: Require<ReadSchool>,
    state: State,
    id: PathId<RoundId>,
    learner: PathPart<LearnerInRound>,
) -> Result<Reply<ParticipantView>, Problem<ReadParticipantRefusal>> {
    let participant = service::get(&state, caller.actor(), *id, learner.0).await?;
    Ok(Reply::new(&ParticipantView::from(&participant)).with_revision(participant.version()))
}

/// Change a participant of a round
///
/// Exempt her with a reason, take that back, or put her profession right; until the reports are released. Whoever may use the group
/// she counts for. Who has submitted is not exempted any more: reopen her assessment first. Her profession stands fast once
/// somebody has begun a sheet about her.
#[place(patch, path = "/rounds/{id}/participants/{learnerId}", tag = "rounds")]
pub async fn patch_participant(
    caller: Require<WriteRounds>,
    state: State,
    id: PathId<RoundId>,
    learner: PathPart<LearnerInRound>,
    seen: IfMatch,
    body: MergePatch<ParticipantPatch>,
) -> Result<Reply<ParticipantView>, Problem<PatchParticipantRefusal>> {
    let change = body.into_inner().into();
    let changed = service::change(&state, caller.actor(), *id, learner.0, &seen.seen(), change).await?;
    Ok(Reply::new(&ParticipantView::from(&changed)).with_revision(changed.version()))
}

/// Remind learners
///
/// Those of a round who have not begun, or not submitted, and are not exempted, in the groups that are yours to use. An event goes out
/// for each of them; the systems that listen send the messages. Who they are, the list of participants tells at any time.
#[place(post, path = "/rounds/{id}/reminders", tag = "rounds")]
pub async fn remind_learners(
    caller: Require<WriteRounds>,
    state: State,
    id: PathId<RoundId>,
    key: IdempotencyKey,
    body: Body<NewReminder>,
) -> Result<Told<ReminderView>, Problem<RemindLearnersRefusal>> {
    let (actor, digest) = (caller.actor(), body.digest().to_owned());
    let to = body.into_inner().to.into();
    let render = |reminder: &Reminder| Told::answer(&ReminderView::from(reminder));
    let work = |once| service::remind(&state, actor, *id, to, once);
    Ok(key.once(&state, actor, &digest, &render, work).await?.into())
}
