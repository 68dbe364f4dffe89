"""A line with a mistyped identifier names the identifier that it probably means, and no other example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.ui.rows import row_delegate
from tests.support.window_driver import window_on
from tests.ui.reference_lists.test_review_page import find_in_row, paste, spoken


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("10.23O7/2268810", "Try 10.2307/2268810."),
        ("PMC12O45", "Try PMC12045."),
        ("10.1038a/nature14539", "Use only digits between 10. and the slash, as in 10.1038/nature12373."),
    ],
)
def test_a_suggested_identifier_takes_the_place_of_an_example(line: str, hint: str) -> None:
    problem = parse_reference(line)[1]
    assert problem is not None
    assert str(problem.hint) == hint


async def test_the_message_and_the_tooltip_of_the_button_name_the_suggested_identifier(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tips: list[str] = []
    monkeypatch.setattr(row_delegate, "show_tooltip", lambda _place, text, *_where: tips.append(text))
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "10.1037/0003-066X.37.2.122\n10.23O7/2268810\n")
        assert "Try 10.2307/2268810." in spoken(driver, 1)
        assert "10.1038/nature12373" not in spoken(driver, 1)
        view, button = driver.view("reviewTable"), find_in_row(driver, 1, "use_suggestion")
        assert button is not None
        place = view.visualRect(view.model().index(1, 0)).topLeft() + button.rect.center()
        event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), event)
        assert tips == ["Use 10.2307/2268810"]
