"""The actions on the answer chosen on the page 'Unpaywall'."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scholar_desktop.services.unpaywall.answers import all_links, best_link, pdf_links
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import ONLINE, Condition

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

_PDF = (HAS_ANSWER, NAMES_PDF, ONLINE)
# fmt: off
UNPAYWALL = (
    Action(id="unpaywall.view_pdf", title="View PDF", help="Show the PDF here. It is kept in memory only.",
           menu="unpaywall", icon="read", needs=_PDF),
    Action(id="unpaywall.save_pdf", title="Save PDF…",
           help="Save the PDF under a name and in a folder of your choice.", menu="unpaywall", icon="get", needs=_PDF),
    Action(id="unpaywall.open_outside", title="View PDF outside", help="Open the PDF in the system's viewer.",
           menu="unpaywall", icon="file-text", needs=_PDF),
    Action(id="unpaywall.open_browser", title="Open copy in browser", help="Open the best copy in the browser.",
           menu="unpaywall", icon="external", needs=(HAS_ANSWER, HAS_BEST)),
    Action(id="unpaywall.copy_best", title="Copy best link", help="Copy the address of the best copy.",
           menu="unpaywall", group=1, icon="link", needs=(HAS_ANSWER, HAS_BEST)),
    Action(id="unpaywall.copy_pdf", title="Copy PDF link", help="Copy the address of the best PDF.", menu="unpaywall",
           group=1, icon="link", needs=(HAS_ANSWER, NAMES_PDF)),
    Action(id="unpaywall.copy_links", title="Copy all links", help="Copy every address of every copy.",
           menu="unpaywall", group=1, icon="link", needs=(HAS_ANSWER, HAS_LINKS)),
    Action(id="unpaywall.copy_json", title="Copy raw JSON", help="Copy the answer as Unpaywall sent it.",
           menu="unpaywall", group=1, icon="copy", needs=(HAS_ANSWER,)),
    Action(id="unpaywall.copy_request", title="Copy request address",
           help="Copy the address that was asked, with YOUR_EMAIL in place of your address.", menu="unpaywall",
           group=1, icon="copy", needs=(HAS_ANSWER,)),
    Action(id="unpaywall.export_csv", title="Export answers as CSV…", help="Every field, a row a DOI or a copy.",
           menu="unpaywall", group=2, icon="file-text", needs=(HAS_ANSWERS,)),
    Action(id="unpaywall.export_json", title="Export answers as JSON…", help="Every field as it was sent.",
           menu="unpaywall", group=2, icon="file-text", needs=(HAS_ANSWERS,)),
)
# fmt: on


def bind_unpaywall(ui_context: UiContext, page: Callable[[], Any]) -> None:
    """Bind the actions to *page*, which creates the page at the first use."""
    actions = ui_context.actions

    def run(name: str) -> None:
        page().run(name)

    for action in UNPAYWALL:
        kind, _, name = action.id.partition(".")
        if kind == "unpaywall":
            actions.bind(action.id, partial(run, name))
