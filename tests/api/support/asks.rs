//! What to ask of each operation, and who can have it: the one list that grows with the contract.

mod batches;
mod clients;
mod crosswalks;
mod people;
mod pictures;
mod raters;
mod reflect;
mod rights;
mod rounds;
mod series;
mod talk;

pub use batches::BATCHES;
use samenspel::domain::ids::Id;
use serde_json::json;

use super::{
    cast::{Cast, Who, feedback, placement, text},
    contract::Ask,
};

/// Who is always allowed to ask this of the learner's work.
pub fn asker(operation: &str) -> Who {
    match operation {
        "createFeedback" | "patchFeedback" | "shareFeedback" | "discloseAssessment" | "createRound" | "patchRound"
        | "deleteRound" | "openRound" | "closeRound" | "listParticipants" | "getParticipant" | "createParticipant"
        | "patchParticipant" | "remindLearners" | "getCoachOverview" => Who::Coach,
        "getParticipation"
        | "getDistribution"
        | "getDomainFigures"
        | "getPracticeCoverage"
        | "getGrowthReport"
        | "getGapsReport"
        | "getGoalsReport"
        | "getReasonsReport"
        | "getWorkplacesReport"
        | "getSeriesReport"
        | "getQualificationCoverage" => Who::Curriculum,
        "listMemberships" | "putRetention" => Who::Administrator,
        _ if is_batch(operation) => Who::Administrator,
        _ if people::is_administration(operation) || clients::is_about_clients(operation) => Who::Administrator,
        _ => raters::asker(operation).unwrap_or(Who::Learner),
    }
}

/// Whether it brings many things over at once.
pub fn is_batch(operation: &str) -> bool {
    BATCHES.iter().any(|(id, _)| *id == operation)
}

impl Cast {
    /// What to ask of this operation in the ordinary case, so that [`asker`] gets what is asked.
    pub async fn ask(&self, operation: &str) -> Ask {
        self.ask_about(operation, "").await
    }

    /// What to ask of this operation about the learner's work in this state. What is written is made anew for each call.
    pub async fn ask_about(&self, operation: &str, state: &str) -> Ask {
        if let Some(ask) = self.ask_of_raters(operation, state).await {
            return ask;
        }
        if let Some(ask) = self.ask_of_rights(operation, state).await {
            return ask;
        }
        match operation {
            _ if is_batch(operation) => self.ask_of_batches(operation).await,
            _ if people::is_administration(operation) => self.ask_of_people(operation, state).await,
            _ if clients::is_about_clients(operation) => self.ask_of_clients(operation, state).await,
            "listFrameworks" | "listScales" | "listInstruments" | "getMe" | "listOrganisations" | "listProgrammes"
            | "listGroups" | "listPlacements" | "listRounds" | "listAssessments" | "listFeedback"
            | "getLearnerOverview" | "getCoachOverview" | "listAuditEvents" => Ask::default(),
            "getFramework" | "listCompetencies" | "getCompetency" | "getScale" | "getInstrument" | "getSheetSchema" => {
                of(&self.definition(operation))
            }
            "getOrganisation" => of(&self.school.organisation.raw().to_string()),
            "getProgramme" => of(&self.school.programme.raw().to_string()),
            "getGroup" | "listMemberships" => of(&self.school.group.raw().to_string()),
            "getRound" => of(&self.round.raw().to_string()),
            "getParticipation"
            | "getDistribution"
            | "getDomainFigures"
            | "getPracticeCoverage"
            | "getGrowthReport"
            | "getGapsReport" => self.ask_report(state),
            "getGoalsReport" | "getReasonsReport" | "getWorkplacesReport" => series::since_then(self, state),
            "getSeriesReport" => series::ask(self, state),
            "getQualificationCoverage" => crosswalks::report(self, state),
            "listCrosswalks" | "getCrosswalk" | "listAlignments" | "getAlignment" => crosswalks::ask(self, operation),
            "getScoreDifference" | "getChart" | "getDocument" => pictures::ask(self, state),
            "listReflections"
            | "getReflection"
            | "putReflection"
            | "listReflectionHistory"
            | "listTeamReflections"
            | "shareReflection"
            | "withdrawReflection" => self.ask_of_reflection(operation, state).await,
            "listGoals" | "createGoal" | "getGoal" | "patchGoal" | "listGoalHistory" | "getGoalGrowth"
            | "listGoalEntries" | "createGoalEntry" | "getGoalEntry" => self.ask_of_goal(operation, state).await,
            "createRound" | "patchRound" | "deleteRound" | "openRound" | "closeRound" | "getRelease"
            | "listParticipants" | "getParticipant" | "createParticipant" | "patchParticipant" | "remindLearners" => {
                self.ask_of_rounds(operation, state).await
            }
            _ => self.ask_of_work(operation, state).await,
        }
    }

    fn definition(&self, operation: &str) -> String {
        let owner = samenspel::domain::ids::OwnerId::new(self.school.organisation.raw());
        let catalogue = &self.app.state.catalogue;
        let instrument = catalogue.instruments(owner).next().unwrap();
        match operation {
            "getFramework" | "listCompetencies" => catalogue.frameworks(owner).next().unwrap().id.raw().to_string(),
            "getScale" => catalogue.scales(owner).next().unwrap().id.raw().to_string(),
            "getCompetency" => instrument.competencies().next().unwrap().id.raw().to_string(),
            _ => instrument.id.raw().to_string(),
        }
    }

    /// A report of the released round, of this slice of it; `unreleased`: of the round that is open.
    fn ask_report(&self, slice: &str) -> Ask {
        let (group, programme) = (self.school.group.raw(), self.school.programme.raw());
        let (round, more) = match slice {
            "group" => (self.released, format!("&groupId={group}")),
            "programme" => (self.released, format!("&programmeId={programme}")),
            "cohort" => (self.released, format!("&programmeId={programme}&cohort=2025")),
            "unreleased" => (self.round, String::new()),
            "without-baseline" => (self.released, "&since=baseline".to_owned()),
            "without-peers" => (self.released, "&raterKind=peer".to_owned()),
            "without-supervisors" => (self.released, "&raterKind=practiceSupervisor".to_owned()),
            "of-no-such-round" => return Ask { query: format!("roundId={}", uuid::Uuid::nil()), ..Ask::default() },
            _ => (self.released, String::new()),
        };
        Ask { query: format!("roundId={}{more}", round.raw()), ..Ask::default() }
    }

    async fn ask_of_work(&self, operation: &str, state: &str) -> Ask {
        let learner = self.learner().id();
        match (operation, state) {
            ("getPlacement", _) => of(&self.placement),
            ("createPlacement", "about-her") => {
                let mut body = placement();
                body["learnerId"] = json!(learner);
                sending(Ask::default(), body)
            }
            ("createPlacement", _) => sending(Ask::default(), own_placement()),
            ("patchPlacement", _) => {
                let id = self.new_placement().await;
                sending(over(of(&id), 1), json!({ "workplaceName": text("andere-plek") }))
            }
            ("createAssessment", "about-her") => {
                let body = json!({ "instrumentId": self.instrument(), "learnerId": learner, "label": text("label") });
                sending(Ask::default(), body)
            }
            ("createAssessment", _) => {
                sending(Ask::default(), json!({ "instrumentId": self.instrument(), "label": "Tussenstand" }))
            }
            ("getAssessment" | "getScores" | "listScoreHistory" | "getComparison" | "getGrowth", "draft") => {
                of(&self.draft)
            }
            ("getAssessment" | "getScores" | "listScoreHistory" | "getComparison" | "getGrowth", _)
            | ("submitAssessment" | "discloseAssessment", "submitted") => of(&self.submitted),
            ("submitAssessment", _) => of(&self.new_filled().await),
            ("discloseAssessment", _) => of(&self.new_held_back().await),
            ("reopenAssessment", "draft") => sending(of(&self.new_draft().await), json!({ "reason": text("reden") })),
            ("reopenAssessment", _) => sending(of(&self.new_submitted().await), json!({ "reason": text("reden") })),
            ("putScores" | "patchScores", "submitted") => sending(over(of(&self.submitted), 4), sheet()),
            ("putScores" | "patchScores", _) => sending(over(of(&self.new_draft().await), 2), sheet()),
            _ => self.ask_of_feedback(operation, state).await,
        }
    }

    async fn ask_of_feedback(&self, operation: &str, state: &str) -> Ask {
        match (operation, state) {
            ("getFeedback" | "acknowledgeFeedback", "draft") => of(&self.feedback_draft),
            ("getFeedback", _) | ("shareFeedback", "shared") => of(&self.feedback_shared),
            ("createFeedback", "draft") => sending(Ask::default(), feedback(&self.draft)),
            ("createFeedback", _) => sending(Ask::default(), feedback(&self.submitted)),
            ("patchFeedback", "shared") => {
                sending(over(of(&self.new_shared_feedback().await), 2), json!({ "body": text("andere-feedback") }))
            }
            ("patchFeedback", _) => {
                sending(over(of(&self.new_feedback().await), 1), json!({ "body": text("andere-feedback") }))
            }
            ("shareFeedback", _) => of(&self.new_feedback().await),
            ("acknowledgeFeedback", _) => of(&self.new_shared_feedback().await),
            _ => {
                let ask = self.ask_of_talk(operation, state).await;
                ask.unwrap_or_else(|| panic!("say in tests/api/support/asks.rs what to ask of {operation}"))
            }
        }
    }
}

fn of(id: &str) -> Ask {
    Ask { id: id.to_owned(), ..Ask::default() }
}

fn over(ask: Ask, revision: i32) -> Ask {
    Ask { tag: Some(format!("\"{revision}\"")), ..ask }
}

fn sending(ask: Ask, body: serde_json::Value) -> Ask {
    Ask { body: Some(body), ..ask }
}

/// What anybody may send about herself; nothing of the learner's is in it.
fn own_placement() -> serde_json::Value {
    json!({ "workplaceType": "wijkteam", "workplaceName": "Wijkteam Noord", "startsOn": "2026-09-01" })
}

fn sheet() -> serde_json::Value {
    json!({ "levels": { "SO-BH-G-01": 4 }, "notes": { "SO-BH-G-01": text("notitie") } })
}
