"""The GraphQL documents that the command line sends. A test checks each against the committed supergraph."""

FILE = """
mutation File($input: FileRegistrationInput!) {
  fileRegistration(input: $input) {
    registration { id status }
    verdict
    reason { code message until }
    errors { code message field }
    cursor
  }
}"""

DECIDE = """
mutation Decide($input: DecideTaskInput!) {
  decideTask(input: $input) { chain { id status } errors { code message field } cursor }
}"""

OWNED_ACCOUNTS = """
query OwnedAccounts($first: Int!) {
  accounts(first: $first) { edges { node { id legalName creditCode owner { login head { login } } } } }
}"""

PROGRESS = """
query Progress($id: ID!) {
  registration(id: $id) {
    id status
    chains {
      id code status
      tasks { id node nodeName status why due reminded approver { login name } }
    }
  }
}"""

WHOLE = """
query OneRegistration($id: ID!) {
  registration(id: $id) {
    status projectName productLine region protectedFrom protectedTo
    amount { amount currency }
    opportunity { id grade stage }
    account { legalName creditCode verification owner { name head { name } } }
    partner { name regions productLines }
    chains {
      code status
      history { at node what who { name } }
      verification { intact entries }
    }
  }
}"""
"""Opportunity, account, people and approval history together: three services behind one query."""

TRY = "query Me { me { id kind posts } }"
