"""The actions on news of alerts: run the alerts now, act on a news item, dismiss it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action import NEWS_MENU, Action
from scholar_desktop.ui.actions.conditions import ONLINE, Condition

if TYPE_CHECKING:
    from collections.abc import Callable

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


def bind_alerts(ui_context: UiContext, page: Callable[[], Any]) -> None:
    """Bind the actions; those on rows call *page*, which creates the page at the first use."""
    actions = ui_context.actions
    actions.bind("news.look_now", lambda: ui_context.services.watch.look_now())

    def run(name: str) -> None:
        page().run(name)

    for name in ("get", "dismiss"):
        actions.bind(f"news.{name}", partial(run, name))
