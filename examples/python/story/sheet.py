"""Saving a score sheet as one goes, without overwriting what was saved elsewhere in the meantime."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from samenspel_client import AuthenticatedClient
from samenspel_client.api.scores import get_scores, patch_scores
from samenspel_client.models import ScoreSheet, ScoreSheetPatch

from .api import Refused, answered

# The level of a competency; `None` is unanswered, which is not 0.
Level = int | None

# The same competency was changed in two places: the level to save, of its code, mine and theirs.
Decide = Callable[[str, Level, Level], Level]


@dataclass(frozen=True)
class Seen:
    """A sheet as it was seen, and the tag of that state."""

    sheet: ScoreSheet
    etag: str

    @property
    def levels(self) -> dict[str, Level]:
        """Levels by the code of a competency."""
        return self.sheet.levels.additional_properties


def read_sheet(client: AuthenticatedClient, assessment: UUID) -> Seen:
    """The sheet as it is now."""
    answer = answered(get_scores.sync_detailed(assessment, client=client), ScoreSheet)
    return Seen(answer.body, answer.etag)


def save(client: AuthenticatedClient, assessment: UUID, seen: Seen, levels: Mapping[str, Level]) -> Seen:
    """Saves some levels onto the state that was seen. Refused with 412 when that is no longer the state."""
    body = ScoreSheetPatch.from_dict({"levels": levels})
    response = patch_scores.sync_detailed(assessment, client=client, body=body, if_match=seen.etag)
    answer = answered(response, ScoreSheet)
    return Seen(answer.body, answer.etag)


def autosave(
    client: AuthenticatedClient, assessment: UUID, seen: Seen, levels: Mapping[str, Level], decide: Decide
) -> Seen:
    """Saves some levels. Where somebody saved in between: fetches that, merges, and sends again."""
    for _ in range(5):
        try:
            return save(client, assessment, seen, levels)
        except Refused as refused:
            if refused.problem.status != HTTPStatus.PRECONDITION_FAILED:
                raise
            last = refused
        now = read_sheet(client, assessment)
        levels = merge(seen.levels, levels, now.levels, decide)
        seen = now
    raise last


def merge(
    before: Mapping[str, Level], mine: Mapping[str, Level], theirs: Mapping[str, Level], decide: Decide
) -> dict[str, Level]:
    """What is left to send. Whatever only they changed stays as it is, since a patch leaves it out."""
    merged = {}
    for code, level in mine.items():
        was, now = before.get(code), theirs.get(code)
        merged[code] = level if now in (was, level) else decide(code, level, now)
    return merged
