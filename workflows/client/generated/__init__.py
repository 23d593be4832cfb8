"""Written by `tas schema` from the services' schemas and workflows/client/operations; never by hand."""
