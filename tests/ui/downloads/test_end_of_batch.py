"""A message says how a batch of downloads ended, whatever else is in the queue and whatever page is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CLOSED = ("10.1037/0003-066X.37.2.122", "10.1001/jama.1992.03490170060032")
NOT_FOUND = ("10.5555/not.known.1", "10.5555/not.known.2")


def _text(driver: Driver) -> tuple[str, str]:
    note = driver.window.messages.note("kept_pdfs")
    return (note.lead, note.text) if note is not None else ("", "")


async def _get_three(driver: Driver) -> None:
    keyboard = Keyboard(driver)
    await driver.search("attention")
    driver.click_row(0)
    for keys in ("Shift+Down", "Shift+Down", "Ctrl+D"):
        await keyboard.press(keys)


async def test_a_paused_download_of_another_batch_does_not_delay_the_message(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("app.offline")
        downloads.pause(await downloads.enqueue_ids(CLOSED, batch="before"))
        driver.trigger("app.offline")
        await _get_three(driver)
        driver.click("sidebar.view.library")
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver)[0] == "3 downloads finished."
        assert downloads.progress().paused == 2
        assert "paused" not in _text(driver)[1]
        button = next(
            one for one in driver.window.messages.findChildren(Button) if one.content.text == "Show downloads"
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "downloads"


async def test_the_message_counts_what_is_paused_or_waits_until_the_user_is_online(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("app.offline")
        await downloads.enqueue_ids(CLOSED, batch="list")
        keys = await downloads.enqueue_ids(("arXiv:1706.03762", "arXiv:2004.05150"), batch="list")
        await driver.idle()
        downloads.pause(keys[1:])
        driver.click("sidebar.view.library")
        await driver.idle()
        assert _text(driver) == ("", ""), "nothing of it has ended"
        driver.trigger("app.offline")
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver) == ("3 downloads finished.", "1 saved, 2 missing. 1 is paused.")
        driver.window.messages.close_last()
        downloads.resume(keys[1:])
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        assert _text(driver) == ("", ""), "a single download is not reported"


async def test_the_message_counts_what_had_ended_before_a_pause_and_a_restart(demo: Any, tmp_path: Path) -> None:
    later = {"key": ""}
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("app.offline")
        await downloads.enqueue_ids(CLOSED, batch="list")
        keys = await downloads.enqueue_ids(("arXiv:1706.03762", "arXiv:1810.04805"), batch="list")
        downloads.pause(keys)
        driver.click("sidebar.view.library")
        driver.trigger("app.offline")
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver) == ("2 downloads finished.", "0 saved, 2 missing. 2 are paused.")
        item = next(one for one in downloads.items() if one.key not in keys)
        later["key"] = item.key
        temporary = {"outcome": ItemOutcome.TEMPORARY, "again": "2999-01-01T10:00:00Z"}
        downloads._board.keep([structs.replace(item, **temporary)])
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await driver.until(lambda: downloads.progress().paused == 2)
        driver.click("sidebar.view.library")
        await driver.idle()
        driver.trigger("downloads.resume_all")
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver) == ("4 downloads finished.", "1 saved, 3 missing. 1 will be tried again.")
        assert downloads.progress().done == 4, "as the status bar has counted them"
        assert [one.key for one in downloads.items() if one.again] == [later["key"]]


async def test_the_message_comes_when_the_rest_of_the_batch_waits_offline(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        demo.config(faults={"arxiv.org": {"status": 503, "retry_after": 1.0}})
        keys = await downloads.enqueue_ids((*CLOSED, "arXiv:1706.03762"), batch="list")
        await driver.until(lambda: [downloads.row(one).state.value for one in keys] == ["done", "done", "running"])
        assert _text(driver) == ("", "")
        driver.trigger("app.offline")
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver) == ("2 downloads finished.", "0 saved, 2 missing. 1 waits until you are online.")


async def test_downloads_that_are_tried_again_on_their_page_are_reported_there(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.click("sidebar.view.downloads")
        await downloads.enqueue_ids(NOT_FOUND, batch="list")
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        assert _text(driver) == ("", ""), "the page shows how they ended"
        driver.click("downloadsGroup.not_got")
        asked = demo.stats()["counts"]
        driver.click("retryDownloadsButton")
        await driver.until(lambda: "again" in _text(driver)[0])
        assert _text(driver) == ("2 downloads tried again.", "0 saved, 2 missing.")
        assert "Show downloads" not in [one.content.text for one in driver.window.messages.findChildren(Button)]
        assert demo.stats()["counts"]["unpaywall"] - asked["unpaywall"] == 2, "it is asked again for copies"


async def test_a_first_batch_after_a_single_download_is_not_reported_as_tried_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads, keyboard = driver.program.services.downloads, Keyboard(driver)
        await driver.search("attention")
        driver.click_row(4)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: len(downloads.items()) == 1 and downloads.active == 0)
        driver.click_row(0)
        for keys in ("Shift+Down", "Shift+Down", "Ctrl+D"):
            await keyboard.press(keys)
        await driver.until(lambda: "Getting" in _text(driver)[0])
        await keyboard.press("Ctrl+2")
        await driver.until(lambda: len(downloads.items()) == 4 and downloads.active == 0)
        await driver.idle()
        assert _text(driver) == ("", ""), "the page shows how they ended"


async def test_the_message_tells_what_is_saved_now_from_what_was_in_the_library_before(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads = driver.program.services.downloads
        await _get_three(driver)
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver)[1] == "All are saved."
        early = "2026-01-01T10:00:00Z"
        for item in downloads.items():
            attempts = tuple(structs.replace(one, at=early) for one in item.attempts)
            downloads._board.show(structs.replace(item, began=early, ended=early, attempts=attempts))
        driver.window.messages.close_last()
        model = driver.view().model()
        downloads.enqueue([model.paper_at(row) for row in range(4)], batch="list")
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver) == ("4 downloads finished.", "1 saved, 0 missing. 3 were already in your library.")


async def test_the_message_names_its_batch_if_the_status_bar_counts_others_too(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads, bar = driver.program.services.downloads, driver.widget("statusBar")
        demo.config(faults={"zenodo": "hang"})
        await downloads.enqueue_ids(("10.5281/zenodo.7089818", NOT_FOUND[0]), batch="Search for “memory”, 18:07")
        await downloads.enqueue_ids(CLOSED, batch="Search for “sleep”, 18:09")
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver) == ("2 downloads finished (Search for “sleep”, 18:09).", "0 saved, 2 missing.")
        await driver.until(lambda: bar._working.text().startswith("3 of 4 downloads finished"))
        driver.window.messages.close_last()
        await downloads.enqueue_ids(NOT_FOUND[1:])
        await downloads.enqueue_ids(("10.5555/3",))
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver) == ("2 single downloads finished.", "0 saved, 2 missing.")
        driver.window.messages.close_last()
        downloads.retry([item.key for item in downloads.items() if item.asked_as in CLOSED])
        await driver.until(lambda: "again" in _text(driver)[0])
        assert _text(driver) == ("2 downloads tried again.", "0 saved, 2 missing.")
        driver.window.messages.close_last()
        demo.config(faults={})
        await driver.until(lambda: downloads.active == 0)
        await driver.until(lambda: "finished" in _text(driver)[0])
        assert _text(driver)[0] == "2 downloads finished (Search for “memory”, 18:07)."


async def test_the_page_says_no_time_of_work_below_a_second(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads = driver.program.services.downloads
        (key,) = await downloads.enqueue_ids(CLOSED[:1], batch="list")
        driver.click("sidebar.view.downloads")
        await driver.idle()
        (item,) = [one for one in downloads.items() if one.key == key]
        (words,) = (
            label
            for label in driver.widget("downloadsReport").findChildren(ElidedLabel)
            if "finished" in label.whole_text()
        )
        for ended, expected in (("10:00:00Z", ""), ("10:00:12Z", "took 0:12")):
            attempts = tuple(structs.replace(one, at=f"2026-01-01T{ended}") for one in item.attempts)
            times = {"began": "2026-01-01T10:00:00Z", "ended": f"2026-01-01T{ended}", "worked": None}
            downloads._board.show(structs.replace(item, attempts=attempts, **times))
            await driver.idle()
            assert "finished" in words.whole_text()
            assert words.whole_text().partition("took")[2] == expected.removeprefix("took"), words.whole_text()


async def test_the_time_of_a_batch_is_not_said_to_be_that_of_a_single_download(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads = driver.program.services.downloads
        (first,) = await downloads.enqueue_ids(CLOSED[:1], batch="list")
        driver.click("sidebar.view.downloads")
        await driver.idle()
        (words,) = (
            label
            for label in driver.widget("downloadsReport").findChildren(ElidedLabel)
            if "finished" in label.whole_text()
        )

        async def worked(key: str, began: str, ended: str) -> None:
            (item,) = [one for one in downloads.items() if one.key == key]
            times = {"began": f"2026-01-01T{began}Z", "ended": f"2026-01-01T{ended}Z", "worked": None}
            attempts = tuple(structs.replace(one, at=times["ended"]) for one in item.attempts)
            downloads._board.show(structs.replace(item, attempts=attempts, **times))
            await driver.idle()

        await worked(first, "10:00:00", "10:01:29")
        assert words.whole_text().endswith("took 1:29")
        (single,) = await downloads.enqueue_ids(CLOSED[1:])
        await driver.idle()
        await worked(single, "18:29:00", "18:29:00")
        assert words.whole_text().endswith("took 1:29 in all"), "the single download took no second of them"


async def test_a_cancel_of_all_is_reported_and_can_be_taken_back(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.click("sidebar.view.downloads")
        driver.trigger("app.offline")
        keys = await downloads.enqueue_ids((*NOT_FOUND, "arXiv:1706.03762", "10.18653/v1/N18-1202"), batch="list")
        await driver.idle()
        driver.click("cancelDownloadsButton")
        await driver.until(lambda: _undo_text(driver) == "Cancelled 4 downloads.")
        assert downloads.active == 0
        driver.trigger("app.offline")
        await driver.idle()
        demo.config(faults={"web": "hang"})
        _press_undo(driver)
        states = ["done", "done", "running", "running"]
        await driver.until(lambda: [downloads.row(one).state.value for one in keys] == states)
        await driver.until(lambda: driver.widget("downloadsGroup.not_found").content.count == "2")

        driver.click("cancelDownloadsButton")
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        assert _undo_text(driver) == "Cancelled 2 downloads."
        assert _text(driver) == ("", ""), "not how the others ended"
        _press_undo(driver)
        await driver.until(lambda: downloads.active == 2)
        assert [downloads.row(one).state.value for one in keys[:2]] == ["done"] * 2

        await driver.until(lambda: driver.widget("pauseDownloadsButton").isEnabled())
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: downloads.progress().paused == 2)
        await driver.idle()
        assert "tried again" not in _text(driver)[0]


def _undo_text(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.lead if note is not None else ""


def _press_undo(driver: Driver) -> None:
    buttons = driver.window.messages.findChildren(Button)
    again = next(one for one in buttons if one.content.text == "Undo" and one.isVisible())
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
