"""Results for everybody: stories of awards and of before the portal, found in two languages."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Purchase
from awards.stories import transitions as award_stories
from awards.stories.models import Story
from calls.models import Call
from funnel.results import selectors, services, transitions
from funnel.results.models import EarlierStory, StoryListing
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.awards.stories.test_stories import photo
from tests.cast import Cast, client_of
from tests.funnel.results.stages import WORDS, of_award, published, written

HERE = "results:results"


def titles(words: str = "", year: int | None = None) -> list[str]:
    return [str((row.earlier or row.story).title) for row in selectors.found(words, year)]


def page(**query: object) -> str:
    return Client().get(reverse(HERE), query).content.decode().replace("\xa0", " ")


def buy(story: Story, cast: Cast) -> None:
    Purchase.objects.create(
        dossier=story.dossier, buyer=cast.province, description="Vier bruggen",
        procurement_reference="2026-1", amount_excl_vat=70_000, bought_on=portal_now().date(),
        recorded_by=cast.officer,
    )  # fmt: skip


def test_page_tells_what_was_made_and_who_bought_it(cast: Cast) -> None:
    story = of_award(cast)
    buy(story, cast)
    published(cast)
    shown = page()
    for words in ("Brug in een dag", "Vier bruggen", "€ 70.000", "excl. btw",
                  "Dijk die zichzelf meet", "Sensorbouw", "2014"):  # fmt: skip
        assert words in shown, words
    assert "A dike that measures itself" in page(taal="en")


@pytest.mark.parametrize(
    "words",
    ["dijken", "levees", '"Dijk die zichzelf"', "sensorbouw", "waterschap", "zichz", "measuring"],
)
def test_story_is_found_in_dutch_and_english(cast: Cast, words: str) -> None:
    """Other forms of a word, names, a phrase, and the beginning of a word while one types."""
    published(cast)
    of_award(cast)
    assert titles(words) == ["Dijk die zichzelf meet"]


def test_award_is_found_by_its_call_company_and_authority(cast: Cast) -> None:
    story = of_award(cast)
    published(cast)
    for words in ("viaduct", "kringbouw", "rijkswaterstaat", story.dossier.call.reference):
        assert titles(words) == ["Brug in een dag"], words
    assert titles("brug -dag") == []
    assert titles("", 2014) == ["Dijk die zichzelf meet"]


def test_only_what_is_public_is_listed(cast: Cast) -> None:
    """Made first, so that it could leak: drafts, refused and replaced stories, hidden calls."""
    written(cast, title="Concept")
    for number, state in enumerate(("proposed", "refused", "replaced", "taken_down"), 1):
        of_award(cast, number=number, state=state, title=f"Niet {state}")
    hidden = of_award(cast, title="Van een oproep die niet openbaar is")
    Call.objects.filter(pk=hidden.dossier.call_id).update(state=Call.State.DRAFT)
    assert titles() == []
    assert titles("concept") == []


def test_list_follows_every_move_of_a_story(cast: Cast) -> None:
    """The triggers keep the rows: approved, replaced, taken down, changed."""
    story = of_award(cast, state=Story.State.PROPOSED)
    assert titles() == []
    award_stories.approve(story, by=cast.applicant)
    assert titles() == ["Brug in een dag"]
    story.refresh_from_db()
    award_stories.take_down(story, by=cast.applicant)
    assert titles() == []
    earlier = published(cast)
    services.write(earlier, by=cast.analyst, **(WORDS | {"title": "Duinen", "year": 2011}))
    assert (titles("duin"), titles("zichzelf")) == (["Duinen"], [])
    assert selectors.years_of_stories() == [2011]
    earlier.refresh_from_db()
    transitions.take_down(earlier, by=cast.operator)
    assert not StoryListing.objects.exists()
    with pytest.raises(TransitionRefused):
        transitions.take_down(EarlierStory.objects.get(), by=cast.operator)


@pytest.mark.parametrize("who", ["officer", "escrow", "applicant", "auditor"])
def test_only_editors_write_and_publish(cast: Cast, who: str) -> None:
    story, by = written(cast), getattr(cast, who)
    for move in (
        lambda: services.write(EarlierStory(), by=by, **WORDS),
        lambda: transitions.publish(story, by=by),
        lambda: transitions.take_down(story, by=by),
    ):
        with pytest.raises(PermissionDenied):
            move()


def test_editor_writes_a_story_with_a_picture(cast: Cast) -> None:
    client = client_of(cast.analyst)
    faults = client.post(reverse("results:new"), {"year": 1900}).context["form"].errors
    assert {"year", "title", "authority", "company", "summary", "text", "source"} <= set(faults)
    file = SimpleUploadedFile("foto.jpg", photo(), "image/jpeg")
    words = {**WORDS, "is_public": "on", "picture": file}
    answer = client.post(reverse("results:new"), words)
    assert "picture_alt" in answer.context["form"].errors  # who cannot see it wants to know too
    words["picture"] = SimpleUploadedFile("foto.jpg", photo(), "image/jpeg")
    client.post(reverse("results:new"), {**words, "picture_alt": "Een dijk met sensoren."})
    story = EarlierStory.objects.get()
    address = reverse("results:picture", args=[story.uuid])
    assert Client().get(address).status_code == 404  # a draft
    client.post(reverse("results:publish", args=[story.uuid]))
    shown = b"".join(Client().get(address).streaming_content)
    assert shown.startswith(b"\xff\xd8")
    assert b"Geheime camera" not in shown
    assert 'alt="Een dijk met sensoren."' in page()
    kept = {**WORDS, "is_public": "on", "keeps_picture": "on", "picture_alt": "Een dijk."}
    client.post(reverse("results:edit", args=[story.uuid]), kept)
    story.refresh_from_db()
    assert (story.picture_id is not None, story.picture_alt) == (True, "Een dijk.")
    lines = AuditEvent.objects.filter(object_type="results.EarlierStory")
    assert set(lines.values_list("action", flat=True)) == {
        "write_earlier_story", "change_earlier_story", "publish_earlier_story",
    }  # fmt: skip


def test_database_holds_what_a_story_is(cast: Cast) -> None:
    story = written(cast)
    for values in ({"source": ""}, {"year": 1800}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EarlierStory.objects.filter(pk=story.pk).update(**values)


@pytest.mark.parametrize("query", [{"q": "'\"(&|!"}, {"q": "\x00"}, {"jaar": "x"}, {"page": "x"}])
def test_strange_search_is_no_fault(cast: Cast, query: dict) -> None:
    published(cast)
    assert Client().get(reverse(HERE), query).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_much_for_one_as_for_three(cast: Cast, number: int) -> None:
    for place in range(number):
        published(cast, title=f"Verhaal {place}")
        buy(of_award(cast), cast)
    with CaptureQueriesContext(connection) as queries:
        shown = Client().get(reverse(HERE))
    assert len(shown.context["page"].object_list) == 2 * number
    assert len(queries) == 5
