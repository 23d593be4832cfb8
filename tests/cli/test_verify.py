"""`tas verify` over real journals: sound ones, and an end that was cut off after a checkpoint. Which faults
are found in a chain is tested with `kit.journal.verify`."""

from pathlib import Path
from uuid import uuid4

import pytest

from cli.journal import read_checkpoints, verify_all, write_checkpoints
from kit.journal.verify import Checkpoint
from kit.local.server import Addresses
from kit.settings import SERVICES, Settings

pytestmark = pytest.mark.server


@pytest.fixture
def settings(servers: Addresses) -> Settings:
    return Settings.model_validate({"mongodb_url": servers.mongodb_url, "mongodb_name": f"verify-{uuid4().hex[:8]}"})


async def test_empty_journals_are_sound(settings: Settings) -> None:
    found = await verify_all(settings, {})
    assert found == {service: ([], Checkpoint(0, "")) for service in SERVICES}


async def test_a_cut_off_end_is_missed_by_its_checkpoint_only(settings: Settings) -> None:
    assert (await verify_all(settings, {"people": Checkpoint(4, "a" * 64)}))["people"][0][0].code == "TRUNCATED"


def test_checkpoints_come_back_as_they_went(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.json"
    assert read_checkpoints(file) == {}
    ends = {"people": Checkpoint(3, "b" * 64), "approval": Checkpoint(0, "")}
    write_checkpoints(file, ends)
    assert read_checkpoints(file) == ends


@pytest.mark.parametrize("text", ["", "[]", '{"people": {"position": "x"}}', '{"people": 3}'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "checkpoint.json"
    file.write_text(text)
    with pytest.raises(ValueError, match="no checkpoint file"):
        read_checkpoints(file)
