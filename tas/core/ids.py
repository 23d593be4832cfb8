"""Global ids: `prefix_hex`, the same in every service, event and URL. Randomness is an argument, never a call here.

An aggregate is named `type/key`, e.g. `registration/reg_0f…`; an entry `type/key@version`; an event `entry#index`.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

PREFIXES = {
    "account": "acc",
    "employee": "emp",
    "unit": "unt",
    "partner": "ptn",
    "partner-user": "pus",
    "registration": "reg",
    "opportunity": "opp",
    "chain": "chn",
    "task": "tsk",
    "person": "psn",
    "customer-unit": "cun",
    "tie": "tie",
    "lead": "led",
    "touch": "tch",
    "comment": "cmt",
    "information-request": "irq",
    "attachment": "att",
    "notice": "ntc",
    "digest": "dig",
    "draft": "dft",
}
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
SUITE = uuid5(NAMESPACE_URL, "tas-suite")


def make_id(kind: str, unique: UUID) -> str:
    """The global id of an aggregate of `kind`, made from a unique number given by the caller."""
    return f"{PREFIXES[kind]}_{unique.hex}"


def kind_of(id: str) -> str | None:
    """The kind that an id names, or None when it is not one of ours."""
    prefix, _, rest = id.partition("_")
    return KINDS.get(prefix) if len(rest) == 32 and all(c in "0123456789abcdef" for c in rest) else None


def derive(*parts: str) -> UUID:
    """A UUIDv5 of named parts: the same parts give the same id on every machine and every retry."""
    return uuid5(SUITE, "\x1f".join(parts))


def natural_id(kind: str, key: str) -> str:
    """The id of something that a file or directory names by a natural key, so that a second import finds it."""
    return make_id(kind, derive("natural", kind, key))


def caused_id(kind: str, event_id: str, effect: str) -> str:
    """The id of an aggregate that an event creates (architecture, 'caused commands')."""
    return make_id(kind, derive("caused", event_id, effect))


def caused_command_id(event_id: str, consumer: str, effect: str, target: str) -> str:
    """The command id of an effect: one event may cause several, each exactly once."""
    return str(derive("command", event_id, consumer, effect, target))


def timer_command_id(chain: str, armed_by: str, timer: str, ordinal: int) -> str:
    """The command id of a fired timer: never a run id, so that a rebuilt run does not fire it twice."""
    return str(derive("timer", chain, armed_by, timer, str(ordinal)))


def aggregate_name(type: str, key: str) -> str:
    return f"{type}/{key}"


def split_aggregate(aggregate: str) -> tuple[str, str]:
    """`type/key` → (type, key)."""
    type, _, key = aggregate.partition("/")
    return type, key


def entry_id(aggregate: str, version: int) -> str:
    return f"{aggregate}@{version}"


def split_entry(entry: str) -> tuple[str, int]:
    """`type/key@version` → (type/key, version)."""
    aggregate, _, version = entry.rpartition("@")
    return aggregate, int(version)


def event_id(entry: str, index: int) -> str:
    return f"{entry}#{index}"
