"""Why a case cannot be replayed: the named rule that its first impossible step breaks, told from the shape alone,
before anything is sent to the engine. The engine itself knows nothing of this."""

from enum import StrEnum

from cli.replay.log import EMPLOYEE, Step, Verb
from cli.replay.shape import DECISIONS, NOBODY, Document, Facts, Route, Shape


class Rule(StrEnum):
    """Each says of which kind the first step is that no act of the definition is."""

    UNNAMED_ROLE = "a step by a role that the log does not name (MISSING): nobody can be asked to do it"
    UNSAID_RETURN = "submitted again although the employee never took the rejected document back"
    TAKEN_BACK_EARLY = "the employee rejects a document that no reviewer has rejected"
    OTHER_REVIEWERS = "another round of the same document has other reviewers, which its facts cannot both say"
    OTHER_ORDER = "reviewers act in another order than the definition's"
    WITHOUT_APPROVAL = "a step at the desk that no final approval allows"
    LEFT_REJECTED = "the case ends with a reviewer's rejection: the definition gives every document back"
    FORWARDED = "a step that only passes the document on (FOR_APPROVAL) is no decision"
    OTHER_DRAFT = "a draft is saved while its document is with reviewers"


def broken(shape: Shape, steps: tuple[Step, ...]) -> Rule | None:
    """The rule that a case breaks; None for one that can be replayed."""
    return next((rule for doc in shape.documents(steps) if (rule := broken_by(shape, doc)) is not None), None)


def broken_by(shape: Shape, document: Document) -> Rule | None:
    """The rule that one document breaks."""
    walk = _Walk(shape.routes.get(document.thing, Route(document.thing)), shape.facts(document))
    for step in document.steps:
        rule = walk.take(step)
        if rule is not None:
            return rule
    return Rule.LEFT_REJECTED if walk.at == "returned" else None


class _Walk:
    """A document on its way. `at`: new, draft, review, returned, back, desk."""

    def __init__(self, route: Route, facts: Facts) -> None:
        self.route, self.needed = route, route.needed(facts)
        self.at, self.passed = "new", 0

    def take(self, step: Step) -> Rule | None:
        if step.verb is Verb.OTHER:
            return self._desk(step)
        if step.role in NOBODY:
            return Rule.UNNAMED_ROLE
        if step.verb is Verb.FOR_APPROVAL:
            return Rule.FORWARDED
        if step.verb in DECISIONS and step.role != EMPLOYEE:
            return self._decided(step)
        return self._by_employee(step)

    def _by_employee(self, step: Step) -> Rule | None:
        if step.verb is Verb.SAVED:
            self.at = "draft" if self.at in ("new", "draft") else self.at
            return None if self.at in ("draft", "back") else Rule.OTHER_DRAFT
        if step.verb is Verb.SUBMITTED:
            if self.at not in ("new", "draft", "back"):
                return Rule.UNSAID_RETURN if self.at == "returned" else Rule.OTHER_ORDER
            self.at, self.passed = "review" if self.needed else "desk", 0
            return None if step.role == EMPLOYEE else Rule.OTHER_ORDER
        if step.verb is not Verb.REJECTED:
            return Rule.OTHER_ORDER
        if self.at != "returned":
            return Rule.TAKEN_BACK_EARLY
        self.at = "back"
        return None

    def _decided(self, step: Step) -> Rule | None:
        if self.at != "review" or step.role not in self.needed:
            return Rule.OTHER_ORDER
        if self.needed[self.passed] != step.role:
            ahead = self.needed[self.passed] in self.route.asked and step.role in self.needed[self.passed :]
            return Rule.OTHER_REVIEWERS if ahead else Rule.OTHER_ORDER
        if step.verb is Verb.REJECTED:
            self.at = "returned"
            return None
        self.passed += 1
        last = self.passed == len(self.needed)
        if last:
            self.at, self.passed = "desk", 0
        if last is not (step.verb is Verb.FINAL_APPROVED):
            return Rule.OTHER_REVIEWERS if step.verb is Verb.FINAL_APPROVED else Rule.OTHER_ORDER
        return None

    def _desk(self, step: Step) -> Rule | None:
        ready = self.at == "desk" and self.route.desk[self.passed : self.passed + 1] == (step.thing,)
        self.passed += 1
        return None if ready else Rule.WITHOUT_APPROVAL
