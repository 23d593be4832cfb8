"""The CSV files of an organisation in a folder on disk, read with a bound on each."""

from collections.abc import Mapping
from pathlib import Path

from services.people.app.file_set import filled_up
from services.people.app.importing import FILES
from services.people.domain.table import LARGEST_FILE
from tas.core.errors import Invalid


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """The files that an import knows, by name; others are left alone. Of a file larger than an import takes only one
    byte more than that is read: enough for the import to refuse it. Raises Invalid(FOLDER_WITHOUT_FILES), OSError."""
    paths = [folder / name for name in FILES if (folder / name).is_file()]
    if not paths:
        raise Invalid("FOLDER_WITHOUT_FILES", folder=str(folder), names=", ".join(FILES))
    return {path.name: _read(path) for path in paths}


def read_organisation(folder: Path, standard: Path) -> dict[str, bytes]:
    """The folder's files, filled up from a standard folder with what customer data usually lacks (`app.file_set`)."""
    return filled_up(read_folder(folder), read_folder(standard))


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)
