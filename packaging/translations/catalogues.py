"""The catalogues: `resources/translations/LANGUAGE.po`, and what is compiled of them for the program.

Babel reads and writes the .po files and writes the .mo files; at run time the program uses only gettext of the standard
library. A .po file names the files of a text and not its lines, so that it does not change with every edit.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from extraction import ROOT, Text

SOURCES = ROOT / "resources" / "translations"
COMPILED = ROOT / "scholar_desktop" / "translations"
HEADER = "# Texts of Scholar Desktop in {language}. CONTRIBUTING.md says how to translate.\n"
_LEFT_OUT = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Report-Msgid-Bugs-To",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Project-Id-Version",
)
"""Headers that would change with each run, and those that say nothing here."""
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def languages() -> list[str]:
    """Returns the codes of the languages that have a catalogue."""
    return sorted(path.stem for path in SOURCES.glob("*.po"))


def po_file(language: str) -> Path:
    return SOURCES / f"{language}.po"


def mo_file(language: str, folder: Path | None = None) -> Path:
    return (folder or COMPILED) / f"{language}.mo"


def read(language: str) -> Catalog:
    """Returns the catalogue of *language*; an empty one if there is no file yet. Raises ValueError for a bad file."""
    path = po_file(language)
    if not path.is_file():
        return Catalog(locale=language, project="Scholar Desktop", version="", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def updated(catalogue: Catalog, texts: Iterable[Text]) -> Catalog:
    """Returns a catalogue with exactly *texts*, and with the translations that *catalogue* has for them."""
    new = Catalog(locale=catalogue.locale, project="Scholar Desktop", version="", fuzzy=False)
    for text in texts:
        known = new.get(text.msgid, text.context)
        plural = text.plural or (known.id[1] if known is not None and known.pluralizable else None)
        new.add(
            (text.msgid, plural) if plural else text.msgid,
            None,
            locations=[(text.file, 1)],
            flags=["python-brace-format"] if "{" in text.msgid + (plural or "") else [],
            auto_comments=[text.note] if text.note else [],
            context=text.context,
        )
    for message in new:
        if not message.id:
            continue
        message.flags.discard("python-format")  # Babel takes "40 % of" for a place of a value
        message.locations = list(dict.fromkeys(message.locations))
        msgid = message.id[0] if message.pluralizable else message.id
        before = catalogue.get(msgid, message.context)
        if before is not None and before.pluralizable == message.pluralizable and not before.fuzzy:
            message.string = before.string
            message.user_comments = before.user_comments
        elif message.pluralizable:
            message.string = ("",) * new.num_plurals
    return new


def text_of(catalogue: Catalog) -> str:
    """Returns *catalogue* as the text of a .po file."""
    buffer = io.BytesIO()
    catalogue.header_comment = HEADER.format(language=catalogue.locale.english_name if catalogue.locale else "").strip()
    write_po(buffer, catalogue, width=120, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}:' for name in _LEFT_OUT)))


def write(language: str, catalogue: Catalog) -> bool:
    """Writes the .po file. Returns whether that changed it."""
    text = text_of(catalogue)
    path = po_file(language)
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return True


def compiled(language: str) -> bytes:
    """Returns the content of the .mo file of *language*: what is translated."""
    catalogue = read(language)
    for message in list(catalogue):
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(strings):
            catalogue.delete(message.id[0] if message.pluralizable else message.id, message.context)
    catalogue.creation_date = catalogue.revision_date = _NO_DATE  # the same catalogue is compiled to the same bytes
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def compile_all(folder: Path | None = None) -> list[Path]:
    """Compiles the catalogues whose .mo file is missing or older than its .po file. Returns the .mo files of all."""
    found = []
    for language in languages():
        path = mo_file(language, folder)
        if not path.is_file() or path.stat().st_mtime < po_file(language).stat().st_mtime:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(compiled(language))
            part.replace(path)
        found.append(path)
    return found
