"""Actions on collections: papers into them and out again, and what is done with a collection itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.collections.commands import CollectionCommands
    from scholar_desktop.ui.workbench import Workbench

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
)


def bind_collections(workbench: Workbench, commands: Callable[[], CollectionCommands]) -> None:
    """Bind them to *commands*, which are made when the first of them is used."""
    workbench.actions.bind("paper.collect", lambda: commands().choose_for_papers())
