"""Signed calls: a table of what is refused, and a general RFC 9421 library that agrees with us both ways."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

from kit.auth.keys import SigningKey
from kit.auth.signature import COVERED, Signer, Verifier, read_actor, write_actor
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tas.core.errors import Forbidden, TasError, Unauthenticated
from tests.support.host import caller_key, trust

NOW = 1_800_000_000.0
URL = "http://127.0.0.1:7402/graphql"
BODY = b'{"query": "{ me { id } }"}'
ALICE = Actor(ActorKind.EMPLOYEE, "emp_alice", ("AM", "SD"), ("unt_1",))
PARTNER = Actor(ActorKind.PARTNER, "pus_1", partner="ptn_1")


@dataclass
class Call:
    """A call as it arrives; a case of the table changes one thing."""

    headers: dict[str, str]
    method: str = "POST"
    url: str = "/graphql"
    body: bytes = BODY


def signer(name: str = "gateway", at: float = NOW) -> Signer:
    return Signer(caller_key(name), lambda: at)


def call(name: str = "gateway", actor: Actor = ALICE, after: str = "", at: float = NOW) -> Call:
    return Call(signer(name, at).headers("POST", URL, BODY, actor, after))


def verify(one: Call) -> tuple[str, Actor, str]:
    return Verifier(trust(), now=lambda: NOW).verify(one.method, one.url, one.headers, one.body)


def changed(change: Callable[[Call], Any], **how: Any) -> Call:
    one = call(**how)
    change(one)
    return one


def header(name: str, value: str | None) -> Callable[[Call], None]:
    def change(one: Call) -> None:
        one.headers.pop(name, None)
        if value is not None:
            one.headers[name] = value

    return change


def edited(name: str, old: str, new: str) -> Callable[[Call], None]:
    def change(one: Call) -> None:
        assert old in one.headers[name]
        one.headers[name] = one.headers[name].replace(old, new)

    return change


def test_a_call_says_who_signed_who_acts_and_after_what() -> None:
    assert verify(call()) == ("gateway", ALICE, "")
    assert verify(call(actor=PARTNER, after="abc,def")) == ("gateway", PARTNER, "abc,def")
    assert verify(call(actor=ANONYMOUS)) == ("gateway", ANONYMOUS, "")
    assert verify(call("worker", service("worker"))) == ("worker", service("worker"), "")


def test_a_call_that_comes_again_within_the_window_is_accepted() -> None:
    """As designed: a query changes nothing, and a command carries a key of its own."""
    one = call(at=NOW - 59)
    assert verify(one) == verify(one)


REFUSED: list[tuple[str, Call, type[TasError], str]] = [
    ("another body", changed(lambda one: setattr(one, "body", BODY + b" ")), Unauthenticated, "SIGNATURE_INVALID"),
    ("another method", changed(lambda one: setattr(one, "method", "GET")), Unauthenticated, "SIGNATURE_INVALID"),
    ("another path", changed(lambda one: setattr(one, "url", "/other")), Unauthenticated, "SIGNATURE_INVALID"),
    ("a query string", changed(lambda one: setattr(one, "url", "/graphql?a=1")), Unauthenticated, "SIGNATURE_INVALID"),
    ("too old", call(at=NOW - 61), Unauthenticated, "SIGNATURE_EXPIRED"),
    ("from the future", call(at=NOW + 61), Unauthenticated, "SIGNATURE_EXPIRED"),
    ("made younger", changed(edited("signature-input", "created=1799999939", "created=1800000000"), at=NOW - 61),
     Unauthenticated, "SIGNATURE_INVALID"),
    ("unknown key", changed(edited("signature-input", '"gateway"', '"mallory"')), Unauthenticated,
     "SIGNATURE_KEY_UNKNOWN"),
    ("another's key", changed(edited("signature-input", '"gateway"', '"people"')), Unauthenticated,
     "SIGNATURE_INVALID"),
    ("another actor", changed(header("tas-actor", write_actor(PARTNER))), Unauthenticated, "SIGNATURE_INVALID"),
    ("no actor", changed(header("tas-actor", None)), Unauthenticated, "SIGNATURE_MISSING"),
    ("no digest", changed(header("content-digest", None)), Unauthenticated, "SIGNATURE_MISSING"),
    ("no signature", changed(header("signature", None)), Unauthenticated, "SIGNATURE_MISSING"),
    ("no input", changed(header("signature-input", None)), Unauthenticated, "SIGNATURE_MISSING"),
    ("no headers", Call({}), Unauthenticated, "SIGNATURE_MISSING"),
    ("a cursor added", changed(header("tas-after", "abc")), Unauthenticated, "SIGNATURE_INVALID"),
    ("a cursor taken away", changed(header("tas-after", None), after="abc"), Unauthenticated, "SIGNATURE_INVALID"),
    ("a cursor changed", changed(header("tas-after", "xyz"), after="abc"), Unauthenticated, "SIGNATURE_INVALID"),
    ("a cursor outside ASCII", changed(header("tas-after", "é"), after="abc"), Unauthenticated, "SIGNATURE_INVALID"),
    ("less covered", changed(edited("signature-input", ' "tas-actor"', "")), Unauthenticated, "SIGNATURE_INVALID"),
    ("no nonce", changed(edited("signature-input", ";nonce=", ";n=")), Unauthenticated, "SIGNATURE_INVALID"),
    ("another algorithm", changed(edited("signature-input", "ed25519", "hmac-sha256")), Unauthenticated,
     "SIGNATURE_INVALID"),
    ("two signatures", changed(edited("signature-input", "tas=", "a=(), tas=")), Unauthenticated, "SIGNATURE_INVALID"),
    ("no base64", changed(header("signature", "tas=:?:")), Unauthenticated, "SIGNATURE_INVALID"),
    ("another signature", changed(header("signature", call().headers["signature"])), Unauthenticated,
     "SIGNATURE_INVALID"),
    ("the gateway as a service", call(actor=service("people")), Forbidden, "CLAIM_REFUSED"),
    ("the gateway as itself", call(actor=service("gateway")), Forbidden, "CLAIM_REFUSED"),
    ("a service as a user", call("people", ALICE), Forbidden, "CLAIM_REFUSED"),
    ("a service as a partner", call("worker", PARTNER), Forbidden, "CLAIM_REFUSED"),
    ("a service as nobody", call("worker", ANONYMOUS), Forbidden, "CLAIM_REFUSED"),
    ("a service as another", call("people", service("worker")), Forbidden, "CLAIM_REFUSED"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "kind", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_table_of_refusals(one: Call, kind: type[TasError], code: str) -> None:
    with pytest.raises(TasError) as refused:
        verify(one)
    assert (type(refused.value), refused.value.code) == (kind, code)


def test_a_known_name_with_a_key_of_its_own_making_is_refused() -> None:
    forger = Signer(SigningKey("gateway", Ed25519PrivateKey.generate()), lambda: NOW)
    with pytest.raises(Unauthenticated):
        verify(Call(forger.headers("POST", URL, BODY, ALICE)))


def test_the_window_is_a_setting() -> None:
    with pytest.raises(Unauthenticated):
        Verifier(trust(), 5, lambda: NOW).verify("POST", "/graphql", call(at=NOW - 6).headers, BODY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%%%",
        base64.urlsafe_b64encode(b"[]").decode(),
        base64.urlsafe_b64encode(b'{"kind": "KING", "id": "a", "posts": [], "units": [], "partner": null}').decode(),
        base64.urlsafe_b64encode(b'{"kind": "EMPLOYEE", "id": "a"}').decode(),
        "a" * 20_000,
    ],
)
def test_what_is_no_actor_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        read_actor(text)


@dataclass
class Message:
    """A request as the library takes it."""

    headers: dict[str, str]
    method: str = "POST"
    url: str = URL


class Resolver(HTTPSignatureKeyResolver):
    def resolve_private_key(self, key_id: str) -> Any:
        return caller_key(key_id).private

    def resolve_public_key(self, key_id: str) -> Any:
        return caller_key(key_id).private.public_key()


def test_a_general_library_verifies_what_we_sign() -> None:
    one = call(after="abc", at=time.time())
    library = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Resolver())
    (result,) = library.verify(
        Message(one.headers), max_age=timedelta(seconds=60), expect_tag="tas", body=BODY, require_components=["@method"]
    )
    assert (result.parameters["keyid"], result.body) == ("gateway", BODY)
    assert result.covered_components['"@request-target"'] == "/graphql"


def test_we_verify_what_a_general_library_signs() -> None:
    unsigned = {name: value for name, value in call().headers.items() if not name.startswith("signature")}
    message = Message(unsigned)
    library = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Resolver())
    library.sign(
        message, key_id="gateway", covered_component_ids=COVERED.replace('"', "").split(), label="tas", tag="tas",
        nonce="0123456789abcdef", use_existing_digest=True,
    )  # fmt: skip
    headers = {name.lower(): value for name, value in message.headers.items()}
    assert Verifier(trust()).verify("POST", "/graphql", headers, BODY).actor == ALICE
