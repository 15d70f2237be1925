"""File and environment become one frozen Settings; secrets are SecretStr and go nowhere else.

What may be set where: a folder that somebody downloaded must not redirect a key or run code. So addresses are taken
only from the environment, from a file named with ``--config`` or from the user's own configuration directory, and where
secrets come from is taken only from such a file; the ``graph-audit.toml`` of the working directory may choose tenants
and checks, and a ``.env`` there may hold the credentials.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from dotenv import dotenv_values
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from graph_audit.checks.definition import Check
from graph_audit.checks.runner import CheckSettings, all_checks
from graph_audit.checks.severities import SeverityPolicy, SubjectSeverity
from graph_audit.client.secret_sources import SecretSource
from graph_audit.configuration import plugin_folder, read_sources, sources_of
from graph_audit.core.errors import ConfigurationError
from graph_audit.core.kinds import Severity
from graph_audit.core.suggestion import nearest

__all__ = ["Addresses", "Credentials", "Settings", "SiteCredential", "StoredCredentials", "load_settings"]

M = TypeVar("M", bound=BaseModel)


def _named(name: str) -> Any:
    return Field(default=None, validation_alias=AliasChoices(f"GRAPH_AUDIT_{name}", name))


class Credentials(BaseSettings):
    """The credentials, from the environment or a ``.env`` of the working directory; blank counts as not set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, env_file_encoding="utf-8")

    org_id: Annotated[str | None, _named("ORG_ID")] = None
    admin_api_key: Annotated[SecretStr | None, _named("ADMIN_API_KEY")] = None
    atlassian_username: Annotated[str | None, _named("ATLASSIAN_USERNAME")] = None
    atlassian_api_token: Annotated[SecretStr | None, _named("ATLASSIAN_API_TOKEN")] = None
    atlassian_client_id: Annotated[str | None, _named("ATLASSIAN_CLIENT_ID")] = None
    atlassian_client_secret: Annotated[SecretStr | None, _named("ATLASSIAN_CLIENT_SECRET")] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then the ``.env`` as it is written.

        ``ORG_ID=${SOME_SECRET}`` in a downloaded folder must not send other variables of the environment to the server
        and into ``run.json``.
        """
        del settings_cls, init_settings, file_secret_settings
        if isinstance(dotenv_settings, DotEnvSettingsSource) and isinstance(dotenv_settings.env_file, Path):
            written = dotenv_values(dotenv_settings.env_file, encoding="utf-8", interpolate=False)
            dotenv_settings.env_vars = {name.lower(): value for name, value in written.items() if value}
        return env_settings, dotenv_settings

    @field_validator("*", mode="before")
    @classmethod
    def _trimmed(cls, value: Any) -> Any:
        """Without the line break that a shell or an editor left behind; no credential begins or ends with a space."""
        return (value.strip() or None) if isinstance(value, str) else value


class Addresses(BaseSettings):
    """Where Atlassian is: only from the environment or a file that the user chose."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="GRAPH_AUDIT_", env_ignore_empty=True)

    api_url: str = "https://api.atlassian.com"
    site_url: str = "https://{site}.atlassian.net"
    auth_url: str = "https://auth.atlassian.com"


class StoredCredentials(BaseModel):
    """``[credentials]``: what the environment may say, too, and wins; secrets by where they come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    org_id: str | None = None
    admin_api_key: SecretSource | None = None
    atlassian_username: str | None = None
    atlassian_api_token: SecretSource | None = None
    atlassian_client_id: str | None = None
    atlassian_client_secret: SecretSource | None = None


class SiteCredential(BaseModel):
    """``[tenants.NAME]``: what opens one site, instead of what opens the others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: str | None = None
    api_token: SecretSource | None = None
    client_id: str | None = None
    client_secret: SecretSource | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        token = (self.username is not None, self.api_token is not None)
        account = (self.client_id is not None, self.client_secret is not None)
        if sorted((token, account)) != [(False, False), (True, True)]:
            raise ValueError("give username and api_token, or client_id and client_secret")
        return self


class ScanSection(BaseModel):
    """``[scan]``: what is collected and looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenants: tuple[str, ...] = Field(default=(), description="Only these sites (the subdomain); empty means all.")
    include_archived: bool = Field(default=False, description="Whether archived projects count.")
    leave_out: tuple[str, ...] = Field(default=(), description="Optional tables that are not read.")
    threads: int = Field(default=32, ge=1, le=64, description="How many requests are under way at once.")


_ENTRIES: dict[str, Iterable[str]] = {
    "addresses": Addresses.model_fields,
    "credentials": StoredCredentials.model_fields,
    "plugins": ("folder",),
    "scan": ScanSection.model_fields,
    "severity": ("categories", "subjects"),
}
"""The entries of those sections that have always the same."""


class SeveritySection(BaseModel):
    """``[severity]``: how bad findings are, other than their checks say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    class Subjects(BaseModel):
        """``[[severity.subjects]]``: findings about these."""

        model_config = ConfigDict(frozen=True, extra="forbid")

        match: tuple[str, ...] = Field(min_length=1)
        severity: Severity

    categories: Mapping[str, Severity] = {}
    subjects: tuple[Subjects, ...] = ()

    def policy(self, checks: Mapping[str, Check]) -> SeverityPolicy:
        """The policy that it describes.

        Raises:
            ConfigurationError: there is no such category.
        """
        known = sorted({check.category for check in checks.values()})
        for name in self.categories:
            if name.casefold() not in map(str.casefold, known):
                raise ConfigurationError(f"[severity.categories] there is no category {name!r}{nearest(name, known)}.")
        return SeverityPolicy(
            {name.casefold(): severity for name, severity in self.categories.items()},
            tuple(SubjectSeverity(entry.match, entry.severity) for entry in self.subjects),
        )


class Settings(BaseModel):
    """Everything that a run depends on."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    credentials: Credentials
    addresses: Addresses
    scan: ScanSection
    checks: Mapping[str, CheckSettings]
    severity: SeverityPolicy = SeverityPolicy()
    stored: StoredCredentials = StoredCredentials()
    tenants: Mapping[str, SiteCredential] = {}
    catalogue: Mapping[str, Check] = Field(default_factory=all_checks, exclude=True, repr=False)
    plugins: Path | None = None
    files: tuple[str, ...] = ()

    def without_secrets(self) -> dict[str, Any]:
        """What ``run.json`` may tell: whether a credential is set, never which."""
        credentials: dict[str, Any] = {name: value is not None for name, value in self.credentials}
        for name, source in self.stored:
            credentials[name] = credentials[name] or (source.kind if isinstance(source, SecretSource) else bool(source))
        checks = {
            name: {
                "enabled": chosen.enabled,
                "severity": chosen.severity,
                "options": chosen.options.model_dump(mode="json") if chosen.options else {},
            }
            for name, chosen in sorted(self.checks.items())
        }
        return {
            "credentials_set": {**credentials, "org_id": self.credentials.org_id or self.stored.org_id or False},
            "tenants_with_credentials": sorted(self.tenants),
            "addresses": self.addresses.model_dump(),
            "scan": self.scan.model_dump(mode="json"),
            "checks": checks,
            "plugins": str(self.plugins) if self.plugins else False,
            "severity": {
                "categories": dict(self.severity.categories),
                "subjects": [
                    {"match": list(entry.patterns), "severity": entry.severity} for entry in self.severity.subjects
                ],
            },
        }


def load_settings(
    checks: Mapping[str, Check] | None = None,
    *,
    config: Path | None = None,
    folder: Path | None = None,
    user_folder: Path | None = None,
    tenants: Iterable[str] = (),
) -> Settings:
    """Read every source; later ones win: user's file, working directory's file, ``--config`` file, environment, flags.

    Args:
        checks: the checks whose configuration is validated; None takes all, those of the plug-in folder included.
        config: the file named with ``--config``; it replaces the working directory's.
        folder: the working directory; None reads nothing there.
        user_folder: the user's configuration directory; None takes the platform's.
        tenants: subdomains from the command line.

    Raises:
        ConfigurationError: a source has an unknown or wrong entry; the message names it and the nearest valid one.
    """
    sources = sources_of(config, folder, user_folder)
    merged = read_sources(sources, _ENTRIES)
    if checks is None:
        checks = all_checks(plugin_folder(merged))
    scan = dict(merged.get("scan", {}))
    if chosen := tuple(tenants):
        scan["tenants"] = chosen
    try:
        return Settings(
            credentials=_credentials(folder / ".env" if folder else None),
            addresses=_addresses(merged.get("addresses", {})),
            scan=_section(ScanSection, "scan", scan),
            checks=_check_settings(merged.get("checks", {}), checks),
            catalogue=checks,
            severity=_section(SeveritySection, "severity", merged.get("severity", {})).policy(checks),
            stored=_section(StoredCredentials, "credentials", merged.get("credentials", {})),
            tenants={
                name.casefold(): _section(SiteCredential, f"tenants.{name}", section)
                for name, section in merged.get("tenants", {}).items()
            },
            plugins=plugin_folder(merged),
            files=tuple(str(path) for path, _ in sources),
        )
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from None


def _credentials(env_file: Path | None) -> Credentials:
    try:
        return Credentials(_env_file=env_file)
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{env_file} cannot be read: it must be a text file in UTF-8.") from None


def _section(model: type[M], name: str, section: Any) -> M:
    try:
        return model.model_validate(section)
    except ValidationError as error:
        raise ConfigurationError(f"[{name}] {_explain(error)}") from None


def _addresses(section: Mapping[str, Any]) -> Addresses:
    environment = Addresses().model_dump(exclude_unset=True)
    return Addresses.model_validate({**section, **environment})


def _check_settings(section: Mapping[str, Any], checks: Mapping[str, Check]) -> dict[str, CheckSettings]:
    aliases = {check.alias: check.id for check in checks.values() if check.alias}
    chosen: dict[str, dict[str, Any]] = {}
    for name, value in section.items():
        known = aliases.get(name, name)
        if known not in checks:
            raise ConfigurationError(f"There is no check {name!r}{nearest(name, [*checks, *aliases])}.")
        if not isinstance(value, dict):
            raise ConfigurationError(f"checks.{name} must be a section.")
        chosen[known] = {**chosen.get(known, {}), **value}  # one file may say the id and another the alias
    return {name: _one_check(name, value, checks[name]) for name, value in chosen.items()}


def _one_check(name: str, value: Mapping[str, Any], check: Check) -> CheckSettings:
    options = {key: item for key, item in value.items() if key not in {"enabled", "severity"}}
    valid = [*check.options.model_fields, "enabled", "severity"]
    for key in options:
        if key not in valid:
            raise ConfigurationError(f"The check {name!r} has no option {key!r}{nearest(key, valid)}.")
    severity = value.get("severity")
    if severity is not None and severity not in list(Severity):
        raise ConfigurationError(f"checks.{name}: there is no severity {severity!r}{nearest(str(severity), Severity)}.")
    if not isinstance(value.get("enabled", True), bool):
        raise ConfigurationError(f"checks.{name}: enabled must be true or false.")
    try:
        return CheckSettings(
            enabled=value.get("enabled", True),
            options=check.options.model_validate(options),
            severity=Severity(severity) if severity else None,
        )
    except ValidationError as error:
        raise ConfigurationError(f"checks.{name}: {_explain(error)}") from None


def _explain(error: ValidationError) -> str:
    """Where and what, all of it, without the values: one might be a secret."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    told = (f"{'.'.join(map(str, fault['loc'])) or 'the configuration'}: {fault['msg']}" for fault in faults)
    return "; ".join(told).replace("a valid tuple", "a list") + "."
