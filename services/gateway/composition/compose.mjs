// Composes subgraph schemas: node compose.mjs name=url=file … > supergraph.graphql; errors go to stderr, exit code 1.
import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { composeServices } from "@theguild/federation-composition";

const services = process.argv.slice(2).map((argument) => {
  const [name, url, ...file] = argument.split("=");
  return { name, url, typeDefs: parse(readFileSync(file.join("="), "utf8")) };
});
const result = composeServices(services);
if (result.errors?.length) {
  for (const error of result.errors) console.error(error.message);
  process.exit(1);
}
process.stdout.write(result.supergraphSdl.trimEnd() + "\n");
