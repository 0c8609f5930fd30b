"""What the demo's bar and panel show: people, their secrets, and where each call can go next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from calls.models import Call, CallRole
from demo.keyring import code_of, passphrase_of
from demo.play.from_call import play_of
from demo.play.script import Stage, stages_of
from demo.practice.attempts import without_training
from portal.accounts.models import User
from portal.work.models import Task


@dataclass(frozen=True)
class NextMoment:
    """A call and the stage to which it can be moved."""

    call: Call
    stage: Stage


def invented_people() -> Any:
    """Everybody whom a visitor may become: their addresses end in .example."""
    return User.objects.filter(email__endswith=".example", is_active=True).order_by("name")


def main_people() -> list[tuple[str, User]]:
    """One person per role, who has something to do."""
    people = invented_people().order_by("id")
    staff = people.filter(second_factor_required=True)
    real = without_training(Call.objects.all())
    wrote = CallRole.objects.filter(user=OuterRef("pk"), role=CallRole.Role.AUTHOR, call__in=real)
    officers = staff.filter(memberships__role="officer").annotate(wrote=Exists(wrote))
    drafts = Exists(Task.objects.filter(holder=OuterRef("pk"), kind=Task.Kind.FINISH_OFFER))
    signatories = people.filter(memberships__role="signatory").annotate(drafts=drafts)
    judging = {"tasks__kind__in": ["declare", "score"], "tasks__closed_at": None}
    chosen = [
        (_("Procurement officer"), officers.filter(wrote=True)),
        (_("Second officer"), officers.filter(wrote=False)),
        (_("Company, signatory"), signatories.order_by("-drafts", "id")),
        (_("Intermediary"), people.filter(memberships__role="intermediary")),
        (_("Committee member"), staff.filter(seats__role="member", **judging)),
        (_("Committee chair"), staff.filter(seats__role="chair")),
        (_("RVO, analyst"), staff.filter(memberships__role="analyst")),
        (_("RVO, holds the reserve key"), staff.filter(memberships__role="adviser")),
        (_("Administrator of an authority"), staff.filter(memberships__role="administrator")),
        (_("Acts for an officer"), staff.filter(memberships__role="colleague")),
        (_("Auditor"), staff.filter(memberships__role="auditor")),
        (_("Platform operator"), staff.filter(memberships__role="operator")),
    ]
    found: dict[str, User] = {}
    for role, candidates in chosen:
        user = candidates.first()
        if user is not None:
            found.setdefault(role, user)
    return list(found.items())


def secrets_of(user: User) -> dict[str, str]:
    """What this person knows: the present code and the words of the vault key."""
    return {"code": code_of(user), "passphrase": passphrase_of(user)}


def next_moments() -> list[NextMoment]:
    """For each call that has dates, the first stage that is not reached yet."""
    moments = []
    calls = without_training(Call.objects.exclude(state=Call.State.CANCELLED))
    for call in calls.order_by("reference"):
        if call.phases.filter(closes_at=None, takes_offers=True).exists():
            continue
        stage = next_stage(call)
        if stage is not None:
            moments.append(NextMoment(call, stage))
    return moments


def next_stage(call: Call) -> Stage | None:
    """The first stage of a call that is not reached."""
    if not call.phases.exists():
        return None
    return next((stage for stage in stages_of(play_of(call)) if not stage.is_reached()), None)
