"""The client: a token on every request, and one way to deal with a problem."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, Protocol, TypeVar

from samenspel_client import AuthenticatedClient
from samenspel_client.models import ProblemDetails, ProblemError
from samenspel_client.types import UNSET, Unset

from .tokens import SignedIn

SERVER = os.environ.get("BASE", "http://127.0.0.1:8080")

Body = TypeVar("Body")
Item = TypeVar("Item")


def signed_in_as(user: str) -> AuthenticatedClient:
    """The API, in the name of this user."""
    # The generated client takes one token for ever; `SignedIn` puts a living one in its place.
    return AuthenticatedClient(
        base_url=f"{SERVER}/v1",
        token="",
        headers={"Accept-Language": "en"},
        httpx_args={"auth": SignedIn(user)},
        raise_on_unexpected_status=True,
    )


class Refused(Exception):
    """The server said no."""

    def __init__(self, problem: ProblemDetails, request_id: str) -> None:
        super().__init__(f"{problem.title}: {problem.detail}")
        self.problem = problem
        # To be named when you report something.
        self.request_id = request_id

    @property
    def code(self) -> str:
        """The stable part of the type, for programs: `stale-revision` of `/problems/stale-revision`."""
        return self.problem.type_.rpartition("/")[2]

    @property
    def errors(self) -> list[ProblemError]:
        """Everything that is wrong with the input."""
        return [] if isinstance(self.problem.errors, Unset) else self.problem.errors


class Response(Protocol):
    """What every generated `sync_detailed` returns."""

    @property
    def status_code(self) -> HTTPStatus: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def parsed(self) -> object: ...


@dataclass(frozen=True)
class Answer(Generic[Body]):
    """The body of an answer, and the tag of its state."""

    body: Body
    etag: str


def answered(response: Response, kind: type[Body]) -> Answer[Body]:
    """The answer, which is of this kind; a problem is raised."""
    if isinstance(response.parsed, ProblemDetails):
        raise Refused(response.parsed, response.headers["X-Request-Id"])
    if not isinstance(response.parsed, kind):
        raise TypeError(f"{response.status_code} with {response.parsed!r} where {kind.__name__} is expected")
    return Answer(response.parsed, response.headers["ETag"])


class Page(Protocol[Item]):
    """A page of a list."""

    @property
    def items(self) -> list[Item]: ...
    @property
    def next_cursor(self) -> str | None: ...


def every_item(page: Callable[[str | Unset], Page[Item]]) -> list[Item]:
    """Every item of a list, page after page."""
    found: list[Item] = []
    cursor: str | Unset = UNSET
    while True:
        got = page(cursor)
        found.extend(got.items)
        if got.next_cursor is None:
            return found
        cursor = got.next_cursor
