"""A list that is pasted, dropped or typed becomes the review table, and the table papers."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference, ReferenceLine
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.ui.reference_lists import review_page
from scholar_desktop.ui.reference_lists.outcome_counts import count_outcomes
from scholar_desktop.ui.reference_lists.review_rows import review_row
from scholar_desktop.ui.rows.row_layout import Piece, find
from scholar_desktop.ui.widgets.charts.share_bar import ShareBar
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, row_menu, window_on

LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
arXiv:1706.03762v5
10.1038/
Smith J (2021) Personal communication
"""


CLOSED, OPEN, FRESH = "10.1037/0003-066X.37.2.122", "10.18653/v1/N18-1202", "arXiv:1706.03762"


async def paste(driver: Driver, text: str) -> None:
    QApplication.clipboard().setText(text)
    driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    reading = driver.program.services.reference_lists.current
    if reading is not None:
        await driver.until(
            lambda: driver.state("reviewTable") == "full" or reading.waits or reading.problem is not None
        )


def standings(driver: Driver) -> list[LineStatus]:
    return [line.standing for line in driver.program.services.reference_lists.current.lines]


def find_in_row(driver: Driver, row: int, doing: str, name: str = "reviewTable") -> Piece | None:
    view = driver.view(name)
    rect = view.visualRect(view.model().index(row, 0))
    return find(view.itemDelegate().layout_of(view.model().row(row), rect.width(), rect.height()), doing)


def press_in_row(driver: Driver, row: int, doing: str, name: str = "reviewTable") -> None:
    """Click what is painted as *doing* in a row."""
    piece = find_in_row(driver, row, doing, name)
    assert piece is not None, f"no {doing} in row {row}"
    driver.click_row(row, name, piece.rect.center())


def spoken(driver: Driver, row: int, name: str = "reviewTable") -> str:
    model = driver.view(name).model()
    return str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))


async def test_a_pasted_list_opens_the_table_and_one_press_adds_what_is_sure(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        assert driver.window.navigation.page == "review"
        assert standings(driver) == [LineStatus.SURE, LineStatus.SURE, LineStatus.NONE, LineStatus.NONE]
        assert demo.stats()["counts"]["s2"] == 2  # a batch, and a title
        button = driver.widget("reviewAddButton")
        assert button.text() == "Add 1 matched"
        driver.click("reviewAddButton")
        await driver.idle()
        await driver.until(lambda: button.text() == "Add matched")
        assert not button.isEnabled()
        assert (await driver.program.services.library.counts()).papers == 1


async def test_the_selected_line_and_the_filter_of_a_list_are_the_same_after_a_restart(demo, tmp_path):
    def place(driver: Driver) -> tuple[int, int, int]:
        """The number of rows, the selected row, and the number of its line."""
        view = driver.view("reviewTable")
        row = view.lead_row()
        return view.model().count(), row, view.model().line(row).number

    text = "\n".join([CLOSED, *(f"10.5555/there-is-no-such-paper.{number}" for number in range(60)), OPEN])
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, text)
        driver.view("reviewTable").choose(50)
        await driver.idle()
        assert place(driver) == (62, 50, 51)
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        assert place(driver) == (62, 50, 51)
        view = driver.view("reviewTable")
        assert view.viewport().rect().contains(view.visualRect(view.model().index(50, 0)).center())
        driver.click("reviewChip.sure")
        view.choose(1)
        await driver.idle()
        assert place(driver) == (2, 1, 62)
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        assert place(driver) == (2, 1, 62)
        # The head of a list follows its rows after a moment.
        await driver.until(lambda: driver.widget("reviewChip.sure").accessibleDescription() == "shown")


async def test_the_lines_have_the_numbers_that_they_have_in_the_pasted_text(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n\n{CLOSED}\n\n\n{OPEN}\n")
        rows = range(3)
        pieces = [find_in_row(driver, row, "number") for row in rows]
        assert [piece.text for piece in pieces if piece is not None] == ["1", "3", "6"]
        assert [spoken(driver, row).partition(":")[0] for row in rows] == ["Line 1", "Line 3", "Line 6"]
        assert "Same paper as line 1" in spoken(driver, 2)
        driver.window.pages.page("review").save_csv(tmp_path / "out.csv")
        await driver.idle()
        table = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
        assert [row["line"] for row in table] == ["1", "3", "6"]
        assert [row["same_as"] for row in table] == ["", "", "1"]


async def test_a_line_that_repeats_a_kept_paper_counts_as_a_duplicate_only(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:

        def has_note(text: str) -> bool:
            labels = driver.widget("reviewPage").findChildren(ElidedLabel)
            return any(label.whole_text() == text for label in labels)

        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n{OPEN}\n")
        await driver.until(lambda: has_note("4 matched: 1 duplicate"))
        press_in_row(driver, 0, "add")
        await driver.until(lambda: "in library" in spoken(driver, 0))
        await driver.until(lambda: has_note("4 matched: 1 added, 1 duplicate"))
        driver.click("reviewAddButton")
        await driver.until(lambda: has_note("4 matched: 3 added, 1 duplicate"))
        driver.window.pages.page("review").save_csv(tmp_path / "out.csv")
        await driver.idle()
        note = driver.window.messages.note("csv")
        assert (note.lead, note.text) == ("Saved out.csv.", "The file has 4 rows.")
        rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
        assert [row["same_as"] for row in rows] == ["", "", "", "1"]
        assert len({row["id"] for row in rows}) == 3
        assert len({row["in_library"] for row in rows}) == 1, "all of them are in the library"


async def test_a_list_tells_the_papers_that_it_added_from_those_that_were_in_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:

        def has_note(text: str) -> bool:
            labels = driver.widget("reviewPage").findChildren(ElidedLabel)
            return any(label.whole_text() == text for label in labels)

        await paste(driver, f"{OPEN}\n{OPEN}\n")
        driver.click("reviewAddButton")
        await driver.until(lambda: has_note("2 matched: 1 added, 1 duplicate"))
        library, reading = driver.program.services.library, driver.program.services.reference_lists.current
        kept = await library.find_many([reading.lines[0].paper])
        (added,) = [one.added for one in kept.values()]
        await driver.until(lambda: current_timestamp() > added)  # the times are in seconds
        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n{OPEN}\n")
        await driver.until(lambda: has_note("4 matched: 1 already in your library, 1 duplicate"))
        driver.click("reviewAddButton")
        await driver.until(lambda: has_note("4 matched: 1 already in your library, 2 added, 1 duplicate"))
        driver.window.pages.page("review").save_csv(tmp_path / "out.csv")
        await driver.idle()
        rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
        assert [row["added"] for row in rows] == ["False", "True", "True", "False"]
        assert [row["in_library"] for row in rows] == ["True"] * 4


async def test_the_outcomes_of_the_pdfs_are_counted_once_for_each_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n{OPEN}\n")
        assert driver.widget("reviewProgress").text() == "All references looked up"
        totals = driver.widget("reviewTotals")
        assert totals.isHidden()
        driver.click("reviewGetButton")
        await driver.until(lambda: "in progress" in totals.text())
        await driver.idle()
        words = "PDFs: 2 saved, 1 without an open copy · 1 line repeats an earlier one"
        await driver.until(lambda: totals.text() == words)


async def test_the_files_of_a_record_are_not_counted_as_a_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("10.5555/zenodo.90000102")
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        downloads = driver.program.services.downloads
        await driver.until(lambda: [item.has_files for item in downloads.items()] == [True])
        await paste(driver, f"{OPEN}\n10.5555/zenodo.90000102\n")
        driver.click("reviewGetButton")
        await driver.until(lambda: downloads.active == 0 and len(downloads.items()) == 2)
        await driver.idle()
        totals = driver.widget("reviewTotals")
        await driver.until(lambda: totals.text() == "PDFs: 1 saved, files of 1 record saved")
        driver.window.pages.page("review").save_csv(tmp_path / "out.csv")
        await driver.idle()
        rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
        assert [row["outcome_words"] for row in rows] == ["Saved", "Files saved"]
        library = driver.program.services.library
        kept = [await library.find(line) for line in (OPEN, "10.5555/zenodo.90000102")]
        assert rows[0]["path"] == kept[0].pdf
        assert rows[1]["path"] in (kept[1].files[0].path, str(Path(kept[1].files[0].path).parent))


async def test_the_outcomes_of_restricted_files_have_the_words_of_the_downloads(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{CLOSED}\nzenodo:13850332\n")
        driver.click("reviewGetButton")
        await driver.idle()
        words = "PDFs: 2 without an open copy or restricted"
        await driver.until(lambda: driver.widget("reviewTotals").text() == words)
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.widget("downloadsGroup.closed").content.text == "No open copy or restricted"


async def test_the_outcomes_are_counted_once_for_many_changes_and_not_while_the_list_is_hidden(
    demo, tmp_path, monkeypatch
):
    async with window_on(demo, tmp_path) as driver:
        counted = []

        def count(*given):
            counted.append(given)
            return count_outcomes(*given)

        monkeypatch.setattr(review_page, "count_outcomes", count)
        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n{OPEN}\n")
        page, marks = driver.window.pages.page("review"), driver.window.ui_context.marks

        def has_shown_all() -> bool:
            own = page.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
            return not any(timer.isActive() for timer in own)

        await driver.until(lambda: bool(counted) and has_shown_all())
        before = len(counted)
        for _change in range(20):
            marks.changed.emit()
        await driver.until(has_shown_all)
        assert len(counted) == before + 1
        driver.window.navigation.show("settings")
        await driver.idle()
        await driver.until(has_shown_all)
        hidden = len(counted)
        for paper in [line.paper for line in driver.program.services.reference_lists.current.lines]:
            driver.program.services.downloads.enqueue([paper])
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.until(has_shown_all)
        assert len(counted) == hidden
        driver.window.navigation.show("review")
        words = "PDFs: 2 saved, 1 without an open copy · 1 line repeats an earlier one"
        await driver.until(lambda: driver.widget("reviewTotals").text() == words)


BAR_NAME = "Progress of the lookup"


async def test_the_progress_of_the_lookup_counts_lines(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(latency=0.2)
        QApplication.clipboard().setText(
            f"{FRESH}\nDeep contextualized word representations\nComputing machinery and intelligence\n"
        )
        driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        for done in (1, 2):
            words = f"{done} of 3 references looked up"
            await driver.until(lambda words=words: driver.widget("reviewProgress").text().startswith(words))
            (bar,) = (one for one in driver.window.findChildren(ShareBar) if one.accessibleName() == BAR_NAME)
            assert bar._share is not None
            assert bar._share[0] == done / 3, "as the words"
        await driver.until(lambda: driver.widget("reviewProgress").text() == "All references looked up")


async def test_the_pdf_of_a_paper_that_was_added_by_its_row_is_got_with_the_others(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{FRESH}\n")
        press_in_row(driver, 0, "add")
        get = driver.widget("reviewGetButton")
        await driver.until(lambda: "in library" in spoken(driver, 0))
        press_in_row(driver, 1, "add")
        await driver.until(lambda: "in library" in spoken(driver, 1))
        await driver.until(lambda: get.text() == "Get PDFs")
        assert get.isEnabled()
        driver.click("reviewGetButton")
        await driver.idle()
        assert [item.outcome.value for item in driver.program.services.downloads.items()] == ["saved", "saved"]
        await driver.until(lambda: not get.isEnabled())


async def test_a_line_that_is_accepted_leaves_the_filter_and_the_next_one_is_selected(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(
            driver, f"{FRESH}\nDeep contextualized word representations\nComputing machinery and intelligence\n"
        )
        in_doubt = [LineStatus.SURE, LineStatus.CHECK, LineStatus.CHECK]
        assert standings(driver) == in_doubt
        accept = driver.widget("reviewAcceptButton")
        assert accept.text() == "Accept 2 exact titles"
        driver.click("reviewAcceptButton")
        await driver.idle()
        assert standings(driver) == [LineStatus.SURE] * 3
        await driver.until(lambda: not accept.isVisible())
        # nobody chose among papers
        await driver.until(lambda: all("accepted by you" in spoken(driver, row) for row in (1, 2)))
        assert driver.window.messages.note("undo").lead == "Accepted 2 exact titles."
        driver.trigger("edit.undo")
        await driver.idle()
        assert standings(driver) == in_doubt
        assert driver.window.messages.note("undo").lead == "Put 2 lines back to “Check”."
        await driver.until(accept.isVisible)
        press_in_row(driver, 1, "yes")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Accepted “Deep Contextualized Word Representations”."
        driver.trigger("edit.undo")
        await driver.idle()
        assert standings(driver) == in_doubt
        assert driver.window.messages.note("undo").lead == "Put line 2 back as it was."
        driver.trigger("edit.redo")
        await driver.idle()
        await driver.until(lambda: "accepted by you" in spoken(driver, 1))
        view = driver.view("reviewTable")
        row = view.visualRect(view.model().index(1, 0))
        layout = view.itemDelegate().layout_of(view.model().row(1), row.width(), row.height())
        assert find(layout, "add").rect.right() < find(layout, "candidates").rect.left()  # “Accept” was there
        driver.click("reviewChip.check")
        await driver.until(lambda: len(driver.titles("reviewTable")) == 1)
        press_in_row(driver, 0, "yes")
        await driver.until(lambda: driver.state("reviewTable") == "empty")
        driver.click("reviewChip.sure")
        await driver.until(lambda: len(driver.titles("reviewTable")) == 3)
        driver.click_row(1, "reviewTable")
        driver.press(Qt.Key.Key_Delete, "reviewTable")
        await driver.until(lambda: len(driver.titles("reviewTable")) == 2)
        assert view.chosen_rows() == [1]


async def test_a_line_in_doubt_whose_paper_is_in_the_library_can_be_decided(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{FRESH}\n")
        press_in_row(driver, 0, "add")
        await driver.idle()
        await paste(driver, "Deep contextualized word representations\nComputing machinery and intelligence\n")
        await driver.until(lambda: standings(driver) == [LineStatus.CHECK, LineStatus.CHECK])
        await driver.until(lambda: "in library" in spoken(driver, 0))
        press_in_row(driver, 0, "candidates")
        await driver.idle()
        press_in_row(driver, 0, "close")
        await driver.idle()
        press_in_row(driver, 0, "yes")
        await driver.until(lambda: standings(driver)[0] is LineStatus.SURE)
        await driver.until(lambda: find_in_row(driver, 0, "yes") is None)


async def test_a_list_is_written_into_an_empty_box_beside_the_list_of_before(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.navigation.page == "review")
        await driver.until(lambda: driver.widget("reviewTable").isVisible())
        driver.trigger("list.paste")
        await driver.idle()
        box = driver.widget("reviewTextEdit")
        assert (box.isVisible(), box.hasFocus(), box.toPlainText()) == (True, True, "")
        assert box.placeholderText().startswith("For example:\n"), "not taken for a list that was typed"
        driver.click("reviewTableButton")
        assert driver.widget("reviewTable").isVisible()
        driver.trigger("view.search")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:  # the list is loaded after the box is shown
        driver.trigger("list.open")  # says what can be added before it asks for a file
        await driver.idle()
        assert driver.widget("reviewTextEdit").isVisible()
        driver.click("reviewTableButton")
        assert driver.widget("reviewTable").isVisible()


async def test_the_message_of_added_papers_says_what_is_got_paused_and_was_tried_before(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids([CLOSED])
        await driver.idle()
        paused = await downloads.enqueue_ids([OPEN])
        downloads.pause(paused)
        await driver.idle()
        assert [item.state.value for item in downloads.items()] == ["done", "paused"]

        await paste(driver, f"{CLOSED}\n{OPEN}\n{FRESH}\n")
        driver.click("reviewGetButton")
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        note = driver.window.messages.note("undo")
        assert note.lead == ("Added 3 papers. Getting 1 PDF. 1 download is paused. 1 was tried before without success.")
        assert [step.title for step in note.steps] == ["Undo", "Resume", "Try again"]
        await driver.idle()
        assert [item.state.value for item in downloads.items()] == ["done", "paused", "done"]
        note.steps[1].run()
        await driver.idle()
        assert [item.outcome.value for item in downloads.items()] == ["closed", "saved", "saved"]
        # what came of the PDFs has columns, which can be chosen
        view, button = driver.view("reviewTable"), driver.widget("reviewColumnsButton")
        delegate = view.itemDelegate()
        await driver.until(lambda: delegate.variant[1] and view.model().row(2).outcome.get("outcome") == "Saved")

        def shown_columns() -> set[str]:
            columns = delegate.columns(view.viewport().width())
            return {one for name in columns.outcome for one in columns.names_in(name)}

        words = [piece.text for piece in delegate.layout_of(view.model().row(0), view.viewport().width(), 40)]
        assert "No open copy" in words
        assert "Saved" in spoken(driver, 2) or "PDF saved" in spoken(driver, 2)
        assert shown_columns() == {"outcome", "copy", "version", "reason", "date"}, "no copy has a licence"
        licences = [view.model().row(row).outcome["licence"] for row in range(3)]
        assert licences == ["", "not stated", "not stated"], "the first paper has no copy"
        assert "licence not stated" in spoken(driver, 2)
        file = tmp_path / "list.csv"
        driver.window.pages.page("review").save_csv(file)
        await driver.idle()
        rows = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
        assert [row["licence"] for row in rows] == licences
        entries = button.menu_of_columns().actions()
        assert all(entry.isChecked() for entry in entries)
        next(entry for entry in entries if entry.objectName() == "version").trigger()
        assert shown_columns() == {"outcome", "copy", "reason", "date"}


async def test_the_message_of_get_pdfs_counts_each_paper_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:

        def has_message(words: str) -> bool:
            note = driver.window.messages.note("undo")
            return note is not None and note.lead == words

        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n")
        driver.click("reviewGetButton")
        await driver.until(lambda: has_message("Added 3 papers. Getting 3 PDFs."))
        await driver.idle()
        await driver.until(lambda: driver.widget("reviewGetButton").text() == "Get PDFs")
        driver.click("reviewGetButton")
        await driver.until(lambda: has_message("2 already have their PDF. 1 was tried before without success."))
        # the same in a collection, which has two of the papers already
        reading = driver.program.services.reference_lists.current
        papers = [line.paper for line in reading.lines]
        await driver.program.services.collections.put_in([papers[0], papers[2]], "Thesis")
        reading.put_into("Thesis")
        await driver.idle()
        await driver.until(lambda: driver.widget("reviewAddButton").text() == "Add 1 to collection")
        driver.click("reviewGetButton")
        await driver.until(
            lambda: has_message(
                "Added 1 paper to “Thesis”. 2 already have their PDF. 1 was tried before without success."
            )
        )
        await driver.idle()
        driver.click("reviewGetButton")
        await driver.until(lambda: has_message("2 already have their PDF. 1 was tried before without success."))


async def test_papers_whose_pdfs_are_all_there_or_paused_are_not_said_to_be_got(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        downloads.pause(await downloads.enqueue_ids([OPEN]))
        await driver.idle()
        await paste(driver, f"{OPEN}\n{OPEN}\n")
        driver.click("reviewGetButton")
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        assert driver.window.messages.note("undo").lead == "Added 1 paper. 1 download is paused."


async def test_pasted_words_are_no_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "attention is all you need")
        box: QLineEdit = driver.widget("searchEdit")
        assert (driver.window.navigation.page, box.text()) == ("search", "attention is all you need")


async def test_a_list_and_what_was_decided_are_there_after_a_restart_without_a_request(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        driver.click_row(2, "reviewTable")
        driver.press(Qt.Key.Key_Delete, "reviewTable")
        await driver.idle()
        before = standings(driver)
        assert before[2] is LineStatus.LEFT_OUT
        asked = demo.stats()["counts"]
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.navigation.page == "review")
        await driver.idle()
        assert standings(driver) == before
        assert len(driver.titles("reviewTable")) == 4
        assert demo.stats()["counts"] == asked


async def test_a_letter_in_place_of_a_digit_is_corrected_by_editing_the_line_and_return(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n17O6.03762\n1O.5555/subject.sleep.9\n")
        assert standings(driver)[1:] == [LineStatus.NONE, LineStatus.NONE]
        for row, mended in ((1, "1706.03762"), (2, "10.5555/subject.sleep.9")):
            assert f"Try {mended}." in spoken(driver, row)
            press_in_row(driver, row, "edit")
            await driver.idle()
            assert driver.widget("reviewLineEdit").text() == mended
            driver.press(Qt.Key.Key_Return, "reviewLineEdit")
            await driver.idle()
            assert standings(driver)[row] is LineStatus.SURE


async def test_a_line_is_edited_in_its_row_and_looked_up_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        press_in_row(driver, 2, "edit")
        await driver.idle()
        assert driver.widget("reviewLine").isVisible()
        assert driver.widget("reviewLineEdit").text() == "10.1038/"
        driver.type("arXiv:1706.037", "reviewLineEdit")
        press_in_row(driver, 2, "close")
        await driver.idle()
        assert not driver.widget("reviewLine").isVisible()
        assert standings(driver)[2] is LineStatus.NONE
    async with window_on(demo, tmp_path) as driver:  # what was typed and not looked up is there again
        driver.trigger("view.review")
        await driver.idle()
        press_in_row(driver, 2, "edit")
        await driver.idle()
        assert driver.widget("reviewLineEdit").text() == "arXiv:1706.037"
        driver.type("arXiv:1706.03762", "reviewLineEdit")
        driver.press(Qt.Key.Key_Return, "reviewLineEdit")
        await driver.idle()
        assert standings(driver)[2] is LineStatus.SURE
        await driver.until(lambda: spoken(driver, 2).startswith("Line 3: arXiv:1706.03762, Matched"))
        assert "Same paper as line 1" in spoken(driver, 2)
        press_in_row(driver, 2, "leave_out")
        driver.click("reviewChip.none")
        await driver.idle()
        assert len(driver.titles("reviewTable")) == 1


async def test_candidates_open_in_the_row_and_one_is_taken_by_keys(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await paste(driver, "Turing, Computing Machinery, 1951\n10.1038/\nPersonal communication, 2001\n")
        assert standings(driver)[0] is LineStatus.CHECK
        view, panel, choices = driver.view("reviewTable"), driver.widget("reviewLine"), driver.view("candidatesView")
        height = view.rowHeight(0)
        press_in_row(driver, 0, "candidates")
        await driver.idle()
        await driver.until(lambda: driver.titles("reviewTable")[0] == "Which paper is it?")
        assert view.rowHeight(0) > height + choices.height()
        assert panel.geometry().top() == view.visualRect(view.model().index(0, 0)).top() + height
        assert choices.hasFocus()
        many = choices.model().rowCount()
        assert many > 1
        assert "first author: matches" in spoken(driver, 0, "candidatesView")
        before = demo.stats()["counts"]["s2"]
        driver.type("turing test", "reviewWordsEdit")
        driver.click("reviewSearchButton")
        await driver.idle()
        await driver.until(lambda: choices.model().rowCount() > many)
        assert demo.stats()["counts"]["s2"] == before + 1
        choices.setFocus()
        driver.press(Qt.Key.Key_Down, "candidatesView")
        assert choices.model().row(1).is_on
        driver.press(Qt.Key.Key_Return, "candidatesView")
        await driver.idle()
        assert standings(driver)[0] is LineStatus.SURE
        await driver.until(lambda: not panel.isVisible() and view.rowHeight(0) == height)
        assert "chosen by you" in spoken(driver, 0)
        assert driver.widget("reviewCost").plain_text() == "4 requests used. Results are saved."
        assert "Candidates: 1 request\nUnpaywall and Zenodo: 2 requests" in driver.widget("reviewCost").toolTip()
        view.setFocus()
        driver.press(Qt.Key.Key_Down, "reviewTable")
        driver.press(Qt.Key.Key_Return, "reviewTable")  # a line without candidates opens with its text
        await driver.idle()
        assert driver.widget("reviewLineEdit").isVisible()
        driver.press(Qt.Key.Key_Escape, "reviewLineEdit")
        assert not panel.isVisible()
        driver.press(Qt.Key.Key_Up, "reviewTable")
        driver.press(Qt.Key.Key_Return, "reviewTable")
        driver.press(Qt.Key.Key_E, "candidatesView")
        assert driver.widget("reviewLineEdit").isVisible()
        choices.setFocus()
        demo.config(fail={"/graph": 403})
        driver.type("something else", "reviewWordsEdit")
        driver.press(Qt.Key.Key_Return, "reviewWordsEdit")
        await driver.idle()
        says = driver.widget("reviewLineSays")
        await driver.until(lambda: "Semantic Scholar" in says.plain_text())
        assert standings(driver)[0] is LineStatus.SURE
        driver.press(Qt.Key.Key_Delete, "candidatesView")
        await driver.idle()
        assert standings(driver)[0] is LineStatus.LEFT_OUT
        assert not panel.isVisible()
        driver.press(Qt.Key.Key_Escape, "reviewTable")
        assert driver.window.navigation.page == "search"


async def test_several_lists_are_open_beside_each_other(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        lists = driver.program.services.reference_lists
        await paste(driver, LIST)
        driver.window.navigation.show("search")
        await paste(driver, "10.1038/\n10.1039/\n")
        assert len(lists.current.lines) == 2
        driver.click("reviewListsButton")
        await driver.idle()
        page = driver.window.pages.page("review")
        _, _, other = page.open_lists.menu.actions()
        assert shown_text(other.text()).startswith("“Vaswani, A. et al. (2017). Attention is…” · 4 pasted lines · ")
        other.trigger()
        page.open_lists.menu.close()
        await driver.idle()
        await driver.until(lambda: len(driver.titles("reviewTable")) == 4)
        assert standings(driver)[0] is LineStatus.SURE
        driver.click("reviewCloseButton")  # the other one is next
        await driver.idle()
        await driver.until(lambda: len(driver.titles("reviewTable")) == 2)
        driver.click("reviewListsButton")
        await driver.idle()
        page.open_lists.menu.actions()[0].trigger()
        page.open_lists.menu.close()
        assert driver.widget("reviewTextEdit").isVisible()
        driver.click("reviewTableButton")
        assert driver.widget("reviewTable").isVisible()


async def test_the_text_of_a_list_is_changed_and_only_what_is_new_is_asked_for(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        before = demo.stats()["counts"]["s2"]
        driver.click("reviewTextButton")
        await driver.idle()
        edit = driver.widget("reviewTextEdit")
        await driver.until(edit.isVisible)
        assert edit.toPlainText().splitlines() == LIST.splitlines()
        assert not driver.widget("reviewReadButton").isEnabled()
        edit.appendPlainText("arXiv:1312.6114")
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        driver.click("reviewTextButton")
        await driver.idle()
        edit = driver.widget("reviewTextEdit")
        await driver.until(edit.isVisible)
        assert edit.toPlainText().endswith("\narXiv:1312.6114")
        driver.press(Qt.Key.Key_Return, "reviewTextEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        await driver.until(lambda: len(driver.titles("reviewTable")) == 5)
        assert standings(driver) == [
            LineStatus.SURE,
            LineStatus.SURE,
            LineStatus.NONE,
            LineStatus.NONE,
            LineStatus.SURE,
        ]
        assert demo.stats()["counts"]["s2"] == before + 1


async def test_papers_go_into_the_chosen_collection_which_is_kept_with_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        driver.window.pages.page("review").head.collection_chosen.emit("Thesis/Chapter 2")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        button = driver.widget("reviewCollectionButton")
        await driver.until(lambda: button.text() == "Thesis / Chapter 2")
        press_in_row(driver, 0, "add")
        await driver.idle()
        await driver.until(lambda: "in library" in spoken(driver, 0))
        there = {one.path: one.papers for one in await driver.program.services.collections.all()}
        assert there == {"Thesis": 1, "Thesis/Chapter 2": 1}
        driver.trigger("edit.undo")
        await driver.idle()
        assert (await driver.program.services.library.counts()).papers == 0


async def test_papers_that_are_all_in_the_collection_are_not_offered_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{FRESH}\n")
        driver.click("reviewAddButton")
        await driver.idle()
        driver.window.pages.page("review").head.collection_chosen.emit("Thesis")
        button = driver.widget("reviewAddButton")
        await driver.until(lambda: button.text() == "Add 2 to collection")
        driver.click("reviewAddButton")
        await driver.idle()
        await driver.until(lambda: not button.isEnabled())
        assert button.text() == "Add matched"
        assert {one.path: one.papers for one in await driver.program.services.collections.all()} == {"Thesis": 2}


@pytest.mark.parametrize("name", ["From paper", " From paper ", "from Paper", "Thesis / From paper"])
async def test_papers_that_went_into_the_collection_with_their_pdfs_are_not_offered_again(demo, tmp_path, name):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.collections.make("From paper")
        await paste(driver, f"{OPEN}\n{FRESH}\n")
        driver.window.pages.page("review").head.collection_chosen.emit(name)
        driver.click("reviewGetButton")
        await driver.idle()
        button = driver.widget("reviewAddButton")
        await driver.until(lambda: not button.isEnabled())
        assert button.text() == "Add matched"


async def test_a_list_is_caught_on_every_road_into_the_box(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        lists, box = driver.program.services.reference_lists, driver.widget("searchEdit")
        driver.type("moss")
        QApplication.clipboard().setText("10.1038/\n" + "a line of words\n" * 5000)
        menu = box.createStandardContextMenu()
        next(action for action in menu.actions() if action.objectName() == "edit-paste").trigger()
        menu.deleteLater()
        await driver.idle()
        assert (driver.window.navigation.page, len(lists.current.lines)) == ("review", 5001)
        assert box.text() == "moss"
        driver.press(Qt.Key.Key_Escape, "reviewTable")
        files = []
        for name, text in (
            ("one.ris", "TY  - JOUR\nTI  - A title\nER  -\n"),
            ("two.txt", "10.1038/\n"),
            ("no.docx", ""),
        ):
            files.append(Path(tmp_path) / name)
            files[-1].write_text(text, "utf-8")
        drop(driver, files=files)
        await driver.idle()
        assert [line.text for line in lists.current.lines] == ["A title", "10.1038/"]
        assert lists.current.head.source == "one.ris and 1 more"
        pdf = Path(tmp_path) / "no.pdf"
        pdf.write_bytes(b"no PDF")
        drop(driver, files=[pdf, files[1]])  # each goes where it belongs
        await driver.idle()
        assert [line.text for line in lists.current.lines] == ["10.1038/"]
        assert driver.window.navigation.page in ("review", "add_pdfs")
        driver.window.navigation.show("search")
        drop(driver, text="10.1038/\n10.1039/\n")
        await driver.idle()
        assert [line.text for line in lists.current.lines] == ["10.1038/", "10.1039/"]


def drop(driver: Driver, *, files: list[Path] = [], text: str = "") -> None:  # noqa: B006  only read
    data = QMimeData()
    if files:
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    else:
        data.setText(text)
    button, key, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PySide6 6.12 has another form, 6.11 only this one
        entering = QDragEnterEvent(QPoint(40, 40), copy, data, button, key)
    QApplication.sendEvent(driver.window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(40, 40), copy, data, button, key))


async def test_a_bib_file_dropped_on_the_window_is_read(demo, tmp_path):
    file = Path(tmp_path) / "refs.bib"
    whole = "@article{v, title={Attention is all you need}, author={Vaswani, A}, year=2017}"
    file.write_text(f"{whole}\n@book{{b, title = {{Computing machinery and intelligence", "utf-8")
    async with window_on(demo, tmp_path) as driver:
        drop(driver, files=[file])
        await driver.idle()
        await driver.until(lambda: driver.state("reviewTable") == "full")
        assert standings(driver) == [LineStatus.SURE, LineStatus.CHECK]


async def test_a_list_is_typed_kept_while_it_is_typed_and_saved_as_a_table(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        driver.widget("reviewTextEdit").setPlainText("arXiv:1706.03762\n")
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        assert driver.widget("reviewTextEdit").toPlainText() == "arXiv:1706.03762\n"
        driver.click("reviewReadButton")
        await driver.idle()
        await driver.until(lambda: driver.state("reviewTable") == "full")
        driver.window.pages.page("review").save_csv(tmp_path / "out.csv")
        await driver.idle()
        assert (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[1].startswith("1,1,arXiv:1706.03762,matched,")
        driver.click("reviewCloseButton")
        await driver.idle()
        assert driver.widget("reviewTextEdit").isVisible()


def test_a_line_that_is_asked_for_says_how_long_it_waits():
    line = ReferenceLine(4, "A title", ParsedReference(title="A title"))
    assert review_row(line, kept=False).title == "Not looked up yet"
    asked = review_row(line, kept=False, waits="")
    assert (asked.title, asked.why) == ("Searching Semantic Scholar…", "by title")
    waiting = review_row(line, kept=False, waits="busy, next try in 0:04")
    assert (waiting.title, waiting.why) == ("Waiting for Semantic Scholar", "busy, next try in 0:04")
    assert waiting.actions == (("leave_out", "Skip"),)


async def test_a_failure_of_before_does_not_hide_how_long_a_line_is_waited_for(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(faults={"s2": "html"})
        await driver.search("attention")
        status = driver.program.services.status
        line = next(one for one in status.lines() if one.source == S2)
        assert line.until is not None, "the status bar shows the failure for a while"
        demo.config(faults={"s2": "hang"})
        QApplication.clipboard().setText(f"{OPEN}\n{CLOSED}\n")
        driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.program.services.reference_lists.current is not None)
        page = driver.window.pages.page("review")
        await driver.until(lambda: page.model.row(0).why.startswith("No answer for "))
        assert page.model.row(0).title == "Waiting for Semantic Scholar"
        driver.click("reviewCloseButton")
        await driver.idle()


async def test_a_suggested_identifier_is_looked_up_by_one_press_in_the_row_or_the_menu(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n10.5555subject.sleep.9\n0.5555/subject.sleep.3\n")
        assert standings(driver)[1:] == [LineStatus.NONE, LineStatus.NONE]
        for row, mended in ((1, "10.5555/subject.sleep.9"), (2, "10.5555/subject.sleep.3")):
            assert f"Try {mended}." in spoken(driver, row)
        press_in_row(driver, 1, "use_suggestion")
        driver.click_row(2, "reviewTable")
        menu = row_menu(driver, "reviewTable")
        next(entry for entry in menu.actions() if shown_text(entry.text()) == "Use 10.5555/subject.sleep.3").trigger()
        menu.close()
        await driver.idle()
        assert standings(driver)[1:] == [LineStatus.SURE, LineStatus.SURE]
