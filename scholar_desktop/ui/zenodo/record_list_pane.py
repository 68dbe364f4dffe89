"""The search for Zenodo records: words, all of Zenodo's filters with counts, order, and export of the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import Bucket, Community
from scholar_desktop.domain.zenodo.record_query import ACCESS, MAX_ROWS, RecordQuery
from scholar_desktop.services.zenodo.record_export import save_table
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.rows.paper_rows_pane import PaperRowsPane
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import Choice, ChoiceChip
from scholar_desktop.ui.widgets.find_edit import FindEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.wording import counted, exact, number
from scholar_desktop.ui.zenodo.record_search import RecordSearchSession
from scholar_desktop.ui.zenodo.record_table_export import CSV, JSON, choose_file, save_and_report

SORTS: tuple[Choice, ...] = (
    ("", "Zenodo's order"),
    ("bestmatch", "Best match"),
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("updated-desc", "Changed last"),
    ("updated-asc", "Changed longest ago"),
    ("version", "By version"),
    ("mostviewed", "Most viewed"),
    ("mostdownloaded", "Most downloaded"),
    ("publication-desc", "Published last"),
    ("publication-asc", "Published first"),
    ("conference-desc", "By conference, down"),
    ("conference-asc", "By conference"),
    ("journal-desc", "By journal, down"),
    ("journal-asc", "By journal"),
)
LANGUAGES: tuple[Choice, ...] = tuple(
    (code, words)
    for words, code in (
        ("Arabic", "ara"), ("Chinese", "zho"), ("Dutch", "nld"), ("English", "eng"), ("French", "fra"),
        ("German", "deu"), ("Hebrew", "heb"), ("Italian", "ita"), ("Japanese", "jpn"), ("Polish", "pol"),
        ("Portuguese", "por"), ("Russian", "rus"), ("Spanish", "spa"), ("Turkish", "tur"), ("Ukrainian", "ukr"),
    )
)  # fmt: skip
YEARS: tuple[Choice, ...] = tuple((str(year), f"since {year}") for year in range(2026, 2012, -1))
_FACETS = {
    "type": ("resource_type", "type"),
    "access": ("access_status", "access_right"),
    "file_type": ("file_type",),
    "subject": ("subject", "keywords"),
    "date_from": ("publication_date",),
}
"""The facets of each filter: the current name, then the one used before 2023."""


class RecordListPane(QWidget):
    """Shows the search and its records.

    Signals: `opened` (a Paper that is a record), `community_dropped` (the chip of the community was clicked).
    """

    opened = Signal(object)
    community_dropped = Signal()

    def __init__(self, ui_context: UiContext, name: str, *, named: QWidget, parent: QWidget | None = None) -> None:
        """Create the pane.

        Args:
            name: prefix of the object names (`records`, `communityRecords`).
            named: the widget that gets the property `state`.
        """
        super().__init__(parent)
        self._ui_context = ui_context
        self._theme = ui_context.theme
        self._name = name
        self._scope = ui_context.scope.child()
        self._query = RecordQuery()
        self.search = RecordSearchSession(ui_context.services.zenodo_lookup, self._scope.child(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = PaperRowsPane(
            ui_context.theme,
            ui_context.actions,
            ui_context.marks,
            ui_context.current,
            f"{name}View",
            "Records",
            named=named,
            summaries=True,
        )
        drag_rows(
            self.rows.view, self.rows.model, ui_context.theme, ui_context.messages, lambda: ui_context.services.drag_out
        )
        self.rows.opened.connect(self.opened)
        column.addWidget(self._build_head())
        column.addWidget(self.rows, 1)
        self.rows.view.end_reached.connect(self._on_end_reached)
        self.rows.view.left_upwards.connect(self.edit.setFocus)
        self.search.changed.connect(self._show)
        self._show()

    def papers(self) -> tuple[Paper, ...]:
        """Return the records that are listed."""
        model = self.rows.model
        return tuple(model.paper(row) for row in range(model.rowCount()))

    def _build_head(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(head)
        column.setContentsMargins(px(16), px(8), px(16), px(6))
        column.setSpacing(px(4))
        line = QHBoxLayout()
        line.setSpacing(px(4))
        hint = 'Words, "phrases", or Zenodo\'s own: creators.name:"Ong"'
        self.edit = FindEdit(f"{self._name}Edit", "Search Zenodo's records", hint)
        self.edit.returnPressed.connect(self.run)
        self.edit.down_pressed.connect(self.rows.focus_list)
        line.addWidget(self.edit, 1)
        words = "Search Zenodo" if self._name == "records" else "Search within"
        run = Button(theme, ButtonKind.PRIMARY, words)
        run.setObjectName(f"{self._name}RunButton")
        run.clicked.connect(self.run)
        line.addWidget(run)
        column.addLayout(line)
        chips = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        flow = FlowLayout(chips, gap=0, line_gap=0)
        self._community = Button(theme, ButtonKind.CHIP_SET)
        self._community.setObjectName(f"{self._name}CommunityChip")
        self._community.clicked.connect(self.community_dropped)
        flow.addWidget(self._community)
        self._community.hide()  # until a community is searched
        self._chips: dict[str, ChoiceChip] = {}
        for field, title, none, choices in (
            ("type", "Type", "Any type", ()),
            ("access", "Access", "Any access", tuple((value, value.capitalize()) for value in ACCESS)),
            ("file_type", "File type", "Any file type", ()),
            ("subject", "Subject", "Any subject", ()),
            ("language", "Language", "Any language", LANGUAGES),
            ("date_from", "Year", "Any year", YEARS),
        ):
            chip = ChoiceChip(theme, title, choices, none=none)
            chip.setObjectName(f"{self._name}Chip.{field}")
            chip.chosen.connect(lambda value, field=field: self._on_chosen(field, value))
            self._chips[field] = chip
            flow.addWidget(chip)
        self._versions = Button(theme, ButtonKind.CHIP_OPEN, "All versions")
        self._versions.setObjectName(f"{self._name}AllVersionsChip")
        set_tooltip(self._versions, "Older versions of each record too, not the newest alone.")
        self._versions.clicked.connect(self._on_versions)
        flow.addWidget(self._versions)
        self._sort = ChoiceChip(theme, "Order", SORTS)
        self._sort.setObjectName(f"{self._name}SortChip")
        self._sort.chosen.connect(lambda value: self._change(sort=value or None))
        flow.addWidget(self._sort)
        column.addWidget(chips)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        self._count = ElidedLabel("", "small", "muted")
        foot.addWidget(self._count, 1)
        self._more = Button(theme, ButtonKind.LINK, "Load more: 1 request")
        self._more.setObjectName(f"{self._name}MoreButton")
        self._more.clicked.connect(self.search.load_more)
        foot.addWidget(self._more)
        self._save = Button(theme, ButtonKind.LINK, "Save as table")
        self._save.show_content(ButtonContent("Save as table", "get", trailing="chevron-down"))
        self._save.setObjectName(f"{self._name}SaveButton")
        self._save.clicked.connect(self._on_save)
        foot.addWidget(self._save)
        column.addLayout(foot)
        return head

    # Requests

    @property
    def query(self) -> RecordQuery:
        return self._query

    def show_query(self, query: RecordQuery, community: Community | None = None) -> None:
        """Search *query*, within *community* if one is given."""
        self.search.community = community
        self._query = query
        self.edit.setText(query.words)
        self._show_chips()
        self.search.run(query)

    def run(self) -> None:
        """Search the records that match the box and the chips."""
        words = self.edit.text().strip()
        query = msgspec.structs.replace(self._query, words=words, as_written=False)
        if msgspec.structs.replace(query, sort=None, all_versions=False) == RecordQuery() and not self.search.community:
            self.edit.setFocus()
            return
        self._query = query
        self._show_chips()
        self.search.run(query)

    def _change(self, **values: Any) -> None:
        self._query = msgspec.structs.replace(self._query, **values)
        self.run()

    def _on_chosen(self, field: str, value: str) -> None:
        if field == "type":
            kind, _, subtype = value.partition("::")
            self._change(type=kind or None, subtype=subtype or None)
        else:
            self._change(**{field: value or None})

    def _on_versions(self) -> None:
        self._change(all_versions=not self._query.all_versions)

    def _on_end_reached(self) -> None:
        if self.search.more and self.search.problem is None:
            self.search.load_more()

    # Display

    def _show_chips(self) -> None:
        query = self._query
        kind = "::".join(part for part in (query.type, query.subtype) if part)
        for field, value in (
            ("type", kind),
            ("access", query.access),
            ("file_type", query.file_type),
            ("subject", query.subject),
            ("language", query.language),
            ("date_from", query.date_from),
        ):
            self._chips[field].set_value(value or "")
        self._sort.set_value(query.sort or "")
        on = query.all_versions
        self._versions.set_kind(ButtonKind.CHIP_SET if on else ButtonKind.CHIP_OPEN)
        self._versions.show_content(ButtonContent("All versions", trailing="cross" if on else None))
        community = self.search.community
        named = community.title if community is not None else query.community or ""
        self._community.setVisible(bool(named) and self._name == "records")
        short = named if len(named) <= 28 else f"{named[:27]}…"
        self._community.show_content(
            ButtonContent(short, "people", trailing="cross"), name=f"Within {named}: search all of Zenodo"
        )

    def _show(self) -> None:
        search = self.search
        for field, names in _FACETS.items():
            buckets = next((search.facets[name] for name in names if search.facets.get(name)), ())
            if buckets or field != "access":
                self._chips[field].set_choices(_choices(field, buckets))
        self.rows.show_papers(search.papers)
        self._show_count()
        self._show_state()

    def _show_count(self) -> None:
        search = self.search
        loaded = len(search.records)
        words = ""
        if search.total is not None:
            words = counted(search.total, "record", "records")
            if search.total > loaded:
                words = f"{exact(loaded)} of {exact(search.total)} records loaded"
            if search.is_at_result_limit:
                words += f". Zenodo shows the first {exact(MAX_ROWS)}: narrow the search, or turn its order round"
        self._count.show_text(words)
        self._more.setVisible(search.more and not search.loading)
        self._save.setVisible(bool(loaded))

    def _show_state(self) -> None:
        search, pane = self.search, self.rows.pane
        again = Step("Try again", search.load_more, icon="refresh")
        if search.query is None:
            heading = "Search Zenodo's records: papers, data, software, talks"
            text = "Data and software that belong to a paper are often found here alone. 25 records are one request."
            pane.show_message(EMPTY, PageMessage(heading, text, "database"))
        elif search.problem is not None and not search.records:
            steps = (again,) if search.problem.code != "usage" else ()
            message = PageMessage(search.problem.message, search.problem.hint or "", "alert", "error", steps=steps)
            pane.show_message(ERROR, message)
        elif search.problem is not None:
            pane.show_rows(PARTIAL, Note(search.problem.message, "", "error", "alert", (again,)))
        elif search.loading:
            note = asking_note(
                self._ui_context.services.status, "Asking Zenodo.", "", (Step("Stop", search.stop),), source=ZENODO
            )
            if search.records:
                pane.show_rows(WAITING, note)
            else:
                pane.wait(note)
        elif not search.records:
            heading = "Zenodo has no record like this."
            if search.community is not None:
                heading = "The community has no record like this." if self._query.words else "It has no records yet."
            steps = (Step("Drop all filters", self._drop_filters, main=True),) if self._has_filters() else ()
            text = "Each filter narrows further." if steps else "Try fewer words, or another spelling."
            pane.show_message(EMPTY, PageMessage(heading, text, "search", steps=steps))
        elif search.dropped:
            words = f"Zenodo did not heed {', '.join(search.dropped)}."
            pane.show_rows(PARTIAL, Note(words, "The rows are not narrowed by it.", "warn", "warning"))
        else:
            pane.show_rows(FULL)

    def _has_filters(self) -> bool:
        plain = RecordQuery(words=self._query.words, sort=self._query.sort, all_versions=self._query.all_versions)
        return self._query != plain

    def _drop_filters(self) -> None:
        self._query = RecordQuery(words=self._query.words, sort=self._query.sort)
        self.run()

    # Export of the table

    def _on_save(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = counted(len(self.search.records), "row", "rows")
        for kind, words in ((CSV, f"CSV for spreadsheets, {rows}…"), (JSON, f"JSON, {rows}…")):
            add_entry(menu, words).triggered.connect(lambda _checked=False, kind=kind: self._choose_file(kind))
        menu.popup(self._save.mapToGlobal(QPoint(0, self._save.height())))

    def _choose_file(self, kind: str) -> None:
        choose_file(self._ui_context, self, kind, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the loaded rows to *path*, as CSV or JSON according to its suffix."""
        work = save_and_report(self._ui_context, save_table(self.search.records, path), path)
        self._scope.start(work, name="save a table", latest="save a table")


def _choices(field: str, buckets: tuple[Bucket, ...]) -> list[Choice]:
    """Return the values of a facet, each with its count in the list; a type is followed by its subtypes, and a year has
    the count of that year and the later ones."""
    found: list[Choice] = []
    if field == "date_from":
        since = 0
        for bucket in buckets:  # the newest year first
            since += bucket.count or 0
            found.append((bucket.key, f"since {bucket.key} ({number(since)})"))
        return found or list(YEARS)
    for bucket in buckets:
        found.append((bucket.key, _words(bucket)))
        for inner in bucket.inner:
            subtype = inner.key.removeprefix(f"{bucket.key}-").rpartition("::")[2].removeprefix(f"{bucket.key}-")
            if field == "type" and subtype:
                found.append((f"{bucket.key}::{subtype}", f"    {_words(inner)}"))
    return found


def _words(bucket: Bucket) -> str:
    label = bucket.label or bucket.key
    return f"{label} ({number(bucket.count)})" if bucket.count is not None else label
