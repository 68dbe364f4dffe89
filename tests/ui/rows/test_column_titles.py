"""The titles above the columns of a list."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea

from scholar_desktop.ui.rows.column_titles import ColumnTitle, ColumnTitles
from scholar_desktop.ui.theme.theme import Theme
from tests.pictures.painted import tooltip_at


def test_a_title_that_is_cut_has_a_tooltip(qtbot, qapp):
    area = QScrollArea()
    qtbot.addWidget(area)
    titles = [ColumnTitle("Title", 10, 200), ColumnTitle("Authors", 210, 30), ColumnTitle("Key", 240, 0)]
    head = ColumnTitles(Theme(qapp, "light"), area, lambda _width: titles, "Title, Authors, Key")
    qtbot.addWidget(head)
    head.resize(400, 30)
    head.show()
    middle = head.rect().center()
    tips = [tooltip_at(head, middle.__class__(x, middle.y())) for x in (5, 20, 220, 245)]
    assert tips == ["", "", "Authors", ""]
