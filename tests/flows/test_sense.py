"""Every rule about tables, forms and what is read of them fires once, on a flow that is right but for one thing."""

import pytest

from tas.core.errors import Refused
from tas.flows.loader import load

RIGHT = """
code = "TAS_2_1"
stage = "S2"
name = { en = "n", zh-CN = "名" }
description = { en = "d", zh-CN = "述" }
available = true
subject = "case"
starters = ["AM"]
validFor = "180d"
covers = [{ fact = "form.amount.base", tolerance = "10%" }, { fact = "form.day", tolerance = "30d" }]

[[form]]
key = "amount"
label = { en = "a", zh-CN = "额" }
type = "MONEY"
min = "1"
max = "9"

[[form]]
key = "mode"
label = { en = "m", zh-CN = "式" }
type = "CHOICE"
options = ["A", "B"]

[[form]]
key = "day"
label = { en = "d", zh-CN = "日" }
type = "DATE"
requiredIf = 'form.mode == "A"'

[[form]]
key = "text"
label = { en = "t", zh-CN = "文" }
type = "TEXT"
pattern = "[a-z]+"

[[tables]]
name = "band"
inputs = ["form.amount.base", "form.mode"]
rows = [
  { when = ["< 5", "A"], then = "low" },
  { when = ["< 5", "B"], then = "mid" },
  { when = [">= 5", "-"], then = "high" },
]

[[tables]]
name = "lane"
inputs = ["table.band"]
rows = [{ when = ["low, mid"], then = "slow" }, { when = ["high"], then = "fast" }]

[[nodes]]
key = "seat"
name = { en = "s", zh-CN = "席" }
condition = 'table.lane == "fast" and form.mode == "A"'
resolver = { kind = "POST", post = "SD" }
sla = { duration = "1wd" }
"""


def test_the_right_flow_is_right() -> None:
    assert [table.name for table in load(RIGHT).tables] == ["band", "lane"]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ('subject = "case"', 'subject = "moon"', "FLOW_SUBJECT_UNKNOWN", "moon"),
        ('starters = ["AM"]', 'starters = ["XX"]', "FLOW_POST_UNKNOWN", "XX"),
        ('"180d"', '"6 months"', "FLOW_DURATION", "validFor"),
        ('"10%"', '"ten"', "FLOW_COVERS", "covers[0]"),
        ('fact = "form.day"', 'fact = "form.night"', "FLOW_FACT_UNKNOWN", "form.night"),
        ('min = "1"', 'min = "one"', "FLOW_FIELD_WRONG", "form[0].min"),
        ('min = "1"', 'min = "10"', "FLOW_FIELD_WRONG", "form[0].max"),
        ('options = ["A", "B"]\n', "", "FLOW_OPTIONS", "form[1]"),
        ("'form.mode == \"A\"'\n\n[[form]]", "'form.mood == \"A\"'\n\n[[form]]", "FLOW_FACT_UNKNOWN", "form.mood"),
        ("'form.mode == \"A\"'\n\n[[form]]", "'form.mode ='\n\n[[form]]", "FLOW_CONDITION", "requiredIf"),
        ('"[a-z]+"', '"[a-z"', "FLOW_FIELD_WRONG", "pattern"),
        ('"form.mode"]\nrows', '"form.mood"]\nrows', "FLOW_FACT_UNKNOWN", "form.mood"),
        ('["table.band"]', '["table.lane"]', "FLOW_FACT_UNKNOWN", "table.lane"),
        ("table.lane ==", "table.road ==", "FLOW_FACT_UNKNOWN", "table.road"),
        ('name = "lane"', 'name = "band"', "FLOW_KEY_TWICE", "band"),
        ('when = ["< 5", "A"]', 'when = ["< 5"]', "FLOW_TABLE_WIDTH", "tables[0]"),
        ('when = ["< 5", "A"]', 'when = ["< five", "A"]', "TABLE_CELL", "< five"),
        ('when = [">= 5", "-"]', 'when = ["> 5", "-"]', "FLOW_TABLE_GAP", "form.amount.base = 5"),
        ('when = ["< 5", "B"]', 'when = ["< 5", "A"]', "FLOW_TABLE_GAP", "form.mode = B"),
        ('when = ["low, mid"]', 'when = ["-"]', "FLOW_TABLE_SHADOWED", "tables[1].rows[1]"),
        ('when = ["low, mid"]', 'when = ["low"]', "FLOW_TABLE_GAP", "table.band = mid"),
    ],
)
def test_each_fault_is_found(old: str, new: str, code: str, said: str) -> None:
    assert old in RIGHT
    with pytest.raises(Refused) as refusal:
        load(RIGHT.replace(old, new))
    assert any(one.code == code and said in str(one.params) for one in refusal.value.errors), refusal.value


def test_a_table_of_too_many_cases_is_refused() -> None:
    names = [f'"form.amount.base"{"":{at}}' for at in range(5)]
    cells = ", ".join('"5..7"' for _ in names)
    rest = ", ".join('"-"' for _ in names)
    rows = ", ".join(f"{{ when = [{cells.replace('5..7', f'{at}..{at + 1}')}], then = 'x' }}" for at in range(4))
    table = f"""
[[tables]]
name = "large"
inputs = [{", ".join(names)}]
rows = [{rows}, {{ when = [{rest}], then = "y" }}]
"""
    with pytest.raises(Refused, match="FLOW_TABLE_LARGE"):
        load(RIGHT.replace("[[nodes]]", table + "\n[[nodes]]"))
