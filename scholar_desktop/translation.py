"""Puts the program's texts into the user's language. Only the window and the printed output of commands use it.

The functions have the names of gettext, and its rules: the English text is the key, and a text without a translation is
shown in English. Values are given by name: `gettext("Saved {file}", file=name)`. Whole numbers are shown with the
separators of the language. A table that is built while its module is imported holds `Message`s, and whoever shows them
calls `shown`, because the language is known only afterwards.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from scholar_desktop.domain.text.message import Message, Value

FOLDER = Path(__file__).parent / "translations"
"""The compiled catalogues, `LANGUAGE.mo`; packaging/translations makes them from resources/translations."""

NAMES = {"en": "English", "de": "Deutsch"}  # not translated: each language has its own name here
"""The languages that can be chosen, each with its own name for itself."""

SEPARATORS = {"en": (",", "."), "de": (".", ",")}
"""Language -> the separator of thousands, and the decimal one: for what is printed. The window uses those of Qt."""


INNER_QUOTES = {("“", "”"): ("‘", "’"), ("„", "“"): ("‚", "‘")}
"""The quotes of a text -> those inside them."""
_QUOTED = re.compile(r'(?<!\w)"([^"]*)"')


class _Language:
    """The language of this run; `number` formats a whole number."""

    def __init__(self) -> None:
        self.code = "en"
        self.catalogue: NullTranslations = NullTranslations()
        self.number: Callable[[int], str] = _grouped


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", SEPARATORS.get(_language.code, SEPARATORS["en"])[0])


_language = _Language()


def set_language(code: str) -> None:
    """Uses the catalogue and the separators of *code* from now on; English if there is no catalogue. Called once,
    before anything is shown."""
    path = FOLDER / f"{code}.mo"
    _language.code, _language.catalogue, _language.number = "en", NullTranslations(), _grouped
    if code != "en" and path.is_file():
        with path.open("rb") as file:
            _language.code, _language.catalogue = code, GNUTranslations(file)


def languages() -> dict[str, str]:
    """Returns the languages of NAMES that have a catalogue: a clone in which none was compiled has English alone."""
    return {code: name for code, name in NAMES.items() if code == "en" or (FOLDER / f"{code}.mo").is_file()}


def set_number_format(number: Callable[[int], str]) -> None:
    """Formats whole numbers in texts with *number* from now on."""
    _language.number = number


def language() -> str:
    """Returns the code of the language in use, such as `de`."""
    return _language.code


def decimal(value: float, digits: int = 1) -> str:
    """Returns *value* with *digits* behind the decimal separator of the language, for what is printed: '1,204.5'."""
    thousands, point = SEPARATORS.get(_language.code, SEPARATORS["en"])
    return f"{value:,.{digits}f}".translate({ord(","): thousands, ord("."): point})


def system_language(environ: Mapping[str, str] | None = None) -> str:
    """Returns the code of the system's language, English if the program does not have that. Without Qt, for what is
    printed: the variables that gettext reads, and on Windows the language of the desktop."""
    environ = os.environ if environ is None else environ
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(name))), "")
    is_plain = wanted.partition(".")[0] in ("C", "POSIX")
    if not is_plain and environ.get("LANGUAGE"):
        wanted = environ["LANGUAGE"]
    if not wanted and sys.platform == "win32":  # pragma: no cover
        import ctypes
        import locale

        wanted = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return first_known(wanted.split(":"))


def first_known(wanted: Iterable[str]) -> str:
    """Returns the code of the first language in *wanted*, such as `de_AT.UTF-8` or `de-AT`, that the program has."""
    codes = (text.replace("-", "_").partition(".")[0].partition("_")[0] for text in wanted)
    return next((code for code in codes if code in NAMES), "en")


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
    return template.format_map({name: _value(_unquoted(template, name, value)) for name, value in values.items()})


def _unquoted(template: str, name: str, value: Value) -> Value:
    """Returns *value* with inner quotes for its straight ones if *template* has it in quotes: “‘deep’ OR wide”, not
    ““deep" OR wide”."""
    if not isinstance(value, str) or isinstance(value, Message) or '"' not in value:
        return value
    for (left, right), (first, last) in INNER_QUOTES.items():
        if f"{left}{{{name}}}{right}" in template:
            return _QUOTED.sub(rf"{first}\1{last}", value)
    return value


def _value(value: Value) -> Value:
    if isinstance(value, str):
        return shown(value)
    if type(value) is float:
        return decimal(value)
    return _language.number(value) if type(value) is int else value
