"""Jira: projects, roles, permission schemes, application roles, groups and accounts of each tenant."""
