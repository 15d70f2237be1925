"""Jira of each tenant: projects, roles, schemes, product access, groups, accounts, issue security, filters."""
