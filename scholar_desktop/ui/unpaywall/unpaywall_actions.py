"""The actions on the answer chosen on the page 'Unpaywall'."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.services.unpaywall.answers import all_links, best_link, pdf_links
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import ONLINE, Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext


def _answer(now: ActionState) -> dict[str, Any]:
    found: dict[str, Any] = now.answer or {}
    return found


HAS_ANSWER = Condition("has_answer", lambda now: now.answer is not None, "No answer of Unpaywall is chosen.")
HAS_BEST = Condition("has_best", lambda now: best_link(_answer(now)) is not None, "Unpaywall knows no open copy.")
HAS_LINKS = Condition("has_links", lambda now: bool(all_links(_answer(now))), "Unpaywall knows no open copy.")
NAMES_PDF = Condition("names_pdf", lambda now: bool(pdf_links(_answer(now))), "No copy of it names a PDF.")
HAS_ANSWERS = Condition("has_answers", lambda now: now.answers > 0, "Nothing has been looked up on the page Unpaywall.")


def _action(name: str, title: str, help_: str, group: int, icon: str, *needs: Condition) -> Action:
    return Action(f"unpaywall.{name}", title, help_, "unpaywall", group, (), icon, needs)


_PDF = (HAS_ANSWER, NAMES_PDF, ONLINE)
UNPAYWALL = (
    Action(
        "view.unpaywall",
        "Unpaywall",
        "Look up many DOIs, search titles, and see the answers that are kept.",
        "view",
        3,
        (),
        "globe",
    ),
    _action("view_pdf", "View PDF", "Show the PDF here. It is kept in memory only.", 0, "read", *_PDF),
    _action("save_pdf", "Save PDF…", "Save the PDF under a name and in a folder of your choice.", 0, "get", *_PDF),
    _action("open_outside", "View PDF outside", "Open the PDF in the system's viewer.", 0, "file-text", *_PDF),
    _action(
        "open_browser",
        "Open copy in browser",
        "Open the best copy in the browser.",
        0,
        "external",
        HAS_ANSWER,
        HAS_BEST,
    ),
    _action("copy_best", "Copy best link", "Copy the address of the best copy.", 1, "link", HAS_ANSWER, HAS_BEST),
    _action("copy_pdf", "Copy PDF link", "Copy the address of the best PDF.", 1, "link", HAS_ANSWER, NAMES_PDF),
    _action("copy_links", "Copy all links", "Copy every address of every copy.", 1, "link", HAS_ANSWER, HAS_LINKS),
    _action("copy_json", "Copy raw JSON", "Copy the answer as Unpaywall sent it.", 1, "copy", HAS_ANSWER),
    _action(
        "copy_request",
        "Copy request address",
        "Copy the address that was asked, with YOUR_EMAIL in place of your address.",
        1,
        "copy",
        HAS_ANSWER,
    ),
    _action("export_csv", "Export answers as CSV…", "Every field, a row a DOI or a copy.", 2, "file-text", HAS_ANSWERS),
    _action("export_json", "Export answers as JSON…", "Every field as it was sent.", 2, "file-text", HAS_ANSWERS),
)


def bind_unpaywall(ui_context: UiContext, page: Callable[[], Any]) -> None:
    """Bind the actions to *page*, which creates the page at the first use."""
    actions = ui_context.actions
    actions.bind("view.unpaywall", lambda: ui_context.navigation.show(places.UNPAYWALL))

    def run(name: str) -> None:
        page().run(name)

    for action in UNPAYWALL:
        kind, _, name = action.id.partition(".")
        if kind == "unpaywall":
            actions.bind(action.id, partial(run, name))
