"""The size of all text and the high-contrast themes: chosen in the View menu or the settings, at once and for good."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton

from scholar_desktop.ui.theme.theme import FONTS, Theme
from scholar_desktop.ui.theme.tokens import CONTRAST_DARK, CONTRAST_LIGHT
from scholar_desktop.ui.theme.type_scale import TEXT_SIZES
from scholar_desktop.ui.widgets.button import RING, Button
from tests.support.window_driver import Driver, window_on
from tests.ui.window.test_large_text import cut


@pytest.fixture(autouse=True)
def desktop_font(qapp: QApplication) -> Iterator[None]:
    """Other tests get the font of the desktop again."""
    before = qapp.font()
    yield
    qapp.setFont(before)
    qapp.setProperty(FONTS, None)


def _choose(driver: Driver, name: str) -> None:
    button = driver.widget(name)
    assert isinstance(button, QRadioButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center() / 2)


def _heights(driver: Driver) -> dict[str, int]:
    """The heights of controls that have their own from the stylesheet, from margins, and from their text."""
    names = ("searchEdit", "resultsView", "detailTitle", "getPdfButton", "starButton", "statusBar")
    return {name: driver.widget(name).height() for name in names} | {"row": driver.view().rowHeight(0)}


async def test_the_text_size_counts_at_once_and_after_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search("attention")
        at_first = driver.window.theme.type.scale
        row = driver.view().rowHeight(0)
        driver.trigger("view.text_largest")
        await driver.idle()
        assert driver.window.theme.type.scale == pytest.approx(2 * at_first, rel=0.05)
        assert driver.view().rowHeight(0) > 1.4 * row
        assert driver.window.menuBar().fontInfo().pixelSize() >= 24
        assert driver.window.registry["view.text_largest"].isChecked()
        assert not driver.window.registry["view.text_normal"].isChecked()
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        changed = _heights(driver)
        driver.trigger("view.settings")
        await driver.idle()
        assert driver.widget("text_size-200").isChecked()
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        assert driver.window.theme.type.scale == pytest.approx(2 * at_first, rel=0.05)
        driver.trigger("view.search")
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert _heights(driver) == pytest.approx(changed, abs=4), "a window that starts with large text differs"
        driver.trigger("view.settings")
        await driver.idle()
        _choose(driver, "text_size-100")
        await driver.idle()
        assert driver.window.theme.type.scale == at_first
        assert driver.window.registry["view.text_normal"].isChecked()


async def test_the_pointer_shows_that_the_text_size_is_being_changed(demo, tmp_path, qapp):
    async with window_on(demo, tmp_path) as driver:
        shapes = []

        def look() -> None:
            cursor = qapp.overrideCursor()
            shapes.append(cursor.shape() if cursor is not None else None)

        driver.window.theme.changed.connect(look)
        driver.trigger("view.text_large")
        await driver.idle()
        assert shapes
        assert set(shapes) == {Qt.CursorShape.WaitCursor}
        assert qapp.overrideCursor() is None


async def test_every_text_size_leaves_the_pages_whole(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        for name in (*TEXT_SIZES, "normal"):
            driver.trigger(f"view.text_{name}")
            await driver.idle()
            for page in ("view.search", "view.settings", "view.downloads", "view.library"):
                driver.trigger(page)
                await driver.idle()
                assert cut(driver) == [], f"{page} in {name} text"
        assert (driver.window.width(), driver.window.height()) == (1024, 640)


async def test_high_contrast_is_chosen_and_kept(demo, tmp_path):
    async with window_on(demo, tmp_path, theme="light") as driver:
        driver.trigger("view.theme_high_contrast_dark")
        await driver.idle()
        assert driver.window.theme.tokens is CONTRAST_DARK
        assert driver.window.registry["view.theme_high_contrast_dark"].isChecked()
        driver.trigger("view.settings")
        await driver.idle()
        assert driver.widget("theme-high-contrast-dark").isChecked()
        _choose(driver, "theme-high-contrast")
        await driver.idle()
        assert driver.window.theme.tokens is CONTRAST_LIGHT
    async with window_on(demo, tmp_path) as driver:
        assert driver.window.theme.tokens is CONTRAST_LIGHT


def test_a_button_that_cannot_be_pressed_has_a_dashed_edge_in_high_contrast(qapp):
    def gaps(theme: Theme) -> int:
        """Return how often the top edge of a disabled button begins anew."""
        button = Button(theme, text="Look up list")
        button.setEnabled(False)
        button.resize(button.sizeHint())
        picture, edge = button.grab().toImage(), theme.colour("line").rgb()
        row = [picture.pixel(x, RING) == edge for x in range(picture.width())]
        return sum(now and not before for before, now in pairwise(row))

    assert gaps(Theme(qapp, "high-contrast")) > 5
    assert gaps(Theme(qapp, "light")) <= 1


async def test_the_hint_in_the_box_of_the_zenodo_token_is_whole(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        boxes = driver.widget("settingsPage").findChildren(QLineEdit)
        hints = {box.placeholderText(): box for box in boxes if box.placeholderText().startswith("Optional")}
        assert len(hints) == 2
        for words, box in hints.items():
            margins = box.textMargins()
            room = box.width() - margins.left() - margins.right() - 24
            assert box.fontMetrics().horizontalAdvance(words) <= room, words
