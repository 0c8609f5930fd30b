"""A new draft from an earlier call: its texts, criteria, forms, documents and themes.

Dates, keys and people are those of the earlier call and stay there. Money comes along, marked to
be checked (Phase.money_to_check). In the texts the marked places of the standard that named a day,
an amount or the authority are opened again, so that they are filled in for the new call.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from calls.advice.models import CallCopy
from calls.advice.permissions import can_copy_call
from calls.instruments import instrument_of
from calls.models import Call, CallDocument, Pot
from calls.places import MARKED_PLACE
from calls.rights import with_clause
from calls.services import draft_call
from calls.versions import terms_of
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.files.store import content_sha256_of

COPIED = ("tie_break", "counting", "tells_rank", "knock_outs", "decision_days")
OPENED_AGAIN = re.compile(r"datum|tijdstip|bedrag|^Naam van")
MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
A_DAY = re.compile(rf"\b\d{{1,2}} ({MONTHS}) \d{{4}}\b|\b\d{{1,2}}-\d{{1,2}}-\d{{4}}\b")


@transaction.atomic
def copy_call(
    source: Call, *, authority: Organisation, reference: str, title: str, by: User
) -> Call:
    """Begin a draft from an earlier call: of a published one what is public, and no more.

    Raises PermissionDenied or ValidationError.
    """
    if not can_copy_call(by, source):
        raise PermissionDenied("copy_call")
    terms = public_terms(source)
    call = draft_call(
        by=by,
        authority=authority,
        reference=reference,
        instrument=source.instrument,
        terms=_terms(source, terms, title=title, authority=authority),
    )
    _copy_theme_pots(call, terms)
    call.phases.filter(pots__isnull=False).update(money_to_check=True)
    call.phases.exclude(cap_incl_vat=None).update(money_to_check=True)
    _copy_documents(source, call, terms)
    CallCopy.objects.create(call=call, source=source, by=by)
    record("copy_call", call, by=by, source=source.reference)
    return call


def public_terms(source: Call) -> dict[str, Any]:
    """What may be copied: the terms as last published; of a draft what it says now."""
    version = source.versions.order_by("-number").first()
    return dict(version.terms) if version and version.terms else terms_of(source)


def to_look_at(call: Call, source: Call) -> list[str]:
    """Titles of the sections that still name a day, or the authority of the earlier call."""
    other = source.contracting_authority.name
    return [
        section["title"]
        for section in call.sections
        if A_DAY.search(section["text"])
        or (source.contracting_authority_id != call.contracting_authority_id
            and other in section["text"])
    ]  # fmt: skip


def open_again(text: str, standard: str) -> str:
    """The text with the places of the standard that change from call to call marked again.

    Only a line that still reads as the standard does is touched.
    """
    patterns = [_pattern(line) for line in standard.split("\n") if _changes(line)]
    return "\n".join(_opened(line, patterns) for line in text.split("\n"))


def _changes(line: str) -> bool:
    """Whether a line has a place to open again, and words of its own to know it by."""
    pieces = MARKED_PLACE.split(line)
    words = "".join(pieces[::2])
    return any(OPENED_AGAIN.search(asked) for asked in pieces[1::2]) and len(words.strip()) > 3


def _pattern(line: str) -> tuple[re.Pattern[str], list[str]]:
    pieces = MARKED_PLACE.split(line)
    literal = [re.escape(piece) for piece in pieces[::2]]
    return re.compile("(.+?)".join(literal)), pieces


def _opened(line: str, patterns: list[tuple[re.Pattern[str], list[str]]]) -> str:
    for pattern, pieces in patterns:
        if match := pattern.fullmatch(line):
            asked = pieces[1::2]
            values = [
                f"[{what}]" if OPENED_AGAIN.search(what) else given
                for what, given in zip(asked, match.groups(), strict=True)
            ]
            rest = zip(values, pieces[2::2], strict=True)
            return pieces[0] + "".join(value + literal for value, literal in rest)
    return line


def _terms(
    source: Call, terms: Mapping[str, Any], *, title: str, authority: Organisation
) -> dict[str, Any]:
    standard = {section["code"]: section["text"] for section in _standard(source)}
    sections = [
        {**section, "text": open_again(section["text"], standard.get(section["code"], ""))}
        for section in terms["sections"]
    ]
    rights = terms.get("rights", "")
    own = {
        "title": title,
        "title_en": terms["title_en"] if title == terms["title"] else "",
        "summary": terms["summary"],
        "rights": rights,
        "eligibility": terms.get("eligibility", {}),
        "sections": with_clause(sections, rights, authority.name),
        "themes": terms.get("themes", []),
        "phases": [_phase(phase) for phase in terms["phases"]],
    }
    if source.contracting_authority_id == authority.pk:  # an agency's officers may do as ours do
        own |= {"executing_agency": source.executing_agency, "co_funder": source.co_funder}
    return own


def _standard(source: Call) -> list[dict[str, str]]:
    return instrument_of(source.instrument).sections()


def _phase(phase: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a phase without its dates, in the form of `calls.services.update_call`."""
    whole = [pot["incl_vat"] for pot in phase["pots"] if pot["theme"] is None]
    cap = phase["cap_incl_vat"]
    return {
        "code": _code_of(phase),
        "budget_incl_vat": Decimal(whole[0]) if whole else None,
        "cap_incl_vat": Decimal(cap) if cap else None,
        "planned_awards": phase["planned_awards"],
        "scale_min": phase["scale"][0],
        "scale_max": phase["scale"][1],
        "budget_walk": phase["budget_walk"],
        "total_threshold": Decimal(least) if (least := phase.get("total_threshold")) else None,
        # Terms of before these were set keep what the standard says.
        **{name: phase[name] for name in COPIED if name in phase},
        "criteria": phase["criteria"],
        "form": phase["form"],
    }


def _code_of(phase: Mapping[str, Any]) -> str:
    """Terms that were frozen before phases had a code have one phase of each kind."""
    return str(phase.get("code") or phase["kind"])


def _copy_theme_pots(call: Call, terms: Mapping[str, Any]) -> None:
    themes = {theme.code: theme for theme in call.themes.all()}
    phases = {phase.code: phase for phase in call.phases.all()}
    for phase in terms["phases"]:
        for pot in phase["pots"]:
            if pot["theme"] in themes:
                Pot.objects.get_or_create(
                    phase=phases[_code_of(phase)],
                    theme=themes[pot["theme"]],
                    defaults={"budget_incl_vat": Decimal(pot["incl_vat"])},
                )


def _copy_documents(source: Call, call: Call, terms: Mapping[str, Any]) -> None:
    """The documents that the terms name, as rows: the encrypted bytes are stored once."""
    named = {document["sha256"] for document in terms["documents"]}
    for document in source.documents.select_related("file"):
        if content_sha256_of(document.file).hex() in named:
            CallDocument.objects.create(
                call=call,
                kind=document.kind,
                title=document.title,
                file=document.file,
                file_name=document.file_name,
            )
