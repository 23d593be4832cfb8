"""The GraphQL documents of a replay."""

CHAIN = "id status round tasks { id node status approver { id } }"
SAVE = """mutation Save($input: SaveDraftInput!) {
  saveDraft(input: $input) { draft { id } errors { code message } cursor }
}"""
SUBMIT = f"""mutation Submit($input: SubmitDraftInput!) {{
  submitDraft(input: $input) {{ draft {{ id chain {{ {CHAIN} }} }} errors {{ code message }} cursor }}
}}"""
REOPEN = """mutation Reopen($input: ReopenDraftInput!) {
  reopenDraft(input: $input) { draft { id } errors { code message } cursor }
}"""
DECIDE = f"""mutation Decide($input: DecideTaskInput!) {{
  decideTask(input: $input) {{ chain {{ {CHAIN} }} errors {{ code message }} cursor }}
}}"""
STANDING = f"query Standing($id: ID!) {{ chain(id: $id) {{ {CHAIN} }} }}"
WHOLE = """query Whole($id: ID!) {
  draft(id: $id) {
    id form status
    history { what at chainId }
    chain { id status starterId nodes { key status } history { at round node what whoId } }
  }
}"""
WHO = "query Who { me { id } }"
