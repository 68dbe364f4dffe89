"""A control of the settings is on the line of its name, however long the explanation beside them is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from scholar_desktop.translation import shown
from scholar_desktop.ui.settings.settings_head import WHEN_SAVED
from tests.support.window_driver import window_on


def middle(widget: QWidget, page: QWidget) -> int:
    return widget.mapTo(page, widget.rect().center()).y()


def parts_of(control: QWidget) -> list[QWidget]:
    """The buttons, boxes and texts of *control*."""
    inside = [
        one for kind in (QAbstractButton, QLineEdit, QLabel) for one in control.findChildren(kind) if one.isVisible()
    ]
    return inside or [control]


@pytest.mark.parametrize(("language", "text_size"), [("en", 150), ("de", 100)])
async def test_controls_of_one_line_are_on_the_line_of_their_names(demo, tmp_path, language: str, text_size: int):
    async with window_on(demo, tmp_path, size=(1440, 900), language=language, text_size=text_size) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        page = driver.widget("settingsPage")
        off = {}
        for _row, name in page._names:
            control = name.buddy()
            if control is None or not control.isVisible() or not name.isVisible():
                continue
            lines = {middle(one, page) for one in parts_of(control)}
            if max(lines) - min(lines) <= 2:
                off[name.text()] = min(lines) - middle(name, page)
        assert len(off) > 10
        assert {name: distance for name, distance in off.items() if abs(distance) > 2} == {}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("width", "text_size"), [(1440, 100), (1024, 100), (1024, 150), (640, 150)])
async def test_the_sentence_in_the_head_is_whole(demo, tmp_path, width: int, text_size: int, language: str):
    async with window_on(demo, tmp_path, size=(width, 640), language=language, text_size=text_size) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        head = driver.widget("settingsPage").focus_panes()[0]
        for sentence, tone in ((shown(WHEN_SAVED), "muted"), (WHEN_SAVED * 3, "error")):
            head.say(sentence, tone)
            said = head.sentence
            assert (said.text(), said.property("tone")) == (sentence, tone)
            await driver.until(lambda said=said: said.height() >= said.heightForWidth(said.width()))
            title = head.findChild(QLabel, "pageTitle")
            starts = [one.mapTo(head, one.contentsRect().topLeft()).x() for one in (title, said)]
            assert starts == sorted(starts), "the title is in the middle of the head"
            assert head.rect().contains(said.mapTo(head, said.rect().bottomRight()))
