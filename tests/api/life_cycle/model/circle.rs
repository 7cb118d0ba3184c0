//! Who has to do with the learner, and as long as what: coaching, exemption, an invited peer.

use super::{FORBIDDEN, HIDDEN, RELEASES, Told, UNKNOWN, Which, Who, World};

/// An invitation of the peer, for one use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub revoked: bool,
    pub used: bool,
}

impl World {
    pub(super) fn begin_coaching(&mut self) -> u16 {
        self.coachings.push(true);
        201
    }

    pub(super) fn keep_coaching(&mut self, at: usize, goes_on: bool) -> u16 {
        self.coachings[at] = goes_on;
        200
    }

    /// Where the learner stands in the round.
    pub fn standing(&self) -> &'static str {
        match self.sheet(Which::Own) {
            _ if self.exempted => "exempted",
            None => "notStarted",
            Some(sheet) if sheet.submitted => "submitted",
            Some(_) => "started",
        }
    }

    pub(super) fn exempt(&mut self, who: Who, exempted: bool) -> Result<u16, Told> {
        match who {
            Who::Learner => return Err(FORBIDDEN),
            Who::Coach if self.coaches() => {}
            Who::Coach | Who::Peer => return Err(HIDDEN),
        }
        if self.now >= RELEASES {
            return Err((409, "round-released"));
        }
        if exempted && self.standing() == "submitted" {
            return Err((409, "has-submitted"));
        }
        self.exempted = exempted;
        Ok(200)
    }

    pub(super) fn invite(&mut self, who: Who) -> Result<u16, Told> {
        // The sheet is named in the body: what is not seen is unknown.
        self.seen_by(who, Which::Own).map_err(|_| UNKNOWN)?;
        if who != Who::Learner {
            return Err(FORBIDDEN);
        }
        self.round_takes_work(None)?;
        self.invitations.push(Invitation { revoked: false, used: false });
        Ok(201)
    }

    pub(super) fn revoke(&mut self, who: Who, at: usize) -> Result<u16, Told> {
        match who {
            Who::Learner => {}
            Who::Coach => return Err(HIDDEN),
            Who::Peer => return Err(FORBIDDEN),
        }
        self.invitations[at].revoked = true;
        Ok(200)
    }

    pub(super) fn accept(&mut self, who: Who, at: usize) -> Result<u16, Told> {
        match who {
            Who::Learner => return Err(FORBIDDEN),
            Who::Coach => return Err(UNKNOWN),
            Who::Peer => {}
        }
        let Invitation { revoked, used } = self.invitations[at];
        if revoked || used {
            return Err((403, "invitation-not-in-force"));
        }
        self.round_takes_work(None)?;
        self.invitations[at].used = true;
        self.begin(Which::Peers, Some(at))
    }
}
