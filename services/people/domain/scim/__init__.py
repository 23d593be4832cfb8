"""SCIM 2.0 (RFC 7643, RFC 7644) without transport: filters, paths and patches over resources as JSON."""
