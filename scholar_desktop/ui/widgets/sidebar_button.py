"""One row of the sidebar: icon, name, and a count or a badge at the end; only the icon while the sidebar is a rail."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, REGULAR, STRONG
from scholar_desktop.ui.words.literal_text import label_text, set_tooltip, shown_text

WIDTH, RAIL_WIDTH = 212, 44
LEAST_RAIL = 26


class PlaceButton(QAbstractButton):
    """One row of the sidebar: icon, name, and a count or a badge at the end."""

    def __init__(self, theme: Theme, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._action = action
        self._count = ""
        self._badge = False
        self._rail = False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self._title = ""
        self.setObjectName(f"sidebar.{action.objectName()}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)
        self.set_title(shown_text(action.text()))

    def set_title(self, title: str) -> None:
        """Change the name that the row shows."""
        if title != self._title:
            self._title = title
            self.setText(label_text(title))  # not drawn, but read by tests and UI automation
            self._name()
            self.update()

    def set_count(self, text: str, *, badge: bool = False) -> None:
        self._count, self._badge = text, badge
        self._name()
        self.update()

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        self._name()
        self.updateGeometry()
        self.update()

    def set_current(self, current: bool) -> None:
        self.setChecked(current)
        self.update()

    def _name(self) -> None:
        name = f"{self._title}, {self._count}" if self._count else self._title
        self.setAccessibleName(name)
        set_tooltip(self, name if self._rail else "")

    def _on_clicked(self) -> None:
        current = self.property("current")
        self.setChecked(bool(current))
        self._action.trigger()

    def sizeHint(self) -> QSize:
        height = max(self._theme.px(28), self._theme.type.line(BODY) + 6)
        return QSize(
            self._theme.px(RAIL_WIDTH - 12 if self._rail else WIDTH - 16), self._theme.px(36) if self._rail else height
        )

    def minimumSizeHint(self) -> QSize:
        # in a low window with large text, the icons of the rail are closer together
        return QSize(self._theme.px(28), self._theme.px(LEAST_RAIL) if self._rail else self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        mirrored = self.isRightToLeft()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        current = self.isChecked()
        if current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("select" if current else "chip"))
            painter.drawRoundedRect(box, px(6), px(6))
        if self.hasFocus() or (current and theme.tokens.contrast):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(box, px(6), px(6))
        colour = "link" if current else "text"
        icon = str(self._action.property("icon_name"))
        pixmap = theme.pixmap(icon, colour, 16)
        top = (self.height() - px(16)) // 2
        if self._rail:
            painter.drawPixmap(QPoint((self.width() - px(16)) // 2, top), pixmap)
            if self._badge and self._count:
                self._paint_badge(painter, self.width() - px(2), px(2), theme)
            painter.end()
            return
        left = self.width() - px(8) - px(16) if mirrored else px(8)
        painter.drawPixmap(QPoint(left, top), pixmap)
        end = px(8)
        if self._count:
            end += self._paint_count(painter, mirrored)
        start = px(8 + 16 + 8)
        painter.setFont(theme.type.font(BODY, STRONG if current else REGULAR))
        painter.setPen(theme.colour(colour))
        text_box = self.rect().adjusted(end if mirrored else start, 0, -(start if mirrored else end), 0)
        words = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, text_box.width())
        painter.drawText(text_box, _leading(mirrored), words)
        painter.end()

    def _paint_count(self, painter: QPainter, mirrored: bool) -> int:
        """Draw the count or badge at the end; return its width."""
        theme, px = self._theme, self._theme.px
        if self._badge:
            right = px(8) + self._badge_width() if mirrored else self.width() - px(8)
            self._paint_badge(painter, right, (self.height() - px(18)) // 2, theme)
            return self._badge_width() + px(6)
        font = theme.type.font(BODY, STRONG if self.isChecked() else REGULAR, tabular=True)
        painter.setFont(font)
        painter.setPen(theme.colour("link" if self.isChecked() else "muted"))
        painter.drawText(self.rect().adjusted(px(8), 0, -px(8), 0), _leading(not mirrored), self._count)
        return painter.fontMetrics().horizontalAdvance(self._count) + px(6)

    def _badge_width(self) -> int:
        metrics = self._theme.type.metrics(CAPTION, STRONG, tabular=True)
        return max(self._theme.px(18), metrics.horizontalAdvance(self._count) + self._theme.px(10))

    def _paint_badge(self, painter: QPainter, right: int, top: int, theme: Theme) -> None:
        box = QRectF(right - self._badge_width(), top, self._badge_width(), theme.px(18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(theme.type.font(CAPTION, STRONG, tabular=True))
        painter.setPen(theme.colour("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._count)


def _leading(mirrored: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
