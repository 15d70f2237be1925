"""What can go wrong with a server, each thing to be switched on by itself.

A fault that concerns paths is a regular expression, searched in the request's path (``.*`` means everywhere); one that
concerns sites is a tuple of their names.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.wrappers import Request, Response

from graph_audit.demo.disturbances import Disturbance

__all__ = ["HOSTILE_NAMES", "Faults", "concerns"]

HOSTILE_NAMES = (
    "</ScRipt><img src=x onerror=alert(1)>",
    "</style><!-- ]]> {{ 7*7 }} ${7*7} %s",
    "\"quotes\" 'and' `ticks` \\ back\\slash",
    "line\u2028separator\u2029paragraph",
    "bidi \u202egnp.exe\u202c \u2066mark\u2069",
    "control \x00\x07\x1b[31mred\x7f\n\r\t",
    '=HYPERLINK("http://127.0.0.1","cell")',
    "lone \ud800 surrogate",
    "x" * 65_536,
    " ",
)
"""Names that hurt whoever prints them without care."""


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How a fake server misbehaves; without arguments it does not.

    Attributes:
        disturbances: throttling, refused, broken or foreign answers (see ``disturbances``).
        short_pages: pages hold fewer rows than asked for, and still there are more.
        repeated_rows: the last row of a page comes again as the first of the next one.
        skipped_rows: a row moves over a page boundary between two requests and is never seen.
        wrong_types: each page ends with a row whose fields have the wrong types.
        repeated_cursor: the second page's cursor comes back for ever.
        foreign_next: the next page is said to be on another host.
        scoped_key: the key has scopes: the list of organisations is empty.
        search_out_of_scope: and the two searches answer ADMIN-401-2.
        scoped_token: the token has scopes: sites take its owner for a stranger, only the gateway knows them.
        token_uses: access tokens of the service account are honoured for so many requests, as if their hour was over.
        original_user_management: directories, users and groups answer ADMIN-400-4.
        without_jira: sites that have Confluence only.
        offline: sites that are switched off: listed as offline, answering 503.
        sandboxes: sites that are copies of another one.
        no_jira_access: sites on which the token's owner may not use Jira.
        more_apps: so many more app accounts on every site.
        groups_without_id: names of groups that Jira lists with ``groupId: null``.
        hidden_groups: Jira lists the system group ``atlassian-addons``, whose members it then denies to exist.
        unknown_actors: one role has an actor of a new type.
        unknown_holders: every scheme has a grant to a holder of a new type.
        unknown_accounts: one account on every site is of a new type.
        planted: account id, permission and project id of answers of permissions/check that are turned round.
        hostile_names: names for groups, people, projects, roles and schemes, in turn.
        replace: answers in the server's stead, or gives None.
    """

    disturbances: tuple[Disturbance, ...] = ()
    short_pages: str | None = None
    repeated_rows: str | None = None
    skipped_rows: str | None = None
    wrong_types: str | None = None
    repeated_cursor: str | None = None
    foreign_next: str | None = None
    scoped_key: bool = False
    search_out_of_scope: bool = False
    scoped_token: bool = False
    token_uses: int | None = None
    original_user_management: bool = False
    without_jira: tuple[str, ...] = ()
    offline: tuple[str, ...] = ()
    sandboxes: tuple[str, ...] = ()
    no_jira_access: tuple[str, ...] = ()
    more_apps: int = 0
    groups_without_id: tuple[str, ...] = ()
    hidden_groups: bool = False
    unknown_actors: bool = False
    unknown_holders: bool = False
    unknown_accounts: bool = False
    planted: tuple[tuple[str, str, str], ...] = ()
    hostile_names: tuple[str, ...] = ()
    replace: Callable[[Request], Response | None] | None = None


def concerns(pattern: str | None, path: str) -> bool:
    """Whether a fault with that pattern is meant for the path."""
    return pattern is not None and re.search(pattern, path) is not None
