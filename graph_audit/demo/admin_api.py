"""The Admin API of the fake server: organisations, directories, workspaces, and the two searches."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from werkzeug.wrappers import Request, Response

from graph_audit.demo.admin_rows import AdminRows, composite_status, membership_status
from graph_audit.demo.answers import admin_error, json_answer, organisation_not_visible
from graph_audit.demo.faults import Faults
from graph_audit.demo.inventory import Inventory
from graph_audit.demo.organisation import Account, Group, Organisation
from graph_audit.demo.paging import CursorBook, Sheet, UnknownCursorError

__all__ = ["AdminApi"]

Query = dict[str, Any]

_UUID_LENGTH = 36
_MOST_PER_PAGE = 100
_MOST_WORKSPACES = 1000


class _RefusedError(Exception):
    """A request that gets an error instead of rows."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


class AdminApi:
    """Answers what stands under ``/admin``; lists are sorted once and pages are slices of them."""

    def __init__(self, organisation: Organisation, key: str, faults: Faults) -> None:
        self._organisation = organisation
        self._key = key
        self._faults = faults
        self._rows = AdminRows(organisation)
        self._inventory = Inventory(organisation)
        self._cursors = CursorBook(key, faults)
        self._groups = sorted(organisation.groups.values(), key=lambda group: group.id)
        self._accounts = sorted(filter(_is_listed, organisation.accounts.values()), key=lambda one: one.account_id)
        self._scopes = {"-", *(directory.id for directory in organisation.directories)}
        self._accounts_in = {
            directory.id: [account for account in self._accounts if directory.id in account.memberships]
            for directory in organisation.directories
        }

    def answer(self, request: Request, endpoint: str, **parts: str) -> Response:
        """Answer the named endpoint (a public method of this class)."""
        try:
            self._admit(request, endpoint, parts)
            parts.pop("org_id", None)
            method: Callable[..., Response] = getattr(self, endpoint)
            return method(request, **parts)
        except _RefusedError as refusal:
            return refusal.answer
        except UnknownCursorError:
            return admin_error(400, "ADMIN-UAM-400-1", "The cursor is not valid here.")

    def organisations(self, _: Request) -> Response:
        """List the organisations of the key: none when it has scopes."""
        data = [] if self._faults.scoped_key else [self._rows.organisation()]
        return json_answer({"data": data, "links": {"self": "https://api.atlassian.com/admin/v1/orgs"}, "meta": None})

    def organisation(self, _: Request) -> Response:
        """Show one organisation."""
        return json_answer({"data": self._rows.organisation()})

    def directories(self, request: Request) -> Response:
        """List the directories."""
        query = {key: value for key, value in request.args.items() if key in {"cursor", "limit"}}
        directories = self._organisation.directories
        return json_answer(self._page(request, query, lambda: directories, self._rows.directory, 50, _MOST_PER_PAGE))

    def workspaces(self, request: Request) -> Response:
        """List the products of the sites; a cursor must come alone."""
        query = _body(request)
        if "cursor" in query and len(query) > 1:
            raise _RefusedError(admin_error(400, "ADMIN-UAM-400-1", "cursor cannot be combined with other fields."))
        pairs = [(tenant, product) for tenant in self._organisation.tenants for product in tenant.products]
        pairs.sort(key=lambda pair: (pair[1], pair[0].cloud_id))
        return json_answer(
            self._page(request, query, lambda: pairs, lambda pair: self._rows.workspace(*pair), 50, _MOST_WORKSPACES)
        )

    def users_search(self, request: Request, directory_id: str) -> Response:
        """Search accounts of one directory, or for ``-`` of all of them and of none."""
        query = _body(request)
        self._exclude(query, "searchTerm", "emails")
        scope = None if directory_id == "-" else directory_id
        expand = frozenset(query.get("expand", ()))
        return json_answer(
            self._page(
                request,
                query,
                lambda: self._find_accounts(query, scope),
                lambda account: self._rows.user(account, scope, expand),
                50,
                _MOST_PER_PAGE,
            )
        )

    def groups_search(self, request: Request, directory_id: str) -> Response:
        """Search groups of one directory, or for ``-`` of all."""
        query = _body(request)
        self._exclude(query, "groupNames", "searchTerm")
        self._exclude(query, "groupNames", "groupIds")
        scope = None if directory_id == "-" else directory_id
        expand = frozenset(query.get("expand", ()))
        return json_answer(
            self._page(
                request,
                query,
                lambda: self._find_groups(query, scope),
                lambda group: self._rows.group(group, expand),
                20,
                _MOST_PER_PAGE,
            )
        )

    def user_count(self, _: Request, directory_id: str) -> Response:
        """Count the accounts of one directory."""
        return json_answer({"count": len(self._find_accounts({}, directory_id))})

    def group_count(self, _: Request, directory_id: str) -> Response:
        """Count the groups of one directory."""
        return json_answer({"count": len(self._find_groups({}, directory_id))})

    def domains(self, request: Request) -> Response:
        """List the domains."""
        return self._by_url(request, self._inventory.domains, 50)

    def policies(self, request: Request) -> Response:
        """List the policies; authentication policies are not among them."""
        return self._by_url(request, self._inventory.policies, 50)

    def api_keys(self, request: Request) -> Response:
        """List the organisation's API keys."""
        return self._by_url(request, self._inventory.api_keys, request.args.get("pageSize", 20, type=int))

    def api_tokens(self, request: Request) -> Response:
        """List the API tokens of managed accounts; fails without a page size, as Atlassian's does."""
        if "pageSize" not in request.args:
            return admin_error(500, "ADMIN-500-1", "Internal server error")
        return self._by_url(request, self._inventory.api_tokens, request.args.get("pageSize", 20, type=int))

    def group_roles(self, request: Request, directory_id: str, group_id: str) -> Response:
        """List what the members of a group are on each product."""
        group = self._organisation.groups.get(group_id)
        if group is None or directory_id not in {"-", group.directory_id}:
            raise _RefusedError(admin_error(404, "ADMIN-UAM-404-3", "The group was not found."))
        return self._by_cursor(request, self._inventory.group_roles(group_id))

    def user_roles(self, request: Request, directory_id: str, account_id: str) -> Response:
        """List what an account is on each product, and how it came to be."""
        account = self._organisation.accounts.get(account_id)
        if account is None or directory_id not in {"-", *account.memberships}:
            raise _RefusedError(admin_error(404, "ADMIN-UAM-404-4", "The user was not found."))
        return self._by_cursor(request, self._inventory.user_roles(account))

    def _by_cursor(self, request: Request, rows: Sequence[dict[str, Any]]) -> Response:
        query = {key: value for key, value in request.args.items() if key in {"cursor", "limit"}}
        return json_answer(self._page(request, query, lambda: rows, dict, 50, _MOST_PER_PAGE))

    def _by_url(self, request: Request, rows: Sequence[dict[str, Any]], limit: int) -> Response:
        """A page whose links are whole addresses, as those of the older lists are."""
        page = self._page(request, dict(request.args), lambda: rows, dict, limit, _MOST_WORKSPACES)
        following = page["links"].get("next")
        page["links"] = {"self": request.url}
        if following:
            page["links"]["next"] = following if "?" in following else f"{request.base_url}?cursor={following}"
        return json_answer(page)

    def _admit(self, request: Request, endpoint: str, parts: dict[str, str]) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._key}":
            raise _RefusedError(admin_error(401, "ADMIN-UAM-401-1", "The API key is not valid."))
        org_id = parts.get("org_id", self._organisation.id)
        if org_id != self._organisation.id:
            if len(org_id) != _UUID_LENGTH:
                raise _RefusedError(organisation_not_visible(request.path))
            raise _RefusedError(admin_error(404, "ADMIN-UAM-404-2", "The organization was not found."))
        searching = endpoint in {"users_search", "groups_search"}
        if self._faults.original_user_management and (searching or endpoint == "directories"):
            detail = f"Organization: {org_id} is not with the new user management experience"
            raise _RefusedError(admin_error(400, "ADMIN-400-4", detail))
        if self._faults.search_out_of_scope and searching:
            raise _RefusedError(admin_error(401, "ADMIN-401-2", "INSUFFICIENT_SCOPE"))
        if parts.get("directory_id", "-") not in self._scopes:
            raise _RefusedError(admin_error(404, "ADMIN-UAM-404-1", "The directory was not found."))

    def _exclude(self, query: Query, one: str, other: str) -> None:
        if one in query and other in query and "cursor" not in query:
            raise _RefusedError(admin_error(400, "ADMIN-UAM-400-1", f"{one} and {other} exclude each other."))

    def _page(  # noqa: PLR0913, PLR0917 - one page has that many sides
        self,
        request: Request,
        query: Query,
        items: Callable[[], Sequence[Any]],
        write: Callable[[Any], dict[str, Any]],
        usual: int,
        most: int,
    ) -> dict[str, Any]:
        if query.get("cursor"):
            return self._cursors.next(request.path, str(query["cursor"]))
        try:
            limit = int(query.get("limit", usual))
        except (TypeError, ValueError):
            limit = 0
        if limit < 1:
            raise _RefusedError(admin_error(400, "ADMIN-UAM-400-1", "limit must be a positive number."))
        named = json.dumps(query, sort_keys=True)
        null_at_end = not request.path.endswith("groups/search")
        sheet = Sheet(request.path, named, items(), write, min(limit, most), null_at_end)
        return self._cursors.first(sheet)

    def _find_accounts(self, query: Query, scope: str | None) -> Sequence[Account]:
        accounts = self._accounts if scope is None else self._accounts_in[scope]
        if "groupIds" in query:
            accounts = self._members_of(query["groupIds"], scope)
        tests = [(test, query[name]) for name, test in _ACCOUNT_TESTS.items() if name in query]
        if not tests:
            return accounts
        return [
            account
            for account in accounts
            if all(test(account, membership_status(account, scope), wanted) for test, wanted in tests)
        ]

    def _members_of(self, group_ids: Iterable[str], scope: str | None) -> list[Account]:
        groups = self._organisation.groups
        members = set().union(*(groups[group_id].members for group_id in group_ids if group_id in groups))
        accounts = (self._organisation.accounts[account_id] for account_id in sorted(members))
        return [account for account in accounts if scope in {None, *account.memberships}]

    def _find_groups(self, query: Query, scope: str | None) -> Sequence[Group]:
        groups: Iterable[Group] = self._groups
        within = set(query.get("directoryIds", ())) | ({scope} if scope else set())
        if within:
            groups = [group for group in groups if group.directory_id in within]
        if wanted := query.get("groupIds"):
            groups = [group for group in groups if group.id in set(wanted)]
        if names := query.get("groupNames"):
            folded = {name.casefold() for name in names}
            groups = [group for group in groups if group.name.casefold() in folded]
        if term := query.get("searchTerm"):
            groups = [group for group in groups if term.casefold() in group.name.casefold()]
        if members := query.get("accountIds"):
            groups = [group for group in groups if group.members & set(members)]
        return list(groups)


def _is_listed(account: Account) -> bool:
    """Accounts of a directory, and managed accounts that are in none; apps and customers are in no directory."""
    return bool(account.memberships) or (account.is_person and account.claim_status == "managed")


def _body(request: Request) -> Query:
    try:
        query = json.loads(request.get_data() or b"{}")
    except ValueError:
        query = None
    if not isinstance(query, dict):
        raise _RefusedError(admin_error(400, "ADMIN-UAM-400-1", "The body is not a JSON object."))
    return query


_ACCOUNT_TESTS: dict[str, Callable[[Account, str, Any], bool]] = {
    "directoryIds": lambda account, _, wanted: not account.memberships.keys().isdisjoint(wanted),
    "accountIds": lambda account, _, wanted: account.account_id in wanted,
    "membershipStatus": lambda _, membership, wanted: membership in wanted,
    "accountStatus": lambda account, _, wanted: account.account_status in wanted,
    "status": lambda account, membership, wanted: composite_status(account, membership) in wanted,
    "claimStatus": lambda account, _, wanted: account.claim_status == wanted,
    "mfaEnabled": lambda account, _, wanted: account.mfa is wanted,
    "emails": lambda account, _, wanted: (
        account.email is not None and account.email.casefold() in {email.casefold() for email in wanted}
    ),
    "emailDomains": lambda account, _, wanted: (
        account.email is not None and account.email.casefold().rpartition("@")[2] in wanted
    ),
    "searchTerm": lambda account, _, wanted: wanted.casefold() in f"{account.name} {account.email}".casefold(),
}
