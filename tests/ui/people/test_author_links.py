"""The authors of a paper as links."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.ui.people.author_links import AuthorLinks
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button


def _is_comma_at_left(link: Button) -> bool:
    """True if the first dark column of the picture of *link* is that of a comma: nothing of it is in the upper half."""
    picture = link.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)

    def ink(area: QRect) -> list[int]:
        return [
            x
            for x in range(area.left(), area.right() + 1)
            if any(picture.pixelColor(QPoint(x, y)).value() < 180 for y in range(area.top(), area.bottom() + 1))
        ]

    whole = picture.rect()
    upper = QRect(whole.left(), whole.top(), whole.width(), whole.height() // 2)
    return min(ink(whole)) + 2 < min(ink(upper))


def test_the_comma_behind_a_name_is_on_the_side_of_the_next_one(qapp: Any) -> None:
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        window = QWidget()
        window.setStyleSheet("background: white")
        window.setLayoutDirection(direction)
        links = AuthorLinks(Theme(qapp, "light"), window)
        links.resize(600, 60)
        links.show_authors(Paper("On moss", authors=(Author("Hilda Lind"), Author("Bo Holm"))))
        first = links.findChildren(Button, "authorLink")[0]
        first.resize(first.sizeHint())
        assert _is_comma_at_left(first) is (direction is Qt.LayoutDirection.RightToLeft)
