"""A language of the tests: every text that is translated stands in ⟦…⟧ and is at least 40 % longer.

What is shown without these marks cannot be translated (or is data), and what has no room for the longer text is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from itertools import cycle, islice
from pathlib import Path

import pytest

from scholar_desktop import translation

OPEN, CLOSE = "⟦", "⟧"
LONGER = 1.4
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDER = "\u202e{}\u202c"
"""Right-to-left override: the letters run from right to left, as those of Hebrew do."""
_END = re.compile(r"[.…:!?]*\s*$")


def longer(text: str) -> str:
    """Returns *text* in marks, with further words before its punctuation until it is 40 % longer."""
    missing = max(1, round(len(text) * LONGER) - len(text) - len(OPEN + CLOSE))
    words = ""
    for word in islice(cycle(_WORDS), missing):
        if len(words) >= missing:
            break
        words += f" {word}"
    end = _END.search(text)
    at = end.start() if end else len(text)
    start = text[: len(text) - len(text.lstrip())]
    return f"{start}{OPEN}{text[len(start) : at]}{words}{text[at:].rstrip()}{CLOSE}{text[len(text.rstrip()) :]}"


class PseudoCatalogue(NullTranslations):
    """Translates every text. right_to_left: and shows its letters from right to left."""

    def __init__(self, *, right_to_left: bool = False) -> None:
        super().__init__()
        self._form = _ORDER if right_to_left else "{}"

    def gettext(self, message: str) -> str:
        return self._form.replace("{}", longer(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@contextmanager
def pseudo_language(*, right_to_left: bool = False) -> Iterator[None]:
    """Uses the language `xx` while the context lasts."""
    before = translation._language.code, translation._language.catalogue
    translation._language.code = "xx"
    translation._language.catalogue = PseudoCatalogue(right_to_left=right_to_left)
    try:
        yield
    finally:
        translation._language.code, translation._language.catalogue = before


@pytest.fixture
def pseudo_german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Makes `de` a language in which every text stands in marks, whatever the catalogue has."""
    folder = tmp_path / "catalogues"
    folder.mkdir()
    (folder / "de.mo").touch()
    monkeypatch.setattr(translation, "FOLDER", folder)
    monkeypatch.setattr(translation, "GNUTranslations", lambda _file: PseudoCatalogue())
    yield
    translation.set_language("en")
