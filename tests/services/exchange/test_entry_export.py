"""An export with copies of the files of its entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.services.exchange.entry_export import _copy_files


def test_copies_that_cannot_all_be_made_are_removed(tmp_path: Path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF a")
    out, kept = tmp_path / "out", tmp_path / "out" / "thesis_files" / "1" / "a.pdf"
    there = FullEntry("a", files=(LinkedFile(str(tmp_path / "a.pdf")),))
    gone = FullEntry("b", files=(LinkedFile(str(tmp_path / "none.pdf")),))
    with pytest.raises(DiskError, match="Could not copy"):
        _copy_files([there, gone], "bibtex", out / "thesis.bib")
    assert not (out / "thesis_files").exists()

    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"another file")
    with pytest.raises(DiskError, match="Could not copy"):
        _copy_files([there, gone], "bibtex", out / "thesis.bib")
    assert [path for path in out.rglob("*") if path.is_file()] == [kept]
    (written,) = _copy_files([there], "bibtex", out / "thesis.bib")
    assert (out / written.files[0].path).read_bytes() == b"%PDF a"
    assert kept.read_bytes() == b"another file"
    with pytest.raises(DiskError, match="Could not copy"):
        _copy_files([there, gone], "bibtex", out / "thesis.bib")
    assert (out / written.files[0].path).read_bytes() == b"%PDF a", "it was there before"
