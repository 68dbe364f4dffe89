"""The list of Zenodo communities: its model, and the delegate that paints its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.zenodo.record import Community
from scholar_desktop.translation import gettext
from scholar_desktop.ui.rows.row_delegate import RowDelegate
from scholar_desktop.ui.rows.row_layout import Layout, Piece, elided
from scholar_desktop.ui.rows.row_table import RowTable
from scholar_desktop.ui.theme.type_scale import BODY, SMALL, STRONG, TypeScale


@dataclass(frozen=True, slots=True, eq=False)
class CommunityRow:
    """A community as shown in its row. about: its description in one line; policy: who may submit records."""

    community: Community
    title: str
    slug: str
    about: str
    policy: str
    spoken: str


def policy_words(community: Community) -> str:
    """Return who may submit records, as a sentence; the code of another policy as sent; empty if unknown."""
    sent = community.record_policy or ""
    match sent.lower():
        case "open":
            return gettext("Anyone can submit records")
        case "closed":
            return gettext("Only members can submit records")
    return sent


def community_row(community: Community) -> CommunityRow:
    about = " ".join((community.description or "").split())
    policy = policy_words(community)
    spoken = ", ".join(part for part in (community.title, community.slug, policy, about) if part)
    return CommunityRow(community, " ".join(community.title.split()), community.slug, about, policy, spoken)


class CommunityListModel(RowTable):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[CommunityRow] = []

    def community(self, row: int) -> Community:
        return self._rows[row].community

    def row_of(self, slug: str) -> int | None:
        return next((number for number, row in enumerate(self._rows) if row.slug == slug), None)

    def show(self, communities: Sequence[Community]) -> None:
        """Show *communities*. Rows at the start that stay are not changed, so another page is only appended."""
        head = [row.community for row in self._rows]
        if head and list(communities[: len(head)]) == head:
            fresh = communities[len(head) :]
            if fresh:
                self.beginInsertRows(QModelIndex(), len(head), len(head) + len(fresh) - 1)
                self._rows += [community_row(one) for one in fresh]
                self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = [community_row(one) for one in communities]
        self.endResetModel()

    def count(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> CommunityRow:
        return self._rows[number]

    def paper_at(self, number: int) -> Paper | None:
        return None

    def id_at(self, number: int) -> str:
        return self._rows[number].slug


SIDE = 16


def row_height(scale: TypeScale) -> int:
    return max(scale.px(68), scale.line(BODY) + 2 * scale.line(SMALL) + scale.px(12))


class CommunityDelegate(RowDelegate):
    """Paints the rows of communities."""

    def build_layout(self, row: CommunityRow, width: int, height: int) -> Layout:
        scale, px = self._theme.type, self._theme.px
        body, small = scale.line(BODY), scale.line(SMALL)
        top = (height - 1 - body - 2 * small) // 2
        x, room = px(SIDE), max(px(60), width - 2 * px(SIDE))
        title = elided(scale, row.title, room, BODY, STRONG)
        second = elided(scale, " · ".join(part for part in (row.slug, row.policy) if part), room, SMALL)
        return (
            Piece("title", "text", QRect(x, top, room, body), title, BODY, STRONG),
            Piece("slug", "text", QRect(x, top + body, room, small), second, SMALL, colour="muted"),
            Piece(
                "about", "text", QRect(x, top + body + small, room, small), elided(scale, row.about, room, SMALL), SMALL
            ),
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self._theme.type))
