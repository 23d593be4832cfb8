"""The vault: personal data under one key per person. Sealed texts go wherever data goes, plain ones nowhere; who erases
the key erases the data in every store, queue, history, log and backup at once.
"""

import base64
import os
import time
from collections.abc import Callable, Mapping, Sequence

from kit.privacy.cache import KeyCache
from kit.privacy.cipher import ERASED, KEY_BYTES, NONCE_BYTES, Key, key_id, seal, unseal
from kit.privacy.port import Erasure, KeyStore
from kit.privacy.secret import Secret
from tas.core.errors import Missing

Forms = Callable[[str, str], Sequence[str]]
"""(field, plain text) → the normalised forms that it is found by; none for a field that is not looked up."""
Sealed = tuple[str, str, str]
"""Person, field, sealed text."""
_KEY = "key"
_ID_BYTES = 6


class Vault:
    """Over a key store. `forms` says what a field is found by; `random` gives so many random bytes."""

    def __init__(
        self,
        keys: KeyStore,
        secret: Secret,
        forms: Forms,
        clock: Callable[[], float] = time.monotonic,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._keys = keys
        self._secret = secret
        self._forms = forms
        self._random = random
        self._cache = KeyCache(clock)

    async def seal(self, person_id: str, fields: Sequence[tuple[str, str]]) -> Sequence[str]:
        """The (field, plain text) pairs sealed, in their order. The key is made when there is none, and their look-up
        tokens are kept beside it. Raises Missing(PERSON_ERASED), Unavailable."""
        key = await self._key(person_id)
        forms = [(field, form) for field, plain in fields for form in self._forms(field, plain)]
        try:
            await self._keys.note(person_id, sorted({self._secret.token(field, form) for field, form in forms}))
        except Missing:
            self._cache.forget(person_id)
            raise
        return [seal(key, person_id, field, plain, self._random(NONCE_BYTES)) for field, plain in fields]

    async def open(self, sealed: Sequence[Sealed]) -> Sequence[str | None]:
        """The plain texts, place by place, of any number of persons in one store query; None where the key that
        it was sealed with is gone. Raises Unavailable, and ValueError for a text that was not sealed for this person
        and field."""
        keys = await self._standing({person for person, _, text in sealed if text != ERASED})

        def opened(person: str, field: str, text: str) -> str | None:
            key = keys.get(person)
            if key is None or text == ERASED or key_id(text) != key.id:
                return None
            return unseal(key, person, field, text)

        return [opened(*one) for one in sealed]

    async def find(self, field: str, plain: str, first: int) -> Sequence[str]:
        """Ids of persons under whose key this field was once sealed with this text or one of the same form; at most
        `first`, by id. One query."""
        tokens = self._secret.tokens(field, self._forms(field, plain))
        return await self._keys.find(tokens, first) if tokens else []

    async def erase(self, erasure: Erasure) -> None:
        """Destroys the person's key and look-up tokens; again, it changes nothing."""
        self._cache.forget(erasure.person)
        await self._keys.erase(erasure)
        self._cache.forget(erasure.person)

    async def erasures(self, after: str, first: int) -> Sequence[Erasure]:
        """The stubs that the key store has, at most `first`, by person."""
        return await self._keys.erasures(after, first)

    def digest(self, text: str) -> str:
        """The digest of a command that carries personal data."""
        return self._secret.digest(text)

    async def _key(self, person: str) -> Key:
        kept = self._cache.get(person)
        if kept is not None:
            return kept
        fresh = base64.urlsafe_b64encode(self._random(KEY_BYTES)).decode()
        text = f"{self._random(_ID_BYTES).hex()}:{fresh}"
        wrapped = seal(self._secret.wrapping, person, _KEY, text, self._random(NONCE_BYTES))
        key = self._unwrap(person, await self._keys.make(person, wrapped))
        self._cache.put(person, key)
        return key

    async def _standing(self, persons: set[str]) -> Mapping[str, Key]:
        found = {person: key for person in persons if (key := self._cache.get(person)) is not None}
        absent = sorted(persons - set(found))
        for person, wrapped in (await self._keys.keys(absent) if absent else {}).items():
            found[person] = self._unwrap(person, wrapped)
            self._cache.put(person, found[person])
        return found

    def _unwrap(self, person: str, wrapped: str) -> Key:
        id, _, secret = unseal(self._secret.wrapping, person, _KEY, wrapped).partition(":")
        return Key(id, base64.urlsafe_b64decode(secret))
