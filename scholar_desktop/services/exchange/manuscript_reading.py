"""Reads a manuscript: its citations, its own list, and the entries of its files of references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.opened_file import read_chosen_file
from scholar_desktop.domain.reference_lists.manuscript import Manuscript, ManuscriptReference
from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.manuscripts.reference_entries import year_of
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


def read_pdf(path: Path) -> Manuscript:
    """Return the content of a PDF. Raises UsageError and DiskError."""
    from scholar_desktop.formats.manuscripts.text_citations import TextBlock, read_blocks
    from scholar_desktop.pdf.page_texts import PageTextReader

    read_chosen_file(path, MOST_BYTES)  # it is an ordinary file, and can be read
    reader = PageTextReader()
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


def read_text(path: Path, form: str) -> Manuscript:
    """Return the content of a manuscript that is not a PDF. Raises UsageError and DiskError."""
    from scholar_desktop.formats.manuscripts.text_citations import TextPart, read_blocks, without_list
    from scholar_desktop.formats.manuscripts.word_documents import read_docx, read_odt
    from scholar_desktop.formats.reference_list_detection import decode_file

    data = read_chosen_file(path, MOST_BYTES)
    if form in ("docx", "odt"):
        paragraphs = read_docx(data) if form == "docx" else read_odt(data)
        read = read_blocks(form, paragraphs, in_lines=False)
        return read if read.references else without_list(read, [TextPart(one.text, one.place) for one in paragraphs])
    if form == "bib":
        return _with_entries(Manuscript(form, cites_all=True), path, {path.name: path}, ())
    text = decode_file(data)[0]
    if form == "tex":
        return _read_latex(path, text)
    return _read_plain_text(text) if form == "text" else _read_markdown(path, text)


def _read_plain_text(text: str) -> Manuscript:
    from scholar_desktop.formats.manuscripts.text_citations import TextBlock, read_blocks, text_passages, without_list

    blocks = [TextBlock(line, number) for number, line in enumerate(text.splitlines(), 1)]
    found = read_blocks("text", blocks, in_lines=True)
    return found if found.references else without_list(found, text_passages(blocks))


def _read_markdown(path: Path, text: str) -> Manuscript:
    """Return the content of a Markdown text: with the entries of its file of references, or with its own list."""
    from scholar_desktop.formats.manuscripts.source_citations import (
        bracketed_keys,
        markdown_notes,
        markdown_text,
        read_markdown_keys,
    )
    from scholar_desktop.formats.manuscripts.text_citations import (
        TextBlock,
        read_blocks,
        text_passages,
        with_identifiers,
        without_list,
    )

    manuscript = read_markdown_keys(text)
    blocks = [
        TextBlock(line, number, is_heading=line.startswith("#")) for number, line in enumerate(text.splitlines(), 1)
    ]
    passages = text_passages(
        [TextBlock(line, number, is_heading=line.startswith("#")) for number, line in markdown_text(text)]
    )
    beside = bibliography_beside(path)
    if manuscript.bibliographies or (manuscript.cited and beside):
        own = read_blocks("markdown", blocks, in_lines=True)
        chosen = choose_list(_with_bibliographies(manuscript, path, ManuscriptFiles(path)), own)
        if chosen is not None:
            return with_identifiers(chosen, passages)
    found = read_blocks("markdown", [*markdown_notes(text), *blocks], in_lines=True)
    found = with_unlisted_keys(found, bracketed_keys(text), path.name)
    return of_own_list(found, beside) if found.references else without_list(found, passages)


def _read_latex(path: Path, text: str) -> Manuscript:
    """Return the content of a LaTeX document. A chapter has the .bib files of the main file that it names."""
    from scholar_desktop.formats.manuscripts.source_citations import included_latex, latex_passages, read_latex
    from scholar_desktop.formats.manuscripts.text_citations import with_identifiers
    from scholar_desktop.formats.reference_list_detection import decode_file

    files = ManuscriptFiles(path)
    whole = included_latex(text, files.included_text)
    manuscript = read_latex(whole)
    main = None if manuscript.bibliographies else files.main_file(text)
    if main is not None:
        files = ManuscriptFiles(main)
        text_of_main = decode_file(read_chosen_file(main, MOST_BYTES))[0]
        of_main = read_latex(included_latex(text_of_main, files.included_text))
        manuscript = msgspec.structs.replace(manuscript, bibliographies=of_main.bibliographies)
    read = _with_bibliographies(manuscript, path, files)
    read = read if manuscript.references else choose_list(read, Manuscript("tex")) or read
    return with_identifiers(read, latex_passages(whole))


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


def lines_of(manuscript: Manuscript) -> tuple[ReferenceLine, ...]:
    """Return the references as lines that can be looked up."""
    from scholar_desktop.formats.reference_list_reading import line_of_work, make_line, number_lines

    return tuple(
        number_lines(
            line_of_work(one.text, _work_of(one.entry), one.line)
            if one.entry is not None
            else make_line(one.text, 0, one.line)
            for one in manuscript.references
        )
    )
