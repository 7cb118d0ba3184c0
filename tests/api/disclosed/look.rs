//! All that one person is answered at one moment.

use std::collections::BTreeMap;

use super::{oracle::Eye, scene::Scene, ways::Way};
use crate::support::Answer;

/// What she is answered to each thing there is to ask.
#[derive(Debug, Default)]
pub struct Look(pub BTreeMap<String, Seen>);

/// What she is answered to one of them.
#[derive(Debug)]
pub struct Seen {
    pub operation: String,
    pub status: u16,
    /// All of it, headers included, but for what is another with every answer.
    pub told: String,
}

impl Scene {
    /// What she is answered by now; nothing, as long as she is not there.
    pub async fn look(&self, eye: Eye, ways: &[Way]) -> Look {
        let Some(person) = self.person(eye) else { return Look::default() };
        let mut look = BTreeMap::new();
        for Way { operation, ask } in ways {
            let answer = operation.call(&self.app, ask).bearer(&person.token).send().await;
            let operation_id = operation.id.clone();
            let seen = Seen { operation: operation_id, status: answer.status, told: told(&answer) };
            assert!(seen.status < 500, "{eye:?}: {} {}", operation.target(ask), seen.told);
            look.insert(format!("{} {}", operation.id, operation.target(ask)), seen);
        }
        Look(look)
    }
}

/// An answer without the number of the request, and without the one member of a problem that repeats what was asked.
fn told(answer: &Answer) -> String {
    let head: Vec<String> = answer.head().into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let mut text = answer.text.clone();
    if answer.status >= 400 {
        let mut problem = answer.json();
        problem.as_object_mut().unwrap().remove("instance");
        text = problem.to_string();
    }
    format!("{}\n{}\n{text}", answer.status, head.join("\n"))
}

/// Where two looks differ, in the ways that are in both.
pub fn differences(before: &Look, after: &Look, but: impl Fn(&str) -> bool) -> Vec<String> {
    let changed = |(way, now): (&String, &Seen)| {
        let then = before.0.get(way)?;
        let same = then.told == now.told || but(&now.operation);
        (!same).then(|| format!("{way}\n  was {}\n  is  {}", short(&then.told), short(&now.told)))
    };
    after.0.iter().filter_map(changed).collect()
}

fn short(text: &str) -> String {
    text.chars().take(1_500).collect::<String>().replace('\n', " | ")
}
