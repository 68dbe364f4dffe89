"""A row of buttons that stays in sight while its page scrolls."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.sticky_row import StickyRow
from scholar_desktop.ui.widgets.tab_order import bring_into_sight


def test_a_row_gets_the_height_of_all_its_lines_also_if_it_was_not_told_of_a_change(qtbot):
    scroll, page, content = QScrollArea(), QWidget(), QWidget()
    qtbot.addWidget(scroll)
    scroll.setWidgetResizable(True)
    flow = FlowLayout(content)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    content.setSizePolicy(policy)
    for _ in range(2):
        flow.addWidget(QPushButton("Im Browser öffnen"))
    row = StickyRow(Theme(QApplication.instance()), content, scroll, page)
    column = QVBoxLayout(page)
    column.addWidget(row)
    column.addStretch(1)
    scroll.setWidget(page)
    scroll.resize(200, 300)
    scroll.show()
    qtbot.waitExposed(scroll)
    qtbot.waitUntil(lambda: row.height() == flow.heightForWidth(row.width()))
    before = row.height()
    content.removeEventFilter(row)
    flow.addWidget(QPushButton("Senden an…"))
    content.update()
    qtbot.waitUntil(lambda: row.height() > before)
    assert row.height() == flow.heightForWidth(row.width())


@pytest.mark.parametrize("place", [0, 10, 19])
def test_a_control_that_gets_the_focus_is_not_below_the_row(qtbot, place):
    scroll, page, content, button = QScrollArea(), QWidget(), QWidget(), QPushButton("Get PDF")
    qtbot.addWidget(scroll)
    scroll.setWidgetResizable(True)
    button.setFixedHeight(60)
    FlowLayout(content).addWidget(button)
    row = StickyRow(Theme(QApplication.instance()), content, scroll, page)
    column = QVBoxLayout(page)
    controls = [QPushButton(str(number)) for number in range(20)]
    for number, control in enumerate(controls):
        if number == place:
            column.addWidget(row)
        control.setFixedHeight(30)
        column.addWidget(control)
    scroll.setWidget(page)
    scroll.resize(200, 300)
    scroll.show()
    qtbot.waitExposed(scroll)
    bar = scroll.verticalScrollBar()

    def is_whole(control: QWidget) -> bool:
        rect = control.rect()
        ends = [control.mapTo(scroll.viewport(), point) for point in (rect.topLeft(), rect.bottomLeft())]
        return all(scroll.viewport().childAt(point) is control for point in ends)

    for start in (0, bar.maximum()):
        for control in (*controls, *reversed(controls), button):
            bar.setValue(start)
            bring_into_sight(control)
            assert is_whole(control)
    bar.setValue(bar.maximum() // 2)
    bring_into_sight(button)
    assert bar.value() == bar.maximum() // 2, "the row is in sight"
