"""The words of the contact map's events: what is told of a person, a tie, a stance and a touch, each from a closed list
(domain.md §11)."""

from enum import StrEnum


class Confidentiality(StrEnum):
    """RESTRICTED: that the person exists at all is for the circle of their account."""

    NORMAL = "NORMAL"
    RESTRICTED = "RESTRICTED"


class PersonStatus(StrEnum):
    ACTIVE = "ACTIVE"
    LEFT = "LEFT"
    RETIRED = "RETIRED"
    MERGED = "MERGED"
    ERASED = "ERASED"


class Orientation(StrEnum):
    """What a person decides by."""

    FINANCIAL = "FINANCIAL"
    TECHNICAL = "TECHNICAL"
    RELATIONSHIP = "RELATIONSHIP"
    BUSINESS = "BUSINESS"


class Adaptability(StrEnum):
    """How a person takes to what is new."""

    INNOVATOR = "INNOVATOR"
    VISIONARY = "VISIONARY"
    PRAGMATIST = "PRAGMATIST"
    CONSERVATIVE = "CONSERVATIVE"
    LAGGARD = "LAGGARD"


class TieKind(StrEnum):
    """What connects two people. COVERED_BY_EMPLOYEE: one of ours knows the person."""

    REPORTS_TO = "REPORTS_TO"
    INFLUENCES = "INFLUENCES"
    CONFLICTS = "CONFLICTS"
    ALLY = "ALLY"
    EX_COLLEAGUE = "EX_COLLEAGUE"
    CLASSMATE = "CLASSMATE"
    FAMILY = "FAMILY"
    KNOWS = "KNOWS"
    COVERED_BY_EMPLOYEE = "COVERED_BY_EMPLOYEE"


class Direction(StrEnum):
    """Whether a tie runs from its first end to its second, or both ways."""

    ONE_WAY = "ONE_WAY"
    MUTUAL = "MUTUAL"


class TieVisibility(StrEnum):
    """HIDDEN_LINE: for the circle of the person's account only."""

    COMPANY = "COMPANY"
    HIDDEN_LINE = "HIDDEN_LINE"


class PoliticalStatus(StrEnum):
    """Key players are those of the first two."""

    INNER_CIRCLE = "INNER_CIRCLE"
    POLITICAL_STRUCTURE = "POLITICAL_STRUCTURE"
    OUTSIDE = "OUTSIDE"


class BuyingRole(StrEnum):
    USER = "USER"
    EVALUATOR = "EVALUATOR"
    DECISION_MAKER = "DECISION_MAKER"
    APPROVER = "APPROVER"


class Support(StrEnum):
    MENTOR = "MENTOR"
    SUPPORTER = "SUPPORTER"
    NEUTRAL = "NEUTRAL"
    NON_SUPPORTER = "NON_SUPPORTER"
    ENEMY = "ENEMY"


class Coverage(StrEnum):
    """How much contact we have."""

    UNKNOWN = "UNKNOWN"
    NO_CONTACT = "NO_CONTACT"
    BRIEF = "BRIEF"
    MULTIPLE = "MULTIPLE"
    IN_DEPTH = "IN_DEPTH"


class RelationLevel(StrEnum):
    """What one of our people is to the person."""

    VENDOR = "VENDOR"
    CREDIBLE_SOURCE = "CREDIBLE_SOURCE"
    PROBLEM_SOLVER = "PROBLEM_SOLVER"
    TRUSTED_ADVISOR = "TRUSTED_ADVISOR"


class Measure(StrEnum):
    """The three that the operating model raises for each key person: 关系紧密度, 方案认可度, 价格接受度."""

    CLOSENESS = "CLOSENESS"
    SOLUTION = "SOLUTION"
    PRICE = "PRICE"


class TouchKind(StrEnum):
    VISIT = "VISIT"
    CALL = "CALL"
    MEETING = "MEETING"
    DEMO = "DEMO"
    EVENT = "EVENT"
    DINING = "DINING"
    GIFT = "GIFT"
    MESSAGE = "MESSAGE"


class TouchOutcome(StrEnum):
    ADVANCED = "ADVANCED"
    NEUTRAL = "NEUTRAL"
    SET_BACK = "SET_BACK"
