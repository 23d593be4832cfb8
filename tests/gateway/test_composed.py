"""What a composer left out is put right; what it did right is left alone."""

from pathlib import Path

import pytest

from services.gateway.execution.composed import mended

CASES = Path(__file__).parent / "cases"


def with_types(text: str) -> str:
    return f"enum join__Graph {{ A B }}\n{text}"


def test_a_required_field_of_an_interface_object_is_external() -> None:
    found = mended(
        with_types("""interface Show @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
  id: ID!
  code: String
  other: String
  tag: String @join__field(graph: B, requires: "id code")
}""")  # noqa: E501
    )
    assert "code: String @join__field(graph: A) @join__field(graph: B, external: true)\n" in found
    assert "id: ID!\n" in found and "other: String\n" in found


@pytest.mark.parametrize(
    ("given", "expected"),
    [("Book", "Medium"), ("[Book!]!", "[Medium!]!"), ("[[Book]!]", "[[Medium]!]"), ("Medium", "Medium")],
)
def test_a_field_has_the_widest_of_its_types(given: str, expected: str) -> None:
    field = '@join__field(graph: A, type: "Book") @join__field(graph: B, type: "[Medium]")'
    text = with_types(f"union Medium = Book | Film\ntype Book {{ b: Int }}\ntype Shelf {{\n  only: {given} {field}\n}}")
    assert f"only: {expected} @join__field" in mended(text)


@pytest.mark.parametrize("name", ["entity", "key", "requires", "provides"])
def test_a_whole_schema_is_left_as_it_is(name: str) -> None:
    text = (CASES / f"{name}.graphql").read_text(encoding="utf-8")
    assert mended(text) is text
