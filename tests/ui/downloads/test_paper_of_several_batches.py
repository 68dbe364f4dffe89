"""A paper that two batches requested belongs to both: their numbers, lists and files do not lose it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.downloads.download_batches import batch_names
from tests.support.libraries import opened
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import CLOSED as CLOSED_ONE
from tests.ui.reference_lists.test_review_page import FRESH, OPEN, paste

CLOSED = ("10.1037/0003-066X.37.2.122", "10.1001/jama.1992.03490170060032", "10.1002/j.1538-7305.1948.tb01338.x")
LATER = ("10.5555/later", CLOSED[1], "10.5555/later.still")


def _names_in_menu(driver: Driver) -> list[str]:
    driver.click("downloadsBatch")
    (menu,) = (one for one in driver.window.findChildren(QMenu) if one.isVisible())
    names = [action.text().replace("&", "") for action in menu.actions()]
    menu.close()
    return names


def _choose(driver: Driver, name: str) -> None:
    driver.click("downloadsBatch")
    (menu,) = (one for one in driver.window.findChildren(QMenu) if one.isVisible())
    (entry,) = (action for action in menu.actions() if action.text().replace("&", "") == name)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())


def _words(driver: Driver) -> str:
    return str(driver.window.pages.page("downloads")._report._words.accessibleName())


async def test_an_earlier_batch_keeps_the_papers_that_a_later_one_requests(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(CLOSED, batch="list")
        await driver.until(lambda: downloads.active == 0)
        await downloads.enqueue_ids(LATER, batch="search")
        await driver.until(lambda: downloads.active == 0)
        driver.click("sidebar.view.downloads")
        await driver.idle()
        assert _names_in_menu(driver) == ["All batches", "search", "list"]
        for name, ids in (("list", CLOSED), ("search", LATER)):
            _choose(driver, name)
            await driver.idle()
            assert "of 3 downloads saved" in _words(driver)
            assert driver.view("downloadsView").model().rowCount() == 3
            file = tmp_path / f"{name}.csv"
            driver.window.pages.page("downloads")._commands.save_report(file)
            await driver.idle()
            assert {row["id"] for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())} == set(ids)
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.click("sidebar.view.downloads")
        await driver.until(lambda: driver.view("downloadsView").model().rowCount() == 5)
        _choose(driver, "list")
        await driver.idle()
        assert "of 3 downloads saved" in _words(driver), "also after a restart"


async def test_a_batch_has_the_papers_that_an_earlier_one_is_still_downloading(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        demo.config(faults={"arxiv.org": {"status": 503, "retry_after": 1.0}})
        await driver.search("attention is all you need")
        papers = sorted(driver.window.search_page.search.result.papers, key=lambda one: not one.ids.arxiv)[:2]
        downloads.enqueue(papers[:1], batch="first")
        await driver.until(lambda: downloads.progress().running == 1)
        downloads.enqueue(papers, batch="second")
        demo.config(faults={})
        await driver.until(lambda: downloads.active == 0)
        one, other = downloads.items()
        assert (one.batch, one.all_batches) == ("first", ("first", "second"))
        assert (other.batch, other.all_batches) == ("second", ("second",))
        downloads.retry([one.key])
        await driver.until(lambda: downloads.active == 0)
        assert downloads.row(one.key).all_batches == ("first", "second")


def test_batches_are_listed_newest_first_also_when_downloads_go_on() -> None:
    def item(key: str, *batches: str, state: DownloadState = DownloadState.WAITING) -> DownloadItem:
        one = DownloadItem(key, f"doi:10.5555/{key}", None, state, batch=batches[0])
        return msgspec.structs.replace(one, batches=batches) if len(batches) > 1 else one

    queue = [item("a", "Monday"), item("b", "Tuesday"), item("c", "Wednesday"), item("d", "Wednesday")]
    assert batch_names(queue) == ["Wednesday", "Tuesday", "Monday"]
    ended = [item(one.key, *one.all_batches, state=DownloadState.DONE) for one in queue[:2]]
    assert batch_names([*ended, *queue[2:]]) == ["Wednesday", "Tuesday", "Monday"]
    assert batch_names([queue[2], *queue[:2], queue[3]]) == ["Wednesday", "Tuesday", "Monday"], "one moved to the top"
    later = item("a", "Monday", "Thursday")
    assert batch_names([later, *queue[1:]]) == ["Thursday", "Wednesday", "Tuesday", "Monday"]


async def test_the_newest_batch_is_the_first_in_the_menu(demo: Any, tmp_path: Path) -> None:
    names = ["All batches", "new", "again", "other", "list"]
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        for batch, ids in (("list", CLOSED[:2]), ("other", LATER[:1]), ("again", CLOSED[:2]), ("new", LATER[2:])):
            await downloads.enqueue_ids(ids, batch=batch)
            await driver.until(lambda: downloads.active == 0)
            await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        assert _names_in_menu(driver) == names, "“again” has only downloads of “list”"
        last = downloads.items()[-1].key
        downloads.retry([downloads.items()[0].key])
        downloads.move([last], downloads.items()[0].key)
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        assert [item.key for item in downloads.items()].index(last) == 0
        assert _names_in_menu(driver) == names
        driver.trigger("downloads.clear")
        await driver.until(lambda: not downloads.items())
        driver.trigger("edit.undo")
        await driver.until(lambda: len(downloads.items()) == 4)
        await driver.idle()
        assert _names_in_menu(driver) == names
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await driver.until(lambda: driver.view("downloadsView").model().rowCount() == 4)
        assert _names_in_menu(driver) == names, "also after a restart"


async def test_items_of_one_batch_are_stored_as_before(tmp_path: Path) -> None:
    one = DownloadItem("a", "doi:10.5555/a", None, DownloadState.DONE, batch="list")
    two = msgspec.structs.replace(one, key="b", batch="search", batches=("list", "search"))
    assert b"batches" not in msgspec.json.encode(one)
    async with opened(tmp_path) as store:
        await store.save_downloads([one, two])
        assert await store.downloads() == (one, two)
    assert (one.all_batches, two.all_batches) == (("list",), ("list", "search"))


async def test_a_list_that_is_sent_again_makes_no_batch(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        words = {}
        for text in (f"{OPEN}\n{CLOSED_ONE}\n", f"{OPEN}\n{CLOSED_ONE}\n\nno reference\n"):
            await paste(driver, text)
            driver.click("reviewGetButton")
            await driver.until(lambda: driver.program.services.downloads.active == 0)
            await driver.idle()
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead == "1 already has its PDF. 1 was tried before without success."
        assert [step.title for step in note.steps] == ["Try again", "Show downloads"]
        await paste(driver, f"{FRESH}\n{OPEN}\n{CLOSED_ONE}\n\nno reference\n")
        driver.click("reviewGetButton")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        assert len(_names_in_menu(driver)) == 3
        for name in _names_in_menu(driver)[1:]:
            _choose(driver, name)
            await driver.idle()
            words[name.partition(" ")[0]] = _words(driver)
        assert words["2"].startswith("1 of 2 downloads saved")
        assert "requested before" not in words["2"]
        assert "1 of 2 downloads saved" in words["4"]
        assert " · 1 requested before · 1 missing" in words["4"]


async def test_a_batch_whose_own_downloads_were_removed_says_that_the_others_were_requested_before(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await driver.search("attention is all you need")
        demo.config(faults={"web": "hang"})
        one, other = driver.window.search_page.search.result.papers[:2]
        (first,) = downloads.enqueue([one], batch="search")
        _, second = downloads.enqueue([one, other], batch="both")
        downloads.cancel([second])
        await driver.until(lambda: downloads.row(second).state is DownloadState.DONE)
        downloads.forget([second])
        await driver.until(lambda: second not in {item.key for item in downloads.items()})
        driver.trigger("view.downloads")
        await driver.idle()
        _choose(driver, "both")
        await driver.idle()
        assert _words(driver).startswith("No new downloads: 1 was requested before, 1 saved")
        downloads.cancel([first])


async def test_a_list_whose_pdfs_are_under_way_makes_no_batch(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads, messages = driver.program.services.downloads, driver.window.messages
        lists = driver.program.services.reference_lists
        demo.config(faults={"web": "hang"})
        for text in (f"{OPEN}\n{FRESH}\n", f"{OPEN}\n{FRESH}\n\n{OPEN}\n"):
            messages.close_message("undo")
            QApplication.clipboard().setText(text)
            driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
            count = len(text.split())
            await driver.until(
                lambda count=count: (
                    lists.current is not None and sum(line.paper is not None for line in lists.current.lines) == count
                )
            )
            await driver.until(driver.widget("reviewGetButton").isEnabled)
            driver.click("reviewGetButton")
            await driver.until(lambda: messages.note("undo") is not None)
        note = messages.note("undo")
        assert note is not None
        assert note.lead == "2 PDFs were already being downloaded."
        assert [step.title for step in note.steps] == ["Show downloads"]
        (names,) = {item.all_batches for item in downloads.items()}
        assert len(names) == 1
        downloads.cancel([item.key for item in downloads.items()])
        await driver.until(lambda: not downloads.active)


async def test_a_record_that_is_new_makes_a_batch_with_pdfs_that_are_under_way(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        demo.config(faults={"web": "hang"})
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers[:2]
        record = Paper("A data set", Ids(zenodo="5015459"), type="dataset")
        assert downloads.is_of_files(record)
        pdfs = downloads.enqueue_papers_and_records(papers, batch="first")
        downloads.enqueue_papers_and_records([*papers, record], batch="second")
        assert [downloads.row(key).all_batches for key in pdfs] == [("first", "second")] * 2
        (files,) = [item for item in downloads.items() if item.key not in pdfs]
        assert files.all_batches == ("second",)
        downloads.enqueue_papers_and_records([*papers, record], batch="third")
        assert batch_names(downloads.items()) == ["second", "first"], "nothing was new"
        downloads.cancel([*pdfs, files.key])
        await driver.until(lambda: not downloads.active)
