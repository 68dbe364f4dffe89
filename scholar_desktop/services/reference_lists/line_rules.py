"""Rules about single lines of a reference list, and the requests that were sent for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.reference_lists.contradicted_paper import proposes_other_title
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.reference_lists.title_agreement import has_identifier, is_exact_title
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.titles import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.services.reference_lists.same_works import SameWorks


def is_same_decision(one: ReferenceLine, other: ReferenceLine) -> bool:
    """Return True if the user has decided nothing else about a line since it was *other*."""
    papers = [line.paper.id if line.paper is not None else None for line in (one, other)]
    return (one.standing, one.text) == (other.standing, other.text) and papers[0] == papers[1]


def has_exact_title(line: ReferenceLine) -> bool:
    """Return True if *line* is to check, and its paper is the only candidate that has exactly its title."""
    if line.standing is not LineStatus.CHECK or line.paper is None:
        return False
    if line.wanted.identifier is not None and not has_identifier(line.wanted, line.paper):
        return False  # the identifier is that of another paper
    exact = [one.paper.id for one in line.candidates if is_exact_title(line.wanted, one)]
    return exact == [line.paper.id]


def with_repeats(
    accepted: Sequence[ReferenceLine], lines: Sequence[ReferenceLine], works: SameWorks
) -> list[ReferenceLine]:
    """Return *accepted* and those of *lines* to check that repeat one of them: with the same title, the same proposed
    paper, and the same reason to check it or none but that the line says little."""
    reasons: dict[tuple[str, str], set[str]] = {}
    for line in accepted:
        if (key := _title_and_work(line, works)) is not None:
            reasons.setdefault(key, set()).add(line.by)
    known = {line.number for line in accepted}
    repeats = []
    for line in lines if reasons else ():
        if line.standing is not LineStatus.CHECK or line.number in known or proposes_other_title(line):
            continue
        key = _title_and_work(line, works)
        same = reasons.get(key) if key is not None else None
        if same is not None and (line.by in same or has_exact_title(line)):
            repeats.append(line)
    return [*accepted, *repeats]


def _title_and_work(line: ReferenceLine, works: SameWorks) -> tuple[str, str] | None:
    title = normalise(line.wanted.title)
    return (title, works.work_of(line.paper)) if title and line.paper is not None else None


def sent_requests(ask: RequestOptions) -> tuple[int, int]:
    """Return the number of requests sent to Semantic Scholar, and to Unpaywall and Zenodo together."""
    counts = ask.request_counts
    return counts.of(S2).requests, sum(counts.of(source).requests for source in (UNPAYWALL, ZENODO))
