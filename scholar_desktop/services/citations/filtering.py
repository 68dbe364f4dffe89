"""Filters, sorts and groups a citation list, computed on columns in a thread.

A filter never sends a request. 100,000 rows take some tens of milliseconds, mostly without holding the interpreter
lock.
"""

from __future__ import annotations

import enum
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.sentence_filter import NO_INTENT, SentenceFilter
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_row_text
from scholar_desktop.services.citations.table import (
    BACKGROUND,
    INTENT_BITS,
    LONGEST,
    METHOD,
    RESULT,
    UNKNOWN,
    CitationColumns,
    CitationRows,
    RowTexts,
    citations_of,
    length_of_sentence,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS_AT_ONCE, _UNPACKED_AT_ONCE = 4000, 200
_MEASURED = 1000
"""Lines whose shown sentences are looked up for their lengths."""
GROUP_HEAD = 3
"""The kind of a line that is the heading of a group."""
SHORTER, KINDS = 3, 6
"""What the kind of a row with sentences is increased by if these take one line in a narrow list; how many kinds there
are."""


class Sort(enum.StrEnum):
    """Sort orders.

    SERVICE: the order of the service, which is newest first for citations.
    """

    SERVICE = "service"
    INFLUENCE = "influence"
    CITED = "cited"
    NEWEST = "newest"
    OLDEST = "oldest"
    SENTENCES = "sentences"


class Grouping(enum.StrEnum):
    """What a citation list is grouped by."""

    NONE = "none"
    INTENT = "intent"
    YEAR = "year"
    VENUE = "venue"
    AUTHOR = "author"


class CitationFilter(msgspec.Struct, frozen=True):
    """Filter of a citation list; a row must pass every part that is set.

    words: each must be in the title or the sentences; intents: at least one of them (`method`, `result`, `background`,
    `none`), which a sentence with the words must have if both are set; years: both included, None for no bound;
    author: a name or a part of one; self_citation: True for only those, False for none of those; with_pdf: an open copy
    is known, or the library has a PDF; with_sentence: a citing sentence is known, and it has the words without the help
    of the title.
    """

    words: str = ""
    intents: frozenset[str] = frozenset()
    influential: bool = False
    year_from: int | None = None
    year_to: int | None = None
    venue: str | None = None
    author: str | None = None
    self_citation: bool | None = None
    with_pdf: bool = False
    in_library: bool = False
    with_sentence: bool = False

    @property
    def is_set(self) -> bool:
        """True if any part of the filter is set."""
        return self != CitationFilter()

    @property
    def of_sentences(self) -> SentenceFilter:
        """The parts that say which sentences of a row are meant."""
        return SentenceFilter(self.words, self.intents, self.with_sentence)


class CitationGroup(msgspec.Struct, frozen=True):
    """A group of rows.

    key: stays the same when rows are added; title: for the user; count: rows in it.
    """

    key: str
    title: str
    count: int


class ArrangedRows(msgspec.Struct, frozen=True, eq=False):
    """The lines of a filtered, sorted and grouped list.

    order: the content of each line: a row number, or -1 - n for the heading of group n; kinds: sets the height of each
    line: no sentence, one, several (0, 1, 2), a heading (3), one short sentence, several (4, 5); lengths: characters of
    the sentence that each line shows; matched: rows that passed the filter, including rows of collapsed groups;
    folded_groups: keys of the collapsed groups; sort: the order of the rows; by_title: how many of *matched* have the
    words of the filter in their titles alone, if that was counted.
    """

    order: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    groups: tuple[CitationGroup, ...] = ()
    matched: int = 0
    folded_groups: frozenset[str] = frozenset()
    lengths: NDArray[np.uint16] | None = None
    sort: Sort = Sort.SERVICE
    by_title: int = 0

    def __len__(self) -> int:
        return len(self.order)

    def line_of(self, row: int) -> int | None:
        """Return the line that shows *row*, or None."""
        import numpy as np

        found = np.nonzero(self.order == row)[0]
        return int(found[0]) if len(found) else None

    def lines_of(self, rows: Sequence[int]) -> list[int]:
        """Return the lines that show one of *rows*, from top to bottom."""
        import numpy as np

        found: list[int] = np.nonzero(np.isin(self.order, np.asarray(rows, np.int32)))[0].tolist()
        return found

    def with_short_rows(self, most: int) -> ArrangedRows:
        """Return the lines with the kinds that they have where sentences of *most* characters take one line; 0 for a
        list in which each does."""
        import numpy as np

        kinds = np.where(self.kinds > GROUP_HEAD, self.kinds - SHORTER, self.kinds)
        if most and self.lengths is not None:
            is_short = (self.lengths <= most) & ((kinds == 1) | (kinds == 2))
            kinds = np.where(is_short, kinds + SHORTER, kinds)
        return msgspec.structs.replace(self, kinds=kinds.astype(np.uint8))

    def has_kinds_of(self, other: ArrangedRows) -> bool:
        """True if each line has the same kind as in *other*."""
        import numpy as np

        return bool(np.array_equal(self.kinds, other.kinds))

    def goes_on(self, before: ArrangedRows) -> bool:
        """True if the lines begin with those of *before*, of the same kinds, so that lines were only added at the
        end."""
        import numpy as np

        known = len(before.order)
        if self.groups or known > len(self.order):
            return False
        return np.array_equal(self.order[:known], before.order) and np.array_equal(self.kinds[:known], before.kinds)

    def commonest_kind(self) -> int:
        """Return the most frequent kind of line."""
        import numpy as np

        return int(np.argmax(np.bincount(self.kinds, minlength=4))) if len(self.kinds) else 1

    def changed_lines(self, kind: int, first: int = 0, also: Sequence[int] = ()) -> NDArray[np.intp]:
        """Return the lines from *first* on that have a different kind, and with them those of *also* that are there."""
        import numpy as np

        changed = self.kinds != kind
        changed[:first] = False
        others = np.asarray(also, np.intp)
        changed[others[others < len(changed)]] = True
        return np.nonzero(changed)[0]


class Facet(msgspec.Struct, frozen=True):
    """A value for a filter, and the number of rows that have it."""

    value: str
    count: int


class LibraryHashes(msgspec.Struct, frozen=True, eq=False):
    """The papers of the library as hashes (`table.name_hashes`): all, and those with a PDF."""

    kept: NDArray[np.int64]
    with_pdf: NDArray[np.int64]


def arrange_rows(
    parts: Sequence[CitationRows],
    columns: CitationColumns,
    venues: Sequence[str],
    known: LibraryHashes | None = None,
    *,
    chosen: CitationFilter = CitationFilter(),  # noqa: B008  frozen
    sort: Sort = Sort.SERVICE,
    grouping: Grouping = Grouping.NONE,
    folded_groups: frozenset[str] = frozenset(),
    for_view: bool = False,
) -> ArrangedRows:
    """Return the rows that pass the filter, sorted and grouped, with the headings of the groups.

    Args:
        parts: the rows of the table.
        columns: their joined columns.
        venues: the venue names that the columns refer to.
        known: the papers of the library.
        chosen: the filter.
        sort: the sort order.
        grouping: the grouping.
        folded_groups: keys of the groups to collapse.
        for_view: also return what only the view needs: how many rows have the words of the filter in their titles
            alone, and how long the sentence is that each row shows.
    """
    import numpy as np

    mask = _mask(parts, columns, venues, known, chosen)
    rows = np.nonzero(mask)[0].astype(np.int32)
    rows = rows[_sorted(columns, rows, sort)]
    by_title = _count_by_title(parts, rows, chosen) if for_view else 0
    if grouping is Grouping.NONE:
        lengths = _lengths(parts, columns, rows, chosen) if for_view else None
        return ArrangedRows(rows, _kinds(columns, rows), (), len(rows), lengths=lengths, sort=sort, by_title=by_title)
    codes, groups = _groups(parts, columns, venues, rows, grouping)
    place = np.argsort(codes, kind="stable")
    lines = _insert_heads(rows[place], codes[place], groups, folded_groups)
    lengths = _lengths(parts, columns, lines, chosen) if for_view else None
    kinds = _kinds(columns, lines)
    return ArrangedRows(lines, kinds, tuple(groups), len(rows), folded_groups, lengths, sort, by_title)


def _count_by_title(parts: Sequence[CitationRows], rows: NDArray[np.int32], chosen: CitationFilter) -> int:
    """Return how many of *rows*, which pass *chosen*, have its words in their titles alone, as
    `SentenceFilter.is_by_title` says of each. Only rows with the words in both are unpacked, and only with intents."""
    if not chosen.words.strip() or chosen.with_sentence:
        return 0
    import numpy as np

    needles = [word.encode() for word in fold_row_text(chosen.words).split()]
    ordered = np.sort(rows)
    count = start = 0
    in_both: list[int] = []
    for part in parts:
        some = ordered[np.searchsorted(ordered, start) : np.searchsorted(ordered, start + part.count)].tolist()
        for portion in _portions(some):
            titled = [row for row in portion if part.words.has_in_title(row - start, needles)]
            others = [row for row in titled if part.words.has_in_one_sentence(row - start, needles)]
            count += len(titled) - len(others)
            in_both += others
        start += part.count
    if chosen.intents:  # a sentence with the words may have another intent, and is not shown then
        for portion in _portions(in_both):
            count += sum(chosen.of_sentences.is_by_title(edge) for edge in citations_of(parts, portion))
    return count


def top_venues(columns: CitationColumns, venues: Sequence[str], most: int = 20) -> list[Facet]:
    """Return the most frequent venues."""
    import numpy as np

    counts = np.bincount(columns.venue[columns.venue >= 0], minlength=len(venues)) if venues else np.zeros(0, int)
    best = np.argsort(-counts, kind="stable")[:most]
    return [Facet(venues[place], int(counts[place])) for place in best if counts[place]]


def top_authors(parts: Sequence[CitationRows], most: int = 20) -> list[Facet]:
    """Return the most frequent authors."""
    counted: Counter[str] = Counter()
    for part in parts:
        for names in part.names_of_authors():
            counted.update(set(names))
    return [Facet(name, count) for name, count in counted.most_common(most)]


def _mask(
    parts: Sequence[CitationRows],
    columns: CitationColumns,
    venues: Sequence[str],
    known: LibraryHashes | None,
    chosen: CitationFilter,
) -> NDArray[np.bool_]:
    import numpy as np

    mask = np.ones(len(columns.year), np.bool_)
    if chosen.influential:
        mask &= columns.influential
    if chosen.intents:
        bits = 0
        for name in chosen.intents:
            bits |= INTENT_BITS.get(name, 0)
        passes = (columns.intents & bits) != 0
        if NO_INTENT in chosen.intents:
            passes |= columns.intents == 0
        mask &= passes
    if chosen.year_from is not None:
        mask &= columns.year >= chosen.year_from
    if chosen.year_to is not None:
        mask &= (columns.year <= chosen.year_to) & (columns.year != UNKNOWN)
    if chosen.venue is not None:
        wanted = fold_row_text(chosen.venue)
        names = [fold_row_text(name) for name in venues]
        is_whole = wanted in names  # a venue that was selected; otherwise a part of a name that was typed
        numbers = [place for place, name in enumerate(names) if (name == wanted if is_whole else wanted in name)]
        mask &= np.isin(columns.venue, np.array(numbers, np.int32))
    if chosen.self_citation is not None:
        mask &= (columns.self_citation == 1) == chosen.self_citation
    if chosen.with_pdf or chosen.in_library:
        kept = known.kept if known is not None else np.zeros(0, np.int64)
        pdfs = known.with_pdf if known is not None else np.zeros(0, np.int64)
        if chosen.in_library:
            mask &= _named(columns, kept)
        if chosen.with_pdf:
            mask &= columns.copy | _named(columns, pdfs)
    if chosen.with_sentence:
        mask &= columns.sentences > 0
    for word in fold_row_text(chosen.words).split():
        _filter_by_text([part.words for part in parts], word.encode(), mask)
    if chosen.with_sentence and chosen.words and not chosen.intents:
        _filter_by_one_sentence([part.words for part in parts], fold_row_text(chosen.words).split(), mask)
    if chosen.author:
        _filter_by_text([part.authors for part in parts], fold_row_text(chosen.author).encode(), mask)
    if chosen.of_sentences.needs_sentences:
        _filter_by_sentences(parts, chosen.of_sentences, mask)
    return mask


def _filter_by_one_sentence(texts: Sequence[RowTexts], words: Sequence[str], mask: NDArray[np.bool_]) -> None:
    """Clear the rows in *mask* that have no sentence with all *words*. Nothing is unpacked for it."""
    import numpy as np

    needles = [word.encode() for word in words]
    start = 0
    for part in texts:
        end = start + len(part.starts) - 1
        left = np.nonzero(mask[start:end])[0].tolist()
        for portion in _portions(left):
            mask[start:end][portion] = [part.has_in_one_sentence(row, needles) for row in portion]
        start = end


def _filter_by_sentences(parts: Sequence[CitationRows], chosen: SentenceFilter, mask: NDArray[np.bool_]) -> None:
    """Clear the rows in *mask* that have the words and the intents only in different sentences."""
    import numpy as np

    rows = np.nonzero(mask)[0].tolist()
    for portion in _portions(rows):
        mask[portion] = [chosen.passes(edge) for edge in citations_of(parts, portion)]


def _portions(rows: list[int]) -> Iterator[list[int]]:
    """Return *rows* in portions that are short to work on; before each, other threads get their turn."""
    for start in range(0, len(rows), _UNPACKED_AT_ONCE):
        _yield_to_ui()
        yield rows[start : start + _UNPACKED_AT_ONCE]


def _named(columns: CitationColumns, hashes: NDArray[np.int64]) -> NDArray[np.bool_]:
    import numpy as np

    return np.asarray(np.isin(columns.names, hashes[hashes != 0]).any(axis=1), np.bool_)


def _filter_by_text(texts: Sequence[RowTexts], needle: bytes, mask: NDArray[np.bool_]) -> None:
    """Clear the rows in *mask* that do not contain *needle*."""
    import numpy as np

    start = 0
    for part in texts:
        _yield_to_ui()
        end = start + len(part.starts) - 1
        left = np.nonzero(mask[start:end])[0]
        if len(left) * 3 > end - start:
            found = np.zeros(end - start, np.bool_)
            found[part.rows_with(needle)] = True
            mask[start:end] &= found
        elif len(left):
            mask[start:end][left] = [part.has(row, needle) for row in left.tolist()]
        start = end


def _yield_to_ui() -> None:
    """Release the interpreter lock for the thread of the window, which would otherwise wait 5 ms each time."""
    time.sleep(0)


def _sorted(columns: CitationColumns, rows: NDArray[np.int32], sort: Sort) -> NDArray[np.intp]:
    """Return the order of *rows* as positions among them. Ties keep the service's order."""
    import numpy as np

    match sort:
        case Sort.INFLUENCE:
            keys = (-columns.cites[rows], -columns.sentences[rows].astype(np.int16), ~columns.influential[rows])
            return np.lexsort(keys)
        case Sort.CITED:
            return np.argsort(-columns.cites[rows], kind="stable")
        case Sort.NEWEST:
            return np.argsort(-columns.day[rows], kind="stable")
        case Sort.OLDEST:
            day = columns.day[rows]
            return np.argsort(np.where(day == 0, np.int32(99_999_999), day), kind="stable")
        case Sort.SENTENCES:
            return np.argsort(-columns.sentences[rows].astype(np.int16), kind="stable")
        case _:
            return np.arange(len(rows))


def _groups(
    parts: Sequence[CitationRows],
    columns: CitationColumns,
    venues: Sequence[str],
    rows: NDArray[np.int32],
    grouping: Grouping,
) -> tuple[NDArray[np.int64], list[CitationGroup]]:
    """Return the group number of each row, and the groups in display order."""
    import numpy as np

    if grouping is Grouping.INTENT:
        intents = columns.intents[rows]
        # a paper with several intents is listed once, under the strongest
        codes = np.select([(intents & METHOD) != 0, (intents & RESULT) != 0, (intents & BACKGROUND) != 0], [0, 1, 2], 3)
        titles = [
            ("method", Message("Method")),
            ("result", Message("Result")),
            ("background", Message("Background")),
            (NO_INTENT, Message("No intent")),
        ]
        return _order_groups(codes, titles, by_count=False)
    if grouping is Grouping.YEAR:
        years, codes = np.unique(-columns.year[rows].astype(np.int64), return_inverse=True)
        found = [str(-year) if year != -UNKNOWN else "" for year in years]
        return _order_groups(codes, [(name, name or Message("No year")) for name in found], by_count=False)
    if grouping is Grouping.VENUE:
        numbers, codes = np.unique(columns.venue[rows], return_inverse=True)
        names = [venues[number] if number != UNKNOWN else "" for number in numbers]
        return _order_groups(codes, [(name, name or Message("No venue")) for name in names])
    firsts: list[str] = []
    for part in parts:
        _yield_to_ui()
        firsts += [names[0] if names else "" for names in part.names_of_authors()]
    seen: dict[str, int] = {}
    codes = np.empty(len(rows), np.int64)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        _yield_to_ui()
        some = rows[start : start + _ROWS_AT_ONCE].tolist()
        codes[start : start + len(some)] = [seen.setdefault(firsts[row], len(seen)) for row in some]
    return _order_groups(codes, [(name, name or Message("No author")) for name in seen])


def _order_groups(
    codes: NDArray[np.int64], titles: Sequence[tuple[str, str]], *, by_count: bool = True
) -> tuple[NDArray[np.int64], list[CitationGroup]]:
    """Return the groups that have rows, largest first, and the group of rows without a value last."""
    import numpy as np

    counts = np.bincount(codes, minlength=len(titles))
    order = sorted(
        (place for place in range(len(titles)) if counts[place]),
        key=lambda place: (titles[place][0] in ("", NO_INTENT), -int(counts[place]) if by_count else 0, place),
    )
    rank = np.zeros(len(titles) or 1, np.int64)
    for place, number in enumerate(order):
        rank[number] = place
    return rank[codes], [CitationGroup(titles[number][0], titles[number][1], int(counts[number])) for number in order]


def _insert_heads(
    rows: NDArray[np.int32], codes: NDArray[np.int64], groups: list[CitationGroup], folded_groups: frozenset[str]
) -> NDArray[np.int32]:
    import numpy as np

    lines = np.empty(len(rows) + len(groups), np.int32)
    counts = np.array([group.count for group in groups], np.int64)
    heads = (
        np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64) + np.arange(len(groups)) if groups else counts
    )
    is_head = np.zeros(len(lines), np.bool_)
    is_head[heads] = True
    lines[is_head] = -1 - np.arange(len(groups), dtype=np.int32)
    lines[~is_head] = rows
    if folded_groups:
        shut = np.array([group.key in folded_groups for group in groups], np.bool_)
        keep = np.ones(len(lines), np.bool_)
        keep[~is_head] = ~shut[codes]
        lines = lines[keep]
    return lines


def _kinds(columns: CitationColumns, lines: NDArray[np.int32]) -> NDArray[np.uint8]:
    import numpy as np

    if not len(columns.sentences):
        return np.full(len(lines), GROUP_HEAD, np.uint8)
    return np.where(lines < 0, np.uint8(GROUP_HEAD), np.minimum(columns.sentences[lines], 2)).astype(np.uint8)


def _lengths(
    parts: Sequence[CitationRows], columns: CitationColumns, lines: NDArray[np.int32], chosen: CitationFilter
) -> NDArray[np.uint16]:
    """Return how long the sentence is that each of *lines* shows while it is collapsed, at most `LONGEST`; 0 without
    one. The filter chooses between several of a row, of which only the first `_MEASURED` lines are unpacked: `LONGEST`
    for the others, whose sentences may be long."""
    import numpy as np

    if not len(columns.length):
        return np.zeros(len(lines), np.uint16)
    lengths = np.where(lines < 0, np.uint16(0), columns.length[lines]).astype(np.uint16)
    if not chosen.words.strip() and not chosen.intents:
        return lengths
    several = np.nonzero((lines >= 0) & (columns.sentences[lines] > 1))[0]
    lengths[several[_MEASURED:]] = LONGEST
    for portion in _portions(several[:_MEASURED].tolist()):
        for line, edge in zip(portion, citations_of(parts, lines[portion].tolist()), strict=True):
            lengths[line] = min(LONGEST, length_of_sentence(chosen.of_sentences.first_shown(edge)))
    return lengths
