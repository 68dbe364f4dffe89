"""The messages in place of the results of a search that was made while the program works offline."""

from __future__ import annotations

from collections.abc import Callable

from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step


def offline_message(text: str, go_online: Callable[[], None], *others: Step) -> PageMessage:
    """Return the message that the program works offline.

    Args:
        text: what it has, or lacks, for the search.
        go_online: ends the offline mode and searches.
        others: other steps.
    """
    online = Step(gettext("Go online and search"), go_online, main=True)
    return PageMessage(gettext("You are working offline"), text, "offline", steps=(online, *others))


def made_offline_message(search: Callable[[], None], *others: Step) -> PageMessage:
    """Return the message, once the program is online, that a search was made offline and found no saved answer.

    Args:
        search: searches again.
        others: other steps.
    """
    again = Step(gettext("Search now"), search, main=True, icon="search")
    text = gettext("There was no saved answer for it.")
    return PageMessage(gettext("This search was made offline"), text, "info", steps=(again, *others))
