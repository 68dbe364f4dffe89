"""Says in the window that there is news: one line at the foot, which goes by itself."""

from __future__ import annotations

from collections import Counter

from scholar_desktop.domain.alerts.watched import News
from scholar_desktop.services.alerts.open_watch import NOW_OPEN, NOW_PUBLISHED
from scholar_desktop.services.search.saved_searches import KIND as SAVED_SEARCH
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import Workbench
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import counted

SAID_MS = 10_000
_WORDS = {
    SAVED_SEARCH: ("new paper in your saved searches", "new papers in your saved searches"),
    NOW_OPEN: ("paper now open", "papers now open"),
    NOW_PUBLISHED: ("preprint published", "preprints published"),
}


def tell_news(workbench: Workbench) -> None:
    """Follow the watch. What comes while a line is shown is added to it."""
    told: Counter[str] = Counter()

    def on_found(news: tuple[News, ...]) -> None:
        if workbench.messages.note("news") is None:
            told.clear()
        told.update(one.kind for one in news)
        parts = [counted(told[kind], *words) for kind, words in _WORDS.items() if told[kind]]
        others = sum(count for kind, count in told.items() if kind not in _WORDS)
        if others:
            parts.append(counted(others, "news of what you follow", "news of what you follow"))
        if workbench.navigation.page == places.NEWS:
            return  # it is seen there
        show = Step("Show", workbench.actions["view.news"].trigger)
        note = Note(f"{', '.join(parts)}.", "", icon="bell", steps=(show,))
        workbench.messages.say("news", note, lasts_ms=SAID_MS)

    workbench.services.watch.found.connect(on_found)
