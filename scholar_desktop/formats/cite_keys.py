"""Keys by which a text cites a paper: `vaswani2017attention`. ASCII letters and digits alone, for every BibTeX."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.names import family_name_of, fold_person_name, is_group
from scholar_desktop.domain.text.titles import plain

DEFAULT_TEMPLATE = "{auth}{year}{title}"
TEMPLATE_FIELDS = ("auth", "year", "title")
NOBODY = "anon"
"""Stands for the author where none is known, or none that can be written in ASCII."""
LONGEST_PART = 32

_SMALL_WORDS = """
a an the on of in for to at by from with and or is are as do does how what when where why who
der die das ein eine zur zum und im am le la les un une des du et el los las una y lo il gli
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_GREEK = "a b g d e z i th i k l m n x o p r s s t y f ch ps o"
_CYRILLIC = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i i ye g u lj nj c d dz j"
_WRITTEN = str.maketrans(
    {
        **dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", _GREEK.split(), strict=True)),
        **dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўљњћђџј", _CYRILLIC.split(), strict=True)),
        "ß": "ss",
    }
)
_BETWEEN_WORDS = re.compile(r"[\s\-‐–—/:,;.()\[\]]+")
_POSSESSIVE = re.compile(r"['’]s$")
_ALLOWED = frozenset(string.ascii_letters + string.digits + "-_:.+/")
"""What every BibTeX, biber and LaTeX takes in a key."""
_LINEAR = 26
"""So many letters are tried one by one."""


def base_key(paper: Paper, template: str = DEFAULT_TEMPLATE) -> str:
    """The key of *paper* by *template*, before it is set apart from others like it. Never empty.

    template: text with {auth} (family name of the first author), {year}, {title} (first word of the title that says
    something). What is not known is left out; where neither author nor title can be written, an id stands in. Raises
    ValueError for another field.
    """
    author = _author(plain(paper.authors[0].name)) if paper.authors else ""
    title = _first_word(paper.title)
    if not title and (not author or "{auth}" not in template):
        title = f"-{_ascii(paper.id.partition(':')[2])[:8]}".rstrip("-")
    known = {
        "auth": author[:LONGEST_PART] or NOBODY,
        "year": "" if paper.year is None else str(paper.year),
        "title": title[:LONGEST_PART],
    }
    text = ""
    for literal, field, form, conversion in string.Formatter().parse(template):
        text += literal
        if field is None:
            continue
        if field not in known or form or conversion:
            raise ValueError(f"there is no field {{{field}}} in a key: {', '.join(TEMPLATE_FIELDS)}")
        text += known[field]
    return clean_key(text) or NOBODY


def make_unique(base: str, is_taken: Callable[[str], bool]) -> str:
    """*base*, or with a, b, ..., z, aa, ab, ... behind it when *is_taken* says so of what is shorter."""
    if not is_taken(base):
        return base
    for number in range(_LINEAR):
        if not is_taken(key := base + letter_suffix(number)):
            return key
    # Hundreds alike: a free place is found in few questions, though not the first of all.
    number = _LINEAR
    while is_taken(base + letter_suffix(number)):
        number *= 2
    taken, free = number // 2, number
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(base + letter_suffix(middle)) else (taken, middle)
    return base + letter_suffix(free)


def citation_keys(papers: Sequence[Paper], known: Mapping[str, str], taken: Callable[[str], bool]) -> list[str]:
    """One key for each of *papers*, no two alike, whatever the order in which they come.

    known: keys that the library gave, by `Paper.id`; they stay. taken: whether the library gave a key to a paper that
    is not among *papers*.
    """
    given = [known.get(paper.id, "") if paper.id else "" for paper in papers]
    used = {key for key in given if key}
    without = sorted(
        (index for index, key in enumerate(given) if not key),
        key=lambda index: (papers[index].id, papers[index].title, index),
    )
    for index in without:
        given[index] = make_unique(base_key(papers[index]), lambda key: key in used or taken(key))
        used.add(given[index])
    return given


def clean_key(key: str) -> str:
    """*key* without what no BibTeX takes; a person may have written it."""
    return "".join(character for character in key if character in _ALLOWED)


def letter_suffix(number: int) -> str:
    """0 -> a, 25 -> z, 26 -> aa."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = string.ascii_lowercase[rest] + text
    return text


def _author(name: str) -> str:
    return _first_word(name) if is_group(name) else _ascii(family_name_of(name))


def _first_word(title: str) -> str:
    parts = (_POSSESSIVE.sub("", part) for part in _BETWEEN_WORDS.split(plain(title)))
    words = [word for part in parts if (word := _ascii(part))]
    return next((word for word in words if word not in _SMALL and len(word) > 1), words[0] if words else "")


def _ascii(text: str) -> str:
    """*text* in ASCII letters and digits in lower case; empty where no letter of it can be written so."""
    folded = unicodedata.normalize("NFKD", fold_person_name(text).translate(_WRITTEN))
    return "".join(character for character in folded if character in string.ascii_lowercase + string.digits)
