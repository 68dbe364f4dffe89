"""Where else than in the list of papers one can look: people by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.ui import navigation as places
from scholar_desktop.ui.actions.action import Action

if TYPE_CHECKING:
    from scholar_desktop.ui.workbench import Workbench

FINDING = (
    Action(
        "view.authors",
        "Find people",
        "Find a person by name, and see what they wrote and with whom.",
        "view",
        3,
        ("Ctrl+6",),
        "person",
    ),
)


def bind_finding(workbench: Workbench) -> None:
    """Each leads to its page, with what that page showed last."""
    navigation = workbench.navigation

    def open_page(page: str) -> None:
        if navigation.page != page:
            navigation.open(page, navigation.subject(page) or "")

    for page in (places.AUTHORS,):
        workbench.actions.bind(f"view.{page}", partial(open_page, page))
