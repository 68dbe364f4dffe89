"""Puts the program's texts into the user's language. Only the window and the printed output of commands use it.

The functions have the names of gettext, and its rules: the English text is the key, and a text without a translation is
shown in English. Values are given by name: `gettext("Saved {file}", file=name)`. Whole numbers are shown with the
separators of the language. A table that is built while its module is imported holds `Message`s, and whoever shows them
calls `shown`, because the language is known only afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from scholar_desktop.domain.text.message import Message, Value

FOLDER = Path(__file__).parent / "translations"
"""The compiled catalogues, `LANGUAGE.mo`; packaging/translations makes them from resources/translations."""


def _with_commas(number: int) -> str:
    return f"{number:,}"


class _Language:
    """The language of this run; `number` formats a whole number."""

    def __init__(self) -> None:
        self.code = "en"
        self.catalogue: NullTranslations = NullTranslations()
        self.number: Callable[[int], str] = _with_commas


_language = _Language()


def set_language(code: str) -> None:
    """Uses the catalogue of *code* from now on; English if there is none. Called once, before anything is shown."""
    path = FOLDER / f"{code}.mo"
    _language.code, _language.catalogue = "en", NullTranslations()
    if code != "en" and path.is_file():
        with path.open("rb") as file:
            _language.code, _language.catalogue = code, GNUTranslations(file)


def set_number_format(number: Callable[[int], str]) -> None:
    """Formats whole numbers in texts with *number* from now on."""
    _language.number = number


def language() -> str:
    """Returns the code of the language in use, such as `de`."""
    return _language.code


def languages() -> tuple[str, ...]:
    """Returns the codes of the languages that there are, English first."""
    return ("en", *sorted(path.stem for path in FOLDER.glob("*.mo")))


def gettext(text: str, /, **values: Value) -> str:
    """Returns *text* in the user's language, with *values* in the places of their names."""
    return _filled(_language.catalogue.gettext(text), values)


def ngettext(one: str, many: str, count: int, /, **values: Value) -> str:
    """Returns the form of the text for *count*; `{count}` is the count, unless *values* has one formatted already."""
    return _filled(_language.catalogue.ngettext(one, many, count), {"count": count, **values})


def pgettext(context: str, text: str, /, **values: Value) -> str:
    """Returns *text* in the user's language, where its translation depends on *context*."""
    return _filled(_language.catalogue.pgettext(context, text), values)


def shown(text: str) -> str:
    """Returns a text from below the window as it is shown: a `Message` translated, any other text unchanged."""
    if not isinstance(text, Message):
        return text
    if text.plural is not None:
        template = _language.catalogue.ngettext(text.template, text.plural, int(text.values["count"]))
    elif text.context is not None:
        template = _language.catalogue.pgettext(text.context, text.template)
    else:
        template = _language.catalogue.gettext(text.template)
    return _filled(template, text.values)


def _filled(template: str, values: dict[str, Value]) -> str:
    if not values:
        return template
    return template.format_map({name: _value(value) for name, value in values.items()})


def _value(value: Value) -> Value:
    if isinstance(value, str):
        return shown(value)
    return _language.number(value) if type(value) is int else value
