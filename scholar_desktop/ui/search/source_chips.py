"""One label for each service: its number of results in the current search, or its state as a sign and a word. A press
shows its requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.source import CORPUS, S2, SEARCH_SOURCES, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import LineFlow
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import clock, listed, moment, number, source_title

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from scholar_desktop.domain.search.query import SearchResult
    from scholar_desktop.domain.search.saved_search import SavedSearch
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.ui.actions.action_context import ActionContext

OBJECT_NAMES = {S2: "semantic_scholar", UNPAYWALL: "unpaywall", ZENODO: "zenodo", CORPUS: "corpus"}
SHORT = {S2: "S2", UNPAYWALL: "Unpaywall", ZENODO: "Zenodo"}
TICK_MS = 500
OFF, LEFT_OUT = "off", "left_out"
"""The states of the chip of a source that is off in the settings, and of one that was off when the search was run."""
MOST_COUNTED = 10_000
"""Papers of a filtered list that are counted by source: longer lists take longer than a frame."""


def sources_off(editor: SettingsEditor, only: Collection[str] | None, searched: Collection[str]) -> tuple[str, ...]:
    """Return the services that a search leaves out because they are off in the settings.

    Args:
        only: the sources that were chosen for this search; None for those of the settings.
        searched: the sources that the search has queried.
    """
    if only is not None:
        return ()
    return tuple(name for name in SEARCH_SOURCES if name not in editor.current.sources and name not in searched)


def off_since_saved(
    editor: SettingsEditor, only: Collection[str] | None, searched: Collection[str], saved: SavedSearch
) -> list[str]:
    """Return those of `sources_off` with which *saved*, the saved search that is shown, was saved."""
    return [name for name in sources_off(editor, only, searched) if name in saved.searched]


def sources_left_out(
    editor: SettingsEditor, only: Collection[str] | None, searched: Collection[str]
) -> tuple[str, ...]:
    """Return the services that are on in the settings, but that the search which is shown has left out: they were off
    when it was run. Args: as of `sources_off`."""
    if only is not None or not searched:
        return ()
    return tuple(name for name in SEARCH_SOURCES if name in editor.current.sources and name not in searched)


def missing_sentence(editor: SettingsEditor, only: Collection[str] | None, searched: Collection[str]) -> str:
    """Return which services the search has left out; empty if it has searched all. Args: as of `sources_off`."""
    sentences = (
        off_sentence(sources_off(editor, only, searched)),
        _left_out_sentence(sources_left_out(editor, only, searched)),
    )
    return " ".join(filter(None, sentences))


def _left_out_sentence(names: Sequence[str]) -> str:
    titles = listed([source_title(name) for name in names])
    return gettext("The search did not include {services}.", services=titles) if names else ""


def off_sentence(names: Sequence[str]) -> str:
    """Return that the services *names* were left out; empty if there are none."""
    if not names:
        return ""
    return ngettext(
        "{services} is off in Settings, so it was not searched.",
        "{services} are off in Settings, so they were not searched.",
        len(names),
        services=listed([source_title(name) for name in names]),
    )


def seconds_left(report: SourceReport, now: datetime) -> float | None:
    """Return how long a waiting source still waits, in seconds; None if unknown."""
    return None if report.until is None else max(0.0, (report.until - now).total_seconds())


def chip_content(
    name: str,
    report: SourceReport | None,
    now: datetime,
    *,
    cancelled: bool = False,
    left: int | None = None,
    has_more: bool = False,
) -> ButtonContent:
    """Return the content of a source's chip.

    Args:
        left: how many of its papers the filters leave, None without filters.
        has_more: it has further papers.
    """
    title = source_title(name)
    if report is None:
        return ButtonContent(title)
    match report.phase:
        case Phase.ASKING | Phase.WAITING if cancelled:
            return ButtonContent(title, "cross", "muted", gettext("stopped"))
        case Phase.ASKING:
            return ButtonContent(title, "clock", "muted", number(report.loaded) if report.loaded else "")
        case Phase.WAITING:
            wait = seconds_left(report, now)
            return ButtonContent(title, "clock", "warn", clock(wait) if wait is not None else gettext("waiting"))
        case Phase.OK if has_more and report.total is None and left is None:
            # translators: 50+ papers are loaded, and the service has more of them
            return ButtonContent(title, count=gettext("{count}+", count=number(report.loaded)))
        case Phase.OK:
            return ButtonContent(title, count=number(max(report.total or 0, report.loaded) if left is None else left))
        case Phase.PARTIAL:
            return ButtonContent(title, "warning", "warn", number(report.loaded))
        case Phase.FAILED:
            return ButtonContent(title, "alert", "error", gettext("failed"))
        case _:
            return ButtonContent(title, "info", "muted", _why_skipped(report))


def _why_skipped(report: SourceReport) -> str:
    code = report.error.code if report.error else ""
    if code == "no_email":
        return gettext("no e-mail")
    return gettext("offline") if code == "offline" else gettext("not searched")


def _loaded_words(report: SourceReport, *, has_more: bool) -> str:
    service, loaded = source_title(report.name), number(report.loaded)
    if report.total is not None:
        total = number(max(report.total, report.loaded))
        return gettext("{service}: {loaded} of {total} loaded.", service=service, loaded=loaded, total=total)
    if has_more:
        return gettext("{service}: {loaded} loaded, more available.", service=service, loaded=loaded)
    return gettext("{service}: {loaded} loaded.", service=service, loaded=loaded)


def chip_tooltip(
    name: str,
    report: SourceReport | None,
    left: int | None = None,
    *,
    is_cut: bool = False,
    has_more: bool = False,
) -> str:
    """Return what the source did, and why it failed. left, is_cut: as of `SourceChips.show_reports`; has_more: as of
    `chip_content`."""
    title = source_title(name)
    if report is None:
        return gettext("{service}: not searched yet.", service=title)
    lines = []
    if report.error is not None:
        lines.append(shown(report.error.message))
        if report.error.hint:
            lines.append(shown(report.error.hint))
    elif report.phase is Phase.OK:
        lines.append(_loaded_words(report, has_more=has_more))
        if left is not None and is_cut:
            lines.append(
                ngettext(
                    "{count} in the part of the list that was saved.",
                    "{count} in the part of the list that was saved.",
                    left,
                )
            )
        elif left is not None:
            lines.append(ngettext("{count} shown with the filters.", "{count} shown with the filters.", left))
    elif report.phase is Phase.WAITING:
        lines.append(gettext("Waiting for {service}.", service=title))
    else:
        lines.append(gettext("Searching {service}…", service=title))
    if report.note:
        lines.append(shown(report.note))
    if name != CORPUS:  # it sends none
        lines.append(requests_sentence(report))
        if report.cached and report.received and not report.requests:
            time = moment(report.received)
            lines.append(
                ngettext("It was received {time}.", "The oldest answer was received {time}.", report.cached, time=time)
            )
        lines.append(gettext("Select to see its requests. Choose the sources in Settings."))
    return "\n".join(lines)


def requests_sentence(report: SourceReport) -> str:
    """Return '2 requests sent.', '2 requests sent. 1 saved answer used.'"""
    sentences = [ngettext("{count} request sent.", "{count} requests sent.", report.requests)]
    if report.cached:
        sentences.append(ngettext("{count} saved answer used.", "{count} saved answers used.", report.cached))
    return " ".join(sentences)


def _saved_sentence(reports: Sequence[SourceReport]) -> str:
    """Return when the oldest answer was received if all answers of a search are saved ones; else empty."""
    received = [one.received for one in reports if one.received and one.cached]
    if not received or any(one.requests or not one.settled for one in reports):
        return ""
    return gettext("Saved answers. The oldest answer was received {time}.", time=moment(min(received)))


def _spoken(name: str, report: SourceReport | None, count: str, *, has_more: bool) -> str:
    """Return the accessible name of a chip. count: the word or number in it; has_more: it has further papers."""
    title = source_title(name)
    if has_more and report is not None and report.phase is Phase.OK and report.total is None:
        return gettext("{service}: {loaded} loaded, more available", service=title, loaded=number(report.loaded))
    return f"{title}: {count or (gettext('ready') if report is None else gettext('searching'))}"


class SourceChips(QWidget):
    """The chips of all services, and of the offline corpus if it is a source or was searched. In a small window they
    fold into one, but the chip of a failed service stays visible. A service that is off in the settings has a chip that
    says so, unless only some sources are searched; so has one that was off when the search was run. Beside the chips of
    a search that left sources out, which could be searched now, is a button that searches all of them."""

    calls_wanted = Signal(str)
    """A chip was pressed: show the last requests to its service, and why it failed."""
    page_wanted = Signal(str)
    """The chip of the offline corpus, or of a source that was left out, was pressed: the action that shows its page or
    searches all sources."""

    def __init__(
        self,
        editor: SettingsEditor,
        context: ActionContext,
        has_corpus: Callable[[], bool],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """has_corpus: whether there is an offline corpus; called only if it is a source of searches."""
        super().__init__(parent)
        self._editor = editor
        self._context = context
        self._has_corpus = has_corpus
        self._theme = theme
        self._reports: dict[str, SourceReport] = {}
        self._searched: Collection[str] = ()
        self._cancelled = False
        self._left: dict[str, int] | None = None
        self._more: tuple[str, ...] = ()
        self._is_cut = False
        self._folded = False
        self._only: tuple[str, ...] | None = None
        self._all_sources: Callable[[], QAction] | None = None
        self._leave: Button | None = None
        self.setProperty("focus_group", True)  # as `make_group`, which the start does not load
        row = self._row = LineFlow(self, gap=0, line_gap=theme.px(2))
        self._all = Button(theme, ButtonKind.COUNT)
        self._all.setObjectName("sourceChips")
        self._all.clicked.connect(self._on_all)
        row.addWidget(self._all)
        self._chips: dict[str, Button] = {}
        for name in (*SEARCH_SOURCES, CORPUS):
            chip = Button(theme, ButtonKind.COUNT)
            chip.setObjectName(f"sourceChip.{OBJECT_NAMES[name]}")
            chip.setProperty("source", name)
            chip.clicked.connect(self._on_chip)
            row.addWidget(chip)
            self._chips[name] = chip
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show)
        editor.changed.connect(self._on_setting_changed)
        self._show()

    def show_reports(
        self,
        reports: tuple[SourceReport, ...],
        searched: Collection[str],
        result: SearchResult | None,
        *,
        cancelled: bool = False,
        is_cut: bool = False,
    ) -> None:
        """Show the state of each source; *reports* is empty before the first search.

        Args:
            searched: the sources of the search, also those whose state is not shown.
            result: the list of the search.
            is_cut: the list has only the first papers, because no more were saved when the program ended.
        """
        self._reports = {report.name: report for report in reports}
        self._searched = searched
        self._cancelled = cancelled
        self._left = left_of_each(result) if result is not None else None
        self._more = result.more if result is not None else ()
        self._is_cut = is_cut
        self._show()

    def show_only(self, names: tuple[str, ...] | None, all_sources: Callable[[], QAction]) -> None:
        """Show the sources *names* as the only ones of the next search; None for the sources of the settings.
        all_sources: returns the action that searches these again."""
        self._all_sources = all_sources
        if names != self._only:
            self._only = names
            self._show()

    def _show_leave(self, *, is_shown: bool) -> None:
        """Show the button that searches all sources. It is not part of the start: its action is created later."""
        if is_shown and self._leave is None and self._all_sources is not None:
            button = self._leave = Button(self._theme, ButtonKind.LINK, small=True)
            button.setObjectName("allSourcesButton")
            button.bind(self._all_sources())
            self._row.addWidget(button)
        if self._leave is not None:
            self._leave.setVisible(is_shown)

    def _on_setting_changed(self, key: str) -> None:
        if key == "sources":
            self._show()

    @property
    def _off(self) -> tuple[str, ...]:
        """The services that the search leaves out because they are off in the settings."""
        return sources_off(self._editor, self._only, self._searched)

    @property
    def _left_out(self) -> tuple[str, ...]:
        """The services that are on in the settings, but were off when the search was run."""
        return sources_left_out(self._editor, self._only, self._searched)

    @property
    def _ready(self) -> tuple[str, ...]:
        """The sources that the next search queries."""
        if self._only is not None:
            return self._only
        chosen = self._editor.current.sources
        names = tuple(name for name in SEARCH_SOURCES if name in chosen)
        return (*names, CORPUS) if CORPUS in chosen and self._has_corpus() else names

    @property
    def _is_one_chip(self) -> bool:
        """True if one chip represents all sources. A search of one source alone keeps the chip that names it."""
        return self._folded and (self._only is None or len(self._only) > 1)

    def set_folded(self, folded: bool) -> None:
        self._folded = folded
        self._show()

    def _show(self) -> None:
        now = datetime.now(UTC)
        waiting = False
        names = self._ready
        for name, chip in self._chips.items():
            report = self._reports.get(name)
            left = None if self._left is None else self._left.get(name, 0)
            of_all = None if self._is_cut else left  # as before the restart; the tooltip has the part
            has_more = name in self._more
            content = chip_content(name, report, now, cancelled=self._cancelled, left=of_all, has_more=has_more)
            state = report.phase.value if report is not None else "ready"
            chip.setProperty("state", state)
            chip.show_content(content, name=_spoken(name, report, content.count, has_more=has_more and of_all is None))
            set_tooltip(chip, chip_tooltip(name, report, left, is_cut=self._is_cut, has_more=has_more))
            failed = report is not None and report.phase in (Phase.FAILED, Phase.PARTIAL, Phase.WAITING)
            asked = report is not None or (name in names and not self._reports)
            chip.setVisible(asked and (failed or not self._is_one_chip))
            waiting = waiting or (report is not None and report.phase is Phase.WAITING and not self._cancelled)
        for name in self._off:
            self._show_off(name)
        for name in self._left_out:
            self._show_left_out(name)
        self._show_all()
        has_more = self._only is not None or bool(self._left_out)
        self._show_leave(is_shown=has_more)
        self._context.update(
            some_sources=has_more,
            sources_off=any(name not in self._editor.current.sources for name in SEARCH_SOURCES),
        )
        if waiting != self._tick.isActive():
            if waiting:
                self._tick.start()
            else:
                self._tick.stop()

    def _show_off(self, name: str) -> None:
        chip, title = self._chips[name], source_title(name)
        chip.setProperty("state", OFF)
        chip.show_content(ButtonContent(gettext("{service} off", service=title)))
        set_tooltip(
            chip,
            gettext(
                "{service} is off in Settings, so searches leave it out. Select to choose the sources.", service=title
            ),
        )
        chip.setVisible(not self._is_one_chip)

    def _show_left_out(self, name: str) -> None:
        chip, title = self._chips[name], source_title(name)
        chip.setProperty("state", LEFT_OUT)
        words = gettext("not searched")
        chip.show_content(ButtonContent(title, "info", "muted", words), name=f"{title}: {words}")
        set_tooltip(
            chip, gettext("The search did not include {service}. Select to search all sources again.", service=title)
        )
        chip.setVisible(not self._is_one_chip)

    def _show_all(self) -> None:
        """Update the single chip of a small window: how many services are done."""
        self._all.setVisible(self._is_one_chip)
        reports, off, left_out = tuple(self._reports.values()), self._off, self._left_out
        titles = listed([source_title(name) for name in off])
        off_words = gettext("Off in Settings: {services}.", services=titles) if off else ""
        left_out_words = _left_out_sentence(left_out)
        set_tooltip(self._all, " ".join(filter(None, (off_words, left_out_words, _saved_sentence(reports)))))
        if not reports:
            ready = ngettext("{count} source ready", "{count} sources ready", len(self._ready))
            self._all.show_content(ButtonContent(ready, trailing="chevron-down"))
            return
        good = [report for report in reports if report.phase in (Phase.OK, Phase.SKIPPED)]
        asking = any(not report.settled for report in reports) and not self._cancelled
        icon, colour = ("clock", "muted") if asking else (None, None)
        self._all.show_content(
            ButtonContent(
                gettext("{done} of {total} sources", done=len(good), total=len(reports) + len(off) + len(left_out)),
                icon,
                colour,
                trailing="chevron-down",
            )
        )

    def report_of(self, name: str) -> SourceReport | None:
        """Return what *name* did in the search that is shown; None if it was not queried."""
        return self._reports.get(name)

    def why_not_searched(self, name: str) -> str:
        """Return that the search that is shown, or the next one, leaves the service *name* out; empty if it does
        not."""
        if not self._searched:
            return gettext("{service} is off in Settings.", service=source_title(name)) if name in self._off else ""
        if name in self._searched:
            return ""
        if name in self._off:
            return off_sentence([name])
        return gettext("The last search did not include {service}.", service=source_title(name))

    def _on_chip(self) -> None:
        chip = self.sender()
        assert isinstance(chip, Button)
        if chip.property("state") == OFF:
            self.page_wanted.emit("view.search_sources")
        elif chip.property("state") == LEFT_OUT:
            self.page_wanted.emit("search.all_sources")
        elif chip.property("source") == CORPUS:
            self.page_wanted.emit("view.corpus")
        else:
            self.calls_wanted.emit(chip.property("source"))

    def _on_all(self) -> None:
        """Open the panel from the single chip, at the service that failed, if one did."""
        services = (report for report in self._reports.values() if report.name in SEARCH_SOURCES)
        failed = (report.name for report in services if report.phase in (Phase.FAILED, Phase.PARTIAL))
        self.calls_wanted.emit(next(failed, SEARCH_SOURCES[0]))


def left_of_each(result: SearchResult) -> dict[str, int] | None:
    """Return how many papers of each source are in a list that a filter on this computer or the end of the program has
    shortened; None for another list, and for one that is too long to be counted at once."""
    if len(result.papers) >= min(result.loaded, MOST_COUNTED):
        return None
    return dict(Counter(name for paper in result.papers for name in paper.sources))
