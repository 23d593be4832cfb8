"""What a replay came to, on the terminal and as a file with one line for each case."""

import csv
from collections import Counter
from pathlib import Path

from cli.home import console
from cli.replay.definition import definition_text, posts_of
from cli.replay.run import Log, Report

SHOWN = 20


def tell_definition(log: Log) -> None:
    """The one definition, who plays which role, and what of the log is no step of an approval."""
    console.print(definition_text(log.shape), markup=False)
    for role, post in posts_of(log.shape).items():
        console.print(f"role {role}: the holder of {post}", markup=False)
    if log.shape.aside:
        console.print(f"no steps of an approval, left aside: {', '.join(sorted(log.shape.aside))}", markup=False)


def tell(report: Report) -> None:
    """Counts, what is listed by its rule, what differs, and the negative control by kind."""
    equal = sum(one.equal for one in report.results)
    cases = len(report.results)
    console.print(f"{cases} cases: {equal} equal the log in final state, order of steps and number of rejections; "
                  f"{len(report.different)} do not; {len(report.listed)} are listed as not replayable "
                  f"({len(report.listed) / max(cases, 1):.2%})", markup=False)  # fmt: skip
    for rule, count in Counter(one.rule for one in report.listed if one.rule).most_common():
        console.print(f"  not replayable, {rule.name}: {count} ({rule.value})", markup=False)
    for one in report.different[:SHOWN]:
        console.print(f"  DIFFERENT {one.case_id}: {one.refused or ', '.join(one.differs)}", markup=False)
    rate = report.acts / report.seconds if report.seconds else 0.0
    console.print(f"{report.acts} acts in {report.seconds:.1f} s: {rate:.1f} acts/s, "
                  f"{cases / report.seconds if report.seconds else 0.0:.1f} cases/s", markup=False)  # fmt: skip
    console.print(f"negative control, seed {report.seed}: {len(report.controls)} altered cases, "
                  f"{len(report.unnoticed)} not noticed, {report.unaltered} could not be altered",
                  markup=False)  # fmt: skip
    for (kind, what), count in sorted(report.kinds().items()):
        console.print(f"  {kind}: {what}: {count}", markup=False)
    for control in report.unnoticed[:SHOWN]:
        console.print(f"  NOT NOTICED {control.case_id} ({control.kind.value}): {control.steps}", markup=False)


def write_cases(report: Report, path: Path) -> None:
    """One line for each case."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("case", "steps", "equal", "final state", "order of steps", "number of rejections", "rule",
                        "refused"))  # fmt: skip
        for one in report.results:
            same = ["" if one.rule or one.refused else "no" if name in one.differs else "yes"
                    for name in ("final state", "order of steps", "number of rejections")]  # fmt: skip
            rule = one.rule.name if one.rule else ""
            lines.writerow((one.case_id, one.steps, "yes" if one.equal else "no", *same, rule, one.refused))
