"""One pasted or dropped reference list, while it is looked up and reviewed; each change is saved at once."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.collection import fold_path
from scholar_desktop.domain.errors import DiskError, ErrorInfo, Offline, ScholarError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.contradicted_paper import chosen_by, proposes_other_title
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine, ReferenceListHead
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.services.reference_lists.line_rules import (
    has_exact_title,
    is_same_decision,
    sent_requests,
    with_repeats,
)
from scholar_desktop.services.reference_lists.other_source_search import OtherSourceSearch

if TYPE_CHECKING:
    from scholar_desktop.library.tables.searches_database import SearchesDatabase
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.reference_lists.list_counts import ListCounts
    from scholar_desktop.services.reference_lists.list_lookup import ListLookup
    from scholar_desktop.services.reference_lists.same_works import SameWorks
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

PAGE = 500
TITLES_UNASKED = 25
"""Number of title matches, of one request each, that are made without confirmation; more wait until the user has seen
how many requests they take."""
SECONDS_A_REQUEST = 1.0
"""Estimated time of a request to Semantic Scholar, until its response times are known."""
KEEP_EVERY = 20
"""Number of looked-up lines between two writes to the disk."""

PASTED = Message("pasted lines")
"""The source of a list that was pasted."""


class LookupProgress(msgspec.Struct, frozen=True):
    """The progress of a lookup.

    requests, made: requests to Semantic Scholar, in total and so far; seconds: estimated time left; titles: number of
    lines that wait for a title match.
    """

    requests: int = 0
    made: int = 0
    seconds: float = 0.0
    titles: int = 0

    @property
    def left(self) -> int:
        """Number of requests that are still needed."""
        return self.requests - self.made


class ReferenceList:
    """One reference list. Lines are replaced, never modified; the `number` of a line is its position from 1.

    Attributes:
        is_running: the list is being looked up.
        waits: title matches wait for a confirmation by the user.
        problem: why the lookup stopped.
        asked_now: the number of the line whose title is being looked up; 0 during a batch of identifiers; None if
            nothing is being looked up.
        searching: lines for which candidates are being searched.
        search_problem: why that search failed, by line number.
        elsewhere: the search of Unpaywall and Zenodo for the titles that Semantic Scholar does not have.

    Events:
        changed: the numbers of the lines that changed; empty if only the progress did.
    """

    def __init__(
        self,
        head: ReferenceListHead,
        lines: Sequence[ReferenceLine],
        counts: ListCounts,
        works: SameWorks,
        lookup: ListLookup,
        library: Library,
        file: SearchesDatabase,
        scope: TaskScope,
    ) -> None:
        self.head = head
        self.lines: list[ReferenceLine] = list(lines)
        self._counts = counts
        self._works = works
        self._addable: list[ReferenceLine] | None = None
        self._exact: list[ReferenceLine] | None = None
        self.kept: dict[str, KeptPaper] = {}
        self._found: dict[str, KeptPaper] = {}
        self._versions: dict[str, KeptPaper] = {}
        self._marks_begun = self._marks_done = 0
        self.is_running = False
        self.waits = False
        self.asked_now: int | None = None
        self.problem: ErrorInfo | None = None
        self.searching: set[int] = set()
        self.search_problem: dict[int, ErrorInfo] = {}
        self.changed: Event[frozenset[int]] = Event("reading_list.changed")
        self._lookup = lookup
        self._library = library
        self._file = file
        self._scope = scope
        self._unwritten: set[int] = set()
        self._ask = RequestOptions()
        self._title_seconds: float | None = None
        self._titles_made = 0
        self._is_confirmed = False
        self._before_skip: dict[int, LineStatus] = {}
        self.elsewhere = OtherSourceSearch(self, counts, lookup, scope)

    # State

    def line(self, number: int) -> ReferenceLine:
        """Return the line with this number, counted from 1."""
        return self.lines[number - 1]

    def shown_number(self, number: int) -> int:
        """Return the number by which the user knows a line: that in the pasted text, where lines may be empty; in
        other lists its position."""
        from scholar_desktop.formats.reference_list_detection import LINES  # imported only when a list is shown

        place = self.line(number).place
        return place if place is not None and self.head.source == PASTED and self.head.kind == LINES else number

    def counts(self) -> Counter[LineStatus]:
        """Return the number of lines of each status."""
        return +self._counts.statuses  # without statuses that no line has any more

    def progress(self) -> LookupProgress:
        """Return the progress and the estimated time left."""
        titles = self._counts.titles
        batches = math.ceil(len(self._counts.identifiers) / PAGE)
        each = self._title_seconds or SECONDS_A_REQUEST
        made = self.head.cost.requests
        return LookupProgress(made + batches + titles, made, (batches + titles) * each, titles)

    def is_being_looked_up(self, line: ReferenceLine) -> bool:
        """True if *line* is being looked up now."""
        if self.asked_now is None or line.standing is not LineStatus.ASKING:
            return False
        return self.asked_now == line.number or (self.asked_now == 0 and line.wanted.identifier is not None)

    def is_kept(self, line: ReferenceLine) -> bool:
        """True if the paper of *line* is in the library, also as another version that a search merges with it."""
        return line.paper is not None and line.paper.id in self.kept

    def to_add(self, numbers: Iterable[int] | None = None) -> list[ReferenceLine]:
        """Return the lines whose paper can be added to the library: those of *numbers*, or else all that are sure. Each
        paper is included once, with the identifiers of all lines that it is in (`whole_paper`), and papers that are in
        the library are not included."""
        if numbers is not None:
            return self._can_be_added([self.line(number) for number in numbers], (LineStatus.SURE, LineStatus.CHECK))
        if self._addable is None:
            self._addable = self._can_be_added(self.lines, (LineStatus.SURE,))
        return self._addable

    def _can_be_added(self, lines: Iterable[ReferenceLine], statuses: tuple[LineStatus, ...]) -> list[ReferenceLine]:
        seen: set[str] = set()
        found = []
        for line in lines if any(self._counts.statuses[standing] for standing in statuses) else ():
            paper = line.paper if line.standing in statuses else None
            if paper is None or paper.id in self.kept or (work := self._works.work_of(paper)) in seen:
                continue
            seen.add(work)
            found.append(msgspec.structs.replace(line, paper=self._works.merged(paper)))
        return found

    def whole_paper(self, line: ReferenceLine) -> Paper | None:
        """Return the paper of *line*, merged with those of other lines that are the same paper, as a search does it."""
        return self._works.merged(line.paper) if line.paper is not None else None

    def exact_titles(self) -> list[ReferenceLine]:
        """Return the lines to check whose paper has exactly their title, where nothing contradicts it, no other
        candidate has that title, and no line before them or that is sure has the same paper."""
        if self._exact is None:
            in_doubt = self.lines if self._counts.statuses[LineStatus.CHECK] else ()
            exact = [line for line in in_doubt if has_exact_title(line)]
            sure = [line for line in self.lines if exact and line.standing is LineStatus.SURE]
            self._exact = self._works.lines_of_other_works(exact, sure)
        return self._exact

    def matched_in_library(self) -> list[ReferenceLine]:
        """Return the sure lines whose paper is in the library; each paper once, as in `to_add`.

        The paper of a line is that of the library if the library has it only as another version.
        """
        sure = (line for line in self.lines if self.kept and line.standing is LineStatus.SURE)
        kept = [line for line in sure if line.paper is not None and self.is_kept(line)]
        return [
            line
            if line.paper is None or line.paper.id in self._found
            else msgspec.structs.replace(line, paper=self.kept[line.paper.id].paper)
            for line in self._works.lines_of_other_works(kept, ())
        ]

    def is_added(self, line: ReferenceLine) -> bool:
        """True if the paper of *line* was added to the library since the list was read."""
        kept = self.kept.get(line.paper.id) if line.paper is not None else None
        return kept is not None and kept.was_added_since(self.head.made)

    def outside_collection(self) -> list[ReferenceLine]:
        """Return the sure lines whose paper is in the library and not in the collection of the list; empty if the list
        has none."""
        path = fold_path(self.head.collection)
        lines = self.matched_in_library() if path else []
        return [line for line in lines if path not in map(fold_path, self._held(line).collections)]

    def without_pdf(self) -> list[ReferenceLine]:
        """Return the sure lines whose paper is in the library without a PDF; each paper once."""
        return [line for line in self.matched_in_library() if self._held(line).pdf is None]

    def _held(self, line: ReferenceLine) -> KeptPaper:
        """Return the paper of a line of `matched_in_library` as it is in the library."""
        paper = self.line(line.number).paper
        assert paper is not None
        return self.kept[paper.id]

    # Lookup

    @property
    def is_stopped_offline(self) -> bool:
        """True if the lookup stopped because the program works offline."""
        return self.problem is not None and self.problem.code == Offline.code

    def start(self, *, titles: bool = False) -> None:
        """Look up the lines that are not looked up yet.

        Args:
            titles: make all title matches without confirmation, regardless of their number; this remains so when the
                lookup is resumed.
        """
        self.problem = None
        self._is_confirmed = titles = titles or self._is_confirmed
        self.is_running = True
        self.changed.emit(frozenset())
        self._scope.start(self._run(titles=titles), name="look up a list", latest=("list", self.head.id))

    def pause(self) -> None:
        """Stop looking up until `start` is called."""
        self._scope.cancel(("list", self.head.id))

    async def look_up(self, ask: RequestOptions) -> None:
        """Look up all lines, including title matches, until the end. Raises the error that stopped it."""
        self.is_running = True
        try:
            await self._look_up_all(ask, titles=True)
        finally:
            self.is_running = False

    async def _run(self, *, titles: bool) -> None:
        try:
            await self._look_up_all(RequestOptions(), titles=titles)
        except ScholarError as error:
            self.problem = error.info
        finally:
            self.is_running = False
            self._asks(None)
            self._write_soon()
            self.write_head_soon()
            self.changed.emit(frozenset())
        await self.mark_kept()

    async def _look_up_all(self, ask: RequestOptions, *, titles: bool) -> None:
        self._ask = ask
        asking = [line for line in self.lines if line.standing is LineStatus.ASKING]
        with_id = [line for line in asking if line.wanted.identifier is not None]
        if with_id:
            counted = sent_requests(self._ask)

            async def tell(lines: list[ReferenceLine]) -> None:
                nonlocal counted
                sent = sent_requests(self._ask)
                self.spend(batches=sent[0] - counted[0], others=sent[1] - counted[1])
                counted = sent
                # the user may have decided or edited a line meanwhile
                await self.mark_kept(lines)
                wanted = {line.number for line in with_id if self.line(line.number).text == line.text}
                left = [line for line in lines if line.number in wanted]
                self.put_found([line for line in left if self.line(line.number).standing is LineStatus.ASKING])

            self._asks(0)
            await self._lookup.by_identifier(with_id, tell, self._ask)
            self._asks(None)
            await self.mark_kept()
        by_title = [line for line in self.lines if line.standing is LineStatus.ASKING and line.by_title]
        self.waits = len(by_title) > TITLES_UNASKED and not titles
        if self.waits:
            return
        for done, line in enumerate(by_title, 1):
            current = self.line(line.number)
            if current.standing is not LineStatus.ASKING or not current.by_title:
                continue  # the user has decided it meanwhile
            began = time.monotonic()
            sent, others = sent_requests(self._ask)
            self._asks(line.number)
            known = await self._lookup.by_title(current, self._ask)
            after = sent_requests(self._ask)
            self.spend(others=after[1] - others)
            if (requests := after[0] - sent) > 0:
                self.spend(titles=1, searches=requests - 1, searched=current.number if requests > 1 else 0)
                self._titles_made += 1
                took = time.monotonic() - began
                each = self._title_seconds
                self._title_seconds = took if each is None else each + (took - each) / min(self._titles_made, 10)
            await self.mark_kept([known])  # before the row is shown, which must not offer to add the paper then
            if self.line(line.number) is current:
                self.put_found([known])
            if done % KEEP_EVERY == 0:
                await self.mark_kept()
        self._asks(None)

    def _asks(self, number: int | None) -> None:
        """Store what is being looked up, and emit `changed` for the lines that are or were."""
        before, self.asked_now = self.asked_now, number
        if before == number:
            return
        touched = {one for one in (before, number) if one}
        if 0 in (before, number):
            touched |= {line.number for line in self.lines if line.standing is LineStatus.ASKING}
        if touched:
            self.changed.emit(frozenset(touched))

    def spend(
        self, *, batches: int = 0, titles: int = 0, searches: int = 0, searched: int = 0, others: int = 0
    ) -> None:
        """Count requests that were made for the list (see `ListCost`)."""
        cost = self.head.cost
        more = msgspec.structs.replace(
            cost,
            batches=cost.batches + batches,
            titles=cost.titles + titles,
            searches=cost.searches + searches,
            searched=searched or cost.searched,
            others=cost.others + others,
        )
        self.head = msgspec.structs.replace(self.head, cost=more)

    async def mark_kept(self, lines: Sequence[ReferenceLine] | None = None) -> None:
        """Check which papers of *lines* (None: all) are in the library, also as another version, and which are one."""
        looked_up = self.lines if lines is None else lines
        papers = list({line.paper.id: line.paper for line in looked_up if line.paper is not None}.values())
        if not papers:
            return
        if await self._works.add(papers):
            self._addable = None
            repeated = self._mark_doubles()
            self._unwritten |= repeated
            if not self.is_running:
                self._write_soon()
            self.changed.emit(frozenset(repeated))
        self._marks_begun += 1
        begun = self._marks_begun
        try:
            kept = await self._library.find_many(papers)
            versions = await self._library.find_versions([paper for paper in papers if paper.id not in kept])
        except ScholarError as error:
            log.info("which papers of the list are kept is not known: %s", error.message)
            return
        if lines is None:
            if begun < self._marks_done:
                return  # a later query has answered before: what this one found may be from before a change
            self._marks_done = begun
        else:
            asked = {paper.id for paper in papers}
            kept = {**{each: held for each, held in self._found.items() if each not in asked}, **kept}
            versions = {**{each: held for each, held in self._versions.items() if each not in asked}, **versions}
        self._found, self._versions = kept, versions
        kept = self._works.with_versions({**versions, **kept}, [*papers, *self._papers()])
        now = {each: (held.pdf, held.collections) for each, held in kept.items()}
        before = {each: (held.pdf, held.collections) for each, held in self.kept.items()}
        if now != before:
            touched = {each for each, _ in now.items() ^ before.items()}
            self.kept = kept
            self._addable = None
            self.changed.emit(
                frozenset(line.number for line in self.lines if line.paper is not None and line.paper.id in touched)
            )

    def _papers(self) -> Iterator[Paper]:
        return (line.paper for line in self.lines if line.paper is not None)

    # Decisions of the user

    def take(self, number: int, paper: Paper) -> list[ReferenceLine]:
        """Set the matched paper of the line, and accept its repeats if that is the one that was proposed; returns these
        lines as they were, for `put_lines_back`."""
        line = self.line(number)
        if paper == line.paper and line.standing is LineStatus.CHECK and not proposes_other_title(line):
            return self.accept([number])
        by = line.accepted_by if paper == line.paper else chosen_by(line, paper)
        self._put([msgspec.structs.replace(line, standing=LineStatus.SURE, paper=paper, by=by, problem=None)])
        self._scope.start(self.mark_kept(), name="mark what is kept", latest="mark kept")
        return [line]

    def accept(self, numbers: Iterable[int]) -> list[ReferenceLine]:
        """Set the matched papers of lines to check, if they have no other titles, and of the lines that repeat them;
        returns these lines as they were, for `put_lines_back`."""
        checked = (line for line in map(self.line, numbers) if line.standing is LineStatus.CHECK and line.paper)
        before = with_repeats([line for line in checked if not proposes_other_title(line)], self.lines, self._works)
        accepted = {"standing": LineStatus.SURE, "problem": None}
        self._put([msgspec.structs.replace(line, by=line.accepted_by, **accepted) for line in before])
        self._scope.start(self.mark_kept(), name="mark what is kept", latest="mark kept")
        return before

    async def put_lines_back(
        self, before: Sequence[ReferenceLine], after: Sequence[ReferenceLine] | None = None
    ) -> None:
        """Undo decisions about lines, or (*after* is None) the edit of a line.

        Args:
            before: the lines as they were.
            after: the same lines after the decision; one that the user has changed since stays.
        """
        restored = []
        for place, line in enumerate(before):
            self._scope.cancel(("edit", line.number))
            now = self.line(line.number)
            if after is None or is_same_decision(now, after[place]):
                restored.append(msgspec.structs.replace(line, same_as=now.same_as))
        self._put(restored)
        if any(line.standing is LineStatus.ASKING for line in restored):
            self.start()

    def leave_out(self, *numbers: int, out: bool = True) -> list[ReferenceLine]:
        """Exclude lines from the list, or with *out* False include them again; returns the lines that this changes as
        they were, for `put_lines_back`."""
        before = [line for line in map(self.line, numbers) if (line.standing is LineStatus.LEFT_OUT) is not out]
        if out:
            self._before_skip |= {line.number: line.standing for line in before}
        statuses = [LineStatus.LEFT_OUT if out else self._status_before_skip(line) for line in before]
        self._put([msgspec.structs.replace(one, standing=now) for one, now in zip(before, statuses, strict=True)])
        return before

    def _status_before_skip(self, line: ReferenceLine) -> LineStatus:
        """Return the status that a skipped line had; after a restart, a match is checked again."""
        status = LineStatus.NONE if line.problem is not None else LineStatus.ASKING
        if line.paper is not None:
            status = LineStatus.SURE if line.is_decided else LineStatus.CHECK
        return self._before_skip.pop(line.number, status)

    def put_into(self, collection: str) -> None:
        """Set the path of the collection to which papers are added from now on; empty for only the library."""
        if collection != self.head.collection:
            self.head = msgspec.structs.replace(self.head, collection=collection)
            self.write_head_soon()
            self.changed.emit(frozenset())

    def edit(self, number: int, text: str) -> ReferenceLine:
        """Replace the text of the line, a plain line or an entry of a .bib, and look it up again; returns the line as
        it was, for `put_lines_back`."""
        from scholar_desktop.formats.reference_list_detection import LINES, kind_of
        from scholar_desktop.formats.reference_list_reading import make_line

        before = self.line(number)
        if kind_of(text) == LINES:
            self._say_instead(number, make_line(text, number))
        else:  # its parser takes a while to load
            self._scope.start(self._edit_entry(number, text), name="edit an entry", latest=("edit", number))
        return before

    async def _edit_entry(self, number: int, text: str) -> None:
        from scholar_desktop.formats.reference_list_reading import make_line, read_text

        read = await asyncio.to_thread(read_text, text)
        one = read.lines[0] if len(read.lines) == 1 else make_line(text, number)
        self._say_instead(number, one)

    def _say_instead(self, number: int, changed: ReferenceLine) -> None:
        line = self.line(number)
        was = line.was or line.text
        self._put([msgspec.structs.replace(changed, number=number, place=line.place, was=was)])
        if changed.standing is LineStatus.ASKING:
            self.start()

    def search_again(self, number: int, words: str, *, everywhere: bool = False) -> None:
        """Search candidates for the line by *words*: one request; *everywhere*, also at Unpaywall and Zenodo,
        with one more for each. Without words, stop a search that runs."""
        if not words:
            self._scope.cancel(("candidates", number))
            return
        search = self._search_again(number, words, everywhere=everywhere)
        self._scope.start(search, name="find candidates", latest=("candidates", number))

    async def _search_again(self, number: int, words: str, *, everywhere: bool) -> None:
        line, ask = self.line(number), RequestOptions()
        self.searching.add(number)
        self.changed.emit(frozenset((number,)))
        try:
            found = await self._lookup.candidates(line, words, ask, everywhere=everywhere)
            self.search_problem.pop(number, None)
            await self.mark_kept([found])
            if self.line(number) is line:
                self.put_found([found])
        except ScholarError as error:
            self.search_problem[number] = error.info
        finally:
            self.searching.discard(number)
            self.changed.emit(frozenset((number,)))
        searches, others = sent_requests(ask)
        self.spend(searches=searches, others=others, searched=number)
        self.write_head_soon()

    # Storage

    def put_found(self, lines: Sequence[ReferenceLine]) -> None:
        """Store lines that the services were searched for just now."""
        now = current_timestamp()
        self._put([msgspec.structs.replace(line, looked_up=now) for line in lines])

    def _put(self, lines: Sequence[ReferenceLine]) -> None:
        if not lines:
            return
        for line in lines:
            self._counts.replace(self.lines[line.number - 1], line)
            self.lines[line.number - 1] = line
        self._addable = self._exact = None
        touched = {line.number for line in lines} | self._mark_doubles()
        self._unwritten |= touched
        if len(self._unwritten) >= KEEP_EVERY or not self.is_running:
            self._write_soon()
        self.changed.emit(frozenset(touched))

    def _mark_doubles(self) -> set[int]:
        """Mark each line whose paper is in an earlier line, and return the numbers of the lines whose mark changed.

        A line that is not decided yet is no earlier line for one that is: nothing is added for it. A skipped line is
        marked, because that is the reason to skip it, and is no earlier line for another one.
        """
        first: dict[str, int] = {}
        undecided: dict[str, int] = {}
        touched: set[int] = set()
        for place, line in enumerate(self.lines):
            same_as = None
            if line.paper is not None and line.standing in (LineStatus.SURE, LineStatus.CHECK):
                work = self._works.work_of(line.paper)
                if line.standing is LineStatus.SURE or work in first:
                    same_as = first.setdefault(work, line.number)
                else:
                    same_as = undecided.setdefault(work, line.number)
                same_as = None if same_as == line.number else same_as
            elif line.paper is not None and line.standing is LineStatus.LEFT_OUT:
                work = self._works.work_of(line.paper)
                same_as = first.get(work, undecided.get(work))
            if same_as != line.same_as:
                self.lines[place] = msgspec.structs.replace(line, same_as=same_as)
                touched.add(line.number)
        return touched

    def _write_soon(self) -> None:
        if self._unwritten and self.head.id:
            lines = [self.line(number) for number in sorted(self._unwritten)]
            self._unwritten.clear()
            self._scope.start(self._write(lines), name="keep the list")

    def write_head_soon(self) -> None:
        """Store what the list has cost."""
        if self.head.id:
            self._scope.start(self._write_head(), name="keep what the list has cost")

    async def _write_head(self) -> None:
        try:
            await self._file.lists.put_head(self.head)
        except DiskError as error:
            log.info("what the list has cost is not kept: %s", error.message)

    async def _write(self, lines: Sequence[ReferenceLine]) -> None:
        try:
            await self._file.lists.put(self.head.id, lines)
        except DiskError as error:
            log.info("the list is not kept: %s", error.message)
