"""Text in which parts are italic, bold, raised, lowered or in small capitals, marked by characters of the private use
area."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

ITALIC, BOLD, RAISED = ("\ue005", "\ue006"), ("\ue007", "\ue008"), ("\ue009", "\ue00a")
"""The characters before and after such a part. Parts may be inside one another."""
LOWERED, SMALL_CAPITALS = ("\ue020", "\ue021"), ("\ue022", "\ue023")
SET_OFF, SET_OFF_BOLD = ("\ue024", "\ue025"), ("\ue026", "\ue027")
"""A part that a title sets off: it is italic or bold, but upright or light where what is around it already is."""
_PAIRS = (ITALIC, BOLD, RAISED, LOWERED, SMALL_CAPITALS, SET_OFF, SET_OFF_BOLD)
MARKS = frozenset(mark for pair in _PAIRS for mark in pair)
_ANY = re.compile(f"[{''.join(sorted(MARKS))}]")
_STARTS = dict(_PAIRS)


class StyledRun(msgspec.Struct, frozen=True):
    """A piece of text in one style."""

    text: str
    is_italic: bool = False
    is_bold: bool = False
    is_raised: bool = False
    is_lowered: bool = False
    is_small_capitals: bool = False


def without_marks(text: str) -> str:
    """Returns *text* without the marks."""
    return _ANY.sub("", text)


def beside_marks(text: str, change: Callable[[str], str]) -> str:
    """Returns *text* as *change* changes it without the marks, which stay where they are; without marks if the length
    of the text changes."""
    if _ANY.search(text) is None:
        return change(text)
    changed = change(without_marks(text))
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for found in _ANY.finditer(text):
        at_in_plain = found.start() - len(places)
        pieces += [changed[at:at_in_plain], found[0]]
        places.append(found.start())
        at = at_in_plain
    pieces.append(changed[at:])
    return "".join(pieces) if len(changed) == len(text) - len(places) else changed


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
            yield StyledRun(
                piece,
                (inside[ITALIC[0]] > 0) != bool(inside[SET_OFF[0]] % 2),
                (inside[BOLD[0]] > 0) != bool(inside[SET_OFF_BOLD[0]] % 2),
                inside[RAISED[0]] > 0,
                inside[LOWERED[0]] > 0,
                inside[SMALL_CAPITALS[0]] > 0,
            )
        if found is not None:
            at = found.end()
            start = next(start for start, end in _STARTS.items() if found[0] in (start, end))
            inside[start] += 1 if found[0] == start else -1
