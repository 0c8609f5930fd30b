"""Before the opening nobody sees an offer: no table, file, page or mail has it (annex IV (b))."""

import base64

import pytest
from django.conf import settings
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from applications import transitions
from portal.mail.models import OutgoingMail
from tests.applications.stages import CANARY, after_deadline, opened, sent
from tests.cast import client_of

FORMS = (
    CANARY.encode(),
    CANARY.encode().hex().encode(),
    base64.b64encode(CANARY.encode())[:12],
    CANARY.encode("utf-16-le"),
)
STAFF = ("author", "officer", "outsider", "escrow", "analyst", "auditor", "operator", "unassigned")


def dump() -> bytes:
    """Every row of every table, as text, with binary columns in hex: what a dump would hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if name != "portal_clock"]
        rows = []
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT row_to_json(t)::text FROM {name} t")  # noqa: S608
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows).encode()


def stored_bytes() -> bytes:
    """Every stored file, as it lies there."""
    folder = settings.STORAGES["default"]["OPTIONS"]["location"]
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def found_in(data: bytes) -> list[bytes]:
    return [form for form in FORMS if form in data]


@pytest.fixture
def sealed(cast, phase, django_capture_on_commit_callbacks):
    """An offer full of canaries was sent, and all its jobs and mails are done."""
    with django_capture_on_commit_callbacks(execute=True):
        return sent(phase, cast.applicant)


def test_no_canary_in_database_or_files_before_the_opening(sealed):
    assert found_in(dump()) == []
    assert found_in(stored_bytes()) == []


def test_control_the_canary_is_found_once_opened(cast, phase, sealed, clock):
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)

    assert FORMS[0] in dump()


def test_no_canary_in_mail(sealed):
    assert OutgoingMail.objects.exists()
    assert not any(CANARY in mail.subject + mail.body for mail in OutgoingMail.objects.all())


def test_draft_in_the_database_shows_no_canary_either(proposal):
    assert found_in(dump()) == []


def addresses(patterns, prefix=""):
    """Every address without arguments, or with those of a call and phase."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield pattern


@pytest.mark.parametrize("who", STAFF)
def test_staff_pages_tell_nothing_of_a_sealed_offer(cast, phase, sealed, who):
    client = client_of(getattr(cast, who), stepped_up=True)
    proposal = sealed.submission.proposal
    known = {
        "call": phase.call.reference, "code": phase.code,
        "reference": proposal.dossier.reference, "number": 1,
        "section": "summary", "question": "project_plan", "secret": "none",
        "uuid": "00000000-0000-4000-8000-000000000000",
    }  # fmt: skip
    for pattern in addresses(get_resolver("applications.urls").url_patterns):
        names = pattern.pattern.converters
        url = reverse(f"applications:{pattern.name}", kwargs={name: known[name] for name in names})
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
        assert found_in(body) == [], url
        # Where the address itself names the dossier, it is no news to who typed it.
        if "reference" not in names:
            assert proposal.dossier.reference.encode() not in body, url
            assert cast.company.name.encode() not in body, url


def test_vault_page_is_the_same_with_and_without_offers(cast, phase):
    """Before the opening the page tells no number: it does not change when an offer comes in."""
    client = client_of(cast.officer)
    url = reverse("applications:vault", args=[phase.call.reference, phase.code])

    def text() -> list[bytes]:
        page = client.get(url).content
        main = page[page.index(b"<main") : page.index(b"</main>")]
        return [line for line in main.splitlines() if b"data-now" not in line]

    before = text()
    transitions.withdraw(sent(phase, cast.rival).submission.proposal, by=cast.rival)
    sent(phase, cast.applicant)

    assert text() == before
