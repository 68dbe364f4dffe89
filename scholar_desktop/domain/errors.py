"""The one tree of errors that a person may meet.

    ScholarError
    ├── UsageError            usage         the command or the typed text cannot mean anything
    ├── NoEmail               no_email      Unpaywall needs an address and none is set
    ├── NoKeyring             no_keyring    nothing on this machine keeps a key past the end of the program
    ├── SourceError                         a service or a host was asked, or could not be
    │   ├── NotFound          not_found     the service does not know it
    │   ├── BadRequest        bad_request   the service refused the question (400, 422)
    │   ├── RateLimited       rate_limited  429 or 503; `until` says when to ask again, where that is known
    │   ├── Refused           refused       401, 403
    │   ├── Unreachable       unreachable   DNS, connect, reset, 5xx
    │   ├── TimedOut          timeout       no answer in time
    │   ├── BadAnswer         bad_answer    an answer that cannot be understood, or is not whole
    │   ├── TooBig            too_big       over a limit
    │   └── Offline           offline       the program was told to ask nothing
    ├── DiskError             disk          full, read-only, or failing
    ├── LibraryLocked         locked        another process holds the library
    ├── LibraryDamaged        damaged       the database fails its check
    ├── LibraryNewer          newer         the library is from a newer version of the program
    └── Cancelled             cancelled     a person stopped it

A programming error is not in the tree: it goes to the crash hook. httpx, sqlite3 and OS errors are translated where
they arise (net, library) and come no higher.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from scholar_desktop.domain.stored_names import stored


class ErrorInfo(msgspec.Struct, frozen=True, rename=stored("code message hint subject")):
    """An error as it is shown, kept and sent as JSON: `{"code","message","hint","subject"}`."""

    code: str
    message: str
    hint: str | None = None
    subject: str | None = None


class ScholarError(Exception):
    """Something that happened to a person's request, in a sentence that they can read.

    Args:
        message: what happened, to what, and why; a full sentence.
        hint: what the person can do next, or None.
        subject: a source's name (`s2`, `unpaywall`, ...) or the id that was asked for, or None.
    """

    code: ClassVar[str] = "unexpected"

    def __init__(self, message: str, *, hint: str | None = None, subject: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.subject = subject

    @property
    def info(self) -> ErrorInfo:
        """The same as plain data."""
        return ErrorInfo(self.code, self.message, self.hint, self.subject)


class UsageError(ScholarError):
    code = "usage"


class NoEmail(ScholarError):
    code = "no_email"


class NoKeyring(ScholarError):
    code = "no_keyring"


class SourceError(ScholarError):
    """A service or host was asked and gave no usable answer; `status` is its HTTP status, or None."""

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
    code = "not_found"


class BadRequest(SourceError):
    """The service's own words are in `service_message`."""

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
    """`until`: aware UTC time at which to ask again, or None where nobody said."""

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
    code = "refused"


class Unreachable(SourceError):
    code = "unreachable"


class TimedOut(SourceError):
    code = "timeout"


class BadAnswer(SourceError):
    code = "bad_answer"


class TooBig(SourceError):
    code = "too_big"


class Offline(SourceError):
    code = "offline"


class DiskError(ScholarError):
    code = "disk"


class LibraryLocked(ScholarError):
    code = "locked"


class LibraryDamaged(ScholarError):
    code = "damaged"


class LibraryNewer(ScholarError):
    code = "newer"


class OperationCancelled(ScholarError):
    code = "cancelled"
