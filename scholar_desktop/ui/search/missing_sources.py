"""What the list of results says of sources that sent nothing or too little, and the buttons that query them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.search.query_parser import operators
from scholar_desktop.domain.source import CORPUS, Phase
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.page_messages import load_online_step, search_online_step
from scholar_desktop.ui.widgets.message_page import MessageLine
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import listed, source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.search.query import SearchResult
    from scholar_desktop.domain.source import SourceReport
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.search.search_session import SearchSession

MOST_BUTTONS = 3
"""More sources that have failed have one button together."""


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
        text = f"{text} {missing_words(left_out)}"
    if session.last_load in ("search", "filters"):
        load: Callable[[], None] = partial(session.again, refresh=True)
        online = search_online_step(status, load)
        now = Step(gettext("Search now"), load, icon="search")
    else:
        is_all = session.last_load == "all"
        load = session.load_all if is_all else session.more
        online = load_online_step(status, load, is_all=is_all)
        now = Step(gettext("Load all") if is_all else gettext("Load more"), load)
    if status.offline:
        return Note(gettext("You are offline."), text, "panel", "offline", (online,))
    return Note(text, "", "panel", "offline", (now,))


def saved_without_note(names: Sequence[str], choose: Callable[[], None]) -> Note | None:
    """Return that a search was saved with the services *names*, which are off now, so that its list is not the one that
    was saved; None without any. choose: lets the user choose the sources."""
    if not names:
        return None
    services = listed([source_title(name) for name in names])
    lead = ngettext(
        "Saved with {services}, which is off in Settings.",
        "Saved with {services}, which are off in Settings.",
        len(names),
        services=services,
    )
    if len(names) == 1:
        text = gettext("Papers that only {service} has are missing below.", service=services)
    else:
        text = gettext("Papers that only {services} have are missing below.", services=services)
    return Note(lead, text, "warn", steps=(Step(gettext("Sources to search…"), choose),))


def missing_words(reports: Sequence[SourceReport]) -> str:
    """Return that the papers which only the sources of *reports* have are not in the list."""
    if len(reports) == 1:
        return gettext("Papers that only {service} has are missing below.", service=_titles(reports))
    return gettext("Papers that only {services} have are missing below.", services=_titles(reports))


def failure_words(reports: Sequence[SourceReport]) -> str:
    """Return why the sources of *reports* sent nothing or too little, a sentence for each."""
    return " ".join(dict.fromkeys(map(_why, reports)))


def _why(report: SourceReport) -> str:
    service = source_title(report.name)
    if report.error is None:
        return gettext("{service} didn't respond.", service=service)
    words = shown(report.error.message)
    return words if service in words else gettext("{source}: {note}", source=service, note=words)


def retry_steps(
    session: SearchSession, reports: Sequence[SourceReport], all_again: Callable[[], None]
) -> tuple[Step, ...]:
    """Return a button for each of the sources *reports*, which queries only that source again; one for all of them if
    that is not possible, or if there are too many.

    Args:
        all_again: queries all of them again.
    """
    names = [report.name for report in reports]
    if not 1 < len(names) <= MOST_BUTTONS or not session.can_retry_one:
        return (Step(gettext("Try again"), all_again, icon="refresh"),)
    return tuple(
        Step(gettext("Try {service} again", service=source_title(name)), partial(session.retry, name), icon="refresh")
        for name in names
    )


def _titles(reports: Sequence[SourceReport]) -> str:
    return listed([source_title(report.name) for report in reports])


def answered(result: SearchResult | None) -> list[str]:
    """Return the sources of *result* that were searched and sent all that they found."""
    return [report.name for report in result.reports if report.phase is Phase.OK] if result is not None else []


def none_found_words(result: SearchResult | None, *, is_online: bool) -> str:
    """Return which services found nothing for the words of *result*, and what to try. Only the offline corpus looks for
    all words; the services have rules of their own."""
    asked = answered(result)
    one_word = result is not None and len(result.query.words.split()) == 1
    other_word = gettext("Check the spelling, or try another word.")
    if asked == [CORPUS]:
        if one_word:
            return f"{gettext('Your offline corpus has no paper with this word.')} {other_word}"
        if not is_online:
            return gettext("Your offline corpus has no paper with all these words. Try fewer words, or go online.")
        return gettext("Your offline corpus has no paper with all these words. Try fewer words, or all sources.")
    if result is not None and operators(result.query):
        if one_word:
            return f"{gettext('Nothing matches this search.')} {other_word}"
        return gettext("Nothing matches this search. Try fewer or other words.")
    if len(asked) != 1:
        if one_word:
            return f"{gettext('No service found a paper for this word.')} {other_word}"
        return gettext("No service found a paper for these words. Try fewer or other words.")
    words = gettext("Only {service} was searched, and found nothing.", service=source_title(asked[0]))
    if one_word:
        return f"{words} {gettext('Check the spelling, or try other services.')}"
    return f"{words} {gettext('Try fewer words, or other services.')}"


def source_line(name: str, words: str, icon: str, tone: str = "muted") -> MessageLine:
    """Return the line of a source. *words*, which often are a sentence about it, don't name it a second time."""
    title = source_title(name)
    if words.startswith(f"{title} "):
        words = words.removeprefix(title).lstrip()
    elif title in words:
        title, words = words, ""
    return MessageLine(title, words, icon, tone)


def no_source_queried(result: SearchResult) -> bool:
    """True if every source was left out: the program is offline, or settings that they need are missing."""
    return bool(result.reports) and all(report.phase is Phase.SKIPPED for report in result.reports)
