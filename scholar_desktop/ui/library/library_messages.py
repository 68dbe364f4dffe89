"""The messages that the library shows instead of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.ui.widgets.button import shortcut_text
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import counted

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation

VIEW_TITLES = {
    LibraryView.ALL: "All papers",
    LibraryView.RECENT: "Recently added",
    LibraryView.WITHOUT_PDF: "Without PDF",
    LibraryView.STARRED: "Starred",
    LibraryView.TO_READ: "To read",
}


class LibraryMessageActions(msgspec.Struct, frozen=True):
    """What the buttons do if nothing was found: clear the box, search all papers, search the services."""

    empty: Callable[[], None]
    show_all: Callable[[], None]
    ask: Callable[[], None]


def place_title(navigation: Navigation) -> str:
    """Return the title of the part of the library that is shown: the path of a collection, a tag, or a view."""
    if navigation.collection is not None:
        return navigation.collection.title
    return navigation.tag or VIEW_TITLES[navigation.library_view]


def no_match_message(
    navigation: Navigation, words: str, texts: int, message_actions: LibraryMessageActions
) -> PageMessage:
    """Return the message that no paper of the part shown matches the words.

    Args:
        texts: how many PDF texts can be searched.
    """
    where = f", and the text of {counted(texts, 'PDF', 'PDFs')}," if texts else ""
    text = f"Looked at titles, authors, years, venues and notes{where} in {place_title(navigation)}."
    is_all = navigation.library_view is LibraryView.ALL and navigation.collection is None and not navigation.tag
    if is_all:
        steps = (Step("Empty the box", message_actions.empty, main=True), Step("Ask the services", message_actions.ask))
        return PageMessage(f"Nothing in your library has “{words}”", text, steps=steps)
    steps = (
        Step("Look in all papers", message_actions.show_all, main=True),
        Step("Empty the box", message_actions.empty),
    )
    place = "this collection" if navigation.collection is not None else "your library"
    return PageMessage(f"Nothing in {place} has “{words}”", text, steps=steps)


def empty_view_message(actions: Actions, navigation: Navigation, message_actions: LibraryMessageActions) -> PageMessage:
    """Return the message that the part shown has no papers."""
    search = Step("Search for papers", actions["focus.search"].trigger, main=True)
    collection = navigation.collection
    if collection is not None:
        return PageMessage(
            f"‘{collection.title}’ has no papers yet",
            "A paper can be in several collections, and each stays in your library.",
            lines=(
                MessageLine("Choose papers in any list", f"then {shortcut_text(actions['paper.collect'])}", "folder"),
                MessageLine("Or drag their rows", "onto its name at the left", "add"),
            ),
            steps=(
                msgspec.structs.replace(search, main=False),
                Step("Show all papers", message_actions.show_all, main=True),
            ),
        )
    if tag := navigation.tag:
        steps = (Step("Show all papers", message_actions.show_all, main=True),)
        return PageMessage(f"No paper has the tag ‘{tag}’", "Tags are given with Ctrl+T on chosen papers.", steps=steps)
    match navigation.library_view:
        case LibraryView.WITHOUT_PDF:
            return PageMessage("Every paper in your library has its PDF", "Papers that have none stand here.")
        case LibraryView.STARRED:
            text = "The star of a paper (S on its row) puts it here."
            return PageMessage(
                "No paper has a star", text, steps=(Step("Show all papers", message_actions.show_all, main=True),)
            )
        case LibraryView.TO_READ:
            text = "R on a row puts a paper here, and takes it away when it is read."
            return PageMessage(
                "Nothing is to be read", text, steps=(Step("Show all papers", message_actions.show_all, main=True),)
            )
        case LibraryView.RECENT:
            return PageMessage("Nothing was added in the last 30 days", steps=(search,))
        case _:
            add, get = actions["paper.add"], actions["paper.get_pdf"]
            return PageMessage(
                "Your library is empty",
                "What you keep stands here with its PDF, and needs no network.",
                lines=(
                    MessageLine("Get a paper's PDF", f"it is kept with the paper ({shortcut_text(get)})", "get"),
                    MessageLine("Keep a paper without its PDF", shortcut_text(add), "add"),
                ),
                steps=(search,),
            )
