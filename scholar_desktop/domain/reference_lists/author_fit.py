"""Tells whether a citation by author and year may mean a reference, from the people with whom the reference begins.

Styles of author and year begin with the first author. Where it is not certain who that is (a group, a title before the
names), any of the first words of the reference may be the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scholar_desktop.domain.text.names import family_words, has_group_word, is_particle, without_umlauts
from scholar_desktop.domain.text.text_folding import fold_person_name

_FIRST_WORDS = 6
"""The first author's name is among the first words of a reference."""
_LONGEST_NAMES = 1000
_MOST_WORDS = 4
"""A name has at most so many words; a title at the beginning of a reference has more."""
_LONG = 5
"""A shorter name with another letter is another name."""
_BROKEN = re.compile(r"(?<=[^\W\d_])-\s{1,9}(?=[^\W\d_A-Z])")
_END = re.compile(r"[(\[]|(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|[“\"„«:]")
"""What follows the names: a date, a title in quotes, or a colon."""
_BETWEEN = re.compile(r"[,;&/|，；、]|\s[–—]\s|\b(?:and|und|et(?!\.?\s{1,9}al\b)|og|och)\b")
_SPANISH = re.compile(r"\s(?:y|e)\s")
"""Also a part of a name: 'Ortega y Gasset'."""
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_INITIALS = re.compile(rf"(?:{_CAPITAL}(?:[a-z]{{0,2}}\.|(?![\w'’]))[\s-]*){{1,5}}|{_CAPITAL}{{2,3}}")
_INITIAL = re.compile(rf"(?<!\w){_CAPITAL}(?!['’\w])|(?<=\w\s){_CAPITAL}{{2,3}}$")
_SENTENCE_END = re.compile(r"(?<=\w\w)\.\s")
_STRONGER = re.compile(r"[;；/]")
"""Between people whose parts have commas between them: 'Lind, Ada; Holm, Bo', 'Lind, Ada / Holm, Bo'."""
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
# not translated: words that are compared
_SHORTENED = re.compile(r"\bet\.?\s{1,9}al\b|\bothers\b|\bu\.\s?a\.|\bcolleagues\b|…|\.\s?\.\s?\.", re.IGNORECASE)
# not translated: words that are compared
_OTHERS_TEXT = """
kollegen kolleginnen kollegium mitarbeiter mitarbeiterinnen mitarbeitende koautoren koautorinnen mitautoren team
colleagues coworkers co-workers coauthors co-authors collaborators others co andere al
"""
_OTHERS = frozenset(_OTHERS_TEXT.split())
"""Words after 'and' that are no names."""


class ListedNames(NamedTuple):
    """The people with whom a reference begins, folded.

    start: its first words; first: the words of the first author, empty if it is not certain who that is; next: those of
    each further author as far as they are told apart with certainty; after: the words behind them; is_shortened: not
    all authors are named.
    """

    start: tuple[str, ...]
    first: frozenset[str] = frozenset()
    next: tuple[frozenset[str], ...] = ()
    after: tuple[str, ...] = ()
    is_shortened: bool = False

    def place_of(self, names: Sequence[str]) -> int | None:
        """Returns how many words come before the first of the cited *names*, 0 if it is the first author; None if the
        citation does not mean this reference: its names are others, or in another order."""
        wanted = family_words(names[0])
        if not self.first or all(len(word) == 1 for word in wanted):
            places = [self.start.index(word) for word in wanted if word in self.start]
            is_whole = any(" " in word and word in " ".join(self.start) for word in wanted)  # of a group
            return min(places, default=0 if is_whole else None)
        if _words_cited(names[0]).isdisjoint(self.first):
            return None
        further = list(names[1:])
        if further and not _words_cited(further[0]).isdisjoint(self.first - _words_cited(names[0])):
            del further[0]  # 'Ortega y Gasset'
        return 0 if self._has_in_order(further) else None

    def _has_in_order(self, names: Sequence[str]) -> bool:
        """True if the further authors are *names*, as far as both sides name them."""
        people, rest = iter(self.next), list(self.after)
        for name in names:
            wanted = _words_cited(name)
            if wanted <= _OTHERS:
                continue
            person = next(people, None)
            if person is not None:
                if wanted.isdisjoint(person) and not _is_misspelled(wanted, person):
                    return False
                continue
            places = [place for place, word in enumerate(rest) if word in wanted]
            if places:
                del rest[: places[0] + 1]
            elif not self.is_shortened:
                return False
        return True


def listed_names(text: str, first_author: str = "") -> ListedNames:
    """Returns the people with whom the reference *text*, without a number before it, begins.

    first_author: whom another reading takes for the first author; that name fits, too.
    """
    start = tuple(fold_person_name(text[:200]).split()[:_FIRST_WORDS])
    whole = _BROKEN.sub("", text[:_LONGEST_NAMES]).lstrip("*•·-–— ")
    end = _END.search(whole)
    names = whole[: end.start()] if end is not None else whole
    pieces, ends = _pieces(names)
    if not pieces or not _is_name(pieces[0]):
        return ListedNames(start)
    people = list(_people(pieces))
    first, used = people[0]
    has_no_more = used > 1 or len(pieces) == 1 or _INITIAL.search(pieces[0]) is not None
    if not has_no_more and not _is_name(_SENTENCE_END.split(pieces[1])[0]):  # 'Health, safety and work'
        return ListedNames(start)
    further = [words for words, _ in people[1:]]
    used = people[-1][1]
    after = tuple(_compared(fold_person_name(whole[ends[used - 1] :]).split()))
    known = first | _words_cited(first_author) if first_author else first
    return ListedNames(start, frozenset(known), tuple(further), after, _SHORTENED.search(names) is not None)


def _pieces(names: str) -> tuple[list[str], list[int]]:
    """Returns the parts of *names* between commas and the like, and where each ends; between people alone, if they can
    be told apart by stronger signs."""
    parts = _STRONGER.split(names)
    is_divided = len(parts) > 1 and "," in parts[0]
    pieces, ends, start = list[str](), list[int](), 0
    for found in (_STRONGER if is_divided else _BETWEEN).finditer(names):
        if piece := names[start : found.start()].strip():
            pieces.append(piece)
            ends.append(found.start())
        start = found.end()
    if piece := names[start:].strip():
        pieces.append(piece)
        ends.append(len(names))
    return pieces, ends


def _is_name(piece: str) -> bool:
    """True if a part of the names may be a name: it has no word of a title or of a group."""
    words = re.findall(r"[^\W_][\w'’.-]*", piece)
    return (
        0 < len(words) <= _MOST_WORDS + sum(map(is_particle, words))
        and all(not word[0].islower() or is_particle(word) for word in words)
        and not has_group_word(piece)
    )


def _people(pieces: Sequence[str]) -> Iterator[tuple[frozenset[str], int]]:
    """Yields the words of the first person, and of all further ones that can be told apart with certainty, because
    each has initials; and the number of the pieces up to the end of each."""
    are_words = len(pieces) > 2 and all(  # 'Lind, Holm, and Ames'
        len(piece.split()) == 1 and _INITIALS.fullmatch(piece) is None for piece in pieces
    )
    at = 0
    while at < len(pieces):
        piece, is_first = pieces[at], at == 0
        if not is_first and not _is_name(piece):
            return
        at += 1
        words, is_whole = _words(piece), "," in piece or _is_whole(piece)
        if not is_whole and at < len(pieces):
            given = _SPANISH.split(pieces[at])[0].strip()
            has_initial = _INITIAL.search(given) is not None
            is_whole = _INITIALS.fullmatch(pieces[at]) is not None and not are_words
            if is_whole or (is_first and not are_words and _is_name(given) and (has_initial or " " not in given)):
                words |= _words(given)
                at += is_whole
        while at < len(pieces) and _SUFFIX.fullmatch(pieces[at]) is not None:
            at += 1
        if is_whole or is_first:
            yield words, at
        if not is_whole:
            return


def _is_whole(piece: str) -> bool:
    """True if a part of the names is a whole name, with an initial."""
    return _INITIAL.search(piece) is not None and _INITIALS.fullmatch(piece) is None


def _words(piece: str) -> frozenset[str]:
    words = fold_person_name(piece).split()
    long = "".join(word for word in words if len(word) > 1)
    return frozenset(_compared([*words, *([long] if long else []), *_compared_whole(piece)]))


def _compared_whole(piece: str) -> list[str]:
    """Returns the words of a name with an apostrophe as one: 'oneil'."""
    return [fold_person_name(word).replace(" ", "") for word in piece.split() if re.search(r"['’‘ʼ`´-]", word)]


def _words_cited(name: str) -> frozenset[str]:
    words = family_words(name)
    whole = "".join(fold_person_name(name).split())
    return frozenset(_compared([*words, whole]))


def _is_misspelled(one: frozenset[str], other: frozenset[str]) -> bool:
    """True if a long word of both names differs in one letter, not the first: 'Hansen' for 'Hanson'."""
    from rapidfuzz.distance import Levenshtein  # rarely needed

    long, others = ([word for word in words if len(word) >= _LONG] for words in (one, other))
    return any(
        mine[0] == theirs[0] and Levenshtein.distance(mine, theirs, score_cutoff=1) <= 1
        for mine in long
        for theirs in others
    )


def _compared(words: Sequence[str]) -> list[str]:
    """Returns *words* with 'ue' as 'u': 'Mueller' is 'Müller'."""
    return [without_umlauts(word) for word in words]
