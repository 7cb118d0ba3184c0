//! What can be asked, by everybody, of everything that is there: every operation of the contract that reads, with every id, every
//! part and every key it takes. What the contract has and this file does not know, fails the test by its name.

use serde_json::Value;

use super::scene::Scene;
use crate::support::contract::{Ask, Operation, operations, resolved};

/// One thing to ask.
pub struct Way {
    pub operation: Operation,
    pub ask: Ask,
}

impl Scene {
    /// Everything there is to ask by now.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = Vec::new();
        // Definitions come with the product, and were there before anybody wrote anything.
        // And the trail tells who looked, so that looking changes it: tests/api/audit_events.rs asks that.
        let is_asked = |o: &Operation| o.reads() && !o.is_of_definitions() && o.id != "listAuditEvents";
        for operation in operations().into_iter().filter(is_asked) {
            for ask in self.asks(&operation) {
                ways.push(Way { operation: operation.clone(), ask });
            }
        }
        ways
    }

    fn asks(&self, operation: &Operation) -> Vec<Ask> {
        let mut paths = Vec::new();
        for id in self.ids(operation) {
            for part in self.parts(operation, &id) {
                paths.push(Ask { id: id.clone(), part, ..Ask::default() });
            }
        }
        let mut asks = Vec::new();
        for path in paths {
            for query in self.queries(operation, &path.id) {
                asks.push(Ask { query, ..path.clone() });
            }
        }
        asks
    }

    /// What can stand for the `{id}` of its path.
    fn ids(&self, operation: &Operation) -> Vec<String> {
        if !operation.has_id() {
            return vec![String::new()];
        }
        let segment = operation.path.split('/').nth(2).unwrap();
        self.things(segment).unwrap_or_else(|| {
            panic!("say in tests/api/disclosed/scene.rs which {segment} there are: {} reads one", operation.id)
        })
    }

    /// What can stand for what else is in its path in braces.
    fn parts(&self, operation: &Operation, id: &str) -> Vec<String> {
        let rest = operation.path.replace("{id}", "");
        let Some((_, name)) = rest.split_once('{') else { return vec![String::new()] };
        let name = name.split('}').next().unwrap();
        self.parts_of(name, id).unwrap_or_else(|| {
            panic!("say in tests/api/disclosed/scene.rs what {name} can be: {} reads one", operation.id)
        })
    }

    /// Without any key, and with each that can be used to find something out.
    fn queries(&self, operation: &Operation, id: &str) -> Vec<String> {
        let sheets = self.things("assessments").unwrap();
        let others: Vec<String> = sheets.iter().filter(|other| *other != id).cloned().collect();
        let round = self.round();
        let of_a_round = [
            "getParticipation",
            "getDistribution",
            "getGrowthReport",
            "getGapsReport",
            "getGoalsReport",
            "getReasonsReport",
            "getPracticeCoverage",
        ];
        if of_a_round.contains(&operation.id.as_str()) {
            let group = self.group();
            return vec![format!("roundId={round}"), format!("roundId={round}&groupId={group}")];
        }
        if operation.id == "getSeriesReport" {
            return vec![String::new(), format!("groupId={}", self.group())];
        }
        if ["getDomainFigures", "getWorkplacesReport"].contains(&operation.id.as_str()) {
            return vec![format!("roundId={round}")];
        }
        if operation.id == "getQualificationCoverage" {
            let (group, along) = (self.group(), format!("roundId={round}&crosswalkId={}", self.crosswalk()));
            return vec![along.clone(), format!("{along}&groupId={group}")];
        }
        let mut queries = vec![String::new()];
        for (key, schema) in &operation.queries {
            let values = match key.as_str() {
                "againstId" => others.clone(),
                "sinceId" => others.iter().take(1).cloned().collect(),
                "assessmentId" => sheets.clone(),
                "roundId" => vec![round.clone()],
                "learnerId" => vec![self.learner_id()],
                "from" => vec!["1".to_owned()],
                // A page of one: where it ends, and whether there is another, tells of rows too.
                "limit" if !operation.has_id() => vec!["1".to_owned()],
                "state" => choices(schema),
                "unread" => vec!["true".to_owned(), "false".to_owned()],
                // They choose among things that are not about sheets, or another form of the same.
                "limit" | "cursor" | "to" | "updatedSince" | "externalId" | "status" | "overdue" | "programmeId"
                | "groupId" | "userId" | "role" | "cohort" | "coachId" | "domainCode" | "form" => vec![],
                _ => panic!("say in tests/api/disclosed/ways.rs what to ask with {key} of {}", operation.id),
            };
            queries.extend(values.into_iter().map(|value| format!("{key}={value}")));
        }
        queries
    }
}

fn choices(schema: &Value) -> Vec<String> {
    let schema = resolved(schema);
    let named = |value: &Value| value["const"].as_str().or(value.as_str()).map(str::to_owned);
    let all = schema["enum"].as_array().or(schema["oneOf"].as_array()).into_iter().flatten();
    let all: Vec<String> = all.filter_map(named).collect();
    assert!(!all.is_empty(), "{schema}");
    all
}
