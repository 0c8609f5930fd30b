"""Writes: the next version of targets, items of the agenda, agreements, the tier."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from funnel.targets import permissions
from funnel.targets.models import AgendaItem, Agreement, AuthorityTier, YearTarget
from funnel.targets.selectors import versions_of
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.workflow import TransitionRefused, lock

FIGURES = (
    "innovation_percent", "calls_wanted", "sme_percent", "set_aside_percent",
    "purchasing_excl_vat", "rd_budget_incl_vat",
)  # fmt: skip


@transaction.atomic
def write_targets(
    authority: Organisation, year: int, *, version: int, by: User, source: str, **figures: Any
) -> YearTarget:
    """Keep the next version of the targets of a year; earlier ones stay as they were.

    `version` is the number that the writer saw, 0 where there was none. Raises PermissionDenied;
    TransitionRefused when somebody else wrote a version since.
    """
    if not permissions.can_write_targets(by, authority):
        raise PermissionDenied("write_targets")
    authority = lock(authority)
    last = versions_of(authority, year).first()
    if version != (last.number if last else 0):
        raise TransitionRefused(
            _("Somebody else changed these figures since you opened this page. Look first."),
            code="stale",
        )
    row = YearTarget.objects.create(
        authority=authority,
        year=year,
        number=version + 1,
        source=source.strip(),
        written_by=by,
        **{name: figures.get(name) for name in FIGURES},
    )
    changes = {
        name: [_plain(getattr(last, name, None)), _plain(getattr(row, name))]
        for name in FIGURES
        if getattr(last, name, None) != getattr(row, name)
    }
    record("write_targets", row, by=by, year=year, number=row.number, changes=changes)
    return row


@transaction.atomic
def choose_tier(authority: Organisation, *, tier: str, by: User) -> AuthorityTier:
    """Write down the tier of government of an authority. Raises PermissionDenied."""
    if not permissions.can_choose_tier(by, authority):
        raise PermissionDenied("choose_tier")
    row, _is_new = AuthorityTier.objects.update_or_create(
        authority=authority, defaults={"tier": tier}
    )
    record("choose_tier", row, by=by, tier=tier)
    return row


@transaction.atomic
def save_item(item: AgendaItem, *, calls: Any, by: User) -> AgendaItem:
    """Keep an item of the agenda and the calls that are tied to it. Raises PermissionDenied."""
    is_new = item.pk is None
    if not permissions.can_write_targets(by, item.authority):
        raise PermissionDenied("write_agenda_item")
    item.save()
    item.calls.set(calls)
    record(
        "write_agenda_item" if is_new else "change_agenda_item",
        item,
        by=by,
        year=item.year,
        kind=item.kind,
        budget=_plain(item.budget_incl_vat),
        calls=sorted(call.reference for call in calls),
        dropped=item.is_dropped,
    )
    return item


@transaction.atomic
def save_agreement(agreement: Agreement, *, by: User) -> Agreement:
    """Keep an agreement, new or changed. Raises PermissionDenied."""
    is_new = agreement.pk is None
    if not permissions.can_write_targets(by, agreement.authority):
        raise PermissionDenied("write_agreement")
    agreement.save()
    record(
        "write_agreement" if is_new else "change_agreement",
        agreement,
        by=by,
        years=[agreement.first_year, agreement.last_year],
        measure=agreement.measure,
        value=_plain(agreement.value),
        outcome=agreement.outcome,
    )
    return agreement


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
