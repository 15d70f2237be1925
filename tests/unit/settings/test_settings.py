"""Settings: which source may say what, which one wins, and that secrets stay where they are."""

import json
import os
import traceback

import pytest
from pydantic import Field

from graph_audit.checks.definition import Check, Options
from graph_audit.checks.severities import SeverityPolicy, SubjectSeverity
from graph_audit.configuration import FILE_NAME
from graph_audit.core.errors import ConfigurationError
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.pipeline import collection_request
from graph_audit.settings import load_settings

SECRET = "ATATT-hush-hush"


class WideOptions(Options):
    min_projects: int = Field(default=3, ge=1)


def a_check(name, alias="", options=Options):
    return Check(
        id=name,
        title=name,
        severity=Severity.LOW,
        category="Groups",
        about=ScopeKind.DIRECTORY,
        needs=(),
        subjects=lambda _: (),
        query=lambda _: iter(()),
        why="",
        fix="",
        bad="",
        good="",
        alias=alias,
        options=options,
    )


CHECKS = {
    "wide-project-admin": a_check("wide-project-admin", "over_privileged_users", WideOptions),
    "empty-group": a_check("empty-group", "empty_groups"),
}


PLACES = {
    "user": f"user/{FILE_NAME}",
    "folder": f"folder/{FILE_NAME}",
    "config": "named.toml",
    "dotenv": "folder/.env",
}
CREDENTIALS = ("ORG_ID", "ADMIN_API_KEY", "ATLASSIAN_USERNAME", "ATLASSIAN_API_TOKEN")


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Load settings from the texts of sources; the environment of the test run itself is out of the way."""
    for name in os.environ:
        if name.upper().startswith("GRAPH_AUDIT_") or name.upper() in CREDENTIALS:
            monkeypatch.delenv(name)

    def _load(*, env=None, tenants=(), **texts):
        for place, text in texts.items():
            path = tmp_path / PLACES[place]
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        config = tmp_path / PLACES["config"] if "config" in texts else None
        sources = {"config": config, "folder": tmp_path / "folder", "user_folder": tmp_path / "user"}
        return load_settings(CHECKS, tenants=tenants, **sources)

    return _load


def test_without_any_source_everything_has_its_default(load):
    settings = load()
    assert settings.addresses.api_url == "https://api.atlassian.com"
    assert settings.addresses.site_url == "https://{site}.atlassian.net"
    assert (settings.scan.tenants, settings.scan.include_archived, settings.scan.threads) == ((), False, 32)
    assert settings.credentials.org_id is None
    assert (settings.checks, settings.files) == ({}, ())


def test_no_folder_means_that_nothing_is_read_there(tmp_path, load, monkeypatch):
    load(folder="[scan]\nthreads = 3", dotenv="ORG_ID=from-dotenv")
    monkeypatch.chdir(tmp_path / "folder")
    settings = load_settings(CHECKS, user_folder=tmp_path / "user")
    assert (settings.scan.threads, settings.credentials.org_id, settings.files) == (32, None, ())


# which one wins


def test_later_sources_win_entry_by_entry(load, tmp_path):
    user = '[scan]\nthreads = 2\ninclude_archived = true\ntenants = ["u"]'
    settings = load(user=user, folder='[scan]\nthreads = 3\ntenants = ["f"]')
    assert (settings.scan.threads, settings.scan.include_archived, settings.scan.tenants) == (3, True, ("f",))
    assert settings.files == (str(tmp_path / "user" / FILE_NAME), str(tmp_path / "folder" / FILE_NAME))


def test_the_named_file_replaces_that_of_the_working_directory(load, tmp_path):
    settings = load(folder="[scan]\nthreads = 3\ninclude_archived = true", config="[scan]\nthreads = 4")
    assert (settings.scan.threads, settings.scan.include_archived) == (4, False)
    assert settings.files == (str(tmp_path / "named.toml"),)


def test_flags_win_over_files(load):
    assert load(config='[scan]\ntenants = ["a", "b"]', tenants=["c"]).scan.tenants == ("c",)


def test_the_environment_wins_over_files_one_address_at_a_time(load):
    file = '[addresses]\napi_url = "https://file.example"\nsite_url = "https://file.example/{site}"'
    settings = load(config=file, env={"GRAPH_AUDIT_API_URL": "https://env.example"})
    assert settings.addresses.api_url == "https://env.example"
    assert settings.addresses.site_url == "https://file.example/{site}"


def test_checks_of_two_files_add_up_by_id_or_alias(load):
    settings = load(
        user="[checks.over_privileged_users]\nmin_projects = 5\nseverity = 'high'",
        folder="[checks.wide-project-admin]\nseverity = 'critical'\n[checks.empty_groups]\nenabled = false",
    )
    wide = settings.checks["wide-project-admin"]
    assert (wide.options.min_projects, wide.severity, wide.enabled) == (5, Severity.CRITICAL, True)
    assert settings.checks["empty-group"].enabled is False
    assert set(settings.checks) == {"wide-project-admin", "empty-group"}


# what a downloaded folder must not do


def test_the_working_directory_may_not_set_addresses(load):
    with pytest.raises(ConfigurationError, match=r"\[addresses\] is taken only from the environment"):
        load(folder='[addresses]\napi_url = "https://evil.example"')


@pytest.mark.parametrize("section", ["credentials", "tenants.northwind"])
def test_the_working_directory_may_not_say_where_secrets_come_from(load, section):
    name = section.partition(".")[0]
    with pytest.raises(ConfigurationError, match=rf"\[{name}\] is taken only from .* cannot run a program"):
        load(folder=f'[{section}]\napi_token = {{ command = "touch stolen" }}')


@pytest.mark.parametrize("place", ["user", "config"])
def test_files_that_the_user_chose_may_set_addresses(load, place):
    settings = load(**{place: '[addresses]\napi_url = "https://proxy.example"'})
    assert settings.addresses.api_url == "https://proxy.example"


def test_a_dotenv_holds_credentials_and_nothing_else(load):
    settings = load(
        dotenv=f"""
        GRAPH_AUDIT_ORG_ID=o1
        ADMIN_API_KEY={SECRET}
        ATLASSIAN_USERNAME="maya@example.com"
        export GRAPH_AUDIT_ATLASSIAN_API_TOKEN='token'
        GRAPH_AUDIT_API_URL=https://evil.example
        GRAPH_AUDIT_SITE_URL=https://evil.example/{{site}}
        SOMETHING_ELSE=1
    """
    )
    assert settings.credentials.org_id == "o1"
    assert settings.credentials.admin_api_key.get_secret_value() == SECRET
    assert settings.credentials.atlassian_username == "maya@example.com"
    assert settings.credentials.atlassian_api_token.get_secret_value() == "token"
    assert "evil" not in repr(settings.addresses)


# credentials


@pytest.mark.parametrize("prefix", ["", "GRAPH_AUDIT_"])
def test_each_credential_has_a_long_and_a_short_name(load, prefix):
    credentials = load(env={prefix + name: f"value of {name}" for name in CREDENTIALS}).credentials
    assert (credentials.org_id, credentials.atlassian_username) == ("value of ORG_ID", "value of ATLASSIAN_USERNAME")
    assert credentials.admin_api_key.get_secret_value() == "value of ADMIN_API_KEY"
    assert credentials.atlassian_api_token.get_secret_value() == "value of ATLASSIAN_API_TOKEN"


@pytest.mark.parametrize(
    ("env", "dotenv", "expected"),
    [
        ({"GRAPH_AUDIT_ORG_ID": "long", "ORG_ID": "short"}, "", "long"),
        ({"GRAPH_AUDIT_ORG_ID": "", "ORG_ID": "short"}, "", "short"),
        ({"ORG_ID": "environment"}, "GRAPH_AUDIT_ORG_ID=dotenv", "environment"),
        ({"ORG_ID": ""}, "ORG_ID=dotenv", "dotenv"),
        ({"ORG_ID": "  "}, "", None),
        ({}, "ORG_ID=", None),
        ({"ORG_ID": " o1\n"}, "", "o1"),
    ],
)
def test_environment_before_dotenv_long_before_short_and_blank_is_not_set(load, env, dotenv, expected):
    assert load(env=env, dotenv=dotenv).credentials.org_id == expected


def test_a_secret_loses_the_line_break_of_the_file_that_it_came_from(load):
    credentials = load(env={"ADMIN_API_KEY": f"{SECRET}\n", "ATLASSIAN_API_TOKEN": " \n"}).credentials
    assert credentials.admin_api_key.get_secret_value() == SECRET
    assert credentials.atlassian_api_token is None


def test_secrets_are_nowhere_to_be_read(load):
    names = ("ADMIN_API_KEY", "GRAPH_AUDIT_ATLASSIAN_API_TOKEN")
    settings = load(env=dict.fromkeys(names, SECRET), dotenv="ORG_ID=o1", folder="[checks.empty-group]")
    told = settings.without_secrets()
    for text in (repr(settings), str(settings), settings.model_dump_json(), repr(settings.model_dump()), repr(told)):
        assert SECRET not in text
    assert told["credentials_set"] == {
        "org_id": "o1",
        "admin_api_key": True,
        "atlassian_username": False,
        "atlassian_api_token": True,
        "atlassian_client_id": False,
        "atlassian_client_secret": False,
    }


def test_what_a_run_tells_of_its_settings_is_plain_json(load):
    told = load(
        config="[scan]\nthreads = 4\n[checks.wide-project-admin]\nmin_projects = 5\nseverity = 'info'",
        tenants=["saltmarsh"],
    ).without_secrets()
    assert json.loads(json.dumps(told)) == {
        "credentials_set": {
            "org_id": False,
            "admin_api_key": False,
            "atlassian_username": False,
            "atlassian_api_token": False,
            "atlassian_client_id": False,
            "atlassian_client_secret": False,
        },
        "tenants_with_credentials": [],
        "addresses": {
            "api_url": "https://api.atlassian.com",
            "site_url": "https://{site}.atlassian.net",
            "auth_url": "https://auth.atlassian.com",
        },
        "scan": {"tenants": ["saltmarsh"], "include_archived": False, "leave_out": [], "threads": 4},
        "checks": {"wide-project-admin": {"enabled": True, "severity": "info", "options": {"min_projects": 5}}},
        "plugins": False,
        "severity": {"categories": {}, "subjects": []},
    }


def test_severities_of_categories_and_subjects(load):
    text = "[severity.categories]\nGROUPS = 'info'\n[[severity.subjects]]\nmatch = ['PAY*']\nseverity = 'critical'"
    settings = load(folder=text)
    assert settings.severity == SeverityPolicy(
        {"groups": Severity.INFO}, (SubjectSeverity(("PAY*",), Severity.CRITICAL),)
    )
    told = json.loads(json.dumps(settings.without_secrets()["severity"]))
    assert told == {"categories": {"groups": "info"}, "subjects": [{"match": ["PAY*"], "severity": "critical"}]}


def test_settings_are_frozen(load):
    settings = load()
    for target, name in ((settings, "files"), (settings.credentials, "org_id"), (settings.addresses, "api_url")):
        with pytest.raises(ValueError, match="frozen"):
            setattr(target, name, "other")


# mistakes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[scam]", r"there is no section \[scam\]; perhaps 'scan' is meant"),
        ("[quux]", r"there is no section \[quux\]; there are addresses, checks, credentials, plugins, scan, "),
        ("[severity]\ncategory = 1", r"\[severity\] has no entry 'category'; perhaps 'categories' is meant"),
        ("[severity.categories]\nGroup = 'low'", r"there is no category 'Group'; perhaps 'Groups' is meant"),
        ("[severity.categories]\nGroups = 'lo'", r"\[severity\] categories.Groups: Input should be 'critical', 'high'"),
        ("[[severity.subjects]]\nmatch = []\nseverity = 'low'", r"subjects.0.match: .*at least 1 item"),
        ("scan = 1", "scan must be a section"),
        ("[scan]\nthread = 1", r"\[scan\] has no entry 'thread'; perhaps 'threads' is meant"),
        ("[scan]\nthreads = 0", "threads: Input should be greater than or equal to 1"),
        ("[scan]\nthreads = 'many'", "threads: Input should be a valid integer"),
        ("[scan]\ntenants = 'foo'", r"\[scan\] tenants: Input should be a list"),
        ("[checks.empty-grup]", "no check 'empty-grup'; perhaps 'empty-group' is meant"),
        ("[checks.over_priviledged_users]", "perhaps 'over_privileged_users' is meant"),
        ("[checks.zzz]", "no check 'zzz'; there are empty-group, empty_groups, over_privileged_users, wide-project-"),
        ("[checks]\nempty-group = false", "checks.empty-group must be a section"),
        (
            "[checks.wide-project-admin]\nmin_project = 2",
            "has no option 'min_project'; perhaps 'min_projects' is meant",
        ),
        ("[checks.wide-project-admin]\nmin_projects = 0", "checks.wide-project-admin: min_projects: Input should be"),
        ("[checks.empty-group]\nseverity = 'hgh'", "no severity 'hgh'; perhaps 'high' is meant"),
        ("[checks.empty-group]\nseverity = 1", "no severity 1; there are critical, high, info, low, medium"),
        ("[checks.empty-group]\nseverity = ''", "no severity ''"),
        ("[checks.empty-group]\nenabled = 'no'", "checks.empty-group: enabled must be true or false"),
        ("[checks.empty-group", "is not valid TOML"),
        (b"\xff\xfe", "is not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_the_nearest_word(load, text, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        load(folder=text)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[addresses]\nsite = 'x'", r"\[addresses\] has no entry 'site'; perhaps 'site_url' is meant"),
        ("[credentials]\napi_token = 'x'", r"\[credentials\] has no entry 'api_token'; perhaps 'atlassian_api_token'"),
    ],
)
def test_a_mistake_in_a_section_of_trusted_files_is_named_too(load, text, message):
    with pytest.raises(ConfigurationError, match=message):
        load(config=text)


def test_a_wrong_address_is_named_without_its_value(load):
    with pytest.raises(ConfigurationError) as caught:
        load(config=f'[addresses]\napi_url = ["{SECRET}"]')
    assert str(caught.value) == "api_url: Input should be a valid string."


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"missing\.toml cannot be read: No such file or directory"):
        load_settings(CHECKS, config=tmp_path / "missing.toml", user_folder=tmp_path)


def test_a_secret_in_a_file_is_refused_without_repeating_it(load):
    with pytest.raises(
        ConfigurationError, match=r"\[credentials\] admin_api_key: .* does not belong into a file"
    ) as caught:
        load(config=f'[credentials]\nadmin_api_key = "{SECRET}"')
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_dotenv_fetches_nothing_from_the_environment(load):
    settings = load(env={"ADMIN_API_KEY": SECRET}, dotenv="ORG_ID=x${ADMIN_API_KEY}\nATLASSIAN_USERNAME=$HOME")
    assert (settings.credentials.org_id, settings.credentials.atlassian_username) == ("x${ADMIN_API_KEY}", "$HOME")


@pytest.mark.parametrize("text", ["x = " + "[" * 5000 + "]" * 5000, "x = " + "9" * 5000])
def test_a_file_that_python_cannot_hold_is_named(load, text):
    with pytest.raises(ConfigurationError, match="is not valid TOML"):
        load(folder=text)


def test_a_dotenv_that_is_no_text_is_named_without_its_content(load):
    with pytest.raises(ConfigurationError, match=r"\.env cannot be read: it must be a text file in UTF-8") as caught:
        load(dotenv=f"ADMIN_API_KEY={SECRET}".encode("utf-16"))
    assert caught.value.__suppress_context__


def test_optional_tables_can_be_left_out(load):
    request = collection_request(load(folder='[scan]\nleave_out = ["api_tokens", "policies"]'))
    assert request.leave_out == {"api_tokens", "policies"}


@pytest.mark.parametrize(("name", "says"), [("users", "no table that can be left out"), ("api_token", "'api_tokens'")])
def test_others_cannot(load, name, says):
    with pytest.raises(ConfigurationError, match=says):
        collection_request(load(folder=f'[scan]\nleave_out = ["{name}"]'))


# where secrets come from


def signed(signer):
    return signer.authorization.get_secret_value()


def test_a_file_says_where_a_secret_is_and_the_environment_wins(load):
    file = """
        [credentials]
        org_id = "from-file"
        admin_api_key = { env = "KEY_OF_NORTHWIND" }
        atlassian_username = "maya@example.com"
        atlassian_api_token = { command = "echo token" }
    """
    settings = load(config=file, env={"KEY_OF_NORTHWIND": SECRET, "GRAPH_AUDIT_ORG_ID": "from-environment"})
    request = collection_request(settings)
    assert request.organisation == "from-environment"
    assert signed(request.organisation_credential) == f"Bearer {SECRET}"
    assert request.jira_credential.scheme == "Basic"
    assert request.jira_credential.secrets >= {"token"}
    told = settings.without_secrets()["credentials_set"]
    assert (told["admin_api_key"], told["atlassian_api_token"], told["atlassian_username"]) == ("env", "command", True)


def test_no_command_runs_before_something_is_to_be_collected(load, tmp_path):
    mark = tmp_path / "ran"
    settings = load(config=f'[credentials]\nadmin_api_key = {{ command = ["touch", "{mark}"] }}')
    assert not mark.exists()
    with pytest.raises(ConfigurationError, match="printed nothing"):
        collection_request(settings)
    assert mark.exists()


def test_a_later_file_replaces_a_source_as_a_whole(load):
    user = '[credentials]\nadmin_api_key = { command = "false" }\norg_id = "o"'
    settings = load(user=user, config='[credentials]\nadmin_api_key = { env = "KEY" }', env={"KEY": SECRET})
    assert signed(collection_request(settings).organisation_credential) == f"Bearer {SECRET}"
    assert settings.stored.org_id == "o"


def test_a_service_account_by_the_environment(load):
    env = {
        "ATLASSIAN_CLIENT_ID": "c",
        "ATLASSIAN_CLIENT_SECRET": SECRET,
        "GRAPH_AUDIT_AUTH_URL": "https://auth.example",
    }
    request = collection_request(load(env=env, tenants=["northwind"]))
    assert request.jira_credential.gateway_only
    assert request.jira_credential.secrets == {SECRET}
    assert request.mode == "jira_only"


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"ATLASSIAN_CLIENT_ID": "c"}, "needs both"),
        ({"ATLASSIAN_CLIENT_SECRET": SECRET}, "needs both"),
        ({"ATLASSIAN_CLIENT_ID": "c", "ATLASSIAN_CLIENT_SECRET": SECRET, "ATLASSIAN_API_TOKEN": "t"}, "not plain"),
    ],
)
def test_half_a_service_account_or_two_credentials_are_refused(load, env, says):
    with pytest.raises(ConfigurationError, match=says) as caught:
        collection_request(load(env=env))
    assert SECRET not in str(caught.value)


SITES = """
    [tenants.Northwind]
    username = "maya@example.com"
    api_token = { env = "TOKEN_OF_NORTHWIND" }
    [tenants.contoso]
    client_id = "c"
    client_secret = { env = "SECRET_OF_CONTOSO" }
"""


def test_sites_have_credentials_of_their_own_or_the_common_one(load):
    env = {"TOKEN_OF_NORTHWIND": "n", "SECRET_OF_CONTOSO": "s", "ATLASSIAN_API_TOKEN": "t", "ATLASSIAN_USERNAME": "u"}
    request = collection_request(load(config=SITES, env=env))
    assert request.credential_of("NORTHWIND").secrets >= {"n"}
    assert request.credential_of("contoso").gateway_only
    assert request.credential_of("elsewhere").secrets >= {"t"}


def test_without_an_organisation_the_sites_with_credentials_are_those_to_scan(load):
    env = {"TOKEN_OF_NORTHWIND": "n", "SECRET_OF_CONTOSO": "s"}
    request = collection_request(load(config=SITES, env=env))
    assert (request.mode, request.tenants) == ("jira_only", ("contoso", "northwind"))
    assert request.credential_of("elsewhere") is None
    assert collection_request(load(config=SITES, env=env, tenants=["contoso"])).tenants == ("contoso",)


@pytest.mark.parametrize(
    "text",
    [
        "[tenants.a]",
        "[tenants.a]\nusername = 'u'",
        "[tenants.a]\nusername = 'u'\nclient_secret = { env = 'X' }",
        "[tenants.a]\nusername = 'u'\napi_token = { env = 'X' }\nclient_id = 'c'",
        "[tenants]\na = 'token'",
        "[tenants.a]\nuser = 'u'\napi_token = { env = 'X' }",
    ],
)
def test_a_site_has_one_credential_and_all_of_it(load, text):
    with pytest.raises(ConfigurationError, match=r"\[tenants\.a\]"):
        load(config=text)
