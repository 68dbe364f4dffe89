"""Looks up the lines of a reference list: identifiers 500 at a time, titles one by one. Each result is compared with
its line."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, SourceError, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.contradicted_paper import (
    IDENTIFIER_UNKNOWN,
    identifier_doubt,
    identifier_kind,
    proposes_other_title,
)
from scholar_desktop.domain.reference_lists.line_problems import may_be_names, names_problem
from scholar_desktop.domain.reference_lists.reference_line import other_title
from scholar_desktop.domain.reference_lists.reference_list import (
    FOUND_NOWHERE,
    NO_MATCH_ANYWHERE,
    NO_TITLE_AT_S2,
    LineCandidate,
    LineStatus,
    ReferenceLine,
)
from scholar_desktop.domain.reference_lists.title_agreement import (
    assess_candidate,
    differences_beside_title,
    is_another_paper,
    is_exact_title,
    judge_by_identifier,
    judge_by_title,
    order_candidates,
)
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import CORPUS, DEMO_HINT, TITLES, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.papers.paper_loading import is_crossref
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.papers.paper_lookup import PaperLookup
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

log = logging.getLogger(__name__)

PAGE = 500
"""Number of identifiers in one request."""
CANDIDATES = 5
SEVERAL_MATCH = Message("several papers match the line")
_ZENODO = re.compile(r"\bzenodo\b", re.IGNORECASE)
_MATCHES = (LineStatus.SURE, LineStatus.CHECK)
_NO_WORDS = Message("Semantic Scholar has no paper with these words.")
_NOT_IN_TITLE = Message("Semantic Scholar has no paper with these words in its title.")
_CHOOSE = Message("Add words of the title or a DOI, or choose the paper from the candidates.")
_NO_MATCH_AT = Message("Neither Semantic Scholar nor {service} has a work that matches this line.")
_NOR_TITLE_AT = Message("{problem}, and neither Semantic Scholar nor {service} has a work that matches this line.")
_NOR_TITLE_ANYWHERE = Message(
    "{problem}, and Semantic Scholar, Unpaywall and Zenodo have no work that matches this line."
)
_CLOSEST = Message("The closest match is “{title}”. Edit the words, or choose it from the candidates.")
_EDIT = Message("Edit the words or add a DOI.")
_EDIT_OR_SEARCH = Message("Edit the words or add a DOI. A search for the line also searches Unpaywall and Zenodo.")
_SEARCH_IN_DEMO = Message(
    "A search for the line also searches Unpaywall and Zenodo. The demo has only some papers. "
    "The live services may have this one."
)
LONGEST_TITLE = 120
"""In characters, of the title of the closest match in a sentence."""
LONGEST_CUT_SUFFIX = 3
"""In characters: an unknown DOI with so little after the slash may be cut off, as `10.18653/v1`."""
MAX_CONCURRENT = 4
"""Number of concurrent single lookups of identifiers that the batch request did not find."""


class ListLookup:
    """Looks up lines at the services. Raises SourceErrors; results that were reported before remain valid."""

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        lookup: PaperLookup,
        known: PaperRecordCache,
        corpus: CorpusPapers,
        settings: SettingsEditor,
        *,
        is_demo: bool = False,
    ) -> None:
        """is_demo: the services are those of the demo, which know few papers."""
        self._s2 = s2
        self._is_demo = is_demo
        self._corpus = corpus
        self._unpaywall = unpaywall
        self._zenodo = zenodo
        self._lookup = lookup
        self._settings = settings
        self._known = known

    @property
    def other_sources(self) -> tuple[str, ...]:
        """The services besides Semantic Scholar that are on in the settings. Unpaywall needs an e-mail address."""
        now = self._settings.current
        can = (UNPAYWALL, ZENODO) if now.email is not None else (ZENODO,)
        return tuple(source for source in can if source in now.sources)

    async def by_identifier(
        self,
        lines: Sequence[ReferenceLine],
        tell: Callable[[list[ReferenceLine]], Awaitable[None]],
        ask: RequestOptions,
    ) -> None:
        """Look up *lines*, which have identifiers.

        Args:
            tell: gets the looked-up lines, page by page.
        """
        by_text: dict[str, list[ReferenceLine]] = {}
        for line in lines:
            assert line.wanted.identifier is not None
            by_text.setdefault(line.wanted.identifier, []).append(line)
        texts = list(by_text)
        for start in range(0, len(texts), PAGE):
            some = texts[start : start + PAGE]
            papers: list[Paper | None] = [None] * len(some)

            def note(known: list[Paper | None]) -> None:
                nonlocal papers
                papers = known

            try:
                papers = await self._lookup.many(some, note, ask)
            finally:
                # when the services are not reached, there are those of the offline corpus
                found = dict(zip(some, papers, strict=True))
                known = [(line, paper) for text, paper in found.items() if paper for line in by_text[text]]
                # comparing 500 lines with their papers takes 50 ms
                await tell(await asyncio.to_thread(lambda pairs: [_with_paper(*pair) for pair in pairs], known))
            queue = iter([text for text, paper in found.items() if paper is None])
            unknown: dict[str, _Unknown] = {}
            await gather_all(
                *(self._look_up_elsewhere(queue, by_text, unknown, tell, ask) for _ in range(MAX_CONCURRENT))
            )
            await self._look_up_dois_at_zenodo(unknown, by_text, tell, ask)

    async def by_title(self, line: ReferenceLine, ask: RequestOptions) -> ReferenceLine:
        """Look up *line* by its title.

        Takes one request; a second one, a search, if the paper found has the title but is not the paper of the line:
        several papers have the title then. If nothing is found for a title with a '?' or '!', a second one decides
        whether it ends there. A line that names Zenodo, and is no paper of Semantic Scholar, takes one
        request to Zenodo.
        """
        if line.wanted.is_loose:
            return await self.candidates(line, line.wanted.searched_title, ask)
        found = await self._by_title(line, ask)
        if found.standing is LineStatus.NONE and (other := other_title(line.text, line.wanted.title)):
            wanted = msgspec.structs.replace(line.wanted, title=other)
            again = await self._by_title(msgspec.structs.replace(line, wanted=wanted), ask)
            found = again if again.standing is not LineStatus.NONE else found
        is_of_zenodo = _ZENODO.search(line.text) is not None and ask.source is None
        return await self._at_zenodo(found, ask) if is_of_zenodo and found.standing is not LineStatus.SURE else found

    async def _by_title(self, line: ReferenceLine, ask: RequestOptions) -> ReferenceLine:
        match = await self._lookup.by_title(line.wanted.searched_title, ask)
        paper = match.paper or match.other
        if paper is None and may_be_names(line.wanted.title):
            return msgspec.structs.replace(
                line, standing=LineStatus.NONE, paper=None, by="", problem=names_problem(line.text)
            )
        if paper is None:
            return _unknown(line, _no_title(line), self._hint(_EDIT_OR_SEARCH))
        found = assess_candidate(line.wanted, line.text, paper)
        standing, why = judge_by_title(line.wanted, found)
        if standing is LineStatus.CHECK and is_another_paper(found):
            known = msgspec.structs.replace(line, candidates=(found,))
            return await self.candidates(known, line.wanted.searched_title, ask)
        taken = None if standing is LineStatus.NONE else paper
        problem = None
        if standing is LineStatus.NONE:
            problem = (
                names_problem(line.text)
                if may_be_names(line.wanted.title)
                else ErrorInfo("not_found", *_why_not(line, found, is_demo=self._is_demo), line.wanted.title)
            )
        return msgspec.structs.replace(
            line, standing=standing, paper=taken, by=why, candidates=(found,), problem=problem
        )

    async def _at_zenodo(self, line: ReferenceLine, ask: RequestOptions) -> ReferenceLine:
        """Return *line*, for which Semantic Scholar has no sure match, with the record of its title at Zenodo."""
        records = await self._of_zenodo(line.wanted.searched_title, ask)
        if records is None:
            return line
        line = msgspec.structs.replace(line, others=(ZENODO,))
        compared = [assess_candidate(line.wanted, line.text, paper) for paper in records]
        ranked = order_candidates([one for one in compared if judge_by_title(line.wanted, one)[0] in _MATCHES])
        if not ranked:
            if line.standing is not LineStatus.NONE or line.candidates:
                return line
            problem = Message("Neither Semantic Scholar nor Zenodo has a work with this title.")
            return _unknown(line, problem, self._hint(_EDIT))
        first = ranked[0]
        await self._known.remember([first.paper])
        standing, why = judge_by_title(line.wanted, first)
        others = tuple(one for one in line.candidates if one.paper.id != first.paper.id)
        return msgspec.structs.replace(
            line, standing=standing, paper=first.paper, by=why, candidates=(*ranked, *others), problem=None
        )

    async def by_title_elsewhere(
        self, line: ReferenceLine, sources: Sequence[str], ask: RequestOptions
    ) -> ReferenceLine:
        """Look up *line*, whose title Semantic Scholar does not have, at *sources* (Unpaywall, Zenodo): one request
        each. Raises the error of a source that does not answer."""
        words, papers = line.wanted.searched_title, dict[str, tuple[Paper, ...]]()

        async def search(source: str) -> None:
            search_of = self._search_unpaywall if source == UNPAYWALL else self._search_zenodo
            papers[source] = await search_of(words, ask)

        await gather_all(*map(search, sources))
        searched = msgspec.structs.replace(line, others=(*line.others, *sources))
        compared = [assess_candidate(line.wanted, line.text, paper) for one in sources for paper in papers[one]]
        matches = [one for one in compared if judge_by_title(line.wanted, one)[0] in _MATCHES]
        ranked = order_candidates(matches)[:CANDIDATES]
        if not ranked:
            return self._found_nowhere(searched)
        await self._known.remember([one.paper for one in ranked])
        first = ranked[0]
        standing, why = judge_by_title(line.wanted, first)
        doi = first.paper.ids.doi
        others = [one for one in ranked[1:] if doi is None or one.paper.ids.doi != doi]
        if standing is LineStatus.SURE and any(_is_as_good(line, one, first) for one in others):
            standing, why = LineStatus.CHECK, SEVERAL_MATCH
        known = {one.paper.id for one in ranked}
        rest = [one for one in line.candidates if one.paper.id not in known]
        return msgspec.structs.replace(
            searched, standing=standing, paper=first.paper, by=why, candidates=(*ranked, *rest), problem=None
        )

    def _found_nowhere(self, line: ReferenceLine) -> ReferenceLine:
        """Return *line*, which Semantic Scholar and its `others` do not have, with a problem that says so."""
        note = line.wanted.note if line.wanted.identifier is None else ""
        hint = line.problem.hint if line.problem is not None else None
        if {UNPAYWALL, ZENODO}.issubset(line.others):
            message = _NOR_TITLE_ANYWHERE.filled(problem=note) if note else NO_MATCH_ANYWHERE
            closest = line.candidates[0] if line.candidates else None
            if closest is None or self._is_demo:
                hint = self._hint(_EDIT)
            elif not differences_beside_title(line.wanted, closest):
                hint = _CLOSEST.filled(title=shorten(plain(closest.paper.title), LONGEST_TITLE))
        else:
            values = {"service": TITLES[line.others[-1]]}
            message = _NOR_TITLE_AT.filled(problem=note, **values) if note else _NO_MATCH_AT.filled(**values)
        return msgspec.structs.replace(line, problem=ErrorInfo("not_found", message, hint, line.text[:200]))

    async def candidates(
        self, line: ReferenceLine, words: str, ask: RequestOptions, *, everywhere: bool = False
    ) -> ReferenceLine:
        """Return *line* with the papers that a search for *words* finds as candidates: one request.

        Args:
            everywhere: search Unpaywall and Zenodo, too, with one request more for each, and propose the best of
                all. Otherwise the paper that is proposed for a line to check stays, unless it has another title and
                the best one agrees with the line.
        """
        papers = await self._corpus.reader.answer(
            ask, lambda: self._of_corpus(words, ask), lambda: self._of_service(words, ask)
        )
        others: Sequence[tuple[Paper, ...] | None] = ()
        if everywhere:
            others = await asyncio.gather(self._of_unpaywall(line, words, ask), self._of_zenodo(words, ask))
        for more in filter(None, others):
            await self._known.remember(more)
            papers = (*papers, *more)
        known = {one.paper.id: one for one in line.candidates}
        for paper in papers:
            known.setdefault(paper.id, assess_candidate(line.wanted, line.text, paper))
        several = order_candidates(tuple(known.values()))
        if not several:
            if not others or None in others:
                return _unknown(line, _NO_WORDS, self._hint(_EDIT_OR_SEARCH))
            return _unknown(line, FOUND_NOWHERE, self._hint(_EDIT))
        is_proposed = line.standing is LineStatus.CHECK and line.paper is not None and not everywhere
        if is_proposed and proposes_other_title(line):
            is_proposed = not _agrees(line, several[0])
        if line.standing is LineStatus.SURE or is_proposed:  # who looks at other candidates has not chosen one
            return msgspec.structs.replace(line, candidates=several)
        first = several[0]
        standing, why = judge_by_title(line.wanted, first)
        if standing is LineStatus.SURE and any(_is_as_good(line, other, first) for other in several[1:]):
            standing, why = LineStatus.CHECK, SEVERAL_MATCH
        elif standing is LineStatus.NONE and line.wanted.is_loose and not everywhere:
            problem = ErrorInfo("not_found", _NOT_IN_TITLE, _CHOOSE, line.text[:200])
            return msgspec.structs.replace(
                line, standing=standing, paper=None, by=why, candidates=several, problem=problem
            )
        elif standing is not LineStatus.SURE:
            standing = LineStatus.CHECK
        if doubt := identifier_doubt(line.wanted, first.paper):
            standing, why = LineStatus.CHECK, Message("{doubt}; {reason}", doubt=doubt, reason=why)
        return msgspec.structs.replace(
            line, standing=standing, paper=first.paper, by=why, candidates=several, problem=None
        )

    def _hint(self, usual: str) -> str:
        """Return what to do about a line that is not found: in the demo, the line is probably right."""
        if not self._is_demo:
            return usual
        return _SEARCH_IN_DEMO if usual == _EDIT_OR_SEARCH else DEMO_HINT

    async def _of_service(self, words: str, ask: RequestOptions) -> tuple[Paper, ...]:
        page = await self._s2.search(Query(words=words), ask, limit=CANDIDATES)
        await self._known.remember(page.papers)
        return page.papers

    async def _of_unpaywall(self, line: ReferenceLine, words: str, ask: RequestOptions) -> tuple[Paper, ...] | None:
        """Return the papers that Unpaywall finds by *words* and whose titles match *line*, since it also finds titles
        that have little to do with the words; None if it does not answer."""
        try:
            papers = await self._search_unpaywall(words, ask)
        except (SourceError, UsageError) as error:
            log.info("Unpaywall was not searched for a line: %s", error.message)
            return None
        compared = ((paper, assess_candidate(line.wanted, line.text, paper)) for paper in papers)
        return tuple(paper for paper, found in compared if judge_by_title(line.wanted, found)[0] in _MATCHES)

    async def _of_zenodo(self, words: str, ask: RequestOptions) -> tuple[Paper, ...] | None:
        """Return the records of Zenodo that have *words*; None if Zenodo does not answer."""
        try:
            return await self._search_zenodo(words, ask)
        except SourceError as error:
            log.info("Zenodo was not searched for a line: %s", error.message)
            return None

    async def _search_unpaywall(self, words: str, ask: RequestOptions) -> tuple[Paper, ...]:
        bare = _bare(words)
        return tuple(hit.paper for hit in (await self._unpaywall.search(bare, ask)).items) if bare else ()

    async def _search_zenodo(self, words: str, ask: RequestOptions) -> tuple[Paper, ...]:
        bare = _bare(words)
        return (await self._zenodo.search(Query(words=bare), ask, size=CANDIDATES)).papers if bare else ()

    async def _of_corpus(self, words: str, ask: RequestOptions) -> tuple[Paper, ...]:
        papers = (await self._corpus.search(Query(words=words), CANDIDATES)).papers
        if not papers and ask.source != CORPUS:
            raise NotFound(Message("The offline corpus has no paper with these words."), subject=CORPUS)
        return papers

    async def _look_up_elsewhere(
        self,
        queue: Iterator[str],
        by_text: dict[str, list[ReferenceLine]],
        unknown: dict[str, _Unknown],
        tell: Callable[[list[ReferenceLine]], Awaitable[None]],
        ask: RequestOptions,
    ) -> None:
        """Look up identifiers that Semantic Scholar does not know: a DOI at Unpaywall, a record at Zenodo. Those that
        are not found are added to *unknown*."""
        for text in queue:
            identifier = identifiers.parse(text)
            paper, missing = await self._ask_other_services(identifier, ask)
            if paper is None:
                unknown[text] = missing
                continue
            await self._known.remember([paper])
            await tell([_with_paper(line, paper) for line in by_text[text]])

    async def _ask_other_services(
        self, identifier: Identifier | None, ask: RequestOptions
    ) -> tuple[Paper | None, _Unknown]:
        """Return (the paper found or None, the services that do not know it)."""
        if identifier is None:
            return None, _Unknown(identifier)
        number = identifiers.ids_of(identifier).zenodo
        try:
            if number is not None:
                return await self._zenodo.paper(number, ask), _Unknown(identifier)
            if identifier.scheme is Scheme.DOI and is_crossref(identifier.value):
                return (await self._unpaywall.doi(identifier.value, ask)).paper, _Unknown(identifier)
        except NotFound:
            return None, _Unknown(identifier, (ZENODO if number is not None else UNPAYWALL,))
        except NoEmail:
            return None, _Unknown(identifier, has_email=False)
        return None, _Unknown(identifier)

    async def _look_up_dois_at_zenodo(
        self,
        unknown: dict[str, _Unknown],
        by_text: dict[str, list[ReferenceLine]],
        tell: Callable[[list[ReferenceLine]], Awaitable[None]],
        ask: RequestOptions,
    ) -> None:
        """Look up the DOIs of *unknown* at Zenodo, whose records can have the DOI of another publisher, several with
        one request. The lines of the others are told that they were not found."""
        dois = {text: missing.other_doi for text, missing in unknown.items() if missing.other_doi}
        found: dict[str, Paper] = {}
        if dois and ask.source is None:
            try:
                found = await self._zenodo.papers_by_doi(list(dict.fromkeys(dois.values())), ask)
                for text in dois:
                    missing = unknown[text]
                    unknown[text] = msgspec.structs.replace(missing, others=(*missing.others, ZENODO))
            except SourceError as error:
                log.info("Zenodo was not searched for DOIs: %s", error.message)
        await self._known.remember(found.values())
        lines: list[ReferenceLine] = []
        for text, missing in unknown.items():
            if (paper := found.get(dois.get(text, ""))) is not None:
                lines += [_with_paper(line, paper) for line in by_text[text]]
                continue
            problem, hint = missing.problem(), self._hint(missing.hint())
            lines += [
                _by_its_title(line) if line.wanted.title else _unknown(line, problem, hint) for line in by_text[text]
            ]
        if unknown:
            await tell(lines)


def _bare(words: str) -> str:
    """Return *words* without the signs of a query."""
    return " ".join(re.findall(r"[^\W_]+", words)).lower()


class _Unknown(msgspec.Struct, frozen=True):
    """An identifier that Semantic Scholar does not know.

    others: the other services that were asked and do not know it either; has_email: False if Unpaywall was not asked
    because no e-mail address is set.
    """

    identifier: Identifier | None
    others: tuple[str, ...] = ()
    has_email: bool = True

    @property
    def other_doi(self) -> str:
        """The DOI, unless it is one of Zenodo's own; empty for other identifiers."""
        if self.identifier is None or self.identifier.scheme is not Scheme.DOI:
            return ""
        return "" if identifiers.ids_of(self.identifier).zenodo else self.identifier.value

    def problem(self) -> str:
        """Return a sentence that names the services that were asked."""
        kind = identifier_kind(self.identifier)
        if len(self.others) == 2:
            return Message("None of the three services knows this {identifier}.", identifier=kind)
        if self.others:
            return Message(
                "Neither Semantic Scholar nor {service} knows this {identifier}.",
                service=TITLES[self.others[0]],
                identifier=kind,
            )
        return Message("Semantic Scholar does not know this {identifier}.", identifier=kind)

    def hint(self) -> str:
        suffix = self.other_doi.partition("/")[2]
        if 0 < len(suffix) <= LONGEST_CUT_SUFFIX and self.has_email:
            return Message("The DOI may be cut off: it ends with “/{suffix}”.", suffix=suffix)
        if self.has_email:
            return Message("A character may be missing or wrong.")
        return Message(
            "Unpaywall was not searched because no e-mail address is set. A character may be missing or wrong."
        )


def _why_not(line: ReferenceLine, found: LineCandidate, *, is_demo: bool) -> tuple[str, str]:
    """Return why *found*, the closest match by title, is not the paper of the line, and what the user can do."""
    if differs := differences_beside_title(line.wanted, found):
        return Message("Semantic Scholar has no paper that matches this line."), Message(
            "The title matches, but {problems}. Edit the words, or choose the paper from the candidates.",
            problems=differs,
        )
    title = shorten(plain(found.paper.title), LONGEST_TITLE)
    if is_demo:
        return _no_title(line), Message(
            "The closest match is “{title}”. A search for the line also searches Unpaywall and Zenodo. "
            "The demo has only some papers. The live services may have this one.",
            title=title,
        )
    return _no_title(line), Message(
        "The closest match is “{title}”. Edit the words, or choose it from the candidates. "
        "A search for the line also searches Unpaywall and Zenodo.",
        title=title,
    )


def _no_title(line: ReferenceLine) -> str:
    """Return that no paper has the title of *line*; also that its identifier is unknown, if it has one."""
    wanted = line.wanted
    if wanted.identifier is None and wanted.note:  # that of `_by_its_title`
        return Message("{problem}, and Semantic Scholar has no paper with this title.", problem=wanted.note)
    return NO_TITLE_AT_S2


def _is_as_good(line: ReferenceLine, other: LineCandidate, first: LineCandidate) -> bool:
    """Return True if *other* is another paper that agrees with the line in all that it says, as *first* does."""
    return other.paper.id != first.paper.id and judge_by_title(line.wanted, other)[0] is LineStatus.SURE


def _agrees(line: ReferenceLine, found: LineCandidate) -> bool:
    """Return True if *found* has the title of the line, and more of the line agrees with it and nothing differs, though
    its record may not have all that the line says."""
    is_exact = is_exact_title(line.wanted, found) and len(found.parts) > 1
    return is_exact or judge_by_title(line.wanted, found)[0] is LineStatus.SURE


def _with_paper(line: ReferenceLine, paper: Paper) -> ReferenceLine:
    found = assess_candidate(line.wanted, line.text, paper)
    identifier = identifiers.parse(line.wanted.identifier or "")
    standing, why = judge_by_identifier(line.wanted, found, identifier_kind(identifier))
    return msgspec.structs.replace(line, standing=standing, paper=paper, by=why, candidates=(found,), problem=None)


def _by_its_title(line: ReferenceLine) -> ReferenceLine:
    """Return *line* without its identifier, which no service knows, so that it is looked up by its title."""
    note = IDENTIFIER_UNKNOWN.filled(identifier=line.wanted.identifier or "")
    return msgspec.structs.replace(line, wanted=msgspec.structs.replace(line.wanted, identifier=None, note=note))


def _unknown(line: ReferenceLine, message: str, hint: str) -> ReferenceLine:
    problem = ErrorInfo("not_found", message, hint, line.text[:200])
    return msgspec.structs.replace(line, standing=LineStatus.NONE, paper=None, by="", problem=problem)
