"""Reads and writes the fields of a .bib file that name files, as the programs write them, and JabRef's groups."""

# not translated in this file: names of JabRef

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence

from scholar_desktop.domain.full_entry import LinkedFile, renamed_groups, without_slash
from scholar_desktop.formats.entries.vendor_habits import path_of_address
from scholar_desktop.formats.latex import read_letters

FILE_FIELDS = ("file", "pdf", "localfile", "local-url")
BIBDESK_FILE = re.compile(r"bdsk-file-[0-9]+")
_ESCAPED = re.compile(r"\\([\\:;{}$,_&%#])")
_SEPARATOR = re.compile(r"(?<!\\);")
_COLON = re.compile(r"(?<!\\):")
_BACKSLASH = re.compile(r"\$\\backslash\$|\{?\\textbackslash\}?(?:\{\})?")
_DRIVE = re.compile(r"[A-Za-z]")
_TO_ESCAPE = re.compile(r"[\\:;]")
_META = re.compile(r"\s*jabref-meta\s*:\s*([\w-]+)\s*:(.*)", re.DOTALL | re.IGNORECASE)
_GROUP = re.compile(r"\s*([0-9]+)\s+(\w+):(.*)", re.DOTALL)


def read_files(name: str, value: str) -> list[LinkedFile]:
    """Returns the files that the field *name* names.

    Forms: `title:path:type` with several by `;` (JabRef, Zotero, Mendeley), bare paths by `;` (KBibTeX, Better
    BibTeX), and the property lists of BibDesk.
    """
    if BIBDESK_FILE.fullmatch(name):
        return _bibdesk(value)
    if name == "local-url":
        return [LinkedFile(path_of_address(value))]
    text = read_letters(_BACKSLASH.sub(r"\\", _without_braces(value.strip())).replace("&#44;", ","))
    found = [_read_one(part.strip()) for part in _SEPARATOR.split(text) if part.strip()]
    return [one for one in found if one.path]


def _read_one(text: str) -> LinkedFile:
    parts = _COLON.split(text)
    joined: list[str] = []
    for part in parts:
        is_rest = joined and (
            (_DRIVE.fullmatch(joined[-1]) and part[:1] in ("/", "\\"))
            or (joined[-1].lower() in ("http", "https", "file") and part.startswith("//"))
        )
        if is_rest:
            joined[-1] += f":{part}"
        else:
            joined.append(part)
    plain = [_ESCAPED.sub(r"\1", part).strip() for part in joined]
    if len(plain) == 1:
        return LinkedFile(_local(plain[0]))
    if len(plain) == 2:
        # a title and a path, or a path and its type
        return (
            LinkedFile(_local(plain[0]), "", plain[1])
            if "." in plain[0] and "." not in plain[1]
            else LinkedFile(_local(plain[1]), plain[0])
        )
    return LinkedFile(_local(plain[1]), plain[0], plain[2])


def _without_braces(text: str) -> str:
    """Returns *text* without the pair of braces around all of it, which Papers writes."""
    is_whole = text.startswith("{") and text.endswith("}") and "}" not in text[1:-1]
    return text[1:-1] if is_whole else text


def _local(path: str) -> str:
    return path_of_address(path) if path.startswith("file://") else path


def _bibdesk(value: str) -> list[LinkedFile]:
    import plistlib

    try:
        sent = plistlib.loads(base64.b64decode("".join(value.split()), validate=True))
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError, plistlib.InvalidFileException):
        return []
    if not isinstance(sent, dict):
        return []
    path = sent.get("relativePath")
    objects = sent.get("$objects")
    if path is None and isinstance(objects, list):  # an archive of objects, in which the path is one of the texts
        path = next((one for one in objects if isinstance(one, str) and re.search(r"\.\w{2,5}$", one)), None)
    return [LinkedFile(path)] if isinstance(path, str) and path else []


def write_files(files: Sequence[LinkedFile]) -> str:
    """Returns the field `file` as JabRef and Zotero read it."""
    return ";".join(
        ":".join(_TO_ESCAPE.sub(r"\\\g<0>", part) for part in (one.title, one.path, one.type)) for one in files
    )


class JabRefMeta:
    """What JabRef writes into the comments of a .bib file: groups, and where files are."""

    def __init__(self) -> None:
        self.folders: list[str] = []
        self.paths: dict[str, list[str]] = {}
        """The paths of the groups by their bare name; `groups` of an entry has the names."""
        self.members: dict[str, list[str]] = {}
        """The paths of the groups by the keys of entries, for old versions, which list the keys in the groups."""
        self.is_biblatex: bool | None = None
        self.names: list[str] = []
        """The names of the groups."""

    def read(self, comment: str) -> None:
        """Reads the text of an @comment; other comments are ignored."""
        found = _META.match(comment)
        if found is None:
            return
        name, value = found[1].lower(), found[2].strip()
        if name.startswith("filedirectory"):
            self.folders.append(value.rstrip(";").replace("\\\\", "\\").strip())
        elif name == "databasetype":
            self.is_biblatex = value.rstrip(";").strip().lower() == "biblatex"
        elif name in ("grouping", "groupstree"):
            self._read_groups(value.replace("\r", "").replace("\n", ""))

    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Returns as `renamed_groups` for the groups."""
        return renamed_groups(self.names)

    def _read_groups(self, text: str) -> None:
        above: list[str] = []
        for record in _records(text):
            found = _GROUP.match(record)
            if found is None:
                continue
            level, kind, parts = int(found[1]), found[2], list(_records(found[3]))
            if level == 0 or not parts:
                continue
            self.names.append(parts[0].strip())
            above = [*above[: level - 1], *[""] * max(0, level - 1 - len(above)), without_slash(self.names[-1])]
            path = "/".join(part for part in above if part)
            if kind in ("StaticGroup", "ExplicitGroup"):
                self.paths.setdefault(parts[0].strip(), []).append(path)
                if kind == "ExplicitGroup":
                    for key in parts[2:]:
                        if key:
                            self.members.setdefault(key, []).append(path)


def _records(text: str) -> Iterator[str]:
    """Yields the parts of *text* that end with `;`, without one level of quotes."""
    part: list[str] = []
    place = 0
    while place < len(text):
        character = text[place]
        if character == "\\" and place + 1 < len(text):
            part.append(text[place + 1])
            place += 2
            continue
        if character == ";":
            yield "".join(part)
            part = []
        else:
            part.append(character)
        place += 1
    if "".join(part).strip():
        yield "".join(part)


def write_groups(paths: Sequence[str]) -> tuple[str, Mapping[str, str]]:
    """Returns JabRef's comment for the groups at *paths*, and the name of each group by its path.

    Membership is by the bare name, so groups of one name get different ones.
    """
    names: dict[str, str] = {}
    whole: list[str] = []
    for path in paths:
        parts = path.split("/")
        whole += ["/".join(parts[: end + 1]) for end in range(len(parts))]
    for path in dict.fromkeys(whole):
        name, number = path.rpartition("/")[2].replace("{", "(").replace("}", ")"), 2
        base = name
        while name in names.values():
            name, number = f"{base} ({number})", number + 1
        names[path] = name
    lines = ["0 AllEntriesGroup:;"]
    for path in sorted(names, key=lambda one: one.split("/")):
        record = f"{path.count('/') + 1} StaticGroup:" + "".join(
            f"{_quoted(part)}\\;" for part in (names[path], "0", "1", "", "", "")
        )
        lines.append(f"{record};")
    return "@Comment{jabref-meta: grouping:\n" + "\n".join(lines) + "\n}\n", names


def _quoted(text: str) -> str:
    """Returns a part of a record, quoted twice: as a part, and within the record."""
    once = text.replace("\\", "\\\\").replace(";", "\\;")
    return once.replace("\\", "\\\\").replace(";", "\\;")
