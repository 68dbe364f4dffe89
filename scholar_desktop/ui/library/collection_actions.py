"""The actions on collections: add papers, remove papers, and change a collection itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.collection import Collection
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands

HAS_COLLECTION = Condition(
    "has_collection", lambda now: now.collection is not None, "No collection is shown: press one at the left."
)
IS_BELOW = Condition(
    "is_below",
    lambda now: now.collection is not None and now.collection.parent is not None,
    "It is in no other collection.",
)
IN_COLLECTION = Condition(
    "in_collection",
    lambda now: now.collection is not None and now.page == places.LIBRARY,
    "The list shows no collection.",
)

COLLECTIONS = (
    Action(
        "paper.collect",
        "Add to collection…",
        "Put the chosen papers into a collection, and keep them in your library.",
        "paper",
        3,
        ("Ctrl+G",),
        "folder",
        (when.HAS_PAPER,),
        on_rows=True,
    ),
    Action(
        "paper.uncollect",
        "Take out of the collection",
        "Take the chosen papers out of the collection that is shown (Del on a row). They stay in your library.",
        "paper",
        3,
        (),
        "minus",
        (when.HAS_PAPER, IN_COLLECTION),
        on_rows=True,
        only_where_it_can=True,
    ),
    Action(
        "view.collection",
        "Go to a collection…",
        "Choose a collection and show its papers.",
        "view",
        1,
        ("Ctrl+9",),
        "folder",
    ),
    Action(
        "collection.new",
        "New collection",
        "Name a new collection; Thesis / Chapter 2 makes both.",
        "edit",
        2,
        ("Ctrl+Shift+N",),
        "add",
    ),
    Action(
        "collection.new_inside",
        "New collection inside",
        "Name a new collection in this one.",
        "edit",
        2,
        (),
        "add",
        (HAS_COLLECTION,),
    ),
    Action(
        "collection.open",
        "Show its papers",
        "Show the papers of the collection, and of those in it.",
        "edit",
        2,
        (),
        "folder",
        (HAS_COLLECTION,),
    ),
    Action(
        "collection.rename",
        "Rename the collection",
        "Give it another name (F2 on its row).",
        "edit",
        2,
        (),
        "quote",
        (HAS_COLLECTION,),
    ),
    Action(
        "collection.to_top",
        "Move the collection to the top",
        "Take it out of the collection that it is in. Drag it onto another to put it there.",
        "edit",
        2,
        (),
        "chevron-up",
        (HAS_COLLECTION, IS_BELOW),
    ),
    Action(
        "collection.delete",
        "Delete the collection",
        "Delete it with those in it (Del on its row). The papers stay in your library; undo brings it back.",
        "edit",
        2,
        (),
        "remove",
        (HAS_COLLECTION,),
    ),
    Action(
        "collection.export",
        "Export the collection…",
        "Write its papers to a file: BibTeX, RIS, CSL-JSON or CSV.",
        "edit",
        2,
        (),
        "file-text",
        (HAS_COLLECTION,),
    ),
)


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
    bind("collection.rename", of_one(lambda own, one: own.session.name_wanted.emit(one)))
    bind("collection.to_top", of_one(lambda own, one: own.move(one.key, None)))
    bind("collection.delete", of_one(lambda own, one: own.delete(one)))
    bind("collection.export", of_one(lambda own, one: own.export(one)))
