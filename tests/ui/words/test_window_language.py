"""The window's language: that of the settings or the system, with its numbers, dates and Qt's own texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

SHOW = """
import json, sys
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
from scholar_desktop import translation
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.window_language import use_language
for wanted in sys.argv[1].split(","):
    use_language(wanted)
edit = QLineEdit()
menu = edit.createStandardContextMenu()
print(json.dumps({
    "language": translation.language(),
    "number": translation.gettext("{n}", n=1204),
    "size": wording.size(2_100_000),
    "day": wording.calendar_day("2026-03-20"),
    "menu": menu.actions()[0].text().partition("\\t")[0].replace("&", ""),
    "keys": QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText),
    "direction": application.layoutDirection().name,
}))
"""
ENGLISH = {
    "language": "en",
    "number": "1,204",
    "size": "2.1 MB",
    "day": "20 Mar 2026",
    "menu": "Undo",
    "keys": "Ctrl+Z",
    "direction": "LeftToRight",
}
GERMAN = {
    "language": "de",
    "number": "1.204",
    "size": "2,1 MB",
    "menu": "Rückgängig",
    "keys": "Strg+Z",
    "direction": "LeftToRight",
}


def shown(wanted: str, system: str, languages: str = "", **formats: str) -> dict[str, Any]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    ran = subprocess.run(
        [sys.executable, "-c", SHOW, wanted],
        env={**variables, "LANG": system, "LANGUAGE": languages, **formats},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def without_day(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "day"}


@pytest.mark.parametrize(("wanted", "system"), [("system", "de_DE.UTF-8"), ("de", "C.UTF-8"), ("de", "fr_FR.UTF-8")])
def test_german_by_the_system_or_by_choice(wanted: str, system: str) -> None:
    found = shown(wanted, system)
    assert without_day(found) == GERMAN
    assert "März" in found["day"]


@pytest.mark.parametrize(
    ("wanted", "system"), [("system", "C.UTF-8"), ("en", "de_DE.UTF-8"), ("system", "fr_FR.UTF-8")]
)
def test_english_is_english_throughout(wanted: str, system: str) -> None:
    assert shown(wanted, system) == ENGLISH


def test_numbers_and_dates_are_german_if_only_the_texts_of_the_system_are() -> None:
    for found in (shown("system", "en_US.UTF-8", "de"), shown("system", "de_DE.UTF-8", LC_TIME="en_US.UTF-8")):
        assert without_day(found) == GERMAN
        assert "März" in found["day"]


def test_the_region_of_the_language_decides_about_separators() -> None:
    assert shown("system", "de_CH.UTF-8")["number"] in ("1’204", "1'204")  # newer and older data of Qt


def test_a_window_that_is_created_again_has_the_new_language() -> None:
    assert without_day(shown("de,en", "C")) == without_day(ENGLISH)
