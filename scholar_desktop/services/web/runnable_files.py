"""Recognises files that a system may run when they are opened: such a file is shown in its folder and never opened.

A file's name, its permissions and its first bytes are looked at, because each system goes by another of them. Docs:
`docs/security.md`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

# not translated: words that are compared
_SUFFIXES = """
exe com bat cmd msi msp mst msu scr pif cpl hta js jse mjs vbs vbe vb ws wsf wsc wsh ps1 psm1 psd1 ps1xml psc1 reg lnk
url scf inf ins isp job jar jnlp application appref-ms gadget msc dll sys drv ocx chm hlp library-ms search-ms
searchconnector-ms settingcontent-ms diagcab appx appxbundle msix msixbundle appinstaller vhd vhdx iso img xll wll
docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm accdb accde mdb ade adp theme themepack website mht mhtml
app command tool pkg mpkg dmg workflow action terminal scpt scptd applescript osax prefpane qlgenerator webloc inetloc
fileloc mobileconfig
desktop sh bash zsh fish csh ksh run bin out elf so dylib appimage deb rpm snap flatpak flatpakref flatpakrepo
py pyw pyc pyo pyz pyzw pl rb php lua tcl awk class
"""
SUFFIXES = frozenset(_SUFFIXES.split())
"""Suffixes by which Windows, macOS or a Linux desktop runs, installs or mounts a file, or runs macros in it."""
_HEADS = (
    b"MZ",  # Windows
    b"\x7fELF",
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),  # Mach-O
    b"\xca\xfe\xba\xbe",  # Mach-O for several processors, and Java
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a shortcut of Windows
    b"!<arch>",
)
_DESKTOP_ENTRY = b"[desktop entry]"
_HEAD_BYTES = 4096


def can_run(path: Path) -> bool:
    """Returns True if a system may run what is at *path*, or if it is no ordinary file or folder.

    A link is judged by its own name and by what it leads to. False if there is nothing at *path*. Blocks.
    """
    target = Path(os.path.realpath(path))
    if _has_runnable_suffix(path) or _has_runnable_suffix(target):
        return True
    try:
        mode = target.stat().st_mode
        if stat.S_ISDIR(mode):
            return False
        if not stat.S_ISREG(mode):
            return True
        with target.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    if head.startswith(_HEADS) or _DESKTOP_ENTRY in head.lower():
        return True
    # On a disk without permissions (FAT), every file can be executed; a PDF cannot be.
    return os.name == "posix" and bool(mode & 0o111) and not head.startswith(b"%PDF-")


def path_to_open(path: Path) -> Path:
    """Returns *path*, or its folder if it is a file that may run."""
    return path.parent if can_run(path) else path


def _has_runnable_suffix(path: Path) -> bool:
    name = path.name.rstrip(". ")  # Windows ignores dots and spaces at the end
    return name.rpartition(".")[2].lower().strip() in SUFFIXES and "." in name
