"""The actions on news of alerts: run the alerts now, act on a news item, dismiss it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.action import NEWS_MENU, Action
from scholar_desktop.ui.actions.conditions import ONLINE, Condition
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.services import Services
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.ui_context import UiContext

HAS_ALERTS = Condition("has_news", lambda now: now.news > 0, Message("Select a news item."))

# fmt: off
ALERTS = (
    Action(id="news.look_now", title=Message("Check for news now"),
           help=Message("Check your papers and everything you follow now."), menu="tools", submenu=NEWS_MENU,
           icon="refresh", needs=(ONLINE,)),
    Action(id="news.get", title=Message("Get the new PDFs"), help=Message("Get the PDFs of the selected news."),
           menu="tools", submenu=NEWS_MENU, icon="get", needs=(HAS_ALERTS,)),
    Action(id="news.dismiss", title=Message("Dismiss news"), help=Message("Remove the selected news from the list."),
           menu="tools", submenu=NEWS_MENU, icon="tick", needs=(HAS_ALERTS,)),
)
# fmt: on


class CheckNow:
    """Starts a check for news, and says so if there is nothing to check."""

    def __init__(self, services: Services, messages: Messages) -> None:
        self._services = services
        self._messages = messages
        self._is_listening = False

    def run(self) -> None:
        watch = self._services.watch
        if not self._is_listening:
            self._is_listening = True
            watch.found_none_to_check.connect(lambda _none: self._say_nothing())
        watch.look_now()

    def _say_nothing(self) -> None:
        text = gettext(
            "News checks papers without PDF that Unpaywall covers, preprints, and the people, records and searches "
            "that you follow."
        )
        note = Note(gettext("There is nothing to check."), text, icon="bell")
        self._messages.say("news", note, lasts_ms=UNDO_SHOWN_MS)


def bind_alerts(ui_context: UiContext, page: Callable[[], Any]) -> None:
    """Bind the actions; those on rows call *page*, which creates the page at the first use."""
    actions = ui_context.actions
    look_now = CheckNow(ui_context.services, ui_context.messages)
    actions.bind("news.look_now", look_now.run)

    def run(name: str) -> None:
        page().run(name)

    for name in ("get", "dismiss"):
        actions.bind(f"news.{name}", partial(run, name))
