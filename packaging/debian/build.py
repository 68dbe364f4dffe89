"""Make the .deb of the folder that PyInstaller has built: `python packaging/debian/build.py FOLDER ICONS OUTPUT`.

FOLDER: of the program; ICONS: as `packaging/linux/icons.py` filled it; OUTPUT: the folder for the .deb, whose name is
printed. Needs dpkg-deb. The program goes to /usr/lib/scholar-desktop, with a link in /usr/bin.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
NAME = "scholar-desktop"
CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: The Scholar Desktop developers <packages@scholar-desktop.example>
Installed-Size: {size}
Depends: {depends}
Recommends: gnome-keyring | kwalletmanager | keepassxc, xdg-utils
Section: science
Priority: optional
Description: find papers, see who cites them and why, keep the open copy
 One search over Semantic Scholar, Unpaywall and Zenodo; the sentences in which
 a paper is cited; its open copy, checked to be a whole PDF of this paper; and
 a library of plain folders that works without a network. A demo needs neither
 network nor account.
"""


def version() -> str:
    text = (ROOT / "scholar_desktop" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise RuntimeError("scholar_desktop/__init__.py names no version")
    return found[1]


def depends() -> str:
    lines = (HERE / "depends").read_text("utf-8").splitlines()
    return ", ".join(line for line in lines if line and not line.startswith("#"))


def fill(tree: Path, program: Path, icons: Path) -> None:
    """Lay out below *tree* what the package installs."""
    share = tree / "usr" / "share"
    shutil.copytree(program, tree / "usr" / "lib" / NAME, symlinks=True)
    link = tree / "usr" / "bin" / NAME
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../lib/{NAME}/{NAME}")
    shutil.copytree(icons, share / "icons")
    linux = ROOT / "packaging" / "linux"
    for file, place in (
        (linux / f"{NAME}.desktop", share / "applications"),
        (linux / f"{NAME}.metainfo.xml", share / "metainfo"),
        (HERE / "copyright", share / "doc" / NAME),
        (ROOT / "THIRD_PARTY.md", share / "doc" / NAME),
    ):
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place / file.name)
    changes = gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), 9, mtime=0)
    (share / "doc" / NAME / "changelog.gz").write_bytes(changes)
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or (path.parent.name == NAME and path.name == NAME) else 0o644)


def build(program: Path, icons: Path, output: Path) -> Path:
    """Write the package into *output* and return its path. Raises CalledProcessError when dpkg-deb fails."""
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    output.mkdir(parents=True, exist_ok=True)
    package = output / f"{NAME}_{version()}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=output) as temporary:
        tree = Path(temporary) / "tree"
        fill(tree, program, icons)
        size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
        control = tree / "DEBIAN" / "control"
        control.parent.mkdir(mode=0o755)
        control.write_text(
            CONTROL.format(
                name=NAME, version=version(), architecture=architecture, size=size // 1024 + 1, depends=depends()
            ),
            encoding="utf-8",
        )
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{os.environ.get('DEB_LEVEL', '1')}", "--build"]
        subprocess.run([*command, str(tree), str(package)], check=True, stdout=subprocess.DEVNULL)
    return package


if __name__ == "__main__":
    made = build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    print(f"{made} {made.stat().st_size / 1e6:.0f} MB")
