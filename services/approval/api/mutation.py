"""The root of writing: one mutation for each intent, each in a module of its name."""

import strawberry

from kit.graphql.field import mutation_field
from kit.graphql.internal import internal_mutation
from services.approval.api.act.mutation import ActMutation
from services.approval.api.decide_task import decide_task
from services.approval.api.edit_definition import DefinitionMutation
from services.approval.api.record_chain_entry import record_chain_entry
from services.approval.api.reopen_draft import reopen_draft
from services.approval.api.resubmit_flow import resubmit_flow
from services.approval.api.save_draft import save_draft
from services.approval.api.side.mutation import SideMutation
from services.approval.api.submit_draft import submit_draft
from services.approval.api.submit_flow import submit_flow
from services.approval.api.withdraw_flow import withdraw_flow


@strawberry.type
class Mutation(ActMutation, DefinitionMutation, SideMutation):
    submit_flow = mutation_field(description="Starts a flow that people start by hand.")(submit_flow)
    decide_task = mutation_field(description="Says what you decide on a task that you hold.")(decide_task)
    withdraw_flow = mutation_field(description="Takes back a chain that you started.")(withdraw_flow)
    resubmit_flow = mutation_field(description="Sends on a chain that was returned to you.")(resubmit_flow)
    save_draft = mutation_field(description="Begins a draft of yours, or writes it anew.")(save_draft)
    submit_draft = mutation_field(description="Sends a draft: its chain begins or goes on.")(submit_draft)
    reopen_draft = mutation_field(description="Takes back a draft of yours that was turned down.")(reopen_draft)
    record_chain_entry = internal_mutation(description="Appends to a running chain; the worker's.")(record_chain_entry)
