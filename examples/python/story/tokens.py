"""Where access tokens come from: the only module that knows.

Here the program `samenspel` makes them, which is for development. Where your users sign in elsewhere, this is the one
file to replace.
"""

import os
import subprocess
import time
from collections.abc import Generator

import httpx

# A shell command that prints a token when the name of a user is put behind it.
COMMAND = os.environ.get("TOKEN_COMMAND", "../../target/debug/samenspel token --data-dir ../../demo-data --user")

# A token lives 15 minutes; each is used for 10.
USED_FOR = 10 * 60


def token_of(user: str) -> str:
    """A fresh access token for this user."""
    command = ["/bin/sh", "-c", f'{COMMAND} "$1"', "sh", user]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


class SignedIn(httpx.Auth):
    """Puts a token of this user on every request, and fetches the next one in time."""

    def __init__(self, user: str) -> None:
        self._user = user
        self._token = ""
        self._until = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if time.monotonic() >= self._until:
            self._token = token_of(self._user)
            self._until = time.monotonic() + USED_FOR
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request
