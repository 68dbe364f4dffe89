"""The box above the list of Downloads lists the downloads that have its words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on

WAITING = tuple(f"10.5555/waiting.{number}" for number in range(4))


def ended(number: int, title: str, author: str, host: str, reason: str) -> DownloadItem:
    """A download that failed."""
    paper = Paper(ids=Ids(doi=f"10.5555/{number}"), title=title, authors=(Author(author),), year=2020)
    url = f"https://{host}/{number}.pdf"
    return DownloadItem(
        key=f"key{number}",
        asked_as=f"10.5555/{number}",
        paper=paper,
        state=DownloadState.DONE,
        outcome=ItemOutcome.UNAVAILABLE,
        reason=reason,
        attempts=(Attempt(url, "s2", Outcome.UNAVAILABLE, 404, reason=reason),),
        ended=f"2026-01-01T10:00:{number % 60:02}Z",
    )


FAILED = (
    ended(1, "Sleep and memory", "Ana Müller", "pdf.elsevier.com", "The file is gone (404)."),
    ended(2, "Sleep and attention", "Bo Chen", "www.nature.com", "The file is gone (404)."),
    ended(3, "Memory of plants", "Cy Diaz", "pdf.elsevier.com", "It wants a login (403)."),
)


def listed(driver: Driver) -> list[str]:
    model = driver.window.pages.page("downloads").model
    return [model.item(row).asked_as for row in range(model.count())]


def found(driver: Driver) -> str:
    count = driver.widget("downloadsFound")
    return count.text() if count.isVisible() else ""


async def test_the_box_lists_the_downloads_with_its_words(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await driver.idle()
        assert not driver.widget("downloadsFindEdit").isVisible(), "nothing is listed"
        driver.program.services.downloads._board.keep(FAILED)
        await driver.idle()
        view, box = driver.view("downloadsView"), driver.widget("downloadsFindEdit")
        assert found(driver) == ""
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Up)
        assert QApplication.focusWidget() is box
        for words, numbers in (
            ("SLEEP mem", [1]),
            ("muller", [1]),
            ("10.5555/2", [2]),
            ("elsevier", [3, 1]),
            ("gone", [2, 1]),
            ("elsevier login", [3]),
        ):
            driver.type(words, "downloadsFindEdit")
            assert listed(driver) == [f"10.5555/{number}" for number in numbers], words
            assert found(driver) == f"{len(numbers)} of 3 match" if len(numbers) > 1 else "1 of 3 match"
        assert driver.widget("saveReportButton").content.text == "Save 1 as CSV…"
        assert driver.widget("clearDownloadsButton").content.text == "Clear this one"
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert QApplication.focusWidget() is view
        QTest.keyClick(view, Qt.Key.Key_Up)
        assert QApplication.focusWidget() is box
        driver.type("zebra", "downloadsFindEdit")
        await driver.idle()
        assert (listed(driver), found(driver)) == ([], "0 of 3 match")
        assert not driver.widget("saveReportButton").isVisible()
        page = driver.window.pages.page("downloads")
        assert any(one.text() == "No downloads match “zebra”" for one in page.findChildren(QLabel) if one.isVisible())
        (clear,) = (one for one in page.findChildren(Button) if one.isVisible() and one.text() == "Clear")
        QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert (len(listed(driver)), found(driver)) == (3, "")
        box.setFocus()
        QTest.keyClicks(box, "plants")
        assert listed(driver) == ["10.5555/3"]
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert (box.text(), len(listed(driver))) == ("", 3)
        assert QApplication.focusWidget() is box
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is view


async def test_the_words_are_on_top_of_the_chip_and_new_downloads_clear_them(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("view.downloads")
        saved = structs.replace(FAILED[0], key="key9", asked_as="10.5555/9", outcome=ItemOutcome.SAVED, reason="")
        downloads._board.keep((*FAILED, saved))
        await driver.idle()
        driver.click("downloadsGroup.not_got")
        driver.type("sleep", "downloadsFindEdit")
        await driver.idle()
        assert listed(driver) == ["10.5555/2", "10.5555/1"]
        assert found(driver) == "2 of 3 match"
        assert driver.widget("downloadsGroup.not_got").content.count == "3", "the chips count all"
        driver.click("clearDownloadsButton")
        await driver.idle()
        assert {item.asked_as for item in downloads.items()} == {"10.5555/3", "10.5555/9"}
        driver.trigger("edit.undo")
        await driver.until(lambda: len(downloads.items()) == 4)
        await driver.idle()
        assert sorted(listed(driver)) == ["10.5555/1", "10.5555/2"]
        driver.trigger("view.search")
        driver.trigger("app.offline")
        await downloads.enqueue_ids(("10.5555/new",))
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.widget("downloadsFindEdit").text() == ""
        assert len(listed(driver)) == 5


async def test_a_download_that_was_found_stays_while_it_is_tried_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("view.downloads")
        downloads._board.keep(FAILED)
        await driver.idle()
        driver.type("login", "downloadsFindEdit")
        driver.trigger("app.offline")
        downloads.retry(["key3"])
        await driver.idle()
        assert downloads.row("key3").reason == ""
        assert listed(driver) == ["10.5555/3"]


async def test_rows_that_are_found_can_be_dragged(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("app.offline")
        await downloads.enqueue_ids((WAITING[0], "10.5555/other", *WAITING[1:]))
        driver.trigger("view.downloads")
        await driver.idle()
        driver.type("waiting", "downloadsFindEdit")
        await driver.idle()
        assert listed(driver) == list(WAITING)
        view = driver.view("downloadsView")
        view.dropped.emit(2, 1)
        await driver.idle()
        assert listed(driver) == [WAITING[0], WAITING[2], WAITING[1], WAITING[3]]
        order = [item.asked_as for item in downloads.items()]
        assert order == [WAITING[0], "10.5555/other", WAITING[2], WAITING[1], WAITING[3]]


async def test_the_words_filter_thousands_of_downloads_once_they_are_typed(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates: list[int] = []
    show_rows = DownloadsPage._show_rows

    def counted(self: DownloadsPage, **named: Any) -> None:
        updates.append(len(self._finder.words))
        show_rows(self, **named)

    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        items = [
            structs.replace(FAILED[number % 3], key=f"k{number}", asked_as=f"10.5555/{number}")
            for number in range(3000)
        ]
        driver.program.services.downloads._board.keep(items)
        await driver.until(lambda: len(listed(driver)) == 3000)
        await driver.idle()
        monkeypatch.setattr(DownloadsPage, "_show_rows", counted)
        QTest.keyClicks(driver.widget("downloadsFindEdit"), "sleep mem")
        await driver.until(lambda: len(listed(driver)) == 1000)
        assert updates.count(2) == 1
        assert len(updates) < len("sleep mem")
