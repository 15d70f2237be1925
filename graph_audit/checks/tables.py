"""The tables that checks read, by the facts they tell; the first alternative that was collected counts."""

__all__ = [
    "ACCESS_OF_GROUPS",
    "ACCOUNTS",
    "ACCOUNTS_OF_JIRA",
    "ADMINISTRATORS",
    "ADMIN_GROUPS",
    "API_KEYS",
    "API_TOKENS",
    "APPLICATION_ROLES",
    "DEFAULT_ACTORS",
    "DOMAINS",
    "EFFECTIVE_ACCESS",
    "FILTERS",
    "GROUPS",
    "GROUP_RECORDS",
    "HOLDERS",
    "MANAGED_ACCOUNTS",
    "MEMBERSHIPS",
    "POLICIES",
    "PROJECTS",
    "PROJECT_SCHEMES",
    "ROLES",
    "ROLES_OF_ACCOUNTS",
    "ROLES_OF_GROUPS",
    "ROLE_ACTORS",
    "SCHEMES",
    "SITE_ADMIN_GROUPS",
    "UNAFFILIATED",
    "WORKSPACES",
]

ACCOUNTS = ("users", "jira_users")
ACCOUNTS_OF_JIRA = ("jira_users",)
"""Accounts that are in no directory any more may still stand in roles; only Jira tells who they are."""
MEMBERSHIPS = ("users", "group_members")
GROUPS = ("groups", "jira_groups")
PROJECTS = ("projects",)
ROLES = ("project_roles", "roles")
ROLE_ACTORS = ("role_actors",)
DEFAULT_ACTORS = ("roles",)
SCHEMES = ("permission_schemes",)
PROJECT_SCHEMES = ("project_schemes",)
APPLICATION_ROLES = ("application_roles",)
ADMIN_GROUPS = ("admin_groups",)
SITE_ADMIN_GROUPS = ("site_admin_groups",)

MANAGED_ACCOUNTS = ("users",)
"""Only Atlassian Administration tells who manages an account; Jira does not."""
ROLES_OF_ACCOUNTS = ("user_role_assignments",)
ROLES_OF_GROUPS = ("group_role_assignments",)
DOMAINS = ("domains",)
POLICIES = ("policies",)
API_KEYS = ("api_keys",)
API_TOKENS = ("api_tokens",)
FILTERS = ("filters",)
WORKSPACES = ("workspaces",)
"""They tell which sites there are; what accounts and groups have on others is left out."""
UNAFFILIATED = ("unaffiliated_users",)
"""Accounts that the organisation manages and that are in no directory."""
GROUP_RECORDS = ("groups",)
"""Only Atlassian Administration tells a group's description and on how many resources it has access."""

HOLDERS = (ROLES, ROLE_ACTORS, SCHEMES, PROJECT_SCHEMES)
"""Together they tell who holds a role or a grant on a known project."""
ACCESS_OF_GROUPS = (PROJECTS, *HOLDERS, APPLICATION_ROLES, ADMIN_GROUPS, SITE_ADMIN_GROUPS)
"""Together they tell everything in Jira that a group can give."""
EFFECTIVE_ACCESS = (ACCOUNTS, ACCOUNTS_OF_JIRA, APPLICATION_ROLES, PROJECTS, *HOLDERS)
"""Together with the memberships of all directories they tell who can do what on a project."""
ADMINISTRATORS = (ADMIN_GROUPS, SITE_ADMIN_GROUPS, ROLES_OF_GROUPS, ROLES_OF_ACCOUNTS)
"""Together with accounts and memberships they tell who administers the organisation and its sites."""
