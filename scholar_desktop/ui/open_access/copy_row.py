"""The row of one copy in the detail pane: host, version, licence, reason for its place, and outcome of attempts."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptFile
from scholar_desktop.domain.paper import Copy
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import site_of, without_www
from scholar_desktop.services.open_access.candidates import EUROPE_PMC, LANDING_PAGE, PMC, RXIV, USER
from scholar_desktop.services.open_access.shown_copies import ShownCopy, failed_lookup, untried_copies
from scholar_desktop.translation import gettext, pgettext, shown
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.open_access.access_panel import Dot
from scholar_desktop.ui.open_access.linked_pdf import linked_words
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.words import access_words, wording
from scholar_desktop.ui.words.literal_text import set_tooltip

OUTCOME_WORDS = {
    Outcome.SAVED: Message("Saved"),
    Outcome.CANNOT_CHECK: Message("Saved, not checked"),
    Outcome.RATE_LIMITED: Message("Host is busy"),
    Outcome.TIMEOUT: Message("Too slow"),
    Outcome.UNREACHABLE: Message("Not reachable"),
    Outcome.TRUNCATED: Message("Incomplete"),
    Outcome.NEEDS_PERSON: Message("Needs a browser"),
    Outcome.REFUSED: Message("Refused"),
    Outcome.HTML_NOT_PDF: Message("Web page, no PDF"),
    Outcome.WRONG_ARTICLE: Message("Another paper"),
    Outcome.QUARANTINED: Message("To review"),
    Outcome.UNAVAILABLE: Message("Not found"),
    Outcome.NOT_PDF: Message("Not a PDF"),
    Outcome.ENCRYPTED: Message("Locked PDF"),
    Outcome.TOO_BIG: Message("Too large"),
    Outcome.REDIRECT_LOOP: Message("Redirect loop"),
    Outcome.TLS: Message("Insecure connection"),
    Outcome.BLOCKED: Message("Blocked"),
    Outcome.PRIVATE_ADDRESS: Message("Private address"),
    Outcome.DISK: Message("Disk error"),
    Outcome.CANCELLED: Message("Stopped"),
}
_SAVED = (Outcome.SAVED, Outcome.CANNOT_CHECK)
_NOT_TRIED_BECAUSE = {
    ItemOutcome.SAVED: Message("Another copy was saved first."),
    ItemOutcome.DISK: Message("The PDF could not be saved."),
    ItemOutcome.CANCELLED: Message("You cancelled the download first."),
}
SOURCE_WORDS = {
    "arxiv": Message("from its arXiv ID"),
    LANDING_PAGE: Message("from its web page"),
    USER: Message("from you"),
    PMC: Message("from its PMCID"),
    EUROPE_PMC: Message("from Europe PMC"),
    "acl": Message("from its ACL Anthology ID"),
    RXIV: Message("from its DOI"),
}


class CopyState(msgspec.Struct, frozen=True):
    """What happened with a copy.

    words: a short text, empty if nothing happened; tone: of the text; explanation: a whole sentence with the time;
    is_kept: True if the PDF in the library is this copy; host: that answered, if the copy redirects to another one.
    """

    words: str = ""
    tone: str = ""
    explanation: str = ""
    is_kept: bool = False
    host: str = ""


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
    item = mark.download
    attempt = attempt_of(copy, item.attempts) if item is not None else None
    host = _other_host(copy, attempt) if attempt is not None else ""
    if mark.kept is not None and any(_is_file_of(file, copy, attempt) for file in mark.kept.files):
        if mark.kept.trashed:
            words = gettext("The PDF of the paper in the trash is this copy.")
            return CopyState(gettext("In trash"), "muted", words, is_kept=True, host=host)
        words = gettext("The PDF in your library is this copy.")
        return CopyState(gettext("In library"), "ok", words, is_kept=True, host=host)
    if item is None:
        return CopyState()
    current = item.current_copy
    if item.state is DownloadState.RUNNING and current is not None and current.url == copy.url:
        return CopyState(gettext("Downloading"), "", gettext("This copy is being downloaded."))
    if attempt is None and (lookup := failed_lookup(copy, item)) is not None:
        explanation = f"{shown(lookup.reason)} {_tried_words(lookup.at)}".strip()
        return CopyState(shown(OUTCOME_WORDS[Outcome.UNAVAILABLE]), "warn", explanation)
    if attempt is None:
        is_untried = any(one.url == copy.url for one in untried_copies(item))
        return CopyState(gettext("Not tried"), "muted", not_tried_words(item)) if is_untried else CopyState()
    if item is not None and attempt.rejected and item.pdf_version is not None:
        return CopyState(gettext("With linked version"), "muted", f"{linked_words(item.pdf_version)}.", host=host)
    explanation = f"{access_words.attempt_words(attempt)} {_tried_words(attempt.at)}".strip()
    files = mark.kept.files if mark.kept is not None else ()
    if attempt.outcome in _SAVED and all(file.sha256 != attempt.sha256 for file in files):
        words = gettext("This copy was saved, but it is not in your library any more.")
        return CopyState(gettext("Not in library"), "muted", words, host=host)
    tone = "ok" if attempt.outcome in _SAVED else "warn"
    words = gettext("Rejected") if attempt.rejected else shown(OUTCOME_WORDS[attempt.outcome])
    return CopyState(words, tone, explanation, host=host)


def _is_file_of(file: KeptFile, copy: Copy, attempt: Attempt | None) -> bool:
    """Return True if *file* comes from *copy*, or is the same as what it sent: the user may have attached it before."""
    if file.source_url and file.source_url in (copy.pdf_url, copy.url):
        return True
    return attempt is not None and attempt.outcome in _SAVED and file.sha256 == attempt.sha256


def _tried_words(at: str) -> str:
    when = wording.moment(at)
    return gettext("Tried on {date}.", date=when) if when else ""


def not_tried_words(item: DownloadItem) -> str:
    """Return why the download of *item* ended before all of its copies were tried, in a sentence."""
    return shown(_NOT_TRIED_BECAUSE[item.outcome]) if item.outcome in _NOT_TRIED_BECAUSE else ""


def attempt_hosts(attempt: Attempt) -> str:
    """Return the host of the address that was tried, and the one that it redirected to, if that is another."""
    named, host = site_of(attempt.url) or attempt.url, site_of(attempt.final_url)
    if not host or host == named:
        return named
    return gettext("{host}, redirected to {target}", host=named, target=host)


def _other_host(copy: Copy, attempt: Attempt) -> str:
    """Return the host that answered an attempt at *copy*; empty if it is the one that the copy names."""
    host = site_of(attempt.final_url)
    named = without_www(copy.host or "") or site_of(copy.url)
    return "" if host == named else host


def source_words(copy: Copy) -> str:
    """Return 'best copy at Unpaywall', 'from Semantic Scholar', or 'from its PMCID'; empty if unknown."""
    if copy.source in SOURCE_WORDS:
        return shown(SOURCE_WORDS[copy.source])
    named = wording.source_title(copy.source) if copy.source else ""
    if not named:
        return ""
    return gettext("best copy at {source}", source=named) if copy.is_best else gettext("from {source}", source=named)


class RowButton(Button):
    """An icon button that is low enough for a row."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__(theme, ButtonKind.QUIET, icon=icon, name=name)

    def sizeHint(self) -> QSize:
        side = max(self._theme.px(20), self._theme.type.line(12)) + 2 * RING
        return QSize(side, side)

    def _icon_size(self) -> int:
        return 14


def copy_row(
    theme: Theme, listed: ShownCopy, state: CopyState, actions: CopyActions, *, gettable: str | None
) -> QWidget:
    """Return the widget of the row.

    Args:
        gettable: why the copy cannot be downloaded now; empty if it can; None for no button that downloads it.
    """
    copy, px = listed.copy, theme.px
    box = QWidget()
    box.setProperty("edge", "bottom")
    box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, px(4), 0, px(5))
    column.setSpacing(px(1))
    row = QHBoxLayout()
    row.setSpacing(px(6))
    row.addWidget(_dot(theme, copy, listed))
    kind = _kind(copy)
    kind_label = label(kind, "small")
    kind_label.setMinimumWidth(theme.type.metrics(12).horizontalAdvance(wording.host_type("repository")))
    row.addWidget(kind_label)
    host = copy.host or copy.url
    row.addWidget(ElidedLabel(host, "small", mode=Qt.TextElideMode.ElideMiddle, hint=copy.pdf_url or copy.url), 1)
    if state.words:
        row.addWidget(label(state.words, "small", state.tone))
    for button in _buttons(theme, listed, host, actions, gettable):
        row.addWidget(button)
    column.addLayout(row)
    led = gettext("Redirected to {host}", host=state.host) if state.host else ""
    if led:
        column.addWidget(_indented(label(led, "small", wrap=True), px(16)))
    facts = _facts(listed, is_tried=bool(state.words))
    if facts:
        column.addWidget(_indented(label(facts, "small", wrap=True), px(16)))
    why = _why(listed)
    reason = ElidedLabel(why, "small", "muted", hint=shown(copy.evidence or ""))
    column.addWidget(_indented(reason, px(16)))
    if state.explanation and not state.is_kept:
        explanation = Prose("small", state.tone or "muted")
        explanation.show_text(state.explanation)
        column.addWidget(_indented(explanation, px(16)))
    spoken = (kind, host, led, state.words, facts, why, state.explanation)
    box.setAccessibleName(", ".join(part for part in spoken if part))
    return box


def _buttons(theme: Theme, listed: ShownCopy, host: str, actions: CopyActions, gettable: str | None) -> list[Button]:
    copy = listed.copy
    page = copy.landing_url or copy.url
    link = copy.pdf_url or copy.landing_url or copy.url
    buttons: list[Button] = []
    if not listed.embargoed and gettable is not None:
        get = Button(theme, ButtonKind.LINK, gettext("Get"), name=gettext("Get copy from {host}", host=host))
        get.setObjectName("getCopyButton")
        set_tooltip(get, gettable or gettext("Get only this copy"))
        get.setEnabled(not gettable)
        get.clicked.connect(lambda: actions.get(copy))
        buttons.append(get)
    there = RowButton(theme, "external", gettext("Open copy at {host} in the browser", host=host))
    there.setObjectName("openCopyButton")
    there.clicked.connect(lambda: actions.open(page))
    take = RowButton(theme, "copy", gettext("Copy link to {host}", host=host))
    take.setObjectName("copyLinkButton")
    take.clicked.connect(lambda: actions.copy(link))
    buttons += [there, take]
    if copy.source == USER:
        forget = RowButton(theme, "cross", gettext("Remove link to {host}", host=host))
        forget.setObjectName("forgetLinkButton")
        forget.clicked.connect(lambda: actions.forget(copy))
        buttons.append(forget)
    return buttons


def _dot(theme: Theme, copy: Copy, listed: ShownCopy) -> Dot:
    if listed.embargoed or listed.place is None:
        return Dot(theme, "muted", "ring")
    if copy.host_type == "repository":
        return Dot(theme, "ok", "full")
    if copy.source == USER or copy.host_type is None:
        return Dot(theme, "link", "full")
    return Dot(theme, "warn" if copy.license else "bronze", "full")


def _kind(copy: Copy) -> str:
    if copy.source == USER:
        return gettext("Your link")
    if kind := wording.host_type(copy.host_type):
        return kind
    return gettext("Web page") if copy.source == LANDING_PAGE else pgettext("noun", "Copy")


def _facts(listed: ShownCopy, *, is_tried: bool) -> str:
    """Return version and licence of the copy; empty for a page about which the row says that it was tried."""
    if listed.embargoed:
        until = wording.calendar_day(listed.until or "")
        embargo = gettext("under embargo, end date unknown")
        if until:
            embargo = gettext("under embargo until {date}", date=until)
        return f"{access_words.version_line(listed.copy.version)} · {embargo}"
    if listed.is_lookup_only:
        return "" if is_tried else gettext("not looked up yet")
    return f"{access_words.version_line(listed.copy.version)} · {access_words.licence_line(listed.copy.license)}"


def _why(listed: ShownCopy) -> str:
    """Return '1. Direct link, from Unpaywall'."""
    why = shown(listed.why)
    says_source = (listed.copy.is_best and "best" in listed.why) or listed.copy.source == USER
    named = "" if says_source else source_words(listed.copy)
    words = ", ".join(part for part in (why, named) if part)
    return f"{listed.place}. {words}" if listed.place is not None else words


def _indented(text: QWidget, by: int) -> QWidget:
    text.setContentsMargins(by, 0, 0, 0)
    return text
