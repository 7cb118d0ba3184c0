//! Rights: what a client may do at all. One scope each; whose data it may be done with is `domain::permission`'s.

/// A right, as a type: it stands first in the signature of every handler that needs it.
pub trait Right: 'static {
    /// Its scope (RFC 6749, section 3.3).
    const SCOPE: Scope;
    /// Another scope that is enough.
    const ALSO: Option<Scope> = None;
}

macro_rules! rights {
    ($($(#[$meta:meta])* $name:ident = $scope:literal, $says:literal;)+) => {
        /// A scope of an access token.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Scope { $($(#[$meta])* $name),+ }

        impl Scope {
            /// All scopes.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As it stands in a token.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $scope),+ }
            }

            /// What it allows, for the contract.
            pub const fn says(self) -> &'static str {
                match self { $(Self::$name => $says),+ }
            }
        }

        $($(#[$meta])*
        #[derive(Debug)]
        pub enum $name {}

        impl Right for $name {
            const SCOPE: Scope = Scope::$name;
        })+
    };
}

rights! {
    /// Read frameworks, competencies, scales, instruments, crosswalks.
    ReadDefinitions = "definitions:read", "Read frameworks, competencies, scales, instruments and crosswalks.";
    /// Read who one is, the organisation, programmes, groups, memberships, rounds.
    ReadSchool = "school:read", "Read yourself, the organisation, programmes, groups, memberships and rounds.";
    /// Keep programmes, groups, coaching and learning teams.
    WriteSchool = "school:write", "Make and change programmes and groups, make and end coaching and learning teams.";
    /// Read accounts, and memberships of all of the organisation.
    ReadUsers = "users:read", "Read the users of the organisation and all memberships, as an administrator.";
    /// Make and change users and memberships.
    WriteUsers = "users:write", "Make and change users, give and end memberships, as an administrator.";
    /// Read API clients.
    ReadClients = "clients:read", "Read the API clients of the organisation, as an administrator.";
    /// Make and change API clients, and what they show who they are with.
    WriteClients = "clients:write", "Make, change and disable API clients, make and delete their credentials, as an administrator.";
    /// Make, change, open and close rounds, and keep who takes part.
    WriteRounds = "rounds:write", "Make, change, open and close rounds, keep who takes part in them, and remind learners.";
    /// Read placements.
    ReadPlacements = "placements:read", "Read placements.";
    /// Create and change placements.
    WritePlacements = "placements:write", "Create and change placements.";
    /// Read assessments and scores.
    ReadAssessments = "assessments:read", "Read assessments, scores, their history and conversations.";
    /// Start, score, submit, reopen.
    WriteAssessments = "assessments:write", "Start assessments, save scores, submit, reopen and record conversations.";
    /// Read feedback.
    ReadFeedback = "feedback:read", "Read feedback, replies and agreed actions.";
    /// Write, share, acknowledge feedback.
    WriteFeedback = "feedback:write", "Write, share and acknowledge feedback, reply, agree on actions.";
    /// Read reflections.
    ReadReflections = "reflections:read", "Read reflections.";
    /// Write, share, withdraw reflections.
    WriteReflections = "reflections:write", "Write reflections, share them and take that back.";
    /// Read goals.
    ReadGoals = "goals:read", "Read goals, what was added to them, and the growth of their competencies.";
    /// Make and change goals, add to them.
    WriteGoals = "goals:write", "Make and change goals, and add progress, evidence and comments.";
    /// Read the invitations one made or got.
    ReadInvitations = "invitations:read", "Read the invitations you made or got.";
    /// Invite others to rate, and take that back.
    WriteInvitations = "invitations:write", "Invite others to rate, and take that back.";
    /// What a guest's token is for, and all it is for.
    RateAsGuest = "guest", "Fill in the one assessment that a guest was invited to.";
    /// Read aggregates.
    ReadReports = "reports:read", "Read reports about many learners.";
    /// Read the audit trail.
    ReadAudit = "audit:read", "Read the audit trail: what is about yourself, and as an administrator all of it.";
    /// Read data packages, erasures, terms of retention and sign-ins.
    ReadPersonalData = "personal-data:read", "Fetch your data package, read erasures and terms of retention, see your sign-ins.";
    /// Ask for a data package or an erasure, set terms of retention, end sign-ins.
    WritePersonalData = "personal-data:write", "Ask for your data package or an erasure, end your sign-ins, and as an administrator set terms of retention.";
}

/// Read a sheet, and what is asked on it: a guest too, of her own.
#[derive(Debug)]
pub enum ReadSheet {}

impl Right for ReadSheet {
    const SCOPE: Scope = Scope::ReadAssessments;
    const ALSO: Option<Scope> = Some(Scope::RateAsGuest);
}

/// Read what becomes of one's own data: a guest too.
#[derive(Debug)]
pub enum ReadOwnData {}

impl Right for ReadOwnData {
    const SCOPE: Scope = Scope::ReadPersonalData;
    const ALSO: Option<Scope> = Some(Scope::RateAsGuest);
}

/// Use one's rights to one's own data: a guest too.
#[derive(Debug)]
pub enum WriteOwnData {}

impl Right for WriteOwnData {
    const SCOPE: Scope = Scope::WritePersonalData;
    const ALSO: Option<Scope> = Some(Scope::RateAsGuest);
}

/// Fill in a sheet and submit it: a guest too, her own.
#[derive(Debug)]
pub enum WriteSheet {}

impl Right for WriteSheet {
    const SCOPE: Scope = Scope::WriteAssessments;
    const ALSO: Option<Scope> = Some(Scope::RateAsGuest);
}

/// A set of scopes, as small as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    /// The scopes named in a token; names that are not ours mean nothing here.
    pub fn parse(list: &str) -> Self {
        let bit = |name: &str| Scope::ALL.iter().position(|s| s.code() == name).map_or(0, |at| 1 << at);
        Self(list.split(' ').map(bit).fold(0, |all, one| all | one))
    }

    /// Whether this one is among them.
    pub fn contains(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u32) != 0
    }

    /// The scopes named in a request; `None` where one of them is not ours.
    pub fn asked(list: &str) -> Option<Self> {
        let names = list.split(' ').filter(|name| !name.is_empty());
        names.clone().all(|name| Scope::ALL.iter().any(|s| s.code() == name)).then(|| Self::parse(list))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the other has all of these.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Those that the other has too.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// As they stand in a token.
    pub fn codes(self) -> String {
        let codes = Scope::ALL.iter().filter(|scope| self.contains(**scope)).map(|scope| scope.code());
        codes.collect::<Vec<_>>().join(" ")
    }

    /// All that a client may be given: not a guest's, which an invitation alone gives.
    pub fn grantable() -> Self {
        Self(Self::parse(&Self::all()).0 & !(1 << Scope::RateAsGuest as u32))
    }

    /// All of them, as they stand in a token.
    pub fn all() -> String {
        Scope::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_named_and_nothing_else() {
        let scopes = Scopes::parse("school:read feedback:write nonsense");
        for scope in Scope::ALL {
            let wanted = matches!(scope, Scope::ReadSchool | Scope::WriteFeedback);
            assert_eq!(scopes.contains(*scope), wanted, "{}", scope.code());
        }
        assert!(Scope::ALL.iter().all(|s| Scopes::parse(&Scopes::all()).contains(*s)));
        assert_eq!(scopes.codes(), "school:read feedback:write");
    }

    #[test]
    fn who_asks_for_what_there_is_not_gets_nothing() {
        assert_eq!(Scopes::asked("school:read nonsense"), None);
        assert_eq!(Scopes::asked(""), Some(Scopes::default()));
        let some = Scopes::asked("school:read  goals:read").unwrap();
        assert!(some.is_within(Scopes::grantable()) && !Scopes::grantable().is_within(some));
        assert!(!Scopes::parse("guest").is_within(Scopes::grantable()));
    }
}
