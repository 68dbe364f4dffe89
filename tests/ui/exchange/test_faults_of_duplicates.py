"""A duplicate whose details are wrong says both, and both chips count and list it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

COWAN = """@article{%s, title = {The magical number 4 in short-term memory}, author = {%s}, year = {%d},
  doi = {10.1017/S0140525X01003922}
}
"""
OTHERS = """@article{turing, title = {Computing Machinery and Intelligence}, author = {Turing, Alan M.}, year = {1951},
  doi = {10.1093/mind/LIX.236.433}
}
"""
RIGHT, WRONG, OLD = "Cowan, Nelson", "Cowan, Bob", 2001


def chips(driver: Driver) -> dict[str, str]:
    shown = [one for one in driver.widget("manuscriptPage")._chips.findChildren(Button) if one.isVisible()]
    return {one.content.text: one.content.count for one in shown}


async def test_a_duplicate_with_wrong_details_is_counted_and_listed_as_both(demo: Any, tmp_path: Path) -> None:
    entries = [
        ("a", RIGHT, OLD),
        ("b", WRONG, OLD),
        ("c", RIGHT, OLD),
        ("d", RIGHT, 2011),
    ]
    text = "".join(COWAN % one for one in entries) + OTHERS
    (tmp_path / "refs.bib").write_text(text, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("view.manuscript")
        page, view, keys = driver.widget("manuscriptPage"), driver.view("manuscriptView"), Keyboard(driver)
        page.check(tmp_path / "refs.bib")
        await driver.idle()
        rows = [page.model.row(place) for place in range(5)]
        assert [(one.sign[2], one.also) for one in rows] == [
            ("Correct", ""),
            ("Duplicate", "Wrong details"),
            ("Duplicate", ""),
            ("Duplicate", "Wrong details"),
            ("Wrong details", ""),
        ]
        assert "Duplicate, Wrong details, b · " in rows[1].spoken
        layout = page._delegate.layout_of(rows[1], view.viewport().width(), view.rowHeight(1))
        first, second = find(layout, "word"), find(layout, "also")
        assert (first.text, second.text) == ("Duplicate", "Wrong details"), "not cut"
        assert first.rect.bottom() < second.rect.bottom() < view.rowHeight(1)
        assert chips(driver) == {"All": "5", "Duplicate": "3", "Wrong details": "3", "Correct": "1", "Corrected": "0"}
        chip = driver.widget("manuscriptChip.wrong_field")
        words = "2 of these are also counted under “Duplicate”."
        assert (shown_tooltip(chip), chip.accessibleDescription()) == (words, words)

        driver.click("manuscriptChip.wrong_field")
        assert [page.model.row(place).reference.key for place in range(page.model.count())] == ["b", "d", "turing"]
        view.setFocus()
        await keys.press("Home")
        why = driver.widget("manuscriptReferenceWhy").text()
        assert why.startswith("The reference “a” before it is the same work. It also differs from the data of the serv")
        await keys.press("Space")
        assert (page.model.row(0).sign[2], page.model.row(0).also, page.model.row(0).accept) == ("Duplicate", "", True)
        assert "Its correction is accepted" in driver.widget("manuscriptReferenceWhy").text()
        counts = {"All": "5", "Duplicate": "3", "Wrong details": "2", "Correct": "1", "Corrected": "0"}
        assert chips(driver) == counts
        assert shown_tooltip(chip) == "1 of these is also counted under “Duplicate”."
        driver.click("manuscriptChip.duplicate")
        assert page.model.count() == 3
