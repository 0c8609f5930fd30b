"""Documents of a call for everybody: each version, from publication on, and never before."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls import services
from calls.models import Call, CallDocument
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CONTENTS = [b"%PDF-1.7 eerste versie", b"%PDF-1.7 tweede versie", b"%PDF-1.7 derde versie"]


@pytest.fixture
def versions(draft: Call, cast: Cast) -> list[CallDocument]:
    """Three versions of one document, as amendments leave them."""
    made: list[CallDocument] = []
    for number, content in enumerate(CONTENTS, start=1):
        document = services.add_document(
            draft, kind=CallDocument.Kind.ANNEX, title="Bijlage", upload_or_bytes=content,
            file_name=f"bijlage-{number}.pdf", by=cast.author,
        )  # fmt: skip
        document.number = number
        document.replaces = made[-1] if made else None
        document.save()
        made.append(document)
    CallDocument.objects.exclude(pk=made[-1].pk).update(dropped_at=timezone.now())
    return made


def address_of(document: CallDocument) -> str:
    return reverse("calls:document", args=[document.call.reference, document.file.uuid])


def test_every_version_can_be_downloaded_by_everybody(versions: list[CallDocument]) -> None:
    """REQ-15: full and free access to all documents, without login, wall or cookie."""
    Call.objects.filter(pk=versions[0].call_id).update(
        state=Call.State.PUBLISHED, published_at=timezone.now()
    )
    client = Client()
    for document, content in zip(versions, CONTENTS, strict=True):
        answer = client.get(address_of(document))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == content
        assert answer["Content-Type"] == "application/pdf"
    assert not client.cookies
    html = client.get(reverse("calls:detail", args=[versions[0].call.reference])).content.decode()
    assert address_of(versions[-1]) in html


def test_no_version_can_be_downloaded_before_publication(versions: list[CallDocument]) -> None:
    for document in versions:
        assert Client().get(address_of(document)).status_code == 404


def test_documents_stay_after_a_call_was_stopped(versions: list[CallDocument]) -> None:
    """REQ-15: who prepared an offer can still read what it was about."""
    Call.objects.filter(pk=versions[0].call_id).update(
        state=Call.State.CANCELLED, published_at=timezone.now()
    )
    assert Client().get(address_of(versions[0])).status_code == 200
