"""The downloads that reference lists still name after they have left the queue."""

from __future__ import annotations

from unittest.mock import AsyncMock, Mock

import msgspec

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.downloads.cleared_items import ClearedItems
from scholar_desktop.services.downloads.queue_items import new_item


async def test_a_later_download_of_a_paper_is_found_in_place_of_the_earlier_one() -> None:
    paper = Paper("Whales", Ids(doi="10.5555/whales"))
    searches = Mock(exists=True)
    searches.lists.paper_ids = AsyncMock(return_value=set(paper.ids.items()))
    cleared = ClearedItems(Mock(save_downloads=AsyncMock(), forget_downloads=AsyncMock()), searches)
    for day in ("2026-11-01", "2026-11-02"):
        item = msgspec.structs.replace(new_item("10.5555/whales", paper, "", day), state=DownloadState.DONE)
        cleared.add([item])
        await cleared.keep([item.key])
        assert cleared.items.all() == (item,)
        assert cleared.items.find(paper) == item
