"""A citing or cited paper: title and what explains it on one line, then its sentences with the citation marked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QToolTip

from scholar_desktop.ui.delegates.pieces import Layout, Piece, elided
from scholar_desktop.ui.delegates.row_delegate import RowDelegate
from scholar_desktop.ui.models.edge_row import EdgeRow, Sentence
from scholar_desktop.ui.models.roles import PaperRole
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, MEDIUM, SMALL, STRONG, TypeScale
from scholar_desktop.ui.wording import counted

SIDE, HEAD, SENTENCE, STATE = 16, 32, 22, 72
LEAST_TITLE = 0.42
"""Part of the line that the title keeps before intents become one tag."""


def head_height(scale: TypeScale) -> int:
    return max(scale.px(HEAD), scale.line(BODY) + scale.px(10))


def sentence_height(scale: TypeScale) -> int:
    return max(scale.px(SENTENCE), scale.line(SMALL) + scale.px(5))


def row_height(scale: TypeScale, sentences: int, *, is_open: bool) -> int:
    """Height of a row with so many sentences: one when closed with a line for the rest, all when open."""
    lines = sentences if is_open or sentences < 2 else 2
    below = scale.px(6) if lines else 0
    return head_height(scale) + lines * sentence_height(scale) + below


def more_words(hidden: int) -> str:
    return counted(hidden, "more sentence", "more sentences")


def layout_edge(row: EdgeRow, width: int, theme: Theme) -> Layout:
    """All pieces of a row of *width*, left to right."""
    scale, px = theme.type, theme.px
    height = head_height(scale)
    top = px(3)
    line = height - top
    right, end = _right_end(row, width, top, line, theme)
    start = px(SIDE)
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
    y = height
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
    return tuple(pieces)


def _share(row: EdgeRow, room: int, title_width: int, theme: Theme) -> tuple[int, str]:
    """How much of *room* the title takes, and which byline fits beside it: the venue goes first, then authors."""
    metrics, gap = theme.type.metrics(SMALL), theme.px(8)
    for byline in row.bylines:
        needed = metrics.horizontalAdvance(byline) + gap if byline else 0
        if title_width + needed <= room:
            return title_width + 1, byline
    last = row.bylines[-1] if row.bylines else ""
    needed = metrics.horizontalAdvance(last) + gap if last else 0
    title_room = max(theme.px(80), room - needed)
    return title_room, last if room - title_room >= needed else ""


def _right_end(row: EdgeRow, width: int, top: int, line: int, theme: Theme) -> tuple[list[Piece], int]:
    """Influential, tags and state, and where they begin."""
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
    x -= px(STATE) + px(8)
    tags = list(row.intents)
    narrow = width < px(560)
    if narrow and len(tags) > 1:
        tags = [f"{tags[0]} +{len(tags) - 1}"]
    if row.self_citation and not narrow:
        tags.insert(0, "self-citation")
    for text in reversed(tags):
        tag_width = scale.metrics(CAPTION, MEDIUM).horizontalAdvance(text) + px(12)
        tag_height = scale.line(CAPTION) + 2
        rect = QRect(x - tag_width, top + (line - tag_height) // 2, tag_width, tag_height)
        pieces.append(Piece(f"tag.{text}", "tag", rect, text, CAPTION, MEDIUM))
        x -= tag_width + px(6)
    if row.influential:
        words = "influential" if not narrow else ""
        text = scale.metrics(SMALL).horizontalAdvance(words)
        pieces.append(Piece("influential", "text", QRect(x - text, top, text + 1, line), words, SMALL, colour="warn"))
        x -= text + px(18)
        pieces.append(Piece("influential_icon", "icon", QRect(x, top, px(14), line), "star-full", 14, colour="warn"))
    return pieces, x


def _sentence(sentence: Sentence, y: int, width: int, theme: Theme) -> list[Piece]:
    """The rule, the text in up to three parts, and the mark behind the middle one."""
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


def cut_sentence(sentence: Sentence, room: int, scale: TypeScale) -> tuple[str, str, str]:
    """The sentence in quotation marks as text before the mark, the mark, text after; cut at both ends so that the
    mark stays in sight."""
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
    # Each side may have half of the rest, and what the other side leaves over.
    left_room = min(left, max(rest // 2, rest - right))
    return (
        metrics.elidedText(before, Qt.TextElideMode.ElideLeft, left_room),
        marked,
        metrics.elidedText(after, Qt.TextElideMode.ElideRight, rest - left_room),
    )


class EdgeDelegate(RowDelegate):
    """Paints citations and references."""

    def build_layout(self, row: EdgeRow, width: int, height: int) -> Layout:
        return layout_edge(row, width, self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(PaperRole.ROW)
        return QSize(0, row_height(self._theme.type, len(row.sentences), is_open=row.is_open))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row = index.data(PaperRole.ROW)
        if row is None:
            return False
        lines = [row.title, row.bylines[0] if row.bylines else ""]
        lines += [f"“{sentence.text}”" for sentence in row.sentences[: row.shown]]
        QToolTip.showText(event.globalPos(), "\n".join(line for line in lines if line), view)
        return True
