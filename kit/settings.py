"""Every setting of the suite, read from the environment with the prefix TAS_. Read in `main` modules and the command
line only; what a part needs is handed to it. Secrets are `SecretStr`: they never show in a log or a printed list."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICES = ("opportunity", "people", "approval")

Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]


class Settings(BaseSettings):
    """Defaults are the local suite's. Durations are seconds; `*_url` of a service may list replicas by commas."""

    model_config = SettingsConfigDict(env_prefix="TAS_", extra="ignore", frozen=True)

    env: Literal["development", "test", "production"] = Field(
        "development", description="production refuses what is for development"
    )
    log_level: Level = Field("INFO", description="from which level on is logged: DEBUG, INFO, WARNING, ERROR")

    mongodb_url: SecretStr = Field(SecretStr("mongodb://127.0.0.1:7420"), description="the store")
    mongodb_name: str = Field("tas", description="prefix of the database names")
    amqp_url: SecretStr = Field(SecretStr("amqp://guest:guest@127.0.0.1:7421/"), description="the broker")
    temporal_address: str = Field("127.0.0.1:7424", description="Temporal, host:port")
    temporal_namespace: str = Field("default", description="its namespace")
    temporal_task_queue: str = Field("tas", description="the queue that the worker takes from")

    host: str = Field("127.0.0.1", description="the address that a process listens on")
    gateway_port: int = Field(7400, description="where the gateway listens")
    opportunity_port: int = Field(7401, description="where opportunity listens")
    people_port: int = Field(7402, description="where people listens")
    approval_port: int = Field(7403, description="where approval listens")
    issuer_port: int = Field(7404, description="where the development issuer listens")
    worker_port: int = Field(7405, description="where the worker tells its health")

    gateway_url: str = Field("http://127.0.0.1:7400", description="where the gateway is reached")
    opportunity_url: str = Field("http://127.0.0.1:7401", description="where opportunity is reached")
    people_url: str = Field("http://127.0.0.1:7402", description="where people is reached")
    approval_url: str = Field("http://127.0.0.1:7403", description="where approval is reached")

    oidc_issuer: str = Field("http://127.0.0.1:7404", description="the issuer of users' tokens, as their `iss` says it")
    oidc_audience: str = Field("tas", description="what their `aud` must say")
    oidc_jwks_url: str = Field("http://127.0.0.1:7404/jwks.json", description="where the issuer's public keys are")
    oidc_algorithms: str = Field("ES256,EdDSA,RS256,PS256", description="accepted signature algorithms, by commas")
    emergency_trust_file: str = Field(
        "", description="JWKS of the emergency key, by which administrators come in; none when empty"
    )
    issuer_url: str = Field("http://127.0.0.1:7404", description="the development issuer's own address")
    issuer_key_file: str = Field(".tas/keys/issuer-token.json", description="the development issuer's private JWK")

    signing_key_file: str = Field(".tas/keys/signing.json", description="this process's private Ed25519 JWK")
    signing_trust_file: str = Field(".tas/keys/trust.json", description="JWKS of the callers; kid is the caller's name")
    signature_seconds: float = Field(60.0, gt=0, description="how old a signed call may be")

    privacy_key_file: str = Field(".tas/keys/privacy.json", description="the secret that personal data is kept under")

    calendar_country: str = Field("CN", description="ISO 3166 country whose holidays the company keeps")
    calendar_zone: str = Field("Asia/Shanghai", description="time zone of the company's working hours")
    flows_folder: str = Field("", description="folder of further variants of flow definitions; none when empty")

    scim_token: SecretStr = Field(
        SecretStr(""), description="the company directory's token at people; no door when empty"
    )

    public_url: str = Field("", description="where people reach the product, for links in messages; the gateway's else")
    objects_folder: str = Field(".tas/objects", description="folder of attachments when there is no object store")
    s3_url: SecretStr = Field(
        SecretStr(""), description="object store of attachments, https://KEY:SECRET@host/bucket?region=NAME"
    )
    scanner_address: str = Field("", description="ClamAV daemon that looks at attachments, host:port; none when empty")
    retention_grace_days: int = Field(
        0, ge=0, description="after which people erases whose data is due, unless taken back; 0: officers confirm each"
    )
    mail_domain: str = Field("", description="behind log-ins that are no e-mail addresses")
    smtp_host: str = Field("", description="mail server of notices; no mail when empty")
    smtp_port: int = Field(587, gt=0, lt=65_536, description="its port")
    smtp_tls: Literal["none", "starttls", "tls"] = Field("starttls", description="how mail is kept from others")
    smtp_user: str = Field("", description="log-in at the mail server; none when empty")
    smtp_password: SecretStr = Field(SecretStr(""), description="its password")
    mail_from: str = Field("TAS <tas@localhost>", description="who notices by mail are from")
    webhook_url: SecretStr = Field(SecretStr(""), description="chat tool that is told notices, https; none when empty")
    webhook_secret: SecretStr = Field(SecretStr(""), description="what these messages are signed with")
    webhook_hosts: str = Field("", description="hosts that may be called, host or host:port, by commas")
    webhook_private: bool = Field(False, description="whether they may be in the company's own network")
    webhook_authority_file: str = Field("", description="certificates that they are known by beside the system's")
    notice_seconds: float = Field(15.0, gt=0, description="how often held notices are looked at")

    protection_days: int = Field(90, gt=0, le=3660, description="how long an approved registration is protected")

    lease_seconds: float = Field(10.0, gt=0, description="how long a relay holds its lease")
    feed_poll_seconds: float = Field(3.0, gt=0, description="how often a consumer reads on from the feed")
    call_seconds: float = Field(10.0, gt=0, description="how long a signed call may take")
    after_seconds: float = Field(5.0, gt=0, description="how long a read waits for a cursor")
    stop_seconds: float = Field(5.0, gt=0, description="how long background work may take to stop")
    rate_per_minute: int = Field(30_000, ge=0, description="requests a client may make at the gateway; 0: no limit")
    body_bytes: int = Field(1_000_000, gt=0, description="the largest request body")

    def replicas(self, service: str) -> tuple[str, ...]:
        """The addresses of a service, without trailing slashes; at least one."""
        urls = tuple(url.strip().rstrip("/") for url in str(getattr(self, f"{service}_url")).split(",") if url.strip())
        if not urls:
            raise ValueError(f"TAS_{service.upper()}_URL names no address")
        return urls

    def port(self, process: str) -> int:
        """Where a process of the local suite listens."""
        return int(getattr(self, f"{process}_port"))

    def database(self, owner: str) -> str:
        """The name of a service's database, or of the worker's (`workflows`)."""
        return f"{self.mongodb_name}_{owner}"

    @cached_property
    def algorithms(self) -> tuple[str, ...]:
        """The token algorithms that are accepted."""
        return tuple(one.strip() for one in self.oidc_algorithms.split(",") if one.strip())


def listed(settings: Settings) -> list[tuple[str, str]]:
    """Every setting by the name of its variable, with secrets hidden."""
    return [(f"TAS_{name.upper()}", str(getattr(settings, name))) for name in sorted(Settings.model_fields)]
