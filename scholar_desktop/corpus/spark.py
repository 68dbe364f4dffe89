"""Filters whole releases of the bulk datasets, and applies diffs to kept lines, on a Spark cluster.

`python -m scholar_desktop.corpus.spark filter|diff ...`, or `spark-submit spark.py filter|diff ...`. The job writes the
same lines as `scholar-desktop corpus filter`, so `corpus build --from DIR` makes the store of them on any machine.

This file imports only pyspark and the standard library, because it is sent to the cluster alone. What it shares with
`corpus/line_filter.py` (the rule, the keys of the datasets) is therefore written twice; `make spark-test` compares the
two (docs/corpus.md).
"""

# not translated in this file: it imports nothing of the program, and runs on a cluster

from __future__ import annotations

import argparse
import functools
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

DONE, WRONG_USAGE, BAD_FORM = 0, 2, 5
"""Exit codes, as those of the program."""
BAD_SHARE, BAD_LINES = 1000, 3
"""More than one bad line in BAD_SHARE, and more than BAD_LINES, means that the form of the rows has changed."""
MOST_BROADCAST = 5_000_000
"""Papers whose ids are sent to every worker; more are joined by a shuffle."""
ABOUT = "about.json"
SCHEMES = {"doi": "DOI", "arxiv": "ArXiv", "pmid": "PubMed", "pmcid": "PubMedCentral", "mag": "MAG", "acl": "ACL"} | {
    "dblp": "DBLP"
}
"""The schemes of identifiers, and the keys of `externalids`."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_STEP = re.compile(r"(\d{4}-\d{2}-\d{2})-to-(\d{4}-\d{2}-\d{2})")

_PAPER_FACTS = (
    "corpusid BIGINT, url STRING, venue STRING, journal STRUCT<name: STRING>, year BIGINT, citationcount BIGINT, "
    "s2fieldsofstudy ARRAY<STRUCT<category: STRING>>, externalids MAP<STRING, STRING>"
)
_PAPER_KEYS = f"{_PAPER_FACTS}, authors ARRAY<STRUCT<authorId: STRING>>"
_TEXT = "STRUCT<text: STRING, annotations: MAP<STRING, STRING>>"
KEYS = {
    **dict.fromkeys(("papers", "abstracts", "tldrs", "s2orc", "s2orc_v2"), "corpusid BIGINT"),
    **dict.fromkeys(("embeddings-specter_v1", "embeddings-specter_v2"), "corpusid BIGINT"),
    "authors": "authorid STRING",
    "publication-venues": "id STRING",
    "paper-ids": "sha STRING",
    "citations": "citationid BIGINT",
}
"""By dataset, the key by which a diff replaces and deletes its rows."""
# the ends of a citation were text until 2023
TESTED_KEYS = {
    **KEYS,
    "papers": _PAPER_KEYS,
    "citations": "citationid BIGINT, citingcorpusid STRING, citedcorpusid STRING",
    "paper-ids": "sha STRING, corpusid BIGINT",
    **dict.fromkeys(("s2orc", "s2orc_v2"), f"corpusid BIGINT, content {_TEXT}, body {_TEXT}"),
}
"""By dataset, the keys that the job looks at."""

COLUMNS = {
    "papers": "corpusid BIGINT, externalids STRUCT<ACL: STRING, DBLP: STRING, ArXiv: STRING, MAG: STRING, "
    "CorpusId: STRING, PubMed: STRING, DOI: STRING, PubMedCentral: STRING>, url STRING, title STRING, "
    "authors ARRAY<STRUCT<authorId: STRING, name: STRING>>, venue STRING, publicationvenueid STRING, year INT, "
    "referencecount INT, citationcount INT, influentialcitationcount INT, isopenaccess BOOLEAN, "
    "s2fieldsofstudy ARRAY<STRUCT<category: STRING, source: STRING>>, publicationtypes ARRAY<STRING>, "
    "publicationdate DATE, journal STRUCT<name: STRING, pages: STRING, volume: STRING>",
    "abstracts": "corpusid BIGINT, openaccessinfo STRUCT<license: STRING, url: STRING, status: STRING>, "
    "abstract STRING",
    "tldrs": "corpusid BIGINT, model STRING, text STRING",
    "authors": "authorid STRING, name STRING, aliases ARRAY<STRING>, affiliations ARRAY<STRING>, homepage STRING, "
    "papercount INT, citationcount INT, hindex INT",
    "publication-venues": "id STRING, name STRING, type STRING, issn STRING, url STRING, alternate_names ARRAY<STRING>",
    "paper-ids": "sha STRING, corpusid BIGINT, primary BOOLEAN",
    "citations": "citationid BIGINT, citingcorpusid BIGINT, citedcorpusid BIGINT, isinfluential BOOLEAN, "
    "contexts ARRAY<STRING>, intents ARRAY<ARRAY<STRING>>",
    **dict.fromkeys(("embeddings-specter_v1", "embeddings-specter_v2"), "corpusid BIGINT, model STRING, vector STRING"),
}
"""The columns of the Parquet files. The texts of s2orc are not written as Parquet."""


class UsageProblem(Exception):
    """The arguments do not fit together, or name what is not there."""


class FormProblem(Exception):
    """Too many lines are no rows of the dataset."""


@dataclass(frozen=True)
class LineRule:
    """Which papers and citations are kept; the fields are those of `CorpusRule`, with the same meaning."""

    fields: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    venues: tuple[str, ...] = ()
    min_citations: int | None = None
    ids: tuple[str, ...] = ()
    edges: str = "both"

    @property
    def keeps_all(self) -> bool:
        return self == LineRule(edges=self.edges)


@dataclass
class JobCounts:
    """Numbers of lines: read (bad ones too), kept, bad."""

    read: int = 0
    kept: int = 0
    bad: int = 0

    def check(self) -> None:
        """Raise FormProblem if there are too many bad lines."""
        if self.bad > BAD_LINES and self.bad * BAD_SHARE > self.read:
            raise FormProblem(
                f"{self.bad:,} of {self.read:,} lines are not rows: the format of the dataset has changed."
            )


def folded_venue(name: str) -> str:
    """Return the form in which names of venues are compared: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


# --- tests of lines


def passes(row: Column, rule: LineRule) -> Column:
    """Return whether *row*, a struct of the keys of a paper, satisfies *rule*."""
    from pyspark.sql import functions as f

    checks = [f.lit(True)]
    if rule.min_citations is not None:
        checks.append(f.coalesce(row["citationcount"], f.lit(0)) >= rule.min_citations)
    if rule.first_year is not None:
        checks.append(row["year"] >= rule.first_year)
    if rule.last_year is not None:
        checks.append(row["year"] <= rule.last_year)
    if rule.fields:
        wanted = f.array(*(f.lit(name) for name in rule.fields))
        checks.append(f.arrays_overlap(row["s2fieldsofstudy"]["category"], wanted))
    if rule.venues:
        names = frozenset(map(folded_venue, rule.venues))
        is_wanted = f.udf(lambda *given: any(name and folded_venue(name) in names for name in given), "boolean")
        checks.append(is_wanted(row["venue"], row["journal"]["name"]))
    if rule.ids:
        checks.append(_is_named(row, rule.ids))
    return functools.reduce(lambda one, other: one & other, (f.coalesce(check, f.lit(False)) for check in checks))


def _is_named(row: Column, ids: tuple[str, ...]) -> Column:
    from pyspark.sql import functions as f

    found = [row["corpusid"].cast("string").isin(*ids), f.substring_index(row["url"], "/", -1).isin(*ids)]
    for scheme, key in SCHEMES.items():
        if any(each.startswith(f"{scheme}:") for each in ids):
            found.append(f.concat(f.lit(f"{scheme}:"), f.lower(row["externalids"][key])).isin(*ids))
    return functools.reduce(lambda one, other: one | other, (f.coalesce(each, f.lit(False)) for each in found))


class ReleaseReader:
    """Reads the lines of folders, and tests them by a rule."""

    def __init__(self, spark: SparkSession, rule: LineRule) -> None:
        self._spark = spark
        self._rule = rule

    def exists(self, path: str) -> bool:
        system, file = self._file(path)
        return bool(system.exists(file))

    def delete(self, path: str) -> None:
        system, file = self._file(path)
        system.delete(file, True)

    def read_json(self, path: str) -> dict[str, Any]:
        """Return the object in the file; empty if there is no file."""
        if not self.exists(path):
            return {}
        [row] = self._spark.read.text(path, wholetext=True).collect()
        found = json.loads(row["value"])
        return found if isinstance(found, dict) else {}

    def write_json(self, path: str, value: dict[str, Any]) -> None:
        system, file = self._file(path)
        stream = system.create(file, True)
        try:
            stream.write(json.dumps(value, indent=1).encode())
        finally:
            stream.close()

    def _file(self, path: str) -> tuple[Any, Any]:
        """Return the file system of *path*, and the file in it."""
        context = self._spark.sparkContext
        file = context._jvm.org.apache.hadoop.fs.Path(path)
        return file.getFileSystem(context._jsc.hadoopConfiguration()), file

    def folder(self, source: str, dataset: str) -> str:
        """Return the folder of the lines of *dataset* in *source*. Raises UsageProblem if there is none."""
        inside = f"{source}/{dataset}"
        if self.exists(inside):
            return inside
        if not self.exists(source):
            raise UsageProblem(f"The folder {source} was not found.")
        return source

    def rows(self, folders: Sequence[str], keys: str, dataset: str = "") -> DataFrame:
        """Return the lines of *folders*: `value` (the line), `row` (a struct of *keys*), `bad`, `place`.

        place: grows with the name of the file and the number of the line in it.
        """
        from pyspark.sql import functions as f

        if folders:
            # only \n ends a line, as in the desktop's filter, and the bytes of a line are not decoded
            lines = self._spark.read.text(list(folders), lineSep="\n", pathGlobFilter="*.{gz,jsonl}")
            place = f.struct(f.col("_metadata.file_path"), f.monotonically_increasing_id())
            lines = lines.select("value", place.alias("place")).where(r"trim(BOTH ' \t\r' FROM value) <> ''")
        else:
            lines = self._spark.sql("SELECT '' AS value, struct('' AS file, 0L AS line) AS place WHERE false")
        parsed = f.from_json("value", f"{keys}, bad_line STRING", {"columnNameOfCorruptRecord": "bad_line"})
        looked_at = self._looked_at(dataset)
        lines = lines.withColumn("row", f.when(looked_at, parsed))
        bad = f.expr("row IS NULL OR row.bad_line IS NOT NULL") | self._lacks(keys, dataset)
        return lines.withColumn("bad", f.coalesce(looked_at & bad, f.lit(False)))

    def _looked_at(self, dataset: str) -> Column:
        """Return whether a line is parsed: one without the name of the only field cannot pass."""
        from pyspark.sql import functions as f

        if dataset == "papers" and len(self._rule.fields) == 1:
            value = f.col("value")
            return value.contains(json.dumps(self._rule.fields[0])) | ~value.endswith("}")
        return f.lit(True)

    def _lacks(self, keys: str, dataset: str) -> Column:
        from pyspark.sql import functions as f

        if dataset != "citations":
            wanted = "BETWEEN 0 AND 4294967295" if keys.startswith("corpusid") else "IS NOT NULL"
            lacks = f.expr(f"NOT coalesce(row.{keys.split()[0]} {wanted}, false)")
            # a row of full texts without a text has its key all the same; the desktop refuses other rows, too
            return lacks | ~f.col("value").rlike('"(content|body)" *:') if _TEXT in keys else lacks
        citing, cited, number = f.col("row.citingcorpusid"), f.col("row.citedcorpusid"), r"^\d{1,18}$"
        return citing.isNull() | ~(citing.rlike(number) & (cited.isNull() | cited.rlike(number)))

    # --- the papers that decide about other datasets

    def papers_of(self, folders: Sequence[str], rule: LineRule) -> DataFrame:
        """Return `paper` and `authors` of the papers in *folders* that satisfy *rule*."""
        from pyspark.sql import functions as f

        rows = self.rows(folders, _PAPER_KEYS).where(~f.col("bad"))
        return as_papers(rows.where(passes(f.col("row"), rule)))

    def named_papers(self) -> DataFrame:
        """Return `paper` of the CorpusIds of the rule. Raises UsageProblem if the rule has other conditions."""
        ids = self._rule.ids
        if self._rule != LineRule(ids=ids, edges=self._rule.edges) or not all(each.isdecimal() for each in ids):
            raise UsageProblem(
                "The job does not know which papers satisfy the rule. Filter the dataset papers to the same --to "
                "first, use an --input that also contains papers, or pass a file of CorpusIds with --ids."
            )
        return self._spark.createDataFrame([(int(each), []) for each in ids], "paper BIGINT, authors ARRAY<STRING>")

    def keep(self, rows: DataFrame, dataset: str, papers: DataFrame | None) -> DataFrame:
        """Return those of *rows* that are kept.

        Args:
            papers: the kept papers; None: every row that is not bad is kept (not for `papers`).
        """
        from pyspark.sql import functions as f

        good = rows.where(~f.col("bad"))
        if dataset == "papers":
            return good.where(passes(f.col("row"), self._rule))
        if papers is None or dataset == "publication-venues":
            return good  # the venues are few, and kept whole
        if dataset == "authors":
            authors = papers.select(f.explode("authors").alias("key"))
            return good.join(authors, f.expr("row.authorid = key"), "left_semi")
        ids = _sendable(papers.select("paper").distinct())
        if dataset != "citations":
            return good.join(ids, f.expr("row.corpusid = paper"), "left_semi")
        citing, cited = (f.col(f"row.{end}").cast("bigint") for end in ("citingcorpusid", "citedcorpusid"))
        if self._rule.edges == "both":
            return good.join(ids, citing == f.col("paper"), "left_semi").join(ids, cited == f.col("paper"), "left_semi")
        ends = good.join(ids.withColumnRenamed("paper", "citing"), citing == f.col("citing"), "left")
        ends = ends.join(ids.withColumnRenamed("paper", "cited"), cited == f.col("cited"), "left")
        return ends.where("citing IS NOT NULL OR cited IS NOT NULL").drop("citing", "cited")


def as_papers(rows: DataFrame) -> DataFrame:
    """Return `paper` and `authors` of rows of `papers`, computed once."""
    return rows.selectExpr("row.corpusid AS paper", "row.authors.authorId AS authors").persist()


def _sendable(ids: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    return f.broadcast(ids) if ids.count() <= MOST_BROADCAST else ids


# --- the two jobs


def filter_lines(release: ReleaseReader, rule: LineRule, inputs: Sequence[str], dataset: str, to: str) -> JobCounts:
    """Write the lines of *dataset* in *inputs* that satisfy *rule* to `<to>/<dataset>`."""
    folders = [release.folder(source, dataset) for source in inputs]
    rows = release.rows(folders, _PAPER_FACTS if dataset == "papers" else TESTED_KEYS[dataset], dataset)
    papers = None
    if dataset != "papers" and not rule.keeps_all:
        beside = [f"{source}/papers" for source in inputs if release.exists(f"{source}/papers")]
        if release.exists(f"{to}/papers"):
            papers = release.papers_of([f"{to}/papers"], LineRule())  # they have passed the rule
        elif beside:
            papers = release.papers_of(beside, rule)
        else:
            papers = release.named_papers()
    return _write(release, rows, lambda seen: release.keep(seen, dataset, papers), dataset, to)


def apply_diff(release: ReleaseReader, rule: LineRule, base: str, step: str, dataset: str, to: str) -> JobCounts:
    """Write what the kept lines of *dataset* in *base* become by the diff *step* to `<to>/<dataset>`.

    As in `corpus/diff.py`: updates first, then deletes; a row that no longer satisfies the rule is deleted, and so is
    what belongs to a paper that is deleted.
    """
    changes = DatasetStep(release, step, dataset)
    before = release.rows([release.folder(base, dataset)], TESTED_KEYS[dataset])
    if dataset == "papers":
        passing = release.keep(changes.updates, dataset, None)
        by_rule = functools.partial(changes.merged, passing=passing, replaced=changes.updates)
        return _write(release, before, by_rule, dataset, to, changes.counts)
    old_papers = _papers_of_base(release, base)
    papers = _papers_after(release, old_papers, step, to)
    removed = old_papers.selectExpr("row.corpusid AS paper").join(papers, "paper", "left_anti")
    # with a rule that keeps all, authors and citations stay without papers
    deciding = None if rule.keeps_all and dataset in ("authors", "citations") else papers
    passing = release.keep(changes.updates, dataset, deciding)

    def keep(rows: DataFrame) -> DataFrame:
        if dataset in ("citations", "authors"):
            return changes.merged(release.keep(rows, dataset, deciding), passing, changes.updates)
        if "corpusid" in TESTED_KEYS[dataset]:
            rows = rows.join(removed, rows["row"]["corpusid"] == removed["paper"], "left_anti")
        return changes.merged(rows, passing, passing)

    return _write(release, before, keep, dataset, to, changes.counts)


class DatasetStep:
    """The lines of one dataset in a diff. updates: the newest line of each key; deletes: `key`; counts: lines read."""

    def __init__(self, release: ReleaseReader, step: str, dataset: str) -> None:
        from pyspark.sql import functions as f

        self._key = f"row.{KEYS[dataset].split()[0]}"
        self.counts = JobCounts()
        folder = release.folder(step, dataset)
        rows = {
            part: release.rows([f"{folder}/{part}"] if release.exists(f"{folder}/{part}") else [], keys).persist()
            for part, keys in (("update", TESTED_KEYS[dataset]), ("delete", KEYS[dataset]))
        }
        # a delete line without the key deletes nothing
        bad = {"update": "bad", "delete": "row IS NULL OR row.bad_line IS NOT NULL"}
        self.counts.read = sum(each.count() for each in rows.values())
        self.counts.bad = sum(rows[part].where(bad[part]).count() for part in rows)
        newest = f.max_by(f.struct("value", "row", "bad"), "place").alias("one")
        by_key = rows["update"].where(f"NOT bad AND {self._key} IS NOT NULL").groupBy(f.expr(self._key))
        self.updates = by_key.agg(newest).select("one.*")
        self._deleted = rows["delete"].selectExpr(f"{self._key} AS key").where("key IS NOT NULL")

    def merged(self, old: DataFrame, passing: DataFrame, replaced: DataFrame) -> DataFrame:
        """Return `value` and `row` of *old* without the keys of *replaced*, with *passing*, without deleted keys."""
        from pyspark.sql import functions as f

        is_key = f.expr(f"{self._key} = key")
        gone = replaced.selectExpr(f"{self._key} AS key").union(self._deleted).distinct()
        left = old.where("NOT bad").join(gone, is_key, "left_anti").select("value", "row")
        return left.unionByName(passing.join(self._deleted, is_key, "left_anti").select("value", "row"))


def _papers_of_base(release: ReleaseReader, base: str) -> DataFrame:
    """Return the rows of the papers beside the lines of *base*. Raises UsageProblem if they are not there."""
    for folder in (f"{base}/papers", f"{base.rpartition('/')[0] or '.'}/papers"):
        if release.exists(folder):
            return release.rows([folder], TESTED_KEYS["papers"]).where("NOT bad").persist()
    raise UsageProblem(f"{base} has no folder papers. The papers are needed to filter the other datasets.")


def _papers_after(release: ReleaseReader, old: DataFrame, step: str, to: str) -> DataFrame:
    """Return the papers that are kept after the step: in *to*, if the diff of papers was applied before."""
    if release.exists(f"{to}/papers"):
        return release.papers_of([f"{to}/papers"], LineRule())
    beside = step if release.exists(f"{step}/papers") else step.rpartition("/")[0] or "."
    changes = DatasetStep(release, beside, "papers")
    return as_papers(changes.merged(old, release.keep(changes.updates, "papers", None), changes.updates))


def _write(
    release: ReleaseReader,
    rows: DataFrame,
    keep: Callable[[DataFrame], DataFrame],
    dataset: str,
    to: str,
    changed: JobCounts | None = None,
) -> JobCounts:
    """Write the lines that *keep* returns for *rows*, and count them on the way. changed: the lines of a diff."""
    from pyspark.sql import Observation
    from pyspark.sql import functions as f

    target = f"{to}/{dataset}"
    if release.exists(target):
        raise UsageProblem(f"The folder {target} already exists. Delete it, or choose another folder with --to.")
    seen, kept, one = Observation("seen"), Observation("kept"), f.lit(1)
    lines = keep(rows.observe(seen, f.count(one).alias("read"), f.count_if("bad").alias("bad"))).select("value")
    if dataset == "citations":
        lines = lines.distinct()  # a release may hold two overlapping exports
    lines.observe(kept, f.count(one).alias("kept")).write.text(target, compression="gzip", lineSep="\n")
    counts = JobCounts(seen.get["read"], kept.get["kept"], seen.get["bad"])
    if changed is not None:
        counts.read, counts.bad = counts.read + changed.read, counts.bad + changed.bad
    try:
        counts.check()
    except FormProblem:
        release.delete(target)
        raise
    return counts


def write_parquet(release: ReleaseReader, lines: str, dataset: str, to: str) -> None:
    """Write the lines in the folder *lines* with typed columns to `<to>/<dataset>`."""
    from pyspark.sql import functions as f

    rows = release.rows([lines], COLUMNS[dataset]).where("row IS NOT NULL").select("row.*").drop("bad_line")
    if dataset == "citations":
        rows = rows.repartitionByRange("citedcorpusid").sortWithinPartitions("citedcorpusid", "citingcorpusid")
    elif dataset.startswith("embeddings"):
        rows = rows.withColumn("vector", f.from_json("vector", "ARRAY<FLOAT>"))
    rows.write.parquet(f"{to}/{dataset}", compression="zstd")


# --- the command


def _years(text: str) -> tuple[int | None, int | None]:
    if not re.fullmatch(r"\d{4}(-(\d{4})?)?|-\d{4}", text):
        raise argparse.ArgumentTypeError(f"“{text}” is not a range of years. Use 2016-2020, 2010- or -2015.")
    first, _, last = text.partition("-") if "-" in text else (text, "", text)
    return int(first) if first else None, int(last) if last else None


def ids_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the identifiers in *lines* as a rule has them. Raises UsageProblem for a line that is no identifier."""
    found = set()
    for number, line in enumerate(lines, 1):
        plain = line.strip().lower().removeprefix("corpusid:").removeprefix("https://doi.org/")
        scheme, colon, value = plain.partition(":")
        if not plain or plain.startswith("#"):
            continue
        if plain.isdecimal() or re.fullmatch("[0-9a-f]{40}", plain):
            found.add(plain)
        elif plain.startswith("10."):
            found.add(f"doi:{plain}")
        elif colon and scheme in SCHEMES and value.strip():
            found.add(f"{scheme}:{value.strip().removeprefix('pmc')}")
        else:
            raise UsageProblem(f"Line {number} of --ids is not a CorpusId, SHA or prefixed identifier: {line[:80]}")
    return tuple(sorted(found))


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scholar_desktop.corpus.spark", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, inputs, count in (("filter", "DIR", "+"), ("diff", ("BASE", "STEP"), 2)):
        command = commands.add_parser(name)
        command.add_argument("--input", nargs=count, metavar=inputs, required=True, help="folders or URLs")
        command.add_argument("--dataset", choices=sorted(KEYS), required=True, metavar="D", help="such as papers")
        command.add_argument("--to", metavar="DIR", required=True, help="write the kept lines to this folder")
        command.add_argument("--parquet", metavar="DIR", help="also write the kept lines as Parquet to this folder")
        command.add_argument("--master", metavar="M", help="the master URL, as for spark-submit: local[2], yarn")
        command.add_argument("--field", metavar="F,...")
        command.add_argument("--year", type=_years, default=(None, None), metavar="A-B")
        command.add_argument("--venue", metavar="V,...")
        command.add_argument("--min-citations", type=int, metavar="N")
        command.add_argument("--ids", metavar="FILE", help="a local file: one CorpusId, SHA or doi:10.… per line")
        command.add_argument("--around-collection", metavar="PATH", help="not available here: use --ids")
        command.add_argument("--edges", choices=("both", "one"), default="both")
    return parser


def _rule(options: argparse.Namespace) -> LineRule:
    if options.around_collection is not None:
        raise UsageProblem("The library is not on the cluster. Write the papers of the collection to a file for --ids.")
    ids: tuple[str, ...] = ()
    if options.ids:
        try:
            with open(options.ids, encoding="utf-8") as file:
                ids = ids_in(file.read().splitlines())
        except OSError as error:
            raise UsageProblem(f"{options.ids} cannot be read: {error.strerror}.") from error
    first, last = options.year
    return LineRule(
        _split(options.field), first, last, _split(options.venue), options.min_citations, ids, options.edges
    )


def _release_of_result(release: ReleaseReader, options: argparse.Namespace) -> str:
    """Return the release of the result, as far as the names of the folders say it; else empty.

    Raises:
        UsageProblem: the step does not begin at the release of the base.
    """
    names = [source.rpartition("/")[2] for source in options.input]
    if options.command == "filter":
        days = {name for name in names if _DAY.fullmatch(name)}
        return days.pop() if len(days) == 1 else ""
    base, step = options.input
    before = release.read_json(f"{base}/{ABOUT}").get("release") or names[0]
    found = _STEP.search(step)
    if found is None:
        return ""
    if _DAY.fullmatch(before) and before != found[1]:
        raise UsageProblem(f"{base} is release {before}, but the diff starts at {found[1]}.")
    return found[2]


def run(spark: SparkSession, rule: LineRule, options: argparse.Namespace) -> JobCounts:
    """Run the job. Raises UsageProblem and FormProblem."""
    dataset = options.dataset
    options.input = [source.rstrip("/") for source in options.input]
    to = options.to.rstrip("/")
    release = ReleaseReader(spark, rule)
    about = release.read_json(f"{to}/{ABOUT}")
    stored = json.loads(json.dumps(asdict(rule)))
    day = _release_of_result(release, options)
    if about.get("rule", stored) != stored or about.get("release", day) != day:
        raise UsageProblem(f"The lines in {to} were filtered by another rule or are from another release.")
    if options.parquet and dataset not in COLUMNS:
        raise UsageProblem(f"{dataset} cannot be written as Parquet.")
    if options.command == "filter":
        counts = filter_lines(release, rule, options.input, dataset, to)
    else:
        base, step = options.input
        counts = apply_diff(release, rule, base, step, dataset, to)
    datasets, rows = [*about.get("datasets", ()), dataset], {**about.get("rows", {}), dataset: counts.read}
    about = {"release": day, "rule": stored, "datasets": datasets, "complete": True, "rows": rows, "sizes": {}}
    release.write_json(f"{to}/{ABOUT}", about)
    if options.parquet:
        write_parquet(release, f"{to}/{dataset}", dataset, options.parquet.rstrip("/"))
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, print the counts as JSON, and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        rule = _rule(options)
        from pyspark.sql import SparkSession
    except UsageProblem as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USAGE
    except ImportError as error:
        sys.stderr.write(f"This needs Java 17 and pyspark ({error}). Run: pip install 'scholar-desktop[spark]'\n")
        return WRONG_USAGE
    builder = SparkSession.builder.appName(f"corpus {options.command} {options.dataset}")
    if options.master:
        builder = builder.master(options.master)
    # the parser must see every key, or a line with a key of another type would not be bad
    builder = builder.config("spark.sql.optimizer.enableJsonExpressionOptimization", "false")
    spark = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        counts = run(spark, rule, options)
    except (UsageProblem, FormProblem) as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USAGE if isinstance(error, UsageProblem) else BAD_FORM
    finally:
        spark.stop()
    sys.stdout.write(json.dumps(asdict(counts)) + "\n")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
