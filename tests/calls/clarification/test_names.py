"""What in a text tells who wrote it: companies, people, addresses and numbers."""

import pytest

from calls.clarification import names
from portal.accounts.models import User
from tests.cast import Cast
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture
def asker(cast: Cast) -> User:
    user = UserFactory(name="Zoë van Kwakelen", email="z@kwaakbouw.example")
    company = OrganisationFactory(name="Kwaak & Zn. Bouw B.V.", kvk="90817263")
    MembershipFactory(user=user, organisation=company)
    return user


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wij van Kwaak & Zn. Bouw vragen dit.", ["Kwaak & Zn. Bouw"]),
        ("wij van KWAAK & ZN BOUW BV vragen", ["KWAAK & ZN BOUW"]),
        ("Kwaak Zn Bouws voorstel", ["Kwaak Zn Bouws"]),
        ("Bel Zoe van Kwakelen.", ["Zoe van Kwakelen"]),
        ("zie www.kwaakbouw.example", ["kwaakbouw.example"]),
        ("mail iemand@elders.example", ["iemand@elders.example"]),
        ("KvK 90817263 of 9081 7263", ["90817263", "9081 7263"]),
        ("bel 06-12345678 of +31 20 123 4567", ["06-12345678", "+31 20 123 4567"]),
        ("Volgens Kringbouw en Rivaal mag het.", ["Kringbouw", "Rivaal"]),
        ("Mag een brug langer zijn dan 12 meter, met 20260131 als datum?", []),
        ("", []),
    ],
)
def test_names_in_a_text_are_found(asker: User, text: str, found: list[str]) -> None:
    """REQ-19: free text is searched for names of companies and people, and for numbers."""
    assert names.known().words_in(text) == found


def test_own_surname_counts_for_the_writer_only(asker: User) -> None:
    text = "Kan mevrouw Kwakelen langskomen?"
    assert names.known(own=asker).words_in(text) == ["Kwakelen"]
    assert names.known().words_in(text) == []


def test_check_of_the_officer_does_not_depend_on_the_asker(asker: User, cast: Cast) -> None:
    """REQ-19: the warning names whom the text names, also when somebody else asked."""
    text = "Wij willen weten of Kringbouw hetzelfde vroeg als Kwaak & Zn. Bouw."
    assert names.known().words_in(text) == ["Kringbouw", "Kwaak & Zn. Bouw"]


def test_shared_mail_domain_is_nobodys_name(cast: Cast) -> None:
    user = UserFactory(name="Jo", email="jo@gmail.com")
    MembershipFactory(user=user, organisation=cast.company)
    assert names.known().words_in("Ik las dit op gmail.com.") == []


def test_authority_is_no_name_that_tells(cast: Cast) -> None:
    assert names.known().words_in("Wat vindt Rijkswaterstaat daarvan?") == []


def test_marked_text_escapes_what_was_typed(asker: User) -> None:
    text = "<script>alert(1)</script> Kringbouw <b>"
    html = names.marked(text, names.known().marks_in(text + ""))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_marks_stand_around_the_words(cast: Cast) -> None:
    text = "Vraag van Kringbouw."
    assert names.marked(text, names.known().marks_in(text)) == ("Vraag van <mark>Kringbouw</mark>.")


@pytest.mark.parametrize("companies", [1, 3])
def test_check_costs_two_queries(cast: Cast, companies: int, django_assert_num_queries) -> None:
    for _ in range(companies):
        MembershipFactory()
    with django_assert_num_queries(2):
        names.known().words_in("een tekst", "nog een tekst", "Kringbouw")
