"""One round, from the first score to the report: what a frontend, a coach's page and a curriculum dashboard each do.

It runs against the demo (`samenspel demo`) and stops with exit code 1 where something is not as it should be.
"""

import os
import sys
from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from samenspel_client.api.assessments import create_assessment, list_assessments, submit_assessment
from samenspel_client.api.feedback import acknowledge_feedback, create_feedback, list_feedback, share_feedback
from samenspel_client.api.instruments import get_instrument
from samenspel_client.api.people import get_me, list_groups
from samenspel_client.api.reports import get_distribution, get_participation
from samenspel_client.api.rounds import list_rounds
from samenspel_client.api.scales import get_scale
from samenspel_client.models import (
    Assessment,
    AssessmentList,
    CodeAnchor,
    CodeAnchorKind,
    DistributionReport,
    Feedback,
    FeedbackList,
    FeedbackState,
    GroupList,
    Instrument,
    Me,
    NewFeedback,
    NewRoundAssessment,
    ParticipationReport,
    Round,
    RoundList,
    RoundPhase,
    RowDisclosure,
    Scale,
)

from .api import Refused, answered, every_item, signed_in_as
from .sheet import Level, autosave, read_sheet, save
from .table import first_of_every_block, table

learner = signed_in_as(os.environ.get("LEARNER", "learner-01"))
coach = signed_in_as(os.environ.get("COACH", "coach-01"))
curriculum = signed_in_as(os.environ.get("CURRICULUM", "curriculum-01"))


def expect(holds: bool, what: str) -> None:
    """Stops the story where something is not as it should be."""
    if not holds:
        raise SystemExit(f"not as it should be: {what}")


def refusal(call: Callable[[], object]) -> Refused:
    """What this call is refused with; it must be."""
    try:
        call()
    except Refused as refused:
        return refused
    raise SystemExit("the server accepted what it should refuse")


def scoring(round_: Round) -> Assessment:
    """The learner scores herself."""
    me = answered(get_me.sync_detailed(client=learner), Me).body
    print(f'\n{me.display_name} starts "{round_.label}"')
    started = create_assessment.sync_detailed(
        client=learner, body=NewRoundAssessment(round_id=round_.id), idempotency_key=str(uuid4())
    )
    assessment = answered(started, Assessment).body
    print(f"  {assessment.asked_count} competencies are asked")

    first = read_sheet(learner, assessment.id)
    a, b, c, *_ = first.sheet.unanswered

    print("\nShe scores two competencies, and her frontend saves")
    in_this_tab = save(learner, assessment.id, first, {a: 3, b: 2})
    print(f"  {len(in_this_tab.sheet.unanswered)} are unanswered still")

    print("\nIn another tab she changes the second and scores a third; this tab knows nothing of it")
    save(learner, assessment.id, in_this_tab, {b: 4, c: 1})
    stale = refusal(lambda: save(learner, assessment.id, in_this_tab, {b: 3}))
    expect(stale.code == "stale-revision", stale.code)
    print(f"  {stale.problem.status} {stale}")

    print("\nSo this tab fetches what is there, merges, and sends again")

    def this_tab_is_right(code: str, mine: Level, theirs: Level) -> Level:
        print(f"  {code} is {theirs} there and {mine} here: a frontend would ask her; here this tab is right")
        return mine

    merged = autosave(learner, assessment.id, in_this_tab, {b: 3}, this_tab_is_right)
    expect([merged.levels[code] for code in (a, b, c)] == [3, 3, 1], "what both tabs saved")
    print(f"  nothing is lost: {a} is 3, {b} is 3, and {c} from the other tab is 1")

    print("\nA frontend with mistakes is told all of them at once, and nothing is saved")
    wrong = refusal(lambda: save(learner, assessment.id, merged, {a: 9, b: 200, "NO-SUCH-CODE": 1}))
    expect(len(wrong.errors) == 3, "three errors")
    for error in wrong.errors:
        print(f"  {error.pointer}: {error.detail}")

    print("\nShe answers the rest and submits; her network fails, so the same request is sent twice")
    instrument = answered(get_instrument.sync_detailed(round_.instrument_id, client=learner), Instrument).body
    scale = answered(get_scale.sync_detailed(instrument.scale_id, client=learner), Scale).body
    rest = {code: scale.levels[place % len(scale.levels)].value for place, code in enumerate(merged.sheet.unanswered)}
    save(learner, assessment.id, merged, rest)
    key = str(uuid4())
    once, again = (
        answered(submit_assessment.sync_detailed(assessment.id, client=learner, idempotency_key=key), Assessment)
        for _ in range(2)
    )
    expect(once == again, "the second answer is the first")
    print(f"  {once.body.state} at {once.body.submitted_at}, and the second answer is the same")
    return once.body


def feedback(assessment: Assessment) -> None:
    """Her coach answers, and she reads it."""
    print("\nHer coach finds what she submitted")
    submitted = every_item(
        lambda cursor: (
            answered(
                list_assessments.sync_detailed(client=coach, learner_id=assessment.learner_id, cursor=cursor),
                AssessmentList,
            ).body
        )
    )
    expect(any(found.id == assessment.id for found in submitted), "the assessment is among them")
    levels = read_sheet(coach, assessment.id).levels
    code = next(code for code, level in levels.items() if level == 1)

    print(f"  and writes about {code}, where she gave herself a 1")
    body = NewFeedback(
        assessment_id=assessment.id,
        anchor=CodeAnchor(kind=CodeAnchorKind.SCORE, code=code),
        body="Ik zag je dit vorige week juist goed doen.",
    )
    written = create_feedback.sync_detailed(client=coach, body=body, idempotency_key=str(uuid4()))
    draft = answered(written, Feedback).body
    print(f"  {draft.state}: only the coach sees it")
    shared = answered(share_feedback.sync_detailed(draft.id, client=coach), Feedback).body
    print(f"  {shared.state}")

    print("\nThe learner reads it and says so")
    received = every_item(
        lambda cursor: (
            answered(
                list_feedback.sync_detailed(client=learner, assessment_id=assessment.id, cursor=cursor), FeedbackList
            ).body
        )
    )
    for item in received:
        print(f"  on {item.anchor.code if isinstance(item.anchor, CodeAnchor) else f'the {item.anchor.kind}'}: {item.body}")
    acknowledged = answered(acknowledge_feedback.sync_detailed(draft.id, client=learner), Feedback).body
    expect(acknowledged.state is FeedbackState.ACKNOWLEDGED, acknowledged.state)
    print(f"  {acknowledged.state}")


def reports(open_round: Round, released: Round, assessment: Assessment) -> None:
    """The curriculum team reads how rounds went, and never an individual."""
    print(f'\nThe curriculum team reads how far "{open_round.label}" is')
    participation = answered(
        get_participation.sync_detailed(client=curriculum, round_id=open_round.id), ParticipationReport
    ).body
    print(f"  {participation.n_submitted} of {participation.n_expected} have submitted")
    early = get_distribution.sync_detailed(client=curriculum, round_id=open_round.id)
    refused = refusal(lambda: answered(early, DistributionReport))
    expect(refused.code == "report-not-released", refused.code)
    print("  the answers are not released yet")

    groups = every_item(
        lambda cursor: answered(list_groups.sync_detailed(client=curriculum, cursor=cursor), GroupList).body
    )
    group = min(groups, key=lambda group: group.code)
    print(f'\nand how group {group.code} answered in "{released.label}", which is released')
    report = answered(
        get_distribution.sync_detailed(client=curriculum, round_id=released.id, group_id=group.id),
        DistributionReport,
    ).body
    rows = first_of_every_block(report)
    expect({RowDisclosure.PUBLISHED, RowDisclosure.HIDDEN} <= {row.disclosure for row in rows}, "both kinds of rows")
    for line in table(report.levels, rows):
        print(f"  {line}")

    hidden = refusal(lambda: read_sheet(curriculum, assessment.id))
    expect(hidden.problem.status == HTTPStatus.NOT_FOUND, hidden.code)
    print("\nAn individual's scores do not exist for the curriculum team: 404")


def story() -> None:
    rounds = every_item(
        lambda cursor: answered(list_rounds.sync_detailed(client=learner, cursor=cursor), RoundList).body
    )
    open_round = next(found for found in rounds if found.phase is RoundPhase.OPEN)
    released = next(found for found in rounds if found.phase is RoundPhase.RELEASED)
    assessment = scoring(open_round)
    feedback(assessment)
    reports(open_round, released, assessment)
    print("\nThat was the whole story.")


try:
    story()
except Refused as refused:
    print(f"{refused.problem.status} {refused} ({refused.code}, request {refused.request_id})", file=sys.stderr)
    if refused.code == "assessment-exists":
        print(
            "The story begins with a learner who has not started: name another, or make the demo anew.", file=sys.stderr
        )
    sys.exit(1)
