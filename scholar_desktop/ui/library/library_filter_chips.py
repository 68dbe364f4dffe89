"""The filters of the library's lists as chips, as the search page has them. They need no request."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.library_filters import NAMES, NO_LIBRARY_FILTERS, YEARS, LibraryFilters
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.library_filter_panel import (
    LibraryFilterPanel,
    library_filter_title,
    library_filter_words,
)
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.removable_chip import DropChip
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QLineEdit

    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.library.listed_part import ListedPart
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel


class LibraryFilterChips(QWidget):
    """Shows and sets the filters of *part*. box: the search box, whose words the papers of the list also match.

    A chip that does not fit on the first line is in a menu until its filter is set.

    Signals: `changed`; `failed` (the error: the values could not be counted).
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, theme: Theme, scope: TaskScope, actions: Actions, part: ListedPart, box: QLineEdit) -> None:
        super().__init__()
        self._theme = theme
        self._scope = scope
        self._part = part
        self._box = box
        self._panel: LibraryFilterPanel | None = None
        self._years: YearsPanel | None = None
        self._hidden: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        make_group(self, above="libraryView")
        self._flow = FlowLayout(self, gap=0, line_gap=theme.px(2))
        self._chips: dict[str, DropChip] = {}
        for name in NAMES:
            chip = self._chips[name] = DropChip(theme, ButtonKind.CHIP_OPEN, parent=self)
            chip.setObjectName(f"libraryFilter.{name}")
            chip.clicked.connect(partial(self.open_panel, name))
            chip.dropped.connect(partial(self.drop, name))
        self._more = Button(theme, ButtonKind.CHIP_OPEN, gettext("More filters"), icon="filter", parent=self)
        self._more.setObjectName("libraryFilter.more")
        self._more.clicked.connect(self._on_more)
        self._clear = Button(theme, ButtonKind.LINK, gettext("Clear filters"), icon="cross", parent=self)
        self._clear.setObjectName("libraryFilter.clear")
        self._clear.clicked.connect(self.clear)
        self._save = Button(theme, ButtonKind.LINK, parent=self)
        self._save.setObjectName("libraryFilter.save")
        self._save.bind(actions["library.new_view"], text=gettext("Save as smart view"))
        for button in (*self._chips.values(), self._more, self._clear, self._save):
            self._flow.addWidget(button)
        self._show()

    @property
    def filters(self) -> LibraryFilters:
        return self._part.filters

    def show_filters(self, filters: LibraryFilters) -> None:
        """Set *filters* without emitting a signal."""
        if filters != self.filters:
            self._part.filters = filters
            self._show()

    def clear(self) -> None:
        """Remove all filters."""
        self.set_filters(NO_LIBRARY_FILTERS)

    def drop(self, name: str) -> None:
        """Remove the filter *name*."""
        self.set_filters(self.filters.without(name))

    def open_panel(self, name: str) -> None:
        """Count the values of the filter *name*, and open the panel in which the user chooses from them."""
        self._scope.start(self._open(name), name="values of a filter", latest="values of a filter")

    async def _open(self, name: str) -> None:
        try:
            counts = await self._part.count_values(self._box.text().strip(), name)
        except ScholarError as error:
            self.failed.emit(error)
            return
        if not self.isVisible():
            return
        chip = self._chips[name]
        anchor: QWidget = chip if chip.isVisible() else self._more
        if name == YEARS:
            self._open_years(anchor, {int(year): count for year, count in counts.items()})
            return
        if self._panel is not None:
            self._panel.close_panel()
            self._panel.deleteLater()
        self._panel = LibraryFilterPanel(self._theme, self.window(), name, self.filters, counts)
        self._panel.chosen.connect(self.set_filters)
        self._panel.open_below(anchor)

    def _open_years(self, anchor: QWidget, counts: dict[int, int]) -> None:
        if self._years is None:
            from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel

            self._years = YearsPanel(self._theme, self.window())
            self._years.chosen.connect(lambda first, last: self.set_filters(self.filters.with_years(first, last)))
        self._years.open_below(
            anchor, Filters(year_from=self.filters.year_from, year_to=self.filters.year_to), counts=counts
        )

    def set_filters(self, filters: LibraryFilters) -> None:
        """Set *filters* and load the list again."""
        if filters != self.filters:
            had_focus = self.isAncestorOf(self.window().focusWidget() or self._box)
            self.show_filters(filters)
            if had_focus and not filters.any_set:  # the button that was pressed is hidden
                (next((chip for chip in self._chips.values() if not chip.isHidden()), self._more)).setFocus()
            self.changed.emit()

    def _show(self) -> None:
        for name, chip in self._chips.items():
            title, words = library_filter_title(name), library_filter_words(self.filters, name)
            chip.show_filter(title, words)
            how = gettext("Click the cross (or press Delete) to remove it.")
            set_tooltip(chip, f"{title}: {words}\n{how}" if words else "")
        self._fit()

    def _fit(self) -> None:
        """Decide which of the filters that are not set have a chip: as many as fit on one line."""
        is_set = self.filters.names()
        unset = [name for name in NAMES if name not in is_set]
        shown: list[str] = []
        for has_words in (True, False):  # the buttons at the end lose their words before a chip goes into the menu
            self._show_ends(has_words=has_words)
            shown = self._fitting(unset)
            if len(shown) == len(unset):
                break
        self._hidden = tuple(name for name in unset if name not in shown)
        for name, chip in self._chips.items():
            chip.setVisible(name not in self._hidden)
        self._more.setVisible(bool(self._hidden))
        self._clear.setVisible(bool(is_set))
        self._save.setVisible(bool(is_set))
        if len(self._hidden) == len(NAMES):
            self._more.show_content(ButtonContent(gettext("Filters"), "filter"), name=gettext("Add a filter"))
        self._flow.invalidate()
        self.setFixedHeight(max(self.sizeHint().height(), self._flow.heightForWidth(self.width())))

    def _show_ends(self, *, has_words: bool) -> None:
        """Show the menu of the other filters and the two last buttons, with their words or as icons only."""
        for button, words, icon, name in (
            (self._more, gettext("More filters"), "filter", gettext("Add a filter")),
            (self._clear, gettext("Clear filters"), "cross", gettext("Clear filters")),
        ):
            button.show_content(ButtonContent(words if has_words else "", icon), name=name)
            set_tooltip(button, "" if has_words else words)
        self._save.set_icon_only(not has_words)

    def _fitting(self, unset: list[str]) -> list[str]:
        """Return those of *unset* whose chips fit on one line with all others."""
        is_set = self.filters.names()
        ends = (self._clear, self._save) if is_set else ()
        room = self.width() - sum(button.sizeHint().width() for button in ends)
        room -= sum(self._chips[name].sizeHint().width() for name in is_set)
        widths = [self._chips[name].sizeHint().width() for name in unset]
        if sum(widths) <= room:
            return unset
        room -= self._more.sizeHint().width()
        shown: list[str] = []
        for name, width in zip(unset, widths, strict=True):
            room -= width
            if room < 0:
                break
            shown.append(name)
        return shown

    def _on_more(self) -> None:
        menu = make_menu(self)
        for name in self._hidden:
            add_entry(menu, f"{library_filter_title(name)}…").triggered.connect(partial(self.open_panel, name))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def hasHeightForWidth(self) -> bool:
        """Return False: in a stack of heads, each would be as high as the highest. `_fit` holds the height."""
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(90), self._more.sizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
