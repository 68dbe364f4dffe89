"""The slips of README.md: each makes a reference line from a paper, and says which papers the line may be sure for."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from scholar_desktop.domain.text.titles import normalise
from tests.reference_list_matching.catalogue import CORRECTIONS, PREPRINT_SERVERS, Catalogue
from tests.reference_list_matching.recorded_papers import Work
from tests.reference_list_matching.styles import STYLES, broken, name_of, with_doi

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drawn:
    """One drawn reference text. truths: for each reference in it, the ids of the papers that it may be sure for."""

    style: str
    slip: str
    text: str
    truths: tuple[frozenset[str], ...]


Slip = Callable[[Work, str, random.Random, Catalogue], Drawn | None]


def _drawn(slip: str, style: str, named: Work, dice: random.Random, truth: frozenset[str]) -> Drawn:
    return Drawn(style, slip, STYLES[style](named, dice), (truth,))


def undamaged(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    return _drawn("undamaged", style, work, dice, catalogue.described_by(work))


def own_doi(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    if not work.doi:
        return None
    line = with_doi(STYLES[style](work, dice), work.doi, dice)
    return Drawn(style, "with_doi", line, (catalogue.described_by(work),))


def word_changed(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    title = catalogue.with_word_changed(work, dice)
    if title is None:
        return None
    named = replace(work, title=title)
    return _drawn("word_changed", style, named, dice, catalogue.described_by(named))


def year_off(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    named = replace(work, year=work.year + dice.choice((-3, -2, -1, 1, 2, 3)))
    return _drawn("year_off", style, named, dice, catalogue.described_by(named))


def other_first_author(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    other = dice.choice(catalogue.recorded).authors[0]
    if name_of(other).family == name_of(work.authors[0]).family:
        return None
    first = dice.choice(((other, *work.authors[1:]), (other, *work.authors)))
    named = replace(work, authors=first)
    return _drawn("other_first_author", style, named, dice, catalogue.described_by(named))


def other_initial(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    name = name_of(work.authors[0])
    if not name.given:
        return None
    given = catalogue.other_given(name.given)
    named = replace(work, authors=(f"{given} {name.family}", *work.authors[1:]))
    return _drawn("other_initial", style, named, dice, catalogue.described_by(named))


def correction(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    named = replace(work, title=dice.choice(CORRECTIONS).format(work.title))
    return _drawn("correction", style, named, dice, catalogue.described_by(named))


def part(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    form = dice.choice(("{}. Part I", "{}. Part II", "{}: Part II", "{} II", "{} (Part 2)", "{}, part 3", "{}. II"))
    named = replace(work, title=form.format(work.title.rstrip("?!")))
    return _drawn("part", style, named, dice, catalogue.described_by(named))


def subtitle_added(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    sub = dice.choice(("a survey", "methods and applications", "the case of small data", "theory", "a second look"))
    form = dice.choice(("{}: {}", "{} - {}", "{}. {}"))
    named = replace(work, title=form.format(work.title, sub if form != "{}. {}" else sub.capitalize()))
    return _drawn("subtitle_added", style, named, dice, catalogue.described_by(named))


def preprint(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    if not work.venue or "rxiv" in work.venue.lower():
        return None
    named = replace(work, venue=dice.choice(PREPRINT_SERVERS), volume="", pages="", kinds=())
    return _drawn("preprint", style, named, dice, catalogue.described_by(named))


def article(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    if work.id not in catalogue.only_preprint:
        return None
    return _drawn("article", style, work, dice, catalogue.described_by(work))


def same_title(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    known = [one for one in catalogue.papers if normalise(one.title) == normalise(work.title) and one.id != work.id]
    if known and dice.random() < 0.5:
        named = dice.choice(known)
    else:
        other = dice.choice(catalogue.recorded)
        named = replace(work, authors=other.authors, venue=other.venue, volume=other.volume, pages=other.pages)
    return _drawn("same_title", style, named, dice, catalogue.described_by(named))


def doi_of_another(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    same_year = [one for one in catalogue.papers if one.doi and one.year == work.year and one.id != work.id]
    twins = [one for one in same_year if one.venue == work.venue or one.authors[0] == work.authors[0]]
    titled = [one for one in catalogue.papers if one.doi and normalise(work.title) in normalise(one.title)]
    titled = [one for one in titled if one.id != work.id and one.id not in catalogue.described_by(work)]
    choices = [group for group in (same_year, twins, titled) if group]
    if not choices:
        return None
    other = dice.choice(dice.choice(choices))
    doi = other.doi
    states_same = (normalise(other.title), other.authors[0], other.year) == (
        normalise(work.title),
        work.authors[0],
        work.year,
    )
    if doi.lower() == work.doi.lower() or (states_same and not work.venue):
        return None  # the line states nothing in which the two differ, and names the other by its DOI
    return Drawn(style, "doi_of_another", with_doi(STYLES[style](work, dice), doi, dice), (NONE,))


def two_on_a_line(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    other = dice.choice(catalogue.recorded)
    if other.id == work.id:
        return None
    first, second = STYLES[style](work, dice), STYLES[style](other, dice)
    if dice.random() < 0.3 and work.doi:
        first = f"{first} https://doi.org/{work.doi}"
    truths = (catalogue.described_by(work), catalogue.described_by(other))
    return Drawn(style, "two_on_a_line", f"{first} {second}", truths)


def broken_line(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    return Drawn(style, "broken_line", broken(STYLES[style](work, dice), dice), (catalogue.described_by(work),))


def capitals(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    truth = catalogue.described_by(work)
    if dice.random() < 0.3:
        return Drawn(style, "capitals", STYLES[style](work, dice).upper(), (truth,))
    return _drawn("capitals", style, replace(work, title=work.title.upper()), dice, truth)


def no_authors(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    line = STYLES[style](work, dice)
    place = line.find(f"({work.year})") if style in ("APA", "Harvard") else line.find(work.title)
    if place < 1:
        return None
    place -= line[place - 1] in "“\"'‘"
    return Drawn(style, "no_authors", line[place:], (catalogue.titled(work.title, year=work.year),))


def bare_title(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn:
    return Drawn(style, "bare_title", work.title, (catalogue.titled(work.title),))


def no_year(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    line = STYLES[style](work, dice)
    dated = re.sub(rf"(?<![\d–-]){work.year}(?![\d–-])", "n.d.", line)
    if dated == line or str(work.year) in dated:
        return None
    known = [one.id for one in catalogue.papers if _names_same(one, work)]
    return Drawn(style, "no_year", dated, (frozenset(known) if len(known) == 1 else NONE,))


def typing_error(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    words = [word for word in work.title.split() if re.fullmatch(r"[a-z]{7,}", word)]
    if not words:
        return None
    word = dice.choice(words)
    at = dice.randrange(2, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    wrong = dice.choice((word[:at] + word[at] + word[at:], word[:at] + word[at + 1 :], swapped))
    named = replace(work, title=work.title.replace(word, wrong, 1))
    return _drawn("typing_error", style, named, dice, catalogue.described_by(work))


def other_venue(work: Work, style: str, dice: random.Random, catalogue: Catalogue) -> Drawn | None:
    venue = dice.choice([one.venue for one in catalogue.recorded if one.venue])
    if not work.venue or venue == work.venue:
        return None
    named = replace(work, venue=venue, volume="", pages="")
    return _drawn("other_venue", style, named, dice, catalogue.described_by(named))


def _names_same(one: Work, other: Work) -> bool:
    return (normalise(one.title), one.authors[0], one.venue) == (normalise(other.title), other.authors[0], other.venue)


SLIPS: tuple[Slip, ...] = (
    own_doi,
    word_changed,
    year_off,
    other_first_author,
    other_initial,
    correction,
    part,
    subtitle_added,
    preprint,
    article,
    same_title,
    doi_of_another,
    two_on_a_line,
    broken_line,
    capitals,
    no_authors,
    bare_title,
    no_year,
    typing_error,
    other_venue,
)
