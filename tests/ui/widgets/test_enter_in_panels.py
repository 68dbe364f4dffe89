"""Enter in a panel presses its main button, and the box of a first year takes a range."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox, QWidget

from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on
from tests.ui.exchange.test_import_and_live_files import choose

BIB = "@book{growth, title={On growth and form}, author={Thompson, D'Arcy}, year={1917}}\n"


@pytest.mark.parametrize("name", ["importInto", "importLookUpTick"])
async def test_enter_in_the_import_panel_imports(demo: Any, tmp_path: Path, name: str) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True) as driver:
        driver.trigger("view.library")
        await driver.idle()
        keyboard = Keyboard(driver)
        await choose(driver, file)
        driver.widget(name).setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert not driver.widget("importPanel").isVisible()
        assert driver.titles("libraryView") == ["On growth and form"]


async def test_enter_on_a_value_of_a_filter_applies_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        chip = next(
            each for each in driver.window.findChildren(Button) if each.text().startswith("Type") and each.isVisible()
        )
        chip.click()
        panel = next(each for each in driver.window.findChildren(QWidget) if type(each).__name__ == "ValuesFilterPanel")
        ticks = [each for each in panel.findChildren(QCheckBox) if each.isVisible()]
        ticks[0].setFocus()
        await keyboard.press("Space")
        await keyboard.press("Return")
        await driver.idle()
        assert not panel.isVisible()
        assert driver.window.search_page._filters.filters.any_set


@pytest.mark.parametrize(("typed", "years"), [("2015-2020", (2015, 2020)), ("2015", (2015, None)), ("2020-15", None)])
async def test_a_range_of_years_in_one_box_is_both_years(
    demo: Any, tmp_path: Path, typed: str, years: tuple[int | None, int | None] | None
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        chosen: list[tuple[int | None, int | None]] = []
        panel = YearsPanel(driver.window.theme, driver.window)
        panel.chosen.connect(lambda first, last: chosen.append((first, last)))
        panel.show_under(driver.widget("searchEdit"), driver.widget("yearFromEdit"))
        await keyboard.type(typed)
        await keyboard.press("Return")
        assert chosen == ([] if years is None else [years])
