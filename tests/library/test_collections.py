"""Collections as they are exported: found by path or name, with those below."""

from __future__ import annotations

import json
from pathlib import Path

from library.shelves import a_paper, keep, opened, settled


async def test_a_collection_is_found_by_its_path_or_its_own_name_with_what_is_below_it(tmp_path: Path):
    papers = [a_paper(f"Paper {number}") for number in range(4)]
    async with opened(tmp_path) as store:
        await keep(store, *papers)
        await settled(store)
    places = {"Paper 0": ["Thesis"], "Paper 1": ["Thesis/Methods"], "Paper 2": ["Other/Methods", "Thesis/Methods"]}
    for sidecar in (tmp_path / "papers").glob("*/paper.json"):
        written = json.loads(sidecar.read_text())
        sidecar.write_text(json.dumps(written | {"collections": places.get(written["title"], [])}))
    async with opened(tmp_path) as store:
        await store.rebuild()

        async def titles(name: str) -> set[str] | None:
            found = await store.collection(name)
            return None if found is None else {kept.paper.title for kept in found}

        assert await titles("thesis") == {"Paper 0", "Paper 1", "Paper 2"}
        assert await titles("Thesis/Methods/") == {"Paper 1", "Paper 2"}
        assert await titles("Other") == {"Paper 2"}
        assert await titles("Methods") is None, "two have that name"
        assert await titles("Nothing") is None
        assert await store.collections() == ("Other", "Other/Methods", "Thesis", "Thesis/Methods")
