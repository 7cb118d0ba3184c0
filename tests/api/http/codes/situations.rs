//! The situations in which an operation says no although it was well asked.

use chrono::TimeDelta;
use samenspel::{
    db::sql,
    domain::{
        ids::{Id, RoundId},
        round::Disclosure,
    },
};
use serde_json::json;
use uuid::Uuid;

use super::{Met, meet};
use crate::support::{
    Person, RoundPlan,
    cast::{
        Cast, Who,
        circle::{guest, guest_invitation},
        feedback,
    },
    contract::{Ask, operation},
    promise::code_of,
};

/// What is asked of which state of things, when it is asked (the day it is prepared, after its round closed, after its reports were
/// released) and by whom. `disabled` is a learner whose account is in use no more,
/// `anchored` one from whom an open round hides what she said earlier.
const TABLE: &str = "
getMe                -                                now       disabled       forbidden
listOrganisations    -                                now       disabled       forbidden
getOrganisation      -                                now       disabled       forbidden
listProgrammes       -                                now       service        forbidden
getProgramme         -                                now       service        forbidden
listGroups           -                                now       service        forbidden
getGroup             -                                now       service        forbidden
listMemberships      -                                now       learner        forbidden
listRounds           -                                now       service        forbidden
getRound             -                                now       service        forbidden
getRelease           -                                now       service        forbidden

listUsers            -                                now       learner        forbidden
createUser           -                                now       learner        forbidden
createUser           taken                            now       administrator  already-exists
createUserBatch      -                                now       learner        forbidden
createProgrammeBatch -                                now       learner        forbidden
createGroupBatch     -                                now       learner        forbidden
createMembershipBatch -                               now       learner        forbidden
createCoachingBatch  -                                now       learner        forbidden
getUser              -                                now       learner        forbidden
patchUser            -                                now       learner        forbidden
patchUser            of-herself                       now       administrator  not-for-oneself
patchUser            taken                            now       administrator  already-exists
listOrganisationMemberships -                         now       learner        forbidden
createMembership     -                                now       learner        forbidden
createMembership     of-herself                       now       administrator  not-for-oneself
createMembership     once-more                        now       administrator  already-a-member
createMembership     taken                            now       administrator  already-exists
listClients          -                                now       learner        forbidden
createClient         -                                now       learner        forbidden
createClient         taken                            now       administrator  already-exists
getClient            -                                now       learner        forbidden
patchClient          -                                now       learner        forbidden
patchClient          taken                            now       administrator  already-exists
createClientCredential -                              now       learner        forbidden
createClientCredential public                         now       administrator  keeps-no-secret
createClientCredential full                           now       administrator  too-many-credentials
getClientCredential  -                                now       learner        forbidden
deleteClientCredential -                              now       learner        forbidden
getMembership        -                                now       learner        forbidden
patchMembership      -                                now       learner        forbidden
patchMembership      of-herself                       now       administrator  not-for-oneself
patchMembership      once-more                        now       administrator  already-a-member
patchMembership      taken                            now       administrator  already-exists

createProgramme      -                                now       learner        forbidden
createProgramme      taken                            now       administrator  already-exists
patchProgramme       -                                now       learner        forbidden
patchProgramme       taken                            now       administrator  already-exists
createGroup          -                                now       learner        forbidden
createGroup          taken                            now       administrator  already-exists
patchGroup           -                                now       learner        forbidden
patchGroup           taken                            now       administrator  already-exists

createDataPackage    -                                now       disabled       forbidden
createErasure        -                                now       disabled       forbidden
createErasure        still-here                       now       administrator  has-not-left
deleteErasure        begun                            now       learner        erasure-begun
deleteErasure        -                                now       administrator  forbidden
getRetention         -                                now       disabled       forbidden
putRetention         -                                now       learner        forbidden

createRound          -                                now       learner        forbidden
patchRound           planned                          now       learner        forbidden
patchRound           open                             now       coach          round-fixed
deleteRound          planned                          now       learner        forbidden
deleteRound          open                             now       coach          round-not-planned
openRound            planned                          now       learner        forbidden
openRound            open                             now       coach          round-not-planned
openRound            of-a-group-out-of-use            now       administrator  groups-out-of-use
closeRound           open                             now       learner        forbidden
closeRound           planned                          now       coach          round-not-open
closeRound           open                             released  coach          round-released
listParticipants     -                                now       service        forbidden
getParticipant       -                                now       service        forbidden
createParticipant    -                                now       learner        forbidden
createParticipant    -                                closed    coach          round-not-open
createParticipant    -                                released  coach          round-released
patchParticipant     not-started                      now       learner        forbidden
patchParticipant     started                          now       coach          has-started
patchParticipant     submitted                        now       coach          has-submitted
patchParticipant     not-begun                        released  coach          round-released
remindLearners       -                                now       learner        forbidden
remindLearners       -                                closed    coach          round-not-open
remindLearners       -                                released  coach          round-released

createAssessment     of-oneself                       now       coach          forbidden
createAssessment     in-a-round-to-come               now       learner        round-not-open
createAssessment     in-a-round                       closed    learner        round-not-open
createAssessment     in-a-round                       released  learner        round-released
createAssessment     in-a-round-without-her           now       learner        not-a-participant
createAssessment     in-a-round-she-is-exempted-from  now       learner        exempted
createAssessment     in-a-round-once-more             now       learner        assessment-exists
submitAssessment     submitted                        now       learner        not-a-draft
submitAssessment     submitted                        now       coach          forbidden
submitAssessment     unfinished                       now       learner        sheet-incomplete
submitAssessment     draft-in-a-round                 closed    learner        round-not-open
submitAssessment     draft-in-a-round                 released  learner        round-released
discloseAssessment   started-by-the-coach             now       coach          not-submitted
discloseAssessment   submitted-by-the-coach           now       coach          not-held-back
discloseAssessment   submitted                        now       learner        forbidden
reopenAssessment     draft                            now       learner        not-submitted
reopenAssessment     submitted-by-the-coach           now       learner        forbidden
reopenAssessment     submitted-in-a-round             closed    learner        round-not-open
reopenAssessment     submitted-in-a-round             released  coach          round-released
putScores            submitted                        now       learner        not-a-draft
putScores            submitted                        now       coach          forbidden
putScores            draft-in-a-round                 closed    learner        round-not-open
putScores            draft-in-a-round                 released  learner        round-released
patchScores          submitted                        now       learner        not-a-draft
patchScores          submitted                        now       coach          forbidden
patchScores          draft-in-a-round                 closed    learner        round-not-open
patchScores          draft-in-a-round                 released  learner        round-released
getComparison        draft                            now       learner        not-submitted
getGrowth            draft                            now       learner        not-submitted
getScores            hidden-by-a-round                now       anchored       earlier-hidden
listScoreHistory     hidden-by-a-round                now       anchored       earlier-hidden
getComparison        hidden-by-a-round                now       anchored       earlier-hidden
getGrowth            hidden-by-a-round                now       anchored       earlier-hidden
getChart             hidden-by-a-round                now       anchored       earlier-hidden
getDocument          hidden-by-a-round                now       anchored       earlier-hidden
getGoalGrowth        hidden-by-a-round                now       anchored       earlier-hidden
getScoreDifference   hidden-by-a-round                now       anchored       earlier-hidden
reopenAssessment     hidden-by-a-round                now       anchored       earlier-hidden

createAssessment     by-an-invitation-taken-back      now       teammate       invitation-not-in-force
listScoreHistory     submitted                        now       teammate       forbidden
getScoreDifference   submitted                        now       teammate       forbidden
createCoaching       -                                now       learner        forbidden
createCoaching       taken                            now       administrator  already-exists
patchCoaching        -                                now       learner        forbidden
patchCoaching        taken                            now       administrator  already-exists
createLearningTeam   -                                now       learner        forbidden
patchLearningTeam    -                                now       learner        forbidden
createLearningTeamMember  in-her-team                 now       learner        forbidden
createLearningTeamMember  in-her-team                 now       coach          already-a-member
patchLearningTeamMember   -                           now       learner        forbidden
patchLearningTeamMember   back-in-the-team            now       coach          already-a-member
listShares           submitted                        now       coach          forbidden
createShare          submitted-and-seen               now       coach          forbidden
createShare          draft                            now       learner        not-submitted
createInvitation     submitted                        now       coach          forbidden
createInvitation     of-what-is-in-a-round            closed    learner        round-not-open
createInvitation     of-what-is-in-a-round            released  learner        round-released
revokeInvitation     -                                now       teammate       forbidden
createGuestRater     wrong                            now       nobody         invitation-not-in-force
createGuestRater     to-what-is-in-a-round            closed    nobody         round-not-open
createGuestRater     to-what-is-in-a-round            released  nobody         round-released
createGuestToken     wrong                            now       nobody         invitation-not-in-force
createFeedback       submitted                        now       learner        forbidden
patchFeedback        shared                           now       learner        forbidden
shareFeedback        shared                           now       learner        forbidden
shareFeedback        shared                           now       coach          feedback-not-a-draft
shareFeedback        on-a-sheet-she-does-not-see      now       coach          hidden-from-learner
acknowledgeFeedback  shared                           now       coach          forbidden
acknowledgeFeedback  acknowledged                     now       learner        feedback-not-shared
createFeedbackReply  draft                            now       coach          feedback-still-a-draft
createAgreedAction   draft                            now       coach          feedback-still-a-draft

createConversation   draft                            now       learner        not-submitted
createConversation   submitted-by-the-coach           now       learner        not-a-self-score
createConversation   discussed                        now       coach          already-discussed
patchConversation    by-the-learner                   now       coach          forbidden

putReflection        shared                           now       coach          forbidden
shareReflection      shared                           now       coach          forbidden
shareReflection      shared                           now       learner        reflection-shared
withdrawReflection   shared                           now       coach          forbidden
withdrawReflection   private                          now       learner        reflection-not-shared
listTeamReflections  -                                now       coach          forbidden

createGoal           of-oneself                       now       coach          forbidden
patchGoal            shared                           now       coach          forbidden
patchGoal            backwards                        now       learner        goal-move-not-possible
createGoalEntry      shared                           now       coach          forbidden
createGoalEntry      closed                           now       learner        goal-closed

getParticipation     -                                now       learner        forbidden
getParticipation     of-no-round                      now       curriculum     not-found
getDistribution      -                                now       learner        forbidden
getDistribution      of-no-round                      now       curriculum     not-found
getDistribution      unreleased                       now       curriculum     report-not-released
getPracticeCoverage  -                                now       learner        forbidden
getPracticeCoverage  of-no-such-round                 now       curriculum     not-found
getPracticeCoverage  unreleased                       now       curriculum     report-not-released
getGrowthReport      -                                now       learner        forbidden
getGrowthReport      of-no-such-round                 now       curriculum     not-found
getGrowthReport      unreleased                       now       curriculum     report-not-released
getGrowthReport      without-baseline                 now       curriculum     nothing-to-report
getGapsReport        -                                now       learner        forbidden
getGapsReport        of-no-such-round                 now       curriculum     not-found
getGapsReport        unreleased                       now       curriculum     report-not-released
getGapsReport        without-supervisors              now       curriculum     nothing-to-report
getGoalsReport       -                                now       learner        forbidden
getGoalsReport       of-no-such-round                 now       curriculum     not-found
getGoalsReport       unreleased                       now       curriculum     report-not-released
getGoalsReport       from-before                      now       curriculum     nothing-to-report
getReasonsReport     -                                now       learner        forbidden
getReasonsReport     of-no-such-round                 now       curriculum     not-found
getReasonsReport     unreleased                       now       curriculum     report-not-released
getReasonsReport     from-before                      now       curriculum     nothing-to-report
getWorkplacesReport  -                                now       learner        forbidden
getWorkplacesReport  of-no-such-round                 now       curriculum     not-found
getWorkplacesReport  unreleased                       now       curriculum     report-not-released
getWorkplacesReport  from-before                      now       curriculum     nothing-to-report
getSeriesReport      -                                now       learner        forbidden
getSeriesReport      of-no-such-group                 now       curriculum     not-found
getDistribution      without-peers                    now       curriculum     nothing-to-report
getDomainFigures     -                                now       learner        forbidden
getDomainFigures     of-no-round                      now       curriculum     not-found
getDomainFigures     unreleased                       now       curriculum     report-not-released
getQualificationCoverage -                            now       learner        forbidden
getQualificationCoverage no-round                     now       curriculum     not-found
getQualificationCoverage unreleased                   now       curriculum     report-not-released
";

/// Puts everything in place, lets time pass, and asks.
pub async fn told_in_every_situation(cast: Cast, met: &mut Met) {
    let disabled = disabled(&cast).await;
    let (anchored, earlier, goal) = anchored(&cast).await;
    let mut rows = Vec::new();
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let [operation, state, when, who, code] = line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
        let person = match who {
            "disabled" => &disabled,
            "anchored" => &anchored,
            "learner" => cast.learner(),
            "coach" => cast.person(Who::Coach).unwrap(),
            "curriculum" => cast.person(Who::Curriculum).unwrap(),
            "administrator" => cast.person(Who::Administrator).unwrap(),
            "service" => cast.person(Who::Service).unwrap(),
            "teammate" | "nobody" => cast.person(Who::Teammate).unwrap(),
            _ => panic!("nobody is a {who}"),
        };
        let mut ask = asked(&cast, operation, state).await;
        if state == "hidden-by-a-round" {
            ask.id.clone_from(if operation == "getGoalGrowth" { &goal } else { &earlier });
        }
        rows.push((line, operation, ask, when, person, code));
    }
    for (moment, passes) in [("now", 0), ("closed", 15), ("released", 7)] {
        cast.app.later(TimeDelta::days(passes));
        for (line, id, ask, _, person, code) in rows.iter().filter(|(_, _, _, when, ..)| *when == moment) {
            let operation = operation(id);
            let answer = operation.call(&cast.app, ask).bearer(&person.again(&cast.app).token).send().await;
            assert!(answer.status >= 400, "{line}: {}", answer.status);
            assert_eq!(code_of(&answer.json()), *code, "{line}: {}", answer.text);
            meet(met, &operation, &answer);
        }
    }
}

async fn disabled(cast: &Cast) -> Person {
    let person = cast.school.learner(&cast.app, "disabled").await;
    let sql = "UPDATE user_account SET disabled_at = created_at WHERE organisation_id = $1 AND id = $2";
    let values = vec![person.organisation.raw().into(), person.user.raw().into()];
    assert_eq!(sql::run(cast.app.state.db.writer(), sql, values).await.unwrap(), 1);
    person
}

/// A learner in a round that hides earlier scores, what she submitted before, and a goal of hers.
async fn anchored(cast: &Cast) -> (Person, String, String) {
    let (app, school) = (&cast.app, &cast.school);
    let group = school.add_group(app, school.programme, "2C").await;
    let person = school.learner_in(app, "anchored", group, None).await;
    let before = school.round_with(app, RoundPlan::default(), &[group]).await;
    let earlier = school.submitted(app, &person, before, |_| 2).await;
    let hiding = RoundPlan { hides_earlier: true, ..RoundPlan::default() };
    school.round_with(app, hiding, &[group]).await;
    let goal = json!({ "kind": "learn", "what": "Doorvragen" });
    let goal = person.call(app, "POST", "/v1/goals").json(&goal).send().await.expect(201).id();
    (person, earlier, goal)
}

/// What to ask of the state of things in which it is refused; in rounds, each in one of its own.
async fn asked(cast: &Cast, operation: &str, state: &str) -> Ask {
    let (app, school, learner) = (&cast.app, &cast.school, cast.learner());
    let start_in = |round: RoundId| Ask { body: Some(json!({ "roundId": round.raw() })), ..Ask::default() };
    let of = |id: String| async move { Ask { id, tag: Some("*".to_owned()), ..cast.ask_about(operation, "").await } };
    match state {
        "in-a-round" => start_in(school.round(app).await),
        "in-a-round-to-come" => {
            let plan = RoundPlan { opens_in: TimeDelta::hours(1), ..RoundPlan::default() };
            start_in(school.round_with(app, plan, &[school.group]).await)
        }
        "in-a-round-without-her" => start_in(school.round_with(app, RoundPlan::default(), &[]).await),
        "in-a-round-she-is-exempted-from" => {
            let round = school.round(app).await;
            school.exempt(app, round, learner).await;
            start_in(round)
        }
        "in-a-round-once-more" => {
            let round = school.round(app).await;
            school.started(app, learner, round).await;
            start_in(round)
        }
        "draft-in-a-round" => of(school.filled(app, learner, school.round(app).await, |_| 2).await).await,
        "submitted-in-a-round" => of(school.submitted(app, learner, school.round(app).await, |_| 2).await).await,
        "submitted-by-the-coach" => {
            let round = school.round(app).await;
            let about_her = school.started_about(app, cast.person(Who::Coach).unwrap(), learner, round).await;
            cast.make(Who::Coach, &format!("/v1/assessments/{about_her}/submission"), &json!(null)).await;
            of(about_her).await
        }
        "started-by-the-coach" => {
            let coach = cast.person(Who::Coach).unwrap();
            of(school.started_about(app, coach, learner, school.round(app).await).await).await
        }
        "unfinished" => of(cast.new_draft().await).await,
        "acknowledged" => {
            let feedback = cast.new_shared_feedback().await;
            cast.make(Who::Learner, &format!("/v1/feedback/{feedback}/acknowledgement"), &json!(null)).await;
            of(feedback).await
        }
        "by-an-invitation-taken-back" => {
            let invitation = cast.new_peer_invitation().await;
            cast.make(Who::Learner, &format!("/v1/invitations/{invitation}/revocation"), &json!(null)).await;
            Ask { body: Some(json!({ "invitationId": invitation })), ..Ask::default() }
        }
        "on-a-sheet-she-does-not-see" => Ask { id: on_a_hidden_sheet(cast).await, ..Ask::default() },
        "in-her-team" => {
            Ask { id: cast.circle.team.clone(), body: Some(json!({ "learnerId": learner.id() })), ..Ask::default() }
        }
        "back-in-the-team" => back_in_the_team(cast).await,
        "submitted-and-seen" => Ask { id: cast.submitted.clone(), ..cast.ask("createShare").await },
        "of-what-is-in-a-round" => {
            let own = school.filled(app, learner, school.round(app).await, |_| 2).await;
            Ask { body: Some(guest_invitation(&own)), ..Ask::default() }
        }
        "to-what-is-in-a-round" => {
            let own = school.filled(app, learner, school.round(app).await, |_| 2).await;
            let made = cast.make(Who::Learner, "/v1/invitations", &guest_invitation(&own)).await;
            Ask { body: Some(guest(made["secret"].as_str().unwrap())), ..Ask::default() }
        }
        "of-no-round" => Ask { query: format!("roundId={}", Uuid::nil()), ..Ask::default() },
        _ => cast.ask_about(operation, state).await,
    }
}

/// A draft of the coach's on what the supervisor said, which both of them may read and the learner not: she has not submitted.
async fn on_a_hidden_sheet(cast: &Cast) -> String {
    let plan = RoundPlan { disclosure: Disclosure::AfterBothSubmitted, ..RoundPlan::default() };
    let round = cast.school.round_with(&cast.app, plan, &[cast.school.group]).await;
    let mut hidden = String::new();
    for who in [Who::Coach, Who::Supervisor] {
        let rater = cast.person(who).unwrap();
        hidden = cast.school.started_about(&cast.app, rater, cast.learner(), round).await;
        let sheet = json!({ "levels": { "SO-BH-G-01": 3 } });
        let path = format!("/v1/assessments/{hidden}");
        rater.call(&cast.app, "PATCH", &format!("{path}/scores")).if_match("*").patch(&sheet).send().await.expect(200);
        cast.make(who, &format!("{path}/submission"), &json!(null)).await;
    }
    let feedback = cast.make(Who::Coach, "/v1/feedback", &feedback(&hidden)).await;
    feedback["id"].as_str().unwrap().to_owned()
}

/// A membership that has ended, of a learner who is in the team again; asked to have no end.
async fn back_in_the_team(cast: &Cast) -> Ask {
    let team = cast.new_team(&[Who::Learner, Who::Teammate]).await;
    let member = cast.member(&team).await;
    let coach = cast.person(Who::Coach).unwrap();
    let path = format!("/v1/learning-teams/{team}/members");
    let now = cast.app.state.clock.now();
    let over =
        coach.call(&cast.app, "PATCH", &format!("{path}/{member}")).if_match("*").patch(&json!({ "endsAt": now }));
    over.send().await.expect(200);
    cast.make(Who::Coach, &path, &json!({ "learnerId": cast.learner().id() })).await;
    let body = Some(json!({ "endsAt": null }));
    Ask { id: team, part: member, tag: Some("*".to_owned()), body, ..Ask::default() }
}
