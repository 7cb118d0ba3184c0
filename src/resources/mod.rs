//! What the API is about. Every resource is a folder with the same few files: `routes` (the operations), `dto` (what is sent),
//! `service` (what happens, and in which transaction), `repo` (the rows).

pub mod agreed_actions;
pub mod assessments;
pub mod audit_events;
pub mod audit_seals;
pub mod clients;
pub mod coachings;
pub mod comparison;
pub mod conversations;
pub mod crosswalks;
pub mod feedback;
pub mod feedback_replies;
pub mod frameworks;
pub mod goal_entries;
pub mod goal_growth;
pub mod goals;
pub mod groups;
pub mod growth;
pub mod guests;
pub mod instruments;
pub mod invitations;
pub mod learning_teams;
pub mod me;
pub mod memberships;
pub mod organisations;
pub mod overviews;
pub mod participants;
pub mod pictures;
pub mod placements;
pub mod programmes;
pub mod questionnaires;
pub mod reflections;
pub mod releases;
pub mod reports;
pub mod rounds;
pub mod scales;
pub mod scores;
pub mod shares;
pub mod sign_in;
pub mod tally;
pub mod users;

use crate::http::operation::Api;

/// Every operation of `/v1`.
pub fn operations(api: &mut Api) {
    frameworks::routes::operations(api);
    scales::routes::operations(api);
    instruments::routes::operations(api);
    crosswalks::routes::operations(api);
    me::routes::operations(api);
    overviews::routes::operations(api);
    organisations::routes::operations(api);
    programmes::routes::operations(api);
    groups::routes::operations(api);
    users::routes::operations(api);
    memberships::routes::operations(api);
    clients::routes::operations(api);
    coachings::routes::operations(api);
    learning_teams::routes::operations(api);
    placements::routes::operations(api);
    rounds::routes::operations(api);
    releases::routes::operations(api);
    invitations::routes::operations(api);
    guests::routes::operations(api);
    participants::routes::operations(api);
    assessments::routes::operations(api);
    scores::routes::operations(api);
    questionnaires::routes::operations(api);
    shares::routes::operations(api);
    comparison::routes::operations(api);
    growth::routes::operations(api);
    pictures::routes::operations(api);
    reflections::routes::operations(api);
    goals::routes::operations(api);
    goal_entries::routes::operations(api);
    goal_growth::routes::operations(api);
    conversations::routes::operations(api);
    feedback::routes::operations(api);
    feedback_replies::routes::operations(api);
    agreed_actions::routes::operations(api);
    reports::routes::operations(api);
    audit_events::routes::operations(api);
}
