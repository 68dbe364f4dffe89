"""Compiles the elements of a style into functions, which is much faster than to read the XML for each work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.formats.csl.dates import compile_date
from scholar_desktop.formats.csl.item import DateValue
from scholar_desktop.formats.csl.locale import CSL, Locale
from scholar_desktop.formats.csl.names import NamesWriter
from scholar_desktop.formats.csl.numbers import chunks, format_number, is_numeric, page_ranges
from scholar_desktop.formats.csl.punctuation import join
from scholar_desktop.formats.csl.text_format import TextFormat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from scholar_desktop.formats.csl.context import Context, Part

_Condition = Callable[["Context"], bool]  # not translated: the name of a type

LOCATOR = "page"
"""What a place in a work is counted in: all that are written are pages."""


class Compiler:
    """Compiles the elements of one style for its citations or for its reference list."""

    def __init__(self, root: Element, locale: Locale, inherited: Mapping[str, str]) -> None:
        """Creates the compiler. inherited: the name options that are set for the citations or the reference list."""
        self._root = root
        self._locale = locale
        self._inherited = inherited
        self._macros = {macro.get("name", ""): macro for macro in root.findall(f"{CSL}macro")}
        self._compiled: dict[str, list[Part]] = {}
        self._page_format = root.get("page-range-format")
        self.places_year_suffix = False
        """Whether a compiled element writes the letter after the year explicitly."""

    def parts(self, element: Element) -> list[Part]:
        """Returns the functions of the children of *element*."""
        return [self.part(child) for child in element if isinstance(child.tag, str)]

    def part(self, element: Element) -> Part:
        """Returns the function of *element*."""
        match element.tag.removeprefix(CSL):
            case "text":
                return self._text(element)
            case "number":
                return self._number(element)
            case "label":
                return self._label(element)
            case "date":
                return compile_date(element, self._locale)
            case "names":
                return NamesWriter(
                    element,
                    self._inherited,
                    self._locale,
                    self._root.get("demote-non-dropping-particle", "display-and-sort"),
                    self._root.get("initialize-with-hyphen", "true") != "false",
                    self.part,
                )
            case "group":
                return _group(self.parts(element), TextFormat(element.attrib))
            case "choose":
                return self._choose(element)
            case _:
                return _nothing

    def macro(self, name: str) -> list[Part]:
        """Returns the functions of the macro *name*."""
        if name not in self._compiled:
            element = self._macros.get(name)
            self._compiled[name] = self.parts(element) if element is not None else []
        return self._compiled[name]

    def _text(self, element: Element) -> Part:
        formatting = TextFormat(element.attrib)
        macro, variable = element.get("macro"), element.get("variable")
        if macro is not None:
            return _macro(_group(self.macro(macro), formatting))
        if variable is not None:
            return self._variable(variable, element.get("form") == "short", formatting)
        term = element.get("term")
        if term is None:
            value = element.get("value", "")
            return lambda context: formatting.apply(value, context.is_english)
        number = "multiple" if element.get("plural") == "true" else "single"
        text = self._locale.term(term, element.get("form", "long"), number)
        if term == "no date":

            def no_date(context: Context) -> str:
                suffix = context.take_year_suffix() if context.adds_year_suffix else ""
                return formatting.apply(join((text, suffix)), context.is_english)

            return no_date
        return lambda context: formatting.apply(text, context.is_english)

    def _variable(self, variable: str, is_short: bool, formatting: TextFormat) -> Part:
        if variable == "year-suffix":
            self.places_year_suffix = True
            return lambda context: formatting.apply(context.take_year_suffix(), context.is_english)
        page_format, between = self._page_format, self._locale.term("page-range-delimiter") or "–"

        def write(context: Context) -> str:
            value = context.look_up(variable)
            if is_short:
                value = context.look_up(f"{variable}-short") or value
            if not isinstance(value, str):
                return ""
            if variable == "page":
                value = page_ranges(value, page_format, between)
            if context.inherited is not None:
                context.values.pop(variable, None)  # what is written instead of names is not written again
            return formatting.apply(value, context.is_english)

        return write

    def _number(self, element: Element) -> Part:
        variable, form = element.get("variable", ""), element.get("form", "numeric")
        formatting, locale = TextFormat(element.attrib), self._locale
        gender = locale.gender(variable)

        def write(context: Context) -> str:
            value = context.look_up(variable)
            if not isinstance(value, str):
                return ""
            return formatting.apply(format_number(value, form, locale, gender), context.is_english)

        return write

    def _label(self, element: Element) -> Part:
        variable, form = element.get("variable", ""), element.get("form", "long")
        plural = element.get("plural", "contextual")
        formatting, locale = TextFormat(element.attrib), self._locale

        def write(context: Context) -> str:
            value = context.values.get(variable)
            if value is None or isinstance(value, DateValue):
                return ""
            is_plural = plural == "always" or (plural == "contextual" and _is_plural(variable, value))
            term = LOCATOR if variable == "locator" else variable
            return formatting.apply(locale.term(term, form, "multiple" if is_plural else "single"))

        return write

    def _choose(self, element: Element) -> Part:
        branches: list[tuple[_Condition, list[Part]]] = []
        for branch in element:
            if isinstance(branch.tag, str):
                test = _always if branch.tag == f"{CSL}else" else _condition(branch)
                branches.append((test, self.parts(branch)))

        return Choice(branches)


class Choice:
    """The element `choose`. The delimiter of the group around it goes between the elements of the chosen branch."""

    __slots__ = ("_branches",)

    def __init__(self, branches: list[tuple[_Condition, list[Part]]]) -> None:
        self._branches = branches

    def __call__(self, context: Context) -> str:
        return join(self.texts(context))

    def texts(self, context: Context) -> list[str]:
        """Returns the texts of the elements of the first branch whose conditions are true."""
        for test, parts in self._branches:
            if test(context):
                return texts_of(parts, context)
        return []


def texts_of(parts: Sequence[Part], context: Context) -> list[str]:
    """Returns what each of *parts* writes, and what each element of a chosen branch writes."""
    texts: list[str] = []
    for part in parts:
        if type(part) is Choice:
            texts += part.texts(context)
        else:
            texts.append(part(context))
    return texts


def _nothing(_context: Context) -> str:
    return ""


def _always(_context: Context) -> bool:
    return True


def _group(parts: Sequence[Part], formatting: TextFormat) -> Part:
    """Returns the function of a group, which writes nothing if none of the variables that it looks up has a value."""
    delimiter = formatting.delimiter

    def write(context: Context) -> str:
        called, nonempty = context.called, context.nonempty
        texts = texts_of(parts, context)
        if context.called != called and context.nonempty <= nonempty:
            return ""
        return formatting.apply(join(texts, delimiter), context.is_english)

    return write


def _macro(group: Part) -> Part:
    """Returns the function of a macro, which counts as a variable with a value if it writes something."""

    def write(context: Context) -> str:
        text = group(context)
        if text:
            context.called += 1
            context.nonempty += 1
        return text

    return write


def _is_plural(variable: str, value: object) -> bool:
    if isinstance(value, tuple):
        return len(value) > 1
    text = str(value)
    if variable == "number-of-volumes":
        return text not in ("0", "1")
    return len(chunks(text)) > 1 and "\\-" not in text


def _condition(branch: Element) -> _Condition:
    """Returns the test of `if` or `else-if`."""
    tests: list[_Condition] = []
    for attribute, make in _TESTS.items():
        words = branch.get(attribute, "").split()
        tests += [make(word) for word in words]
    match branch.get("match", "all"):
        case "any":
            return lambda context: any(test(context) for test in tests)
        case "none":
            return lambda context: not any(test(context) for test in tests)
        case _:
            return lambda context: all(test(context) for test in tests)


def _has_type(word: str) -> _Condition:
    return lambda context: context.values.get("type") == word


def _has_variable(word: str) -> _Condition:
    return lambda context: bool(context.values.get(word))


def _has_number(word: str) -> _Condition:
    def test(context: Context) -> bool:
        value = context.values.get(word)
        return isinstance(value, str) and is_numeric(value)

    return test


def _is_uncertain(word: str) -> _Condition:
    def test(context: Context) -> bool:
        value = context.values.get(word)
        return isinstance(value, DateValue) and value.is_uncertain

    return test


def _disambiguates(word: str) -> _Condition:
    return lambda context: context.is_ambiguous if word == "true" else False


def _is_first(word: str) -> _Condition:
    return lambda context: word == "first" and context.in_citation


def _has_locator(word: str) -> _Condition:
    return lambda context: word == LOCATOR and bool(context.values.get("locator"))


_TESTS: dict[str, Callable[[str], _Condition]] = {
    "disambiguate": _disambiguates,
    "is-numeric": _has_number,
    "is-uncertain-date": _is_uncertain,
    "locator": _has_locator,
    "position": _is_first,
    "type": _has_type,
    "variable": _has_variable,
}
