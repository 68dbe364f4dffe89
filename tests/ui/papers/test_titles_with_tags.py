"""Titles of the library that have tags, as publishers write them, are shown without them beside the rows, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import window_on

NAMED = "Waves of Homo sapiens"


def _words(widget: QWidget) -> list[str]:
    """What can be read or heard in a widget."""
    parts = [one for one in widget.findChildren(QWidget) if one.isVisibleTo(widget)]
    texts = [one.text() for one in parts if isinstance(one, QLabel | Button)]
    return [*texts, *(text for one in parts for text in (one.accessibleName(), one.toolTip()))]


def _has_tags(texts: list[str]) -> list[str]:
    return [text for text in texts if "<i>" in text or "&lt;i" in text]


async def test_the_trail_and_the_citing_sentences_name_a_paper_without_tags(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        paper = Paper(title="Waves of <i>Homo sapiens</i>", ids=Ids(doi="10.5555/waves"))
        await driver.program.services.library.add([paper])
        driver.trigger("view.library")
        await driver.until(lambda: driver.titles("libraryView") == [NAMED])
        driver.view("libraryView").choose(0)
        await driver.until(driver.window.registry["paper.why"].isEnabled)
        await driver.idle()  # the list may be read again after the paper is added
        driver.trigger("paper.why")
        await driver.until(lambda: driver.widget("citingWhyPanel").isVisible())
        panel = driver.widget("citingWhyPanel")
        assert driver.widget("whyFirst").text() == NAMED
        driver.press(Qt.Key.Key_Escape, "citingWhyPanel")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        driver.trigger("paper.keep_beside")
        await driver.idle()
        trail = _words(driver.widget("trailBar"))
        assert f"Pinned paper: “{NAMED}”. Click to open it." in trail, trail
        assert f"Open “{NAMED}”" in trail
        assert not _has_tags(trail)
        driver.trigger("view.similar")
        await driver.idle()
        similar = driver.window.search_page.panes.citations.similar
        await driver.until(lambda: any("Similar to" in text for text in _words(similar)))
        assert not _has_tags(_words(similar))
        assert not _has_tags(_words(panel))
