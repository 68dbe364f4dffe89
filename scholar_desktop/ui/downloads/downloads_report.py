"""The report above the list of downloads: the number of each outcome, as chips that filter the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadReport, DownloadState
from scholar_desktop.services.downloads.report import counted_outcome, make_report, outcome_word
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.downloads.download_batches import was_requested_before
from scholar_desktop.ui.downloads.download_list_model import SIGNS
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.charts.share_bar import ShareBar
from scholar_desktop.ui.widgets.flow import FlowLayout, LineFlow
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.tab_order import CHOSEN, make_group
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.access_words import running_counts, waiting_words
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.downloads.download_finder import DownloadFinder
    from scholar_desktop.ui.theme.theme import Theme

ALL, UNDER_WAY, PAUSED, NOT_GOT, REMOVED = "all", "under_way", "paused", "not_got", "removed"
OUTCOMES = (
    ItemOutcome.SAVED,
    ItemOutcome.NEEDS_PERSON,
    ItemOutcome.TEMPORARY,
    ItemOutcome.UNAVAILABLE,
    ItemOutcome.CLOSED,
    ItemOutcome.NO_PDF,
    ItemOutcome.NOT_FOUND,
    ItemOutcome.DISK,
    ItemOutcome.CANCELLED,
)
"""In the order of the chips: first those about which the user can do something."""
SAVED, *FAILURES = (outcome.value for outcome in OUTCOMES)
GROUPS = (ALL, SAVED, NOT_GOT, *FAILURES, UNDER_WAY, PAUSED, REMOVED)
"""The chips in their order. The last three are at the end of their line: they are none of the missing ones, and come
and go with the work, which must not move the others."""
_HIDDEN_IF_EMPTY = (*FAILURES, UNDER_WAY, PAUSED)
BAR_COLOURS = {
    ItemOutcome.SAVED: "ok",
    ItemOutcome.CLOSED: "muted",
    ItemOutcome.NO_PDF: "edge",
    ItemOutcome.NOT_FOUND: "line2",
    ItemOutcome.TEMPORARY: "warn",
    ItemOutcome.NEEDS_PERSON: "link",
    ItemOutcome.UNAVAILABLE: "error",
    ItemOutcome.DISK: "bronze",
    ItemOutcome.CANCELLED: "line",
}
SIDE, END = 16, 14
LEAST_DIGITS = 2


class ReportStrip(QWidget):
    """The chips. Signals: `group_chosen` (another chip was clicked), `batch_chosen` (another batch was chosen).

    Args:
        downloads: retries items, and says whether what waits can start.
        finder: its words leave out rows on top of the chips, which count all items of the batch.
    """

    group_chosen = Signal(str)
    batch_chosen = Signal(str)

    def __init__(self, theme: Theme, actions: Actions, downloads: Downloads, finder: DownloadFinder) -> None:
        super().__init__()
        self.setObjectName("downloadsReport")
        self.setAccessibleName(gettext("Results of the downloads"))
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._downloads = downloads
        self._finder = finder
        self._retry_keys: tuple[str, ...] = ()
        self.group = ALL
        self.batch = ""
        self._followed: frozenset[str] = frozenset()
        self._tried: frozenset[str] = frozenset()
        self._gone: frozenset[str] = frozenset()
        self._batches: tuple[str, ...] = ()
        self._counts: Mapping[str, int] = {}
        self._room: set[QWidget] = set()
        """The chips that have room, also while they are hidden."""
        self._reserved_for = ("", 0)
        """The batch for which they have it, and the number of its downloads."""
        self._items: Sequence[DownloadItem] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(SIDE), theme.px(8), theme.px(END), theme.px(8))
        column.setSpacing(theme.px(8))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row, self._tools = QHBoxLayout(), QWidget()
        tools = LineFlow(self._tools, gap=theme.px(4), line_gap=theme.px(4))
        for each in (self._row, row):
            each.setSpacing(theme.px(4))
        self._row.addLayout(row, 1)
        self._row.addWidget(self._tools)
        self._batch = Button(theme, ButtonKind.LINK, gettext("All batches"), name=gettext("Choose a batch"))
        self._batch.setObjectName("downloadsBatch")
        self._batch.clicked.connect(self._choose_batch)
        row.addWidget(self._batch)
        self._words = ElidedLabel("", "small", "muted")
        row.addWidget(self._words, 1)
        self._retry = Button(theme, text=gettext("Try again"), icon="refresh", small=True)
        self._retry.setObjectName("retryDownloadsButton")
        self._retry.clicked.connect(lambda: downloads.retry(self._retry_keys))
        downloads.retried.connect(self._on_retried)
        self._save_action = actions["downloads.save_report"]
        self._save = Button(theme, icon="file-text", small=True)
        self._save.setObjectName("saveReportButton")
        self._save.bind(self._save_action, text=gettext("Save as CSV…"))
        self._copy = Button(theme, icon="copy", small=True)
        self._copy.setObjectName("copyReportButton")
        self._copy_action = actions["downloads.copy_report"]
        self._copy.bind(self._copy_action, text=gettext("Copy"))
        for button in (self._retry, self._save, self._copy):
            tools.addWidget(button)
        column.addLayout(self._row)
        self._bar = ShareBar(theme, gettext("Results of the downloads"))
        column.addWidget(self._bar)
        chips = QWidget()
        make_group(chips, above="downloadsView")
        self._flow = flow = FlowLayout(chips, gap=theme.px(2), line_gap=theme.px(2))
        self._chips: dict[str, Button] = {}
        self._steady = SteadyChips()
        self._of_these = label(gettext("of these:"), "small", "muted")
        for group in GROUPS:
            chip = Button(theme, ButtonKind.CHIP_STATE, group)
            chip.setObjectName(f"downloadsGroup.{group}")
            chip.clicked.connect(lambda _on=False, group=group: self.choose(group))
            if group == UNDER_WAY:
                flow.add_gap()
            flow.addWidget(chip)
            self._chips[group] = chip
            if group == NOT_GOT:
                flow.addWidget(self._of_these)
                flow.break_before(self._of_these)
        column.addWidget(chips)

    def fold(self, *, is_folded: bool) -> None:
        """Hide the buttons and the bar where the list needs the room: the menu of the page has the commands."""
        for part in (self._tools, self._bar):
            part.setVisible(not is_folded)
        self._fit()

    def add_folded(self, menu: QMenu) -> None:
        """Add the retry to *menu*, which has all other commands of the buttons, if they are hidden."""
        if self._tools.isHidden() and self._retry_keys:
            entry = add_entry(menu, self._retry.content.text)
            entry.triggered.connect(lambda: self._downloads.retry(self._retry_keys))
            menu.addSeparator()

    def menu_titles(self) -> dict[str, str]:
        """Return the titles of the commands of the report for the menu of the page, if it is about a part of the
        downloads: the same words as on the buttons."""
        if not self._saves_part:
            return {}
        return {
            self._save_action.objectName(): self._save.content.text,
            self._copy_action.objectName(): self._copy.content.text,
        }

    def choose(self, group: str) -> None:
        """Show only the rows of *group*."""
        if group != self.group:
            self.group, self._followed = group, frozenset()
            self.group_chosen.emit(group)

    def show_all(self, batch: str = "") -> None:
        """Show the rows of all groups from the next update on. batch: whose rows; empty for all batches."""
        self.group, self.batch, self._followed = ALL, batch, frozenset()

    def show_unfinished(self, items: Sequence[DownloadItem]) -> bool:
        """If the chosen chip or batch leaves out all of *items* that have not ended, choose all from the next update
        on. Return True if another one is chosen then."""
        before, batch = (self.group, self.batch), self.batch
        under_way = [item for item in items if item.state is not DownloadState.DONE]
        if batch and under_way and not any(batch in item.all_batches for item in under_way):
            batch = ""
        if batch != self.batch or (under_way and self.group not in (ALL, UNDER_WAY, PAUSED)):
            self.show_all(batch)
        return before != (self.group, self.batch)

    @property
    def is_part(self) -> bool:
        """True if a chip, a batch or words are chosen, so that not all items are listed."""
        return self.group != ALL or bool(self.batch) or bool(self._finder.words)

    def show_again(self, group: str, batch: str) -> None:
        """Show the rows of *group* and *batch*, after they have got rows again."""
        is_other = (group, batch) != (self.group, self.batch)
        self.batch = batch
        self.group, self._followed = group, frozenset()
        if is_other:  # else the rows that are listed keep their places, as long as they have to
            self.group_chosen.emit(group)

    def of_group(self, items: Sequence[DownloadItem]) -> list[DownloadItem]:
        """Return those of *items* that belong to the chosen chip, and those of failures that are tried again, or were
        and are still selected, whatever their words."""
        return [item for item in items if is_in(item, self.group, self._gone) or item.key in self._followed]

    def found(self, items: Sequence[DownloadItem]) -> list[DownloadItem]:
        """Return those of *items* that `of_group` returns and that have the words of the box."""
        return [item for item in self.of_group(items) if self._finder.fits(item)]

    def fitting(self, items: Sequence[DownloadItem]) -> list[DownloadItem]:
        """Return those of *items* that belong to the chosen chip now and have the words of the box: what the buttons
        act on. Without words, they are as many as the chip says."""
        return [item for item in self._of_chip(items) if self._finder.fits(item)]

    def _of_chip(self, items: Sequence[DownloadItem]) -> list[DownloadItem]:
        return [item for item in items if is_in(item, self.group, self._gone)]

    def _on_retried(self, keys: Sequence[str]) -> None:
        """Show all rows if the user retries all downloads of the chosen chip, so that none belongs to it any more."""
        fitting = {item.key for item in self._of_chip(self._items)}
        if self.group != ALL and fitting and fitting.issubset(keys):
            self._retry.hide()  # it is about other downloads then: the focus goes to the list
            self.show_all(self.batch)

    def keeps_others(self, selected: Collection[str]) -> bool:
        """Return True if the list has an item that does not belong to the chosen chip, has ended, and is not one of the
        *selected* ones, so that it has to go."""
        return any(
            item.key in self._followed
            and item.key not in selected
            and item.state is DownloadState.DONE
            and not is_in(item, self.group, self._gone)
            for item in self._items
        )

    def _follow(self, items: Sequence[DownloadItem], selected: Collection[str]) -> None:
        """Keep the failures of the chosen chip in its list while they are tried again, and afterwards as long as they
        are selected: no other row comes under the pointer in their place then."""
        before, follows = self._followed, self.group in (*FAILURES, NOT_GOT)
        under_way = {item.key for item in items if item.key in before and item.state is not DownloadState.DONE}
        self._tried = frozenset(under_way | (self._tried & before & set(selected)))
        self._followed = frozenset(
            item.key
            for item in items
            if follows and (is_in(item, self.group, self._gone) or (item.key in before and item.key in self._tried))
        )

    def show_items(
        self,
        items: Sequence[DownloadItem],
        batches: Sequence[str],
        gone: frozenset[str] = frozenset(),
        selected: Collection[str] = (),
    ) -> DownloadReport:
        """Show the report of *items*.

        Args:
            items: all items of the chosen batch.
            batches: the names of all batches, newest first.
            gone: the keys of the saved items whose PDF was removed from the library.
            selected: the keys of the selected items.
        """
        report = make_report(items)
        left = report.total - sum(report.counts.values())
        self._gone = gone
        removed = sum(is_in(item, REMOVED, gone) for item in items)
        got = report.counts[ItemOutcome.SAVED] - removed
        paused = sum(item.state is DownloadState.PAUSED for item in items)
        missing = report.total - left - got - removed
        counts = {outcome.value: count for outcome, count in report.counts.items()}
        counts |= {SAVED: got, REMOVED: removed}
        counts |= {ALL: report.total, UNDER_WAY: left - paused, PAUSED: paused, NOT_GOT: missing}
        self._show_batches(tuple(batches))
        self._follow(items, selected)
        self._show_chips(counts, items)
        saved_bytes = _saved_bytes([item for item in items if item.key not in gone])
        self._show_words(report, items, left, got, missing, saved_bytes)
        self._show_retry(items)
        self._show_save(len(self.fitting(items)), report.total)
        self._fit()
        parts = [(counts[outcome.value], BAR_COLOURS[outcome]) for outcome in OUTCOMES]
        # wording: facts for screen readers
        spoken = ", ".join(
            [shown(counted_outcome(o, counts[o.value], items)) for o in OUTCOMES if counts[o.value]]
            + ([gettext("{count} removed", count=removed)] if removed else [])
        )
        self._bar.show_parts([*parts, (removed, "edge"), (left, "chip")], spoken)
        return report

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put the buttons below the words where there is no room for both in one line."""
        least = (self._words, *(() if self._batch.isHidden() else (self._batch,)))
        wanted = sum(each.sizeHint().width() + self._row.spacing() for each in least)
        wanted += 0 if self._tools.isHidden() else self._tools.sizeHint().width()
        is_beside = wanted <= self.contentsRect().width() - self._theme.px(SIDE + END)
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() is not direction:
            self._row.setDirection(direction)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._counts:
            self._show_chips(self._counts, self._items)

    def _show_chips(self, counts: Mapping[str, int], items: Sequence[DownloadItem]) -> None:
        self._counts, self._items = counts, items
        if not counts[self.group] and not self._followed:
            # all were paused, or continued: they stay in sight
            other = {UNDER_WAY: PAUSED, PAUSED: UNDER_WAY}.get(self.group, ALL)
            self.group = other if counts[other] else ALL
        may_go_on = any(item.state is not DownloadState.DONE or item.is_retryable for item in items)
        is_seen, before, self._reserved_for = self.isVisible(), self._reserved_for, (self.batch, counts[ALL])
        groups = self._steady.show(counts, self.group, self.batch, is_seen=is_seen)
        for group, chip in self._chips.items():
            self._show_chip(group, chip, counts[group], counts[ALL], items)
            # nothing of a kind of failure, or under way, is left, but the others keep their places
            is_empty = group in _HIDDEN_IF_EMPTY and not counts[group] and group != self.group
            _keep_place(chip, keeps=group in groups)
            chip.setVisible(group in groups and not is_empty)
        followers = self._chips[UNDER_WAY], self._chips[PAUSED]  # they take each other's place: no chip must wrap then
        width = max(chip.sizeHint().width() for chip in followers)
        for chip in followers:
            chip.setMinimumWidth(width)
        _keep_place(self._of_these, keeps=any(group in FAILURES for group in groups))
        self._of_these.setVisible(any(not self._chips[group].isHidden() for group in FAILURES))
        is_new = not is_seen or self.batch != before[0] or counts[ALL] > before[1]
        self._reserve(groups, may_go_on=may_go_on, is_new=is_new)

    def _reserve(self, groups: Sequence[str], *, may_go_on: bool, is_new: bool) -> None:
        """Keep room for the chips of downloads that go on, so that they do not move the list that the user sees.

        Args:
            groups: of the chips that are shown.
            may_go_on: some have not ended, or can be tried again.
            is_new: other downloads than before are shown; otherwise the room stays as it is.
        """
        if is_new:
            self._room = {self._chips[group] for group in (NOT_GOT, UNDER_WAY, PAUSED)} if may_go_on else set()
        self._room |= {self._chips[group] for group in groups if group != REMOVED}
        self._flow.reserve(self._room)

    def _show_chip(self, group: str, chip: Button, count: int, total: int, items: Sequence[DownloadItem]) -> None:
        icon = colour = None
        in_progress, tip = self._waiting_words(items) if group == UNDER_WAY and count else ("", "")
        if group == SAVED:
            tip = _saved_kinds([item for item in items if is_in(item, SAVED, self._gone)])
        words = {
            ALL: gettext("All"),
            UNDER_WAY: in_progress or gettext("In progress"),
            PAUSED: gettext("Paused"),
            NOT_GOT: gettext("Missing"),
            REMOVED: gettext("Removed"),
        }.get(group)
        if words is None:
            outcome = ItemOutcome(group)
            words = _capitalized(shown(outcome_word(outcome, items)))
            icon, colour = SIGNS[outcome]
        chosen = group == self.group
        chip.setProperty(CHOSEN, chosen)
        chip.set_kind(ButtonKind.CHIP_CHOSEN if chosen else ButtonKind.CHIP_STATE)
        name = gettext("{group}: {count}", group=words, count=count)
        if chosen:
            name = gettext("{group}: {count}, shown", group=words, count=count)
        room = wording.number(10 ** max(LEAST_DIGITS, len(str(total))) - 1)
        chip.show_content(ButtonContent(words, icon, colour, wording.number(count), count_room=room), name=name)
        chip.setEnabled(bool(count) or chosen)
        set_tooltip(chip, tip)

    def _waiting_words(self, items: Sequence[DownloadItem]) -> tuple[str, str]:
        """Return the text and the tooltip of the chip of the downloads that run or wait. The text is empty for the
        usual one, which is not true of those that cannot start."""
        running = sum(item.state is DownloadState.RUNNING for item in items)
        looking = sum(item.is_looking_for_copies for item in items)
        waiting = sum(item.state is DownloadState.WAITING for item in items)
        counts = (
            running_counts(running, looking),
            gettext("{count} waiting", count=waiting) if waiting else "",
        )
        tip = ", ".join(filter(None, counts))  # wording: counts, as in the head of the page
        if running or not self._downloads.is_offline:
            return "", tip
        return gettext("Waiting"), waiting_words(waiting)

    def _show_batches(self, batches: tuple[str, ...]) -> None:
        self._batches = batches
        if self.batch not in batches:
            self.batch = ""
        self._batch.setVisible(len(batches) > 1)
        words = self.batch or gettext("All batches")
        self._batch.show_content(
            ButtonContent(words, trailing="chevron-down"), name=gettext("Batch: {batch}", batch=words)
        )

    def _show_words(
        self,
        report: DownloadReport,
        items: Sequence[DownloadItem],
        left: int,
        got: int,
        missing: int,
        saved_bytes: int,
    ) -> None:
        count = report.total
        words = [ngettext("{saved} of {count} download saved", "{saved} of {count} downloads saved", count, saved=got)]
        if saved_bytes:
            size = wording.size(saved_bytes)
            words = [
                ngettext(
                    "{saved} of {count} download saved, {size}",
                    "{saved} of {count} downloads saved, {size}",
                    count,
                    saved=got,
                    size=size,
                )
            ]
        before = sum(was_requested_before(item, self.batch) for item in items) if self.batch else 0
        is_of_others = before == count > 0
        if is_of_others:
            # “0 of 37 saved” would read as if this batch had tried them
            words = [
                ngettext(
                    "No new downloads: {count} was requested before, {saved} saved",
                    "No new downloads: {count} were requested before, {saved} saved",
                    count,
                    saved=got,
                )
            ]
        elif before:
            words.append(ngettext("{count} requested before", "{count} requested before", before))
        if left:
            words.append(gettext("{count} still to do", count=left))
        elif missing:
            words.append(gettext("{count} missing", count=missing))
        if report.finished and not is_of_others:  # else the times are of the other batch, too
            words.append(gettext("finished {time}", time=wording.time_of_day(report.finished)))
        if report.took_s is not None and round(report.took_s) > 0 and not is_of_others:  # “took 0:00” would say nothing
            took = wording.clock(report.took_s)
            several = not self.batch and len({item.batch or item.key for item in items}) > 1
            words.append(gettext("took {time} in all", time=took) if several else gettext("took {time}", time=took))
        self._words.show_text(" · ".join(words))

    def _show_retry(self, items: Sequence[DownloadItem]) -> None:
        """Show the button that retries those of the listed items that can be tried again."""
        listed = self.fitting(items)
        failed = [item for item in listed if item.is_retryable]
        closed = sum(is_in(item, NOT_GOT, self._gone) and not item.is_retryable for item in listed)
        # wording: counts, as the chips show them
        outcomes = ", ".join(
            shown(counted_outcome(outcome, count, failed))
            for outcome in OUTCOMES
            if (count := sum(item.outcome is outcome for item in failed))
        )
        tips = [gettext("Try these downloads again: {outcomes}.", outcomes=outcomes)]
        if closed:
            tips.append(
                ngettext(
                    "{count} that has no open PDF or is restricted is left out: the answer would be the same.",
                    "{count} that have no open PDF or are restricted are left out: the answer would be the same.",
                    closed,
                )
            )
        self._retry_keys = tuple(item.key for item in failed)
        self._retry.setVisible(bool(failed))
        words = gettext("Try {count} again", count=len(failed))
        if closed and self.group in (ALL, NOT_GOT):  # the number is that of no chip
            words = gettext("Try {count} of {total} missing again", count=len(failed), total=len(failed) + closed)
        self._retry.set_text(words)
        set_tooltip(self._retry, " ".join(tips))

    def _show_save(self, count: int, total: int) -> None:
        """Show how many of *total* downloads the file, or the copied report, will have, if a chip or the words hide the
        others."""
        for button in (self._save, self._copy):
            button.setVisible(bool(count))
        save, copy = gettext("Save as CSV…"), gettext("Copy")
        if self._saves_part:
            save, copy = gettext("Save {count} as CSV…", count=count), gettext("Copy {count}", count=count)
        for button, action, words in ((self._save, self._save_action, save), (self._copy, self._copy_action, copy)):
            if words != button.content.text:
                button.bind(action, text=words)
        self._save.keep_room(gettext("Save as CSV…"), gettext("Save {count} as CSV…", count=total))
        self._copy.keep_room(gettext("Copy"), gettext("Copy {count}", count=total))

    @property
    def _saves_part(self) -> bool:
        """True if a chip or words hide downloads, so that the buttons name the number of the others."""
        return self.group != ALL or bool(self._finder.words)

    def _choose_batch(self) -> None:
        menu = make_menu(self)
        for name in ("", *self._batches):
            entry = add_entry(menu, name or gettext("All batches"))
            entry.setCheckable(True)
            entry.setChecked(name == self.batch)
            entry.triggered.connect(lambda _on=False, name=name: self._take_batch(name))
        menu.popup(self._batch.mapToGlobal(self._batch.rect().bottomLeft()))

    def _take_batch(self, name: str) -> None:
        self.batch = name
        self.batch_chosen.emit(name)


class SteadyChips:
    """Chooses the chips that are shown.

    A chip that was seen stays with a count of 0 until the page is left or another batch is chosen, so that the others
    keep their places (of one for a failure, and for running and paused downloads, only the place stays); the last one
    does not. The chips of running and of paused downloads take each other's place.
    """

    def __init__(self) -> None:
        self._batch = ""
        self._shown: list[str] = []

    def show(self, counts: Mapping[str, int], chosen: str, batch: str, *, is_seen: bool) -> list[str]:
        """Return the groups of the chips, in the order of GROUPS.

        Args:
            counts: of all groups.
            chosen: the group whose rows are shown.
            batch: the batch that is shown.
            is_seen: the user sees the chips that were returned before.
        """
        seen = self._shown if is_seen and batch == self._batch else []
        always = {ALL, SAVED, chosen, *(group for group in seen if group != REMOVED)}
        for group, before in ((UNDER_WAY, PAUSED), (PAUSED, UNDER_WAY)):
            if counts[group] and group not in seen and not counts[before] and before != chosen:
                always.discard(before)  # all were paused, or continued: the new chip takes the place
        if counts[UNDER_WAY] or counts[PAUSED]:
            always.add(NOT_GOT)  # it has a place before the first download fails
        self._batch = batch
        self._shown = [group for group in GROUPS if counts[group] or group in always]
        return self._shown


def _keep_place(widget: QWidget, *, keeps: bool) -> None:
    """keeps: *widget* has its place also while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(keeps)
    widget.setSizePolicy(policy)


def _saved_bytes(items: Sequence[DownloadItem]) -> int:
    """Return the size of the files of *items* that are saved or on their way; those of failed tries are deleted."""
    begun = sum(item.received for item in items if item.state is not DownloadState.DONE)
    saved = [item for item in items if item.outcome is ItemOutcome.SAVED]
    # the last try is the one that was saved; a record has its own sum
    return begun + sum(max(item.received, *(one.bytes for one in item.attempts[-1:]), 0) for item in saved)


def _saved_kinds(saved: Sequence[DownloadItem]) -> str:
    """Return how many of the *saved* items are PDFs, and how many are the files of a record; empty if all are PDFs."""
    records = sum(item.has_files for item in saved)
    if not records:
        return ""
    pdfs = len(saved) - records
    counts = (
        ngettext("{count} PDF", "{count} PDFs", pdfs) if pdfs else "",
        ngettext("files of {count} Zenodo record", "files of {count} Zenodo records", records),
    )
    return ", ".join(filter(None, counts))  # wording: counts


def is_in(item: DownloadItem, group: str, gone: frozenset[str] = frozenset()) -> bool:
    """Return True if *item* belongs to the chip *group*. gone: the keys of the saved items whose PDF was removed."""
    if group == ALL:
        return True
    if group == PAUSED:
        return item.state is DownloadState.PAUSED
    if group == UNDER_WAY:
        return item.state not in (DownloadState.DONE, DownloadState.PAUSED)
    if item.state is not DownloadState.DONE:
        return False
    if item.key in gone and item.outcome is ItemOutcome.SAVED:
        return group == REMOVED
    if group == NOT_GOT:
        return item.outcome is not ItemOutcome.SAVED
    return item.outcome is not None and item.outcome.value == group


def _capitalized(words: str) -> str:
    return words[:1].upper() + words[1:]
