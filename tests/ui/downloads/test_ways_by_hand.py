"""A download that needs a person says how the PDF can be got: in the browser, by a command, or by a drop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.rows import row_delegate
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, shown_tooltip, window_on

NEEDS_PERSON = "10.1098/rspa.2020.0003"
SAVE = "A PDF that you save in the browser is checked and added to your library."
WAYS = f"{SAVE} Or choose “Attach PDF…”, or drop the PDF on this window."
Tooltip = Callable[[Driver, str, QPoint], str]


@pytest.fixture
def tooltip(monkeypatch: pytest.MonkeyPatch) -> Tooltip:
    """Return the function that returns what the tooltip at a point of a view says."""
    said: list[str] = []
    monkeypatch.setattr(row_delegate, "show_tooltip", lambda _place, words, *_: said.append(words))

    def tooltip_at(driver: Driver, name: str, point: QPoint) -> str:
        said.clear()
        view = driver.view(name)
        event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
        QApplication.sendEvent(view.viewport(), event)
        return "\n".join(said)

    return tooltip_at


async def test_a_download_that_needs_a_person_says_how_to_get_the_pdf(
    demo: Any, tmp_path: Path, tooltip: Tooltip
) -> None:
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await driver.search(NEEDS_PERSON)
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        downloads = driver.program.services.downloads
        await driver.until(lambda: [one.state for one in downloads.items()] == [DownloadState.DONE])
        (item,) = downloads.items()
        assert item.outcome is ItemOutcome.NEEDS_PERSON
        reason = str(item.reason)

        view = driver.view()
        index = view.model().index(0, 0)
        await driver.until(lambda: index.data(PaperRole.ROW).state.words == "needs you")
        rect = view.visualRect(index)
        layout = view.itemDelegate().layout_of(index.data(PaperRole.ROW), rect.width(), rect.height())
        (place,) = (piece.rect for piece in layout if piece.name == "state")
        said = tooltip(driver, "resultsView", place.center() + rect.topLeft())
        assert said == f"{reason} {WAYS} Click to try again."
        await driver.until(lambda: driver.widget("pdfNote").isVisible())
        assert driver.widget("pdfNote").note.text == f"{reason} {WAYS}"

        driver.trigger("view.downloads")
        await driver.until(lambda: driver.view("downloadsView").isVisible())
        driver.click_row(0, "downloadsView")
        await driver.idle()
        rows = driver.view("downloadsView")
        point = rows.visualRect(rows.model().index(0, 0)).center()
        assert WAYS in tooltip(driver, "downloadsView", point)
        pane = driver.widget("attemptsPane")
        assert pane.findChild(object, "reasonNote").plain_text() == f"{reason} {WAYS}"
        (there,) = (one for one in pane.findChildren(Button) if one.text() == "Open in browser")
        assert shown_tooltip(there) == SAVE
