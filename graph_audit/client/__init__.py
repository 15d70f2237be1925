"""HTTP to Atlassian: one session, one retry policy, paging, and no secret in any message."""
