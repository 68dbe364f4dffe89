"""A limit on the requests of any five minutes, which the processes of one profile share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from scholar_desktop.domain.file_locks import unlock
from scholar_desktop.net.rate_lock import SharedFile

WINDOW_S = 301.0
"""Five minutes, and a second more because requests may arrive closer together than they were sent."""
LATE_S = 0.2
_MOST_BYTES = 1_000_000


class RequestWindow:
    """At most *limit* requests in any *window_s* seconds.

    `rest` calculates with the times that are known to this process; `take` reads those of the other processes first.

    Args:
        path: the shared file with the time of each request, in wall-clock seconds; None for this process only.
        clock: a monotonic clock in seconds.
        wall: seconds since 1970.
    """

    def __init__(
        self,
        limit: int,
        path: Path | None,
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
        window_s: float = WINDOW_S,
    ) -> None:
        self.limit = limit
        self.window_s = window_s
        self._wall = wall
        self._file = _TimesFile(path, clock=clock, wall=wall) if path is not None else None
        self._times: list[float] = []

    @property
    def left(self) -> int:
        """Number of requests that may be sent now, as far as this process knows."""
        self._drop_old()
        return max(0, self.limit - len(self._times))

    def look(self) -> None:
        """Read the requests that other processes have sent."""
        if self._file is not None and (times := self._file.read()) is not None:
            self._times = times
        self._drop_old()

    def rest(self, ahead: int = 0) -> float:
        """Return the seconds until a request may be sent that has *ahead* others before it; 0 for now."""
        self._drop_old()
        place = len(self._times) - self.limit + ahead
        if place < 0:
            return 0.0
        rounds, place = divmod(place, self.limit)
        # past the known times are requests that are not sent yet
        first = self._times[place] if place < len(self._times) else self._wall()
        return max(0.0, first + (1 + rounds) * self.window_s - self._wall())

    def take(self) -> tuple[float, float | None]:
        """Count a request. Return 0 and its place, for `give_back`, or the seconds until one may be sent and None."""
        now = round(self._wall(), 6)
        if self._file is not None:
            times = self._file.add(now, self.limit, self.window_s)
            if times is not None:
                was_added, self._times = times
                self._drop_old()
                return (0.0, now) if was_added else (max(self.rest(), 0.001), None)
        if (rest := self.rest()) > 0:
            return rest, None
        self._times.append(now)
        return 0.0, now

    def sent(self, place: float) -> None:
        """Record that the request with this place has been sent just now: connecting may have taken a while."""
        now = round(self._wall(), 6)
        if now - place > LATE_S:
            self.give_back(place)
            self._times.append(now)
            if self._file is not None:
                self._file.add(now, self.limit + 1, self.window_s)

    def give_back(self, place: float) -> None:
        """Remove a request that was counted but not sent."""
        if place in self._times:
            self._times.remove(place)
        if self._file is not None:
            self._file.remove(place)

    def _drop_old(self) -> None:
        self._times = _recent(self._times, self._wall(), self.window_s)


class _TimesFile(SharedFile):
    """The shared file: one line for each request, oldest first."""

    def read(self) -> list[float] | None:
        """Return the times in the file; None if it cannot be read now."""
        return self._change(lambda times: None)

    def add(self, now: float, limit: int, window_s: float) -> tuple[bool, list[float]] | None:
        """Add *now* if there are fewer than *limit* times in the window. Return whether it was added, and all times;
        None if the file cannot be used now.
        """
        was_added = False

        def change(times: list[float]) -> list[float] | None:
            nonlocal was_added
            recent = _recent(times, now, window_s)
            if len(recent) >= limit:
                return None
            was_added = True
            return [*recent, now]

        times = self._change(change)
        return None if times is None else (was_added, times)

    def remove(self, time: float) -> None:
        """Remove one entry of *time*."""

        def change(times: list[float]) -> list[float] | None:
            if time not in times:
                return None
            times.remove(time)
            return times

        self._change(change)

    def _change(self, change: Callable[[list[float]], list[float] | None]) -> list[float] | None:
        """Replace the times by what *change* returns for them (None: no change), and return the times in the file."""
        file = self._open()
        if file is None:
            return None
        try:
            if not self._try_lock(file):
                return None
            try:
                times = _read_times(file)
                changed = change(list(times))
                if changed is not None:
                    content = "".join(f"{time:.6f}\n" for time in changed).encode()
                    os.lseek(file, 0, os.SEEK_SET)
                    os.write(file, content)
                    os.ftruncate(file, len(content))
                    times = changed
                return times
            finally:
                unlock(file)
        except OSError as error:
            self._log_once(error)
            return None
        finally:
            os.close(file)


def _read_times(file: int) -> list[float]:
    """Return the times in the file without damaged lines."""
    os.lseek(file, 0, os.SEEK_SET)
    times = []
    for line in os.read(file, _MOST_BYTES).decode("ascii", "replace").splitlines():
        try:
            times.append(float(line))
        except ValueError:
            continue
    return times


def _recent(times: list[float], now: float, window_s: float) -> list[float]:
    """Return the *times* in the window before *now*. A clock that was set back leaves times after *now*: those further
    away than a window are dropped.
    """
    return sorted(time for time in times if abs(now - time) < window_s)
