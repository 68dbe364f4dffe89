"""The panel of differences between papers of the library and what the services state now: those ticked are accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.library.entry_columns import changed_text
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.entry_words import field_title, type_title
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.library_refresh import EntryDifference, LibraryRefresh, RefreshedPapers
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 620, 420
LONGEST = 120
"""Characters of a value in a row; the tooltip has more."""


class RefreshPanel(FootPanel):
    """Nothing is written until the user accepts; what is accepted is one change. A field that the user wrote is not
    ticked at first."""

    watches_outside = False

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        library: Library,
        refresh: LibraryRefresh,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "refreshPanel", gettext("Update from services"))
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._library = library
        self._refresh = refresh
        self._found: RefreshedPapers | None = None
        self._list = QListWidget()
        self._list.setObjectName("refreshList")
        self._list.setAccessibleName(gettext("Differences"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setUniformItemSizes(True)
        self._list.itemChanged.connect(lambda _item: self._show_count())
        self._body.addWidget(self._list, 1)
        self._all = self._add_button(
            "refreshAllButton", gettext("Select all or none"), self._toggle_all, ButtonKind.LINK
        )
        self._cancel = self._add_cancel("refreshCancelButton")
        self._accept = self._add_button("refreshAcceptButton", "", self._on_accept, ButtonKind.PRIMARY)

    def open_for(self, papers: Sequence[Paper]) -> None:
        """Ask for *papers*, and show the differences."""
        self._found = None
        self._list.clear()
        self._show_count()
        self._say(
            ngettext(
                "Asking the services about {count} paper…", "Asking the services about {count} papers…", len(papers)
            )
        )
        self._open_in_middle(WIDTH, HEIGHT)
        self._fit()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._scope.start(self._look(tuple(papers)), name="update from services", latest="refresh")

    def close_panel(self) -> None:
        self._scope.cancel("refresh")
        super().close_panel()

    async def _look(self, papers: Sequence[Paper]) -> None:
        try:
            kept = await self._library.find_many(papers)
            found = await self._refresh.look(
                list(kept.values()), RequestOptions(), announce=lambda message: self._say(shown(message))
            )
        except ScholarError as error:
            self._say_error(error)
            self._fit()
            return
        self._found = found
        titles = {one.key: one for one in kept.values()}
        self._list.blockSignals(True)
        for change in found.changes:
            self._list.addItem(self._item(change, titles[change.key], is_one=len(titles) == 1))
        self._list.blockSignals(False)
        self._say_found(found, len(kept))
        self._show_count()
        self._fit()
        if found.changes:
            self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fit(self) -> None:
        """Without differences, there is nothing but words and the way out."""
        has_some = bool(self._list.count())
        self._cancel.set_text(gettext("Close") if self._found is not None and not has_some else gettext("Cancel"))
        self._show_rows(self._list, self._accept, has_some=has_some)

    def _say_found(self, found: RefreshedPapers, papers: int) -> None:
        missing, count = papers - len(found.found), len(found.changes)
        parts = [ngettext("{count} field differs.", "{count} fields differ.", count)] if count else []
        if not count and found.found:
            parts.append(gettext("Everything is as the services state it now."))
        if missing:
            parts.append(ngettext("No service knows {count} paper.", "No service knows {count} papers.", missing))
        parts += [f"{source_title(one.subject)}: {shown(one.message)}" for one in found.problems if one.subject]
        self._say(" ".join(parts))

    def _item(self, change: EntryDifference, kept: KeptPaper, *, is_one: bool) -> QListWidgetItem:
        title = gettext("Type") if change.field == ITEM_TYPE else field_title(change.field)
        was, now = _words(change.field, change.was), _words(change.field, change.now)
        whole = gettext("{field}: “{was}” → “{now}”", field=title, was=was or "—", now=now or "—")
        short = gettext("{field}: “{was}” → “{now}”", field=title, was=_cut(was or "—"), now=_cut(now or "—"))
        paper = plain(kept.paper.title)
        item = QListWidgetItem(short if is_one else gettext("{title} · {change}", title=_cut(paper), change=short))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked if change.is_own else Qt.CheckState.Checked)
        item.setSizeHint(QSize(0, max(self._theme.px(26), self._theme.type.line(SMALL) + 8)))
        origin = gettext("You wrote the value there is now.") if change.is_own else ""
        set_tooltip(item, "\n".join(part for part in (paper, whole, source_title(change.source), origin) if part))
        return item

    def _chosen(self) -> list[EntryDifference]:
        if self._found is None:
            return []
        rows = range(self._list.count())
        return [self._found.changes[row] for row in rows if self._list.item(row).checkState() == Qt.CheckState.Checked]

    def _show_count(self) -> None:
        count = len(self._chosen())
        self._accept.set_text(ngettext("Accept {count} change", "Accept {count} changes", count))
        self._accept.setEnabled(bool(count))
        self._all.setVisible(self._list.count() > 1)

    def _toggle_all(self) -> None:
        is_all = len(self._chosen()) == self._list.count()
        self._list.blockSignals(True)
        for row in range(self._list.count()):
            self._list.item(row).setCheckState(Qt.CheckState.Unchecked if is_all else Qt.CheckState.Checked)
        self._list.blockSignals(False)
        self._show_count()

    def _on_accept(self) -> None:
        found, chosen = self._found, self._chosen()
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


def _words(field: str, value: object) -> str:
    text = changed_text(field, value)
    return type_title(text) if field == ITEM_TYPE and text else text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
