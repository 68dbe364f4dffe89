"""Labels that say by type and tone what they are, and one that elides."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def label(text: str = "", type_: str = "body", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label. type_, tone: as `theme/stylesheet.py` names them."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", type_)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def align_text(target: QLabel, *, at_end: bool) -> None:
    """Put the words of *target* where its line begins or ends. Qt goes by the direction of the words instead."""
    side = Qt.AlignmentFlag.AlignRight if at_end != target.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    alignment = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    if target.alignment() != alignment:
        target.setAlignment(alignment)


def set_tone(target: QLabel, tone: str) -> None:
    """Change the tone of *target*: the stylesheet looks at properties only when told."""
    if target.property("tone") != tone:
        target.setProperty("tone", tone)
        target.style().unpolish(target)
        target.style().polish(target)


_LINE_HEIGHTS = {"body": 128, "title": 112}
"""Per cent of the font's own: the design wants 20 px for 13 px, 24 for 18."""
_LONG_WORD, _SOME_LETTERS = re.compile(r"[^\W_]{40,}"), re.compile(r".{20}")


def _breakable(text: str) -> str:
    """*text* with places to break in the words that no pane is wide enough for. Addresses are left as they are: they
    break at their slashes, and are copied."""
    return _LONG_WORD.sub(lambda word: _SOME_LETTERS.sub("\\g<0>\u200b", word[0]), text)


class Prose(QLabel):
    """A wrapped text that can be selected, with the lines as far apart as the design wants."""

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
        self._plain = ""
        self._line_height = _LINE_HEIGHTS.get(type_, 100)

    def show_text(self, text: str, *, lead: str = "") -> None:
        """Show *text* as it is; lead: words in bold before it. Markup in either is shown, never obeyed."""
        import html  # not needed before the first paragraph

        self._plain = f"{lead} {text}".strip()
        start = f"<b style='font-weight:600'>{html.escape(lead)}</b>&nbsp; " if lead else ""
        body = _breakable(html.escape(text)).replace("\n", "<br>")
        self.setText(f"<div style='line-height:{self._line_height}%'>{start}{body}</div>")
        self.setAccessibleName(self._plain)

    def plain_text(self) -> str:
        return self._plain

    def minimumSizeHint(self) -> QSize:
        # Qt's is as wide as the longest word: a layout would ask for the height at that width, and cut the rest
        return QSize(1, super().minimumSizeHint().height())


class ElidedLabel(QLabel):
    """One line that elides instead of widening its pane; the whole text is in the tooltip while it is cut."""

    def __init__(
        self,
        text: str = "",
        type_: str = "body",
        tone: str = "",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """hint: what the tooltip adds."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type_)
        if tone:
            self.setProperty("tone", tone)
        self._mode = mode
        self._hint = hint
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def whole_text(self) -> str:
        return self._whole

    def _elide(self) -> None:
        self.ensurePolished()
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(0, self.contentsRect().width()))
        if shown != self.text():
            self.setText(shown)
        cut = self._whole if shown != self._whole else ""
        self.setToolTip("\n".join(part for part in (cut, self._hint) if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def event(self, event: QObject | QEvent) -> bool:
        if isinstance(event, QEvent) and event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            done = super().event(event)
            self._elide()
            return done
        return super().event(event)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, max(metrics.height(), super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
