"""Passes text to Qt so that it is displayed literally: Qt takes some text for HTML, `&` for a shortcut.

Titles, names and paths come from other people. As HTML, `<img src="/some/file">` makes Qt read that file when a tooltip
is shown, and on Windows a network path in it sends the user's login. tests/house/test_literal_text.py finds every other
call of the functions of Qt that are wrapped here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QFont, QStaticText, QTransform
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from scholar_desktop.domain.text.shortening import columns, shorten

LONGEST_TOOLTIP = 5000
"""In characters. Qt lays the whole text out before it shows any of it."""
TOOLTIP_LINE = 76
"""Columns of the longest line in the tooltip of a row. Letters of East Asian scripts take two."""


class TooltipOwner(Protocol):
    """A widget, an action, or an item of a list."""

    def setToolTip(self, text: str, /) -> None: ...


class TooltipSource(Protocol):
    """A widget or an action whose tooltip can be read."""

    def toolTip(self) -> str: ...


class TabTooltips(Protocol):
    """A tab bar, whose tabs have tooltips."""

    def setTabToolTip(self, index: int, tip: str, /) -> None: ...


def tooltip_text(text: str) -> str:
    """Return *text* in the form that makes Qt show it literally.

    Qt only looks for HTML in a text that contains `<` or `&`; such a text is escaped, any other is returned as it is.
    """
    text = shorten(text, LONGEST_TOOLTIP)
    if "<" not in text and "&" not in text:
        return text
    import html  # its table of entities takes 2 ms of the start

    lines = html.escape(text).splitlines()
    return f"<qt>{'<br>'.join(lines)}</qt>"  # wording: markup


def row_tooltip_text(text: str) -> str:
    """Return *text* in the form that makes Qt show it literally, in lines of at most TOOLTIP_LINE columns. For models:
    the value of `ToolTipRole`.

    It may be a title or a whole summary. Qt does not wrap text that is no HTML, and wraps HTML into a narrow column.
    """
    text = "\n".join(_wrapped(shorten(text, LONGEST_TOOLTIP)))
    if "<" not in text and "&" not in text:
        return text
    import html  # its table of entities takes 2 ms of the start

    return f'<qt style="white-space:pre">{html.escape(text)}</qt>'  # wording: markup


def _wrapped(text: str) -> Iterator[str]:
    """Yield the lines of *text*, divided between words. A word that is longer than a line is divided anywhere."""
    for paragraph in text.splitlines():
        line, used = "", 0
        for word in paragraph.split(" "):
            if line and used + 1 + columns(word) > TOOLTIP_LINE >= columns(word):
                yield line
                line, used = "", 0
            elif line:
                line, used = f"{line} ", used + 1
            if used + columns(word) <= TOOLTIP_LINE:
                line, used = line + word, used + columns(word)
                continue
            for character in word:
                if used + columns(character) > TOOLTIP_LINE:
                    yield line
                    line, used = "", 0
                line, used = line + character, used + columns(character)
        yield line


def set_tooltip(target: TooltipOwner, text: str) -> None:
    """Set the tooltip of *target*; an empty text removes it."""
    target.setToolTip(tooltip_text(text))


def set_status_tip(action: QAction, text: str) -> None:
    """Set what the status bar shows for the entry of *action* in a menu: `StatusBar.show_tip` shows it literally."""
    action.setStatusTip(text)


def set_tab_tooltip(tabs: TabTooltips, place: int, text: str) -> None:
    """Set the tooltip of a tab; an empty text removes it."""
    tabs.setTabToolTip(place, tooltip_text(text))


def copy_tooltip(source: TooltipSource, target: TooltipOwner) -> None:
    """Give *target* the tooltip of *source*, which `set_tooltip` has set."""
    target.setToolTip(source.toolTip())


def show_tooltip(position: QPoint, text: str, widget: QWidget, area: QRect | None = None) -> None:
    """Show *text* as a tooltip now, in lines as of `row_tooltip_text`; an empty text hides it.

    Args:
        position: on the screen.
        area: the part of *widget* that the tooltip describes; it is hidden when the pointer leaves it.
    """
    if area is None:
        QToolTip.showText(position, row_tooltip_text(text), widget)
    else:
        QToolTip.showText(position, row_tooltip_text(text), widget, area)


def show_tooltip_of(widget: QWidget, position: QPoint) -> None:
    """Show the tooltip of *widget*, which `set_tooltip` has set, at *position* on the screen, until the pointer or the
    focus leaves the widget. Without one, its accessible name is shown."""
    if text := widget.toolTip():
        QToolTip.showText(position, text, widget, widget.rect())
    else:
        show_tooltip(position, widget.accessibleName(), widget, widget.rect())


def hide_tooltip() -> None:
    """Hide the tooltip that is shown."""
    QToolTip.hideText()


def label_text(text: str) -> str:
    """Return *text* for a menu entry, a button or a tab: its `&` is shown, and makes no shortcut."""
    return text.replace("&", "&&")


def shown_text(text: str) -> str:
    """Return what a menu entry, button or tab with *text* shows: the reverse of `label_text`. The mark of a letter that
    chooses an entry is left out."""
    return "&".join(part.replace("&", "") for part in text.split("&&"))


def make_action(text: str, parent: QObject) -> QAction:
    """Return an action of *parent* that shows *text* literally."""
    action = QAction(parent)  # with a text, PySide looks at `QIcon` too, which takes 1 ms to load
    action.setText(label_text(text))
    return action


def add_entry(menu: QMenu, text: str) -> QAction:
    """Add an entry to *menu* that shows *text* literally, and return it."""
    entry = menu.addAction(label_text(text))
    set_tooltip(entry, text)  # Qt makes one of the text otherwise
    return entry


def title_text(text: str) -> str:
    """Return *text* for the title of a window or dialog: its `[*]` is shown."""
    return text.replace("[*]", "[*][*]")


def laid_out_text(text: str, font: QFont) -> QStaticText:
    """Return *text*, laid out once for all times that it is painted in *font*."""
    laid_out = QStaticText(text)
    laid_out.setTextFormat(_PLAIN)
    laid_out.prepare(_AS_IT_IS, font)
    return laid_out


_PLAIN, _AS_IT_IS = Qt.TextFormat.PlainText, QTransform()


def runs_leftwards(text: str) -> bool:
    """Return whether the first letter that has a direction belongs to a right-to-left script."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "R" | "AL":
                return True
            case "L":
                return False
    return False
