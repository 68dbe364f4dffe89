"""Exports papers for other programs: BibTeX, BibLaTeX, RIS, CSL-JSON, CSV, or formatted references in a citation
style."""

from __future__ import annotations

import asyncio
import enum
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.errors import ErrorInfo, NotFound, Offline, ScholarError, SourceError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.merging.merge_fields import fill_fields
from scholar_desktop.domain.merging.unrelated_papers import are_unrelated
from scholar_desktop.domain.own_fields import forget_fields, own_fields_of, with_own_fields
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.reference_formatting import OnProgress, format_at_once, format_references

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.paper_lookup import PaperLookup
    from scholar_desktop.services.papers.papers import Papers
    from scholar_desktop.services.papers.partial_papers import PartialPapers
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.papers.stored_papers import StoredPapers

DEFAULT_STYLE = "apa"
NONE_RECORDED: Mapping[str, Collection[str]] = MappingProxyType({})

log = logging.getLogger(__name__)


class ExportFormat(enum.StrEnum):
    """An export format; the value is its name on the command line."""

    BIBTEX = "bibtex"
    BIBLATEX = "biblatex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    CSV = "csv"
    TEXT = "text"


ENDINGS = {
    ExportFormat.BIBTEX: ".bib",
    ExportFormat.BIBLATEX: ".bib",
    ExportFormat.RIS: ".ris",
    ExportFormat.CSL_JSON: ".json",
    ExportFormat.CSV: ".csv",
    ExportFormat.TEXT: ".txt",
}
"""The file suffix of each format."""
REFERENCE_FORMS = {"text": ".txt", "html": ".html", "markdown": ".md", "rtf": ".rtf"}
"""The formats of formatted references on the command line, and the suffixes of their files."""


class FormattedReferences(msgspec.Struct, frozen=True):
    """References in a citation style. lines: each reference, with marks of its fonts (`domain/text/styled_text.py`)."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Plain text: one reference on each line."""
        return self.file_text(".txt")

    @property
    def html(self) -> str:
        """Rich text: one paragraph for each reference, with its fonts and links."""
        from scholar_desktop.formats.plain_reference import linked_html

        return linked_html(self.lines)

    def file_text(self, ending: str) -> str:
        """Return the text of a file with *ending*: .txt, .html, .md or .rtf, all but the first with their fonts."""
        from scholar_desktop.formats.csl.reference_files import reference_file

        return reference_file(self.lines, ending)


class InTextCitation(msgspec.Struct, frozen=True):
    """A citation for a text. marked: with marks of its fonts (`domain/text/styled_text.py`); style: that wrote it."""

    marked: str
    style: str

    @property
    def text(self) -> str:
        """Plain text."""
        from scholar_desktop.domain.text.styled_text import without_marks

        return without_marks(self.marked)

    @property
    def html(self) -> str:
        """Rich text."""
        from scholar_desktop.formats.plain_reference import linked_text_html

        return f"<p>{linked_text_html(self.marked)}</p>"


def offered_styles() -> dict[str, str]:
    """Return the names of the citation styles that are offered, each with its title."""
    from scholar_desktop.formats.csl_styles import STYLES

    return STYLES


def style_title(style: str) -> str:
    """Return the title of a citation style by its name; the path of a style of the user's own as it is."""
    return offered_styles().get(style, style)


class StyleSearch(msgspec.Struct, frozen=True):
    """What a search for a citation style looks at. names: that of the style, and its other short ones; text: the text
    in which words are found."""

    names: tuple[str, ...]
    text: str


def style_searches() -> dict[str, StyleSearch]:
    """Return the names of the citation styles that are offered, each with what a search for it looks at."""
    from scholar_desktop.formats.csl_styles import style_names, style_search_text

    return {
        name: StyleSearch(style_names(name), style_search_text(name, title)) for name, title in offered_styles().items()
    }


class ExportItem(msgspec.Struct, frozen=True):
    """The result for one identifier to export: the paper, or the error."""

    given: str
    paper: Paper | None = None
    error: ErrorInfo | None = None


class Export:
    """Collects papers and writes them as text. Writing sends no request, and imports the libraries of the formats at
    first use."""

    def __init__(self, library: Library, lookup: PaperLookup, papers: Papers, known: PaperRecordCache) -> None:
        self._library = library
        self._lookup = lookup
        self._papers = papers
        self._known = known

    @cached_property
    def partial(self) -> PartialPapers:
        """Loads what is missing of papers that are known only from a row of a citation list, before they are written
        here, or edited."""
        from scholar_desktop.services.papers.partial_papers import PartialPapers

        return PartialPapers(self._library, self._lookup, self._known)

    @cached_property
    def stored(self) -> StoredPapers:
        """Finds the papers of a run of the search ledger, before they are written here."""
        from scholar_desktop.services.papers.stored_papers import StoredPapers

        return StoredPapers(self._library, self._known)

    async def gather(self, ids: Sequence[str], ask: RequestOptions) -> tuple[ExportItem, ...]:
        """Return the papers of *ids* (library keys, identifiers of any kind), in their order.

        The library is searched first. A single missing paper is requested as when it is opened; several are requested
        500 at a time, and only those that Semantic Scholar does not know one by one. Raises the library's errors.
        """
        found: dict[str, ExportItem] = {}
        missing: list[str] = []
        for given in dict.fromkeys(ids):
            kept = await self._library.find(given)
            if kept is not None:
                found[given] = ExportItem(given, kept.paper)
            elif (named := identifiers.recognise(given)).identifier is None:
                found[given] = (
                    await self._get_one(given, ask) if named.page else ExportItem(given, error=_invalid_item(given))
                )
            else:
                missing.append(given)
        if len(missing) > 1:
            found |= await self._get_batch(missing, ask)
        for given in missing:
            if given not in found:
                found[given] = await self._get_one(given, ask)
        return tuple(found[given] for given in ids)

    async def collection(self, name: str) -> tuple[Paper, ...]:
        """Return the papers of a collection and of the collections in it. Raises NotFound, and the library's errors."""
        kept = await self._library.collection(name)
        if kept is None:
            there = await self._library.collections()
            hint = (
                Message("Your collections: {names}.", names=", ".join(there[:20]))
                if there
                else Message("Your library has no collections.")
            )
            raise NotFound(Message("There is no collection “{name}”.", name=name), hint=hint, subject=LIBRARY)
        return tuple(one.paper for one in kept)

    async def text(
        self,
        papers: Sequence[Paper],
        form: ExportFormat,
        *,
        style: str | None = None,
        abstracts: bool = False,
        on_progress: OnProgress | None = None,
    ) -> str:
        """Return *papers* as one text that ends with a line break; empty without papers, except for the header of CSV.

        A paper of the library has its citation key there; the others get keys that no paper of the library has.

        Args:
            form: the format.
            style: the citation style for `TEXT`, a name or the path of a .csl file; None for APA.
            abstracts: whether to include abstracts. They may be used in the user's own library, so they are only
                included on request.
            on_progress: for `TEXT`, is called with the number of formatted references and their total.

        Raises:
            UsageError: the style cannot be used.
            DiskError: the style file cannot be read.
        """
        whole, keys = await self.with_keys(papers)
        if form is ExportFormat.TEXT:
            items = await asyncio.to_thread(_csl_items, whole, keys)
            lines = await format_references(items, style or DEFAULT_STYLE, on_progress)
            return "".join(f"{line}\n" for line in lines)
        from scholar_desktop.formats.entries.reference_texts import papers_text

        return await asyncio.to_thread(papers_text, whole, keys, form, abstracts=abstracts)

    async def references(
        self, papers: Sequence[Paper], style: str | None = None, on_progress: OnProgress | None = None
    ) -> FormattedReferences:
        """Return the references of *papers*, in the order of the style. Args and Raises: as of `text`."""
        whole, keys = await self.with_keys(papers)
        items = await asyncio.to_thread(_csl_items, whole, keys)
        return FormattedReferences(
            tuple(await format_references(items, style or DEFAULT_STYLE, on_progress, fonts=True))
        )

    async def source(self, paper: Paper, style: str | None = None) -> str:
        """Return the reference of *paper* as the source of a quotation: without a number, and with marks of its fonts
        (`domain/text/styled_text.py`). Args and Raises: as of `text`."""
        [source] = await self.sources([paper], style)
        return source

    async def sources(
        self,
        papers: Sequence[Paper],
        style: str | None = None,
        on_progress: OnProgress | None = None,
        *,
        as_recorded: Mapping[str, Collection[str]] = NONE_RECORDED,
        complete: Sequence[Callable[[dict[str, Any]], dict[str, Any]]] = (),
        fonts: bool = True,
    ) -> list[str]:
        """Return the reference of each of *papers*, in their order, as `source` writes it. Args and Raises: as of
        `text`; as_recorded: as of `with_places`.

        Args:
            complete: for each of *papers*, what returns its CSL-JSON item with more fields; empty for none.
            fonts: False leaves out the marks of fonts, which takes half the time.
        """
        places, whole, keys = await self.with_places(papers, as_recorded)
        items = await asyncio.to_thread(_csl_items, whole, keys)
        if complete:
            items = [add({**items[place]}) for place, add in zip(places, complete, strict=True)]
            places = list(range(len(items)))
        written = await format_references(items, style or DEFAULT_STYLE, on_progress, fonts=fonts, alone=True)
        return [written[place] for place in places]

    async def quotations(self, found: Sequence[tuple[str, Paper | None]], style: str | None = None) -> tuple[str, str]:
        """Return texts, each in quotation marks with the reference of its paper, as plain text and as HTML. Args and
        Raises: as of `text`."""
        from scholar_desktop.formats.sentence_table import quoted_sentence, quoted_sentence_html

        written = iter(await self.sources([paper for _text, paper in found if paper is not None], style))
        pairs = [(text, next(written) if paper is not None else "") for text, paper in found]
        return (
            "\n\n".join(quoted_sentence(*pair) for pair in pairs),
            "".join(quoted_sentence_html(*pair) for pair in pairs),
        )

    async def in_text_citation(
        self, papers: Sequence[Paper], style: str | None = None, *, page: str = "", words: str = ""
    ) -> InTextCitation:
        """Return the citation of *papers* for a text, such as '(Yilmaz, 2014, p. 2)'.

        Args:
            style: as of `text`, whose errors it raises.
            page: the page that is cited; empty for none.
            words: what is quoted before the citation, in quotation marks; empty for no quotation.
        """
        from scholar_desktop.formats.csl_text import format_citation

        whole, keys = await self.with_keys(papers)
        items = await asyncio.to_thread(_csl_items, whole, keys)
        text, name = await asyncio.to_thread(format_citation, items, style or DEFAULT_STYLE, page)
        return InTextCitation(f"\u201c{words}\u201d {text}" if words else text, name)

    async def save(
        self,
        papers: Sequence[Paper],
        form: ExportFormat,
        path: Path,
        *,
        style: str | None = None,
        abstracts: bool = False,
        on_progress: OnProgress | None = None,
    ) -> Path:
        """Write *papers* to a file and return its path.

        The format decides the ending: that of another format is replaced, any other name gets it. For `TEXT`, the
        ending decides whether the references have their fonts: .html, .md and .rtf have. A file that the user did not
        name is never overwritten. The file is written as a whole or not at all.

        Args:
            papers: the papers.
            form: the format.
            path: the file as the user named it.
            style, abstracts, on_progress: as of `text`.

        Raises:
            UsageError: the style cannot be used.
            DiskError: the file cannot be written, or the style file cannot be read.
        """
        from scholar_desktop.profile import write_atomically

        ending = ENDINGS[form]
        if form is ExportFormat.TEXT:
            ending = path.suffix.lower() if path.suffix.lower() in REFERENCE_FORMS.values() else ending
            text = (await self.references(papers, style, on_progress)).file_text(ending)
        else:
            text = await self.text(papers, form, abstracts=abstracts)
        return await asyncio.to_thread(write_export, path, ending, text, write_atomically)

    async def with_keys(self, papers: Sequence[Paper]) -> tuple[list[Paper], list[str]]:
        """Return *papers* without duplicates and with all their known data, and their citation keys."""
        _places, whole, keys = await self.with_places(papers)
        return whole, keys

    async def with_places(
        self, papers: Sequence[Paper], as_recorded: Mapping[str, Collection[str]] = NONE_RECORDED
    ) -> tuple[list[int], list[Paper], list[str]]:
        """As `with_keys`, and the place of each of *papers* in the list that is returned.

        Args:
            as_recorded: the ids of those whose record takes precedence over what the user wrote in the library, which
                only fills the fields that the record does not state; each with the fields that it does not fill.
        """
        kept, taken, make_key = {}, frozenset[str](), self._library.make_key
        try:
            kept = await self._library.find_many(papers)
            made = await asyncio.to_thread(lambda: [make_key(paper) for paper in papers if paper.id not in kept])
            taken = await self._library.cite_keys_like(made)
        except ScholarError as error:
            log.info("the export does not know the library's keys: %s", error.message)
        distinct = await asyncio.to_thread(_distinct_papers, papers, kept, as_recorded)
        rows = [paper for paper in distinct.papers if not paper.facts]
        said = await self._known.recall_merged([paper.ids for paper in rows], (S2, UNPAYWALL, ZENODO)) if rows else []
        whole, keys = await asyncio.to_thread(_with_records, distinct, said, kept, taken, as_recorded, make_key)
        return distinct.places, whole, keys

    async def _get_batch(self, missing: Sequence[str], ask: RequestOptions) -> dict[str, ExportItem]:
        """Return the items of *missing* that Semantic Scholar knows; if the request fails, all of them with its
        error."""
        try:
            papers = await self._lookup.many(missing, lambda _page: None, ask)
        except Offline:
            return {}  # stored records may be used instead
        except SourceError as error:
            return {given: ExportItem(given, error=error.info) for given in missing}
        known = zip(missing, papers, strict=True)
        return {given: ExportItem(given, paper) for given, paper in known if paper is not None}

    async def _get_one(self, given: str, ask: RequestOptions) -> ExportItem:
        named = identifiers.recognise(given)
        identifier = named.identifier or named.page
        assert identifier is not None
        try:
            return ExportItem(given, await self._papers.show(identifier, ask))
        except SourceError as error:
            return ExportItem(given, error=msgspec.structs.replace(error.info, subject=given))


class _DistinctPapers(msgspec.Struct, frozen=True):
    """Papers without duplicates. places: the place in them of each paper that was given; known: their citation keys in
    the library, by `Paper.id`."""

    papers: list[Paper]
    places: list[int]
    known: dict[str, str]


def _distinct_papers(
    papers: Sequence[Paper], kept: Mapping[str, KeptPaper], as_recorded: Mapping[str, Collection[str]]
) -> _DistinctPapers:
    """Return *papers* without duplicates, with what the library has of them. kept: those of the library, by `Paper.id`;
    as_recorded: as of `with_places`."""
    distinct: dict[str, Paper] = {}
    known: dict[str, str] = {}
    names: list[str] = []
    for number, paper in enumerate(papers):
        one = kept.get(paper.id)
        # a paper of the library is the same one whichever identifier was given
        names.append(one.key if one is not None else paper.id or f"{number}")
        before = distinct.get(names[-1])
        if one is None or paper.id in as_recorded:
            distinct.setdefault(names[-1], paper)
        else:
            distinct[names[-1]] = _with_row(one.paper if before is None else before, paper)
        if one is not None:
            known[one.paper.id] = known[paper.id] = known[distinct[names[-1]].id] = one.cite_key
    place_of = {name: place for place, name in enumerate(distinct)}
    return _DistinctPapers(list(distinct.values()), [place_of[name] for name in names], known)


def _with_records(
    distinct: _DistinctPapers,
    said: Sequence[Paper | None],
    kept: Mapping[str, KeptPaper],
    taken: frozenset[str],
    as_recorded: Mapping[str, Collection[str]],
    make_key: Callable[[Paper], str],
) -> tuple[list[Paper], list[str]]:
    """Return the papers with all their known data, and their citation keys.

    Args:
        said: the stored records of the services for the papers that have only the data of a list.
        kept: the papers of the library, by `Paper.id`.
        taken: the keys in the library that papers may not get.
        as_recorded: as of `Export.with_places`.
        make_key: makes the key of a paper that is not in the library.
    """
    from scholar_desktop.formats.cite_keys import citation_keys

    records, whole, known = iter(said), [], dict(distinct.known)
    for paper in distinct.papers:
        record = None if paper.facts else next(records)
        filled = paper if record is None or record.id != paper.id else merge_fields(record, paper)
        if filled.id in as_recorded and (one := kept.get(filled.id)) is not None:
            filled = _filled(filled, one.paper, as_recorded[filled.id])
            known[filled.id] = one.cite_key  # an identifier of the library may have given it another id
        whole.append(filled)
    return whole, citation_keys(whole, known, (taken - frozenset(known.values())).__contains__, make_key)


def _with_row(kept: Paper, row: Paper) -> Paper:
    """Return *kept*, a paper of the library, with what *row*, which was found by its identifiers, adds to it: a search
    may have merged the record of a service that the library does not have. What the library states stays."""
    adds = not set(row.sources) <= set(kept.sources) or not set(row.ids.items()) <= set(kept.ids.items())
    return fill_fields(kept, row) if adds and not are_unrelated(kept, row) else kept


def _filled(paper: Paper, kept: Paper, others: Collection[str]) -> Paper:
    """Return *paper* with the fields that the user wrote in the library for *kept*, the same paper, and that it does
    not state, but for *others*."""
    own = own_fields_of(kept)
    if own is None:
        return paper
    from scholar_desktop.formats.entry_json import filled_fields

    return with_own_fields(paper, forget_fields(own, filled_fields(paper).union(others)))


def _invalid_item(given: str) -> ErrorInfo:
    problem = identifiers.recognise(given).problem
    return problem or ErrorInfo(
        "usage",
        Message("“{given}” is neither a paper identifier nor a library key.", given=given),
        Message("Search for the paper first."),
        given,
    )


def export_file(path: Path, ending: str) -> Path:
    """Return the file of an export to *path*: with *ending*, and one that does not exist if the user did not name
    it."""
    if path.suffix.lower() == ending:
        return path
    is_other_format = path.suffix.lower() in ENDINGS.values()
    stem = path.stem if is_other_format else path.name
    target = path.with_name(f"{stem}{ending}")
    number = 2
    while target.exists():
        target = path.with_name(f"{stem} ({number}){ending}")
        number += 1
    return target


def write_export(path: Path, ending: str, text: str, write: Callable[[Path, bytes], None]) -> Path:
    """Write *text* to *path* with *ending*, and return the file. One that the user did not name is not overwritten."""
    target = export_file(path, ending)
    coding = "utf-8-sig" if ending == ".csv" else "utf-8"  # spreadsheets need the byte-order mark
    write(target, text.encode(coding, "replace"))
    return target


def formatted_at_once(papers: Sequence[Paper], keys: Sequence[str], style: str) -> FormattedReferences:
    """Return the references of *papers*, with their citation *keys*, in this thread. Raises: as of
    `format_at_once`."""
    return FormattedReferences(tuple(format_at_once(_csl_items(papers, keys), style, fonts=True)))


def _csl_items(papers: Sequence[Paper], keys: Sequence[str]) -> list[dict[str, Any]]:
    from scholar_desktop.formats.bibliographic import bibliographic_record
    from scholar_desktop.formats.csl_json import items
    from scholar_desktop.formats.entries.plain_formulas import plain_fields
    from scholar_desktop.formats.title_case import with_journal_as_written

    entries = [Entry(key, bibliographic_record(paper)) for paper, key in zip(papers, keys, strict=True)]
    return [with_journal_as_written(plain_fields(item)) for item in items(entries, others=True)]
