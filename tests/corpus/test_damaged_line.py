"""A few lines that cannot be read are kept aside and counted, as in `corpus filter`. A file with more of them is named,
with the number of the first such line, and nothing is built or changed."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.damaged_line import DamagedLine
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.line_filter import BAD_LINES, DamagedFile, IncompleteFile
from scholar_desktop.corpus.vectors import EMBEDDINGS
from scholar_desktop.corpus.verify import differences
from scholar_desktop.demo.datasets.generated_releases import release_name
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.services.corpus.local_filter import damaged_lines
from tests.corpus.conftest import Releases

ALL = ("papers", "abstracts", "tldrs", "authors", "publication-venues", "paper-ids", "citations", EMBEDDINGS)


def cut_row(line: bytes) -> bytes:
    return line[: len(line) // 2]


def no_text(line: bytes) -> bytes:
    return line.replace(b'": "', b'": "\xff', 1) if b'": "' in line else line.replace(b'":"', b'":"\xff')


def damage(file: Path, number: int, change: Callable[[bytes], bytes], count: int = 1) -> list[bytes]:
    """Change *count* lines of *file* from line *number* on, which has an empty line before it. Returns them as they are
    in the file."""
    lines = gzip.decompress(file.read_bytes()).split(b"\n")
    changed = [change(line) for line in lines[number - 1 : number - 1 + count]]
    lines[number - 1 : number - 1 + count] = changed
    lines.insert(number - 2, b"")
    file.write_bytes(gzip.compress(b"\n".join(lines)))
    return changed


def remove_lines(file: Path, whole: bytes, number: int, count: int) -> None:
    lines = whole.split(b"\n")
    del lines[number - 1 : number - 1 + count]
    file.write_bytes(gzip.compress(b"\n".join(lines)))


def copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


@pytest.mark.parametrize("change", [cut_row, no_text, lambda _line: b"<html>"], ids=["cut", "no text", "no JSON"])
@pytest.mark.parametrize("dataset", ALL)
def test_lines_of_a_build_that_cannot_be_read(
    releases: Releases, tmp_path: Path, dataset: str, change: Callable[[bytes], bytes]
) -> None:
    lines = copied(releases.release(0), tmp_path / "lines")
    files = sorted((lines / dataset).glob("*.gz"))
    if not files or (change is no_text and dataset not in ("papers", "abstracts")):
        pytest.skip("its lines have no text that is decoded")
    whole = gzip.decompress(files[-1].read_bytes())
    bad = damage(files[-1], 4, change, BAD_LINES)
    store, aside = tmp_path / "corpus-0001.sqlite", tmp_path / "aside"
    counts = Builder([lines], aside=aside).build(store, {})
    assert counts.bad == BAD_LINES
    [kept_aside] = [file for file in aside.rglob("*") if file.is_file()]
    assert kept_aside.relative_to(aside) == Path("lines", dataset, f"{files[-1].name.removesuffix('.gz')}.bad")
    assert kept_aside.read_bytes().splitlines() == bad
    remove_lines(files[-1], whole, 4, BAD_LINES)
    fresh = tmp_path / "without" / store.name
    Builder([lines]).build(fresh, {})
    assert not differences(store, fresh)

    files[-1].write_bytes(gzip.compress(whole))
    damage(files[-1], 4, change, BAD_LINES + 1)
    with pytest.raises(DamagedLine) as caught:
        Builder([lines]).build(tmp_path / "none" / store.name, {})
    assert (caught.value.path, caught.value.number) == (files[-1], 5)
    assert f"line 5 of {files[-1]} is invalid" in damaged_lines(caught.value).message
    assert not list((tmp_path / "none").iterdir())


@pytest.mark.parametrize("part", ["update", "delete"])
def test_the_line_of_a_diff_is_found(releases: Releases, tmp_path: Path, part: str) -> None:
    store = tmp_path / "corpus-0001.sqlite"
    facts = {f"release.{name}": release_name(0) for name in ("papers", "citations")}
    Builder([releases.release(0)]).build(store, facts)
    step = copied(releases.folder / f"{release_name(0)}-to-{release_name(1)}", tmp_path / "step")
    [file] = sorted((step / "citations" / part).glob("*.gz"))[:1]
    damage(file, 2, cut_row)
    writer = DiffWriter(store, CorpusRule())
    with pytest.raises(DamagedLine) as caught:
        writer.apply(step, release_name(0), release_name(1), writer.datasets())
    assert writer.datasets()["citations"] == release_name(0)
    writer.close()
    assert (caught.value.path, caught.value.number) == (file, 3)


@pytest.mark.parametrize("at", [0.5, None], ids=["in the middle", "in the checksum"])
def test_a_file_with_a_changed_byte_is_damaged(releases: Releases, tmp_path: Path, at: float | None) -> None:
    lines = copied(releases.release(0), tmp_path / "lines")
    file = sorted((lines / "citations").glob("*.gz"))[0]
    content = bytearray(file.read_bytes())
    content[-6 if at is None else int(len(content) * at)] ^= 0x55
    file.write_bytes(content)
    with pytest.raises(IncompleteFile) as caught:
        Builder([lines]).build(tmp_path / "corpus-0001.sqlite", {})
    assert caught.value.path == file
    error = damaged_lines(caught.value)
    word = "damaged" if isinstance(caught.value, DamagedFile) else "incomplete"
    assert error.message.endswith(f"{file} is {word}.")
    assert error.hint == "Download the file again."
    file.with_suffix(".json").write_text("{}", "utf-8")
    assert str(damaged_lines(caught.value).hint).startswith("Delete this file, and download the corpus again")
