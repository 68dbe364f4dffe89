"""What tabs, links and lines of controls do where there is little room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import ElidedLink
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.tabs import Tabs
from tests.pictures.painted import noted_texts, tooltip_at

TITLES = ("Paper", "Cited by 170,735", "References 42", "Similar", "Map", "Timeline")


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    outer = QWidget()  # it has no layout: offscreen, Qt warns of the size that a layout wants of a window
    outer.resize(1000, 300)
    outer.show()
    yield QWidget(outer)
    outer.close()
    outer.deleteLater()


def _drawn(widget: QWidget) -> list[str]:
    QApplication.processEvents()
    with noted_texts() as texts:
        widget.grab()
    return [each.text for each in texts]


def test_tabs_leave_out_numbers_before_they_are_cut(window: QWidget, qapp: QApplication) -> None:
    tabs = Tabs(Theme(qapp, "light"), "tabs", "Tabs", TITLES)
    row = QHBoxLayout(window)
    row.addWidget(tabs)
    row.addStretch(1)
    window.resize(900, 60)
    window.show()
    assert _drawn(tabs) == list(TITLES)
    assert not tooltip_at(tabs, tabs.tabRect(1).center())
    window.resize(420, 60)
    assert _drawn(tabs) == ["Paper", "Cited by", "References", "Similar", "Map", "Timeline"]
    assert tooltip_at(tabs, tabs.tabRect(1).center()) == "Cited by 170,735"
    window.resize(260, 60)
    cut = _drawn(tabs)
    assert any(words.endswith("…") for words in cut)
    assert all(
        tooltip_at(tabs, tabs.tabRect(place).center()) == title
        for place, title in enumerate(TITLES)
        if cut[place] != title
    )
    window.resize(900, 60)
    assert _drawn(tabs) == list(TITLES)


def test_a_link_without_room_has_its_words_in_the_tooltip(window: QWidget, qapp: QApplication) -> None:
    row = QHBoxLayout(window)
    link = ElidedLink(Theme(qapp, "light"), "Use the live services", "Use the live services")
    row.addWidget(link)
    window.resize(400, 40)
    window.show()
    assert _drawn(link) == ["Use the live services"]
    assert not tooltip_at(link, QPoint(4, 4))
    window.resize(110, 40)
    assert _drawn(link)[0].endswith("…")
    assert tooltip_at(link, QPoint(4, 4)) == "Use the live services"
    assert link.accessibleName() == "Use the live services"


def test_the_controls_of_a_line_share_their_middle(window: QWidget) -> None:
    flow = FlowLayout(window)
    buttons = [QPushButton(str(height)) for height in (36, 24, 30, 24)]
    for button in buttons:
        button.setFixedSize(80, int(button.text()))
        flow.addWidget(button)
    window.resize(260, 200)
    window.show()
    QApplication.processEvents()
    middles = [button.y() + button.height() / 2 for button in buttons]
    assert middles[:3] == [18, 18, 18]
    assert buttons[3].y() == 40


def test_the_controls_of_a_head_go_on_in_a_second_line(window: QWidget, qapp: QApplication) -> None:
    head = PageHead(Theme(qapp, "light"), "Search ledger", parent=window)
    buttons = [QPushButton(words) for words in ("Search again", "Export", "Remove", "Clear the ledger")]
    for button in buttons:
        button.setFixedSize(160, 32)
        head.add(button)
    window.resize(1000, 200)
    window.show()
    for width in (1000, 400, 1000):
        head.resize(width, 46)
        QApplication.processEvents()
        head.resize(width, head.minimumHeight())
        QApplication.processEvents()
        assert len({button.y() for button in buttons}) == (1 if width == 1000 else 2)
        inside = head.rect()
        for button in buttons:
            assert inside.contains(button.geometry().translated(button.parentWidget().pos()))
