"""In each theme, a chip that is chosen differs visibly from one that is not."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.ui.theme.theme import LIGHT_OR_DARK, Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from tests.support.window_driver import window_on


def _distance(first: QColor, second: QColor) -> int:
    pairs = ((first.red(), second.red()), (first.green(), second.green()), (first.blue(), second.blue()))
    return sum(abs(one - other) for one, other in pairs)


def difference(first: QImage, second: QImage) -> int:
    """How much the fills or the edges of two chips differ: the larger mean of the differences of their colours."""
    edge = int((RING + 0.5) * first.devicePixelRatio())
    fill = int((RING + 3) * first.devicePixelRatio())
    width = min(first.width(), second.width())
    across = range(width // 3, 2 * width // 3)
    return max(
        sum(_distance(first.pixelColor(x, y), second.pixelColor(x, y)) for x in across) // len(across)
        for y in (edge, fill)
    )


@pytest.mark.parametrize("choice", [*LIGHT_OR_DARK])
@pytest.mark.parametrize("content", [("All", None, "12"), ("Saved", "ok", "12"), ("Try later", "warn", "0")])
@pytest.mark.parametrize(
    ("is_on", "is_off"),
    [
        (ButtonKind.CHIP_CHOSEN, ButtonKind.CHIP_STATE),
        (ButtonKind.CHIP_CHOSEN, ButtonKind.CHIP_SET),
        (ButtonKind.CHIP_SET, ButtonKind.CHIP_OPEN),
    ],
)
def test_a_chosen_chip_has_another_fill_or_edge(
    qapp: QApplication,
    qtbot: Any,
    choice: str,
    content: tuple[str, str | None, str],
    is_on: ButtonKind,
    is_off: ButtonKind,
) -> None:
    theme = Theme(qapp, choice)
    text, colour, count = content
    pictures = []
    for kind, can_press in ((is_on, True), (is_off, True), (is_off, False)):
        chip = Button(theme, kind)
        qtbot.addWidget(chip)
        chip.show_content(ButtonContent(text, "tick" if colour else None, colour, count))
        chip.setEnabled(can_press)
        chip.resize(chip.sizeHint())
        picture = QImage(chip.size(), QImage.Format.Format_RGB32)
        picture.fill(theme.colour("bg"))
        chip.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        pictures.append(picture)
    chosen, *others = pictures
    assert all(difference(chosen, other) >= 15 for other in others)


@pytest.mark.parametrize("choice", [*LIGHT_OR_DARK])
async def test_the_chosen_chip_of_the_downloads_is_marked_when_the_page_is_shown_again(
    demo: Any, tmp_path: Any, choice: str
) -> None:
    async with window_on(demo, tmp_path, theme=choice) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(["10.1037/0003-066X.37.2.122", "arXiv:1706.03762"], batch="list")
        await driver.until(lambda: not downloads.active)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click("downloadsGroup.saved")
        driver.trigger("view.library")
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        driver.view("downloadsView").setFocus()
        pictures = [driver.widget(f"downloadsGroup.{group}").grab().toImage() for group in ("saved", "all")]
        assert difference(*pictures) >= 15
