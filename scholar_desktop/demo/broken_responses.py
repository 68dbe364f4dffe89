"""Faulty responses: slow, incomplete, or never sent."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from scholar_desktop.demo.control import send_slowly
from scholar_desktop.demo.transfers import bytes_answer, strong_etag


class BrokenResponse(Response):
    """A response that sends *data* with the fault *kind*: slow, stalls, cut, reset or huge.

    Range requests are supported. For huge, the length *total* is announced, but only the beginning is sent.
    """

    def __init__(self, request: Request, kind: str, data: bytes, total: int) -> None:
        whole = bytes_answer(request, data, "application/pdf", etag=strong_etag(data))
        super().__init__(whole.body, whole.status_code)
        self.raw_headers = [(name, value) for name, value in whole.raw_headers if name != b"content-length"]
        length = total if kind == "huge" else len(self.body)
        self.raw_headers.append((b"content-length", str(length).encode()))
        self._kind = kind
        self._control = request.scope["demo.control"]
        self._connection = request.scope["demo.line"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
        body = bytes(self.body)
        if scope["method"] == "HEAD":
            await send(start)
            await send({"type": "http.response.body", "body": b""})
        elif self._kind == "reset":
            await self._connection.reset()
        elif self._kind == "slow":
            await send_slowly(send, start, body, self._control.config.pace)
        else:
            await send(start)
            shown = body if self._kind == "huge" else body[: len(body) // 2]
            await send({"type": "http.response.body", "body": shown, "more_body": True})
            if self._kind == "cut":
                await asyncio.sleep(0)
                await self._connection.close()
            else:
                await self._connection.wait_until_closed()
