"""Citation keys by a template, such as `auth.lower + year + shorttitle(1,0)`, in the form of Better BibTeX."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from scholar_desktop.domain.csl_variables import TEXTS
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import ID_FIELDS, Contributor
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.markup import without_tags
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.cite_keys import NOBODY, ascii_text, base_key, clean_key, is_small_word
from scholar_desktop.formats.entries.kept_entries import full_entry

_PART = re.compile(r'\s*(?:"([^"]*)"|\'([^\']*)\'|([A-Za-z]+)(?:\(([^)]*)\))?((?:\.[a-z]+(?:\([^)]*\))?)*))\s*')
_FILTER = re.compile(r"\.([a-z]+)(?:\(([^)]*)\))?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBERS = re.compile(r"[0-9]+")


class KeyTemplate:
    """A template: parts joined by `+`, alternatives by `||` or `;`.

    Parts: auth, authors(n), authEtAl, title, shorttitle(n,m), veryshorttitle, year, shortyear, journal, firstpage,
    lastpage, type, "text", or a field of CSL. Each may have .lower, .upper, .capitalize, .abbr, .condense(_),
    .select(a,b), .substring(a,b), .truncate(n).
    """

    def __init__(self, text: str) -> None:
        """Raises UsageError for a template that cannot be read."""
        self._formulas = [self._formula(one, text) for one in re.split(r"\|\||;", text)]

    def key(self, entry: FullEntry, otherwise: str = NOBODY) -> str:
        """Returns the key of *entry*, before a letter makes it unique.

        Args:
            otherwise: the key of an entry that has nothing of what the template names.
        """
        for formula in self._formulas:
            if key := clean_key("".join(part(entry) for part in formula)):
                return key
        return otherwise

    def _formula(self, text: str, whole: str) -> list[Callable[[FullEntry], str]]:
        parts = [self._part(one, whole) for one in _split(text)]
        if not parts:
            raise _unreadable(whole, text)
        return parts

    def _part(self, text: str, whole: str) -> Callable[[FullEntry], str]:
        found = _PART.fullmatch(text)
        if found is None:
            raise _unreadable(whole, text)
        literal = found[1] if found[1] is not None else found[2]
        if literal is not None:
            return lambda entry: literal
        name, numbers = found[3], [int(one) for one in _NUMBERS.findall(found[4] or "")]
        maker = _PARTS.get(name.lower())
        if maker is None and name.lower() not in _FIELDS:
            raise _unreadable(whole, name)
        filters = []
        for one in _FILTER.finditer(found[5]):
            if one[1] not in _FILTERS:
                raise _unreadable(whole, one[0])
            filters.append((_FILTERS[one[1]], one[2] or ""))

        def make(entry: FullEntry) -> str:
            value = maker(entry, numbers) if maker is not None else _field(entry, name)
            for change, argument in filters:
                value = change(value, argument)
            return value if any(change is _condense for change, _ in filters) else "".join(value.split())

        return make


@functools.lru_cache(maxsize=8)
def key_maker(template: str | None) -> Callable[[Paper], str]:
    """Returns the function that makes the citation key of a paper, before a letter makes it unique.

    Args:
        template: None for author, year and first word of the title.

    Raises:
        UsageError: *template* cannot be read.
    """
    if template is None:
        return base_key
    read = KeyTemplate(template)
    return lambda paper: read.key(full_entry(KeptPaper("", paper), "bibtex", abstracts=False), base_key(paper))


def _split(text: str) -> list[str]:
    """Returns the parts between `+` outside of quotes and parentheses."""
    parts, start, depth, quote = [], 0, 0, ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "+" and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _unreadable(whole: str, part: str) -> UsageError:
    return UsageError(
        Message("“{part}” in the template “{template}” cannot be read.", part=part.strip(), template=whole),
        hint=Message("Write it as auth.lower + year + shorttitle(1,0)."),
        subject=whole,
    )


def _people(entry: FullEntry) -> Sequence[Contributor]:
    return entry.of_role("author") or entry.of_role("editor")


def _surname(one: Contributor) -> str:
    name = one.literal if one.literal is not None else f"{one.particle} {one.family}"
    return ascii_text("".join(name.split()))


def _auth(entry: FullEntry, numbers: Sequence[int]) -> str:
    people = _people(entry)
    place = numbers[1] - 1 if len(numbers) > 1 else 0
    name = _surname(people[place]) if 0 <= place < len(people) else ""
    return name[: numbers[0]] if numbers and numbers[0] else name


def _authors(entry: FullEntry, numbers: Sequence[int]) -> str:
    people = _people(entry)
    taken = people[: numbers[0]] if numbers and numbers[0] else people
    return "".join(map(_surname, taken)) + ("EtAl" if len(taken) < len(people) else "")  # not translated: part of keys


def _auth_et_al(entry: FullEntry, numbers: Sequence[int]) -> str:
    people = _people(entry)
    if len(people) == 2:
        return _surname(people[0]) + _surname(people[1])
    return _auth(entry, ()) + ("EtAl" if len(people) > 2 else "")  # not translated: part of keys


def _title_words(entry: FullEntry) -> list[str]:
    words = [ascii_text(word) for word in _WORD.findall(without_tags(entry.text("title")))]
    telling = [word for word in words if word and not is_small_word(word.lower())]
    return telling or [word for word in words if word]


def _short_title(entry: FullEntry, numbers: Sequence[int]) -> str:
    """n words (3), the first m (0) of them with a capital letter."""
    count = numbers[0] if numbers else 3
    capitals = numbers[1] if len(numbers) > 1 else 0
    words = _title_words(entry)[:count]
    return "".join(
        word[:1].upper() + word[1:] if place < capitals else word.lower() if capitals == 0 else word
        for place, word in enumerate(words)
    )


def _title(entry: FullEntry, numbers: Sequence[int]) -> str:
    return "".join(word[:1].upper() + word[1:] for word in _title_words(entry))


def _year(entry: FullEntry, numbers: Sequence[int]) -> str:
    value = entry.fields.get("issued")
    return str(value.get("from") or "")[:4] if isinstance(value, dict) else ""


def _page(entry: FullEntry, last: bool) -> str:
    numbers = _NUMBERS.findall(entry.text("page"))
    return numbers[-1 if last else 0] if numbers else ""


def _field(entry: FullEntry, name: str) -> str:
    found = next((value for field, value in entry.fields.items() if field.lower() == name.lower()), "")
    return ascii_text(found) if isinstance(found, str) else ""


_FIELDS = frozenset(name.lower() for name in (*TEXTS, *ID_FIELDS))
_PARTS: dict[str, Callable[[FullEntry, Sequence[int]], str]] = {
    "auth": _auth,
    "authetal": _auth_et_al,
    "authors": _authors,
    "authorsn": _authors,
    "edtr": lambda entry, _: _surname(entry.of_role("editor")[0]) if entry.of_role("editor") else "",
    "firstpage": lambda entry, _: _page(entry, last=False),
    "journal": lambda entry, _: _field(entry, "container-title"),
    "lastpage": lambda entry, _: _page(entry, last=True),
    "shorttitle": _short_title,
    "shortyear": lambda entry, _: _year(entry, ())[2:],
    "title": _title,
    "type": lambda entry, _: entry.item_type or "",
    "veryshorttitle": lambda entry, _: _short_title(entry, (1, 0)),
    "year": _year,
}


def _condense(text: str, argument: str) -> str:
    return (argument.strip("\"' ") or "").join(text.split())


def _select(text: str, argument: str) -> str:
    numbers = [int(one) for one in _NUMBERS.findall(argument)] or [1]
    words = text.split()
    return " ".join(words[numbers[0] - 1 : numbers[0] - 1 + (numbers[1] if len(numbers) > 1 else 1)])


def _substring(text: str, argument: str) -> str:
    numbers = [int(one) for one in _NUMBERS.findall(argument)] or [1]
    return text[numbers[0] - 1 : numbers[0] - 1 + numbers[1]] if len(numbers) > 1 else text[numbers[0] - 1 :]


_FILTERS: dict[str, Callable[[str, str], str]] = {
    "abbr": lambda text, _: "".join(word[0] for word in text.split()),
    "ascii": lambda text, _: ascii_text(text),
    "capitalize": lambda text, _: " ".join(word[:1].upper() + word[1:] for word in text.split()),
    "clean": lambda text, _: clean_key(text),
    "condense": _condense,
    "lower": lambda text, _: text.lower(),
    "select": _select,
    "substring": _substring,
    "truncate": lambda text, argument: text[: int((_NUMBERS.findall(argument) or ["0"])[0]) or None],
    "upper": lambda text, _: text.upper(),
}
