"""Reads the people whom a plain reference names, in any style, and compares them with the authors of a record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from scholar_desktop.domain.paper import Author
from scholar_desktop.domain.text.given_names import has_other_whole_name, have_other_given_names, whole_forms
from scholar_desktop.domain.text.names import (
    family_name_of,
    family_words,
    has_group_word,
    is_group,
    without_umlauts,
)
from scholar_desktop.domain.text.text_folding import fold_person_name

MOST_AUTHORS_OF_UNPAYWALL = 100
"""Unpaywall leaves out all further authors, without a mark."""
_BEFORE_LAST = (6, 19)
"""How many first authors APA's style, sixth and seventh edition, writes before the ellipsis and the last author. Texts
often lose the ellipsis."""
# not translated: words that are compared
_OTHERS = r"\bet\.?\s+(?:al|coll?|alii)\b\.?|等|\bи\s+др\.|(?-i:\bu\.\s?a\.(?![^\W_]))"
_SHORTENED = re.compile(
    rf"{_OTHERS}|\bothers\b|(?:\band|&|\bwith)\s+(?:\d+\s+)?(?:colleagues|co-?workers|co-?authors|more)\b"
    r"|…|\.\s?\.\s?\.",
    re.IGNORECASE,
)
_NO_NAMES = re.compile(rf"\([^()]*\d[^()]*\)|\[[^\[\]]*\]|{_OTHERS}", re.IGNORECASE)
_BROKEN = re.compile(r"(?<=[^\W\d_])-\s+(?=[^\W\d_A-Z])")
_BETWEEN = re.compile(r"([;,&/|:…]|\.\s?\.\s?\.|\b(?:and|AND|und|et|with|on behalf of|for the|y|e|och|og|en|by|in)\b)")
_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ`´][^\W\d_]+)*")
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
_LOOSE_ACCENT = re.compile("[¨´`˜ˆ¸˚]")
_DAMAGED = re.compile(r"(?<![^\W\d_])[^\W\d_]*+(?:[\ufffd?][^\W\d_]*+)++")
"""A word with a letter that could not be read."""
_SHARED_FAMILY = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_a-z]\.[\s-]?){1,4}(?=(?:and|und|et|&)\s+(?:[^\W\d_a-z]\.[\s-]?){1,4}[^\W\d_]{2})"
)
"""Initials whose family name follows those of the next person: 'J. and M. Smith'."""
_MOST_INITIALS = 3
"""A word of so few letters may be initials: 'JC', 'Yu.'."""
# not translated: words that are compared
_NO_FAMILY_NAMES_TEXT = """
and et al und with others more colleagues coworkers coauthors workers authors author co eds ed editor editors hrsg trans
by the on behalf of for in from see also cf jr sr ii iii iv phd md msc bsc mph dr prof mr mrs ms sir nd date anonymous
anon members corresponding van von der den de del della di da dos du la le ter ten zu zum zur af av el bin ibn
"""
_NO_FAMILY_NAMES = frozenset(_NO_FAMILY_NAMES_TEXT.split())
_NEVER_INITIALS = frozenset(("ii", "iii", "iv", "phd", "msc", "bsc", "mph"))
# not translated: words that are compared
_MONTHS_TEXT = """
jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october
november december
"""
_MONTHS = frozenset(_MONTHS_TEXT.split())


class _NamedPerson(msgspec.Struct, frozen=True):
    """A person as a reference names one, or the part of a name between two commas.

    words: folded, without initials and particles; joined: the words as one; first: the first letter of all; initials:
    their letters; particle: the first letter of a capitalised particle, which may be a given name ('Van Thuan');
    is_after_comma: True if a comma precedes it; is_sure: False if it may be no name, because it is short; given: the
    words after the comma that follows a family name.
    """

    words: frozenset[str]
    joined: str
    first: str
    initials: frozenset[str]
    particle: str
    is_after_comma: bool
    is_sure: bool
    given: frozenset[str] = frozenset()


class _KnownAuthor(msgspec.Struct, frozen=True):
    """An author of the record, folded. family: the words of the family name, and all of it as one word; words: those of
    the whole name; given: the other words as they are written."""

    family: frozenset[str]
    words: frozenset[str]
    given: tuple[str, ...] = ()

    def given_names(self, named: frozenset[str]) -> frozenset[str]:
        """The given names; if *named* has them, because the family name comes first, the rest."""
        return self.words - self.family - named or self.words - named


def differs_in_people(names: str, authors: Sequence[Author]) -> bool:
    """Returns True if *names*, the text of a reference before its title, names a person who is none of *authors*,
    leaves out one of them without saying so ('et al.', an ellipsis), or has them in another order.

    The family names must agree, and an initial or a given name if both sides have one; whole given names must be
    spellings or forms of one name. Groups may be left out or added.
    """
    text, damaged = _DAMAGED.subn("", _LOOSE_ACCENT.sub("", _BROKEN.sub("", names)))
    for group in (author.name for author in authors if is_group(author.name)):
        text = re.sub(re.escape(group), " ", text, flags=re.IGNORECASE)
    known = [_known(author.name) for author in authors if not is_group(author.name)]
    by_word: dict[str, list[_KnownAuthor]] = {}
    for one in known:
        for word in one.words:
            by_word.setdefault(word, []).append(one)
    people = _people(text, by_word)
    if not people or not known:  # the people are named after the title, or the record names a group alone
        return False
    found = [_authors_like(person, by_word) for person in people]
    unknown = [place for place, person in enumerate(people) if person.is_sure and not found[place]]
    if len(authors) == MOST_AUTHORS_OF_UNPAYWALL:  # the record may lack those after them, and the last one
        is_last_named = _ELLIPSIS.search(text) is not None or len(people) - 1 in _BEFORE_LAST
        end = min(len(people) - is_last_named, MOST_AUTHORS_OF_UNPAYWALL)
        unknown = [place for place in unknown if place < end]
    if unknown or _are_in_other_order(found, known):
        return True
    if _SHORTENED.search(text) is not None:
        return False
    said = {without_umlauts(word) for word in fold_person_name(text).split()}
    named = {id(one) for same in found for one in same}
    left_out = [place for place, one in enumerate(known) if id(one) not in named and one.family.isdisjoint(said)]
    left_out = sorted({*left_out, *_left_out_namesakes(text, found, known)})
    doubtful = damaged + sum(not person.is_sure and not same for person, same in zip(people, found, strict=True))
    return len(left_out) > doubtful and not _has_first_and_last(len(people), left_out, len(known))


def _left_out_namesakes(
    text: str, found: Sequence[Sequence[_KnownAuthor]], known: Sequence[_KnownAuthor]
) -> Iterator[int]:
    """Yields the places in *known* of authors whose family name *text* has less often than there are authors of that
    name. Two of them whose given names may be those of one person, whom the record has twice, count once.

    found: the authors that each person of *text* may be.
    """
    said = Counter(map(without_umlauts, fold_person_name(text).split()))
    of_family: dict[frozenset[str], list[int]] = {}
    for place, one in enumerate(known):
        of_family.setdefault(one.family, []).append(place)
    named = {id(one) for same in found for one in same}
    for family, places in of_family.items():
        apart: list[int] = []
        for place in sorted(places, key=lambda place: id(known[place]) not in named):
            if all(have_other_given_names(known[place].given, known[other].given) for other in apart):
                apart.append(place)
        people = sum(any(one.family == family for one in same) for same in found)
        count = max(people, *(said[word] for word in family))
        if 0 < count < len(apart):
            yield from apart[count + len(_SHARED_FAMILY.findall(text)) :]


def _are_in_other_order(found: Sequence[Sequence[_KnownAuthor]], known: Sequence[_KnownAuthor]) -> bool:
    """True if the people of a reference, each of whom can be only one author, are not in the order of the record."""
    places = {id(one): place for place, one in enumerate(known)}
    told_apart = all(len({id(one) for one in same}) == 1 for same in found)
    # a family name and the given name after it are two parts of one person
    order = [place for place, _ in groupby(places[id(same[0])] for same in found)] if told_apart else []
    return len(order) == len(set(order)) and order != sorted(order)


def _has_first_and_last(named: int, left_out: Sequence[int], total: int) -> bool:
    """True if the *named* people are the first ones and the last one of a style that shortens a list so."""
    return named - 1 in _BEFORE_LAST and left_out[0] == named - 1 and left_out[-1] == total - 2


def _known(name: str) -> _KnownAuthor:
    family = frozenset(map(without_umlauts, family_words(name)))
    whole = without_umlauts(fold_person_name(family_name_of(name)).replace(" ", ""))
    words = frozenset(_folded(name).split())
    family |= {whole}
    given = [word for word in re.split(r"[\s,]+", name) if family.isdisjoint(_folded(word).split())]
    return _KnownAuthor(family, words | {whole}, tuple(filter(None, given)))


def _folded(name: str) -> str:
    return without_umlauts(fold_person_name(name))


def _people(names: str, by_word: dict[str, list[_KnownAuthor]]) -> list[_NamedPerson]:
    """Returns the people in *names*. What follows a family name and a comma is the given name, unless it is the name
    of another author."""
    people: list[_NamedPerson] = []
    is_family_alone = False
    for part in _parts(names, by_word):
        if is_family_alone and part.is_after_comma and _is_given_name(part, people[-1], by_word):
            letters = part.initials | {word[0] for word in part.words} | set(part.first)
            people[-1] = msgspec.structs.replace(people[-1], initials=letters, given=part.words)
            is_family_alone = False
        elif part.words:
            people.append(part)
            like = _sharing_word(part, by_word)
            is_family_alone = not part.initials and all(part.words <= one.family for one in like)
        else:
            is_family_alone = False
    return people


def _is_given_name(part: _NamedPerson, family: _NamedPerson, by_word: dict[str, list[_KnownAuthor]]) -> bool:
    if not part.words or not part.is_sure:
        return True
    if _authors_like(part, by_word):
        return False
    given = [one.given_names(family.words) for one in _sharing_word(family, by_word)]
    return any(not names or part.first in {name[0] for name in names} for names in given)


def _sharing_word(person: _NamedPerson, by_word: dict[str, list[_KnownAuthor]]) -> list[_KnownAuthor]:
    return [one for word in (*person.words, person.joined) for one in by_word.get(word, ())]


def _authors_like(person: _NamedPerson, by_word: dict[str, list[_KnownAuthor]]) -> list[_KnownAuthor]:
    return [one for one in _sharing_word(person, by_word) if _is_like(person, one)]


def _is_like(person: _NamedPerson, one: _KnownAuthor) -> bool:
    """True if *person* may be the author *one*, who shares a word with that name."""
    if person.joined in one.family:
        letters, given = person.initials, one.given_names(one.family)
    elif person.words.isdisjoint(one.family):  # the record may have the family name first
        if not person.words <= one.words:
            return False
        letters, given = person.initials, one.given_names(person.words)
    elif not person.words & one.words <= one.family:  # a given name agrees, too
        return True
    else:
        letters = person.initials | {word[0] for word in person.words - one.words}
        given = one.given_names(person.words)
    names = person.given or person.words - one.words
    if has_other_whole_name(names, given):
        return False
    letters = letters.union(name[0] for name in whole_forms(names))
    initials = {name[0] for name in given}
    return not letters or not initials or not letters.isdisjoint(initials) or person.particle in initials


def _parts(names: str, by_word: dict[str, list[_KnownAuthor]]) -> Iterator[_NamedPerson]:
    text = _NO_NAMES.sub(" ; ", names)
    has_case = any(letter.islower() for letter in text)
    pieces = _BETWEEN.split(text)
    for separator, piece in zip(("", *pieces[1::2]), pieces[::2], strict=True):
        if not has_group_word(piece):
            yield _part(piece, by_word, is_after_comma=separator == ",", has_case=has_case)


def _part(piece: str, by_word: dict[str, list[_KnownAuthor]], *, is_after_comma: bool, has_case: bool) -> _NamedPerson:
    words, short, months = list[str](), list[str](), list[str]()
    initials: set[str] = set()
    first, particle, is_mixed = "", "", False
    is_capitals = piece.isupper()
    for hit in _WORD.finditer(piece):
        word = without_umlauts(fold_person_name(hit[0]).replace(" ", ""))
        may_be_initials = hit[0].isupper() or piece[hit.end() :].startswith(".")
        if not word or (len(hit[0]) > 1 and not hit[0][0].isupper()):
            continue
        first = first or word[0]
        if len(hit[0]) == 1:
            initials.update(word)
        elif any(word in one.family for one in by_word.get(word, ())):  # 'De', 'Ma.'
            words.append(word)
        elif not is_capitals and hit[0].isupper() and word in _NO_FAMILY_NAMES - _NEVER_INITIALS:  # 'Krause AL'
            initials.update(word)
        elif word in _MONTHS:  # 'Jan' is a given name, too
            months.append(word)
        elif len(word) <= _MOST_INITIALS and may_be_initials and word not in _NO_FAMILY_NAMES:
            short.append(word)
            is_mixed = is_mixed or not hit[0].isupper()
        elif word in _NO_FAMILY_NAMES:
            particle = word[0]
        else:
            words.append(word)
    # 'Q. Li.' is a person; 'LI', 'JC' and 'Yu.' may be initials
    is_sure = bool(words) or (has_case and is_mixed and bool(initials))
    if words:
        initials.update(letter for word in short for letter in word)
        initials.update(word[0] for word in months)
    words = words or short
    return _NamedPerson(frozenset(words), "".join(words), first, frozenset(initials), particle, is_after_comma, is_sure)
