"""Opens the window on the demo under an X server and a session bus, and reads it as a screen reader does.

`python -m tests.support.on_accessibility_bus DIR` prints what it met as one JSON object: the names by role, the
children of lists, and the announcements. Run under `dbus-run-session`, which starts the accessibility bus.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jeepney import DBusAddress, HeaderFields, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

if TYPE_CHECKING:
    from scholar_desktop.app import App

REGISTRY = "org.a11y.atspi.Registry"
ACCESSIBLE = "org.a11y.atspi.Accessible"
VALUE = "org.a11y.atspi.Value"
LEAVES = ("cell", "list item", "menu", "menu bar", "menu item", "row header")
REPLY_S = 60
SHOWING = 25
"""The number of this state in AT-SPI."""
Item = tuple[str, str]
"""The bus name and the path of an object."""


def _connect() -> DBusConnection:
    session = open_dbus_connection("SESSION")
    bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    address = session.send_and_get_reply(new_method_call(bus, "GetAddress"), timeout=REPLY_S).body[0]
    session.close()
    return open_dbus_connection(address)


class Reader:
    """A connection to the accessibility bus. All calls block, so they run in a thread."""

    def __init__(self) -> None:
        self._bus = _connect()

    def _call(self, item: Item, method: str, *arguments: str, interface: str = ACCESSIBLE) -> Any:
        signature = "s" * len(arguments) or None
        call = new_method_call(DBusAddress(item[1], item[0], interface), method, signature, arguments)
        return self._bus.send_and_get_reply(call, timeout=REPLY_S).body[0]

    def _property(self, item: Item, name: str, interface: str = ACCESSIBLE) -> str:
        value = self._call(item, "Get", interface, name, interface="org.freedesktop.DBus.Properties")
        return str(value[1])

    def _all(self, item: Item) -> Iterator[tuple[Item, str, str]]:
        for child in self._call(item, "GetChildren"):
            role, name = self._call(child, "GetRoleName"), self._property(child, "Name")
            yield child, role, name
            if role not in LEAVES:
                yield from self._all(child)

    def _everything(self) -> Iterator[tuple[Item, str, str]]:
        for program in self._call((REGISTRY, "/org/a11y/atspi/accessible/root"), "GetChildren"):
            yield from self._all(program)

    def roles(self) -> dict[str, list[str]]:
        """Return the names by role."""
        found: dict[str, list[str]] = {}
        for _, role, name in self._everything():
            found.setdefault(role, []).append(name)
        return found

    def rows_of(self, wanted: str) -> list[dict[str, Any]]:
        """Return the children of the list called *wanted*."""
        item = next(item for item, _, name in self._everything() if name == wanted)
        return [
            {
                "role": self._call(row, "GetRoleName"),
                "name": self._property(row, "Name"),
                "description": self._property(row, "Description"),
                "value": self._property(row, "CurrentValue", VALUE)
                if VALUE in self._call(row, "GetInterfaces")
                else "",
                "showing": bool(self._call(row, "GetState")[0] >> SHOWING & 1),
            }
            for row in self._call(item, "GetChildren")
        ]

    def listen(self) -> None:
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement")
        self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=REPLY_S)
        registry = DBusAddress("/org/a11y/atspi/registry", REGISTRY, REGISTRY)
        events = new_method_call(registry, "RegisterEvent", "sass", ("object:announcement", [], ""))
        self._bus.send_and_get_reply(events, timeout=REPLY_S)

    def heard(self, start: str) -> str:
        """Return the next announcement that begins with *start*."""
        others: list[str] = []
        while True:
            try:
                message = self._bus.receive(timeout=REPLY_S)
            except TimeoutError:
                raise AssertionError(f"nobody announced {start!r}, but {others}") from None
            if message.header.fields.get(HeaderFields.member) == "Announcement":
                words = str(message.body[3][1])
                if words.startswith(start):
                    return words
                others.append(words)


async def _until_heard(program: App, listener: Reader) -> None:
    """The registry tells the program of a new listener whenever it comes to it; nothing is announced before."""
    from scholar_desktop.ui.widgets.accessibility import announce

    heard = asyncio.create_task(asyncio.to_thread(listener.heard, "Is somebody there?"))
    while not heard.done():
        announce(program.window, "Is somebody there?")
        await asyncio.sleep(0.1)
    await heard


async def _read(folder: Path) -> dict[str, Any]:
    from PySide6.QtCore import Qt

    from scholar_desktop import app, settings
    from scholar_desktop.ui.widgets.state_pane import FULL
    from tests.support.window_driver import Driver

    program = app.build(settings.load(["--profile", str(folder), "--demo", "--size", "1280x800"]))
    program.window.show()
    driver = Driver(program)
    try:
        await driver.idle()
        reader, listener = await asyncio.to_thread(Reader), await asyncio.to_thread(Reader)
        await asyncio.to_thread(listener.listen)
        await _until_heard(program, listener)
        # Qt's bridge asks the bus about each key before the program gets it, so keys arrive later than they are sent
        driver.type("attention")
        await driver.until(lambda: driver.widget("searchEdit").text() == "attention")
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: driver.state("resultsView") == FULL)
        await driver.idle()
        met: dict[str, Any] = {"heard": [await asyncio.to_thread(listener.heard, f"Results: {len(driver.titles())}")]}
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: driver.widget("detailTitle").isVisible())
        await driver.idle()
        met["roles"] = await asyncio.to_thread(reader.roles)
        driver.trigger("paper.copy_citation")
        met["heard"].append(await asyncio.to_thread(listener.heard, "Copied"))
        driver.trigger("view.map")
        await driver.until(lambda: driver.widget("mapCanvas").chart is not None)
        driver.widget("mapCanvas").setFocus()
        met["papers"] = await asyncio.to_thread(reader.rows_of, "Papers on the map")
        met["links"] = await asyncio.to_thread(reader.rows_of, "Citations on the map")
        driver.trigger("view.timeline")
        await driver.idle()
        driver.widget("timelineChart").setFocus()
        met["years"] = await asyncio.to_thread(reader.rows_of, "Years")
        return met
    finally:
        await program.aclose()


def main(folder: Path) -> None:
    os.environ |= {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    from PySide6.QtWidgets import QApplication

    from scholar_desktop import app
    from scholar_desktop.ui.words.window_language import use_language

    application = QApplication(["reader", "-style", "fusion"])
    application.setQuitOnLastWindowClosed(False)
    use_language("en")
    loop = app.make_loop(application)
    asyncio.set_event_loop(loop)
    with loop:
        met = loop.run_until_complete(_read(folder))
    sys.stdout.write(f"{json.dumps(met)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
