"""A request of httpx as openapi-core judges one."""

from __future__ import annotations

import httpx
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict


class Described:
    """One request, in the form of openapi-core's protocol."""

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(list(request.url.params.multi_items())), header=Headers(dict(request.headers))
        )

    @property
    def host_url(self) -> str:
        return f"{self._request.url.scheme}://{self._request.url.host}"

    @property
    def path(self) -> str:
        return self._request.url.path

    @property
    def method(self) -> str:
        return self._request.method.lower()

    @property
    def body(self) -> bytes | None:
        return self._request.content or None

    @property
    def content_type(self) -> str:
        return str(self._request.headers.get("content-type", "application/json"))


def as_openapi(request: httpx.Request) -> Described:
    """``request`` in that form."""
    return Described(request)
