"""The actions on files of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.exchange.import_panel import ImportPanel

# fmt: off
EXCHANGE = (
    Action(id="library.import", title=Message("Import…"),
           help=Message("Take the entries of a BibTeX, RIS, CSL-JSON, EndNote or Zotero file into your library, with "
                        "every field and file. You see first what is new."),
           menu="file", icon="get"),
)
# fmt: on


def bind_exchange(ui_context: UiContext, panel: Callable[[], ImportPanel]) -> None:
    """Bind the actions to *panel*, which creates the panel at the first use."""
    ui_context.actions.bind("library.import", lambda: panel().choose_file())
