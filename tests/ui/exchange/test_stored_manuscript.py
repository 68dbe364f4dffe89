"""The last check of a manuscript after a restart: its rows, its decisions, and what became of the file since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedManuscript, ReferenceVerdict
from scholar_desktop.ui.widgets.button import Button
from tests.support import manuscripts
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_manuscript_page import choose, written


async def check(driver: Driver, file: Path) -> Any:
    driver.trigger("manuscript.check")
    await choose(driver, "manuscriptDialog", file)
    return driver.widget("manuscriptPage")


def shown(page: Any) -> list[tuple[Any, ...]]:
    rows = [page.model.row(number) for number in range(page.model.count())]
    return [
        (row.title, row.sign, row.below, row.found, row.byline, row.is_open, row.is_kept, row.accept) for row in rows
    ]


def button(page: Any, words: str) -> Button:
    return next(one for one in page._table.findChildren(Button) if one.content.text == words)


async def test_the_last_check_is_there_after_a_restart_with_its_decisions(demo: Any, tmp_path: Path) -> None:
    file, profile = written(tmp_path), tmp_path / "profile"
    async with window_on(demo, profile) as driver:
        page = await check(driver, file)
        driver.click("manuscriptAcceptSureButton")
        driver.click("manuscriptChip.wrong_field")
        driver.click_row(0, "manuscriptView")
        driver.click("manuscriptAcceptButton")
        driver.click("manuscriptChip.all")
        await driver.idle()
        before, accepted = shown(page), set(page.run.accepted)
        assert accepted
    demo.reset()
    async with window_on(demo, profile) as driver:
        assert driver.window.navigation.page == "manuscript"
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        assert shown(page) == before
        assert page.run.accepted == accepted
        assert driver.view("manuscriptView").hasFocus()
        assert page._table.bar is None or not page._table.bar.isVisible(), "the file is the same"
        assert demo.stats()["counts"] == {}, "without a request"
        # it can be worked on: a file, and the check of the same file again
        out = tmp_path / "out.bib"
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", out)
        assert out.read_text("utf-8") != (tmp_path / "refs.bib").read_text("utf-8")
        driver.click("manuscriptAgainButton")
        await driver.idle()
        assert page.run.accepted == accepted


async def test_a_file_that_has_changed_or_is_gone_is_said_beside_the_last_result(demo: Any, tmp_path: Path) -> None:
    file, profile = written(tmp_path), tmp_path / "profile"
    async with window_on(demo, profile) as driver:
        page = await check(driver, file)
        driver.click("manuscriptAcceptSureButton")
        before = shown(page)
        driver.trigger("view.search")
        await driver.idle()
    bib = tmp_path / "refs.bib"
    bib.write_text(bib.read_text("utf-8") + "\n@book{more, title={On growth and form}, year={1917}}\n", "utf-8")
    async with window_on(demo, profile) as driver:
        assert driver.window.navigation.page == "search"
        QTest.keyClick(driver.window, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: page.run.is_changed)
        assert shown(page) == before
        assert page._table.bar.note.lead == "paper.tex has changed since it was checked."
        button(page, "Check again").click()
        await driver.idle()
        assert page.model.count() == len(before) + 1
        assert not page.run.is_changed
        assert page._table.bar is None or not page._table.bar.isVisible()
        assert page.run.accepted
    file.unlink()
    async with window_on(demo, profile, offline=True) as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: page.run.problem is not None)
        assert page.model.count() == len(before) + 1
        assert "paper.tex" in page._table.bar.note.lead
        assert page._table.bar.note.text.startswith("This is the result of the last check.")


async def test_a_check_that_was_stopped_leaves_the_result_before_it(demo: Any, tmp_path: Path) -> None:
    file, profile = written(tmp_path), tmp_path / "profile"
    other = tmp_path / "other.bib"
    other.write_text(manuscripts.bib(manuscripts.forty()), "utf-8")
    async with window_on(demo, profile) as driver:
        page = await check(driver, file)
        before = shown(page)
        driver.click("manuscriptAgainButton")
        await driver.until(lambda: page.run.looked_up() > 0)
        page.run.stop()
        await driver.idle()
    async with window_on(demo, profile) as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        assert shown(page) == before
        page.check(other)
        await driver.until(lambda: page.run.looked_up() > 0)
        page.run.stop()
        await driver.idle()
    async with window_on(demo, profile) as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: page._table.message is not None)
        await driver.idle()
        assert page._table.message.heading == "other.bib must be checked again"
        button(page, "Check again").click()
        await driver.idle()
        assert page.model.count() > 0


@pytest.mark.parametrize("form", ["docx", "markdown"])
async def test_each_form_of_a_manuscript_is_the_same_after_a_restart(demo: Any, tmp_path: Path, form: str) -> None:
    found, profile = manuscripts.forty(), tmp_path / "profile"
    if form == "docx":
        file = tmp_path / "paper.docx"
        file.write_bytes(manuscripts.docx(manuscripts.named_text(found), manuscripts.references(found)))
    else:
        file = tmp_path / "paper.md"
        file.write_text(manuscripts.markdown(found, "refs.json"), "utf-8")
        (tmp_path / "refs.json").write_text(manuscripts.csl_json(found), "utf-8")
    async with window_on(demo, profile) as driver:
        page = await check(driver, file)
        before = shown(page)
    async with window_on(demo, profile, offline=True) as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        assert shown(page) == before
        assert not page.run.is_changed
        assert page.run.problem is None


async def test_a_check_of_an_earlier_version_has_the_marks_of_titles_of_this_one(demo: Any, tmp_path: Path) -> None:
    title = "Memory consolidation during sleep without recognition tests"
    entry = "@article{%s, title={%s}, year={2005}, author={Lopez, F. and Patel, N.}}\n"
    marks = ("RETRACTED: ", "Retraction: ", "")
    file, profile = tmp_path / "a.bib", tmp_path / "profile"
    file.write_text("".join(entry % (f"k{place}", mark + title) for place, mark in enumerate(marks)), "utf-8")
    async with window_on(demo, profile) as driver:
        page = await check(driver, file)
        now = [one.sign[2] for one in page.model._rows]
        assert now[:2] == ["Retracted", "Notice or concern"]
        paper = Paper(title=title)
        was = (ReferenceVerdict.OK, ReferenceVerdict.RETRACTED, ReferenceVerdict.RETRACTED)
        before = tuple(
            msgspec.structs.replace(one, verdict=verdict, paper=paper, details=())
            for one, verdict in zip(page.run.checked.references, was, strict=True)
        )
        earlier = msgspec.structs.replace(page.run.checked, references=before)
        await driver.program.services.manuscript_check.store(file, earlier, ())
    demo.reset()
    async with window_on(demo, profile) as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        assert [one.sign[2] for one in page.model._rows] == ["Retracted", "Notice or concern", "Correct"]
        assert demo.stats()["counts"] == {}, "without a request"


async def test_the_lines_of_a_check_by_an_earlier_version_are_no_change_and_are_near(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "paper.txt"
    listed = "References\n[1] Vaswani, A. (2017). Attention is all you need. NeurIPS.\n"
    file.write_text(f"A paper\n\nIt cites [1],\nand then [7].\n\n{listed}", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        page = await check(driver, file)
        assert page.model.row(1).below == "First cited in line 4"
        checked, service = page.run.checked, driver.program.services.manuscript_check
        replace = msgspec.structs.replace
        earlier = replace(checked.manuscript, cited={"1": 3, "7": 3}, has_exact_lines=False)
        assert not await service.is_changed(file, earlier)
        assert await service.is_changed(file, replace(earlier, has_exact_lines=True)), "a line more is a change"
        missing = replace(checked.references[1], reference=replace(checked.references[1].reference, line=3))
        await service.store(file, CheckedManuscript(earlier, (checked.references[0], missing)), ())
    async with window_on(demo, tmp_path / "profile") as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        assert page.model.row(1).below == "First cited near line 3"
        assert page._table.bar is None or not page._table.bar.isVisible(), "the file is the same"


async def test_the_selected_reference_and_what_agrees_with_its_record_are_kept(demo: Any, tmp_path: Path) -> None:
    title = "Memory consolidation during sleep without recognition tests"
    file, profile = tmp_path / "a.bib", tmp_path / "profile"
    file.write_text(
        f"@article{{a, title={{{title}}}, year={{2005}}, author={{Lopez, F. and Patel, N.}}}}\n"
        "@article{b, title={Small word pairs, large effects: Emotional memory consolidation during sleep in home "
        "recordings}, year={2018}, author={Suzuki, K.}, journal={Demo Annals of Psychology}, volume={23}, "
        "doi={10.5555/subject.sleep.9}}\n",
        "utf-8",
    )
    async with window_on(demo, profile) as driver:
        page = await check(driver, file)
        driver.click_row(1, "manuscriptView")
        await driver.idle()
        why = driver.widget("manuscriptReferenceWhy").text()
        assert why.endswith("These agree, too: Volume.")
    async with window_on(demo, profile) as driver:
        page = driver.widget("manuscriptPage")
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        assert page.view.lead_row() == 1
        assert page.view.chosen_rows() == [1]
        assert driver.widget("manuscriptReferenceWhy").text() == why
