//! An invitation: a learner asks a peer, or guests, to rate what she rates herself. What is asked follows from her own assessment.

use super::{
    clock::Timestamp,
    framework::Competency,
    ids::{AssessmentId, InstrumentId, InvitationId, RoundId, UserId},
    instrument::Instrument,
    refusal::{Fault, InputError, Refusal},
    round::coded,
    score::Score,
    sheet::Sheet,
};

coded!(/// Who is invited.
    InvitationKind {
    /// A fellow student in a learning team of hers, by account.
    Peer = "peer",
    /// Whoever has the link.
    Guest = "guest",
});

coded!(/// Where an invitation stands.
    InvitationState {
    /// It can be used.
    Open = "open",
    /// As many as may have used it; they rate on until it expires.
    UsedUp = "usedUp",
    /// Its time is over.
    Expired = "expired",
    /// The learner has taken it back.
    Revoked = "revoked",
});

/// Which competencies are asked: those of these domains, and these. Neither: all that the learner is asked herself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Codes of domains.
    pub domains: Vec<String>,
    /// Codes of competencies.
    pub competencies: Vec<String>,
}

impl Scope {
    /// Whether this competency is in it.
    pub fn holds(&self, competency: &Competency) -> bool {
        let unlimited = self.domains.is_empty() && self.competencies.is_empty();
        unlimited || self.domains.contains(&competency.domain) || self.competencies.contains(&competency.code)
    }

    /// What is wrong with it beside the learner's own sheet: codes that the instrument does not have, or that she is not asked herself.
    pub fn faults(&self, instrument: &Instrument, own: &Sheet) -> Vec<InputError> {
        let asked: Vec<&Competency> = instrument
            .competencies()
            .zip(own.scores())
            .filter(|(_, score)| *score != Score::NotAsked)
            .map(|(competency, _)| competency)
            .collect();
        let domain = |code: &String| {
            if !instrument.competencies().any(|c| c.domain == *code) {
                return Some(Fault::UnknownReference);
            }
            (!asked.iter().any(|c| c.domain == *code)).then_some(Fault::NotAsked)
        };
        let competency = |code: &String| {
            if instrument.position(code).is_none() {
                return Some(Fault::UnknownCompetency);
            }
            (!asked.iter().any(|c| c.code == *code)).then_some(Fault::NotAsked)
        };
        let at = |list: &str, place: usize, fault| InputError::at(format!("/{list}/{place}"), fault);
        let of_domains = self.domains.iter().enumerate().filter_map(|(n, code)| Some(at("domains", n, domain(code)?)));
        let of_competencies =
            self.competencies.iter().enumerate().filter_map(|(n, code)| Some(at("competencies", n, competency(code)?)));
        of_domains.chain(of_competencies).collect()
    }
}

/// Somebody who used an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub rater: UserId,
    pub name: String,
    /// What a guest says she is to the learner.
    pub relation: Option<String>,
    pub used_at: Timestamp,
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    /// Who invites.
    pub learner: UserId,
    pub learner_name: String,
    /// Her own assessment that it goes with.
    pub assessment: AssessmentId,
    pub round: Option<RoundId>,
    pub instrument: InstrumentId,
    pub kind: InvitationKind,
    /// Who is invited, and her name; `None`: whoever has the link.
    pub peer: Option<(UserId, String)>,
    pub scope: Scope,
    pub uses_at_most: i32,
    /// Who has used it.
    pub uses: Vec<Use>,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    /// SHA-256 of the secret in the link.
    pub secret_digest: Option<String>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Invitation {
    /// Where it stands.
    pub fn state(&self, now: Timestamp) -> InvitationState {
        let used = i32::try_from(self.uses.len()).unwrap_or(i32::MAX);
        if self.revoked_at.is_some() {
            InvitationState::Revoked
        } else if now >= self.expires_at {
            InvitationState::Expired
        } else if used >= self.uses_at_most {
            InvitationState::UsedUp
        } else {
            InvitationState::Open
        }
    }

    /// Nothing, where somebody may begin by it now.
    ///
    /// # Errors
    /// [`Refusal::InvitationNotInForce`], whatever the reason is.
    pub fn must_be_open(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.state(now) {
            InvitationState::Open => Ok(()),
            InvitationState::UsedUp | InvitationState::Expired | InvitationState::Revoked => {
                Err(Refusal::InvitationNotInForce)
            }
        }
    }
}
