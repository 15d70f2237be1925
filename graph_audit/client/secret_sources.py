"""Where a secret comes from: a variable of the environment, a command, or the operating system's keyring.

A source runs a program or reads a variable that somebody names, so that only files may name one that the user chose.
"""

import os
import shlex
import subprocess
from importlib import import_module
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from graph_audit.core.errors import ConfigurationError

__all__ = ["SecretSource"]

_PATIENCE = 120
"""Seconds that a command may take: it may ask for a finger on a reader."""


def _words(value: Any) -> Any:
    return tuple(shlex.split(value)) if isinstance(value, str) else value


class SecretSource(BaseModel):
    """Exactly one of the three.

    Attributes:
        env: name of a variable of the environment.
        command: a program with its arguments, whose first line of output is the secret; no shell reads it.
        keyring: name of a service in the operating system's keyring, with ``account``.
        account: the entry of that service.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: Annotated[str | None, Field(min_length=1)] = None
    command: Annotated[tuple[str, ...] | None, BeforeValidator(_words), Field(min_length=1)] = None
    keyring: Annotated[str | None, Field(min_length=1)] = None
    account: Annotated[str | None, Field(min_length=1)] = None

    @model_validator(mode="before")
    @classmethod
    def _no_secret_in_a_file(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError(  # noqa: TRY004  # pydantic makes a ValidationError of it
                'a secret does not belong into a file; write where it comes from: { env = "NAME" }, '
                '{ command = "program argument" } or { keyring = "service", account = "name" }'
            )
        return value

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if sum(source is not None for source in (self.env, self.command, self.keyring)) != 1:
            raise ValueError("name one source: env, command or keyring")
        if (self.keyring is None) != (self.account is None):
            raise ValueError("a keyring needs the name of a service (keyring) and of its entry (account)")
        return self

    @property
    def kind(self) -> str:
        """``env``, ``command`` or ``keyring``."""
        return "env" if self.env else "command" if self.command else "keyring"

    def get(self, what: str) -> SecretStr:
        """The secret.

        Args:
            what: the entry of the configuration, for messages.

        Raises:
            ConfigurationError: there is none; the message says why, without any output of the source.
        """
        if self.env is not None:
            secret = os.environ.get(self.env, "")
            why = f"the variable {self.env} is not set"
        elif self.command is not None:
            secret, why = _of_command(self.command)
        else:
            secret, why = _of_keyring(self.keyring or "", self.account or "")
        if not secret.strip():
            raise ConfigurationError(f"{what}: there is no secret: {why}.")
        return SecretStr(secret.strip())


def _of_command(command: tuple[str, ...]) -> tuple[str, str]:
    """The first line that the program prints, and what to say if it is empty; questions and errors reach the user."""
    name = command[0]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=_PATIENCE, check=False)  # the user's own
    except subprocess.TimeoutExpired:
        return "", f"the program {name!r} did not end within {_PATIENCE} seconds"
    except (OSError, ValueError):  # ValueError: a NUL in an argument
        return "", f"the program {name!r} could not be started"
    if done.returncode:
        return "", f"the program {name!r} ended with {done.returncode}"
    lines = done.stdout.decode("utf-8", errors="replace").splitlines()
    return (lines[0] if lines else ""), f"the program {name!r} printed nothing"


def _of_keyring(service: str, account: str) -> tuple[str, str]:
    try:
        keyring = import_module("keyring")
    except ImportError:
        return "", "the keyring needs the extra of that name: pip install 'graph-audit[keyring]'"
    try:
        secret = keyring.get_password(service, account)
    except Exception as error:  # noqa: BLE001  # each operating system's keyring fails in its own way
        return "", f"the keyring could not be read ({type(error).__name__})"
    return secret or "", f"the keyring has no entry {account!r} of the service {service!r}"
