"""One GraphQL request over many subgraphs: prepare, plan, fetch, merge, project. No HTTP server and no HTTP client."""
