"""The actions on collections: add papers, remove papers, and change a collection itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import (
    ADD_TO,
    COLLECTION,
    EXPORT,
    LIBRARY,
    NEW,
    REMOVE,
    REMOVE_OR_RESTORE,
    Action,
)
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.collection import Collection
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands

IS_BELOW = Condition(
    "is_below",
    lambda now: now.collection is not None and now.collection.parent is not None,
    Message("The collection is already at the top level."),
)

# fmt: off
COLLECTIONS = (
    Action(id="paper.collect", title=Message("Add to collection…"),
           help=Message("Add the selected papers to a collection and to your library."), menu="paper", group=3,
           submenu=ADD_TO, keys=("Ctrl+G",), icon="folder", needs=(when.HAS_PAPERS, when.NOT_IN_TRASH), on_rows=True,
           many=lambda count: Message.counted("Add {count} paper to collection…",
                                              "Add {count} papers to collection…", count)),
    Action(id="paper.uncollect", rank=-1, title=Message("Remove from collection"),
           help=Message("Remove the selected papers from this collection. They stay in your library."),
           menu="paper", group=5, submenu=REMOVE_OR_RESTORE, row_submenu=REMOVE, icon="minus",
           # not translated: the name of a key
           control_keys="Del", control_keys_when=when.IN_COLLECTION,
           needs=(when.HAS_PAPERS, when.IN_COLLECTION), on_rows=True,
           many=lambda count: Message.counted("Remove {count} paper from collection",
                                              "Remove {count} papers from collection", count)),
    Action(id="view.collection", rank=8, title=Message("Go to collection…"),
           help=Message("Choose a collection and show its papers."), menu="go", group=1, submenu=LIBRARY,
           keys=("Ctrl+9",), icon="folder"),
    Action(id="collection.new", title=Message("New collection"),
           help=Message("Create a collection. “Thesis / Chapter 2” creates a collection inside another."), menu="file",
           submenu=NEW, keys=("Ctrl+Shift+N",), icon="add"),
    Action(id="collection.new_inside", title=Message("New subcollection"),
           help=Message("Create a collection inside this one."), menu="file", group=1, submenu=COLLECTION, icon="add",
           needs=(when.HAS_COLLECTION,)),
    Action(id="collection.open", title=Message("Show papers"),
           help=Message("Show the papers in this collection and its subcollections."), menu="file", group=1,
           submenu=COLLECTION, icon="folder", needs=(when.HAS_COLLECTION,)),
    Action(id="collection.similar", title=Message("Find papers similar to collection"),
           help=Message("Find papers similar to those of this collection, in the offline corpus if there is one."),
           menu="file", group=1, submenu=COLLECTION, icon="search", needs=(when.HAS_COLLECTION,)),
    Action(id="collection.missing", title=Message("Find missing classics"),
           help=Message("Show papers that this collection often cites but your library does not contain."),
           menu="file", group=1, submenu=COLLECTION, icon="classics", needs=(when.HAS_COLLECTION,)),
    Action(id="collection.rename", title=Message("Rename collection"), help=Message("Rename this collection (F2)."),
           menu="file", group=1, submenu=COLLECTION, icon="edit", needs=(when.HAS_COLLECTION,)),
    Action(id="collection.note", title=Message("Note on collection…"),
           help=Message("Write or read the note on this collection."), menu="file", group=1, submenu=COLLECTION,
           icon="file", needs=(when.HAS_COLLECTION,)),
    Action(id="collection.move", title=Message("Move collection to…"),
           help=Message("Move this collection into another one, with its subcollections."), menu="file", group=1,
           submenu=COLLECTION, icon="folder", needs=(when.HAS_COLLECTION,)),
    Action(id="collection.to_top", title=Message("Move to top level"),
           help=Message("Move this collection to the top level. Drag it to move it into another collection."),
           menu="file", group=1, submenu=COLLECTION, icon="chevron-up", needs=(when.HAS_COLLECTION, IS_BELOW)),
    Action(id="collection.delete", title=Message("Delete collection"),
           help=Message("Delete this collection and its subcollections (Delete). The papers stay in your library."),
           menu="file", group=1, submenu=COLLECTION, icon="remove", needs=(when.HAS_COLLECTION,)),
    Action(id="collection.export", title=Message("Export collection…"),
           help=Message("Export the papers of this collection as BibTeX, RIS, CSL-JSON, CSV or references."),
           menu="file", group=2, submenu=EXPORT, icon="file-text", needs=(when.HAS_COLLECTION,)),
    Action(id="library.export", title=Message("Export library…"),
           help=Message("Export all papers of your library as BibTeX, RIS, CSL-JSON, CSV or references."), menu="file",
           group=2, submenu=EXPORT, icon="library"),
)
# fmt: on


def bind_collections(ui_context: UiContext, commands: Callable[[], CollectionCommands]) -> None:
    """Bind the actions to *commands*, which creates the commands at the first use."""
    bind, context = ui_context.actions.bind, ui_context.context

    def of_one(do: Callable[[CollectionCommands, Collection], None]) -> Callable[[], None]:
        def run() -> None:
            if context.now.collection is not None:
                do(commands(), context.now.collection)

        return run

    bind("paper.collect", lambda: commands().choose_for_papers())
    bind("paper.uncollect", lambda: commands().take_out())
    bind("view.collection", lambda: commands().choose_to_show())
    bind("collection.new", lambda: commands().session.new_wanted.emit(None))
    bind("collection.new_inside", of_one(lambda own, one: own.session.new_wanted.emit(one)))
    bind("collection.open", of_one(lambda own, one: ui_context.navigation.show_collection(one)))
    bind("collection.missing", of_one(lambda own, one: ui_context.navigation.show_part(places.MISSING, one.path)))
    bind("collection.rename", of_one(lambda own, one: own.session.name_wanted.emit(one)))
    bind("collection.note", of_one(lambda own, one: own.show_note(one)))
    bind("collection.move", of_one(lambda own, one: own.choose_parent(one)))
    bind("collection.to_top", of_one(lambda own, one: own.move(one.key, None)))
    bind("collection.delete", of_one(lambda own, one: own.delete(one)))
