"""The fields of a model contract: what each one holds, and which text can be filled in."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.contracting.models import ContractTerms
from awards.instalments import instalments_of
from awards.lettering.faults import FIELD
from awards.models import Contract
from awards.partnership.models import Partnership
from calls.instruments import instrument_of
from calls.models import Phase
from portal.accounts.models import Organisation
from portal.look.wording import AMSTERDAM, euro_text, number_text

CENT = Decimal("0.01")
UNFILLED = re.compile(r"\[[^\]\n]+\](?!\()")  # a place left open, such as [20]; not a link
MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
BEFORE_HEADING = re.compile(r"\A.*?^# [^\n]*\n+", re.DOTALL | re.MULTILINE)

FIELDS = {
    "call": gettext_lazy("title of the call"),
    "reference": gettext_lazy("reference of the offer"),
    "title": gettext_lazy("title of the offer"),
    "submitted_on": gettext_lazy("day on which the offer was sent"),
    "phase": gettext_lazy("name of the phase"),
    "authority": gettext_lazy("name of the authority"),
    "authority_address": gettext_lazy("address of the authority"),
    "authority_kvk": gettext_lazy("KvK number of the authority"),
    "applicant": gettext_lazy("name of the company"),
    "applicant_address": gettext_lazy("address of the company"),
    "applicant_kvk": gettext_lazy("KvK number of the company"),
    "price_incl_vat": gettext_lazy("value, including VAT"),
    "price_excl_vat": gettext_lazy("value, excluding VAT"),
    "amount": gettext_lazy("value, including VAT"),
    "instalments": gettext_lazy("instalments with their part and amount"),
    "deliverables": gettext_lazy("deliverables with the day on which each is due"),
    "starts_on": gettext_lazy("begin: the day on which both have signed"),
    "start": gettext_lazy("begin: the day on which both have signed"),
    "ends_on": gettext_lazy("end date"),
    "place": gettext_lazy("place that the authority offers for the prototype"),
    "place_period": gettext_lazy("period in which that place is available"),
    "performance": gettext_lazy("agreed performance, in a partnership"),
    "maximum": gettext_lazy("agreed maximum excluding VAT, in a partnership"),
}


def standard_text(phase: Phase) -> str:
    """The model contract of the instrument, where officers start from; without its heading."""
    return BEFORE_HEADING.sub("", instrument_of(phase.call.instrument).standard["contract"]["text"])


def faults_of(text: str, *, has_place: bool) -> list[str]:
    """What keeps this text from being a contract: unknown fields, and places left open."""
    faults = [
        _("There is no field {{%(field)s}}.") % {"field": name}
        for name in sorted(set(FIELD.findall(text)) - set(FIELDS))
    ]
    if any(mark in FIELD.sub("", text) for mark in ("{{", "}}")):
        faults.append(_("A field is not closed, or not opened."))
    faults += [
        _("Fill in the place %(place)s, or take it out.") % {"place": place}
        for place in dict.fromkeys(UNFILLED.findall(text))
    ]
    if not has_place and {"place", "place_period"} & set(FIELD.findall(text)):
        faults.append(_("The text names a place, and none is offered."))
    return faults


def values_of(contract: Contract, terms: ContractTerms) -> dict[str, str]:
    """What each field holds for this contract, in Dutch; empty where there is nothing."""
    proposal = contract.decision.proposal
    dossier, phase = proposal.dossier, proposal.phase
    agreed = Partnership.objects.filter(contract=contract).first()
    with translation.override("nl"):
        rows = instalments_of(contract)
        start = _("the day on which both have signed")
        incl = euro_text(contract.value_incl_vat)
        return {
            "call": phase.call.title,
            "reference": dossier.reference,
            "title": proposal.opened.title,
            "submitted_on": _day(
                proposal.opened.submission.received_at.astimezone(AMSTERDAM).date()
            ),
            "phase": phase.name,
            **_party("authority", dossier.authority),
            **_party("applicant", dossier.lead),
            "price_incl_vat": incl,
            "amount": incl,
            "price_excl_vat": euro_text(excluding_vat(contract)),
            "instalments": "; ".join(
                f"{row.deliverable.instalment_percent}% ({euro_text(row.amount_incl_vat)}) "
                + _("after acceptance of %(title)s") % {"title": row.deliverable.title}
                for row in rows
            ),
            "deliverables": "; ".join(
                f"{row.deliverable.title} ({_day(row.deliverable.due_on)})" for row in rows
            ),
            "starts_on": start,
            "start": start,
            "ends_on": _day(contract.ends_on),
            "place": terms.place,
            "place_period": period_of(terms),
            "performance": number_text(agreed.least_performance) if agreed else "",
            "maximum": euro_text(agreed.maximum_excl_vat) if agreed else "",
        }


def merged(text: str, values: dict[str, str]) -> str:
    """The text with its fields filled in; what a field holds is never read as Markdown."""
    return FIELD.sub(lambda field: MARKUP.sub(r"\\\1", values[field.group(1)]), text)


def empty_fields(text: str, values: dict[str, str]) -> list[str]:
    """The fields that the text names and that hold nothing for this contract."""
    return [name for name in dict.fromkeys(FIELD.findall(text)) if not values[name]]


def excluding_vat(contract: Contract) -> Decimal:
    """The value in euro without VAT, by the rate of the offer."""
    opened = contract.decision.proposal.opened
    if contract.value_incl_vat == opened.price_incl_vat:
        return opened.price_excl_vat
    share = contract.value_incl_vat * 100 / (100 + opened.vat_rate)
    return share.quantize(CENT, ROUND_HALF_UP)


def period_of(terms: ContractTerms) -> str:
    """From and until when the place is available; empty where none is offered."""
    if not terms.place:
        return ""
    return _("from %(first)s to %(last)s") % {
        "first": _day(terms.place_from),
        "last": _day(terms.place_until),
    }


def _party(name: str, organisation: Organisation) -> dict[str, str]:
    lines = organisation.address.splitlines() or [organisation.city]
    return {
        name: organisation.name,
        f"{name}_address": ", ".join(line.strip() for line in lines if line.strip()),
        f"{name}_kvk": organisation.kvk,
    }


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
