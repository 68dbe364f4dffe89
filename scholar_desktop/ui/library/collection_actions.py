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

# fmt: off
COLLECTIONS = (
    Action(id="paper.collect", title="Add to collection…",
           help="Put the chosen papers into a collection, and keep them in your library.", menu="paper", group=3,
           keys=("Ctrl+G",), icon="folder", needs=(when.HAS_PAPER,), on_rows=True),
    Action(id="paper.uncollect", title="Take out of the collection",
           help="Take the chosen papers out of the collection that is shown (Del on a row). They stay in your library.",
           menu="paper", group=3, icon="minus", needs=(when.HAS_PAPER, IN_COLLECTION), on_rows=True,
           only_where_it_can=True),
    Action(id="view.collection", title="Go to a collection…", help="Choose a collection and show its papers.",
           menu="view", group=1, keys=("Ctrl+9",), icon="folder"),
    Action(id="collection.new", title="New collection", help="Name a new collection; Thesis / Chapter 2 makes both.",
           menu="edit", group=2, keys=("Ctrl+Shift+N",), icon="add"),
    Action(id="collection.new_inside", title="New collection inside", help="Name a new collection in this one.",
           menu="edit", group=2, icon="add", needs=(HAS_COLLECTION,)),
    Action(id="collection.open", title="Show its papers",
           help="Show the papers of the collection, and of those in it.", menu="edit", group=2, icon="folder",
           needs=(HAS_COLLECTION,)),
    Action(id="collection.rename", title="Rename the collection", help="Give it another name (F2 on its row).",
           menu="edit", group=2, icon="quote", needs=(HAS_COLLECTION,)),
    Action(id="collection.to_top", title="Move the collection to the top",
           help="Take it out of the collection that it is in. Drag it onto another to put it there.", menu="edit",
           group=2, icon="chevron-up", needs=(HAS_COLLECTION, IS_BELOW)),
    Action(id="collection.delete", title="Delete the collection",
           help="Delete it with those in it (Del on its row). The papers stay in your library; undo brings it back.",
           menu="edit", group=2, icon="remove", needs=(HAS_COLLECTION,)),
    Action(id="collection.export", title="Export the collection…",
           help="Write its papers to a file: BibTeX, RIS, CSL-JSON or CSV.", menu="edit", group=2, icon="file-text",
           needs=(HAS_COLLECTION,)),
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
    bind("collection.rename", of_one(lambda own, one: own.session.name_wanted.emit(one)))
    bind("collection.to_top", of_one(lambda own, one: own.move(one.key, None)))
    bind("collection.delete", of_one(lambda own, one: own.delete(one)))
    bind("collection.export", of_one(lambda own, one: own.export(one)))
