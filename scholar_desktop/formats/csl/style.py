"""A style that is ready to write references."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scholar_desktop.formats.csl.context import AuthorSubstitute, Context
from scholar_desktop.formats.csl.elements import Choice, Compiler, texts_of
from scholar_desktop.formats.csl.item import DateValue, Name, Values, read_item
from scholar_desktop.formats.csl.locale import CSL, language_of, make_locale
from scholar_desktop.formats.csl.names import NAME_OPTIONS
from scholar_desktop.formats.csl.punctuation import BOUNDARY, finish, join
from scholar_desktop.formats.csl.text_case import capitalise_subtitles
from scholar_desktop.formats.csl.text_format import FONTS, TextFormat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from scholar_desktop.formats.csl.context import NameExpansion, Part

_CAPITALISES_SUBTITLES = re.compile(r"apa(?:-|$)|academy-of-management(?:-|$)|freshwater-science")
"""The names of the styles that begin a subtitle with a capital. CSL cannot state it; these are the styles in which
Zotero does it."""
_TITLES = ("title", "container-title")
_SORT_OPTIONS = {"names-min": "et-al-min", "names-use-first": "et-al-use-first", "names-use-last": "et-al-use-last"}


class SortKey:
    """One key of a style's order. values: the text to order by, None if it is unknown."""

    __slots__ = ("is_descending", "macro", "names", "parts", "variable")

    def __init__(self, element: Element, compiler: Compiler) -> None:
        self.variable = element.get("variable")
        self.macro = element.get("macro")
        self.parts = compiler.macro(self.macro) if self.macro is not None else []
        self.is_descending = element.get("sort") == "descending"
        self.names = {_SORT_OPTIONS[key]: value for key, value in element.attrib.items() if key in _SORT_OPTIONS}


class Style:
    """A style, compiled for the language of its locale."""

    def __init__(self, root: Element, *, fonts: bool = False) -> None:
        """Compiles the style of the element *root*, which has a `citation` and a `bibliography`.

        Args:
            fonts: mark what is italic, bold, raised and the like (`domain/text/styled_text.py`).
        """
        self._has_fonts = fonts
        if not fonts:
            for element in root.iter():
                for key in FONTS:
                    element.attrib.pop(key, None)
        self.locale = make_locale(language_of(root), root)
        name = root.findtext(f"{CSL}info/{CSL}id", "").rpartition("/")[2]
        self.capitalises_subtitles = _CAPITALISES_SUBTITLES.match(name) is not None
        self._is_english = self.locale.language.startswith("en")
        bibliography, citation = root.find(f"{CSL}bibliography"), root.find(f"{CSL}citation")
        assert bibliography is not None
        compiler = Compiler(root, self.locale, _name_options(root, bibliography))
        layout = bibliography.find(f"{CSL}layout")
        self._parts = compiler.parts(layout) if layout is not None else []
        self._formatting = TextFormat(layout.attrib if layout is not None else {})
        self._is_aligned = bibliography.get("second-field-align") is not None
        self.sort_keys = [SortKey(key, compiler) for key in bibliography.iterfind(f"{CSL}sort/{CSL}key")]
        self.substitute = bibliography.get("subsequent-author-substitute")
        self.substitute_rule = bibliography.get("subsequent-author-substitute-rule", "complete-all")
        options: Mapping[str, str] = citation.attrib if citation is not None else {}
        self.adds_names = options.get("disambiguate-add-names") == "true"
        self.adds_given_names = options.get("disambiguate-add-givenname") == "true"
        self.given_name_rule = options.get("givenname-disambiguation-rule", "by-cite")
        self.adds_year_suffix = options.get("disambiguate-add-year-suffix") == "true"
        self.citation_sort_keys: list[SortKey] = []
        self._citation_parts: list[Part] = []
        self._citation_format = TextFormat({})
        self._places_year_suffix = compiler.places_year_suffix
        layout = citation.find(f"{CSL}layout") if citation is not None else None
        if citation is not None and layout is not None:
            citation_compiler = Compiler(root, self.locale, _name_options(root, citation))
            self._citation_parts = citation_compiler.parts(layout)
            self._citation_format = TextFormat(layout.attrib)
            sort = citation.iterfind(f"{CSL}sort/{CSL}key")
            self.citation_sort_keys = [SortKey(key, citation_compiler) for key in sort]
            self._places_year_suffix |= citation_compiler.places_year_suffix

    def read(self, item: Mapping[str, Any]) -> Values:
        """Returns the values of a CSL-JSON item as this style writes them."""
        values = read_item(item, fonts=self._has_fonts)
        if self.capitalises_subtitles and self._has_english_titles(values):
            for name in _TITLES:
                if isinstance(title := values.get(name), str):
                    values[name] = capitalise_subtitles(title)
        return values

    def _has_english_titles(self, values: Values) -> bool:
        language = values.get("language")
        return language.lower().startswith("en") if isinstance(language, str) else self._is_english

    def context(self, values: Values, *, in_sort: bool = False) -> Context:
        """Returns the context in which the work with *values* is written."""
        context = Context(values, is_english=self._has_english_titles(values), in_sort=in_sort)
        context.adds_year_suffix = not self._places_year_suffix
        return context

    def reference(self, context: Context) -> str:
        """Returns the entry of the reference list, and notes in *context* the names with which it begins."""
        texts = []
        for number, part in enumerate(self._parts):
            context.names_are_first = number == 0
            if type(part) is Choice:
                texts += part.texts(context)
            else:
                texts.append(part(context))
        context.names_are_first = False
        if self._is_aligned and len(texts) > 1:
            texts = [texts[0], BOUNDARY, join(texts[1:])]
        return finish(
            self._formatting.apply(join(texts, self._formatting.delimiter), context.is_english),
            self.locale.quotes,
            self.locale.marks_inside_quotes,
        )

    def citation(self, context: Context, expansion: NameExpansion | None) -> str:
        """Returns the citation in the text, which must distinguish the works."""
        context.expansion = expansion
        context.in_citation = True
        return join(texts_of(self._citation_parts, context))

    def in_text_citation(self, contexts: Sequence[Context]) -> str:
        """Returns one citation in the text of all works, each with the `expansion` of its context; empty if nothing is
        written of one of them."""
        cited = [self.citation(context, context.expansion) for context in contexts]
        if not all(cited):
            return ""
        text = join(cited, self._citation_format.delimiter or "; ")
        is_english = contexts[0].is_english
        written = self._citation_format.apply(text, is_english)
        return finish(written, self.locale.quotes, self.locale.marks_inside_quotes)

    def sort_value(self, key: SortKey, values: Values) -> str | None:
        """Returns what a work with *values* is ordered by; None if it is unknown."""
        if key.variable is None:
            context = self.context(values, in_sort=True)
            context.sort_names = key.names
            return join(texts_of(key.parts, context))
        value = values.get(key.variable)
        if isinstance(value, DateValue):
            return _date_key(value)
        if isinstance(value, str):
            return f"{int(value):09}" if value.isdecimal() else value or None
        return ", ".join(f"{name.family or name.literal} {name.given}" for name in value) if value else None

    def author_substitute(self, context: Context) -> AuthorSubstitute | None:
        """Returns the mark for the entry after the one of *context*."""
        if self.substitute is None or context.first_names is None:
            return None
        names: tuple[Name, ...]
        names, instead = context.first_names
        return AuthorSubstitute(self.substitute, self.substitute_rule, names, instead)


def _name_options(root: Element, place: Element) -> dict[str, str]:
    """Returns the options of names that are set for *place* (`citation` or `bibliography`) or for the whole style."""
    options = {}
    for element in (root, place):
        for sent, key in NAME_OPTIONS.items():
            value = element.get(sent)
            if value is not None:
                options[key] = value
        if (between := element.get("names-delimiter")) is not None:
            options["names-delimiter"] = between
    return options


def _date_key(date: DateValue) -> str | None:
    if not date.parts:
        return date.literal or None
    return "-".join(
        "".join(f"{part + (10**9 if index == 0 else 0):0{10 if index == 0 else 2}}" for index, part in enumerate(one))
        for one in date.parts
    )


def number_works(values: Sequence[Values]) -> None:
    """Sets the citation numbers in the order of *values*."""
    for number, one in enumerate(values, start=1):
        one["citation-number"] = str(number)
