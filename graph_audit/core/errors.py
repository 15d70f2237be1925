"""Everything that this program raises on purpose.

    GraphAuditError                exit code 1
    ├── UsageError                 exit code 2: the call's words are off
    │   └── ConfigurationError     a file or variable of the configuration is off
    ├── ApiError                   a request failed for good; carries status and vendor's code
    │   ├── AuthenticationError    401: the credential is wrong, expired or of another kind
    │   ├── RightMissingError      403 (and 404 where the vendor hides what may not be seen)
    │   ├── BadAnswerError         the answer has not the shape that was promised
    │   └── UnreachableError       no answer at all after every try
    ├── LineDeadError              the network went away in the middle of a scan, which can go on later
    ├── UnsafeUrlError             credentials would go over plain http or to another host
    ├── SnapshotError              a snapshot cannot be read or written
    │   ├── DamagedSnapshotError   a file does not have the hash that the manifest names
    │   └── NewerFormatError       written by a newer version of graph-audit
    ├── ExportError                a file that was asked for cannot be written
    └── DefinitionError            two checks, products or exporters share an id, or a definition is not valid

Every message says what happened, what it means and what to do. No message carries a secret.
"""

__all__ = [
    "ApiError",
    "AuthenticationError",
    "BadAnswerError",
    "ConfigurationError",
    "DamagedSnapshotError",
    "DefinitionError",
    "ExportError",
    "GraphAuditError",
    "LineDeadError",
    "NewerFormatError",
    "RightMissingError",
    "SnapshotError",
    "UnreachableError",
    "UnsafeUrlError",
    "UsageError",
]


class GraphAuditError(Exception):
    """The root of the tree above."""

    exit_code = 1


class UsageError(GraphAuditError):
    """The call's words are off."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A file or variable of the configuration is off."""


class ApiError(GraphAuditError):
    """A request failed for good.

    Attributes:
        status: HTTP status, 0 when there was no answer.
        code: the vendor's own error code (``ADMIN-400-4``), empty when there was none.
    """

    def __init__(self, message: str, *, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class AuthenticationError(ApiError):
    """401: the credential is wrong, expired or of another kind."""


class RightMissingError(ApiError):
    """403 (and 404 where the vendor hides what may not be seen)."""


class BadAnswerError(ApiError):
    """The answer has not the shape that was promised."""


class UnreachableError(ApiError):
    """No answer at all after every try.

    Attributes:
        disconnected: there was not even a connection, as when a network, a name server or a proxy is away.
    """

    def __init__(self, message: str, *, disconnected: bool = False) -> None:
        super().__init__(message)
        self.disconnected = disconnected


class LineDeadError(GraphAuditError):
    """The network went away in the middle of a scan, which can go on later."""


class UnsafeUrlError(GraphAuditError):
    """Credentials would go over plain http or to another host."""


class SnapshotError(GraphAuditError):
    """A snapshot cannot be read or written."""


class DamagedSnapshotError(SnapshotError):
    """A file does not have the hash that the manifest names."""


class NewerFormatError(SnapshotError):
    """Written by a newer version of graph-audit."""


class ExportError(GraphAuditError):
    """A file that was asked for cannot be written."""


class DefinitionError(GraphAuditError):
    """Two checks, products or exporters share an id, or a definition is not valid."""
