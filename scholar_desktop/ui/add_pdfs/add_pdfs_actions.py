"""The actions on PDFs by hand: fetch in the browser or through a library, attach to a paper, add files and folders."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action import IMPORT, LIBRARY, PDF, PDF_AND_WEB_PAGE, Action
from scholar_desktop.ui.actions.conditions import HAS_LINK, HAS_PAPER, NO_PDF, NOT_IN_TRASH, Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext

HAS_LIBRARY_LINK = Condition(
    "has_library_link", lambda now: now.library_link, Message("Set a library proxy or link resolver in Settings first.")
)
WAITING_FILES = "add_pdfs"
"""Key in the window's state: the files on the page "Add PDFs" that are neither added nor skipped."""
HAS_FILES = Condition(
    "files_to_add",
    lambda now: now.files_to_add > 0,
    Message("No PDFs to add. Drop PDFs or a folder on the window first."),
)
# fmt: off
ADD_PDFS = (
    Action(id="view.add_pdfs", rank=8, title=Message("Add PDFs"),
           help=Message("Show the PDFs that you dropped or chose, and what became of them."), menu="go", group=1,
           submenu=LIBRARY, keys=("Alt+Shift+P",), icon="file-text", needs=(HAS_FILES,),
           in_palette=False),  # it is one of `named_places`
    Action(id="paper.fetch_by_hand", title=Message("Get in browser"),
           help=Message("Open the paper in the browser. A PDF that you save there is checked and added to the paper."),
           menu="paper", group=1, submenu=PDF, row_submenu=PDF_AND_WEB_PAGE, icon="person",
           needs=(HAS_PAPER, NOT_IN_TRASH, HAS_LINK, NO_PDF), on_rows=True, of_one=True),
    Action(id="paper.open_via_library", title=Message("Open via institution"),
           help=Message(
               "Open the paper in the browser via the proxy or link resolver of your institution's library. A PDF that "
               "you save there is checked and added to the paper."
           ), menu="paper", group=1, submenu=PDF,
           row_submenu=PDF_AND_WEB_PAGE, icon="library",
           needs=(HAS_PAPER, HAS_LIBRARY_LINK), on_rows=True, of_one=True),
    Action(id="paper.attach_pdf", title=Message("Attach PDF…"),
           help=Message("Choose a PDF on your computer. It is checked and copied to your library."), menu="paper",
           group=1, submenu=PDF, row_submenu=PDF_AND_WEB_PAGE, icon="file-text",
           needs=(HAS_PAPER, NOT_IN_TRASH), on_rows=True, of_one=True),
    Action(id="library.add_folder", title=Message("Add PDFs from folder…"),
           help=Message("Identify the PDFs in a folder and add them to your library. The files are copied."),
           menu="file", submenu=IMPORT, icon="folder"),
    Action(id="library.add_files", title=Message("Add PDF files…"),
           help=Message("Identify PDF files and add them to your library. The files are copied."), menu="file",
           submenu=IMPORT, icon="file-text"),
)
# fmt: on


def bind_add_pdfs(ui_context: UiContext, commands: Callable[[], Any]) -> None:
    """Bind the actions to *commands*, which creates the commands at the first use."""

    def run(action_id: str) -> None:
        commands().run(action_id)

    for action in ADD_PDFS:
        ui_context.actions.bind(action.id, partial(run, action.id))
    ui_context.actions.bind("view.add_pdfs", lambda: ui_context.navigation.show(places.ADD_PDFS))
    # of the last run: the page is created when it is shown
    ui_context.context.update(files_to_add=len(ui_context.state.get(WAITING_FILES, list) or []))
    editor = ui_context.services.settings_editor

    def show(key: str) -> None:
        if key == "library_link":
            ui_context.context.update(library_link=editor.current.library_link is not None)

    editor.changed.connect(show)
    show("library_link")
