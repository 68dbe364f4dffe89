"""How well a command or a place fits the words that are typed into the command palette, and its place in the list."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from typing import NamedTuple

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_command
from scholar_desktop.translation import shown

START, IN_TITLE, BY_WORDS, BESIDE, IN_MENU, SPREAD, IN_HELP, HELP_ALONE, NO_FIT = range(9)
"""How well a line fits the typed words: START if each begins a word of its title; IN_TITLE if that contains each;
BY_WORDS if each begins a word of the title or of one of the other names; BESIDE if each begins one of these or of the
words that count beside them; IN_MENU if each begins one of these or of the submenu; SPREAD if they are of several
names; IN_HELP if each is in the title or begins a word of one sentence of the help; HELP_ALONE if several words are
typed and none of them is of the title or a name."""
_SMALL_WORDS = Message("a, an, the, my, your, this, of, from, in, to, for")
"""Words that a line may lack if it fits those beside them; with commas between."""
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) ")
_BETWEEN_WORDS = re.compile(r"[\s,/()]+")
Rank = tuple[bool, int, bool, bool, int, bool, bool, bool, bool, int]


class LineNames(NamedTuple):
    """By what a line is found.

    title: as the line shows it; names: its other names, with commas between; submenu: the title of its submenu; beside:
    words that count beside words of a name, such as those for what the command acts on; help: what it does; is_part: it
    is a part of a page, whose title may be that of another page; is_whole: it is a page whose parts have lines of their
    own; phrases: those of its names that count as its title.
    """

    title: str
    names: str = ""
    submenu: str = ""
    beside: str = ""
    help: str = ""
    is_part: bool = False
    is_whole: bool = False
    phrases: str = ""


def rank(wanted: list[str], line: LineNames, *, can_run: bool, is_here: bool = True) -> Rank | None:
    """Return the place of a line, the smallest is first; None if it does not fit the words typed.

    One whose whole title was typed, the ellipsis at its end aside, or a phrase that counts as its title, is first, also
    if it cannot run and says why. Of the others that are found by their title or by another name, those that can run
    are first; then come those that are found by their submenu, by words of several names, or by their help.

    Args:
        is_here: it is not of another list than the one with the focus.
    """
    words = _words_that_matter(wanted)
    fit = _fit(words, line)
    if fit == NO_FIT:
        return None
    lacks_words = words != wanted and fit < IN_HELP and _fit_names(wanted, line) > fit
    whole, typed = _plain(line.title), " ".join(wanted)
    wholes = whole, whole.removesuffix("…"), *map(_plain, line.phrases.split(","))
    is_named = typed in wholes or (
        words != wanted and any(words == _words_that_matter(one.split()) for one in wholes[1:])
    )
    is_whole_title = bool(wanted) and is_named and not line.is_part
    by_menu, worth = max(fit, BY_WORDS), max(fit, IN_TITLE)
    is_elsewhere = bool(wanted) and not is_here
    is_parts = line.is_whole and fit >= BY_WORDS
    is_other, is_inside = not (wanted and _is_name(wanted, line)), not is_start(wanted, line.title)
    by_place = is_elsewhere, is_parts, is_other, is_inside
    return not is_whole_title, by_menu, lacks_words, not can_run, worth, *by_place, fit


def is_start(wanted: list[str], title: str) -> bool:
    """Return True if *title* begins with the words typed."""
    return _plain(title).startswith(" ".join(wanted))


def _is_name(wanted: list[str], line: LineNames) -> bool:
    """Return True if the words typed are one of the other names of *line*, or if those that its title lacks are."""
    not_names = ("", _plain(line.title)) if line.is_part else ("",)
    names = [name for name in map(_plain, line.names.split(",")) if name not in not_names]
    title = _words_of(line.title)
    rest = [word for word in wanted if not _begins(word, title)]
    words = _words_that_matter(wanted)
    if " ".join(wanted) in names or " ".join(rest) in names:
        return True
    return words != wanted and words in [_words_that_matter(name.split()) for name in names]


def _fit(wanted: list[str], line: LineNames) -> int:
    by_name = _fit_names(wanted, line)
    if by_name < NO_FIT:
        return by_name
    title = _plain(line.title)
    sentences = _BETWEEN_SENTENCES.split(line.help) if len(wanted) > 1 else [line.help]
    for in_help in map(_words_of, sentences):
        if all(word in title or _begins(word, in_help) for word in wanted):
            named = _words_of(f"{line.title} {line.names}")
            return IN_HELP if len(wanted) == 1 or any(_begins(word, named) for word in wanted) else HELP_ALONE
    return NO_FIT


def _fit_names(wanted: list[str], line: LineNames) -> int:
    title, begins = _plain(line.title), _words_of(line.title)
    if all(_begins(word, begins) for word in wanted):
        return START
    if all(word in title for word in wanted):
        return IN_TITLE
    every_name, around = begins | _words_of(line.names), _words_of(line.submenu)
    if any(_begins(word, every_name) for word in wanted):
        around |= _words_of(line.beside)
    if not all(_begins(word, every_name | around) for word in wanted):
        return NO_FIT  # most lines, at each key
    names = [begins | _words_of(name) for name in line.names.split(",")]
    for fit, more in ((BY_WORDS, frozenset()), (BESIDE, _words_of(line.beside)), (IN_MENU, around)):
        if any(all(_begins(word, name | more) for word in wanted) for name in names):
            return fit
    return SPREAD


def _words_that_matter(words: list[str]) -> list[str]:
    """Return *words* without small ones, such as “the”; all of them if there are no others."""
    small = _words_of(f"{shown(_SMALL_WORDS)}, {_SMALL_WORDS}")
    return [word for word in words if word not in small] or words


@functools.lru_cache(maxsize=4096)  # each key that is pressed compares all lines
def _plain(text: str) -> str:
    return " ".join(fold_command(text).split())


@functools.lru_cache(maxsize=4096)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in _BETWEEN_WORDS.split(fold_command(text)) if word)


def _begins(word: str, words: Collection[str]) -> bool:
    """Return True if *word* begins one of *words*, or a part of one after a hyphen."""
    return any(one.startswith(word) or f"-{word}" in one for one in words)
