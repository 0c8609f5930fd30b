from celery import shared_task

from portal.audit import chain, checkpoints


@shared_task(name="portal.audit.tasks.chain_events")
def chain_events() -> int:
    """Chain what was committed since the last time."""
    return chain.chain_events()


@shared_task(name="portal.audit.tasks.sign_checkpoint")
def sign_checkpoint() -> None:
    """Sign the end of the chain, so that what happened without a receipt is witnessed too."""
    checkpoints.make_checkpoint()
