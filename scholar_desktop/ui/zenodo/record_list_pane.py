"""The search for Zenodo records: words, all of Zenodo's filters with counts, order, and export of the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, Offline
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filters import ACCESS_RIGHT, RECORD_TYPE
from scholar_desktop.domain.search.record_runs import RECORD_ORDERS
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.zenodo.record import Bucket, Community
from scholar_desktop.domain.zenodo.record_query import ACCESS, RecordQuery
from scholar_desktop.services.zenodo.record_export import save_table
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_messages import (
    is_offline_problem,
    made_offline_message,
    no_saved_answer_message,
    online_step,
)
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.rows.paper_rows_pane import PaperRowsPane
from scholar_desktop.ui.rows.selection_bar import SelectionBar
from scholar_desktop.ui.rows.sort_head import SortHead
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import Choice, ChoiceChip
from scholar_desktop.ui.widgets.find_edit import FindEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING
from scholar_desktop.ui.words.filter_words import filter_value_words
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import moment, number
from scholar_desktop.ui.zenodo.record_file_commands import add_files_menu
from scholar_desktop.ui.zenodo.record_search import RecordSearchSession
from scholar_desktop.ui.zenodo.record_table_export import CSV, JSON, choose_file, save_and_report

SORTS: tuple[Choice, ...] = (
    ("bestmatch", Message("Best match")),
    ("newest", Message("Newest first")),
    ("oldest", Message("Oldest first")),
    ("updated-desc", Message("Recently updated first")),
    ("updated-asc", Message("Least recently updated first")),
    ("version", Message("Version")),
    ("mostviewed", Message("Most viewed")),
    ("mostdownloaded", Message("Most downloaded")),
    ("publication-desc", Message("Publication date, newest first")),
    ("publication-asc", Message("Publication date, oldest first")),
    ("conference-desc", Message("Conference, Z to A")),
    ("conference-asc", Message("Conference, A to Z")),
    ("journal-desc", Message("Journal, Z to A")),
    ("journal-asc", Message("Journal, A to Z")),
)
HEADS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "bestmatch": (Message("Best match"), ("bestmatch",), Message("By how well the words match.")),
    "published": (Message("Published"), ("publication-desc", "publication-asc"), RECORD_ORDERS["publication-desc"]),
    "added": (Message("Added"), ("newest", "oldest"), RECORD_ORDERS["newest"]),
    "updated": (Message("Updated"), ("updated-desc", "updated-asc"), RECORD_ORDERS["updated-desc"]),
    "views": (Message("Views"), ("mostviewed",), RECORD_ORDERS["mostviewed"]),
    "downloads": (Message("Downloads"), ("mostdownloaded",), RECORD_ORDERS["mostdownloaded"]),
}
"""The orders that the list has heads for: title, Zenodo's orders (the usual one and its reverse), and what it means.
Zenodo sorts: each press is a request."""
LANGUAGES: tuple[Choice, ...] = (
    ("ara", Message("Arabic")),
    ("zho", Message("Chinese")),
    ("nld", Message("Dutch")),
    ("eng", Message("English")),
    ("fra", Message("French")),
    ("deu", Message("German")),
    ("heb", Message("Hebrew")),
    ("ita", Message("Italian")),
    ("jpn", Message("Japanese")),
    ("pol", Message("Polish")),
    ("por", Message("Portuguese")),
    ("rus", Message("Russian")),
    ("spa", Message("Spanish")),
    ("tur", Message("Turkish")),
    ("ukr", Message("Ukrainian")),
)
ACCESS_TITLES: dict[str, str] = {
    "open": Message.in_context("access", "Open"),
    "embargoed": Message("Under embargo"),
    "restricted": Message("Restricted"),
    "metadata-only": Message("Metadata only"),
    "closed": Message("Closed"),
}
YEARS: tuple[Choice, ...] = tuple(
    (str(year), Message("Since {year}", year=str(year))) for year in range(2026, 2012, -1)
)
LEAST_TEXT = 80
"""Width of the search box in pixels at base size, or the button is below it."""
FILTERS = (
    ("type", Message("Type"), Message("Any type"), ()),
    ("access", Message("Access"), Message("Any access"), tuple((value, ACCESS_TITLES[value]) for value in ACCESS)),
    ("file_type", Message("File type"), Message("Any file type"), ()),
    ("subject", Message("Subject"), Message("Any subject"), ()),
    ("language", Message("Language"), Message("Any language"), LANGUAGES),
    ("date_from", Message("Year"), Message("Any year"), YEARS),
)
"""Each filter: its field, its title, the choice that removes it, and its choices before Zenodo sends some."""
_PARAMETERS = {
    "q": Message("Search words"),
    "sort": Message("Sort"),
    "all_versions": Message("All versions"),
    "communities": Message("Community"),
    "type": Message("Type"),
    "subtype": Message("Type"),
    "access_status": Message("Access"),
    "file_type": Message("File type"),
    "subject": Message("Subject"),
}
"""What the window calls the parameters of Zenodo's search."""
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
        self._status = ui_context.services.status
        self._name = name
        self._scope = ui_context.scope.child()
        self._query = RecordQuery()
        services = ui_context.services
        self.search = RecordSearchSession(services.zenodo_lookup, services.search_ledger, self._scope.child(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = PaperRowsPane(
            ui_context.theme,
            ui_context.actions,
            ui_context.marks,
            ui_context.current,
            f"{name}View",  # not translated: an objectName
            gettext("Records"),
            named=named,
            summaries=True,
        )
        drag_rows(
            self.rows.view, self.rows.model, ui_context.theme, ui_context.messages, lambda: ui_context.services.drag_out
        )
        self.rows.opened.connect(self.opened)
        self.rows.add_to_menu = self._add_to_menu
        column.addWidget(self._build_head())
        column.addWidget(self.rows, 1)
        bar = SelectionBar(
            ui_context.theme, ui_context.actions, ui_context.current, self.rows.view, self._orders, of_records=True
        )
        ui_context.messages.keep_free(bar)
        self.rows.view.end_reached.connect(self._on_end_reached)
        self.rows.view.left_upwards.connect(self.edit.setFocus)
        self.search.changed.connect(self._show)
        ui_context.services.status.went_online.connect(lambda _none: self._on_went_online())
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
        line = FlowLayout(gap=px(4), line_gap=px(4))
        # wording: straight quotes are what one types here
        hint = gettext('Words, "exact phrase", or Zenodo query: creators.name:"Ong"')
        # not translated: an objectName
        self.edit = FindEdit(f"{self._name}Edit", gettext("Search Zenodo records"), hint, clears=False)
        self.edit.returnPressed.connect(self.run)
        self.edit.down_pressed.connect(self.rows.focus_list)
        line.add_growing(self.edit, px(LEAST_TEXT))
        words = gettext("Search Zenodo") if self._name == "records" else gettext("Search community")
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
        for field, title, none, choices in FILTERS:
            chip = ChoiceChip(theme, shown(title), _shown_choices(choices), none=shown(none))
            chip.setObjectName(f"{self._name}Chip.{field}")
            chip.chosen.connect(lambda value, field=field: self._on_chosen(field, value))
            self._chips[field] = chip
            flow.addWidget(chip)
        self._versions = Button(theme, ButtonKind.CHIP_OPEN, gettext("All versions"))
        self._versions.setObjectName(f"{self._name}AllVersionsChip")
        set_tooltip(self._versions, gettext("Also show older versions of each record."))
        self._versions.clicked.connect(self._on_versions)
        flow.addWidget(self._versions)
        column.addWidget(chips)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        self._count = ElidedLabel("", "small", "muted")
        foot.addWidget(self._count, 1)
        self._more = Button(theme, ButtonKind.LINK, gettext("Load more"))
        self._more.setObjectName(f"{self._name}MoreButton")
        set_tooltip(self._more, gettext("Loads the next 25 records (1 request)."))
        self._more.clicked.connect(self.search.load_more)
        foot.addWidget(self._more)
        self._save = Button(theme, ButtonKind.LINK, gettext("Export"))
        self._save.show_content(ButtonContent(gettext("Export"), "get", trailing="chevron-down"))
        self._save.setObjectName(f"{self._name}SaveButton")
        self._save.clicked.connect(self._on_save)
        foot.addWidget(self._save)
        column.addLayout(foot)
        fixed = [name for name, (_, sorts, _) in HEADS.items() if len(sorts) == 1]
        self._sort_head = SortHead(theme, [(name, title) for name, (title, _, _) in HEADS.items()], fixed=fixed)
        for name, (_, _, why) in HEADS.items():
            self._sort_head.explain(name, f"{shown(why)} {gettext('Zenodo sorts the list (1 request).')}")
        self._sort_head.chosen.connect(self._on_head)
        self._orders = QWidget()
        orders = QHBoxLayout(self._orders)
        orders.setContentsMargins(0, 0, 0, 0)
        orders.addWidget(self._sort_head)
        self._sort = ChoiceChip(theme, gettext("Other orders"), _shown_choices(_without_heads(HEADS)))
        self._sort.setObjectName(f"{self._name}SortChip")
        self._sort.pressed.connect(self._offer_orders)  # before the menu opens
        self._sort.chosen.connect(lambda value: self._change(sort=value))
        orders.addWidget(self._sort)
        orders.addStretch(1)
        column.addWidget(self._orders)
        return head

    # Requests

    @property
    def query(self) -> RecordQuery:
        return self._query

    def show_query(
        self,
        query: RecordQuery,
        community: Community | None = None,
        *,
        refresh: bool = False,
        stored_only: bool = False,
    ) -> None:
        """Search *query*, within *community* if one is given.

        Args:
            refresh: request it again, without saved answers.
            stored_only: show what is stored, and send nothing.
        """
        self.search.community = community
        self._query = query
        self.edit.setText(query.words)
        self._show_chips()
        self.search.run(query, refresh=refresh, stored_only=stored_only)

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

    def _on_head(self, name: str, is_reversed: bool) -> None:
        self._change(sort=HEADS[name][1][int(is_reversed)])

    def _offer_orders(self) -> None:
        """Offer the orders without a head, and those whose head has no room."""
        self._sort.set_choices(_shown_choices(_without_heads(self._sort_head.values_shown)))

    def _show_order(self) -> None:
        """Show by which head the list is sorted; an order without a head is shown beside the heads."""
        sort = self._query.sort or ("bestmatch" if self._query.words else "newest")
        name = next((name for name, (_, sorts, _) in HEADS.items() if sort in sorts), "")
        self._sort_head.show_order(name, is_reversed=bool(name) and HEADS[name][1].index(sort) == 1)
        self._sort.set_value("" if name else sort)

    def _on_versions(self) -> None:
        self._change(all_versions=not self._query.all_versions)

    def _on_end_reached(self) -> None:
        if self.search.more and self.search.problem is None:
            self.search.load_more()

    def _on_went_online(self) -> None:
        """Offer to search again what was searched offline; the user may want to change it first."""
        problem = self.search.problem
        if problem is None or problem.code != Offline.code:
            return
        if self.search.records:
            self._show_state()
        else:
            self.rows.pane.show_message(EMPTY, made_offline_message(self.search.load_more))

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
        self._show_order()
        on = query.all_versions
        self._versions.set_kind(ButtonKind.CHIP_SET if on else ButtonKind.CHIP_OPEN)
        self._versions.show_content(ButtonContent(gettext("All versions"), trailing="cross" if on else None))
        community = self.search.community
        named = community.title if community is not None else query.community or ""
        self._community.setVisible(bool(named) and self._name == "records")
        short = shorten(named, 28)
        self._community.show_content(
            ButtonContent(short, "people", trailing="cross"),
            name=gettext("In community “{name}”. Search all of Zenodo", name=named),
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
            words = ngettext("{count} record", "{count} records", search.total)
            if search.is_at_result_limit:
                words = gettext(
                    "{loaded} of {total} records. Zenodo shows no more: narrow the search or sort it differently.",
                    loaded=loaded,
                    total=search.total,
                )
            elif search.total > loaded:
                words = gettext("{loaded} of {total} records", loaded=loaded, total=search.total)
        if words and search.saved_at is not None:
            words = " · ".join((words, gettext("saved answer of {date}", date=moment(search.saved_at))))
        self._count.show_text(words)
        self._more.setVisible(search.more and not search.loading)
        self._save.setVisible(bool(loaded))
        for control in (self._sort_head, self._sort):
            control.setVisible(loaded > 1 or self._query.sort is not None)

    def _show_state(self) -> None:
        search, pane = self.search, self.rows.pane
        if search.query is None:
            heading = gettext("Search Zenodo")
            text = gettext("Find papers, datasets, software and talks. Data and code of a paper are often only here.")
            pane.show_message(EMPTY, PageMessage(heading, text, "database"))
        elif search.problem is not None and not search.records:
            pane.show_message(ERROR, self._problem_message(search.problem))
        elif search.problem is not None:
            is_offline = is_offline_problem(search.problem, self._status)
            step = online_step(self._status, search.load_more) if is_offline else self._again()
            pane.show_rows(PARTIAL, Note(shown(search.problem.message), "", "error", "alert", (step,)))
        elif search.loading:
            stop = Step(gettext("Stop"), search.stop)
            note = asking_note(self._status, gettext("Searching Zenodo…"), "", (stop,), source=ZENODO)
            if search.records:
                pane.show_rows(WAITING, note)
            else:
                pane.wait(note)
        elif not search.records:
            heading = gettext("No records found")
            if search.community is not None:
                heading = gettext("No records found in this community")
            has_filters, text = self._has_filters(), gettext("Try fewer words or another spelling.")
            if search.community is not None and not self._query.words and not has_filters:
                heading, text = gettext("This community has no records yet"), ""
            steps = (Step(gettext("Clear filters"), self._drop_filters, main=True),) if has_filters else ()
            if has_filters:
                text = gettext("Clear the filters to see more records.")
            pane.show_message(EMPTY, PageMessage(heading, text, "search", steps=steps))
        elif search.dropped:
            names = dict.fromkeys(shown(_PARAMETERS.get(name, name)) for name in search.dropped)
            words = gettext("Zenodo ignored: {filters}.", filters=", ".join(names))
            note = Note(words, gettext("The list may contain other records, too."), "warn", "warning")
            pane.show_rows(PARTIAL, note)
        else:
            pane.show_rows(FULL)

    def _again(self) -> Step:
        return Step(gettext("Try again"), self.search.load_more, icon="refresh")

    def _problem_message(self, problem: ErrorInfo) -> PageMessage:
        """Return the message that *problem* left nothing to show."""
        if is_offline_problem(problem, self._status):
            return no_saved_answer_message(self._status, self.search.load_more)
        steps = (self._again(),) if problem.code != "usage" else ()
        return PageMessage(shown(problem.message), shown(problem.hint or ""), "alert", "error", steps=steps)

    def _has_filters(self) -> bool:
        plain = RecordQuery(words=self._query.words, sort=self._query.sort, all_versions=self._query.all_versions)
        return self._query != plain

    def _drop_filters(self) -> None:
        self._query = RecordQuery(words=self._query.words, sort=self._query.sort)
        self.run()

    def _add_to_menu(self, menu: QMenu) -> None:
        """Offer the files of the selected record in the context menu, if it is the only one."""
        rows = self.rows.view.chosen_rows()
        if len(rows) != 1 or rows[0] >= len(self.search.records):
            return
        record, paper = self.search.records[rows[0]], self.search.papers[rows[0]]
        entries, get = menu.actions(), self._ui_context.actions["paper.get_pdf"]
        place = entries.index(get) + 1 if get in entries else 1
        add_files_menu(
            self._ui_context,
            menu,
            record,
            paper,
            before=entries[place] if place < len(entries) else None,
            show_all=lambda: self.opened.emit(paper),
        )

    # Export of the table

    def _on_save(self) -> None:
        menu = make_menu(self)
        rows = len(self.search.records)
        for kind, words in (
            (CSV, ngettext("CSV, {count} record…", "CSV, {count} records…", rows)),
            (JSON, ngettext("JSON, {count} record…", "JSON, {count} records…", rows)),
        ):
            add_entry(menu, words).triggered.connect(lambda _checked=False, kind=kind: self._choose_file(kind))
        menu.popup(self._save.mapToGlobal(QPoint(0, self._save.height())))

    def _choose_file(self, kind: str) -> None:
        choose_file(self._ui_context, self, kind, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the loaded rows to *path*, as CSV or JSON according to its suffix."""
        work = save_and_report(self._ui_context, save_table(self.search.records, path), path)
        self._scope.start(work, name="save a table", latest="save a table")


def _without_heads(heads: Iterable[str]) -> list[Choice]:
    """Return the orders that none of *heads* sorts by."""
    of_heads = {sort for name in heads for sort in HEADS[name][1]}
    return [choice for choice in SORTS if choice[0] not in of_heads]


def _shown_choices(choices: Sequence[Choice]) -> list[Choice]:
    return [(value, shown(words)) for value, words in choices]


def _choices(field: str, buckets: tuple[Bucket, ...]) -> list[Choice]:
    """Return the values of a facet, each with its count in the list; a type is followed by its subtypes, and a year has
    the count of that year and the later ones."""
    found: list[Choice] = []
    if field == "date_from":
        since = 0
        for bucket in buckets:  # the newest year first
            since += bucket.count or 0
            found.append((bucket.key, gettext("Since {year} ({count})", year=bucket.key, count=number(since))))
        return found or _shown_choices(YEARS)
    for bucket in buckets:
        found.append((bucket.key, _words(field, bucket, bucket.key)))
        for inner in bucket.inner:
            subtype = inner.key.removeprefix(f"{bucket.key}-").rpartition("::")[2].removeprefix(f"{bucket.key}-")
            if field == "type" and subtype:
                found.append((f"{bucket.key}::{subtype}", f"    {_words(field, inner, subtype)}"))
    return found


def _words(field: str, bucket: Bucket, value: str) -> str:
    label = bucket.label or value
    if field in ("type", "access"):
        label = filter_value_words(RECORD_TYPE if field == "type" else ACCESS_RIGHT, value, bucket.label)
    return f"{label} ({number(bucket.count)})" if bucket.count is not None else label
