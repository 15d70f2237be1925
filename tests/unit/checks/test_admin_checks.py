"""The checks about who administers the organisation, its sites and products."""

import pytest

from graph_audit.core.kinds import CoverageStatus, Gap, Outcome, Severity

from .coverages import entry, full_coverage

ADMIN = "-administers-> admin_role:o:org-admin -administers-> org:o"
SITE = "-administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t"


# org-admin-count, single-org-admin


@pytest.mark.parametrize(("active", "inactive", "found"), [(5, 0, False), (6, 0, True), (5, 3, False)])
def test_only_active_organisation_admins_count(ask, active, inactive, found):
    lines = [f"user:a{n} {ADMIN}" for n in range(active)]
    for n in range(inactive):
        lines += [f"user:i{n} account_status=inactive", f"user:i{n} {ADMIN}"]
    assert bool(ask("org-admin-count", "\n".join(lines)).hits) is found


def test_admins_through_groups_count_once_and_are_proven(ask):
    lines = ["group:crew " + ADMIN, *(f"user:{n} -member_of-> group:crew" for n in range(6)), f"user:0 {ADMIN}"]
    hit = ask("org-admin-count", "\n".join(lines)).only
    assert len(hit.details["admins"]) == len(hit.paths) == 6
    assert "6 active accounts" in hit.message


def test_a_role_of_which_nobody_knows_what_it_is_for_is_no_organisation_admin(ask):
    text = "\n".join(f"user:{n} {ADMIN}" for n in range(6))
    assert not ask("org-admin-count", f"admin_role:o:org-admin limited=yes\n{text}").hits


def test_admins_of_unknown_status_make_it_unknown(ask):
    text = f"user:maya {ADMIN}\nuser:omar account_status=unknown\nuser:omar {ADMIN}"
    assert ask("single-org-admin", text).undecided
    assert ask("org-admin-count", text, max_admins=1).undecided
    assert not ask("org-admin-count", text, max_admins=2).undecided


def test_no_organisation_admin_at_all_is_not_believed(ask):
    assert ask("single-org-admin", "org:o name=Saltmarsh").undecided


def test_the_organisation_is_asked_as_a_whole(run):
    gap = entry("users", "directory:d2", CoverageStatus.PARTIAL, Gap.FAILED, reason="it broke")
    text = f"user:maya {ADMIN}"
    result = run("single-org-admin", text, lambda graph: full_coverage(graph, gap, directories=("directory:d2",)))
    assert result.outcome is Outcome.NOT_EVALUATED
    assert [scope.scope for scope in result.scopes] == ["organisation"]


# dormant-admin, unmanaged-admin, admin-without-mfa


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("last_active=2026-08-21T00:00:00Z", "found"),
        ("last_active=2026-08-23T00:00:00Z", "nothing"),
        ("last_active=soon", "undecided"),
        ("name=x", "undecided"),
        ("name=x account_status=inactive", "nothing"),
        ("last_active=2020-01-01T00:00:00Z account_status=unknown", "undecided"),
        ("last_active=2020-01-01T00:00:00Z account_type=app", "nothing"),
        ("last_active=2020-01-01T00:00:00+0000", "found"),
    ],
)
def test_who_is_dormant(ask, attributes, expected):
    answers = ask("dormant-admin", f"user:maya {attributes}\nuser:maya {SITE}")
    assert ("found" if answers.hits else "undecided" if answers.undecided else "nothing") == expected


def test_never_is_dormant_where_a_product_could_have_told(ask):
    answers = ask("dormant-admin", f"user:maya -uses_product jira-software-> tenant:t\nuser:maya {SITE}")
    assert "never active" in answers.only.message


@pytest.mark.parametrize(("managed", "expected"), [("yes", 0), ("no", 1), ("unknown", None)])
def test_unmanaged_admins(ask, managed, expected):
    answers = ask("unmanaged-admin", f"user:maya managed={managed}\nuser:maya -member_of-> group:crew {SITE}")
    assert (None if answers.undecided else len(answers.hits)) == expected
    if expected:
        assert answers.paths == [["user:maya", "group:crew", "admin_role:tenant:t:jira-admin"]]


@pytest.mark.parametrize(("mfa", "expected"), [("yes", 0), ("no", 1), ("unknown", None)])
def test_admins_without_a_second_factor(ask, mfa, expected):
    answers = ask("admin-without-mfa", f"user:maya mfa={mfa}\nuser:maya {ADMIN}")
    assert (None if answers.undecided else len(answers.hits)) == expected


def test_who_administers_nothing_is_not_asked(ask):
    for check in ("dormant-admin", "unmanaged-admin", "admin-without-mfa"):
        answers = ask(check, "user:maya managed=no mfa=no last_active=2020-01-01T00:00:00Z")
        assert not answers.hits
        assert not answers.undecided


# admin-through-wide-group


def test_inactive_members_do_not_make_a_group_wide(ask):
    lines = [
        f"group:crew {SITE}",
        *(f"user:{n} -member_of-> group:crew" for n in range(11)),
        "user:0 account_status=closed",
    ]
    assert not ask("admin-through-wide-group", "\n".join(lines)).hits
    unknown = "\n".join([*lines, "user:1 account_status=unknown", "user:z -member_of-> group:crew"])
    assert ask("admin-through-wide-group", unknown).undecided


def test_a_small_group_that_gives_a_product_too_is_milder(run):
    text = f"group:crew {SITE}\nuser:maya -member_of-> group:crew -gives_access-> app_role:t:jira-software"
    result = run("admin-through-wide-group", text)
    (finding,) = result.findings
    assert (finding.severity, result.severity) == (Severity.HIGH, Severity.HIGH)
    assert "gives product access, too" in finding.message


# admin-escalation-path

ACCESS_ADMIN = "-administers-> admin_role:tenant:t:user-access-admin -administers-> tenant:t"


def test_an_organisation_admin_group_is_a_door_too(ask):
    text = f"tenant:t -part_of-> org:o\nuser:maya {ACCESS_ADMIN}\ngroup:crew {ADMIN}\ngroup:crew synced=no"
    assert ask("admin-escalation-path", text).found == ["user:maya"]


@pytest.mark.parametrize(
    "door",
    [
        "group:crew -administers-> admin_role:tenant:u:jira-admin -administers-> tenant:u",
        "user:omar -administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t",
        "group:name:t:crew -administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t",
    ],
)
def test_other_sites_single_accounts_and_unknown_groups_are_no_doors(ask, door):
    answers = ask("admin-escalation-path", f"user:maya {ACCESS_ADMIN}\n{door}\ngroup:crew synced=no")
    assert not answers.hits
    assert not answers.undecided


@pytest.mark.parametrize(("synced", "expected"), [("no", True), ("yes", False), ("unknown", None)])
def test_a_group_that_an_identity_provider_fills_is_no_door(ask, synced, expected):
    told = "" if synced == "unknown" else f"group:crew synced={synced}"
    answers = ask("admin-escalation-path", f"user:maya {ACCESS_ADMIN}\ngroup:crew {SITE}\n{told}")
    assert (None if answers.undecided else bool(answers.hits)) is expected


def test_who_has_such_a_role_already_is_not_told(ask):
    text = f"user:maya {ACCESS_ADMIN}\nuser:maya {SITE}\ngroup:crew {SITE}\ngroup:crew synced=no"
    assert not ask("admin-escalation-path", text).hits


# app-admin


def test_an_app_with_an_admin_role_or_through_a_group(ask):
    text = f"user:robot account_type=app\nuser:robot -member_of-> group:crew {SITE}"
    hit = ask("app-admin", text).only
    assert hit.details == {"projects": 0, "admin_roles": ["admin_role:tenant:t:jira-admin"]}
    assert [[step.target for step in path] for path in hit.paths] == [["group:crew", "admin_role:tenant:t:jira-admin"]]
    text = """
        user:robot account_type=app
        user:robot -member_of-> group:crew -holds ADMINISTER_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """
    hit = ask("app-admin", text).only
    assert hit.details["projects"] == 1
    assert [step.target for step in hit.paths[0]] == ["group:crew", "scheme:t:0", "project:t:PAY"]


def test_a_service_account_needs_product_access_and_people_are_no_apps(ask):
    service = """
        tenant:t gate=known
        user:robot account_type=app app_type=service
        user:robot -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
    """
    assert not ask("app-admin", service).hits
    person = "user:maya -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY"
    assert not ask("app-admin", person).subjects


def test_archived_projects_are_left_out(ask):
    text = """
        project:t:PAY archived=yes
        user:robot account_type=app
        user:robot -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
    """
    assert not ask("app-admin", text).hits
    assert ask("app-admin", text, include_archived=True).hits
