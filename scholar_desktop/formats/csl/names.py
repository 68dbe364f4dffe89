"""The element `names`: who made a work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scholar_desktop.formats.csl.item import Name
from scholar_desktop.formats.csl.locale import CSL, Locale
from scholar_desktop.formats.csl.punctuation import join
from scholar_desktop.formats.csl.text_format import TextFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    from scholar_desktop.formats.csl.context import AuthorSubstitute, Context, NameExpansion, Part

NAME_OPTIONS = {
    "and": "and",
    "delimiter-precedes-et-al": "delimiter-precedes-et-al",
    "delimiter-precedes-last": "delimiter-precedes-last",
    "et-al-min": "et-al-min",
    "et-al-use-first": "et-al-use-first",
    "et-al-use-last": "et-al-use-last",
    "initialize": "initialize",
    "initialize-with": "initialize-with",
    "name-as-sort-order": "name-as-sort-order",
    "name-delimiter": "delimiter",
    "name-form": "form",
    "sort-separator": "sort-separator",
}
"""The options that are set for all names of a style, of its citations or its references; with their names in `name`."""
_PLAIN = TextFormat({})
_GIVEN_TOKEN = re.compile(r"-?[^\s.-]+\.?")
_NO_SPACE_AFTER = ("’", "'", "-", "–")


class NameOptions:
    """How the names of one `names` element are written: what `name`, `et-al` and `label` say."""

    def __init__(self, inherited: Mapping[str, str], name: Element | None, et_al: Element | None) -> None:
        attributes = {**inherited, **(name.attrib if name is not None else {})}
        self._attributes = attributes
        self._name = name
        self._et_al_element = et_al
        self.formatting = TextFormat(name.attrib if name is not None else {})
        self.joint = attributes.get("and")
        self.delimiter = attributes.get("delimiter", ", ")
        self.precedes_et_al = attributes.get("delimiter-precedes-et-al", "contextual")
        self.precedes_last = attributes.get("delimiter-precedes-last", "contextual")
        self.minimum = _number(attributes.get("et-al-min"))
        self.use_first = _number(attributes.get("et-al-use-first"))
        self.use_last = attributes.get("et-al-use-last") == "true"
        self.form = attributes.get("form", "long")
        self.initializes = attributes.get("initialize", "true") != "false"
        self.initialize_with = attributes.get("initialize-with")
        self.sort_order = attributes.get("name-as-sort-order")
        self.separator = attributes.get("sort-separator", ", ")
        parts = {part.get("name"): part.attrib for part in (name if name is not None else ()) if part.tag == _PART}
        self.family = TextFormat(parts.get("family", {}))
        self.given = TextFormat(parts.get("given", {}))
        self.et_al = TextFormat(et_al.attrib) if et_al is not None else _PLAIN
        self.et_al_term = et_al.get("term", "et-al") if et_al is not None else "et-al"
        self.has_et_al = et_al is not None

    def changed(self, options: Mapping[str, str]) -> NameOptions:
        """Returns these options with others in their place (those of a sort key)."""
        return NameOptions({**self._attributes, **options}, self._without_attributes(options), self._et_al_element)

    def _without_attributes(self, options: Mapping[str, str]) -> Element | None:
        if self._name is None:
            return None
        element = self._name.makeelement(
            self._name.tag, {k: v for k, v in self._name.attrib.items() if k not in options}
        )
        element.extend(self._name)
        return element


_PART = f"{CSL}name-part"


class NameLabel:
    """The element `label` within `names`: 'eds.'."""

    def __init__(self, element: Element, *, before: bool) -> None:
        self.form = element.get("form", "long")
        self.plural = element.get("plural", "contextual")
        self.formatting = TextFormat(element.attrib)
        self.is_before_name = before

    def text(self, variable: str, count: int, locale: Locale) -> str:
        """Returns the label for *count* names of *variable*."""
        is_plural = self.plural == "always" or (self.plural == "contextual" and count > 1)
        return self.formatting.apply(locale.term(variable, self.form, "multiple" if is_plural else "single"))


class _Settings:
    """What an element in `substitute` inherits from the names that it replaces."""

    __slots__ = ("label", "options")

    def __init__(self, options: NameOptions, label: NameLabel | None) -> None:
        self.options = options
        self.label = label


class NamesWriter:
    """Writes the names of one `names` element."""

    def __init__(
        self,
        element: Element,
        inherited: Mapping[str, str],
        locale: Locale,
        demotes: str,
        hyphenates: bool,
        compile_part: Callable[[Element], Part],
    ) -> None:
        """Creates the writer.

        Args:
            inherited: the name options that are set for the whole style, citation or bibliography.
            demotes: the style's `demote-non-dropping-particle`.
            hyphenates: the style's `initialize-with-hyphen`.
            compile_part: compiles an element of `substitute`.
        """
        self._variables = element.get("variable", "").split()
        self._formatting = TextFormat({"delimiter": inherited.get("names-delimiter", ""), **element.attrib})
        name, et_al = element.find(f"{CSL}name"), element.find(f"{CSL}et-al")
        self._has_name = name is not None
        options = {key: value for key, value in inherited.items() if key != "names-delimiter"}
        self._inherited_options = options
        self._options = NameOptions(options, name, et_al)
        label = element.find(f"{CSL}label")
        order = [child.tag for child in element]
        before = label is not None and f"{CSL}name" in order and order.index(f"{CSL}label") < order.index(f"{CSL}name")
        self._label = NameLabel(label, before=before) if label is not None else None
        substitute = element.find(f"{CSL}substitute")
        self._substitute = [compile_part(child) for child in substitute] if substitute is not None else []
        self._locale = locale
        self._demotes = demotes
        self._hyphenates = hyphenates
        self._changed: dict[tuple[int, str], NameOptions] = {}

    def __call__(self, context: Context) -> str:
        """Returns the names of the work, or what the style writes instead."""
        options, label = self._settings(context)
        found: list[tuple[str, tuple[Name, ...]]] = []
        for variable in self._joint_variables(context, label):
            value = context.look_up("editor" if variable == "editortranslator" else variable)
            if isinstance(value, tuple) and not hasattr(value, "parts"):
                found.append((variable, value))
        if not found:
            return self._replaced(context, options, label)
        is_first, context.names_are_first = context.names_are_first, False
        if options.form == "count":
            return str(sum(len(self._shown(names, options, context)) for _variable, names in found))
        written = []
        for variable, names in found:
            text = self._list(names, options, context)
            mark = context.substitute if is_first else None
            if mark is not None and mark.names:
                text = self._substituted(text, names, mark, options, context)
            if is_first:
                context.first_names = names, ""
                is_first = False
            if label is not None and not context.in_sort:
                title = label.text(variable, len(names), self._locale)
                text = join((title, text) if label.is_before_name else (text, title))
            written.append(text)
        if context.inherited is not None:
            for variable, _names in found:
                context.values.pop("editor" if variable == "editortranslator" else variable, None)
                if variable == "editortranslator":
                    context.values.pop("translator", None)
        return self._formatting.apply(join(written, self._formatting.delimiter), context.is_english)

    def _settings(self, context: Context) -> tuple[NameOptions, NameLabel | None]:
        """Returns the options and the label, which an element in `substitute` may inherit."""
        options, label = self._options, self._label
        above: _Settings | None = context.inherited
        if above is not None:
            if not self._has_name:
                options = above.options
            if label is None:
                label = above.label
        if context.sort_names:
            key = id(options), repr(context.sort_names)
            known = self._changed.get(key)
            if known is None:
                known = self._changed[key] = options.changed(context.sort_names)
            options = known
        return options, label

    def _joint_variables(self, context: Context, label: NameLabel | None) -> list[str]:
        """Returns the variables; editor and translator as one if they are the same people."""
        variables = self._variables
        if "editor" not in variables or "translator" not in variables:
            return variables
        editors, translators = context.look_up("editor"), context.look_up("translator")
        if editors != translators or not self._locale.term("editortranslator", label.form if label else "long"):
            return variables
        return ["editortranslator", *(one for one in variables if one not in ("editor", "translator"))]

    def _replaced(self, context: Context, options: NameOptions, label: NameLabel | None) -> str:
        """Returns what the first element of `substitute` that writes something writes."""
        if not self._substitute or context.inherited is not None:
            return ""
        context.inherited = _Settings(options, label)
        is_first = context.names_are_first
        text = ""
        for part in self._substitute:
            text = part(context)
            if text:
                break
        context.inherited = None
        if text and is_first and context.names_are_first:
            context.names_are_first = False
            context.first_names = (), text
            mark = context.substitute
            if mark is not None and not mark.names and mark.title == text:
                text = mark.text
        return self._formatting.apply(text)

    def _substituted(
        self, text: str, names: tuple[Name, ...], mark: AuthorSubstitute, options: NameOptions, context: Context
    ) -> str:
        """Returns *text*, the names, with the style's mark for those that the entry before has too."""
        if mark.rule in ("complete-all", "complete-each"):
            if names != mark.names:
                return text
            if mark.rule == "complete-all":
                return mark.text
            return self._list(names, options, context, marks=dict.fromkeys(range(len(names)), mark.text))
        same = 0
        for one, other in zip(names, mark.names, strict=False):
            if one != other:
                break
            same += 1
        if mark.rule == "partial-first":
            same = min(same, 1)
        return self._list(names, options, context, marks=dict.fromkeys(range(same), mark.text))

    def _shown(self, names: tuple[Name, ...], options: NameOptions, context: Context) -> tuple[Name, ...]:
        limit = self._limit(names, options, context.expansion)
        return names if limit is None else names[:limit]

    @staticmethod
    def _limit(names: tuple[Name, ...], options: NameOptions, expansion: NameExpansion | None) -> int | None:
        """Returns how many names are written before 'et al.', or None if all are."""
        limit = None
        if options.minimum is not None and len(names) >= options.minimum:
            limit = None if expansion is not None and expansion.all_names else options.use_first
        named = len(names) - 1
        return min(named, named if limit is None else limit) if _ends_in_others(names) else limit

    def _list(
        self, names: tuple[Name, ...], options: NameOptions, context: Context, marks: Mapping[int, str] | None = None
    ) -> str:
        """Returns *names* with their delimiters, 'and' and 'et al.'."""
        count = len(names)
        limit = self._limit(names, options, context.expansion)
        names_last = options.use_last and not _ends_in_others(names)
        if limit is not None and limit >= count:
            limit = None
        if limit == 0:
            return ""
        between = options.formatting.delimiter or options.delimiter
        joint = self._joint(options)
        before_last = between if joint is None or _sets_delimiter(options, count) else ""
        texts = []
        for number, name in enumerate(names):
            if limit is not None and number >= limit:
                if number == limit and not context.in_sort:
                    texts.append(self._et_al(options, count, limit, between, names_last, context))
                if not (names_last and number == count - 1) or context.in_sort:
                    continue
                texts.append(self._name(name, options, number, context))
                continue
            text = (
                marks[number] if marks is not None and number in marks else self._name(name, options, number, context)
            )
            if number and context.in_sort:
                texts.append(" ")
            elif number and number == count - 1:
                texts.append(before_last)
                if joint is not None:
                    texts.append(f"{'' if before_last[-1:].isspace() else ' '}{joint} ")
            elif number:
                texts.append(between)
            texts.append(text)
        return join(texts)

    def _joint(self, options: NameOptions) -> str | None:
        if options.joint == "symbol":
            return self._locale.term("and", "symbol") if self._has_symbol() else "&"
        return (self._locale.term("and") or None) if options.joint == "text" else None

    def _has_symbol(self) -> bool:
        return self._locale.term("and", "symbol") != self._locale.term("and")

    def _et_al(
        self, options: NameOptions, count: int, limit: int, between: str, names_last: bool, context: Context
    ) -> str:
        """Returns 'et al.', or the ellipsis before the last name, with what precedes it."""
        rule = options.precedes_et_al
        has_delimiter = (
            rule == "always"
            or (rule == "contextual" and count > 2 and limit > 1)
            or (
                rule == "after-inverted-name"
                and (options.sort_order == "all" or (options.sort_order == "first" and limit < 2))
            )
        )
        before = between if has_delimiter else " "
        if names_last:
            return join((before, "… "))
        text = self._locale.term(options.et_al_term)
        if options.et_al.prefix.startswith(" ") and before.endswith(" "):
            before = before[:-1]
        text = options.et_al.apply(text, context.is_english)
        return join((before, text)) if text else ""

    def _name(self, name: Name, options: NameOptions, number: int, context: Context) -> str:
        """Returns one name."""
        english = context.is_english
        if name.literal:
            return options.formatting.apply(options.family.apply(name.literal, english), english)
        form = options.form
        initializes = options.initializes
        expansion = context.expansion
        if expansion is not None and expansion.given is not None:
            only_first = expansion.given.startswith("primary-name")
            if not only_first or number == 0:
                form = "long"
                initializes = initializes and expansion.given.endswith("with-initials")
        given = name.given
        if given and options.initialize_with is not None and name.is_alphabetic:
            given = initials(given, options.initialize_with, makes=initializes, hyphenates=self._hyphenates)
        is_inverted = context.in_sort or options.sort_order == "all" or (options.sort_order == "first" and number == 0)
        text = self._assembled(name, given, form, is_inverted, options, english)
        return options.formatting.apply(text, english)

    def _assembled(
        self, name: Name, given: str, form: str, is_inverted: bool, options: NameOptions, english: bool
    ) -> str:
        """Returns the parts of a name in their order. The affixes of `name-part` surround the part with its
        particles."""

        def family_part(*parts: str) -> str:
            return _affixed(_glue(*(_bare(options.family, part, english) for part in parts)), options.family)

        def given_part(*parts: str) -> str:
            return _affixed(_glue(*(_bare(options.given, part, english) for part in parts)), options.given)

        if not name.is_alphabetic:
            family = family_part(name.family)
            return family if form == "short" else family + given_part(given)
        if form == "short":
            return family_part(name.particle, name.family)
        if is_inverted:
            if self._demotes == "display-and-sort":
                parts = (family_part(name.family), given_part(given, name.dropping, name.particle), name.suffix)
            else:
                parts = (family_part(name.particle, name.family), given_part(given, name.dropping), name.suffix)
            return join([part for part in parts if part], options.separator)
        whole = _glue(
            _bare(options.given, name.dropping, english),
            _bare(options.family, name.particle, english),
            _bare(options.family, name.family, english),
        )
        if name.suffix:
            whole = join((whole, options.separator if name.comma_suffix else " ", name.suffix))
        return _glue(given_part(given), _affixed(whole, options.family))


def _bare(formatting: TextFormat, text: str, english: bool) -> str:
    """Returns *text* in the case of a part of a name, without its affixes."""
    if formatting.is_plain or not text:
        return text
    bare = formatting.apply(text, english)
    return bare[len(formatting.prefix) : len(bare) - len(formatting.suffix)]


def _affixed(text: str, formatting: TextFormat) -> str:
    return join((formatting.prefix, text, formatting.suffix)) if text and not formatting.is_plain else text


def _glue(*parts: str) -> str:
    """Returns the parts of a name with spaces between them, but none after an apostrophe or a hyphen."""
    whole = ""
    for part in parts:
        if not part:
            continue
        if whole and not whole.endswith(_NO_SPACE_AFTER) and not whole[-1].isspace():
            whole += " "
        whole += part
    return whole


def _ends_in_others(names: tuple[Name, ...]) -> bool:
    """Returns whether the last name stands for people who are not named: 'and others' in BibTeX, which pandoc's
    processor writes as 'et al.', too."""
    return len(names) > 1 and names[-1].literal == "others"


def _sets_delimiter(options: NameOptions, count: int) -> bool:
    """Returns whether the delimiter is written before the 'and' of the last name."""
    match options.precedes_last:
        case "always":
            return True
        case "never":
            return False
        case "after-inverted-name":
            return options.sort_order == "all" or (options.sort_order == "first" and count < 3)
        case _:
            return count > 2


def initials(given: str, mark: str, *, makes: bool, hyphenates: bool) -> str:
    """Returns the given names with *mark* after each initial.

    Args:
        makes: whether names become initials; otherwise only initials that are already there get the mark.
        hyphenates: whether the hyphen of 'Jean-Luc' is kept.
    """
    written = ""
    for found in _GIVEN_TOKEN.finditer(given):
        token = found[0]
        is_initial = token.endswith(".") or len(token.lstrip("-")) == 1
        word = token.rstrip(".")
        hyphen = "-" if word.startswith("-") else ""
        word = word.removeprefix("-")
        if not word:
            continue
        if hyphen and makes:
            if not word[0].isupper():
                continue  # the second part of 'Ji-ping'
            if hyphenates:
                written = written.rstrip()
            else:
                hyphen = ""
        if word[0].upper() == word[0].lower() and not word[0].isdecimal():
            written += f"{hyphen}{word} "  # a script without capitals has no initials
        elif is_initial:
            written += hyphen + word + mark
        elif word.islower():
            written += f"{word} " if mark[-1:].isspace() else f" {word} "
        elif makes:
            written += hyphen + _initial(word) + mark
        else:
            written = (written.rstrip() if hyphen else written) + hyphen + word + " "
    return " ".join(written.split())


def _initial(word: str) -> str:
    """Returns the first letter, or the first two of an abbreviation such as 'ThH'."""
    if not word[0].isupper():
        return word
    if len(word) > 2 and word[1].isupper() and word[2:].islower():
        return word[0] + word[1].lower()
    return word[0]


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
