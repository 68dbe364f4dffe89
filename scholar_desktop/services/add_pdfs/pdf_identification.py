"""Identifies the paper of a PDF: by the identifiers printed on its first pages, else by its title.

Each possible paper is compared with the text of the PDF, as for a download.
"""

from __future__ import annotations

import asyncio
import enum
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.opened_file import open_file
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.pdf.report import PdfContent, Verdict

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.services.papers.paper_lookup import PaperLookup

T = TypeVar("T")

MOST_IDS = 4
"""How many identifiers of one file are looked up: further ones are those of its references."""
TITLES_ASKED = 50
"""How many titles are looked up for files dropped together, one request each; the user must identify the others."""
LEAST_TITLE, LONGEST_TITLE = 12, 300
_NO_TITLE = re.compile(r"^(?:untitled|microsoft word|document\d*|\S+\.(?:pdf|docx?|tex|dvi|indd))\b", re.I)


class FileState(enum.StrEnum):
    """The state of identifying one file."""

    READING = "reading"
    SURE = "sure"
    CHECK = "check"
    """It may be that paper: the user must check."""
    NONE = "none"
    KEPT = "kept"
    """The library has the same file already."""
    TRASHED = "trashed"
    """The library has the same file, as that of a paper in its trash."""
    BAD = "bad"
    """It cannot be opened: it is damaged, or needs a password."""
    NOT_PDF = "not_pdf"
    """It is another kind of file, whatever its name says."""


class PaperMatch(msgspec.Struct, frozen=True):
    """A paper that the file may be.

    verdict: of the comparison with the text; by: how the paper was found ('the DOI that it prints'); reason: the result
    of the comparison, in a sentence; kept: what the library, or its trash, has of the paper, None if it has nothing.
    """

    paper: Paper
    verdict: Verdict
    by: str
    reason: str
    kept: KeptPaper | None = None


class IdentifiedPdf(msgspec.Struct, frozen=True):
    """A file and the papers that it may be.

    candidates: best first; reason: the reason for the state, in a sentence; look: the content of its first pages, None
    while it has not been read; sha256: of its content, empty until it has been read; owner: the paper of the library,
    or of its trash, that has the same file, None if none has.
    """

    path: Path
    state: FileState = FileState.READING
    candidates: tuple[PaperMatch, ...] = ()
    reason: str = ""
    look: PdfContent | None = None
    sha256: str = ""
    owner: KeptPaper | None = None

    @property
    def paper(self) -> Paper | None:
        """The most likely paper; None if there is none."""
        return self.candidates[0].paper if self.candidates else None


class PdfIdentification:
    """Identifies the papers of PDFs.

    Args:
        reader: reads PDFs in a separate process.
        store: the library, which is searched first.
        lookup: queries the services.
        pool: one thread, in which the reader waits for its process.
    """

    def __init__(self, reader: PdfReader, store: LibraryStore, lookup: PaperLookup, pool: ThreadPoolExecutor) -> None:
        self._reader = reader
        self._store = store
        self._lookup = lookup
        self._pool = pool

    async def identify(
        self, files: Sequence[Path], ask: RequestOptions, on_item: Callable[[IdentifiedPdf], None]
    ) -> tuple[IdentifiedPdf, ...]:
        """Identifies the paper of each of *files*.

        The identifiers printed in the files are looked up with one request for all; files without identifiers are
        looked up by title, one request each.

        Args:
            on_item: called with each file when its state changes, possibly twice.
        """
        found: dict[Path, IdentifiedPdf] = {}
        for file in files:
            found[file] = await self._read(file)
            on_item(found[file])
        reading = [one for one in found.values() if one.state is FileState.READING]
        problem = await self._by_ids(reading, found, ask, on_item)
        asked = 0
        for one in [one for one in found.values() if one.state is FileState.READING]:
            title = guessed_title(one.look)
            if title is None or problem is not None or asked >= TITLES_ASKED:
                reason = problem or Message("No identifier and no title found in the file.")
                found[one.path] = msgspec.structs.replace(one, state=FileState.NONE, reason=reason)
            else:
                asked += 1
                found[one.path] = await self._by_title(one, title, ask)
            on_item(found[one.path])
        return tuple(found[file] for file in files)

    async def owners(self, files: Sequence[IdentifiedPdf]) -> dict[str, KeptPaper]:
        """Returns the papers of the library and of its trash that have *files*, by the SHA-256 of each."""
        sha256s = list(dict.fromkeys(one.sha256 for one in files if one.sha256))
        return await self._store.files_with_sha256(sha256s) if sha256s and self._store.data_dir.exists() else {}

    def owned_by(self, one: IdentifiedPdf, owner: KeptPaper | None) -> IdentifiedPdf:
        """Returns *one* after a change of the library. Nothing is read or requested.

        Args:
            owner: the paper that has the file now; None if none has. The file may then be the paper that had it.
        """
        if owner is not None:
            return one if owner == one.owner else _owned(one, owner)
        if one.owner is None:
            return one
        by = Message("your library, which had this file")
        return self._judged(msgspec.structs.replace(one, owner=None), [(one.owner.paper, by)])

    async def kept_candidates(self, files: Sequence[IdentifiedPdf]) -> dict[str, KeptPaper]:
        """Returns the papers of the library and of its trash that *files* may be, by the id of each candidate."""
        papers = {candidate.paper.id: candidate.paper for one in files for candidate in one.candidates}
        is_needed = bool(papers) and self._store.data_dir.exists()
        return await self._store.find_many(list(papers.values()), trashed=None) if is_needed else {}

    async def named(self, one: IdentifiedPdf, text: str, ask: RequestOptions) -> IdentifiedPdf:
        """Compares *one* with the paper that the user names by an identifier or a title.

        Raises UsageError when no service knows a paper by *text*, and SourceErrors.
        """
        identifier = parse(text)
        if identifier is not None:
            kept = await self._kept(str(identifier))
            papers = [kept] if kept is not None else await self._lookup.many([text], lambda _papers: None, ask)
            by = Message("what you typed")
        else:
            match = await self._lookup.by_title(text, ask)
            papers, by = [match.paper or match.other], Message("the title that you typed")
        named = [paper for paper in papers if paper is not None]
        if not named:
            raise UsageError(
                Message("No service has a paper for “{text}”.", text=text),
                hint=Message("Try its DOI or its full title."),
            )
        return await self._compared(self._judged(one, [(paper, by) for paper in named]))

    # -- steps

    async def _read(self, file: Path) -> IdentifiedPdf:
        try:
            look, sha256 = await self._in_thread(partial(_look, self._reader, file))
        except UsageError as error:
            return IdentifiedPdf(file, FileState.BAD, reason=error.message)
        except (OSError, RuntimeError) as error:
            return IdentifiedPdf(
                file, FileState.BAD, reason=Message("The file could not be read: {reason}.", reason=str(error))
            )
        if not look.opens:
            state = FileState.BAD if look.is_pdf else FileState.NOT_PDF
            return IdentifiedPdf(file, state, reason=look.reason, look=look)
        one = IdentifiedPdf(file, look=look, sha256=sha256)
        owner = (await self.owners([one])).get(sha256)
        return one if owner is None else _owned(one, owner)

    async def _by_ids(
        self,
        files: Sequence[IdentifiedPdf],
        found: dict[Path, IdentifiedPdf],
        ask: RequestOptions,
        on_item: Callable[[IdentifiedPdf], None],
    ) -> str | None:
        """Looks up all printed identifiers in one request. Returns why the request failed, or None."""
        ids = {one.path: _printed(one.look) for one in files}
        known: dict[str, Paper] = {}
        for text in dict.fromkeys(text for texts in ids.values() for text in texts):
            if (kept := await self._kept(text)) is not None:
                known[text] = kept
        left = list(dict.fromkeys(text for texts in ids.values() for text in texts if text not in known))
        problem = None
        if left:
            try:
                papers = await self._lookup.many(left, lambda _papers: None, ask)
                known |= {text: paper for text, paper in zip(left, papers, strict=True) if paper is not None}
            except ScholarError as error:
                problem = error.message
        for one in files:
            guesses = [
                (known[text], Message("{identifier}, found in the file", identifier=text))
                for text in ids[one.path]
                if text in known
            ]
            judged = await self._compared(self._judged(one, guesses)) if guesses else one
            if judged.state in (FileState.SURE, FileState.CHECK):
                found[one.path] = judged
                on_item(judged)
        return problem

    async def _by_title(self, one: IdentifiedPdf, title: str, ask: RequestOptions) -> IdentifiedPdf:
        try:
            match = await self._lookup.by_title(title, ask)
        except ScholarError as error:
            return msgspec.structs.replace(one, state=FileState.NONE, reason=error.message)
        papers = [paper for paper in (match.paper, match.other) if paper is not None]
        if not papers:
            reason = Message(
                "Semantic Scholar has no paper with the title “{title}”, which was read from the PDF.", title=title
            )
            return msgspec.structs.replace(one, state=FileState.NONE, reason=reason)
        return await self._compared(self._judged(one, [(paper, Message("its title")) for paper in papers]))

    def _judged(self, one: IdentifiedPdf, guesses: Sequence[tuple[Paper, str]]) -> IdentifiedPdf:
        """Returns *one* with those papers of *guesses*, at least one, that its text does not contradict, best first."""
        assert one.look is not None
        candidates: list[PaperMatch] = []
        for paper, by in guesses:
            report = self._reader.judge(one.look, paper)
            is_doubtful = report.verdict is Verdict.RIGHT and bool(report.doubt)  # nobody said that it is this paper
            verdict, reason = (Verdict.DOUBTFUL, report.doubt) if is_doubtful else (report.verdict, report.reason)
            if all(paper.id != other.paper.id for other in candidates):
                candidates.append(PaperMatch(paper, verdict, by, reason))
        candidates.sort(key=lambda candidate: _ORDER[candidate.verdict])
        likely = [candidate for candidate in candidates if candidate.verdict is not Verdict.WRONG]
        if not likely:
            reason = candidates[0].reason
            return msgspec.structs.replace(one, state=FileState.NONE, candidates=tuple(candidates), reason=reason)
        sure = likely[0].verdict is Verdict.RIGHT and sum(one.verdict is Verdict.RIGHT for one in likely) == 1
        state = FileState.SURE if sure else FileState.CHECK
        return msgspec.structs.replace(one, state=state, candidates=tuple(likely), reason=likely[0].reason)

    async def _compared(self, one: IdentifiedPdf) -> IdentifiedPdf:
        return with_kept(one, await self.kept_candidates([one]))

    async def _kept(self, text: str) -> Paper | None:
        if not self._store.data_dir.exists():
            return None
        kept = await self._store.find(text)
        return kept.paper if kept is not None else None

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


_ORDER = {Verdict.RIGHT: 0, Verdict.DOUBTFUL: 1, Verdict.CANNOT_CHECK: 2, Verdict.WRONG: 3}


def with_kept(one: IdentifiedPdf, kept: Mapping[str, KeptPaper]) -> IdentifiedPdf:
    """Returns *one* with what the library has of its candidates, *kept*, by the id of each; *one* itself if it has that
    already, or if a paper of the library has the file."""
    if one.owner is not None or all(candidate.kept == kept.get(candidate.paper.id) for candidate in one.candidates):
        return one
    candidates = [msgspec.structs.replace(candidate, kept=kept.get(candidate.paper.id)) for candidate in one.candidates]
    return msgspec.structs.replace(one, candidates=tuple(candidates))


def trashed_reason(owner: KeptPaper) -> Message:
    """Returns why a file is not added: *owner*, which is in the trash, has it."""
    title = quotable(plain(owner.paper.title)) or owner.paper.id
    return Message("This file is the PDF of “{title}”, which is in the trash.", title=title)


def _owned(one: IdentifiedPdf, owner: KeptPaper) -> IdentifiedPdf:
    reason = trashed_reason(owner) if owner.trashed else Message("Your library already has this file.")
    candidate = PaperMatch(owner.paper, Verdict.RIGHT, Message("your library"), reason)
    state = FileState.TRASHED if owner.trashed else FileState.KEPT
    return msgspec.structs.replace(one, state=state, candidates=(candidate,), reason=reason, owner=owner)


def guessed_title(look: PdfContent | None) -> str | None:
    """Returns the title to look up, or None when there is no text that looks like one.

    It is the title in the properties of the file, else the one that its first page prints.
    """
    from scholar_desktop.pdf.first_pages import read_first_pages

    if look is None:
        return None
    named = " ".join(look.title.split())
    if len(named) >= LEAST_TITLE and " " in named and not _NO_TITLE.match(named):
        return named[:LONGEST_TITLE]
    title = read_first_pages(look.text_by_page, look.headings).title
    return title[:LONGEST_TITLE] if len(title) >= LEAST_TITLE and " " in title else None


def _printed(look: PdfContent | None) -> tuple[str, ...]:
    """Returns the identifiers on the first pages, DOIs before arXiv IDs."""
    from scholar_desktop.pdf.first_pages import read_first_pages

    if look is None:
        return ()
    first = read_first_pages(look.text_by_page)
    dois = [f"doi:{doi}" for doi in sorted(first.dois)]
    return tuple([*dois, *sorted(first.arxiv_ids)][:MOST_IDS])


def _look(reader: PdfReader, file: Path) -> tuple[PdfContent, str]:
    with open_file(file) as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return reader.look(file), sha256
