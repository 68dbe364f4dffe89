"""live: a .bib file follows the library, and what another program wrote into it is not lost."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop import profile
from tests.cli.conftest import Run
from tests.cli.test_whole_export import library  # noqa: F401  a fixture


def test_a_file_follows_its_collection(run: Run, library: Path, tmp_path: Path):  # noqa: F811
    def ours(*words: str) -> Any:
        return run("--profile", str(library), *words, "--json")

    file = tmp_path / "thesis.bib"
    ran = ours("live", "Thesis", str(file))
    assert (ran.code, [one["state"] for one in ran.data["files"]]) == (0, ["current"])
    first = file.read_text("utf-8")
    assert "@book{thompson:1917," in first
    assert "@misc{web," not in first
    ours("library", "edit", "key:thompson:1917", "title=Changed")
    assert "{Changed}" in file.read_text("utf-8"), "every command that changes the library writes it"
    written = ours("live", "--list").data["files"][0]["written"]
    assert ours("live", "--list").data["files"][0]["written"] == written, "what is equal is not written again"

    file.write_text(file.read_text("utf-8").replace("{Changed}", "{Elsewhere}") + "@misc{new, title={New}}\n", "utf-8")
    ours("library", "edit", "key:thompson:1917", "volume=3")
    assert "{Elsewhere}" in file.read_text("utf-8")
    listed = ours("live", "--list")
    (one,) = listed.data["files"]
    assert (listed.code, one["state"], one["collection"]) == (4, "edited", "Thesis")
    found = {(each["key"], each["field"]): (each["here"], each["there"]) for each in one["differences"]}
    assert found[("thompson:1917", "title")] == ("Changed", "Elsewhere")
    assert found[("thompson:1917", "volume")] == ("3", None)
    assert found[("new", "")] == (None, "New")
    assert ours("live", "Thesis", str(file)).error_code == "usage"
    assert ours("live", "Thesis", str(file), "--replace").data["files"][0]["state"] == "current"
    assert ours("live", "--stop", str(file)).data["files"] == []
    assert ours("live", "--stop", str(file)).code == 3
    assert file.exists()


def test_a_paper_or_everything_and_what_there_is_not(run: Run, library: Path, tmp_path: Path):  # noqa: F811
    ours = ("--profile", str(library), "live")
    run(*ours, "/", str(tmp_path / "all.bib"))
    run(*ours, "key:web", str(tmp_path / "one.bib"))
    assert (tmp_path / "all.bib").read_text("utf-8").count("\n@") == 3, "two entries and the groups"
    assert "@misc{web," in (tmp_path / "one.bib").read_text("utf-8")
    assert run(*ours, "Nowhere", str(tmp_path / "x.bib"), "--json").code == 3
    assert run(*ours, "Thesis", "--json").error_code == "usage"
    (tmp_path / "mine.bib").write_text("@misc{mine, title={Mine}}", "utf-8")
    assert run(*ours, "Thesis", str(tmp_path / "mine.bib"), "--json").error_code == "usage"
    run("--profile", str(library), "library", "delete", "key:web")
    states = {Path(one["file"]).name: one["state"] for one in run(*ours, "--list", "--json").data["files"]}
    assert states == {"all.bib": "current", "one.bib": "missing"}


def test_a_file_that_cannot_be_written_is_an_error_of_the_command_that_changed_the_library(
    run: Run,
    library: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    file, refs = tmp_path / "all.bib", tmp_path / "refs.bib"
    refs.write_text("@misc{new, title={New}}\n@misc{broken, title={x\n", "utf-8")
    ours = ("--profile", str(library))
    run(*ours, "live", "/", str(file))
    before, replace_file = file.read_bytes(), profile.replace_file

    def fill_up(path: Path, content: bytes, **options: Any) -> None:
        if path == file:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace_file(path, content, **options)

    monkeypatch.setattr(profile, "replace_file", fill_up)
    reason = f"all.bib could not be written to {tmp_path}: No space left on device."
    ran = run(*ours, "library", "tag", "memory", "key:web", "--json")
    assert (ran.code, ran.error_code) == (4, "disk")
    assert ran.answer["errors"][0]["message"] == reason
    assert ran.data, "the paper has its tag"
    ran = run(*ours, "library", "tag", "again", "key:web")
    assert (ran.code, ran.err.splitlines()[0]) == (4, reason)
    ran = run(*ours, "import", str(refs))
    assert ran.code == 4
    assert ran.err.splitlines()[0] == reason, "the text of this command has its other errors"
    assert "The closing brace is missing." in ran.out
    assert run(*ours, "live", "--list", "--json").data["files"][0]["state"] == "failed"
    assert file.read_bytes() == before

    def fill_up_all(path: Path, content: bytes, **options: Any) -> None:
        if path == file or path.name == "live.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        replace_file(path, content, **options)

    monkeypatch.setattr(profile, "replace_file", replace_file)
    assert run(*ours, "library", "untag", "again", "key:web", "--json").code == 0
    assert b"again" not in file.read_bytes()
    monkeypatch.setattr(profile, "replace_file", fill_up_all)
    ran = run(*ours, "library", "tag", "once-more", "key:web", "--json")
    assert (ran.code, bool(ran.data)) == (4, True), "the paper has its tag"


def test_notes_and_tags_can_be_left_out(run: Run, library: Path, tmp_path: Path):  # noqa: F811
    ours, file = ("--profile", str(library)), tmp_path / "all.bib"
    run(*ours, "library", "tag", "memory", "key:web")
    run(*ours, "live", "/", str(file))
    assert "memory" in file.read_text("utf-8")
    run(*ours, "live", "/", str(file), "--no-notes")
    assert "memory" not in file.read_text("utf-8")
    run(*ours, "library", "tag", "again", "key:web")
    run(*ours, "live", "/", str(file))
    assert "again" not in file.read_text("utf-8"), "the file keeps what was chosen"
