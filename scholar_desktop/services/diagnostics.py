"""The diagnostics text for a bug report: versions, settings, counts, the state of the services and the kinds of
requests.

It contains no search words, identifier, key, e-mail address or folder name.
"""

# not translated in this file: the maintainers read the report

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scholar_desktop import PROJECT_PAGE, __version__, profile
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.setting import CHOICES, EMAIL, FOLDER, HOST_MAP, SECRET, URL, Setting
from scholar_desktop.domain.source import TITLES, UNPAYWALL
from scholar_desktop.services.program import call_history
from scholar_desktop.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.program.call_history import CallHistory
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.program.status import Status

CALLS_SHOWN = 20
"""Number of requests listed for each service, the newest ones."""


class Diagnostics:
    """Writes the diagnostics text. Sends no request and does not read the keyring."""

    def __init__(
        self,
        settings: SettingsEditor,
        keys: Keys,
        library: Library,
        downloads: Downloads,
        status: Status,
        calls: CallHistory,
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._library = library
        self._downloads = downloads
        self._status = status
        self._calls = calls

    async def report(self, window: Mapping[str, str]) -> str:
        """Return the whole text.

        Args:
            window: what only the window knows (versions of Qt, size, theme), by name.
        """
        parts = (
            ("Versions", _versions(window)),
            ("Settings that differ from their defaults", changed_settings(self._settings.current) or ["none"]),
            ("Options of this run", _options(self._settings.current) or ["none"]),
            ("Library", await self._kept()),
            ("Services", self._services()),
            ("Last calls, newest last", self._last_calls() or ["none"]),
        )
        blocks = [f"Scholar Desktop {__version__}"]
        blocks += ["\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in parts]
        return "\n\n".join(blocks) + "\n"

    async def _kept(self) -> list[str]:
        try:
            counts = await self._library.counts()
            problems = await self._library.problems() if counts.papers else ()
            lines = [
                f"papers: {counts.papers}, with PDF: {counts.with_pdf}, starred: {counts.starred}",
                f"problems found at the start: {len(problems)}, repaired: {sum(one.repaired for one in problems)}",
            ]
        except ScholarError as error:
            lines = [f"the library cannot be read: {error.code}"]
        items = self._downloads.items()
        states = Counter(item.outcome.value if item.outcome is not None else item.state.value for item in items)
        queue = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        return [*lines, f"downloads: {queue or 'none'}"]

    def _services(self) -> list[str]:
        lines = []
        for line in self._status.lines():
            text = line.text
            if line.source == UNPAYWALL and (email := self._settings.current.email):
                text = text.replace(email, "ready")  # the line begins with the address that is used
            lines.append(f"{TITLES[line.source]}: {text}")
        for name in ("semantic_scholar", "zenodo"):
            known = self._keys.known(name)
            lines.append(f"key of {name}: {'not looked for' if known is None else known.kept_in.value}")
        return lines

    def _last_calls(self) -> list[str]:
        return [
            f"{call.time} {call_history.call_line(call)}"
            for service in call_history.SERVICES
            for call in self._calls.of(service)[-CALLS_SHOWN:]
        ]


def changed_settings(settings: Settings) -> list[str]:
    """Return 'key: value' for each setting that differs from its default. Addresses, folders and secrets are not
    quoted: the value only says that they are set."""
    return [
        f"{setting.key}: {_describe_setting(setting, value)}"
        for setting in SETTINGS
        if (value := getattr(settings, setting.key)) != _default(setting, settings)
    ]


def _default(setting: Setting, settings: Settings) -> Any:
    if setting.key in ("data_dir", "cache_dir"):
        places = profile.profile_folders(settings.profile, demo=settings.demo)
        return places.data if setting.key == "data_dir" else places.cache
    if setting.key == "datasets_url":
        return settings.semantic_scholar_url
    return setting.default


def _describe_setting(setting: Setting, value: Any) -> str:
    if setting.kind in (EMAIL, SECRET):
        return "set"
    if setting.kind is FOLDER:
        return "another folder"
    if setting.kind is URL:
        return "another address"
    if setting.kind is HOST_MAP:
        return f"{len(value)} mapped"
    if setting.kind is CHOICES:
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _options(settings: Settings) -> list[str]:
    """Return the names of the command line switches that are on."""
    switches = (("demo", settings.demo), ("debug", settings.debug), ("log", settings.log), ("tour", settings.tour))
    return [name for name, is_on in switches if is_on]


def problem_report(window: Mapping[str, str]) -> str:
    """Return a report to fill in, with the versions and the system, and nothing personal. window: as of
    `Diagnostics.report`."""
    # not translated: the report is English
    asked = ("What did you do?", "What happened?", "What did you expect?")
    return "\n".join([*(f"{question}\n\n" for question in asked), f"Scholar Desktop {__version__}", *_versions(window)])


def problem_page(window: Mapping[str, str]) -> str:
    """Return the address of the page to report a problem, with the report filled in. window: as of
    `Diagnostics.report`."""
    from urllib.parse import urlencode

    return f"{PROJECT_PAGE}issues/new?{urlencode({'body': problem_report(window)})}"


def _versions(window: Mapping[str, str]) -> list[str]:
    import sqlite3  # already loaded: the library uses SQLite

    lines = {"Python": platform.python_version(), **window, "SQLite": sqlite3.sqlite_version}
    return [*(f"{name}: {value}" for name, value in lines.items()), f"system: {platform.platform()}"]
