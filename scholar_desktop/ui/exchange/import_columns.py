"""The columns of the list of entries in the preview of an import: what each needs, and where it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.import_preview import EntryState, PaperChange
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.exchange.import_messages import change_words
from scholar_desktop.ui.theme.type_scale import CAPTION, SMALL, STRONG

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme

STATES = {
    EntryState.NEW: ("add", "ok", Message("New")),
    EntryState.POSSIBLE: ("question", "warn", Message("Possible duplicate")),
    EntryState.KNOWN: ("library", "muted", Message("In your library already")),
    EntryState.RESTORED: ("undo", "warn", Message("Restored from the trash")),
    EntryState.REPEATED: ("copy", "muted", Message("More than once in the file")),
}
"""Icon, colour and words of each state."""
SIDE, TICK, GAP, YEAR, SIGN = 16, 24, 12, 44, 20
PEOPLE_FROM, KEY_FROM = 560, 700
"""Widths at 13 px text from which the columns of people and citation keys are shown."""
STATE_SHARE, CHANGE_SHARE, KEY_SHARE, PEOPLE_SHARE = 0.2, 0.32, 0.16, 0.3
"""What the columns get at most: of the whole width the first three, the second where the state names what changes; the
people get theirs of what is left for titles and people."""


class ColumnNeeds(NamedTuple):
    """The widths of the widest words of the entries in two columns, in pixels. states: those of the entries."""

    states: tuple[EntryState, ...] = ()
    state: int = 0
    key: int = 0


def column_needs(
    theme: Theme, states: Collection[EntryState], words: Iterable[str], keys: Iterable[str]
) -> ColumnNeeds:
    """Return what the columns of entries need. words: of their states; keys: their citation keys."""
    metrics = theme.type.metrics(SMALL)
    widest = (max(map(metrics.horizontalAdvance, texts), default=0) for texts in (set(words), set(keys)))
    # wider than the text, which would be cut if its width was rounded
    return ColumnNeeds(tuple(states), *(wide + 2 for wide in widest))


@dataclass(frozen=True, slots=True)
class ImportColumns:
    """Where each column begins, and its width; a width of 0: it is not shown."""

    title: tuple[int, int]
    people: tuple[int, int]
    year: tuple[int, int]
    key: tuple[int, int]
    state: tuple[int, int]


def place_columns(theme: Theme, width: int, needs: ColumnNeeds) -> ImportColumns:
    """Return the columns of a list *width* wide. The titles have what the others do not need."""
    px, states = theme.px, needs.states
    base = theme.type.width_at_base(width)
    start, end = px(SIDE + TICK), width - px(SIDE)
    metrics = theme.type.metrics(CAPTION, STRONG)
    year_head, key_head, state_head = (metrics.horizontalAdvance(head) for head in heads()[2:])
    words = [shown(STATES[state][2]) for state in states]
    if EntryState.KNOWN in states:
        words.append(change_words(PaperChange()))
    usual = theme.type.widest(words, SMALL) if words else 0
    most = min(usual + px(SIGN + GAP), (end - start) // 2)
    # an entry that is or may be another one names it, or what it changes there
    if not {EntryState.POSSIBLE, EntryState.KNOWN, EntryState.REPEATED}.isdisjoint(states):
        share = CHANGE_SHARE if EntryState.KNOWN in states and base >= KEY_FROM else STATE_SHARE
        most = max(most, round((end - start) * share))
    state = max(min(needs.state + px(SIGN), most - px(GAP)), state_head) + px(GAP)
    key = 0
    if base >= KEY_FROM:
        most = round((end - start) * KEY_SHARE)
        key = min(max(needs.key, key_head) + px(GAP), most)
    year = max(px(YEAR), year_head) + px(GAP)
    room = max(0, end - start - state - key - year)
    people = round(room * PEOPLE_SHARE) if base >= PEOPLE_FROM else 0
    title = room - people
    widths = (title, people, year, key, state)
    places = []
    for wide in widths:
        places.append((start, max(0, wide - px(GAP))))
        start += wide
    return ImportColumns(*places)


def heads() -> tuple[str, ...]:
    """Return the titles of all columns."""
    return gettext("Title"), gettext("Authors"), gettext("Year"), gettext("Citation key"), gettext("State")
