"""The counts of a run: rows of each source, before and after merging, removed by filters, and the order."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.search.run_order import describe_order
from scholar_desktop.domain.search.search_ledger import (
    DUPLICATES_BETWEEN,
    DUPLICATES_WITHIN,
    LedgerRun,
    LoadedCount,
    RunComparison,
    SourceCount,
    chosen_sources,
    counted_again,
    describe_words,
    filters_here,
    filters_of,
    filters_sent,
    incomplete_sources,
    missing_reasons,
    named_numbers,
    number_ranges,
    saved_answers,
)
from scholar_desktop.domain.source import SEARCH_SOURCES, Phase
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.search.ledger.comparison_words import comparison_words, offline_words, without_services
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.fold_section import FoldButton
from scholar_desktop.ui.widgets.label import Prose, SentenceLabel, align_text, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.words.filter_words import filter_title
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import exact_moment, listed, number, source_title

HEADS = (Message("Source"), Message("Reported"), Message("Loaded"), Message("Requests"), Message("State"))

SUMS = (
    (Message("Rows"), "rows"),
    (Message("Duplicates merged"), "merged"),
    (Message("Filtered out"), "excluded"),
    (Message("In the list"), "shown"),
)
MOST_LISTED = 6
"""Runs whose counts are listed one by one without “Each search”: more leave no room for the papers."""
MOST_GROUPS = 3
"""Groups of runs with the same words that are named without “Each search”."""
_STATES = {
    Phase.OK.value: Message("complete"),
    Phase.PARTIAL.value: Message("partial"),
    Phase.FAILED.value: Message("failed"),
    Phase.SKIPPED.value: Message("not searched"),
}


class RunCounts(QWidget):
    """A table, with sentences below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        self.setAccessibleName(gettext("Counts of this run"))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(8))
        column.setSpacing(px(8))
        self._title = Prose("head")
        column.addWidget(self._title)
        self._filters = Prose("small", "muted")
        column.addWidget(self._filters)
        self._origin = Prose("small")
        column.addWidget(self._origin)
        self._total: tuple[Sequence[LedgerRun], int] = ((), 0)
        self._each = FoldButton(theme, gettext("Each search"))
        self._each.setObjectName("ledgerEachSearchButton")
        self._each.turned.connect(lambda _is_open: self.show_total(*self._total))
        column.addWidget(self._each)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(4))
        column.addWidget(self._table)
        self._words = Prose("body")
        column.addWidget(self._words)
        self._loads = Prose("small")
        column.addWidget(self._loads)
        self._order = Prose("small", "muted")
        column.addWidget(self._order)

    def show_run(self, run: LedgerRun) -> None:
        """Show the counts of one run."""
        self._each.hide()
        self._title.show_text(run.query.words or gettext("Filters only"))
        self._filters.show_text(_run_words(run))
        self._show_lines(
            self._origin, [*offline_words(run), *_chosen_words(run), *_saved_words(run), *_applied_words(run)]
        )
        missing = incomplete_sources(run)
        rows = [self._source(source, is_complete=source.name not in missing) for source in _all_sources(run)]
        self._show_table(HEADS, rows)
        parts = [
            ngettext("{count} row loaded.", "{count} rows loaded.", run.rows),
            ngettext("{count} duplicate merged.", "{count} duplicates merged.", run.merged),
            _merged_words(run),
        ]
        if run.excluded:
            parts.append(_filtered_words(run))
        parts.append(_listed_words(run))
        if run.more:
            services = listed([source_title(name) for name in run.more])
            parts.append(gettext("More results at {services} were not loaded.", services=services))
        self._words.show_text(" ".join(parts))
        set_tooltip(self._words, _shared_words(run))
        self._show_lines(self._loads, _load_words(run))
        known = describe_order(run)
        order = shown(known) if known is not None else gettext("As sorted by the service ({key}).", key=run.query.sort)
        servers = "; ".join(
            dict.fromkeys(f"{source_title(one.name)}: {one.server}" for one in run.sources if one.server)
        )
        errors = " ".join(map(shown, missing_reasons(run, lambda names: listed(list(map(source_title, names))))))
        notes = " ".join(f"{source_title(one.name)}: {shown(one.note)}" for one in run.sources if one.note)
        rule = shown(DUPLICATES_WITHIN) if run.merged else ""
        asked = gettext("Servers: {servers}.", servers=servers) if servers else ""
        self._order.show_text(
            " ".join(part for part in (rule, gettext("Order: {order}", order=order), notes, asked, errors) if part)
        )

    def show_comparison(self, both: RunComparison) -> None:
        """Show two runs side by side."""
        self._each.hide()
        first, second = both.first, both.second
        self._title.show_text(gettext("Comparison of two runs"))
        lines = ((gettext("First"), first), (gettext("Second"), second))
        self._filters.show_text("\n".join(f"{name}: {_run_words(run)}" for name, run in lines))
        self._show_lines(
            self._origin,
            [
                f"{name}: {text}"
                for name, run in lines
                for text in (
                    *offline_words(run),
                    *without_services(run),
                    *_missing_words(run),
                    *_chosen_words(run),
                    *_saved_words(run),
                    *_applied_words(run),
                )
            ],
        )
        names = list(dict.fromkeys(one.name for run in (first, second) for one in run.sources))
        rows = [(source_title(name), *(_loaded(run, name) for run in (first, second))) for name in names]
        for title, value in SUMS:
            rows.append((shown(title), number(getattr(first, value)), number(getattr(second, value))))
        self._show_table(("", gettext("First"), gettext("Second")), rows)
        counts = gettext(
            "{first} only in the first run, {second} only in the second, {both} in both.",
            first=len(both.only_first),
            second=len(both.only_second),
            both=len(both.both),
        )
        self._words.show_text(f"{counts} {comparison_words(both)}")
        texts = list(dict.fromkeys(describe_words(run.query) for run in (first, second)))
        set_tooltip(self._words, "\n".join(texts) if len(texts) > 1 else "")
        self._show_lines(self._loads, ())
        self._order.show_text(f"{shown(DUPLICATES_WITHIN)} {shown(DUPLICATES_BETWEEN)}")

    def show_total(self, runs: Sequence[LedgerRun], unique: int) -> None:
        """Show more than two runs together. unique: the number of their papers, each counted once."""
        self._total = (runs, unique)
        self._each.setVisible(len(runs) > MOST_LISTED)
        listed_runs = runs if len(runs) <= MOST_LISTED or self._each.is_open else ()
        self._title.show_text(ngettext("{count} run together", "{count} runs together", len(runs)))
        self._filters.show_text(gettext("Select two runs to compare them."))
        again = counted_again(runs, most_groups=MOST_GROUPS if not listed_runs else None)
        chosen, saved = _joined(listed_runs, _chosen_words), _joined_saved(listed_runs)
        self._show_lines(self._origin, [*map(shown, again), *chosen, *saved])
        heads = (gettext("Search"), *(shown(title) for title, _ in SUMS))
        rows = [
            (
                shorten(f"{run.id}: {run.query.words or gettext('Filters only')}", 48),
                *(number(getattr(run, value)) for _, value in SUMS),
            )
            for run in listed_runs
        ]
        total = [sum(getattr(run, value) for run in runs) for _, value in SUMS]
        filters = [", ".join(map(shown, filters_of(run))) for run in listed_runs]
        self._show_table(heads, [*rows, (gettext("All searches"), *map(number, total))], texts=(0,), below=filters)
        in_lists = sum(run.shown for run in runs)
        is_of_records = all(run.is_of_records for run in runs)
        parts = [
            _in_lists_words(in_lists, is_of_records=is_of_records),
            ngettext(
                "{count} duplicate between the runs.",
                "{count} duplicates between the runs.",
                in_lists - unique,
                count=number(in_lists - unique),
            ),
            _different_words(unique, is_of_records=is_of_records),
        ]
        self._words.show_text(" ".join(parts))
        set_tooltip(self._words, "")
        missing = [] if listed_runs else [run.id for run in runs if incomplete_sources(run)]
        few = [_incomplete_words(missing)] if missing else []
        self._show_lines(self._loads, [*few, *_joined(listed_runs, _missing_words)])
        self._order.show_text(f"{shown(DUPLICATES_WITHIN)} {shown(DUPLICATES_BETWEEN)}")

    @staticmethod
    def _show_lines(place: Prose, lines: Sequence[str]) -> None:
        place.show_text("\n".join(lines))
        place.setVisible(bool(lines))

    @staticmethod
    def _source(source: SourceCount, *, is_complete: bool) -> tuple[str, ...]:
        total = number(source.total) if source.total is not None else gettext("not reported")
        if source.total is None and source.state in (Phase.OK.value, Phase.PARTIAL.value):
            total = gettext("sends no total")
        requests = number(source.requests)
        if source.cached:
            requests = gettext("{requests} + {saved} saved", requests=requests, saved=source.cached)
        # a request that succeeded may have returned only the first rows of the list
        state = Phase.PARTIAL.value if source.state == Phase.OK.value and not is_complete else source.state
        return (
            source_title(source.name),
            total,
            number(source.loaded),
            requests,
            gettext("nothing to search for") if source.cannot_match else shown(_STATES.get(state, state)),
        )

    def _show_table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        texts: Container[int] = (0, 4),
        below: Sequence[str] = (),
    ) -> None:
        """texts: the columns that are not numbers; below: a line below each of the first rows, none if it is empty."""
        clear_layout(self._grid)
        for column, words in enumerate(heads):
            self._add_cell(SentenceLabel(shown(words), "small", "muted"), 0, column, at_end=column not in texts)
        for line, cells in zip(range(1, 2 * len(rows), 2), rows, strict=True):
            for column, words in enumerate(cells):
                self._add_cell(SentenceLabel(words), line, column, at_end=column not in texts)
        for line, words in zip(range(2, 2 * len(rows), 2), below, strict=False):
            if words:
                self._grid.addWidget(label(words, "small", "muted", wrap=True), line, 0, 1, len(heads) + 1)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)  # the column of an earlier, narrower table
        self._grid.setColumnStretch(len(heads), 1)

    def _add_cell(self, cell: SentenceLabel, line: int, column: int, *, at_end: bool) -> None:
        """Add a cell, which wraps where the table has no room for its words in one line."""
        align_text(cell, at_end=at_end)
        self._grid.addWidget(cell, line, column)


def _run_words(run: LedgerRun) -> str:
    """Return the number of *run* in exports, its time, the page of Zenodo records if it was searched there, and its
    filters."""
    filters = ", ".join(map(shown, filters_of(run)))
    said = gettext("Filters: {filters}", filters=filters) if filters else gettext("No filters")
    page = (gettext("Zenodo records"),) if run.is_of_records else ()
    return " · ".join((gettext("Search {number}", number=run.id), exact_moment(run.started), *page, said))


def _merged_words(run: LedgerRun) -> str:
    if run.is_of_records:
        return ngettext("{count} record after merging.", "{count} records after merging.", run.papers)
    return ngettext("{count} paper after merging.", "{count} papers after merging.", run.papers)


def _listed_words(run: LedgerRun) -> str:
    if run.is_of_records:
        return ngettext("{count} record in the list.", "{count} records in the list.", run.shown)
    return ngettext("{count} paper in the list.", "{count} papers in the list.", run.shown)


def _shared_words(run: LedgerRun) -> str:
    """Return why the numbers of the filters of *run* add up to more than the total; empty if they do not."""
    if not _is_shared(run):
        return ""
    if run.is_of_records:
        return gettext("Several filters may remove the same record.")
    return gettext("Several filters may remove the same paper.")


def _in_lists_words(count: int, *, is_of_records: bool) -> str:
    """is_of_records: all runs are searches of the page Zenodo records."""
    if is_of_records:
        return ngettext("{count} record in the lists.", "{count} records in the lists.", count, count=number(count))
    return ngettext("{count} paper in the lists.", "{count} papers in the lists.", count, count=number(count))


def _different_words(count: int, *, is_of_records: bool) -> str:
    """Args: as of `_in_lists_words`."""
    if is_of_records:
        return ngettext("{count} different record.", "{count} different records.", count, count=number(count))
    return ngettext("{count} different paper.", "{count} different papers.", count, count=number(count))


def _filtered_words(run: LedgerRun) -> str:
    """Return how many papers filters removed here, and how many each of them."""
    removing = [one for one in run.narrowed if one.here]
    reasons = ", ".join(f"{filter_title(one.name)} {number(one.here)}" for one in removing)
    if not _is_shared(run):
        return gettext("{count} filtered out ({reasons}).", count=run.excluded, reasons=reasons)
    if len(removing) == 2:
        return gettext("{count} filtered out ({reasons}; some by both).", count=run.excluded, reasons=reasons)
    return gettext("{count} filtered out ({reasons}; some by several).", count=run.excluded, reasons=reasons)


def _is_shared(run: LedgerRun) -> bool:
    """True if several filters removed the same paper, so that their numbers add up to more than the total."""
    return sum(one.here for one in run.narrowed) > run.excluded > 0


def _missing_words(run: LedgerRun) -> list[str]:
    """Return a line with the sources that have rows that are not in *run*, and what is missing; none if none has."""
    missing = incomplete_sources(run)
    if not missing:
        return []
    sources = listed([f"{source_title(name)} ({shown(what)})" for name, what in missing.items()])
    return [gettext("Incomplete: {sources}.", sources=sources)]


def _incomplete_words(ids: Sequence[int]) -> str:
    """Return the sentence that names the runs that are not complete, by their *ids*."""
    return ngettext(
        "Search {runs} is incomplete.",
        "Searches {runs} are incomplete.",
        len(ids),
        runs=shown(named_numbers(sorted(ids))),
    )


def _chosen_words(run: LedgerRun) -> list[str]:
    """Return a line with the sources of *run* if one of the services is not one of them; none if all are."""
    chosen = listed([source_title(name) for name in chosen_sources(run)])
    return [gettext("Only these sources were chosen: {sources}.", sources=chosen)] if chosen else []


def _all_sources(run: LedgerRun) -> list[SourceCount]:
    """Return the sources of *run*, and the services that it left out."""
    chosen = chosen_sources(run)
    left_out = [name for name in SEARCH_SOURCES if chosen and name not in chosen]
    return [*run.sources, *(SourceCount(name, Phase.SKIPPED.value) for name in left_out)]


def _joined(runs: Sequence[LedgerRun], words_of: Callable[[LedgerRun], list[str]]) -> list[str]:
    """Return the lines of *words_of* for each of *runs*, those that several have once, with the numbers of the runs."""
    found: dict[str, list[int]] = {}
    for run in runs:
        for text in words_of(run):
            found.setdefault(text, []).append(run.id)
    return [f"{number_ranges(sorted(ids))}: {text}" for text, ids in found.items()]


def _joined_saved(runs: Sequence[LedgerRun]) -> list[str]:
    """Return the lines of `_saved_words`, one for all of *runs* that used saved answers of the same services."""
    found: dict[tuple[object, ...], list[LedgerRun]] = {}
    for run in runs:
        found.setdefault((run.is_filtered_list, *saved_answers(run)), []).append(run)
    return [
        f"{number_ranges(sorted(run.id for run in some))}: {text}"
        for some in found.values()
        for text in _saved_words(*some)
    ]


def _saved_words(*runs: LedgerRun) -> list[str]:
    """Return a line with the services whose answers had been received before each of *runs*, and when the oldest was.
    runs: with saved answers of the same services."""
    saved = saved_answers(runs[0])
    if not saved:
        return []
    services = listed([source_title(name) for name in saved])
    oldest = min(filter(None, (time for run in runs for time in saved_answers(run).values())), default=None)
    if oldest is None:
        return [gettext("Saved answers were used: {services}.", services=services)]
    time = exact_moment(oldest)
    if runs[0].is_filtered_list:
        return [
            gettext("The results of an earlier search were filtered. The oldest answer was received {time}.", time=time)
        ]
    return [
        gettext(
            "Saved answers were used: {services}. The oldest answer was received {time}.", services=services, time=time
        )
    ]


def _applied_words(run: LedgerRun) -> list[str]:
    """Return a line for each filter of *run*: the services that it was sent to, and the results that this program
    filtered by it."""
    lines = []
    names = [one.name for one in run.sources]
    for effect in run.narrowed:
        sent = [source_title(name) for name in names if effect.name in filters_sent(run, name)]
        here = [source_title(name) for name in names if effect.name in filters_here(run, name)]
        title = filter_title(effect.name)
        if sent and here:
            lines.append(
                gettext(
                    "{filter}: sent to {services}; applied on your computer to results of {others}.",
                    filter=title,
                    services=listed(sent),
                    others=listed(here),
                )
            )
        elif sent:
            lines.append(gettext("{filter}: sent to {services}.", filter=title, services=listed(sent)))
        elif here:
            lines.append(
                gettext(
                    "{filter}: not sent to any service; applied on your computer to all results.",
                    filter=title,
                )
            )
    return lines


def _load_words(run: LedgerRun) -> list[str]:
    """Return a line for each time that rows were loaded, with what each source had returned then; none if it was
    once."""
    if len(run.loads) < 2:
        return []
    return [
        gettext(
            "Loaded by {time}: {counts}.",
            time=exact_moment(step.at),
            counts=listed([f"{source_title(one.name)} {_of_total(one)}" for one in step.sources]),
        )
        for step in run.loads
    ]


def _of_total(count: LoadedCount) -> str:
    if count.total is None or count.loaded >= count.total:
        return number(count.loaded)
    return gettext("{loaded} of {total}", loaded=number(count.loaded), total=number(count.total))


def _loaded(run: LedgerRun, name: str) -> str:
    found = next((one for one in run.sources if one.name == name), None)
    if found is not None and found.cannot_match:
        return gettext("nothing to search for")
    if found is None or (found.state == Phase.SKIPPED.value and not found.loaded):
        return gettext("not searched")
    if found.total is None or found.loaded > found.total:
        return number(found.loaded)
    return gettext("{loaded} of {total} loaded", loaded=number(found.loaded), total=number(found.total))
