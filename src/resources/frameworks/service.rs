//! Looking up definitions, for an organisation: its own and the shipped ones.

use std::sync::Arc;

use crate::{
    auth::principal::Actor,
    domain::{
        framework::{Competency, CompetencyKind, Framework},
        ids::{CompetencyId, FrameworkId, Id, OwnerId},
        refusal::Refusal,
    },
    failure::Failure,
    state::AppState,
};

/// As whose reader an actor looks.
pub fn reader(actor: &Actor) -> OwnerId {
    OwnerId::new(actor.tenant.raw())
}

/// Every framework.
pub fn list(state: &AppState, actor: &Actor) -> Vec<Arc<Framework>> {
    state.catalogue.frameworks(reader(actor)).cloned().collect()
}

/// One framework.
pub fn get(state: &AppState, actor: &Actor, id: FrameworkId) -> Result<Arc<Framework>, Failure> {
    state.catalogue.framework(reader(actor), id).cloned().ok_or(Failure::Refused(Refusal::NotFound))
}

/// Which competencies are meant.
#[derive(Clone, Debug, Default)]
pub struct CompetencyFilter {
    /// Code of the domain.
    pub domain: Option<String>,
    pub kind: Option<CompetencyKind>,
    /// Those asked of this profession: the generic ones and its own.
    pub profession: Option<String>,
    /// Only the generic ones (`true`), or only the specific ones (`false`).
    pub generic: Option<bool>,
}

impl CompetencyFilter {
    /// Whether a competency is meant.
    pub fn admits(&self, c: &Competency) -> bool {
        self.domain.as_ref().is_none_or(|d| c.domain == *d)
            && self.kind.is_none_or(|k| c.kind == k)
            && self.profession.as_ref().is_none_or(|p| c.profession.as_ref().is_none_or(|own| own == p))
            && self.generic.is_none_or(|generic| c.profession.is_none() == generic)
    }
}

/// One competency with its framework.
pub fn competency(state: &AppState, actor: &Actor, id: CompetencyId) -> Result<(Arc<Framework>, Competency), Failure> {
    let found = state.catalogue.competency(reader(actor), id);
    found.map(|(f, c)| (Arc::clone(f), c.clone())).ok_or(Failure::Refused(Refusal::NotFound))
}

/// The page of a list that is in memory: the items after a cursor, by their ids in the list's own order.
pub fn after<T, I: Id>(
    items: impl Iterator<Item = T>,
    page: crate::db::page::Page,
    id: impl Fn(&T) -> I,
) -> crate::db::page::PageOf<T> {
    let mut items: Vec<T> = items.collect();
    if let Some(cursor) = page.after {
        let known = items.iter().position(|item| id(item).raw() == cursor);
        items.drain(..known.map_or(items.len(), |at| at + 1));
    }
    page.cut(items, |item| id(item).raw())
}
