"""Reads that the pages of the adviser share."""

from typing import Any

from django.db.models import Case, Q, When
from django.urls import reverse

from calls.advice.models import AdviceRequest, Consideration, Justification
from calls.advice.rules import book
from calls.instruments import instruments
from calls.models import Call
from portal.accounts.models import Membership, Organisation, User
from portal.models import CURRENT, PortalNow


def advising_agencies() -> Any:
    """Executing agencies with at least one adviser now."""
    current = Q(memberships__until=None) | Q(memberships__until__gt=PortalNow())
    return Organisation.objects.filter(
        current, kind=Organisation.Kind.AGENCY, memberships__role=Membership.Role.ADVISER
    ).distinct()


def authorities_of(user: User) -> Any:
    """The authorities for which this person buys."""
    current = Q(memberships__until=None) | Q(memberships__until__gt=PortalNow())
    return Organisation.objects.filter(
        current,
        kind=Organisation.Kind.AUTHORITY,
        memberships__user=user,
        memberships__role=Membership.Role.OFFICER,
    ).distinct()


def registered() -> set[str]:
    """The codes of the instruments that this portal has."""
    return {instrument.code for instrument in instruments()}


def drafts_of(user: User) -> Any:
    """Calls that are still being written, on which this person may write."""
    return _written_by(user).filter(state=Call.State.DRAFT)


def verdict_rows(consideration: Consideration) -> list[dict[str, Any]]:
    """The verdicts of a consideration, each with the address where such a call begins, if any."""
    here = registered()
    return [
        {
            **verdict,
            "is_here": verdict["instrument"] in here,
            "is_instrument": not _is_an_answer_only(verdict["instrument"]),
            "start_url": reverse("advice:start", args=[consideration.uuid, verdict["instrument"]])
            if verdict["instrument"] in here
            else "",
        }
        for verdict in consideration.record["verdicts"]
    ]


def condition_table(record: dict[str, Any]) -> dict[str, Any]:
    """The conditions side by side: a row per condition, a column per instrument."""
    verdicts = {verdict["instrument"]: verdict for verdict in record["verdicts"]}
    order = [each["code"] for each in book()["instruments"] if each["code"] in verdicts]
    columns = [verdicts[code] for code in order]
    return {
        "columns": columns,
        "rows": [
            {
                "label": row["label"],
                "cells": [
                    {"name": column["name"], "text": column["conditions"][row["code"]]}
                    for column in columns
                ],
            }
            for row in record["condition_rows"]
        ],
    }


def justifications_of(call: Call) -> list[Justification]:
    """Why the call has its instrument, the newest first."""
    return list(call.justifications.select_related("consideration", "by").order_by("-pk"))


def requests_of(call: Call) -> Any:
    """The requests for advice on a call, the newest first."""
    return call.advice_requests.select_related("agency", "asked_by", "adviser").order_by("-pk")


def open_first(requests: Any) -> Any:
    """Requests in the order of what waits longest, closed ones last."""
    return requests.select_related("authority", "agency", "call", "asked_by").order_by(
        Case(When(state=AdviceRequest.State.CLOSED, then=1), default=0), "-pk"
    )


def copyable_calls(user: User, words: str = "") -> Any:
    """Calls from which this person may begin a new one: published ones, and own ones."""
    calls = Call.objects.filter(
        Q(pk__in=Call.objects.published().values("pk")) | Q(pk__in=_written_by(user).values("pk"))
    )
    if words:
        calls = calls.filter(
            Q(title__icontains=words)
            | Q(reference__icontains=words)
            | Q(contracting_authority__name__icontains=words)
        )
    return calls.select_related("contracting_authority").order_by("-pk")


def _written_by(user: User) -> Any:
    """Calls of which this person is an officer; a secretary or reader takes nothing over."""
    offices = Membership.objects.filter(CURRENT, user=user, role=Membership.Role.OFFICER).values(
        "organisation"
    )
    return Call.objects.filter(
        Q(contracting_authority__in=offices)
        | Q(executing_agency__in=offices)
        | Q(roles__in=user.call_roles.filter(
            CURRENT, role__in=["author", "officer"]
        ))
    ).distinct()  # fmt: skip


def _is_an_answer_only(code: str) -> bool:
    """A market consultation or an ordinary procurement is an answer, not a call of this portal."""
    return code in set(book().get("answers_only", ()))
