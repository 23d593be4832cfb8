// The schema as introspection tells it: types by name, how a type is written, a first selection of a field, and which
// type the cursor stands in.
export const INTROSPECTION = `query Introspection {
  __schema {
    queryType { name } mutationType { name }
    types {
      kind name description
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args { name description defaultValue type { ...T } }
        type { ...T }
      }
      inputFields { name description defaultValue type { ...T } }
      enumValues(includeDeprecated: true) { name description isDeprecated }
      possibleTypes { name }
    }
  }
}
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }`;

export class Schema {
  constructor(told) {
    this.types = new Map(told.types.filter((one) => !one.name.startsWith("__")).map((one) => [one.name, one]));
    this.roots = [told.queryType, told.mutationType].filter(Boolean).map((one) => one.name);
    this.kinds = { query: told.queryType?.name, mutation: told.mutationType?.name };
  }

  field(typeName, name) {
    return this.types.get(typeName)?.fields?.find((one) => one.name === name);
  }

  // A whole operation for a root field: its arguments as variables, its plain fields selected.
  operation(rootName, field) {
    const kind = rootName === this.kinds.mutation ? "mutation" : "query";
    const needed = field.args.filter((one) => one.type.kind === "NON_NULL" || one.name === "first");
    const declared = needed.map((one) => `$${one.name}: ${written(one.type)}`).join(", ");
    const given = needed.map((one) => `${one.name}: $${one.name}`).join(", ");
    const name = field.name[0].toUpperCase() + field.name.slice(1);
    const head = `${kind} ${name}${declared ? `(${declared})` : ""}`;
    const call = `${field.name}${given ? `(${given})` : ""}`;
    const variables = Object.fromEntries(needed.map((one) => [one.name, this.sample(one.type, 0)]));
    return { text: `${head} {\n  ${call}${this.selection(named(field.type), 2, 0)}\n}\n`, variables };
  }

  selection(typeName, indent, depth) {
    const type = this.types.get(typeName);
    if (!type?.fields) {
      return type?.kind === "UNION" ? " { __typename }" : "";
    }
    const plain = type.fields.filter((one) => !one.args.some((a) => a.type.kind === "NON_NULL"));
    const lines = [];
    for (const one of plain) {
      const below = this.types.get(named(one.type));
      const composite = below?.fields || below?.kind === "UNION";
      if (!composite) {
        lines.push(one.name);
      } else if (depth < 2 && (depth === 0 || ["nodes", "pageInfo"].includes(one.name)) && one.name !== "edges") {
        const inner = this.selection(named(one.type), indent + 2, depth + (below.name.endsWith("Connection") ? 1 : 2));
        if (inner) lines.push(one.name + inner);
      }
    }
    const space = " ".repeat(indent);
    return lines.length ? ` {\n${lines.map((one) => `${space}  ${one}`).join("\n")}\n${space}}` : " { __typename }";
  }

  sample(type, depth) {
    if (type.kind === "NON_NULL") return this.sample(type.ofType, depth);
    if (type.kind === "LIST") return [];
    const found = this.types.get(type.name);
    if (found?.kind === "ENUM") return found.enumValues[0].name;
    if (found?.inputFields && depth < 4) {
      const needed = found.inputFields.filter((one) => one.type.kind === "NON_NULL");
      return Object.fromEntries(needed.map((one) => [one.name, this.sampleOf(one, depth)]));
    }
    return { Int: 10, Float: 0, Boolean: false }[type.name] ?? "";
  }

  sampleOf(field, depth) {
    return field.name === "commandId" ? crypto.randomUUID() : this.sample(field.type, depth + 1);
  }

  // The names that fit where the text before the cursor ends, and the part of a name that is already there.
  fitting(before) {
    const plain = before.replace(/#[^\n]*/g, "").replace(/"(?:\\.|[^"\\\n])*"/g, '""');
    const prefix = /[A-Za-z_]\w*$/.exec(plain)?.[0] ?? "";
    const typeName = this.standing(plain.slice(0, plain.length - prefix.length));
    const fields = this.types.get(typeName)?.fields ?? [];
    const found = fields.map((one) => one.name).filter((one) => one.startsWith(prefix));
    return { prefix, found: typeName ? found : [] };
  }

  // The type whose fields may stand at the end of this text; undefined where none may.
  standing(text) {
    const open = [];
    let last = [];
    let rounds = 0;
    for (const token of text.match(/[A-Za-z_]\w*|\.\.\.|[(){}:$@!]/g) ?? []) {
      if (token === "(") rounds += 1;
      else if (token === ")") rounds -= 1;
      else if (rounds) continue;
      else if (token === "{") {
        open.push(this.opened(open.at(-1), last, open.length === 0));
        last = [];
      } else if (token === "}") {
        open.pop();
        last = [];
      } else last.push(token);
    }
    return rounds ? undefined : open.at(-1);
  }

  opened(typeName, last, top) {
    const on = last.lastIndexOf("on");
    if (on >= 0 && (top ? last.includes("fragment") : last[on - 1] === "...")) return last[on + 1];
    if (top) return this.kinds[last.includes("mutation") ? "mutation" : "query"];
    if (last.at(-1) === "...") return typeName;
    const at = last.indexOf("@") < 0 ? last.length : last.indexOf("@");
    const field = this.field(typeName, last[at - 1]);
    return field && named(field.type);
  }
}

export function named(type) {
  return type.ofType ? named(type.ofType) : type.name;
}

export function written(type) {
  if (type.kind === "NON_NULL") return `${written(type.ofType)}!`;
  if (type.kind === "LIST") return `[${written(type.ofType)}]`;
  return type.name;
}
