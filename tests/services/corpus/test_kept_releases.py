"""Which kept lines a build leaves: those that the next build reads, and those that are not its own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from scholar_desktop.corpus.corpus_folder import KeptRelease, read_about, write_about
from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus

OLD, STOPPED, BASE, NEXT = "2026-06-02", "2026-06-05", "2026-06-09", "2026-06-16"


async def test_a_build_deletes_the_lines_that_no_build_reads_any_more(tmp_path: Path) -> None:
    corpus = OfflineCorpus(lambda: tmp_path)
    kept = corpus.folder.kept

    def put(name: str, *papers: int, complete: bool = True, dataset: str = "papers") -> None:
        file = kept / name / dataset / "part-0.gz"
        file.parent.mkdir(parents=True)
        rows = [{"corpusid": key, "title": f"Paper {key}", "authors": [], "s2fieldsofstudy": []} for key in papers]
        file.write_bytes(gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in rows)))
        if name != "my-own":
            write_about(kept / name, KeptRelease(release=name, datasets=("papers",), complete=complete))

    put(OLD, 1)
    put(f"{OLD}-to-{BASE}", 2, dataset="papers/update")
    put(STOPPED, 3, complete=False)
    put(BASE, 1, 4)
    put(f"{BASE}-to-{NEXT}", 5, dataset="papers/update")
    put("my-own", 6)
    put(f"removed-{OLD}", 7)
    facts, _ = await corpus.build([], None, lambda _step, _rows: None)
    assert (facts.release, facts.papers) == (NEXT, 3)
    assert sorted(each.name for each in kept.iterdir()) == [STOPPED, BASE, f"{BASE}-to-{NEXT}", "my-own"]
    again, _ = await corpus.build([], None, lambda _step, _rows: None)
    assert (again.release, again.papers, read_about(kept / OLD)) == (NEXT, 3, None)
