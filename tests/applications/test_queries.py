"""Lists ask the database as often for three offers as for one (house.md, "Tests")."""

import pytest
from django.urls import reverse

from tests.applications.stages import after_deadline, draft, many_sent, opened
from tests.cast import client_of

MINE = 5
OPENED_LIST = 9
RECORD = 12


def count(client, url, django_assert_num_queries, number):
    client.get(url)  # the first request of a session writes nothing, but warms what is cached
    with django_assert_num_queries(number):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_my_offers(cast, phase, django_assert_num_queries, items):
    for _number in range(items):
        draft(phase, cast.applicant)

    count(client_of(cast.applicant), reverse("applications:mine"), django_assert_num_queries, MINE)


@pytest.mark.parametrize(
    ("page", "number"), [("opened-list", OPENED_LIST), ("opening-record", RECORD)]
)
@pytest.mark.parametrize("items", [1, 3])
def test_lists_of_staff(cast, phase, clock, django_assert_num_queries, items, page, number):
    list(many_sent(phase, items))
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)

    url = reverse(f"applications:{page}", args=[phase.call.reference, phase.code])
    count(client_of(cast.officer), url, django_assert_num_queries, number)
