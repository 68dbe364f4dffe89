"""Paints citing and cited papers: title, byline and tags, then the citing sentences with the citation marked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.citations.citation_row import CitationListRow, GroupRow, SentenceText
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, MEDIUM, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words.literal_text import show_tooltip
from scholar_desktop.ui.words.wording import ACCESS_WORDS

SIDE, HEAD, SENTENCE, STATE, ACCESS = 16, 32, 22, 72, 100
NARROW, WITH_ACCESS = 560, 900
"""Widths at 13 px text. Below the first, the title has a line of its own. From the second on, the row shows the open
access; below it, only the expanded row does.
"""
_ARROWS = {True: "chevron-down", False: "chevron-right"}


def head_height(scale: TypeScale) -> int:
    return max(scale.px(HEAD), scale.line(BODY) + scale.px(10))


def sentence_height(scale: TypeScale) -> int:
    return max(scale.px(SENTENCE), scale.line(SMALL) + scale.px(5))


def is_narrow(scale: TypeScale, width: int) -> bool:
    """Return True if the title gets a line of its own, with byline and tags on the line below."""
    return width < scale.px(NARROW)


def row_height(scale: TypeScale, sentences: int, *, is_open: bool, narrow: bool = False) -> int:
    """Return the height of a row with *sentences* citing sentences.

    A collapsed row has one sentence, and a line for the rest if there are more; an expanded one has all.
    """
    lines = sentences if is_open or sentences < 2 else 2
    below = scale.px(6) if lines else 0
    second = scale.line(SMALL) + scale.px(4) if narrow else 0
    return head_height(scale) + second + lines * sentence_height(scale) + below


def more_words(hidden: int) -> str:
    return ngettext("{count} more sentence", "{count} more sentences", hidden)


def height_of_kind(scale: TypeScale, kind: int, *, narrow: bool = False) -> int:
    """Return the height of a collapsed row of a *kind*: 0 no sentence, 1 one, 2 several, 3 the header of a group."""
    return head_height(scale) if kind == 3 else row_height(scale, kind, is_open=False, narrow=narrow)


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


def layout_citation(row: CitationListRow, width: int, theme: Theme) -> Layout:
    """Return all pieces of a row of *width*, left to right."""
    scale, px = theme.type, theme.px
    height = head_height(scale)
    top = px(3)
    line = height - top
    start = px(SIDE)
    if is_narrow(scale, width):
        return _narrow_citation(row, width, theme)
    right, end = _right_end(row, width, top, line, theme)
    room = end - px(12) - start
    title_width = scale.metrics(BODY, STRONG).horizontalAdvance(row.title)
    pieces = []
    title_room, byline = _share(row, room, title_width, theme)
    pieces.append(
        Piece(
            "title",
            "text",
            QRect(start, top, title_room, line),
            elided(scale, row.title, title_room, BODY, STRONG),
            BODY,
            STRONG,
        )
    )
    if byline:
        x = start + title_room + px(8)
        pieces.append(Piece("byline", "text", QRect(x, top, end - px(12) - x, line), byline, SMALL, colour="muted"))
    pieces += right
    return (*pieces, *_below(row, height, width, theme))


def _narrow_citation(row: CitationListRow, width: int, theme: Theme) -> Layout:
    """Return the pieces of a narrow row: the title has the first line; tags, state and shortest byline the second."""
    scale, px = theme.type, theme.px
    head, start = head_height(scale), px(SIDE)
    room = width - 2 * start
    second = scale.line(SMALL) + px(4)
    title = elided(scale, row.title, room, BODY, STRONG)
    right, end = _right_end(row, width, head - px(4), second, theme)
    byline = elided(scale, row.bylines[-1] if row.bylines else "", max(0, end - px(8) - start), SMALL)
    pieces = [
        Piece("title", "text", QRect(start, px(3), room, head - px(3)), title, BODY, STRONG),
        Piece("byline", "text", QRect(start, head - px(4), end - start, second), byline, SMALL, colour="muted"),
        *right,
    ]
    return (*pieces, *_below(row, head + second, width, theme))


def _below(row: CitationListRow, y: int, width: int, theme: Theme) -> list[Piece]:
    """Return what is below the first line of a row.

    A collapsed row has one sentence and the number of further ones; an expanded row has all details.
    """
    scale, px = theme.type, theme.px
    start = px(SIDE)
    if row.is_open:
        return _unfolded(row, y, width, theme)
    pieces: list[Piece] = []
    for sentence in row.sentences[: row.shown]:
        pieces += _sentence(sentence, y, width, theme)
        y += sentence_height(scale)
    if row.hidden:
        words = more_words(row.hidden)
        text_width = scale.metrics(SMALL).horizontalAdvance(words)
        pieces.append(
            Piece(
                "more",
                "text",
                QRect(start + px(12), y, text_width + 1, sentence_height(scale)),
                words,
                SMALL,
                colour="link",
            )
        )
    return pieces


def open_height(layout: Layout, theme: Theme) -> int:
    """Return the height of an expanded row: the end of its last piece, and a margin."""
    return max(piece.rect.bottom() for piece in layout) + theme.px(10)


def _unfolded(row: CitationListRow, y: int, width: int, theme: Theme) -> list[Piece]:
    """Return the details of an expanded row: authors, facts, whole sentences with their intents, and the abstract."""
    scale, px = theme.type, theme.px
    start, line = px(SIDE), sentence_height(scale)
    room = width - 2 * start
    pieces: list[Piece] = []
    for name, text, colour in (("authors", row.authors, "text"), ("facts", row.facts, "muted")):
        if text:
            made, y = paragraph(name, text, start, y, room, theme, colour=colour)
            pieces += made
    if row.access is not None and (width < px(WITH_ACCESS) or not _knows_access(row)):
        word, colour, shape = row.access
        pieces.append(Piece("access_dot", "dot", QRect(start, y, px(8), line), shape, colour=colour))
        text_width = scale.metrics(SMALL).horizontalAdvance(word)
        rect = QRect(start + px(14), y, text_width + 1, line)
        pieces.append(Piece("access", "text", rect, word, SMALL, colour=colour))
        y += line
    y += px(4)
    for sentence in row.sentences:
        top = y
        said = f"  ({', '.join(sentence.intents)})" if sentence.intents else ""
        text = f"“{sentence.text}”"
        mark = (sentence.mark[0] + 1, sentence.mark[1] + 1) if sentence.mark is not None else None
        made, y = paragraph("sentence", text + said, start + px(12), y, room - px(12), theme, mark=mark)
        pieces.append(Piece("sentence_rule", "rule", QRect(start, top + px(2), 2, y - top - px(4)), colour="line2"))
        pieces += made
        y += px(4)
    if not row.sentences and not row.is_plain:
        made, y = paragraph("none", gettext("No citing sentence available."), start, y, room, theme, colour="muted")
        pieces += made
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
) -> tuple[list[Piece], int]:
    """Return *text* broken into lines, with the range *mark* highlighted, and the y where it ends."""
    scale, px = theme.type, theme.px
    metrics, height = scale.metrics(SMALL), sentence_height(scale)
    pieces: list[Piece] = []
    for first, last in _lines(text, room, metrics):
        parts = [(first, last, False)]
        if mark is not None and mark[0] < last and mark[1] > first:
            begin, end = max(first, mark[0]), min(last, mark[1])
            parts = [(first, begin, False), (begin, end, True), (end, last, False)]
        left = x
        for begin, end, is_marked in parts:
            if begin == end:
                continue
            part = text[begin:end]
            wide = metrics.horizontalAdvance(part)
            if is_marked:
                pieces.append(Piece("run.ground", "mark", QRect(left - 1, y + px(2), wide + 2, height - px(4))))
            run = f"run.{name}" if mark is not None else name
            shade = "text" if is_marked else colour
            pieces.append(Piece(run, "text", QRect(left, y, wide + 2, height), part, SMALL, colour=shade))
            left += wide
        y += height
    return pieces, y


def _lines(text: str, room: int, metrics: QFontMetrics) -> list[tuple[int, int]]:
    """Return the start and end of each line of *text*, broken between words, or within a word that is too long."""
    lines: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        low, high = 1, len(text) - start
        if metrics.horizontalAdvance(text[start:]) > room:
            while low < high:  # binary search for the longest text that fits
                middle = (low + high + 1) // 2
                if metrics.horizontalAdvance(text[start : start + middle]) <= room:
                    low = middle
                else:
                    high = middle - 1
            space = text.rfind(" ", start + 1, start + low + 1)
            if space > start:
                low = space - start
            high = low
        lines.append((start, start + high))
        start += high
        while start < len(text) and text[start] == " ":
            start += 1
    return lines


def _share(row: CitationListRow, room: int, title_width: int, theme: Theme) -> tuple[int, str]:
    """Return the width of the title, and the byline that fits next to it: the venue is dropped first, then authors."""
    metrics, gap = theme.type.metrics(SMALL), theme.px(8)
    for byline in row.bylines:
        needed = metrics.horizontalAdvance(byline) + gap if byline else 0
        if title_width + needed <= room:
            return title_width + 1, byline
    last = row.bylines[-1] if row.bylines else ""
    needed = metrics.horizontalAdvance(last) + gap if last else 0
    title_room = max(theme.px(80), room - needed)
    return title_room, last if room - title_room >= needed else ""


def _right_end(row: CitationListRow, width: int, top: int, line: int, theme: Theme) -> tuple[list[Piece], int]:
    """Return the pieces at the right end (influential, tags, state), and the x where they begin."""
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
    x -= px(STATE) + px(8) if row.state is not None or width >= px(NARROW) else 0
    if row.access is not None and _knows_access(row) and width >= px(WITH_ACCESS):
        word, colour, shape = row.access
        left = x - px(ACCESS)
        text_width = px(ACCESS) - px(14)
        pieces.append(Piece("access_dot", "dot", QRect(left, top, px(8), line), shape, colour=colour))
        rect = QRect(left + px(14), top, text_width, line)
        pieces.append(Piece("access", "text", rect, elided(scale, word, text_width, SMALL), SMALL, colour=colour))
    if row.access is not None and width >= px(WITH_ACCESS):
        x -= px(ACCESS) + px(12)
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
    if narrow and len(tags) > 1:
        tags = [f"{tags[0]} +{len(tags) - 1}"]
    if row.self_citation and not narrow:
        tags.insert(0, gettext("self-citation"))
    for tag in reversed(tags):
        tag_width = scale.metrics(CAPTION, MEDIUM).horizontalAdvance(tag) + px(12)
        tag_height = scale.line(CAPTION) + 2
        rect = QRect(x - tag_width, top + (line - tag_height) // 2, tag_width, tag_height)
        pieces.append(Piece(f"tag.{tag}", "tag", rect, tag, CAPTION, MEDIUM))
        x -= tag_width + px(6)
    if row.influential:
        words = gettext("influential") if not narrow else ""
        text = scale.metrics(SMALL).horizontalAdvance(words)
        pieces.append(Piece("influential", "text", QRect(x - text, top, text + 1, line), words, SMALL, colour="warn"))
        x -= text + px(18)
        pieces.append(Piece("influential_icon", "icon", QRect(x, top, px(14), line), "star-full", 14, colour="warn"))
    return pieces, x


def _knows_access(row: CitationListRow) -> bool:
    """Return False if no service says whether the paper is open access."""
    paper = row.edge.paper
    if paper is None:
        return False
    oa = paper.oa
    return oa.is_oa is not None or bool(oa.copies or paper.ids.arxiv) or (oa.status or "").lower() in ACCESS_WORDS


def _sentence(sentence: SentenceText, y: int, width: int, theme: Theme) -> list[Piece]:
    """Return the pieces of a sentence: the rule, the text in up to three parts, and the highlight of the citation."""
    scale, px = theme.type, theme.px
    metrics, height = scale.metrics(SMALL), sentence_height(scale)
    start = px(SIDE) + px(12)
    room = width - px(SIDE) - start
    before, marked, after = cut_sentence(sentence, room, scale)
    pieces = [Piece("sentence_rule", "rule", QRect(px(SIDE), y + px(2), 2, height - px(4)), colour="line2")]
    x = start
    for name, text in (("before", before), ("mark", marked), ("after", after)):
        if not text:
            continue
        text_width = metrics.horizontalAdvance(text)
        if name == "mark":
            pieces.append(Piece("run.ground", "mark", QRect(x - 1, y + px(2), text_width + 2, height - px(4))))
        pieces.append(Piece(f"run.{name}", "text", QRect(x, y, text_width + 2, height), text, SMALL))
        x += text_width
    return pieces


def cut_sentence(sentence: SentenceText, room: int, scale: TypeScale) -> tuple[str, str, str]:
    """Return the sentence in quotation marks as text before the mark, the mark, and text after.

    Both ends are cut so that the mark stays visible.
    """
    metrics = scale.metrics(SMALL)
    start, end = sentence.mark or (0, 0)
    before, marked, after = f"“{sentence.text[:start]}", sentence.text[start:end], f"{sentence.text[end:]}”"
    if metrics.horizontalAdvance(before + marked + after) <= room:
        return before, marked, after
    if not marked:
        return "", "", metrics.elidedText(before + after, Qt.TextElideMode.ElideRight, room)
    marked_width = metrics.horizontalAdvance(marked)
    if marked_width >= room:
        return "", metrics.elidedText(marked, Qt.TextElideMode.ElideRight, room), ""
    left, right = metrics.horizontalAdvance(before), metrics.horizontalAdvance(after)
    rest = room - marked_width - 2
    # Each side gets half of the remaining width, and what the other side leaves free.
    left_room = min(left, max(rest // 2, rest - right))
    return (
        metrics.elidedText(before, Qt.TextElideMode.ElideLeft, left_room),
        marked,
        metrics.elidedText(after, Qt.TextElideMode.ElideRight, rest - left_room),
    )


class CitationDelegate(RowDelegate):
    """Paints the rows of citations and references."""

    def build_layout(self, row: CitationListRow | GroupRow, width: int, height: int) -> Layout:
        if isinstance(row, GroupRow):
            return layout_group(row, width, self._theme)
        return layout_citation(row, width, self._theme)

    def ground_of(self, row: CitationListRow | GroupRow) -> str:
        return "panel" if isinstance(row, GroupRow) else "bg"

    def height_of(self, row: CitationListRow | GroupRow, width: int) -> int:
        """Return the height of *row* in a view of *width*."""
        if isinstance(row, GroupRow):
            return height_of_kind(self._theme.type, 3)
        if row.is_open:
            return open_height(self.layout_of(row, width), self._theme)
        narrow = is_narrow(self._theme.type, width)
        return row_height(self._theme.type, len(row.sentences), is_open=False, narrow=narrow)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self.height_of(index.data(PaperRole.ROW), option.rect.width()))

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
        lines = [row.title, row.bylines[0] if row.bylines else "", row.access[0] if row.access else ""]
        lines += [f"“{sentence.text}”" for sentence in row.sentences[: row.shown]]
        show_tooltip(event.globalPos(), "\n".join(line for line in lines if line), view)
        return True
