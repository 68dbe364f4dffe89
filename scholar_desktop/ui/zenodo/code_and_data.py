"""Code and data of a paper: Zenodo records with its DOI or a reference to it, found by one request on opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.domain.zenodo.record import Record
from scholar_desktop.domain.zenodo.record_details import related_works
from scholar_desktop.services.zenodo.record_paper_conversion import paper_of
from scholar_desktop.services.zenodo.zenodo_lookup import RecordList
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.record_words import record_type_words
from scholar_desktop.ui.words.wording import calendar_day, size
from scholar_desktop.ui.zenodo.record_rows import empty, sign, waiting_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.zenodo.zenodo_lookup import ZenodoLookup
    from scholar_desktop.ui.theme.theme import Theme

_ICONS = {"software": "code", "dataset": "database"}
MOST_REMEMBERED = 200


class CodeAndData(FoldSection):
    """Shows the records. Signals: `record_wanted` (a Paper that is a record)."""

    record_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        status: Status,
        scope: TaskScope,
        zenodo_lookup: Callable[[], ZenodoLookup],
        parent: QWidget | None = None,
    ) -> None:
        """Create it. zenodo_lookup: returns the service, which is created when the section is first opened."""
        super().__init__(theme, gettext("Code and data"), "codeAndDataButton", parent=parent)
        self._zenodo_lookup = zenodo_lookup
        self._theme = theme
        self._scope = scope.child()
        self._paper: Paper | None = None
        self._found: dict[str, RecordList] = {}
        self._problem: ErrorInfo | None = None
        self._asking = False
        self.setObjectName("codeAndDataView")
        self.setAccessibleName(gettext("Code and data of the paper"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._wait, self._stop = waiting_line(theme, self.body, "stopCodeAndDataButton")
        self._stop.clicked.connect(self._on_stop)
        self._waits = WaitingWords(status, self._wait.show_text, self)
        self.opened.connect(self._ask)

    def show_paper(self, paper: Paper | None, *, is_record: bool) -> None:
        """Follow the paper shown, without a request. Hidden for a record, which names its related works itself."""
        can_ask = paper is not None and not is_record and bool(paper.ids.doi or paper.ids.arxiv)
        self.setVisible(can_ask)
        if paper is None or not can_ask:
            self._paper = None
            return
        if self._paper is None or self._paper.id != paper.id:
            self._scope.cancel("companions")
            self._asking, self._problem = False, None
            self.set_open(self.is_open and paper.id in self._found)
            self._paper = paper
            self._show()
        self._paper = paper

    def _ask(self) -> None:
        paper = self._paper
        if paper is None or paper.id in self._found or self._asking:
            self._show()
            return
        self._asking, self._problem = True, None
        self._show()
        self._scope.start(self._asked(paper), name="code and data of a paper", latest="companions")

    async def _asked(self, paper: Paper) -> None:
        try:
            found = await self._zenodo_lookup().about(paper, RequestOptions())
        except ScholarError as error:
            self._problem = error.info
        else:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            self._found[paper.id] = found
        self._asking = False
        self._show()

    def _on_stop(self) -> None:
        self._scope.cancel("companions")
        self._asking = False
        self.set_open(False)
        self._show()

    def _show(self) -> None:
        paper = self._paper
        found = self._found.get(paper.id) if paper is not None else None
        count = len(found.records) if found is not None else 0
        self.set_title(
            gettext("Code and data ({count})", count=count) if found is not None else gettext("Code and data at Zenodo")
        )
        set_tooltip(
            self.button,
            "" if found is not None else gettext("Searches Zenodo for records about this paper (1 request)."),
        )
        clear_layout(self._rows)
        loading = paper is not None and self.is_open and self._asking
        self._wait.setVisible(loading)
        self._stop.setVisible(loading)
        if loading:
            self._waits.start(gettext("Searching Zenodo for code and data…"), source=ZENODO)
            return
        self._waits.stop()
        if paper is None or not self.is_open:
            return
        if self._problem is not None:
            empty(self._rows, f"{shown(self._problem.message)} {shown(self._problem.hint or '')}".strip())
            again = Button(self._theme, ButtonKind.LINK, gettext("Try again"))
            again.setObjectName("codeAndDataAgainButton")
            again.clicked.connect(self._ask)
            self._rows.addWidget(again)
        elif found is not None and not found.records:
            empty(self._rows, gettext("No code or data found at Zenodo for this paper."))
        elif found is not None:
            for place, record in enumerate(found.records):
                self._rows.addWidget(self._row(paper, record, last=place == count - 1))
            if found.more:
                total = found.total or count
                empty(self._rows, gettext("The first {count} of {total} records.", count=count, total=total))

    def _row(self, paper: Paper, record: Record, *, last: bool) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not last:
            box.setProperty("edge", "bottom")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, px(4), 0, px(4))
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(sign(theme, _ICONS.get(record.type or "", "file-text")))
        title = plain(record.title)
        row.addWidget(ElidedLabel(title, "small"), 1)
        link = Button(theme, ButtonKind.LINK, pgettext("verb", "Open"), name=gettext("Open “{title}”", title=title))
        link.setObjectName("companionButton")
        link.clicked.connect(lambda _checked=False: self.record_wanted.emit(paper_of(record, current_timestamp())))
        row.addWidget(link)
        column.addLayout(row)
        about = ElidedLabel(_about(paper, record), "small", "muted")
        about.setContentsMargins(px(22), 0, 0, 0)
        column.addWidget(about)
        box.setAccessibleName(f"{title}, {about.whole_text()}")
        return box


def _about(paper: Paper, record: Record) -> str:
    """Return 'supplements this paper · dataset · v1.1 · 3 files, 24 kB · 20 Nov 2026'."""
    ids = {value.lower() for value in (paper.ids.doi, paper.ids.arxiv) if value}
    named = next(
        (one.words for one in related_works(record) if one.identifier and _is_in(one.identifier.value, ids)), ""
    )
    how = ""
    if named:
        how = gettext("{relation} this paper", relation=named)
    elif record.doi and record.doi.lower() in ids:
        how = gettext("has the same DOI")
    total = size(sum(file.size or 0 for file in record.files))
    files = gettext("no open files")
    if record.files:
        files = ngettext("{count} file, {size}", "{count} files, {size}", len(record.files), size=total)
    kind = record_type_words(record.subtype or record.type or "")
    day = calendar_day(record.date or "") or record.date or ""
    return " · ".join(part for part in (how, kind, record.version or "", files, day) if part)


def _is_in(value: str, ids: set[str]) -> bool:
    value = value.lower()
    return value in ids or value.removeprefix("10.48550/arxiv.") in ids
