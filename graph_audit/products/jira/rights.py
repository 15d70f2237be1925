"""The rights that Jira's tables need, in the vendor's words, and how to grant them.

Source: https://support.atlassian.com/jira-cloud-administration/docs/manage-global-permissions/
"""

__all__ = ["ADMINISTER", "BROWSE_PEOPLE", "GRANT_ADMINISTER", "GRANT_BROWSE_PEOPLE", "PROJECT_ADMIN"]

ADMINISTER = "Administer Jira"
GRANT_ADMINISTER = (
    "Add the account to a group that is a Jira admin group (Jira settings > System > Global permissions)."
)
BROWSE_PEOPLE = "Browse users and groups"
GRANT_BROWSE_PEOPLE = "Give the account the global permission Browse users and groups, or Administer Jira."
PROJECT_ADMIN = "Administer Jira, or Administer Projects on each project"
