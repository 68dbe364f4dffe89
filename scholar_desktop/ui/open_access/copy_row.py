"""The row of one copy in the detail pane: host, version, licence, reason for its place, and outcome of attempts."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.paper import Copy
from scholar_desktop.services.open_access.candidates import EUROPE_PMC, LANDING_PAGE, PMC, RXIV, USER
from scholar_desktop.services.open_access.shown_copies import ShownCopy
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.open_access.access_panel import Dot
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.words import access_words, wording
from scholar_desktop.ui.words.literal_text import set_tooltip

OUTCOME_WORDS = {
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
_SAVED = (Outcome.SAVED, Outcome.CANNOT_CHECK)
SOURCE_WORDS = {
    "arxiv": "arXiv's number",
    LANDING_PAGE: "its own page",
    USER: "you",
    PMC: "its PMC number",
    EUROPE_PMC: "Europe PMC",
    "acl": "its number in the Anthology",
    RXIV: "its DOI",
}


class CopyState(msgspec.Struct, frozen=True):
    """What happened with a copy.

    words: a short text, empty if nothing happened; tone: of the text; explanation: a whole sentence with the time.
    """

    words: str = ""
    tone: str = ""
    explanation: str = ""


class CopyActions(msgspec.Struct, frozen=True):
    """The callbacks for the buttons of a row."""

    get: Callable[[Copy], None]
    open: Callable[[str], None]
    copy: Callable[[str], None]
    forget: Callable[[Copy], None]


def attempt_of(copy: Copy, attempts: tuple[Attempt, ...]) -> Attempt | None:
    """Return the newest attempt at *copy*; None if it was not tried."""
    addresses = {copy.url, copy.pdf_url, copy.landing_url} - {None}
    return next((attempt for attempt in reversed(attempts) if attempt.url in addresses), None)


def copy_state(copy: Copy, mark: PaperStatus) -> CopyState:
    """Return what happened with *copy*, from the library and the download queue."""
    if mark.kept is not None and any(
        file.source_url in (copy.pdf_url, copy.url) for file in mark.kept.files if file.source_url
    ):
        return CopyState("in library", "ok", "The PDF in your library is this copy.")
    item = mark.download
    if item is None:
        return CopyState()
    current = item.copies[item.current] if item.current is not None and item.current < len(item.copies) else None
    if item.state is DownloadState.RUNNING and current is not None and current.url == copy.url:
        return CopyState("being tried", "", "It is on its way.")
    attempt = attempt_of(copy, item.attempts)
    if attempt is None:
        return CopyState()
    when = wording.moment(attempt.at)
    explanation = f"{attempt.reason} {f'Tried {when}.' if when else ''}".strip()
    return CopyState(OUTCOME_WORDS[attempt.outcome], "ok" if attempt.outcome in _SAVED else "warn", explanation)


def source_words(copy: Copy) -> str:
    """Return 'best by Unpaywall', 'named by Semantic Scholar', or 'by its PMC number'."""
    if copy.source in SOURCE_WORDS:
        return f"by {SOURCE_WORDS[copy.source]}"
    named = wording.source_title(copy.source) if copy.source else ""
    return f"best by {named}" if copy.is_best and named else f"named by {named}" if named else ""


class RowButton(Button):
    """An icon button that is low enough for a row."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__(theme, ButtonKind.QUIET, icon=icon, name=name)

    def sizeHint(self) -> QSize:
        side = max(self._theme.px(20), self._theme.type.line(12)) + 2 * RING
        return QSize(side, side)

    def _icon_size(self) -> int:
        return 14


def copy_row(theme: Theme, shown: ShownCopy, state: CopyState, actions: CopyActions, *, gettable: str) -> QWidget:
    """Return the widget of the row.

    Args:
        gettable: why the copy cannot be downloaded now; empty if it can.
    """
    copy, px = shown.copy, theme.px
    box = QWidget()
    box.setProperty("edge", "bottom")
    box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, px(4), 0, px(5))
    column.setSpacing(px(1))
    row = QHBoxLayout()
    row.setSpacing(px(6))
    row.addWidget(_dot(theme, copy, shown))
    kind = _kind(copy)
    kind_label = label(kind, "small")
    kind_label.setMinimumWidth(theme.type.metrics(12).horizontalAdvance("Repository"))
    row.addWidget(kind_label)
    host = copy.host or copy.url
    row.addWidget(ElidedLabel(host, "small", mode=Qt.TextElideMode.ElideMiddle, hint=copy.pdf_url or copy.url), 1)
    if state.words:
        row.addWidget(label(state.words, "small", state.tone))
    for button in _buttons(theme, shown, host, actions, gettable):
        row.addWidget(button)
    column.addLayout(row)
    facts = _facts(shown)
    column.addWidget(_indented(label(facts, "small", wrap=True), px(16)))
    why = _why(shown)
    reason = ElidedLabel(why, "small", "muted", hint=copy.evidence or "")
    column.addWidget(_indented(reason, px(16)))
    if state.explanation and state.words != "in library":
        explanation = Prose("small", state.tone or "muted")
        explanation.show_text(state.explanation)
        column.addWidget(_indented(explanation, px(16)))
    spoken = (kind, host, state.words, facts, why, state.explanation)
    box.setAccessibleName(", ".join(part for part in spoken if part))
    return box


def _buttons(theme: Theme, shown: ShownCopy, host: str, actions: CopyActions, gettable: str) -> list[Button]:
    copy = shown.copy
    page = copy.landing_url or copy.url
    link = copy.pdf_url or copy.landing_url or copy.url
    buttons: list[Button] = []
    if not shown.embargoed:
        get = Button(theme, ButtonKind.LINK, "Get", name=f"Get the copy at {host}")
        get.setObjectName("getCopyButton")
        set_tooltip(get, gettable or "Get this copy, and no other")
        get.setEnabled(not gettable)
        get.clicked.connect(lambda: actions.get(copy))
        buttons.append(get)
    there = RowButton(theme, "external", f"Open the copy at {host} in the browser")
    there.setObjectName("openCopyButton")
    there.clicked.connect(lambda: actions.open(page))
    take = RowButton(theme, "copy", f"Copy the link to {host}")
    take.setObjectName("copyLinkButton")
    take.clicked.connect(lambda: actions.copy(link))
    buttons += [there, take]
    if copy.source == USER:
        forget = RowButton(theme, "cross", f"Forget the link to {host}")
        forget.setObjectName("forgetLinkButton")
        forget.clicked.connect(lambda: actions.forget(copy))
        buttons.append(forget)
    return buttons


def _dot(theme: Theme, copy: Copy, shown: ShownCopy) -> Dot:
    if shown.embargoed or shown.place is None:
        return Dot(theme, "muted", "ring")
    if copy.host_type == "repository":
        return Dot(theme, "ok", "full")
    if copy.source == USER or copy.host_type is None:
        return Dot(theme, "link", "full")
    return Dot(theme, "warn" if copy.license else "bronze", "full")


def _kind(copy: Copy) -> str:
    if copy.source == USER:
        return "Your link"
    return wording.host_type(copy.host_type) or ("Page" if copy.source == LANDING_PAGE else "Copy")


def _facts(shown: ShownCopy) -> str:
    if shown.embargoed:
        until = wording.calendar_day(shown.until or "")
        return f"{access_words.version_line(shown.copy.version)} · " + (
            f"under embargo until {until}" if until else "under embargo, nobody says until when"
        )
    if shown.is_lookup_only:
        return "not looked up yet"
    return f"{access_words.version_line(shown.copy.version)} · {access_words.licence_line(shown.copy.license)}"


def _why(shown: ShownCopy) -> str:
    """Return '1. A direct link, named by Unpaywall'."""
    why = shown.why[:1].upper() + shown.why[1:]
    named = "" if (shown.copy.is_best and "best" in why) or shown.copy.source == USER else source_words(shown.copy)
    words = ", ".join(part for part in (why, named) if part)
    return f"{shown.place}. {words}" if shown.place is not None else words


def _indented(text: QWidget, by: int) -> QWidget:
    text.setContentsMargins(by, 0, 0, 0)
    return text
