//! What to ask about what is said on feedback and after it: replies, agreed actions, the conversation.

use serde_json::{Value, json};

use super::super::{
    cast::{Cast, Who, text},
    contract::Ask,
};
use super::{of, over, sending};

impl Cast {
    /// What to ask of this operation about feedback in this state; `None`: it is not one of these.
    pub(super) async fn ask_of_talk(&self, operation: &str, state: &str) -> Option<Ask> {
        let feedback = if state == "draft" { &self.feedback_draft } else { &self.feedback_shared };
        Some(match operation {
            "readFeedback" if state.is_empty() => of(&self.new_shared_feedback().await),
            "listFeedbackHistory" | "readFeedback" | "listFeedbackReplies" | "listAgreedActions" => of(feedback),
            "createFeedbackReply" => sending(of(feedback), json!({ "body": text("antwoord") })),
            "getFeedbackReply" => part(of(feedback), &self.feedback_reply),
            "createAgreedAction" => sending(of(feedback), json!({ "what": text("afspraak"), "dueOn": "2027-01-31" })),
            "getAgreedAction" | "listAgreedActionHistory" => part(of(feedback), &self.agreed_action),
            "patchAgreedAction" => {
                let action = self.new_agreed_action().await;
                sending(over(part(of(feedback), &action), 1), json!({ "state": "done" }))
            }
            _ => return self.ask_of_conversation(operation, state).await,
        })
    }

    async fn ask_of_conversation(&self, operation: &str, state: &str) -> Option<Ask> {
        Some(match (operation, state) {
            ("getConversation" | "listConversationHistory", "none") => of(&self.submitted),
            ("getConversation" | "listConversationHistory", _) => of(&self.discussed),
            ("createConversation", "draft") => sending(of(&self.draft), self.conversation()),
            ("createConversation", "discussed") => sending(of(&self.discussed), self.conversation()),
            ("createConversation", _) => sending(of(&self.new_submitted().await), self.conversation()),
            ("patchConversation", state) => {
                let who = if state == "by-the-coach" { Who::Coach } else { Who::Learner };
                let discussed = self.new_discussed(who).await;
                sending(over(of(&discussed), 1), json!({ "summary": text("beter-verslag") }))
            }
            _ => return None,
        })
    }

    /// A conversation of the learner with her coach.
    fn conversation(&self) -> Value {
        let learner = self.learner().id();
        json!({
            "heldOn": "2026-11-01",
            "participantIds": [learner, self.person(Who::Coach).unwrap().id()],
            "otherParticipants": [text("ander")],
            "summary": text("verslag"),
            "agreements": [{ "what": text("afspraak"), "dueOn": "2027-01-31", "byId": learner }],
        })
    }

    /// A new reply of the learner's to what was shared with her.
    pub async fn new_feedback_reply(&self) -> String {
        let path = format!("/v1/feedback/{}/replies", self.feedback_shared);
        id(&self.make(Who::Learner, &path, &json!({ "body": text("antwoord") })).await)
    }

    /// A new action that she agreed on with it.
    pub async fn new_agreed_action(&self) -> String {
        let path = format!("/v1/feedback/{}/actions", self.feedback_shared);
        id(&self.make(Who::Learner, &path, &json!({ "what": text("afspraak") })).await)
    }

    /// A new assessment of hers that was discussed, as one of them recorded.
    pub async fn new_discussed(&self, who: Who) -> String {
        let assessment = self.new_submitted().await;
        self.make(who, &format!("/v1/assessments/{assessment}/conversation"), &self.conversation()).await;
        assessment
    }
}

fn part(ask: Ask, part: &str) -> Ask {
    Ask { part: part.to_owned(), ..ask }
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}
