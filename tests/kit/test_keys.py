"""Key files: made once, for their owner's eyes, and refused by name when they are something else."""

import stat
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from kit.auth.keys import CALLERS, TOKEN_KEY, TRUST, make_keys, read_jwk, read_key, read_trust
from kit.auth.signature import Signer, Verifier
from tas.core.actor import service


def test_every_caller_has_a_key_that_all_trust(tmp_path: Path) -> None:
    files = make_keys(tmp_path / "keys")
    assert set(files) == set(CALLERS)
    trust = read_trust(tmp_path / "keys" / TRUST)
    for name in set(CALLERS) - {"gateway"}:
        headers = Signer(read_key(files[name])).headers("POST", "/graphql", b"{}", service(name))
        assert Verifier(trust).verify("POST", "/graphql", headers, b"{}").caller == name
    assert ECKey.import_key(read_jwk(tmp_path / "keys" / TOKEN_KEY)).is_private


def test_only_the_owner_reads_them_and_trust_holds_nothing_private(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert set(modes.values()) == {0o600}
    assert len(modes) == len(CALLERS) + 3
    assert all("d" not in one for one in read_jwk(tmp_path / "keys" / TRUST)["keys"])


def test_keys_that_stand_are_kept_and_a_new_caller_is_added(tmp_path: Path) -> None:
    make_keys(tmp_path, ("gateway",))
    before = (tmp_path / "gateway.json").read_text(), (tmp_path / TOKEN_KEY).read_text()
    make_keys(tmp_path, ("gateway", "people"))
    assert ((tmp_path / "gateway.json").read_text(), (tmp_path / TOKEN_KEY).read_text()) == before
    assert set(read_trust(tmp_path / TRUST)) == {"gateway", "people"}


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"kid": "a", "d": "x"}', '{"keys": [{"kid": "a"}]}'])
def test_what_is_no_key_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "wrong.json"
    if content is not None:
        path.write_text(content)
    for read in (read_key, read_trust):
        with pytest.raises(ValueError, match=r"wrong\.json"):
            read(path)
