"""The outbox says which papers are in the trash, does not send these, and a start tells of each state of it once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.keyboard import Keyboard
from tests.support.reference_managers import ZoteroStandIn
from tests.support.window_driver import Driver, shown_tooltip, window_on

NOBODY = "http://127.0.0.1:9"


def listed(driver: Driver) -> list[str]:
    view = driver.widget("outboxList")
    return sorted(view.item(row).text() for row in range(view.count()))


async def test_papers_in_the_trash_stay_in_the_outbox_and_are_not_sent_or_counted(demo, tmp_path: Path):
    zotero = ZoteroStandIn()
    async with window_on(demo, tmp_path, zotero_url=NOBODY, jabref_url=NOBODY) as driver:
        library, sending = driver.program.services.library, driver.program.services.entry_sending
        for title in ("On Growth and Form", "The Art of Memory"):
            await library.entries.add({ITEM_TYPE: "book", "title": title})
        kept = (await library.page("all")).papers
        await sending.send([one.paper for one in kept], "zotero")
        await driver.idle()
        entry = driver.widget("sidebar.library.outbox")
        assert entry.accessibleName() == "Outbox, 2"
        gone = next(one for one in kept if one.paper.title == "The Art of Memory")
        await library.entries.trash([gone.key], True)
        await driver.idle()
        assert entry.accessibleName() == "Outbox, 1"
        driver.trigger("library.outbox")
        await driver.idle()
        assert listed(driver) == ["In trash: The Art of Memory", "On Growth and Form"]
        assert (
            driver.widget("outboxState")
            .text()
            .startswith("1 paper is waiting to be sent to Zotero. 1 paper is in the trash and is not sent.")
        )
        driver.click("outboxCloseButton")
    with zotero.running() as url:
        async with window_on(demo, tmp_path, zotero_url=url, jabref_url=NOBODY) as driver:
            messages = driver.window.messages
            await driver.until(lambda: messages.note("outbox") is not None)
            assert messages.note("outbox").lead == "1 paper is waiting to be sent."
        async with window_on(demo, tmp_path, zotero_url=url, jabref_url=NOBODY) as driver:
            await driver.until(lambda: driver.widget("sidebar.library.outbox").accessibleName() == "Outbox, 1")
            await driver.idle()
            assert driver.window.messages.note("outbox") is None, "the start before has told of it"
            driver.trigger("library.outbox")
            await driver.idle()
            driver.click("outboxSendButton")
            await driver.idle()
            assert len(zotero.items) == 1
            assert listed(driver) == ["In trash: The Art of Memory"]
            assert not driver.widget("outboxSendButton").isEnabled()
            assert "Restore them" in shown_tooltip(driver.widget("outboxSendButton"))
            assert driver.widget("outboxRemoveAllButton").isEnabled()
            await driver.program.services.library.entries.trash([gone.key], False)
            await driver.until(lambda: driver.widget("sidebar.library.outbox").accessibleName() == "Outbox, 1")


async def test_the_row_of_the_outbox_is_there_from_the_start(demo, tmp_path: Path, monkeypatch):
    async with window_on(demo, tmp_path, zotero_url=NOBODY, jabref_url=NOBODY) as driver:
        library, sending = driver.program.services.library, driver.program.services.entry_sending
        await library.entries.add({ITEM_TYPE: "book", "title": "On Growth and Form"})
        await sending.send([one.paper for one in (await library.page("all")).papers], "zotero")
        await driver.idle()
        assert driver.widget("sidebar.library.outbox").accessibleName() == "Outbox, 1"
    # before the outbox is read, which would move the rows below
    monkeypatch.setattr("scholar_desktop.ui.exchange.exchange_actions.follow_outbox", lambda *_parts: None)
    async with window_on(demo, tmp_path, zotero_url=NOBODY, jabref_url=NOBODY) as driver:
        entry = driver.widget("sidebar.library.outbox")
        assert (entry.isVisible(), entry.accessibleName()) == (True, "Outbox, 1")


async def test_the_rows_of_the_outbox_name_their_programs_only_if_these_differ(demo, tmp_path: Path):
    async with window_on(demo, tmp_path, zotero_url=NOBODY, jabref_url=NOBODY) as driver:
        library, sending = driver.program.services.library, driver.program.services.entry_sending
        for title in ("On Growth and Form", "The Art of Memory"):
            await library.entries.add({ITEM_TYPE: "book", "title": title})
        papers = [one.paper for one in (await library.page("all")).papers]
        papers.sort(key=lambda paper: paper.title)
        await sending.send(papers[:1], "zotero")
        driver.trigger("library.outbox")
        await driver.idle()
        assert listed(driver) == ["On Growth and Form"]
        assert driver.widget("outboxState").text().startswith("1 paper is waiting to be sent to Zotero.")
        await sending.send(papers[1:], "jabref")
        driver.click("outboxCloseButton")
        driver.trigger("library.outbox")
        await driver.idle()
        assert listed(driver) == ["JabRef: The Art of Memory", "Zotero: On Growth and Form"]
        assert driver.widget("outboxState").text().startswith("2 papers are waiting to be sent. ")


async def test_putting_papers_into_the_outbox_is_a_step_of_undo(demo, tmp_path: Path):
    async with window_on(demo, tmp_path, zotero_url=NOBODY, jabref_url=NOBODY) as driver:
        library = driver.program.services.library
        for title in ("On Growth and Form", "The Art of Memory"):
            await library.entries.add({ITEM_TYPE: "book", "title": title})
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.click("sendButton")
        await driver.until(lambda: driver.widget("sendNowButton").isEnabled())
        driver.click("sendNowButton")
        await driver.idle()
        driver.press(Qt.Key.Key_Escape, "sendPanel")
        waiting = driver.program.services.entry_sending.waiting
        assert len(await waiting()) == 2
        assert "ut 2 papers into the outbox" in driver.window.registry["edit.undo"].text()
        driver.trigger("edit.undo")
        await driver.idle()
        assert await waiting() == ()
        assert driver.window.messages.note("undo").lead == "Removed 2 papers from the outbox."
        assert len((await library.page("all")).papers) == 2, "nothing of the library was undone"
        driver.trigger("edit.redo")
        await driver.idle()
        assert len(await waiting()) == 2
        driver.trigger("edit.undo")
        await driver.idle()
        assert await waiting() == ()


async def test_the_key_of_undo_takes_the_papers_out_of_the_outbox_while_the_report_is_open(demo, tmp_path: Path):
    async with window_on(demo, tmp_path, zotero_url=NOBODY, jabref_url=NOBODY) as driver:
        await driver.program.services.library.entries.add({ITEM_TYPE: "book", "title": "On Growth and Form"})
        driver.trigger("view.library")
        await driver.idle()
        driver.trigger("paper.send")
        await driver.until(lambda: driver.widget("sendNowButton").isEnabled())
        driver.click("sendNowButton")
        await driver.idle()
        assert len(await driver.program.services.entry_sending.waiting()) == 1
        await Keyboard(driver).press("Ctrl+Z")
        await driver.idle()
        assert await driver.program.services.entry_sending.waiting() == ()
        assert not driver.widget("sendPanel").isVisible()
