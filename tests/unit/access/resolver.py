"""Access by brute force, written from docs/permission-model.md and from nothing else: the judge of the real engine.

A path is the tuple of its nodes. Certainties: yes, may (depends on the work item), unknown, no.
"""

from graph_audit.graph import ids

from .description import CONDITIONS

YES, UNKNOWN, MAY, NO = "yes", "unknown", "may", "no"
ORDER = (YES, UNKNOWN, MAY, NO)


def ways_to(organisation, ref, account):
    """(certainty, path) of each way in which the account is, or is in, what `ref` names."""
    user = ids.user_id(account.id)
    if ref.kind == "user":
        return [(YES, (user,))] if ref.id == account.id else []
    if ref.kind == "unknown":
        return [(UNKNOWN, ())]
    named = [g for g in organisation.groups if ref.id == (g.id if ref.kind == "group" else g.name)]
    if ref.kind == "group_name" and len(named) != 1:
        return [(UNKNOWN, ())]
    return [(YES, (user, ids.group_id(group.id))) for group in named if account.id in group.members]


def product_access(organisation, tenant, account, key=None):
    """(certainty, path) of each way to the application role `key` of the tenant, or to any of them."""
    ways = [(UNKNOWN, ())] if tenant.gate == "unknown" else []
    for role in tenant.application_roles:
        if key in {None, role.key}:
            node = ids.app_role_id(tenant.id, role.key)
            found = [way for ref in role.groups for way in ways_to(organisation, ref, account)]
            found += [(YES, (ids.user_id(account.id),))] if account.id in role.direct else []
            ways += [(sure, (*path, node) if path else ()) for sure, path in found]
    return ways


def matches(organisation, tenant, project, grant, account):
    """(certainty, path) of each way in which a grant of the project's scheme reaches the account."""
    end, kind = ids.project_id(tenant.id, project.id), grant.holder
    through = (ids.scheme_id(tenant.id, project.scheme), end)
    if kind == "anyone":
        return [(YES, (ids.ANYONE, *through))]
    if kind in CONDITIONS:
        return [(MAY, ())]
    if kind == "sd.customer.portal.only":
        return []
    if kind == "projectLead":
        return [(YES, (ids.user_id(account.id), end))] if project.lead == account.id else []
    if kind == "projectRole":
        ways = [w for ref in project.actors.get(grant.argument, ()) for w in ways_to(organisation, ref, account)]
        through = (ids.role_id(tenant.id, project.id, grant.argument), end)
    elif kind == "applicationRole":
        ways = product_access(organisation, tenant, account, grant.argument or None)
        through = through if grant.argument else (ids.any_licensed_id(tenant.id), *through)
    elif kind in {"user", "group"}:
        ways = ways_to(organisation, grant.ref, account)
    else:
        ways = [(UNKNOWN, ())]
    return [(sure, (*path, *through) if path else ()) for sure, path in ways]


def active(account, tenant):
    suspended = set(account.memberships.values()) == {"suspended"}
    if (
        account.status in {"inactive", "closed"}
        or suspended
        or (tenant and account.jira_active.get(tenant.id) is False)
    ):
        return NO
    return YES if account.status == "active" else UNKNOWN


def gate(organisation, tenant, project, permission, account):
    if account.type == "customer":
        return NO
    if account.type == "app" and account.app_type != "service":
        return YES
    if account.type not in {"app", "atlassian"}:
        return UNKNOWN
    key = "jira-servicedesk" if project.service_desk and permission == "SERVICEDESK_AGENT" else None
    return min((sure for sure, _ in product_access(organisation, tenant, account, key)), key=ORDER.index, default=NO)


def resolve(organisation, tenant, project, permission, account):
    """The answer, the answer without the public, and every grant path to the account."""
    passed, alive = gate(organisation, tenant, project, permission, account), active(account, tenant)
    answers, own, paths = [NO], [NO], set()
    for grant in tenant.schemes[project.scheme]:
        if grant.permission == permission:
            for sure, path in matches(organisation, tenant, project, grant, account):
                conditions = (alive, sure) if grant.holder == "anyone" else (alive, passed, sure)
                answers.append(all_hold(conditions))
                own.append(NO if grant.holder == "anyone" else answers[-1])
                paths |= {path} if path else set()
    return min(answers, key=ORDER.index), min(own, key=ORDER.index), paths


def administers(organisation, tenant, account):
    """Every path of the account to the administration of the tenant or the organisation."""
    for administrator in set(organisation.administrators):
        if administrator.where in {"o", tenant.id} and not administrator.limited:
            end = ids.org_id("o") if administrator.where == "o" else ids.tenant_id(tenant.id)
            for _, path in ways_to(organisation, administrator.ref, account):
                yield (*path, ids.admin_role_id(end, "admin"), end)


def attainable(organisation, tenant, project, permission, account):
    """Every (path, roles that would give the permission) by which the account could give it to itself."""
    if active(account, None) == NO:
        return set()
    found = {(path, ()) for path in administers(organisation, tenant, account)}
    grants = tenant.schemes[project.scheme]
    granting = {g.argument for g in grants if g.holder == "projectRole" and g.permission == permission}
    roles = tuple(sorted(ids.role_id(tenant.id, project.id, role) for role in granting & set(project.actors)))
    _, edits, paths = resolve(organisation, tenant, project, "ADMINISTER_PROJECTS", account)
    passed = (active(account, tenant), gate(organisation, tenant, project, permission, account))
    return found | {(path, roles) for path in paths if roles and edits == YES and passed == (YES, YES)}


def all_hold(conditions):
    return next((weak for weak in (NO, UNKNOWN, MAY) if weak in conditions), YES)
