"""Communities of Zenodo, in the order given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.zenodo.record import Community
from scholar_desktop.ui.rows.row_table import RowTable


@dataclass(frozen=True, slots=True, eq=False)
class CommunityRow:
    """A community as its row shows it. about: its description in one line; policy: whether anybody may put records
    into it."""

    community: Community
    title: str
    slug: str
    about: str
    policy: str
    spoken: str


def policy_words(community: Community) -> str:
    """'open to records', 'records by review'; empty where it does not say."""
    return {"open": "open to records", "closed": "records by its members"}.get(
        (community.record_policy or "").lower(), community.record_policy or ""
    )


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
        """Rows that stay at the head of the list are not touched, so that a page more is only added."""
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
