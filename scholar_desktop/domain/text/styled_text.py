"""Text in which parts are italic, bold or raised, marked by characters of the private use area."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

ITALIC, BOLD, RAISED = ("\ue005", "\ue006"), ("\ue007", "\ue008"), ("\ue009", "\ue00a")
"""The characters before and after such a part. Parts may be inside one another."""
MARKS = frozenset((*ITALIC, *BOLD, *RAISED))
_ANY = re.compile(f"[{''.join(sorted(MARKS))}]")
_STARTS = dict((ITALIC, BOLD, RAISED))


class StyledRun(msgspec.Struct, frozen=True):
    """A piece of text in one style."""

    text: str
    is_italic: bool = False
    is_bold: bool = False
    is_raised: bool = False


def without_marks(text: str) -> str:
    """Returns *text* without the marks."""
    return _ANY.sub("", text)


def are_paired(text: str) -> bool:
    """Returns whether each mark in *text* has its counterpart, in the right order."""
    ends: list[str] = []
    for mark in _ANY.findall(text):
        if mark in _STARTS:
            ends.append(_STARTS[mark])
        elif not ends or ends.pop() != mark:
            return False
    return not ends


def runs_of(text: str) -> Iterator[StyledRun]:
    """Yields the pieces of *text*, each in one style, without the marks."""
    inside = dict.fromkeys(_STARTS, 0)
    at = 0
    for found in [*_ANY.finditer(text), None]:
        piece = text[at : found.start()] if found is not None else text[at:]
        if piece:
            yield StyledRun(piece, inside[ITALIC[0]] > 0, inside[BOLD[0]] > 0, inside[RAISED[0]] > 0)
        if found is not None:
            at = found.end()
            start = next(start for start, end in _STARTS.items() if found[0] in (start, end))
            inside[start] += 1 if found[0] == start else -1
