"""From rows of several sources to the list that is shown: merged, filtered by what no service filtered, sorted. Pure,
and slow with many rows: then it belongs into a thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from scholar_desktop.domain import filters as by
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.paper_filter import failing, failing_words
from scholar_desktop.domain.query import Narrowing, Query
from scholar_desktop.domain.query_text import effective, operators
from scholar_desktop.domain.source import LIBRARY, S2, ZENODO
from scholar_desktop.domain.word_filter import BULK, can_say
from scholar_desktop.services.ranking import sort

_PARAMETERS = {
    by.COMMUNITY: "communities",
    by.RECORD_TYPE: "type",
    by.TYPE: "type",
    by.ACCESS_RIGHT: "access_status",
    by.OPEN_ACCESS: "access_status",
    by.FILE_TYPE: "file_type",
    by.SUBJECT: "subject",
}
"""By which parameter Zenodo is asked for a filter; the others stand in the query itself."""


class Narrowed(msgspec.Struct, frozen=True):
    papers: tuple[Paper, ...]
    by: tuple[Narrowing, ...] = ()


def narrow(
    papers: Sequence[Paper],
    query: Query,
    rows: Mapping[str, Sequence[Paper]],
    *,
    asked: Query | None = None,
    bulk: bool = False,
    dropped: Collection[str] = (),
) -> Narrowed:
    """Those of *papers* (merged out of *rows*) that pass, in the order that *query* wants.

    asked: what the services were asked, when that is not *query*. What a service applied itself is not judged again for
    a paper that it gave. dropped: parameters that Zenodo did not heed, whose filters it has not applied. Without *rows*
    nobody has applied anything: every filter is judged by what the papers tell.
    """
    if query.identifier is not None:
        return Narrowed(tuple(papers))
    wanted, given = effective(query).filters, effective(asked or query).filters
    names, groups = wanted.names(), operators(query)
    applied = [name for name in names if given.only(name) == wanted.only(name)]
    anew = [name for name in names if name not in applied]
    if not names and not groups:
        return Narrowed(tuple(sort(papers, query)))
    unheeded = [name for name in applied if _PARAMETERS.get(name) in dropped]
    heeded = [name for name in applied if name not in unheeded]
    givers = _Givers(rows)
    failed = {name: failing(papers, wanted, name, givers.settle(papers, name)) for name in heeded}
    failed |= {name: failing(papers, wanted, name, givers.settle(papers, name, but=ZENODO)) for name in unheeded}
    failed |= {name: failing(papers, wanted, name) for name in anew}
    if groups:
        by_source = {source: BULK if bulk and source == S2 else source for source in rows}
        failed[by.WORDS] = [
            failing_words(paper, groups, [by_source[source] for source in givers.of(paper)]) for paper in papers
        ]
    counts = [sum(each) for each in zip(*failed.values(), strict=True)]
    kept = [paper for paper, count in zip(papers, counts, strict=True) if not count]
    here = {name: sum(fails) for name, fails in failed.items()}
    alone = {
        name: sum(fails and count == 1 for fails, count in zip(each, counts, strict=True))
        for name, each in failed.items()
    }
    asked_of = [name for name in rows if name != LIBRARY]
    made = [
        Narrowing(
            name,
            tuple(
                source
                for source in by.sent_to(name)
                if source in asked_of and name in applied and not (source == ZENODO and name in unheeded)
            ),
            here[name],
            alone[name],
        )
        for name in names
    ]
    if groups:
        speak = [s for s in asked_of if all(can_say(BULK if bulk and s == S2 else s, group) for group in groups)]
        made.append(Narrowing(by.WORDS, tuple(speak), here[by.WORDS], alone[by.WORDS]))
    return Narrowed(tuple(sort(kept, query)), tuple(made))


class _Givers:
    """Which sources gave a merged paper."""

    def __init__(self, rows: Mapping[str, Sequence[Paper]]) -> None:
        self._names = frozenset(rows)
        self._by_id: dict[str, set[str]] | None = None
        if rows.get(LIBRARY):
            # a kept paper names the services that it once came from, which have not given it for this question
            self._by_id = {}
            for name, papers in rows.items():
                for paper in papers:
                    for scheme, value in paper.ids.items():
                        self._by_id.setdefault(f"{scheme}:{value}", set()).add(name)

    def settle(self, papers: Sequence[Paper], name: str, *, but: str = "") -> list[bool] | None:
        """For each of *papers* whether a service that gave it applies the filter *name* itself; None: of none. but: a
        service that has not done so."""
        able = frozenset(s for s in self._names if s != but and by.is_settled_by(name, s))
        if not able:
            return None
        if self._by_id is None:
            return [not able.isdisjoint(paper.sources) for paper in papers]
        return [not able.isdisjoint(self.of(paper)) for paper in papers]

    def of(self, paper: Paper) -> Collection[str]:
        if self._by_id is None:
            return [name for name in paper.sources if name in self._names]
        found: set[str] = set()
        for scheme, value in paper.ids.items():
            found |= self._by_id.get(f"{scheme}:{value}", set())
        return found
