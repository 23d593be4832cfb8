"""What the gateway reaches others with: the HTTP client of the subgraphs."""
