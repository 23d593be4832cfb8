"""The mutations of acts beside deciding, each in a module of its name."""

import strawberry

from kit.graphql.field import mutation_field
from services.approval.api.act.add_signer import add_signer
from services.approval.api.act.advise_task import advise_task
from services.approval.api.act.bulk_decide import bulk_decide
from services.approval.api.act.cancel_flow import cancel_flow
from services.approval.api.act.delegate_task import delegate_task
from services.approval.api.act.extend_task import extend_task
from services.approval.api.act.hold_flow import hold_flow
from services.approval.api.act.reassign_task import reassign_task
from services.approval.api.act.remove_signer import remove_signer
from services.approval.api.act.resume_flow import resume_flow
from services.approval.api.act.skip_node import skip_node
from services.approval.api.act.take_back_task import take_back_task
from services.approval.api.act.transfer_task import transfer_task
from services.approval.api.act.urge_task import urge_task


@strawberry.type
class ActMutation:
    bulk_decide = mutation_field(description="Decides several tasks of yours, each for itself.")(bulk_decide)
    add_signer = mutation_field(description="Adds signers before, after or beside your seat.")(add_signer)
    remove_signer = mutation_field(description="Removes a signer whom you added.")(remove_signer)
    transfer_task = mutation_field(description="Gives your seat away for good.")(transfer_task)
    delegate_task = mutation_field(description="Asks somebody to advise; you decide.")(delegate_task)
    advise_task = mutation_field(description="Advises on a task delegated to you.")(advise_task)
    take_back_task = mutation_field(description="Takes back your approval or delegation.")(take_back_task)
    urge_task = mutation_field(description="Reminds a holder; once in four working hours.")(urge_task)
    hold_flow = mutation_field(description="Puts a chain on hold; an operator's.")(hold_flow)
    resume_flow = mutation_field(description="Lets a held chain go on; an operator's.")(resume_flow)
    reassign_task = mutation_field(description="Gives a seat to somebody else; an operator's.")(reassign_task)
    extend_task = mutation_field(description="Gives a task more time; an operator's.")(extend_task)
    skip_node = mutation_field(description="Passes a step over; two operators'.")(skip_node)
    cancel_flow = mutation_field(description="Cancels a chain whose subject is no more; an operator's.")(cancel_flow)
