"""The messages over the foot of a page leave the box free in which the user types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from scholar_desktop.ui.context.messages import Messages
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.note import Note


def test_a_message_that_is_shown_moves_away_from_a_box_that_gets_the_focus(qapp, qtbot):
    window = QWidget()
    window.resize(800, 500)
    qtbot.addWidget(window)
    area = QWidget(window)
    area.setGeometry(0, 0, 800, 500)
    column = QVBoxLayout(area)
    button, box = QPushButton("Tag"), QPlainTextEdit()
    box.setFixedHeight(120)
    column.addWidget(button)
    column.addStretch(1)
    column.addWidget(box)
    messages = Messages(Theme(qapp, "light"), window)
    messages.lie_over(area)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    button.setFocus()
    messages.say("undo", Note("Tagged 1 paper with “nlp”."))

    def is_covered() -> bool:
        return messages.geometry().intersects(QRect(box.mapTo(window, QPoint(0, 0)), box.size()))

    assert is_covered()
    box.setFocus()
    qtbot.waitUntil(lambda: not is_covered())
    assert messages.isVisible()
    window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
