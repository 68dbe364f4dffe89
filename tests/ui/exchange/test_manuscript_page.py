"""A manuscript in the window: checked, filtered, corrected and saved."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QScrollArea, QSplitter

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Author, Ids, OpenAccess, Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    VERDICT_WORDS,
    CheckedReference,
    Correction,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_list import ParsedReference, ReferenceLine
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.exchange.manuscript_check import ManuscriptCheck
from scholar_desktop.services.exchange.reference_verdicts import corrected_entry, other_venue, published_corrections
from scholar_desktop.ui.exchange.manuscript_rows import ACCEPT, checked_row, correction, other_verdicts, verdicts_of
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.window.action_definitions import ALL
from tests.support import manuscripts
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

COPY = Qt.DropAction.CopyAction


def written(folder: Path) -> Path:
    found = manuscripts.forty()
    (folder / "refs.bib").write_text(manuscripts.bib(found), "utf-8")
    (folder / "paper.tex").write_text(manuscripts.tex(found), "utf-8")
    return folder / "paper.tex"


async def choose(driver: Driver, dialog: str, file: Path) -> None:
    found = driver.window.findChild(QFileDialog, dialog)
    found.fileSelected.emit(str(file))
    found.close()
    await driver.idle()


def count(driver: Driver, verdict: str) -> str:
    return driver.widget(f"manuscriptChip.{verdict}").content.count


def tick(driver: Driver, row: int) -> QPoint:
    """The place of the tick box in a row."""
    view = driver.view("manuscriptView")
    layout = driver.widget("manuscriptPage")._delegate.layout_of(
        view.model().row(row), view.viewport().width(), view.rowHeight(row)
    )
    return find(layout, ACCEPT).rect.center()


def drop(driver: Driver, file: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(600, 300), COPY, data, left, none)
    QApplication.sendEvent(driver.window, enter)
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(600, 300), COPY, data, left, none))
    return enter.isAccepted()


def test_a_reference_with_another_verdict_is_not_cited_too() -> None:
    reference = ManuscriptReference("lind2015", "Lind, On mosses (2015)", 1)
    paper = Paper(title="On mosses", ids=Ids(arxiv="1706.03762"), oa=OpenAccess(is_oa=False))
    year = Correction("issued", "2014", "2015")
    duplicate = CheckedReference(reference, ReferenceVerdict.DUPLICATE, (year,), paper=paper)
    row = checked_row(0, duplicate, is_accepted=False)
    assert row.below == "lind2015 · Not cited in the text · Year: 2014 → 2015"
    assert (verdicts_of(row), other_verdicts(row)) == (("duplicate", "wrong_field", "uncited"), ())
    corrected = checked_row(0, duplicate, is_accepted=True)
    assert (verdicts_of(corrected), other_verdicts(corrected)) == (("duplicate", "uncited"), ("corrected",))
    assert row.is_open, "a paper on arXiv has an open copy"
    cited = CheckedReference(reference, ReferenceVerdict.DUPLICATE, is_cited=True)
    row = checked_row(0, cited, is_accepted=False)
    assert (verdicts_of(row), other_verdicts(row)) == (("duplicate",), ())


def test_a_reference_that_only_the_library_has_does_not_contradict_itself() -> None:
    reference = ManuscriptReference("lind2015", "Lind, On mosses (2015)", 1)
    kept = KeptPaper("p", Paper(title="On mosses"))
    row = checked_row(0, CheckedReference(reference, ReferenceVerdict.NOT_FOUND, kept=kept), is_accepted=False)
    assert (row.sign[2], row.is_kept) == ("Only in your library", True)
    assert (row.found, row.paper) == ("On mosses", kept.paper)
    wrong = CheckedReference(reference, ReferenceVerdict.DUPLICATE, kept=kept)
    row = checked_row(0, wrong, is_accepted=False)
    assert (row.sign[2], row.byline) == ("Duplicate", "Only in your library")


def test_the_type_that_a_correction_changes_is_shown() -> None:
    changed = Correction("item_type", "article", "paper-conference")
    reference = CheckedReference(
        ManuscriptReference("lind2015", "", 1), ReferenceVerdict.PREPRINT_PUBLISHED, (changed,)
    )
    assert correction(reference, changed) == "Type: Preprint → Conference paper"
    line = ReferenceLine(1, "On mosses", ParsedReference(title="On mosses"))
    entry = FullEntry("lind2015", "article", {"title": "On mosses", "arxiv": "1501.00001"})
    published = Paper(title="On mosses", ids=Ids(doi="10.5555/m"), venue="Mosses", year=2015, type="article")
    details = published_corrections(ManuscriptReference("lind2015", "", 1, entry), line, published)
    assert Correction("item_type", "article", "article-journal") in details
    assert corrected_entry(entry, details, published).item_type == "article-journal"
    assert corrected_entry(entry, details[:1], published).item_type == "article", "nothing changes that is not listed"


async def test_a_corrected_reference_counts_as_corrected_alone_and_stays_where_it_was_ticked(demo, tmp_path):
    file = written(tmp_path)
    async with window_on(demo, tmp_path / "profile") as driver:
        assert driver.widget("sidebar.view.manuscript").isHidden()
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        whole = int(count(driver, "wrong_field"))
        names = [one.value for one in ReferenceVerdict] + ["corrected"]
        total = sum(int(count(driver, one)) for one in names)
        driver.click("manuscriptChip.wrong_field")
        chip = driver.widget("manuscriptChip.wrong_field")
        room = chip.sizeHint()
        driver.click_row(0, "manuscriptView", tick(driver, 0))
        assert chip.sizeHint() == room, "nothing moves"
        assert (count(driver, "wrong_field"), count(driver, "corrected")) == (str(whole - 1), "1")
        assert sum(int(count(driver, one)) for one in names) == total
        assert shown_tooltip(chip) == "1 more is corrected, and counted under “Corrected”."
        row = driver.view("manuscriptView").model().row(0)
        assert (row.sign[2], len(driver.titles("manuscriptView"))) == ("Corrected", whole), "it stays under the pointer"
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        assert (count(driver, "wrong_field"), count(driver, "corrected")) == (str(whole), "0")
        assert shown_tooltip(chip) == ""
        driver.click_row(0, "manuscriptView", tick(driver, 0))
        driver.click("manuscriptChip.corrected")
        assert driver.titles("manuscriptView") == [row.title]
        driver.click("manuscriptChip.wrong_field")
        assert len(driver.titles("manuscriptView")) == whole - 1
        assert row.title not in driver.titles("manuscriptView")
        for place in range(whole - 1):
            driver.click_row(place, "manuscriptView", tick(driver, place))
        assert (count(driver, "wrong_field"), len(driver.titles("manuscriptView"))) == ("0", whole - 1)
        assert chip.isVisible()
        driver.click("manuscriptChip.all")
        driver.click("manuscriptChip.wrong_field")
        message = driver.widget("manuscriptPage")._table.message
        assert (driver.state("manuscriptView"), message.heading) == ("empty", "No references with this verdict")
        message.steps[0].run()
        assert len(driver.titles("manuscriptView")) == int(count(driver, "all"))
    async with window_on(demo, tmp_path / "profile", offline=True) as driver:
        assert driver.widget("sidebar.view.manuscript").isVisible(), "it is there again after a restart"


async def test_another_manuscript_begins_with_all_its_references(demo: Any, tmp_path: Path) -> None:
    entry = "@article{%s, title={Memory consolidation during sleep without recognition tests}, year={%d},\n"
    entry += "  author={Lopez, F. and Patel, N.}}\n"
    (tmp_path / "wrong.bib").write_text(entry % ("a", 1999), "utf-8")
    (tmp_path / "right.bib").write_text(entry % ("a", 2005), "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "wrong.bib")
        driver.click("manuscriptChip.wrong_field")
        driver.click("manuscriptChooseButton")
        await choose(driver, "manuscriptDialog", tmp_path / "right.bib")
        assert len(driver.titles("manuscriptView")) == 1
        assert driver.widget("manuscriptChip.all").accessibleDescription() == "shown"


def test_the_palette_offers_the_check_of_a_manuscript_once() -> None:
    offered = [one for one in ALL if one.in_palette and str(one.title).lower().startswith("check manuscript")]
    assert [one.id for one in offered] == ["manuscript.check", "manuscript.check_again"], "and again, for the one shown"


async def test_the_reference_has_room_beside_a_short_list(demo, tmp_path):
    file = tmp_path / "short.bib"
    file.write_text("@book{one, title={On growth and form}, year={1917}}", "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.window.resize(1440, 900)
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        listed, detail = driver.view("manuscriptView").height(), driver.widget("manuscriptDetail").height()
        assert detail > listed / 2
        assert driver.widget("manuscriptSaveBibButton").kind is ButtonKind.PLAIN, "there is nothing to correct"


async def test_a_long_list_has_the_room_that_the_reference_does_not_need(demo, tmp_path):
    file = tmp_path / "long.bib"
    entries = (f"@book{{b{number}, title={{Kelp number {number}}}, year={{1917}}}}" for number in range(40))
    file.write_text("\n".join(entries), "utf-8")
    async with window_on(demo, tmp_path / "profile", size=(1280, 800), citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        view, detail = driver.view("manuscriptView"), driver.widget("manuscriptDetail")
        assert view.model().rowCount() == 40
        assert view.height() > 2 * detail.height()
        text = driver.widget("manuscriptReferenceText")
        assert text.height() >= text.heightForWidth(text.width())
        split = detail.parentWidget()
        assert isinstance(split, QSplitter)
        handle, middle = split.handle(1), split.handle(1).rect().center()
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(handle, middle - QPoint(0, 150))
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle - QPoint(0, 150))
        sizes = split.sizes()
        assert detail.height() > 200
        driver.window.resize(1280, 820)
        await driver.idle()
        assert abs(split.sizes()[0] - sizes[0]) <= 20, "the line stays where the user moved it"


async def test_an_accepted_correction_is_undone_and_accepted_again(demo, tmp_path):
    file = written(tmp_path)
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page, messages = driver.widget("manuscriptPage"), driver.window.messages
        driver.click("manuscriptChip.wrong_field")
        driver.click_row(0, "manuscriptView", tick(driver, 0))
        first = set(page.run.accepted)
        assert len(first) == 1
        assert messages.note("undo").lead == "Accepted 1 correction."
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        assert page.run.accepted == set()
        assert messages.note("undo").lead == "1 correction is no longer accepted."
        driver.trigger("edit.redo")
        await driver.idle()
        assert page.run.accepted == first
        driver.click("manuscriptAcceptButton")
        assert page.run.accepted == set()
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        assert page.run.accepted == first
        driver.click("manuscriptChip.all")
        sure = page.run.sure_places()
        driver.click("manuscriptAcceptSureButton")
        assert page.run.accepted == first | sure
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        assert page.run.accepted == first, "what was accepted before stays"
        driver.click_row(0, "manuscriptView")
        driver.trigger("edit.redo")
        await driver.idle()
        assert messages.undo_step is not None
        driver.click("manuscriptAgainButton")
        await driver.idle()
        assert messages.undo_step is None, "the references may be other ones"
        assert page.run.accepted == first | sure, "the file is the same"


async def test_accepted_corrections_stay_when_the_file_is_checked_again(demo, tmp_path):
    file = written(tmp_path)
    bib = tmp_path / "refs.bib"
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page = driver.widget("manuscriptPage")
        driver.click("manuscriptAcceptSureButton")
        accepted = [page.run.checked.references[place].reference for place in sorted(page.run.accepted)]
        assert len(accepted) >= 3
        # all lines move, and one of the accepted references is another now
        text = bib.read_text("utf-8")
        head = re.search(r"@\w+\{" + re.escape(accepted[0].key) + ",", text)[0]
        bib.write_text("\n\n" + text.replace(head, head + "\n  note = {See there},"), "utf-8")
        driver.click("manuscriptAgainButton")
        await driver.idle()
        again = [page.run.checked.references[place].reference.key for place in sorted(page.run.accepted)]
        assert again == [one.key for one in accepted[1:]]
        words = f"{len(again)} of {len(accepted)} accepted corrections are kept."
        assert page._table.bar.note.lead.startswith(words)
        # a check that is stopped loses none of them
        driver.click("manuscriptAgainButton")
        await driver.until(lambda: page.run.looked_up() > 0)
        page.run.stop()
        driver.click("manuscriptAgainButton")
        await driver.idle()
        assert [page.run.checked.references[place].reference.key for place in sorted(page.run.accepted)] == again
        assert page._table.bar is None or not page._table.bar.isVisible(), "nothing changed"
        # another file has its own
        other = tmp_path / "other.tex"
        other.write_text(file.read_text("utf-8"), "utf-8")
        page.check(other)
        await driver.idle()
        assert page.run.accepted == set()
        # and those of the first one are there when it is checked again
        page.check(file)
        await driver.idle()
        assert [page.run.checked.references[place].reference.key for place in sorted(page.run.accepted)] == again


async def test_a_manuscript_is_checked_and_corrected(demo, tmp_path):
    file, profile = written(tmp_path), tmp_path / "profile"
    async with window_on(demo, profile) as driver:
        driver.trigger("manuscript.check")
        assert driver.state("manuscriptView") == "empty"
        await choose(driver, "manuscriptDialog", file)
        assert driver.state("manuscriptView") == "full"
        known = manuscripts.forty()
        expected = {one.verdict: sum(each.verdict == one.verdict for each in known) for one in known}
        assert {name: count(driver, name) for name in expected} == {name: str(many) for name, many in expected.items()}
        assert len(driver.titles("manuscriptView")) == 40

        driver.click("manuscriptChip.not_found")
        assert len(driver.titles("manuscriptView")) == expected["not_found"]
        assert driver.widget("manuscriptAcceptButton").isHidden(), "there is nothing to correct it by"
        driver.click("manuscriptChip.wrong_field")
        page = driver.widget("manuscriptPage")
        assert page.run.accepted == set()
        save = driver.widget("manuscriptSaveBibButton")
        assert (save.isEnabled(), shown_tooltip(save)) == (False, "Accept a correction first.")
        sure = driver.widget("manuscriptAcceptSureButton")
        assert (sure.kind, save.kind) == (ButtonKind.PRIMARY, ButtonKind.PLAIN)
        driver.click_row(0, "manuscriptView", tick(driver, 0))
        assert len(page.run.accepted) == 1
        assert save.isEnabled()
        assert driver.widget("manuscriptAcceptButton").text() == "Don't accept"
        driver.click("manuscriptAcceptButton")
        assert page.run.accepted == set()
        driver.press(Qt.Key.Key_A, "manuscriptView")
        (accepted,) = page.run.accepted
        driver.click("manuscriptChip.all")

        out = tmp_path / "one.bib"
        driver.click("manuscriptSaveBibButton")
        dialog = driver.window.findChild(QFileDialog, "manuscriptSaveDialog")
        proposed = [Path(name) for name in dialog.selectedFiles()]
        assert proposed == [file.parent / "refs-corrected.bib"], "beside the original, and not the original"
        await choose(driver, "manuscriptSaveDialog", out)
        again = await driver.program.services.manuscript_check.read(out)
        before = await driver.program.services.manuscript_check.read(file)
        changed = [
            place
            for place, (was, now) in enumerate(zip(before.references, again.references, strict=True))
            if (was.entry.fields, was.entry.people) != (now.entry.fields, now.entry.people)
        ]
        assert changed == [accepted], "only what was accepted is corrected"

        sure = len(page.run.sure_places())
        assert sure >= 5
        driver.click("manuscriptAcceptSureButton")
        assert len(page.run.accepted) == sure + 1
        sure = driver.widget("manuscriptAcceptSureButton")
        assert (sure.isVisible(), sure.isEnabled(), sure.text()) == (True, False, "No other safe corrections")
        assert (sure.kind, save.kind) == (ButtonKind.PLAIN, ButtonKind.PRIMARY)
        driver.click("manuscriptCsvButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "table.csv")
        rows = list(csv.DictReader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines()))
        assert [row["verdict"] for row in rows] == [
            "Corrected" if row["accepted"] == "True" else VERDICT_WORDS[one.verdict]
            for row, one in zip(rows, known, strict=True)
        ]

        driver.click("manuscriptCollectButton")
        await driver.idle()
        assert "to “References of paper”." in driver.window.messages.note("undo").lead
        kept = await driver.program.services.library.collection("References of paper")
        assert len(kept) == len(page.run.papers())
        first = next(row for row, one in enumerate(page.model._rows) if one.paper is not None)
        driver.view("manuscriptView").choose(first)
        driver.press(Qt.Key.Key_Return, "manuscriptView")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        driver.trigger("view.manuscript")
        assert driver.window.navigation.page == "manuscript"


async def test_the_counts_of_a_check_agree_and_back_leads_to_it_from_each_paper(demo, tmp_path):
    file = written(tmp_path)
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page = driver.widget("manuscriptPage")
        missing = int(count(driver, "missing"))
        whole = int(count(driver, "all")) - missing
        words = f"{whole} references checked, {missing} missing from the list, corrections accepted: 0"
        assert words in [one.text() for one in page.findChildren(QLabel)]

        view, navigation = driver.view("manuscriptView"), driver.window.navigation
        row = next(row for row in range(page.model.count()) if page.model.paper_at(row) is not None)
        for how in ("key", "detail", "menu"):
            driver.window.activateWindow()  # the dialog was the active window
            driver.click_row(row, "manuscriptView")
            if how == "key":
                driver.press(Qt.Key.Key_Return, "manuscriptView")
            elif how == "detail":
                driver.click("manuscriptOpenButton")
            else:
                view.menu_wanted.emit(view.mapToGlobal(view.visualRect(view.model().index(row, 0)).center()))
                menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
                entry = next(one for one in menu.actions() if one.objectName() == "paper.open")
                QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
                driver.window.activateWindow()
            await driver.idle()
            assert navigation.page == "search", how
            QTest.keyClick(driver.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
            await driver.idle()
            assert navigation.page == "manuscript", how
            assert driver.chosen("manuscriptView") == [driver.titles("manuscriptView")[row]]


async def test_a_dropped_manuscript_is_checked_and_a_check_can_be_stopped(demo, tmp_path):
    file = written(tmp_path)
    notes = tmp_path / "notes.md"
    notes.write_text("# Notes\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        # of a Markdown file, which may be a list, the check is offered
        assert drop(driver, notes)
        await driver.idle()
        messages = driver.window.messages
        assert driver.window.navigation.page != "manuscript"
        assert messages.note("drop.manuscript").lead == "If notes.md is a manuscript, its references can be checked."
        next(one for one in messages.findChildren(Button) if one.content.text == "Check references").click()
        await driver.idle()
        assert driver.window.navigation.page == "manuscript"
        assert driver.state("manuscriptView") == "error", "it has none"
        driver.trigger("view.search")

        assert drop(driver, file)
        page = driver.widget("manuscriptPage")
        assert driver.window.navigation.page == "manuscript"
        await driver.until(lambda: page.run.looked_up() > 0)
        step = page._table.bar.note.steps[0]
        assert (step.title, "of 38 references" in page._table.bar.note.lead) == ("Stop", True)
        step.run()
        await driver.idle()
        assert driver.state("manuscriptView") == "partial"
        assert page._table.bar.note.lead == "Check stopped."
        assert drop(driver, notes)
        await driver.idle()
        assert driver.state("manuscriptView") == "error"
        assert page._table.message.heading.startswith("The text has no heading of a reference list")
        assert page._table.message.text == "Add the heading above the list, and check again."


async def test_a_dropped_chapter_has_the_bib_files_of_its_main_file(demo, tmp_path):
    found = manuscripts.forty()
    for folder in ("refs", "text/chapters"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "refs" / "all.bib").write_text(manuscripts.bib(found), "utf-8")
    (tmp_path / "text" / "main.tex").write_text("\\input{chapters/one}\n\\bibliography{../refs/all}\n", "utf-8")
    chapter = tmp_path / "text" / "chapters" / "one.tex"
    chapter.write_text(f"% !TeX root = ../main.tex\n\\cite{{{found[0].key},gone}}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        assert drop(driver, chapter)
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        assert count(driver, "missing") == "1"
        assert len(driver.titles("manuscriptView")) == manuscripts.bib(found).count("\n@") + 2


async def test_a_letter_stars_a_reference_from_the_list_and_not_from_a_button(demo, tmp_path):
    file = written(tmp_path)
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        driver.window.activateWindow()
        page, library = driver.widget("manuscriptPage"), driver.program.services.library
        driver.view("manuscriptView").choose(next(row for row, one in enumerate(page.model._rows) if one.paper))
        keyboard = Keyboard(driver)
        for name in ("manuscriptChip.all", "manuscriptCsvButton", "sidebar.view.search"):
            driver.widget(name).setFocus()
            await keyboard.press("S")
            await keyboard.press("R")
            await driver.idle()
            assert (await library.counts()).papers == 0, name
        driver.view("manuscriptView").setFocus()
        await keyboard.press("S")
        await driver.idle()
        assert driver.window.context.now.kept is not None


BIB = """@article{fu2018dual,
  title = {Dual Attention Network for Scene Segmentation},
  author = {Fu, Jun and others}, year = {2019}, doi = {10.1109/CVPR.2019.00326}
}
@article{turing,
  title = {Computing Machinery and Intelligence}, author = {Turing, Alan M.}, journal = {Mind}, year = {1950}
}
"""


async def test_a_duplicate_stays_one_when_its_details_are_corrected(demo: Any, tmp_path: Path) -> None:
    first = BIB.split("@")[1]
    double = first.replace("fu2018dual", "double")
    (tmp_path / "refs.bib").write_text(f"@{first}\n@{double}", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "refs.bib")
        await driver.idle()
        before = page.model.row(1)
        assert before.sign[2] == "Duplicate"
        assert before.accept is False, before
        driver.view("manuscriptView").choose(1)
        why = page._detail._why.text()
        assert "the year may be that of the preprint. Check the year before you accept." in why, why
        driver.click("manuscriptAcceptButton")
        row = page.model.row(1)
        assert (row.sign[2], row.accept) == ("Duplicate", True)
        assert "Corrected: Year" in row.below
        assert count(driver, "duplicate") == "1"
        driver.click("manuscriptCsvButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.csv")
        rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
        assert rows[1]["differences"].startswith(f"Same work as “{rows[0]['key']}”; Year: 2019 → ")
        assert list(rows[1])[-4:] == ["accepted", "file", "other_venue", "retraction"]
        assert [one["accepted"] for one in rows] == ["False", "True"]


async def test_space_ticks_a_row_and_the_words_say_what_was_compared(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(BIB.replace("Image ", "").replace(" and Much More", ""), "utf-8")
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "refs.bib")
        await driver.idle()
        view = driver.view("manuscriptView")
        assert driver.window.focusWidget() is view, driver.window.focusWidget()
        await keyboard.press("Home")
        before = page.model.row(0)
        assert before.accept is not None
        await keyboard.press("Space")
        await driver.idle()
        assert page.model.row(0).accept is not before.accept
        assert before.checked.is_by_identifier
        assert "by its title" not in page._detail._why.text()
        await keyboard.press("Down")
        assert page.model.row(1).sign[2] == "Correct"
        why = page._detail._why.text()
        assert "Its title, authors and year agree with the data of the services." in why
        assert "“The Philosophy of Artificial Intelligence”" in why


def test_the_published_version_of_a_preprint_does_not_keep_the_server_as_its_journal() -> None:
    entry = FullEntry(
        "fu", "article-journal", {"title": "A title", "container-title": "arXiv preprint arXiv:1809.02983"}
    )
    reference, line = ManuscriptReference("fu", "", 1, entry), ReferenceLine(1, "", ParsedReference())
    paper = Paper(title="A title", ids=Ids(doi="10.1109/cvpr.2019.00326"))
    changes = {one.field: (one.was, one.now) for one in published_corrections(reference, line, paper)}
    assert changes["container-title"] == ("arXiv preprint arXiv:1809.02983", None)
    assert "item_type" not in changes, "nobody stated a type"
    assert "container-title" not in corrected_entry(entry, published_corrections(reference, line, paper), paper).fields


async def test_a_venue_that_semantic_scholar_does_not_have_comes_from_the_publisher() -> None:
    class Unpaywall:
        async def doi(self, doi: str, _ask: object) -> SimpleNamespace:
            venue = "Conference on Computer Vision"
            return SimpleNamespace(paper=Paper(title="A title", ids=Ids(doi=doi), venue=venue, type="conference"))

    check = ManuscriptCheck.__new__(ManuscriptCheck)
    check._unpaywall = Unpaywall()
    found = await check._with_publisher_data(Paper(title="A title", ids=Ids(doi="10.1109/x")), RequestOptions())
    entry = FullEntry("fu", "article-journal", {"container-title": "arXiv preprint arXiv:1809.02983"})
    reference, line = ManuscriptReference("fu", "", 1, entry), ReferenceLine(1, "", ParsedReference())
    changes = {one.field: one.now for one in published_corrections(reference, line, found)}
    assert changes["container-title"] == "Conference on Computer Vision"
    assert changes["item_type"] == "paper-conference"


PAPER = Paper(
    title="On the growth of mosses", authors=(Author("Ada Lind"),), year=2005, venue="Demo Annals of Psychology"
)


@pytest.mark.parametrize(
    ("journal", "venue", "is_other"),
    [
        ("Nature", PAPER.venue, True),
        ("Demo Annals of Psychology", PAPER.venue, False),
        ("Demo Ann. Psychol.", PAPER.venue, False),
        ("DAP", PAPER.venue, False),
        ("arXiv preprint", PAPER.venue, False),
        ("bioRxiv", PAPER.venue, False),
        ("Nature", "arXiv.org", False),
        ("PNAS", "Proceedings of the National Academy of Sciences of the United States of America", False),
        ("Proceedings of the 22nd ACM SIGKDD Conference", "Knowledge Discovery and Data Mining", True),
        ("", PAPER.venue, False),
        ("Psychology Review (Demo)", PAPER.venue, True),
        ("Annals of Psychology", PAPER.venue, False),
        ("Journal of Experimental Psychology", "Journal of Applied Psychology", True),
        ("Journal of Experimental Psychology", "Journal of Experimental Psychology: General", False),
        ("Int. Conf. Machine Learning", "Proceedings of Machine Learning Research", False),
    ],
)
def test_only_a_journal_of_clearly_another_name_is_remarked_on(journal: str, venue: str, is_other: bool) -> None:
    paper = msgspec.structs.replace(PAPER, venue=venue)
    entry = FullEntry("l", "article-journal", {"title": paper.title, "container-title": journal})
    wanted = ParsedReference(title=paper.title, first_author="Lind", year=2005, venue=journal, is_entry=True)
    line = ReferenceLine(1, "On the growth of mosses", wanted)
    assert other_venue(ManuscriptReference("l", line.text, 1, entry), line, paper) == (venue if is_other else "")


async def test_a_correct_reference_with_another_journal_says_so_in_the_table(demo, tmp_path):
    entry = (
        "@article{%s, title={Memory consolidation during sleep without recognition tests}, year={2005},\n"
        "  author={Lopez, F. and Patel, N.}, journal={%s}}\n"
    )
    (tmp_path / "a.bib").write_text(entry % ("a", "Nature"), "utf-8")
    (tmp_path / "b.bib").write_text(entry % ("b", "Demo Annals of Psychology"), "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        for file, word in (("a.bib", "Other journal"), ("b.bib", "Correct")):
            driver.trigger("manuscript.check")
            await choose(driver, "manuscriptDialog", tmp_path / file)
            page = driver.widget("manuscriptPage")
            row = page.model.row(0)
            assert row.sign[2] == word
            assert ("Demo Annals of Psychology" in row.below) == (file == "a.bib")
            assert count(driver, "other_venue" if file == "a.bib" else "ok") == "1"
            shown_chips = [one.content.text for one in page._chips.findChildren(Button) if one.isVisible()]
            assert shown_chips == ["All", word], "the chip has the word of the row"
            view = driver.view("manuscriptView")
            layout = page._delegate.layout_of(row, view.viewport().width(), view.rowHeight(0))
            assert find(layout, "word").text == word, "not cut"
            why = page._detail._why.text()
            assert ("another place of publication" in why) == (file == "a.bib")


async def test_the_chips_say_what_else_is_true_of_their_references(demo, tmp_path):
    entry = "@article{%s, title={%s}, year={%d}, author={Lopez, F. and Patel, N.}}\n"
    title = "Memory consolidation during sleep without recognition tests"
    entries = (("a", title, 1999), ("b", "A moss that is nowhere", 2005), ("c", f"RETRACTED: {title}", 1999))
    ones = [entry % one for one in entries]
    more = entry % ("d", "RETRACTED: A moss that is nowhere else", 2005)
    (tmp_path / "a.bib").write_text("".join(ones[:2]) + more, "utf-8")
    (tmp_path / "a.tex").write_text("\\cite{b} \\bibliography{a}", "utf-8")
    (tmp_path / "b.bib").write_text(ones[2] + ones[1], "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:

        def counts() -> dict[str, str]:
            chips = {one.value for one in ReferenceVerdict} | {"corrected", "other_venue", "only_in_library"}
            return {one: number for one in chips if (number := count(driver, one)) != "0"}

        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.tex")
        assert (count(driver, "all"), counts()) == ("3", {"wrong_field": "1", "not_found": "2", "uncited": "2"})
        uncited = driver.widget("manuscriptChip.uncited")
        assert shown_tooltip(uncited) == "2 of these are also counted under their other verdicts."
        driver.click("manuscriptChip.uncited")
        model = driver.widget("manuscriptPage").model
        assert model.rowCount() == 2
        assert all("Not cited in the text" in model.row(place).below for place in range(2))
        driver.click("manuscriptChip.all")
        assert shown_tooltip(driver.widget("manuscriptChip.all")) == ""

        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "b.bib")
        assert (count(driver, "all"), counts()) == ("2", {"retracted": "1", "not_found": "1"})
        driver.click_row(0, "manuscriptView", tick(driver, 0))
        assert (count(driver, "all"), counts()) == ("2", {"retracted": "1", "not_found": "1"})
        row, chip = driver.widget("manuscriptPage").model.row(0), driver.widget("manuscriptChip.corrected")
        assert (row.sign[2], row.accept) == ("Retracted", True)
        more = "This is true of 1 more, which is counted under its other verdict."
        assert (shown_tooltip(chip), chip.accessibleDescription()) == (more, more)
        assert driver.widget("manuscriptPage")._head.note.whole_text() == (
            "2 references checked, corrections accepted: 1"
        )
        driver.click("manuscriptChip.retracted")
        assert driver.titles("manuscriptView") == [row.title]
        driver.click("manuscriptCsvButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.csv")
        table = csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines())
        assert [(one["verdict"], one["accepted"]) for one in table] == [("Retracted", "True"), ("Not found online", "")]


SEVEN = """@article{cowan2001,
  title = {The magical number 7 in short-term memory}, author = {Cowan, Nelson}, year = {2001},
  doi = {10.1017/S0140525X01003922}
}
"""


async def test_a_title_with_another_number_is_named_and_not_accepted_as_safe(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(SEVEN, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "refs.bib")
        await driver.idle()
        row = page.model.row(0)
        assert (row.sign[2], row.accept) == ("Wrong details", False)
        assert "The magical number 7 in short-term memory → The magical number 4 in short-term memory" in row.below
        assert page._sure.isHidden()
        assert "these differ: Title. Compare them" in page._detail._why.text()
        driver.view("manuscriptView").setFocus()
        await Keyboard(driver).press("Space")
        assert page.model.row(0).accept is True
        assert page._sure.isHidden(), "no button that does nothing takes the place of “Save corrected list…”"


async def test_three_fields_are_compared_without_scrolling_below_a_short_list(demo: Any, tmp_path: Path) -> None:
    people = "Cowan, Nelson and " + " and ".join(f"Quendlin, {letter}. A." for letter in "BCDEFGHI")
    wrong = SEVEN.replace("{2001}", "{1999}").replace("Cowan, Nelson", people)
    (tmp_path / "refs.bib").write_text(wrong, "utf-8")
    (tmp_path / "long.bib").write_text("".join(wrong.replace("2001,", f"{n},", 1) for n in range(30)), "utf-8")
    async with window_on(demo, tmp_path / "profile", size=(1024, 640)) as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "refs.bib")
        await driver.idle()
        assert "Title, Authors, Year" in page._detail._why.text()
        scroll = page._detail.findChild(QScrollArea)
        assert scroll.verticalScrollBar().maximum() == 0, page._split.sizes()
        assert page.view.verticalScrollBar().maximum() == 0
        page.check(tmp_path / "long.bib")
        await driver.idle()
        assert page._detail.height() <= page.height() * 2 // 5, "a long list keeps its room"


async def test_the_corrected_file_of_a_manuscript_has_no_notes_and_tags_of_the_library(demo, tmp_path):
    """The manuscript goes to other people; what its own .bib file says stays."""
    entry = "@article{%s, title = {Attention is All you Need}, author = {Ashish Vaswani}, year = 2017,\n  %s}\n"
    (tmp_path / "library").mkdir()
    mine = tmp_path / "library/mine.bib"
    mine.write_text(
        entry
        % (
            "v",
            "eprint = {1706.03762}, archiveprefix = {arXiv}, annote = {SECRET}, "
            "comment-ann = {SECRET}, keywords = {mytag}, groups = {mygroup}",
        ),
        "utf-8",
    )
    text = "Text [1].\n\n# References\n\n[1] A. Vaswani et al. Attention is All you Need. 2017.\n"
    (tmp_path / "paper.md").write_text(text, "utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own/refs.bib").write_text(entry % ("own", "annote = {of the manuscript}"), "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        services = driver.program.services
        await services.entry_import.take(await services.entry_import.read(mine))
        found = {}
        for name in ("paper.md", "own/refs.bib"):
            check = services.manuscript_check
            manuscript = await check.read(tmp_path / name)
            reading = await check.lines(manuscript, name)
            checked = await check.check(manuscript, reading, RequestOptions())
            await check.save_bib(checked, tmp_path / "out.bib")
            found[name] = (tmp_path / "out.bib").read_text("utf-8")
        assert "of the manuscript" in found["own/refs.bib"]
        assert "Vaswani" in found["paper.md"]
        for saved in found.values():
            assert [word for word in ("SECRET", "mytag", "mygroup") if word in saved] == []
