"""`tas gateway` serves a file without users only, on this machine only; every refusal is one line and exit code 2."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.gateway import app
from tests.support.gateway import SUPERGRAPH

ENDPOINT = 'name: "opportunity", url: "http://localhost/opportunity"'
FOREIGN = 'name: "opportunity", url: "http://example.org/opportunity"'
NO_AUTH = ["--no-auth"]

REFUSED: dict[str, tuple[str, list[str], str, str]] = {
    "users are not renounced": ("", [], "", "--no-auth"),
    "an issuer is configured": ("", NO_AUTH, "http://issuer.test", "TAS_OIDC_ISSUER"),
    "a foreign address": (FOREIGN, NO_AUTH, "", "only loopback addresses are served, and these are none: opportunity"),
    "another scheme": (ENDPOINT.replace("http:", "ftp:"), NO_AUTH, "", "only loopback"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_one_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint, options, issuer, said = REFUSED[name]
    monkeypatch.setenv("TAS_OIDC_ISSUER", issuer)
    text = SUPERGRAPH.read_text(encoding="utf-8")
    assert ENDPOINT in text
    file = tmp_path / "supergraph.graphql"
    file.write_text(text.replace(ENDPOINT, endpoint or ENDPOINT), encoding="utf-8")
    done = CliRunner().invoke(app, ["--supergraph", str(file), *options])
    assert done.exit_code == 2 and said in done.output and len(done.output.splitlines()) == 1, done.output


@pytest.mark.parametrize("text", ["", "type Query { a: Int }", "{{{"])
def test_what_is_no_supergraph_is_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAS_OIDC_ISSUER", raising=False)
    file = tmp_path / "supergraph.graphql"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["--supergraph", str(file), *NO_AUTH])
    assert done.exit_code == 2 and done.output.startswith("tas gateway: "), done.output
