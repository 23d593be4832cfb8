"""SCIM 2.0 (RFC 7644) on the people service's own port: the company's directory feeds users and groups."""
