"""What the suite tells its processes: one place, the same for all, and each its own port and key."""

from pathlib import Path

import pytest

from cli.home import given_settings
from cli.suite import MODULES, Suite, places
from kit.auth.keys import CALLERS
from kit.local.server import Addresses
from kit.settings import Settings

SERVERS = Addresses("mongodb://127.0.0.1:1", "amqp://127.0.0.1:2/", "127.0.0.1:3")


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return Suite(tmp_path, SERVERS, {"gateway": 7400}, {"opportunity": 2}, {"TAS_LEASE_SECONDS": "2"})


def test_each_replica_has_a_name_and_a_port_of_its_own() -> None:
    found = places({"opportunity": 7401}, {"opportunity": 3})
    assert [name for name in found if found[name].process == "opportunity"] == [
        "opportunity", "opportunity-2", "opportunity-3",
    ]  # fmt: skip
    assert found["opportunity"].port == 7401
    assert len({place.port for place in found.values()}) == len(found) == len(MODULES) + 2


def test_every_process_is_a_known_caller_with_a_port_setting() -> None:
    assert set(MODULES) == set(CALLERS)
    assert all(f"{name}_port" in Settings.model_fields for name in MODULES)


def test_all_replicas_are_named_to_everyone(suite: Suite) -> None:
    urls = suite.settings()["TAS_OPPORTUNITY_URL"].split(",")
    assert urls == [suite.url("opportunity"), suite.url("opportunity-2")]


def test_each_process_gets_its_own_key_and_port(suite: Suite) -> None:
    env = suite.fleet.members["opportunity-2"].env
    assert env["TAS_OPPORTUNITY_PORT"] == str(suite.places["opportunity-2"].port)
    assert env["TAS_SIGNING_KEY_FILE"] == str(suite.keys / "opportunity.json")
    assert env["TAS_LEASE_SECONDS"] == "2"


def test_whatever_is_told_is_a_setting(suite: Suite) -> None:
    told = {name for member in suite.fleet.members.values() for name in member.env if name.startswith("TAS_")}
    known = {f"TAS_{name.upper()}" for name in Settings.model_fields}
    assert told - known == set()


def test_what_a_person_sets_wins_but_for_ports_and_keys(tmp_path: Path) -> None:
    set_outside = {
        "TAS_OIDC_ISSUER": "https://login.example",
        "TAS_OIDC_AUDIENCE": "",
        "TAS_GATEWAY_PORT": "9000",
        "TAS_SIGNING_KEY_FILE": "mine.json",
    }
    given = given_settings(set_outside)
    assert given == {"TAS_OIDC_ISSUER": "https://login.example"}
    suite = Suite(tmp_path, SERVERS, env=given)
    assert suite.settings()["TAS_OIDC_ISSUER"] == "https://login.example"
    assert suite.settings()["TAS_ISSUER_URL"] == suite.url("issuer")
