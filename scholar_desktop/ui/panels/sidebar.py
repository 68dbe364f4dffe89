"""The sidebar: places of the window with their counts; a rail of icons where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.library import Changes, LibraryCounts, LibraryView
from scholar_desktop.ui import navigation as places
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, REGULAR, STRONG
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.wording import number
from scholar_desktop.ui.workbench import Workbench

WIDTH, RAIL_WIDTH = 212, 44


class PlaceButton(QAbstractButton):
    """One row of the sidebar: sign, name, and a count or a badge at the end."""

    def __init__(self, theme: Theme, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._action = action
        self._count = ""
        self._badge = False
        self._rail = False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setText(action.text())
        self.setObjectName(f"sidebar.{action.objectName()}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)
        self._name()

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
        name = f"{self.text()}, {self._count}" if self._count else self.text()
        self.setAccessibleName(name)
        self.setToolTip(name if self._rail else "")

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
        return QSize(self._theme.px(28), self.sizeHint().height())

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
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, text_box.width())
        painter.drawText(text_box, _leading(mirrored), words)
        painter.end()

    def _paint_count(self, painter: QPainter, mirrored: bool) -> int:
        """Draw the count or badge at the end; returns the room that it takes."""
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


class Sidebar(QWidget):
    """Shows where one is; counts follow the library and the queue."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._theme = workbench.theme
        self._scope = workbench.scope.child()
        self.setObjectName("sidebar")
        self.setAccessibleName("Places")
        self.setProperty("ground", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        actions, theme = workbench.actions, workbench.theme
        self._buttons = {
            (places.SEARCH, None): PlaceButton(theme, actions["view.search"]),
            (places.DOWNLOADS, None): PlaceButton(theme, actions["view.downloads"]),
            (places.UNPAYWALL, None): PlaceButton(theme, actions["view.unpaywall"]),
            (places.CORPUS, None): PlaceButton(theme, actions["view.corpus"]),
            (places.NEWS, None): PlaceButton(theme, actions["view.news"]),
            (places.LIBRARY, LibraryView.ALL): PlaceButton(theme, actions["view.library"]),
            (places.LIBRARY, LibraryView.RECENT): PlaceButton(theme, actions["view.library_recent"]),
            (places.LIBRARY, LibraryView.WITHOUT_PDF): PlaceButton(theme, actions["view.library_without_pdf"]),
            (places.MISSING, None): PlaceButton(theme, actions["view.missing_classics"]),
            (places.SETTINGS, None): PlaceButton(theme, actions["view.settings"]),
        }
        self._heading = label("Library", "section")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        for place, button in self._buttons.items():
            if place == (places.LIBRARY, LibraryView.ALL):
                self._column.addSpacing(theme.px(12))
                self._column.addWidget(self._heading)
            if place[0] == places.SETTINGS:
                self._column.addStretch(1)
            self._column.addWidget(button)
        self._rail = False
        self.set_rail(False)
        workbench.navigation.page_changed.connect(self._on_place_changed)
        workbench.navigation.library_view_changed.connect(self._on_place_changed)
        theme.changed.connect(self._on_theme_changed)
        self._on_place_changed()

    def set_rail(self, rail: bool) -> None:
        """Icons alone, or with words and counts."""
        self._rail = rail
        px = self._theme.px
        self.setFixedWidth(px(RAIL_WIDTH if rail else WIDTH))
        self._column.setContentsMargins(px(6 if rail else 8), px(10), px(6 if rail else 8), px(8))
        self._heading.setVisible(not rail)
        self._heading.setContentsMargins(px(8), px(4), px(8), px(4))
        for button in self._buttons.values():
            button.set_rail(rail)

    def listen(self) -> None:
        """Follow library and queue. Not part of the start."""
        self._workbench.services.library.changed.connect(self._on_library_changed)
        self._workbench.marks.changed.connect(self._show_downloads)
        self._workbench.services.watch.changed.connect(lambda _value: self._show_news())
        self._show_downloads()
        self._show_news()
        self._load_counts_soon()

    def _load_counts_soon(self) -> None:
        self._scope.start(self._load_counts(), name="sidebar counts", latest="counts")

    async def _load_counts(self) -> None:
        self._show_counts(await self._workbench.services.library.counts())

    def _show_counts(self, counts: LibraryCounts) -> None:
        shown = {
            LibraryView.ALL: counts.papers,
            LibraryView.RECENT: counts.recent,
            LibraryView.WITHOUT_PDF: counts.without_pdf,
        }
        for view, count in shown.items():
            self._buttons[(places.LIBRARY, view)].set_count(number(count))

    def _show_downloads(self) -> None:
        active = self._workbench.services.downloads.active
        self._buttons[(places.DOWNLOADS, None)].set_count(number(active) if active else "", badge=True)

    def _show_news(self) -> None:
        unseen = self._workbench.services.watch.unseen
        self._buttons[(places.NEWS, None)].set_count(number(unseen) if unseen else "", badge=True)

    def _on_place_changed(self) -> None:
        navigation = self._workbench.navigation
        view = navigation.library_view if navigation.page == places.LIBRARY else None
        for place, button in self._buttons.items():
            button.setProperty("current", place == (navigation.page, view))
            button.set_current(place == (navigation.page, view))

    def _on_library_changed(self, changes: Changes) -> None:
        self._load_counts_soon()

    def _on_theme_changed(self) -> None:
        self.set_rail(self._rail)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("sidebar"))
        x = 0 if self.isRightToLeft() else self.width() - 1
        painter.fillRect(x, 0, 1, self.height(), self._theme.colour("line"))
        painter.end()
