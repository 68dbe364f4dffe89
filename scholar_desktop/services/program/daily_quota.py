"""Counts the calls of today to a service with a daily limit, over all processes of this profile."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scholar_desktop.domain.errors import RateLimited
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.private_files import NO_LINK, make_private_folder
from scholar_desktop.domain.request_options import Priority
from scholar_desktop.domain.text.message import Message

log = logging.getLogger(__name__)

UNPAYWALL_A_DAY = 100_000
BACKGROUND_SHARE = 0.95
"""Share of the daily calls that background work may use; the rest is for requests of the user."""
_LOOK_AGAIN_S = 1.0


class DailyQuota:
    """The number of calls of today. A file for each day grows by one byte with each call, so there is nothing to lock,
    and nothing is lost when a process is killed. Days are in UTC, as the service counts.

    Args:
        folder: the folder of the files.
        name: the prefix of their names, and the name of the service in errors.
        title: the name of the service for the user.
        a_day: the calls that the service allows each day.
        clock: returns the time, aware UTC.

    Events:
        changed: today's count, after a call of this process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        title: str,
        a_day: int = UNPAYWALL_A_DAY,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.a_day = a_day
        self.changed: Event[int] = Event(f"day_count.{name}.changed")
        self._folder = folder
        self._name = name
        self._title = title
        self._clock = clock
        self._day = ""
        self._known = 0
        self._looked = float("-inf")
        self._complained = False

    @property
    def for_background(self) -> int:
        """The number of calls of a day at which background work stops."""
        return int(self.a_day * BACKGROUND_SHARE)

    def today(self) -> int:
        """Return the number of calls of today. Calls of other processes in the last second may be missing."""
        file = self._file()
        if time.monotonic() - self._looked > _LOOK_AGAIN_S:
            with contextlib.suppress(OSError):
                self._known = max(self._known, file.stat().st_size)
            self._looked = time.monotonic()
        return self._known

    def note(self) -> None:
        """Count one more call."""
        file = self._file()
        is_first = self._known == 0
        try:
            self._known = _append(file)
        except OSError as error:
            self._known += 1
            if not self._complained:
                self._complained = True
                log.warning("the calls of today cannot be kept: %s: %s", file.name, error.strerror or error)
        if is_first:
            self._forget_other_days(file)
        self.changed.emit(self._known)

    def may_send(self, priority: Priority) -> None:
        """Raise RateLimited for all requests when the calls of today are used up, and for background work that has used
        its share of them.
        """
        today = self.today()
        if today < self.for_background:
            return
        midnight = self._clock().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        if today >= self.a_day:
            raise RateLimited(
                Message(
                    "You have used all {count} requests that {service} allows per day.",
                    count=self.a_day,
                    service=self._title,
                ),
                until=midnight,
                hint=Message("The limit resets at midnight UTC."),
                subject=self._name,
            )
        if priority is Priority.BACKGROUND:
            raise RateLimited(
                Message(
                    "{used} of the {count} requests that {service} allows per day are used: background work continues "
                    "tomorrow.",
                    used=self.today(),
                    count=self.a_day,
                    service=self._title,
                ),
                until=midnight,
                hint=Message("Your own requests still work. The limit resets at midnight UTC."),
                subject=self._name,
            )

    def _file(self) -> Path:
        day = self._clock().astimezone(UTC).strftime("%Y-%m-%d")
        if day != self._day:
            self._day, self._known, self._looked = day, 0, float("-inf")
        return self._folder / f"{self._name}-{day}.calls"

    def _forget_other_days(self, today: Path) -> None:
        for file in self._folder.glob(f"{self._name}-????-??-??.calls"):
            if file.name < today.name:
                with contextlib.suppress(OSError):
                    file.unlink()


def _append(path: Path) -> int:
    """Append one byte and return the new size. Appending is atomic, even if other processes append too."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK
    try:
        file = os.open(path, flags, 0o600)
    except FileNotFoundError:
        make_private_folder(path.parent)
        file = os.open(path, flags, 0o600)
    try:
        os.write(file, b".")
        return os.fstat(file).st_size
    finally:
        os.close(file)
