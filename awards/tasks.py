"""Work of this room for the worker and the scheduler; letters are a kind of job, see letters.py."""

from celery import shared_task

from awards import waiting
from calls.models import Phase


@shared_task(name="awards.tasks.ask_to_decide")
def ask_to_decide() -> int:
    """Find phases whose advice is approved and let the decision wait on their officers."""
    asked = 0
    for phase in Phase.objects.filter(state=Phase.State.ADVISED, decision_set=None):
        if not waiting.is_asked_to_decide(phase):
            waiting.ask_to_decide(phase)
            asked += 1
    return asked
