"""A generated release in a profile, and the answers to it computed from its lines with plain Python."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name

RELEASE = release_name(0)


class CorpusTruth:
    """The rows of a release, read without the program's own code for the corpus."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        GeneratedReleases(sizes).write(folder)
        self.release = folder / RELEASE
        self._store = folder / "corpus-0001.sqlite"
        Builder([self.release]).build(self._store, {"release.papers": RELEASE})

    def put_into(self, data_dir: Path) -> None:
        """Make the store the corpus of the library folder *data_dir*."""
        folder = CorpusFolder(data_dir / "corpus")
        folder.path.mkdir(parents=True)
        for file in self._store.parent.glob("*-0001.*"):
            shutil.copy(file, folder.path)
        folder.use(folder.path / self._store.name)

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        files = sorted((self.release / dataset).glob("*.gz"))
        return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]

    @cached_property
    def papers(self) -> dict[int, dict[str, Any]]:
        return {row["corpusid"]: row for row in self.rows("papers")}

    @cached_property
    def abstracts(self) -> dict[int, str]:
        return {row["corpusid"]: row["abstract"] for row in self.rows("abstracts")}

    @cached_property
    def full_texts(self) -> dict[int, str]:
        """The full text of each paper that has one, up to its bibliography."""
        found = {}
        for row in self.rows("s2orc"):
            [entry, *_] = json.loads(row["content"]["annotations"]["bibentry"])
            found[row["corpusid"]] = row["content"]["text"][: entry["start"]]
        return found

    @cached_property
    def citations(self) -> list[dict[str, Any]]:
        return self.rows("citations")

    @cached_property
    def citing(self) -> dict[int, set[int]]:
        """The papers that cite each paper."""
        found = defaultdict(set)
        for row in self.citations:
            if row["citedcorpusid"] is not None:
                found[row["citedcorpusid"]].add(row["citingcorpusid"])
        return found

    @cached_property
    def cited(self) -> dict[int, set[int]]:
        """The papers that each paper cites, as far as they are identified."""
        found = defaultdict(set)
        for row in self.citations:
            if row["citedcorpusid"] is not None:
                found[row["citingcorpusid"]].add(row["citedcorpusid"])
        return found

    def sha(self, key: int) -> str:
        return str(self.papers[key]["url"].rpartition("/")[2])

    def ids(self, keys: Iterable[int]) -> set[str]:
        """The papers as the program names them."""
        return {f"s2:{self.sha(key)}" for key in keys}

    def words(self, key: int, *parts: str) -> list[str]:
        """The words of the parts of a paper, in lower case: title, abstract, authors, text (all of them by default)."""
        row = self.papers[key]
        texts = {
            "title": row["title"],
            "abstract": self.abstracts.get(key, ""),
            "authors": " ; ".join(author["name"] for author in row["authors"]),
            "text": self.full_texts.get(key, ""),
        }
        return [word for part in parts or texts for word in re.findall(r"\w+|;", texts[part].lower())]

    def has_phrase(self, key: int, phrase: str, *parts: str) -> bool:
        """Whether the words of *phrase* follow each other in one of the parts."""
        return any(f" {phrase.lower()} " in f" {' '.join(self.words(key, part))} " for part in parts)
