"""Generates releases of the bulk datasets of any size, with the diffs between them, from a seed.

Titles, abstracts and citing sentences are slices of one stream of invented words whose frequencies follow Zipf's law.
The numbers of citations follow a power law. Between two releases papers appear and disappear, counts rise and fall,
titles, abstracts and citations change, as in the real datasets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from isal import igzip

from scholar_desktop.demo.datasets.dataset_rows import KEYS, AnnotatedPage
from scholar_desktop.domain.corpus.dataset_rows import (
    AbstractOpenAccess,
    AbstractRow,
    AuthorRowIds,
    CitationRow,
    DatasetAuthorRow,
    DatasetJournal,
    DatasetPaperRow,
    EmbeddingRow,
    FieldOfStudy,
    OpenAccessIds,
    PaperIdRow,
    PaperRowIds,
    RowAuthor,
    TextContent,
    TextOpenAccess,
    TextRow,
    TextRowIds,
    TextSource,
    TldrRow,
    VenueRow,
)

FIRST_RELEASE = date(2026, 6, 2)
WORDS = 120_000
STREAM = 2_000_000
"""Words of the stream that the texts are cut from."""
DATASETS = (
    *("papers", "abstracts", "tldrs", "authors", "paper-ids", "publication-venues", "citations"),
    *("embeddings-specter_v2", "s2orc"),
)
FILES = {"papers": 4, "abstracts": 3, "tldrs": 2, "authors": 2, "paper-ids": 2, "citations": 6}
"""Numbers of files of a dataset; 1 for the others."""
FIELDS = (
    *("Computer Science", "Medicine", "Chemistry", "Biology", "Materials Science", "Physics", "Geology", "Psychology"),
    *("Art", "History", "Geography", "Sociology", "Business", "Political Science", "Economics", "Philosophy"),
    *("Mathematics", "Engineering", "Environmental Science", "Agricultural and Food Sciences", "Education", "Law"),
    *("Linguistics",),
)
FIRST_CORPUS_ID = 1_000_003
CORPUS_ID_STEP = 7
FIRST_CITATION_ID = 4_800_000_000
NEVER = 1 << 20
"""A release that does not come."""
SECTIONS = ("Introduction", "Methods", "Results", "Discussion")
"""Headings of a full text."""
INTENTS = ("background", "methodology", "result")
_SYLLABLES = (
    *("ba", "co", "den", "fi", "gra", "hel", "in", "ju", "ka", "lor", "mi", "nor", "os", "pha", "qui", "ra", "sol"),
    *("ter", "ul", "ven", "wo", "xi", "yr", "zon", "al", "bre", "cha", "dro", "em", "fle", "gno", "hy"),
)


@dataclass(frozen=True)
class Sizes:
    """What is generated. papers, citations: of the first release; releases: their number; vectors: papers with an
    embedding; words: of the stream that the texts are cut from; texts: papers with a full text."""

    papers: int
    citations: int
    releases: int = 1
    seed: int = 0
    vectors: int = 200
    words: int = STREAM
    texts: int = 0


class WordStream:
    """The stream of invented words, and texts that are slices of it. length: in words."""

    def __init__(self, rng: np.random.Generator, length: int = STREAM) -> None:
        self._length = length
        known = min(WORDS, length)
        syllables = rng.integers(0, len(_SYLLABLES), size=(known, 4))
        lengths = rng.integers(1, 5, size=known)
        words = ["".join(_SYLLABLES[s] for s in row[:n]) for row, n in zip(syllables, lengths, strict=True)]
        weights = 1.0 / np.arange(1, known + 1) ** 1.02
        chosen = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(length)).clip(0, known - 1)
        pieces = [words[number] for number in chosen.tolist()]
        self._offsets = np.concatenate(([0], np.cumsum([len(piece) + 1 for piece in pieces]))).tolist()
        self._text = " ".join(pieces) + " "

    def slice(self, key: int, words: int) -> str:
        """Return *words* words, always the same for one *key*."""
        start = key * 2_654_435_761 % (self._length - 400)
        return self._text[self._offsets[start] : self._offsets[start + words] - 1]

    def sentence(self, key: int, words: int) -> str:
        """Return a slice with a capital at its beginning and a full stop at its end."""
        text = self.slice(key, words)
        return f"{text[0].upper()}{text[1:]}."


class GeneratedReleases:
    """The rows of each release. *release*: 0 for the oldest."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        rng = np.random.default_rng(sizes.seed)
        self.words = WordStream(rng, sizes.words)
        new = max(1, sizes.papers // 200) if sizes.releases > 1 else 0
        total = sizes.papers + new * (sizes.releases - 1)
        self.total = total
        self.born = np.zeros(total, np.int32)
        for step in range(1, sizes.releases):
            self.born[sizes.papers + new * (step - 1) : sizes.papers + new * step] = step
        self.died = np.where(
            rng.random(total) < 0.004 * (sizes.releases - 1),
            rng.integers(1, 1 + max(1, sizes.releases - 1), total),
            1 << 20,
        )
        self.died = np.where(self.died <= self.born, 1 << 20, self.died)
        self.retitled = np.where(
            rng.random(total) < 0.01, rng.integers(1, 1 + max(1, sizes.releases - 1), total), 1 << 20
        )
        self.growth = np.where(rng.random(total) < 0.1, rng.integers(-2, 6, total), 0)
        self.year = 2026 - (rng.pareto(1.3, total) * 6).astype(np.int32).clip(0, 90)
        self.field = rng.choice(len(FIELDS), total, p=_zipf(len(FIELDS), 0.6))
        self.second_field = rng.choice(len(FIELDS), total, p=_zipf(len(FIELDS), 0.3))
        self.venue = rng.integers(0, max(20, total // 400), total)
        self._edges(rng)

    def _edges(self, rng: np.random.Generator) -> None:
        """Choose the ends of every citation: citing papers at random, cited ones by a power law."""
        new = max(1, self.sizes.citations // 100) if self.sizes.releases > 1 else 0
        count = self.sizes.citations + new * (self.sizes.releases - 1)
        popular = rng.permutation(self.total)
        ranks = (self.total ** rng.random(count)).astype(np.int64) - 1
        self.citing = rng.integers(0, self.total, count)
        self.cited = np.where(rng.random(count) < 0.2, -1, popular[ranks.clip(0, self.total - 1)])
        self.cited = np.where(self.cited == self.citing, -1, self.cited)
        self.edge_born = np.zeros(count, np.int32)
        for step in range(1, self.sizes.releases):
            self.edge_born[self.sizes.citations + new * (step - 1) : self.sizes.citations + new * step] = step
        last = 1 + max(1, self.sizes.releases - 1)
        self.edge_died = np.where(
            rng.random(count) < 0.01 * (self.sizes.releases - 1), rng.integers(1, last, count), 1 << 20
        )
        self.edge_changed = np.where(rng.random(count) < 0.02, rng.integers(1, last, count), 1 << 20)
        self.contexts = np.where(rng.random(count) < 0.33, rng.integers(1, 4, count), 0)
        self.influential = rng.random(count) < 0.06
        found, counts = np.unique(self.cited[self.cited >= 0], return_counts=True)
        self.indegree = np.zeros(self.total, np.int64)
        self.indegree[found] = counts

    def _times(self, rng: np.random.Generator, share: float, count: int) -> np.ndarray:
        """Return for each of *count* things the release in which it changes; NEVER for all but *share* of them."""
        times = rng.integers(1, 1 + max(1, self.sizes.releases - 1), count)
        changes: np.ndarray = np.where(rng.random(count) < share, times, NEVER)
        return changes

    # --- what holds in a release

    def present(self, release: int) -> np.ndarray:
        """Return a boolean for each paper: it is in the release."""
        present: np.ndarray = (self.born <= release) & (self.died > release)
        return present

    def edges_present(self, release: int) -> np.ndarray:
        """Return a boolean for each citation. A citation goes when its citing paper goes."""
        present = self.present(release)
        edges: np.ndarray = (self.edge_born <= release) & (self.edge_died > release) & present[self.citing]
        return edges

    def citation_count(self, paper: int, release: int) -> int:
        return int(max(0, self.indegree[paper] + self.growth[paper] * release))

    @staticmethod
    def corpus_id(paper: int) -> int:
        return FIRST_CORPUS_ID + CORPUS_ID_STEP * paper

    @staticmethod
    def sha(paper: int, alias: int = 0) -> str:
        return f"{(paper + 1) * 0x9E3779B97F4A7C15 % (1 << 64):016x}{paper:016x}{alias:08x}"

    def title(self, paper: int, release: int) -> str:
        key = paper * 3 + (1 if self.retitled[paper] <= release else 0)
        text = self.words.slice(key, 5 + paper % 9)
        return text[0].upper() + text[1:]

    def has_abstract(self, paper: int) -> bool:
        return paper % 20 < 13

    def abstract(self, paper: int, release: int) -> str:
        changed = 1 if self.retitled[paper] <= release and paper % 2 else 0
        return " ".join(self.words.sentence(paper * 31 + part * 7 + changed, 14) for part in range(4 + paper % 6))

    # --- rows

    def lines(self, dataset: str, release: int) -> Iterator[tuple[Any, bytes]]:
        """Yield (key, line) of each row of *dataset* in *release*."""
        makers: dict[str, Callable[[int], Iterable[Any]]] = {
            "papers": self._papers,
            "abstracts": self._abstracts,
            "tldrs": self._tldrs,
            "authors": self._authors,
            "paper-ids": self._paper_ids,
            "publication-venues": self._venues,
            "citations": self._citations,
            "embeddings-specter_v2": self._embeddings,
            "s2orc": self._texts,
        }
        key, encode = KEYS[dataset], msgspec.json.Encoder().encode
        for row in makers[dataset](release):
            yield getattr(row, key), encode(row)

    def _numbers(self, release: int) -> list[int]:
        return np.flatnonzero(self.present(release)).tolist()

    def _papers(self, release: int) -> Iterator[DatasetPaperRow]:
        for paper in self._numbers(release):
            yield self.paper_row(paper, release)

    def paper_row(self, paper: int, release: int) -> DatasetPaperRow:
        fields = [FieldOfStudy(FIELDS[self.field[paper]], "external" if paper % 3 else "s2-fos-model")]
        if paper % 4 == 0 and self.second_field[paper] != self.field[paper]:
            fields.append(FieldOfStudy(FIELDS[self.second_field[paper]], "s2-fos-model"))
        year = int(self.year[paper]) if paper % 50 else None
        venue = self.venue_name(int(self.venue[paper])) if paper % 3 else ""
        return DatasetPaperRow(
            corpusid=self.corpus_id(paper),
            externalids=PaperRowIds(
                dblp=f"journals/gen/{paper}" if paper % 11 == 0 else None,
                arxiv=f"{2001 + paper % 1200:04d}.{paper % 100000:05d}" if paper % 7 == 0 and paper < 100_000 else None,
                mag=str(2_000_000_000 + paper) if paper % 2 else None,
                corpus_id=str(self.corpus_id(paper)),
                pubmed=str(30_000_000 + paper) if paper % 5 == 0 else None,
                doi=f"10.5555/GEN.{paper}" if paper % 10 < 7 else None,
                pubmed_central=str(9_000_000 + paper) if paper % 15 == 0 else None,
                acl=f"2020.gen-main.{paper}" if paper % 97 == 0 else None,
            ),
            url=f"https://www.semanticscholar.org/paper/{self.sha(paper)}",
            title=self.title(paper, release),
            authors=tuple(self._author(author) for author in self.authors_of(paper)),
            venue=venue,
            publicationvenueid=self.venue_id(int(self.venue[paper])) if venue else None,
            year=year,
            referencecount=int(paper % 60),
            citationcount=self.citation_count(paper, release),
            influentialcitationcount=self.citation_count(paper, release) // 12,
            isopenaccess=paper % 3 == 0,
            s2fieldsofstudy=tuple(fields) if paper % 40 else None,
            publicationtypes=("JournalArticle",) if paper % 4 else None,
            publicationdate=f"{year}-0{1 + paper % 9}-1{paper % 10}" if year and paper % 2 else None,
            journal=DatasetJournal(venue, f"{paper % 300}-{paper % 300 + 9}", str(paper % 80)) if venue else None,
        )

    def authors_of(self, paper: int) -> list[int]:
        """Return the numbers of the authors of *paper*."""
        count = 1 + paper % 4
        return [(paper * 13 + place * 7919) % max(3, self.total // 3) for place in range(count)]

    def _author(self, author: int) -> RowAuthor:
        return RowAuthor(name=self.author_name(author), author_id=None if author % 19 == 0 else str(100_000 + author))

    def author_name(self, author: int) -> str:
        given, family = self.words.slice(author * 17 + 5, 1), self.words.slice(author * 17 + 6, 1)
        return f"{given.title()} {family.title()}"

    @staticmethod
    def venue_id(venue: int) -> str:
        return f"00000000-0000-4000-8000-{venue:012d}"

    @cached_property
    def _venue_names(self) -> dict[int, str]:
        return {}

    def venue_name(self, venue: int) -> str:
        if venue not in self._venue_names:
            self._venue_names[venue] = f"Journal of {self.words.slice(venue * 29 + 3, 2).title()}"
        return self._venue_names[venue]

    def _abstracts(self, release: int) -> Iterator[AbstractRow]:
        for paper in self._numbers(release):
            if not self.has_abstract(paper):
                continue
            known = self.paper_row(paper, release).externalids
            ids = OpenAccessIds(known.mag, known.acl, known.doi, known.pubmed_central, known.arxiv) if known else None
            is_open = paper % 9 == 0
            url = f"https://repository.example.org/{paper}.pdf" if is_open else None
            status = "GREEN" if is_open else None
            access = AbstractOpenAccess(ids, "CCBY" if is_open else None, url, status)
            yield AbstractRow(self.corpus_id(paper), access, self.abstract(paper, release))

    def _tldrs(self, release: int) -> Iterator[TldrRow]:
        for paper in self._numbers(release):
            if paper % 5 < 2:
                yield TldrRow(self.corpus_id(paper), "tldr@v2.0.0", self.words.sentence(paper * 41 + 11, 16))

    def _authors(self, release: int) -> Iterator[DatasetAuthorRow]:
        for author in range(max(3, self.total // 3)):
            if author % 19 == 0:
                continue
            papers = 1 + author % 90
            yield DatasetAuthorRow(
                authorid=str(100_000 + author),
                externalids=AuthorRowIds(dblp=(self.author_name(author),)) if author % 70 == 0 else None,
                url=f"https://www.semanticscholar.org/author/{100_000 + author}",
                name=self.author_name(author),
                aliases=None,
                affiliations=None,
                homepage=None,
                papercount=papers,
                citationcount=papers * 9 + (release if author % 25 == 0 else 0),
                hindex=1 + papers // 4,
            )

    def _paper_ids(self, release: int) -> Iterator[PaperIdRow]:
        for paper in self._numbers(release):
            yield PaperIdRow(self.sha(paper), self.corpus_id(paper), primary=True)
            if paper % 8 == 0:
                yield PaperIdRow(self.sha(paper, 1), self.corpus_id(paper), primary=False)

    def _venues(self, release: int) -> Iterator[VenueRow]:
        for venue in range(max(20, self.total // 400)):
            yield VenueRow(self.venue_id(venue), self.venue_name(venue), "journal", None, None, (), (), ())

    def _citations(self, release: int) -> Iterator[CitationRow]:
        for edge in np.flatnonzero(self.edges_present(release)).tolist():
            yield self.citation_row(edge, release)

    def citation_row(self, edge: int, release: int) -> CitationRow:
        cited, number = int(self.cited[edge]), int(self.contexts[edge])
        changed = bool(self.edge_changed[edge] <= release)
        contexts = tuple(self.words.sentence(edge * 5 + place + changed, 12 + edge % 14) for place in range(number))
        intents = tuple((INTENTS[(edge + place) % 3],) if (edge + place) % 4 else None for place in range(number))
        return CitationRow(
            citationid=FIRST_CITATION_ID + edge,
            citingcorpusid=self.corpus_id(int(self.citing[edge])),
            citedcorpusid=None if cited < 0 else self.corpus_id(cited),
            isinfluential=bool(self.influential[edge]) != changed,
            contexts=contexts or None,
            intents=intents or None,
        )

    def vector(self, paper: int) -> np.ndarray:
        """Return the embedding of *paper*: near those of the papers of its field."""
        centre = np.random.default_rng(int(self.field[paper])).standard_normal(768)
        return (centre * 0.8 + np.random.default_rng(10_000 + paper).standard_normal(768)).astype(np.float32)

    def _embeddings(self, release: int) -> Iterator[EmbeddingRow]:
        for paper in self._numbers(release)[: self.sizes.vectors]:
            numbers = [round(number, 6) for number in self.vector(paper).tolist()]
            yield EmbeddingRow(self.corpus_id(paper), "specter2", json.dumps(numbers))

    def section(self, paper: int, place: int, release: int) -> str:
        """Return the text below the heading *place* of *paper*; the introductions of retitled papers change, too."""
        changed = 1 if self.retitled[paper] <= release and not place else 0
        return " ".join(self.words.sentence(paper * 53 + place * 11 + part * 3 + changed, 18) for part in range(5))

    def _texts(self, release: int) -> Iterator[TextRow]:
        for paper in self._numbers(release)[: self.sizes.texts]:
            page = AnnotatedPage()
            page.put(self.title(paper, release), "title")
            for place, heading in enumerate(SECTIONS):
                page.put(heading, "sectionheader")
                page.put(self.section(paper, place, release), "paragraph")
            page.put(f"1. {self.title(paper // 2, 0)}.", "bibentry")
            text = page.annotated("title", "author", "abstract", "sectionheader", "paragraph", "bibentry", "bibref")
            access = TextOpenAccess("CCBY", f"https://repository.example.org/{paper}.pdf", "GREEN")
            source = TextSource(pdfurls=None, pdfsha=self.sha(paper), oainfo=access)
            content = TextContent(text=text.text, annotations=text.annotations, source=source)
            yield TextRow(self.corpus_id(paper), TextRowIds(mag=None), content)

    # --- files

    def write(self, folder: Path) -> None:
        """Write every release, the diffs between them, and truth.json into *folder*."""
        names = [release_name(number) for number in range(self.sizes.releases)]
        rows: dict[str, dict[str, int]] = {name: {} for name in names}
        for dataset in DATASETS:
            before: dict[Any, bytes] = {}
            for number, name in enumerate(names):
                lines = list(self.lines(dataset, number))
                rows[name][dataset] = len(lines)
                _write_files(folder / name / dataset, [line for _, line in lines], FILES.get(dataset, 1))
                if number:
                    after = dict(lines)
                    step = folder / f"{names[number - 1]}-to-{name}" / dataset
                    updates = [line for key, line in lines if before.get(key) != line]
                    deletes = [msgspec.json.encode({KEYS[dataset]: key}) for key in before if key not in after]
                    _write_files(step / "update", updates, 1)
                    _write_files(step / "delete", deletes, 1)
                before = dict(lines) if self.sizes.releases > 1 else {}
        (folder / "truth.json").write_bytes(msgspec.json.format(msgspec.json.encode(self.truth(rows)), indent=1))

    def truth(self, rows: dict[str, dict[str, int]]) -> dict[str, Any]:
        """Return what a corpus of each release must answer, computed from the arrays and not from the lines.

        rows: by release, oldest first, the number of lines of each dataset.
        """
        return {
            "seed": self.sizes.seed,
            "releases": {name: {"rows": rows[name], **self._truth(number)} for number, name in enumerate(rows)},
        }

    def _truth(self, release: int) -> dict[str, Any]:
        present, edges = self.present(release), self.edges_present(release)
        both = edges & (self.cited >= 0)
        both[both] &= present[self.cited[both]]
        found, counts = np.unique(self.cited[both], return_counts=True)
        most = found[np.argsort(-counts, kind="stable")][:5].tolist()
        samples = [int(paper) for paper in np.flatnonzero(present)[:: max(1, int(present.sum()) // 20)][:20]]
        return {
            "papers": int(present.sum()),
            "citations": int(edges.sum()),
            "citations_between_papers": int(both.sum()),
            "abstracts": sum(self.has_abstract(paper) for paper in self._numbers(release)),
            "cited_by": {
                str(self.corpus_id(paper)): sorted(
                    self.corpus_id(int(p)) for p in self.citing[both & (self.cited == paper)]
                )
                for paper in most
            },
            "references": {
                str(self.corpus_id(paper)): sorted(
                    self.corpus_id(int(p)) for p in self.cited[both & (self.citing == paper)]
                )
                for paper in samples
            },
            "samples": [
                {
                    "corpus": self.corpus_id(paper),
                    "sha": self.sha(paper),
                    "title": self.title(paper, release),
                    "citations": self.citation_count(paper, release),
                    "doi": f"10.5555/gen.{paper}" if paper % 10 < 7 else None,
                    "field": FIELDS[self.field[paper]] if paper % 40 else None,
                }
                for paper in samples
            ],
        }

    def _ids(self, papers: np.ndarray) -> list[int]:
        return sorted(self.corpus_id(paper) for paper in papers.tolist())


def release_name(number: int) -> str:
    """Return the date of the release *number*, the oldest being 0."""
    return (FIRST_RELEASE + timedelta(weeks=number)).isoformat()


def _zipf(count: int, exponent: float) -> np.ndarray:
    weights: np.ndarray = 1.0 / np.arange(1, count + 1) ** exponent
    shares: np.ndarray = weights / weights.sum()
    return shares


def _write_files(folder: Path, lines: list[bytes], count: int) -> None:
    if not lines:
        return
    folder.mkdir(parents=True, exist_ok=True)
    # spread without a pattern, so that each file is a sample of all
    parts: list[list[bytes]] = [[] for _ in range(count)]
    for place, line in enumerate(lines):
        parts[(place * 2_654_435_761 >> 11) % count].append(line)
    for number, part in enumerate(parts):
        if part:
            with igzip.open(folder / f"part-{number:05}.gz", "wb", compresslevel=1) as file:
                file.write(b"\n".join(part) + b"\n")
