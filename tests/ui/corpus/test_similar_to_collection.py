"""Papers like those of a collection, from the vectors of the offline corpus, and how exact the list says it is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scholar_desktop.demo.datasets.generated_releases import Sizes
from tests.support.corpus_truth import CorpusTruth
from tests.support.demo_fixture import Demo
from tests.support.window_driver import Driver, window_on


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> CorpusTruth:
    return CorpusTruth(tmp_path_factory.mktemp("releases"), Sizes(200, 600, seed=9, vectors=150))


def nearest(truth: CorpusTruth, keys: list[int], count: int) -> list[int]:
    """The papers whose vectors are nearest to the mean of those of *keys*, by the rows of the dataset alone."""
    rows = {row["corpusid"]: np.array(json.loads(row["vector"])) for row in truth.rows("embeddings-specter_v2")}
    units = {key: vector / np.linalg.norm(vector) for key, vector in rows.items()}
    mean = np.mean([units[key] for key in keys if key in units], axis=0)
    others = sorted((key for key in units if key not in keys), key=lambda key: -float(units[key] @ mean))
    return others[:count]


async def put_into_collection(driver: Driver, truth: CorpusTruth, keys: list[int]) -> None:
    services = driver.window.ui_context.services
    found = await services.corpus_papers.papers([f"corpus:{key}" for key in keys])
    await services.collections.put_in([paper for paper in found if paper is not None], "Thesis")
    driver.window.ui_context.context.update(collection=await services.collections.find("Thesis"))


async def test_the_nearest_papers_of_a_collection_are_listed(demo: Demo, tmp_path: Path, truth: CorpusTruth):
    truth.put_into(tmp_path / "data")
    with_vector = [row["corpusid"] for row in truth.rows("embeddings-specter_v2")]
    without = next(key for key in truth.papers if key not in set(with_vector))
    async with window_on(demo, tmp_path) as driver:
        await put_into_collection(driver, truth, [*with_vector[:3], without])
        await driver.idle()
        asked = len(demo.stats()["requests"])
        driver.trigger("collection.similar")
        await driver.idle()
        shown = driver.titles("similarView")
        wanted = [truth.papers[key]["title"] for key in nearest(truth, [*with_vector[:3], without], 20)]
        assert shown[:5] == wanted[:5]
        assert len(set(shown[:20]) & set(wanted)) >= 19, "as 8-bit numbers, two neighbours may change places"
        words = driver.window.search_page.panes.citations.similar._like.whole_text()
        assert words == (
            "Similar to 4 papers of “Thesis” · from the offline corpus, by vectors: the nearest of all that have one"
            f" · only {len(with_vector)} of its {len(truth.papers)} papers have a vector"
            " · compared with 3 of 4"
        )
        assert len(demo.stats()["requests"]) == asked, "nothing is requested"
