"""Writes papers with all that the library keeps of them: every field, tag, collection, note and file."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.full_entry import FullEntry, LinkedFile, MissingFields
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.file_names import DEFAULT_TEMPLATE, TEMPLATE_FIELDS
from scholar_desktop.services.papers.export import NONE_RECORDED, ExportFormat, export_file, write_export

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.export import Export

WHOLE_FORMATS = {
    "bibtex": ".bib",
    "biblatex": ".bib",
    "ris": ".ris",
    "csl-json": ".json",
    "csv": ".csv",
    "endnote-xml": ".xml",
    "zotero-rdf": ".rdf",
    "html": ".html",
    "markdown": ".md",
}
"""The formats of whole entries, and the ending of their files."""
KEYED_FORMATS = frozenset(WHOLE_FORMATS) - {"html"}
"""Those that write citation keys."""
OWN_FORMATS = ("endnote-xml", "zotero-rdf", "html", "markdown")
"""The formats that only write whole entries."""
FILE_MODES = ("none", "links", "copies")
NAME_TEMPLATE = DEFAULT_TEMPLATE
"""The template for the names of copied PDFs, if the user gives none."""
NAME_FIELDS = TEMPLATE_FIELDS
"""The fields of that template."""


def example_key(template: str) -> str:
    """Return the citation key that *template* makes of an example, “Attention Is All You Need”. Empty: that of the
    program. Raises UsageError for a template that cannot be read."""
    from scholar_desktop.formats.entries.key_templates import key_maker

    return key_maker(template.strip() or None)(_example())


def example_file_name(template: str) -> str:
    """Return the name that *template* gives to the PDF of the same example. Raises UsageError for a bad template."""
    from scholar_desktop.formats.file_names import pdf_place

    return pdf_place(_example(), template)


class EntryOptions(msgspec.Struct, frozen=True):
    """How papers are written.

    title: of a web page or of Markdown; abstracts: True: also those of the services; False: those that a person or an
    import wrote; None: none; keys: a template for the citation keys; None for the keys of the library; keep_written:
    the template does not replace a key that a person wrote or an imported file had; files: a mode of FILE_MODES;
    collections: BibTeX has them as groups of JabRef; notes: False: no notes, tags, groups and comments of the user;
    as_recorded: as of `Export.with_places`; search_box: a web page has one, which requires that its script runs.
    """

    title: str = ""
    abstracts: bool | None = False
    keys: str | None = None
    keep_written: bool = False
    files: str = "none"
    collections: bool = True
    notes: bool = True
    as_recorded: dict[str, frozenset[str]] = {}
    search_box: bool = True


class WrittenEntries(msgspec.Struct, frozen=True):
    """The text of a file of references. papers: their number, without doubles; files: of the files that it links to."""

    text: str
    papers: int
    files: int


class SavedEntries(msgspec.Struct, frozen=True):
    """A file of references that was written, and the number of files that were copied for it."""

    path: Path
    copied: int


# not translated: names
def _example() -> Paper:
    people = tuple(Author(name) for name in ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar"))
    venue = "Neural Information Processing Systems"
    return Paper("Attention Is All You Need", authors=people, year=2017, venue=venue)


class EntryExport:
    """Writes whole entries. Sends no request."""

    def __init__(self, library: Library, export: Export) -> None:
        self._library = library
        self._export = export

    async def is_whole(self, papers: Sequence[Paper], form: str, options: EntryOptions) -> bool:
        """Return True if *papers* are written as whole entries, and not with what the services state alone: if the
        library keeps more about one of them, or the format or an option requires it."""
        if form not in WHOLE_FORMATS:
            return False
        if _requires_whole(form, options):
            return True
        from scholar_desktop.formats.entries.reference_texts import has_own_data

        return any(map(has_own_data, (await self._library.find_many(papers)).values()))

    async def has_files(self, papers: Sequence[Paper]) -> bool:
        """Return True if the library has a file of one of *papers*."""
        return any(one.files for one in (await self._library.find_many(papers)).values())

    async def text_of(
        self,
        papers: Sequence[Paper],
        form: str,
        options: EntryOptions = EntryOptions(),  # noqa: B008  frozen
        saved_as: Path | None = None,
    ) -> str:
        """Return *papers* as the text of a file: as whole entries, if `is_whole`. Wherever papers are copied or
        exported, they get the same entries.

        Args:
            saved_as: the file that the text is a preview of: with the mode `copies`, it has the paths of the copies
                that `save` makes, and nothing is copied; a web page has no search box, since a preview runs no script.
                None leaves the paths of the library.

        Args and Raises: else as of `save`.
        """
        if form not in WHOLE_FORMATS:
            return await self._export.text(papers, ExportFormat(form), abstracts=bool(options.abstracts))
        if not _requires_whole(form, options):
            from scholar_desktop.formats.entries.reference_texts import reference_text, without_collections

            _places, found = await self._with_keys(papers)
            if not options.collections:
                found = without_collections(found)
            return await asyncio.to_thread(
                reference_text, found, form, abstracts=options.abstracts, notes=options.notes
            )
        if saved_as is not None:
            options = msgspec.structs.replace(options, search_box=False)
        if options.files != "copies" or saved_as is None:
            return (await self.write(papers, form, options)).text
        _places, found, entries = await self._found_entries(papers, form, options)
        return await asyncio.to_thread(_text_of, found, _with_copies(entries, form, saved_as), form, options)

    async def missing_fields(self, papers: Sequence[Paper], form: str, options: EntryOptions) -> list[MissingFields]:
        """Return the entries of a .bib file of *papers* that lack a field which the documentation of the format
        requires; none for another format. Args and Raises: as of `text_of`."""
        if form not in (ExportFormat.BIBTEX, ExportFormat.BIBLATEX):
            return []
        return await self.missing_fields_in(await self.text_of(papers, form, options), form)

    async def missing_fields_in(self, text: str, form: str) -> list[MissingFields]:
        """Return the same for *text*, the text of a .bib file of the format *form*."""
        from scholar_desktop.formats.manuscripts.required_fields import missing_fields

        return await asyncio.to_thread(missing_fields, text, biblatex=form == ExportFormat.BIBLATEX)

    async def write(
        self, papers: Sequence[Paper], form: str, options: EntryOptions, output: Path | None = None
    ) -> WrittenEntries:
        """Return *papers* as the text of a file, and copy their files with the mode `copies`.

        The records are the same with and without files: those of the services, or whole entries if the library keeps
        more about one of the papers.

        Args:
            output: the file that the text is for: its files are copied to a folder beside it, which has its name; None
                leaves the paths of the library.

        Args and Raises: else as of `save`.
        """
        _places, found, entries = await self._found_entries(papers, form, options)
        if options.files == "copies" and output is not None:
            entries = await asyncio.to_thread(_copy_files, entries, form, output)
        text = await asyncio.to_thread(_text_of, found, entries, form, options)
        return WrittenEntries(text, len(entries), sum(len(entry.files) for entry in entries))

    async def entries(
        self,
        papers: Sequence[Paper],
        form: str,
        options: EntryOptions = EntryOptions(),  # noqa: B008  frozen
    ) -> list[FullEntry]:
        """Return the entries of papers, without doubles. The paths of their files are those in the library.

        Args:
            papers: of the library or of the services.
            form: a name of WHOLE_FORMATS.

        Raises:
            UsageError: the template cannot be read; and the errors of the library.
        """
        _places, _found, entries = await self._found_entries(papers, form, options)
        return entries

    async def entry_of_each(self, papers: Sequence[Paper], form: str, options: EntryOptions) -> list[FullEntry]:
        """Return the entry of each of *papers*, in their order; two that are the same paper have the same entry. Args
        and Raises: as of `entries`."""
        places, _found, entries = await self._found_entries(papers, form, options)
        return [entries[place] for place in places]

    async def _found_entries(
        self, papers: Sequence[Paper], form: str, options: EntryOptions
    ) -> tuple[list[int], list[KeptPaper], list[FullEntry]]:
        """Return the place of each of *papers* in the lists, the papers without doubles, and the entry of each. Args
        and Raises: as of `entries`."""
        places, found = await self._with_keys(papers, options.as_recorded)
        kept: frozenset[str] = frozenset()
        if options.keys is not None and options.keep_written:
            kept = await self._library.written_keys([one.cite_key for one in found if one.key])
        return places, found, await asyncio.to_thread(_entries, found, form, options, kept)

    async def _with_keys(
        self, papers: Sequence[Paper], as_recorded: Mapping[str, Collection[str]] = NONE_RECORDED
    ) -> tuple[list[int], list[KeptPaper]]:
        """Return the place of each of *papers* in the list, and the papers without doubles, each with what the library
        keeps of it, but for *as_recorded*, and its citation key."""
        kept = await self._library.find_many(papers)
        places, whole, known = await self._export.with_places(papers, as_recorded)
        recorded = {kept[given].key for given in as_recorded if given in kept}
        kept_at = {
            place: one
            for place, paper in zip(places, papers, strict=True)
            if (one := kept.get(paper.id)) is not None and one.key not in recorded
        }
        return places, [
            # a search and the stored records of the services may know more of the paper than the library
            msgspec.structs.replace(kept_at.get(place) or KeptPaper("", paper), paper=paper, cite_key=key)
            for place, (paper, key) in enumerate(zip(whole, known, strict=True))
        ]

    async def text(self, entries: Sequence[FullEntry], form: str) -> str:
        """Return *entries* as the text of a file."""
        return await asyncio.to_thread(_text, entries, form, EntryOptions())

    async def save(
        self,
        papers: Sequence[Paper],
        form: str,
        path: Path,
        options: EntryOptions = EntryOptions(),  # noqa: B008  frozen
    ) -> SavedEntries:
        """Write *papers* as whole entries to *path*, with the ending of the format.

        Args:
            papers, form: as of `entries`.

        Raises:
            UsageError: the template cannot be read; DiskError; and the errors of the library.
        """
        from scholar_desktop.profile import write_atomically

        target = await asyncio.to_thread(export_file, path, WHOLE_FORMATS[form])
        written = await self.write(papers, form, options, target)
        await asyncio.to_thread(write_export, target, WHOLE_FORMATS[form], written.text, write_atomically)
        return SavedEntries(target, written.files if options.files == "copies" else 0)

    async def pdf_names(self, papers: Sequence[Paper], template: str) -> list[str]:
        """Return the file names that `copy_pdfs` gives to the PDFs of *papers*, of those that have one, with their
        subfolders. Raises UsageError for a bad template."""
        from scholar_desktop.formats.file_names import pdf_place

        kept = await self._library.find_many(papers)
        return [pdf_place(one.paper, template) for one in kept.values() if one.pdf is not None]

    async def copy_pdfs(
        self,
        papers: Sequence[Paper],
        folder: Path,
        template: str,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> int:
        """Copy the PDFs of *papers* into *folder*, and return how many there are. A file that is there already is not
        copied again. If it is cancelled, what was copied stays. Raises UsageError for a bad template, and DiskError."""
        from scholar_desktop.formats.file_names import pdf_place
        from scholar_desktop.services.web.disk_files import copy_to_folder

        kept = [one for one in (await self._library.find_many(papers)).values() if one.pdf is not None]
        for number, one in enumerate(kept):
            on_progress(number, len(kept))
            target = folder / pdf_place(one.paper, template)
            try:
                await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
                await asyncio.to_thread(copy_to_folder, Path(one.pdf or ""), target.parent, target.name)
            except OSError as error:
                raise _not_copied(one.pdf or "", error) from error
        return len(kept)


def _requires_whole(form: str, options: EntryOptions) -> bool:
    return form in OWN_FORMATS or options.keys is not None or options.files != "none"


def _entries(found: Sequence[KeptPaper], form: str, options: EntryOptions, kept: frozenset[str]) -> list[FullEntry]:
    """kept: the keys that the template does not replace; else as of `EntryExport.entries`."""
    from scholar_desktop.formats.cite_keys import make_unique
    from scholar_desktop.formats.entries.key_templates import KeyTemplate
    from scholar_desktop.formats.entries.reference_texts import whole_entries

    with_files = options.files != "none"
    entries = whole_entries(found, form, abstracts=options.abstracts, notes=options.notes, with_files=with_files)
    if options.keys is None:
        return entries
    template, used = KeyTemplate(options.keys), {entry.key for entry in entries if entry.key in kept}
    for place, entry in enumerate(entries):
        if entry.key not in kept:
            key = make_unique(template.key(entry), used.__contains__)
            used.add(key)
            entries[place] = msgspec.structs.replace(entry, key=key)
    return entries


def _text(entries: Sequence[FullEntry], form: str, options: EntryOptions) -> str:
    from scholar_desktop.formats.entries.pages import write_html_page, write_markdown
    from scholar_desktop.formats.entries.writers import writer_of

    name, abstracts = options.title or "References", bool(options.abstracts)  # not translated: the page is in English
    if form == "html":
        return write_html_page(entries, title=name, abstracts=abstracts, search_box=options.search_box)
    if form == "markdown":
        return write_markdown(entries, title=name, abstracts=abstracts)
    return writer_of(form)(entries)


def _text_of(found: Sequence[KeptPaper], entries: Sequence[FullEntry], form: str, options: EntryOptions) -> str:
    from scholar_desktop.formats.entries.reference_texts import entries_text, has_own_data, papers_text

    if form == ExportFormat.CSV and any(map(has_own_data, found)):
        return entries_text(found, entries, form)
    if form in OWN_FORMATS or any(map(has_own_data, found)):
        return _text(entries, form, options)
    keys, files = [entry.key for entry in entries], [entry.files for entry in entries]
    return papers_text(
        [one.paper for one in found], keys, form, abstracts=bool(options.abstracts), files=files if any(files) else ()
    )


def _copy_files(entries: Sequence[FullEntry], form: str, output: Path) -> list[FullEntry]:
    """Copies the files of *entries*, each into a folder of its own below one that is named after the file *output*, and
    returns the entries with the new relative paths. EndNote expects the name of that folder, so exports may share it:
    no file is overwritten. If one cannot be copied, the copies that were made are removed."""
    from scholar_desktop.services.web.disk_files import copy_to_folder

    above = _folder_of_copies(form, output)
    written: list[FullEntry] = []
    copies: list[Path] = []
    number = 0
    for entry in entries:
        files: list[LinkedFile] = []
        for file in entry.files:
            number += 1
            folder, source = output.parent / above / str(number), Path(file.path)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                before = set(folder.iterdir())
                copied = copy_to_folder(source, folder, source.name)
            except OSError as error:
                _remove_copies(copies, folder)
                raise _not_copied(file.path, error) from error
            copies += [] if copied in before else [copied]
            files.append(LinkedFile(f"{above}/{number}/{copied.name}", file.title, file.type))
        written.append(msgspec.structs.replace(entry, files=tuple(files)))
    return written


def _with_copies(entries: Sequence[FullEntry], form: str, output: Path) -> list[FullEntry]:
    """Returns *entries* as `_copy_files` does if the folder of the copies does not exist yet, and copies nothing."""
    above, numbers = _folder_of_copies(form, output), itertools.count(1)
    return [
        msgspec.structs.replace(
            entry,
            files=tuple(
                LinkedFile(f"{above}/{next(numbers)}/{Path(file.path).name}", file.title, file.type)
                for file in entry.files
            ),
        )
        for entry in entries
    ]


def _folder_of_copies(form: str, output: Path) -> str:
    """Returns the name of the folder beside the file *output* that has the copies of its files."""
    return "PDF" if form == "endnote-xml" else f"{output.stem}_files"


def _remove_copies(copies: Sequence[Path], last: Path) -> None:
    """Removes files that were copied, and their folders, and the folder *last*, if they are empty then."""
    for copy in copies:
        with suppress(OSError):
            copy.unlink()
    for folder in {last, *(copy.parent for copy in copies)}:
        with suppress(OSError):
            folder.rmdir()
    with suppress(OSError):
        last.parent.rmdir()


def _not_copied(path: str, error: OSError) -> DiskError:
    return DiskError(
        Message("Could not copy {file}: {reason}.", file=path, reason=error.strerror or str(error)),
        hint=Message("Check the folder and its free space."),
        subject=path,
    )
