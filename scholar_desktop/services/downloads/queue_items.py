"""The rows of the download queue in their order, found by any identifier, and counted while they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.identifiers.identifiers import ids_of, parse
from scholar_desktop.domain.paper import Paper


class QueueItems:
    """counts: how many rows are in each state; outcomes: how those that are done have ended."""

    def __init__(self) -> None:
        self.counts: Counter[DownloadState] = Counter()
        self.outcomes: Counter[ItemOutcome | None] = Counter()
        self._items: dict[str, DownloadItem] = {}
        self._keys: dict[str, str] = {}
        self._places: dict[str, int] | None = None

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __getitem__(self, key: str) -> DownloadItem:
        return self._items[key]

    def get(self, key: str) -> DownloadItem | None:
        return self._items.get(key)

    def all(self) -> tuple[DownloadItem, ...]:
        """In their order."""
        return tuple(self._items.values())

    def of(self, keys: Iterable[str]) -> list[DownloadItem]:
        """Those of *keys* that are there, in the queue's order."""
        wanted = set(keys)
        return [item for key, item in self._items.items() if key in wanted]

    def in_state(self, state: DownloadState) -> Iterator[DownloadItem]:
        return (item for item in tuple(self._items.values()) if item.state is state)

    @property
    def active(self) -> int:
        """How many have not ended."""
        return len(self._items) - self.counts[DownloadState.DONE]

    def put(self, item: DownloadItem) -> None:
        """Add the row, or change it."""
        before = self._items.get(item.key)
        if before is not None:
            self._count(before, -1)
        else:
            self._places = None
        self._items[item.key] = item
        self._count(item, 1)
        if before is None or before.paper is not item.paper:
            for name in _names(item):
                self._keys.setdefault(name, item.key)

    def drop(self, key: str) -> None:
        item = self._items.pop(key)
        self._places = None
        self._count(item, -1)
        for name in _names(item):
            if self._keys.get(name) == key:
                del self._keys[name]
        if item.is_record:  # other files of it may be wanted by another row
            for other in self._items.values():
                if other.is_record:
                    for name in _names(other):
                        self._keys.setdefault(name, other.key)

    def find(self, paper: Paper) -> DownloadItem | None:
        """The row that gets the PDF of *paper*: they share an identifier."""
        return self._named(_names_of(paper))

    def find_text(self, text: str) -> DownloadItem | None:
        """The row that gets the PDF of what *text* names."""
        return self._named(_names_of_text(text))

    def find_record(self, name: str) -> DownloadItem | None:
        """The row that gets files of the record with that *name*."""
        return self._named([f"record {name}"])

    def place(self, key: str) -> int:
        """How many rows stand before it; of one that is gone, all."""
        if self._places is None:
            self._places = {other: number for number, other in enumerate(self._items)}
        return self._places.get(key, len(self._items))

    def move(self, keys: Sequence[str], before: str | None) -> bool:
        """Put *keys*, in their order, before the row *before*; at the end for None. False when nothing changes."""
        moved = [item.key for item in self.of(keys)]
        rest = [key for key in self._items if key not in set(moved)]
        if before is not None and before not in rest:
            return False
        place = len(rest) if before is None else rest.index(before)
        order = [*rest[:place], *moved, *rest[place:]]
        if order == list(self._items):
            return False
        self._items = {key: self._items[key] for key in order}
        self._places = None
        return True

    def keys(self) -> tuple[str, ...]:
        return tuple(self._items)

    def _named(self, names: Iterable[str]) -> DownloadItem | None:
        for name in names:
            if (key := self._keys.get(name)) is not None and key in self._items:
                return self._items[key]
        return None

    def _count(self, item: DownloadItem, by: int) -> None:
        self.counts[item.state] += by
        if item.state is DownloadState.DONE:
            self.outcomes[item.outcome] += by


def _names(item: DownloadItem) -> list[str]:
    if item.is_record:
        numbers = [] if item.paper is None else [number for number in (item.paper.ids.zenodo,) if number]
        return [f"record {name}" for name in (item.asked_as, *numbers)]
    return [*_names_of_text(item.asked_as), *(_names_of(item.paper) if item.paper is not None else ())]


def _names_of(paper: Paper) -> list[str]:
    return [paper.id, *(f"{scheme}:{value}" for scheme, value in paper.ids.items())]


def _names_of_text(text: str) -> list[str]:
    identifier = parse(text)
    if identifier is None:
        return [text]
    return [text, *(f"{scheme}:{value}" for scheme, value in ids_of(identifier).items())]
