"""Recognises a library folder that other machines see too: synchronised by a cloud service, or on a network drive.

On Linux the file systems are read from /proc, and tried in the tests. What is read on Windows and macOS follows their
documentation and was not tried on a real network drive.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec

from scholar_desktop.library.containment import is_regular_file
from scholar_desktop.library.folders import LibraryFolders

MOUNTS = Path("/proc/self/mounts")
SYNCED, NETWORK = "synced", "network"


class SharedFolder(msgspec.Struct, frozen=True):
    """kind: SYNCED or NETWORK; name: of the service (`Dropbox`) or of the file system (`nfs4`)."""

    kind: str
    name: str


_NETWORK_TYPES = frozenset(
    [
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "smbnetfs",
        "afpfs",
        "webdav",
        "davfs",
        "ncpfs",
        "9p",
        "afs",
        "ceph",
        "coda",
        "glusterfs",
        "lustre",
        "beegfs",
        "orangefs",
        "gfs2",
        "ocfs2",
        "gpfs",
    ]
)
_FUSE_NETWORK = re.compile(
    r"fuse\.(sshfs|rclone|gvfsd-fuse|davfs2?|curlftpfs|s3fs|glusterfs|ceph|smbnetfs|nfs.*|google-drive-ocamlfuse)"
)
_NAMES = (  # not translated: names of programs
    (re.compile(r"dropbox( \(.+\))?"), "Dropbox"),
    (re.compile(r"onedrive( - .+|-.+)?"), "OneDrive"),
    (re.compile(r"google ?drive(-.+| \(.+\))?|my drive"), "Google Drive"),
    (re.compile(r"icloud ?drive|com~apple~clouddocs|mobile documents"), "iCloud Drive"),
    (re.compile(r"nextcloud\d*"), "Nextcloud"),
    (re.compile(r"owncloud"), "ownCloud"),
    (re.compile(r"pcloud ?drive"), "pCloud"),
    (re.compile(r"megasync"), "MEGA"),
    (re.compile(r"box sync"), "Box"),
    (re.compile(r"syncthing"), "Syncthing"),
)
"""Names that the services give to their folders, in lower case."""
_MARKERS = (  # not translated: names of programs
    (".dropbox.cache", "Dropbox"),
    (".stfolder", "Syncthing"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".sync/ID", "Resilio Sync"),
)
"""What the services put into the folder that they synchronise."""
_OWN_COPY = re.compile(r"library\.(sqlite|replaced-.*\.sqlite|version-\d+\.sqlite)")


def recognise(folder: Path) -> SharedFolder | None:
    """Returns how other machines see *folder*; None if only this one does, as far as can be recognised."""
    folder = Path(os.path.realpath(folder))
    network = network_file_system(folder)
    if network is not None:
        return SharedFolder(NETWORK, network)
    service = _service(folder)
    return None if service is None else SharedFolder(SYNCED, service)


def network_file_system(folder: Path) -> str | None:
    """Returns the name of the network file system on which *folder* is or will be; None for a disk of this machine."""
    if sys.platform == "win32":
        return _windows_network_drive(folder)
    try:
        mounts = _mac_mounts() if sys.platform == "darwin" else _linux_mounts()
    except (OSError, subprocess.SubprocessError):
        return None
    place = os.path.realpath(folder)
    found = ""
    longest = -1
    for point, kind in mounts:
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:  # a later mount at the same place hides the earlier one
            longest, found = len(point), kind
    return found if found in _NETWORK_TYPES or _FUSE_NETWORK.fullmatch(found) else None


def conflict_copies(folders: LibraryFolders) -> tuple[Path, ...]:
    """Returns the copies of the database that a service made because two machines changed it at once.

    Each service names them in its own way: `library (conflicted copy ...).sqlite`, `library-HOSTNAME.sqlite`,
    `library.sync-conflict-....sqlite`.
    """
    if not folders.data.is_dir():
        return ()
    found = (path for path in folders.data.glob("library*.sqlite") if not _OWN_COPY.fullmatch(path.name))
    return tuple(sorted(path for path in found if is_regular_file(path)))


def _service(folder: Path) -> str | None:
    """Returns the name of the service that synchronises *folder*; None if none is recognised."""
    for place in (folder, *folder.parents):
        for marker, name in _MARKERS:
            if os.path.lexists(place / marker):
                return name
        if is_regular_file(place / ".dropbox"):  # in the home folder it is a folder, with the settings of Dropbox
            return "Dropbox"  # not translated: names of programs
    for root, name in _folders_of_services():
        if folder.is_relative_to(root):
            return name
    for part in reversed(folder.parts):
        for pattern, name in _NAMES:
            if pattern.fullmatch(part.casefold()):
                return name
    return None


def _folders_of_services() -> list[tuple[Path, str]]:
    """Returns the folders that services on this machine name in their settings."""
    found = [
        (Path(os.path.realpath(folder)), "OneDrive")
        for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
        if (folder := os.environ.get(name))
    ]
    homes = [Path.home() / ".dropbox"]
    # not translated: names of programs
    homes += [Path(place) / "Dropbox" for name in ("APPDATA", "LOCALAPPDATA") if (place := os.environ.get(name))]
    for home in homes:
        try:
            accounts = json.loads((home / "info.json").read_bytes())
            # not translated: names of programs
            found += [(Path(os.path.realpath(account["path"])), "Dropbox") for account in accounts.values()]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return found


def _linux_mounts() -> list[tuple[str, str]]:
    mounts = []
    for line in MOUNTS.read_text("utf-8", "surrogateescape").splitlines():
        parts = line.split(" ")
        if len(parts) >= 3:
            point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), parts[1])
            mounts.append((point, parts[2]))
    return mounts


def _mac_mounts() -> list[tuple[str, str]]:
    """`//user@server/share on /Volumes/share (smbfs, nodev, nosuid)`"""
    told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=2, check=True).stdout
    found = (re.fullmatch(r".* on (/.*) \(([a-z0-9]+)[,)].*", line) for line in told.splitlines())
    return [(mount[1], mount[2]) for mount in found if mount is not None]


def _windows_network_drive(folder: Path) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes

    drive_remote = 4
    root = folder.anchor
    if root.startswith("\\\\"):
        return "SMB"
    return "SMB" if ctypes.windll.kernel32.GetDriveTypeW(root) == drive_remote else None
