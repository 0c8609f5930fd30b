"""Brakes: who asks too often comes back later; without Redis sending goes on, login does not."""

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from portal.files import store
from portal.files.uploads import encrypt_bytes
from portal.ratelimit import COSTLY
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of


def test_documents_are_made_so_often_and_no_more(cast: Cast) -> None:
    """ASVS 2.4.1, ASVS 15.2.2: per person; another person goes on, and so do pages."""
    cache.clear()
    client, address = client_of(cast.analyst), reverse("funnel:portfolio-csv")
    with override_settings(COSTLY_AN_HOUR=1):
        first = client.get(address)
        assert first.status_code == 200
        first.getvalue()
        refused = client.get(address)
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        assert "<h1" in refused.content.decode()
        assert client.get("/mijn/taken/").status_code == 200
        other = client_of(cast.auditor).get(reverse("audit:history-csv"))
        assert other.status_code == 200
        other.getvalue()


def test_what_is_made_while_one_waits_counts() -> None:
    for address in ("/kluis/a/b/verslag/pdf/", "/historie/export.jsonl", "/trechter/x/csv/"):
        assert COSTLY.match(address)
    for address in ("/oproepen/", "/api/v1/openapi.json", "/mijn/taken/", "/pdf-uitleg/"):
        assert not COSTLY.match(address)


def test_person_uploads_so_much_a_day_and_no_more(cast: Cast) -> None:
    """ASVS 5.2.4: the file over the limit is refused with a reason; a colleague's is taken."""
    cache.clear()
    with override_settings(UPLOADS_A_DAY=2):
        for _file in range(2):
            store.save_upload(encrypt_bytes(b"x", "x.pdf", "a/b"), by=cast.applicant)
        with pytest.raises(TransitionRefused) as refused:
            store.save_upload(encrypt_bytes(b"x", "x.pdf", "a/b"), by=cast.applicant)
        assert refused.value.code == "quota"
        store.save_upload(encrypt_bytes(b"x", "x.pdf", "a/b"), by=cast.colleague)
        store.save_bytes(b"x", "a/b", by=cast.applicant)  # what the portal makes is no upload
    with override_settings(UPLOAD_BYTES_A_DAY=3), pytest.raises(TransitionRefused):
        store.save_upload(encrypt_bytes(b"xxxx", "x.pdf", "a/b"), by=cast.applicant)
