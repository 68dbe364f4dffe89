"""Reads a large .bib file in several processes, part by part, while the parts before are taken into the library.

The processes only make it faster: a part that no process has begun when it is needed is read in this one.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, overload

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.thread_yielding import short_turns
from scholar_desktop.library.tables.prepared_papers import PreparedEntry, PreparedPaper

if TYPE_CHECKING:
    from scholar_desktop.formats.entries.bibtex_blocks import BibtexFields
    from scholar_desktop.formats.entries.bibtex_reading import BibtexContext, DividedBibtex
    from scholar_desktop.services.exchange.entry_worker import PartReader

READ_ENTRIES = "--read-entries"
"""The argument that makes a process of a frozen program read entries (see `__main__`)."""
MOST_PROCESSES = 4
PART = 400
"""Entries of a part."""
PARTS_GIVEN = 4
"""Parts that a process has at a time. Its thread here often waits for the interpreter, and the process must not."""
PIPE_BYTES = 1_000_000
"""More than an answer. With the usual 64 kB, the thread waits for the interpreter at each piece of an answer."""
WAIT_S = 0.05
# not translated: the program of a process
_START = (
    "import os, sys; sys.path[:] = sys.argv[1].split(os.pathsep); "
    "from scholar_desktop.services.exchange.entry_worker import main; main()"
)


def process_count() -> int:
    """Returns how many processes read a file, besides this one, which does whenever it waits for them; 0 where it has
    the only processor."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(count - 1, MOST_PROCESSES)


class EntryProcesses:
    """Child processes that wait for parts of a file. `close` ends them, if they get none."""

    def __init__(self, count: int) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._has_started = False
        if count:
            self.start(count)

    def start(self, count: int) -> None:
        """Starts the processes, if none were started before."""
        if not self._has_started:
            self._has_started = True
            self._processes = [process for _ in range(count) if (process := _start()) is not None]

    def read(self, text: str) -> tuple[DividedBibtex, PackedEntries]:
        """Divides a .bib file, and begins to read its entries."""
        from scholar_desktop.formats.entries.bibtex_reading import BibtexContext, divide_bibtex

        processes, self._processes = self._processes, []
        encoder, works = msgspec.msgpack.Encoder(), list[_Work]()

        def give(part: list[BibtexFields]) -> None:
            if not works:
                works.append(_Work(BibtexContext(), processes))
            works[0].add(encoder.encode(part))

        with short_turns():  # for the threads that feed the processes
            divided = divide_bibtex(text, give, PART)
        work = works[0] if works else _Work(divided.context, processes)
        sent = divided.sent
        sent.reverse()
        while sent:  # each is let go on the way
            part = sent[: -PART - 1 : -1]
            del sent[-PART:]
            work.add(encoder.encode(part))
        work.end()
        return divided, PackedEntries(work, divided.count, may_have_files=divided.may_have_files)

    def close(self) -> None:
        """Ends the processes."""
        while self._processes:
            _end(self._processes.pop())


class PackedEntries(Sequence[FullEntry]):
    """The entries of a file, which are read meanwhile, and kept packed: each access unpacks them. The methods wait, so
    they belong into a background thread.

    Attributes:
        may_have_files: False if no entry names a linked file.
    """

    def __init__(self, work: _Work, count: int, *, may_have_files: bool) -> None:
        self.may_have_files = may_have_files
        self._work = work
        self._count = count
        self._unpacked: tuple[int, list[msgspec.Raw]] = (-1, [])
        self._decoder = msgspec.msgpack.Decoder(tuple[list[PreparedPaper], list[msgspec.Raw]])
        self._entry_decoder = msgspec.msgpack.Decoder(FullEntry)
        weakref.finalize(self, work.stop)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[FullEntry]:
        for one in self.prepared(lambda: None):
            yield one.entry

    @overload
    def __getitem__(self, place: int) -> FullEntry: ...
    @overload
    def __getitem__(self, place: slice) -> list[FullEntry]: ...
    def __getitem__(self, place: int | slice) -> FullEntry | list[FullEntry]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(self._count))]
        number = range(self._count)[place]
        part = number // PART
        if self._unpacked[0] != part:
            self._unpacked = part, self._decoder.decode(self._work.part(part, lambda: None))[1]
        return self._entry_decoder.decode(self._unpacked[1][number % PART])

    def prepared(self, go_on: Callable[[], None]) -> Iterator[PreparedEntry]:
        """As in `ReadElsewhere`."""
        for number in range(-(-self._count // PART)):
            papers, entries = self._decoder.decode(self._work.part(number, go_on))
            yield from map(PreparedEntry, papers, entries)

    def close(self) -> None:
        """Ends the reading, and frees the entries."""
        self._work.stop()
        self._count = 0
        self._unpacked = (-1, [])


class ChosenEntries:
    """Some of the entries of a file. numbers: which, in their order."""

    def __init__(self, entries: PackedEntries, numbers: Sequence[int]) -> None:
        self._entries = entries
        self._numbers = frozenset(numbers)
        self.may_have_files = entries.may_have_files

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[FullEntry]:
        return (one.entry for one in self.prepared(lambda: None))

    def prepared(self, go_on: Callable[[], None]) -> Iterator[PreparedEntry]:
        """As in `ReadElsewhere`."""
        for number, one in enumerate(self._entries.prepared(go_on)):
            if number in self._numbers:
                yield one


class _Work:
    """The parts of a file, and the processes that read them. Each process has a thread here that feeds it."""

    def __init__(self, context: BibtexContext, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        self._context = context
        self._count = 0
        self._has_all = False
        self._waiting: dict[int, bytes] = {}
        """The parts that nobody has begun."""
        self._begun: dict[int, bytes] = {}
        self._read: dict[int, bytes] = {}
        self._changed = threading.Condition()
        self._processes = list(processes)
        self._own: PartReader | None = None
        for process in processes:
            threading.Thread(target=self._feed, args=(process,), name="entry-process", daemon=True).start()

    def add(self, part: bytes) -> None:
        """Adds a part, which may be read from now on."""
        with self._changed:
            self._waiting[self._count] = part
            self._count += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Says that there are no more parts."""
        with self._changed:
            self._has_all = True
            self._changed.notify_all()

    def part(self, number: int, go_on: Callable[[], None]) -> bytes:
        """Returns a part, packed, when it is read. go_on: called while it waits. Reads parts meanwhile that no process
        has begun."""
        while True:
            go_on()
            with self._changed:
                if (found := self._read.get(number)) is not None:
                    return found
                own = number if number in self._waiting else min(self._waiting, default=None)
                if own is None:
                    if number not in self._begun:
                        raise RuntimeError("the entries were freed")
                    self._changed.wait(WAIT_S)
                    continue
                sent = self._begun[own] = self._waiting.pop(own)
            self._read_here(own, sent)

    def _read_here(self, number: int, sent: bytes) -> None:
        found = None
        try:
            if self._own is None:
                from scholar_desktop.services.exchange.entry_worker import PartReader

                self._own = PartReader(self._context)
            found = self._own.read(sent)
        finally:
            with self._changed:
                if self._begun.pop(number, None) is not None:  # otherwise the entries were freed meanwhile
                    if found is None:
                        self._waiting[number] = sent
                    else:
                        self._read[number] = found
                self._changed.notify_all()

    def stop(self) -> None:
        """Ends the processes, and frees the parts. Does not wait."""
        with self._changed:
            self._has_all = True
            for process in self._processes:
                process.kill()
            for parts in (self._waiting, self._begun, self._read):
                parts.clear()
            self._changed.notify_all()

    def _feed(self, process: subprocess.Popen[bytes]) -> None:
        """Lets a process read parts until there are none. It has some to go on with while an answer is on the way."""
        from scholar_desktop.services.exchange.entry_worker import read_frame, send_frame

        assert process.stdin is not None
        assert process.stdout is not None
        given: list[int] = []
        try:
            with contextlib.suppress(OSError, ValueError):
                send_frame(process.stdin, msgspec.msgpack.encode(self._context))
                while True:
                    while len(given) < PARTS_GIVEN and (following := self._next(wait=not given)) is not None:
                        given.append(following[0])
                        send_frame(process.stdin, following[1])
                    if not given or (answer := read_frame(process.stdout)) is None:
                        break
                    number = given.pop(0)
                    with self._changed:
                        del self._begun[number]
                        self._read[number] = answer
                        self._changed.notify_all()
        except KeyError:
            pass  # stopped meanwhile
        finally:
            with self._changed:
                self._processes.remove(process)
                for number in given:
                    if number in self._begun:
                        self._waiting[number] = self._begun.pop(number)
                self._changed.notify_all()
            _end(process)

    def _next(self, *, wait: bool) -> tuple[int, bytes] | None:
        with self._changed:
            while wait and not self._waiting and not self._has_all:
                self._changed.wait()
            if not self._waiting:
                return None
            number = min(self._waiting)
            part = self._begun[number] = self._waiting.pop(number)
            return number, part


def _start() -> subprocess.Popen[bytes] | None:
    """Starts a process; None if the system refuses."""
    is_frozen = getattr(sys, "frozen", False)
    paths = os.pathsep.join(filter(None, sys.path))
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and code, or ourselves
            (sys.executable, READ_ENTRIES) if is_frozen else (sys.executable, "-P", "-S", "-c", _START, paths),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if not name.startswith("SCHOLAR_DESKTOP_")},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    _enlarge(process.stdin)
    _enlarge(process.stdout)
    return process


def _enlarge(pipe: IO[bytes] | None) -> None:
    """Lets a pipe hold PIPE_BYTES, where the system can."""
    if pipe is not None and sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):  # not more than a user may have
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that has nothing to do."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()
