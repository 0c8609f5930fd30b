"""What a copy holds: what is of the person in full, and where else the person is named.

Of every other row that names the person, only this is told: what kind it is, in which role, its
reference and its moments. So nothing of others can come along, and a model that is added later is
in the copy by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.files.models import StoredFile


@dataclass(frozen=True)
class Own:
    """Rows that are the person's own words, or about the person alone.

    `path` leads from the model to the person, or to the person's mail address.
    """

    model: str
    path: str
    fields: str
    file: str = ""  # the field that names a file of the person
    by_mail: bool = False


OWN = (
    Own("accounts.User", "pk", "name email language joined_at last_login uuid"),
    Own("account.EmailAddress", "user", "email verified primary"),
    Own("accounts.Membership", "user", "organisation__name role until"),
    Own("accounts.StepUp", "user", "method made_at"),
    Own("mail.MailPreference", "user", "category mode"),
    Own("mail.QuietHours", "user", "begin end"),
    Own("mail.OutgoingMail", "recipient", "kind to_email subject body sent_at"),
    Own("work.Task", "holder", "kind subject opened_at due_at closed_at"),
    Own("team.JoinRequest", "user", "organisation__name"),
    Own("team.Mandate", "intermediary", "organisation__name file_name", file="file"),
    Own("portfolio.SavedView", "user", "name query"),
    Own("calls.CallRole", "user", "call__reference role until"),
    Own("assessment.Seat", "user", "committee__phase__call__reference role profile interests"),
    Own("assessment.Declaration", "seat__user", "dossier__reference kind explanation"),
    Own("assessment.Score", "sheet__seat__user", "sheet__proposal__phase__code value reason"),
    Own("independence.Statement", "user", "call__reference other"),
    Own("independence.Employer", "statement__user", "organisation department kvk"),
    Own("independence.StaffDeclaration", "user", "dossier__reference kind explanation"),
    Own("market.Participant", "user", "consultation__reference name organisation email asked_at"),
    Own("market.Contribution", "participant__user", "text file_name", file="file"),
    Own("advice.AdviceMessage", "by", "text sent_at"),
    Own("remedies.DebriefRequest", "asked_by", "question asked_at"),
    Own("alerts.Subscription", "email", "email mission instrument region", by_mail=True),
    Own("outreach.Registration", "email", "name email organisation", by_mail=True),
)  # fmt: skip


def own_rows(user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each kind by its name with its rows, those without rows left out."""
    for own in OWN:
        rows = _of(own, user).order_by("pk").values(*own.fields.split())
        found = [{key: plain(value) for key, value in row.items()} for row in rows]
        if found:
            yield own.model, found


def own_files(user: User) -> Iterator[StoredFile]:
    """The person's own documents that the portal can read."""
    for own in OWN:
        if own.file:
            keys = _of(own, user).exclude(**{own.file: None}).values(own.file)
            yield from StoredFile.objects.filter(pk__in=keys, wrapped_key__isnull=False)


def traces(user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every other row that names the person: role, reference and moments, and nothing else."""
    told = {own.model for own in OWN} | {AuditEvent._meta.label}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in told:
            continue
        found = [
            _trace(row, field.name)
            for field in people_of(model)
            for row in model._base_manager.filter(**{field.name: user}).order_by("pk")
        ]
        if found:
            yield model._meta.label, found


def people_of(model: "type[models.Model]") -> "list[models.ForeignKey[Any, Any]]":
    """The fields of a model that name a person."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is User
    ]


def history(user: User) -> Iterator[dict[str, Any]]:
    """What the person did, line by line."""
    lines = AuditEvent.objects.filter(actor=user).order_by("pk")
    for line in lines.iterator(chunk_size=1000):
        yield {
            "at": plain(line.at),
            "action": line.action,
            "about": line.object_ref,
            "call": line.call_ref,
        }


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | list | dict | None) else _text(value)


def _text(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _of(own: Own, user: User) -> "models.QuerySet[Any]":
    value: Any = user.email if own.by_mail else user.pk
    return apps.get_model(own.model)._base_manager.filter(**{own.path: value})


def _trace(row: models.Model, role: str) -> dict[str, Any]:
    moments = {
        field.name: plain(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if isinstance(field, models.DateTimeField) and getattr(row, field.name)
    }
    return {"as": role, "reference": str(getattr(row, "audit_ref", "")), **moments}
