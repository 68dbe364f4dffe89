"""Finds the files that a manuscript names: those that it includes, its main file, and its files of references."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.opened_file import read_chosen_file
from scholar_desktop.domain.text.message import Message

MOST_BYTES = 200_000_000
"""Maximum size in bytes of a manuscript, with its pictures."""
_TEX, _BIB = ".tex", ".bib"
REFERENCE_FORMATS = {
    _BIB: "bibtex",
    ".bibtex": "bibtex",
    ".json": "csl-json",
    ".ris": "ris",
    ".xml": "endnote-xml",
}
"""The endings of files of references, as pandoc takes them, and the format of each; other files are read as BibTeX."""
_UNREAD = (".yaml", ".yml")
_FOLDERS_ABOVE = 3
"""How many folders above the manuscript belong to it, where it is not in the home folder."""


class ManuscriptFiles:
    """The files that belong to the manuscript *path*.

    LaTeX looks for all of them from the folder of the main file. A chapter in a folder of its own may name its files
    from there (packages `import` and `subfiles`), so the folders of included files are tried next. A
    manuscript may come from anyone, so outside of its folder only .tex files and files of references near it or in the
    home folder are opened.
    """

    def __init__(self, path: Path) -> None:
        folder = path.absolute().parent
        self._folder = folder
        self._folders = [folder]
        self._own = (folder, folder.resolve())
        self._areas = _areas(folder)

    def included_text(self, name: str) -> str | None:
        """Return the text of a file that LaTeX includes; None if it is not found."""
        from scholar_desktop.formats.reference_list_detection import decode_file

        path = self._tex(name)
        if path is None:
            return None
        if path.parent not in self._folders:
            self._folders.append(path.parent)
        return decode_file(read_chosen_file(path, MOST_BYTES))[0]

    def main_file(self, text: str) -> Path | None:
        """Return the file that includes the chapter *text*, if the chapter names it."""
        from scholar_desktop.formats.manuscripts.source_citations import main_file_name

        name = main_file_name(text)
        return None if name is None else self._tex(name)

    def bibliography(self, name: str) -> Path:
        """Return the file of references *name*: where its path points, or in the folder of the manuscript.

        Raises UsageError if it is not there, or its format cannot be read.
        """
        ending = Path(name).suffix.lower()
        if ending in _UNREAD:
            raise UsageError(
                Message("{file} cannot be read, because it is YAML.", file=name),
                hint=Message("Save the references as BibTeX, CSL-JSON, RIS or EndNote XML."),
                subject=name,
            )
        ending = ending if ending in REFERENCE_FORMATS else _BIB
        path = self._find(name, ending) or self._find(Path(name).name, ending)
        if path is not None:
            return path
        reason = Message("{file} was not found.", file=name)
        if all(self._near_path(folder, name) is None for folder in self._folders):
            reason = Message(
                "{file} is neither near the manuscript nor in your home folder, and was not read.", file=name
            )
        hint = Message("Check the path in the manuscript, or put the file into its folder.")
        raise UsageError(reason, hint=hint, subject=name)

    def _tex(self, name: str) -> Path | None:
        return self._find(f"{name}{_TEX}", _TEX) or self._find(name, _TEX)

    def _find(self, name: str, ending: str) -> Path | None:
        """Return the file that *name* points to from one of the folders; None if there is none, or it may not be
        opened."""
        for folder in self._folders:
            path = self._near_path(folder, name)
            try:
                real = path.resolve() if path is not None else None
                if real is None or not real.is_file():
                    continue
            except (OSError, ValueError):  # a name that the system does not allow, or a folder that cannot be read
                continue
            if _is_below(real, self._own) or (real.suffix.lower() == ending and _is_below(real, self._areas)):
                return real
        return None

    def _near_path(self, folder: Path, name: str) -> Path | None:
        """Return the path that *name* is in *folder*, if it is near. Does not touch the disk: to look for a file on
        another computer sends it the name of the user."""
        path = Path(os.path.normpath(folder / name))
        return path if _is_below(path, self._areas) else None


def bibliography_beside(path: Path) -> list[str]:
    """Return the .bib file that belongs to a manuscript which names none: of the same name, or the only one there."""
    same = path.with_suffix(_BIB)
    if same.is_file():
        return [same.name]
    found = [one.name for one in path.absolute().parent.glob("*.bib")]
    return found if len(found) == 1 else []


def _is_below(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _areas(folder: Path) -> list[Path]:
    """Return the folders in which files of a manuscript in *folder* are opened, also below them."""
    near = [folder, *list(folder.parents)[:_FOLDERS_ABOVE]]
    with suppress(RuntimeError):  # the system names no home folder
        near.append(Path.home())
    found = [one for area in near for one in (area, area.resolve())]
    return [area for area in dict.fromkeys(found) if area != Path(area.anchor)]
