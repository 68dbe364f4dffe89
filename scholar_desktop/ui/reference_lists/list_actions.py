"""The actions on reference lists: paste, drop, or open a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.reference_lists.review_page import ReviewPage
    from scholar_desktop.ui.widgets.page_stack import PageStack

MESSAGE_SHOWN_MS = 20_000
# fmt: off
LISTS = (
    Action(id="list.open", title="Add from a list or file…",
           help="Turn identifiers, references, or a .bib, .ris or CSL-JSON file into papers.", menu="file",
           keys=("Ctrl+Shift+O",), icon="add"),
    Action(id="view.review", title="Review a list", help="Show the list that is being turned into papers.",
           menu="view", icon="tick"),
)
# fmt: on


def bind_lists(ui_context: UiContext, pages: PageStack, box: QLineEdit) -> None:
    """Bind the actions, and watch for lists pasted into *box* or dropped on the window."""
    from scholar_desktop.ui.reference_lists.paste_watcher import PasteWatcher

    def page() -> ReviewPage:
        ui_context.navigation.show(places.REVIEW)
        found: ReviewPage = pages.page(places.REVIEW)  # type: ignore[assignment]
        return found

    def choose() -> None:
        from scholar_desktop.ui.widgets.file_dialog import ALL_FILES, FileKind, FilePurpose, open_files

        endings = ("bib", "ris", "json", "txt", "csv", "tsv", "nbib", "enw", "md")
        open_files(
            page(),
            "File with a list",
            (FileKind("Lists, bibliographies", endings), ALL_FILES),
            lambda paths: page().take_files([str(path) for path in paths]),
            purpose=FilePurpose.LIST,
            memory=ui_context.state,
        )

    watcher = PasteWatcher(box.window(), box)
    watcher.text_pasted.connect(lambda text: page().take_text(text))
    watcher.files_dropped.connect(lambda paths: page().take_files(paths))
    watcher.not_lists.connect(lambda names: show_not_a_list(ui_context, names))
    ui_context.actions.bind("list.open", choose)


def show_not_a_list(ui_context: UiContext, names: list[str]) -> None:
    """Show a message that dropped files contain no list."""
    from scholar_desktop.ui.widgets.note import Note

    named = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    words = "Lists are read from .bib, .ris, .nbib, .enw, .json, .txt, .csv, .tsv and .md. From others, copy the lines."
    was = "was" if len(names) == 1 else "were"
    ui_context.messages.say("not_lists", Note(f"{named} {was} not read.", words, icon="info"), lasts_ms=10_000)


def offer_open_list(ui_context: UiContext) -> None:
    """At the start, offer to reopen the list that was open when the window was closed."""
    if ui_context.state.get("page", str) == places.REVIEW:
        ui_context.scope.start(_show_open_list_message(ui_context), name="say which list is open")


async def _show_open_list_message(ui_context: UiContext) -> None:
    from scholar_desktop.domain.errors import ScholarError
    from scholar_desktop.ui.widgets.note import Note, Step

    try:
        heads = await ui_context.services.reference_lists.others()
    except ScholarError:
        return  # the page reports the error when it is opened
    if heads and ui_context.navigation.page != places.REVIEW:
        from scholar_desktop.ui.reference_lists.review_head import source_of

        def show() -> None:
            ui_context.messages.close_message("open_list")
            ui_context.navigation.show(places.REVIEW)

        note = Note(
            "A list is open.", source_of(heads[0], heads[0].lines), icon="tick", steps=(Step("Review it", show),)
        )
        ui_context.messages.say("open_list", note, lasts_ms=MESSAGE_SHOWN_MS)
