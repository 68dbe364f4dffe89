"""The actions on the library's own entries: new ones, their fields, and the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import (
    ADD_TO,
    COLLECTION,
    LIBRARY,
    NEW,
    RELATED,
    REMOVE_OR_RESTORE,
    SORT,
    Action,
)
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.library.duplicates.merge_panel import MergePanel
    from scholar_desktop.ui.library.refresh_panel import RefreshPanel
    from scholar_desktop.ui.library.trash_commands import TrashCommands

SORTS_LIBRARY = Condition(
    "sorts_library", lambda now: now.page == places.LIBRARY, Message("Only available in the library.")
)
_HAS_TRASH = Condition("has_trash", lambda now: now.has_trash, Message("The trash is empty."))
_REVERSES = Message("Sort the papers of your library. Choose it again to reverse the order.")
_ORDERS = {
    "added": Message("Sort library by date added"),
    "title": Message("Sort library by title"),
    "author": Message("Sort library by author"),
    "year": Message("Sort library by year"),
    "venue": Message("Sort library by venue"),
    "citations": Message("Sort library by citations"),
}
LIBRARY_ORDERS = tuple(_ORDERS)
"""The orders that have a command, as `Library.page` calls them."""

# fmt: off
TABLE_ACTIONS = (
    Action(id="library.cards", title=Message("Cards"), help=Message("Show the library as a list of cards."),
           menu="view", group=1, submenu=LIBRARY, icon="list", checkable=True),
    Action(id="library.table", title=Message("Table"),
           help=Message("Show the library as a table with columns to choose and sort by."), menu="view", group=1,
           submenu=LIBRARY, icon="table", checkable=True),
    Action(id="library.columns", title=Message("Choose columns…"), palette_title=Message("Columns of the library…"),
           help=Message("Show the library as a table, and choose its columns."), menu="view", group=1,
           submenu=LIBRARY, icon="settings"),
)
SORT_ACTIONS = tuple(
    Action(id=f"library.sort_{order}", title=title, help=_REVERSES, menu="view", group=1, submenu=SORT, section=1,
           checkable=True, needs=(SORTS_LIBRARY,))
    for order, title in _ORDERS.items()
)
ENTRY_ACTIONS = (
    Action(id="library.new_view", title=Message("New smart view…"),
           help=Message("Save a rule as a view of your library, such as unread papers of the last two years."),
           menu="file", submenu=NEW, icon="filter"),
    Action(id="library.new_entry", title=Message("New entry"),
           help=Message("Add a work by hand: a book, a thesis, a web page, or any other type."), menu="file",
           submenu=NEW, keys=("Ctrl+N",), icon="add"),
    Action(id="paper.edit", title=Message("Edit details…"),
           help=Message("Edit every field of the paper. Services do not change what you write."), menu="edit", group=3,
           keys=("Ctrl+Shift+E",), icon="edit", needs=(when.HAS_PAPERS, when.NOT_IN_TRASH, when.KEPT), on_rows=True,
           row_group=3,
           many=lambda count: Message.counted("Edit {count} paper…", "Edit a field of {count} papers…", count),
           many_of=lambda now: now.kept_papers),
    Action(id="library.rename_tag", title=Message("Rename tag"),
           help=Message("Rename the tag that the list shows, on all its papers."), menu="file", group=1,
           submenu=COLLECTION, rank=9, section=1, icon="edit", needs=(when.HAS_TAG,)),
    Action(id="paper.merge", title=Message("Merge papers…"),
           help=Message("Merge the selected papers into one of them, with the files, notes, tags and collections of "
                        "all."),
           menu="paper", group=4, submenu=RELATED, section=1, icon="link",
           needs=(when.HAS_PAPER, when.SEVERAL_KEPT, when.NOT_IN_TRASH), on_rows=True, row_group=3,
           row_submenu=False),
    Action(id="paper.edit_note", title=Message("Edit note"), help=Message("Write a note on the paper shown."),
           menu="paper", group=3, submenu=ADD_TO, keys=("Ctrl+Alt+N",), icon="edit",
           needs=(when.HAS_PAPER, when.NOT_IN_TRASH, when.NOTE_HAS_PLACE, when.NO_FORM)),
    Action(id="paper.unlink_versions", title=Message("Unlink versions"),
           help=Message("Remove the links between the paper and its other versions in your library."), menu="paper",
           group=4, submenu=RELATED, section=1, icon="link",
           needs=(when.HAS_PAPER, when.NOT_IN_TRASH, when.KEPT, when.HAS_VERSION), of_one=True),
    Action(id="paper.split_off", title=Message("Split off"),
           help=Message("Show a record that was merged into the paper as a separate paper in all searches."),
           menu="paper", group=4, submenu=RELATED, section=1, needs=(when.HAS_PAPER, when.HAS_RECORDS), of_one=True,
           palette_title=Message("Split off a record of the paper")),
    Action(id="paper.merge_again", title=Message("Merge again"),
           help=Message("Merge the paper again with the one that you split it from."),
           menu="paper", group=4, submenu=RELATED, section=1, needs=(when.HAS_PAPER, when.WAS_SPLIT), on_rows=True,
           palette_title=Message("Merge again what you split off")),
)
REFRESH_ACTIONS = (
    Action(id="paper.refresh", title=Message("Update from services…"),
           help=Message("Compare the selected papers with the current data of the services, and choose what to "
                        "accept."),
           menu="tools", icon="refresh", needs=(when.HAS_PAPER, when.NOT_IN_TRASH, when.KEPT, when.ONLINE)),
)
TRASH_ACTIONS = (
    Action(id="paper.restore", title=Message("Restore"),
           help=Message("Put the paper back into your library, with its PDF, collections, tags and note."),
           menu="paper", group=5, submenu=REMOVE_OR_RESTORE, icon="undo", needs=(when.HAS_PAPERS, when.IN_TRASH),
           on_rows=True, row_submenu=False,
           many=lambda count: Message.counted("Restore {count} paper", "Restore {count} papers", count)),
    Action(id="paper.delete_for_good", title=Message("Delete from trash…"),
           help=Message("Delete the paper in the trash with its files (Delete)."), menu="paper", group=5,
           submenu=REMOVE_OR_RESTORE, icon="remove", needs=(when.HAS_PAPERS, when.IN_TRASH), on_rows=True,
           row_submenu=False,
           many=lambda count: Message.counted("Delete {count} paper from trash…", "Delete {count} papers from trash…",
                                              count)),
    Action(id="library.empty_trash", title=Message("Empty trash…"),
           help=Message("Delete all papers in the trash with their files."), menu="paper", group=5,
           submenu=REMOVE_OR_RESTORE, icon="trash", needs=(_HAS_TRASH,)),
)
# fmt: on


class EntryForms(Protocol):
    """Shows forms of entries."""

    def edit(self) -> None:
        """Show the form of the current paper."""

    def edit_note(self) -> None:
        """Move the focus to the note of the current paper."""

    def add(self) -> None:
        """Show an empty form."""

    def show_in_library(self) -> None:
        """Select the current paper in the library."""


def bind_library(
    ui_context: UiContext,
    entries: Callable[[], EntryForms],
    trash: Callable[[], TrashCommands],
    refresh: Callable[[], RefreshPanel],
    merge: Callable[[], MergePanel],
) -> None:
    """Bind the actions to the commands, which are created at the first use."""
    bind = ui_context.actions.bind
    bind("paper.edit", lambda: entries().edit())
    bind("paper.edit_note", lambda: entries().edit_note())
    bind("paper.show_in_library", lambda: entries().show_in_library())
    bind("library.new_entry", lambda: entries().add())
    bind("paper.refresh", lambda: refresh().open_for(ui_context.context.now.papers))
    bind("paper.merge", lambda: merge().open_for(ui_context.context.now.papers))
    bind("paper.restore", lambda: trash().restore())
    bind("paper.delete_for_good", lambda: trash().ask_to_delete())
    bind("library.empty_trash", lambda: trash().ask_to_empty())
