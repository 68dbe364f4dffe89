"""A row of buttons that stays in sight while its page scrolls."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.sticky_row import StickyRow


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
