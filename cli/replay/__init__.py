"""`tas replay`: a real log of approvals, replayed case by case through the API of a suite that is started for it.

`log` reads the file, `shape` finds the one definition that the whole file obeys, `rule` names the cases that cannot be
replayed, `drive` sends the steps, `observe` reads from the API what came of them, `alter` makes the negative control,
`run` puts them together.
"""
