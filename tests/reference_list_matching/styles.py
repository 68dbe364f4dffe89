"""Eight citation styles, written for the tests alone: they share no code with the program."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.reference_list_matching.recorded_papers import Work

_PARTICLE_WORDS = "van von der den de del della di da dos du la le ter ten al el bin"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_SHORT = {
    "journal": "J.", "international": "Int.", "proceedings": "Proc.", "conference": "Conf.", "transactions": "Trans.",
    "science": "Sci.", "sciences": "Sci.", "nature": "Nat.", "communications": "Commun.", "physics": "Phys.",
    "physical": "Phys.", "review": "Rev.", "reviews": "Rev.", "letters": "Lett.", "chemistry": "Chem.",
    "chemical": "Chem.", "society": "Soc.", "american": "Am.", "biology": "Biol.", "biological": "Biol.",
    "medicine": "Med.", "medical": "Med.", "research": "Res.", "engineering": "Eng.", "computer": "Comput.",
    "computing": "Comput.", "computational": "Comput.", "systems": "Syst.", "mathematics": "Math.",
    "mathematical": "Math.", "statistics": "Stat.", "molecular": "Mol.", "national": "Natl.", "academy": "Acad.",
    "applied": "Appl.", "machine": "Mach.", "learning": "Learn.", "intelligence": "Intell.", "artificial": "Artif.",
    "information": "Inf.", "technology": "Technol.", "theoretical": "Theor.", "theory": "Theory", "annual": "Annu.",
    "philosophical": "Philos.", "royal": "R.", "european": "Eur.", "environmental": "Environ.", "cellular": "Cell.",
    "immunology": "Immunol.", "cancer": "Cancer", "neural": "Neural", "processing": "Process.", "language": "Lang.",
    "linguistics": "Linguist.", "association": "Assoc.", "experimental": "Exp.", "bulletin": "Bull.",
    "symposium": "Symp.", "neuroscience": "Neurosci.", "clinical": "Clin.", "psychology": "Psychol.",
    "education": "Educ.", "studies": "Stud.", "quarterly": "Q.", "archives": "Arch.", "biochemistry": "Biochem.",
}  # fmt: skip
_LEFT_OUT = frozenset(("the", "of", "and", "in", "on", "for", "a", "an", "&", "de", "la"))


@dataclass(frozen=True)
class Name:
    """A person's name in parts."""

    given: str
    family: str

    def initials(self, between: str = " ", stop: str = ".") -> str:
        """Return the initials of the given names: 'A. M.'."""
        parts = [part for word in self.given.split() for part in word.split("-") if part]
        return between.join(f"{part[0].upper()}{stop}" for part in parts)


def name_of(author: str) -> Name:
    """Return the name in parts: the last word is the family name, with the particles before it."""
    words = author.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return Name(" ".join(words[:start]), " ".join(words[start:]))


def abbreviated(venue: str, stop: str = ".") -> str:
    """Return *venue* as many styles shorten it: 'Journal of Physics' is 'J. Phys.'."""
    words = venue.replace(":", " ").split()
    if len(words) < 2:
        return venue
    short = [_SHORT.get(word.lower().strip(",."), word) for word in words if word not in _LEFT_OUT]
    return " ".join(short).replace(".", stop)


def _joined(parts: Sequence[str], last: str, between: str = ", ") -> str:
    return parts[0] if len(parts) == 1 else f"{between.join(parts[:-1])}{last}{parts[-1]}"


def _turned(author: str, between: str = " ", stop: str = ".") -> str:
    name = name_of(author)
    return f"{name.family}, {name.initials(between, stop)}" if name.given else name.family


def _is_preprint(work: Work) -> bool:
    return "rxiv" in work.venue.lower()


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!", ".")) else f"{text}."


def _quoted(title: str, stop: str, opening: str, closing: str) -> str:
    return f"{opening}{title}{'' if title.endswith(('?', '!')) else stop}{closing}"


def apa(work: Work, dice: random.Random) -> str:
    """Vaswani, A., & Parmar, N. (2017). Title. Venue, 9, 1-14."""
    names = [_turned(author) for author in work.authors[:20]]
    where = ", ".join(part for part in (work.venue, work.volume, work.pages) if part)
    who = _joined(names, ", & ")
    return f"{_sentence(who)} ({work.year}). {_sentence(work.title)}{f' {where}.' if where else ''}"


def mla(work: Work, dice: random.Random) -> str:
    """Vaswani, Ashish, et al. “Title.” Venue, vol. 9, 2017, pp. 1-14."""
    first = name_of(work.authors[0])
    who = f"{first.family}, {first.given}" if first.given else first.family
    if len(work.authors) > 2:
        who += ", et al"
    elif len(work.authors) == 2:
        who += f", and {work.authors[1]}"
    parts = [work.venue, f"vol. {work.volume}" if work.volume else "", str(work.year)]
    parts.append(f"pp. {work.pages}" if work.pages else "")
    where = ", ".join(part for part in parts if part)
    return f"{_sentence(who)} {_quoted(work.title, '.', '“', '”')} {where}."


def chicago(work: Work, dice: random.Random) -> str:
    """Vaswani, Ashish, and Niki Parmar. 2017. “Title.” Venue 9: 1-14."""
    first = name_of(work.authors[0])
    names = [f"{first.family}, {first.given}" if first.given else first.family, *work.authors[1:10]]
    who = _joined(names, ", and ")
    where = " ".join(part for part in (work.venue, work.volume) if part)
    where += f": {work.pages}" if work.pages and where else ""
    return f"{_sentence(who)} {work.year}. {_quoted(work.title, '.', '“', '”')}{f' {where}.' if where else ''}"


def harvard(work: Work, dice: random.Random) -> str:
    """Vaswani, A. and Parmar, N. (2017) 'Title', Venue, 9, pp. 1-14."""
    names = [_turned(author, "") for author in work.authors[:12]]
    opening, closing = dice.choice((("'", "'"), ("‘", "’")))
    parts = [work.venue, work.volume, f"pp. {work.pages}" if work.pages else ""]
    where = ", ".join(part for part in parts if part)
    who = _joined(names, " and ")
    return f"{who} ({work.year}) {opening}{work.title}{closing}{f', {where}.' if where else '.'}"


def vancouver(work: Work, dice: random.Random) -> str:
    """Vaswani A, Parmar N. Title. Venue. 2017;9:1-14."""
    names = [f"{name.family} {name.initials('', '')}".strip() for name in map(name_of, work.authors[:6])]
    who = ", ".join(names) + (", et al" if len(work.authors) > 6 else "")
    venue = abbreviated(work.venue, "") if dice.random() < 0.5 else work.venue
    where = f"{work.volume}{f':{work.pages}' if work.pages else ''}"
    tail = f"{work.year};{where}." if where else f"{work.year}."
    return f"{who}. {_sentence(work.title)} {f'{venue}. ' if venue else ''}{tail}"


def ieee(work: Work, dice: random.Random) -> str:
    """A. Vaswani and N. Parmar, “Title,” Venue, vol. 9, pp. 1-14, 2017."""
    names = [f"{name.initials()} {name.family}".strip() for name in map(name_of, work.authors[:6])]
    who = f"{names[0]} et al." if len(work.authors) > 6 else _joined(names, ", and " if len(names) > 2 else " and ")
    venue = abbreviated(work.venue) if dice.random() < 0.5 else work.venue
    is_conference = "Conference" in work.kinds
    parts = [f"in {venue}" if venue and is_conference else venue, f"vol. {work.volume}" if work.volume else ""]
    parts += [f"pp. {work.pages}" if work.pages else "", str(work.year)]
    opening, closing = dice.choice((("“", "”"), ('"', '"')))
    return f"{who}, {_quoted(work.title, ',', opening, closing)} {', '.join(part for part in parts if part)}."


def nature(work: Work, dice: random.Random) -> str:
    """Vaswani, A. & Parmar, N. Title. Venue 9, 1-14 (2017)."""
    names = [_turned(author) for author in work.authors]
    who = f"{names[0]} et al." if len(names) > 5 else _joined(names, " & ")
    venue = abbreviated(work.venue) if dice.random() < 0.5 else work.venue
    where = ", ".join(part for part in (f"{venue} {work.volume}".strip(), work.pages) if part)
    return f"{_sentence(who)} {_sentence(work.title)} {f'{where} ' if where else ''}({work.year})."


def acm(work: Work, dice: random.Random) -> str:
    """Ashish Vaswani and Niki Parmar. 2017. Title. Venue 9 (2017), 1-14."""
    who = _joined(work.authors[:12], ", and " if len(work.authors) > 2 else " and ")
    venue = f"In {work.venue}" if "Conference" in work.kinds and work.venue else work.venue
    where = f"{venue} {work.volume} ({work.year})" if work.volume and venue else venue
    where += f", {work.pages}" if work.pages and where else ""
    return f"{_sentence(who)} {work.year}. {_sentence(work.title)}{f' {where}.' if where else ''}"


STYLES: dict[str, Callable[[Work, random.Random], str]] = {
    "APA": apa,
    "MLA": mla,
    "Chicago": chicago,
    "Harvard": harvard,
    "Vancouver": vancouver,
    "IEEE": ieee,
    "Nature": nature,
    "ACM": acm,
}
DOI_FORMS = ("https://doi.org/{}", "doi:{}", "DOI: {}", "http://dx.doi.org/{}")


def with_doi(line: str, doi: str, dice: random.Random) -> str:
    """Return *line* with *doi* at its end, in one of the usual forms."""
    return f"{line} {dice.choice(DOI_FORMS).format(doi)}"


def headed(line: str, style: str, number: int) -> str:
    """Return *line* with the number that its style gives it in a list."""
    heads = {"IEEE": f"[{number}] ", "Vancouver": f"{number}. ", "Nature": f"{number}. ", "ACM": f"[{number}] "}
    return heads.get(style, "") + line


def broken(line: str, dice: random.Random, width: int = 0) -> str:
    """Return *line* broken as a column of *width* characters breaks it, here and there after a hyphen.

    Args:
        width: 0 for any usual width.
    """
    width = width or dice.choice((62, 70, 78, 90))
    lines, current = [], ""
    for word in line.split():
        if current and len(current) + 1 + len(word) > width:
            room = width - len(current) - 2
            if dice.random() < 0.3 and room > 3 and re.fullmatch(r"[a-z]{9,}[.,]?", word):
                lines.append(f"{current} {word[:room]}-" if room < len(word) - 3 else current)
                word = word[room:] if room < len(word) - 3 else word
            else:
                lines.append(current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    return "\n".join([*lines, current])
