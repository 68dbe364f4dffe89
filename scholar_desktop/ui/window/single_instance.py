"""Allows one window per library: a second start sends its search words to the running instance, which raises its
window."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

ANSWER_TIMEOUT_MS = 500
ACKNOWLEDGE_TIMEOUT_MS = 3000
"""How long to wait for the running instance to acknowledge: it may be busy. An instance that hangs does not acknowledge
and is ignored, since a library may be open twice."""
ACKNOWLEDGEMENT = b"heard\n"
LONGEST_MESSAGE_BYTES = 10_000


def server_name(data_dir: Path) -> str:
    """Return the socket name of a library, unique for each user and library."""
    return "scholar-desktop-" + hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:24]


def send_to_running_instance(data_dir: Path, words: str) -> bool:
    """Send *words* (a search text, may be empty) to the instance that has *data_dir* open.

    Returns:
        False if there is no such instance or it does not answer.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(data_dir))
    if not socket.waitForConnected(ANSWER_TIMEOUT_MS):
        return False
    socket.write(QByteArray(words.encode()[:LONGEST_MESSAGE_BYTES] + b"\n"))
    acknowledged = socket.waitForBytesWritten(ANSWER_TIMEOUT_MS) and socket.waitForReadyRead(ACKNOWLEDGE_TIMEOUT_MS)
    socket.disconnectFromServer()
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
        if not self._server.listen(name):
            # On Unix, a crash leaves the socket name behind. No instance answered at it, or this start would have ended
            # already.
            QLocalServer.removeServer(name)
            if not self._server.listen(name):
                log.info("later starts cannot be heard: %s", self._server.errorString())

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._on_words)
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._read(socket)

    def _on_words(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            line = socket.readLine(LONGEST_MESSAGE_BYTES + 1)
            socket.write(QByteArray(ACKNOWLEDGEMENT))
            socket.flush()
            self.message_received.emit(bytes(line.data()).decode("utf-8", "replace").strip())
