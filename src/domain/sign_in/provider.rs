//! Whoever comes from an organisation's own provider: what is believed of what that says of her, and what it makes of her.
//!
//! A person is an issuer and a subject, in one organisation. Nothing that she could write herself, an address of e-mail least of all, makes her somebody who has
//! an account already. What she may do follows from memberships here: of what a provider says, `student` alone counts, and for no more than a learner.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::domain::{ids::GroupId, round::coded};

/// How long somebody may be away to sign in elsewhere.
pub const JOURNEY_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Most characters of a subject (`OpenID` Connect Core, section 2).
const LONGEST_SUBJECT: usize = 255;

/// Most characters of a name that is shown.
const LONGEST_NAME: usize = 200;

/// Most characters of an external id.
const LONGEST_IDENTIFIER: usize = 200;

/// Most identifiers that are looked up.
const MOST_IDENTIFIERS: usize = 10;

/// The claim with the school somebody is of.
const HOME_ORGANIZATION: &str = "schac_home_organization";

/// The claim with what somebody is there.
const AFFILIATION: &str = "eduperson_affiliation";

/// What somebody can write herself at one provider or another, or what goes from one person to the next.
const NO_IDENTIFIERS: [&str; 22] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "emails",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "mail",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "upn",
    "website",
    "zoneinfo",
    AFFILIATION,
];

/// Where people of an organisation sign in, as the operator set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// What people call it.
    pub name: String,
    /// Who says who somebody is, to the letter.
    pub issuer: String,
    /// What the provider calls us.
    pub client_id: String,
    /// The school that somebody has to be of, as `schac_home_organization` says it; `None`: that is not looked at.
    pub home_organization: Option<String>,
    /// What holds the external id of an account that was made beforehand; `None`: nothing does.
    pub external_id_claim: Option<IdentifierClaim>,
    /// Whether who comes for the first time gets an account.
    pub makes_accounts: bool,
    /// Where a student who gets an account becomes a learner; `None`: nowhere.
    pub learner_group: Option<GroupId>,
}

/// The name of a claim that may say whose account it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifierClaim(String);

impl IdentifierClaim {
    /// The claim with this name: 1 to 100 characters, and none of those that people write themselves.
    pub fn parse(name: &str) -> Option<Self> {
        let fits = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
        let right = (1..=100).contains(&name.len()) && name.chars().all(fits);
        let is_none = NO_IDENTIFIERS.contains(&name.to_ascii_lowercase().as_str());
        (right && !is_none).then(|| Self(name.to_owned()))
    }

    /// As the provider calls it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

coded!(/// Why somebody whom her provider knows is not let in.
    Unwelcome {
    /// She is of another school, or the provider does not say of which.
    OtherSchool = "otherSchool",
    /// She has no account, and does not get one by coming.
    NoAccount = "noAccount",
    /// Her account is not in use.
    NotInUse = "notInUse",
    /// The account with her identifier is somebody else's at the same provider.
    Taken = "taken",
});

/// What a provider says of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    subject: String,
    /// Each with its values, of which there may be several.
    values: BTreeMap<String, Vec<String>>,
}

impl Claims {
    /// What it says of this subject; `None` where that is none.
    pub fn new(subject: String, values: BTreeMap<String, Vec<String>>) -> Option<Self> {
        let right = (1..=LONGEST_SUBJECT).contains(&subject.chars().count()) && !subject.contains('\0');
        right.then_some(Self { subject, values })
    }

    /// Who it is, to the provider.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// What others are to read, where it is said: the name, or given name and family name.
    pub fn display_name(&self) -> Option<String> {
        let plain = |name: &str| {
            let text = self.values(name).first()?;
            let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let parts = || match (plain("given_name"), plain("family_name")) {
            (Some(given), Some(family)) => Some(format!("{given} {family}").chars().take(LONGEST_NAME).collect()),
            (Some(one), None) | (None, Some(one)) => Some(one),
            (None, None) => None,
        };
        plain("name").or_else(parts)
    }
}

impl Provider {
    /// Nothing, to somebody of the school that it is for.
    ///
    /// # Errors
    /// [`Unwelcome::OtherSchool`].
    pub fn must_be_for(&self, claims: &Claims) -> Result<(), Unwelcome> {
        let Some(wanted) = &self.home_organization else { return Ok(()) };
        match claims.values(HOME_ORGANIZATION) {
            [said] if said.eq_ignore_ascii_case(wanted) => Ok(()),
            _ => Err(Unwelcome::OtherSchool),
        }
    }

    /// What the account of somebody may have as its external id.
    pub fn identifiers<'a>(&self, claims: &'a Claims) -> impl Iterator<Item = &'a str> {
        let all = self.external_id_claim.as_ref().map_or(&[] as &[String], |claim| claims.values(claim.as_str()));
        let fits = |text: &&str| (1..=LONGEST_IDENTIFIER).contains(&text.chars().count()) && !text.contains('\0');
        all.iter().map(String::as_str).filter(fits).take(MOST_IDENTIFIERS)
    }

    /// The external id of an account that is made for her, where there is one that it can only be: so that what the school's own system sends of her later
    /// finds it.
    pub fn external_id(&self, claims: &Claims) -> Option<String> {
        let mut all = self.identifiers(claims);
        all.next().filter(|_| all.next().is_none()).map(str::to_owned)
    }

    /// Where somebody becomes a learner by getting an account: a student, where the operator said so. Whatever else a provider says makes her nothing.
    pub fn group_for(&self, claims: &Claims) -> Option<GroupId> {
        self.learner_group.filter(|_| claims.values(AFFILIATION).iter().any(|said| said == "student"))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::Id;

    fn claims(values: &[(&str, &[&str])]) -> Claims {
        let values =
            values.iter().map(|(name, all)| ((*name).to_owned(), all.iter().map(|v| (*v).to_owned()).collect()));
        Claims::new("x7".to_owned(), values.collect()).unwrap()
    }

    fn provider() -> Provider {
        Provider {
            name: "SURFconext".to_owned(),
            issuer: "https://connect.example".to_owned(),
            client_id: "samenspel".to_owned(),
            home_organization: Some("school.example".to_owned()),
            external_id_claim: IdentifierClaim::parse("eduid"),
            makes_accounts: true,
            learner_group: Some(GroupId::new(Uuid::from_u128(1))),
        }
    }

    #[test]
    fn a_subject_is_some_text() {
        let of = |subject: &str| Claims::new(subject.to_owned(), BTreeMap::new());
        assert!(of("x").is_some() && of(&"x".repeat(255)).is_some());
        assert!(of("").is_none() && of(&"x".repeat(256)).is_none() && of("a\0b").is_none());
    }

    #[test]
    fn what_people_write_themselves_is_no_identifier() {
        for right in
            ["eduid", "schac_personal_unique_code", "eduperson_principal_name", "oid", "https://school.example/number"]
        {
            assert!(IdentifierClaim::parse(right).is_some(), "{right}");
        }
        for wrong in [
            "",
            "email",
            "EMAIL",
            "mail",
            "name",
            "preferred_username",
            "phone_number",
            "eduperson_affiliation",
            "a b",
            &"x".repeat(101),
        ] {
            assert!(IdentifierClaim::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn somebody_is_of_the_one_school_that_is_said() {
        for (said, welcome) in [
            (&["school.example"][..], true),
            (&["School.Example"], true),
            (&["other.example"], false),
            (&["school.example", "other.example"], false),
            (&["evil-school.example"], false),
            (&[], false),
        ] {
            assert_eq!(
                provider().must_be_for(&claims(&[("schac_home_organization", said)])).is_ok(),
                welcome,
                "{said:?}"
            );
        }
        let for_all = Provider { home_organization: None, ..provider() };
        assert_eq!(for_all.must_be_for(&claims(&[])), Ok(()));
    }

    #[test]
    fn a_student_becomes_a_learner_where_the_operator_said_so_and_nobody_anything_else() {
        let group = provider().learner_group;
        for (said, becomes) in [
            (&["student"][..], group),
            (&["member", "student", "employee"], group),
            (&["employee"], None),
            (&["faculty", "staff"], None),
            (&["Student"], None),
            (&["admin"], None),
            (&[], None),
        ] {
            assert_eq!(provider().group_for(&claims(&[("eduperson_affiliation", said)])), becomes, "{said:?}");
        }
        let nowhere = Provider { learner_group: None, ..provider() };
        assert_eq!(nowhere.group_for(&claims(&[("eduperson_affiliation", &["student"])])), None);
    }

    #[test]
    fn only_the_claim_that_the_operator_named_says_whose_account_it_is() {
        let said = claims(&[("eduid", &["e1", "", "e2"]), ("email", &["noor@school.example"])]);
        assert_eq!(provider().identifiers(&said).collect::<Vec<_>>(), ["e1", "e2"]);
        assert_eq!(provider().external_id(&said), None);
        assert_eq!(provider().external_id(&claims(&[("eduid", &["e1", ""])])).as_deref(), Some("e1"));
        let of_none = Provider { external_id_claim: None, ..provider() };
        assert_eq!(of_none.identifiers(&said).count(), 0);
    }

    #[test]
    fn a_name_is_what_is_said_without_what_cannot_be_read() {
        assert_eq!(claims(&[("name", &[" Noor\u{7} de Vries "])]).display_name().as_deref(), Some("Noor de Vries"));
        assert_eq!(
            claims(&[("name", &["  "]), ("given_name", &["Noor"]), ("family_name", &["de Vries"])])
                .display_name()
                .as_deref(),
            Some("Noor de Vries")
        );
        assert_eq!(claims(&[("family_name", &["de Vries"])]).display_name().as_deref(), Some("de Vries"));
        assert_eq!(claims(&[("email", &["noor@school.example"])]).display_name(), None);
        assert_eq!(claims(&[("name", &[&"x".repeat(900)])]).display_name().map(|name| name.len()), Some(200));
    }
}
