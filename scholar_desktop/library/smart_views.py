"""The smart views of the library: rules with a name, and how many papers match each."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.library import Changes, OtherText, RuleCount, SmartView
from scholar_desktop.domain.search.library_rule import checked_rule
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.search import library_pages
from scholar_desktop.library.tables.user_decision_table import DecisionTable

T = TypeVar("T")
LONGEST_NAME = 80


class SmartViews:
    """Reads and changes the smart views. Each change is an operation that undo reverts. Raises the errors of
    LibraryStore.

    Args:
        table: their rows.
        count: runs a query that counts papers.
        now: the clock.
        complete: completes the index of fields.
        other_texts: returns the full texts outside the library that have the words of a rule.
    """

    def __init__(
        self,
        table: DecisionTable,
        count: RunJob,
        now: Callable[[], datetime],
        complete: Callable[[], Awaitable[None]],
        other_texts: Callable[[str], Awaitable[tuple[OtherText, ...]]],
    ) -> None:
        self._other_texts = other_texts
        self._table = table
        self._count = count
        self._now = now
        self._complete = complete

    async def all(self) -> tuple[SmartView, ...]:
        """Returns the views, sorted by name."""
        rows = await self._table.all()
        views = [SmartView(str(row["key"]), str(row["name"]), str(row["rule"])) for row in rows]
        return tuple(sorted(views, key=lambda view: (view.name.casefold(), view.name)))

    async def find(self, name: str) -> SmartView | None:
        """Returns the view with a name, ignoring case, or with a key; None if there is none."""
        return next((view for view in await self.all() if view.key == name or _fold(view.name) == _fold(name)), None)

    async def count(self, rule: str) -> int:
        """Returns the number of papers that match a rule."""
        return (await self.counted(rule)).papers

    async def counted(self, rule: str, *, waits: bool = True) -> RuleCount:
        """Returns the number of papers that match a rule. waits: as for `LibraryStore.page`."""
        if waits:
            await self._complete()
        others = await self._other_texts(rule)
        return await self._count(partial(library_pages.count_rows, words=rule, now=self._now(), others=others))

    async def put(self, name: str, rule: str) -> SmartView:
        """Saves a view. A view that has the name gets the rule.

        Raises:
            UsageError: the rule cannot be read, or the name is empty.
        """
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            raise UsageError(
                Message("A smart view needs a name."), hint=Message("Type a name, such as Unread."), subject=LIBRARY
            )
        checked_rule(rule)
        known = await self.find(name)
        view = SmartView(uuid.uuid4().hex[:12] if known is None else known.key, name, rule.strip())
        if view != known:
            label = (
                Message("save the view “{view}”", view=name)
                if known is None
                else Message("change the view “{view}”", view=name)
            )
            await self._table.put([self._row(view)], label)
        return view

    async def rename(self, key: str, name: str) -> SmartView | None:
        """Renames a view; None if it is gone. Raises UsageError if another view has the name, or it is empty."""
        view = next((one for one in await self.all() if one.key == key), None)
        name = " ".join(name.split())[:LONGEST_NAME]
        other = await self.find(name)
        if not name or (other is not None and other.key != key):
            raise UsageError(
                Message("There is already a smart view “{view}”.", view=name)
                if name
                else Message("A smart view needs a name."),
                hint=Message("Use another name."),
                subject=LIBRARY,
            )
        if view is None or view.name == name:
            return view
        new = SmartView(key, name, view.rule)
        await self._table.put([self._row(new)], Message("rename the view “{view}”", view=view.name))
        return new

    async def delete(self, view: SmartView) -> Changes:
        """Deletes a view; its papers stay."""
        return await self._table.drop([self._row(view)], Message("delete the view “{view}”", view=view.name))

    def _row(self, view: SmartView) -> dict[str, str | int | None]:
        return {"key": view.key, "name": view.name, "rule": view.rule, "made": utc_timestamp(self._now())}


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
