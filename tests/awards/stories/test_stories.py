"""The story of a solution: written by officers, public only as the company approved it."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image

from applications.models import Dossier
from awards.models import Contract
from awards.stories import transitions
from awards.stories.models import Story
from awards.stories.selectors import public_stories
from portal.files import pictures, store
from portal.files.contents import BadContent
from portal.files.uploads import encrypt_bytes
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import Transition, TransitionRefused
from tests.awards.test_contracts import deliver_all
from tests.cast import Cast, client_of

State = Story.State
LEAVES = {
    "APPROVE": {"proposed"},
    "REFUSE": {"proposed"},
    "TAKE_DOWN": {"approved"},
    "REPLACE": {"proposed", "approved"},
}


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture with a place and a camera in it."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Geheime camera"
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", size, "red").save(made, kind, exif=exif, comment=b"Geheim")
    return made.getvalue()


def upload(data: bytes, name: str = "foto.jpg"):
    return encrypt_bytes(data, name, "image/jpeg")


@pytest.fixture
def dossier(cast: Cast, running: Contract) -> Dossier:
    """Delivered and accepted: there is something to tell."""
    deliver_all(running, cast)
    return running.decision.proposal.dossier


def write(dossier: Dossier, cast: Cast, **fields) -> Story:
    answers = {"title": "Brug in een dag", "text": "Het **werkt**."} | fields
    return transitions.write(dossier, by=cast.officer, **answers)


def result(dossier: Dossier) -> str:
    page = client_of(None).get(reverse("awards:result", args=[dossier.call.reference]))
    return page.content.decode()


@pytest.mark.parametrize("name", LEAVES)
def test_each_move_leaves_only_from_its_own_states(name: str) -> None:
    move = getattr(transitions, name)
    anybody = Transition(move.name, move.sources, move.target, lambda user, obj: True)
    accepted = set()
    for state in State.values:
        try:
            anybody.check(Story(state=state), by=None)
            accepted.add(state)
        except TransitionRefused:
            pass
    assert accepted == LEAVES[name]


def test_story_is_public_once_the_company_approved_it(cast: Cast, dossier: Dossier) -> None:
    story = write(dossier, cast)
    assert "Brug in een dag" not in result(dossier)
    assert [task.holder for task in Task.objects.filter(kind="approve_story")] == [cast.applicant]
    transitions.approve(story, by=cast.applicant)
    page = result(dossier)
    assert "Brug in een dag" in page
    assert "<strong>werkt</strong>" in page
    assert not Task.objects.filter(kind="approve_story", closed_at=None).exists()
    assert OutgoingMail.objects.get(kind="story_answered").recipient == cast.officer


def test_later_version_waits_and_the_approved_one_stays(cast: Cast, dossier: Dossier) -> None:
    transitions.approve(write(dossier, cast), by=cast.applicant)
    second = write(dossier, cast, title="Brug in een uur")
    page = result(dossier)
    assert ("een dag" in page, "een uur" in page) == (True, False)
    third = write(dossier, cast, title="Brug in een minuut")
    with pytest.raises(TransitionRefused):  # replaced meanwhile
        transitions.approve(second, by=cast.applicant)
    transitions.approve(third, by=cast.applicant)
    page = result(dossier)
    assert ("een dag" in page, "een minuut" in page) == (False, True)
    assert public_stories(dossier.call).count() == 1


def test_refused_story_says_why_and_is_not_public(cast: Cast, dossier: Dossier) -> None:
    story = write(dossier, cast)
    with pytest.raises(TransitionRefused):
        transitions.refuse(story, answer=" ", by=cast.applicant)
    transitions.refuse(story, answer="Onze naam is anders.", by=cast.applicant)
    assert "Brug in een dag" not in result(dossier)
    page = client_of(cast.officer).get(reverse("stories:write", args=[dossier.reference]))
    assert "Onze naam is anders." in page.content.decode()


def test_either_side_takes_it_down(cast: Cast, dossier: Dossier) -> None:
    for person in (cast.applicant, cast.author):
        story = transitions.approve(write(dossier, cast), by=cast.applicant)
        transitions.take_down(story, by=person)
        assert "Brug in een dag" not in result(dossier)


def test_only_officers_write_and_only_a_signatory_approves(cast: Cast, dossier: Dossier) -> None:
    for name in ("applicant", "outsider", "analyst"):
        with pytest.raises(PermissionDenied):
            transitions.write(dossier, title="x", text="x", by=getattr(cast, name))
    story = write(dossier, cast)
    for name in ("colleague", "viewer", "rival", "officer"):
        with pytest.raises(PermissionDenied):
            transitions.approve(story, by=getattr(cast, name))


def test_nothing_is_told_of_what_was_not_delivered(cast: Cast, running: Contract) -> None:
    with pytest.raises(TransitionRefused):
        write(running.decision.proposal.dossier, cast)


def test_database_holds_that_public_is_approved_and_pictures_are_described(
    cast: Cast, dossier: Dossier
) -> None:
    story = write(dossier, cast)
    with pytest.raises(IntegrityError):
        Story.objects.filter(pk=story.pk).update(state="approved")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_keeps_nothing_of_the_camera_and_stands_upright(db, kind: str) -> None:
    original = photo(kind)
    made = pictures.rewritten(upload(original))
    assert b"Geheim" in original or kind == "PNG"
    assert b"Geheim" not in made
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size, len(picture.getexif())) == ("JPEG", (30, 40), 0)


def test_large_picture_is_made_smaller(db) -> None:
    with Image.open(io.BytesIO(pictures.rewritten(upload(photo(size=(4000, 2000)))))) as made:
        assert max(made.size) == pictures.LONGEST_SIDE


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a", b"%PDF-1.7", b"<svg onload=alert(1)>", photo()[:200],
        photo() + b"PK\x05\x06" + b"\0" * 18, b"\xff\xd8\xff<script>alert(1)</script>\xff\xd9",
    ],
)  # fmt: skip
def test_what_is_no_sound_picture_is_refused(db, data: bytes) -> None:
    with pytest.raises(BadContent):
        pictures.rewritten(upload(data))


def test_picture_is_there_for_both_sides_and_for_everybody_once_public(
    cast: Cast, dossier: Dossier
) -> None:
    story = write(dossier, cast, picture=pictures.rewritten(upload(photo())), picture_alt="Brug.")
    address = reverse("stories:picture", args=[story.uuid])
    seen = {name: client_of(getattr(cast, name)).get(address).status_code
            for name in ("officer", "viewer", "rival", "outsider")}  # fmt: skip
    assert seen == {"officer": 200, "viewer": 200, "rival": 404, "outsider": 404}
    assert client_of(None).get(address).status_code == 404
    transitions.approve(story, by=cast.applicant)
    reply = client_of(None).get(address)
    assert reply["Content-Type"] == "image/jpeg"
    assert b"".join(reply.streaming_content) == b"".join(store.read(story.picture))
    assert 'alt="Brug."' in result(dossier)


def test_officer_writes_and_signatory_approves_on_the_pages(cast: Cast, dossier: Dossier) -> None:
    officer, address = client_of(cast.officer), reverse("stories:write", args=[dossier.reference])
    typed = {"title": "Brug", "text": "Werkt.", "picture": SimpleUploadedFile("f.jpg", photo())}
    reply = officer.post(address, typed)
    assert set(reply.context["form"].errors) == {"picture_alt", "is_public"}
    bad = {**typed, "picture": SimpleUploadedFile("f.jpg", b"geen foto"), "is_public": "on"}
    assert set(officer.post(address, bad).context["form"].errors) == {"picture"}
    right = {**typed, "picture": SimpleUploadedFile("f.jpg", photo()), "picture_alt": "Een brug.",
             "is_public": "on"}  # fmt: skip
    assert officer.post(address, right).status_code == 302
    # The next version keeps the picture.
    again = {"title": "Brug 2", "text": "Werkt.", "keeps_picture": "on", "picture_alt": "Een brug.",
             "is_public": "on"}  # fmt: skip
    assert officer.post(address, again).status_code == 302
    first, second = Story.objects.order_by("number")
    assert first.picture == second.picture
    page, signatory = reverse("stories:story", args=[second.uuid]), client_of(cast.applicant)
    assert "Een brug." in signatory.get(page).content.decode()
    assert client_of(cast.colleague).post(page, {"verdict": "approve"}).status_code == 403
    assert signatory.post(page, {"verdict": "refuse"}).status_code == 200
    assert signatory.post(page, {"verdict": "approve"}).status_code == 302
    assert client_of(cast.rival).get(page).status_code == 404
    taken = reverse("stories:take-down", args=[second.uuid])
    assert client_of(cast.viewer).post(taken).status_code == 403
    assert signatory.post(taken).status_code == 302
    overview = officer.get(reverse("stories:stories", args=[dossier.call.reference]))
    assert "Brug 2" in overview.content.decode()
