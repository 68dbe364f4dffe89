"""While a check for news waits for its turn at a service, News does not say that the service gives no answer."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.words import wording
from tests.support.window_driver import window_on

PREPRINT = Paper(title="Field notes", ids=Ids(arxiv="1706.03762"), type="preprint")


async def test_a_request_that_is_not_sent_yet_waits_for_its_turn(
    demo: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "LEAST_WAIT_S", 0.1)
    async with window_on(demo, tmp_path, semantic_scholar_rate=0.01) as driver:
        await driver.program.backend.store.add([PREPRINT])
        await driver.search("attention")  # the next request may be sent after 100 seconds
        asked = demo.stats()["counts"]["s2"]
        driver.trigger("view.news")
        driver.trigger("news.look_now")
        bar = driver.widget("newsPage").list.bar
        await driver.until(lambda: driver.program.services.watch.waits_for == "s2")
        await driver.until(lambda: "Waiting for 0:0" in bar.accessibleName())
        assert bar.accessibleName().startswith(
            "Checking for news… The request waits for its turn at Semantic Scholar. Waiting for "
        )
        assert demo.stats()["counts"]["s2"] == asked
        driver.program.services.watch.stop_looking()
        await driver.until(lambda: not bar.isVisible())
