"""A member's own offers as one PDF: marked, bookmarked, tagged, and never another's offers."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from assessment import services as assessing
from assessment.admissibility.models import Clarification
from assessment.booklets import services, tasks
from assessment.booklets.models import Booklet
from assessment.models import Seat
from portal.clock import portal_now
from portal.files import store
from portal.work.jobs import run_open_jobs
from portal.work.models import Job
from tests.assessment import stages
from tests.cast import client_of

pytestmark = pytest.mark.django_db
assert tasks.make  # a worker finds it by itself


@pytest.fixture
def committee(cast):
    return stages.formed(cast, stages.opened_phase(cast, offers=2))


def made(seat: Seat) -> Booklet:
    """A booklet whose job has run."""
    booklet = services.ask_for_booklet(seat, by=seat.user)
    run_open_jobs(services.JOB)
    return Booklet.objects.get(pk=booklet.pk)


def pdf_of(booklet: Booklet) -> PdfReader:
    assert booklet.file is not None
    return PdfReader(BytesIO(b"".join(store.read(booklet.file))))


def seat_of(committee, number: int) -> Seat:
    return committee.seats.select_related("user").order_by("pk")[number]


def place(committee) -> list[str]:
    return [committee.phase.call.reference, committee.phase.code]


def test_booklet_holds_all_offers_with_bookmarks_tags_and_the_reader_on_every_page(committee):
    stages.declared(committee)
    seat = seat_of(committee, 1)
    reader = pdf_of(made(seat))
    titles = [each.title for each in flat(reader.outline)]
    assert {f"{stages.CANARY} 00", f"{stages.CANARY} 01"} <= set(titles)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    for page in reader.pages:
        # Once in the foot, once across the page.
        assert page.extract_text().count(seat.user.name) >= 2


def test_booklet_holds_what_a_company_explained_later(cast, committee):
    stages.declared(committee)
    seat = seat_of(committee, 1)
    proposal = committee.phase.proposals.first()
    Clarification.objects.create(
        proposal=proposal, question="Wie is de tweede partner?", asked_by=cast.officer,
        due_at=portal_now() + timedelta(days=1), answer="Het lab.", answered_at=portal_now(),
    )  # fmt: skip
    text = "".join(page.extract_text() for page in pdf_of(made(seat)).pages)
    assert "Wie is de tweede partner?" in text
    assert "Het lab." in text


def flat(outline):
    """Every bookmark, whatever its depth."""
    for each in outline:
        yield from flat(each) if isinstance(each, list) else [each]


def test_offer_with_a_tie_is_in_no_page_and_no_bookmark(committee):
    """REQ-07: what somebody is kept away from is on no paper either."""
    tied, other = committee.phase.proposals.order_by("pk")
    seat = seat_of(committee, 1)
    assessing.declare(seat, tied.dossier, kind="tie", explanation="Een band.", by=seat.user)
    assessing.declare(seat, other.dossier, kind="none", explanation="", by=seat.user)
    reader = pdf_of(made(seat))
    text = "".join(page.extract_text() for page in reader.pages)
    text += " ".join(each.title for each in flat(reader.outline))
    assert other.opened.title in text
    assert tied.opened.title not in text
    assert tied.dossier.reference not in text
    assert tied.dossier.lead.name not in text


def test_interest_that_comes_later_takes_the_booklet_away(cast, committee):
    """REQ-07; before it, the same address gives the file."""
    stages.declared(committee)
    seat = seat_of(committee, 1)
    booklet = made(seat)
    address = reverse("booklets:download", args=[*place(committee), booklet.uuid])
    client = client_of(seat.user)
    assert client.get(address).status_code == 200
    first = committee.phase.proposals.order_by("pk").first()
    assessing.declare(seat, first.dossier, kind="tie", explanation="Toch.", by=seat.user)
    assert client.get(address).status_code == 404
    page = client.get(reverse("booklets:booklet", args=place(committee)))
    assert str(booklet.uuid) not in page.content.decode()


def test_booklet_of_another_member_is_not_there(committee):
    stages.declared(committee)
    booklet = made(seat_of(committee, 1))
    address = reverse("booklets:download", args=[*place(committee), booklet.uuid])
    assert client_of(seat_of(committee, 2).user).get(address).status_code == 404


def test_booklet_before_declaring_is_refused(committee):
    """REQ-07: nothing of the content shows before the member has declared."""
    seat = seat_of(committee, 1)
    with pytest.raises(PermissionDenied):
        services.ask_for_booklet(seat, by=seat.user)
    assert not Booklet.objects.exists()


def test_names_stay_out_of_the_booklet_of_an_anonymous_round(cast):
    """REQ-11: the pseudonym stands where the name would."""
    phase = stages.opened_phase(cast, offers=1, is_anonymous=True)
    committee = stages.declared(stages.formed(cast, phase))
    proposal = phase.proposals.get()
    reader = pdf_of(made(seat_of(committee, 1)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert proposal.dossier.pseudonym in text
    assert proposal.dossier.lead.name not in text
    assert "Partner 00" not in text


def test_asking_twice_makes_one_booklet_and_the_page_makes_none(committee):
    """The PDF is made by a job, never while a page is asked."""
    stages.declared(committee)
    seat = seat_of(committee, 1)
    client, address = client_of(seat.user), reverse("booklets:booklet", args=place(committee))
    for _time in range(2):
        assert client.post(address).status_code == 302
    booklet = Booklet.objects.get()
    assert booklet.file is None
    assert Job.objects.filter(kind=services.JOB).count() == 1
    assert "wordt gemaakt" in client.get(address).content.decode()
    run_open_jobs(services.JOB)
    assert str(booklet.uuid) in client.get(address).content.decode()
    client.post(address)
    assert Booklet.objects.count() == 2
