//! Which competencies of two versions of a framework are the same one. Only what is declared counts: the same code in another version
//! says nothing.

use std::collections::{HashMap, HashSet};

use super::{
    framework::{Competency, Framework},
    ids::{CompetencyId, FrameworkId},
    instrument::Instrument,
    round::coded,
    scale::Scale,
};

coded!(/// How a competency of an earlier version stands to one of this version. The names are CASE's (1EdTech, 2017).
    Succession {
    /// It says the same.
    ExactMatchOf = "exactMatchOf",
    /// It gave way to this one, which is meant as its successor.
    ReplacedBy = "replacedBy",
});

/// What became of a competency of an earlier version; declared by the later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// The earlier version: `1.0.0`.
    pub version: String,
    /// Its code in that version.
    pub earlier: String,
    pub succession: Succession,
    /// The code of what became of it.
    pub code: String,
}

/// Which competencies are the same one through all versions.
///
/// Declarations are followed over several versions. What was split or put together compares with nothing: of two halves neither is
/// the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// The code that a competency has in another version.
    codes: HashMap<(CompetencyId, FrameworkId), String>,
}

/// One competency in one version.
type Member<'a> = (&'a Framework, CompetencyId, &'a str);

impl Lineage {
    /// What these frameworks declare.
    pub fn of<'a>(frameworks: &(impl Iterator<Item = &'a Framework> + Clone)) -> Self {
        let mut codes = HashMap::new();
        for family in families(frameworks) {
            let versions: HashSet<FrameworkId> = family.iter().map(|(framework, ..)| framework.id).collect();
            if versions.len() == family.len() {
                let pairs = family.iter().flat_map(|one| family.iter().map(move |other| (one, other)));
                codes.extend(pairs.map(|((_, id, _), (other, _, code))| ((*id, other.id), (*code).to_owned())));
            }
        }
        Self { codes }
    }

    /// The code that a competency of one version of a framework has in another: where that is declared, and in its own version always.
    pub fn code_in<'a>(&'a self, version: FrameworkId, of: FrameworkId, competency: &'a Competency) -> Option<&'a str> {
        if version == of {
            Some(competency.code.as_str())
        } else {
            self.codes.get(&(competency.id, version)).map(String::as_str)
        }
    }

    /// The code that a competency of one version, scored on this scale, has on an instrument. That says something of it only on the very
    /// same scale, and, in another version of the framework, only where the two are declared to be the same.
    pub fn code_on<'a>(
        &'a self,
        instrument: &Instrument,
        of: FrameworkId,
        scale: &Scale,
        competency: &'a Competency,
    ) -> Option<&'a str> {
        let code = self.code_in(instrument.framework.id, of, competency);
        code.filter(|_| instrument.scale.id == scale.id)
    }
}

/// The competencies that hang together by declarations.
fn families<'a>(frameworks: &(impl Iterator<Item = &'a Framework> + Clone)) -> Vec<Vec<Member<'a>>> {
    let mut families: Vec<Vec<Member<'a>>> = Vec::new();
    for later in frameworks.clone() {
        let earlier = |version: &str| {
            let name = (&later.name.owner, later.name.code.as_str(), version);
            frameworks.clone().find(|f| (&f.name.owner, f.name.code.as_str(), f.name.version.as_str()) == name)
        };
        for declared in &later.predecessors {
            let Some(before) = earlier(&declared.version) else { continue };
            let ends = [(before, &declared.earlier), (later, &declared.code)];
            let ends = ends.iter().filter_map(|(f, code)| f.competency(code).map(|c| (*f, c.id, c.code.as_str())));
            let ends: Vec<Member<'a>> = ends.collect();
            let meets = |family: &Vec<Member<'a>>| family.iter().any(|(_, id, _)| ends.iter().any(|e| e.1 == *id));
            let (met, apart): (Vec<_>, Vec<_>) = std::mem::take(&mut families).into_iter().partition(meets);
            let mut family: Vec<Member<'a>> = met.into_iter().flatten().collect();
            for end in ends {
                if !family.iter().any(|(_, id, _)| *id == end.1) {
                    family.push(end);
                }
            }
            families = apart;
            families.push(family);
        }
    }
    families
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        definition::Name,
        framework::{CompetencyKind, FrameworkParts, NewCompetency},
        ids::OwnerId,
    };

    /// A version with these competencies, and what it declares: `1.0.0 A > B`.
    fn version(version: &str, codes: &[&str], declared: &[&str]) -> Framework {
        let competencies = codes.iter().map(|code| NewCompetency {
            code: (*code).to_owned(),
            domain: "d".to_owned(),
            kind: CompetencyKind::Skill,
            profession: None,
            text: "Ik kan het.".to_owned(),
        });
        let predecessors = declared.iter().map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            Predecessor {
                version: words[0].to_owned(),
                earlier: words[1].to_owned(),
                succession: Succession::ReplacedBy,
                code: words[3].to_owned(),
            }
        });
        let parts = FrameworkParts {
            domains: vec![("d".to_owned(), "D".to_owned(), vec![])],
            competencies: competencies.collect(),
            predecessors: predecessors.collect(),
            ..FrameworkParts::default()
        };
        Framework::new(Name { owner: OwnerId::SHIPPED, code: "f".to_owned(), version: version.to_owned() }, parts)
            .unwrap()
    }

    fn code_in<'a>(lineage: &'a Lineage, of: &'a Framework, code: &str, version: &Framework) -> Option<&'a str> {
        lineage.code_in(version.id, of.id, of.competency(code).unwrap())
    }

    #[test]
    fn a_competency_is_followed_over_versions_both_ways_and_only_where_that_is_declared() {
        let one = version("1", &["A", "B"], &[]);
        let two = version("2", &["A", "B", "C"], &["1 A > C"]);
        let three = version("3", &["A"], &["2 C > A"]);
        let lineage = Lineage::of(&[&one, &two, &three].into_iter());
        assert_eq!(code_in(&lineage, &one, "A", &two), Some("C"));
        assert_eq!(code_in(&lineage, &two, "C", &one), Some("A"));
        assert_eq!(code_in(&lineage, &one, "A", &three), Some("A"));
        assert_eq!(code_in(&lineage, &one, "B", &two), None, "the same code says nothing");
        assert_eq!(code_in(&lineage, &two, "A", &three), None);
    }

    #[test]
    fn what_was_split_or_put_together_compares_with_nothing() {
        let one = version("1", &["A", "B", "C"], &[]);
        let two = version("2", &["A1", "A2", "BC"], &["1 A > A1", "1 A > A2", "1 B > BC", "1 C > BC"]);
        let lineage = Lineage::of(&[&one, &two].into_iter());
        for (of, code, version) in [(&one, "A", &two), (&two, "A1", &one), (&one, "B", &two), (&two, "BC", &one)] {
            assert_eq!(code_in(&lineage, of, code, version), None, "{code}");
        }
    }

    #[test]
    fn a_version_declares_nothing_of_what_it_does_not_have() {
        let parts = |code: &str| FrameworkParts {
            predecessors: vec![Predecessor {
                version: "1".to_owned(),
                earlier: "A".to_owned(),
                succession: Succession::ExactMatchOf,
                code: code.to_owned(),
            }],
            ..FrameworkParts::default()
        };
        let name = Name { owner: OwnerId::SHIPPED, code: "f".to_owned(), version: "2".to_owned() };
        assert!(Framework::new(name, parts("X")).is_err());
    }
}
