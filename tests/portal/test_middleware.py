"""What holds for every page: private by default, refusals on record, headers everywhere."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from calls.models import Call
from portal.audit.models import AuditEvent
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of, make_cast


def refuses(request: HttpRequest, reference: str = "") -> HttpResponse:
    raise TransitionRefused("Dit kan nu niet meer.", code="state")


urlpatterns = [
    path("weigert/<str:reference>/", refuses, name="refuses"),
    path("", include("portal.urls")),
]
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REFUSED = AuditEvent.objects.filter(action="refused")
ADDRESSES = ["/", "/bestaat-niet/", "/over/", "/account/login/", "/mijn/taken/", "/healthz",
             "/taal/", "/.well-known/security.txt"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("person", [None, "applicant", "auditor"])
def test_every_answer_has_the_headers(cast: Cast, address: str, person: str | None) -> None:
    reply = client_of(getattr(cast, person) if person else None).get(address)
    for name, value in HEADERS.items():
        assert reply[name] == value, (address, name)
    policy = reply["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_answer_to_a_person_is_kept_in_between(cast: Cast, address: str) -> None:
    reply = client_of(cast.applicant).get(address)
    assert "no-store" in reply["Cache-Control"]
    assert "private" in reply["Cache-Control"]


def test_a_page_that_does_not_exist_says_what_to_do(cast: Cast) -> None:
    page = client_of(cast.applicant).get("/bestaat-niet/")
    assert page.status_code == 404
    assert "<h1>" in page.content.decode()


def test_refused_access_is_one_line_with_who_and_where(cast: Cast) -> None:
    client = client_of(cast.rival)
    address = reverse("accounts:company", args=[cast.company.uuid])
    assert client.get(address).status_code == 404
    line = REFUSED.get()
    assert line.actor == cast.rival
    assert line.data["page"] == "accounts:company"
    assert line.data["about"] == {"uuid": str(cast.company.uuid)}
    assert line.data["status"] == 404


def test_refused_access_of_a_stranger_leaves_no_line_of_its_own(db: None) -> None:
    """Anybody could fill the history with them: they are summed (tests/portal/audit)."""
    Client().get("/bestaat-niet/")
    assert not REFUSED.exists()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("reference", ["A-1", "%1b", "x" * 300, "%F0%9F%92%A9"])
def test_refused_access_bears_nonsense_in_the_address(cast: Cast, reference: str) -> None:
    """ASVS 16.4.1, ASVS 16.4.2"""
    assert client_of(cast.applicant).get(f"/weigert/{reference}/").status_code == 409
    assert len(REFUSED.get().data["about"]["reference"]) <= 60


@pytest.mark.parametrize(
    "address", ["/pitches/-/XX26-001/%00.ics", "/gunning/brief/%00/feasibility/", "/%00"]
)
@pytest.mark.parametrize("role", ["applicant", ""])
def test_no_page_is_at_an_address_with_a_nul(cast: Cast, address: str, role: str) -> None:
    """PostgreSQL takes none in a text: without the guard the first two are answers of 500."""
    client = client_of(cast.applicant) if role else Client()
    assert client.get(address).status_code == 404


def test_postgres_takes_no_nul(cast: Cast) -> None:
    """The control: what the guard keeps away from the database."""
    with pytest.raises(ValueError, match="NUL"):
        Call.objects.filter(reference="\x00").exists()


@pytest.mark.urls(__name__)
def test_refused_move_brings_back_to_the_page(cast: Cast) -> None:
    """A button that came too late: the same page again, with the reason on it."""
    client = client_of(cast.applicant)
    reply = client.post("/weigert/A-1/", headers={"referer": "http://testserver/mijn/taken/"})
    assert (reply.status_code, reply.url) == (303, "http://testserver/mijn/taken/")
    assert "Dit kan nu niet meer." in client.get(reply.url).content.decode()
    assert REFUSED.get().data["code"] == "state"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("referer", ["", "https://elders.example/", "javascript:alert(1)"])
def test_refused_move_never_leads_to_another_site(cast: Cast, referer: str) -> None:
    reply = client_of(cast.applicant).post("/weigert/A-1/", headers={"referer": referer})
    assert reply.status_code == 409
    assert "Dit kan nu niet meer." in reply.content.decode()
    assert REFUSED.count() == 1


@pytest.mark.urls(__name__)
def test_refused_move_of_a_script_is_json(cast: Cast) -> None:
    reply = client_of(cast.applicant).post(
        "/weigert/A-1/", headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert reply.status_code == 409
    assert reply.json() == {"message": "Dit kan nu niet meer."}
    assert REFUSED.count() == 1


@pytest.mark.django_db(transaction=True)
def test_refused_access_is_recorded_after_the_rollback() -> None:
    """The line of a refusal has a transaction of its own, so that it survives."""
    cast = make_cast()
    client = client_of(cast.colleague)
    address = reverse("accounts:company", args=[cast.company.uuid])
    assert client.post(address, {"name": "x"}).status_code == 403
    assert REFUSED.count() == 1
