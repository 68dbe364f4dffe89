"""The current theme: follows the desktop unless the user chose one, and emits a signal when it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication

from scholar_desktop.ui.theme.icons import Icons
from scholar_desktop.ui.theme.palette import build_palette
from scholar_desktop.ui.theme.stylesheet import build_stylesheet
from scholar_desktop.ui.theme.tokens import Tokens, tokens_for
from scholar_desktop.ui.theme.type_scale import TypeScale

STYLED = "scholar_desktop_styled"
FONTS = "scholar_desktop_fonts"
"""Property of the application: the font of the desktop, and the one that was set instead. Another window of the process
scales the first one again."""
LIGHT_OR_DARK = {
    "light": (False, None),
    "dark": (True, None),
    "high-contrast": (False, True),
    "high-contrast-dark": (True, True),
}
"""For each choice but `system`: whether it is dark, and has high contrast (None: as the desktop)."""


class Theme(QObject):
    """The current tokens, type and icons. `changed` is emitted after palette and stylesheet are set."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system", text_size: int = 100) -> None:
        """choice: a value of the setting `theme`; text_size: in percent of the desktop's."""
        super().__init__()
        self._app = app
        self._choice = choice
        self._text_size = text_size
        self._applying = False
        self.icons = Icons()
        self.type = TypeScale(self._scaled_font())
        self.tokens: Tokens = tokens_for(dark=self._is_dark(), contrast=self._is_contrast())
        app.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)

    def choose(self, choice: str) -> None:
        """Switch to another theme, or follow the desktop (`system`)."""
        self._choice = choice
        self._refresh()

    def set_text_size(self, percent: int) -> None:
        """Show all text in *percent* of the desktop's size. Qt styles and lays out every control again, which takes a
        second or more: the pointer shows it."""
        self._text_size = percent
        self._app.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._refresh()
        finally:
            self._app.restoreOverrideCursor()

    def px(self, length: float) -> int:
        return self.type.px(length)

    def colour(self, name: str) -> QColor:
        """Return the colour of a token as a QColor."""
        return QColor(self.tokens.colour(name))

    def pixmap(self, name: str, colour: str, size: int = 16, *, mirrored: bool = False) -> QPixmap:
        """Return an icon in the colour of a token; *size* is for 13 px text."""
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
        return self.icons.pixmap(name, self.tokens.colour(colour), self.px(size), ratio, mirrored=mirrored)

    def _is_dark(self) -> bool:
        if self._choice in LIGHT_OR_DARK:
            return LIGHT_OR_DARK[self._choice][0]
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _is_contrast(self) -> bool:
        chosen = LIGHT_OR_DARK[self._choice][1] if self._choice in LIGHT_OR_DARK else None
        if chosen is not None:
            return chosen
        accessibility = getattr(self._app.styleHints(), "accessibility", None)  # from Qt 6.10
        if accessibility is None:
            return False
        return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)

    def put_in_place(self) -> None:
        """Set palette and stylesheet of the application.

        The window calls this when it is built and about to be shown: earlier, Qt would apply the stylesheet again for
        each widget that is added to another, which would take most of the start time.
        """
        font = self._scaled_font()
        if self._app.font() != font:
            self._app.setProperty(FONTS, (self._desktop_font(), font))
            self._app.setFont(font)
        sheet = build_stylesheet(self.tokens, self.type)
        if self._app.styleSheet() == sheet:
            return
        self._applying = True
        try:
            self._app.setPalette(build_palette(self.tokens))
            self._app.setStyleSheet(sheet)
        finally:
            self._applying = False

    def _desktop_font(self) -> QFont:
        """Return the font that the desktop gives: the application's, unless a theme has set that one."""
        fonts = self._app.property(FONTS)
        return fonts[0] if fonts is not None and self._app.font() == fonts[1] else self._app.font()

    def _scaled_font(self) -> QFont:
        font = self._desktop_font()
        if self._text_size == 100:
            return font
        scaled = QFont(font)
        if font.pixelSize() > 0:
            scaled.setPixelSize(round(font.pixelSize() * self._text_size / 100))
        else:
            scaled.setPointSizeF(font.pointSizeF() * self._text_size / 100)
        return scaled

    def _refresh(self) -> None:
        before = self.type.scale
        self.type = TypeScale(self._scaled_font())
        self.tokens = tokens_for(dark=self._is_dark(), contrast=self._is_contrast())
        self.icons.clear()
        if self.type.scale != before:
            from scholar_desktop.ui.theme.rescale import rescale  # not part of the start

            for window in self._app.topLevelWidgets():
                rescale(window, self.type.scale / before)
        self.put_in_place()  # after that: the stylesheet sets smallest sizes, too
        self.changed.emit()

    def _on_desktop_changed(self) -> None:
        if not self._applying:
            self._refresh()

    def take_base_style(self) -> None:
        """Set the style 'Fusion' on every system: native styles ignore parts of a stylesheet, each in its own way.

        Runs once per process, and not during the start: it loads 12 ms of Qt's enumerations. The program itself starts
        with that style (the property `STYLED` records it); this is for a QApplication that other code created.
        """
        if self._app.property(STYLED) is None:
            self._app.setStyle("Fusion")  # not translated: the name of a style of Qt
            self._app.setProperty(STYLED, True)

    def follow_font(self) -> None:
        """Update all sizes if the desktop's font changed; the window calls this when it is notified of a change."""
        if TypeScale(self._scaled_font()).scale != self.type.scale:
            self._refresh()
