//! What each of them sees, compared with what the model says that she sees.

use samenspel::{domain::ids::Id, resources::tally};
use serde_json::{Value, json};

use super::{
    history::{History, code, text},
    model::{ALL, ASKED, SHEETS, Which, Who},
};
use crate::support::Person;

impl History<'_> {
    /// What one of them sees otherwise than the model says; nothing where all is the same. All look, or one in her turn.
    pub async fn difference(&self, all: bool) -> Option<String> {
        for round in [self.round, self.earlier] {
            let organisation = self.person(Who::Learner).organisation;
            let wrong = tally::service::differences(&self.app.state, organisation, round).await.unwrap();
            if !wrong.is_empty() {
                return Some(format!("the tally is not what the sheets say: {wrong:?}"));
            }
        }
        for who in ALL {
            if !all && ALL[self.turn % ALL.len()] != who {
                continue;
            }
            let person = self.person(who);
            for which in SHEETS {
                if let Some(difference) = self.sheet_differs(who, &person, which).await {
                    return Some(difference);
                }
            }
            let around = self.talk_differs(who, &person).await;
            if let Some(difference) = around {
                return Some(difference);
            }
            if let Some(difference) = self.own_differs(who, &person).await {
                return Some(difference);
            }
        }
        None
    }

    async fn sheet_differs(&self, who: Who, person: &Person, which: Which) -> Option<String> {
        let path = format!("/v1/assessments/{}/scores", self.sheets[which as usize].as_ref()?);
        let read = person.get(self.app, &path).send().await;
        let Some(wanted) = self.world.sheet(which).filter(|_| self.world.sees(who, which)) else {
            return (read.status != 404).then(|| format!("{who:?} sees the sheet {which:?}"));
        };
        if self.world.hides(who, which) {
            let history = person.get(self.app, &format!("{path}/history")).send().await;
            let is_hidden = [&read, &history].iter().all(|answer| code(answer) == "earlier-hidden");
            return (!is_hidden).then(|| format!("{who:?} is answered {read:?} about {which:?}, which is hidden"));
        }
        let tag = format!("\"{}\"", wanted.revision);
        if (read.status, read.header("etag")) != (200, tag.as_str()) {
            return Some(format!("{who:?} is answered {read:?} about {which:?}"));
        }
        let seen = self.levels(&read.json()["levels"]);
        if seen != wanted.levels {
            return Some(format!("{who:?} sees {seen:?} in {which:?}"));
        }
        if who != which.rater() {
            return None;
        }
        let history = person.get(self.app, &format!("{path}/history?limit=200")).send().await.json();
        let rows: Vec<(String, [Option<u8>; ASKED])> = history["items"]
            .as_array()?
            .iter()
            .map(|row| (row["cause"].as_str().unwrap().to_owned(), self.levels(&row["levels"])))
            .collect();
        let same = rows.len() == wanted.history.len()
            && rows.iter().zip(&wanted.history).all(|(is, w)| (is.0.as_str(), is.1) == *w);
        (!same).then(|| format!("the history of {which:?} is {rows:?}"))
    }

    async fn talk_differs(&self, who: Who, person: &Person) -> Option<String> {
        for (at, id) in self.feedback.iter().enumerate() {
            let wanted = &self.world.feedback[at];
            let wanted = json!({ "state": wanted.state.code(), "body": text(wanted.text) });
            let wanted = self.world.sees_feedback(who, at).then_some(wanted);
            if let Some(difference) = self.differs(person, &format!("/v1/feedback/{id}"), wanted).await {
                return Some(format!("{who:?}: {difference}"));
            }
        }
        None
    }

    async fn own_differs(&self, who: Who, person: &Person) -> Option<String> {
        let path = format!("/v1/rounds/{}/participants/{}", self.round.raw(), self.person(Who::Learner).id());
        let sees = who == Who::Learner || (who == Who::Coach && self.world.coaches());
        let standing = sees.then(|| json!({ "state": self.world.standing() }));
        let mut wanted = vec![(path, standing)];
        if let Some(own) = &self.sheets[Which::Own as usize] {
            let answer = self.world.answer.filter(|_| self.world.reads_answer(who));
            wanted.push((
                format!("/v1/assessments/{own}/reflections/R1"),
                answer.map(|answer| json!({ "text": text(answer.text) })),
            ));
        }
        for (id, status) in self.goals.iter().zip(&self.world.goals) {
            let goal = self.world.reads_goals(who).then(|| json!({ "status": status.code() }));
            wanted.push((format!("/v1/goals/{id}"), goal));
        }
        for (path, wanted) in wanted {
            if let Some(difference) = self.differs(person, &path, wanted).await {
                return Some(format!("{who:?}: {difference}"));
            }
        }
        None
    }

    /// What is read there, where it is not these members; `None` is wanted where there is nothing to see.
    async fn differs(&self, person: &Person, path: &str, wanted: Option<Value>) -> Option<String> {
        let read = person.get(self.app, path).send().await;
        let is_so = match &wanted {
            None => read.status == 404,
            Some(wanted) => {
                let is = if read.status == 200 { read.json() } else { Value::Null };
                wanted.as_object().unwrap().iter().all(|(member, value)| is[member] == *value)
            }
        };
        (!is_so).then(|| format!("{path} is {read:?}, and should be {wanted:?}"))
    }

    fn levels(&self, levels: &Value) -> [Option<u8>; ASKED] {
        let level = |at: usize| levels[&*self.codes[at]].as_u64().map(|level| u8::try_from(level).unwrap());
        std::array::from_fn(level)
    }
}
