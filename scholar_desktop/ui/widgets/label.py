"""Labels whose style is set by the properties type and tone, wrapped text, and a label that elides."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from scholar_desktop.ui.words.literal_text import set_tooltip

NOT_SPOKEN = "qt_rubberband"
"""The objectName of a widget that Qt leaves out of the accessibility tree: there is no other way."""


def label(text: str = "", type_: str = "body", tone: str = "", *, wrap: bool = False) -> QLabel:
    """Return a plain-text label. type_, tone: as in `theme/stylesheet.py`."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", type_)  # before the text, which is announced with its role
    made.setText(text)
    _align_to_start(made)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def sign_label(pixmap: QPixmap | None = None) -> QLabel:
    """Return a label for an icon that decorates the text beside it."""
    made = QLabel()
    made.setObjectName(NOT_SPOKEN)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if pixmap is not None:
        made.setPixmap(pixmap)
    return made


def align_text(target: QLabel, *, at_end: bool) -> None:
    """Align the text of *target* to the start or end of its line. By default Qt goes by the direction of the text."""
    side = Qt.AlignmentFlag.AlignRight if at_end != target.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    alignment = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    if target.alignment() != alignment:
        target.setAlignment(alignment)


def _align_to_start(made: QLabel) -> None:
    """Align a text in a language that is written from left to right as the window is, which may be mirrored."""
    if made.isRightToLeft():
        align_text(made, at_end=False)


class SentenceLabel(QLabel):
    """A plain text that asks for the width of one line, and wraps where it gets less, such as beside buttons that are
    on as many lines as they need."""

    def __init__(self, text: str, type_: str = "body", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_)
        self.setText(text)
        _align_to_start(self)
        if tone:
            self.setProperty("tone", tone)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        # Qt's hint is that of a block of several lines
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())


def set_tone(target: QLabel, tone: str) -> None:
    """Change the tone of *target* and apply the stylesheet again, which Qt does not do when a property changes."""
    if target.property("tone") != tone:
        target.setProperty("tone", tone)
        target.style().unpolish(target)
        target.style().polish(target)


_LINE_HEIGHTS = {"body": 128, "title": 112}
"""Percentages of the font's own line height: the design has 20 px for 13 px, 24 for 18."""
_LONG_NAME = re.compile(r"(?<![\w/.:?=&%#@+-])[\w.+]{30,}+(?![/@])")
"""A long name with underscores, dots or plus signs, such as that of a file, and not a part of an address."""
_JOINT = re.compile(r"[_.+](?=.)")
_LONG_WORD, _SOME_LETTERS = re.compile(r"[^\W_]{40,}"), re.compile(r".{20}")
_MARKUP = re.compile(r"<[^>]*>")


def _breakable(text: str) -> str:
    """Return *text* with break opportunities in words that are too long for any pane.

    Addresses are not changed: they break at their slashes, and are copied.
    """
    text = _LONG_NAME.sub(lambda name: _JOINT.sub("\\g<0>\u200b", name[0]), text)
    return _LONG_WORD.sub(lambda word: _SOME_LETTERS.sub("\\g<0>\u200b", word[0]), text)


class TextRun(msgspec.Struct, frozen=True):
    """A piece of text with its style: names and values of CSS that the program itself writes."""

    text: str
    style: dict[str, str] = {}


class StyledParagraph(msgspec.Struct, frozen=True):
    """A paragraph of a `Prose`."""

    runs: tuple[TextRun, ...]
    indented: bool = False


class Prose(QLabel):
    """A wrapped, selectable text with the line height of the design."""

    def __init__(self, type_: str = "body", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setProperty("type", type_)
        if tone:
            self.setProperty("tone", tone)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        _align_to_start(self)
        self._plain = ""
        self._line_height = _LINE_HEIGHTS.get(type_, 100)

    def show_text(self, text: str, *, lead: str = "") -> None:
        """Show *text* literally; lead: words in bold before it. Markup in either is displayed, never interpreted."""
        import html  # not needed before the first paragraph

        start = f"<b style='font-weight:600'>{html.escape(lead)}</b>&nbsp; " if lead else ""
        body = _breakable(html.escape(text)).replace("\n", "<br>")
        self._show_html(f"{start}{body}", f"{lead} {text}".strip())

    def show_passages(self, passages: Iterable[StyledParagraph]) -> None:
        """Show *passages*, a paragraph each. Markup in them is displayed, never interpreted."""
        import html

        paragraphs, words = [], []
        for passage in passages:
            indent = "6px 0 0 12px" if passage.indented else "0"  # not translated: a style sheet
            body = ""
            for run in passage.runs:
                style = "".join(f"{name}: {value};" for name, value in run.style.items())
                body += f"<span style='{style}'>{html.escape(run.text)}</span>" if style else html.escape(run.text)
            paragraphs.append(f"<p style='margin: {indent}'>{body}</p>")
            words.append("".join(run.text for run in passage.runs))
        self._show_html("".join(paragraphs), "\n".join(words))

    def _show_html(self, markup: str, plain: str) -> None:
        """markup: built by this class, with every text from outside escaped."""
        self._plain = plain
        self.setText(f"<div style='line-height:{self._line_height}%'>{markup}</div>")
        self.setAccessibleName(plain)

    def plain_text(self) -> str:
        return self._plain

    def select_words(self, words: str) -> None:
        """Select the first place of *words*, in any case, if the text has them."""
        import html

        # the markup of this class alone: all other text in it is escaped
        markup = self.text().replace("<br>", "\n").replace("</p><p", "\n<p")
        shown = html.unescape(_MARKUP.sub("", markup)).casefold()
        if (place := shown.find(words.casefold())) >= 0:
            self.setSelection(place, len(words))

    def changeEvent(self, event: QEvent) -> None:
        margins = self.contentsMargins()
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.setContentsMargins(margins)  # QFrame sets them to 0 if it has no height, as without a text

    def minimumSizeHint(self) -> QSize:
        # Qt's minimum width is that of the longest word; a layout would request the height at that width, and cut the
        # rest
        return QSize(1, super().minimumSizeHint().height())


class ElidedLabel(QLabel):
    """One line that elides instead of widening its pane; while it is cut, the tooltip has the whole text."""

    def __init__(
        self,
        text: str = "",
        type_: str = "body",
        tone: str = "",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        hint: str = "",
        is_whole: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """hint: added to the tooltip; is_whole: shows nothing where the text would be cut."""
        super().__init__(parent)
        self._is_whole = is_whole
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_)
        if tone:
            self.setProperty("tone", tone)
        _align_to_start(self)
        self._mode = mode
        self._hint = hint
        self._whole = self._tip = ""
        self._shorter: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    def show_text(self, text: str, *shorter: str) -> None:
        """shorter: texts of which the first that fits is shown where *text* would be cut."""
        self._whole, self._shorter = text, shorter
        self.setAccessibleName(text)
        self._elide()

    def set_hint(self, hint: str) -> None:
        """Add *hint* to the tooltip."""
        self._hint = hint
        self._elide()

    def whole_text(self) -> str:
        return self._whole

    def _elide(self) -> None:
        """Cut the text to the width. A label that is hidden has the whole text: it gets its width, font and style one
        after the other, and would be cut for each."""
        metrics, width = self.fontMetrics(), self.contentsRect().width()
        texts = (self._whole, *filter(None, self._shorter))
        shown = next((text for text in texts if metrics.horizontalAdvance(text) <= width), texts[-1])
        if self.isVisible():
            shown = metrics.elidedText(shown, self._mode, max(0, width))
        if self._is_whole and shown != self._whole:
            shown = ""
        if shown != self.text():
            self.setText(shown)
        cut = self._whole if shown != self._whole else ""
        tip = "\n".join(part for part in (cut, self._hint) if part)
        if tip != self._tip:
            self._tip = tip
            set_tooltip(self, tip)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.isVisible():
            self._elide()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, max(metrics.height(), super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
