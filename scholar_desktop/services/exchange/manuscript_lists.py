"""What the user should know about the lists of references of a manuscript: which one is checked, and keys that two
entries have. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.reference_lists.manuscript import Manuscript, ManuscriptReference
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.manuscripts.text_citations import NO_CITATIONS

_MOST_KEYS = 5
"""Maximum number of repeated keys that are named."""


def repeated_keys(entries: Sequence[ManuscriptReference]) -> list[Message]:
    """Return a sentence for each key that two or more *entries* have, with their lines. BibTeX stops at such a key."""
    by_key: dict[str, list[ManuscriptReference]] = {}
    for one in entries:
        if one.key:
            by_key.setdefault(one.key, []).append(one)
    repeated = {key: found for key, found in by_key.items() if len(found) > 1}
    notes = [
        Message("The key {key} is used by {count} entries: {places}.", key=key, count=len(found), places=_places(found))
        for key, found in list(repeated.items())[:_MOST_KEYS]
    ]
    if (more := len(repeated) - _MOST_KEYS) > 0:
        notes.append(
            Message.counted(
                "{count} more key is used by more than one entry.",
                "{count} more keys are used by more than one entry.",
                more,
            )
        )
    return notes


def _places(found: Sequence[ManuscriptReference]) -> str:
    by_file: dict[str, list[int]] = {}
    for one in found:
        by_file.setdefault(one.file, []).append(one.line)
    text = ""
    for file, numbers in by_file.items():
        part = Message("{file}, line {line}", file=file, line=numbers[0])
        if len(numbers) > 1:
            first = ", ".join(map(str, numbers[:-1]))
            part = Message("{file}, lines {lines} and {last}", file=file, lines=first, last=numbers[-1])
        text = Message("{reason}; {note}", reason=text, note=part) if text else part
    return text


def choose_list(read: Manuscript, own: Manuscript) -> Manuscript | None:
    """Return *read*, a manuscript with the entries of its file of references, with a note that names this list; None if
    its *own* list is to be checked, because its text cites none of the entries, and it does not name the file."""
    is_named = bool(read.bibliographies)
    cites_some = any(read.is_cited(one) for one in read.references)
    if own.references and not is_named and not cites_some:
        return None
    return with_notes(read, list(_which_list(_files_of(read), len(own.references), is_named=is_named)))


def of_own_list(manuscript: Manuscript, bib: Sequence[str]) -> Manuscript:
    """Return *manuscript*, whose own list is checked, with a note that names the files *bib*, which are not."""
    return with_notes(manuscript, [_bib_unchecked(name) for name in bib])


def with_unlisted_keys(manuscript: Manuscript, keys: Mapping[str, int], name: str) -> Manuscript:
    """Return *manuscript*, the text of a Markdown file with its own list, that also cites *keys*.

    Raises UsageError if there is no list that could have them. name: of its file.
    """
    keys = {
        key: line
        for key, line in keys.items()
        if not any(f"@{key}" in one.text or one.key == key for one in manuscript.references)
    }
    if not keys:
        return manuscript
    if not manuscript.references:
        raise UsageError(
            Message(
                "{file} cites keys, such as “{key}”, but it has no reference list and names no .bib file.",
                file=name,
                key=next(iter(keys)),
            ),
            hint=Message("Put its .bib file into its folder, or name it in its head: “bibliography: refs.bib”."),
            subject=name,
        )
    notes = [one for one in manuscript.notes if one != NO_CITATIONS]
    if len(notes) < len(manuscript.notes):
        notes.append(
            Message("The text cites keys that its reference list does not have, so no reference is called uncited.")
        )
    return msgspec.structs.replace(manuscript, cited=manuscript.cited | keys, notes=tuple(notes))


def with_notes(manuscript: Manuscript, notes: Sequence[str]) -> Manuscript:
    """Return *manuscript* with *notes* before its others."""
    return msgspec.structs.replace(manuscript, notes=(*notes, *manuscript.notes))


def _files_of(manuscript: Manuscript) -> str:
    return ", ".join(dict.fromkeys(one.file for one in manuscript.references if one.file))


def _which_list(files: str, own: int, *, is_named: bool) -> Iterator[Message]:
    if own:
        yield Message.counted(
            "Only {bib} was checked, not the {count} reference in the list of the text. To look that up, too, copy the "
            "list and choose “Add from reference list…”.",
            "Only {bib} was checked, not the {count} references in the list of the text. To look these up, too, copy "
            "the list and choose “Add from reference list…”.",
            own,
            bib=files,
        )
    elif not is_named:
        yield Message("The references are those of {bib}, which is in the folder of the manuscript.", bib=files)


def _bib_unchecked(name: str) -> Message:
    return Message(
        "Only the reference list of the text was checked, not {bib}. To check that, too, choose it as the manuscript.",
        bib=name,
    )
