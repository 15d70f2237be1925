"""What permissions let their holder do, for the places that ask about several at once.

Source: https://support.atlassian.com/jira-cloud-administration/docs/permissions-for-company-managed-projects/
"""

__all__ = ["REACHES_FAR", "WRITES", "permission_name"]

WRITES = frozenset(
    {
        *("ADD_COMMENTS", "ASSIGN_ISSUES", "CLOSE_ISSUES", "CREATE_ATTACHMENTS", "CREATE_ISSUES"),
        *("DELETE_ALL_ATTACHMENTS", "DELETE_ALL_COMMENTS", "DELETE_ALL_WORKLOGS", "DELETE_ISSUES"),
        *("DELETE_OWN_ATTACHMENTS", "DELETE_OWN_COMMENTS", "DELETE_OWN_WORKLOGS", "EDIT_ALL_COMMENTS"),
        *("EDIT_ALL_WORKLOGS", "EDIT_ISSUES", "EDIT_OWN_COMMENTS", "EDIT_OWN_WORKLOGS", "LINK_ISSUES"),
        *("MANAGE_SPRINTS_PERMISSION", "MANAGE_WATCHERS", "MODIFY_REPORTER", "MOVE_ISSUES", "RESOLVE_ISSUES"),
        *("SCHEDULE_ISSUES", "SET_ISSUE_SECURITY", "TRANSITION_ISSUES", "WORK_ON_ISSUES"),
    }
)
"""Creating, changing and deleting work items and what hangs on them."""

REACHES_FAR = (
    *("DELETE_ALL_ATTACHMENTS", "DELETE_ALL_COMMENTS", "DELETE_ALL_WORKLOGS", "DELETE_ISSUES"),
    *("EDIT_ALL_COMMENTS", "EDIT_ALL_WORKLOGS", "EDIT_WORKFLOW", "MODIFY_REPORTER", "SET_ISSUE_SECURITY"),
)
"""Deleting or changing what others made, acting in another's name, changing the workflow."""

# Jira's own names where they are not the key's words in title case:
# https://support.atlassian.com/jira-cloud-administration/docs/permissions-for-company-managed-projects/
_PERMISSIONS = {
    "SERVICEDESK_AGENT": "Service Desk Agent",
    "MANAGE_SPRINTS_PERMISSION": "Manage Sprints",
    "VIEW_DEV_TOOLS": "View Development Tools",
    "VIEW_READONLY_WORKFLOW": "View Read-Only Workflow",
    "VIEW_VOTERS_AND_WATCHERS": "View Voters and Watchers",
}


def permission_name(key: str) -> str:
    """What Jira calls a permission: ``BROWSE_PROJECTS`` is Browse Projects."""
    return _PERMISSIONS.get(key) or key.replace("_", " ").title()
