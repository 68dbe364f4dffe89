"""The Spark job without Spark: it is one file that needs nothing of the package, and its rule is the desktop's.

`make spark-test` runs it (tests/corpus/spark_comparison.py).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.cli.offline_corpus_commands import ids_in_file
from scholar_desktop.corpus import line_filter, row_columns, spark
from scholar_desktop.demo.datasets.dataset_rows import KEYS
from scholar_desktop.domain.corpus.dataset_rows import ROW_TYPES
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.text.text_folding import fold_venue

ALONE = """
import importlib.util, sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in sys.stdlib_module_names:
            raise ImportError(f"{name} is not on the cluster")
sys.meta_path.insert(0, Blocker())
spec = importlib.util.spec_from_file_location("__main__" if len(sys.argv) > 2 else "job", sys.argv[1])
sys.argv[:] = sys.argv[1:]
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
"""


def alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the file with the standard library only."""
    return subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(Path(spark.__file__)), *arguments], capture_output=True, text=True
    )


def test_the_job_is_one_file_that_says_when_pyspark_is_missing(tmp_path: Path) -> None:
    imported = alone()
    assert (imported.returncode, imported.stderr) == (0, "")
    ran = alone("filter", "--input", str(tmp_path), "--dataset", "papers", "--to", str(tmp_path / "to"))
    assert ran.returncode == spark.WRONG_USAGE
    assert ran.stderr == (
        "This needs Java 17 and pyspark (pyspark is not on the cluster). Run: pip install 'scholar-desktop[spark]'\n"
    )
    assert ran.stdout == ""


def test_the_rule_and_the_keys_are_those_of_the_desktop() -> None:
    # the library, and with it its collections, is not on the cluster
    assert spark.LineRule.__dataclass_fields__.keys() == set(CorpusRule.__struct_fields__) - {"around", "texts"}
    assert msgspec.convert(msgspec.to_builtins(spark.LineRule()), CorpusRule) == CorpusRule()
    assert {name: keys.split()[0] for name, keys in spark.KEYS.items()} == KEYS
    assert set(spark.KEYS) == set(ROW_TYPES)
    assert spark.SCHEMES == row_columns.SCHEMES
    assert (spark.BAD_SHARE, spark.BAD_LINES) == (line_filter.BAD_SHARE, line_filter.BAD_LINES)


@given(st.text(max_size=60))
def test_names_of_venues_are_compared_as_by_the_desktop(name: str) -> None:
    assert spark.folded_venue(name) == fold_venue(name)


def test_a_file_of_identifiers_is_read_as_by_the_desktop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (
        *("# papers", "1000010", "", "CorpusId:77", "10.5555/GEN.3", "doi:10.5555/gen.4", "https://doi.org/10.5555/x"),
        *("PMID:123456", "pmcid:PMC7891", "arxiv:2101.00001", "0123456789abcdef0123456789ABCDEF01234567"),
    )
    file = tmp_path / "ids.txt"
    file.write_text("\n".join(lines), "utf-8")
    assert set(spark.ids_in(lines)) == ids_in_file(str(file))
    file.write_text("no paper\n", "utf-8")
    arguments = ["filter", "--input", str(tmp_path), "--dataset", "papers", "--to", str(tmp_path)]
    assert spark.main([*arguments, "--ids", str(file)]) == spark.WRONG_USAGE
    assert "Line 1 of --ids is not a CorpusId" in capsys.readouterr().err
    assert spark.main([*arguments, "--around-collection", "Mine"]) == spark.WRONG_USAGE
    assert "--ids" in capsys.readouterr().err


def test_too_many_bad_lines_end_the_job_as_they_end_the_desktops_filter() -> None:
    spark.JobCounts(read=5, bad=3).check()
    spark.JobCounts(read=4001, bad=4).check()
    with pytest.raises(spark.FormProblem, match="4 of 3,999 lines"):
        spark.JobCounts(read=3999, bad=4).check()
