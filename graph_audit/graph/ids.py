"""Node ids of the access graph: ``<kind>:<local id>``; ids are opaque, names are never keys."""

from graph_audit.core.kinds import NodeKind

__all__ = [
    "ANYONE",
    "IN_TENANT",
    "admin_role_id",
    "any_licensed_id",
    "api_key_id",
    "api_token_id",
    "app_role_id",
    "condition_id",
    "default_role_id",
    "directory_id",
    "domain_id",
    "filter_id",
    "group_id",
    "is_named_group",
    "kind_of",
    "local_id",
    "named_group_id",
    "org_id",
    "policy_id",
    "portal_customers_id",
    "project_id",
    "role_id",
    "scheme_id",
    "tenant_id",
    "tenant_of",
    "unknown_id",
    "user_id",
]

ANYONE = NodeKind.ANYONE.value
"""The virtual principal that stands for everybody, signed in or not."""

_NAMED_GROUP = f"{NodeKind.GROUP}:name:"

IN_TENANT = frozenset(
    {
        NodeKind.APP_ROLE,
        NodeKind.PROJECT,
        NodeKind.ROLE,
        NodeKind.SCHEME,
        NodeKind.ANY_LICENSED,
        NodeKind.CONDITION,
        NodeKind.PORTAL_CUSTOMERS,
        NodeKind.FILTER,
        NodeKind.DEFAULT_ROLE,
    }
)
"""Kinds whose ids have a cloudId."""


def org_id(organisation: str) -> str:
    """The organisation."""
    return f"org:{organisation}"


def directory_id(directory: str) -> str:
    """A directory, where accounts and groups are managed."""
    return f"directory:{directory}"


def tenant_id(cloud_id: str) -> str:
    """One Atlassian site."""
    return f"tenant:{cloud_id}"


def user_id(account_id: str) -> str:
    """An account of any type; account ids contain colons and are opaque."""
    return f"user:{account_id}"


def group_id(group: str) -> str:
    """A group; the Admin API's ``id`` is Jira's ``groupId``."""
    return f"group:{group}"


def named_group_id(cloud_id: str, name: str) -> str:
    """A group that the server named without an id."""
    return f"{_NAMED_GROUP}{cloud_id}:{name}"


def is_named_group(node: str) -> bool:
    """Whether the node is a group that nothing but its name tells of; who its members are is not known."""
    return node.startswith(_NAMED_GROUP)


def app_role_id(cloud_id: str, key: str) -> str:
    """An application role: access to one Jira product of one tenant."""
    return f"app_role:{cloud_id}:{key}"


def project_id(cloud_id: str, project: str) -> str:
    """A Jira project."""
    return f"project:{cloud_id}:{project}"


def role_id(cloud_id: str, project: str, role: str) -> str:
    """A role in one project; the same role of another project is another node."""
    return f"role:{cloud_id}:{project}:{role}"


def scheme_id(cloud_id: str, scheme: str) -> str:
    """A permission scheme; ``0`` is the default scheme."""
    return f"scheme:{cloud_id}:{scheme}"


def admin_role_id(scope: str, role: str) -> str:
    """An admin role of an organisation or a tenant, such as ``admin_role:tenant:<cloudId>:admin``."""
    return f"admin_role:{scope}:{role}"


def any_licensed_id(cloud_id: str) -> str:
    """Every user with access to any Jira product of the tenant."""
    return f"any_licensed:{cloud_id}"


def condition_id(cloud_id: str, name: str) -> str:
    """A holder that depends on the work item, such as its reporter."""
    return f"condition:{cloud_id}:{name}"


def portal_customers_id(cloud_id: str) -> str:
    """Customers of the tenant's service portal."""
    return f"portal_customers:{cloud_id}"


def domain_id(domain: str) -> str:
    """A domain that the organisation claims."""
    return f"domain:{domain}"


def policy_id(policy: str) -> str:
    """A policy of the organisation."""
    return f"policy:{policy}"


def api_key_id(key: str) -> str:
    """An API key of the organisation, without its secret."""
    return f"api_key:{key}"


def api_token_id(token: str) -> str:
    """An API token of a managed account, without its secret."""
    return f"api_token:{token}"


def filter_id(cloud_id: str, number: str) -> str:
    """A saved filter of a tenant."""
    return f"filter:{cloud_id}:{number}"


def default_role_id(cloud_id: str, role: str) -> str:
    """A role of a tenant as every new project begins with it."""
    return f"default_role:{cloud_id}:{role}"


def unknown_id(what: str, value: str) -> str:
    """An actor or holder of a type that this version does not know: kept and reported, never dropped."""
    return f"unknown:{what}:{value}"


def kind_of(node: str) -> str:
    """The kind that an id begins with."""
    return node.partition(":")[0]


def local_id(node: str) -> str:
    """The id without kind and tenant, its parts joined by ``/``: the stable id of a record reference."""
    kind, _, rest = node.partition(":")
    if kind not in IN_TENANT:
        return rest
    _, _, inside = rest.partition(":")
    return inside.replace(":", "/", 1) if kind == NodeKind.ROLE else inside


def tenant_of(node: str) -> str:
    """The cloudId that stands in the id, empty for nodes that belong to no tenant."""
    kind, _, rest = node.partition(":")
    if kind == NodeKind.TENANT:
        return rest
    return rest.partition(":")[0] if kind in IN_TENANT else ""
