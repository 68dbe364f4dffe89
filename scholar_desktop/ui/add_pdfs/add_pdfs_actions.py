"""The actions on PDFs by hand: fetch in the browser or through a library, attach to a paper, add files and folders."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import HAS_LINK, HAS_PAPER, NO_PDF, Condition

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext

HAS_LIBRARY_LINK = Condition(
    "has_library_link", lambda now: now.library_link, "No way through a library is set: Settings, Downloads."
)
# fmt: off
ADD_PDFS = (
    Action(id="paper.fetch_by_hand", title="Open in browser and watch",
           help="Open the paper in the browser; the PDF that you save there is found, checked and taken in.",
           menu="paper", group=1, icon="person", needs=(HAS_PAPER, HAS_LINK, NO_PDF), on_rows=True),
    Action(id="paper.open_via_library", title="Open through my library",
           help="Open this paper through your library's proxy or resolver in the browser, and watch for its PDF.",
           menu="paper", group=1, icon="library", needs=(HAS_PAPER, HAS_LIBRARY_LINK), on_rows=True),
    Action(id="paper.attach_pdf", title="Attach PDF…",
           help="Choose a PDF that you have. It is checked, and copied to the paper.", menu="paper", group=1,
           icon="file-text", needs=(HAS_PAPER,), on_rows=True),
    Action(id="library.add_folder", title="Add PDFs from folder…",
           help="Find out which papers the PDFs of a folder are, and add them to your library. The files are copied.",
           menu="file", icon="folder"),
    Action(id="library.add_files", title="Add PDF files…",
           help="Find out which papers these PDFs are, and add them to your library. The files are copied.",
           menu="file", icon="file-text"),
)
# fmt: on


def bind_add_pdfs(ui_context: UiContext, commands: Callable[[], Any]) -> None:
    """Bind the actions to *commands*, which creates the commands at the first use."""

    def run(action_id: str) -> None:
        commands().run(action_id)

    for action in ADD_PDFS:
        ui_context.actions.bind(action.id, partial(run, action.id))
    editor = ui_context.services.settings_editor

    def show(key: str) -> None:
        if key == "library_link":
            ui_context.context.update(library_link=editor.current.library_link is not None)

    editor.changed.connect(show)
    show("library_link")
