"""Messages in place of rows, and parts of them, that several pages show: offline, an empty library, ways to papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import Offline
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.messages import PDFS_WANTED
from scholar_desktop.ui.context.navigation import DOWNLOADS
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.access_words import waiting_words

if TYPE_CHECKING:
    from scholar_desktop.domain.errors import ErrorInfo
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation


def search_step(actions: Actions) -> Step:
    """Return the main step of a list without papers: it leads to the search."""
    return Step(gettext("Search for papers"), actions["focus.search"].trigger, main=True)


def pdf_files_line(actions: Actions) -> MessageLine:
    """Return the line that offers to add PDF files."""
    return MessageLine(
        gettext("PDFs you have"),
        gettext("drop files or folders on this window"),
        "file",
        press=gettext("Add PDF files…"),
        run=lambda: actions["library.add_files"].trigger(),  # the first page is shown before the action is created
        is_link=True,
    )


def empty_library_message(actions: Actions, text: str, lines: tuple[MessageLine, ...] = ()) -> PageMessage:
    """Return the message that the library has no papers. text: what would be here; lines: ways to add papers."""
    return PageMessage(gettext("Your library is empty"), text, lines=lines, steps=(search_step(actions),))


def is_offline_problem(problem: ErrorInfo | None, status: Status) -> bool:
    """Return True if *problem* is that the program works offline, which it still does."""
    return problem is not None and problem.code == Offline.code and status.offline


def not_saved_message(problem: ErrorInfo, status: Status, again: Callable[[], None], *others: Step) -> PageMessage:
    """Return the message for a list that was not saved before the program was set to work offline.

    Args:
        again: loads the list once the program is online.
        others: further buttons.
    """
    steps = (online_step(status, again, main=True), *others)
    return PageMessage(shown(problem.message), shown(problem.hint or ""), "offline", steps=steps)


def failed_message(problem: ErrorInfo, status: Status, load: Callable[[], None], again: Step) -> PageMessage:
    """Return the message that a list could not be loaded.

    Args:
        load: loads the list once the program is online.
        again: the step for any other problem than that the program works offline.
    """
    if is_offline_problem(problem, status):
        return not_saved_message(problem, status, load)
    return PageMessage(shown(problem.message), shown(problem.hint or ""), "alert", "error", steps=(again,))


def _going_online(status: Status, then: Callable[[], None] | None) -> Callable[[], None]:
    """Return a function that ends working offline and then calls *then*."""

    def go_online() -> None:
        status.set_offline(False)
        if then is not None:
            then()

    return go_online


def online_step(status: Status, again: Callable[[], None] | None = None, *, main: bool = False) -> Step:
    """Return the button that ends working offline and then calls *again*. main: it is the main one of its message."""
    return Step(gettext("Go online"), _going_online(status, again), main=main, icon="online")


def search_online_step(status: Status, search: Callable[[], None], *, main: bool = False) -> Step:
    """Return the button that ends working offline and then calls *search*. main: as of `online_step`."""
    return Step(gettext("Go online and search"), _going_online(status, search), main=main)


def load_online_step(status: Status, load: Callable[[], None], *, is_all: bool) -> Step:
    """Return the button that ends working offline and then calls *load*, which loads the rest of a list, or one more
    page of it."""
    title = gettext("Go online and load all") if is_all else gettext("Go online and load more")
    return Step(title, _going_online(status, load))


def offline_note(status: Status, text: str, again: Callable[[], None] | None = None) -> Note:
    """Return the note that the program works offline, with the way to go online.

    Args:
        text: what is not done or not known meanwhile.
        again: does it, once the program is online; None if that happens by itself.
    """
    return Note(gettext("You are offline."), text, "warn", "offline", (online_step(status, again),))


def no_saved_answer_message(status: Status, search: Callable[[], None], *others: Step) -> PageMessage:
    """Return the message that a search found no saved answer while the program worked offline, which it may do still.

    Args:
        search: searches again.
        others: other steps.
    """
    if not status.offline:
        return made_offline_message(search, *others)

    text = gettext("There is no saved answer for this search. Your library works offline.")
    steps = (search_online_step(status, search, main=True), *others)
    return PageMessage(gettext("You are working offline"), text, "offline", steps=steps)


def made_offline_message(search: Callable[[], None], *others: Step) -> PageMessage:
    """Return the message, once the program is online, that a search was made offline and found no saved answer.

    Args:
        search: searches again.
        others: other steps.
    """
    again = Step(gettext("Search now"), search, main=True, icon="search")
    text = gettext("There was no saved answer for it.")
    return PageMessage(gettext("This search was made offline"), text, "info", steps=(again, *others))


def show_downloads_step(navigation: Navigation, *keys: str) -> Step:
    """Return the button that shows the downloads with *keys*."""
    return Step(gettext("Show downloads"), partial(navigation.show_part, DOWNLOADS, *keys))


def go_online_step(messages: Messages, status: Status) -> Step:
    """Return the button that ends the offline mode, for the message `PDFS_WANTED`."""
    return online_step(status, partial(messages.close_message, PDFS_WANTED))


def download_waits_note(messages: Messages, status: Status, navigation: Navigation, key: str) -> Note:
    """Return the note that the download *key* waits until the program is online, for the message `PDFS_WANTED`."""
    steps = go_online_step(messages, status), show_downloads_step(navigation, key)
    return Note(waiting_words(1), icon="offline", steps=steps)
