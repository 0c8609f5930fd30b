"""The scene that the bars of the vault play on, made quickly: a cast, phases, drafts, openings."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError

from applications import transitions
from applications.models import Dossier, OpenedProposal, Proposal, WorkingSection
from applications.services import lead_row
from applications.working_copy import close_section
from calls.models import Phase
from portal.accounts.models import Organisation, User
from portal.celery import app
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.applications.stages import open_phase, opened
from tests.cast import Cast, make_cast
from tests.conftest import owner_connection
from tests.factories import FORM

GRACE = transitions.OPENING_GRACE + timedelta(seconds=1)


def quiet() -> None:
    """A figure is what counts here; what a worker logs is left out."""
    for name in ("celery", "kombu"):
        logging.getLogger(name).setLevel(logging.ERROR)


@contextmanager
def tasks_left_to_others() -> Iterator[None]:
    """As in production: a receipt's PDF and mail are the work of another process."""
    was = app.conf.task_always_eager
    app.conf.task_always_eager = False
    try:
        yield
    finally:
        app.conf.task_always_eager = was


def cast() -> Cast:
    """Officers, reserve holder, companies."""
    return make_cast()


def quick_drafts(cast: Cast, count: int) -> tuple[Phase, list[int]]:
    """A phase of a call of its own, with a vault, and so many complete drafts (their ids)."""
    phase = Phase.objects.select_related("call").get(pk=open_phase(cast).pk)
    phase.form = FORM  # no files: they were uploaded long before, and cost the sending nothing
    phase.save(update_fields=["form"])
    first = {"idea": {"title": "Idee", "public_summary": "Een korte samenvatting."}}
    proposals = written(phase, [(cast.company, cast.applicant)] * count, first)
    return phase, [proposal.pk for proposal in proposals]


def written(
    phase: Phase, writers: Sequence[tuple[Organisation, User]], first: dict[str, dict[str, Any]]
) -> list[Proposal]:
    """A draft of each company with its partners, its costs and these sections before."""
    dossiers = Dossier.objects.bulk_create(
        Dossier(call=phase.call, lead=company) for company, _user in writers
    )
    proposals = Proposal.objects.bulk_create(
        Proposal(dossier=dossier, phase=phase) for dossier in dossiers
    )
    sections: dict[str, dict[str, Any]] = {
        **first,
        "costs": {
            "rows": [{"description": "Uren", "kind": "hours", "quantity": "1", "rate": "40000"}],
            "vat_rate": "21.00", "rd_share": "80",
        },
    }  # fmt: skip
    WorkingSection.objects.bulk_create(
        WorkingSection(
            proposal=proposal,
            code=code,
            payload=close_section(proposal, code, payload),
            version=1,
            saved_by=by,
        )
        for proposal, (company, by) in zip(proposals, writers, strict=True)
        for code, payload in {**sections, "partners": {"rows": [lead_row(company)]}}.items()
    )
    return proposals


def close_in(phase: Phase, ahead: timedelta) -> datetime:
    """Give the phase a deadline so far from now, by the clock of the database."""
    deadline = portal_now() + ahead
    Phase.objects.filter(pk=phase.pk).update(closes_at=deadline)
    return deadline


def deadline_of(phase: Phase) -> datetime:
    """The deadline as it stands in the database now."""
    closing_at: Any = Phase.objects.values_list("closes_at", flat=True).get(pk=phase.pk)
    return closing_at  # an open phase has one


def ready_to_send(proposal: int) -> Callable[[], bool]:
    """All that a page has read before the button is pressed; calling it sends, True is accepted."""
    found = Proposal.objects.select_related("dossier__lead", "phase__call").get(pk=proposal)
    by = found.dossier.lead.memberships.select_related("user").order_by("pk")[0].user

    def send() -> bool:
        try:
            transitions.submit(found, by=by, declared=True)
        except (TransitionRefused, DatabaseError):
            return False
        return True

    return send


def open_all(cast: Cast, phases: Iterable[Phase]) -> int:
    """Open every vault, once the grace is over, and return how many offers came out."""
    chosen = list(phases)
    shift_to(max(deadline_of(phase) for phase in chosen) + GRACE)
    for phase in chosen:
        opened(phase, cast.author, cast.officer)
    return OpenedProposal.objects.filter(proposal__phase__in=chosen).count()


def reset_clock() -> None:
    """Back to the real time."""
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_clock")


def shift_to(moment: datetime) -> None:
    """Let the clock of this throw-away database be at `moment`, if it is not past it."""
    if portal_now() >= moment:
        return
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portal_clock (shift) VALUES (%s - clock_timestamp())"
            " ON CONFLICT (only_row) DO UPDATE SET shift = excluded.shift",
            [moment],
        )
