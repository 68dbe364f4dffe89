"""The head of the library: which part of it is shown, the search box, the orders, and the choice of cards or table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from scholar_desktop.domain.library import LibraryView, TextCounts
from scholar_desktop.domain.search.library_filters import NO_LIBRARY_FILTERS, LibraryFilters, filters_of_search
from scholar_desktop.domain.search.library_rule import read_rule
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.library.library_actions import LIBRARY_ORDERS
from scholar_desktop.ui.library.library_filter_chips import LibraryFilterChips
from scholar_desktop.ui.library.library_messages import missing_filters_text, place_title, search_hint, textless_note
from scholar_desktop.ui.library.library_table import CARDS, TABLE, LibraryTable
from scholar_desktop.ui.library.table_columns import COLUMNS
from scholar_desktop.ui.rows.sort_head import SortHead
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.find_edit import FindEdit, add_clear_button
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.tab_order import PANE_ENTRY
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import hidden_columns

if TYPE_CHECKING:
    from scholar_desktop.domain.search.filters import Filters
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.library.listed_part import ListedPart
    from scholar_desktop.ui.theme.theme import Theme

MISSING_SHOWN_MS = 10_000
RELEVANCE = "relevance"
ORDERS = (
    (RELEVANCE, Message("Relevance")),
    ("added", Message("Added")),
    ("title", Message("Title")),
    ("author", Message("Author")),
    ("year", Message("Year")),
    ("venue", Message("Venue")),
    ("citations", Message("Citations")),
)


class LibraryBar(QWidget):
    """Lies above the rows, at the top of the page.

    Signals: `sort_chosen` (the order, and whether in reverse), `all_wanted` (show all papers), `columns_wanted`,
    `words_changed` (by the user, not by `show_words`).
    """

    sort_chosen = Signal(str, bool)
    all_wanted = Signal()
    columns_wanted = Signal()
    words_changed = Signal()

    def __init__(
        self, theme: Theme, scope: TaskScope, actions: Actions, navigation: Navigation, part: ListedPart
    ) -> None:
        super().__init__()
        self._theme = theme
        self._actions = actions
        self._navigation = navigation
        self._part = part
        self._table: LibraryTable | None = None
        hint = gettext("Search titles and authors in your library")
        self.box = FindEdit("libraryEdit", gettext("Search your library"), hint)
        self.box.setProperty("role", "search")
        self.box.setProperty(PANE_ENTRY, True)  # not “Show all papers”, which is before it
        add_clear_button(self.box)
        self._is_filling = False
        self.box.textChanged.connect(self._on_text)
        self.box.show_icon(theme)
        self.head = PageHead(theme, line=False)
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(2))
        column.setSpacing(0)
        column.addWidget(self.head)
        around = QHBoxLayout()
        around.setContentsMargins(theme.px(14), theme.px(4), theme.px(14), 0)
        around.addWidget(self.box)
        column.addLayout(around)
        self.filters = LibraryFilterChips(theme, scope, actions, part, self.box)
        chips = QHBoxLayout()
        chips.setContentsMargins(theme.px(12), theme.px(4), theme.px(14), 0)
        chips.addWidget(self.filters)
        column.addLayout(chips)
        self.sort_head = SortHead(theme, ORDERS, fixed=(RELEVANCE,))
        self.sort_head.offer(RELEVANCE, is_offered=False)
        self.sort_head.chosen.connect(self.sort_chosen)
        self._order, self._is_reversed = "", False
        for each in LIBRARY_ORDERS:
            actions.bind(f"library.sort_{each}", partial(self._sort_by, each))
        navigation.page_changed.connect(lambda: actions.bind_later(self._tick_order))
        self._orders = QWidget()
        orders = QHBoxLayout(self._orders)
        orders.setContentsMargins(theme.px(12), theme.px(4), theme.px(14), 0)
        orders.addWidget(self.sort_head)
        orders.addStretch(1)
        self._columns = Button(theme, ButtonKind.QUIET, icon="settings", small=True, name=gettext("Choose columns"))
        self._columns.setObjectName("columnsButton")
        self._columns.clicked.connect(self.columns_wanted)
        orders.addWidget(self._columns)
        self._kinds = {kind: Button(theme, ButtonKind.QUIET, small=True) for kind in (CARDS, TABLE)}
        for kind, button in self._kinds.items():
            button.setObjectName(f"{kind}Button")
            button.bind(actions[f"library.{kind}"], icon_only=True)
            orders.addWidget(button)
        column.addWidget(self._orders)
        self._chip = Button(theme, ButtonKind.QUIET, gettext("Show all papers"), icon="library", small=True)
        self._chip.setObjectName("libraryCollectionChip")
        self._chip.clicked.connect(self.all_wanted)
        self._chip.clicked.connect(navigation.list_wanted)  # the button is gone
        self._chip.hide()
        self.head.add(self._chip)
        self._empty_trash = Button(theme, ButtonKind.PLAIN, gettext("Empty trash…"), icon="trash", small=True)
        self._empty_trash.setObjectName("emptyTrashButton")
        self._empty_trash.clicked.connect(lambda: actions["library.empty_trash"].trigger())
        self._empty_trash.hide()
        self.head.add(self._empty_trash)

    def show_place(self, count: str, papers: int, texts: TextCounts) -> None:
        """Show which part of the library the rows are, and what is wrong with the words in the box.

        Args:
            count: how many papers it has, in words.
            papers: how many.
            texts: of the PDFs that are searched.
        """
        title, tag = place_title(self._navigation), self._navigation.tag
        collection = self._navigation.collection
        is_part = collection is not None or bool(tag)
        name = gettext("Tag: {tag}", tag=tag) if tag else title
        self.head.show_title(collection.name if collection is not None else name)
        where = [count, *(shown(fault) for fault in read_rule(self.box.text()).faults[:1])] if count else []
        if texts.unread:
            unread = ngettext("reading the text of {count} PDF", "reading the text of {count} PDFs", texts.unread)
            where.append(unread)
        self.head.show_note(" · ".join(where))
        self.box.setPlaceholderText(search_hint(self._navigation, texts.searched))
        self.box.show_note(textless_note(self._navigation, texts.without_text))
        is_trash = self._navigation.library_view is LibraryView.TRASH and not is_part
        self._empty_trash.setVisible(is_trash and bool(papers))
        has_list = bool(papers or self.filters.filters.any_set or self.box.text())
        self.filters.setVisible(has_list and not is_trash)  # "Empty trash" deletes all papers
        self._chip.setVisible(is_part and not self._part.is_library_empty)
        if is_part:
            self._name_chip(title, tag)

    def show_words(self, words: str = "", filters: LibraryFilters = NO_LIBRARY_FILTERS) -> None:
        """Show *words* in the search box, and *filters*, without emitting a signal of the bar."""
        self._is_filling = True  # the signals of the box are not blocked: the button that clears it follows them
        self.box.setText(words)
        self._is_filling = False
        self.filters.show_filters(filters)
        self._part.begin_search(words)

    def search_for(self, words: str, filters: Filters | None, messages: Messages) -> None:
        """Search for *words*.

        Args:
            filters: those of a search of the services. Those that the library has, too, replace its own, and *messages*
                names the others. None: the library keeps its own.
        """
        self.box.setText(words)
        if filters is None:
            return
        found, missing = filters_of_search(filters)
        self.filters.set_filters(found)
        if missing:
            note = Note(missing_filters_text(filters, missing), icon="filter")
            messages.say("missing_filters", note, lasts_ms=MISSING_SHOWN_MS)

    def _on_text(self) -> None:
        if not self._is_filling:
            self.words_changed.emit()

    def show_kind(self, *, is_table: bool) -> None:
        """Show whether the rows are a table or cards."""
        self.sort_head.setVisible(not is_table)
        self._columns.setVisible(is_table)
        for kind in self._kinds:
            self._actions.set_checked(f"library.{kind}", (kind == TABLE) is is_table)
        other, hidden = (self._kinds[kind] for kind in ((CARDS, TABLE) if is_table else (TABLE, CARDS)))
        other.show()
        if hidden.hasFocus():
            other.setFocus(Qt.FocusReason.OtherFocusReason)  # Qt would move it to another list
        hidden.hide()

    def show_order(self, sort: str, *, best_first: bool) -> None:
        """Show the order of the rows: the best matches of a search first, or by *sort*, as `order_of` takes it. That of
        a column that only the table has gets a head while it is the order."""
        self.sort_head.offer(RELEVANCE, is_offered=bool(self.box.text().strip()))
        order, is_reversed = (RELEVANCE, False) if best_first else order_of(sort)
        if order in COLUMNS:
            self.sort_head.offer_alone(order, COLUMNS[order].title)
        self.sort_head.show_order(order, is_reversed=is_reversed)
        self._order, self._is_reversed = order, is_reversed
        if self._table is not None:
            self._table.show_sort(order, is_reversed=is_reversed)
        self._actions.bind_later(self._tick_order)

    def _sort_by(self, order: str) -> None:
        """Sort by *order*; if the rows are sorted by it, in the reverse order, as a click on its head does."""
        self.sort_chosen.emit(order, order == self._order and not self._is_reversed)

    def _tick_order(self) -> None:
        """Tick the command of the order while the library is shown; on other pages, these commands cannot run."""
        is_shown = self._navigation.page == places.LIBRARY
        for each in LIBRARY_ORDERS:
            self._actions.set_checked(f"library.sort_{each}", is_shown and each == self._order)

    def follow(self, table: LibraryTable, lists: QWidget | None) -> None:
        """Show the order in *table*, too, open the menu of its columns, and show how many of them have no room. The
        orders are hidden while *lists*, which has the rows, is hidden: the paper is shown in its place, which needs the
        room."""
        if lists is not None:
            lists.installEventFilter(self)
            self._orders.setVisible(not lists.isHidden())
        self._table = table
        self.columns_wanted.connect(lambda: self.popup_columns(table.menu_of_columns()))
        self._actions.bind("library.columns", self._show_columns)
        table.fitted.connect(self.show_hidden_columns)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            has_focus = self._orders.isAncestorOf(QApplication.focusWidget() or self)
            self._orders.setVisible(event.type() == QEvent.Type.ShowToParent)
            if has_focus and self._orders.isHidden():
                self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().eventFilter(watched, event)

    def show_hidden_columns(self, titles: Sequence[str]) -> None:
        """Show how many columns of the table have no room; the tooltip names them, by their *titles*."""
        words, tip = "", gettext("Choose columns")
        if titles:
            words, more = hidden_columns(titles)
            tip = f"{tip}\n{more}"
        self._columns.show_content(ButtonContent(words, "settings"), name=words or tip)
        set_tooltip(self._columns, tip)

    def popup_columns(self, menu: QMenu) -> None:
        """Open the menu of the table's columns."""
        below = self._columns if self._columns.isVisible() else self.box
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def _show_columns(self) -> None:
        """Show the library as a table, with the menu of its columns."""
        self._actions["library.table"].trigger()
        QTimer.singleShot(0, self, self.columns_wanted.emit)  # the button gets its place in the next turn

    def _name_chip(self, title: str, tag: str) -> None:
        self._chip.setAccessibleName(gettext("In “{place}”: search all papers instead", place=title))
        if tag:
            tip = gettext("Only papers tagged “{tag}”. Click to search all papers.", tag=tag)
        else:
            tip = gettext(
                "Only papers in “{collection}” and its subcollections. Click to search all papers.",
                collection=title,
            )
        set_tooltip(self._chip, tip)


def sort_of(order: str, *, is_reversed: bool) -> str:
    """Return what `Library.page` calls an order, or its reverse."""
    return f"-{order}" if _falls(order) != is_reversed else order


def order_of(sort: str) -> tuple[str, bool]:
    """Return the order that `Library.page` calls *sort*, and whether it is the reverse; empty: newest first."""
    order = sort.removeprefix("-") or "added"
    return order, (sort.startswith("-") or not sort) != _falls(order)


def _falls(order: str) -> bool:
    """Return True if the highest value of an order comes first."""
    return order in COLUMNS and COLUMNS[order].falls
