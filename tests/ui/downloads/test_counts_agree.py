"""The head and the results of Downloads count all downloads that are listed, and so does the status bar beside them. On
other pages, it counts the current ones, says so, and its tooltip says how many had finished before."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.services.downloads.report import RESTRICTED
from scholar_desktop.services.open_access.pdf_check import PdfChecker, PdfVerdict
from scholar_desktop.translation import gettext
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.downloads.test_downloads_queue import RECORD

CLOSED = ("10.1037/0003-066X.37.2.122", "10.1001/jama.1992.03490170060032", "10.1002/j.1538-7305.1948.tb01338.x")


def counts(driver: Driver) -> tuple[str, str, str]:
    page = driver.window.pages.page("downloads")
    bar = driver.widget("statusBar")
    head = page._head.note.accessibleName().partition(" · since ")[0]  # of downloads that take long
    return head, bar._working.text(), page._report._words.accessibleName()


async def test_the_progress_leaves_out_what_had_ended_before_and_counts_what_is_tried_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        keys = await downloads.enqueue_ids(CLOSED)
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        downloads.retry(keys[:1])
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        driver.trigger("app.offline")
        downloads.retry(keys[1:2])
        await downloads.enqueue_ids(("10.5555/1", "10.5555/2"))
        await driver.idle()
        tip = "Without 2 downloads in the list that had finished before."
        await driver.until(lambda: counts(driver)[1] == "2 of 5 downloads finished")
        head, _bar, results = counts(driver)
        assert head == "2 of 5 finished, 3 waiting"
        assert shown_tooltip(driver.widget("statusBar")._working) == ""
        driver.trigger("view.search")
        await driver.until(lambda: counts(driver)[1] == "0 of 3 current downloads finished")
        assert shown_tooltip(driver.widget("statusBar")._working) == tip
        assert "of 5 downloads saved" in results
        assert "3 still to do" in results
        seen: set[str] = set()

        def note() -> bool:
            seen.add(counts(driver)[1])
            return downloads.active == 0

        driver.trigger("app.offline")
        await driver.until(note)
        totals = {words.partition(" of ")[2].partition(",")[0] for words in seen if words}
        assert totals <= {"", "3 current downloads finished"}, seen
        await driver.idle()

        demo.config(faults={"zenodo": "hang"})
        await downloads.enqueue_ids(("10.5281/zenodo.7089818",))
        downloads.retry(keys[1:2])
        await driver.until(lambda: counts(driver)[1].startswith("1 of 2 current downloads finished"))
        driver.trigger("view.downloads")
        await driver.until(lambda: counts(driver)[0] == "5 of 6 finished, 1 looking for copies")
        await driver.until(lambda: counts(driver)[1].startswith("5 of 6 downloads finished"))
        downloads.pause(await downloads.enqueue_ids(("10.5555/3",)))
        await driver.until(lambda: counts(driver)[0] == "5 of 7 finished, 1 looking for copies, 1 paused")


async def test_the_head_and_the_results_count_the_same_downloads(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads, keyboard = driver.program.services.downloads, Keyboard(driver)
        await driver.search("attention")
        demo.config(faults={"arxiv.org": "hang"})
        driver.click_row(4)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: downloads.items() and downloads.active == 0)
        driver.click_row(5)
        for keys in ("Shift+Down", "Ctrl+D", "Ctrl+2"):
            await keyboard.press(keys)
        await driver.until(lambda: counts(driver)[0] == "2 of 3 finished, 1 looking for copies")
        await driver.until(lambda: counts(driver)[1].startswith("2 of 3 downloads finished"))
        assert counts(driver)[2] == "0 of 3 downloads saved · 1 still to do"
        await driver.until(driver.widget("pauseDownloadsButton").isEnabled)
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: counts(driver)[0] == "1 paused")
        words = re.sub(r", [\d.]+ kB", "", counts(driver)[2])  # the file may have begun to arrive
        assert words == "0 of 3 downloads saved · 1 still to do"


async def test_the_progress_goes_on_where_it_was_when_the_user_resumes_what_is_paused(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("view.downloads")
        demo.config(faults={"zenodo": "hang"})
        await downloads.enqueue_ids((*CLOSED[:2], "10.5281/zenodo.7089818"))
        await driver.until(lambda: counts(driver)[0] == "2 of 3 finished, 1 looking for copies")
        for _ in range(2):
            await driver.until(driver.widget("pauseDownloadsButton").isEnabled)
            driver.click("pauseDownloadsButton")
            await driver.until(lambda: counts(driver)[0] == "1 paused")
            await driver.until(driver.widget("resumeDownloadsButton").isEnabled)
            driver.click("resumeDownloadsButton")
            await driver.until(lambda: counts(driver)[0] == "2 of 3 finished, 1 looking for copies")
            await driver.until(lambda: counts(driver)[1].startswith("2 of 3 downloads finished"))
        await driver.until(driver.widget("pauseDownloadsButton").isEnabled)
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: counts(driver)[0] == "1 paused")
        downloads.retry([item.key for item in downloads.items()][:1])
        await driver.until(lambda: downloads.progress().done == 1)


async def test_the_bar_shows_the_share_of_the_words_also_after_a_restart_and_resume_all(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(CLOSED)
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("app.offline")
        await downloads.enqueue_ids(("arXiv:1706.03762", "arXiv:1810.04805"))
        driver.trigger("view.downloads")
        await driver.idle()
        driver.trigger("downloads.pause_all")
        await driver.until(lambda: downloads.progress().paused == 2)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await driver.until(lambda: downloads.progress().paused == 2)
        driver.trigger("view.downloads")
        await driver.idle()
        bar, seen = driver.widget("statusBar"), dict[str, int]()

        def note() -> bool:
            if bar._bar.isVisible():
                seen.setdefault(counts(driver)[1], bar._bar.value())
            return downloads.active == 0

        driver.trigger("app.offline")  # it was offline when it closed
        driver.trigger("downloads.resume_all")
        driver.trigger("view.search")  # beside the list, the status bar counts all
        await driver.until(note)
    assert seen, "the bar was shown"
    for words, share in seen.items():
        ended, total = int(words.split()[0]), int(words.split()[2])
        assert total == 2, "those of the run, not the three that ended before the start"
        assert 100 * ended // total <= share < 100 * (ended + 2) / total, (words, share)


async def test_the_count_and_the_list_go_on_after_a_restart_during_downloads(demo, tmp_path):
    demo.config(faults={"zenodo": "hang"})
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("view.downloads")
        await downloads.enqueue_ids((*CLOSED[:2], "10.5281/zenodo.7089818"), batch="a list")
        await driver.until(lambda: counts(driver)[0] == "2 of 3 finished, 1 looking for copies")
        driver.click_row(2, "downloadsView")
        await driver.until(lambda: driver.view("downloadsView").lead_row() == 2)
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.until(lambda: counts(driver)[0] == "2 of 3 finished, 1 waiting")
        await driver.until(lambda: counts(driver)[1].startswith("2 of 3 downloads finished"))
        assert driver.view("downloadsView").chosen_rows() == [0], "the one that goes on"
        await driver.until(driver.widget("pauseDownloadsButton").isEnabled)
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: counts(driver)[0] == "1 paused")
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.until(lambda: counts(driver)[0] == "1 paused")
        driver.click("resumeDownloadsButton")
        await driver.until(lambda: counts(driver)[0] == "2 of 3 finished, 1 waiting")


async def test_the_bar_is_not_full_while_a_received_file_is_still_checked(demo, tmp_path, monkeypatch):
    may_check, check = asyncio.Event(), PdfChecker.check

    async def held(self: PdfChecker, *args: Any, **named: Any) -> PdfVerdict:
        await may_check.wait()
        return await check(self, *args, **named)

    monkeypatch.setattr(PdfChecker, "check", held)
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(("arXiv:1706.03762",))
        await driver.until(lambda: any(item.size and item.received == item.size for item in downloads.items()))
        driver.trigger("view.downloads")
        bar = driver.widget("statusBar")
        await driver.until(lambda: counts(driver)[1].startswith("0 of 1 download finished") and bar._bar.value() > 0)
        assert bar._bar.value() == 90
        may_check.set()
        await driver.until(lambda: downloads.active == 0)
        await driver.until(lambda: not bar._bar.isVisible())


async def test_the_chip_of_downloads_in_progress_takes_the_place_of_that_of_paused_ones(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(CLOSED[:1])
        await driver.until(lambda: downloads.active == 0)
        demo.config(faults={"zenodo": "hang"})
        downloads.pause(await downloads.enqueue_ids(("10.5281/zenodo.7089818", "10.5281/zenodo.5550101")))
        await driver.until(lambda: downloads.progress().paused == 2)
        driver.trigger("view.downloads")
        await driver.until(lambda: counts(driver)[0] == "2 paused")
        chips = driver.window.pages.page("downloads")._report._chips

        def seen() -> dict[str, str]:
            return {group: chip.content.count for group, chip in chips.items() if chip.isVisible()}

        await driver.until(lambda: "paused" in seen())
        before = seen()
        assert "under_way" not in before
        place = chips["paused"].geometry().topRight()
        await driver.until(driver.widget("resumeDownloadsButton").isEnabled)
        driver.click("resumeDownloadsButton")
        await driver.until(lambda: "under_way" in seen())
        assert [*seen()] == ["under_way" if group == "paused" else group for group in before]
        await driver.until(lambda: chips["under_way"].geometry().topRight() == place)
        await driver.until(driver.widget("pauseDownloadsButton").isEnabled)
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: counts(driver)[0] == "2 paused")
        assert seen()["paused"] == "2"
        at = {group: chips[group].geometry() for group in seen()}
        assert at["paused"].topRight() == place
        (one, other) = [item.key for item in downloads.items() if item.state is DownloadState.PAUSED]
        downloads.resume([one])
        await driver.until(lambda: seen().get("under_way") == "1")
        downloads.resume([other])
        await driver.until(lambda: seen().get("under_way") == "2")
        assert "paused" not in seen(), "it had 0"
        downloads.pause([one, other])
        await driver.until(lambda: seen().get("paused") == "2")
        assert "under_way" not in seen()
        assert {group: chips[group].geometry().x() for group in at if group != "paused"} == {
            group: rect.x() for group, rect in at.items() if group != "paused"
        }


async def test_the_german_chips_of_five_kinds_of_failures_and_of_paused_downloads_have_one_line(demo, tmp_path):
    async with window_on(demo, tmp_path, language="de") as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(CLOSED[:1])
        await driver.until(lambda: downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        report = driver.window.pages.page("downloads")._report

        def ended(outcome: ItemOutcome, reason: str = "") -> DownloadItem:
            key = f"{outcome}{reason}"
            state = DownloadState.DONE
            return DownloadItem(key=key, asked_as=key, paper=None, state=state, outcome=outcome, reason=reason)

        kinds = ("saved", "closed", "not_found", "temporary", "needs_person", "unavailable")
        items = [ended(ItemOutcome(kind)) for kind in kinds]
        items.append(ended(ItemOutcome.CLOSED, next(iter(RESTRICTED.values()))))
        items.append(DownloadItem(key="p", asked_as="p", paper=None, state=DownloadState.PAUSED))
        report.show_items(items, ())
        QApplication.processEvents()
        report.window().layout().activate()
        chips = [chip for chip in report._chips.values() if not chip.isHidden()]
        assert len(chips) == 9
        needed = sum(chip.sizeHint().width() for chip in chips) + report._of_these.sizeHint().width()
        assert needed + 10 * driver.window.theme.px(2) <= report._of_these.parentWidget().width()


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_paper_whose_copies_are_looked_for_does_not_count_as_downloading(demo, tmp_path, size, language):
    async with window_on(demo, tmp_path, size=size, language=language) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("view.downloads")
        demo.config(faults={"zenodo": "hang", "arxiv.org": "hang"})
        await downloads.enqueue_ids(("arXiv:1706.03762", "10.5281/zenodo.7089818"))
        words = ("1 downloading, 1 looking for copies", "1 wird geladen, 1 sucht Kopien")[language == "de"]
        await driver.until(lambda: counts(driver)[0] == words)
        await driver.until(lambda: counts(driver)[1].endswith(f", {words}"))
        working = driver.widget("statusBar")._working
        await driver.until(lambda: working.width() >= working.fontMetrics().horizontalAdvance(working.text()))
        chip = driver.widget("downloadsGroup.under_way")
        await driver.until(lambda: shown_tooltip(chip) == words)
        assert {driver.window.pages.page("downloads").model.row(row).says for row in (0, 1)} >= {
            gettext("Looking for copies…")
        }


async def test_the_chip_of_saved_downloads_says_how_many_are_pdfs_and_how_many_files_of_a_record(demo, tmp_path):
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads = driver.program.services.downloads
        (key,) = await downloads.enqueue_ids(("arXiv:1706.03762",))
        await driver.until(lambda: downloads.active == 0)
        assert downloads.row(key).outcome is ItemOutcome.SAVED
        driver.trigger("view.downloads")
        await driver.idle()
        chip = driver.widget("downloadsGroup.saved")
        assert (chip.content.count, shown_tooltip(chip)) == ("1", "")
        downloads.enqueue_record(RECORD)
        await driver.until(lambda: downloads.active == 0)
        await driver.until(lambda: chip.content.count == "2")
        tip = "1 PDF, files of 1 Zenodo record"
        assert shown_tooltip(chip) == tip
        assert QAccessible.queryAccessibleInterface(chip).text(QAccessible.Text.Description) == tip
