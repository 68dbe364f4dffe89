"""Rules about single lines of a reference list, and the requests that were sent for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.reference_lists.title_agreement import has_identifier, is_exact_title
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions


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


def sent_requests(ask: RequestOptions) -> tuple[int, int]:
    """Return the number of requests sent to Semantic Scholar, and to Unpaywall and Zenodo together."""
    counts = ask.request_counts
    return counts.of(S2).requests, sum(counts.of(source).requests for source in (UNPAYWALL, ZENODO))
