"""Whether a paper is what a line asks for, told part by part. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.reference_list import Candidate, Part, Standing, Wanted
from scholar_desktop.domain.search.title_match import SAME
from scholar_desktop.domain.search.venues import PREPRINTS, venues_in
from scholar_desktop.domain.text.names import family_words, fold
from scholar_desktop.domain.text.title_keys import is_head_of, is_slip, title_keys
from scholar_desktop.domain.text.titles import normalise, plain, same_title

OK, NEAR, NO = "ok", "near", "no"
_FAR = 0.6
"""Titles less alike than this have nothing to do with each other."""
_LONG_TITLE = 24
"""Letters of a title that is enough by itself, where a line says nothing else."""


def candidate(wanted: Wanted, text: str, paper: Paper) -> Candidate:
    """*paper* beside the line *text*, which asks for *wanted*."""
    parts = (
        _title(wanted, text, paper),
        _author(wanted, text, paper),
        _venue(wanted, text, paper),
        _year(wanted, paper),
    )
    return Candidate(paper, tuple(part for part in parts if part is not None))


def judged_by_title(wanted: Wanted, found: Candidate) -> tuple[Standing, str]:
    """How sure it is that *found*, which a title match gave, is what was asked for, and why."""
    standing, why = _by_title(wanted, found)
    if wanted.note and standing is not Standing.NONE:
        why = f"{why}; {wanted.note}"
    return _doubted(wanted, standing, why)


def _doubted(wanted: Wanted, standing: Standing, why: str) -> tuple[Standing, str]:
    """With what is wrong with the line itself: then a person looks."""
    if not wanted.doubt or standing is Standing.NONE:
        return standing, why
    return Standing.CHECK, f"{wanted.doubt}; {why}"


def _by_title(wanted: Wanted, found: Candidate) -> tuple[Standing, str]:
    title = next((part for part in found.parts if part.words.endswith("title")), Part(NO, "another title"))
    rest = [part for part in found.parts if part is not title]
    venue = next((part for part in rest if part.words == "venue"), None)
    bad = [_bad(part, wanted, found) for part in rest if part.how != OK]
    good = [part.words for part in rest if part.how == OK]
    if title.how == NO:
        return Standing.NONE, "the nearest paper has another title"
    if wanted.is_loose:
        return Standing.CHECK, f"the line has no title; {_and(good) or 'nothing else'} agrees" if good else "words only"
    if title.how == NEAR and rest and not good:
        return Standing.NONE, "the nearest paper has another title"
    if title.how == NEAR:
        return Standing.CHECK, "; ".join(["part of the title", *bad])
    if any(part.how == NO for part in rest if part is not venue):
        return Standing.CHECK, f"the title agrees, but {_and(bad)}"
    letters = len(normalise(wanted.title).replace(" ", ""))
    if good or letters >= _LONG_TITLE:
        near = f", but {_and(bad)}" if bad else ""
        if bad and not any(words == "first author" for words in good):
            return Standing.CHECK, f"the title agrees, but {_and(bad)}"
        return Standing.SURE, f"by {_and(['title', *good])}{near}"
    return Standing.CHECK, "by a short title alone"


def judged_by_identifier(wanted: Wanted, found: Candidate, label: str) -> tuple[Standing, str]:
    """The same for what an identifier gave. *label*: of its kind, as 'DOI'."""
    by = f"by {label}" + (f", {wanted.note} left out" if wanted.note else "")
    title = next((part for part in found.parts if part.words.endswith("title")), None)
    others = [part for part in found.parts if part is not title]
    if title is not None and title.how == NO and not any(part.how == OK for part in others):
        return Standing.CHECK, f"{by}, but the line has another title"
    return _doubted(wanted, Standing.SURE, by)


def order(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The nearest first; those that are equal as they came."""
    worth = {OK: 2, NEAR: 1, NO: -1}
    return tuple(sorted(candidates, key=lambda one: -sum(worth[part.how] for part in one.parts)))


def _title(wanted: Wanted, text: str, paper: Paper) -> Part | None:
    if not wanted.title and wanted.identifier is not None:
        return None
    mine, its = title_keys(wanted.title), title_keys(paper.title)
    alike = same_title(wanted.title, paper.title)
    whole = normalise(paper.title)
    line = f" {normalise(text)} "
    if alike >= SAME or (mine.key and mine.key == its.key) or is_slip(mine, its):
        return Part(OK, "title")
    extra = len(normalise(wanted.title).split()) - len(whole.split())
    if len(whole) >= _LONG_TITLE and f" {whole} " in line and extra < 2:
        return Part(OK, "title")
    if is_head_of(mine, its) or is_head_of(its, mine):
        return Part(OK, "title") if len(mine.key) >= _LONG_TITLE else Part(NEAR, "part of title")
    if f" {whole} " in line and whole:
        return Part(NEAR, "part of title")
    words, said = set(normalise(wanted.title).split()), set(whole.split())
    if wanted.is_loose or (words and len(words & said) >= 0.7 * len(words)):
        return Part(NEAR, "part of title") if words & said else Part(NO, "another title")
    return Part(NEAR, "part of title") if alike >= _FAR else Part(NO, "another title")


def _author(wanted: Wanted, text: str, paper: Paper) -> Part | None:
    if not paper.authors:
        return None
    first = family_words(paper.authors[0].name)
    if wanted.first_author:
        if not first.isdisjoint(family_words(wanted.first_author)):
            return Part(OK, "first author")
        line = set(fold(text).split())
        if not first.isdisjoint(line):
            return Part(OK, "first author")
        return Part(NO, "first author")
    if wanted.title and not first.isdisjoint(set(fold(text).split()) - set(fold(wanted.title).split())):
        return Part(OK, "first author")
    return None


def _venue(wanted: Wanted, text: str, paper: Paper) -> Part | None:
    venue = normalise(plain(paper.venue or ""))
    if not venue:
        return None
    said = normalise(wanted.venue or (text.replace(wanted.title, " ") if wanted.title else ""))
    if not said:
        return None
    initials = "".join(word[0] for word in venue.split() if word not in _COMMON)
    if f" {venue} " in f" {said} " or (len(initials) > 2 and initials in said.split()):
        return Part(OK, "venue")
    if wanted.venue and set(said.split()) & set(venue.split()) - _COMMON:
        return Part(OK, "venue")
    named, own = venues_in(said), venues_in(venue)
    if named & own:
        return Part(OK, "venue")
    return Part(NO, "venue") if named and own and not (named | own) & PREPRINTS else None


_COMMON = frozenset(("the", "of", "on", "in", "and", "for", "a", "an", "international", "journal", "proceedings"))


def _year(wanted: Wanted, paper: Paper) -> Part | None:
    if wanted.year is None or paper.year is None:
        return None
    off = abs(wanted.year - paper.year)
    if off == 0:
        return Part(OK, "year")
    words = "1 year off" if off == 1 else f"{off} years off"
    return Part(NEAR if off <= 2 else NO, words)


def _bad(part: Part, wanted: Wanted, found: Candidate) -> str:
    if part.words.endswith("off"):
        return f"the line says {wanted.year}, the record {found.paper.year}"
    return f"the {part.words} is another" if part.how == NO else part.words


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
