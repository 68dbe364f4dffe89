"""The rows of the news list, and texts for the state of the alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scholar_desktop.domain.alerts.watched_items import StoredNews, WatchState
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.alerts.open_access_watch import NOW_OPEN, NOW_PUBLISHED
from scholar_desktop.services.alerts.release_watch import NEW_RELEASE
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.rows.sign_list import SignRow
from scholar_desktop.ui.words import wording

_SIGNS = {
    NOW_OPEN: ("get", "ok", Message("Open copy")),
    NOW_PUBLISHED: ("file-text", "link", Message("Published")),
    NEW_RELEASE: ("database", "link", Message("New release")),
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NewsRow(SignRow):
    news: StoredNews


def news_row(news: StoredNews) -> NewsRow:
    sign, colour, kind = _SIGNS.get(news.kind, ("bell", "link", Message("News")))
    title = plain(news.title) or (plain(news.paper.title) if news.paper is not None else "") or news.key
    if news.kind == NEW_RELEASE:
        title = gettext("Offline corpus")
    word, told = shown(kind), shown(news.text)
    parts = [told]
    if news.kind == NOW_OPEN:
        parts += [wording.version(news.details.get("version")), wording.licence(news.details.get("license"))]
    below = " · ".join(part for part in parts if part)
    right = "" if news.seen else gettext("new")
    when = wording.day(news.found)
    return NewsRow(
        news=news,
        paper=news.paper,
        title=title,
        sign=sign,
        colour=colour,
        word=word,
        below=f"{below} · {when}",
        right=right,
        spoken=", ".join(part for part in (right, word, title, below, when) if part),
    )


def ago(iso: str | None, now: datetime) -> str:
    """Return 'just now', '12 minutes ago', '3 hours ago', '2 days ago'; empty for None."""
    if iso is None:
        return ""
    try:
        seconds = int((now - datetime.fromisoformat(iso)).total_seconds())
    except ValueError:
        return ""
    if seconds >= 86_400:
        return ngettext("{count} day ago", "{count} days ago", seconds // 86_400)
    if seconds >= 3600:
        return ngettext("{count} hour ago", "{count} hours ago", seconds // 3600)
    if seconds >= 60:
        return ngettext("{count} minute ago", "{count} minutes ago", seconds // 60)
    return gettext("just now")


def state_lines(states: Sequence[WatchState], now: datetime, without_pdf: int = 0) -> list[str]:
    """Return a line for each kind that has something to check, and one for all kinds that have nothing.

    Args:
        without_pdf: the number of papers in the library without a PDF; those that are not checked are named.
    """
    lines = []
    for state in states:
        if state.watched or state.looking:
            line = _state_line(state, now)
            others = without_pdf - state.watched
            if state.kind == NOW_OPEN and others > 0 and not state.looking:
                words = ngettext(
                    "{count} other paper without PDF cannot be checked: it has no DOI that Unpaywall covers.",
                    "{count} other papers without PDF cannot be checked: they have no DOI that Unpaywall covers.",
                    others,
                )
                line = f"{line.rstrip('.')}. {words}"
            lines.append(line)
    empty = [shown(state.title) for state in states if not state.watched and not state.looking]
    if not lines:
        words = gettext("Nothing to check yet.")
        if without_pdf:
            reason = ngettext(
                "{count} paper without PDF cannot be checked: it has no DOI that Unpaywall covers.",
                "{count} papers without PDF cannot be checked: they have no DOI that Unpaywall covers.",
                without_pdf,
            )
            words = f"{words} {reason}"
        return [words]
    if empty:
        lines.append(gettext("Nothing to check: {kinds}", kinds=" · ".join(empty)))
    return lines


def _state_line(state: WatchState, now: datetime) -> str:
    """Return 'Preprints: 12, checked 3 hours ago, 5 due', or the progress of a running lookup, or why it stopped."""
    kind, count = shown(state.title), state.watched
    if state.looking:
        return gettext("{kind}: checking {done} of {total}", kind=kind, done=state.done, total=state.due)
    checked = ago(state.checked, now)
    if not checked:
        words = gettext("{kind}: {count}, not yet checked for news", kind=kind, count=count)
    elif state.due:
        words = gettext(
            "{kind}: {count}, checked {time}, {due} due", kind=kind, count=count, time=checked, due=state.due
        )
    else:
        words = gettext("{kind}: {count}, checked {time}", kind=kind, count=count, time=checked)
    return f"{words}. {shown(state.problem.message)}" if state.problem is not None else words


def next_words(moment: datetime | None, *, is_on: bool) -> str:
    """Return when the next lookup is due; empty if there is nothing to look up."""
    if not is_on:
        return gettext("Automatic checks are off.")
    if moment is None:
        return ""
    return gettext("Next check: {time}", time=wording.moment(moment.astimezone(UTC).isoformat()))
