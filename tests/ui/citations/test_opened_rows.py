"""The titles of papers that were opened before are not bold in the lists of citations, as in the results."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.ui.citations.citation_delegate import layout_citation
from scholar_desktop.ui.theme.type_scale import REGULAR, STRONG
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _is_bold(driver: Driver, name: str, line: int) -> bool:
    """Return True if the title of a row is bold, False if it is also muted."""
    view = driver.view(name)
    layout = layout_citation(view.model().row(line), view.viewport().width(), driver.window.theme)
    [looks] = {(piece.weight, piece.colour) for piece in layout if piece.name in ("title", "run.title")}
    assert looks in ((STRONG, "text"), (REGULAR, "muted"))
    return looks == (STRONG, "text")


@pytest.mark.parametrize(
    ("name", "command"),
    [("citedByView", "view.cited_by"), ("referencesView", "view.references"), ("similarView", "view.similar")],
)
async def test_a_paper_opened_from_a_list_is_not_bold_there_after_coming_back(
    demo: Any, tmp_path: Any, name: str, command: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.view().choose(0)
        driver.view().setFocus()
        await keyboard.press("Return")
        await driver.idle()
        driver.trigger(command)
        await driver.idle()
        if driver.state(name) == "empty":
            driver.window.search_page.panes.citations.similar.set_pool("all-cs")
            await driver.idle()
        view = driver.view(name)
        lines = [line for line in range(min(12, view.model().rowCount())) if view.model().group(line) is None]
        opens = [line for line in lines if (paper := view.model().paper(line)) is not None and paper.id]
        assert all(_is_bold(driver, name, line) for line in lines)
        line = next(line for line in opens if view.model().sentences_of(line) < 2)
        title = view.model().row(line).title
        view.choose(line)
        view.setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
        await keyboard.press("Alt+Left")
        await driver.idle()
        titles = [view.model().row(line).title for line in lines]
        assert titles[lines.index(line)] == title
        not_bold = [title for title, line in zip(titles, lines, strict=True) if not _is_bold(driver, name, line)]
        assert not_bold == [title]
        assert "opened before" in view.model().row(line).spoken
        driver.trigger("search.forget_opened")
        await driver.idle()
        assert all(_is_bold(driver, name, line) for line in lines)
