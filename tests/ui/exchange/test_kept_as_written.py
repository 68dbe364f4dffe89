"""A reference that the user keeps as it is written is decided: it is not called wrong again, and is saved unchanged."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.support import manuscripts
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.exchange.test_manuscript_page import choose, count, written
from tests.ui.exchange.test_saved_list_again import save_list
from tests.ui.exchange.test_saved_references import checked, write_list
from tests.ui.reference_lists.test_review_commands import _type_in_palette


def words(page: Any) -> list[str]:
    return [page.model.row(number).sign[2] for number in range(page.model.count())]


def row_of(page: Any, verdict: str, *, after: int = -1) -> int:
    return words(page).index(verdict, after + 1)


def press_delete(driver: Driver) -> None:
    QTest.keyClick(driver.view("manuscriptView"), Qt.Key.Key_Delete)


async def test_delete_keeps_a_reference_as_it_is_written_and_never_moves_its_paper_to_the_trash(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        page = await checked(driver, written(tmp_path))
        row = row_of(page, "Wrong details")
        await driver.program.services.library.add([page.model.row(row).paper])
        await driver.idle()
        before = int(count(driver, "wrong_field"))
        driver.click_row(row, "manuscriptView")
        press_delete(driver)
        await driver.idle()
        assert await driver.program.services.library.find_many([page.model.row(row).paper])
        assert (words(page)[row], page.model.row(row).accept) == ("Kept as written", False)
        assert (count(driver, "wrong_field"), count(driver, "kept_as_written")) == (str(before - 1), "1")
        assert "1 more is kept as written" in shown_tooltip(driver.widget("manuscriptChip.wrong_field"))
        assert page._head.note.text().endswith("Kept as written: 1")
        assert driver.widget("manuscriptReferenceWhy").text().startswith("You keep it as it is written.")
        press_delete(driver)
        await driver.idle()
        assert words(page)[row] == "Wrong details"
        assert driver.widget("manuscriptChip.kept_as_written").isHidden()
        driver.click_row(row_of(page, "Correct"), "manuscriptView")
        press_delete(driver)
        await driver.idle()
        assert not page.run.declined
        assert not (await driver.program.services.library.counts()).trashed


async def test_the_button_the_menu_and_the_palette_keep_and_undo_takes_it_back(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        page, registry = await checked(driver, written(tmp_path)), driver.window.registry
        row = row_of(page, "Wrong details")
        place = page.model.row(row).place
        driver.click_row(row, "manuscriptView")
        keep = driver.widget("manuscriptKeepButton")
        assert (keep.isVisible(), keep.text()) == (True, "Keep as written")
        driver.click("manuscriptAcceptButton")
        driver.click("manuscriptKeepButton")
        assert (page.run.accepted, page.run.declined, keep.text()) == (set(), {place}, "Decide again")
        await driver.idle()
        assert registry.why_not("manuscript.keep") is not None
        driver.trigger("edit.undo")
        await driver.idle()
        assert (page.run.accepted, page.run.declined) == ({place}, set()), "it was accepted before"
        driver.trigger("edit.redo")
        await driver.idle()
        assert (page.run.accepted, page.run.declined) == (set(), {place})
        driver.click("manuscriptAcceptButton")
        assert (page.run.accepted, page.run.declined) == ({place}, set())
        driver.click("manuscriptAcceptButton")
        page._on_menu(page.view.viewport().rect().center())
        menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
        titles = [one.text().replace("&", "") for one in menu.actions()]
        assert titles[:2] == ["Accept correction", "Keep as written"]
        assert registry["paper.delete"].shortcut().isEmpty(), "Delete does something else here"
        menu.actions()[1].trigger()
        menu.close()
        assert page.run.declined == {place}
        driver.click("manuscriptKeepButton")
        assert page.run.declined == set()
        assert await _type_in_palette(driver, Keyboard(driver), "reject correction") == "manuscript.keep"


async def test_what_is_kept_is_no_safe_correction_and_stays_so_over_a_restart_and_another_check(
    demo: Any, tmp_path: Path
) -> None:
    file, profile = written(tmp_path), tmp_path / "profile"
    async with window_on(demo, profile) as driver:
        page = await checked(driver, file)
        sure = sorted(page.run.sure_places())
        page.commands.keep({sure[0]})
        driver.click("manuscriptAcceptSureButton")
        await driver.idle()
        assert page.run.accepted == {*sure[1:]}
        before = words(page)
    async with window_on(demo, profile) as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        assert (page.run.declined, words(page)) == ({sure[0]}, before)
        driver.trigger("manuscript.check_again")
        await driver.idle()
        assert (page.run.declined, words(page)) == ({sure[0]}, before)
        bib = tmp_path / "refs.bib"
        year = page.run.checked.references[sure[0]].details[0]
        text = bib.read_text("utf-8")
        assert year.was is not None
        bib.write_text(text.replace(year.was, "10.5555/no.other" if "/" in year.was else "1911"), "utf-8")
        driver.trigger("manuscript.check_again")
        await driver.idle()
        assert page.run.declined == set()
        assert "0 of 1 reference that you kept as written is still so." in page._table.bar.note.lead


@pytest.mark.parametrize("name", ["out.md", "out.bib", "out.csv"])
async def test_what_is_kept_is_named_truly_in_what_is_saved(demo: Any, tmp_path: Path, name: str) -> None:
    listed = manuscripts.mixed_list()
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, write_list(tmp_path, listed[:3]))
        page.commands.accept({0})
        page.commands.keep({1})
        if name == "out.csv":
            driver.click("manuscriptCsvButton")
            await choose(driver, "manuscriptSaveDialog", tmp_path / name)
            with (tmp_path / name).open(encoding="utf-8-sig") as file:
                rows = list(csv.DictReader(file))
            assert [(one["verdict"], one["accepted"]) for one in rows] == [
                ("Corrected", "True"),
                ("Kept as written", "False"),
                ("Wrong details", "False"),
            ]
            return
        if name == "out.bib":
            driver.click("manuscriptSaveBibButton")
            await choose(driver, "manuscriptSaveDialog", tmp_path / name)
        else:
            assert f"[2] {listed[1]}" in await save_list(driver, tmp_path / name)
        said = driver.window.messages.note("manuscript").text
        assert "1 reference whose correction you did not accept is in it as you wrote it." in said
        assert "1 reference that you keep as written is in it unchanged." in said


async def test_a_reference_without_a_correction_is_kept_as_written_like_the_others(demo: Any, tmp_path: Path) -> None:
    file, profile = written(tmp_path), tmp_path / "profile"
    async with window_on(demo, profile) as driver:
        page = await checked(driver, file)
        row = row_of(page, "Not found online")
        before = int(count(driver, "not_found"))
        driver.click_row(row, "manuscriptView")
        keep = driver.widget("manuscriptKeepButton")
        assert (keep.isVisible(), keep.text()) == (True, "Keep as written")
        assert driver.widget("manuscriptAcceptButton").isHidden()
        driver.click("manuscriptKeepButton")
        await driver.idle()
        assert (words(page)[row], keep.text()) == ("Kept as written", "Decide again")
        assert (count(driver, "not_found"), count(driver, "kept_as_written")) == (str(before - 1), "1")
        assert "1 more is kept as written" in shown_tooltip(driver.widget("manuscriptChip.not_found"))
        why = driver.widget("manuscriptReferenceWhy").text()
        assert why.startswith("You keep it as it is written.")
        assert "check it yourself" not in why
        driver.trigger("edit.undo")
        await driver.idle()
        assert words(page)[row] == "Not found online"
        page._on_menu(page.view.viewport().rect().center())
        menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
        assert [one.text().replace("&", "") for one in menu.actions()] == ["Keep as written"]
        menu.actions()[0].trigger()
        menu.close()
        await driver.idle()
        place = page.model.row(row).place
        assert page.run.declined == {place}
        driver.click("manuscriptCsvButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.csv")
        with (tmp_path / "out.csv").open(encoding="utf-8-sig") as table:
            rows = list(csv.DictReader(table))
        assert (rows[place]["verdict"], rows[place]["accepted"]) == ("Kept as written", "")
        driver.click_row(row_of(page, "Correct"), "manuscriptView")
        assert keep.isHidden()
        driver.click_row(row_of(page, "Missing from the list"), "manuscriptView")
        assert keep.isHidden()
    async with window_on(demo, profile) as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        assert words(page)[row] == "Kept as written"
        driver.trigger("manuscript.check_again")
        await driver.idle()
        assert words(page)[row] == "Kept as written"


@pytest.mark.parametrize("name", ["out.md", "out.txt", "out.bib"])
async def test_what_is_kept_is_known_in_the_saved_file(demo: Any, tmp_path: Path, name: str) -> None:
    listed = manuscripts.mixed_list()[:4]
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, write_list(tmp_path, listed))
        assert words(page)[3] == "Not found online"
        page.commands.accept({0})
        page.commands.keep({1, 3})
        if name == "out.bib":
            driver.click("manuscriptSaveBibButton")
            await choose(driver, "manuscriptSaveDialog", tmp_path / name)
        else:
            await save_list(driver, tmp_path / name)
        said = driver.window.messages.note("manuscript").text
        assert ("2 references that you keep as written are in it unchanged." in said) is (name != "out.bib")
        page = await checked(driver, tmp_path / name)
        await driver.idle()
        kept = [place for place, word in enumerate(words(page)) if word == "Kept as written"]
        assert kept == [1, 3]
        note = page._table.bar.note
        assert note is None or "still so" not in note.lead
        page.commands.keep({1}, is_kept=False)
        driver.trigger("manuscript.check_again")
        await driver.idle()
        assert page.run.declined == {3}


async def test_what_is_kept_is_known_in_the_saved_bib_file_of_a_document(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        page = await checked(driver, written(tmp_path))
        row, missing = row_of(page, "Wrong details"), row_of(page, "Not found online")
        keys = {page.model.row(one).reference.key for one in (row, missing)}
        page.commands.keep({page.model.row(row).place, page.model.row(missing).place})
        page.commands.accept({min(page.run.sure_places())})
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        page = await checked(driver, tmp_path / "out.bib")
        await driver.idle()
        assert {page.run.checked.references[place].reference.key for place in page.run.declined} == keys
