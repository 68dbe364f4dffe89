"""The lines of a list as rows: pasted text, status, matched paper, and buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.contradicted_paper import has_unknown_identifier, proposes_other_title
from scholar_desktop.domain.reference_lists.line_outcome import LineOutcome, PdfRemoval
from scholar_desktop.domain.reference_lists.reference_list import CHOSEN, NO_TITLE_AT_S2, LineStatus, ReferenceLine
from scholar_desktop.domain.reference_lists.title_agreement import TITLE_MATCHES_BUT
from scholar_desktop.domain.search.venues import names_of
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import site_of
from scholar_desktop.services.downloads.report import shown_word, word_of
from scholar_desktop.services.reference_lists.reference_list import ReferenceList
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import AnswerWait
from scholar_desktop.ui.reference_lists.review_columns import LINE, SIGNS, TITLES
from scholar_desktop.ui.rows.row_table import Index, RowTable
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import row_tooltip_text

LINE_ACTIONS = {
    LineStatus.SURE: (("add", Message("Add")),),
    LineStatus.CHECK: (("candidates", Message("Choose…")), ("yes", Message("Accept"))),
    LineStatus.NONE: (("search", Message("Search")), ("edit", Message("Edit line"))),
    LineStatus.ASKING: (("leave_out", Message("Skip")),),
    LineStatus.LEFT_OUT: (("take_in", Message("Include")),),
}
"""The buttons of a row: at most two. “Search” is there only if a search of all services may find the line."""
OTHER_TITLE_ACTIONS = (("candidates", Message("Choose…")), ("leave_out", Message("Skip")))
"""The same of a line to check whose proposed paper has another title: it is not accepted before the user has seen it
beside the other candidates."""
_REMOVALS = {PdfRemoval.REMOVED: Message("PDF removed"), PdfRemoval.TRASHED: Message("PDF in trash")}
"""What the second line of a row says of a saved PDF that is gone."""
CLOSE = ("close", Message("Close"))
USE_SUGGESTION = ("use_suggestion", Message("Use it"))
"""Beside “Try 10.1038/nature12373.”"""
ROW_ACTIONS = (CLOSE, USE_SUGGESTION, *(action for actions in LINE_ACTIONS.values() for action in actions))
"""Every button that a row may have."""
SHOWN_LETTERS = 400
"""Characters shown of a long line; its tooltip and its text box have the whole line."""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewRow:
    """A line as shown in its row.

    number: as shown, which is that in the pasted text; names, first_name, venue, short_venue, year, why: the second
    line, in which the venue is shortened first, then the names; actions: (name, text of the button); kept: its paper is
    in the library; is_open: its details are shown below; pdf: what came of the PDF in a few words; outcome: the same in
    the columns of the table, empty if it was not wanted; failure: why there is no PDF, empty if there is one;
    short_outcome: shorter words for those columns that share one; warning: what is wrong with a line that is matched,
    in a word or two, before all else in the second line.
    """

    line: ReferenceLine
    number: int
    text: str
    sign: tuple[str, str, str]
    title: str
    names: str
    first_name: str
    venue: str
    short_venue: str
    year: str
    why: str
    actions: tuple[tuple[str, str], ...]
    kept: bool
    is_open: bool
    spoken: str
    pdf: str
    outcome: dict[str, str]
    failure: str = ""
    short_outcome: dict[str, str] = field(default_factory=dict)
    warning: str = ""


def review_row(
    line: ReferenceLine,
    *,
    number_of: Callable[[int], int] = lambda number: number,
    kept: bool,
    possibly_kept: bool = False,
    is_open: bool = False,
    is_exact: bool = False,
    waits: str | None = None,
    next_step: str = "",
    outcome: LineOutcome | None = None,
) -> ReviewRow:
    """Return the row of *line*.

    Args:
        number_of: returns the number of a line as it is shown.
        possibly_kept: its paper is not in the library, but possibly as another record.
        is_exact: it is one of the lines whose papers “Accept exact titles” accepts.
        outcome: what came of its PDF.
        waits: how long the service makes it wait while the line is being looked up; None if it is not.
        next_step: what the user does so that the line, which is not looked up yet, is; empty if it is without that.
    """
    icon, colour, word = SIGNS[line.standing]
    if line.may_be_elsewhere:
        colour = "muted"  # Semantic Scholar alone was searched
    warning = _identifier_warning(line, is_open=is_open)
    sign, by = (icon, colour, shown(word)), shown(_without_note(line.by, line.wanted.note) if warning else line.by)
    if is_exact and not is_open:
        by = _beside_title(line.by) or by  # that the title matches is said before it
    if line.standing is LineStatus.CHECK:
        by = by[:1].upper() + by[1:]  # it is a sentence, while that of a match is a part of the row
    paper = line.paper
    names = first_name = venue = short_venue = year = ""
    if line.problem is not None and paper is None:
        title, why = _short_problem(line, line.problem), shown(line.problem.hint or "")
    elif is_open and line.standing is LineStatus.CHECK:
        title, why = gettext("Is this the right paper?"), by
        if len(line.candidates) > 1:
            title = gettext("Which paper is it?")
            many = ngettext("{count} candidate", "{count} candidates", len(line.candidates))
            why = f"{many} · {by}"
    elif paper is not None:
        title, why = plain(paper.title) or gettext("Untitled"), by
        first_name = wording.authors_short(paper.authors, 1)
        names, venue = wording.authors_short(paper.authors), plain(paper.venue or "")
        short_venue = next((name for name in names_of(venue)[1:] if name != venue), venue) if venue else ""
        year = str(paper.year or "")
    elif line.standing is LineStatus.ASKING:
        by = gettext("by title") if line.by_title else gettext("by identifier")
        title = gettext("Not looked up yet") if waits is None else gettext("Searching Semantic Scholar…")
        if waits:
            title = gettext("Waiting for Semantic Scholar")
        why = waits or (next_step if waits is None else "") or by
    else:
        title, why = "", by
    if line.same_as is not None:
        if line.standing is not LineStatus.CHECK:
            names = first_name = venue = short_venue = year = ""
        why = " · ".join(
            part for part in (gettext("Same paper as line {number}", number=number_of(line.same_as)), by) if part
        )
    if is_exact and not is_open:
        why = " · ".join(filter(None, (gettext("Exact title"), why)))
    if possibly_kept and not kept and line.standing is LineStatus.SURE and not is_open:
        why = " · ".join(filter(None, (gettext("possibly in your library"), why)))
    if line.standing is LineStatus.CHECK:  # with its sign for all that is to check
        why, warning = " · ".join(filter(None, (warning, why))), ""
    if not shows_outcome(line):
        outcome = None  # nothing is wanted for this line, or it is not decided whether
    columns = outcome_words(outcome) if outcome is not None and outcome.name is not None else {}
    pdf = pdf_words(outcome) if columns and outcome is not None else ""
    # wording: facts for screen readers
    spoken = ", ".join(
        [
            gettext("Line {number}: {text}", number=number_of(line.number), text=line.text[:SHOWN_LETTERS]),
            sign[2],
            title,
            *([warning] if warning else []),
            why,
            *([gettext("in library")] if kept else []),
            *([pdf, *_spoken_columns(outcome, columns)] if columns and outcome is not None else []),
        ]
    )
    text = " ".join(line.text[:SHOWN_LETTERS].split())
    actions = _line_actions(line, kept=kept, is_open=is_open)
    second = (names, first_name, venue, short_venue, year, why)
    short = short_words(outcome) if outcome is not None and columns else {}
    failure = columns["reason"] if outcome is not None and columns and outcome.outcome is not ItemOutcome.SAVED else ""
    return ReviewRow(
        line,
        number_of(line.number),
        text,
        sign,
        title,
        *second,
        actions,
        kept,
        is_open,
        spoken,
        pdf,
        columns,
        failure,
        short,
        warning,
    )


def _beside_title(by: str) -> str:
    """Return what is wrong or missing beside a title that matches; empty if *by* is another reason."""
    if not isinstance(by, Message) or by.template != TITLE_MATCHES_BUT.template:
        return ""
    return shown(problems) if isinstance(problems := by.values["problems"], str) else ""


def _identifier_warning(line: ReferenceLine, *, is_open: bool) -> str:
    """Return that the identifier in the line is unknown, for the row of a line that has a paper by its title; empty if
    it is not, or if the row is of a question to the user, which the whole reason follows."""
    is_asked = is_open and line.standing is LineStatus.CHECK
    is_shown = line.paper is not None and line.standing in (LineStatus.SURE, LineStatus.CHECK) and not is_asked
    if not is_shown or not has_unknown_identifier(line.wanted):
        return ""
    # the line itself shows the identifier
    return gettext("DOI unknown") if line.wanted.note.startswith("doi:") else gettext("Identifier unknown")


def _without_note(by: str, note: str) -> str:
    """Return *by*, how a line was matched, without the note that may end it, which the row has in a word or two."""
    reason = by.values.get("reason") if isinstance(by, Message) else None
    if not isinstance(by, Message) or not isinstance(reason, str):
        return by
    if reason == note:
        return CHOSEN
    return reason if by.values.get("note") == note else by.filled(**by.values | {"reason": _without_note(reason, note)})


def _short_problem(line: ReferenceLine, problem: ErrorInfo) -> str:
    """Return why no paper was found, in words that have room in a column; the tooltip of the row has the sentence."""
    message, note = problem.message, line.wanted.note
    if line.may_be_elsewhere and message == NO_TITLE_AT_S2:
        return gettext("Not at Semantic Scholar")
    if not (note and isinstance(message, Message) and message.values.get("problem") == note):
        return shown(message)
    # neither the identifier nor the title is known; the line itself shows the identifier
    if str(note).startswith("doi:"):
        return gettext("DOI unknown, and no paper with this title.")
    return gettext("Identifier unknown, and no paper with this title.")


def outcome_words(found: LineOutcome) -> dict[str, str]:
    """Return what the columns of the table say of a PDF."""
    return {name: words_of(found) for name, words_of in COLUMN_WORDS.items()}


def short_words(found: LineOutcome) -> dict[str, str]:
    """Return the words for the version and the licence where they share a column, whose title names both."""
    return {
        "version": wording.short_version(found.version or ""),
        "licence": _licence_words(found),
    }


def _licence_words(found: LineOutcome) -> str:
    """Return the licence of the copy, or that none is stated for it; empty if there is no copy."""
    if found.licence:
        return wording.licence(found.licence)
    return gettext("not stated") if found.is_of_copy else ""


COLUMN_WORDS: dict[str, Callable[[LineOutcome], str]] = {
    "outcome": lambda found: shown_word(found, shown),
    "copy": lambda found: site_of(found.copy),
    "version": lambda found: wording.version(found.version) if found.version else "",
    "licence": _licence_words,
    "reason": lambda found: shown(found.reason or ""),
    "date": lambda found: wording.day(found.date),
}
"""What each column of the table says of a PDF."""


def _spoken_columns(found: LineOutcome, columns: dict[str, str]) -> list[str]:
    """Return what a screen reader says of the columns: a licence that is not stated with the name of its column."""
    if found.is_of_copy and not found.licence:
        columns = columns | {"licence": gettext("licence not stated")}
    return [columns[name] for name in ("copy", "version", "licence", "date", "reason")]


def csv_words(line: ReferenceLine, repeated: int | None, found: LineOutcome | None) -> str:
    """Return what the rows say of a line, for its row in the CSV file: what came of its PDF, or else its status.

    Args:
        repeated: the number of the earlier line that has the same paper; None if there is none.
        found: what came of its PDF; None if nothing is wanted for the line.
    """
    if repeated is not None:
        return gettext("Same paper as line {number}", number=repeated)
    return (shown_word(found, shown) if found is not None else "") or shown(SIGNS[line.standing][2])


def shows_outcome(line: ReferenceLine) -> bool:
    """True if the row of *line* says what came of its PDF. The paper of a line in doubt may be another one's."""
    return line.standing not in (LineStatus.CHECK, LineStatus.LEFT_OUT)


def has_columns(line: ReferenceLine, actions: Sequence[tuple[str, str]]) -> bool:
    """True if the row of *line* says what came of its PDF in the columns for it: a line to be decided on, or one with
    two buttons, shows its match across them. actions: as of `ReviewRow`, or `actions_of`."""
    return shows_outcome(line) and len(actions) <= 1


def filled_columns(found: LineOutcome) -> frozenset[str]:
    """Return the columns that have text for a PDF, without building the text."""
    if found.name is None:
        return frozenset()
    facts = {
        "copy": found.copy,
        "version": found.version,
        "licence": found.licence,
        "reason": found.reason,
        "date": found.date,
    }
    return frozenset({"outcome", *(name for name, fact in facts.items() if fact)})


def pdf_words(found: LineOutcome) -> str:
    """Return what came of a PDF, for the second line of a row."""
    if found.removal is not None:
        return shown(_REMOVALS[found.removal])
    if found.outcome is None:
        return gettext("getting the PDF")
    if found.outcome is ItemOutcome.SAVED:
        return gettext("Files saved") if found.has_files else gettext("PDF saved")
    return gettext("PDF: {outcome}", outcome=word_of(found.outcome, found.reason or ""))


def _line_actions(line: ReferenceLine, *, kept: bool, is_open: bool) -> tuple[tuple[str, str], ...]:
    return tuple((name, shown(words)) for name, words in actions_of(line, kept=kept, is_open=is_open))


def actions_of(line: ReferenceLine, *, kept: bool, is_open: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the buttons of the row of *line*, each with its name and its text.

    Args:
        kept: its paper is in the library.
        is_open: its details are shown below.
    """
    if is_open:
        return (CLOSE,)
    if kept and line.standing not in (LineStatus.CHECK, LineStatus.LEFT_OUT):
        return ()
    if line.same_as is not None and line.standing is not LineStatus.LEFT_OUT:
        if line.standing is LineStatus.CHECK and line.paper is not None and not proposes_other_title(line):
            return LINE_ACTIONS[LineStatus.CHECK]  # as of all lines to check; the details have “Skip”
        leave = ("leave_out", Message("Skip"))
        if line.standing is LineStatus.SURE:
            # where “Accept” was, a second click must not skip the line
            return (leave, ("candidates", Message("Choose…"))) if line.is_decided else (leave,)
        return OTHER_TITLE_ACTIONS
    if proposes_other_title(line):
        return OTHER_TITLE_ACTIONS
    actions: tuple[tuple[str, str], ...] = LINE_ACTIONS[line.standing]
    if line.standing is LineStatus.SURE and line.is_decided:
        # where “Accept” was, a second click must not add the paper
        actions = (*actions, ("candidates", Message("Choose…")))
    if line.standing is LineStatus.NONE and line.candidates:
        actions = (("candidates", Message("Choose…")), actions[-1])
    elif line.standing is LineStatus.NONE and not line.may_be_elsewhere:
        actions = (USE_SUGGESTION, actions[-1]) if line.suggestion else actions[-1:]
    return actions


class ReviewModel(RowTable):
    """The lines that pass a filter; each row is created when it is first needed."""

    def __init__(
        self,
        outcome_of: Callable[[Paper], LineOutcome],
        is_possibly_kept: Callable[[Paper], bool],
        parent: QObject | None = None,
    ) -> None:
        """outcome_of: returns what came of the PDF of a paper; is_possibly_kept: returns True if a paper is possibly in
        the library."""
        super().__init__(parent)
        self._is_possibly_kept = is_possibly_kept
        self._outcome_of = outcome_of
        self._list: ReferenceList | None = None
        self._numbers: Sequence[int] = ()
        self._rows: dict[int, ReviewRow] = {}
        self._only: LineStatus | None = None
        self._open = 0
        self.order: tuple[str, bool] = (LINE, False)
        """The column that the lines were sorted by last, and whether in descending order."""
        self._places: dict[int, int] | None = None
        """The place of each line in that order, until the list is read again; None in the order of the list."""
        self._row_numbers: dict[int, int] | None = None
        self._exact: frozenset[int] | None = None
        """The lines whose papers “Accept exact titles” accepts; None until a row needs them."""
        self._wait = AnswerWait()
        self._waits = ""
        self._asked: int | None = None
        self._next_step = ("", "")

    @property
    def only(self) -> LineStatus | None:
        """The status that the lines are filtered by; None for all."""
        return self._only

    def show_list(self, reading: ReferenceList | None, only: LineStatus | None) -> None:
        """Show *reading*, all lines or those of one status; none is expanded. Another list has its own order."""
        if reading is not self._list:
            self.order, self._places = (LINE, False), None
        numbers = self._in_order(self._matching(reading, only))
        self.beginResetModel()
        self._list, self._only, self._open = reading, only, 0
        self._set_numbers(numbers)
        self._rows.clear()
        self._exact = None
        self.endResetModel()

    def sort_lines(self, name: str, key: Callable[[ReferenceLine], str | int | None], *, is_descending: bool) -> None:
        """Sort the lines by the column *name*.

        Args:
            key: returns by what a line is sorted; None if it has nothing in that column. Such lines are the last in
                both directions.
        """
        reading = self._list
        if reading is None:
            return
        self.order, self._places = (name, is_descending), None
        if name != LINE or is_descending:
            keys: dict[int, Any] = {line.number: key(line) for line in reading.lines}
            filled = [number for number, text in keys.items() if text is not None]
            filled.sort(key=keys.__getitem__, reverse=is_descending)
            empty = [number for number, text in keys.items() if text is None]
            self._places = {number: place for place, number in enumerate((*filled, *empty))}
        self.show_list(reading, self._only)

    def _in_order(self, numbers: Sequence[int]) -> Sequence[int]:
        places = self._places
        return numbers if places is None else sorted(numbers, key=lambda number: places.get(number, number))

    def _set_numbers(self, numbers: Sequence[int]) -> None:
        self._numbers, self._row_numbers = numbers, None

    def refresh(self, numbers: frozenset[int]) -> bool:
        """Update changed lines. Return True if rows were inserted, so that all rows have new positions.

        Lines that no longer pass the filter are removed; the expanded one stays until it is closed.
        """
        if self._list is None or not numbers:
            return False
        self._exact = None
        # a title is exact for one line of each paper, so a change of one line can make another row say it
        in_doubt = [number for number, row in self._rows.items() if row.line.standing is LineStatus.CHECK]
        for number in (*numbers, *in_doubt):
            self._rows.pop(number, None)
        if self._only is not None:
            passing = {*self._matching(self._list, self._only), *([self._open] if self._open in self._numbers else [])}
            removed = self._remove([row for row, number in enumerate(self._numbers) if number not in passing])
            shown = set(self._numbers)
            if more := [number for number in self._matching(self._list, self._only) if number not in shown]:
                self.beginResetModel()
                self._set_numbers(self._in_order(sorted((*self._numbers, *more))))
                self.endResetModel()
                return True
            if removed:
                return True
        if self._numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._numbers) - 1, 0))
        return False

    def _remove(self, rows: Sequence[int]) -> bool:
        """Remove *rows*, so that the view selects the row after them. Return True if there are any."""
        for row in reversed(rows):
            self.beginRemoveRows(QModelIndex(), row, row)
            self._set_numbers([*self._numbers[:row], *self._numbers[row + 1 :]])
            self.endRemoveRows()
        return bool(rows)

    def set_open(self, number: int) -> None:
        """Show the line *number* as expanded; 0: none is."""
        touched = {one for one in (self._open, number) if one}
        self._open = number
        self._forget(touched)

    def show_wait(self, held: str) -> None:
        """Show why and until when the lookup cannot send its request, or, if *held* is empty, how long the answer has
        been waited for."""
        if self._list is None:
            return
        words = self._wait.words((self._list.asked_now, self._list.head.cost), is_held=bool(held))
        words = held or words
        if (words, self._list.asked_now) != (self._waits, self._asked):
            self._waits, self._asked = words, self._list.asked_now
            now = self._list.asked_now
            asked = (
                {now}
                if now
                else {number for number, row in self._rows.items() if self._list.is_being_looked_up(row.line)}
            )
            self._forget(asked)

    def show_next_step(self) -> None:
        """Show in the lines that are not looked up yet what the user does so that they are."""
        steps = ("", "")
        if self._list is not None and not self._list.is_running and self._list.problem is None:
            resume = gettext("Press “Resume” to look up this line.")
            steps = (resume, resume)
            if self._list.waits:
                steps = ("", gettext("Press “Match titles” to look up this title."))
        if steps != self._next_step:
            self._next_step = steps
            self._forget({number for number, row in self._rows.items() if row.line.standing is LineStatus.ASKING})

    def _next_step_of(self, line: ReferenceLine) -> str:
        return self._next_step[line.by_title] if line.standing is LineStatus.ASKING else ""

    def show_outcomes(self) -> None:
        """Show again what came of the PDFs."""
        self._forget({number for number, row in self._rows.items() if row.line.paper is not None})

    def line(self, row: int) -> ReferenceLine:
        assert self._list is not None
        return self._list.line(self._numbers[row])

    def lines(self) -> list[ReferenceLine]:
        """Return the lines that are shown, in the order of the rows."""
        return [self.line(row) for row in range(self.count())]

    def row_of(self, number: int) -> int | None:
        """Return the row of the line *number*; None if the filter hides it."""
        if isinstance(self._numbers, range):
            return number - 1 if number in self._numbers else None
        if self._row_numbers is None:
            self._row_numbers = {one: row for row, one in enumerate(self._numbers)}
        return self._row_numbers.get(number)

    def count(self) -> int:
        return len(self._numbers)

    def row(self, number: int) -> ReviewRow:
        line = self.line(number)
        found = self._rows.get(line.number)
        if found is None:
            assert self._list is not None
            waits = self._waits if self._list.is_being_looked_up(line) else None
            found = self._rows[line.number] = review_row(
                line,
                number_of=self._list.shown_number,
                kept=self._list.is_kept(line),
                possibly_kept=line.paper is not None and self._is_possibly_kept(line.paper),
                is_open=line.number == self._open,
                is_exact=line.standing is LineStatus.CHECK and line.number in self._exact_titles(self._list),
                waits=waits,
                next_step=self._next_step_of(line),
                outcome=self._outcome_of(line.paper) if line.paper is not None else None,
            )
        return found

    def _exact_titles(self, reading: ReferenceList) -> frozenset[int]:
        if self._exact is None:
            self._exact = frozenset(line.number for line in reading.exact_titles())
        return self._exact

    def paper_at(self, number: int) -> Paper | None:
        return self.line(number).paper

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid() and index.row() < self.count():
            return row_tooltip_text(_whole_line(self.line(index.row()), self.row(index.row())))
        return super().data(index, role)

    def _forget(self, numbers: set[int]) -> None:
        for number in numbers:
            self._rows.pop(number, None)
            if (row := self.row_of(number)) is not None and row < self.count():
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def _matching(self, reading: ReferenceList | None, only: LineStatus | None) -> Sequence[int]:
        if reading is None:
            return ()
        if only is None:
            return range(1, len(reading.lines) + 1)
        return [line.number for line in reading.lines if line.standing is only]


def _whole_line(line: ReferenceLine, row: ReviewRow) -> str:
    """Return the whole line, and the whole text about its match."""
    byline = " — ".join(part for part in (row.names, " · ".join(filter(None, (row.venue, row.year)))) if part)
    text = " ".join(line.text[:2000].split())
    if line.place is None or line.place == row.number:
        first = gettext("Line {number}: {text}", number=row.number, text=text)
    else:
        first = gettext(
            "Line {number} (line {place} of the text): {text}", number=line.number, place=line.place, text=text
        )
    heads = {name: shown(title) for name, title in TITLES.items()}
    outcome = {name: words for name, words in row.outcome.items() if words and not (name == "outcome" and row.pdf)}
    facts = [f"{heads[name]}: {words}" for name, words in outcome.items()]
    is_sentence = line.standing is LineStatus.CHECK and row.why and row.why[-1] not in ".?!"
    why = f"{row.why}." if is_sentence else row.why
    title = shown(line.problem.message) if line.problem is not None and line.paper is None else row.title
    parts = [first, row.sign[2], title, byline, row.warning, why, row.pdf, *facts]
    if line.was:
        parts.insert(1, gettext("Before your change: {text}", text=" ".join(line.was[:2000].split())))
    return "\n".join(part for part in parts if part)
