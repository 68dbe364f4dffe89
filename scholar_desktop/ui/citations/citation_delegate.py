"""Paints citing and cited papers: title, byline and tags, then the citing sentences with the citation marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.citations.citation_row import CitationListRow, GroupRow
from scholar_desktop.ui.citations.citation_row_height import (
    NARROW,
    NARROW_LINES,
    RULE,
    SIDE,
    head_height,
    is_narrow,
    most_in_line,
    row_height,
    sentence_height,
)
from scholar_desktop.ui.citations.sentence_cutting import cut_sentence, cut_title, sentence_focus, text_lines
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_delegate import Meanings, RowDelegate, paper_meanings
from scholar_desktop.ui.rows.row_layout import Layout, Piece, cut_text, cut_texts, elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, MEDIUM, REGULAR, SMALL, STRONG
from scholar_desktop.ui.words.literal_text import show_tooltip
from scholar_desktop.ui.words.wording import access_words

STATE, ACCESS = 72, 100
LEAST_VENUE = 60
"""Width of a venue that is cut, at 13 px text, at least."""
LEAST_TAG = 24
"""Width of the words of a tag that is cut, at 13 px text, at least."""
LEAST_TITLE = 240
"""Pixels at base size that a title has beside year and citations, or else it has the room of the citations."""
WITH_ACCESS = 900
"""Width at 13 px text from which the row shows the open access; below it, only the expanded row does."""
_RUNS = frozenset(["run.before", "run.mark", "run.after", "run.hit"])
_ARROWS = {True: "chevron-down", False: "chevron-right"}


def more_words(hidden: int) -> str:
    return ngettext("{count} more sentence", "{count} more sentences", hidden)


def other_words(row: CitationListRow) -> str:
    """Return the number of the sentences that are left out, and why: for their intent, or for the words alone."""
    others = row.others
    if row.is_by_words:
        return ngettext(
            "{count} other sentence does not match the words", "{count} other sentences do not match the words", others
        )
    return ngettext(
        "{count} other sentence does not match the filters",
        "{count} other sentences do not match the filters",
        others,
    )


def layout_group(row: GroupRow, width: int, theme: Theme) -> Layout:
    """Return the pieces of a group header: an arrow, its name, the number of papers, and what it means."""
    scale, px = theme.type, theme.px
    line = head_height(scale)
    start = px(SIDE)
    pieces = [Piece("fold", "icon", QRect(start, 0, px(14), line), _ARROWS[row.is_open], 14, colour="muted")]
    x = start + px(22)
    said = scale.metrics(SMALL).horizontalAdvance(row.says)
    count = scale.metrics(SMALL).horizontalAdvance(row.count)
    room = max(px(60), width - px(SIDE) - x - count - px(16) - (said + px(16) if said else 0))
    title = elided(scale, row.title, room, BODY, STRONG)
    title_width = scale.metrics(BODY, STRONG).horizontalAdvance(title)
    pieces.append(Piece("title", "text", QRect(x, 0, title_width + 1, line), title, BODY, STRONG))
    x += title_width + px(8)
    pieces.append(Piece("count", "text", QRect(x, 0, count + 1, line), row.count, SMALL, colour="muted"))
    if said and x + count + px(16) + said < width - px(SIDE):
        rect = QRect(width - px(SIDE) - said, 0, said + 1, line)
        pieces.append(Piece("says", "text", rect, row.says, SMALL, colour="muted"))
    return tuple(pieces)


def layout_citation(row: CitationListRow, width: int, theme: Theme, *, title_line: bool = False) -> Layout:
    """Return all pieces of a row of *width*, left to right. title_line: the title has a line of its own, as in a narrow
    row."""
    scale, px = theme.type, theme.px
    height = head_height(scale)
    top = px(3)
    line = height - top
    start = px(SIDE)
    if title_line or is_narrow(scale, width):
        return _narrow_citation(row, width, theme)
    title_width = scale.metrics(BODY, _weight(row)).horizontalAdvance(row.title)
    pieces: list[Piece] = []
    right, end = _right_end(row, width, top, line, theme)
    title_room, byline = _share(row, end - px(12) - start, title_width, theme)
    if title_room < title_width:  # intents are shortened before the title is cut
        fewer, begin = _right_end(row, width, top, line, theme, few_tags=True)
        room, wanted = _share(row, begin - px(12) - start, title_width, theme)
        if room >= title_width or (wanted in row.bylines[:-1] and byline not in row.bylines[:-1]):
            right, end, title_room, byline = fewer, begin, room, wanted
    pieces += _title(row, QRect(start, top, title_room, line), theme)
    if byline:
        x = start + title_room + px(8)
        pieces.append(Piece("byline", "text", QRect(x, top, end - px(12) - x, line), byline, SMALL, colour="muted"))
    pieces += right
    return (*pieces, *_below(row, height, width, theme))


def _narrow_citation(row: CitationListRow, width: int, theme: Theme) -> Layout:
    """Return the pieces of a narrow row: the title has the first line; tags, state and the longest byline that has room
    the second."""
    scale, px = theme.type, theme.px
    head, start = head_height(scale), px(SIDE)
    room = width - 2 * start
    second = scale.line(SMALL) + px(4)
    right, end = _right_end(row, width, head - px(4), second, theme)
    byline = _longest_byline(row, end - px(8) - start, theme)
    byline = elided(scale, byline, max(0, end - px(8) - start), SMALL)
    pieces = [
        *_title(row, QRect(start, px(3), room, head - px(3)), theme),
        Piece("byline", "text", QRect(start, head - px(4), end - start, second), byline, SMALL, colour="muted"),
        *right,
    ]
    lines = 1 if row.length <= most_in_line(scale, width) else NARROW_LINES
    return (*pieces, *_below(row, head + second, width, theme, lines=lines))


def _longest_byline(row: CitationListRow, room: int, theme: Theme) -> str:
    """Return the longest byline that is not wider than *room*; the shortest if none is."""
    metrics = theme.type.metrics(SMALL)
    bylines = (*row.bylines[:1], *_with_cut_venue(row, room, theme), *row.bylines[1:])
    fitting = (byline for byline in bylines if metrics.horizontalAdvance(byline) <= room)
    return next(fitting, row.bylines[-1] if row.bylines else "")


def _with_cut_venue(row: CitationListRow, room: int, theme: Theme) -> tuple[str, ...]:
    """Return the longest byline with its venue cut to the *room*; nothing if too little of the venue would be left."""
    before, _, after = row.bylines[0].rpartition(row.venue) if row.venue else ("", "", "")
    left = room - theme.type.metrics(SMALL).horizontalAdvance(before + after) - 1
    is_enough = bool(row.venue) and left >= theme.px(LEAST_VENUE)
    return (f"{before}{elided(theme.type, row.venue, left, SMALL)}{after}",) if is_enough else ()


def _weight(row: CitationListRow) -> int:
    """Return the weight of the title: that of a paper that was opened before is not bold, as in a list of results."""
    return REGULAR if row.opened else STRONG


def _title(row: CitationListRow, area: QRect, theme: Theme) -> list[Piece]:
    """Return the title, cut if it is wider than *area*; the words that the list is filtered by are marked in it as they
    are in the sentences, and the first of them is visible."""
    scale, px = theme.type, theme.px
    weight, colour = _weight(row), "muted" if row.opened else "text"
    metrics = scale.metrics(BODY, weight)
    text, shift = cut_title(row.title, row.title_hits, area.width(), metrics)
    is_cut = text != row.title
    first, last = int(is_cut and text.startswith("…")), len(text) - int(is_cut and text.endswith("…"))
    moved = [(begin - shift, end - shift) for begin, end in row.title_hits]
    hits = [(begin, min(end, last)) for begin, end in moved if first <= begin < last]
    if not hits:
        return [Piece("title", "text", area, cut_text(text, row.title), BODY, weight, colour)]
    height = scale.line(BODY)
    y, left = area.y() + (area.height() - height) // 2, area.x()
    ends = sorted({0, len(text)} | {place for hit in hits for place in hit})
    pieces: list[Piece] = []
    for begin, end in pairwise(ends):
        part = text[begin:end]
        wide = metrics.horizontalAdvance(part)
        is_hit = any(hit[0] <= begin < hit[1] for hit in hits)
        if is_hit:
            pieces.append(Piece("run.ground", "mark", QRect(left - 1, y, wide + 2, height)))
            pieces.append(Piece("run.hit_rule", "rule", QRect(left, y + height - 2, wide, 2), colour="accent"))
        name = "run.title_hit" if is_hit else "run.title"
        shown = cut_text(part, row.title) if is_cut and end == len(text) else part
        rect = QRect(left, area.y(), wide + px(2), area.height())
        pieces.append(Piece(name, "text", rect, shown, BODY, weight, "text" if is_hit else colour))
        left += wide
    return pieces


def is_sentence_cut(layout: Layout) -> bool:
    """Return True if the sentence of a collapsed row is not shown as a whole."""
    runs = [piece.text for piece in layout if piece.kind == "text" and piece.name in _RUNS]
    return any(text.startswith("…") or text.endswith("…") for text in runs)


def _below(row: CitationListRow, y: int, width: int, theme: Theme, *, lines: int = 1) -> list[Piece]:
    """Return what is below the first line of a row.

    A collapsed row has one sentence, on at most *lines*, and the number of further ones, or of those that the filter
    leaves out; an expanded row has all details.
    """
    if row.is_open:
        return _unfolded(row, y, width, theme)
    pieces: list[Piece] = []
    for place in row.places:
        made = _sentence(row, place, y, width, theme, lines)
        pieces += made
        y = max(piece.rect.bottom() for piece in made) + 1
    if row.hidden:
        pieces.append(_line_below("more", more_words(row.hidden), y, theme, "link"))
    elif row.others:
        pieces.append(_line_below("others", other_words(row), y, theme, "muted"))
    return pieces


def _line_below(name: str, words: str, y: int, theme: Theme, colour: str) -> Piece:
    scale, px = theme.type, theme.px
    rect = QRect(px(SIDE) + px(12), y, scale.metrics(SMALL).horizontalAdvance(words) + 1, sentence_height(scale))
    return Piece(name, "text", rect, words, SMALL, colour=colour)


def open_height(layout: Layout, theme: Theme) -> int:
    """Return the height of an expanded row: the end of its last piece, and a margin."""
    return max(piece.rect.bottom() for piece in layout) + theme.px(10)


def _unfolded(row: CitationListRow, y: int, width: int, theme: Theme) -> list[Piece]:
    """Return the details of an expanded row: authors, facts, linked papers, whole sentences with their intents, and the
    abstract."""
    scale, px = theme.type, theme.px
    start, line = px(SIDE), sentence_height(scale)
    room = width - 2 * start
    pieces: list[Piece] = []
    for name, text, colour in (("authors", row.authors, "text"), ("facts", row.facts, "muted")):
        if text:
            made, y = paragraph(name, text, start, y, room, theme, colour=colour)
            pieces += made
    if row.access is not None and width < px(WITH_ACCESS):
        word, colour, shape = row.access
        pieces.append(Piece("access_dot", "dot", QRect(start, y, px(8), line), shape, colour=colour))
        text_width = scale.metrics(SMALL).horizontalAdvance(word)
        rect = QRect(start + px(14), y, text_width + 1, line)
        pieces.append(Piece("access", "text", rect, word, SMALL, colour=colour))
        y += line
    y += px(4)
    for number, text in enumerate(row.links.lines() if row.links is not None else ()):
        shift, colour = (px(12), "text") if number else (0, "muted")
        made, y = paragraph("linked", text, start + shift, y, room - shift, theme, colour=colour)
        pieces += made
    y += px(4) if row.links is not None else 0
    for place, sentence in enumerate(row.sentences):
        top = y
        said = f"  ({', '.join(sentence.intents)})" if sentence.intents else ""
        text = f"“{sentence.text}”"
        mark = (sentence.mark[0] + 1, sentence.mark[1] + 1) if sentence.mark is not None else None
        hits = tuple((begin + 1, end + 1) for begin, end in sentence.hits)
        made, y = paragraph("sentence", text + said, start + px(12), y, room - px(12), theme, mark=mark, hits=hits)
        pieces += _sentence_ground(row, place, QRect(start, top, room, y - top), theme)
        pieces += made
        y += px(4)
    if not row.sentences and not row.is_plain:
        made, y = paragraph("none", gettext("No citing sentence available."), start, y, room, theme, colour="muted")
        pieces += made
    if row.others:
        pieces.append(_line_below("others", other_words(row), y, theme, "muted"))
        y += line
    if row.sentences:
        pieces.append(_line_below("less", gettext("Show less"), y, theme, "link"))
        y += line
    if row.abstract is not None:
        y += px(2)
        if row.abstract.text:
            made, y = paragraph("abstract", row.abstract.text, start, y, room, theme, colour="muted")
            pieces += made
        if row.abstract.press:
            text_width = scale.metrics(SMALL).horizontalAdvance(row.abstract.press)
            rect = QRect(start, y, text_width + 1, line)
            pieces.append(Piece("ask_abstract", "text", rect, row.abstract.press, SMALL, colour="link"))
    return pieces


def paragraph(
    name: str,
    text: str,
    x: int,
    y: int,
    room: int,
    theme: Theme,
    *,
    colour: str = "text",
    mark: tuple[int, int] | None = None,
    hits: Sequence[tuple[int, int]] = (),
) -> tuple[list[Piece], int]:
    """Return *text* broken into lines, and the y where it ends. The ranges *mark* and *hits* are highlighted."""
    scale = theme.type
    metrics, height = scale.metrics(SMALL), sentence_height(scale)
    pieces: list[Piece] = []
    for first, last in text_lines(text, room, metrics):
        pieces += _runs(name, text, (first, last), x, QRect(x, y, room, height), theme, mark, hits, colour)
        y += height
    return pieces, y


def _runs(
    name: str,
    text: str,
    span: tuple[int, int],
    left: int,
    line: QRect,
    theme: Theme,
    mark: tuple[int, int] | None,
    hits: Sequence[tuple[int, int]],
    colour: str = "text",
) -> list[Piece]:
    """Return the pieces of *text* in *span* on one *line* from *left* on.

    The citation has a coloured ground; the words that the list is filtered by also have a line below them.
    """
    metrics, px = theme.type.metrics(SMALL), theme.px
    first, last = span
    ranges = [*hits, *([mark] if mark is not None else [])]
    ends = sorted({first, last} | {place for one in ranges for place in one if first < place < last})
    pieces: list[Piece] = []
    for begin, end in pairwise(ends):
        part = text[begin:end]
        wide = metrics.horizontalAdvance(part)
        is_marked = mark is not None and mark[0] <= begin < mark[1]
        is_hit = any(one[0] <= begin < one[1] for one in hits)
        if is_marked or is_hit:
            ground = QRect(left - 1, line.y() + px(2), wide + 2, line.height() - px(4))
            pieces.append(Piece("run.ground", "mark", ground))
        if is_hit:
            pieces.append(Piece("run.hit_rule", "rule", QRect(left, line.bottom() - px(3), wide, 2), colour="accent"))
        run = f"run.{name}" if ranges else name
        if name == "sentence_line":
            run = "run.mark" if is_marked else _side(begin, mark)
        if is_hit:
            run = "run.hit"
        shade = "text" if is_marked or is_hit else colour
        pieces.append(Piece(run, "text", QRect(left, line.y(), wide + 2, line.height()), part, SMALL, colour=shade))
        left += wide
    return pieces


def _side(place: int, mark: tuple[int, int] | None) -> str:
    return "run.before" if mark is not None and place < mark[0] else "run.after"


def _sentence_ground(row: CitationListRow, place: int, area: QRect, theme: Theme) -> list[Piece]:
    """Return the rule beside a sentence, the area in which a click selects it, and the ground of a selected one."""
    px = theme.px
    is_picked = row.picked == place
    ground = [Piece("sentence_ground", "rule", area, colour="bg")] if is_picked else []
    rule = QRect(area.x(), area.y() + px(2), px(4) if is_picked else 2, area.height() - px(4))
    return [
        *ground,
        Piece("sentence_rule", "rule", rule, colour="accent" if is_picked else "line2"),
        Piece(f"sentence.{place}", "area", area),
    ]


def _share(row: CitationListRow, room: int, title_width: int, theme: Theme) -> tuple[int, str]:
    """Return the width of the title, and the byline that fits next to it: the venue is cut or dropped first, then all
    authors but the first. The title is cut before the first author is left out."""
    metrics, gap = theme.type.metrics(SMALL), theme.px(8)
    *with_authors, shortest = row.bylines or ("",)
    cut = _with_cut_venue(row, room - title_width - gap, theme)
    for byline in (*with_authors[:1], *cut, *with_authors[1:]) or (shortest,):
        needed = metrics.horizontalAdvance(byline) + gap if byline else 0
        if title_width + needed <= room:
            return title_width + 1, byline
    if with_authors and room - needed >= theme.px(LEAST_TITLE):
        return room - needed, with_authors[-1]
    last = row.bylines[-1] if row.bylines else ""
    needed = metrics.horizontalAdvance(last) + gap if last else 0
    if room - needed < theme.px(LEAST_TITLE):  # the year alone
        last = last.partition(" · ")[0]
        needed = metrics.horizontalAdvance(last) + gap if last else 0
    title_room = min(title_width + 1, max(theme.px(80), room - needed))
    return title_room, last if room - title_room >= needed else ""


def _right_end(
    row: CitationListRow, width: int, top: int, line: int, theme: Theme, *, few_tags: bool = False
) -> tuple[list[Piece], int]:
    """Return the pieces at the right end (influential, tags, state), and the x where they begin.

    Args:
        few_tags: show only the first intent, with the number of the others.
    """
    scale, px = theme.type, theme.px
    pieces: list[Piece] = []
    x = width - px(SIDE)
    if row.state is not None:
        words = row.state.words
        text = scale.metrics(SMALL).horizontalAdvance(words)
        colour = "link" if row.state.icon == "get" else row.state.colour
        pieces.append(Piece("state", "text", QRect(x - text, top, text + 1, line), words, SMALL, colour=colour))
        pieces.append(
            Piece("state_icon", "icon", QRect(x - text - px(18), top, px(14), line), row.state.icon, 14, colour=colour)
        )
        if row.state.is_kept:
            place = QRect(x - text - px(36), top, px(14), line)
            pieces.append(Piece("state_kept", "icon", place, "library", 14, colour="muted"))
    if row.state is not None or width >= px(NARROW):
        longest = gettext("PDF saved")
        x -= max(px(STATE), scale.metrics(SMALL).horizontalAdvance(longest) + px(18)) + px(8)
    if row.access is not None and width >= px(WITH_ACCESS):
        column = _access_width(theme)
        x -= column
        word, colour, shape = row.access
        pieces.append(Piece("access_dot", "dot", QRect(x, top, px(8), line), shape, colour=colour))
        rect = QRect(x + px(14), top, column - px(14), line)
        pieces.append(Piece("access", "text", rect, elided(scale, word, rect.width(), SMALL), SMALL, colour=colour))
        x -= px(12)
    if row.thumb is not None:
        for name, icon in (("unlike", "thumb-down"), ("like", "thumb-up")):
            x -= px(22)
            colour = "accent" if row.thumb == name else "muted"
            pieces.append(Piece(name, "icon", QRect(x, top, px(16), line), icon, 16, colour=colour))
            if row.thumb == name:  # colour is never the only mark of a state
                pieces.append(Piece(f"{name}_rule", "rule", QRect(x, top + line - px(5), px(16), 2), colour="accent"))
        x -= px(12)
    tags = list(row.intents)
    narrow = width < px(NARROW)
    if (narrow or few_tags) and len(tags) > 1:
        tags = [f"{tags[0]} +{len(tags) - 1}"]
    if row.self_citation and not narrow:
        tags.insert(0, gettext("self-citation"))
    metrics = scale.metrics(CAPTION, MEDIUM)
    if narrow and sum(metrics.horizontalAdvance(tag) + px(12 + 6) for tag in tags) > x - px(SIDE):
        # the state gives up its column
        x = max(x, min((piece.rect.x() for piece in pieces), default=x) - px(8))
    for tag in reversed(tags):
        shown_tag = elided(scale, tag, max(px(LEAST_TAG), x - px(SIDE + 12)), CAPTION, MEDIUM)
        tag_width = metrics.horizontalAdvance(shown_tag) + px(12)
        tag_height = scale.line(CAPTION) + 2
        rect = QRect(x - tag_width, top + (line - tag_height) // 2, tag_width, tag_height)
        pieces.append(Piece(f"tag.{tag}", "tag", rect, shown_tag, CAPTION, MEDIUM))
        x -= tag_width + px(6)
    if row.influential:
        words = gettext("influential") if not narrow else ""
        text = scale.metrics(SMALL).horizontalAdvance(words)
        pieces.append(Piece("influential", "text", QRect(x - text, top, text + 1, line), words, SMALL, colour="warn"))
        x -= text + px(18)
        pieces.append(Piece("influential_icon", "icon", QRect(x, top, px(14), line), "star-full", 14, colour="warn"))
    return pieces, x


def _access_width(theme: Theme) -> int:
    """Return the width of the column of the open access, which has room for the longest of its words."""
    return max(theme.px(ACCESS), theme.type.widest(access_words(), SMALL) + theme.px(16))


def _sentence(row: CitationListRow, place: int, y: int, width: int, theme: Theme, lines: int) -> list[Piece]:
    """Return the pieces of the sentence of a collapsed row: the rule, and its text with its highlights."""
    scale, px = theme.type, theme.px
    height, sentence = sentence_height(scale), row.sentences[place]
    start = px(SIDE) + px(RULE)
    room = width - px(SIDE) - start
    focus = sentence_focus(sentence, room, scale)
    before, marked, after = cut_sentence(sentence, room * lines, scale, focus)
    spans = [(0, len(before + marked + after))]
    for lacking in range(0, room, max(1, room // 6)) if lines > 1 else ():  # lines end where words do
        before, marked, after = cut_sentence(sentence, room * lines - lacking, scale, focus)
        spans = text_lines(before + marked + after, room, scale.metrics(SMALL))
        if len(spans) <= lines:
            break
    text = before + marked + after
    # a place in the sentence is this much further to the right in what is shown of it
    shift = len(before) - focus[0] if focus is not None and marked else 1
    first, last = int(text.startswith("…")), len(text) - int(text.endswith("…"))
    hits = [one for one in (_moved(hit, shift, first, last) for hit in sentence.hits) if one is not None]
    mark = _moved(sentence.mark, shift, first, last) if sentence.mark is not None else None
    area = QRect(px(SIDE), y, width - 2 * px(SIDE), height * len(spans[:lines]))
    pieces = _sentence_ground(row, place, area, theme)
    for number, span in enumerate(spans[:lines]):
        line = QRect(area.x(), y + number * height, area.width(), height)
        pieces += _runs("sentence_line", text, span, start, line, theme, mark, hits)
    return pieces


def _moved(span: tuple[int, int], by: int, first: int, last: int) -> tuple[int, int] | None:
    """Return *span* moved, as far as it is between *first* and *last*; None if it is outside."""
    start, end = max(first, span[0] + by), min(last, span[1] + by)
    return (start, end) if start < end else None


class CitationDelegate(RowDelegate):
    """Paints the rows of citations and references. title_line: each title has a line of its own, at any width."""

    title_line = False

    def build_layout(self, row: CitationListRow | GroupRow, width: int, height: int) -> Layout:
        if isinstance(row, GroupRow):
            return layout_group(row, width, self._theme)
        return layout_citation(row, width, self._theme, title_line=self.title_line)

    def ground_of(self, row: CitationListRow | GroupRow) -> str:
        return "panel" if isinstance(row, GroupRow) else "bg"

    def is_narrow(self, width: int) -> bool:
        """Return True if the rows of a view of *width* have a line for the title."""
        return self.title_line or is_narrow(self._theme.type, width)

    def height_of(self, row: CitationListRow | GroupRow, width: int) -> int:
        """Return the height of *row* in a view of *width*."""
        if isinstance(row, GroupRow):
            return head_height(self._theme.type)
        if row.is_open:
            return open_height(self.layout_of(row, width), self._theme)
        scale = self._theme.type
        narrow, is_short = self.is_narrow(width), row.length <= most_in_line(scale, width)
        count = len(row.sentences) + row.others
        return row_height(scale, count, is_open=False, narrow=narrow, is_short=is_short)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self.height_of(index.data(PaperRole.ROW), option.rect.width()))

    def meanings_of(self, row: CitationListRow) -> Meanings:
        return *paper_meanings(row), (("influential", "influential_icon"), row.influential_meaning)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row = index.data(PaperRole.ROW)
        if not isinstance(row, CitationListRow):
            return False
        if self.show_meaning(event, view, option, row):
            return True
        layout = self.layout_of(row, option.rect.width(), option.rect.height())
        cut = cut_texts(tuple(piece for piece in layout if piece.name == "byline"))  # with fewer names than the first
        lines = [row.title, *dict.fromkeys([*row.bylines[:1], *cut]), row.access[0] if row.access else ""]
        lines += [f"“{sentence.text}”" for sentence in (row.sentences[place] for place in row.places)]
        lines += [gettext("Opened before") if row.opened else "", row.description]
        show_tooltip(event.globalPos(), "\n".join(line for line in lines if line), view)
        return True
