"""The panel of differences between papers of the library and what the services state now: those ticked are accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.library.entry_columns import changed_text
from scholar_desktop.services.papers.library_refresh import S2_ID
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.entry_words import field_title, type_title
from scholar_desktop.ui.words.literal_text import row_tooltip_text
from scholar_desktop.ui.words.wording import source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.library_refresh import EntryDifference, LibraryRefresh, RefreshedPapers
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 620, 420
ROW_PADDING = 12
"""Pixels of a row above and below its text together, at the base size."""
LONGEST = 300
"""Characters of a value in a row; the tooltip has more."""
LONGEST_TITLE = 32
"""Characters of a title in a row, so that the field that differs is in sight."""
MOST_WHOLE_ROWS = 100
"""With more rows, each has one line, and the tooltip has the rest: the texts of all rows would be created at once."""
NAMED_TITLES, LONGEST_NAMED = 3, 60
"""How many papers without a match are named, and with how many characters of their titles."""
Index = QModelIndex | QPersistentModelIndex


class DifferencesModel(QAbstractListModel):
    """One row for each difference, with a tick. A field that the user wrote is not ticked at first.

    The texts of a row are created when it is shown, because there may be some for each of a thousand papers. Signal:
    `ticked` (a row was ticked or unticked).
    """

    ticked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._changes: Sequence[EntryDifference] = ()
        self._titles: Mapping[str, str] = {}
        self._ticked: set[int] = set()

    def show(self, changes: Sequence[EntryDifference], titles: Mapping[str, str]) -> None:
        """Replace the rows. titles: of all papers that were asked for, by library key."""
        self.beginResetModel()
        self._changes, self._titles = changes, titles
        self._ticked = {row for row, change in enumerate(changes) if not change.is_own}
        self.endResetModel()
        self.ticked.emit()

    @property
    def ticked_count(self) -> int:
        return len(self._ticked)

    def chosen(self) -> list[EntryDifference]:
        """Return the ticked differences, in the order of the rows."""
        return [self._changes[row] for row in sorted(self._ticked)]

    def tick_all(self, on: bool) -> None:
        """Tick all rows, or none."""
        self._ticked = set(range(len(self._changes))) if on else set()
        if self._changes:
            self.dataChanged.emit(self.index(0), self.index(len(self._changes) - 1), [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._changes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(self._changes[index.row()])
            case Qt.ItemDataRole.ToolTipRole:
                return row_tooltip_text(self._tooltip(self._changes[index.row()]))
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if index.row() in self._ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._ticked.add(index.row())
        else:
            self._ticked.discard(index.row())
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()
        return True

    def _text(self, change: EntryDifference) -> str:
        text = _change_words(change, LONGEST)
        if len(self._titles) == 1:
            return text
        return gettext("{title} · {change}", title=shorten(plain(self._titles[change.key]), LONGEST_TITLE), change=text)

    def _tooltip(self, change: EntryDifference) -> str:
        whole = _change_words(change)
        origin = gettext("You wrote the current value.") if change.is_own else ""
        paper = plain(self._titles[change.key])
        return "\n".join(part for part in (paper, whole, source_title(change.source), origin) if part)


class _RowDelegate(QStyledItemDelegate):
    """Separates the rows, which may have several lines."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + self._theme.px(ROW_PADDING))


class RefreshPanel(FootPanel):
    """Nothing is written until the user accepts; what is accepted is one change. A field that the user wrote is not
    ticked at first."""

    watches_outside = False
    leaves_with_page = False  # to close it stops its work

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        library: Library,
        refresh: LibraryRefresh,
        status: Status,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "refreshPanel", gettext("Update from services"))
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._library = library
        self._refresh = refresh
        self._found: RefreshedPapers | None = None
        self._waits = WaitingWords(status, self._say, self)
        self._model = DifferencesModel(self)
        self._list = QListView()
        self._list.setItemDelegate(_RowDelegate(theme, self._list))
        self._list.setModel(self._model)
        self._list.setObjectName("refreshList")
        self._list.setAccessibleName(gettext("Differences"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._model.ticked.connect(self._show_count)
        self._body.addWidget(self._list, 1)
        self._all = self._add_button(
            "refreshAllButton", gettext("Select all or none"), self._toggle_all, ButtonKind.LINK
        )
        self._cancel = self._add_cancel("refreshCancelButton")
        self._accept = self._add_button("refreshAcceptButton", "", self._on_accept, ButtonKind.PRIMARY)

    def open_for(self, papers: Sequence[Paper]) -> None:
        """Ask for *papers*, and show the differences."""
        self._found = None
        self._model.show((), {})
        self._waits.start(
            ngettext(
                "Looking up {count} paper at the services…", "Looking up {count} papers at the services…", len(papers)
            )
        )
        self._open_in_middle(WIDTH, HEIGHT)
        self._fit()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._scope.start(self._look(tuple(papers)), name="update from services", latest="refresh")

    def close_panel(self) -> None:
        self._waits.stop()
        self._scope.cancel("refresh")
        super().close_panel()

    async def _look(self, papers: Sequence[Paper]) -> None:
        try:
            kept = await self._library.find_many(papers)
            found = await self._refresh.look(
                list(kept.values()),
                RequestOptions(),
                lambda _found: self._waits.begin_again(),
                lambda message: self._waits.start(shown(message)),
            )
        except ScholarError as error:
            self._waits.stop()
            self._say_error(error)
            self._fit()
            return
        self._waits.stop()
        self._found = found
        are_whole = len(found.changes) <= MOST_WHOLE_ROWS
        self._list.setUniformItemSizes(not are_whole)
        self._list.setWordWrap(are_whole)  # both values of a difference can be read
        self._model.show(found.changes, {one.key: one.paper.title for one in kept.values()})
        self._say_found(found, len(kept))
        self._fit()
        if found.changes:
            self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fit(self) -> None:
        """Without differences, there is nothing but words and the way out."""
        has_some = bool(self._model.rowCount())
        self._cancel.set_text(gettext("Close") if self._found is not None and not has_some else gettext("Cancel"))
        self._show_rows(self._list, self._accept, has_some=has_some)

    def _say_found(self, found: RefreshedPapers, papers: int) -> None:
        count, without = len(found.changes), len(found.without_match)
        missing = papers - len(found.found) - without
        parts = [ngettext("{count} field differs.", "{count} fields differ.", count)] if count else []
        if not count and found.found:
            parts.append(gettext("Nothing to update."))
        if missing:
            parts.append(
                ngettext(
                    "{count} paper was not found at any service.",
                    "{count} papers were not found at any service.",
                    missing,
                )
            )
        if without:
            parts.append(
                ngettext(
                    "{count} paper has no identifier, and its title has no sure match: {titles}. "
                    "Add its DOI with “Edit”.",
                    "{count} papers have no identifier, and their titles no sure match: {titles}. "
                    "Add their DOIs with “Edit”.",
                    without,
                    titles=_titles(found.without_match),
                )
            )
        parts += [f"{source_title(one.subject)}: {shown(one.message)}" for one in found.problems if one.subject]
        self._say(" ".join(parts))

    def _show_count(self) -> None:
        count = self._model.ticked_count
        self._accept.set_text(ngettext("Accept {count} change", "Accept {count} changes", count))
        self._accept.setEnabled(bool(count))
        self._all.setVisible(self._model.rowCount() > 1)

    def _toggle_all(self) -> None:
        self._model.tick_all(self._model.ticked_count < self._model.rowCount())

    def _on_accept(self) -> None:
        found, chosen = self._found, self._model.chosen()
        if found is not None and chosen:
            super().close_panel()
            self._scope.start(self._write(found, chosen), name="accept differences")

    async def _write(self, found: RefreshedPapers, chosen: Sequence[EntryDifference]) -> None:
        try:
            changes = await self._refresh.accept(found, chosen)
        except ScholarError as error:
            self._messages.failed(gettext("Could not update the papers"), error)
            return
        undo = self._actions["edit.undo"]
        text = ngettext("Updated {count} paper.", "Updated {count} papers.", len(changes.papers))
        self._messages.undoable(text, Step(gettext("Undo"), undo.trigger, icon="undo"))


def _titles(titles: Sequence[str]) -> str:
    """Return the first of *titles* in quotation marks, and the number of the others."""
    named = [gettext("“{title}”", title=shorten(plain(title), LONGEST_NAMED)) for title in titles[:NAMED_TITLES]]
    if more := len(titles) - len(named):
        named.append(ngettext("and {count} more", "and {count} more", more))
    return "; ".join(named)


def _change_words(change: EntryDifference, longest: int | None = None) -> str:
    """Return the name of the field, the value before, and the new one. longest: the characters of each value; None for
    all."""
    title = field_title(change.field)
    if change.field in (ITEM_TYPE, S2_ID):
        title = gettext("Type") if change.field == ITEM_TYPE else gettext("Semantic Scholar ID")
    was, now = (_words(change.field, value) for value in (change.was, change.now))
    if longest is not None:
        was, now = shorten(was, longest), shorten(now, longest)
    if not was:
        return gettext("{field}: empty → “{now}”", field=title, now=now)
    if not now:
        return gettext("{field}: “{was}” → empty", field=title, was=was)
    return gettext("{field}: “{was}” → “{now}”", field=title, was=was, now=now)


def _words(field: str, value: object) -> str:
    text = changed_text(field, value)
    return type_title(text) if field == ITEM_TYPE and text else text
