"""The pages of sessions: what everybody reads, registering without an account, the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funnel.outreach.links import secret_of
from funnel.outreach.models import Registration, Session
from tests.applications.stages import PDF
from tests.cast import Cast, client_of
from tests.conftest import Clock
from tests.funnel.outreach.stages import announced, confirmed, planned


def test_visitor_registers_confirms_and_cancels(cast: Cast) -> None:
    session, client = announced(cast), Client()
    address = reverse("outreach:register", args=[session.uuid])
    faults = client.post(address, {"email": "geen adres"}).context["form"].errors
    assert set(faults) == {"name", "organisation", "email"}
    words = {"name": "Jo", "organisation": "Gemeente X", "tier": "municipality",
             "email": "jo@x.example"}  # fmt: skip
    assert "jo@x.example" in client.post(address, words).content.decode()
    secret = secret_of(Registration.objects.get())
    mine = reverse("outreach:mine", args=[secret])
    assert "geheim" not in client.get(mine, follow=True).content.decode()
    client.post(reverse("outreach:confirm", args=[secret]))
    assert "geheim" in client.get(mine, follow=True).content.decode()
    client.post(reverse("outreach:leave", args=[secret]))
    assert Registration.objects.get().state == "cancelled"
    Registration.objects.update(email="", name="")
    assert client.get(mine, follow=True).status_code == 404


def test_public_pages_name_nobody_and_hide_the_link(cast: Cast) -> None:
    """Made first, so that it could leak: a draft, a person, and the link to take part."""
    session, draft = announced(cast), planned(cast, title="Nog geheim plan")
    confirmed(session, 1)
    client = Client()
    for name, args in (("sessions", []), ("session", [session.uuid]), ("ics", [session.uuid])):
        page = client.get(reverse(f"outreach:{name}", args=args)).content.decode()
        assert "SBIR voor gemeenten" in page
        for hidden in ("Ambtenaar", "Gemeente Voorbeeld", "vergadering.example", "Nog geheim"):
            assert hidden not in page
    assert client.get(reverse("outreach:session", args=[draft.uuid])).status_code == 404
    assert client.get(reverse("outreach:manage", args=[session.uuid])).status_code == 302


def test_organiser_plans_announces_adds_material_and_writes_who_came(
    cast: Cast, clock: Clock
) -> None:
    client = client_of(cast.escrow)
    start = {"starts_at_0": "2030-03-01", "starts_at_1": "10:00"}
    words = {"version": 0, "title": "Dag", "organiser": str(cast.rvo.uuid), "place": "Den Haag",
             "ends_at_0": "2030-03-01", "ends_at_1": "12:00",
             "register_before_0": "2030-02-28", "register_before_1": "12:00"}  # fmt: skip
    assert client.post(reverse("outreach:new"), words).context["form"].errors  # no beginning
    named = {name.replace("_0", "_on").replace("_1", "_at"): v for name, v in start.items()}
    moments = {name.replace("_0", "_on").replace("_1", "_at"): v for name, v in words.items()}
    answer = client.post(reverse("outreach:new"), moments | named)
    session = Session.objects.get()
    assert answer.status_code == 302
    client.post(reverse("outreach:announce", args=[session.uuid]))
    file = SimpleUploadedFile("dia's.pdf", PDF, "application/pdf")
    address = reverse("outreach:add-material", args=[session.uuid])
    client.post(address, {"title": "Dia's", "file": file})
    link = reverse("outreach:material", args=[session.uuid, session.material.get().file.uuid])
    assert b"".join(Client().get(link).streaming_content) == PDF
    person = confirmed(session, 1)
    clock.set(session.ends_at)
    came = reverse("outreach:attendance", args=[session.uuid])
    client.post(came, {"came": [str(person.uuid)]})
    csv = client.get(reverse("outreach:origins-csv", args=[session.uuid])).content.decode()
    assert "Gemeente Voorbeeld,municipality,1,1" in csv
    assert "Ambtenaar" not in csv
    page = client.get(reverse("outreach:manage", args=[session.uuid])).content.decode()
    assert "Ambtenaar 1" in page


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_much_for_one_as_for_three(cast: Cast, number: int) -> None:
    for _each in range(number):
        announced(cast)
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("outreach:sessions"))
    assert len(page.context["rows"]) == number
    assert len(queries) == 3
