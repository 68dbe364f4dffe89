"""Compares a paper with a line of a reference list, field by field, and decides how certain the match is."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.reference_list import FieldMatch, LineCandidate, LineStatus, ParsedReference
from scholar_desktop.domain.search.title_match import SAME
from scholar_desktop.domain.search.venues import PREPRINTS, venues_in
from scholar_desktop.domain.text.names import family_words, fold_person_name
from scholar_desktop.domain.text.title_keys import is_title_start, is_typo, title_keys
from scholar_desktop.domain.text.titles import normalise, plain, same_title

OK, NEAR, NO = "ok", "near", "no"
_LEAST_SIMILARITY = 0.6
"""Below this similarity two titles are unrelated."""
_LONG_TITLE = 24
"""Length in characters from which a title is sufficient evidence on its own, if the line contains nothing else."""


def assess_candidate(reference: ParsedReference, text: str, paper: Paper) -> LineCandidate:
    """Returns *paper* compared with the line *text*, which was parsed as *reference*."""
    parts = (
        _title(reference, text, paper),
        _author(reference, text, paper),
        _venue(reference, text, paper),
        _year(reference, paper),
    )
    return LineCandidate(paper, tuple(part for part in parts if part is not None))


def judge_by_title(reference: ParsedReference, found: LineCandidate) -> tuple[LineStatus, str]:
    """Returns how certain it is that *found*, the result of a title match, is the paper of the line, and the reason."""
    status, why = _by_title(reference, found)
    if reference.note and status is not LineStatus.NONE:
        why = f"{why}; {reference.note}"
    return _apply_doubt(reference, status, why)


def _apply_doubt(reference: ParsedReference, status: LineStatus, why: str) -> tuple[LineStatus, str]:
    """Returns the status and reason, changed to CHECK if something is wrong with the line itself, so that the user
    checks it."""
    if not reference.doubt or status is LineStatus.NONE:
        return status, why
    return LineStatus.CHECK, f"{reference.doubt}; {why}"


def _by_title(reference: ParsedReference, found: LineCandidate) -> tuple[LineStatus, str]:
    title = next((part for part in found.parts if part.words.endswith("title")), FieldMatch(NO, "another title"))
    rest = [part for part in found.parts if part is not title]
    venue = next((part for part in rest if part.words == "venue"), None)
    bad = [_disagreement(part, reference, found) for part in rest if part.how != OK]
    good = [part.words for part in rest if part.how == OK]
    if title.how == NO:
        return LineStatus.NONE, "the nearest paper has another title"
    if reference.is_loose:
        return (
            LineStatus.CHECK,
            f"the line has no title; {_join_words(good) or 'nothing else'} agrees" if good else "words only",
        )
    if title.how == NEAR and rest and not good:
        return LineStatus.NONE, "the nearest paper has another title"
    if title.how == NEAR:
        return LineStatus.CHECK, "; ".join(["part of the title", *bad])
    if any(part.how == NO for part in rest if part is not venue):
        return LineStatus.CHECK, f"the title agrees, but {_join_words(bad)}"
    letters = len(normalise(reference.title).replace(" ", ""))
    if good or letters >= _LONG_TITLE:
        near = f", but {_join_words(bad)}" if bad else ""
        if bad and not any(words == "first author" for words in good):
            return LineStatus.CHECK, f"the title agrees, but {_join_words(bad)}"
        return LineStatus.SURE, f"by {_join_words(['title', *good])}{near}"
    return LineStatus.CHECK, "by a short title alone"


def judge_by_identifier(reference: ParsedReference, found: LineCandidate, label: str) -> tuple[LineStatus, str]:
    """Returns the same as `judge_by_title` for the result of an identifier lookup.

    *label* names its scheme, such as 'DOI'.
    """
    by = f"by {label}" + (f", {reference.note} left out" if reference.note else "")
    title = next((part for part in found.parts if part.words.endswith("title")), None)
    others = [part for part in found.parts if part is not title]
    if title is not None and title.how == NO and not any(part.how == OK for part in others):
        return LineStatus.CHECK, f"{by}, but the line has another title"
    return _apply_doubt(reference, LineStatus.SURE, by)


def order_candidates(candidates: Sequence[LineCandidate]) -> tuple[LineCandidate, ...]:
    """Returns *candidates* with the best match first; equal matches keep their order."""
    worth = {OK: 2, NEAR: 1, NO: -1}
    return tuple(sorted(candidates, key=lambda one: -sum(worth[part.how] for part in one.parts)))


def _title(reference: ParsedReference, text: str, paper: Paper) -> FieldMatch | None:
    if not reference.title and reference.identifier is not None:
        return None
    mine, its = title_keys(reference.title), title_keys(paper.title)
    alike = same_title(reference.title, paper.title)
    whole = normalise(paper.title)
    line = f" {normalise(text)} "
    if alike >= SAME or (mine.key and mine.key == its.key) or is_typo(mine, its):
        return FieldMatch(OK, "title")
    extra = len(normalise(reference.title).split()) - len(whole.split())
    if len(whole) >= _LONG_TITLE and f" {whole} " in line and extra < 2:
        return FieldMatch(OK, "title")
    if is_title_start(mine, its) or is_title_start(its, mine):
        return FieldMatch(OK, "title") if len(mine.key) >= _LONG_TITLE else FieldMatch(NEAR, "part of title")
    if f" {whole} " in line and whole:
        return FieldMatch(NEAR, "part of title")
    words, said = set(normalise(reference.title).split()), set(whole.split())
    if reference.is_loose or (words and len(words & said) >= 0.7 * len(words)):
        return FieldMatch(NEAR, "part of title") if words & said else FieldMatch(NO, "another title")
    return FieldMatch(NEAR, "part of title") if alike >= _LEAST_SIMILARITY else FieldMatch(NO, "another title")


def _author(reference: ParsedReference, text: str, paper: Paper) -> FieldMatch | None:
    if not paper.authors:
        return None
    first = family_words(paper.authors[0].name)
    if reference.first_author:
        if not first.isdisjoint(family_words(reference.first_author)):
            return FieldMatch(OK, "first author")
        line = set(fold_person_name(text).split())
        if not first.isdisjoint(line):
            return FieldMatch(OK, "first author")
        return FieldMatch(NO, "first author")
    if reference.title and not first.isdisjoint(
        set(fold_person_name(text).split()) - set(fold_person_name(reference.title).split())
    ):
        return FieldMatch(OK, "first author")
    return None


def _venue(reference: ParsedReference, text: str, paper: Paper) -> FieldMatch | None:
    venue = normalise(plain(paper.venue or ""))
    if not venue:
        return None
    said = normalise(reference.venue or (text.replace(reference.title, " ") if reference.title else ""))
    if not said:
        return None
    initials = "".join(word[0] for word in venue.split() if word not in _COMMON_WORDS)
    if f" {venue} " in f" {said} " or (len(initials) > 2 and initials in said.split()):
        return FieldMatch(OK, "venue")
    if reference.venue and set(said.split()) & set(venue.split()) - _COMMON_WORDS:
        return FieldMatch(OK, "venue")
    named, own = venues_in(said), venues_in(venue)
    if named & own:
        return FieldMatch(OK, "venue")
    return FieldMatch(NO, "venue") if named and own and not (named | own) & PREPRINTS else None


_COMMON_WORDS = frozenset(("the", "of", "on", "in", "and", "for", "a", "an", "international", "journal", "proceedings"))


def _year(reference: ParsedReference, paper: Paper) -> FieldMatch | None:
    if reference.year is None or paper.year is None:
        return None
    off = abs(reference.year - paper.year)
    if off == 0:
        return FieldMatch(OK, "year")
    words = "1 year off" if off == 1 else f"{off} years off"
    return FieldMatch(NEAR if off <= 2 else NO, words)


def _disagreement(part: FieldMatch, reference: ParsedReference, found: LineCandidate) -> str:
    if part.words.endswith("off"):
        return f"the line says {reference.year}, the record {found.paper.year}"
    return f"the {part.words} is another" if part.how == NO else part.words


def _join_words(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
