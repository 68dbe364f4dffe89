"""Compares a paper with a line of a reference list, field by field, and decides how certain the match is.

A match is sure only if all that the line says was found in the paper, and enough of it: see `judge_by_title`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.merging.unrelated_papers import LEAST_SIMILARITY
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.line_comparison import (
    OTHER_AUTHORS,
    LineComparison,
    compare_line,
    content_words,
    find_title,
    without_identifiers,
)
from scholar_desktop.domain.reference_lists.reference_list import FieldMatch, LineCandidate, LineStatus, ParsedReference
from scholar_desktop.domain.reference_lists.venue_agreement import (
    find_venue,
    is_server,
    is_similar_venue,
    possible_venue_names,
    venue_names,
)
from scholar_desktop.domain.search.title_match import SAME
from scholar_desktop.domain.search.venues import PREPRINTS, venues_in
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import family_words
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.title_differences import is_other_title, title_starts
from scholar_desktop.domain.text.title_keys import (
    differs_in_spelling,
    is_title_start,
    is_typo,
    title_keys,
    without_notes,
)
from scholar_desktop.domain.text.titles import normalise, plain, same_title

TITLE_MATCHES_BUT = Message("the title matches, but {problems}")
"""Why a line is to check whose title is right: what is wrong or missing beside it."""
OK, NEAR, NO = "ok", "near", "no"
_SPELLED = Message("title (spelled differently)")
_NEARLY = Message("nearly the title")
_MOST_WORDS_WITHOUT_TITLE = 3
"""A line with an identifier and fewer other words than this has no title that could be compared, unless its parts are
clear."""
_NEAR_IN_YEARS = 2


def assess_candidate(reference: ParsedReference, text: str, paper: Paper) -> LineCandidate:
    """Returns *paper* compared with the line *text*, which was parsed as *reference*."""
    if reference.is_entry:
        return _assess_entry(reference, paper)
    compared = compare_line(text, paper, reference.title)
    if not compared.title:
        return _assess_without_title(reference, text, paper, compared)
    how = NEAR if compared.doubt else OK
    is_whole = how == OK or _has_other_authors_alone(reference, paper, compared.doubt)
    words = _title_words(text, paper) if is_whole else Message("part of title")
    parts = [FieldMatch(how, words)]
    if compared.first_author is not None:
        parts.append(FieldMatch(OK if compared.first_author else NO, Message("first author")))
    if compared.venue or (venue_names(paper) and compared.venue is False and not compared.doubt):
        how = OK if compared.venue else NEAR if compared.is_near_venue else NO
        name = compared.venue_name
        parts.append(FieldMatch(how, Message("venue “{name}”", name=name) if name else Message("venue")))
    year = _year(compared.stated_year, paper)
    missing = compared.missing
    if compared.venue is False and not venue_names(paper):
        missing = (*missing, Message("the record names no venue"))
    return LineCandidate(paper, (*parts, *year), missing, compared.doubt)


def _assess_without_title(
    reference: ParsedReference, text: str, paper: Paper, compared: LineComparison
) -> LineCandidate:
    """Returns the comparison with a line that does not contain the whole title of *paper*."""
    parts: list[FieldMatch] = []
    if reference.identifier is None or _has_other_words(reference, text, paper):
        parts.append(_title(reference, text, paper))
    parts += [*_author(reference, text, paper), *_venue(reference, text, paper)]
    return LineCandidate(paper, (*parts, *_year(compared.stated_year, paper)))


def _assess_entry(reference: ParsedReference, paper: Paper) -> LineCandidate:
    """Returns the comparison with the fields of an entry."""
    parts, missing = [], []
    if reference.title:
        words = _title_words(reference.title, paper)
        parts.append(
            FieldMatch(OK, words) if _have_same_title(reference, paper) else _title(reference, reference.title, paper)
        )
    if reference.first_author and paper.authors:
        agrees = not family_words(paper.authors[0].name).isdisjoint(family_words(reference.first_author))
        parts.append(FieldMatch(OK if agrees else NO, Message("first author")))
    else:
        missing.append(
            Message("the record names no author") if reference.first_author else Message("the entry names no author")
        )
    if reference.venue and (
        find_venue(reference.venue, possible_venue_names(paper)) is not None or _contains_venue(reference.venue, paper)
    ):
        parts.append(FieldMatch(OK, Message("venue")))
    elif reference.venue and (names := venue_names(paper)):
        parts.append(FieldMatch(NEAR if is_similar_venue(reference.venue, names) else NO, Message("venue")))
    elif reference.venue:
        missing.append(Message("the record names no venue"))
    elif paper.venue and is_server(paper.venue):
        missing.append(Message("the record is of a preprint"))
    year = _year(reference.year, paper)
    if not year:
        missing.append(
            Message("the entry has no year") if reference.year is None else Message("the record has no year")
        )
    return LineCandidate(paper, (*parts, *year), tuple(missing))


def judge_by_title(reference: ParsedReference, found: LineCandidate) -> tuple[LineStatus, str]:
    """Returns how certain it is that *found*, the result of a title match, is the paper of the line, and the reason."""
    status, why = _by_title(reference, found)
    if reference.note and status is not LineStatus.NONE:
        why = Message("{reason}; {note}", reason=why, note=reference.note)
    return _apply_doubt(reference, status, why)


def _apply_doubt(reference: ParsedReference, status: LineStatus, why: str) -> tuple[LineStatus, str]:
    """Returns the status and reason, changed to CHECK if something is wrong with the line itself, so that the user
    checks it."""
    if not reference.doubt or status is LineStatus.NONE:
        return status, why
    return LineStatus.CHECK, Message("{doubt}; {reason}", doubt=reference.doubt, reason=why)


def _by_title(reference: ParsedReference, found: LineCandidate) -> tuple[LineStatus, str]:
    title = title_part(found) or FieldMatch(NO, Message("another title"))
    rest = [part for part in found.parts if part is not title]
    bad = [_disagreement(part, reference, found) for part in rest if part.how != OK]
    good = [part.words for part in rest if part.how == OK]
    if title.how == NO:
        return LineStatus.NONE, Message("the closest paper has another title")
    if reference.is_loose and title.how != OK:
        return (
            LineStatus.CHECK,
            Message("the line has no title; what matches: {fields}", fields=_join_words(good))
            if good
            else Message("only single words match"),
        )
    if title.how == NEAR and rest and not good:
        differs = differences_beside_title(reference, found)
        return LineStatus.NONE, (
            Message("the closest paper has this title, but {problems}", problems=differs)
            if differs
            else Message("the closest paper has another title")
        )
    if title.how == NEAR and _has_other_authors_alone(reference, found.paper, found.doubt):
        others = [_disagreement(part, reference, found) for part in rest if not _is_of_author(part) and part.how != OK]
        return LineStatus.CHECK, TITLE_MATCHES_BUT.filled(problems=_join_words([found.doubt, *others]))
    if title.how == NEAR:
        differs = _difference_of_title(reference, found.paper, title)
        return LineStatus.CHECK, _list([differs, *([found.doubt] if found.doubt else []), *bad])
    if not title_keys(found.paper.title).exact:
        return LineStatus.CHECK, _list([Message("many papers have this title"), *bad])
    if bad:
        return LineStatus.CHECK, TITLE_MATCHES_BUT.filled(problems=_join_words(bad))
    if found.missing:
        if _differs_in_spaces(reference.title, plain(found.paper.title)):
            return LineStatus.CHECK, Message("the title is written differently")
        missing = _join_words(found.missing)
        if not good:
            return LineStatus.CHECK, TITLE_MATCHES_BUT.filled(problems=missing)
        fields = _join_words([title.words, *good])
        return LineStatus.CHECK, Message("{fields} match, but {problems}", fields=fields, problems=missing)
    fields = _join_words([title.words, *good])
    has_venue = bool(found.paper.venue) or any(part.words.startswith("venue") for part in rest)
    if not reference.is_entry and not has_venue:
        # a line that leaves out the venue of the record is to be checked: say why this one is not
        return LineStatus.SURE, Message("by {fields}; neither names a venue", fields=fields)
    return LineStatus.SURE, Message("by {fields}", fields=fields)


def _has_other_authors_alone(reference: ParsedReference, paper: Paper, doubt: str) -> bool:
    """Returns True if the line has the whole title of *paper*, and *doubt* is about the names before it."""
    return doubt == OTHER_AUTHORS and _have_same_title(reference, paper)


def _is_of_author(part: FieldMatch) -> bool:
    return part.words == "first author"


def _differs_in_spaces(mine: str, its: str) -> bool:
    """Returns True if the words of two titles are divided at other places: 'large effect:s' and 'large effects'."""
    first, second = normalise(mine), normalise(its)
    return first != second and first.replace(" ", "") == second.replace(" ", "")


def _difference_of_title(reference: ParsedReference, paper: Paper, title: FieldMatch) -> str:
    """Returns in what a title differs that is nearly that of *paper*."""
    if title.words != _NEARLY:
        return Message("only part of the title matches")
    mine, its = title_keys(reference.title), title_keys(paper.title)
    is_spelling = is_typo(mine, its) or differs_in_spelling(mine, its)
    if is_spelling or _differs_in_spaces(reference.title, plain(paper.title)):
        return Message("the title is written differently")
    return Message("some words of the title differ")


def differences_beside_title(reference: ParsedReference, found: LineCandidate) -> str:
    """Returns in what *found* differs from the line whose title it has; empty if it has another title."""
    if not _have_same_title(reference, found.paper):
        return ""
    title = title_part(found)
    others = [part for part in found.parts if part is not title and part.how != OK]
    return _join_words([_disagreement(part, reference, found) for part in others])


def judge_by_identifier(reference: ParsedReference, found: LineCandidate, label: str) -> tuple[LineStatus, str]:
    """Returns the same as `judge_by_title` for the result of an identifier lookup.

    *label* names its scheme, such as 'DOI'. What the line says besides the identifier must agree, but need not be
    complete.
    """
    by = (
        Message("by {identifier}, without {note}", identifier=label, note=reference.note)
        if reference.note
        else Message("by {identifier}", identifier=label)
    )
    title = title_part(found)
    if title is not None and title.how == NO:
        return LineStatus.CHECK, Message("{match}, but the line has another title", match=by)
    bad = [
        _disagreement(part, reference, found)
        for part in found.parts
        if part is not title and (part.how == NO or (part.how == NEAR and part.words != "venue"))
    ]
    if found.doubt:
        bad.insert(0, found.doubt)
    elif title is not None and title.how == NEAR:
        bad.insert(0, Message("the title differs"))
    if bad:
        return LineStatus.CHECK, Message("{match}, but {problems}", match=by, problems=_join_words(bad))
    return _apply_doubt(reference, LineStatus.SURE, by)


def is_another_paper(found: LineCandidate) -> bool:
    """Returns True if *found* has the title of the line, but the line contradicts it: there may be another paper with
    this title."""
    title = title_part(found)
    has_title = title is not None and (title.how == OK or bool(found.doubt))
    return has_title and any(part.how != OK for part in found.parts if part is not title)


def is_exact_title(reference: ParsedReference, found: LineCandidate) -> bool:
    """Returns True if *found* has exactly the title of the line, no other paper is likely to have it, and nothing that
    was compared differs: the line is in doubt only because there was too little to compare."""
    title = title_part(found)
    if title is None or title.how != OK or reference.doubt or found.doubt:
        return False
    return all(part.how == OK for part in found.parts) and bool(title_keys(found.paper.title).exact)


def names_no_author(found: LineCandidate) -> bool:
    """Returns True if the line names none of the authors that *found* has, nor others."""
    return any(one.startswith(("the line names no author", "the entry names no author")) for one in found.missing)


def has_identifier(reference: ParsedReference, paper: Paper) -> bool:
    """Returns True if the identifier in the line is one of *paper*."""
    identifier = identifiers.parse(reference.identifier) if reference.identifier else None
    return identifier is not None and not set(identifiers.ids_of(identifier).items()).isdisjoint(paper.ids.items())


def has_other_title(reference: ParsedReference, found: LineCandidate) -> bool:
    """Returns True if the line is about another paper than *found*, which has its identifier: its title is another
    one, or it is similar and so is not the first author. With the same title, and the year or the venue, the line has
    wrong authors: few papers share all of these."""
    title = title_part(found)
    if title is None or title.how == OK:
        return False
    if not set(title_keys(reference.title).exact).isdisjoint(title_keys(found.paper.title).exact) and any(
        part.how == OK for part in found.parts if part is not title
    ):
        return False
    return title.how == NO or any(part.how == NO and part.words == "first author" for part in found.parts)


def is_same_work(found: LineCandidate) -> bool:
    """Returns True if the line is about *found*, the result of a title match, though its year or its first author may
    be wrong: the whole title agrees and one of them, or part of the title and all else that was compared."""
    title = title_part(found)
    if title is None or title.how == NO:
        return False
    rest = [part.how for part in found.parts if part.words == "first author" or part.words.endswith(("year", "off"))]
    if title.how == OK or found.doubt == "the line names other authors":
        return not rest or any(how == OK for how in rest)
    return bool(rest) and all(how == OK for how in rest)


def differs_in_title(reference: ParsedReference, text: str, found: LineCandidate) -> bool:
    """Returns True if the line *text* has nearly the title of *found*, but with a misspelled or another word, or with
    another number. A subtitle that one of them lacks is no difference, and neither is a line without a title."""
    title = title_part(found)
    if title is None or title.how != NEAR or reference.is_loose or not reference.title:
        return False
    if not reference.is_entry and (place := find_title(line := without_identifiers(text), found.paper.title)):
        # the line has the whole title; it may go on with a word: "Deep learning for cats"
        return _goes_on(line[: place[0]], line[place[1] :]) and is_other_title(reference.title, found.paper.title)
    if not reference.is_entry and _has_without_subtitle(text, found.paper.title):
        return False
    return is_other_title(reference.title, found.paper.title)


def may_have_other_identifier(reference: ParsedReference, text: str, found: LineCandidate) -> bool:
    """Returns True if the line may be about another paper than *found*, which has its identifier: their titles differ
    by more than typing errors."""
    mine, its = title_keys(reference.title), title_keys(found.paper.title)
    return differs_in_title(reference, text, found) and not is_typo(mine, its)


def _goes_on(before: str, after: str) -> bool:
    """Returns True if the text around a title in a line belongs to the same title: no sign divides them."""
    return bool(re.match(r"\s+[^\W_]", after)) or bool(re.search(r"[^\W\d_]{2,}\s+$", before))


def _has_without_subtitle(text: str, title: str) -> bool:
    """Returns True if the line *text* has the beginning of *title* without its subtitle, and no other subtitle."""
    line = without_identifiers(text)
    for words, start in title_starts(plain(title)):
        place = find_title(line, start) if len(words) > 1 else None
        if place is not None and re.match(r"[\W_]*?(?:[.,;”“\"»]|\(\d|$)", line[place[1] :]):
            return True
    return False


def order_candidates(candidates: Sequence[LineCandidate]) -> tuple[LineCandidate, ...]:
    """Returns *candidates* with the best match first; equal matches keep their order."""
    worth = {OK: 2, NEAR: 1, NO: -1}
    return tuple(sorted(candidates, key=lambda one: -sum(worth[part.how] for part in one.parts)))


def title_part(found: LineCandidate) -> FieldMatch | None:
    """Returns how the title agrees; None if it was not compared."""
    return next((part for part in found.parts if part.words.endswith("title") or part.words == _SPELLED), None)


def _have_same_title(reference: ParsedReference, paper: Paper) -> bool:
    mine, its = title_keys(reference.title), title_keys(paper.title)
    return bool(mine.key) and (mine.key == its.key or not set(mine.exact).isdisjoint(its.exact))


def _title_words(text: str, paper: Paper) -> str:
    """Returns what is said of a title in *text* that is that of *paper*, but for American spelling or small slips."""
    is_exact = _letters(paper.title) in _letters(text)
    return Message("title") if is_exact else _SPELLED


def _letters(text: str) -> str:
    words = [word for word in normalise(without_notes(plain(text))).split() if word != "and"]
    words = words[1:] if words[:1] in (["the"], ["a"], ["an"]) else words
    return re.sub("[+#]", "", "".join(words))  # those of a title were compared, and are no words before a full stop


def _title(reference: ParsedReference, text: str, paper: Paper) -> FieldMatch:
    """Returns how near the title of *paper* is to that of a line which does not contain it as a whole."""
    mine, its = title_keys(reference.title), title_keys(paper.title)
    near = FieldMatch(NEAR, Message("part of title"))
    alike = same_title(reference.title, paper.title)
    if alike >= SAME or is_typo(mine, its):
        return FieldMatch(NEAR, _NEARLY)
    if is_title_start(mine, its) or is_title_start(its, mine):
        return near
    whole = normalise(paper.title)
    if whole and f" {whole} " in f" {normalise(text)} ":
        return near
    words, said = set(normalise(reference.title).split()), set(whole.split())
    if reference.is_loose or (words and len(words & said) >= 0.7 * len(words)):
        return near if words & said else FieldMatch(NO, Message("another title"))
    return near if alike >= LEAST_SIMILARITY else FieldMatch(NO, Message("another title"))


def _has_other_words(reference: ParsedReference, text: str, paper: Paper) -> bool:
    """Returns True if the line *text* has words besides the names and the venue of *paper*, as of a title. Two are
    enough where author, year and title were told apart: "LeCun, Y. (2015). Deep sleep. Nature."."""
    known = {word for author in paper.authors for word in fold_person_name(author.name).split()}
    known |= set(fold_person_name(paper.venue or "").split())
    if reference.first_author and reference.year and len(content_words(reference.title, known)) > 1:
        return True
    return len(content_words(text, known)) >= _MOST_WORDS_WITHOUT_TITLE


def _author(reference: ParsedReference, text: str, paper: Paper) -> tuple[FieldMatch, ...]:
    """Returns whether the first author of *paper* is named in a line whose title was not found."""
    if not paper.authors:
        return ()
    first = family_words(paper.authors[0].name)
    if reference.first_author and content_words(reference.first_author):
        agrees = not first.isdisjoint(family_words(reference.first_author))
        return (FieldMatch(OK if agrees else NO, Message("first author")),)
    others = set(fold_person_name(text).split()) - set(fold_person_name(reference.title).split())
    return () if first.isdisjoint(others) else (FieldMatch(OK, Message("first author")),)


def _venue(reference: ParsedReference, text: str, paper: Paper) -> tuple[FieldMatch, ...]:
    """Returns whether the venue of *paper*, or another known one, is named in a line whose title was not found."""
    rest = text.replace(reference.title, ". ") if reference.title else text
    if _contains_venue(rest, paper):
        return (FieldMatch(OK, Message("venue")),)
    named, own = venues_in(normalise(rest)), venues_in(normalise(paper.venue or ""))
    if named & own:
        return (FieldMatch(OK, Message("venue")),)
    return (FieldMatch(NO, Message("venue")),) if named and own and not (named | own) & PREPRINTS else ()


def _contains_venue(text: str, paper: Paper) -> bool:
    said = f" {normalise(text)} "
    return any(f" {key} " in said for name in venue_names(paper) if (key := normalise(name)))


def _year(stated: int | None, paper: Paper) -> tuple[FieldMatch, ...]:
    if stated is None or paper.year is None:
        return ()
    off = abs(stated - paper.year)
    if off == 0:
        return (FieldMatch(OK, Message("year")),)
    words = Message.counted("{count} year off", "{count} years off", off)
    return (FieldMatch(NEAR if off <= _NEAR_IN_YEARS else NO, words),)


def _disagreement(part: FieldMatch, reference: ParsedReference, found: LineCandidate) -> str:
    if part.words.endswith("off"):
        if not reference.year:
            return part.words
        return Message(
            "the line says {year}, the record {other}", year=str(reference.year), other=str(found.paper.year)
        )
    if part.words == "first author":
        return Message("the first author differs") if part.how == NO else Message("the first author may differ")
    if part.words == "venue":
        return Message("the venue differs") if part.how == NO else Message("the venue may differ")
    return Message("{field} differs", field=part.words)


def _list(parts: Sequence[str]) -> str:
    """Returns *parts* as one text, with semicolons between them."""
    text = parts[0]
    for part in parts[1:]:
        text = Message("{reason}; {note}", reason=text, note=part)
    return text


def _join_words(words: Sequence[str]) -> str:
    """Returns *words* as one text, with commas and an 'and' between them."""
    if not words:
        return ""
    text = words[0]
    for word in words[1:-1]:
        text = Message("{some}, {one}", some=text, one=word)
    return text if len(words) == 1 else Message("{some} and {one}", some=text, one=words[-1])
