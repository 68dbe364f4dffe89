"""Shows a message at the bottom of the window when alerts found news, or had nothing to check; it disappears after a
while."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from scholar_desktop.domain.alerts.watched_items import StoredNews
from scholar_desktop.services.alerts.open_access_watch import NOW_OPEN, NOW_PUBLISHED
from scholar_desktop.services.search.saved_searches import KIND as SAVED_SEARCH
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.note import Note, Step

MESSAGE_SHOWN_MS = 10_000
_COUNTERS: dict[str, Callable[[int], str]] = {
    SAVED_SEARCH: lambda count: ngettext(
        "{count} new paper in your saved searches", "{count} new papers in your saved searches", count
    ),
    NOW_OPEN: lambda count: ngettext("{count} open copy found", "{count} open copies found", count),
    NOW_PUBLISHED: lambda count: ngettext("{count} published version found", "{count} published versions found", count),
}


def follow_alerts(ui_context: UiContext) -> None:
    """Show a message for new news items, and if the check that the user started had nothing to check. If news is still
    shown, its counts are increased."""
    counts: Counter[str] = Counter()

    def on_found(news: tuple[StoredNews, ...]) -> None:
        if ui_context.messages.note("news") is None:
            counts.clear()
        counts.update(one.kind for one in news)
        parts = [counter(counts[kind]) for kind, counter in _COUNTERS.items() if counts[kind]]
        others = sum(count for kind, count in counts.items() if kind not in _COUNTERS)
        if others:
            parts.append(ngettext("{count} update on what you follow", "{count} updates on what you follow", others))
        if ui_context.navigation.page == places.NEWS:
            return  # the page itself shows them
        show = Step(gettext("Show news"), ui_context.actions["view.news"].trigger)
        note = Note(" · ".join(parts), "", icon="bell", steps=(show,))
        ui_context.messages.say("news", note, lasts_ms=MESSAGE_SHOWN_MS, stays=True)

    def on_none_to_check(_none: None) -> None:
        text = gettext(
            "News checks papers without PDF that Unpaywall covers, preprints, and the people, records and searches "
            "that you follow."
        )
        note = Note(gettext("There is nothing to check."), text, icon="bell")
        ui_context.messages.say("news", note, lasts_ms=MESSAGE_SHOWN_MS)

    ui_context.services.watch.found.connect(on_found)
    ui_context.services.watch.found_none_to_check.connect(on_none_to_check)
