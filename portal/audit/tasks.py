from celery import shared_task

from portal.audit import chain, checkpoints
from portal.audit.refusals import sum_refusals


@shared_task(name="portal.audit.tasks.chain_events")
def chain_events() -> int:
    """Sum the refusals of people without a login, and chain what was committed since."""
    sum_refusals()
    return chain.chain_events()


@shared_task(name="portal.audit.tasks.sign_checkpoint")
def sign_checkpoint() -> None:
    """Sign the end of the chain, so that what happened without a receipt is witnessed too."""
    checkpoints.make_checkpoint()
