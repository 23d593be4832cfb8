"""The vault of a deployment: keys in a database of their own beside the service's, under the secret in a file."""

from pathlib import Path

from kit.mongo.client import Database, database
from kit.mongo.key import MongoKeys
from kit.privacy.secret import read_secret
from kit.privacy.vault import Vault
from services.people.domain.contact.form import forms


def open_vault(beside: Database, name: str, key_file: Path) -> Vault:
    """`name` is the database of the keys, on the server of `beside`. Raises ValueError for a file without a secret."""
    return Vault(MongoKeys(database(beside.client, name)), read_secret(key_file), forms)
