"""The actions that show the tabs of the page 'Unpaywall', and those on the answer that is selected there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.unpaywall.answers import all_links, best_link, page_link, pdf_links
from scholar_desktop.ui.actions.action import UNPAYWALL_MENU, Action
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import ONLINE, Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.context.ui_context import UiContext


def _answer(now: ActionState) -> dict[str, Any]:
    found: dict[str, Any] = now.answer or {}
    return found


_NO_COPY = Message("Unpaywall lists no open copy of this paper.")
HAS_ANSWER = Condition("has_answer", lambda now: now.answer is not None, Message("No Unpaywall answer is selected."))
HAS_BEST = Condition("has_best", lambda now: best_link(_answer(now)) is not None, _NO_COPY)
HAS_PAGE = Condition("has_page", lambda now: page_link(_answer(now)) is not None, Message("The answer has no link."))
HAS_LINKS = Condition("has_links", lambda now: bool(all_links(_answer(now))), _NO_COPY)
NAMES_PDF = Condition(
    "names_pdf", lambda now: bool(pdf_links(_answer(now))), Message("Unpaywall lists no PDF of this paper.")
)
HAS_ANSWERS = Condition(
    "has_answers", lambda now: now.answers > 0, Message("Look up DOIs or titles on the Unpaywall page first.")
)

_PDF = (HAS_ANSWER, NAMES_PDF, ONLINE)
# fmt: off
UNPAYWALL_TABS = (
    Action(id="unpaywall.look_up", rank=3, title=Message("Look up DOIs"),
           help=Message("Find open copies of many papers by their DOIs."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, section=1, icon="list"),
    Action(id="unpaywall.search_titles", rank=3, title=Message("Search titles"),
           palette_title=Message("Search titles at Unpaywall"),
           help=Message("Search the titles of all papers that Unpaywall knows."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, section=1, icon="search"),
    Action(id="unpaywall.saved_answers", rank=3, title=Message("Saved answers"),
           help=Message("See the answers that are saved on your computer."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, section=1, icon="database"),
)
"""Those that show a tab of the page, in the order of the tabs."""
_OF_ANSWERS = (
    Action(id="unpaywall.view_pdf", title=Message("Read the copy here"),
           help=Message("Read the PDF in this window without saving it."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, section=2, icon="read", needs=_PDF),
    Action(id="unpaywall.save_pdf", title=Message("Save PDF…"), help=Message("Save the PDF to a file."), menu="tools",
           group=1, submenu=UNPAYWALL_MENU, section=2, icon="get", needs=_PDF),
    Action(id="unpaywall.open_outside", title=Message("Open the copy in PDF app"),
           help=Message("Open the PDF in your PDF app."), menu="tools", group=1, submenu=UNPAYWALL_MENU, section=2,
           icon="file-text", needs=_PDF),
    Action(id="unpaywall.open_browser", title=Message("Open copy in browser"),
           help=Message("Open the best copy in the browser, or the page of the DOI if no open copy is listed."),
           menu="tools", group=1, submenu=UNPAYWALL_MENU, section=2, icon="external", needs=(HAS_ANSWER, HAS_PAGE)),
    Action(id="unpaywall.copy_best", title=Message("Copy best link"), help=Message("Copy the link to the best copy."),
           menu="tools", group=1, submenu=UNPAYWALL_MENU, section=3, icon="link", needs=(HAS_ANSWER, HAS_BEST)),
    Action(id="unpaywall.copy_pdf", title=Message("Copy PDF link"), help=Message("Copy the link to the best PDF."),
           menu="tools", group=1, submenu=UNPAYWALL_MENU, section=3, icon="link", needs=(HAS_ANSWER, NAMES_PDF)),
    Action(id="unpaywall.copy_links", title=Message("Copy all links"), help=Message("Copy the links to all copies."),
           menu="tools", group=1, submenu=UNPAYWALL_MENU, section=3, icon="link", needs=(HAS_ANSWER, HAS_LINKS)),
    Action(id="unpaywall.copy_json", title=Message("Copy raw JSON"),
           help=Message("Copy the answer as Unpaywall sent it."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, section=3,
           icon="copy", needs=(HAS_ANSWER,)),
    # wording: it is the request that is copied
    Action(id="unpaywall.copy_request", title=Message("Copy request address"),
           help=Message("Copy the address of the request, with YOUR_EMAIL in place of your e-mail address."),
           menu="tools", group=1, submenu=UNPAYWALL_MENU, section=3, icon="copy", needs=(HAS_ANSWER,)),
    Action(id="unpaywall.export_csv", title=Message("Export answers as CSV…"),
           help=Message("Export all fields, one row per DOI or per copy."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, section=4, icon="file-text", control_keys="Ctrl+E", needs=(HAS_ANSWERS,)),
    Action(id="unpaywall.export_json", title=Message("Export answers as JSON…"),
           help=Message("Export all fields as Unpaywall sent them."), menu="tools", group=1,
           submenu=UNPAYWALL_MENU, section=4,
           icon="file-text", needs=(HAS_ANSWERS,)),
)
# fmt: on
UNPAYWALL = tuple(msgspec.structs.replace(action, rank=4, page=places.UNPAYWALL) for action in _OF_ANSWERS)


def bind_unpaywall(ui_context: UiContext, page: Callable[[], Any]) -> None:
    """Bind the actions to *page*, which creates the page at the first use."""
    actions = ui_context.actions

    def run(name: str) -> None:
        page().run(name)

    def show_tab(number: int) -> None:
        ui_context.navigation.show(places.UNPAYWALL)
        page().show_tab(number)

    for number, tab in enumerate(UNPAYWALL_TABS):
        actions.bind(tab.id, partial(show_tab, number))
    for action in UNPAYWALL:
        kind, _, name = action.id.partition(".")
        if kind == "unpaywall":
            actions.bind(action.id, partial(run, name))
