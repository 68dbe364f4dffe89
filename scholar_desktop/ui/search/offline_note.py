"""The note above a list whose saved rows alone were loaded, because the program was offline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.page_messages import load_online_step, search_online_step
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import listed, source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.source import SourceReport
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.search.search_session import SearchSession


def cut_offline_note(
    session: SearchSession, status: Status, cut: Sequence[SourceReport], left_out: Sequence[SourceReport]
) -> Note:
    """Return that only the saved rows of some sources are listed, also when the program is online again, with a button
    that loads what could not be loaded offline.

    Args:
        cut: the sources with saved rows.
        left_out: the sources without any.
    """
    text = gettext("Only the saved results from {services} are below.", services=_titles(cut))
    if left_out:
        missing = gettext("Papers that only {services} have are missing below.", services=_titles(left_out))
        text = f"{text} {missing}"
    if session.last_load == "search":
        load, online = session.again, search_online_step(status, session.again)
        now = Step(gettext("Search now"), load, icon="search")
    else:
        is_all = session.last_load == "all"
        load = session.load_all if is_all else session.more
        online = load_online_step(status, load, is_all=is_all)
        now = Step(gettext("Load all") if is_all else gettext("Load more"), load)
    if status.offline:
        return Note(gettext("You are offline."), text, "panel", "offline", (online,))
    return Note(text, "", "panel", "offline", (now,))


def _titles(reports: Sequence[SourceReport]) -> str:
    return listed([source_title(report.name) for report in reports])
