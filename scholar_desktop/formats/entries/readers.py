"""The formats that an import reads: which reader is for which, and which format a file has."""

from __future__ import annotations

import re
from typing import Protocol

from scholar_desktop.domain.full_entry import FileEntries
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.paper_table_reading import table_head
from scholar_desktop.formats.reference_list_detection import ENDNOTE_START, LATIN_1, WEB_OF_SCIENCE_START, decode_file

_HEADER = re.compile(rb"(?:%\s*Encoding\s*:\s*|x-kbibtex-encoding\s*=\s*)([\w-]+)", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
_RIS = re.compile(r"^\ufeff?TY {1,2}-", re.MULTILINE)
_NBIB = re.compile(r"^(?:PMID|OWN) *- ", re.MULTILINE)
_STARTS = (
    (_RIS, "ris"),
    (_NBIB, "nbib"),
    (_ENTRY, "bibtex"),
    (ENDNOTE_START, "enw"),
    (WEB_OF_SCIENCE_START, "ciw"),
)
_JSON = re.compile(r"\s*[\[{]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(0x20) if chr(code) not in "\t\n\r")
_PIECE = 1_000_000

OF_ENDING = {  # not translated: names of formats
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".biblatex": "biblatex",
    ".ris": "ris",
    ".json": "csl-json",
    ".nbib": "nbib",
    ".medline": "nbib",
    ".enw": "enw",
    ".ciw": "ciw",
    ".isi": "ciw",
    ".xml": "endnote-xml",
    ".rdf": "zotero-rdf",
    ".csv": "csv",
    ".tsv": "csv",
}


class EntryReader(Protocol):
    """Reads the text of a file. Never raises for its content."""

    def __call__(self, text: str) -> FileEntries: ...


def reader_of(form: str) -> EntryReader:
    """Returns the reader of a format, by its name on the command line. Loads its libraries."""
    if form in ("bibtex", "biblatex"):
        from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries

        return read_bibtex_entries
    if form == "ris":
        from scholar_desktop.formats.entries.ris_reading import read_ris_entries

        return read_ris_entries
    if form == "csl-json":
        from scholar_desktop.formats.entries.csl_reading import read_csl_entries

        return read_csl_entries
    if form == "nbib":
        from scholar_desktop.formats.entries.tagged.nbib_reading import read_nbib_entries

        return read_nbib_entries
    if form == "enw":
        from scholar_desktop.formats.entries.tagged.enw_reading import read_enw_entries

        return read_enw_entries
    if form == "ciw":
        from scholar_desktop.formats.entries.tagged.ciw_reading import read_ciw_entries

        return read_ciw_entries
    if form == "endnote-xml":
        from scholar_desktop.formats.entries.endnote_reading import read_endnote_entries

        return read_endnote_entries
    if form in ("zotero-rdf", "zotero-folder"):
        from scholar_desktop.formats.entries.zotero_rdf_reading import read_zotero_rdf

        return read_zotero_rdf
    if form == "csv":
        from scholar_desktop.formats.entries.csv_reading import read_csv_entries

        return read_csv_entries
    raise ValueError(f"no reader for {form}")


def detect_format(name: str, data: bytes) -> str | None:
    """Returns the format of a file by its content, else by the ending of its name; None if it is none of ours."""
    head = decode_file(data[:200_000])[0]
    for pattern, form in _STARTS:
        if pattern.search(head):
            return form
    if "<rdf:RDF" in head:
        return "zotero-rdf"
    if "<xml>" in head or "<records>" in head:
        return "endnote-xml"
    if _JSON.match(head) and ('"type"' in head or '"id"' in head):
        return "csl-json"
    if table_head(head) is not None:
        return "csv"
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return OF_ENDING.get(ending)


def decode_entries(data: bytes) -> tuple[str, str | None]:
    """Returns the text of a file, and the name of its encoding if it is not UTF-8, else None.

    A .bib file may name its encoding in its first lines. Control characters, which no field can have, are left out.
    """
    text, name = _decoded(data)
    has_controls = _has_control_bytes(data) if name is None else _has_controls(text)
    return (_CONTROLS.sub("", text) if has_controls else text), name


def _has_controls(text: str) -> bool:
    """Looks at a piece at a time: 50 MB at once keep the window waiting."""
    turns = Yielder()
    for start in range(0, len(text), _PIECE):
        turns.yield_to_ui()
        if _CONTROLS.search(text, start, start + _PIECE) is not None:
            return True
    return False


def _has_control_bytes(data: bytes) -> bool:
    """As `_has_controls`, of a text in UTF-8, in a fifth of the time."""
    turns = Yielder()
    for start in range(0, len(data), _PIECE):
        turns.yield_to_ui()
        piece = data[start : start + _PIECE]
        if len(piece.translate(None, _CONTROL_BYTES)) < len(piece):
            return True
    return False


def _decoded(data: bytes) -> tuple[str, str | None]:
    named = _HEADER.search(data[:2_000]) or _HEADER.search(data[-2_000:])
    if named is not None:
        encoding = named[1].decode("ascii").lower()
        if encoding.replace("-", "").replace("_", "") not in ("utf8", "latex"):
            try:
                return data.decode(encoding), encoding
            except (LookupError, UnicodeDecodeError):
                pass
    text, name = decode_file(data)
    return (text, name) if name != LATIN_1 else _decode_lines(data, text)


def _decode_lines(data: bytes, text: str) -> tuple[str, str]:
    """Returns the text of a file in which some lines are UTF-8 and others are not, as after entries were copied from
    one file into another; *text* if none is."""
    lines: list[str] = []
    is_mixed = False
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            is_mixed = is_mixed or not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "backslashreplace"))
    if not is_mixed:
        return text, LATIN_1
    return "\n".join(lines), Message("UTF-8 and {encoding}, line by line", encoding=LATIN_1)
