"""Who asked: written once, found again by the company itself, and read by the portal alone.

Nothing a staff member opens calls `who_asked`; it serves the mails that the portal sends itself.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from calls.clarification.models import Asker, Question
from calls.models import Call, Phase
from portal.accounts.models import Organisation, User
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest, fingerprints
from portal.crypto.contexts import bind


@dataclass(frozen=True)
class WhoAsked:
    """The person and the company, as primary keys."""

    user_id: int
    organisation_id: int


def remember(question: Question, *, user: User, organisation: Organisation, key: UUID) -> Asker:
    """Keep who asked, in a form that only the running portal reads."""
    plain = json.dumps([user.pk, organisation.pk]).encode().ljust(64)  # all of one length
    return Asker.objects.create(
        key=key,
        question=question,
        sealed=encrypt_at_rest(plain, call=question.call.reference, context=_context(question)),
        finder=_finders(question.call, organisation)[0],
    )


def who_asked(asker: Asker) -> WhoAsked:
    """Read it back. Raises Tampered when the row was changed or belongs to another question."""
    question = asker.question
    plain = decrypt_at_rest(
        bytes(asker.sealed), call=question.call.reference, context=_context(question)
    )
    user_id, organisation_id = json.loads(plain)
    return WhoAsked(user_id, organisation_id)


def asked_by(call: Call, organisations: Iterable[Organisation]) -> QuerySet[Asker]:
    """The questions of these companies on a call, with who asked, by day."""
    finders = [finder for company in organisations for finder in _finders(call, company)]
    return (
        Asker.objects.filter(finder__in=finders, question__call=call)
        .select_related("question__call", "question__phase", "question__merged_into__notice",
                        "question__notice")
        .order_by("question__asked_on", "key")
    )  # fmt: skip


def asker_of(question: Question) -> Asker:
    """Who asked this question, for a mail that the portal sends itself."""
    return Asker.objects.select_related("question__call").get(question=question)


def askers_in(phase: Phase) -> QuerySet[Asker]:
    """Everybody who asked something about a phase, in an order that says nothing."""
    return (
        Asker.objects.filter(question__phase=phase).select_related("question__call").order_by("key")
    )


def tag_of(asker: Asker) -> str:
    """A name for tasks and mails about this question that leads nobody to it."""
    return fingerprints(
        bind("asker", str(asker.key)), call=asker.question.call.reference
    )[0].hex()[:32]  # fmt: skip


def _finders(call: Call, organisation: Organisation) -> list[bytes]:
    return fingerprints(bind("organisation", organisation.pk), call=call.reference)


def _context(question: Question) -> bytes:
    return bind("asker", str(question.uuid))
