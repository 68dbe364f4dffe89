"""The filters of a search as chips.

A filter that is set shows its value and a cross; one that is not set is dashed. Filters that do not fit, and rarely
used ones, are in one menu until they are set.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.domain.search.filters import DATES, NAMES, NO_FILTERS, OPEN_ACCESS, YEARS, Filters
from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.removable_chip import DropChip
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.search.query import SearchResult
    from scholar_desktop.services.search.search_run import SearchRun
    from scholar_desktop.ui.search.filter_panels import FilterPanel
    from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel

SHOWN_UNSET = NAMES[: NAMES.index(DATES)]
"""Filters that have a chip of their own while they are not set, if there is room."""


class FilterChips(QWidget):
    """Shows and sets the filters; `changed` carries the new ones."""

    changed = Signal(object)
    any_set_changed = Signal(bool)
    """The first filter was set (True), or the last one was removed."""
    sources_wanted = Signal()
    """The user wants to choose the sources."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filters = NO_FILTERS
        self._was_any_set = False
        self._folded = False
        self._result: SearchResult | None = None
        self._run: SearchRun | None = None
        self._years_panel: YearsPanel | None = None
        self._panel: FilterPanel | None = None
        self._hidden: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for name, value in (("focus_group", True), ("list_below", "resultsView")):
            self.setProperty(name, value)  # as `make_group`, which the start does not load
        self._flow = FlowLayout(self, gap=0, line_gap=theme.px(2))
        self._chips: dict[str, DropChip] = {}
        self._more = Button(theme, ButtonKind.CHIP_OPEN, gettext("More filters"), icon="filter", parent=self)
        self._more.setObjectName("filterChip.more")
        self._more.clicked.connect(self._on_more)
        self._clear: Button | None = None
        for name in SHOWN_UNSET:
            self._chip(name)
        self._show()

    @property
    def filters(self) -> Filters:
        return self._filters

    def show_filters(self, filters: Filters) -> None:
        """Show *filters* without emitting a signal."""
        if filters != self._filters:
            self._filters = filters
            self._show()

    def restore(self, kept: dict[str, object]) -> None:
        """Show the filters of an earlier run of the program; invalid ones are ignored."""
        try:
            self.show_filters(msgspec.convert(kept, Filters))
        except msgspec.ValidationError:
            return

    def forget_focus(self) -> None:
        """Let Tab stop at the first chip the next time, not at the one that was used last for another search."""
        last = self.focusWidget()
        if last is not None and not last.hasFocus():
            last.clearFocus()

    def show_result(self, result: SearchResult | None, run: SearchRun | None) -> None:
        """Set the result whose papers are counted for each value, and whose tooltips show what each filter did. run:
        the search that found it; None for one of an earlier run of the program."""
        self._result, self._run = result, run
        self._show_tooltips()

    def clear(self) -> None:
        """Remove all filters."""
        self._change(NO_FILTERS)

    def set_folded(self, folded: bool) -> None:
        """In a small window, moves the filters that are not set into one menu."""
        if folded is not self._folded:
            self._folded = folded
            self._show()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(90), self._more.sizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _chip(self, name: str) -> DropChip:
        """Return the chip of *name*, created when first needed."""
        chip = self._chips.get(name)
        if chip is None:
            chip = DropChip(self._theme, ButtonKind.CHIP_OPEN, parent=self)
            chip.setObjectName(f"filterChip.{name}")
            chip.clicked.connect(partial(self.open_panel, name))
            chip.dropped.connect(partial(self.drop, name))
            self._chips[name] = chip
            self._flow.addWidget(chip)
            # the menu of the other filters is last, and then the button that clears all
            for last in (self._more, self._clear):
                if last is not None:
                    self._flow.removeWidget(last)
                    self._flow.addWidget(last)
        return chip

    def _show_clear(self) -> None:
        """Show the button that removes all filters while any is set: they stay for the next search."""
        if self._clear is None and self._filters.any_set:
            self._clear = Button(self._theme, ButtonKind.LINK, gettext("Clear filters"), icon="cross", parent=self)
            self._clear.setObjectName("filterChip.clear")
            set_tooltip(
                self._clear,
                gettext("Clear filters. They stay for your next searches until you clear them."),
            )
            self._clear.clicked.connect(self.clear)
            self._flow.addWidget(self._clear)
        if self._clear is not None:
            is_left = self._clear.hasFocus() and not self._filters.any_set
            self._clear.setVisible(self._filters.any_set)
            if is_left and (chip := next((one for one in self._chips.values() if one.isVisible()), None)) is not None:
                chip.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._filters.any_set is not self._was_any_set:
            self._was_any_set = self._filters.any_set
            self.any_set_changed.emit(self._was_any_set)

    def _show(self) -> None:
        from scholar_desktop.ui.words.filter_words import filter_title, value_words

        is_set = self._filters.names()
        for name in is_set:
            self._chip(name)
        for name, chip in self._chips.items():
            chip.show_filter(filter_title(name), value_words(self._filters, name))
        self._show_tooltips()
        self._show_clear()
        self._fit()

    def _show_tooltips(self) -> None:
        from scholar_desktop.ui.words.filter_words import counted_values_words, filter_effect_words, filter_scope_words

        done = {one.name: one for one in self._result.effects} if self._result is not None else {}
        is_set = self._filters.names()
        for name, chip in self._chips.items():
            lines = [filter_scope_words(name, self._filters)]
            if name in is_set:
                if values := counted_values_words(self._filters, name):
                    lines.insert(0, values)
                if name in done:
                    lines.append(filter_effect_words(done[name]))
                lines.append(gettext("Click the cross (or press Delete) to remove it."))
            set_tooltip(chip, "\n".join(lines))

    def _fit(self) -> None:
        """Decide which of the filters that are not set have a chip: as many as fit on one line."""
        is_set = self._filters.names()
        unset = [name for name in SHOWN_UNSET if name not in is_set]
        shown: list[str] = []
        # a chip that was there goes into the menu only if the two buttons at the end have lost their words
        for has_words in ((True, True), (False, True), (False, False)):
            self._show_ends(*has_words)
            shown = self._fitting(unset)
            if self._folded or len(shown) == len(unset):
                break
        hidden = tuple(name for name in NAMES if name not in is_set and name not in shown)
        for name, chip in self._chips.items():
            chip.setVisible(name in is_set or name in shown)
        self._hidden = hidden
        self._more.setVisible(bool(hidden))
        if len(hidden) == len(NAMES):
            self._more.show_content(ButtonContent(gettext("Filters"), "filter"), name=gettext("Add a filter"))
        self._flow.invalidate()
        self.updateGeometry()

    def _show_ends(self, more_words: bool, clear_words: bool) -> None:
        """Show the menu of the other filters and the button that clears all, with their words or as icons only."""
        words = gettext("More filters")
        self._more.show_content(ButtonContent(words if more_words else "", "filter"), name=gettext("Add a filter"))
        set_tooltip(self._more, "" if more_words else words)
        if self._clear is not None:
            words = gettext("Clear filters")
            self._clear.show_content(ButtonContent(words if clear_words else "", "cross"), name=words)

    def _fitting(self, unset: list[str]) -> list[str]:
        """Return those of *unset* whose chips fit on one line with all others."""
        is_set = self._filters.names()
        room = self.width() - self._more.sizeHint().width()
        room -= sum(self._chips[name].sizeHint().width() for name in is_set)
        room -= self._clear.sizeHint().width() if self._clear is not None and is_set else 0
        shown: list[str] = []
        for name in unset:
            room -= self._chips[name].sizeHint().width()
            if self._folded or room < 0:
                break
            shown.append(name)
        return shown

    def open_panel(self, name: str) -> None:
        """Open the panel in which the user chooses the values of the filter *name*."""
        below = self._chips.get(name)
        anchor: QWidget = below if below is not None and below.isVisible() else self._more
        if name == OPEN_ACCESS:
            self._change(self._filters.replaced(open_access=not self._filters.open_access))
        elif name == YEARS:
            self._open_years(anchor)
        else:
            from scholar_desktop.ui.search.filter_panels import panel_for

            if self._panel is not None:
                self._panel.close_panel()
                self._panel.deleteLater()
            papers, is_whole = self._papers_to_count(name)
            facets = self._result.facets if self._result is not None else {}
            self._panel = panel_for(
                self._theme, self.window(), name, self._filters, papers, facets, counts_all=is_whole
            )
            self._panel.chosen.connect(self._change)
            self._panel.open_below(anchor)

    def _papers_to_count(self, name: str) -> tuple[Sequence[Paper], bool]:
        """Return the papers to count the values of the filter *name* in, and True if they are all that pass the other
        filters. Otherwise they are the papers of the list: those that pass this filter, too."""
        listed = self._result.papers if self._result is not None else ()
        if name not in self._filters.names():
            return listed, True
        is_of_list = self._run is not None and self._run.query.filters == self._filters
        papers = self._run.papers_without(name) if self._run is not None and is_of_list else None
        return (listed, False) if papers is None else (papers, True)

    def drop(self, name: str) -> None:
        """Remove the filter *name*."""
        self._change(self._filters.without(name))

    def _open_years(self, anchor: QWidget) -> None:
        if self._years_panel is None:
            from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel
            from scholar_desktop.ui.words.filter_words import filter_scope_words

            self._years_panel = YearsPanel(self._theme, self.window(), who=filter_scope_words(YEARS))
            self._years_panel.chosen.connect(self._on_years_chosen)
        self._years_panel.open_below(anchor, self._filters, self._papers_to_count(YEARS)[0])

    def _on_years_chosen(self, first: int | None, last: int | None) -> None:
        self._change(self._filters.replaced(year_from=first, year_to=last))

    def _on_more(self) -> None:
        from scholar_desktop.ui.words.filter_words import filter_title

        menu = make_menu(self)
        for name in self._hidden:
            title = filter_title(name) if name == OPEN_ACCESS else f"{filter_title(name)}…"
            add_entry(menu, title).triggered.connect(partial(self.open_panel, name))
        menu.addSeparator()
        add_entry(menu, gettext("Sources to search…")).triggered.connect(self.sources_wanted)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _change(self, filters: Filters) -> None:
        if filters != self._filters:
            self.show_filters(filters)
            self.changed.emit(filters)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
