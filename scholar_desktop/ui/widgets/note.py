"""The contents of message bars and message pages, as plain data."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Step(msgspec.Struct, frozen=True):
    """A button of a note or message: its text and its action. main: it is the blue one; icon: its icon, or None; why:
    its tooltip; action: the id of the action of the menus that does the same, empty for none."""

    title: str
    run: Callable[[], None]
    main: bool = False
    icon: str | None = None
    why: str = ""
    action: str = ""


class Note(msgspec.Struct, frozen=True):
    """tone: ok, warn, error or panel; lead: the sentence in bold; text: the reason and the next step; progress: 0..1 of
    a wait or of work, None for none; now: called each second while the note is shown; a note that it returns is shown
    instead; answers: returns how many answers have come: the wait for the next one begins with each; renewed: called
    each second while the note of work is shown; returns the note as it is then."""

    lead: str
    text: str = ""
    tone: str = "panel"
    icon: str | None = None
    steps: tuple[Step, ...] = ()
    progress: float | None = None
    now: Callable[[], Note | None] | None = None
    answers: Callable[[], int] | None = None
    renewed: Callable[[], Note] | None = None
