// The page: asks the gateway it was loaded from, and no other. Text from answers is only ever set as text.
import { Browser } from "./browser.js";
import { INTROSPECTION, Schema } from "./schema.js";
import { WORDS } from "./word.js";

const at = (id) => document.getElementById(id);
const TRY = "query Me {\n  me {\n    id\n    kind\n  }\n}\n";
const state = { schema: undefined };
const words = (name, language = at("language").value) => WORDS[language][name];
const first = (language) => words("hint", language) + TRY;
const browser = new Browser({ search: at("search"), trail: at("trail"), type: at("type") }, words, insert);

function speak() {
  document.documentElement.lang = at("language").value;
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = words(one.dataset.word);
  at("search").placeholder = words("search");
  at("token").placeholder = words("tokenHint");
  at("after").title = words("afterHint");
  // The hint that nobody has written over speaks the chosen language.
  if (Object.keys(WORDS).some((one) => at("query").value === first(one))) at("query").value = first(at("language").value);
  localStorage.setItem("language", at("language").value);
  browser.show();
}

async function ask(body) {
  const headers = {
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json;q=0.9",
    "accept-language": at("language").value,
  };
  const token = at("token").value.trim();
  if (token) headers.authorization = `Bearer ${token}`;
  const began = performance.now();
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(body), credentials: "omit" });
  const answer = await response.json();
  return { answer, status: response.status, milliseconds: Math.round(performance.now() - began) };
}

async function run() {
  keep();
  let variables;
  try {
    variables = JSON.parse(at("variables").value.trim() || "{}");
    if (variables === null || typeof variables !== "object" || Array.isArray(variables)) throw new SyntaxError();
  } catch {
    return show(words("variablesBad"), "");
  }
  const after = at("after").value.trim();
  const body = { query: at("query").value, variables };
  if (after) body.extensions = { after };
  at("run").disabled = true;
  try {
    const { answer, status, milliseconds } = await ask(body);
    show(JSON.stringify(answer, null, 2), `${status} · ${milliseconds} ms`);
  } catch {
    show(words("unreachable"), "");
  } finally {
    at("run").disabled = false;
  }
}

function show(text, told) {
  at("answer").textContent = text;
  at("told").textContent = told;
}

function insert({ text, variables }) {
  at("query").value = text;
  at("variables").value = JSON.stringify(variables, null, 2);
  at("query").focus();
  keep();
}

function complete() {
  const area = at("query");
  if (!state.schema) return;
  const { prefix, found } = state.schema.fitting(area.value.slice(0, area.selectionStart));
  const choose = (name) => {
    area.setRangeText(name, area.selectionStart - prefix.length, area.selectionStart, "end");
    at("choices").hidden = true;
    area.focus();
  };
  const items = found.map((name) => {
    const item = document.createElement("li");
    item.append(name);
    item.tabIndex = 0;
    item.setAttribute("role", "option");
    item.addEventListener("click", () => choose(name));
    item.addEventListener("keydown", (event) => listed(event, item, () => choose(name)));
    return item;
  });
  at("choices").replaceChildren(...items);
  at("choices").hidden = items.length === 0;
  if (items.length === 1) choose(found[0]);
  else items[0]?.focus();
}

function listed(event, item, choose) {
  const acts = {
    Enter: choose,
    ArrowDown: () => item.nextElementSibling?.focus(),
    ArrowUp: () => item.previousElementSibling?.focus(),
    Escape: () => {
      at("choices").hidden = true;
      at("query").focus();
    },
  };
  if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
}

function keep() {
  for (const name of ["query", "variables"]) localStorage.setItem(name, at(name).value);
  sessionStorage.setItem("token", at("token").value); // for this tab only
}

function restore() {
  const linked = new URLSearchParams(location.search);
  const kept = (name) => linked.get(name) ?? localStorage.getItem(name);
  at("language").value = localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh-CN" : "en");
  at("query").value = kept("query") ?? first(at("language").value);
  at("variables").value = kept("variables") ?? "";
  at("token").value = sessionStorage.getItem("token") ?? "";
}

async function learn() {
  try {
    const { answer } = await ask({ query: INTROSPECTION });
    if (!answer.data) return show(JSON.stringify(answer, null, 2), "");
    state.schema = new Schema(answer.data.__schema);
    browser.open(state.schema);
  } catch {
    show(words("unreachable"), "");
  }
}

function keys(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    run();
  } else if (event.ctrlKey && event.key === " " && event.target === at("query")) {
    event.preventDefault();
    complete();
  }
}

restore();
speak();
at("run").addEventListener("click", run);
at("language").addEventListener("change", speak);
at("token").addEventListener("change", () => {
  keep();
  if (!state.schema) learn();
});
at("query").addEventListener("input", () => (at("choices").hidden = true));
document.addEventListener("keydown", keys);
learn();
