"""The actions on news of alerts: run the alerts now, act on a news item, dismiss it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import ONLINE, Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext

HAS_ALERTS = Condition("has_news", lambda now: now.news > 0, "No news is chosen.")

ALERTS = (
    Action(
        "view.news",
        "News",
        "Show what became open or was published of what you keep, and what else is watched.",
        "view",
        4,
        (),
        "bell",
    ),
    Action(
        "news.look_now",
        "Look for news now",
        "Look up everything that is watched, whether it is due or not.",
        "view",
        4,
        (),
        "refresh",
        (ONLINE,),
    ),
    Action("news.get", "Get what is new", "Get the PDF that the news is about.", "view", 4, (), "get", (HAS_ALERTS,)),
    Action(
        "news.dismiss", "Put the news away", "Take the chosen news off the list.", "view", 4, (), "tick", (HAS_ALERTS,)
    ),
)


def bind_alerts(ui_context: UiContext, page: Callable[[], Any]) -> None:
    """Bind the actions; those on rows call *page*, which creates the page at the first use."""
    actions = ui_context.actions
    actions.bind("view.news", lambda: ui_context.navigation.show(places.NEWS))
    actions.bind("news.look_now", lambda: ui_context.services.watch.look_now())

    def run(name: str) -> None:
        page().run(name)

    for name in ("get", "dismiss"):
        actions.bind(f"news.{name}", partial(run, name))
