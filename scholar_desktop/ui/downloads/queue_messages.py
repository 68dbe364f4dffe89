"""What the downloads page says when there are no downloads, why those that wait do not begin, and of several selected
ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.page_messages import offline_note, search_step
from scholar_desktop.ui.widgets.button import shortcut_text
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import next_try_time

if TYPE_CHECKING:
    from scholar_desktop.domain.download import QueueProgress
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.actions.registry import Actions


def no_downloads(actions: Actions) -> PageMessage:
    """Return the message of an empty list."""
    return PageMessage(
        gettext("No downloads"),
        gettext("Open copies of a paper are tried in turn. Each file is checked before it is saved."),
        lines=(MessageLine(gettext("Get the PDF of a paper"), shortcut_text(actions["paper.get_pdf"]), "get"),),
        steps=(search_step(actions),),  # the button for a list is in the head
    )


def network_note(status: Status, downloads: Downloads, progress: QueueProgress) -> Note | None:
    """Return the note that says why nothing is downloaded although something waits; None if there is no reason."""
    if status.offline:
        return offline_note(status, gettext("Downloads continue when you go online."))
    if progress.offline_until is not None:
        why = gettext(
            "No service is responding. Next try: {time}. Your downloads are saved.",
            time=next_try_time(progress.offline_until),
        )
        now = Step(gettext("Try now"), downloads.look_now)
        return Note(gettext("No network connection."), why, "warn", "offline", (now,))
    return None


def several_selected(count: int, new: int, watched: int) -> tuple[str, str]:
    """Return the title and the text of the details of *count* selected downloads. new: the number of their papers that
    can be watched and are not; watched: of those that are."""
    parts = []
    if 0 < new < count - watched:
        parts.append(
            ngettext(
                "{new} of {count} paper can be watched.", "{new} of {count} papers can be watched.", count, new=new
            )
        )
    if new and watched:
        parts.append(
            ngettext("{count} paper is watched already.", "{count} papers are watched already.", watched, count=watched)
        )
    return ngettext("{count} download selected", "{count} downloads selected", count), " ".join(parts)
