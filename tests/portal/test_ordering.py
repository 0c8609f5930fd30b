"""Lists that come page by page: sorted by what the address asks, as far as the list allows it."""

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from portal.accounts.models import Organisation
from portal.ordering import Order, Sorting
from tests.factories import OrganisationFactory

LIST = Sorting(
    usual=("-name",),
    columns={"name": ("Naam", "name"), "town": ("Plaats", "city"), "kvk": ("KvK", "kvk")},
    anchor="list",
)


def asked(query: str) -> Order:
    return LIST.asked(QueryDict(query))


def rendered(tag: str, query: str, rf) -> str:
    with translation.override("nl"):
        request = rf.get(f"/?{query}")
        context = Context({"request": request, "order": LIST.asked(request.GET)})
        return Template(tag).render(context)


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("", "CBA"),
        ("name", "ABC"),
        ("-name", "CBA"),
        ("town", "BCA"),  # equals in the usual order
        ("-town", "CAB"),
        ("password", "CBA"),  # nobody sorts by what the list does not name
        ("-", "CBA"),
        ("--name", "CBA"),
        ("user__email", "CBA"),
    ],
)
def test_rows_come_in_the_order_that_is_asked_and_allowed(db, word: str, names: str) -> None:
    made = [OrganisationFactory(name=name, city=city) for name, city in (("A", "Z"), ("B", "K"))]
    made.append(OrganisationFactory(name="C", city="Z"))
    rows = Organisation.objects.filter(pk__in=[each.pk for each in made])
    assert "".join(asked(f"sort={word}").of(rows).values_list("name", flat=True)) == names


def test_head_turns_round_keeps_the_filters_and_begins_anew(rf) -> None:
    tag = '{% sort_header order "town" numeric=True %}'
    html = rendered(tag, "q=brug&soort=a&soort=b&sort=town&page=3&after=k1", rf)
    assert '<th scope="col" class="num" aria-sort="ascending">' in html
    assert 'href="?q=brug&amp;soort=a&amp;soort=b&amp;sort=-town#list"' in html
    down = rendered(tag, "sort=-town", rf)
    assert 'aria-sort="descending"' in down
    assert 'href="?sort=town#list"' in down
    assert "aria-sort" not in rendered(tag, "sort=name", rf)


def test_line_tells_the_order_and_the_way_back(rf) -> None:
    html = rendered("{% sort_line order %}", "q=%3Cb%3E&sort=-town&page=2", rf)
    assert "Nu gesorteerd op Plaats, aflopend." in html
    assert 'href="?q=%3Cb%3E#list">Gewone volgorde</a>' in html
    assert '<input type="hidden" name="q" value="&lt;b&gt;">' in html
    assert 'name="page"' not in html
    assert '<option value="-town" selected>Plaats, aflopend</option>' in html
    assert "Nu gesorteerd" not in rendered("{% sort_line order %}", "q=a&sort=onzin", rf)
