"""What an import did, row by row where a person must look: mended, refused; and counts of the rest."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that changed nothing. Line 0 means the whole file; `code` is stable, its words are in the catalogue."""

    file: str
    line: int
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """A cell that was read as something else than it says."""

    file: str
    line: int
    column: str
    was: str
    now: str


@dataclass(slots=True)
class Report:
    """Counts are by aggregate type. `vacant` are role codes that no active employee holds."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    mended: list[Mend] = field(default_factory=list)
    vacant: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    def refuse(self, file: str, line: int, column: str, code: str, value: str = "") -> None:
        self.refused.append(Refusal(file, line, column, code, value[:80]))

    def mend(self, file: str, line: int, column: str, was: str, now: str) -> None:
        self.mended.append(Mend(file, line, column, was[:80], now[:80]))
