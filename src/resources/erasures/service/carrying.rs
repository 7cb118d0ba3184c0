//! Carrying erasures out, in the background: a transaction for each sheet, so that nobody waits long, and each of them whole, with what the tally counts
//! of it. What was interrupted goes on where it was: a sheet is there with all that is with it, or not at all.

use std::collections::HashSet;

use super::{
    super::repo::{self, Gone},
    traces,
};
use crate::{
    auth::principal::Actor,
    db::{
        audit::{self, Deed, Entry},
        outbox::{self, Event},
        tenant::Tenant,
    },
    domain::{
        assessment::{RaterKind, State},
        erasure::{Erasure, LEASE},
        ids::{AssessmentId, Id, UserId},
        sign_in::Because,
    },
    failure::Failure,
    resources::{
        assessments::{access, repo as assessments},
        sign_in::ending,
        tally,
    },
    state::AppState,
};

/// The client that what is erased is recorded as coming through.
const CLIENT: &str = "erasure";

/// How often a sheet is tried again that somebody saves meanwhile.
const TRIES: usize = 10;

/// Carries out the erasures whose time has come; how many.
pub async fn carry_out_due(state: &AppState) -> Result<usize, Failure> {
    let mut done = 0;
    for (tenant, erasure) in repo::due(state.db.reader(), state.clock.now()).await? {
        match carry_out(state, tenant, &erasure).await {
            Ok(true) => done += 1,
            Ok(false) => {}
            // One that fails must not keep others from theirs.
            Err(error) => {
                tracing::error!(%error, erasure.id = %erasure.id, "an erasure failed and will be tried again");
            }
        }
    }
    Ok(done)
}

/// Sees to it that the database itself keeps no trace of what was erased.
pub async fn sweep(state: &AppState) -> Result<(), Failure> {
    if !repo::is_to_be_swept(state.db.reader()).await? {
        return Ok(());
    }
    let until = state.clock.now();
    if repo::empty_log(state.db.writer()).await? {
        repo::is_swept(state.db.writer(), until, state.clock.now()).await?;
    }
    Ok(())
}

/// Carries one out; `false` where somebody else does.
async fn carry_out(state: &AppState, tenant: Tenant, erasure: &Erasure) -> Result<bool, Failure> {
    // Where nobody asked for it, the organisation's own term did.
    let by = erasure.requested_by.unwrap_or_else(|| UserId::new(tenant.raw()));
    let actor = Actor { tenant, user: by, client: CLIENT.to_owned() };
    let mut work = Work { state, actor, erasure, gone: Gone::new() };
    if !work.begin().await? {
        return Ok(false);
    }
    let ids: HashSet<String> = repo::ids(state.db.reader(), tenant, erasure.user).await?.into_iter().collect();
    traces::wipe(state, tenant, &ids, &mut work.gone).await?;
    work.first().await?;
    work.sheets().await?;
    // Somebody may have been told something while the sheets went.
    traces::wipe(state, tenant, &ids, &mut work.gone).await?;
    work.last().await?;
    Ok(true)
}

/// An erasure that is being carried out.
struct Work<'a> {
    state: &'a AppState,
    /// On whose behalf.
    actor: Actor,
    erasure: &'a Erasure,
    gone: Gone,
}

impl Work<'_> {
    /// Claims it, puts the account out of use and ends every sign-in: from then on she writes nothing.
    async fn begin(&self) -> Result<bool, Failure> {
        let (state, now) = (self.state, self.state.clock.now());
        let tx = state.db.begin().await?;
        if !repo::claim(&*tx, self.actor.tenant, self.erasure.id, now, now + LEASE).await? {
            return Ok(false);
        }
        repo::disable(&*tx, self.actor.tenant, self.erasure.user, now).await?;
        let ended = ending::all_of(state, &tx, &self.actor, self.erasure.user, Because::AccountDisabled).await?;
        tx.commit().await?;
        ended.is_known_to(state);
        Ok(true)
    }

    async fn first(&mut self) -> Result<(), Failure> {
        let tx = self.state.db.begin().await?;
        repo::take_first(&*tx, self.actor.tenant, self.erasure.user, &mut self.gone).await?;
        tx.commit().await
    }

    async fn sheets(&mut self) -> Result<(), Failure> {
        let (tenant, user) = (self.actor.tenant, self.erasure.user);
        loop {
            let sheets = repo::sheets(self.state.db.reader(), tenant, user).await?;
            if sheets.is_empty() {
                return Ok(());
            }
            for sheet in sheets {
                self.sheet_whatever_happens(sheet).await?;
                let until = self.state.clock.now() + LEASE;
                repo::tell(self.state.db.writer(), tenant, self.erasure.id, until).await?;
            }
        }
    }

    /// A coach may save her sheet at the very moment.
    async fn sheet_whatever_happens(&mut self, sheet: AssessmentId) -> Result<(), Failure> {
        for _ in 0..TRIES {
            match self.sheet(sheet).await {
                Err(Failure::Overtaken) => {}
                done => return done,
            }
        }
        Err(Failure::Unavailable("somebody else was first every time".to_owned()))
    }

    /// Takes a sheet away with all that is with it, and what the tally counts of it; a guest who filled it in goes with it.
    async fn sheet(&mut self, id: AssessmentId) -> Result<(), Failure> {
        let (state, tenant, now) = (self.state, self.actor.tenant, self.state.clock.now());
        let tx = state.db.begin().await?;
        let Some(seen) = assessments::find(&*tx, &self.actor, now, id).await? else { return Ok(()) };
        let sheet = seen.assessment;
        let mut gone = Gone::new();
        if !repo::take_sheet(&*tx, tenant, id, sheet.revision, &mut gone).await? {
            return Err(Failure::Overtaken);
        }
        if sheet.rater_kind == RaterKind::Guest {
            repo::take_last(&*tx, tenant, sheet.rater, now, &mut gone).await?;
            repo::make_nameless(&*tx, tenant, sheet.rater, now).await?;
        }
        audit::record(state, &*tx, &self.actor, [Entry::new(Deed::AssessmentErased, sheet.learner, id)]).await?;
        if sheet.state != State::Draft {
            let instrument = access::instrument(state, &self.actor, &sheet)?;
            tally::keeping::take_out(&tx, tenant, &instrument, &sheet).await?;
        }
        tx.commit().await?;
        for (table, rows) in gone {
            *self.gone.entry(table).or_default() += rows;
        }
        Ok(())
    }

    /// The rest: when it is done the account names nobody.
    async fn last(&mut self) -> Result<(), Failure> {
        let (state, tenant, user) = (self.state, self.actor.tenant, self.erasure.user);
        let now = state.clock.now();
        let tx = state.db.begin().await?;
        repo::take_last(&*tx, tenant, user, now, &mut self.gone).await?;
        repo::make_nameless(&*tx, tenant, user, now).await?;
        repo::finish(&*tx, tenant, self.erasure.id, now, &self.gone).await?;
        audit::record(state, &*tx, &self.actor, [Entry::new(Deed::UserErased, user, user)]).await?;
        outbox::push(state, &*tx, tenant, Event::UserErased(user)).await?;
        tx.commit().await
    }
}
