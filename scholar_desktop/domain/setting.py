"""The kinds of settings (a flag, a number, an address, ...) and how their values are read and checked.

An invalid value raises ValueError with a message for the user.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.text.message import Message


class SettingKind(msgspec.Struct, frozen=True):
    """A kind of setting.

    read: converts text (of an option, a variable, the command line) to a value; check: checks a value from config.toml.
    Both return the value, and raise ValueError with a `Message` that follows the setting's name and a colon ('must be a
    number from 1 to 9, not “x”').
    """

    name: str
    read: Callable[[Setting, str], Any]
    check: Callable[[Setting, Any], Any]


class Setting(msgspec.Struct, frozen=True):
    """One setting, as its field declares it (`setting_meta`).

    The settings page, the check, the default and the documentation are all derived from this declaration.

    kind: the kind of value; default: None means 'not set'; choices: all allowed values; minimum, maximum: inclusive,
    None for no bound; in_file: it may be set in config.toml; variable: it may be set by SCHOLAR_DESKTOP_<KEY>.
    """

    key: str
    kind: SettingKind
    default: Any
    title: str
    help: str
    choices: tuple[str, ...] = ()
    minimum: float | None = 0
    maximum: float | None = None
    in_file: bool = True
    variable: bool = True

    @property
    def type(self) -> str:
        """The name of its kind, for the documentation and to select a control."""
        return self.kind.name

    def parse(self, text: str) -> Any:
        """Returns the value of *text*.

        Raises:
            ValueError: The text is invalid; the message says what is allowed.
        """
        return self.kind.read(self, text.strip())

    def check(self, value: Any) -> Any:
        """Returns *value* with the right type and within its bounds.

        Raises:
            ValueError: The value is invalid; the message says what is allowed.
        """
        return self.kind.check(self, value)

    def plain(self, value: Any) -> Any:
        """Returns *value* as written in TOML and JSON."""
        if isinstance(value, Path):
            return str(value)
        return list(value) if isinstance(value, tuple) else value


def _text(setting: Setting, value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError(Message("must be text, not “{value}”", value=str(value)))
    return setting.parse(value)


def _read_email(setting: Setting, text: str) -> str:
    # checks only the form: `email_problem` checks more where the user types an address, and the service decides
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", text):
        raise ValueError(Message("must be an e-mail address such as name@university.edu, not “{value}”", value=text))
    return text


_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


def _read_flag(setting: Setting, text: str) -> bool:
    if text.lower() not in _TRUE + _FALSE:
        raise ValueError(Message("must be 1 or 0 (true, false, yes, no, on, off), not “{value}”", value=text))
    return text.lower() in _TRUE


def _check_flag(setting: Setting, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(Message("must be true or false, not “{value}”", value=str(value)))
    return value


def _number_problem(setting: Setting, value: object) -> ValueError:
    """Return the error that *value* is no number within the bounds of *setting*, which has a minimum."""
    given = {"least": f"{setting.minimum:.12g}", "value": str(value)}
    if setting.maximum is None:
        if setting.kind is COUNT:
            return ValueError(Message("must be a whole number of at least {least}, not “{value}”", **given))
        return ValueError(Message("must be a number of at least {least}, not “{value}”", **given))
    given["most"] = f"{setting.maximum:.12g}"
    if setting.kind is COUNT:
        return ValueError(Message("must be a whole number from {least} to {most}, not “{value}”", **given))
    return ValueError(Message("must be a number from {least} to {most}, not “{value}”", **given))


def _in_bounds(setting: Setting, value: float) -> bool:
    return (
        math.isfinite(value)
        and (setting.minimum is None or value >= setting.minimum)
        and (setting.maximum is None or value <= setting.maximum)
    )


def _check_number(setting: Setting, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _in_bounds(setting, value):
        raise _number_problem(setting, value)
    return float(value)


def _read_number(setting: Setting, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not _in_bounds(setting, value):
        raise _number_problem(setting, text)
    return value


def _check_count(setting: Setting, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not _in_bounds(setting, value):
        raise _number_problem(setting, value)
    return value


def _read_count(setting: Setting, text: str) -> int:
    value = int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None
    if value is None or not _in_bounds(setting, value):
        raise _number_problem(setting, text)
    return value


def _read_folder(setting: Setting, text: str) -> Path:
    if "\0" in text or not text:
        raise ValueError(Message("must be a folder"))
    return Path(text).expanduser()


def _read_url(setting: Setting, text: str) -> str:
    return read_base_url(text)


def read_base_url(text: str) -> str:
    """Returns the address scheme://host[:port][/prefix] without a slash at its end.

    Raises:
        ValueError: The address is invalid; the message says what is allowed.
    """
    problem = Message("must be an http or https address such as https://example.org/prefix, not “{value}”", value=text)
    try:
        parts = urlsplit(text)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(problem) from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not port_is_good
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
        or re.search(r"\s", text)
    ):
        raise ValueError(problem)
    return text.rstrip("/")


TEMPLATE_FIELDS = ("url", "url_encoded", "doi", "title")


def _read_template(setting: Setting, text: str) -> str:
    """Returns an address with fields in braces; an address without fields is a prefix and must end so that an address
    can follow."""
    fields = re.findall(r"\{([^{}]*)\}", text)
    unknown = [name for name in fields if name not in TEMPLATE_FIELDS]
    if unknown:
        named = _either([f"{{{name}}}" for name in TEMPLATE_FIELDS])
        raise ValueError(Message("may contain {fields}, not {value}", fields=named, value=f"{{{unknown[0]}}}"))
    bare = re.sub(r"\{[^{}]*\}", "x", text)
    try:
        parts = urlsplit(bare)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and "{" not in bare and "}" not in bare
    except ValueError:
        good = False
    if not good or re.search(r"\s", text) or "@" in urlsplit(bare).netloc:
        example = "https://proxy.university.edu/login?url={url}"
        raise ValueError(
            Message("must be an http or https address such as {example}, not “{value}”", example=example, value=text)
        )
    if not fields and not text.endswith(("=", "/")):
        raise ValueError(Message("must contain {url}, {url_encoded}, {doi} or {title}, or end with url="))
    return text


def _read_style(setting: Setting, text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,150}|[^\0]+\.csl", text):
        raise ValueError(
            Message("must be the name of a citation style or the path of a .csl file, not “{value}”", value=text)
        )
    return text


def _read_citation_keys(setting: Setting, text: str) -> str:
    # checks only the form: where it is set, the parts are checked by the code that makes the keys
    if not text.isprintable() or len(text) > 500:
        raise ValueError(Message("must be a template such as auth.lower + year + shorttitle(1,0)"))
    return text


def _read_choice(setting: Setting, text: str) -> str:
    if text.lower() not in setting.choices:
        raise ValueError(Message("must be {choices}, not “{value}”", choices=_either(setting.choices), value=text))
    return text.lower()


def _read_choices(setting: Setting, text: str) -> tuple[str, ...]:
    return _check_choices(setting, [part.strip().lower() for part in text.split(",") if part.strip()])


def _check_choices(setting: Setting, value: Any) -> tuple[str, ...]:
    if (
        not isinstance(value, list | tuple)
        or not value
        or not all(isinstance(part, str) and part in setting.choices for part in value)
    ):
        shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        raise ValueError(
            Message("must be one or more of {choices}, not “{value}”", choices=", ".join(setting.choices), value=shown)
        )
    return tuple(dict.fromkeys(value))


def _read_host_map(setting: Setting, text: str) -> dict[str, str]:
    hosts: dict[str, str] = {}
    for entry in text.split(","):
        if not entry.strip():
            continue
        host, equals, target = (part.strip() for part in entry.partition("="))
        host = host.lower().rstrip(".")
        if not equals or not re.fullmatch(r"\*|[^\s/=@*]+", host):
            problem = Message(
                "must be host=URL or host=refuse, separated by commas, not “{value}”", value=entry.strip()
            )
            raise ValueError(problem)
        if target.lower() == "refuse":
            hosts[host] = "refuse"
            continue
        try:
            hosts[host] = read_base_url(target)
        except ValueError as error:
            raise ValueError(Message("{host}: {problem}", host=host, problem=error.args[0])) from None
    return hosts


def _read_secret(setting: Setting, text: str) -> str:
    if not text.isascii() or not text.isprintable() or " " in text:
        # the value itself never appears in an error
        raise ValueError(Message("contains characters that a key cannot have"))
    return text


def _no_file(setting: Setting, value: Any) -> Any:
    raise ValueError(Message("cannot be set in the file"))


def _either(choices: Iterable[str]) -> str:
    *first, last = choices
    return Message("{choices} or {last}", choices=", ".join(first), last=last) if first else last


EMAIL = SettingKind("email", _read_email, _text)
FLAG = SettingKind("flag", _read_flag, _check_flag)
NUMBER = SettingKind("number", _read_number, _check_number)
COUNT = SettingKind("count", _read_count, _check_count)
FOLDER = SettingKind("folder", _read_folder, _text)
STYLE = SettingKind("style", _read_style, _text)
CITATION_KEYS = SettingKind("citation_keys", _read_citation_keys, _text)
URL = SettingKind("url", _read_url, _text)
TEMPLATE = SettingKind("template", _read_template, _text)
CHOICE = SettingKind("choice", _read_choice, _text)
CHOICES = SettingKind("choices", _read_choices, _check_choices)
HOST_MAP = SettingKind("host_map", _read_host_map, _no_file)
SECRET = SettingKind("secret", _read_secret, _no_file)


def setting_meta(
    kind: SettingKind,
    title: str,
    help: str,  # noqa: A002  as in Setting
    *,
    choices: tuple[str, ...] = (),
    minimum: float = 0,
    maximum: float | None = None,
    in_file: bool = True,
    variable: bool = True,
) -> msgspec.Meta:
    """Return the metadata by which a field declares a setting; see `Setting` for the arguments."""
    least, most = (minimum, maximum) if kind in (NUMBER, COUNT) else (None, None)
    # title and help are part of `extra`: msgspec's own fields for them take no subclass of str
    texts = {"title": title, "help": help}
    extra = {"kind": kind, "choices": choices, "in_file": in_file, "variable": variable, **texts}
    return msgspec.Meta(ge=least, le=most, extra=extra)


def declared_settings(struct: type[msgspec.Struct]) -> tuple[Setting, ...]:
    """Return the settings that the fields of *struct* declare. A field without a default is not set by default."""
    found = []
    for field in msgspec.structs.fields(struct):
        for meta in getattr(field.type, "__metadata__", ()):
            default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
            declared = Setting(
                field.name,
                default=None if default is msgspec.NODEFAULT else default,
                minimum=meta.ge,
                maximum=meta.le,
                **meta.extra,
            )
            found.append(declared)
    return tuple(found)


def window_size(text: str | None) -> tuple[int, int] | None:
    """Returns (width, height) of the option --size, None without one. Raises UsageError."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{3,5})x(\d{3,5})", text.strip().lower())
    if not found:
        raise UsageError(
            Message("--size must be width x height in pixels, such as 1280x800, not “{value}”.", value=text)
        )
    return int(found[1]), int(found[2])
