"""The pages of calls: each answers, says what it should, and hides what it must."""

import pytest
from django.urls import reverse

from calls.models import Call
from tests.cast import Cast, client_of

STEPS = ("edit", "edit-basics", "edit-texts", "edit-phases", "edit-documents", "keys", "preview",
         "review", "cancel")  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_officer_reads_every_page_of_a_draft(draft: Call, cast: Cast, name: str) -> None:
    answer = client_of(cast.author).get(reverse(f"calls:{name}", args=[draft.reference]))
    assert answer.status_code == 200
    assert draft.reference in answer.content.decode()


@pytest.mark.parametrize("name", STEPS)
def test_pages_of_a_draft_are_not_there_for_others(draft: Call, cast: Cast, name: str) -> None:
    url = reverse(f"calls:{name}", args=[draft.reference])
    for user in (cast.outsider, cast.applicant, cast.analyst, cast.operator, cast.auditor):
        assert client_of(user).get(url).status_code == 404
    assert client_of(None).get(url).status_code == 302


@pytest.mark.parametrize("kind", ["feasibility", "prototype"])
def test_criteria_page_of_each_phase(draft: Call, cast: Cast, kind: str) -> None:
    url = reverse("calls:edit-criteria", args=[draft.reference, kind])
    assert client_of(cast.author).get(url).status_code == 200


def test_criteria_page_of_a_phase_without_offers_is_not_there(draft: Call, cast: Cast) -> None:
    url = reverse("calls:edit-criteria", args=[draft.reference, "procurement"])
    assert client_of(cast.author).get(url).status_code == 404
