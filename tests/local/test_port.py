"""Ports of the local suite: settings change them, and whatever cannot be used is named with its setting."""

import socket

import pytest

from kit.local.port import DEFAULTS, PortProblem, choose, refuse_taken, server_ports


def test_defaults_stand_without_settings() -> None:
    assert server_ports(choose(DEFAULTS, {})).store == DEFAULTS["STORE"]


def test_a_setting_changes_its_port_only() -> None:
    chosen = choose(DEFAULTS, {"TAS_STORE_PORT": "9000"})
    assert chosen == {**DEFAULTS, "STORE": 9000}


@pytest.mark.parametrize("given", ["x", "-1", "0", "80", "65536", "7420.5"])
def test_what_is_no_port_is_named(given: str) -> None:
    with pytest.raises(PortProblem, match="TAS_TEMPORAL_PORT"):
        choose(DEFAULTS, {"TAS_TEMPORAL_PORT": given})


def test_one_port_for_two_servers_is_named() -> None:
    with pytest.raises(PortProblem, match="TAS_STORE_PORT and TAS_AMQP_PORT"):
        choose(DEFAULTS, {"TAS_STORE_PORT": "7421"})


def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = int(taken.getsockname()[1])
        with pytest.raises(PortProblem, match=f"{number} is taken .* TAS_AMQP_PORT"):
            refuse_taken({"AMQP": number})
