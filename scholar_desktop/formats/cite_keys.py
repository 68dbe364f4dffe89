"""Makes citation keys such as `vaswani2017attention`.

They have ASCII letters and digits only, which every BibTeX accepts.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.names import family_name_of, is_group
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.unicode_forms import normalize

DEFAULT_TEMPLATE = "{auth}{year}{title}"
TEMPLATE_FIELDS = ("auth", "year", "title")
NOBODY = "anon"
"""Used in place of the author if none is known, or none that can be written in ASCII."""
LONGEST_PART = 32

# not translated: words that are compared
_SMALL_WORDS = """
a an the on of in for to at by from with and or is are as do does how what when where why who
der die das ein eine zur zum und im am le la les un une des du et el los las una y lo il gli
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_GREEK = "a b g d e z i th i k l m n x o p r s s t y f ch ps o"  # not translated: words that are compared
# not translated: words that are compared
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
"""The characters that every BibTeX, biber and LaTeX accepts in a key."""
_FORBIDDEN = frozenset(' \u00a0,{}"#%=~\\')
_READ_BY_PANDOC = frozenset(".:;?!`'()/*@_+-[]&")
"""The signs that pandoc reads in a key; with another one, it refuses the whole file. BibTeX has no objection to `<`."""
_FORBIDDEN_BY_BIBER = str.maketrans("", "", "()'@")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9:._+/-]*")
_LINEAR = 26
"""Number of suffixes that are tried one by one."""


def base_key(paper: Paper, template: str = DEFAULT_TEMPLATE) -> str:
    """Returns the key of *paper* by *template*, before a suffix makes it unique. Never empty.

    Unknown parts are left out; if neither author nor title can be written, an id is used.

    Args:
        template: text with {auth} (family name of the first author), {year}, {title} (first significant word of the
            title).

    Raises:
        ValueError: *template* has another field.
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
    """Returns *base*, or *base* with the suffix a, b, ..., z, aa, ab, ...

    if *is_taken* returns True for the shorter ones.
    """
    if not is_taken(base):
        return base
    for number in range(_LINEAR):
        if not is_taken(key := base + letter_suffix(number)):
            return key
    # hundreds of equal keys: a binary search finds a free suffix in few calls, though not always the first free one
    number = _LINEAR
    while is_taken(base + letter_suffix(number)):
        number *= 2
    taken, free = number // 2, number
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(base + letter_suffix(middle)) else (taken, middle)
    return base + letter_suffix(free)


def citation_keys(
    papers: Sequence[Paper],
    known: Mapping[str, str],
    taken: Callable[[str], bool],
    make_key: Callable[[Paper], str] = base_key,
) -> list[str]:
    """Returns one key for each of *papers*, all different, and independent of their order.

    Args:
        known: keys that the library assigned, by `Paper.id`; they are not changed.
        taken: returns True if the library assigned the key to a paper that is not in *papers*.
        make_key: makes the key of another paper, before a letter makes it unique.
    """
    given = [known.get(paper.id, "") if paper.id else "" for paper in papers]
    used = {key for key in given if key}
    without = sorted(
        (index for index, key in enumerate(given) if not key),
        key=lambda index: (papers[index].id, papers[index].title, index),
    )
    for index in without:
        given[index] = make_unique(make_key(papers[index]), lambda key: key in used or taken(key))
        used.add(given[index])
    return given


def clean_key(key: str) -> str:
    """Returns *key*, which the user may have typed, without the characters that BibTeX does not accept."""
    return "".join(character for character in key if character in _ALLOWED)


def allowed_key(key: str) -> str:
    """Returns *key*, which a person or a file gave, without the characters that no BibTeX accepts in a key. Letters of
    all scripts stay, so that the citations in a manuscript still find it."""
    if _PLAIN_KEY.fullmatch(key) is not None:
        return key
    return "".join(character for character in key if character.isprintable() and character not in _FORBIDDEN)


def _written_key(key: str, *, biblatex: bool) -> str:
    """Returns *key* without the characters that BibTeX or pandoc refuses, or biber too if *biblatex* is True."""
    if _PLAIN_KEY.fullmatch(key) is not None:
        return key
    read = "".join(sign for sign in allowed_key(key) if sign.isalnum() or sign in _READ_BY_PANDOC or _is_mark(sign))
    return read.translate(_FORBIDDEN_BY_BIBER) if biblatex else read


def _is_mark(sign: str) -> bool:
    """Returns True for the vowels and accents that a script writes as characters of their own."""
    return not sign.isascii() and unicodedata.category(sign).startswith("M")


def keys_in_file(keys: Sequence[str], *, biblatex: bool) -> list[str]:
    """Returns *keys* as they are written into one file: without the characters that its readers do not accept. A key
    that changes gets a letter if another one of the file is equal to it then; an empty one stays empty."""
    written = [_written_key(key, biblatex=biblatex) for key in keys]
    used = {key for key, given in zip(written, keys, strict=True) if key == given}
    for place, (key, given) in enumerate(zip(written, keys, strict=True)):
        if key and key != given:
            written[place] = make_unique(key, used.__contains__)
            used.add(written[place])
    return written


def ascii_text(text: str) -> str:
    """Returns *text* without accents and other signs that are not ASCII; in the letters of another script, folded."""
    plain = "".join(sign for sign in normalize("NFKD", text) if sign.isascii())
    return plain if plain.strip() else _ascii(text)


def is_small_word(word: str) -> bool:
    """Returns True for an article, a preposition and the like, which tell titles apart badly."""
    return word in _SMALL


def letter_suffix(number: int) -> str:
    """Returns the suffix with a number: 0 -> a, 25 -> z, 26 -> aa."""
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
    """Returns *text* in ASCII letters and digits in lower case; empty if none of its letters can be written so."""
    folded = normalize("NFKD", fold_person_name(text).translate(_WRITTEN))
    return "".join(character for character in folded if character in string.ascii_lowercase + string.digits)
