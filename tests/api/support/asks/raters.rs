//! What to ask of coaching, learning teams, shares, invitations and guests.

use serde_json::json;

use super::{Who, of, over, sending, sheet};
use crate::support::{
    cast::{
        Cast,
        circle::{guest, guest_invitation, no_secret},
        text,
    },
    contract::Ask,
};

/// Who is always allowed to ask this; nobody, where it is none of these.
pub fn asker(operation: &str) -> Option<Who> {
    match operation {
        "createCoaching" | "patchCoaching" => Some(Who::Administrator),
        "createLearningTeam" | "patchLearningTeam" | "createLearningTeamMember" | "patchLearningTeamMember" => {
            Some(Who::Coach)
        }
        _ => None,
    }
}

impl Cast {
    /// What to ask of this operation, if it is one of these.
    pub async fn ask_of_raters(&self, operation: &str, state: &str) -> Option<Ask> {
        if let Some(ask) = self.ask_of_invitations(operation, state).await {
            return Some(ask);
        }
        let circle = &self.circle;
        let in_a_year = json!({ "endsAt": "2041-09-01T00:00:00Z" });
        Some(match (operation, state) {
            ("listCoachings" | "listLearningTeams" | "listInvitations", _) => Ask::default(),
            ("createCoaching", "taken") => sending(Ask::default(), self.known_coaching(&self.fresh("C")).await),
            ("createCoaching", _) => sending(Ask::default(), self.coaching_to_come()),
            ("getCoaching", "of-her-group") => of(&circle.coachings[1]),
            ("getCoaching", _) => of(&circle.coachings[0]),
            ("patchCoaching", "taken") => {
                let taken = self.known_coaching(&self.fresh("C")).await["externalId"].clone();
                sending(over(of(&self.new_coaching().await), 1), json!({ "externalId": taken }))
            }
            ("patchCoaching", _) => sending(over(of(&self.new_coaching().await), 1), in_a_year),
            ("createLearningTeam", _) => {
                sending(Ask::default(), json!({ "name": text("leerteam"), "learnerIds": [self.learner().id()] }))
            }
            ("getLearningTeam" | "listLearningTeamMembers", _) => of(&circle.team),
            ("patchLearningTeam", _) => {
                let team = self.new_team(&[Who::Learner, Who::Teammate]).await;
                sending(over(of(&team), 1), json!({ "name": text("ander-leerteam") }))
            }
            ("createLearningTeamMember", _) => {
                sending(of(&self.new_team(&[Who::Teammate]).await), json!({ "learnerId": self.learner().id() }))
            }
            ("getLearningTeamMember", _) => Ask { part: circle.member.clone(), ..of(&circle.team) },
            ("patchLearningTeamMember", _) => {
                let team = self.new_team(&[Who::Learner, Who::Teammate]).await;
                let part = self.member(&team).await;
                sending(over(Ask { part, ..of(&team) }, 1), in_a_year)
            }
            ("listShares" | "getQuestionnaire", "draft") => of(&self.draft),
            ("createShare", state) => {
                let assessment = if state == "draft" { self.draft.clone() } else { self.new_submitted().await };
                sending(of(&assessment), json!({ "learningTeamId": circle.team }))
            }
            ("getShare", _) => of(&circle.share),
            ("revokeShare", _) => of(&self.share(&self.new_submitted().await).await),
            ("getAssessment" | "getScores" | "getQuestionnaire", "by-a-guest") => of(&circle.guest_sheet),
            ("putScores" | "patchScores", "by-a-guest") => {
                sending(Ask { tag: Some("*".to_owned()), ..of(&circle.guest_sheet) }, sheet())
            }
            ("listShares" | "getQuestionnaire", _) => of(&self.submitted),
            _ => return None,
        })
    }

    async fn ask_of_invitations(&self, operation: &str, state: &str) -> Option<Ask> {
        Some(match (operation, state) {
            ("createInvitation", "of-a-peer") => sending(Ask::default(), self.peer_invitation()),
            ("createInvitation", "draft") => sending(Ask::default(), guest_invitation(&self.draft)),
            ("createInvitation", _) => sending(Ask::default(), guest_invitation(&self.submitted)),
            ("getInvitation", _) => of(&self.circle.invitation),
            ("revokeInvitation", _) => of(&self.new_peer_invitation().await),
            ("createAssessment", "by-invitation") => {
                sending(Ask::default(), json!({ "invitationId": self.new_peer_invitation().await }))
            }
            ("createGuestRater", "wrong") => sending(Ask::default(), guest(&no_secret())),
            ("createGuestRater", _) => sending(Ask::default(), guest(&self.new_link().await)),
            ("createGuestToken", "wrong") => sending(Ask::default(), json!({ "secret": no_secret() })),
            ("createGuestToken", _) => {
                let guest = self.come_in(&self.new_link().await).await;
                sending(Ask::default(), json!({ "secret": guest["secret"] }))
            }
            _ => return None,
        })
    }
}
