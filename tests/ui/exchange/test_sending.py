"""Papers sent to Zotero and to a .bib file from the window, and those that wait in the outbox."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLabel, QPushButton

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.services.exchange.sending import EntrySending
from scholar_desktop.ui.exchange.exchange_actions import OUTBOX_SHOWN_MS
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.reference_managers import JabRefStandIn, ZoteroStandIn
from tests.support.window_driver import Driver, row_menu, window_on


def listed(driver: Driver, name: str) -> list[str]:
    view = driver.widget(name)
    return [view.item(row).text() for row in range(view.count())]


async def test_a_paper_without_a_title_is_named_as_in_the_lists(demo, tmp_path: Path):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await driver.program.services.library.entries.add({ITEM_TYPE: "book", "volume": "3"})
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.click("sendButton")
        await driver.until(lambda: driver.widget("sendNowButton").isEnabled())
        assert listed(driver, "sendList") == ["Untitled"]
        driver.click("sendNowButton")
        await driver.idle()
        driver.click("sendOutboxButton")
        await driver.idle()
        assert listed(driver, "outboxList") == ["Untitled"]


async def two_books(driver: Driver) -> None:
    library = driver.program.services.library
    for title in ("On Growth and Form", "The Art of Memory"):
        await library.entries.add({ITEM_TYPE: "book", "title": title})
    driver.trigger("view.library")
    await driver.idle()
    driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)


async def test_the_detail_pane_and_the_selection_bar_send_all_selected_papers(demo, tmp_path: Path):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await two_books(driver)
        await driver.idle()
        bar = driver.widget("libraryView.selectionBar")
        for button in (driver.widget("sendButton"), bar.findChild(QPushButton, "selection.paper.send")):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            await driver.idle()
            assert driver.widget("sendPanel").isVisible()
            assert len(listed(driver, "sendList")) == 2
            driver.press(Qt.Key.Key_Escape, "sendPanel")
            assert not driver.widget("sendPanel").isVisible()
        driver.click("sendButton")
        await driver.idle()
        driver.click("sidebar.view.downloads")
        await driver.idle()
        assert not driver.widget("sendPanel").isVisible(), "it is about papers of another page"


async def test_the_panel_says_how_many_papers_have_no_pdf(demo, tmp_path: Path):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        library, downloads = driver.program.services.library, driver.program.services.downloads
        await downloads.enqueue_ids(("arXiv:1706.03762",))
        await driver.until(lambda: not downloads.active)
        sent = "Papers are sent with their tags and notes, and with their PDF if they have one."
        for titles, words in (((), sent), (("On Growth and Form",), f"{sent} 1 paper has no PDF in your library.")):
            for title in titles:
                await library.entries.add({ITEM_TYPE: "book", "title": title})
            driver.trigger("view.library")
            await driver.idle()
            driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
            await driver.idle()
            driver.click("sendButton")
            await driver.idle()
            assert driver.widget("sendWithWhat").text() == words
            driver.press(Qt.Key.Key_Escape, "sendPanel")


async def test_a_panel_that_sends_stays_on_another_page_and_says_why_it_failed(demo, tmp_path: Path, monkeypatch):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await two_books(driver)
        await driver.idle()
        goes_on = asyncio.Event()

        async def send(*_given, **_more):
            await goes_on.wait()
            raise DiskError("The disk is full.")

        monkeypatch.setattr(EntrySending, "send", send)
        driver.click("sendButton")
        await driver.until(lambda: driver.widget("sendNowButton").isEnabled())
        driver.click("sendNowButton")
        driver.click("sidebar.view.downloads")
        goes_on.set()
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert driver.widget("sendPanel").isVisible()
        assert driver.widget("sendState").text().startswith("The disk is full.")
        driver.click("sidebar.view.library")
        await driver.idle()
        assert not driver.widget("sendPanel").isVisible()


async def test_papers_wait_in_the_outbox_until_zotero_runs(demo, tmp_path: Path):
    zotero = ZoteroStandIn()
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await two_books(driver)
        driver.trigger("paper.send")
        await driver.idle()
        assert driver.widget("sendState").text().startswith("Zotero is not running.")
        assert driver.widget("sendNowButton").text() == "Put into outbox"
        rows, panel = driver.widget("sendList"), driver.widget("sendPanel")
        await driver.until(lambda: rows.height() - 2 * rows.sizeHintForRow(0) < rows.sizeHintForRow(0))
        assert rows.visualItemRect(rows.item(1)).bottom() < rows.viewport().height(), "both rows are in sight"
        assert panel.height() < panel._height, "the panel is only as high as its words and rows"
        assert rows.height() <= 2 * rows.visualItemRect(rows.item(0)).height() + 2 * rows.frameWidth()
        driver.click("sendNowButton")
        await driver.idle()
        assert driver.widget("sendState").text() == (
            "2 papers are waiting in the outbox. Start Zotero, then send the papers from the outbox."
        )
        titles = ["On Growth and Form", "The Art of Memory"]
        assert sorted(listed(driver, "sendList")) == titles, "the words above say that they are in the outbox"
        spoken = rows.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == f"In the outbox: {rows.item(0).text()}"
        driver.click("sendOutboxButton")
        await driver.idle()
        assert sorted(listed(driver, "outboxList")) == titles
        assert driver.widget("outboxState").text().startswith("2 papers are waiting to be sent to Zotero.")
        driver.widget("outboxList").setCurrentRow(0)
        assert driver.widget("outboxRemoveButton").text() == "Remove 1 paper"
        driver.click("outboxRemoveButton")
        await driver.idle()
        assert len(listed(driver, "outboxList")) == 1
        height = driver.widget("outboxPanel").height()
        driver.click("outboxSendButton")
        await driver.idle()
        assert "1 paper is waiting to be sent to Zotero. Zotero is not running." in driver.widget("outboxState").text()
        driver.click("outboxCloseButton")
        assert driver.widget("sidebar.library.outbox").accessibleName() == "Outbox, 1"
        driver.click("sidebar.library.outbox")
        await driver.idle()
        assert len(listed(driver, "outboxList")) == 1

    jabref = JabRefStandIn()
    with zotero.running() as url, jabref.running() as jabref_url:
        async with window_on(demo, tmp_path / "profile", zotero_url=url, jabref_url=jabref_url) as driver:
            messages = driver.window.messages
            await driver.until(lambda: messages.note("outbox") is not None)
            assert messages.note("outbox").lead == "1 paper is waiting to be sent."
            assert messages._ends["outbox"].interval() == OUTBOX_SHOWN_MS, "the number in the sidebar stays"
            assert driver.window.registry.title("library.outbox") == "Outbox (1)…"
            assert driver.widget("sidebar.library.outbox").isVisible()
            next(one for one in messages.findChildren(Button) if one.content.text == "Show outbox").click()
            await driver.idle()
            driver.click("outboxSendButton")
            await driver.idle()
            assert driver.widget("outboxState").text() == "Sent 1 paper. No papers are waiting to be sent."
            assert messages.note("outbox") is None
            assert driver.window.registry.title("library.outbox") == "Outbox…"
            assert not driver.widget("sidebar.library.outbox").isVisible()
            assert not driver.widget("outboxSendButton").isVisible()
            assert driver.widget("outboxPanel").height() < height, "an empty panel has the height of one with rows"
            assert driver.widget("outboxPanel").isAncestorOf(driver.window.focusWidget()) or (
                driver.window.focusWidget() is driver.widget("outboxPanel")
            )
            driver.click("outboxCloseButton")
            assert len(zotero.items) == 1

            zotero.local_api = True
            driver.trigger("view.library")
            await driver.idle()
            driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
            driver.trigger("paper.send")
            await driver.idle()
            assert driver.widget("sendState").text() == "Zotero is running."
            assert [one.partition(":")[0] for one in listed(driver, "sendList")].count("Already there") == 1
            into = driver.widget("sendInto")
            into.setCurrentIndex(into.findText("Thesis/Heads"))
            await driver.idle()
            driver.click("sendNowButton")
            await driver.idle()
            assert driver.widget("sendState").text() == "Sent 1 paper. 1 paper was already there."
            assert zotero.items[-1]["target"] == "C23"
            driver.click("sendCancelButton")

            driver.click_row(0, "libraryView")
            await driver.idle()
            driver.click("sendButton")
            await driver.idle()
            driver.click("sendTo.jabref")
            await driver.idle()
            assert driver.widget("sendState").text() == "JabRef is running."
            driver.click("sendNowButton")
            await driver.idle()
            assert driver.widget("sendState").text() == "Sent 1 paper."
            (sent,) = jabref.entries
            assert f"{{{driver.titles('libraryView')[0]}}}" in sent
            driver.click("sendCancelButton")

            await driver.program.services.collections.put_in(
                [kept.paper for kept in (await driver.program.services.library.page("all")).papers], "Thesis"
            )
            (thesis,) = await driver.program.services.collections.all()
            driver.window.navigation.show_collection(thesis)
            await driver.idle()
            driver.trigger("collection.send")
            await driver.idle()
            driver.click("sendTo.file")
            driver.click("sendNowButton")
            dialog = driver.window.findChild(QFileDialog, "sendFileDialog")
            dialog.fileSelected.emit(str(tmp_path / "mine.bib"))
            dialog.close()
            await driver.idle()
            assert driver.widget("sendState").text() == "Sent 2 papers."
            assert (tmp_path / "mine.bib").read_text("utf-8").count("@book") == 2


async def test_the_panel_is_a_report_after_sending_until_the_user_sends_again(demo, tmp_path: Path):
    zotero = ZoteroStandIn()
    zotero.local_api = True

    def choices(driver: Driver) -> list[str]:
        """What the panel shows that can be changed."""
        kinds = (QAbstractButton, QComboBox)
        inside = [one for kind in kinds for one in driver.widget("sendPanel").findChildren(kind) if one.isVisible()]
        return sorted(one.objectName() for one in inside if isinstance(one, QComboBox) or one.isCheckable())

    nobody, wanted = "http://127.0.0.1:9", ["sendAgainTick", "sendTo.file", "sendTo.jabref", "sendTo.zotero"]
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await two_books(driver)
        driver.trigger("paper.send")
        await driver.idle()
        title = driver.widget("sendPanel").findChild(QLabel)
        assert (title.text(), choices(driver)) == ("Send 2 papers", wanted)
        driver.click("sendNowButton")
        await driver.idle()
        assert (title.text(), choices(driver)) == ("Waiting in the outbox", [])
        assert driver.widget("sendMoreButton").text() == "Try again…"
        driver.click("sendMoreButton")
        await driver.idle()
        assert (title.text(), choices(driver)) == ("Send 2 papers", wanted)
        assert not driver.widget("sendAgainTick").isChecked()
        assert not driver.widget("sendMoreButton").isVisible()
    with zotero.running() as url:
        async with window_on(demo, tmp_path / "other", zotero_url=url, jabref_url=nobody) as driver:
            await two_books(driver)
            driver.trigger("paper.send")
            await driver.idle()
            driver.click("sendNowButton")
            await driver.idle()
            title = driver.widget("sendPanel").findChild(QLabel)
            assert (title.text(), choices(driver)) == ("Sent to Zotero", [])
            assert driver.widget("sendMoreButton").text() == "Send again…"
            driver.click("sendMoreButton")
            await driver.idle()
            assert choices(driver) == sorted(["sendInto", *wanted])
            assert driver.widget("sendAgainTick").isChecked(), "otherwise nothing would be sent"
            driver.click("sendNowButton")
            await driver.idle()
            assert title.text() == "Sent to Zotero"
            assert len(zotero.items) == 4


async def test_removing_from_the_outbox_can_be_undone_and_leaves_the_library_alone(demo, tmp_path: Path):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        library, messages = driver.program.services.library, driver.window.messages
        await two_books(driver)
        driver.trigger("paper.send")
        await driver.idle()
        assert "already" not in driver.widget("sendState").text()
        driver.click("sendNowButton")
        await driver.idle()
        driver.click("sendCancelButton")
        driver.trigger("paper.send")
        await driver.idle()
        assert driver.widget("sendState").text().endswith("2 papers are in the outbox already.")
        assert sorted(listed(driver, "sendList")) == ["On Growth and Form", "The Art of Memory"]
        driver.click("sendOutboxButton")
        await driver.idle()
        assert driver.widget("outboxState").text().startswith("2 papers are waiting to be sent to Zotero.")
        driver.click("outboxSendButton")
        await driver.idle()
        assert driver.widget("outboxState").text().startswith("Nothing was sent. Start Zotero and try again.")

        def undo() -> None:
            focused = driver.window.focusWidget()
            assert driver.widget("outboxPanel").isAncestorOf(focused) or focused is driver.widget("outboxPanel")
            QTest.keyClick(focused, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

        undo()
        await driver.idle()
        assert len((await library.page("all")).papers) == 2, "Ctrl+Z reaches the library behind the panel"
        assert not driver.widget("outboxRemoveButton").isEnabled()
        driver.click("outboxRemoveAllButton")
        await driver.idle()
        assert listed(driver, "outboxList") == []
        assert messages.note("undo").lead == "Removed 2 papers from the outbox."
        undo()
        await driver.idle()
        assert len(listed(driver, "outboxList")) == 2
        assert messages.note("undo").lead == "Put 2 papers back into the outbox."
        undo()
        await driver.idle()
        assert len((await library.page("all")).papers) == 2, "Ctrl+Z reaches the library behind the panel"
        driver.trigger("edit.redo")
        await driver.idle()
        assert listed(driver, "outboxList") == []
        driver.trigger("edit.undo")
        await driver.idle()
        driver.widget("outboxList").setCurrentRow(0)
        driver.press(Qt.Key.Key_Delete, "outboxList")
        await driver.idle()
        assert len(listed(driver, "outboxList")) == 1
        assert driver.widget("sidebar.library.outbox").accessibleName() == "Outbox, 1"
        driver.click("outboxCloseButton")
        driver.widget("sidebar.library.outbox").setFocus()
        driver.press(Qt.Key.Key_Space, "sidebar.library.outbox")
        await driver.idle()
        driver.click("outboxRemoveAllButton")
        await driver.idle()
        driver.press(Qt.Key.Key_Escape, "outboxPanel")
        await driver.idle()
        assert driver.view("libraryView").hasFocus(), driver.window.focusWidget()


async def test_each_change_of_the_outbox_is_a_step_of_undo_in_order_with_those_of_the_library(demo, tmp_path: Path):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        library, sending = driver.program.services.library, driver.program.services.entry_sending
        await two_books(driver)
        driver.trigger("paper.send")
        await driver.idle()
        driver.click("sendNowButton")
        await driver.idle()
        driver.click("sendOutboxButton")
        await driver.idle()

        async def remove_first() -> None:
            driver.widget("outboxList").setCurrentRow(0)
            driver.click("outboxRemoveButton")
            await driver.idle()

        async def press(key: Qt.Key, shift: bool = False) -> tuple[int, int, int]:
            """Ctrl and *key*; returns the papers that wait, those of the library, and those with a star."""
            held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
            driver.press(key, "libraryView", Qt.KeyboardModifier.ControlModifier | held)
            await driver.idle()
            kept = (await library.page("all")).papers
            return len(await sending.waiting()), len(kept), sum(one.starred for one in kept)

        await remove_first()
        driver.click("outboxCloseButton")
        driver.click_row(0, "libraryView")
        driver.trigger("paper.star")
        await driver.idle()
        driver.click("sidebar.library.outbox")
        await driver.idle()
        await remove_first()
        driver.click("outboxCloseButton")
        driver.click_row(0, "libraryView")
        undo = [await press(Qt.Key.Key_Z) for _each in range(5)]
        assert undo == [(1, 2, 1), (1, 2, 0), (2, 2, 0), (0, 2, 0), (0, 1, 0)], "putting into the outbox is a step"
        redo = [await press(Qt.Key.Key_Z, shift=True) for _each in range(5)]
        assert redo == [(0, 2, 0), (2, 2, 0), (1, 2, 0), (1, 2, 1), (0, 2, 1)]
        undo = [await press(Qt.Key.Key_Z) for _each in range(3)]
        assert undo == [(1, 2, 1), (1, 2, 0), (2, 2, 0)], "and once more"


def press_left_of_panel(driver: Driver, row: int) -> None:
    driver.click_row(row, "libraryView", QPoint(10, 10))


@pytest.mark.parametrize("panel", ["sendPanel", "outboxPanel"])
async def test_a_press_on_a_row_and_esc_in_the_list_close_the_panel(demo, tmp_path: Path, panel: str):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await two_books(driver)
        await driver.idle()
        action = {"sendPanel": "paper.send", "outboxPanel": "library.outbox"}[panel]
        driver.trigger(action)
        await driver.idle()
        assert driver.widget(panel).isVisible()
        view = driver.view("libraryView")
        view.setFocus()  # without a press, as after a dialog
        keyboard = Keyboard(driver)
        await keyboard.press("Esc")
        assert driver.widget(panel).isHidden()
        assert len(driver.chosen("libraryView")) == 2, "Esc closes the panel first"
        driver.trigger(action)
        await driver.idle()
        press_left_of_panel(driver, 1)
        await driver.idle()
        assert driver.widget(panel).isHidden()
        assert len(driver.chosen("libraryView")) == 1


async def test_a_press_outside_leaves_a_panel_that_sends_open(demo, tmp_path: Path, monkeypatch):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await two_books(driver)
        await driver.idle()
        goes_on = asyncio.Event()

        async def send(*_given, **_more):
            await goes_on.wait()
            raise DiskError("The disk is full.")

        monkeypatch.setattr(EntrySending, "send", send)
        driver.click("sendButton")
        await driver.until(lambda: driver.widget("sendNowButton").isEnabled())
        driver.click("sendNowButton")
        press_left_of_panel(driver, 1)
        assert driver.widget("sendPanel").isVisible()
        goes_on.set()
        await driver.idle()
        assert driver.widget("sendState").text().startswith("The disk is full.")
        press_left_of_panel(driver, 0)
        assert driver.widget("sendPanel").isHidden()


async def test_papers_are_sent_from_the_context_menu(demo, tmp_path: Path):
    nobody = "http://127.0.0.1:9"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await two_books(driver)
        await driver.idle()
        for count in (2, 1):
            menu = row_menu(driver, "libraryView")
            send = driver.window.registry["paper.send"]
            assert send in menu.actions(), "on its first level"
            menu.setActiveAction(send)
            QTest.keyClick(menu, Qt.Key.Key_Return)
            menu.close()
            await driver.idle()
            assert len(listed(driver, "sendList")) == count
            press_left_of_panel(driver, 0)
            await driver.idle()
