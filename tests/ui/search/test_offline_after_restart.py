"""A search whose answers are stored is shown again offline, after a restart too."""

from __future__ import annotations

import socket

import pytest

from scholar_desktop.demo.server import DemoServer
from tests.support.window_driver import window_on


@pytest.mark.parametrize("is_demo", [False, True])
async def test_a_stored_search_is_found_offline_after_a_restart(demo, tmp_path, is_demo):
    async with window_on(demo, tmp_path, demo=is_demo) as driver:
        await driver.search("attention")
        found = driver.titles()
        await driver.search("protein folding")
        assert driver.titles() != found
    async with window_on(demo, tmp_path, demo=is_demo, offline=True) as driver:
        await driver.search("attention")
        assert driver.titles() == found


def test_the_demo_takes_another_port_while_its_own_is_in_use_or_the_file_is_damaged(tmp_path):
    file = tmp_path / "cache" / "demo-port"
    first = DemoServer()
    port = first.bind_kept(file)
    second = DemoServer()
    try:
        assert second.bind_kept(file) != port
        assert second.bind() == int(file.read_text())
    finally:
        second.stop()
        first.stop()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for text, expected in ((str(port), port), ("not a port", None), ("80", None), ("99999999", None)):
        file.write_text(text)
        server = DemoServer()
        try:
            assert expected is None or server.bind_kept(file) == expected
            assert server.bind_kept(file) in range(1024, 65536)
        finally:
            server.stop()
