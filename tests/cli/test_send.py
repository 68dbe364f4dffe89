"""send and outbox: papers go to Zotero, to JabRef or to a file, and what cannot be sent waits."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.file_locks import lock_file, unlock_file
from scholar_desktop.services.exchange import sending
from tests.cli.conftest import CommandRun, Run
from tests.cli.test_whole_export import library  # noqa: F401  a fixture
from tests.support.reference_managers import JabRefStandIn, ZoteroStandIn

BOTH = ("key:thompson:1917", "key:web")


@pytest.fixture
def ours(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: F811
    """Runs a command on a library of two entries; no reference manager runs, and JabRef is not installed."""
    for name in ("ZOTERO", "JABREF"):
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("PATH", str(library))

    def start(*words: str) -> CommandRun:
        return run("--profile", str(library), *words, "--json")

    return start


def outcomes(ran: CommandRun) -> list[str]:
    return [one["outcome"] for one in ran.data["items"]]


def waiting(ours: Any) -> list[tuple[str, str]]:
    return [(one["what"], one["id"]) for one in ours("outbox").data["items"]]


def test_zotero_gets_what_waits_once_it_runs(ours: Any, library: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: F811
    ran = ours("send", *BOTH, "--to", "zotero")
    assert (ran.code, outcomes(ran)) == (4, ["not_running", "not_running"])
    assert [error["code"] for error in ran.answer["errors"]] == ["unreachable"]
    assert ran.data["items"][0]["reason"] == "Zotero is not running."
    assert "Start Zotero" in ran.answer["errors"][0]["hint"]
    assert waiting(ours) == [("zotero", one) for one in BOTH]
    assert ours("send", "key:web", "--to", "zotero").code == 5
    assert waiting(ours) == [("zotero", one) for one in BOTH], "nothing waits twice"

    zotero = ZoteroStandIn()
    kept_while_sent: list[int] = []
    state = library / "data" / "outbox.json"
    zotero.on_import = lambda: kept_while_sent.append(len(json.loads(state.read_bytes())["waiting"]))
    with zotero.running() as url:
        monkeypatch.setenv("SCHOLAR_DESKTOP_ZOTERO_URL", url)
        ran = ours("outbox", "send")
        assert (ran.code, ran.data["items"]) == (0, [])
        assert kept_while_sent == [2, 1], "what is not sent yet is on the disk"
        book, page = zotero.items
        assert "Thompson, D'Arcy" in book["bibtex"]
        assert re.search(r"^  keywords +\= \{form, growth\}", book["bibtex"], re.MULTILINE)
        assert re.search(r"^  annote +\= \{Mine$", book["bibtex"], re.MULTILINE)
        assert book["files"] == [("Full Text PDF", b"%PDF-1.4 a")]
        assert str(library / "data" / "papers") not in book["bibtex"], "Zotero may move what it is given"
        assert (page["files"], page["target"]) == ([], "C24")

        assert outcomes(ours("send", *BOTH, "--to", "zotero")) == ["already", "already"]
        assert len(zotero.items) == 2
        zotero.local_api = True
        zotero.items.remove(page)
        ran = ours("send", "--collection", "Thesis", "--to", "zotero")
        assert (ran.code, outcomes(ran)) == (0, ["already"])
        assert outcomes(ours("send", "key:web", "--to", "zotero")) == ["sent"], "Zotero says that it has it no more"
        ran = ours("send", "key:web", "--to", "zotero", "--into", "Thesis/Heads", "--again")
        assert (ran.data["items"][0]["reason"], zotero.items[-1]["target"]) == ("It is in “Heads” in Zotero.", "C23")
        assert (ours("send", "key:web", "--to", "zotero", "--into", "Heads").error_code) == "usage", "there are two"
        ran = ours("send", "key:web", "--to", "zotero", "--into", "Nowhere")
        assert (ran.code, "Thesis/Heads" in ran.answer["errors"][0]["hint"]) == (3, True)
        assert waiting(ours) == []

        zotero.editable = False
        ran = ours("send", "key:web", "--to", "zotero", "--again")
        assert (ran.code, outcomes(ran), ran.error_code) == (5, ["refused"], "refused")
        assert waiting(ours) == [("zotero", "key:web")]
        assert ours("outbox", "clear").data["items"] == []
    state.write_text("{", "utf-8")
    assert waiting(ours) == []
    assert state.with_name("outbox.json.bad").read_text("utf-8") == "{"


def test_a_paper_waits_on_the_disk_before_it_is_sent_and_one_process_sends_at_a_time(
    ours: Any,
    library: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
):
    state, zotero = library / "data" / "outbox.json", ZoteroStandIn()
    waited: list[list[str]] = []
    zotero.on_import = lambda: waited.append([one["id"] for one in json.loads(state.read_bytes())["waiting"]])
    with zotero.running() as url:
        monkeypatch.setenv("SCHOLAR_DESKTOP_ZOTERO_URL", url)
        assert outcomes(ours("send", *BOTH, "--to", "zotero")) == ["sent", "sent"]
        assert waited == [list(BOTH), ["key:web"]]
        monkeypatch.setattr(sending, "RUN_WAIT_S", 0.0)
        monkeypatch.setattr(sending, "CHANGE_WAIT_S", 0.0)
        for name, words in ((sending.RUN_LOCK_FILE, ("outbox", "send")), (sending.LOCK_FILE, ("send", "key:web"))):
            held = lock_file(state.with_name(name))  # as another process holds it
            assert held is not None
            ran = ours(*words, *(() if words[0] == "outbox" else ("--to", "zotero", "--again")))
            assert (ran.code, ran.error_code) == (7, "locked")
            assert "Another window or command is sending" in ran.answer["errors"][0]["message"]
            unlock_file(state.with_name(name), held)
        assert len(zotero.items) == 2
        assert ours("outbox", "send").data["items"] == []
    assert not state.with_name(sending.RUN_LOCK_FILE).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for JabRef")
def test_jabref_by_its_server_or_by_its_command(ours: Any, library: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: F811
    with ZoteroStandIn().running() as url:
        monkeypatch.setenv("SCHOLAR_DESKTOP_JABREF_URL", url)
        ran = ours("send", "key:web", "--to", "jabref")
    assert (ran.code, outcomes(ran)) == (5, ["not_running"]), "Zotero has the same port"
    jabref = JabRefStandIn()
    with jabref.running() as url:
        monkeypatch.setenv("SCHOLAR_DESKTOP_JABREF_URL", url)
        ran = ours("send", "key:thompson:1917", "key:nothing", "--to", "jabref")
        assert (ran.code, outcomes(ran)) == (4, ["sent", "refused"])
        assert "@book{thompson:1917," in jabref.entries[0]
        assert outcomes(ours("send", "key:thompson:1917", "--to", "jabref")) == ["already"]
        assert ours("send", "key:web", "--to", "jabref", "--into", "Thesis").error_code == "usage"
        jabref.is_open = False
        ran = ours("send", "key:web", "--to", "jabref")
        assert (ran.code, outcomes(ran)) == (5, ["refused"])
    assert waiting(ours) == [("jabref", "key:web")]
    pipe, command = library / "pipe", library / "jabref"
    os.mkfifo(pipe)
    command.write_text(
        f'#!/bin/sh\n[ "$1" = --add ] && while IFS= read -r line; do echo "$line"; done < "$2" > {pipe}\n'
    )
    command.chmod(0o755)
    ran = ours("send", *BOTH, "--to", "jabref", "--again")
    assert (ran.code, outcomes(ran)) == (0, ["sent", "sent"])
    text = pipe.read_text("utf-8")
    assert ("@book{thompson:1917," in text, "@misc{web," in text) == (True, True), "started once, with both"
    assert waiting(ours) == []


def test_a_file_gets_what_it_does_not_have(ours: Any, library: Path, tmp_path: Path):  # noqa: F811
    file = tmp_path / "mine.bib"
    before = b"@string{cup = {CUP}}\n% mine\n@misc{web, title = {Another \xe4}}\n"
    file.write_bytes(before)
    ran = ours("send", *BOTH, "--to", "file", "--into", str(file))
    assert (ran.code, outcomes(ran)) == (0, ["sent", "sent"])
    assert str(file) in ran.data["items"][0]["reason"]
    content = file.read_bytes()
    assert content.startswith(before.rstrip()), "what was there stays as it was"
    assert re.findall(rb"@\w+\{([^,=]+),", content) == [b"web", b"thompson:1917", b"weba"]
    assert outcomes(ours("send", *BOTH, "--to", "file", "--into", str(file))) == ["already", "already"]
    assert file.read_bytes() == content
    assert ours("send", "key:web", "--to", "file").code == 0
    assert b"@misc{web," in (library / "data" / "sent.bib").read_bytes()

    ran = ours("send", "key:web", "--to", "file", "--into", str(file / "below.bib"))
    assert (ran.code, outcomes(ran)) == (5, ["refused"])
    assert waiting(ours) == [("file", "key:web")]
    assert ours("send", "key:web", "--collection", "Thesis", "--to", "file").error_code == "usage"
