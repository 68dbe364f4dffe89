"""Declares every setting once, and combines the options, environment variables and config.toml of one run."""

from __future__ import annotations

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
    COUNT,
    EMAIL,
    FLAG,
    FOLDER,
    HOST_MAP,
    NUMBER,
    SECRET,
    TEMPLATE,
    URL,
    Setting,
    declared_settings,
    setting_meta,
    window_size,
)
from scholar_desktop.domain.source import CORPUS, SEARCH_SOURCES
from scholar_desktop.domain.text.email import email_problem

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
            "Unpaywall e-mail",
            "Unpaywall wants an address with each question, and is the only service that gets it. "
            "Without one, no open copy is looked up there.",
        ),
    ] = None
    offline: Annotated[
        bool, setting_meta(FLAG, "Work offline", "Ask no service; the library and kept answers go on working.")
    ] = False
    data_dir: Annotated[
        Path,
        setting_meta(
            FOLDER,
            "Library folder",
            "Where the papers you keep, their PDFs and the database lie. "
            "Default: data in the profile, else 'Scholar Library' in Documents.",
            variable=False,
        ),
    ]
    cache_dir: Annotated[
        Path,
        setting_meta(
            FOLDER,
            "Folder for kept answers",
            "Answers of the services and files under way. It may be emptied at any time.",
            variable=False,
        ),
    ]
    sources: Annotated[
        tuple[str, ...],
        setting_meta(
            CHOICES,
            "Services to search",
            "A search sends nothing to a service that is off, and its chip says so.",
            choices=(*SEARCH_SOURCES, CORPUS),
            variable=False,
        ),
    ] = SEARCH_SOURCES
    corpus_first: Annotated[
        bool,
        setting_meta(FLAG, "Ask the offline corpus first", "Services are asked for what it lacks.", variable=False),
    ] = False
    downloads_dir: Annotated[
        Path | None,
        setting_meta(
            FOLDER,
            "Downloads folder of the browser",
            "Watched for ten minutes when you fetch a PDF in the browser; nothing in it is moved. "
            "Default: the system's own.",
            variable=False,
        ),
    ] = None
    drag_folder: Annotated[
        Path | None,
        setting_meta(
            FOLDER,
            "Folder for dragged PDFs",
            "A PDF that you drag to another program stays here while its paper is in your library, because some "
            "programs keep a link to it. Default: a folder in the library's. Takes effect after a restart.",
            variable=False,
        ),
    ] = None
    library_link: Annotated[
        str | None,
        setting_meta(
            TEMPLATE,
            "Way through your library",
            "A proxy prefix or an OpenURL resolver: an address with {url}, {url_encoded}, {doi} or "
            "{title} in it. Opened in "
            "the browser for one paper at a time, when you press for it; never by the queue.",
            variable=False,
        ),
    ] = None
    complete_titles: Annotated[
        bool,
        setting_meta(
            FLAG,
            "Complete titles while typing",
            "After a pause in typing, the text goes to Semantic Scholar. Off: nothing is sent before you press Enter.",
            variable=False,
        ),
    ] = True
    unpaywall_days: Annotated[
        float,
        setting_meta(
            NUMBER,
            "Days that an answer of Unpaywall is good",
            "After that a DOI is asked for again. 0: an answer never expires.",
            maximum=36500,
            variable=False,
        ),
    ] = 7.0
    watch: Annotated[
        bool,
        setting_meta(
            FLAG,
            "Look for news in the background",
            "Look up what you keep and follow: closed papers that became open, preprints that were published, saved "
            "searches. Off until you choose it.",
            variable=False,
        ),
    ] = False
    watch_every_hours: Annotated[
        int,
        setting_meta(
            COUNT,
            "Hours between two looks",
            "How often each watched thing is looked up.",
            minimum=1,
            maximum=2160,
            variable=False,
        ),
    ] = 24
    theme: Annotated[
        str,
        setting_meta(
            CHOICE,
            "Theme",
            "Or as the desktop has it. Text follows the size that the desktop gives.",
            choices=("system", "light", "dark"),
            variable=False,
        ),
    ] = "system"
    language: Annotated[
        str,
        setting_meta(
            CHOICE,
            "Language",
            "Takes effect after a restart.",
            choices=("system", "en", "de"),
        ),
    ] = "system"
    first_start_done: Annotated[
        bool,
        setting_meta(FLAG, "First start seen", "Whether the page of the first start has been closed.", variable=False),
    ] = False
    semantic_scholar_url: Annotated[
        str,
        setting_meta(
            URL, "Semantic Scholar", "Address of the service; /graph/v1 and /recommendations/v1 are appended."
        ),
    ] = "https://api.semanticscholar.org"
    unpaywall_url: Annotated[str, setting_meta(URL, "Unpaywall", "Address of the service; /v2 is appended.")] = (
        "https://api.unpaywall.org"
    )
    zenodo_url: Annotated[str, setting_meta(URL, "Zenodo", "Address of the service; /api is appended.")] = (
        "https://zenodo.org"
    )
    datasets_url: Annotated[
        str,
        setting_meta(
            URL,
            "Semantic Scholar Datasets",
            "Address of the service; /datasets/v1 is appended. Default: that of Semantic Scholar.",
        ),
    ]
    semantic_scholar_rate: Annotated[
        float, setting_meta(NUMBER, "Requests a second to Semantic Scholar", "With a key or without; 0 means no limit.")
    ] = DEFAULT_RATE
    semantic_scholar_pool: Annotated[
        int, setting_meta(COUNT, "Requests in 5 minutes without a key", "0, or with a rate: no limit.")
    ] = 100
    host_delay: Annotated[
        float, setting_meta(NUMBER, "Seconds between downloads from one host", "Each host has its own clock.")
    ] = 1.0
    host_connections: Annotated[
        int,
        setting_meta(
            COUNT, "Downloads at once from one host", "More than 2 is more than most hosts like.", minimum=1, maximum=16
        ),
    ] = 2
    downloads: Annotated[
        int, setting_meta(COUNT, "Downloads at once", "Over all hosts together.", minimum=1, maximum=64)
    ] = 8
    retry_wait: Annotated[
        float,
        setting_meta(
            NUMBER,
            "First wait before a request is tried again, in seconds",
            "It doubles with each of at most three further tries.",
        ),
    ] = 1.0
    service_wait: Annotated[
        float,
        setting_meta(
            NUMBER,
            "Seconds that a service has to answer",
            "After that the request is tried again.",
            minimum=0.1,
            maximum=600.0,
        ),
    ] = 20.0
    copy_wait: Annotated[
        float,
        setting_meta(
            NUMBER,
            "Seconds that one copy may be slow",
            "How long one copy of a PDF may bring less than 1 kB a second, over all its tries together. After that its "
            "page and then the next copy are tried.",
            minimum=0.1,
            maximum=86_400.0,
        ),
    ] = 90.0
    keep_outcomes: Annotated[
        float,
        setting_meta(
            NUMBER,
            "Days that a final outcome is kept",
            "The command `get` does not ask again for a paper that ended as closed, no PDF, not found, refused or "
            "unavailable within this time. 0: it always does.",
            maximum=36_500,
        ),
    ] = 7.0
    max_pdf_mb: Annotated[
        int,
        setting_meta(
            COUNT,
            "Largest PDF in MB",
            "A file that grows past this is given up. Zenodo's files, asked for by name, have no limit.",
            minimum=1,
            maximum=1_000_000,
        ),
    ] = 128
    copy_order: Annotated[
        str,
        setting_meta(
            CHOICE,
            "Which copies are tried first",
            "Quickest: hosts that serve programs first. Published: the journal's version first. Licensed: only copies "
            "with an open licence.",
            choices=("quickest", "published", "licensed"),
        ),
    ] = "quickest"
    host_map: Annotated[
        dict[str, str],
        setting_meta(
            HOST_MAP,
            "Host map",
            "host=URL or host=refuse, separated by commas; * stands for every other host.",
            in_file=False,
        ),
    ] = {}
    semantic_scholar_key: Annotated[
        str | None,
        setting_meta(SECRET, "Semantic Scholar key", "For this run, before the keyring, never written.", in_file=False),
    ] = None
    zenodo_token: Annotated[
        str | None,
        setting_meta(SECRET, "Zenodo token", "For this run, before the keyring, never written.", in_file=False),
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
        return f"Settings({', '.join(shown)})"


SETTINGS = declared_settings(Settings)
"""The declarations of the fields that the user can set, in their order."""


def declaration(key: str) -> Setting:
    """Return the setting with *key* in config.toml. Raises UsageError listing the settings."""
    for setting in SETTINGS:
        if setting.key == key and setting.in_file:
            return setting
    raise UsageError(
        f"There is no setting '{key}'.",
        hint="The settings are: " + ", ".join(s.key for s in SETTINGS if s.in_file) + ".",
        subject=key,
    )


class Options(msgspec.Struct, frozen=True):
    """The options before a command, and `rest`: the command and its arguments (empty: the window)."""

    profile: str | None = None
    demo: bool = False
    offline: bool = False
    theme: str | None = None
    size: str | None = None
    tour: str | None = None
    debug: bool = False
    log: str | None = None
    version: bool = False
    help: bool = False
    json: bool = False
    quiet: bool = False
    rest: tuple[str, ...] = ()


OPTIONS: tuple[tuple[str, str | None, str], ...] = (
    ("profile", "DIR", "keep settings, library and kept answers in DIR/config, DIR/data, DIR/cache"),
    ("demo", None, "use the built-in demo services: no network, no account, a profile of its own"),
    ("offline", None, "ask no service"),
    ("theme", "light|dark", "the window's colours"),
    ("size", "WxH", "the window's size in pixels"),
    ("tour", "DIR", "let the window do the main job by itself and write a picture of each step to DIR"),
    ("debug", None, "show where an unexpected error arose, and watch for stalls"),
    ("log", "AREAS", "log these parts to stderr (net,library,...; all)"),
    ("version", None, "print the version"),
    ("help", None, "print this"),
    ("json", None, "one JSON object on standard output"),
    ("quiet", None, "no progress on stderr"),
)
"""(name, its value or None for a switch, help) of every option that may precede a command."""


def parse_options(argv: Sequence[str]) -> Options:
    """Parse the options up to the first word that is not an option. Raises UsageError naming the option."""
    takes = {name: value for name, value, _ in OPTIONS}
    found: dict[str, Any] = {}
    position = 0
    while position < len(argv) and argv[position].startswith("-") and argv[position] != "-":
        word = argv[position]
        position += 1
        if word == "--":
            break
        name, equals, value = ("help", "", "") if word == "-h" else word.removeprefix("--").partition("=")
        if (not word.startswith("--") and word != "-h") or name not in takes:
            raise UsageError(
                f"There is no option {word}.", hint="The options are: " + ", ".join(f"--{n}" for n in takes) + "."
            )
        if takes[name] is None:
            if equals:
                raise UsageError(f"--{name} takes no value.")
            found[name] = True
            continue
        if not equals:
            if position == len(argv):
                raise UsageError(f"--{name} needs a value: {takes[name]}.")
            value = argv[position]
            position += 1
        if not value or (not equals and value.startswith("--")):
            raise UsageError(f"--{name} needs a value: {takes[name]}.")
        found[name] = value
    return Options(**found, rest=tuple(argv[position:]))


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
                raise UsageError(f"{name} {error}.", subject=name) from None

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
        raise UsageError(f"--{key} {error}.") from None


def _read_config(path: Path) -> tuple[dict[str, Any], str | None]:
    """Return the values in config.toml, and what is wrong with it (None: nothing)."""
    # 15 ms, most of it for re and datetime, which are imported anyway
    import tomllib

    try:
        content = read_file(path, MOST_SETTINGS_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return {}, None
    except UsageError as error:
        return {}, f"{error.message.removesuffix('.')}. The defaults are used."
    except OSError as error:
        return {}, f"{path} could not be read: {error.strerror or error}. The defaults are used."
    try:
        text = content.decode()
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return {}, _save_bad_copy(path, content, f"line {line}: the text is not UTF-8")
    except RecursionError:
        return {}, _save_bad_copy(path, content, "its values are nested too deeply")
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        return {}, _save_bad_copy(path, content, f"line {line}: {reason[:1].lower()}{reason[1:]}")

    values: dict[str, Any] = {}
    problems: list[str] = []
    known = {setting.key: setting for setting in SETTINGS if setting.in_file}
    for key, value in table.items():
        line = _line_of(key, text)
        if key not in known:
            problems.append(f"line {line}: there is no setting '{key}'")
            continue
        try:
            values[key] = known[key].check(value)
            if known[key].kind is FOLDER:
                values[key] = path.parent / values[key]
        except ValueError as error:
            problems.append(f"line {line}: {key} {error}")
    return values, _save_bad_copy(path, content, "; ".join(problems), whole=False) if problems else None


def _line_of(key: str, text: str) -> int:
    found = re.search(rf"""^\s*\[?\s*["']?{re.escape(key)}\b""", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1


def _save_bad_copy(path: Path, content: bytes, reason: str, *, whole: bool = True) -> str:
    """Save a copy of the invalid file, and return what is wrong with it. The file itself is kept, so that it can be
    corrected.
    """
    beside = path.with_name(path.name + ".bad")
    kept = ""
    try:
        if not beside.is_file() or beside.read_bytes() != content:
            profile.write_atomically(beside, content, is_private=True)
        kept = f" A copy is kept as {beside.name}."
    except (OSError, DiskError) as error:
        log.info("no copy of the bad settings could be kept: %s", error)
    used = "The defaults are used." if whole else "For these settings the defaults are used."
    return f"{path}, {reason}. {used}{kept}"


class SettingsFile:
    """config.toml of one profile: the settings that the user has chosen, with comments and order preserved."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        return self._path

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the settings in the file."""
        return tuple(str(key) for key in self._document())

    def get(self, key: str) -> Any:
        """Return the value as chosen, or None when the file has no *key* (or no valid value for it)."""
        setting = declaration(key)
        value = self._document().unwrap().get(key)
        try:
            return None if value is None else setting.check(value)
        except ValueError:
            return None

    def set(self, key: str, value: Any) -> Any:
        """Validate and store *value* (text or already of its type; None or "" restores the default); the file is
        written atomically.

        Returns:
            The value as it is now.

        Raises:
            UsageError: there is no such setting, or the value is not valid for it.
            DiskError: the file cannot be written.
        """
        setting = declaration(key)
        if isinstance(value, str):
            value = value.strip()
        document = self._document()
        if value is None or value == "":
            document.pop(key, None)
            checked = setting.default
        else:
            try:
                checked = setting.parse(value) if isinstance(value, str) else setting.check(value)
            except ValueError as error:
                raise UsageError(f"{key} {error}.", subject=key) from None
            if isinstance(checked, Path):
                checked = checked.absolute()
            if setting.kind is EMAIL and (problem := email_problem(checked)) is not None:
                raise UsageError(problem, hint="Enter your own address.", subject=key)
            document[key] = setting.plain(checked)
        profile.write_atomically(self._path, document.as_string().encode(), is_private=True)
        return checked

    def _document(self) -> Any:
        # 30 ms: only needed when a setting is read from the file or changed
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            return tomlkit.parse(read_file(self._path, MOST_SETTINGS_BYTES).decode())
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, TOMLKitError, RecursionError):
            # load() has saved a copy of a bad file as config.toml.bad and reported it
            return tomlkit.document()
        except OSError as error:
            raise DiskError(
                f"{self._path} could not be read: {error.strerror or error}.", subject=str(self._path)
            ) from error
