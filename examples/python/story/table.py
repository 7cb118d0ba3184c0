"""The distribution of a round, as a table for a terminal. A row that is hidden is shown as hidden, never left out."""

from collections.abc import Iterator

from samenspel_client.models import DistributionReport, DistributionRow, HiddenReason

# Why a row is hidden, in words.
REASONS = {
    HiddenReason.NOBODYASKED: "nobody was asked this",
    HiddenReason.TOOFEWLEARNERS: "too few learners",
    HiddenReason.DOMINANCE: "nearly everybody gave the same answer",
    HiddenReason.COMPLEMENTARY: "it would give away another row",
    HiddenReason.TOOFEWSTATEMENTS: "too few statements",
}


def first_of_every_block(report: DistributionReport) -> list[DistributionRow]:
    """The first row of every block: enough to see what a report looks like."""
    first: dict[tuple[str, str | None], DistributionRow] = {}
    for row in report.rows:
        first.setdefault((row.domain, row.profession), row)
    return list(first.values())


def table(levels: list[int], rows: list[DistributionRow]) -> Iterator[str]:
    """The table, line by line."""
    yield f"{'competency':12}{''.join(f'{level:4}' for level in levels)}  at 3-4  asked of"
    for row in rows:
        yield f"{row.code:12}{cells(row)}"


def cells(row: DistributionRow) -> str:
    if row.figures is not None:
        counts = "".join(f"{count:4}" for count in row.figures.level_counts)
        return f"{counts}{percent(row.figures.share_proficient):>8}{row.figures.n_total:10}"
    if row.not_called_upon_at_least is not None:
        return f"   hidden, but not called upon for at least {percent(row.not_called_upon_at_least)}"
    return f"   hidden: {REASONS[row.reason] if row.reason else 'no reason given'}"


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
