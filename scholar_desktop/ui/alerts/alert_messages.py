"""Shows a message at the bottom of the window when alerts found news; it disappears after a while."""

from __future__ import annotations

from collections import Counter

from scholar_desktop.domain.alerts.watched_items import StoredNews
from scholar_desktop.services.alerts.open_access_watch import NOW_OPEN, NOW_PUBLISHED
from scholar_desktop.services.search.saved_searches import KIND as SAVED_SEARCH
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import counted

MESSAGE_SHOWN_MS = 10_000
_WORDS = {
    SAVED_SEARCH: ("new paper in your saved searches", "new papers in your saved searches"),
    NOW_OPEN: ("paper now open", "papers now open"),
    NOW_PUBLISHED: ("preprint published", "preprints published"),
}


def follow_alerts(ui_context: UiContext) -> None:
    """Show a message for new news items. If one is still shown, its counts are increased."""
    counts: Counter[str] = Counter()

    def on_found(news: tuple[StoredNews, ...]) -> None:
        if ui_context.messages.note("news") is None:
            counts.clear()
        counts.update(one.kind for one in news)
        parts = [counted(counts[kind], *words) for kind, words in _WORDS.items() if counts[kind]]
        others = sum(count for kind, count in counts.items() if kind not in _WORDS)
        if others:
            parts.append(counted(others, "news of what you follow", "news of what you follow"))
        if ui_context.navigation.page == places.NEWS:
            return  # the page itself shows them
        show = Step("Show", ui_context.actions["view.news"].trigger)
        note = Note(f"{', '.join(parts)}.", "", icon="bell", steps=(show,))
        ui_context.messages.say("news", note, lasts_ms=MESSAGE_SHOWN_MS)

    ui_context.services.watch.found.connect(on_found)
