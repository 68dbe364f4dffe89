"""A downloaded file carries the mark of its system. What Windows and macOS do with it is not tested here: only what is
written, with the system replaced by a table."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.net.web_mark import ORIGIN, QUARANTINE, REFERRER, ZONE_STREAM, copy_mark, mark_as_downloaded
from scholar_desktop.net.web_mark import public_address as public
from tests.net.clients import a_client
from tests.net.test_download import fetch

SECRET = "https://user:word@files.example:8443/a/b.pdf?X-Amz-Signature=abc&token=s3cret#page=2"
SHOWN = "https://files.example:8443/a/b.pdf"
PAGE = "https://journal.example/article?key=s3cret"


class AttributeTable:
    """Attributes of files in memory; a disk that has none when `is_full`."""

    def __init__(self, *, is_full: bool = False) -> None:
        self.found: dict[tuple[str, str], bytes] = {}
        self.is_full = is_full

    def write(self, path: Path, name: str, value: bytes) -> None:
        if self.is_full:
            raise OSError(95, "Operation not supported")
        self.found[path.name, name] = value

    def read(self, path: Path, name: str) -> bytes:
        try:
            return self.found[path.name, name]
        except KeyError:
            raise OSError(61, "No data available") from None


def marked(system: str, url: str = SECRET, referrer: str | None = PAGE) -> dict[tuple[str, str], bytes]:
    table = AttributeTable()
    assert mark_as_downloaded(Path("a.pdf"), url, referrer, system=system, attributes=table)
    assert all(
        b"s3cret" not in value and b"abc" not in value and b"word" not in value for value in table.found.values()
    )
    return table.found


def test_windows_gets_a_zone_stream() -> None:
    lines = ["[ZoneTransfer]", "ZoneId=3", "ReferrerUrl=https://journal.example/article", f"HostUrl={SHOWN}", ""]
    assert marked("win32") == {("a.pdf", ZONE_STREAM): "\r\n".join(lines).encode()}
    assert marked("win32", "javascript:x", None) == {("a.pdf", ZONE_STREAM): b"[ZoneTransfer]\r\nZoneId=3\r\n"}


def test_macos_gets_a_quarantine_attribute() -> None:
    (value,) = marked("darwin").values()
    flags, moment, agent, rest = value.decode().split(";")
    assert (flags, agent, rest) == ("0083", "Scholar Desktop", "")
    assert int(moment, 16) > 0x60000000


def test_linux_gets_the_addresses() -> None:
    expected = {("a.pdf", ORIGIN): SHOWN.encode(), ("a.pdf", REFERRER): b"https://journal.example/article"}
    assert marked("linux") == expected
    assert marked("linux", "https://[x/", "https://a.example/\r\nHostUrl=x") == {}


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_a_file_system_without_attributes_is_no_error(system: str) -> None:
    table = AttributeTable(is_full=True)
    assert not mark_as_downloaded(Path("a.pdf"), SECRET, PAGE, system=system, attributes=table)
    copy_mark(Path("a.pdf"), Path("b.pdf"), system=system, attributes=table)


@pytest.mark.parametrize(("system", "names"), [("win32", [ZONE_STREAM]), ("darwin", [QUARANTINE]), ("linux", [ORIGIN])])
def test_a_copy_has_the_mark_of_its_source(system: str, names: list[str]) -> None:
    table = AttributeTable()
    mark_as_downloaded(Path("a.pdf"), SECRET, None, system=system, attributes=table)
    copy_mark(Path("a.pdf"), Path("b.pdf"), system=system, attributes=table)
    assert [table.found["b.pdf", name] for name in names] == [table.found["a.pdf", name] for name in names]


def test_an_address_without_what_may_be_secret() -> None:
    assert public(SECRET) == SHOWN
    assert public("https://[::1]:8000/x?y") == "https://[::1]:8000/x"
    assert [public(url) for url in (None, "", "file:///etc/passwd", "https://a.example/" + "x" * 3000)] == [""] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="Linux' attributes")
async def test_a_download_is_marked_before_anybody_gets_it(serve: Any, tmp_path: Path) -> None:
    (tmp_path / "probe").touch()
    try:
        os.setxattr(tmp_path / "probe", "user.probe", b"1")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    server = serve(lambda request, wire: wire.send(b"%PDF-1.7 x\n%%EOF\n", 200, {"Content-Type": "application/pdf"}))
    async with a_client() as client:
        await fetch(client, f"{server.url}/a.pdf?token=s3cret", tmp_path / "x.part", referer=PAGE)
    assert os.getxattr(tmp_path / "x.part", ORIGIN).decode() == f"{server.url}/a.pdf"
    assert os.getxattr(tmp_path / "x.part", REFERRER).decode() == "https://journal.example/article"
    (tmp_path / "x.part").rename(tmp_path / "paper.pdf")
    assert os.getxattr(tmp_path / "paper.pdf", ORIGIN).decode() == f"{server.url}/a.pdf"
