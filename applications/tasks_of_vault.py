"""What the vault lets wait on people: opening it, and judging what came out."""

from datetime import datetime

from django.urls import reverse

from applications.permissions import admissibility_judges
from calls.models import Call, KeyHolder, Phase
from portal.work.models import Task
from portal.work.tasks_of import open_task


def vault_key(phase: Phase) -> str:
    """What the keys of the tasks to open a vault begin with."""
    return f"vault:{phase.pk}:"


def judge_key(phase: Phase) -> str:
    """What the keys of the tasks to judge admissibility begin with."""
    return f"admissibility:{phase.pk}:"


def ask_openers(phase: Phase) -> None:
    """The deadline has passed: opening waits on the holders of the keys, except the reserve."""
    holders = (
        KeyHolder.objects.filter(shares__phase=phase, confirmed_at__isnull=False)
        .exclude(role=KeyHolder.Role.ESCROW)
        .select_related("user")
    )
    url = reverse("applications:vault", args=[phase.call.reference, phase.code])
    for holder in holders:
        key = f"{vault_key(phase)}{holder.user_id}"
        if not Task.objects.filter(unique_key=key, closed_at=None).exists():
            open_task(Task.Kind.OPEN_VAULT, holder.user, subject=str(phase), url=url, key=key)


def ask_judges(phase: Phase) -> None:
    """The vault is open: which offers are admissible waits on officers and secretary."""
    url = reverse("applications:opened-list", args=[phase.call.reference, phase.code])
    for judge in admissibility_judges(phase):
        open_task(
            Task.Kind.JUDGE_ADMISSIBILITY,
            judge,
            subject=str(phase),
            url=url,
            key=f"{judge_key(phase)}{judge.pk}",
        )


def phases_to_open(now: object) -> list[Phase]:
    """Phases whose deadline has passed and whose vault was not opened."""
    return list(
        Phase.objects.filter(closes_at__lte=now, call__state=Call.State.PUBLISHED)
        .exclude(opening__opened_at__isnull=False)
        .exclude(public_key=None)
        .select_related("call")
    )


def phases_open_again(now: datetime) -> list[Phase]:
    """Phases that take offers though somebody was asked to open their vault: an outage."""
    asked = Task.objects.filter(kind=Task.Kind.OPEN_VAULT, closed_at=None)
    pks = {int(key.split(":")[1]) for key in asked.values_list("unique_key", flat=True)}
    return list(Phase.objects.filter(pk__in=pks, closes_at__gt=now).select_related("call"))
