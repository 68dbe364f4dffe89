"""Parts of the detail pane that list facts: open-access copies, identifiers, files of a record, sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.services.all_data import newest_facts, page_of
from scholar_desktop.ui import wording
from scholar_desktop.ui.delegates.pieces import Piece, paint
from scholar_desktop.ui.paper_marks import Mark
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, Kind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label

LONG_ID = 34

HAPPENED = {
    Outcome.SAVED: "got",
    Outcome.CANNOT_CHECK: "got, not checked",
    Outcome.RATE_LIMITED: "host is busy",
    Outcome.TIMEOUT: "too slow",
    Outcome.UNREACHABLE: "not reached",
    Outcome.TRUNCATED: "arrived cut",
    Outcome.NEEDS_PERSON: "wants a browser",
    Outcome.REFUSED: "refused",
    Outcome.HTML_NOT_PDF: "a web page",
    Outcome.WRONG_ARTICLE: "another paper",
    Outcome.QUARANTINED: "in doubt",
    Outcome.UNAVAILABLE: "not there",
    Outcome.NOT_PDF: "no PDF",
    Outcome.ENCRYPTED: "locked PDF",
    Outcome.TOO_BIG: "too big",
    Outcome.REDIRECT_LOOP: "goes in circles",
    Outcome.TLS: "no safe connection",
    Outcome.BLOCKED: "blocked",
    Outcome.PRIVATE_ADDRESS: "private address",
    Outcome.DISK: "disk",
    Outcome.CANCELLED: "stopped",
}
_GOT = (Outcome.SAVED, Outcome.CANNOT_CHECK)


def clear_layout(layout: Any) -> None:
    """Take all widgets out of *layout* and delete them in the next turn."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class Dot(QWidget):
    """The dot of open access: full, half or ring."""

    def __init__(self, theme: Theme, colour: str, shape: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._colour, self._shape = theme, colour, shape
        self.setFixedSize(theme.px(10), theme.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, (Piece("dot", "dot", self.rect(), self._shape, colour=self._colour),), self._theme)
        painter.end()


def attempt_of(copy: Copy, attempts: tuple[Attempt, ...]) -> Attempt | None:
    """The try at *copy*, newest first; None when it was not tried."""
    addresses = {copy.url, copy.pdf_url, copy.landing_url} - {None}
    return next((attempt for attempt in reversed(attempts) if attempt.url in addresses), None)


def copy_state(copy: Copy, mark: Mark) -> tuple[str, str, str]:
    """(words, tone, whole reason) of what became of *copy*; empty words when nothing has."""
    if mark.kept is not None and any(
        file.source_url in (copy.pdf_url, copy.url) for file in mark.kept.files if file.source_url
    ):
        return "in library", "ok", "The PDF in your library is this copy."
    attempt = attempt_of(copy, mark.download.attempts if mark.download else ())
    if attempt is None:
        return "", "", ""
    return HAPPENED[attempt.outcome], "ok" if attempt.outcome in _GOT else "warn", attempt.reason


def why_this_one(copy: Copy) -> str:
    """Who named the copy and by what: 'best by Unpaywall: oa repository (via OAI-PMH doi match)'."""
    named = wording.source_title(copy.source) if copy.source else ""
    named = {"arxiv": "arXiv", "landing": "its landing page", "user": "you"}.get(copy.source, named)
    start = f"best by {named}" if copy.is_best and named else f"named by {named}" if named else ""
    return ": ".join(part for part in (start, copy.evidence or "") if part)


class CopiesView(QWidget):
    """One row for each place where an open copy may be had: host, version, licence, why, and what happened."""

    def __init__(self, theme: Theme, open_url: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_url = open_url
        self.setObjectName("copiesView")
        self.setAccessibleName("Open-access copies")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown: object = None

    def show_copies(self, paper: Paper, mark: Mark) -> None:
        attempts = mark.download.attempts if mark.download else ()
        files = mark.kept.files if mark.kept else ()
        copies = paper.oa.copies
        if mark.download is not None and len(mark.download.copies) > len(copies):
            copies = mark.download.copies
        shown = (copies, attempts, files, paper.oa.status)
        if shown == self._shown:
            return
        self._shown = shown
        clear_layout(self._column)
        for number, copy in enumerate(copies):
            self._column.addWidget(self._row(copy, mark, last=number == len(copies) - 1))
        self.setVisible(bool(copies))

    def count(self) -> int:
        return self._column.count()

    def _row(self, copy: Copy, mark: Mark, *, last: bool) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not last:
            box.setProperty("edge", "bottom")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, px(5), 0, px(5))
        column.setSpacing(px(1))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        colour = "ok" if copy.host_type == "repository" else "bronze" if not copy.license else "warn"
        row.addWidget(Dot(theme, colour, "full"))
        kind = wording.HOST_TYPES.get(copy.host_type or "", "Copy")
        kind_label = label(kind, "small")
        kind_label.setMinimumWidth(theme.type.metrics(12).horizontalAdvance("Repository"))
        row.addWidget(kind_label)
        host = ElidedLabel(copy.host or copy.url, "small", mode=Qt.TextElideMode.ElideMiddle)
        row.addWidget(host, 1)
        words, tone, reason = copy_state(copy, mark)
        if words:
            state = label(words, "small", tone)
            state.setToolTip(reason)
            row.addWidget(state)
        address = copy.landing_url or copy.url
        link = Button(theme, Kind.LINK, "Open", name=f"Open the copy at {copy.host or address} in the browser")
        link.setToolTip(address)
        link.clicked.connect(lambda _checked=False: self._open_url(address))
        row.addWidget(link)
        column.addLayout(row)
        facts = (wording.version(copy.version), wording.licence(copy.license), reason or why_this_one(copy))
        why = " · ".join(part for part in facts if part)
        line = ElidedLabel(why, "small", "muted")
        line.setContentsMargins(px(18), 0, 0, 0)
        column.addWidget(line)
        spoken = (kind, copy.host or "", words, why)
        box.setAccessibleName(", ".join(part for part in spoken if part))
        return box


class CopyButton(Button):
    """Copies a text, and shows for a moment that it did."""

    def __init__(self, theme: Theme, text: str, name: str, copied: Callable[[str], None]) -> None:
        super().__init__(theme, Kind.QUIET, icon="copy", name=name)
        self._text = text
        self._copied = copied
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copied(self._text)

    def sizeHint(self) -> QSize:
        side = max(self._theme.px(18), self._theme.type.line(12)) + 2 * RING
        return QSize(side, side)

    def _icon_size(self) -> int:
        return 14


class IdentifiersView(QWidget):
    """Every identifier with a button that copies it; they flow like text."""

    def __init__(self, theme: Theme, copied: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._copied = copied
        self.setObjectName("identifiersView")
        self._flow = FlowLayout(self, gap=theme.px(12), line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown: object = None

    def show_ids(self, paper: Paper) -> None:
        items = [(scheme, value) for scheme, value in paper.ids.items() if scheme in wording.SCHEME_TITLES]
        if items == self._shown:
            return
        self._shown = items
        clear_layout(self._flow)
        for scheme, value in items:
            title = wording.SCHEME_TITLES[scheme]
            box = QWidget()
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(self._theme.px(4))
            row.addWidget(label(title, "small", "muted"))
            words = label(value if len(value) <= LONG_ID else f"{value[:12]}…", "small")
            words.setToolTip(value)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row.addWidget(words)
            row.addWidget(CopyButton(self._theme, value, f"Copy {title} {value}", self._copied))
            self._flow.addWidget(box)
        self.updateGeometry()


def is_paratext(paper: Paper) -> bool:
    """Whether Unpaywall lists it as no paper at all but a table of contents, a cover, an index."""
    return any(facts.source == UNPAYWALL and facts.fields.get("is_paratext") is True for facts in paper.facts)


class SourcesLine(QWidget):
    """Who said it and when: 'Semantic Scholar, 20 Nov 2026, 14:31', each a way to its own page of the paper."""

    def __init__(self, theme: Theme, open_url: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_url = open_url
        self.setObjectName("sourcesLine")
        self._flow = FlowLayout(self, gap=theme.px(12), line_gap=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown: object = None

    def show_sources(self, paper: Paper) -> None:
        said = [(facts.source, facts.retrieved) for facts in newest_facts(paper)]
        if not said:
            said = [(name, paper.retrieved or "") for name in paper.sources]
        shown = [(source, when, page_of(source, paper)) for source, when in said]
        if shown == self._shown:
            return
        self._shown = shown
        clear_layout(self._flow)
        for source, when, page in shown:
            title = wording.source_title(source)
            words = ", ".join(part for part in (title, wording.moment(when)) if part)
            if page is None:
                self._flow.addWidget(label(words, "small", "muted"))
                continue
            link = Button(self._theme, Kind.LINK, words, name=f"{words}: open its page")
            link.setObjectName(f"sourceLink.{source}")
            link.setToolTip(page)
            link.clicked.connect(lambda _checked=False, page=page: self._open_url(page))
            self._flow.addWidget(link)
        self.updateGeometry()
