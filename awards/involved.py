"""What waits on people in this room while a call runs; contracts go on after it stops."""

from calls.involved import waits
from calls.models import Call
from portal.work.models import Task

KINDS = (Task.Kind.DECIDE, Task.Kind.APPROVE_DECISION, Task.Kind.RELEASE_LETTERS)


@waits
def keys_of_decisions(call: Call) -> list[str]:
    """What the keys of the tasks to decide begin with (awards/waiting.py)."""
    phases = call.phases.values_list("pk", flat=True)
    return [f"{kind.value}:{pk}:" for pk in phases for kind in KINDS]
