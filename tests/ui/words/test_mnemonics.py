"""The letters of menu entries: one for each, none twice, in English and German."""

from __future__ import annotations

from collections import defaultdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop import translation
from scholar_desktop.translation import shown
from scholar_desktop.ui.actions.action import MENUS
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.window.action_definitions import ALL
from scholar_desktop.ui.words.literal_text import shown_text
from scholar_desktop.ui.words.mnemonics import marked_titles


def letters(titles: list[str]) -> list[str]:
    """The letter after the single `&` of each title."""
    return [title.replace("&&", "").partition("&")[2][:1].casefold() for title in titles]


def test_every_entry_of_every_menu_has_a_letter_of_its_own() -> None:
    for language in ("de", "en"):
        translation.set_language(language)
        menus = defaultdict(list)
        for one in ALL:
            menus[one.menu, str(one.submenu)].append(shown(one.title))
        for (menu, submenu), titles in menus.items():
            if not submenu:
                titles += dict.fromkeys(shown(one.submenu) for one in ALL if one.menu == menu and one.submenu)
            marked = marked_titles(titles)
            assert [shown_text(title) for title in marked] == titles
            found = letters(marked)
            assert all(found), f"{menu}: {marked}"
            assert len(set(found)) == len(found), f"{menu}: {marked}"
        bar = [shown(title)[0] for _, title in MENUS]
        assert len(set(bar)) == len(bar), "the menu bar marks the first letters"


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Copy", "Cut", "Clear all"], ["&Copy", "C&ut", "Clear &all"]),
        (["Black & white", "Black"], ["&Black && white", "B&lack"]),
        (["Add", "A", "Aa"], ["A&dd", "&A", "Aa"]),
        (["…", ""], ["…", ""]),
    ],
)
def test_the_letter_is_the_first_of_a_word_where_it_can_be(titles: list[str], expected: list[str]) -> None:
    assert marked_titles(titles) == expected


def test_typing_in_a_menu_of_values_goes_to_the_value_that_begins_so(qapp: QApplication) -> None:
    chip = ChoiceChip(Theme(qapp, "light"), "Field", none="No other field")
    chosen: list[str] = []
    chip.chosen.connect(chosen.append)
    chip.set_choices([(name, name) for name in ("Biology", "Physics", "Political Science", "Psychology & more")])
    chip.show()
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.activeAction().text() == "No other field", "opened by a key, nothing is marked"
    assert not any(letters([entry.text() for entry in menu.actions()])), "a letter would choose a value at once"
    at = []
    for letter in "Ps":
        QTest.keyClicks(menu, letter)
        at.append(shown_text(menu.activeAction().text()))
    assert at == ["Physics", "Psychology & more"]
    assert (chosen, menu.isVisible()) == ([], True)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert chosen == ["Psychology & more"]
    chip.deleteLater()
