"""How an authority looks: chosen on a page, and held on its public pages, letters and mails."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal import pdf
from portal.audit.models import AuditEvent
from portal.files.models import StoredFile
from portal.mail.delivery import as_message
from portal.mail.outbox import queue_mail
from portal.theming.letter_head import letter_head
from portal.theming.models import Look
from portal.theming.selectors import publishing_language
from portal.theming.services import change_look
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of
from tests.factories import CallFactory, PhaseFactory
from tests.portal.pdf_checks import faults_of
from tests.portal.theming.looks import CHOSEN, logo, look_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(cast: Cast) -> Look:
    return look_for(cast.rws, by=cast.officer, picture=logo())


def posted(cast: Cast, **other: Any) -> Any:
    """What the page answers to what an officer fills in."""
    address = reverse("theming:change", args=[cast.rws.uuid])
    return client_of(cast.officer).post(address, CHOSEN | {"seen_version": 0} | other)


def test_officer_chooses_how_the_authority_looks(cast: Cast) -> None:
    picture = SimpleUploadedFile("logo.jpg", logo(), "image/jpeg")
    assert posted(cast, picture=picture).status_code == 302
    look = Look.objects.get()
    assert (look.action, look.version, look.changed_by) == ("#7a1f5c", 1, cast.officer)
    assert look.logo is not None
    line = AuditEvent.objects.get(action="change_look")
    assert line.data["version"] == 1
    assert "action" in line.data["changed"]


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(cast: Cast) -> None:
    """REQ-27: nothing typed is lost, and the page shows the colour that would do."""
    answer = posted(cast, action="#ffd500", signing_place="Lelystad")
    advice = answer.context["form"].advice
    text = answer.content.decode()
    assert not Look.objects.exists()
    assert text.count(advice) >= 2
    assert f'fill="{advice}"' in text
    assert "Lelystad" in text


def test_a_colour_that_passes_by_another_door_is_refused_too(cast: Cast) -> None:
    with pytest.raises(TransitionRefused):
        look_for(cast.rws, by=cast.officer, action="#ffd500")


@pytest.mark.parametrize(
    ("name", "value"),
    [("action", "blauw"), ("action", "#12345"), ("slug", "beheer"), ("slug", "met spatie"),
     ("languages", "fr"), ("address", "a\n" * 7), ("display_name", "")],
)  # fmt: skip
def test_what_makes_no_look_is_an_error_at_its_field(cast: Cast, name: str, value: str) -> None:
    assert name in posted(cast, **{name: value}).context["form"].errors


def test_what_is_no_picture_is_refused(cast: Cast) -> None:
    fake = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    assert "picture" in posted(cast, picture=fake).context["form"].errors
    assert not StoredFile.objects.exists()


def test_an_address_is_given_once(cast: Cast, look: Look) -> None:
    page = reverse("theming:change", args=[cast.province.uuid])
    answer = client_of(cast.outsider).post(page, CHOSEN | {"seen_version": 0})
    assert "slug" in answer.context["form"].errors


def test_a_change_over_that_of_a_colleague_is_a_choice(cast: Cast, look: Look) -> None:
    """Who saw an older version hears of it, and loses nothing."""
    answer = posted(cast, signing_place="Lelystad")
    assert answer.context["form"].non_field_errors()
    assert "Lelystad" in answer.content.decode()
    look.refresh_from_db()
    assert look.signing_place == "Utrecht"


def test_logo_stays_or_goes_as_chosen(cast: Cast, look: Look) -> None:
    kept = change_look(cast.rws, by=cast.officer, keeps_logo=True, seen_version=1, **CHOSEN)
    assert kept.logo == look.logo
    gone = change_look(cast.rws, by=cast.officer, seen_version=2, **CHOSEN)
    assert gone.logo is None
    assert gone.version == 3


def test_theme_holds_on_the_public_pages_and_nowhere_else(cast: Cast, look: Look) -> None:
    own = PhaseFactory(call__contracting_authority=cast.rws).call
    other = PhaseFactory(call__contracting_authority=cast.province).call
    public = Client()
    wearing = [
        reverse("catalogue:authority", args=[look.slug]),
        reverse("calls:detail", args=[own.reference]),
        f"{reverse('calls:list')}?authority={cast.rws.uuid}",
    ]
    for address in wearing:
        text = public.get(address).content.decode()
        assert look.stylesheet_url in text, address
        assert look.logo_url in text, address
        assert "style=" not in text
    for address in (reverse("calls:detail", args=[other.reference]), reverse("calls:list"), "/"):
        assert look.stylesheet_url not in public.get(address).content.decode(), address


def test_public_page_lists_the_calls_of_this_authority_alone(cast: Cast, look: Look) -> None:
    own = PhaseFactory(call__contracting_authority=cast.rws).call
    draft = CallFactory(contracting_authority=cast.rws, title="Nog niet publiek")
    other = PhaseFactory(call__contracting_authority=cast.province).call
    text = Client().get(reverse("catalogue:authority", args=[look.slug])).content.decode()
    assert own.reference in text
    assert other.reference not in text
    assert draft.reference not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_public_page_costs_the_same_for_more_calls(
    cast: Cast, look: Look, rows: int, django_assert_num_queries: Any
) -> None:
    for _each in range(rows):
        PhaseFactory(call__contracting_authority=cast.rws)
    with django_assert_num_queries(4):
        Client().get(reverse("catalogue:authority", args=[look.slug]))


def test_stylesheet_is_small_and_kept_until_the_next_change(look: Look, cast: Cast) -> None:
    first = Client().get(look.stylesheet_url)
    assert len(first.content) < 600
    assert b"--action: #7a1f5c" in first.content
    assert b"--bs-link-color-rgb: 122, 31, 92" in (first.content)
    assert "immutable" in first["Cache-Control"]
    assert "private" not in first["Cache-Control"]
    again = Client().get(look.stylesheet_url, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    later = change_look(cast.rws, by=cast.officer, seen_version=1, **CHOSEN)
    assert later.stylesheet_url != look.stylesheet_url
    old = Client().get(look.stylesheet_url)
    assert "no-cache" in old["Cache-Control"]
    assert "immutable" not in old["Cache-Control"]


def test_logo_is_given_as_a_picture_that_may_be_kept(look: Look) -> None:
    answer = Client().get(look.logo_url)
    assert answer["Content-Type"] == "image/jpeg"
    assert "immutable" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")


def test_page_says_that_texts_are_not_translated(cast: Cast, look: Look) -> None:
    change_look(cast.rws, by=cast.officer, seen_version=1, **CHOSEN | {"languages": "nl"})
    call = PhaseFactory(call__contracting_authority=cast.rws).call
    address = reverse("calls:detail", args=[call.reference])
    english = Client().get(f"{address}?taal=en").content.decode()
    assert "publishes in Dutch only" in english
    assert 'hreflang="en"' not in english
    assert "publishes in" not in Client().get(address).content.decode()


def test_letters_are_in_a_language_of_the_authority(cast: Cast, look: Look) -> None:
    assert publishing_language(cast.rws, "en") == "en"
    change_look(cast.rws, by=cast.officer, seen_version=1, **CHOSEN | {"languages": "nl"})
    cast.rws.refresh_from_db()
    assert publishing_language(cast.rws, "en") == "nl"
    assert publishing_language(cast.province, "en") == "en"


def test_letter_wears_the_head_and_stays_accessible(cast: Cast, look: Look, tmp_path: Any) -> None:
    head = letter_head(cast.rws)
    content = pdf.render("theming/letter.html", {"sender": head}, "nl")
    text = pdf.text_of(content)
    for words in ("Rijkswaterstaat, Innovatie en Markt", "Afdeling Inkoop", "Utrecht"):
        assert words in text
    assert faults_of(content, tmp_path) == []
    assert len(content) > len(
        pdf.render("theming/letter.html", {"sender": head | {"logo": ""}}, "nl")
    )


def test_letter_head_without_a_choice_is_name_and_address(cast: Cast) -> None:
    cast.province.address = "Plein 1\n\n1234 AB Dorp"
    head = letter_head(cast.province)
    assert head["name"] == "Provincie Voorbeeld"
    assert head["lines"] == ["Plein 1", "1234 AB Dorp"]
    assert not head["colour"]
    assert not head["logo"]


def test_mail_about_a_call_wears_name_and_colour(cast: Cast, look: Look) -> None:
    call = CallFactory(contracting_authority=cast.rws)
    mail = queue_mail("call_published", to=cast.author, key="1", context={"call": call})
    message = as_message(mail)
    html = str(message.alternatives[0][0])
    assert message.from_email.startswith('"Rijkswaterstaat (Trechter)" <')
    assert ">Rijkswaterstaat</p>" in html
    assert "#7a1f5c" in html
    other = CallFactory(contracting_authority=cast.province)
    plain = as_message(
        queue_mail("call_published", to=cast.author, key="2", context={"call": other})
    )
    assert plain.from_email.startswith("Trechter <")
    assert ">Trechter</p>" in str(plain.alternatives[0][0])


def test_preview_of_a_letter_is_a_pdf(cast: Cast, look: Look) -> None:
    answer = client_of(cast.officer).get(reverse("theming:letter", args=[cast.rws.uuid]))
    assert answer.content.startswith(b"%PDF-")
