"""The paper that a wrong identifier belongs to is shown with the papers of the manuscript, and Esc and Back return to
the check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.widgets.button import Button
from tests.support import manuscripts
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import drop


@pytest.mark.parametrize("size", [(1440, 900), (700, 640)])
async def test_esc_and_back_return_from_the_paper_of_a_wrong_identifier(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    first, wrong, last = manuscripts.forty()[:3]
    lines = [
        f"{first.title}. https://doi.org/{first.doi}",
        f"Quillfeather, B. (1998). Imaginary gardens of the northern hills. https://doi.org/{wrong.doi}",
        f"{last.title}. https://doi.org/{last.doi}",
    ]
    file = tmp_path / "paper.qmd"
    file.write_text("So it is (Quillfeather 1998).\n\n# References\n\n" + "\n\n".join(lines) + "\n", "utf-8")
    async with window_on(demo, tmp_path / "profile", size=size) as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        await driver.search("attention")
        assert drop(driver, file)
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        await driver.idle()
        page, view = driver.widget("manuscriptPage"), driver.view("manuscriptView")
        rows = range(page.model.rowCount())
        row = next(at for at in rows if page.model.row(at).sign[2] == "Wrong identifier")
        panes = driver.window.search_page.panes
        has_list = size[0] > 1000
        for keys in (("Alt+Left",), ("Escape",), ("F6", "Escape", "Escape"))[: 3 if has_list else 2]:
            view.setFocus()
            driver.click_row(row, "manuscriptView")
            driver.click("manuscriptOpenButton")
            await driver.until(lambda: navigation.page == "search")
            await driver.idle()
            assert panes.paper.paper.title == wrong.title
            if has_list:
                assert driver.chosen("listBesideView") == [wrong.title]
                assert len(driver.titles("listBesideView")) == len(lines)
                back = panes.findChild(Button, "listBesideBack")
                assert (back.isVisible(), back.content.text) == (True, "paper.qmd")
            for key in keys:
                assert navigation.page == "search", keys
                await keyboard.press(key)
                await driver.idle()
            assert navigation.page == "manuscript", keys
            assert (view.lead_row(), view.current_row()) == (row, row)
        assert page.commands._run.papers() == [one for one in page.run.papers() if one.title != wrong.title]
