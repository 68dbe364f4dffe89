"""The actions on reference lists: paste, drop, or open a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.actions.action import REVIEW, Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.reference_lists.paste_watcher import PasteWatcher
    from scholar_desktop.ui.reference_lists.review_page import ReviewPage
    from scholar_desktop.ui.widgets.page_stack import PageStack

ACCEPT_HELP = Message(
    "Accept the papers whose title is exactly the title in the line, if nothing else in the line differs."
)
NOTHING_TO_ADD = Message("There are no matched papers to add.")
NOTHING_TO_GET = Message("There are no matched papers without a PDF.")
_SHOWN = Condition("list_shown", lambda now: now.list_shown, Message("Open a reference list first."))
_ADD = Condition("list_add", lambda now: now.list_add, NOTHING_TO_ADD)
_GET = Condition("list_get", lambda now: now.list_add or now.list_get, NOTHING_TO_GET)
_EXACT = Condition(
    "exact_titles", lambda now: now.exact_titles > 0, Message("No line has exactly the title of its paper.")
)
# fmt: off
LISTS = (
    Action(id="list.open", title=Message("Add from reference list…"),
           help=Message("Find the papers in a list of identifiers or references, or in a .bib, .ris or CSL-JSON file."),
           menu="file", keys=("Ctrl+Shift+O",), icon="add"),
    Action(id="list.paste", title=Message("Add from reference list…"),
           help=Message("Find the papers in a list of identifiers or references, or in a .bib, .ris or CSL-JSON file."),
           menu="", icon="add", in_palette=False),
    Action(id="list.add", title=Message("Add matched papers"),
           help=Message("Add the matched papers of the reference list to your library, or to the chosen collection."),
           menu="tools", group=3, submenu=REVIEW, section=1, icon="add", needs=(_SHOWN, _ADD)),
    Action(id="list.add_and_get", title=Message("Add matched papers and get PDFs"),
           help=Message("Add the matched papers of the reference list, and download their PDFs."),
           menu="tools", group=3, submenu=REVIEW, section=1, icon="get", needs=(_SHOWN, _GET)),
    Action(id="list.accept_exact", title=Message("Accept exact titles"), help=ACCEPT_HELP,
           menu="tools", group=3, submenu=REVIEW, section=1, icon="tick", needs=(_SHOWN, _EXACT)),
    Action(id="list.save_csv", title=Message("Save reference list as CSV…"),
           help=Message("Save the lines of the reference list that are shown, with their papers and PDFs, as a CSV "
                        "file."),
           menu="tools", group=3, submenu=REVIEW, section=2, icon="file-text", needs=(_SHOWN,)),
)
# fmt: on


def bind_lists(ui_context: UiContext, pages: PageStack, box: QLineEdit) -> PasteWatcher:
    """Bind the actions, and watch for lists pasted into *box* or dropped on the window. Return what watches."""
    from scholar_desktop.ui.reference_lists.paste_watcher import PasteWatcher

    def page() -> ReviewPage:
        ui_context.navigation.show(places.REVIEW)
        found: ReviewPage = pages.page(places.REVIEW)  # type: ignore[assignment]
        return found

    def press(name: str) -> Callable[[], None]:
        return lambda: page().press(name)

    def write_new() -> None:
        is_elsewhere = ui_context.navigation.page != places.REVIEW
        page().write_new(is_from_elsewhere=is_elsewhere)

    watcher = PasteWatcher(box.window(), box)
    watcher.text_pasted.connect(lambda text: page().take_text(text))
    watcher.files_dropped.connect(lambda paths: page().open_lists.take_files(paths))
    watcher.not_lists.connect(lambda names: show_not_a_list(ui_context, names))
    ui_context.actions.bind("list.open", write_new)
    ui_context.actions.bind("list.paste", write_new)
    for action_id, name in (("list.add", "add"), ("list.add_and_get", "add_and_get"), ("list.accept_exact", "accept")):
        ui_context.actions.bind(action_id, press(name))
    ui_context.actions.bind("list.save_csv", lambda: page().foot.save_csv())
    return watcher


def choose_lists(ui_context: UiContext, page: ReviewPage) -> None:
    """Ask for files, and open them as lists on *page*."""
    from scholar_desktop.ui.widgets.file_dialog import ALL_FILES, FileKind, FilePurpose, open_files

    endings = ("bib", "ris", "json", "txt", "csv", "tsv", "nbib", "enw", "ciw", "md")
    open_files(
        page,
        gettext("Open reference list"),
        (FileKind(gettext("Lists and bibliographies"), endings), ALL_FILES),
        lambda paths: page.open_lists.take_files([str(path) for path in paths]),
        purpose=FilePurpose.LIST,
        memory=ui_context.state,
    )


def show_not_a_list(ui_context: UiContext, names: list[str]) -> None:
    """Show a message that dropped files contain no list."""
    from scholar_desktop.ui.widgets.note import Note

    if len(names) == 1:
        lead = gettext("“{file}” cannot be opened as a list.", file=names[0])
    else:
        lead = ngettext(
            "“{file}” and {count} other file cannot be opened as lists.",
            "“{file}” and {count} other files cannot be opened as lists.",
            len(names) - 1,
            file=names[0],
        )
    text = gettext(
        "Lists can be .bib, .ris, .nbib, .enw, .ciw, .json, .txt, .csv, .tsv or .md files. "
        "Copy and paste the lines of any other file."
    )
    ui_context.messages.say("not_lists", Note(lead, text, icon="info"), lasts_ms=10_000)
