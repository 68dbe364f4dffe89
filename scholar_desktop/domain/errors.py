"""The class hierarchy of the errors that are reported to the user.

    ScholarError
    ├── UsageError            usage         the command or the typed text has no valid meaning
    ├── NoEmail               no_email      Unpaywall needs an e-mail address and none is set
    ├── NoKeyring             no_keyring    this machine cannot store a key after the program ends
    ├── SourceError                         a request to a service or host failed, or could not be made
    │   ├── NotFound          not_found     the service does not know it
    │   ├── BadRequest        bad_request   the service rejected the request (400, 422)
    │   ├── RateLimited       rate_limited  429 or 503; `until`: when to send the next request, if known
    │   ├── AccessRefused     refused       401, 403
    │   ├── Unreachable       unreachable   DNS, connect, reset, 5xx
    │   ├── TimedOut          timeout       no answer in time
    │   ├── BadAnswer         bad_answer    the answer cannot be understood, or is incomplete
    │   ├── TooBig            too_big       over a limit
    │   └── Offline           offline       the program is set to send no requests
    ├── DiskError             disk          full, read-only, or failing
    │   └── CorpusLocked      locked        another process changes the offline corpus
    ├── LibraryLocked         locked        another process uses the library
    ├── LibraryDamaged        damaged       the database fails its integrity check
    ├── LibraryNewer          newer         the library was written by a newer version of the program
    └── OperationCancelled    cancelled     the user cancelled it
        └── PaperRemoved                    the user removed the paper of a download

A programming error is not part of the hierarchy: the crash hook handles it. httpx, sqlite3 and OS errors are translated
where they occur (net, library) and do not reach the layers above.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import restore_messages


class ErrorInfo(msgspec.Struct, frozen=True, rename=stored("code message hint subject")):
    """An error as it is displayed, stored and sent as JSON: `{"code","message","hint","subject"}`."""

    code: str
    message: str
    hint: str | None = None
    subject: str | None = None

    def __post_init__(self) -> None:
        restore_messages(self, "message", "hint")


class ScholarError(Exception):
    """An error in a user's request, described in a sentence that the user can read.

    Args:
        message: what happened, to what, and why; a full sentence.
        hint: what the user can do next, or None.
        subject: a source's name (`s2`, `unpaywall`, ...) or the requested id, or None.
    """

    code: ClassVar[str] = "unexpected"

    def __init__(self, message: str, *, hint: str | None = None, subject: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.subject = subject

    @property
    def info(self) -> ErrorInfo:
        """The error as plain data."""
        return ErrorInfo(self.code, self.message, self.hint, self.subject)


class UsageError(ScholarError):
    """The command or the typed text has no valid meaning."""

    code = "usage"


class NoEmail(ScholarError):
    """Unpaywall needs an e-mail address and none is set."""

    code = "no_email"


class NoKeyring(ScholarError):
    """This machine cannot store a key after the program ends."""

    code = "no_keyring"


class SourceError(ScholarError):
    """A request to a service or host gave no usable answer; `status` is the HTTP status, or None."""

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        subject: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, hint=hint, subject=subject)
        self.status = status


class NotFound(SourceError):
    """The service does not know the item; `retrieved`: when it said so, if that is a stored answer, else None."""

    code = "not_found"
    retrieved: str | None = None


class BadRequest(SourceError):
    """The service rejected the request; `service_message` is the service's own message."""

    code = "bad_request"

    def __init__(
        self,
        message: str,
        *,
        service_message: str = "",
        hint: str | None = None,
        subject: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, hint=hint, subject=subject, status=status)
        self.service_message = service_message


class RateLimited(SourceError):
    """The service limits the rate of requests.

    `until`: aware UTC time of the next permitted request, or None if unknown.
    """

    code = "rate_limited"

    def __init__(
        self,
        message: str,
        *,
        until: datetime | None = None,
        hint: str | None = None,
        subject: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, hint=hint, subject=subject, status=status)
        self.until = until


class AccessRefused(SourceError):
    """The service refused access (401, 403)."""

    code = "refused"


class Unreachable(SourceError):
    """The host could not be reached, or failed (DNS, connect, reset, 5xx)."""

    code = "unreachable"


class TimedOut(SourceError):
    """No answer came in time."""

    code = "timeout"


class BadAnswer(SourceError):
    """The answer cannot be understood, or is incomplete."""

    code = "bad_answer"


class TooBig(SourceError):
    """Something is over a limit."""

    code = "too_big"


class Offline(SourceError):
    """The program is set to send no requests."""

    code = "offline"


class DiskError(ScholarError):
    """The disk is full, read-only, or failing."""

    code = "disk"


class CorpusLocked(DiskError):
    """Another process changes the offline corpus."""

    code = "locked"


class LibraryLocked(ScholarError):
    """Another process uses the library."""

    code = "locked"


class LibraryDamaged(ScholarError):
    """The database fails its integrity check."""

    code = "damaged"


class LibraryNewer(ScholarError):
    """The library was written by a newer version of the program."""

    code = "newer"


class OperationCancelled(ScholarError):
    """The user cancelled the operation."""

    code = "cancelled"


class PaperRemoved(OperationCancelled):
    """The paper of a download was removed from the library, or put in the trash, before its file was added or just
    after."""
