//! Organisations and the people in them: who holds which role, where.

use super::{
    clock::Timestamp,
    ids::{GroupId, MembershipId, OrganisationId, ProgrammeId, UserId},
    round::coded,
    school::{LearningRoute, StudyYear},
};

coded!(/// What a membership makes of somebody.
    Role {
    /// Scores herself.
    Learner = "learner",
    /// May be somebody's coach; whose, the coaching relations say.
    Coach = "coach",
    /// Reads aggregates of a programme, or of the whole organisation.
    Curriculum = "curriculum",
    /// Manages; no right to individual scores.
    Admin = "admin",
});

coded!(/// Which kind of coach.
    CoachKind {
    /// At school (slb'er).
    StudyCoach = "studyCoach",
    /// At the placement (praktijkbegeleider).
    PracticeSupervisor = "practiceSupervisor",
});

coded!(/// Whether a user is a person.
    UserKind {
    /// Somebody.
    Person = "person",
    /// A machine client.
    Service = "service",
});

/// An organisation (instelling).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    /// Stable and readable, unique in the installation.
    pub code: String,
    pub name: String,
    /// IANA name: `Europe/Amsterdam`.
    pub time_zone: String,
    /// Fewest submitted learners a published row of a report is about; 5 or more.
    pub minimum_learners: u32,
    pub updated_at: Timestamp,
}

/// A programme (opleiding).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    pub id: ProgrammeId,
    pub code: String,
    pub name: String,
    /// Number of the qualification in the register of secondary vocational education (CREBO).
    pub crebo_code: Option<String>,
    /// Number in the former register of higher education (CROHO).
    pub croho_code: Option<String>,
    /// Code in RIO, the register of institutions and programmes.
    pub rio_code: Option<String>,
    pub external_id: Option<String>,
    /// Since when it is not in use; `None`: it is.
    pub deactivated_at: Option<Timestamp>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub updated_at: Timestamp,
}

/// A cohort: those who began a programme in the same academic year, 1 August to 31 July, named by the calendar year in which that began.
/// 2025 is 2025-2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cohort(u16);

impl Cohort {
    /// The earliest.
    pub const FIRST: u16 = 2000;

    /// The latest.
    pub const LAST: u16 = 2100;

    /// The cohort of this year; `None` where no school has one.
    pub fn of(year: i32) -> Option<Self> {
        u16::try_from(year).ok().filter(|year| (Self::FIRST..=Self::LAST).contains(year)).map(Self)
    }

    /// The year in which its first academic year began.
    pub fn year(self) -> u16 {
        self.0
    }
}

/// A group (klas).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub programme: ProgrammeId,
    pub code: String,
    pub name: String,
    /// `None`: nobody said so, or its learners did not begin together.
    pub cohort: Option<Cohort>,
    pub study_year: Option<StudyYear>,
    pub learning_route: Option<LearningRoute>,
    pub external_id: Option<String>,
    /// Since when it is not in use; `None`: it is.
    pub deactivated_at: Option<Timestamp>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub updated_at: Timestamp,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    /// Sign-in name, unique in the organisation.
    pub name: String,
    pub display_name: String,
    pub kind: UserKind,
}

/// A role of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub user: UserId,
    pub display_name: String,
    pub role: Role,
    pub group: Option<GroupId>,
    pub programme: Option<ProgrammeId>,
    /// The learner's profession, by its code; `None`: she is asked the generic competencies only.
    pub profession: Option<String>,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub external_id: Option<String>,
    /// Counts every change, from 1.
    pub revision: i32,
    pub updated_at: Timestamp,
}
