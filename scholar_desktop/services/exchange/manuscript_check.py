"""Checks the references of a manuscript: what the services know of each of them, and whether the text cites it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import DiskError, ScholarError, UsageError
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi, merge_fields
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedManuscript,
    CheckedReference,
    Correction,
    Manuscript,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedLines, ReferenceLine
from scholar_desktop.domain.reference_lists.title_agreement import (
    has_other_title,
    is_same_work,
    may_have_other_identifier,
)
from scholar_desktop.domain.source import S2, UNPAYWALL
from scholar_desktop.domain.text.message import Message, encode_stored
from scholar_desktop.domain.text.titles import normalise
from scholar_desktop.services.exchange.corrected_lists import corrected_fields, corrected_list, list_text
from scholar_desktop.services.exchange.corrected_references import (
    CorrectedFile,
    WrittenEntry,
    as_written,
    completed_entry,
    corrected_files,
    listed_entries,
    text_entries,
)
from scholar_desktop.services.exchange.entry_export import EntryOptions
from scholar_desktop.services.exchange.identifier_corrections import (
    address_corrections,
    identifier_corrections,
    wrong_identifiers,
)
from scholar_desktop.services.exchange.manuscript_reading import lines_of, read_pdf, read_text
from scholar_desktop.services.exchange.reference_verdicts import (
    field_corrections,
    is_by_doi,
    is_published,
    is_said_to_be_preprint,
    other_venue,
    place_corrections,
    places_that_agree,
    published_corrections,
    venue_corrections,
)
from scholar_desktop.services.search.by_identifier import other_versions

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.library.tables.manuscript_table import StoredCheck
    from scholar_desktop.library.tables.searches_database import SearchesDatabase
    from scholar_desktop.services.exchange.entry_export import EntryExport
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.export import Export
    from scholar_desktop.services.reference_lists.reference_list import ReferenceList
    from scholar_desktop.services.reference_lists.reference_lists import ReferenceLists
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall

log = logging.getLogger(__name__)

FORM_OF_ENDING = {
    ".tex": "tex",
    ".ltx": "tex",
    ".docx": "docx",
    ".odt": "odt",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rmd": "markdown",
    ".qmd": "markdown",
    ".txt": "text",
    ".pdf": "pdf",
    ".bib": "bib",
}


class ManuscriptCheck:
    """Reads manuscripts and checks their references. The window stores the last check."""

    def __init__(
        self,
        lists: ReferenceLists,
        library: Library,
        entries: EntryExport,
        export: Export,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        file: SearchesDatabase,
    ) -> None:
        self._lists = lists
        self._library = library
        self._entries = entries
        self._export = export
        self._s2 = s2
        self._unpaywall = unpaywall
        self._file = file

    async def read(self, path: Path) -> Manuscript:
        """Return the citations and the reference list of a .tex or Markdown file (with its files of references), of a
        .docx, .odt, .txt or PDF file; of a .bib file all entries. Raises UsageError and DiskError."""
        form = FORM_OF_ENDING.get(path.suffix.lower())
        if form is None:
            raise UsageError(
                Message("{file} is not a manuscript that can be read.", file=path.name),
                hint=Message("Choose a .tex, .docx, .odt, .md, .txt, .pdf or .bib file."),
                subject=str(path),
            )
        if form == "pdf":
            manuscript = await asyncio.to_thread(read_pdf, path)
        else:
            manuscript = await asyncio.to_thread(read_text, path, form)
        return msgspec.structs.replace(manuscript, name=path.name, has_exact_lines=True)

    async def lines(self, manuscript: Manuscript, name: str) -> ReferenceList:
        """Return the references as a list that can be looked up. Raises UsageError if there are none."""
        read = await asyncio.to_thread(lines_of, manuscript)
        return await self._lists.read_only(ParsedLines(manuscript.format, read, manuscript.notes), name)

    async def check(
        self,
        manuscript: Manuscript,
        reading: ReferenceList,
        ask: RequestOptions,
        on_progress: Callable[[int], None] = lambda done: None,
    ) -> CheckedManuscript:
        """Look up the references of *manuscript*, whose lines are *reading*, and return what is wrong with them.

        Takes one request for all identifiers, one for each title without an identifier, or whose identifier is or may
        be of another work, and one or two for each preprint of which no published version is known.

        Args:
            on_progress: called with the number of references of which everything is known, after all are looked up.

        Raises SourceErrors.
        """
        asked = list(reading.lines)
        await reading.look_up(ask)
        others = [line for line in reading.lines if line.wanted.identifier and _may_be_other_work(line)]
        by_title = {line.number: line for line in await self._by_title(others, reading, ask)}
        for line in others:  # a title with another word is that of another work only if there is one that agrees
            if not _is_other_work(line) and by_title[line.number].standing is not LineStatus.SURE:
                del by_title[line.number]
        found: list[ReferenceLine] = []
        papers: list[Paper | None] = []
        owners: list[Paper | None] = []
        for line in reading.lines:
            again = by_title.get(line.number)
            paper = _paper_of(again) if again is not None else _paper_of(line)
            if again is not None and paper is not None:
                found.append(_with_identifier(again, line.wanted.identifier, paper))
            else:
                found.append(line)
            papers.append(paper)
            owners.append(line.paper if again is not None and paper is not None else None)
        published: list[Paper | None] = []
        for reference, line, paper in zip(manuscript.references, asked, papers, strict=True):
            published.append(await self._published(reference, line, paper, ask))
            on_progress(len(published))
        checked = await asyncio.to_thread(_judge_all, manuscript, asked, found, papers, published, owners)
        return await self.with_kept(CheckedManuscript(manuscript, tuple(checked)))

    async def store(
        self, path: Path, checked: CheckedManuscript, accepted: Collection[int], declined: Collection[int] = ()
    ) -> None:
        """Store the check of the manuscript at *path* for later, in place of its check before. accepted, declined: the
        places of the references whose corrections are accepted, and of those that are kept as they are written."""
        try:
            await self._file.manuscripts.put(str(path), checked, accepted, declined)
        except (DiskError, UnicodeEncodeError) as error:
            log.info("the check of a manuscript is not kept: %s", error)

    async def store_for_saved(self, path: Path, checked: CheckedManuscript, declined: Collection[int]) -> None:
        """Store which references are kept as they are written for the corrected file at *path*, so that they are known
        when that is checked. Those that were kept when it was checked before stay so.

        Args:
            checked: the manuscript that the file was saved from.
            declined: the places of its references that are kept.
        """
        before = await self.stored(path)
        kept = [checked.references[place] for place in sorted(declined)]
        if before is not None:
            kept += [before.checked.references[place] for place in sorted(before.declined)]
        if kept or before is not None:
            saved = msgspec.structs.replace(checked, references=tuple(kept))
            await self.store(path, saved, (), range(len(kept)))

    async def store_decisions(self, path: Path, accepted: Collection[int], declined: Collection[int]) -> None:
        """Store which corrections are accepted, and which references are kept as they are written."""
        try:
            await self._file.manuscripts.put_decisions(str(path), accepted, declined)
        except (DiskError, UnicodeEncodeError) as error:
            log.info("the decisions on a manuscript are not kept: %s", error)

    async def stored(self, path: Path) -> StoredCheck | None:
        """Return the check of the manuscript at *path* as it was stored, with its papers of the library as they are
        now. None if it is not stored. Sends no request.

        Its titles are marked by the rules of this version: that a paper is retracted must not wait for the next check.
        """
        try:
            found = await self._file.manuscripts.get(str(path)) if self._file.exists else None
            if found is None:
                return None
            marked = await asyncio.to_thread(found.checked.with_marked_verdicts)
            return found._replace(checked=await self.with_kept(marked))
        except (DiskError, UnicodeEncodeError) as error:
            log.info("the check of a manuscript cannot be read: %s", error)
            return None

    async def is_changed(self, path: Path, manuscript: Manuscript) -> bool:
        """Return True if the file at *path*, or one of its files, has another content than *manuscript*. Raises
        UsageError and DiskError."""
        now = await self.read(path)
        has_lines = manuscript.has_exact_lines
        return await asyncio.to_thread(
            lambda: _encoded(now, has_lines=has_lines) != _encoded(manuscript, has_lines=has_lines)
        )

    async def with_kept(self, checked: CheckedManuscript) -> CheckedManuscript:
        """Return *checked* with the papers of the library that its references are now. Raises DiskError."""
        kept = await self._library.find_works([one.paper for one in checked.references if one.paper is not None])
        imported = await self._imported(checked)
        return msgspec.structs.replace(
            checked,
            references=tuple(
                msgspec.structs.replace(
                    one, kept=(kept.get(one.paper.id) if one.paper is not None else None) or imported.get(place)
                )
                for place, one in enumerate(checked.references)
            ),
        )

    async def corrected(self, checked: CheckedManuscript) -> CorrectedFile:
        """Return the .bib file of the manuscript with all corrections, in which all else is as it was; doubles stay,
        because the text cites them. For a manuscript without one, return an entry for each reference in the order of
        the list: of its paper, or of what its text states. One that is corrected has the data of the record that the
        corrections are from; what the user wrote in the library only fills the fields that the record does not state.
        What the text states and is not corrected stays as it is written, see `completed_entry`. A paper that only the
        library has is written as it is there.
        Entries of files in other formats follow."""
        manuscript = checked.manuscript
        form = manuscript.bib_format
        found = [one for one in checked.references if one.is_in_list]
        papers = {
            place: paper
            for place, one in enumerate(found)
            if one.reference.entry is None
            and (paper := one.record if one.is_only_in_library else one.published or one.paper) is not None
        }
        corrected = {place: paper for place, paper in papers.items() if found[place].paper is not None}
        # the file is for the manuscript: the user's notes and tags stay in the library
        options = EntryOptions(notes=False, as_recorded=corrected_fields(corrected, found))
        written = await self._entries.entry_of_each(list(papers.values()), form, options) if papers else []
        is_exact = manuscript.format != "pdf"
        whole = await asyncio.to_thread(
            lambda: {
                place: completed_entry(entry, found[place], has_exact_title=is_exact)
                for place, entry in zip(papers, written, strict=True)
            }
        )
        of_texts = await asyncio.to_thread(text_entries, found, self._library.make_key)
        taken = await self._library.cite_keys_like([entry.key for entry in of_texts.values()])
        entries = listed_entries(found, {place: one.entry for place, one in whole.items()}, of_texts, taken)
        texts = await asyncio.to_thread(corrected_files, manuscript.bib_texts, found, form)
        listed = await self._entries.text(entries, form) if entries else ""
        completed = await asyncio.to_thread(_completed, whole.values(), entries, listed)
        own = sum(one.reference.entry is None or one.reference.bib is None for one in found)
        return CorrectedFile("\n".join([*texts, *([listed] if entries else [])]), completed, own - len(entries))

    async def save_bib(self, checked: CheckedManuscript, path: Path) -> CorrectedFile:
        """Write the .bib file with all corrections of *checked* to *path*, and return it. Raises DiskError."""
        from scholar_desktop.profile import write_atomically

        corrected = await self.corrected(checked)
        await asyncio.to_thread(write_atomically, path, corrected.text.encode("utf-8"))
        return corrected

    async def save_list(self, checked: CheckedManuscript, path: Path, style: str) -> None:
        """Write the list in the text with its heading and all corrections of *checked* to *path*, as Markdown if it
        ends in .md. Raises UsageError and DiskError."""
        from scholar_desktop.profile import write_atomically

        is_markdown = path.suffix.lower() == ".md"
        lines = await corrected_list(self._export, checked, style, is_markdown=is_markdown)
        text = await asyncio.to_thread(list_text, checked.manuscript, lines, is_markdown=is_markdown)
        await asyncio.to_thread(write_atomically, path, text.encode("utf-8", "replace"))

    async def save_csv(
        self, checked: CheckedManuscript, path: Path, accepted: Collection[int] = (), declined: Collection[int] = ()
    ) -> None:
        """Write one CSV row for each reference to *path*. accepted, declined: the places of those whose corrections are
        accepted, and of those that are kept as they are written. Raises DiskError."""
        from scholar_desktop.formats.manuscripts.checked_table import checked_csv
        from scholar_desktop.profile import write_atomically

        decided = frozenset(accepted), frozenset(declined)
        await asyncio.to_thread(lambda: write_atomically(path, checked_csv(checked, *decided).encode("utf-8-sig")))

    async def _by_title(
        self, others: Sequence[ReferenceLine], reading: ReferenceList, ask: RequestOptions
    ) -> list[ReferenceLine]:
        """Return *others*, whose identifiers are or may be of other works, looked up by their titles."""
        fresh = [
            ReferenceLine(place, line.text, msgspec.structs.replace(line.wanted, identifier=None), place=line.place)
            for place, line in enumerate(others, 1)
        ]
        fresh = [line for line in fresh if line.wanted.title]
        if not fresh:
            return []
        numbers = [others[line.number - 1].number for line in fresh]
        fresh = [msgspec.structs.replace(line, number=place) for place, line in enumerate(fresh, 1)]
        again = await self._lists.read_only(ParsedLines(reading.head.kind, tuple(fresh)), reading.head.source)
        await again.look_up(ask)
        return [msgspec.structs.replace(line, number=number) for line, number in zip(again.lines, numbers, strict=True)]

    async def _imported(self, checked: CheckedManuscript) -> dict[int, KeptPaper]:
        """Return the papers of the library that the entries of its files of references are, and the references in its
        text that were not found, by the place of the reference: also those that no service knows."""
        places = await asyncio.to_thread(_written_entries, checked)
        kept = await self._library.find_entries(list(places.values()))
        return {place: one for place, one in zip(places, kept, strict=True) if one is not None}

    async def _published(
        self, reference: ManuscriptReference, line: ReferenceLine, paper: Paper | None, ask: RequestOptions
    ) -> Paper | None:
        """Return the published version of a reference to a preprint; None if there is none, or it is no preprint."""
        if paper is None or not is_said_to_be_preprint(reference, line, paper):
            return None
        if is_published(paper):
            return await self._with_publisher_data(paper, ask)
        other = await other_versions({S2: [paper]}, (S2, UNPAYWALL), self._s2, self._unpaywall, ask)
        return other[1][0] if other is not None else None

    async def _with_publisher_data(self, paper: Paper, ask: RequestOptions) -> Paper:
        """Return *paper* with what Unpaywall, whose data is the publisher's, states beside it, if Semantic Scholar
        names no venue or no type of the published work."""
        if paper.ids.doi is None or is_deposit_doi(paper.ids.doi) or (paper.venue and paper.type):
            return paper
        try:
            answer = await self._unpaywall.doi(paper.ids.doi, ask)
        except ScholarError as error:
            log.info("Unpaywall was not asked for the venue of a published work: %s", error.message)
            return paper
        return merge_fields(paper, answer.paper)


def _completed(whole: Iterable[WrittenEntry], entries: Sequence[FullEntry], text: str) -> tuple[WrittenEntry, ...]:
    """Return those of *whole* that *text*, the text of *entries*, has, each once and with the fields that it has
    there."""
    from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries

    read = read_bibtex_entries(text).entries if text else ()
    if len(read) != len(entries):
        read = tuple(entries)
    written = {entry.key: back for entry, back in zip(entries, read, strict=True)}
    once = {one.entry.key: one for one in reversed(tuple(whole))}
    return tuple(as_written(one, written[key]) for key, one in once.items() if key in written)


def _written_entries(checked: CheckedManuscript) -> dict[int, FullEntry]:
    """Return what references state of their works, by their places: the entries of files of references, and of the
    text the references whose papers were not found."""
    from scholar_desktop.formats.manuscripts.reference_entries import entry_of_line

    found: dict[int, FullEntry] = {}
    for place, one in enumerate(checked.references):
        if one.found is not None and _is_other_work(one.found):
            continue  # the library would find another work by the wrong identifier
        if one.reference.entry is not None:
            found[place] = one.reference.entry
        elif one.paper is None and one.is_in_text:
            entry = entry_of_line(one.reference.text)
            # a line states neither its type nor which of the rest is the publisher
            fields = {name: value for name, value in entry.fields.items() if name != "note"}
            found[place] = msgspec.structs.replace(entry, item_type=None, fields=fields)
    return found


def _encoded(manuscript: Manuscript, *, has_lines: bool) -> bytes:
    """Return *manuscript* as it is stored, in which a list is no other than a tuple. How it cites, and its heading, are
    left out, because checks that were stored before lack them.

    Args:
        has_lines: False leaves out the lines in which it cites something, which checks that were stored before state as
            those of the paragraphs.
    """
    bare = msgspec.structs.replace(manuscript, cited_as={}, heading="")
    if not has_lines:
        references = tuple(
            msgspec.structs.replace(one, line=0) if one.text == one.key else one for one in manuscript.references
        )
        cited = dict.fromkeys(manuscript.cited, 0)
        bare = msgspec.structs.replace(bare, references=references, cited=cited, has_exact_lines=False)
    return msgspec.json.encode(bare, enc_hook=encode_stored)


def _is_other_work(line: ReferenceLine) -> bool:
    """True if the paper with the identifier of *line* is not the work that the line describes."""
    return line.paper is not None and bool(line.candidates) and has_other_title(line.wanted, line.candidates[0])


def _may_be_other_work(line: ReferenceLine) -> bool:
    """True if the paper with the identifier of *line* may be another work than the line describes."""
    if _is_other_work(line):
        return True
    found = line.candidates[0] if line.paper is not None and line.candidates else None
    return found is not None and may_have_other_identifier(line.wanted, line.text, found)


def _with_identifier(line: ReferenceLine, identifier: str | None, paper: Paper) -> ReferenceLine:
    """Return *line*, which was looked up by its title, with the identifier that it states if *paper* has that."""
    if identifier is None or not _has(paper, identifier):
        return line
    return msgspec.structs.replace(line, wanted=msgspec.structs.replace(line.wanted, identifier=identifier))


def _paper_of(line: ReferenceLine) -> Paper | None:
    """Return the paper that a line is; None if none was found."""
    if line.wanted.identifier is not None:
        return None if _is_other_work(line) else line.paper
    if line.standing is LineStatus.SURE:
        return line.paper
    return next((one.paper for one in line.candidates if is_same_work(one)), None)


def _with_same_identifier(
    place: int, manuscript: Manuscript, asked: Sequence[ReferenceLine], papers: Sequence[Paper | None]
) -> str:
    """Return the key of the first other reference that has the identifier of the one at *place*, as it is written or by
    its record, and is another work; empty for none."""
    identifier, own = asked[place].wanted.identifier, papers[place]
    if identifier is None or own is None or _has(own, identifier):
        return ""
    for other, (reference, line, paper) in enumerate(zip(manuscript.references, asked, papers, strict=True)):
        if other == place or not reference.is_listed or (paper is not None and paper.id == own.id):
            continue
        if line.wanted.identifier == identifier or (paper is not None and _has(paper, identifier)):
            return reference.key
    return ""


def _judge_all(
    manuscript: Manuscript,
    asked: Sequence[ReferenceLine],
    found: Sequence[ReferenceLine],
    papers: Sequence[Paper | None],
    published: Sequence[Paper | None],
    owners: Sequence[Paper | None],
) -> list[CheckedReference]:
    checked: list[CheckedReference] = []
    first: dict[str, int] = {}
    named = {
        _name_of_work(was, paper)
        for reference, was, paper in zip(manuscript.references, asked, papers, strict=True)
        if not reference.is_listed
    }
    rows = zip(manuscript.references, asked, found, papers, published, owners, strict=True)
    for place, (reference, was, line, paper, newer, owner) in enumerate(rows):
        venue = other_venue(reference, was, paper) if paper is not None and newer is None else ""
        verdict, details = _judge(reference, was, line, paper, newer, venue)
        has_other_title = any(one.field == "title" for one in details)
        is_of_other_work = verdict is ReferenceVerdict.WRONG_ID and line.wanted.identifier is None
        by_title_alone = was.wanted.identifier is None or is_of_other_work
        # 'Part I' may have been found for 'Part II', and is not the same work then
        work = "" if has_other_title and by_title_alone else _name_of_work(was, paper)
        before = first.setdefault(work, place) if work else place
        if before != place and not reference.is_listed:  # the text names the identifier of a reference that lacks it
            continue
        if before != place:
            same = Correction("key", reference.key, manuscript.references[before].key)
            verdict, details = ReferenceVerdict.DUPLICATE, (same, *details)
        is_of_other = owner is not None and paper is not None and not _has(paper, was.wanted.identifier or "")
        is_cited = manuscript.is_cited(reference) or (bool(work) and work in named)
        if verdict is ReferenceVerdict.OK and not is_cited:
            verdict = ReferenceVerdict.UNCITED
        one = CheckedReference(
            reference,
            verdict,
            details,
            line,
            paper,
            newer if verdict is not ReferenceVerdict.NOT_FOUND else None,
            is_cited,
            other_venue=venue,
            cited_as=manuscript.cited_as.get(reference.key, ""),
            identifier_of=owner if is_of_other else None,
            same_identifier=_with_same_identifier(place, manuscript, asked, papers),
            agreeing=_agreeing(reference, line, paper) if verdict is ReferenceVerdict.OK else (),
        )
        checked.append(one.with_marked_verdict())
    known = {key for one in manuscript.references for key in _keys(one)}
    for key, place in manuscript.cited.items():
        if key not in known:
            missing = ManuscriptReference(key, "", place)
            as_written = manuscript.cited_as.get(key, "")
            checked.append(CheckedReference(missing, ReferenceVerdict.MISSING, is_cited=True, cited_as=as_written))
    return checked


def _agreeing(reference: ManuscriptReference, line: ReferenceLine, paper: Paper | None) -> tuple[str, ...]:
    return tuple(places_that_agree(reference, line, paper)) if paper is not None else ()


def _keys(reference: ManuscriptReference) -> tuple[str, ...]:
    return (reference.key, *(reference.entry.other_keys if reference.entry is not None else ()))


def _judge(
    reference: ManuscriptReference,
    was: ReferenceLine,
    line: ReferenceLine,
    paper: Paper | None,
    newer: Paper | None,
    venue: str,
) -> tuple[ReferenceVerdict, tuple[Correction, ...]]:
    """Return what is wrong with a reference by itself, and its corrections.

    venue: where *paper* was published if the reference clearly names another place; else empty.
    """
    identifier = was.wanted.identifier
    if not reference.is_listed:
        return (ReferenceVerdict.NOT_FOUND if paper is None else ReferenceVerdict.MISSING), ()
    if paper is None:
        details = identifier_corrections(identifier, None) if identifier is not None else ()
        is_of_other = identifier is not None and _is_other_work(line)
        return (ReferenceVerdict.WRONG_ID if is_of_other else ReferenceVerdict.NOT_FOUND), details
    # the identifier was dropped for the title, because it is of another work, or of none
    is_wrong = identifier is not None and line.wanted.identifier is None and not _has(paper, identifier)
    entry = reference.entry
    records = [one for one in (paper, newer) if one is not None]
    wrong = wrong_identifiers(entry, identifier, records, is_wrong=is_wrong)
    fields = field_corrections(reference, was, paper)
    places: tuple[Correction, ...] = ()
    later = published_corrections(reference, was, newer) if newer is not None else ()
    if entry is not None and newer is not None:
        later = (*later, *address_corrections(entry, later, newer, is_wrong=False))
    if newer is not None:  # it was published in another year than the preprint
        fields = tuple(one for one in fields if one.field != "issued")
    elif not venue:
        fields = (*fields, *place_corrections(reference, was, paper))
    elif wrong or fields or is_by_doi(was, paper):
        places = venue_corrections(reference, was, paper, venue)
    corrected = {one.field for one in wrong}
    details = (*wrong, *fields, *places, *(one for one in later if one.field not in corrected))
    if wrong:
        return ReferenceVerdict.WRONG_ID, details
    if fields:
        return ReferenceVerdict.WRONG_FIELD, details
    return (ReferenceVerdict.OK if newer is None else ReferenceVerdict.PREPRINT_PUBLISHED), details


def _has(paper: Paper, identifier: str) -> bool:
    from scholar_desktop.domain.identifiers import identifiers

    known = identifiers.parse(identifier)
    return known is not None and identifiers.matches(known, paper.ids)


def _name_of_work(line: ReferenceLine, paper: Paper | None) -> str:
    """Return what two references to one work have in common; empty if the work is not known."""
    if paper is not None:
        return paper.id
    if line.wanted.is_loose or not line.wanted.title:
        return line.wanted.identifier or ""
    return f"{normalise(line.wanted.title)} {line.wanted.year} {normalise(line.wanted.first_author)}"
