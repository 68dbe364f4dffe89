"""Declares every setting once, and combines the options, environment variables and config.toml of one run."""

# no `from __future__ import annotations`: msgspec would have to compile the 44 annotations of Settings at each start

import logging
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec

from scholar_desktop import profile
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.opened_file import MOST_SETTINGS_BYTES, read_file
from scholar_desktop.domain.setting import (
    CHOICE,
    CHOICES,
    CITATION_KEYS,
    COUNT,
    EMAIL,
    FLAG,
    FOLDER,
    HOST_MAP,
    NUMBER,
    SECRET,
    STYLE,
    TEMPLATE,
    URL,
    Setting,
    declared_settings,
    setting_meta,
    window_size,
)
from scholar_desktop.domain.source import CORPUS, SEARCH_SOURCES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.options import parse_options

log = logging.getLogger(__name__)

VARIABLE_PREFIX = "SCHOLAR_DESKTOP_"
CONFIG_FILE = "config.toml"
DEFAULT_RATE = 1.0


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of this run.

    data_dir, cache_dir, config_dir: absolute; host_map: host (or `*`) -> URL or `refuse`; size: of the window, None for
    its last size; tour: the folder to write the tour to, or None; log: areas to log, separated by commas, or None;
    profile: the folder given by option or variable, or None; problem: what was wrong with config.toml, in a sentence,
    or None. Secrets and the e-mail are never part of the repr.
    """

    email: Annotated[
        str | None,
        setting_meta(
            EMAIL,
            Message("Unpaywall e-mail"),
            Message(
                "Unpaywall needs an e-mail address with each request. It is sent to no other service. "
                "Without one, Unpaywall is not searched."
            ),
        ),
    ] = None
    offline: Annotated[
        bool,
        setting_meta(
            FLAG, Message("Work offline"), Message("Send no requests. Your library and saved answers stay available.")
        ),
    ] = False
    data_dir: Annotated[
        Path,
        setting_meta(
            FOLDER,
            Message("Library folder"),
            Message(
                "The folder of your papers, their PDFs and the database. "
                "Default: data in the profile, or “Scholar Library” in Documents."
            ),
            variable=False,
        ),
    ]
    cache_dir: Annotated[
        Path,
        setting_meta(
            FOLDER,
            Message("Cache folder"),
            Message("Saved answers of the services and unfinished downloads. You can empty it at any time."),
            variable=False,
        ),
    ]
    sources: Annotated[
        tuple[str, ...],
        setting_meta(
            CHOICES,
            Message("Sources to search"),
            Message(
                "Sources that are off are not searched, but still used for the papers that you open or get. While you "
                "work offline, the offline corpus is searched even if it is off."
            ),
            choices=(*SEARCH_SOURCES, CORPUS),
            variable=False,
        ),
    ] = SEARCH_SOURCES
    corpus_first: Annotated[
        bool,
        setting_meta(
            FLAG,
            Message("Offline corpus"),
            Message("The services are used only for what the offline corpus does not have."),
            variable=False,
        ),
    ] = False
    downloads_dir: Annotated[
        Path | None,
        setting_meta(
            FOLDER,
            Message("Downloads folder of the browser"),
            Message(
                "Checked for ten minutes after you open a paper in the browser. Files are copied, never moved. "
                "Default: the downloads folder of the system."
            ),
            variable=False,
        ),
    ] = None
    drag_folder: Annotated[
        Path | None,
        setting_meta(
            FOLDER,
            Message("Folder for dragged PDFs"),
            Message(
                "PDFs that you drag to another program stay here while their papers are in your library, because some "
                "programs only link to them. Default: in the library folder. Takes effect after a restart."
            ),
            variable=False,
        ),
    ] = None
    library_link: Annotated[
        str | None,
        setting_meta(
            TEMPLATE,
            Message("Library proxy or link resolver"),
            Message(
                "Opens papers that your institution's library pays for. Ask that library for the address of its proxy "
                "(often EZproxy) or link resolver (OpenURL). It ends with “url=”, or contains {url}, {url_encoded}, "
                "{doi} or {title}. It opens in the browser, only when you ask for it."
            ),
            variable=False,
        ),
    ] = None
    complete_titles: Annotated[
        bool,
        setting_meta(
            FLAG,
            Message("Suggest titles while typing"),
            Message(
                "While you type, the text is sent to Semantic Scholar. If this is off, nothing is sent until you press "
                "Enter."
            ),
            variable=False,
        ),
    ] = True
    unpaywall_days: Annotated[
        float,
        setting_meta(
            NUMBER,
            Message("Days to keep Unpaywall answers"),
            Message("After that, a DOI is looked up again. 0: answers never expire."),
            maximum=36500,
            variable=False,
        ),
    ] = 7.0
    watch: Annotated[
        bool,
        setting_meta(
            FLAG,
            Message("Check for news"),
            Message(
                "Check your papers and everything you follow in the background: closed papers that became open, "
                "preprints that were published, new results of saved searches. Off by default."
            ),
            variable=False,
        ),
    ] = False
    watch_every_hours: Annotated[
        int,
        setting_meta(
            COUNT,
            Message("Hours between checks"),
            Message("How often each paper, person and search that you follow is checked."),
            minimum=1,
            maximum=2160,
            variable=False,
        ),
    ] = 24
    refresh_counts: Annotated[
        bool,
        setting_meta(
            FLAG,
            Message("Update citation counts"),
            Message(
                "Update in the background how often the papers in your library are cited, each about once a month. "
                "The tooltip of a count says how old it is."
            ),
            variable=False,
        ),
    ] = True
    theme: Annotated[
        str,
        setting_meta(
            CHOICE,
            Message("Theme"),
            Message("“System” follows the colours and the contrast of the system."),
            choices=("system", "light", "dark", "high-contrast", "high-contrast-dark"),
            variable=False,
        ),
    ] = "system"
    text_size: Annotated[
        int,
        setting_meta(
            COUNT,
            Message("Text size"),
            Message("As a percentage of the system's text size."),
            minimum=100,
            maximum=200,
            variable=False,
        ),
    ] = 100
    language: Annotated[
        str,
        setting_meta(
            CHOICE,
            Message("Language"),
            Message("Takes effect after a restart."),
            choices=("system", "en", "de"),
        ),
    ] = "system"
    first_start_done: Annotated[
        bool,
        setting_meta(
            FLAG, Message("First start done"), Message("Whether the first-start page has been closed."), variable=False
        ),
    ] = False
    semantic_scholar_url: Annotated[
        str,
        setting_meta(
            URL,
            Message("Semantic Scholar"),
            Message("Address of the service; /graph/v1 and /recommendations/v1 are appended."),
        ),
    ] = "https://api.semanticscholar.org"
    unpaywall_url: Annotated[
        str, setting_meta(URL, Message("Unpaywall"), Message("Address of the service; /v2 is appended."))
    ] = "https://api.unpaywall.org"
    zenodo_url: Annotated[
        str, setting_meta(URL, Message("Zenodo"), Message("Address of the service; /api is appended."))
    ] = "https://zenodo.org"
    datasets_url: Annotated[
        str,
        setting_meta(
            URL,
            Message("Semantic Scholar Datasets"),
            Message("Address of the service; /datasets/v1 is appended. Default: the address of Semantic Scholar."),
        ),
    ]
    zotero_url: Annotated[
        str,
        setting_meta(
            URL, Message("Zotero"), Message("Address of the Zotero on this computer, to which papers can be sent.")
        ),
    ] = "http://127.0.0.1:23119"
    jabref_url: Annotated[
        str,
        setting_meta(
            URL, Message("JabRef"), Message("Address of the JabRef on this computer, to which papers can be sent.")
        ),
    ] = "http://127.0.0.1:23119"
    semantic_scholar_rate: Annotated[
        float,
        setting_meta(
            NUMBER, Message("Requests per second to Semantic Scholar"), Message("With or without a key. 0: no limit.")
        ),
    ] = DEFAULT_RATE
    semantic_scholar_pool: Annotated[
        int,
        setting_meta(
            COUNT, Message("Requests in 5 minutes without a key"), Message("0: no limit. Not used if you set a rate.")
        ),
    ] = 100
    host_delay: Annotated[
        float,
        setting_meta(
            NUMBER, Message("Seconds between downloads from a host"), Message("Counted for each host separately.")
        ),
    ] = 1.0
    host_connections: Annotated[
        int,
        setting_meta(
            COUNT,
            Message("Downloads from a host at the same time"),
            Message("Many hosts refuse more than 2."),
            minimum=1,
            maximum=16,
        ),
    ] = 2
    downloads: Annotated[
        int,
        setting_meta(
            COUNT, Message("Downloads at the same time"), Message("From all hosts together."), minimum=1, maximum=64
        ),
    ] = 8
    retry_wait: Annotated[
        float,
        setting_meta(
            NUMBER,
            Message("Seconds before a request is retried"),
            Message("Doubles with each retry. There are at most three retries."),
        ),
    ] = 1.0
    service_wait: Annotated[
        float,
        setting_meta(
            NUMBER,
            Message("Seconds to wait for an answer"),
            Message("After that, the request is retried."),
            minimum=0.1,
            maximum=600.0,
        ),
    ] = 20.0
    copy_wait: Annotated[
        float,
        setting_meta(
            NUMBER,
            Message("Seconds to wait for a slow copy"),
            Message(
                "How long a copy of a PDF may load at less than 1 kB per second, in all its attempts together. After "
                "that, its landing page and then the next copy are tried."
            ),
            minimum=0.1,
            maximum=86_400.0,
        ),
    ] = 90.0
    keep_outcomes: Annotated[
        float,
        setting_meta(
            NUMBER,
            Message("Days to keep failed outcomes"),
            Message(
                "During this time, the command “get” does not retry a paper that ended as closed, other files only, "
                "not found, refused or unavailable. 0: it always retries."
            ),
            maximum=36_500,
        ),
    ] = 7.0
    max_pdf_mb: Annotated[
        int,
        setting_meta(
            COUNT,
            Message("Largest PDF in MB"),
            Message("Larger files are not downloaded. Files of Zenodo records have no limit."),
            minimum=1,
            maximum=1_000_000,
        ),
    ] = 128
    copy_order: Annotated[
        str,
        setting_meta(
            CHOICE,
            Message("Order of PDF copies"),
            Message(
                "Fastest first: copies at hosts that allow automatic downloads. Published first: the journal's "
                "version. Only with a licence: no copies without an open licence."
            ),
            choices=("quickest", "published", "licensed"),
        ),
    ] = "quickest"
    citation_style: Annotated[
        str,
        setting_meta(
            STYLE,
            Message("Citation style"),
            Message("For references that you copy or export in the window."),
            variable=False,
        ),
    ] = "apa"
    citation_key_template: Annotated[
        str | None,
        setting_meta(
            CITATION_KEYS,
            Message("Citation keys"),
            Message(
                "The template for the keys of papers that you add or export, such as auth.lower + year + "
                "shorttitle(1,0). The keys in your library, and those in a file that you import, do not change. "
                "Default: author, year and first word of the title."
            ),
            variable=False,
        ),
    ] = None
    host_map: Annotated[
        dict[str, str],
        setting_meta(
            HOST_MAP,
            Message("Host map"),
            Message("host=URL or host=refuse, separated by commas; * means every other host."),
            in_file=False,
        ),
    ] = {}
    semantic_scholar_key: Annotated[
        str | None,
        setting_meta(
            SECRET,
            Message("Semantic Scholar key"),
            Message("Used in this run instead of the keyring. Never stored."),
            in_file=False,
        ),
    ] = None
    zenodo_token: Annotated[
        str | None,
        setting_meta(
            SECRET,
            Message("Zenodo token"),
            Message("Used in this run instead of the keyring. Never stored."),
            in_file=False,
        ),
    ] = None
    config_dir: Path
    size: tuple[int, int] | None = None
    demo: bool = False
    tour: Path | None = None
    debug: bool = False
    log: str | None = None
    profile: Path | None = None
    problem: str | None = None

    def __repr__(self) -> str:
        """Return the settings without secrets and without the e-mail: the text may be logged."""
        hidden = ("semantic_scholar_key", "zenodo_token", "email")
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        shown = (f"{name}={'set' if name in hidden and value else repr(value)}" for name, value in values.items())
        return f"Settings({', '.join(shown)})"  # not translated: the log is in English


SETTINGS = declared_settings(Settings)
"""The declarations of the fields that the user can set, in their order."""


def declaration(key: str) -> Setting:
    """Return the setting with *key* in config.toml. Raises UsageError listing the settings."""
    for setting in SETTINGS:
        if setting.key == key and setting.in_file:
            return setting
    raise UsageError(
        Message("There is no setting “{key}”.", key=key),
        hint=Message("The settings are: {settings}.", settings=", ".join(s.key for s in SETTINGS if s.in_file)),
        subject=key,
    )


def load(argv: Sequence[str] = (), environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this run: options before a command, then SCHOLAR_DESKTOP_* variables, then config.toml,
    then the defaults.

    Nothing is written, except a copy of an invalid config.toml as config.toml.bad.

    Raises:
        UsageError: naming the option or the variable and its valid values.
    """
    environ = os.environ if environ is None else environ
    options = parse_options(argv)
    named = options.profile or environ.get(VARIABLE_PREFIX + "PROFILE") or None
    profile_dir = Path(named).expanduser().absolute() if named else None
    places = profile.profile_folders(profile_dir, demo=options.demo)
    values: dict[str, Any] = {setting.key: setting.default for setting in SETTINGS}

    from_file, problem = _read_config(places.config / CONFIG_FILE)
    values.update(from_file)
    set_keys = set(from_file)
    for setting in SETTINGS:
        name = VARIABLE_PREFIX + setting.key.upper()
        if setting.variable and (text := environ.get(name, "").strip()):
            try:
                values[setting.key] = setting.parse(text)
                set_keys.add(setting.key)
            except ValueError as error:
                raise UsageError(
                    Message("{setting}: {problem}.", setting=name, problem=error.args[0]), subject=name
                ) from None

    if "semantic_scholar_rate" in set_keys:
        values["semantic_scholar_pool"] = 0
    if options.offline:
        values["offline"] = True
    if options.theme is not None:
        values["theme"] = _option("theme", options.theme)
    return Settings(
        **{
            **values,
            "config_dir": places.config,
            "data_dir": values["data_dir"] or places.data,
            "cache_dir": values["cache_dir"] or places.cache,
            "datasets_url": values["datasets_url"] or values["semantic_scholar_url"],
            "first_start_done": values["first_start_done"] or options.demo,
        },
        size=window_size(options.size),
        demo=options.demo,
        tour=Path(options.tour).expanduser().absolute() if options.tour else None,
        debug=options.debug,
        log=options.log,
        profile=profile_dir,
        problem=problem,
    )


def _option(key: str, text: str) -> Any:
    setting = declaration(key)
    try:
        return setting.parse(text)
    except ValueError as error:
        raise UsageError(Message("{setting}: {problem}.", setting=f"--{key}", problem=error.args[0])) from None


def _read_config(path: Path) -> tuple[dict[str, Any], str | None]:
    """Return the values in config.toml, and what is wrong with it (None: nothing)."""
    # 15 ms, most of it for re and datetime, which are imported anyway
    import tomllib

    try:
        content = read_file(path, MOST_SETTINGS_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return {}, None
    except UsageError as error:
        return {}, Message("{problem} The defaults are used.", problem=error.message)
    except OSError as error:
        reason = error.strerror or str(error)
        return {}, Message("Could not read {file}: {reason}. The defaults are used.", file=str(path), reason=reason)
    try:
        text = content.decode()
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return {}, _save_bad_copy(path, content, Message("line {line}: not UTF-8 text", line=line))
    except RecursionError:
        return {}, _save_bad_copy(path, content, Message("values are nested too deeply"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        return {}, _save_bad_copy(
            path, content, Message("line {line}: {reason}", line=line, reason=f"{reason[:1].lower()}{reason[1:]}")
        )

    values: dict[str, Any] = {}
    problems: list[Message] = []
    known = {setting.key: setting for setting in SETTINGS if setting.in_file}
    for key, value in table.items():
        line = _line_of(key, text)
        if key not in known:
            problems.append(Message("line {line}: there is no setting “{key}”", line=line, key=key))
            continue
        try:
            values[key] = known[key].check(value)
            if known[key].kind is FOLDER:
                values[key] = path.parent / values[key]
        except ValueError as error:
            problems.append(Message("line {line}: {setting}: {problem}", line=line, setting=key, problem=error.args[0]))
    if not problems:
        return values, None
    reason = problems[0]
    for problem in problems[1:]:
        reason = Message("{first}; {second}", first=reason, second=problem)
    return values, _save_bad_copy(path, content, reason, whole=False)


def _line_of(key: str, text: str) -> int:
    found = re.search(rf"""^\s*\[?\s*["']?{re.escape(key)}\b""", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


def _save_bad_copy(path: Path, content: bytes, reason: Message, *, whole: bool = True) -> Message:
    """Save a copy of the invalid file, and return what is wrong with it. The file itself is kept, so that it can be
    corrected.
    """
    beside = path.with_name(path.name + ".bad")
    is_copied = False
    try:
        if not beside.is_file() or beside.read_bytes() != content:
            profile.write_atomically(beside, content, is_private=True)
        is_copied = True
    except (OSError, DiskError) as error:
        log.info("no copy of the bad settings could be kept: %s", error)
    if whole:
        problem = Message("{file}, {reason}. The defaults are used.", file=str(path), reason=reason)
    else:
        problem = Message("{file}, {reason}. The defaults are used for these settings.", file=str(path), reason=reason)
    if not is_copied:
        return problem
    return Message("{problem} A copy was saved as {copy}.", problem=problem, copy=beside.name)
