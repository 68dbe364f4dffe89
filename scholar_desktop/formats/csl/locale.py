"""The terms and dates of a language, from CSL's locale files and from the style itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEFAULT_LANGUAGE = "en-US"
CSL = "{http://purl.org/net/xbiblio/csl}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DIALECTS = {
    "af": "af-ZA", "bg": "bg-BG", "ca": "ca-AD", "cs": "cs-CZ", "cy": "cy-GB", "da": "da-DK", "de": "de-DE",
    "el": "el-GR", "en": "en-US", "es": "es-ES", "et": "et-EE", "fa": "fa-IR", "fi": "fi-FI", "fr": "fr-FR",
    "he": "he-IL", "hi": "hi-IN", "hr": "hr-HR", "hu": "hu-HU", "id": "id-ID", "is": "is-IS", "it": "it-IT",
    "ja": "ja-JP", "km": "km-KH", "ko": "ko-KR", "lt": "lt-LT", "lv": "lv-LV", "mn": "mn-MN", "nb": "nb-NO",
    "nl": "nl-NL", "nn": "nn-NO", "pl": "pl-PL", "pt": "pt-PT", "ro": "ro-RO", "ru": "ru-RU", "sk": "sk-SK",
    "sl": "sl-SI", "sr": "sr-RS", "sv": "sv-SE", "th": "th-TH", "tr": "tr-TR", "uk": "uk-UA", "vi": "vi-VN",
    "zh": "zh-CN",
}  # fmt: skip
"""The main dialect of each language."""
_SHORTER = {"verb-short": "verb", "symbol": "short", "verb": "long", "short": "long"}
"""The form of a term that is used if the locale does not have the one that is requested."""
_PARTS = (f"{CSL}style-options", f"{CSL}date", f"{CSL}terms")


class _Term(NamedTuple):
    form: str
    number: str | None
    gender: str | None
    gender_form: str | None
    match: str | None
    text: str


class Locale:
    """What one style writes in one language: the terms and dates of the style itself, then those of the language."""

    def __init__(self, language: str, elements: Iterable[Element]) -> None:
        """Creates the locale from `locale` elements, the most specific first."""
        self.language = language
        elements = list(elements)
        self.file_elements = [part for part in elements[-1] if part.tag in _PARTS] if elements else []
        """What the locale file of the language says, without what the style says."""
        self.dates: dict[str, Element] = {}
        self._terms: dict[str, list[_Term]] = {}
        self._found: dict[tuple[str, str, str | None, str | None], str] = {}
        options: dict[str, str] = {}
        for element in elements:
            for date in element.findall(f"{CSL}date"):
                self.dates.setdefault(date.get("form", "text"), date)
            for found in element.findall(f"{CSL}style-options"):
                options = {**found.attrib, **options}
            for term in element.iterfind(f"{CSL}terms/{CSL}term"):
                self._terms.setdefault(term.get("name", ""), []).extend(_read_term(term))
        self.marks_inside_quotes = options.get("punctuation-in-quote") == "true"
        self.limits_day_ordinals = options.get("limit-day-ordinals-to-day-1") == "true"
        marks = [self.term(name) for name in ("open-quote", "close-quote", "open-inner-quote", "close-inner-quote")]
        self.quotes = (marks[0] or "“", marks[1] or "”", marks[2] or "‘", marks[3] or "’")

    def term(self, name: str, form: str = "long", number: str | None = None, gender: str | None = None) -> str:
        """Returns the term *name*, or an empty string. number: 'single' or 'multiple'; gender: of the noun that an
        ordinal belongs to."""
        key = name, form, number, gender
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._search(*key)
        return known

    def _search(self, name: str, form: str, number: str | None, gender: str | None) -> str:
        terms = self._terms.get(name)
        wanted: str | None = form
        while terms and wanted is not None:
            for term in terms:
                if (
                    term.form == wanted
                    and (number is None or term.number in (None, number))
                    and (gender is None or term.gender_form in (None, gender))
                ):
                    return term.text
            wanted = _SHORTER.get(wanted)
        return ""

    def gender(self, name: str) -> str | None:
        """Returns the grammatical gender of the term *name*."""
        return next((term.gender for term in self._terms.get(name, ()) if term.gender is not None), None)

    def ordinal_suffix(self, number: int, gender: str | None = None) -> str:
        """Returns the suffix that makes *number* an ordinal."""
        for name, allowed in (
            (f"ordinal-{number % 100:02}", lambda match: number <= 99 or match != "whole-number"),
            (f"ordinal-{number % 10:02}", lambda match: number <= 10 or match in (None, "last-digit")),
            ("ordinal", lambda _match: True),
        ):
            terms = [term for term in self._terms.get(name, ()) if term.form == "long" and allowed(term.match)]
            exact = next((term for term in terms if gender is not None and term.gender_form == gender), None)
            term = exact or next(iter(terms), None)
            if term is not None:
                return term.text
        return ""


def _read_term(term: Element) -> Iterable[_Term]:
    form = term.get("form", "long")
    gender, gender_form, match = term.get("gender"), term.get("gender-form"), term.get("match")
    parts = [part for part in term if part.tag in (f"{CSL}single", f"{CSL}multiple")]
    if not parts:
        yield _Term(form, None, gender, gender_form, match, term.text or "")
    for part in parts:
        number = part.tag.removeprefix(CSL)
        yield _Term(form, number, gender, gender_form, match, part.text or "")


def language_of(style: Element) -> str:
    """Returns the language in which *style* (its root element) is written, such as 'en-GB'.

    It is the one that the style states. Many styles state none: such a style is written in the dialect for which alone
    it has terms, since no other language would have them, and else in American English.
    """
    stated = style.get("default-locale")
    if stated:
        return stated
    languages = {language for one in style.findall(f"{CSL}locale") if (language := one.get(_LANGUAGE))}
    only = languages.pop() if len(languages) == 1 else ""
    return only if "-" in only else DEFAULT_LANGUAGE


def make_locale(language: str, style: Element) -> Locale:
    """Returns the locale of *style* (its root element) in *language*, such as 'en-US'."""
    main = _DIALECTS.get(language.partition("-")[0], language)
    own = style.findall(f"{CSL}locale")
    order = dict.fromkeys((language, main, language.partition("-")[0], None))
    elements = [element for wanted in order for element in own if element.get(_LANGUAGE) == wanted]
    return Locale(language, [*elements, _locale_file(language)])


def package_folder(name: str) -> Path:
    """Returns the folder of the package *name*, which is not imported; in a frozen program it contains only the
    package's data."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen, name)
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(places[0]) if places else Path(name)


@lru_cache(maxsize=4)
def _locale_file(language: str) -> Element:
    """Returns the root element of the locale file of *language*, of its main dialect, or of American English.

    The files are those of citeproc-py; nothing else of it is used.
    """
    from defusedxml.ElementTree import parse

    folder = package_folder("citeproc") / "data" / "locales"
    main = _DIALECTS.get(language.partition("-")[0], "en-US")
    for name in (language, main, "en-US"):
        path = folder / f"locales-{name}.xml"
        if name.replace("-", "").isalnum() and path.is_file():
            root: Element = parse(path).getroot()
            return root
    raise FileNotFoundError(folder / "locales-en-US.xml")
