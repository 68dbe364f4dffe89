"""A download that is cancelled while it waits for its turn has no attempt: nothing was requested for it."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Copy, Ids, Paper
from scholar_desktop.services.downloads.queue_items import cancelled_item

NOW = "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("state", "received", "attempts"),
    [(DownloadState.WAITING, 0, 0), (DownloadState.WAITING, 100, 1), (DownloadState.RUNNING, 0, 1)],
)
def test_an_attempt_is_listed_once_something_was_requested(state: DownloadState, received: int, attempts: int) -> None:
    copy = Copy("https://arxiv.org/pdf/1706.03762", source="arxiv")
    paper = Paper("Attention is All you Need", Ids(arxiv="1706.03762"))
    item = DownloadItem("1", "arXiv:1706.03762", paper, state, (copy,), current=0, received=received)
    ended, urls = cancelled_item(item, NOW)
    assert len(ended.attempts) == attempts
    assert ended.state is DownloadState.DONE
    assert urls == {copy.url}
