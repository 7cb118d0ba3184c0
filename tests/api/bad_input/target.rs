//! Where a bad body is sent to: any operation of the contract that takes a body, in a state in which a good one would do.

use serde_json::{Map, Value, json};

use crate::support::{
    Answer, Person,
    asks::{BATCHES, asker},
    cast::Cast,
    contract::{Ask, Operation, operations},
};

/// An operation that takes a body, a body that is right, and where to look whether anything was changed.
pub struct Target<'a> {
    pub cast: &'a Cast,
    pub operation: Operation,
    pub ask: Ask,
    pub person: &'a Person,
    /// Nothing, where no operation reads what this one writes.
    watched: Option<String>,
}

/// What is written under another path than its own, beside what is brought over at once.
const WRITTEN_ELSEWHERE: [(&str, &str); 1] = [("createErasure", "/v1/me")];

impl<'a> Target<'a> {
    /// All there are in the contract.
    pub async fn all(cast: &'a Cast) -> Vec<Target<'a>> {
        let (writing, reading): (Vec<_>, Vec<_>) = operations().into_iter().partition(|o| !o.reads());
        let mut all = Vec::new();
        for operation in writing.into_iter().filter(|o| o.media_type.is_some()) {
            let ask = cast.ask(&operation.id).await;
            let person = cast.person(asker(&operation.id)).unwrap();
            let place = WRITTEN_ELSEWHERE
                .iter()
                .chain(&BATCHES)
                .find(|(id, _)| *id == operation.id)
                .map_or(&*operation.path, |(_, at)| at);
            let around = reading.iter().filter(|r| place.starts_with(&r.path)).max_by_key(|r| r.path.len());
            // What is written without a token is read with the one that it gives.
            assert!(around.is_some() || operation.is_open(), "nothing reads what {} writes", operation.id);
            let watched = around.map(|reading| reading.target(&ask));
            all.push(Target { cast, operation, ask, person, watched });
        }
        assert!(all.len() >= 8, "the contract lost its bodies");
        all
    }

    /// A body that is right.
    pub fn good(&self) -> Map<String, Value> {
        self.ask.body.as_ref().unwrap().as_object().unwrap().clone()
    }

    /// Sends this body as what it should be.
    pub async fn send(&self, body: Vec<u8>) -> Answer {
        self.send_as(self.operation.media_type.as_deref(), body).await
    }

    /// Sends this body as this media type.
    pub async fn send_as(&self, media_type: Option<&str>, body: Vec<u8>) -> Answer {
        let call = self.operation.call_with_tag(&self.cast.app, &self.ask).bearer(&self.person.token);
        let call = media_type.into_iter().fold(call, |call, media_type| call.header("Content-Type", media_type));
        call.bytes(body).send().await
    }

    /// What there is, with its tag; what is to be made may not be there yet.
    pub async fn state(&self) -> (String, String) {
        let Some(watched) = &self.watched else { return Default::default() };
        let answer = self.person.get(&self.cast.app, watched).send().await;
        assert!(matches!(answer.status, 200 | 404), "{answer:?}");
        (answer.header("etag").to_owned(), answer.text)
    }

    /// Which operation it is about, for whoever reads that it went wrong.
    pub fn says(&self, what: &str) -> String {
        format!("{} with {what}", self.operation.id)
    }
}

/// A body of these members, one of them perhaps twice, as it stands on the line.
pub fn object(members: &[(String, String)]) -> Vec<u8> {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// The members of an object, as they stand on the line.
pub fn members(object: &Map<String, Value>) -> Vec<(String, String)> {
    object.iter().map(|(name, value)| (name.clone(), value.to_string())).collect()
}

/// The same with this member's value.
pub fn with(good: &Map<String, Value>, name: &str, value: &str) -> Vec<u8> {
    let mut all = members(good);
    all.retain(|(n, _)| n != name);
    all.push((name.to_owned(), value.to_owned()));
    object(&all)
}
