"""Text that the user types in the details stays while answers change the paper that is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.own_fields import Origin, OwnFields
from scholar_desktop.domain.paper import Facts, Ids, Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.ui.context.paper_session import PaperSession
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

DOI = "10.18653/v1/n18-1202"
WORDS = "The quick brown fox"


@pytest.fixture(autouse=True)
def _selected_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The details of a selected row are requested by `_until_details`, however long the typing takes."""
    monkeypatch.setattr(PaperSession, "_open_after_rest", _opened_later)


async def _opened_later(session: PaperSession, _paper: Paper) -> None:
    assert not session.is_open


async def _on_new_paper(driver: Driver, **known: Any) -> str:
    """Import a paper, select it in All papers, and return its id before its details are requested."""
    paper = Paper(title="An imported paper", ids=Ids(doi=DOI), sources=("import",), **known)
    await driver.program.services.library.add([paper])
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.until(lambda: driver.widget("noteEdit").isVisible())
    return paper.id


def _session(driver: Driver) -> Any:
    return driver.window.search_page.panes.paper


async def _until_details(driver: Driver) -> None:
    _session(driver)._begin(_session(driver).paper, from_row=True)  # as after the rest on the row
    await driver.until(lambda: _session(driver).is_open and not _session(driver).loading)
    await driver.idle()
    assert _session(driver).paper.id.startswith("s2:"), "the details have given the paper another id"


def _note_box(driver: Driver) -> Any:
    return driver.window.search_page.panes.detail.own._note


async def _notes(driver: Driver) -> tuple[str, ...]:
    (kept,) = (await driver.program.services.library.page()).papers
    return kept.notes


async def test_a_note_begun_before_the_details_arrive_is_kept_whole(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        demo.config(latency=0.1)
        before = await _on_new_paper(driver)
        note = driver.widget("noteEdit")
        _note_box(driver)._rest.setInterval(60_000)  # the details arrive before the pause in which it is saved
        QTest.mouseClick(note.viewport(), Qt.MouseButton.LeftButton)
        keyboard = Keyboard(driver)
        await keyboard.type(WORDS[:6])
        assert _session(driver).paper.id == before
        shown: list[str] = []
        note.document().contentsChanged.connect(lambda: shown.append(note.toPlainText()))
        await _until_details(driver)
        assert (driver.window.focusWidget(), note.toPlainText()) == (note, WORDS[:6])
        await keyboard.type(WORDS[6:])
        assert shown == [WORDS[:end] for end in range(7, len(WORDS) + 1)], "not even for a moment is it another text"
        await keyboard.press("Tab")
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        await driver.idle()
        assert (note.toPlainText(), await _notes(driver)) == (WORDS, (WORDS,))


async def test_the_cursor_stays_in_a_note_that_details_and_other_processes_change(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        demo.config(latency=0.1)
        await _on_new_paper(driver)
        note, box = driver.widget("noteEdit"), _note_box(driver)
        note.setFocus()
        keyboard = Keyboard(driver)
        await keyboard.type("lazy dog")
        await keyboard.press("Return")
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        await _until_details(driver)
        assert note.toPlainText() == "lazy dog\n", "the library keeps no line ends; the line begun here stays"
        await keyboard.press("Ctrl+Home")
        for _ in range(5):
            await keyboard.press("Right")
        # as another process writes it
        await driver.program.services.library.note(_session(driver).paper, "lazy dog, and a second sentence")
        await driver.until(lambda: "second" in note.toPlainText())
        assert driver.window.focusWidget() is note
        assert note.textCursor().position() == 5
        box._rest.setInterval(60_000)
        await keyboard.type("a ")
        await driver.program.services.library.note(_session(driver).paper, "something else")
        await driver.idle()
        assert note.toPlainText() == "lazy a dog, and a second sentence", "text that is being typed is not replaced"


async def test_a_report_of_a_text_saved_before_does_not_replace_the_newer_one(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _on_new_paper(driver)
        await driver.idle()
        note, box = driver.widget("noteEdit"), _note_box(driver)
        note.setFocus()
        keyboard = Keyboard(driver)
        shown: list[str] = []
        box._edit.document().contentsChanged.connect(lambda: shown.append(note.toPlainText()))
        for letter in WORDS:
            await keyboard.type(letter)
            box._write()  # as after a pause, when the library is slow
        await driver.idle()
        assert shown == [WORDS[: 1 + place] for place in range(len(WORDS))]
        assert await _notes(driver) == (WORDS,)


async def test_a_link_stays_when_the_details_arrive(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        demo.config(latency=0.1)
        before = await _on_new_paper(driver)
        link = driver.widget("ownLinkEdit")
        link.setFocus()
        keyboard = Keyboard(driver)
        await keyboard.type("example.org/a")
        assert _session(driver).paper.id == before
        await _until_details(driver)
        assert (driver.window.focusWidget(), link.text()) == (link, "example.org/a")
        await keyboard.press("Return")
        await keyboard.type("b")
        await driver.idle()
        assert link.text() == "example.org/ab", "another link was begun before the first one was added"


async def test_a_form_stays_open_for_the_paper_that_has_another_id_since(demo: Any, tmp_path: Path) -> None:
    own = OwnFields(fields={"note": "x"}, origin={"note": Origin("import", "2026-01-01T00:00:00Z")})
    async with window_on(demo, tmp_path) as driver:
        demo.config(latency=0.1)
        # an import described it: the form is opened without a request for its volume and pages
        before = await _on_new_paper(driver, facts=(Facts(LIBRARY, own.written, msgspec.to_builtins(own)),))
        driver.trigger("paper.edit")
        await driver.until(lambda: driver.widget("entryEditor").isVisible())
        assert _session(driver).paper.id == before
        title = driver.widget("field.title")
        keyboard = Keyboard(driver)
        await keyboard.type(WORDS)
        await _until_details(driver)
        typed = title.text()
        assert WORDS in typed
        driver.trigger("paper.edit")
        await driver.idle()
        assert (driver.widget("field.title"), title.text()) == (title, typed), "the form is open already"
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert driver.widget("entryEditor").isVisible(), "it is the row of the paper that is edited"
        driver.click("entrySaveButton")
        await driver.until(lambda: not driver.widget("entryEditor").isVisible())
        await driver.idle()
        assert _session(driver).paper.title == typed, "the details show what was saved"
