"""The people of the spike and their drafts, written in bulk: each of another company, logged in."""

import time
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from applications.models import Attachment, Proposal
from applications.working_copy import close_name
from bench.offers.load import SECTION, address
from bench.spike.crowd import Person
from bench.trust import stage
from calls.models import Phase
from portal.accounts.models import Membership, Organisation, User
from portal.files import store
from portal.signin import sessions
from portal.signin.models import SignIn
from tests.applications.stages import FORM, PDF, open_phase
from tests.cast import Cast
from tests.factories import OrganisationFactory, UserFactory

QUESTION = "project_plan"
TOKEN = "a" * 32  # of the forms: what must be equal in cookie and form, and no more
FIRST: dict[str, dict[str, Any]] = {
    SECTION: {"title": "Mat", "public_summary": "Een korte samenvatting."},
    "files": {"truth": True},
}


def open_call(cast: Cast) -> Phase:
    """A phase that takes offers, whose summary has room for what a person types."""
    phase = Phase.objects.select_related("call").get(pk=open_phase(cast).pk)
    phase.form = deepcopy(FORM)
    phase.form[0]["questions"][1]["word_limit"] = 200
    phase.save(update_fields=["form"])
    return phase


def people(phase: Phase, count: int, *, with_plan: int) -> list[Person]:
    """So many people with a draft; that of the first `with_plan` could be sent as it is."""
    writers = _companies(count)
    proposals = stage.written(phase, writers, FIRST)
    _attach(proposals[:with_plan], writers)
    keys = _log_in([user for _company, user in writers])
    return [
        Person(
            proposal.pk,
            f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
            TOKEN,
            _paths(proposal),
        )
        for proposal, key in zip(proposals, keys, strict=True)
    ]


def _companies(count: int) -> list[tuple[Organisation, User]]:
    companies = Organisation.objects.bulk_create(OrganisationFactory.build_batch(count))
    # Nobody logs in here, so no password is hashed.
    people = [UserFactory.build(password="!") for _number in range(count)]  # noqa: S106
    writers = list(zip(companies, User.objects.bulk_create(people), strict=True))
    Membership.objects.bulk_create(
        Membership(user=user, organisation=company, role=Membership.Role.SIGNATORY)
        for company, user in writers
    )
    return writers


def _attach(proposals: list[Proposal], writers: list[tuple[Organisation, User]]) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            proposal=proposal,
            question=QUESTION,
            file=store.save_bytes(PDF, "application/pdf", by=by),
            file_name=close_name(proposal, QUESTION, "plan.pdf"),
        )
        for proposal, (_company, by) in zip(proposals, writers, strict=False)
    )


def _log_in(users: list[User]) -> list[str]:
    """The keys of sessions as a login makes them."""
    now, wall = timezone.now(), int(time.time())
    rows = SignIn.objects.bulk_create(
        SignIn(user=user, session_key=get_random_string(32)) for user in users
    )
    codec = SessionStore()
    Session.objects.bulk_create(
        Session(
            session_key=row.session_key,
            session_data=codec.encode(_session(user, row, wall)),
            expire_date=now + settings.SESSION_LONGEST,
        )
        for user, row in zip(users, rows, strict=True)
    )
    return [row.session_key for row in rows]


def _session(user: User, row: SignIn, wall: int) -> dict[str, Any]:
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        sessions.BEGAN: wall,
        sessions.SEEN: wall,
        sessions.ROW: str(row.uuid),
    }


def _paths(proposal: Proposal) -> dict[str, str]:
    return {
        "save": address(proposal, "autosave", SECTION),
        "begin": address(proposal, "begin-upload", QUESTION),
        "send": address(proposal, "submit"),
        "section": address(proposal, "section", SECTION),
        "receipt": address(proposal, "receipt", "1"),
        "proof": address(proposal, "manifest", "1"),
    }
