"""The manual names the menus in which commands are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import scholar_desktop
from scholar_desktop.translation import shown
from scholar_desktop.ui.actions.action import MENUS, menu_path
from scholar_desktop.ui.window.action_definitions import ALL
from scholar_desktop.ui.words.window_language import use_language

ROOT = Path(scholar_desktop.__file__).parents[1]
FORMS = {
    "en": (
        r"“(?P<command>[^”]+)” \((?P<menu>\w+) menu(?:, “(?P<submenu>[^”]+)”)?\)",
        r"“(?P<command>[^”]+)” in the (?P<menu>\w+) menu",
        r"(?P<menu>\w+) menu: (?P<list>[^.]+)\.",
    ),
    "de": (
        r"„(?P<command>[^“]+)“ \(Menü „(?P<menu>[^“]+)“(?:, „(?P<submenu>[^“]+)“)?\)",
        r"„(?P<command>[^“]+)“ im Menü „(?P<menu>[^“]+)“",
        r"Menü „(?P<menu>[^“]+)“: (?P<list>[^.]+)\.",
    ),
}
"""How a place in the menus is written, by language: a command and its place, or a menu and what is in it."""
ITEM = r"[“„](?P<command>[^”“]+)[”“](?: \([^()]*?(?:under|unter) [“„](?P<submenu>[^”“]+)[”“]\))?"
PLACES = {"en": "README.md", "de": "README.de.md"}


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def named_places(text: str, language: str) -> list[str]:
    """Return the paths of the menus that *text* names, as `menu_path` writes them."""
    paths = []
    for form in FORMS[language]:
        for found in re.finditer(form, text):
            parts = found.groupdict()
            items = [parts] if "command" in parts else [one.groupdict() for one in re.finditer(ITEM, parts["list"])]
            for item in items:
                words = (parts["menu"], item.get("submenu"), item["command"])
                paths.append(" > ".join(word for word in words if word))
    return paths


def test_the_manual_names_places_that_the_menus_have(language: str) -> None:
    there = {menu_path(action) for action in ALL if action.menu}
    there |= {
        f"{shown(title)} > {shown(action.submenu)}"
        for menu, title in MENUS
        for action in ALL
        if action.menu == menu and action.submenu
    }
    named = named_places((ROOT / PLACES[language]).read_text("utf-8"), language)
    assert len(named) == 6
    assert [path for path in named if path not in there] == []
