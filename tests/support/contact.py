"""What the contact map needs in tests: a picture drawn from a store in memory, and a vault over keys in memory."""

from typing import Any

from kit.privacy.vault import Vault
from services.people.adapters.mirror import SHOWN
from services.people.domain.contact.form import forms
from services.people.domain.contact.picture import Picture
from tas.core.codec import from_json
from tests.support.journal import MemoryStore
from tests.support.keys import SECRET, MemoryKeys


class MemoryMirror:
    """Holds `services.people.app.contact.port.Mirror`: drawn anew for each question. `asked` counts them."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.asked = 0

    async def read(self) -> Picture:
        self.asked += 1
        parts: dict[str, dict[str, Any]] = {
            part: {
                key: from_json(kind.state, row["state"])
                for (type, key), row in self._store.states.items()
                if type == kind.name
            }
            for part, kind in SHOWN.items()
        }
        return Picture(self.asked, **parts)


def fake_vault(keys: MemoryKeys | None = None) -> Vault:
    """The vault over a memory of its own, or over the keys given."""
    return Vault(keys or MemoryKeys(), SECRET, forms)
