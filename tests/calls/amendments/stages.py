"""An open call, and amendments of it in every state."""

from collections.abc import Mapping
from typing import Any

from calls import versions
from calls.amendments import services, transitions
from calls.amendments.models import Amendment
from calls.amendments.selectors import draft_of
from calls.models import CallVersion, Phase
from portal.accounts.models import User
from portal.clock import portal_now
from tests.cast import Cast

SECTIONS = [
    {"code": "challenge", "title": "Vraagstuk", "text": "Er is te veel beton.\n\nDat moet anders."},
    {"code": "requirements", "title": "Eisen", "text": "Het viaduct draagt 60 ton."},
]


def with_terms(phase: Phase) -> Phase:
    """Give the call texts, and freeze its terms as publication does."""
    call = phase.call
    call.sections = SECTIONS
    call.save(update_fields=["sections"])
    author = CallVersion.objects.filter(call=call).values_list("published_by", flat=True).first()
    versions.freeze(call, by=User.objects.get(pk=author))
    return Phase.objects.select_related("call").get(pk=phase.pk)


def drafted(
    phase: Phase, cast: Cast, part: Mapping[str, Any] | None = None, **says: Any
) -> Amendment:
    """A draft of the author that changes a text, or what `part` says."""
    amendment = services.draft_amendment(phase.call, by=cast.author)
    words = {"title": "Minder beton", "reason": "Er stond een fout.", **says}
    amendment = services.say(amendment, says=words, edits=amendment.edits, by=cast.author)
    text = {"title": "Vraagstuk", "text": "Er is veel te veel beton.\n\nDat moet anders."}
    part = part or {"sections": {"challenge": text}}
    return services.change_terms(amendment, part=part, edits=amendment.edits, by=cast.author)


def in_review(phase: Phase, cast: Cast, part: Any = None, **says: Any) -> Amendment:
    """Waits for its second officer."""
    return transitions.submit_amendment(drafted(phase, cast, part, **says), by=cast.author)


def seen(amendment: Amendment) -> str:
    """The hash of the terms as the second officer reads them now."""
    return versions.sha256_of(draft_of(amendment, portal_now()).after)


def published(phase: Phase, cast: Cast, part: Any = None, **says: Any) -> Amendment:
    """Public: the terms have changed."""
    amendment = in_review(phase, cast, part, **says)
    return transitions.publish_amendment(amendment, by=cast.officer, seen_sha256=seen(amendment))


def lapsing(phase: Phase, cast: Cast, part: Any = None, **says: Any) -> Amendment:
    """Public, and what was sent lapses unless it is confirmed again."""
    words = {"effect": "lapses", "effect_reason": "De eis is zwaarder geworden.", **says}
    return published(phase, cast, part, **words)


def other_form(phase: Phase) -> dict[str, Any]:
    """A part of the terms in which one question is dropped and another asked."""
    first = phase.form[0]
    asked = [question for question in first["questions"] if question["code"] != "trl"]
    extra = {
        "code": "risk", "kind": "short_text", "required": False,
        "label": {"nl": "Grootste risico", "en": "Greatest risk"},
    }  # fmt: skip
    form = [{**first, "questions": [*asked, extra]}, *phase.form[1:]]
    return {"phases": {phase.code: {"form": form}}}
