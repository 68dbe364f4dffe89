"""The rows of the news list, and texts for the state of the alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from scholar_desktop.domain.alerts.watched_items import StoredNews, WatchState
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.alerts.open_access_watch import NOW_OPEN, NOW_PUBLISHED
from scholar_desktop.ui.rows.sign_list import SignRow
from scholar_desktop.ui.words import wording

_SIGNS = {NOW_OPEN: ("get", "ok", "Now open"), NOW_PUBLISHED: ("file-text", "link", "Published")}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NewsRow(SignRow):
    news: StoredNews


def news_row(news: StoredNews) -> NewsRow:
    sign, colour, word = _SIGNS.get(news.kind, ("bell", "link", "News"))
    title = plain(news.title) or (plain(news.paper.title) if news.paper is not None else "") or news.key
    parts = [f"{news.text[:1].upper()}{news.text[1:]}"]
    if news.kind == NOW_OPEN:
        parts += [wording.version(news.details.get("version")), wording.licence(news.details.get("license"))]
    below = " · ".join(part for part in parts if part)
    right = "" if news.seen else "new"
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
    """Return 'just now', '12 minutes ago', '3 hours ago', '2 days ago'; 'never' for None."""
    if iso is None:
        return "never"
    try:
        seconds = (now - datetime.fromisoformat(iso)).total_seconds()
    except ValueError:
        return "never"
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return f"{wording.counted(int(seconds // length), unit, unit + 's')} ago"
    return "just now"


def state_words(state: WatchState, now: datetime) -> str:
    """Return 'last looked 3 hours ago, 12 of 40 due', or the progress of a running lookup, or why it stopped."""
    if state.looking:
        return f"looking: {wording.number(state.done)} of {wording.number(state.due)}"
    if not state.watched:
        return "none to look up"
    words = f"last looked {ago(state.checked, now)}, {wording.number(state.due)} of {wording.number(state.watched)} due"
    return f"{words}. {state.problem.message}" if state.problem is not None else words


def next_words(moment: datetime | None, *, is_on: bool) -> str:
    """Return when the next lookup is due."""
    if not is_on:
        return "Off: nothing is looked up by itself."
    if moment is None:
        return "Nothing is due."
    return f"Next look: {wording.moment(moment.astimezone(UTC).isoformat())}."
