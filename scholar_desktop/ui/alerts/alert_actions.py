"""The actions on news of alerts: run the alerts now, act on a news item, dismiss it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import ONLINE, Condition

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext

HAS_ALERTS = Condition("has_news", lambda now: now.news > 0, "No news is chosen.")

# fmt: off
ALERTS = (
    Action(id="news.look_now", title="Look for news now",
           help="Look up everything that is watched, whether it is due or not.", menu="view", group=4, icon="refresh",
           needs=(ONLINE,)),
    Action(id="news.get", title="Get what is new", help="Get the PDF that the news is about.", menu="view", group=4,
           icon="get", needs=(HAS_ALERTS,)),
    Action(id="news.dismiss", title="Put the news away", help="Take the chosen news off the list.", menu="view",
           group=4, icon="tick", needs=(HAS_ALERTS,)),
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
