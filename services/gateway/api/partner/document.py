"""The GraphQL documents behind the REST calls: one path to each effect, and one place that allows it."""

FILE = """
mutation PartnerFile($input: FileRegistrationInput!) {
  fileRegistration(input: $input) {
    registration { id }
    verdict
    reason { code message until }
    errors { code message field params }
  }
}"""

FIELDS = """
fragment Fields on Registration {
  id status verdict reason { code message until }
  customerName creditCode projectName productLine region amount { amount currency } expectedSignDate
  contactMet evidence supportNeeded competitors
  filedAt comment protectedFrom protectedTo scopeFreed
  opportunity { id name grade stage }
}"""

ONE = f"""
query PartnerRegistration($id: ID!) {{
  registration(id: $id) {{ ...Fields }}
}}{FIELDS}"""

LIST = f"""
query PartnerRegistrations($first: Int!, $after: String, $filter: RegistrationFilter) {{
  registrations(first: $first, after: $after, filter: $filter) {{
    nodes {{ ...Fields }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}{FIELDS}"""
