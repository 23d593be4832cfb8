"""The command line answers at once: a verb does not wait for code that only another one needs."""

import subprocess
import sys

HEAVY = ("fastapi", "strawberry", "uvicorn", "tas_planner", "services.people.main")


def test_the_command_loads_no_service() -> None:
    code = f"import sys, cli.main; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
