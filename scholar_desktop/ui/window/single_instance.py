"""Allows one window per library: a second start sends its search words to the running instance, which raises its
window.

The two find each other by a socket in a folder that only this user can enter, and each checks that the other belongs to
the same user. The words are shown in the search box; nothing is run.
"""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import stat
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QDir, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

ANSWER_TIMEOUT_MS = 500
ACKNOWLEDGE_TIMEOUT_MS = 3000
"""How long to wait for the running instance to acknowledge: it may be busy. An instance that hangs does not acknowledge
and is ignored, since a library may be open twice."""
ACKNOWLEDGEMENT = b"heard\n"
LONGEST_MESSAGE_BYTES = 10_000
_LONGEST_SOCKET_PATH = 100
"""In bytes; the systems allow 103 and more."""
_MAC_LOCAL_LEVEL, _MAC_PEER_CREDENTIALS = 0, 1


def server_name(data_dir: Path) -> str:
    """Return the socket of a library, unique for each user and library: a path, or on Windows the name of a pipe.

    Empty if there is no folder for it that is safe from other users.
    """
    name = "scholar-desktop-" + hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:24]
    if sys.platform == "win32":
        return name
    for folder in (_runtime_folder(), _folder_in_temp()):
        if folder is not None and len(os.fsencode(folder / name)) <= _LONGEST_SOCKET_PATH:
            return str(folder / name)
    return ""


def send_to_running_instance(data_dir: Path, words: str) -> bool:
    """Send *words* (a search text, may be empty) to the instance that has *data_dir* open.

    Returns:
        False if there is no such instance, it belongs to another user, or it does not answer.
    """
    name = server_name(data_dir)
    if not name:
        return False
    connection = QLocalSocket()
    connection.connectToServer(name)
    if not connection.waitForConnected(ANSWER_TIMEOUT_MS):
        return False
    if not _is_same_user(connection):
        log.warning("another user answers at the socket of this library; nothing is sent there")
        connection.abort()
        return False
    line = " ".join(words.split()).encode("utf-8", "ignore")[: LONGEST_MESSAGE_BYTES - 1]
    connection.write(QByteArray(line.decode("utf-8", "ignore").encode() + b"\n"))
    acknowledged = (
        connection.waitForBytesWritten(ANSWER_TIMEOUT_MS)
        and connection.waitForReadyRead(ACKNOWLEDGE_TIMEOUT_MS)
        and bytes(connection.readLine(len(ACKNOWLEDGEMENT) + 1).data()) == ACKNOWLEDGEMENT
    )
    connection.disconnectFromServer()
    return acknowledged


class InstanceServer(QObject):
    """Listens for later starts on the same library."""

    message_received = Signal(str)
    """Another start sent these words (may be empty): the window must be raised."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = server_name(data_dir)
        if not name:
            log.info("later starts cannot be heard: no folder is safe from other users")
        elif not self._server.listen(name):
            # On Unix, a crash leaves the socket name behind. No instance answered at it, or this start would have ended
            # already.
            QLocalServer.removeServer(name)
            if not self._server.listen(name):
                log.info("later starts cannot be heard: %s", self._server.errorString())

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            if not _is_same_user(connection):
                log.warning("another user has connected to this library's socket, and is not heard")
                connection.abort()
                continue
            connection.setReadBufferSize(LONGEST_MESSAGE_BYTES + 1)
            connection.readyRead.connect(self._on_words)
            if connection.bytesAvailable():
                self._read(connection)

    def _on_words(self) -> None:
        connection = self.sender()
        if isinstance(connection, QLocalSocket):
            self._read(connection)

    def _read(self, connection: QLocalSocket) -> None:
        if not connection.canReadLine():
            if connection.bytesAvailable() > LONGEST_MESSAGE_BYTES:
                connection.abort()
            return
        words = read_message(bytes(connection.readLine(LONGEST_MESSAGE_BYTES + 1).data()))
        if words is None:
            connection.abort()
            return
        connection.write(QByteArray(ACKNOWLEDGEMENT))
        connection.flush()
        self.message_received.emit(words)


def read_message(line: bytes) -> str | None:
    """Return the words of a message; None if it is not one line of printable UTF-8 of the permitted length."""
    if not line.endswith(b"\n") or len(line) > LONGEST_MESSAGE_BYTES:
        return None
    try:
        words = line[:-1].decode("utf-8", "strict")
    except UnicodeDecodeError:
        return None
    return words if words.isprintable() else None


def _runtime_folder() -> Path | None:
    """Return the user's folder for sockets, which the system removes when the user logs out."""
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(named)
    return folder if named and folder.is_absolute() and _is_ours_alone(folder) else None


def _folder_in_temp() -> Path | None:
    """Return a folder of this user in the folder for temporary files, which every user may write to."""
    if sys.platform == "win32":
        return None
    folder = Path(QDir.tempPath()) / f"scholar-desktop-{os.getuid()}"
    try:
        folder.mkdir(0o700, exist_ok=True)
    except OSError:
        return None
    return folder if _is_ours_alone(folder) else None


def _is_ours_alone(folder: Path) -> bool:
    """Return whether *folder* is a real folder of this user that no other user can enter."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if sys.platform == "win32":
        return True
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _is_same_user(connection: QLocalSocket) -> bool:
    """Return whether the process at the other end belongs to this user, where the system can say it."""
    if sys.platform == "win32":
        return True  # the pipe admits this user alone
    user = _peer_user(int(connection.socketDescriptor()))
    return user is None or user == os.getuid()


def _peer_user(descriptor: int) -> int | None:
    """Return the number of the user at the other end; None on a system that does not say it."""
    try:
        with socket.socket(fileno=os.dup(descriptor)) as peer:
            if sys.platform == "linux":
                found = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
                return int(struct.unpack("3i", found)[1])
            if sys.platform == "darwin":
                found = peer.getsockopt(_MAC_LOCAL_LEVEL, _MAC_PEER_CREDENTIALS, 76)
                return int(struct.unpack_from("2I", found)[1])
    except OSError:
        return -1  # no connection any more
    return None
