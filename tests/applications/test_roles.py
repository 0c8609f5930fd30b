"""Page x role: the second, independent table of who may see what (house.md, "Tests")."""

import pytest
from django.urls import reverse

from applications import services
from calls.models import CallRole
from tests.applications.stages import after_deadline, opened, sent
from tests.cast import client_of, with_second_factor
from tests.factories import UserFactory

ROLES = (
    "anonymous", "applicant", "colleague", "viewer", "rival", "author", "officer", "outsider",
    "escrow", "secretary", "member", "unassigned", "analyst", "auditor", "operator",
)  # fmt: skip
COMPANY = {"applicant": 200, "colleague": 200, "viewer": 200}
WRITERS = {**COMPANY, "viewer": 403}
SIGNATORY = {"applicant": 200, "colleague": 403, "viewer": 403}
HOLDERS = {"author": 200, "officer": 200, "escrow": 200, "secretary": 403, "auditor": 403}
VAULT = {**HOLDERS, "auditor": 200}
READERS = {"author": 200, "officer": 200, "secretary": 200}

BEFORE = {  # page: who gets what; everybody else 404, without a login 302
    "offer": COMPANY,
    "preview": COMPANY,
    "section": COMPANY,
    "attachment": COMPANY,
    "refused-attempts": COMPANY,
    "submit": SIGNATORY,
    "withdraw": SIGNATORY,
    "change": WRITERS,
}
SENT = {"receipt": COMPANY, "manifest": COMPANY, "receipt-pdf": COMPANY, "attachment": {}}
SEALED = {
    "vault": VAULT,
    "opening-record": dict.fromkeys(VAULT, 404) | {"secretary": 403},
    "opening-record-pdf": dict.fromkeys(VAULT, 404) | {"secretary": 403},
    "opened-list": dict.fromkeys(READERS, 404) | {"auditor": 403, "escrow": 403},
    "opened": {},
    "opened-file": {},
}
OPENED = {
    "vault": VAULT,
    "opening-record": VAULT,
    "opening-record-pdf": VAULT,
    "start-opening": HOLDERS,
    "confirm-opening": HOLDERS,
    "opened-list": READERS | {"auditor": 403, "escrow": 403},
    "opened": READERS,
    "opened-file": READERS,
}


@pytest.fixture
def people(cast, phase):
    secretary = with_second_factor(UserFactory(name="Secretaris"))
    CallRole.objects.create(call=phase.call, user=secretary, role=CallRole.Role.SECRETARY)
    named = {"anonymous": None, "secretary": secretary, "member": cast.members[0]}
    return {role: named[role] if role in named else getattr(cast, role) for role in ROLES}


def address(page, proposal, number=1):
    phase = proposal.phase
    offer = [proposal.dossier.reference, phase.code]
    vault = [phase.call.reference, phase.code]
    args = {
        "section": [*offer, "summary"],
        "attachment": [*offer, "project_plan"],
        "receipt": [*offer, number],
        "receipt-pdf": [*offer, number],
        "manifest": [*offer, number],
        "opened-file": [*offer, "project_plan"],
    }
    of_vault = ("vault", "opening", "start", "confirm", "opened-list")
    usual = vault if page.startswith(of_vault) else offer
    return reverse(f"applications:{page}", args=args.get(page, usual))


def outcomes(pages, people, proposal):
    found = {}
    for role, user in people.items():
        client = client_of(user, stepped_up=user is not None)
        for page in pages:
            response = client.get(address(page, proposal))
            list(response) if response.streaming else None
            found[page, role] = response.status_code
    return found


def expected(pages):
    return {
        (page, role): 302 if role == "anonymous" else table.get(role, 404)
        for page, table in pages.items()
        for role in ROLES
    }


def test_pages_of_a_draft(people, proposal):
    assert outcomes(BEFORE, people, proposal) == expected(BEFORE)


def test_pages_of_a_sent_offer(cast, people, phase, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        proposal = sent(phase, cast.applicant).submission.proposal

    assert outcomes(SENT, people, proposal) == expected(SENT)


def test_staff_see_nothing_of_a_sealed_offer(cast, people, phase):
    proposal = sent(phase, cast.applicant).submission.proposal

    assert outcomes(SEALED, people, proposal) == expected(SEALED)


def test_pages_of_an_opened_offer(cast, people, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)

    assert outcomes(OPENED, people, proposal) == expected(OPENED)


def test_anybody_logged_in_has_an_own_list_of_offers(people):
    for role, user in people.items():
        expected_status = 302 if role == "anonymous" else 200
        assert client_of(user).get(reverse("applications:mine")).status_code == expected_status


@pytest.mark.parametrize(
    ("role", "status"),
    [("applicant", 302), ("colleague", 302), ("viewer", 403), ("rival", 302), ("officer", 403)],
)
def test_who_may_begin_an_offer(people, phase, role, status):
    url = reverse("applications:start", args=[phase.call.reference, phase.code])
    user = people[role]
    company = user.memberships.get().organisation

    assert client_of(user).get(url).status_code == 200
    assert client_of(user).post(url, {"organisation": company.pk}).status_code == status


@pytest.mark.parametrize(
    ("page", "statuses"),
    [
        ("autosave", {"applicant": 200, "colleague": 200, "viewer": 403, "rival": 404,
                      "officer": 404, "operator": 404}),
        ("detach", {"applicant": 302, "colleague": 302, "viewer": 403, "rival": 404,
                    "officer": 404, "operator": 404}),
        ("attach", {"applicant": 302, "viewer": 302, "rival": 404, "officer": 404}),
        ("begin-again", {"viewer": 403, "rival": 404, "officer": 404}),
        ("judge", {"applicant": 404, "officer": 404, "secretary": 404, "operator": 404}),
    ],
)  # fmt: skip
def test_who_may_post_on_a_draft(people, proposal, page, statuses):
    offer = [proposal.dossier.reference, proposal.phase.code]
    args = {
        "autosave": [*offer, "summary"],
        "detach": [*offer, "project_plan"],
        "attach": [*offer, "project_plan"],
    }.get(page, offer)
    for role, status in statuses.items():
        version = services.read_section(proposal, "summary").version
        response = client_of(people[role]).post(
            reverse(f"applications:{page}", args=args), {"version": version, "title": "Nieuw"}
        )
        assert response.status_code == status, role
