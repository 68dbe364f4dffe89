"""The file by which the processes of one profile share a budget: it holds the time of the last request."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from scholar_desktop.domain.file_locks import try_lock, unlock
from scholar_desktop.domain.private_files import NO_LINK, make_private_folder

log = logging.getLogger(__name__)

BUSY_S = 0.01
"""How long to wait when another process holds the lock; it holds it for microseconds."""
GIVE_UP_S = 2.0
"""After this time a lock is considered stuck (its process was stopped), and the file is not used."""
_WIDTH = 24


class SharedFile:
    """A small file that the processes of one profile change one after the other. No call waits for its lock.

    Args:
        clock: a monotonic clock in seconds.
        wall: seconds since 1970.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float], wall: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._wall = wall
        self._busy_since: float | None = None
        self._broken = False

    def _try_lock(self, file: int) -> bool:
        try:
            is_locked = try_lock(file)
        except OSError:  # a file system without locks: after GIVE_UP_S the file is not used
            is_locked = False
        if is_locked:
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = self._clock()
        return is_locked

    def _waited_for_lock(self) -> float:
        return 0.0 if self._busy_since is None else self._clock() - self._busy_since

    def _open(self) -> int | None:
        if self._broken:
            return None
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
        except FileNotFoundError:
            try:
                make_private_folder(self._path.parent)
                return os.open(self._path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
            except OSError as error:
                self._log_once(error)
        except OSError as error:
            self._log_once(error)
        return None

    def _log_once(self, error: OSError) -> None:
        """Log the error once: a read-only cache folder must not prevent requests."""
        self._broken = True
        log.warning("the budget is not shared with other processes: %s: %s", self._path.name, error.strerror or error)


class RateLock(SharedFile):
    """The time of the last request. Each call takes microseconds and returns how long to wait.

    The file holds wall-clock seconds. If a clock was set back, the file has a time in the future: such a time is
    ignored when it has not changed for one interval of the monotonic clock (*clock*).
    """

    def __init__(self, path: Path, *, clock: Callable[[], float], wall: Callable[[], float]) -> None:
        super().__init__(path, clock=clock, wall=wall)
        self._seen: float | None = None
        self._seen_at = 0.0
        self._before: float | None = None

    def take(self, interval_s: float) -> float:
        """Return 0 when the request may be sent (its time is written), else the seconds until it is
        worth trying again.
        """
        file = self._open()
        if file is None:
            return 0.0
        try:
            if not self._try_lock(file):
                return BUSY_S if self._waited_for_lock() < GIVE_UP_S else 0.0
            try:
                last = _read(file)
                rest = self._rest(last, interval_s)
                if rest <= 0:
                    self._before = last
                    self._write(file)
                return rest
            finally:
                unlock(file)
        except OSError as error:
            self._log_once(error)
            return 0.0
        finally:
            os.close(file)

    def give_back(self) -> None:
        """Undo the last `take`, whose request was not sent, unless another process has written a time since."""
        before, self._before = self._before, None
        file = self._open() if before is not None else None
        if before is None or file is None:
            return
        try:
            if self._try_lock(file):
                try:
                    if _read(file) == self._seen:
                        _write_time(file, before)
                finally:
                    unlock(file)
        except OSError as error:
            self._log_once(error)
        finally:
            os.close(file)

    def note(self) -> None:
        """Record that a request has just been sent: the interval starts now."""
        file = self._open()
        if file is None:
            return
        try:
            if self._try_lock(file):
                try:
                    self._write(file)
                finally:
                    unlock(file)
        except OSError as error:
            self._log_once(error)
        finally:
            os.close(file)

    def _rest(self, last: float, interval_s: float) -> float:
        now = self._clock()
        age = self._wall() - last
        if age >= interval_s:
            return 0.0
        if last != self._seen:
            self._seen, self._seen_at = last, now
        return max(0.0, min(interval_s - age, self._seen_at + interval_s - now))

    def _write(self, file: int) -> None:
        wall = round(self._wall(), 6)
        _write_time(file, wall)
        self._seen, self._seen_at = wall, self._clock()


def _read(file: int) -> float:
    """Return the time in the file; 0 for an empty or damaged file."""
    os.lseek(file, 0, os.SEEK_SET)
    try:
        return float(os.read(file, _WIDTH) or 0)
    except ValueError:
        return 0.0


def _write_time(file: int, wall: float) -> None:
    os.lseek(file, 0, os.SEEK_SET)
    os.write(file, f"{wall:.6f}".ljust(_WIDTH).encode())
