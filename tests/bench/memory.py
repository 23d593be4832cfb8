"""The most memory that each process has ever held, as the kernel counts it (VmHWM)."""

from pathlib import Path

from kit.local.process import Processes


def peaks(*folders: Processes) -> dict[str, float]:
    """Process → MiB, with its children's."""
    found: dict[str, float] = {}
    for processes in folders:
        for name in processes.names():
            process = processes.find(name)
            if process is not None:
                family = (process, *process.children(recursive=True))
                found[name] = sum(_peak(one.pid) for one in family)
    return found


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
