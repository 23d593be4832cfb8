"""docker-compose.yml and the Dockerfile describe the suite that the local runner starts. They are read, not run."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.suite import MODULES, PORTS, ROOT, Suite
from kit.journal.intake import Subscription
from kit.local.port import DEFAULTS
from kit.local.server import BROKER_LIMITS, TEMPORAL_TUNING, Addresses, Ports, Servers
from kit.local.tool import UV_VERSION
from kit.messaging.consumer import DEAD_DELIVERY_LIMIT, DELIVERY_LIMIT, dead_queue_arguments, queue_arguments
from kit.settings import Settings

COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
PUBLISHED = re.compile(r"127\.0\.0\.1:\$\{TAS_(\w+)_PORT:-(\d+)\}:(\d+)")


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    servers = Addresses("mongodb://127.0.0.1:7420", "amqp://127.0.0.1:7421/", "127.0.0.1:7424")
    return Suite(tmp_path, servers, {name.lower(): port for name, port in PORTS.items()})


def test_the_same_processes_run_the_same_modules(services: dict[str, Any]) -> None:
    ours = {name: one["command"] for name, one in services.items() if one["image"] == "tas-suite" and name != "keys"}
    assert ours == {name: ["python", "-m", module] for name, module in MODULES.items()}


def test_every_process_is_told_the_same_settings(services: dict[str, Any], suite: Suite) -> None:
    for name in MODULES:
        told = {key for key in suite.fleet.members[name].env if key.startswith("TAS_")}
        assert set(services[name]["environment"]) == told | {"TAS_ENV", "TAS_HOST"}, name


def test_every_setting_is_one_that_is_read(services: dict[str, Any]) -> None:
    known = {f"TAS_{name.upper()}" for name in Settings.model_fields}
    told = {key for name in MODULES for key in services[name]["environment"]}
    assert told - known == set()


def test_addresses_name_services_of_the_file_on_their_ports(services: dict[str, Any]) -> None:
    environment = services["gateway"]["environment"]
    for name in ("gateway", "people", "opportunity", "approval"):
        assert environment[f"TAS_{name.upper()}_URL"] == f"http://{name}:{PORTS[name.upper()]}"
    assert environment["TAS_MONGODB_URL"].startswith("mongodb://mongo:27017/")
    assert "@rabbitmq:5672/" in environment["TAS_AMQP_URL"]
    assert environment["TAS_TEMPORAL_ADDRESS"] == "temporal:7233"


def test_each_process_listens_on_its_port_with_its_own_key(services: dict[str, Any]) -> None:
    for name in MODULES:
        environment = services[name]["environment"]
        port = PORTS[name.upper()]
        assert environment[f"TAS_{name.upper()}_PORT"] == str(port)
        assert environment["TAS_SIGNING_KEY_FILE"] == f"/keys/{name}.json"
        assert f":{port}/readyz" in " ".join(services[name]["healthcheck"]["test"])


def test_ports_are_the_local_runners_and_on_loopback_only(services: dict[str, Any]) -> None:
    published = [port for one in services.values() for port in one.get("ports", ())]
    found = [PUBLISHED.fullmatch(port) for port in published]
    assert all(found), published
    defaults = {match[1]: int(match[2]) for match in found if match}
    # Docker's broker clusters with nobody, and the issuer is reached from inside only.
    wanted = {**DEFAULTS, **PORTS}
    for name in ("AMQP_DISTRIBUTION", "AMQP_NAMES", "ISSUER"):
        del wanted[name]
    assert defaults == wanted


def test_the_servers_are_those_that_the_suite_is_made_for(services: dict[str, Any]) -> None:
    assert services["mongo"]["image"] == "mongo:8"
    assert services["mongo"]["command"][1:3] == ["--replSet", "tas"]
    assert "replicaSet=tas" in services["people"]["environment"]["TAS_MONGODB_URL"]
    assert services["rabbitmq"]["image"] == "rabbitmq:4-management"
    assert services["postgres"]["image"].startswith("postgres:")
    assert services["temporal"]["environment"]["POSTGRES_SEEDS"] == "postgres"
    assert services["temporal-ui"]["environment"]["TEMPORAL_ADDRESS"] == "temporal:7233"


def test_nothing_of_ours_starts_before_what_it_needs(services: dict[str, Any]) -> None:
    for name in set(MODULES) - {"issuer"}:
        needs = services[name]["depends_on"]
        assert {"mongo", "rabbitmq", "temporal"} <= {
            one for one in needs if needs[one]["condition"] == "service_healthy"
        }
        assert needs["keys"]["condition"] == "service_completed_successfully"


def test_the_broker_has_the_local_brokers_limits(services: dict[str, Any], tmp_path: Path) -> None:
    mounted = [volume for volume in services["rabbitmq"]["volumes"] if "/etc/rabbitmq/conf.d/" in volume]
    assert [ROOT / volume.split(":")[0] for volume in mounted] == [BROKER_LIMITS]
    local = Servers(tmp_path, Ports(*range(1, 8)))._broker_settings()
    limits = [line for line in BROKER_LIMITS.read_text().splitlines() if line and not line.startswith("#")]
    assert limits and set(limits) <= set(local.splitlines())


def test_a_queue_says_its_own_delivery_limit_for_every_broker(services: dict[str, Any]) -> None:
    arguments = queue_arguments(Subscription("people", "approval", {}))
    assert arguments["x-delivery-limit"] == DELIVERY_LIMIT == 20
    # A positive number, since 3.10 refuses the -1 by which 4 is told "no limit".
    assert dead_queue_arguments()["x-delivery-limit"] == DEAD_DELIVERY_LIMIT > 100_000
    assert "polic" not in BROKER_LIMITS.read_text() and "RABBITMQ_DEFAULT_VHOST" not in str(services["rabbitmq"])


def test_temporal_is_tuned_as_the_local_one(services: dict[str, Any]) -> None:
    path = services["temporal"]["volumes"][0].split(":")[0]
    given = yaml.safe_load((ROOT / path).read_text())
    local = dict(one.split("=", 1) for one in TEMPORAL_TUNING)
    assert {key: yaml.safe_load(value) for key, value in local.items()} == {k: v[0]["value"] for k, v in given.items()}


def test_the_image_is_built_with_what_the_installer_uses() -> None:
    assert f"uv=={UV_VERSION}" in DOCKERFILE
    installer = (ROOT / "kit/local/debian.py").read_text()
    for package in ("gcc", "libc6-dev", "rustc-web", "cargo-web"):
        assert f'"{package}"' in installer and package in DOCKERFILE


def test_what_the_image_copies_is_there() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_the_image_holds_no_secret_and_runs_as_nobody_special() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".tas", ".git", ".venv"} <= set(ignored)
    assert re.search(r"^USER (?!root)", DOCKERFILE.split("FROM")[-1], re.MULTILINE)
