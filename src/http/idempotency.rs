//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a request sent twice is done once.

use std::future::{Future, Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::openapi::{self, path::ParameterIn};

use uuid::Uuid;

use super::{
    code::Code,
    describe::{Describe, Draft},
    problem::{Parts, Problem},
};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Entry},
        idempotency::{self, Keyed, Once, StoredAnswer},
        locked::Lock,
        relation,
    },
    digest,
    domain::{
        ids::{GroupId, Id, RoundId, UserId},
        refusal::{Fault, InputError},
    },
    failure::Failure,
    state::AppState,
};

/// The `Idempotency-Key` of a request, if it has one, and the route it is for.
pub struct IdempotencyKey {
    key: Option<String>,
    route: String,
    /// Whether the answer holds a secret.
    secret: bool,
    /// Whether the work is begun without a look for an answer.
    unlooked: bool,
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let route = format!("{} {}", request.method(), request.path());
        let mut lines = request.headers().get_all("idempotency-key");
        let Some(first) = lines.next() else {
            return ready(Ok(Self { key: None, route, secret: false, unlooked: false }));
        };
        // One request has one key. Which of two was meant, nobody knows.
        let is_one = lines.all(|line| line == first);
        ready(match first.to_str() {
            Ok(key) if is_one && is_key(key) => {
                Ok(Self { key: Some(key.to_owned()), route, secret: false, unlooked: false })
            }
            Ok(_) | Err(_) => Err(Problem::new(Parts::invalid(vec![no_key()]))),
        })
    }
}

fn is_key(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

fn no_key() -> InputError {
    let form = "idempotency-key".to_owned();
    InputError::at("/header/Idempotency-Key", Fault::Malformed { form })
}

impl IdempotencyKey {
    /// For an answer that holds a secret: it is stored locked with a key made of this one, and of this one a digest alone.
    #[must_use]
    pub fn guarding_a_secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// For work that can be begun a second time: until its answer is sealed it leaves nothing behind, and then it cannot be sealed again. The
    /// answer is looked for only where it failed.
    #[must_use]
    pub fn looking_afterwards(self) -> Self {
        Self { unlooked: true, ..self }
    }

    /// Does the work once: the first time by `work`, afterwards by repeating the answer that was stored *in the same
    /// transaction as the work*. A refusal stores nothing, since nothing was done.
    ///
    /// # Errors
    /// What the work fails with; [`Failure::InFlight`] and [`Failure::KeyReused`].
    pub async fn once<'a, T, F: Future<Output = Result<T, Failure>>>(
        self,
        state: &AppState,
        actor: &Actor,
        body_digest: &str,
        render: &'a dyn Fn(&T) -> StoredAnswer,
        work: impl FnOnce(Once<'a, T>) -> F,
    ) -> Result<StoredAnswer, Failure> {
        let route = self.route.clone();
        let answered = self.answered(state, actor, body_digest, render, work).await?;
        if let Answered::Again(answer) = &answered {
            may_be_repeated(state, actor, &route, answer).await?;
        }
        Ok(answered.answer())
    }

    /// The same for what is about no learner alone: the answer is repeated to who may still see the thing with this id, as
    /// `look` finds out, which puts the reading on the record too.
    ///
    /// # Errors
    /// The same, and [`Failure::NoLonger`].
    pub async fn once_as_long_as<
        'a,
        T,
        F: Future<Output = Result<T, Failure>>,
        U,
        L: Future<Output = Result<U, Failure>>,
    >(
        self,
        state: &AppState,
        actor: &Actor,
        body_digest: &str,
        render: &'a dyn Fn(&T) -> StoredAnswer,
        work: impl FnOnce(Once<'a, T>) -> F,
        look: impl FnOnce(Uuid) -> L,
    ) -> Result<StoredAnswer, Failure> {
        let answered = self.answered(state, actor, body_digest, render, work).await?;
        if let Answered::Again(answer) = &answered {
            look(thing_in(answer)?)
                .await
                .map_err(|failure| if matches!(failure, Failure::Refused(_)) { Failure::NoLonger } else { failure })?;
        }
        Ok(answered.answer())
    }

    async fn answered<'a, T, F: Future<Output = Result<T, Failure>>>(
        self,
        state: &AppState,
        actor: &Actor,
        body_digest: &str,
        render: &'a dyn Fn(&T) -> StoredAnswer,
        work: impl FnOnce(Once<'a, T>) -> F,
    ) -> Result<Answered, Failure> {
        let Some(key) = self.key else {
            return Ok(Answered::Now(render(&work(Once::unkeyed(render)).await?)));
        };
        let lock = || self.secret.then(|| Lock::new(&key, &self.route, state.ids.secret()));
        let digest = digest::sha256(format!("{}\n{body_digest}", self.route).as_bytes());
        let stored_key = if self.secret { digest::sha256(key.as_bytes()) } else { key.clone() };
        let keyed = Keyed::new(actor, &self.route, stored_key, digest, state.clock.now());
        let _entered = state.under_way.enter(&keyed)?;
        if !self.unlooked
            && let Some(answer) = idempotency::answer_to(&state.db, &keyed).await?
        {
            return again(answer, lock().as_ref());
        }
        match work(Once::keyed(keyed.clone(), render).locked(lock())).await {
            Ok(done) => Ok(Answered::Now(render(&done))),
            // Another server may have done it meanwhile, and this have failed for that reason.
            Err(failure) => match idempotency::answer_to(&state.db, &keyed).await {
                Ok(Some(answer)) => again(answer, lock().as_ref()),
                Err(Failure::KeyReused) => Err(Failure::KeyReused),
                Ok(None) | Err(_) => Err(failure),
            },
        }
    }
}

/// A stored answer as it was given, opened where it was locked.
fn again(answer: StoredAnswer, lock: Option<&Lock>) -> Result<Answered, Failure> {
    let Some(lock) = lock else { return Ok(Answered::Again(answer)) };
    let body = lock.open(&answer.body).ok_or_else(|| Failure::Bug("a stored answer does not open".to_owned()))?;
    Ok(Answered::Again(StoredAnswer { body, ..answer }))
}

/// An answer, and whether it is given for the first time.
enum Answered {
    Now(StoredAnswer),
    Again(StoredAnswer),
}

impl Answered {
    fn answer(self) -> StoredAnswer {
        match self {
            Self::Now(answer) | Self::Again(answer) => answer,
        }
    }
}

/// The id of the thing that was answered with.
fn thing_in(answer: &StoredAnswer) -> Result<Uuid, Failure> {
    #[derive(serde::Deserialize)]
    struct Thing {
        id: Uuid,
    }
    let thing: Thing = serde_json::from_str(&answer.body).map_err(|e| Failure::Bug(e.to_string()))?;
    Ok(thing.id)
}

/// What a stored answer is about.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    id: Option<Uuid>,
    learner_id: Option<Uuid>,
    round_id: Option<Uuid>,
    group_id: Option<Uuid>,
}

/// A stored answer is given again only to who still has to do with what it is about: with the learner, and on the record like any
/// reading; with a group of the round, where it is about a round.
async fn may_be_repeated(state: &AppState, actor: &Actor, route: &str, answer: &StoredAnswer) -> Result<(), Failure> {
    let about: About = serde_json::from_str(&answer.body).map_err(|e| Failure::Bug(e.to_string()))?;
    let nothing = || Failure::Bug("a stored answer about nothing".to_owned());
    if route.starts_with("POST /v1/rounds") {
        let round = RoundId::new(about.round_id.or(about.id).ok_or_else(nothing)?);
        let group = about.group_id.map(GroupId::new);
        if !relation::may_still_act(state.db.reader(), actor, state.clock.now(), round, group).await? {
            return Err(Failure::NoLonger);
        }
        let read = about.learner_id.map(|learner| Entry::repeated(UserId::new(learner), round.raw()));
        return Ok(audit::record(state, state.db.writer(), actor, read).await?);
    }
    let (learner, target) = (UserId::new(about.learner_id.ok_or_else(nothing)?), about.id.ok_or_else(nothing)?);
    let placement = answer.location.as_ref().is_some_and(|to| to.starts_with("/v1/placements/"));
    if !relation::may_still_see(state.db.reader(), actor, state.clock.now(), learner, placement).await? {
        return Err(Failure::NoLonger);
    }
    let read = (learner != actor.user).then(|| Entry::repeated(learner, target));
    Ok(audit::record(state, state.db.writer(), actor, read).await?)
}

impl Describe for IdempotencyKey {
    fn describe(operation: &mut Draft) {
        let schema = openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .min_length(Some(1))
            .max_length(Some(255))
            .pattern(Some("^[!-~]+$"));
        let parameter = openapi::path::ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .description(Some(
                "A key of your own, new for each new request: sent again, the request is not done again and the first answer comes back. Kept for 24 hours.",
            ))
            .schema(Some(schema))
            .example(Some(serde_json::json!("8e03978e-40d5-43dd-bc93-6894a57f9324")))
            .build();
        operation.shared_parameter("IdempotencyKey", parameter);
        operation.refuses_input(vec![no_key()]);
        operation.refuses(Code::IdempotencyInFlight);
        operation.refuses(Code::IdempotencyKeyReused);
        // Sent again after the caller has lost sight of what was answered.
        operation.refuses(Code::NotFound);
    }
}
