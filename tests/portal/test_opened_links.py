"""Secrets of links leave the address at the first visit (ASVS 14.2.1, decision 433)."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.views import confirm_email
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RegexPattern

from applications.partnering.cards import close_card
from applications.partnering.models import PartnerCard
from calls.alerts import services as alerts
from calls.alerts import tokens
from calls.alerts.models import Subscription
from calls.market.links import secret_of as market_secret
from funnel.outreach.links import secret_of as outreach_secret
from portal import opened_links
from portal.accounts import services
from portal.accounts.models import Membership
from portal.crypto.link_secrets import sha256_of
from portal.mail import preferences
from portal.middleware import SECRETS
from portal.opened_links import mark_of
from tests.applications.stages import draft, open_phase
from tests.calls.market import stages as market
from tests.cast import Cast, client_of
from tests.factories import UserFactory
from tests.funnel.outreach import stages as outreach

pytestmark = pytest.mark.django_db

# What stands in addresses and opens nothing by itself; numbers and uuids are let through too,
# because every page asks who may see them.
NAMES_NOTHING_SECRET = {
    "before", "call", "code", "dossier", "family", "kind", "language", "number", "ocid", "point",
    "provider_id", "question", "reference", "role", "section", "side", "slug", "stage",
    "word",
}  # fmt: skip
# A calendar program can hold nothing but an address; allauth has its own way of the same kind.
STAYS = {"calendars:tasks"}
OWN_WAY = {"account_reset_password_from_key"}


def of_invitation(cast: Cast) -> list[str]:
    person = UserFactory(email="nieuw@voorbeeld.example")
    _invitation, secret = services.invite_colleague(
        cast.company, by=cast.applicant, email=person.email, name="N", role=Membership.Role.EDITOR
    )
    return [secret]


def of_partner(cast: Cast) -> list[str]:
    proposal = draft(open_phase(cast), cast.applicant)
    secret = secrets.token_urlsafe(24)
    card = PartnerCard(proposal=proposal, secret_sha256=sha256_of(secret))
    terms = {"name": "TNO", "role": "partner", "country": "NL", "kvk": "", "share": "10"}
    card.payload = close_card(proposal, card, {"terms": terms})
    card.save()
    return [secret]


def of_participant(cast: Cast) -> list[str]:
    return [market_secret(market.participant(market.announced(cast)))]


def of_contributor(cast: Cast) -> list[str]:
    person = market.participant(market.announced(cast))
    market.contribution(person)
    return [market_secret(person)]


def of_place(cast: Cast) -> list[str]:
    return [outreach_secret(outreach.registered(outreach.announced(cast), 1))]


def of_alert(which: Callable[[Subscription], str]) -> Callable[[Cast], list[str]]:
    def make(cast: Cast) -> list[str]:
        alerts.ask("lezer@voorbeeld.example", alerts.Wish(), language="nl")
        return [which(Subscription.objects.get()).split("/")[-2]]

    return make


def of_category(cast: Cast) -> list[str]:
    token = preferences.signing.dumps([str(cast.applicant.uuid), "work"], salt=preferences.SALT)
    return [token]


def of_address(cast: Cast) -> list[str]:
    person = UserFactory(email="adres@voorbeeld.example")
    address = EmailAddress.objects.create(user=person, email=person.email, primary=True)
    return [EmailConfirmationHMAC.create(address).key]


# Every address with a secret, and how one that opens something is made. POST answers only a form
# of the page before it.
PAGES: dict[str, Callable[[Cast], list[str]]] = {
    "accounts:accept-invitation": of_invitation,
    "account_confirm_email": of_address,
    "applications:partner-answer": of_partner,
    "alerts:confirm": of_alert(tokens.confirm_path),
    "alerts:stop": of_alert(tokens.stop_path),
    "market:mine": of_participant,
    "market:contribute": of_participant,
    "market:my-file": of_contributor,
    "messages:stop": of_category,
    "outreach:mine": of_place,
}
FORMS = {"market:confirm", "market:join", "market:leave", "outreach:confirm", "outreach:leave"}


def with_a_secret(resolver: URLResolver, space: str = "", taken: Any = ()) -> Iterator[Any]:
    """Every address that holds something not known as harmless, with the names of that."""
    for entry in resolver.url_patterns:
        pattern = entry.pattern
        named = (
            set(pattern.regex.groupindex)
            if isinstance(pattern, RegexPattern)
            else {
                name
                for name, kind in pattern.converters.items()
                if not isinstance(kind, IntConverter | UUIDConverter)
            }
        )
        found = (set(taken) | named) - NAMES_NOTHING_SECRET - {"pk"}
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from with_a_secret(entry, inner, found)
        elif isinstance(entry, URLPattern) and found:
            yield f"{space}{entry.name}", found, entry


def test_every_address_with_a_secret_is_declared() -> None:
    """ASVS 14.2.1: the headers and the audit line know each by its name (portal/middleware.py)."""
    found = list(with_a_secret(get_resolver()))
    assert {name for name, _secrets, _entry in found} == set(PAGES) | FORMS | STAYS | OWN_WAY
    for name, names, _entry in found:
        assert names <= SECRETS, name


@pytest.mark.urls(__name__)
def test_address_with_a_secret_that_nobody_declared_is_found() -> None:
    """The control of the test above."""
    found = {name: names for name, names, _entry in with_a_secret(get_resolver())}
    assert found["bare"] == {"geheim"}


@pytest.mark.parametrize("name", sorted(set(PAGES) | FORMS))
def test_view_of_such_an_address_takes_the_secret_out(name: str) -> None:
    entries = [entry for found, _names, entry in with_a_secret(get_resolver()) if found == name]
    assert any(getattr(entry.callback, "opened_by_link", False) for entry in entries)


def shows(client: Client, name: str, secret: str) -> tuple[list[str], bytes]:
    """Every place to which a browser goes that opens the link, and the page it ends on."""
    reply = client.get(reverse(name, args=[secret]), follow=True)
    page = b"".join(reply.streaming_content) if reply.streaming else reply.content
    return [place for place, _status in reply.redirect_chain], page


@pytest.mark.parametrize("name", sorted(PAGES))
def test_secret_is_in_no_address_after_the_first(cast: Cast, name: str) -> None:
    """ASVS 14.2.1: nor on the page, in `?next=` of the login, or readable in the session."""
    (secret,) = PAGES[name](cast)
    client = Client()
    places, page = shows(client, name, secret)
    assert places[0] == reverse(name, args=[mark_of(secret)])
    assert not [place for place in places if secret in place]
    assert secret.encode() not in page
    assert secret not in str([row.get_decoded() for row in BrowserSession.objects.all()])
    if name == "accounts:accept-invitation":
        assert places[1] == f"/account/login/?next={places[0]}"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_mark_opens_nothing_elsewhere_and_the_link_does(cast: Cast, name: str) -> None:
    """Who reads over a shoulder has nothing; who opens the mail on another device has it all."""
    (secret,) = PAGES[name](cast)
    shows(Client(), name, secret)
    other = Client()
    answer = other.get(reverse(name, args=[mark_of(secret)]))
    assert answer.status_code == 410
    assert "opnieuw" in answer.content.decode()
    places, _page = shows(other, name, secret)
    assert places


def test_two_links_of_a_kind_stay_apart(cast: Cast) -> None:
    """Two tabs of one browser, two meetings: each page goes on being about its own."""
    session = outreach.announced(cast)
    links = [outreach_secret(outreach.registered(session, number)) for number in (1, 2)]
    client = Client()
    pages = [shows(client, "outreach:mine", link)[0][0] for link in links]
    assert pages[0] != pages[1]
    client.post(reverse("outreach:confirm", args=[mark_of(links[0])]))
    states = session.registrations.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["placed", "pending"]


def test_invitation_is_there_after_the_login(cast: Cast) -> None:
    """A login gives the session another key and keeps what was opened before it."""
    (secret,) = of_invitation(cast)
    client = Client()
    login, _page = shows(client, "accounts:accept-invitation", secret)
    person = UserFactory._meta.model.objects.get(email="nieuw@voorbeeld.example")
    person.set_password("een lang genoeg wachtwoord 7")
    person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    data = {"login": person.email, "password": "een lang genoeg wachtwoord 7"}
    reply = client.post(login[-1], data, follow=True)
    assert cast.company.name in reply.content.decode()
    assert not [place for place, _status in reply.redirect_chain if secret in place]
    client.post(reply.request["PATH_INFO"])
    assert person.memberships.get().organisation == cast.company


def test_link_of_another_account_logs_out_and_stays(cast: Cast) -> None:
    """Allauth ends the session of whoever else was logged in; the link is not lost with it."""
    (secret,) = of_address(cast)
    client = client_of(cast.rival)
    places, _page = shows(client, "account_confirm_email", secret)
    assert client.post(places[-1], follow=True).status_code == 200
    assert EmailAddress.objects.get(email="adres@voorbeeld.example").verified


def test_wrong_secret_is_not_kept(cast: Cast) -> None:
    """Nobody fills the table of sessions by asking for addresses."""
    for name in sorted(PAGES):
        Client().get(reverse(name, args=["nagemaakt"]))
    assert not BrowserSession.objects.exists()


def test_session_keeps_the_last_links_only(rf: Any, client: Client) -> None:
    request = rf.get("/")
    request.session = client.session
    for number in range(opened_links.KEPT + 5):
        opened_links.keep(request, f"geheim-{number}")
    kept = request.session["opened_links"]
    assert len(kept) == opened_links.KEPT
    assert mark_of("geheim-24") in kept
    assert mark_of("geheim-4") not in kept


def test_language_asked_in_the_link_is_kept(cast: Cast) -> None:
    (secret,) = of_place(cast)
    reply = Client().get(reverse("outreach:mine", args=[secret]) + "?taal=en")
    assert reply["Location"].endswith("/?taal=en")


@override_settings(ROOT_URLCONF=__name__)
def test_page_that_keeps_the_secret_in_sight_is_seen(cast: Cast) -> None:
    """The control: allauth's page as it comes stays where the secret is."""
    (secret,) = of_address(cast)
    places, _page = shows(Client(), "bare", secret)
    assert places == []


urlpatterns = [
    path(
        "kaal/<str:geheim>/",
        lambda request, geheim: confirm_email(request, key=geheim),
        name="bare",
    ),
    path("", include("portal.urls")),
]
