"""What is wrong on purpose is found, and what is right is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay
from tests.pictures.measure import Ruler

Make = Callable[[QWidget], None]


class Drawn(QWidget):
    """Draws *text* into a room of *width* pixels at *left*, elided if it is too long and that is wanted."""

    def __init__(self, *texts: tuple[str, int, int], colour: str = "#000000", elides: bool = False) -> None:
        super().__init__()
        self._texts, self._colour, self._elides = texts, QColor(colour), elides
        self.setFixedSize(300, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._colour)
        for text, left, width in self._texts:
            words = text
            if self._elides:
                words = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, 0, width, 30), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


def _in_row(window: QWidget, *widgets: QWidget) -> None:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    window.layout().addLayout(row)  # type: ignore[union-attr]


def _add(window: QWidget, widget: QWidget) -> None:
    window.layout().addWidget(widget)  # type: ignore[union-attr]


def _cut_label(window: QWidget) -> None:
    cut = label("A label that is too narrow for its words")
    cut.setFixedWidth(60)
    _add(window, cut)


def _cut_hint(window: QWidget) -> None:
    box = QLineEdit()
    box.setPlaceholderText("Optional: 100 results per page")
    box.setFixedWidth(60)
    _in_row(window, box)


def _pale_label(window: QWidget) -> None:
    pale = QLabel("pale words")
    pale.setStyleSheet("color: #a0a0a0")
    _add(window, pale)


def _off_line(window: QWidget) -> None:
    low = label("low")
    low.setContentsMargins(0, 9, 0, 0)
    _in_row(window, label("one"), label("two"), low)


def _overlapping(window: QWidget) -> None:
    one, other = QPushButton("one", window), QPushButton("other", window)
    _in_row(window, one, other)
    window.show()
    QApplication.processEvents()
    other.setGeometry(one.geometry().translated(6, 0))


def _outside(window: QWidget) -> None:
    holder = QWidget()
    holder.setFixedSize(80, 30)
    _add(window, holder)
    QPushButton("A button that is half outside", holder).setGeometry(40, 0, 120, 28)


def _wide_content(window: QWidget) -> None:
    area = QScrollArea()
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    content = QWidget()
    QVBoxLayout(content).addWidget(label("Words that are wider than the area in which they are shown, and not wrapped"))
    area.setWidget(content)
    area.setFixedWidth(200)
    _add(window, area)


def _high_panel(window: QWidget) -> None:
    panel = Overlay(Theme(QApplication.instance(), "light"), window)  # type: ignore[arg-type]
    column = QVBoxLayout(panel)
    column.addWidget(label("Import"))
    column.addStretch(1)
    column.addWidget(QPushButton("Close"))
    window.show()
    panel.open_at(10, 10, 200, 220)


def _running_out(window: QWidget) -> None:
    drawn = Drawn(("Words beyond the end", 100, 200))
    drawn.setFixedSize(150, 30)
    _in_row(window, drawn, QPushButton("A button beside them"))


WRONG: tuple[tuple[str, Make], ...] = (
    ("text cut", _cut_label),
    ("hint cut", _cut_hint),
    ("contrast 2", _pale_label),
    ("px off the baseline", _off_line),
    ("overlap of", _overlapping),
    ("control cut", _outside),
    ("beside its area", _wide_content),
    ("nothing in", _high_panel),
    ("drawn text cut", lambda window: _add(window, Drawn(("Words that need much more room", 0, 40)))),
    ("runs out of its widget", _running_out),
    ("drawn texts overlap", lambda window: _add(window, Drawn(("one word", 0, 90), ("another word", 20, 120)))),
    ("elided without a tooltip", lambda window: _add(window, Drawn(("Words that need room", 0, 60), elides=True))),
    ("contrast 1.", lambda window: _add(window, Drawn(("pale words", 0, 120), colour="#e0e0e0"))),
)


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    outer = QWidget()  # it has no layout: offscreen, Qt warns of the size that a layout wants of a window
    outer.setStyleSheet("background: #ffffff")
    outer.resize(400, 300)
    made = QWidget(outer)
    QVBoxLayout(made)
    made.resize(400, 300)
    outer.show()
    yield made
    outer.close()
    outer.deleteLater()


@pytest.mark.parametrize(("said", "make"), WRONG, ids=[said for said, _ in WRONG])
def test_what_is_wrong_is_found(window: QWidget, said: str, make: Make) -> None:
    with Ruler() as ruler:
        make(window)
        window.show()
        QApplication.processEvents()
        _, faults = ruler.measure(window)
    assert any(said in fault for fault in faults), faults


def test_what_is_right_is_not(window: QWidget) -> None:
    with Ruler() as ruler:
        _in_row(window, label("one"), label("two"), QPushButton("A button"))
        _add(window, label("A text that has more than one line in a window as narrow as this one is", wrap=True))
        elided = Drawn(("Words that need room", 0, 60), elides=True)
        elided.setToolTip("Words that need room")
        _add(window, elided)
        _add(window, Drawn(("one word", 0, 90), ("another word", 100, 120)))
        window.show()
        QApplication.processEvents()
        _, faults = ruler.measure(window)
    assert faults == []
