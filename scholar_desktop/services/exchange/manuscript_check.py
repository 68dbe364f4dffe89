"""Checks the references of a manuscript: what the services know of each of them, and whether the text cites it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio
from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi, merge_fields
from scholar_desktop.domain.opened_file import read_chosen_file
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
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import normalise
from scholar_desktop.services.exchange.entry_export import EntryOptions
from scholar_desktop.services.exchange.manuscript_files import (
    MOST_BYTES,
    REFERENCE_FORMATS,
    ManuscriptFiles,
    bibliography_beside,
)
from scholar_desktop.services.exchange.manuscript_lists import (
    choose_list,
    of_own_list,
    repeated_keys,
    with_unlisted_keys,
)
from scholar_desktop.services.exchange.reference_verdicts import (
    corrected_entry,
    field_corrections,
    identifier_corrections,
    is_published,
    is_said_to_be_preprint,
    other_venue,
    published_corrections,
    year_of,
)
from scholar_desktop.services.search.by_identifier import other_versions

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.pdf.page_texts import PageTextReader
    from scholar_desktop.services.exchange.entry_export import EntryExport
    from scholar_desktop.services.library.library import Library
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
    ".pdf": "pdf",
    ".bib": "bib",
}


class ManuscriptCheck:
    """Reads manuscripts and checks their references. Nothing is stored."""

    def __init__(
        self,
        lists: ReferenceLists,
        library: Library,
        export: EntryExport,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        make_reader: Callable[[], PageTextReader],
    ) -> None:
        self._lists = lists
        self._library = library
        self._export = export
        self._s2 = s2
        self._unpaywall = unpaywall
        self._make_reader = make_reader

    async def read(self, path: Path) -> Manuscript:
        """Return the citations and the reference list of a .tex or Markdown file (with its files of references), of a
        .docx, .odt or PDF file; of a .bib file all entries. Raises UsageError and DiskError."""
        form = FORM_OF_ENDING.get(path.suffix.lower())
        if form is None:
            raise UsageError(
                Message("{file} is not a manuscript that can be read.", file=path.name),
                hint=Message("Choose a .tex, .docx, .odt, .md, .pdf or .bib file."),
                subject=str(path),
            )
        if form == "pdf":
            manuscript = await asyncio.to_thread(self._read_pdf, path)
        else:
            manuscript = await asyncio.to_thread(_read, path, form)
        return msgspec.structs.replace(manuscript, name=path.name)

    async def lines(self, manuscript: Manuscript, name: str) -> ReferenceList:
        """Return the references as a list that can be looked up. Raises UsageError if there are none."""
        read = await asyncio.to_thread(_lines_of, manuscript)
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
        for line in reading.lines:
            again = by_title.get(line.number)
            paper = _paper_of(again) if again is not None else _paper_of(line)
            if again is not None and paper is not None:
                found.append(_with_identifier(again, line.wanted.identifier, paper))
            else:
                found.append(line)
            papers.append(paper)
        published: list[Paper | None] = []
        for reference, line, paper in zip(manuscript.references, asked, papers, strict=True):
            published.append(await self._published(reference, line, paper, ask))
            on_progress(len(published))
        kept = await self._library.find_many([paper for paper in papers if paper is not None])
        imported = await self._imported(manuscript, found)
        checked = await asyncio.to_thread(_judge_all, manuscript, asked, found, papers, published)
        return CheckedManuscript(
            manuscript,
            tuple(
                msgspec.structs.replace(
                    one, kept=(kept.get(one.paper.id) if one.paper is not None else None) or imported.get(place)
                )
                for place, one in enumerate(checked)
            ),
        )

    async def corrected(self, checked: CheckedManuscript) -> str:
        """Return the .bib file of the manuscript with all corrections, in which all else is as it was; for a manuscript
        without one, the entries of the papers that were found, and of the other references their text. Entries of files
        in other formats follow. Doubles stay, because the text cites them."""
        manuscript = checked.manuscript
        form = manuscript.bib_format
        found = [one for one in checked.references if one.verdict is not ReferenceVerdict.MISSING]
        without = [one for one in found if one.reference.entry is None]
        papers = [paper for one in without if (paper := one.published or one.paper) is not None]
        # the file is for the manuscript: the user's notes and tags stay in the library
        entries = await self._export.entries(papers, form, EntryOptions(notes=False)) if papers else []
        entries += [
            _entry_of_text(one, len(papers) + place)
            for place, one in enumerate((one for one in without if one.paper is None), 1)
        ]
        entries += [
            one.reference.entry if one.paper is None else corrected_entry(one.reference.entry, one.details, one.paper)
            for one in found
            if one.reference.entry is not None and one.reference.bib is None
        ]
        texts = await asyncio.to_thread(_corrected_texts, manuscript.bib_texts, found, form)
        return "\n".join([*texts, *([await self._export.text(entries, form)] if entries else [])])

    async def save_bib(self, checked: CheckedManuscript, path: Path) -> None:
        """Write the .bib file with all corrections of *checked* to *path*. Raises DiskError."""
        from scholar_desktop.profile import write_atomically

        text = await self.corrected(checked)
        await asyncio.to_thread(write_atomically, path, text.encode("utf-8"))

    async def save_csv(self, checked: CheckedManuscript, path: Path, accepted: Collection[int] = ()) -> None:
        """Write one CSV row for each reference to *path*. accepted: the places of those whose corrections are accepted.
        Raises DiskError."""
        from scholar_desktop.formats.manuscripts.checked_table import checked_csv
        from scholar_desktop.profile import write_atomically

        places = frozenset(accepted)
        await asyncio.to_thread(lambda: write_atomically(path, checked_csv(checked, places).encode("utf-8-sig")))

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

    async def _imported(self, manuscript: Manuscript, found: Sequence[ReferenceLine]) -> dict[int, KeptPaper]:
        """Return the papers of the library that the entries of its files of references are, by the place of the
        reference: also those of which no service knows anything."""
        places = {
            place: one.entry
            for place, (one, line) in enumerate(zip(manuscript.references, found, strict=True))
            if one.entry is not None and not _is_other_work(line)  # the library would find it by the wrong identifier
        }
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

    def _read_pdf(self, path: Path) -> Manuscript:
        from scholar_desktop.formats.manuscripts.text_citations import TextBlock, read_blocks

        read_chosen_file(path, MOST_BYTES)  # it is an ordinary file, and can be read
        reader = self._make_reader()
        try:
            read = reader.read(path)
        finally:
            reader.close()
        if not any(text.strip() for text in read.texts):
            reason = read.problem or Message("It has no text.")
            raise UsageError(
                Message("{file} cannot be read. {reason}", file=path.name, reason=reason),
                hint=Message("Check the .docx, .odt or .tex file from which it was made."),
                subject=str(path),
            )
        blocks = [TextBlock(line, page) for page, text in enumerate(read.texts, 1) for line in text.splitlines()]
        manuscript = read_blocks("pdf", blocks, in_lines=True)
        problems = () if read.problem is None else (read.problem,)
        return msgspec.structs.replace(manuscript, notes=(*manuscript.notes, *problems))


def _read(path: Path, form: str) -> Manuscript:
    """Return the content of a manuscript that is not a PDF."""
    from scholar_desktop.formats.manuscripts.text_citations import read_blocks
    from scholar_desktop.formats.manuscripts.word_documents import read_docx, read_odt
    from scholar_desktop.formats.reference_list_detection import decode_file

    data = read_chosen_file(path, MOST_BYTES)
    if form in ("docx", "odt"):
        return read_blocks(form, read_docx(data) if form == "docx" else read_odt(data), in_lines=False)
    if form == "bib":
        return _with_entries(Manuscript(form, cites_all=True), path, {path.name: path}, ())
    text = decode_file(data)[0]
    if form == "tex":
        return _read_latex(path, text)
    return _read_markdown(path, text)


def _read_markdown(path: Path, text: str) -> Manuscript:
    """Return the content of a Markdown text: with the entries of its file of references, or with its own list."""
    from scholar_desktop.formats.manuscripts.source_citations import bracketed_keys, markdown_notes, read_markdown_keys
    from scholar_desktop.formats.manuscripts.text_citations import TextBlock, read_blocks

    manuscript = read_markdown_keys(text)
    blocks = [
        TextBlock(line, number, is_heading=line.startswith("#")) for number, line in enumerate(text.splitlines(), 1)
    ]
    beside = bibliography_beside(path)
    if manuscript.bibliographies or (manuscript.cited and beside):
        own = read_blocks("markdown", blocks, in_lines=True)
        chosen = choose_list(_with_bibliographies(manuscript, path, ManuscriptFiles(path)), own)
        if chosen is not None:
            return chosen
    found = read_blocks("markdown", [*markdown_notes(text), *blocks], in_lines=True)
    found = with_unlisted_keys(found, bracketed_keys(text), path.name)
    return of_own_list(found, beside) if found.references else found


def _read_latex(path: Path, text: str) -> Manuscript:
    """Return the content of a LaTeX document. A chapter has the .bib files of the main file that it names."""
    from scholar_desktop.formats.manuscripts.source_citations import read_latex
    from scholar_desktop.formats.reference_list_detection import decode_file

    files = ManuscriptFiles(path)
    manuscript = read_latex(text, files.included_text)
    main = None if manuscript.bibliographies else files.main_file(text)
    if main is not None:
        files = ManuscriptFiles(main)
        whole = read_latex(decode_file(read_chosen_file(main, MOST_BYTES))[0], files.included_text)
        manuscript = msgspec.structs.replace(manuscript, bibliographies=whole.bibliographies)
    read = _with_bibliographies(manuscript, path, files)
    return read if manuscript.references else choose_list(read, Manuscript("tex")) or read


def _with_bibliographies(manuscript: Manuscript, path: Path, files: ManuscriptFiles) -> Manuscript:
    """Return *manuscript* with the entries of the files of references that it names, or of the .bib file beside it.
    Raises UsageError if none is found."""
    if manuscript.references:  # in the document itself
        return of_own_list(manuscript, manuscript.bibliographies or bibliography_beside(path))
    found: dict[str, Path] = {}
    problems: list[UsageError] = []
    for name in manuscript.bibliographies or tuple(bibliography_beside(path)):
        try:
            file = files.bibliography(name)
        except UsageError as problem:
            problems.append(problem)
        else:
            if file not in found.values():  # chapters may name it from other folders
                found[name] = file
    if not found:
        names_none = UsageError(
            Message("{file} names no .bib file.", file=path.name),
            hint=Message("Put the .bib file into the folder of the manuscript."),
            subject=str(path),
        )
        raise problems[0] if problems else names_none
    return _with_entries(manuscript, path, found, [problem.info.message for problem in problems])


def _with_entries(manuscript: Manuscript, path: Path, files: Mapping[str, Path], problems: Sequence[str]) -> Manuscript:
    """Return *manuscript* with the entries of *files*, by the names that it has for them. Raises UsageError if they
    have none."""
    from scholar_desktop.formats.entries.readers import decode_entries, reader_of
    from scholar_desktop.formats.manuscripts.source_citations import with_entries

    entries: list[ManuscriptReference] = []
    notes = list(problems)
    forms: set[str] = set()
    texts: list[str] = []
    for name, file in files.items():
        text = decode_entries(read_chosen_file(file, MOST_BYTES))[0]
        content = reader_of(REFERENCE_FORMATS.get(file.suffix.lower(), "bibtex"))(text)
        is_bib = content.format in ("bibtex", "biblatex")
        bib = len(texts) if is_bib else None
        entries += [
            ManuscriptReference(one.key, _text_of(one), one.line, one, bib, file.name) for one in content.entries
        ]
        if is_bib:
            forms.add(content.format)
            texts.append(text)
        notes += [
            Message("{file}, line {line}: {problem}", file=name, line=part.line, problem=part.reason)
            for part in content.skipped
        ]
    if not entries:
        raise UsageError(
            notes[0] if notes else Message("{file} has no entries.", file=next(iter(files))),
            hint=Message("Check the file of references."),
            subject=str(path),
        )
    notes += repeated_keys(entries)
    form = "biblatex" if "biblatex" in forms else "bibtex"
    manuscript = msgspec.structs.replace(
        manuscript, notes=(*manuscript.notes, *notes), bib_texts=(*manuscript.bib_texts, *texts)
    )
    return with_entries(manuscript, tuple(entries), form)


def _work_of(entry: FullEntry) -> Biblio:
    """Return what a lookup needs of an entry."""

    def text(name: str) -> str | None:
        return entry.text(name) or None

    people = tuple(one.name for one in entry.of_role("author"))
    return Biblio(
        "other",
        entry.text("title"),
        people,
        year_of(entry),
        container=text("container-title"),
        doi=text("DOI"),
        arxiv=text("arxiv"),
        pmid=text("PMID"),
        pmcid=text("PMCID"),
        url=text("URL"),
    )


def _text_of(entry: FullEntry) -> str:
    from scholar_desktop.formats.reference_list_reading import reference_text

    return reference_text(_work_of(entry), "")


def _lines_of(manuscript: Manuscript) -> tuple[ReferenceLine, ...]:
    from scholar_desktop.formats.reference_list_reading import line_of_work, make_line, number_lines

    return tuple(
        number_lines(
            line_of_work(one.text, _work_of(one.entry), one.line)
            if one.entry is not None
            else make_line(one.text, 0, one.line)
            for one in manuscript.references
        )
    )


def _is_other_work(line: ReferenceLine) -> bool:
    """True if the paper with the identifier of *line* is not the work that the line describes."""
    return line.paper is not None and bool(line.candidates) and has_other_title(line.candidates[0])


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


def _judge_all(
    manuscript: Manuscript,
    asked: Sequence[ReferenceLine],
    found: Sequence[ReferenceLine],
    papers: Sequence[Paper | None],
    published: Sequence[Paper | None],
) -> list[CheckedReference]:
    checked: list[CheckedReference] = []
    first: dict[str, int] = {}
    rows = zip(manuscript.references, asked, found, papers, published, strict=True)
    for place, (reference, was, line, paper, newer) in enumerate(rows):
        verdict, details = _judge(reference, was, line, paper, newer)
        has_other_title = any(one.field == "title" for one in details)
        by_title_alone = was.wanted.identifier is None or verdict is ReferenceVerdict.WRONG_ID
        # 'Part I' may have been found for 'Part II', and is not the same work then
        work = "" if has_other_title and by_title_alone else _name_of_work(was, paper)
        before = first.setdefault(work, place) if work else place
        if before != place:
            same = Correction("key", reference.key, manuscript.references[before].key)
            verdict, details = ReferenceVerdict.DUPLICATE, (same, *details)
        is_cited = manuscript.is_cited(reference)
        if verdict is ReferenceVerdict.OK and not is_cited:
            verdict = ReferenceVerdict.UNCITED
        checked.append(
            CheckedReference(
                reference,
                verdict,
                details,
                line,
                paper,
                newer if verdict is not ReferenceVerdict.NOT_FOUND else None,
                is_cited,
                other_venue=other_venue(reference, was, paper) if paper is not None and newer is None else "",
            )
        )
    known = {key for one in manuscript.references for key in _keys(one)}
    for key, place in manuscript.cited.items():
        if key not in known:
            missing = ManuscriptReference(key, "", place)
            checked.append(CheckedReference(missing, ReferenceVerdict.MISSING, is_cited=True))
    return checked


def _keys(reference: ManuscriptReference) -> tuple[str, ...]:
    return (reference.key, *(reference.entry.other_keys if reference.entry is not None else ()))


def _judge(
    reference: ManuscriptReference, was: ReferenceLine, line: ReferenceLine, paper: Paper | None, newer: Paper | None
) -> tuple[ReferenceVerdict, tuple[Correction, ...]]:
    """Return what is wrong with a reference by itself, and its corrections."""
    identifier = was.wanted.identifier
    if paper is None:
        details = identifier_corrections(identifier, None) if identifier is not None else ()
        is_of_other = identifier is not None and _is_other_work(line)
        return (ReferenceVerdict.WRONG_ID if is_of_other else ReferenceVerdict.NOT_FOUND), details
    # the identifier was dropped for the title, because it is of another work, or of none
    is_wrong = identifier is not None and line.wanted.identifier is None and not _has(paper, identifier)
    wrong = identifier_corrections(identifier, paper) if identifier is not None and is_wrong else ()
    fields = field_corrections(reference, was, paper)
    later = published_corrections(reference, was, newer) if newer is not None else ()
    if newer is not None:  # it was published in another year than the preprint
        fields = tuple(one for one in fields if one.field != "issued")
    corrected = {one.field for one in wrong}
    details = (*wrong, *fields, *(one for one in later if one.field not in corrected))
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


def _corrected_texts(texts: Sequence[str], checked: Sequence[CheckedReference], form: str) -> list[str]:
    """Return the texts of .bib files with the corrections of their entries."""
    from scholar_desktop.formats.entries.bibtex_editing import correct_bibtex

    pairs: list[list[tuple[FullEntry, FullEntry]]] = [[] for _ in texts]
    for one in checked:
        entry = one.reference.entry
        if entry is not None and one.paper is not None and one.reference.bib is not None:
            pairs[one.reference.bib].append((entry, corrected_entry(entry, one.details, one.paper)))
    return [
        correct_bibtex(text, corrected, biblatex=form == "biblatex")
        for text, corrected in zip(texts, pairs, strict=True)
    ]


def _entry_of_text(checked: CheckedReference, number: int) -> FullEntry:
    """Return an entry with the text of a reference that no service knows, so that it is not lost."""
    text = checked.reference.text
    title = checked.found.wanted.title if checked.found is not None else ""
    return FullEntry(f"reference{number}", "document", {"title": title or text}, notes=(text,))
