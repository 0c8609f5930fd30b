"""One authority never sees another's drafts, counts or searches: they change none of its pages."""

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from awards.lettering.models import LetterText
from calls import services
from calls.advice.models import AdviceRequest, Consideration
from calls.market.models import Consultation
from calls.models import CallRole, Phase
from funnel.portfolio.models import SavedView
from funnel.targets.models import AgendaItem
from portal import pdf
from portal.accounts.models import Invitation
from portal.work.models import Task
from portal.work.tasks_of import open_task
from tests.access.table import TABLE
from tests.cast import Cast, client_of
from tests.factories import CallFactory, PhaseFactory, ProposalFactory

CANARY = "Kanariegeel"
# What is new in each answer, whatever is planted: tokens, seconds, and moments.
NEW_EACH_TIME = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|data-session-left="[0-9]+"'
    rb"|\d{4}-\d\d-\d\dT[0-9:.+Z]+|\d\d:\d\d(:\d\d(\.\d+)?)?"
)
OF_THE_OWNER = ["/gunning/", "/mijn/taken/", "/markt/beheer/"]  # pages that must change for them


def addresses() -> list[str]:
    """Every page that is about no one thing: lists, desks, figures, searches and exports."""
    found = set()
    for row in TABLE:
        try:
            found.add(reverse(row.name))
        except NoReverseMatch:
            continue
    return sorted(found - {reverse("signin:left")})  # the seconds that a session has left


def words_of(reply: Any) -> bytes:
    """What an answer says, without what is new each time; of a spreadsheet and a PDF its text."""
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in sorted(packed.namelist()))
    elif body.startswith(b"%PDF"):
        body = pdf.text_of(body).encode()
    return NEW_EACH_TIME.sub(b"", body)


def pages_of(client: Client, asked: list[str]) -> dict[str, bytes]:
    """The pages as this browser gets them, those that search searched for the canary as well."""
    found = {}
    for address in asked:
        reply = client.get(address)
        found[address] = words_of(reply)
        if b'name="q"' in found[address]:
            search = f"{address}?q={CANARY}"
            found[search] = words_of(client.get(search))
    return found


def plant(cast: Cast, is_open: Phase) -> None:
    """What the first authority has and nobody else may know of, each with the canary in it."""
    services.draft_call(
        by=cast.author, authority=cast.rws, reference="SBIR26-KANARIE", instrument="sbir",
        terms={"title": CANARY, "summary": CANARY},
    )  # fmt: skip
    waiting = CallFactory(in_review=True, contracting_authority=cast.rws, title=CANARY)
    CallRole.objects.create(call=waiting, user=cast.officer, role=CallRole.Role.AUTHOR)
    for lead in (cast.company, cast.rival_company):
        ProposalFactory(phase=is_open, dossier__lead=lead)
    consideration = Consideration.objects.create(
        authority=cast.rws, by=cast.author, answers={}, record={}, suggested="sbir"
    )
    AdviceRequest.objects.create(
        authority=cast.rws, agency=cast.rvo, subject=CANARY, asked_by=cast.author,
        consideration=consideration,
    )  # fmt: skip
    Consultation.objects.create(authority=cast.rws, reference="MC-KANARIE", title=CANARY)
    AgendaItem.objects.create(authority=cast.rws, kind="agenda", year=2026, title=CANARY)
    SavedView.objects.create(user=cast.author, name=CANARY)
    Invitation.objects.create(
        organisation=cast.rws, email="k@voorbeeld.example", name=CANARY, role="officer",
        secret_sha256="0" * 64, invited_by=cast.author,
    )  # fmt: skip
    open_task(Task.Kind.REACH_PERSON, cast.author, subject=CANARY, url="/", key="kanarie")
    LetterText.objects.create(
        authority=cast.rws, family="contract", kind="award", language="nl", version=1,
        subject=CANARY, body=CANARY, written_by=cast.author,
    )  # fmt: skip


@pytest.fixture
def is_open(cast: Cast) -> Phase:
    """Both authorities have a public call; who reads the pages has work of its own on them."""
    PhaseFactory(call__contracting_authority=cast.province)
    services.draft_call(
        by=cast.outsider, authority=cast.province, reference="SBIR26-EIGEN", instrument="sbir",
        terms={"title": "Eigen oproep", "summary": "Van onszelf."},
    )  # fmt: skip
    return PhaseFactory(call__contracting_authority=cast.rws)


@pytest.mark.django_db
def test_no_page_of_an_authority_changes_by_what_another_has(cast: Cast, is_open: Phase) -> None:
    """ASVS 8.4.1: drafts, counts, searches, exports, reports and templates of another authority.

    Not only is no word of them there: every page, byte for byte, is what it was before they were
    made, so no count and no order tells of them. The author is the control: their pages do change.
    """
    other, own = (client_of(user, stepped_up=True) for user in (cast.outsider, cast.author))
    before, own_before = pages_of(other, addresses()), pages_of(own, OF_THE_OWNER)
    plant(cast, is_open)
    after, own_after = pages_of(other, addresses()), pages_of(own, OF_THE_OWNER)
    assert [address for address in before if after[address] != before[address]] == []
    assert [page for page in addresses() if CANARY.encode() in after[page]] == []
    assert [page for page in OF_THE_OWNER if own_after[page] == own_before[page]] == []
    assert len(before) > 60
