// The schema browser: root fields first, a type by clicking its name, a trail back, a search over everything.
import { named, written } from "./schema.js";

export class Browser {
  constructor(places, words, insert) {
    this.places = places;
    this.words = words;
    this.insert = insert;
    this.trail = [];
    places.search.addEventListener("input", () => this.show());
  }

  open(schema) {
    this.schema = schema;
    this.show();
  }

  go(typeName) {
    this.places.search.value = "";
    const at = this.trail.indexOf(typeName);
    this.trail = at >= 0 ? this.trail.slice(0, at + 1) : [...this.trail, typeName];
    this.show();
  }

  show() {
    if (!this.schema) return;
    const start = link(this.words("roots"), () => {
      this.trail = [];
      this.show();
    });
    this.places.trail.replaceChildren(start, ...this.trail.flatMap((one) => [" › ", this.type(one)]));
    const wanted = this.places.search.value.trim().toLowerCase();
    this.places.type.replaceChildren(...(wanted ? this.found(wanted) : this.standing()));
  }

  standing() {
    const name = this.trail.at(-1);
    if (!name) return this.schema.roots.flatMap((root) => [element("h3", root), ...this.fields(root)]);
    const type = this.schema.types.get(name);
    const parts = [element("h3", name), element("p", type?.description ?? "")];
    if (type?.fields) parts.push(...this.fields(name));
    for (const one of type?.inputFields ?? []) parts.push(this.entry(one, []));
    for (const one of type?.enumValues ?? []) parts.push(element("div", one.name, "field"), note(one.description));
    if (type?.possibleTypes?.length) parts.push(element("h3", this.words("implementing")));
    for (const one of type?.possibleTypes ?? []) parts.push(element("div", "", "field", this.type(one.name)));
    return parts;
  }

  found(wanted) {
    const parts = [];
    for (const type of this.schema.types.values()) {
      const own = type.name.toLowerCase().includes(wanted);
      const fields = [...(type.fields ?? []), ...(type.inputFields ?? [])];
      const hits = fields.filter((one) => one.name.toLowerCase().includes(wanted));
      if (own || hits.length) parts.push(element("h3", "", "", this.type(type.name)));
      parts.push(...hits.map((one) => this.entry(one, one.args ?? [])));
    }
    return parts.length ? parts : [element("p", this.words("nothing"))];
  }

  fields(typeName) {
    const root = this.schema.roots.includes(typeName);
    return this.schema.types.get(typeName).fields.flatMap((one) => {
      const entry = this.entry(one, one.args);
      if (root) {
        const add = element("button", "+");
        add.title = this.words("insert");
        add.addEventListener("click", () => this.insert(this.schema.operation(typeName, one)));
        entry.querySelector(".field").prepend(add, " ");
      }
      return [entry];
    });
  }

  entry(field, args) {
    const line = element("div", "", "field", element("b", field.name));
    if (args.length) line.append("(", ...args.flatMap((one, index) => [index ? ", " : "", ...this.argument(one)]), ")");
    line.append(": ", this.typed(field.type));
    if (field.isDeprecated) line.append(" ", element("em", `${this.words("deprecated")}: ${field.deprecationReason ?? ""}`));
    const whole = element("div", "", "entry", line);
    if (field.description) whole.append(note(field.description));
    return whole;
  }

  argument(one) {
    const name = element("span", one.name, "argument");
    name.title = one.description ?? "";
    return [name, ": ", this.typed(one.type)];
  }

  typed(type) {
    return link(written(type), () => this.go(named(type)));
  }

  type(name) {
    return link(name, () => this.go(name));
  }
}

function element(tag, text, className = "", ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(text, ...children);
  return made;
}

function note(text) {
  return element("p", text ?? "", "note");
}

function link(text, act) {
  const made = element("a", text);
  made.href = "#";
  made.addEventListener("click", (event) => {
    event.preventDefault();
    act();
  });
  return made;
}
