"""After diffs the store equals the one that is built from the newer release, except for what it says that it lacks."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.diff import DiffWriter, WrongRelease
from scholar_desktop.corpus.line_filter import CitationTest, IdSet, OfPapersTest, PaperTest, filter_file, open_lines
from scholar_desktop.corpus.store import match_of
from scholar_desktop.corpus.verify import differences
from scholar_desktop.demo.datasets.generated_releases import release_name
from scholar_desktop.domain.corpus.rule import CorpusRule
from tests.corpus.conftest import OpenStore, Releases, read
from tests.corpus.test_store import rows

DATASETS = ("papers", "abstracts", "tldrs", "citations")


def built(releases: Releases, release: int, rule: CorpusRule, folder: Path) -> Path:
    """The store of *release*, filtered by *rule*."""
    lines = folder / "lines"
    for dataset in DATASETS:
        for file in sorted((releases.release(release) / dataset).glob("*.gz")):
            if dataset == "papers":
                test = PaperTest(rule)
            else:
                mine = IdSet(kept_ids(releases, release, rule))
                test = CitationTest(mine, rule.edges) if dataset == "citations" else OfPapersTest(mine)
            if rule.keeps_all and dataset != "papers":
                (lines / dataset).mkdir(parents=True, exist_ok=True)
                shutil.copy(file, lines / dataset / file.name)
                continue
            with open_lines(file) as stream:
                filter_file(stream, test, lines / dataset / file.name, rule.digest(), aside=folder / "aside")
    path = folder / "corpus-0001.sqlite"
    Builder([lines]).build(path, {f"release.{name}": release_name(release) for name in DATASETS})
    return path


@cache
def kept_ids(releases: Releases, release: int, rule: CorpusRule) -> list[int]:
    """The papers that satisfy the rule, decided without the program."""
    least = rule.min_citations or 0
    return [
        row["corpusid"]
        for row in rows(releases, "papers", release)
        if row["citationcount"] >= least
        and (not rule.fields or {each["category"] for each in row["s2fieldsofstudy"] or ()} & set(rule.fields))
    ]  # fmt: skip


def step(releases: Releases, number: int) -> Path:
    return releases.folder / f"{release_name(number)}-to-{release_name(number + 1)}"


def updated(path: Path, releases: Releases, rule: CorpusRule, steps: int) -> int:
    """Apply the first *steps* diffs. Returns how many papers entered."""
    writer = DiffWriter(path, rule)
    try:
        names = [release_name(number) for number in range(steps + 1)]
        return sum(
            writer.apply(step(releases, number), names[number], names[number + 1], DATASETS).entered
            for number in range(steps)
        )
    finally:
        writer.close()


RULES = {
    "everything": CorpusRule(),
    "field": CorpusRule(fields=("Computer Science",)),
    "citations": CorpusRule(min_citations=6),
    "citations, one end": CorpusRule(min_citations=6, edges="one"),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("steps", [1, 2])
def test_diffs_lead_to_the_store_of_the_newer_release(
    open_store: OpenStore, releases: Releases, tmp_path: Path, name: str, steps: int
) -> None:
    rule = RULES[name]
    path = built(releases, 0, rule, tmp_path / "old")
    fresh = built(releases, steps, rule, tmp_path / "new")
    assert differences(path, fresh), "the releases must differ"
    updated(path, releases, rule, steps)
    assert differences(path, fresh) == []
    one, other = open_store(path), open_store(fresh)
    wanted = [
        row["title"] for row in rows(releases, "papers", steps) if row["corpusid"] in other.papers([row["corpusid"]])
    ]
    lacking = {key for (key,) in read(path, "SELECT id FROM lacks")}
    for title in wanted[::40]:
        match = match_of(" ".join(title.split()[:2]))
        ours, theirs = set(one.search(match, limit=5000).ids), set(other.search(match, limit=5000).ids)
        assert ours - lacking == theirs - lacking
    one.close()
    other.close()


def test_papers_that_enter_are_listed_with_what_they_lack(
    open_store: OpenStore, releases: Releases, tmp_path: Path
) -> None:
    rule = RULES["citations"]
    path = built(releases, 0, rule, tmp_path)
    before, after = set(kept_ids(releases, 0, rule)), set(kept_ids(releases, 2, rule))
    entered = updated(path, releases, rule, 2)
    assert entered >= len(after - before) > 0
    store = open_store(path)
    assert all("citations" in store.lacks(key) for key in after - before)
    assert not any(
        store.lacks(key) for key in before & after - {k for k in before if k not in set(kept_ids(releases, 1, rule))}
    )
    store.close()


def test_a_step_for_another_release_is_refused_and_changes_nothing(releases: Releases, tmp_path: Path) -> None:
    rule = CorpusRule()
    path = built(releases, 0, rule, tmp_path)
    data = path.read_bytes()
    writer = DiffWriter(path, rule)
    with pytest.raises(WrongRelease, match=release_name(0)):
        writer.apply(step(releases, 1), release_name(1), release_name(2), DATASETS)
    writer.close()
    assert path.read_bytes() == data


def test_a_damaged_diff_changes_nothing(open_store: OpenStore, releases: Releases, tmp_path: Path) -> None:
    rule = CorpusRule()
    path = built(releases, 0, rule, tmp_path / "store")
    copy = tmp_path / "step"
    shutil.copytree(step(releases, 0), copy)
    cut = next((copy / "citations" / "update").iterdir())
    cut.write_bytes(cut.read_bytes()[:-200])
    writer = DiffWriter(path, rule)
    with pytest.raises(EOFError):
        writer.apply(copy, release_name(0), release_name(1), DATASETS)
    writer.close()
    fresh = built(releases, 0, rule, tmp_path / "fresh")
    assert differences(path, fresh) == []
    assert open_store(path).about()["release.papers"] == release_name(0)


def test_readers_see_the_old_release_until_the_step_is_done(
    open_store: OpenStore, releases: Releases, tmp_path: Path
) -> None:
    rule = CorpusRule()
    path = built(releases, 0, rule, tmp_path)
    store = open_store(path)
    assert store.about()["release.papers"] == release_name(0)
    updated(path, releases, rule, 1)
    assert store.about()["release.papers"] == release_name(1)
    store.close()
