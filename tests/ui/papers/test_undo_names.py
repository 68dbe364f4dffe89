"""The names of changes in the Edit menu, which has little room."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.undo_sentences import SENTENCES
from scholar_desktop.translation import set_language, shown
from scholar_desktop.ui.papers.undo_commands import LONGEST_CHANGE, short_change
from tests.support.window_driver import window_on


@pytest.mark.parametrize(
    ("change", "short"),
    [
        ("star “A B”", "star “A B”"),
        (
            "star “A capacity theory of comprehension: Individual d…”",
            "star “A capacity theory of comprehension…”",
        ),
        (
            "„A capacity theory of comprehension: Individual d…“ mit Stern markieren",
            "„A capacity theory of…“ mit Stern markieren",
        ),
        (
            "merge “Attention is All you Need” into “Attention Is All You Need”",
            "merge “Attention is…” into “Attention Is…”",
        ),
        (
            "„Attention is All you Need“ mit „Attention Is All You Need“ zusammenführen",
            "„Attention…“ mit „Attention…“ zusammenführen",
        ),
        (
            "star “What “attention” means in theories of reading and listening”",
            "star “What “attention” means in theories of…”",
        ),
        (f"import 3 papers from {'a' * 60}.bib", f"import 3 papers from {'a' * 26}…"),
    ],
)
def test_a_long_name_of_a_change_keeps_its_verb_and_its_quotation_marks(change: str, short: str) -> None:
    assert short_change(change) == short
    assert len(short) <= LONGEST_CHANGE


@pytest.fixture
def german() -> Iterator[None]:
    set_language("de")
    yield
    set_language("en")


TITLE = Message("“{title}”", title="The magical number seven, plus or minus two: some limits")
LONG = {"papers": TITLE, "title": TITLE, "file": "references of the thesis, second chapter.bib", "count": 2}


@pytest.mark.parametrize("template", SENTENCES)
def test_the_long_name_of_each_change_is_translated_before_it_is_shortened(template: str, german: None) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    values = {name: LONG.get(name, "The magical number seven, plus or minus two") for name in names}
    change = Message(template, **values)
    verb = {word for word in template.split() if not word.startswith(("{", "“"))}
    assert shown(change) != str(change)
    short = short_change(change)
    assert len(short) <= LONGEST_CHANGE
    german_words = set(shown(change).replace("…", " ").split())
    assert not verb & set(short.split()) - german_words, short
    fits = len(str(change)) <= LONGEST_CHANGE
    assert fits or short != short_change(str(change))


async def test_the_edit_menu_names_the_change_of_a_long_title_in_german(demo, tmp_path: Path, german: None) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        library = driver.program.services.library
        await library.entries.add({ITEM_TYPE: "book", "title": "The magical number seven, plus or minus two: some"})
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        driver.trigger("paper.delete")
        await driver.idle()
        title = driver.window.registry.title("edit.undo")
        assert title == "Rückgängig: „The magical…“ in den Papierkorb verschieben"
        driver.trigger("edit.undo")
        await driver.idle()
        title = driver.window.registry.title("edit.redo")
        assert title == "Wiederholen: „The magical…“ in den Papierkorb verschieben"
