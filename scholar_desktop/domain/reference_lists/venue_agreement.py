"""Compares the venue that a reference line names with the venue of a paper, by full names and by abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.venues import names_of
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.titles import plain

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_STOP = frozenset(
    ["the", "of", "on", "in", "and", "for", "a", "an", "de", "la", "le", "der", "die", "und", "et", "to", "with", "fur"]
)
# not translated: words that are compared
_BEFORE_TEXT = """
in proceedings proc procs of the annual annu international int intl national advances adv adv. conference conf
workshop workshops symposium symp meeting congress ieee acm usenix aaai on and for a an joint selected papers
revised extended first second third fourth fifth sixth seventh eighth ninth tenth edition presented at
"""
_BEFORE = frozenset(_BEFORE_TEXT.split())
"""Words that may precede the name of a venue and are not part of it."""
# not translated: words that are compared
_BEHIND_TEXT = """
vol volume no number nr issue pp p pages page art article paper id doi http https www available epub published
online issn isbn accessed retrieved jan feb mar apr may jun jul aug sep sept oct nov dec january
february march april june july august september october november december usa us suppl internet cited spring
summer fall autumn winter press springer elsevier wiley acm ieee curran pmlr association forthcoming
"""
_BEHIND = frozenset(_BEHIND_TEXT.split())
"""Words that may follow the name of a venue without a punctuation mark."""
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|\.)?|[ivxl]+", re.IGNORECASE)
_CLOSING = re.compile(r"[,;:(\[“\"]")
_EDITORS = re.compile(r"\b(?:eds?\b\.?|editors?\b|hrsg\b|herausgeber\b)", re.IGNORECASE)
_SERIES = re.compile(r"[\s.:,–—-]*(?:(?:series|ser|section|sect)\b|[A-Z]$)", re.IGNORECASE)
"""The part of a journal's name that names one of its series."""
# not translated: names of venues as the services send them
_SERVERS = ("arxiv", "biorxiv", "medrxiv", "chemrxiv", "ssrn", "research square", "corr")

_ZENODO = "Zenodo"
# not translated: how lines name the server
_ARXIV = ("arXiv", "arXiv preprint")


class Word(NamedTuple):
    """A word of a line, folded, with its place in the line and True if a full stop follows."""

    folded: str
    start: int
    end: int
    is_dotted: bool


def words_of(text: str) -> list[Word]:
    """Returns the words of *text*."""
    found = []
    for hit in _WORD.finditer(text):
        folded = fold_person_name(hit[0]).replace(" ", "")
        if folded:
            found.append(Word(folded, hit.start(), hit.end(), text[hit.end() : hit.end() + 1] == "."))
    return found


@lru_cache(maxsize=10_000)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words_of(name))


def venue_names(paper: Paper) -> tuple[str, ...]:
    """Returns the names of the venue of *paper*, the one shown first. That of a record of Zenodo is Zenodo."""
    if not paper.venue:
        return (_ZENODO,) if paper.ids.zenodo else ()
    names = {plain(paper.venue): None}
    fields = next((facts.fields for facts in paper.facts if facts.source == S2), {})
    journal, venue = fields.get("journal"), fields.get("publicationVenue")
    more: list[object] = [journal.get("name")] if isinstance(journal, dict) else []
    if isinstance(venue, dict):
        others = venue.get("alternate_names")
        more += [venue.get("name"), *(others if isinstance(others, list) else ())]
    for name in more:
        if isinstance(name, str) and name.strip() and is_server(name) == is_server(paper.venue):
            names[plain(name)] = None
    return tuple(names)


def possible_venue_names(paper: Paper) -> tuple[str, ...]:
    """Returns the names that a line may state as the venue of *paper*: a paper on arXiv without a venue may have been
    published anywhere, so that arXiv agrees with it, and no other venue contradicts it."""
    return venue_names(paper) or (_ARXIV if paper.ids.arxiv else ())


def is_server(venue: str) -> bool:
    """Returns True if *venue* is a preprint server."""
    return venue.casefold().startswith(_SERVERS)


def _variants(name: str) -> Iterator[str]:
    for one in names_of(name):
        yield one
        head = re.split(r"\s*[:(/=\[]|\s+[-–]\s+|\s*\.\s*(?=\w{3,}\s)", one, maxsplit=1)[0]
        # 'Systems - A' and 'Systems. Series B' are two journals
        if head != one and len(head) > 2 and _SERIES.match(one[len(head) :]) is None:
            yield head
        short = re.sub(r",?\s+of the United States of America$", "", one, flags=re.IGNORECASE)
        if short != one:
            yield short


def find_venue(text: str, names: Sequence[str]) -> tuple[int, int] | None:
    """Returns where in *text*, the part of a line after its title, one of *names* is; None if it is not there.

    The name must be whole: before it only words that precede a venue, after it a punctuation mark or a number.
    """
    words = words_of(text)
    starts = list(_possible_starts(text, words))
    for name in dict.fromkeys(variant for one in names for variant in _variants(one)):
        parts = _name_words(name)
        if not any(part not in _STOP for part in parts):
            continue
        for start in starts:
            end = _match(words, start, parts)
            if end is not None and _is_whole(text, words, end, parts):
                return words[start].start, words[end - 1].end
    return None


def is_similar_venue(text: str, names: Sequence[str]) -> bool:
    """Returns True if half of the words of one of *names* are in *text*, as words or abbreviations."""
    there = words_of(text)
    for name in names:
        parts = [part for part in _name_words(name) if part not in _STOP]
        found = sum(any(word.folded == part or _shortens(word, part) for word in there) for part in parts)
        if parts and 2 * found >= len(parts):
            return True
    return False


def are_different_venues(text: str, names: Sequence[str]) -> bool:
    """Returns True if *text*, the name of a venue, and each of *names* have words of their own: 'Annals of Psychology'
    and 'Psychology Review'. A name that only has more words than the other, such as a series, may be the same venue."""
    mine = _telling_words(text)
    return all(
        _has_other_words(mine, its) and _has_other_words(its, mine)
        for its in (_telling_words(variant) for name in names for variant in _variants(name))
    )


def _telling_words(text: str) -> list[Word]:
    left_out = _STOP | _BEFORE | _BEHIND
    return [
        word
        for word in words_of(text)
        if len(word.folded) > 1 and word.folded not in left_out and _ORDINAL.fullmatch(word.folded) is None
    ]


def _has_other_words(mine: Sequence[Word], its: Sequence[Word]) -> bool:
    return any(
        not any(
            one.folded == other.folded or _shortens(one, other.folded) or _shortens(other, one.folded) for other in its
        )
        for one in mine
    )


def _possible_starts(text: str, words: Sequence[Word]) -> Iterator[int]:
    """Yields the indexes of the words with which the venue may begin."""
    has_editors = _names_editors(text, words)
    for place, word in enumerate(words):
        yield place
        leads = word.folded in _BEFORE or _ORDINAL.fullmatch(word.folded) is not None
        if not (leads or has_editors):
            return


def _names_editors(text: str, words: Sequence[Word]) -> bool:
    """Returns True for 'In: A. Editor and B. Editor (Eds.), Venue'."""
    editors = _EDITORS.search(text)
    return editors is not None and bool(words) and words[0].folded == "in"


def _match(words: Sequence[Word], start: int, parts: Sequence[str]) -> int | None:
    """Returns the index after the words that are the name with *parts*, from *start* on; None if they are not."""
    at, place = start, 0
    while place < len(parts):
        if at >= len(words):
            return at if all(part in _STOP for part in parts[place:]) else None
        word, part = words[at], parts[place]
        if word.folded == part or _shortens(word, part):
            at, place = at + 1, place + 1
        elif part in _STOP:
            place += 1
        elif at > start and word.folded in _STOP:
            at += 1
        else:
            return None
    return at


def _shortens(word: Word, part: str) -> bool:
    """Returns True if *word* is an abbreviation of *part*: its beginning ('Phys'), or a contraction ('Natl')."""
    short = word.folded
    if len(short) >= len(part) or short[0] != part[0] or part in _STOP:
        return False
    if part.startswith(short):
        return True
    if len(short) < 3:
        return False
    letters = iter(part)
    return all(letter in letters for letter in short) and short[-1] in part[-4:]


def _is_whole(text: str, words: Sequence[Word], end: int, parts: Sequence[str]) -> bool:
    """Returns True if the name of a venue ends before the word with the index *end*."""
    if end >= len(words):
        return True
    following = words[end]
    if _SERIES.match(text[words[end - 1].end :]) is not None and not following.folded[0].isdigit():
        return False
    if following.folded[0].isdigit() or following.folded in _BEHIND:
        return True
    between = text[words[end - 1].end : following.start]
    if _CLOSING.search(between):
        return True
    # the full stop of an abbreviation does not end the name: 'Nat. Commun.' is not 'Nature'
    return "." in between and words[end - 1].folded in parts
