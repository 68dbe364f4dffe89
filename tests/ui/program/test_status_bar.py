"""The status bar: the state of the services, after what they answered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar

from scholar_desktop.domain.download import QueueProgress
from scholar_desktop.services.downloads.queue_workers import QueueWorkers
from scholar_desktop.services.program.keys import ZENODO_TOKEN
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.program.status_bar import WORKS_OFFLINE
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.note_bar import NoteBar
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on


def online(driver: Driver) -> str:
    return driver.widget("statusBar").findChildren(Button)[0].content.text


def texts(driver: Driver) -> str:
    return " ".join(each.whole_text() for each in driver.widget("statusBar").findChildren(ElidedLabel))


async def test_services_that_do_not_answer_are_not_called_ready(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert online(driver) == "Online"
        demo.config(faults=dict.fromkeys(("s2", "unpaywall", "zenodo"), "reset"))
        await driver.search("attention")
        assert online(driver) == "No service is responding"
        assert "ready" not in texts(driver)
        assert texts(driver).count("no answer at") == 3
        demo.config(faults={})
        await driver.search("graph networks")
        assert online(driver) == "Online"
        assert "no answer" not in texts(driver)


async def test_a_refused_token_is_named_until_it_is_removed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keys = driver.program.services.keys
        await keys.set(ZENODO_TOKEN, "mistyped")
        demo.config(faults={"zenodo": 403})
        await driver.search("attention")
        assert "check your token in Settings" in texts(driver)
        await keys.delete(ZENODO_TOKEN)
        assert "Zenodo: ready" in texts(driver)


async def test_the_wait_for_the_pool_is_shown_with_its_reason(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_rate=1.0, semantic_scholar_pool=1) as driver:
        await driver.search("attention")
        driver.type("graph networks")
        driver.program.window.search_page.run()
        note = driver.window.search_page.panes.results.pane.bar
        await driver.until(lambda: note.note is not None and "Waiting for" in note.note.lead)
        assert "a free key ends this wait" in note.note.text
        assert "1 request in 5 min used, next in " in texts(driver)
        assert note.button("Add API key") is not None
        note.button("Stop").click()
        await driver.idle()


async def test_a_page_does_not_say_that_it_asks_while_the_pool_is_waited_for(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_rate=1.0, semantic_scholar_pool=1) as driver:
        await driver.search("attention")
        driver.window.navigation.open(places.AUTHORS, "Ashish Vaswani")

        def leads() -> list[str]:
            return [bar.note.lead for bar in driver.window.findChildren(NoteBar) if bar.isVisible() and bar.note]

        await driver.until(lambda: "Waiting for Semantic Scholar." in leads())
        assert not [lead for lead in leads() if lead.startswith("Searching")]
        bar = next(bar for bar in driver.window.findChildren(NoteBar) if bar.isVisible() and bar.note)
        assert "Next request in " in bar.note.text
        bar.button("Stop").click()
        await driver.idle()


async def test_a_source_that_failed_in_an_earlier_run_is_not_shown_as_failed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(faults={"zenodo": "reset"})
        await driver.search("attention")
        assert driver.state("sourceChip.zenodo") == "failed"
        demo.config(faults={})
    async with window_on(demo, tmp_path) as driver:
        assert driver.titles()
        assert driver.state("sourceChip.semantic_scholar") == "ok"
        assert driver.state("sourceChip.zenodo") != "failed"


async def test_progress_counts_the_downloads_that_are_done_of_all_and_no_line_is_cut(demo, tmp_path, monkeypatch):
    may_get, get = asyncio.Event(), QueueWorkers._get

    async def held(self: QueueWorkers, *args: Any, **named: Any) -> Any:
        await may_get.wait()
        return await get(self, *args, **named)

    monkeypatch.setattr(QueueWorkers, "_get", held)
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("memory")
        downloads = driver.program.services.downloads
        words: list[str] = []
        shares: list[int] = []
        lines, cut = driver.widget("statusBar").findChildren(ElidedLabel), set()
        bar = driver.widget("statusBar").findChild(QProgressBar)

        def note() -> bool:
            shown = [
                each.text() for each in driver.widget("statusBar").findChildren(QLabel) if " finished" in each.text()
            ]
            cut.update(each.text() for each in lines if each.isVisible() and each.text() != each.whole_text())
            if bar.isVisible() and shown:
                words.append(shown[0])
                shares.append(bar.value())
            return bool(downloads.items()) and not downloads.active

        driver.view().select_rows(range(6))
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: note() or bool(words))
        may_get.set()
        await driver.until(note)
        await driver.idle()
        assert words[0].startswith("0 of ")
        total = int(words[0].split()[2])
        assert total == len(downloads.items())
        done = [int(each.split()[0]) for each in words]
        assert done == sorted(done)
        assert all(int(each.split()[2]) == total for each in words)
        assert shares[0] < 50
        assert cut == set()
        await driver.until(lambda: not bar.isVisible())
        driver.window.resize(640, 640)
        await driver.idle()
        left = [each for each in lines if each.isVisible()]
        assert 0 < len(left) < 3
        assert not any("S2" in each.text() for each in left), "a service is called by its name in every width"
        assert any(each.text().startswith("Semantic Scholar: ") for each in left)
        assert all(each.text() == each.whole_text() for each in left)
        assert "Zenodo: " in shown_tooltip(left[0]), "what is left out"


async def test_the_time_left_of_downloads_is_shown_once(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        monkeypatch.setattr(
            driver.program.services.downloads,
            "progress",
            lambda: QueueProgress(running=1, waiting=3, left_s=240.0),
        )
        driver.trigger("view.downloads")
        await driver.idle()
        assert downloads_words(driver) == "0 of 4 downloads finished, 1 downloading", (
            "the head of the page has the time"
        )
        driver.trigger("view.search")
        await driver.idle()
        assert downloads_words(driver) == "0 of 4 downloads finished, 1 downloading, about 4 min left"
        monkeypatch.undo()


def downloads_words(driver: Driver) -> str:
    labels = driver.widget("statusBar").findChildren(QLabel)
    (words,) = (one.text() for one in labels if one.isVisible() and " finished" in one.text())
    return words


async def test_the_bar_shows_the_share_that_the_words_state(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        bar = driver.widget("statusBar").findChild(QProgressBar)
        downloads = driver.program.services.downloads
        monkeypatch.setattr(downloads, "progress", lambda: QueueProgress(waiting=1, ended=70, done=21))
        driver.window.ui_context.navigation.page_changed.emit("search")
        await driver.idle()
        assert downloads_words(driver) == "21 of 22 current downloads finished"
        assert bar.value() == 95
        driver.trigger("view.downloads")
        await driver.idle()
        assert downloads_words(driver) == "70 of 71 downloads finished", "as the head of the page"
        assert bar.value() == 98
        monkeypatch.undo()


async def test_enter_on_the_switch_after_the_page_does_not_go_offline(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, status = Keyboard(driver), driver.program.services.status
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.tab_to("onlineSwitch")
        await keyboard.press("Return")
        await keyboard.press("Enter")
        await driver.idle()
        assert not status.offline
        messages = driver.window.messages
        assert messages.note("online-switch").lead == "Press Space to work offline."
        await keyboard.press("Space")
        await driver.idle()
        assert status.offline
        assert online(driver) == "Offline"
        assert messages.note("online-switch") is None
        await keyboard.press("Return")
        await driver.idle()
        assert status.offline
        assert messages.note("online-switch").lead == "Press Space to go online."
        driver.trigger("app.offline")
        await driver.idle()
        assert messages.note("online-switch") is None, "it is not true any more"


@pytest.mark.parametrize("key", ["Ctrl+1", "Ctrl+2", "Ctrl+3"])
async def test_the_key_of_the_page_that_is_shown_leads_out_of_the_status_bar(demo, tmp_path, key):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press(key)
        await driver.idle()
        driver.widget("onlineSwitch").setFocus()
        await keyboard.press(key)
        await driver.idle()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused is driver.view() or key != "Ctrl+1"
        assert not driver.widget("statusBar").isAncestorOf(focused)


async def test_the_key_of_the_page_that_is_shown_leads_out_of_a_message(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("onlineSwitch")
        [bar] = [one for one in driver.window.messages.findChildren(NoteBar) if one.isVisible()]
        next(one for one in bar.findChildren(Button) if one.accessibleName() == "Go online").setFocus()
        await Keyboard(driver).press("Ctrl+1")
        await driver.idle()
        assert QApplication.focusWidget() is driver.view()
        assert bar.isVisible()


async def test_going_offline_by_the_switch_is_announced_with_the_way_back(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.click("onlineSwitch")
        (bar,) = [one for one in driver.window.messages.findChildren(NoteBar) if one.isVisible()]
        assert bar.accessibleName().startswith("You are working offline. Your library and saved answers stay")
        driver.window.navigation.show(places.LIBRARY)
        await driver.idle()
        assert bar.isVisible(), "it is of no page"
        (back,) = [one for one in bar.findChildren(Button) if one.accessibleName() == "Go online"]
        back.click()
        await driver.idle()
        assert not driver.program.services.status.offline
        note = driver.window.messages.note(WORKS_OFFLINE)
        assert (note.lead, note.text) == ("You are online again.", "")


async def test_the_command_is_announced_as_the_switch_is_with_the_downloads_that_wait(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        messages, downloads = driver.window.messages, driver.program.services.downloads
        driver.trigger("app.offline")
        note = messages.note(WORKS_OFFLINE)
        assert (note.lead, note.text) == (
            "You are working offline.",
            "Your library and saved answers stay available.",
        )
        await downloads.enqueue_ids(("arXiv:1706.03762", "arXiv:1411.1784"))
        driver.trigger("app.offline")
        note = messages.note(WORKS_OFFLINE)
        assert (note.lead, note.text) == ("You are online again.", "2 downloads continue.")
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("app.offline")
        await downloads.enqueue_ids(("arXiv:1506.01497",))
        driver.program.services.status.set_offline(False)
        assert messages.note(WORKS_OFFLINE) is None, "a button of a page, which says what it does"
        await driver.until(lambda: downloads.active == 0)


async def test_going_offline_is_not_announced_on_the_page_that_says_that_downloads_wait(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        demo.config(faults={"arxiv.org": "hang"})
        driver.trigger("view.downloads")
        await downloads.enqueue_ids(("arXiv:1706.03762",))
        await driver.until(lambda: downloads.progress().running == 1)
        driver.trigger("app.offline")
        assert driver.window.messages.note(WORKS_OFFLINE) is None
        page = driver.window.pages.page("downloads")
        await driver.until(lambda: page.pane.bar.note is not None and page.pane.bar.note.lead == "You are offline.")
