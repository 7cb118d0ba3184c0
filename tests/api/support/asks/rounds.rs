//! What to ask of rounds and of who takes part in them. What is written is made anew for each call.

use chrono::{SecondsFormat, TimeDelta};
use samenspel::domain::ids::Id;
use serde_json::{Value, json};

use super::{of, sending};
use crate::support::{
    Person,
    cast::{Cast, Who, text},
    contract::Ask,
};

impl Cast {
    pub(super) async fn ask_of_rounds(&self, operation: &str, state: &str) -> Ask {
        match (operation, state) {
            ("createRound", _) => sending(Ask::default(), self.new_round()),
            ("patchRound", "open") => sending(self.over(&self.opened().await).await, json!({ "kind": "final" })),
            ("patchRound", _) => {
                sending(self.over(&self.planned().await).await, json!({ "label": text("andere-meting") }))
            }
            ("deleteRound", "open") => self.over(&self.opened().await).await,
            ("deleteRound", _) => self.over(&self.planned().await).await,
            ("openRound", "open") | ("closeRound", "open" | "") => of(&self.opened().await),
            ("openRound", "of-a-group-out-of-use") => of(&self.planned_for_a_group_out_of_use().await),
            ("openRound" | "closeRound", _) => of(&self.planned().await),
            // Of the round that is open; `released`: of one whose reports are out.
            ("getRelease", "released") => of(&self.released.raw().to_string()),
            ("getRelease" | "listParticipants", _) => of(&self.round.raw().to_string()),
            ("getParticipant", _) => Ask { part: self.learner().id(), ..of(&self.round.raw().to_string()) },
            ("createParticipant", _) => {
                let round = self.opened().await;
                let late = self.school.learner(&self.app, &self.fresh_name()).await;
                let group = self.school.group.raw();
                let body = json!({ "learnerId": late.id(), "groupId": group, "lateReason": text("instroom") });
                sending(of(&round), body)
            }
            ("patchParticipant", _) => self.ask_of_a_participant(state).await,
            ("remindLearners", _) => sending(of(&self.opened().await), json!({ "to": "notSubmitted" })),
            _ => panic!("say in tests/api/support/asks/rounds.rs what to ask of {operation}"),
        }
    }

    /// To exempt the learner; in the state `started` to change her profession, in that of `submitted` to exempt her who has submitted.
    async fn ask_of_a_participant(&self, state: &str) -> Ask {
        let round = self.opened().await;
        let (app, learner) = (&self.app, self.learner());
        match state {
            "started" => drop(self.school.started(app, learner, super::super::app::id_of(&round)).await),
            "submitted" => drop(self.school.submitted(app, learner, super::super::app::id_of(&round), |_| 2).await),
            _ => {}
        }
        let path = format!("/v1/rounds/{round}/participants/{}", learner.id());
        let tag = self.coach().get(app, &path).send().await.expect(200).etag();
        let body =
            if state == "started" { json!({ "profession": null }) } else { json!({ "exemptedReason": text("reden") }) };
        sending(Ask { part: learner.id(), tag: Some(tag), ..of(&round) }, body)
    }

    fn coach(&self) -> &Person {
        self.person(Who::Coach).unwrap()
    }

    fn fresh_name(&self) -> String {
        text(&format!("laatkomer-{}", self.app.state.ids.next_raw()))
    }

    /// A round of the learner's group, to be opened tomorrow.
    pub fn new_round(&self) -> Value {
        let day = |days: i64| {
            let at = self.app.state.clock.now() + TimeDelta::days(days);
            at.to_rfc3339_opts(SecondsFormat::Secs, true)
        };
        json!({
            "label": text("meting"), "kind": "interim", "instrumentId": self.instrument(),
            "groupIds": [self.school.group.raw()], "domains": ["basishouding"], "disclosure": "open",
            "completeness": "complete", "hidesEarlier": false,
            "opensAt": day(1), "closesAt": day(14), "releasesAt": day(21), "remindsAt": day(7),
        })
    }

    async fn planned(&self) -> String {
        let made = self.coach().again(&self.app).call(&self.app, "POST", "/v1/rounds").json(&self.new_round());
        made.send().await.expect(201).id()
    }

    async fn planned_for_a_group_out_of_use(&self) -> String {
        let group = self.make(Who::Administrator, "/v1/groups", &self.new_group()).await["id"].clone();
        let mut new = self.new_round();
        new["groupIds"] = json!([group]);
        let round = self.make(Who::Administrator, "/v1/rounds", &new).await["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/groups/{}", group.as_str().unwrap());
        let administrator = self.person(Who::Administrator).unwrap();
        let change = administrator.again(&self.app).call(&self.app, "PATCH", &path).if_match("*");
        change.patch(&json!({ "status": "inactive" })).send().await.expect(200);
        round
    }

    async fn opened(&self) -> String {
        let round = self.planned().await;
        let opening = format!("/v1/rounds/{round}/opening");
        self.coach().again(&self.app).call(&self.app, "POST", &opening).send().await.expect(200).id()
    }

    /// Of this round, with the tag of its present state.
    async fn over(&self, round: &str) -> Ask {
        let path = format!("/v1/rounds/{round}");
        let tag = self.coach().again(&self.app).get(&self.app, &path).send().await.expect(200).etag();
        Ask { tag: Some(tag), ..of(round) }
    }
}
