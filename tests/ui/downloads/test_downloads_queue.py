"""The download queue by mouse and keys: lists, order, pause, the report and its groups, files of a record."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.cli.run import main
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.services.downloads.report import make_report, report_data
from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from scholar_desktop.ui.downloads.downloads_report import GROUPS, SteadyChips
from scholar_desktop.ui.open_access.attempts import AttemptsPane
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words import wording
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

MIXED = (
    "arXiv:1706.03762",
    "10.1098/rspa.2020.0003",  # wants a login
    "arXiv:2312.03901",  # 404
    "10.54254/2754-1169/39/20231938",  # 500
    "10.1037/0003-066X.37.2.122",  # closed
    "10.99999/nobody",
    "10.2478/wd-2023-0206",  # with a password
    "not-an-identifier",
    "10.1515/mcwf-2020-0104",
)
RECORD = "5015459"


def page(driver: Driver) -> DownloadsPage:
    found = driver.window.findChild(DownloadsPage)
    assert isinstance(found, DownloadsPage)
    return found


def shown(driver: Driver) -> list[str]:
    model = page(driver).model
    return [model.item(row).asked_as for row in range(model.count())]


async def paste(driver: Driver, ids: tuple[str, ...]) -> None:
    await driver.program.services.downloads.enqueue_ids(ids, batch=f"{len(ids)} identifiers, 18:09")
    driver.trigger("view.downloads")
    await driver.idle()


async def all_ended(driver: Driver) -> None:
    downloads = driver.program.services.downloads
    await driver.until(lambda: bool(downloads.items()) and downloads.active == 0)
    await driver.idle()


def click_piece(driver: Driver, row: int, name: str) -> None:
    view, model = page(driver).view, page(driver).model
    rect = view.visualRect(model.index(row, 0))
    piece = find(page(driver).view.itemDelegate().layout_of(model.row(row), rect.width(), rect.height()), name)
    assert piece is not None, f"the row has no {name}"
    driver.click_row(row, "downloadsView", piece.rect.center())


async def test_the_report_of_a_list_in_the_window_equals_the_json_of_the_command(
    demo, tmp_path, monkeypatch, capsysbinary
):
    async with window_on(demo, tmp_path / "window", host_delay=0.0, retry_wait=0.01) as driver:
        await paste(driver, MIXED)
        await all_ended(driver)
        items = driver.program.services.downloads.items()
        kept = await driver.program.services.library.find_many([item.paper for item in items if item.paper])
        ours = report_data(items, kept)
        chips = {
            outcome.value: driver.widget(f"downloadsGroup.{outcome.value}").content.count for outcome in ItemOutcome
        }
    for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO"):
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}_URL", demo.url)
    maps = ",".join(f"{host}={address}" for host, address in demo.host_map.items())
    for name, value in (("HOST_MAP", maps), ("EMAIL", "ada@university.edu"), ("HOST_DELAY", "0")):
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", value)
    monkeypatch.setenv("SCHOLAR_DESKTOP_RETRY_WAIT", "0.01")
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_RATE", "0")
    (tmp_path / "ids.txt").write_text("\n".join(MIXED))
    command = ["--profile", str(tmp_path / "command"), "get", "--file", str(tmp_path / "ids.txt"), "--json"]
    await asyncio.to_thread(main, command)
    theirs = json.loads(capsysbinary.readouterr().out)["data"]
    assert ours["report"] == theirs["report"]
    assert sum(ours["report"].values()) == len(MIXED)
    assert {name: int(count) for name, count in chips.items()} == theirs["report"]
    assert [without_time(item) for item in ours["items"]] == [without_time(item) for item in theirs["items"]]


def exists(path: str) -> bool:
    return Path(path).is_file()


def without_time(item: dict) -> dict:
    """An item without what differs between two runs: places on the disk, seconds, dates."""
    attempts = [{**attempt, "seconds": None} for attempt in item["attempts"]]
    paper = item["paper"] and {**item["paper"], "retrieved": None, "pdf": None}
    if paper and paper["entry"]:
        files = [{**file, "path": Path(file["path"]).name} for file in paper["entry"]["files"]]
        paper["entry"] = {**paper["entry"], "files": files}
    return {**item, "attempts": attempts, "paper": paper, "path": item["path"] and Path(item["path"]).name}


async def test_the_end_of_several_downloads_is_said_on_another_page(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.downloads.enqueue_ids(MIXED, batch="list")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        report = make_report(driver.program.services.downloads.items())
        note = driver.window.messages.note("kept_pdfs")
        saved = report.counts[ItemOutcome.SAVED]
        assert note.lead == f"{len(MIXED)} downloads finished."
        later = sum(item.again is not None for item in driver.program.services.downloads.items())
        assert later == 1
        assert note.text == f"{saved} saved, {len(MIXED) - saved} missing. 1 will be tried again."
        next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Show downloads").click()
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert driver.widget("downloadsView").isVisible()
        assert driver.window.messages.note("kept_pdfs") is None, "the page says it"


async def test_chips_show_one_group_and_retry_is_for_that_group_alone(demo, tmp_path):
    async with window_on(demo, tmp_path, host_delay=0.0, retry_wait=0.01) as driver:
        await paste(driver, MIXED)
        await all_ended(driver)
        assert driver.state("downloadsView") == "partial"
        groups = [chip for chip in driver.widget("downloadsReport").findChildren(Button) if not chip.isHidden()]
        counts = {chip.objectName(): int(chip.content.count) for chip in groups if "Group" in chip.objectName()}
        names = [name.partition(".")[2] for name in counts]
        assert names[:3] == ["all", "saved", "not_got"], "the sum comes before its parts"
        totals = driver.widget("downloadsReport")._words.whole_text()
        saved = [item for item in driver.program.services.downloads.items() if item.outcome is ItemOutcome.SAVED]
        files = [Path(item.path).stat().st_size for item in saved]  # noqa: ASYNC240  small files
        whole = wording.size(sum(files))
        assert min(files) > 0
        assert totals.startswith(f"{len(saved)} of {counts['downloadsGroup.all']} downloads saved, {whole} · ")
        number = dict(zip(names, counts.values(), strict=True))
        assert "under_way" not in names, "all have ended"
        assert number["all"] == number["saved"] + number["not_got"]
        assert number["not_got"] == sum(number[name] for name in names[3:])
        driver.click("downloadsGroup.unavailable")
        await driver.idle()
        gone = shown(driver)
        assert set(gone) == {"arXiv:2312.03901", "10.2478/wd-2023-0206"}
        retry = driver.widget("retryDownloadsButton")
        assert retry.content.text == "Try 2 again"
        tried: set[str] = set()
        driver.program.services.downloads.changed.connect(lambda item: tried.add(item.asked_as))
        driver.click("retryDownloadsButton")
        await all_ended(driver)
        assert tried == set(gone)
        driver.click("downloadsGroup.not_got")
        await driver.idle()
        assert len(shown(driver)) == 7


async def test_a_failure_stays_in_the_list_of_its_chip_while_it_is_tried_again(demo, tmp_path):
    async with window_on(demo, tmp_path, host_delay=0.0, retry_wait=0.01) as driver:
        await paste(driver, MIXED)
        await all_ended(driver)
        driver.click("downloadsGroup.unavailable")
        await driver.idle()
        gone = shown(driver)
        seen: list[tuple[str, list[str]]] = []
        strip, page_ = driver.widget("downloadsReport"), page(driver)
        show = page_._report.show_items

        def show_items(*arguments):
            report = show(*arguments)
            rows = [item.asked_as for item in strip.of_group(arguments[0])]
            seen.append((strip.group, rows))
            return report

        page_._report.show_items = show_items
        # not all of them: the list of a chip that has no download any more is not shown
        driver.program.services.downloads.retry([page_.model.item(0).key])
        await all_ended(driver)
        await driver.idle()
        assert {group for group, _rows in seen} == {"unavailable"}
        assert {tuple(sorted(rows)) for _group, rows in seen} == {tuple(sorted(gone))}


async def test_a_chip_keeps_its_place_when_the_number_before_it_grows(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, MIXED)
        await all_ended(driver)
        strip, items = page(driver)._report, driver.program.services.downloads.items()
        some = [*items, *(structs.replace(items[0], key=f"more-{number}") for number in range(20))]
        left = {one.key: one for one in some}
        for one in some[9:28]:
            left[one.key] = structs.replace(one, state=DownloadState.WAITING, outcome=None)
        strip.show_items([*left.values()], ())
        await driver.idle()
        places = [chip.x() for chip in strip._chips.values() if chip.isVisible()]
        left |= {one.key: one for one in some[9:27]}
        strip.show_items([*left.values()], ())
        await driver.idle()
        assert strip._chips["saved"].content.count == "21"
        assert [chip.x() for chip in strip._chips.values() if chip.isVisible()] == places


_KINDS = ["needs_person", "temporary", "unavailable", "closed", "no_pdf", "not_found", "disk", "cancelled"]
ORDER = ["all", "saved", "not_got", *_KINDS, "under_way", "paused", "removed"]


async def test_the_chips_have_one_order_while_downloads_end_one_after_the_other(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1600, 900)) as driver:
        await paste(driver, MIXED)
        await all_ended(driver)
        strip, items = page(driver)._report, list(driver.program.services.downloads.items())
        items.sort(key=lambda item: item.outcome is ItemOutcome.SAVED)  # the kinds of failure come one by one
        items.insert(1, items.pop())
        strip._steady = SteadyChips()  # as for a list that begins
        seen: list[str] = []
        for ended in range(len(items) + 1):
            waiting = [structs.replace(one, state=DownloadState.WAITING, outcome=None) for one in items[ended:]]
            strip.show_items([*items[:ended], *waiting], (), frozenset())
            await driver.idle()
            places = {group: (chip.y(), chip.x()) for group, chip in strip._chips.items() if chip.isVisible()}
            now = sorted(places, key=lambda group: places[group])
            assert now == [group for group in ORDER if group in now]
            is_over = ended == len(items)
            assert now[:3] == ORDER[:3]
            assert ("under_way" in now, now[-1] == "under_way") == (not is_over, not is_over)
            stays = [group for group in seen if group != "under_way" or not is_over]
            assert [group for group in now if group in seen] == stays, "a chip has gone, or passed another"
            seen = now
        kinds = [group for group in seen if group not in ("all", "saved", "not_got", "under_way")]
        assert len(kinds) > 2
        retried = [structs.replace(items[0], state=DownloadState.WAITING, outcome=None), *items[1:]]
        x = {group: chip.x() for group, chip in strip._chips.items() if chip.isVisible() or group == "under_way"}
        strip.show_items(retried, ())
        await driver.idle()
        chip, left = strip._chips[items[0].outcome.value], sum(one.outcome is items[0].outcome for one in items[1:])
        assert chip.isVisible() == bool(left)
        assert chip.content.count == str(left)
        others = {group: chip.x() for group, chip in strip._chips.items() if chip.isVisible()}
        assert others == {group: x[group] for group in others}
        driver.trigger("view.search")
        driver.trigger("view.downloads")
        await driver.idle()
        places = {group: (chip.y(), chip.x()) for group, chip in strip._chips.items() if chip.isVisible()}
        now = sorted(places, key=lambda group: places[group])
        assert now == [group for group in ORDER if group in now], "the usual order when the page is shown again"


def test_chips_stay_while_they_are_seen_and_those_without_downloads_are_hidden_later():
    counts = dict.fromkeys(GROUPS, 0)
    assert list(GROUPS) == ORDER
    steady = SteadyChips()
    show = steady.show
    assert show(counts | {"all": 3, "under_way": 3}, "all", "", is_seen=False) == [*ORDER[:3], "under_way"]
    first = counts | {"all": 3, "under_way": 2, "not_got": 1, "disk": 1}
    assert show(first, "all", "", is_seen=True) == ["all", "saved", "not_got", "disk", "under_way"]
    end = counts | {"all": 3, "not_got": 3, "closed": 1, "disk": 2}
    assert show(end, "all", "", is_seen=True) == ["all", "saved", "not_got", "closed", "disk", "under_way"]
    assert show(end, "all", "", is_seen=False) == ["all", "saved", "not_got", "closed", "disk"], "nobody sees it go"
    fewer = counts | {"all": 1, "not_got": 1, "closed": 1}
    assert show(fewer, "all", "", is_seen=True) == ["all", "saved", "not_got", "closed", "disk"]
    assert show(fewer, "all", "another batch", is_seen=True) == ["all", "saved", "not_got", "closed"]
    assert show(counts | {"all": 1, "saved": 1}, "all", "", is_seen=False) == ["all", "saved"]
    removed = counts | {"all": 3, "saved": 1, "removed": 1, "not_got": 1, "closed": 1}
    assert show(removed, "all", "", is_seen=True)[-1] == "removed"
    assert "removed" not in show(removed | {"removed": 0}, "all", "", is_seen=True), "no chip follows it"
    retried = counts | {"all": 1, "under_way": 1}
    assert "closed" in show(retried, "closed", "", is_seen=False), "its rows are shown while they are tried again"


async def test_the_report_is_saved_as_csv_without_formulas_and_copied(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", host_delay=0.0, retry_wait=0.01) as driver:
        await paste(driver, ("arXiv:1706.03762", '=HYPERLINK("http://evil")', "10.99999/nobody"))
        await all_ended(driver)
        downloads = driver.program.services.downloads
        days = enumerate(downloads.items(), start=1)
        downloads._board.keep([structs.replace(item, ended=f"2026-01-0{day}T08:00:00Z") for day, item in days])
        await driver.idle()
        shown = [page(driver).model.item(row).asked_as for row in range(3)]
        assert shown == [item.asked_as for item in reversed(downloads.items())], "what ended last is first"
        page(driver)._commands.save_report(tmp_path / "report.csv")
        await driver.idle()
        driver.trigger("downloads.copy_report")
        copied = QGuiApplication.clipboard().text()
    text = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"].removeprefix("'") for row in rows] == shown, "in the order of the list"
    rows.sort(key=lambda row: row["outcome"], reverse=True)
    assert [row["outcome"] for row in rows] == ["saved", "not_found", "not_found"]
    assert rows[0]["title"] == "Attention is All you Need"
    assert [row["id"][:2] for row in rows[1:]].count("'=") == 1
    assert copied.startswith("3 downloads: 1 saved, 2 not found.")
    assert "10.99999/nobody\t\t10.99999/nobody was not found at Semantic Scholar and Unpaywall." in copied, (
        "its title is not known"
    )
    assert not list(tmp_path.glob(".*.new"))


async def test_the_csv_file_has_the_downloads_that_the_chip_shows(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", host_delay=0.0, retry_wait=0.01) as driver:
        await paste(driver, ("arXiv:1706.03762", "10.99999/nobody", "not-an-identifier"))
        await all_ended(driver)
        button = driver.widget("saveReportButton")
        for group, label, many in (
            ("not_found", "Save 2 as CSV…", 2),
            ("saved", "Save 1 as CSV…", 1),
            ("all", "Save as CSV…", 3),
        ):
            driver.click(f"downloadsGroup.{group}")
            await driver.idle()
            assert button.text() == label
            assert button.isEnabled()
            page(driver)._commands.save_report(tmp_path / "report.csv")
            await driver.idle()
            rows = list(csv.DictReader(io.StringIO((tmp_path / "report.csv").read_text(encoding="utf-8-sig"))))
            assert len(rows) == many
            assert group in ("all", *(row["outcome"] for row in rows))
            words = "1 download" if many == 1 else f"{many} downloads"
            assert driver.window.messages.note("report").text == words
            driver.trigger("downloads.copy_report")
            await driver.idle()
            assert QGuiApplication.clipboard().text().startswith(f"{words}: "), "the copied report has the same ones"


async def test_the_copied_report_has_the_titles_of_the_missing_papers(demo, tmp_path):
    async with window_on(demo, tmp_path, host_delay=0.0, retry_wait=0.01) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        closed = next(one for one in papers if one.oa.is_oa is False and one.ids.s2)
        driver.program.services.downloads.enqueue([closed], batch="")
        await all_ended(driver)
        driver.trigger("downloads.copy_report")
        lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines() if "\t" in line]
        assert [line[1] for line in lines] == [f"{closed.title} ({closed.year})"]
        assert [len(line) for line in lines] == [3]
        driver.trigger("view.downloads")
        await driver.idle()
        words = [one.text() for one in driver.widget("attemptsPane").findChildren(QLabel)]
        asked = words.index("Services asked (2)")
        assert [part.partition(" · ")[0] for part in words[asked + 1 :] if " · " in part] == [
            "Unpaywall",
            "Semantic Scholar",
        ]
        assert not any(one.startswith("Attempts (") for one in words), "no address was tried"


async def test_the_main_button_of_a_list_gets_pdfs_if_it_was_entered_to_get_them(demo, tmp_path):
    def kinds(driver: Driver) -> list[ButtonKind]:
        return [driver.widget(name).kind for name in ("reviewAddButton", "reviewGetButton")]

    to_get, to_add = [ButtonKind.PLAIN, ButtonKind.PRIMARY], [ButtonKind.PRIMARY, ButtonKind.PLAIN]
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("downloads.get_list")
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.type("arXiv:1706.03762")
        await keyboard.press("Ctrl+Return")
        await driver.until(lambda: driver.widget("reviewAddButton").text() == "Add 1 matched")
        assert kinds(driver) == to_get
        assert driver.widget("reviewGetButton").text() == "Add and get PDFs"
        driver.trigger("list.open")
        await driver.idle()
        await keyboard.type("10.1037/0003-066X.37.2.122")
        await keyboard.press("Ctrl+Return")
        await driver.until(lambda: driver.widget("reviewAddButton").text() == "Add 1 matched")
        await driver.until(lambda: kinds(driver) == to_add)
        lists = driver.program.services.reference_lists
        (first,) = await lists.others()
        await lists.show(first)
        await driver.until(lambda: kinds(driver) == to_get)


async def test_get_pdfs_is_the_main_button_of_a_list_until_all_were_tried(demo, tmp_path):
    closed = "10.1037/0003-066X.37.2.122"
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("downloads.get_list")
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.type(closed)
        await keyboard.press("Ctrl+Return")
        await driver.until(lambda: driver.widget("reviewAddButton").text() == "Add 1 matched")
        get = driver.widget("reviewGetButton")
        assert get.kind is ButtonKind.PRIMARY
        driver.click("reviewGetButton")
        await all_ended(driver)
        await driver.until(lambda: get.kind is ButtonKind.PLAIN)
        assert get.isEnabled(), "it offers to try again"
        assert not driver.widget("reviewAddButton").isEnabled()
        reading = driver.program.services.reference_lists.current
        (item,) = driver.program.services.downloads.items()
        assert item.outcome.value == "closed"
        assert [line.paper.ids.doi for line in reading.without_pdf()] == [closed.lower()]


async def test_a_list_is_looked_up_in_the_review_table_before_its_pdfs_are_downloaded(demo, tmp_path):
    file = tmp_path / "thesis.txt"
    file.write_text("\ufeffarXiv:1706.03762\n10.1037/0003-066X.37.2.122\n10.99999/nobody\n")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("downloads.get_list")
        assert not driver.widget("getListButton").isEnabled()
        page(driver)._list_box.open_file(file)
        await driver.idle()
        driver.press(Qt.Key.Key_Return, "idListEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert driver.window.navigation.page == "review"
        assert driver.widget("reviewTable").isVisible()
        assert driver.program.services.downloads.items() == ()
        await driver.until(lambda: driver.widget("reviewGetButton").isEnabled())
        driver.click("reviewGetButton")
        await all_ended(driver)
        review = driver.window.pages.page("review")
        assert [review.model.row(row).pdf for row in range(3)] == ["PDF saved", "PDF: no open copy", ""]
        [batch] = {item.batch for item in driver.program.services.downloads.items()}
        assert batch.startswith("3 pasted lines, ")
        table = tmp_path / "out.csv"
        review.save_csv(table)
        await driver.idle()
        rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
        assert [(row["line"], row["match"], row["outcome"]) for row in rows] == [
            ("1", "matched", "saved"),
            ("2", "matched", "closed"),
            ("3", "not found", "not_found"),
        ]
        assert rows[0]["copy"].startswith("http")
        assert rows[0]["date"]
        assert rows[1]["reason"].startswith("No open copy found")
        assert not driver.widget("idListBox").isVisible()


async def test_rows_are_pulled_to_another_place_and_moved_by_keys(demo, tmp_path):
    ids = ("arXiv:1706.03762", "arXiv:1411.1784", "arXiv:1312.6114", "arXiv:1506.01497")
    async with window_on(demo, tmp_path, offline=True) as driver:
        await paste(driver, ids)
        await driver.idle()
        view = page(driver).view
        height = view.verticalHeader().defaultSectionSize()

        def middle(row: int) -> QPoint:
            return QPoint(100, row * height + height // 2)

        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(3))
        for y in (2, 1, 0):
            QTest.mouseMove(view.viewport(), QPoint(100, y * height + 2))
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 2))
        await driver.idle()
        assert shown(driver) == [ids[3], ids[0], ids[1], ids[2]]
        driver.click_row(1, "downloadsView")
        await driver.idle()
        driver.press(Qt.Key.Key_Down, "downloadsView", Qt.KeyboardModifier.AltModifier)
        await driver.idle()
        assert shown(driver) == [ids[3], ids[1], ids[0], ids[2]]
        driver.press(Qt.Key.Key_Home, "downloadsView", Qt.KeyboardModifier.AltModifier)
        await driver.idle()
        assert shown(driver) == [ids[0], ids[3], ids[1], ids[2]]
        await driver.idle()
    async with window_on(demo, tmp_path, offline=True) as driver:
        driver.trigger("view.downloads")
        await driver.idle()
        assert shown(driver) == [ids[0], ids[3], ids[1], ids[2]]


async def test_a_press_in_the_row_pauses_goes_on_and_cancels(demo, tmp_path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        await paste(driver, ("arXiv:1706.03762", "arXiv:1411.1784"))
        await driver.idle()
        items = driver.program.services.downloads.items
        click_piece(driver, 0, "toggle")
        await driver.idle()
        assert [item.state for item in items()] == [DownloadState.PAUSED, DownloadState.WAITING]
        click_piece(driver, 0, "toggle")
        await driver.idle()
        assert items()[0].state is DownloadState.WAITING
        click_piece(driver, 1, "cancel")
        await driver.idle()
        assert items()[1].outcome is ItemOutcome.CANCELLED
        driver.click("pauseDownloadsButton")
        await driver.idle()
        assert items()[0].state is DownloadState.PAUSED
        driver.click("resumeDownloadsButton")
        await driver.idle()
        assert items()[0].state is DownloadState.WAITING
        driver.click("cancelDownloadsButton")
        await driver.idle()
        assert {item.outcome for item in items()} == {ItemOutcome.CANCELLED}


async def test_the_buttons_of_the_page_keep_their_places_when_the_last_download_ends(demo, tmp_path):
    names = ("getListOfPdfsButton", "cancelDownloadsButton", "moreDownloadsButton")
    async with window_on(demo, tmp_path, offline=True) as driver:
        await paste(driver, ("arXiv:1706.03762", "arXiv:1411.1784"))
        await driver.idle()

        def places() -> list[int]:
            now = "pause" if driver.widget("pauseDownloadsButton").isVisible() else "resume"
            buttons = [driver.widget(name) for name in (*names, f"{now}DownloadsButton")]
            return [button.mapTo(driver.window, QPoint(0, 0)).x() for button in buttons]

        under_way = places()
        driver.click("pauseDownloadsButton")
        await driver.idle()
        assert driver.widget("resumeDownloadsButton").isVisible()
        assert places() == under_way
        driver.click("cancelDownloadsButton")
        await driver.idle()
        assert places() == under_way
        assert not driver.widget("pauseDownloadsButton").isEnabled()
        assert not driver.widget("cancelDownloadsButton").isEnabled()
        assert driver.widget("clearDownloadsButton").isVisible()


async def test_no_button_of_the_report_is_cut_in_a_narrow_window_with_the_largest_text(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 1000), text_size=200, host_delay=0.0) as driver:
        await paste(driver, ("arXiv:2312.03901", "10.54254/2754-1169/39/20231938", "10.1037/0003-066X.37.2.122"))
        await all_ended(driver)
        names = ("retryDownloadsButton", "saveReportButton", "copyReportButton")
        buttons = [driver.widget(name) for name in names]
        assert all(button.isVisible() for button in buttons)
        assert [button.width() >= button.sizeHint().width() for button in buttons] == [True] * 3
        across = [button.mapTo(driver.window, QPoint(button.width(), 0)).x() for button in buttons]
        assert max(across) <= driver.window.width()
        theme, splitter, widths = driver.window.theme, page(driver)._splitter, []
        for text_size, width in ((100, 1440), (150, 1024), (100, 1440)):
            theme.set_text_size(text_size)
            driver.window.resize(width, 640)
            await driver.idle()
            widths.append(splitter.sizes())
            if text_size == 100:
                splitter.moveSplitter(700, 1)
        assert splitter.orientation() is Qt.Orientation.Horizontal
        assert widths[2][0] == 700, "as the user left it"
        theme.set_text_size(200)
        await driver.idle()
        assert splitter.orientation() is Qt.Orientation.Vertical, "without another size of the window"


async def test_a_record_is_one_row_with_all_its_files_beside_it(demo, tmp_path):
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        driver.trigger("view.downloads")
        driver.program.services.downloads.enqueue_record(RECORD)
        await all_ended(driver)
        [item] = driver.program.services.downloads.items()
        assert item.outcome is ItemOutcome.SAVED
        assert all(file.path and exists(file.path) for file in item.files)
        assert driver.titles("downloadsView") == ["Salinity and Velocity in Lower South San Francisco Bay"]
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        click_piece(driver, 0, "act")
        assert opened == [item.path]


async def test_a_thousand_rows_are_added_and_shown_in_one_list(demo, tmp_path):
    ids = tuple(f"10.5555/{number}" for number in range(1000))
    async with window_on(demo, tmp_path, offline=True) as driver:
        await paste(driver, ids)
        await driver.idle()
        assert len(shown(driver)) == 1000
        assert driver.state("downloadsView") == "waiting"
        driver.click("cancelDownloadsButton")
        await driver.idle()
        driver.click("clearDownloadsButton")
        await driver.idle()
        assert shown(driver) == []


async def test_the_item_beside_the_rows_follows_them_when_many_are_removed(demo, tmp_path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        await paste(driver, tuple(f"10.5555/{number}" for number in range(200)))
        driver.click("cancelDownloadsButton")
        await driver.idle()
        view, downloads = driver.view("downloadsView"), driver.program.services.downloads
        order = shown(driver)

        def beside() -> str:
            return driver.window.findChild(AttemptsPane).widget().findChild(Prose).plain_text()

        view.scrollTo(view.model().index(150, 0))
        driver.click_row(150, "downloadsView")
        await driver.idle()
        assert (view.currentIndex().row(), beside()) == (150, order[150])
        downloads.forget([item.key for item in downloads.items() if item.asked_as in order[:100]])
        await driver.idle()
        assert (view.currentIndex().row(), beside()) == (50, order[150])
        downloads.forget([item.key for item in downloads.items() if item.asked_as in order[:180]])
        await driver.idle()
        assert (view.chosen_rows(), beside()) == ([0], order[180])
