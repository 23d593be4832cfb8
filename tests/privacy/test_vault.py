"""Sealed texts: whose they are and which field they fill is part of them; what is erased is gone; nothing of the plain
text shows in what is kept."""

import base64
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.auth.keys import PRIVACY_KEY, make_keys
from kit.privacy.cache import KeyCache
from kit.privacy.cipher import Key, key_id, seal, unseal
from kit.privacy.port import Erasure
from kit.privacy.secret import make_secret, read_secret
from kit.privacy.vault import Vault
from tas.core.errors import Missing
from tests.support.keys import SECRET, MemoryKeys

KEY = Key("k1", bytes(32))
OTHER = Key("k2", bytes(31) + b"x")
NONCE = bytes(range(12))
ERASURE = Erasure("per_anna", datetime(2026, 3, 2, 9, tzinfo=UTC), "emp_1", "REQUESTED")


def by_case(field: str, plain: str) -> list[str]:
    return [plain.casefold()] if field == "mail" else []


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def vault(keys: MemoryKeys, clock: Clock | None = None) -> Vault:
    return Vault(keys, SECRET, by_case, clock or Clock())


@given(plain=st.text(max_size=300), person=st.text("abc_", max_size=9), nonce=st.binary(min_size=12, max_size=12))
def test_what_is_sealed_is_opened(plain: str, person: str, nonce: bytes) -> None:
    sealed = seal(KEY, person, "mail", plain, nonce)
    assert unseal(KEY, person, "mail", sealed) == plain
    assert sealed.isascii() and sealed.isprintable() and key_id(sealed) == "k1"


SEALED = seal(KEY, "per_anna", "mail", "anna@example.com", NONCE)


@pytest.mark.parametrize(
    ("key", "person", "field", "text"),
    [
        (KEY, "per_bo", "mail", SEALED),
        (KEY, "per_anna", "phone", SEALED),
        (OTHER, "per_anna", "mail", SEALED),
        (Key("k1", OTHER.secret), "per_anna", "mail", SEALED),
        (Key("k2", KEY.secret), "per_anna", "mail", SEALED.replace("k1", "k2")),
        (KEY, "per_anna", "mail", SEALED.replace("tas1", "tas2")),
        (KEY, "per_anna", "mail", SEALED[:-2]),
        (KEY, "per_anna", "mail", SEALED[:20]),
        (KEY, "per_anna", "mail", SEALED[:-1] + "!"),
        (KEY, "per_anna", "mail", "anna@example.com"),
        (KEY, "per_anna", "mail", ""),
    ],
)
def test_any_other_text_person_field_or_key_is_refused_without_a_word_of_it(
    key: Key, person: str, field: str, text: str
) -> None:
    with pytest.raises(ValueError) as refused:
        unseal(key, person, field, text)
    assert "anna" not in str(refused.value) and (not text or text not in str(refused.value))


@given(place=st.integers(0, 200), bit=st.integers(0, 7))
def test_a_changed_bit_is_found(place: int, bit: int) -> None:
    mark, id, text = SEALED.split(".")
    raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[place % len(raw)] ^= 1 << bit
    changed = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    with pytest.raises(ValueError):
        unseal(KEY, "per_anna", "mail", f"{mark}.{id}.{changed}")


async def test_a_person_is_opened_found_and_gone() -> None:
    keys = MemoryKeys()
    one = vault(keys)
    mail, note, again = await one.seal(
        "per_anna", [("mail", "Anna@Example.com"), ("note", "likes tea"), ("mail", "Anna@Example.com")]
    )
    other = (await one.seal("per_bo", [("mail", "bo@example.com")]))[0]
    assert mail != again
    sealed = [("per_anna", "mail", mail), ("per_bo", "mail", other), ("per_anna", "note", note)]
    assert await vault(keys).open(sealed) == ["Anna@Example.com", "bo@example.com", "likes tea"]
    assert await one.find("mail", "ANNA@example.COM", 10) == ["per_anna"]
    assert await one.find("note", "likes tea", 10) == []

    await one.erase(ERASURE)
    assert await one.open(sealed) == [None, "bo@example.com", None]
    assert await one.find("mail", "anna@example.com", 10) == []
    with pytest.raises(Missing):
        await one.seal("per_anna", [("note", "again")])
    assert await one.erasures("", 10) == [ERASURE]


async def test_another_replica_seals_nothing_for_the_erased_and_forgets_them_in_time() -> None:
    keys, clock = MemoryKeys(), Clock()
    here, there = vault(keys), vault(keys, clock)
    text = (await there.seal("per_anna", [("note", "likes tea")]))[0]
    kept = (await there.seal("per_bo", [("note", "likes tea")]))[0]
    await here.erase(ERASURE)
    clock.now = 30.0
    assert await there.open([("per_anna", "note", text), ("per_bo", "note", kept)]) == [None, "likes tea"]
    await here.erase(Erasure("per_bo", ERASURE.at, "emp_1", "REQUESTED"))
    with pytest.raises(Missing):
        await there.seal("per_bo", [("note", "more")])
    assert await there.open([("per_bo", "note", kept)]) == [None]


async def test_what_was_sealed_with_a_key_that_a_restore_lost_is_gone_and_the_rest_is_not() -> None:
    keys = MemoryKeys()
    old = (await vault(keys).seal("per_anna", [("note", "old")]))[0]
    keys.wrapped.clear()
    new = (await vault(keys).seal("per_anna", [("note", "new")]))[0]
    assert await vault(keys).open([("per_anna", "note", old), ("per_anna", "note", new)]) == [None, "new"]


async def test_any_number_of_persons_is_one_query() -> None:
    keys = MemoryKeys()
    sealed = [(f"per_{n}", "note", (await vault(keys).seal(f"per_{n}", [("note", str(n))]))[0]) for n in range(50)]
    keys.asked = 0
    assert await vault(keys).open(sealed) == [str(n) for n in range(50)]
    assert keys.asked == 1


async def test_a_stolen_key_store_opens_nothing() -> None:
    keys = MemoryKeys()
    text = (await vault(keys).seal("per_anna", [("mail", "anna@example.com")]))[0]
    thief = Vault(keys, make_secret(os.urandom(32)), by_case)
    with pytest.raises(ValueError):
        await thief.open([("per_anna", "mail", text)])
    assert await thief.find("mail", "anna@example.com", 10) == []
    keys.wrapped["per_eve"] = keys.wrapped["per_anna"]
    with pytest.raises(ValueError):
        await vault(keys).open([("per_eve", "mail", text)])


def test_the_cache_is_bounded_brief_and_forgets() -> None:
    clock = Clock()
    cache = KeyCache(clock, most=2, seconds=10)
    for name in ("a", "b"):
        cache.put(name, KEY)
    assert cache.get("a") == KEY
    cache.put("c", OTHER)
    assert [cache.get(name) for name in ("a", "b", "c")] == [KEY, None, OTHER]
    cache.forget("a")
    assert cache.get("a") is None
    clock.now = 10.0
    assert cache.get("c") is None


def test_the_secret_is_a_file_of_its_own(tmp_path: Path) -> None:
    make_keys(tmp_path)
    first = read_secret(tmp_path / PRIVACY_KEY)
    make_keys(tmp_path)
    assert read_secret(tmp_path / PRIVACY_KEY).digest("x") == first.digest("x") != SECRET.digest("x")
    assert len({first.digest("x\x1fx"), first.token("x", "x"), SECRET.token("x", "x"), SECRET.token("xx", "")}) == 4
    assert "secret" not in repr(first).replace("Secret", "")
    for content in ("", "{}", '{"k": "AAAA"}', "[]"):
        (tmp_path / "bad.json").write_text(content)
        with pytest.raises(ValueError, match=r"bad\.json"):
            read_secret(tmp_path / "bad.json")
