"""States that the usual walk does not reach: long titles, empty lists, one row, services that fail."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.request import Request, urlopen

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from tests.house.page_trees import Walk

SERVICES = ("s2", "unpaywall", "zenodo")


async def _configure_demo(walk: Walk, config: dict[str, Any]) -> None:
    url = walk.program.settings.semantic_scholar_url + "/__config"
    request = Request(url, json.dumps(config).encode(), {"Content-Type": "application/json"}, method="POST")
    await asyncio.to_thread(lambda: urlopen(request, timeout=10).close())


async def long_titles(walk: Walk) -> None:
    """The longest title of the demo, which is the only result."""
    longest = max(DemoCorpus().scholar, key=lambda work: len(work.title))
    await walk.trigger("view.search")
    await walk.type("searchEdit", longest.s2, "Return")
    await walk.is_not_waiting("resultsView")
    await walk.choose_row("resultsView", 0)
    await walk.take("state longest title")


async def services_fail(walk: Walk) -> None:
    """Each service fails alone, then all of them, each in another way."""
    for service in SERVICES:
        await _configure_demo(walk, {"fail": {service: 500}})
        await walk.trigger("view.search")
        await walk.type("searchEdit", f"membrane {service}", "Return")
        await walk.is_not_waiting("resultsView")
        await walk.take(f"state {service} fails")
    await _configure_demo(walk, {"faults": {"s2": "html", "unpaywall": "reset", "zenodo": "garbage"}, "fail": {}})
    await walk.type("searchEdit", "machine translation", "Return")
    await walk.is_not_waiting("resultsView")
    await walk.take("state all services fail")
    await walk.trigger("view.authors")
    await walk.type("authorSearchEdit", "Wang", "Return")
    await walk.take("state authors fail")
    await walk.trigger("view.records")
    await walk.type("recordsEdit", "images", "Return")
    await walk.take("state records fail")
    await walk.trigger("view.sentences")
    await walk.type("snippetsEdit", "machine translation", "Return")
    await walk.take("state sentences fail")
    await _configure_demo(walk, {"faults": {}, "fail": {}})


STATES = (long_titles, services_fail)
