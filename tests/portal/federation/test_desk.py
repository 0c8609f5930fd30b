"""The operator enters providers; nobody else does, and the secret is never shown."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.audit.models import AuditEvent
from portal.federation.models import IdentityProvider
from tests.cast import Cast, client_of

GIVEN = {
    "name": "Makelaar", "slug": "makelaar", "kind": "eherkenning", "issuer": "https://id.example",
    "client_id": "trechter", "secret": "zeer geheim", "is_active": "on",
    "least_assurance": "urn:etoegang:core:assurance-class:loa3", "claim_assurance": "acr",
    "claim_kvk": "kvk", "claim_intermediary": "keten", "claim_company": "bedrijf",
}  # fmt: skip


@pytest.fixture
def operator(cast: Cast) -> Client:
    return client_of(cast.operator, stepped_up=True)


def test_operator_enters_and_changes_a_provider(operator: Client) -> None:
    assert operator.post(reverse("federation:enter"), GIVEN).status_code == 302
    row = IdentityProvider.objects.get()
    assert row.secret == "zeer geheim"
    address = reverse("federation:change", args=[row.slug])
    assert "zeer geheim" not in operator.get(address).content.decode()
    operator.post(address, {**GIVEN, "secret": "", "slug": "anders", "is_active": ""})
    row.refresh_from_db()
    assert (row.slug, row.secret, row.is_active) == ("makelaar", "zeer geheim", False)
    lines = AuditEvent.objects.filter(action__endswith="_identity_provider")
    assert lines.count() == 2
    assert "geheim" not in str(list(lines.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issuer": "http://id.example"}, "issuer"), ({"secret": ""}, "secret"),
        ({"kind": "organisation", "mail_domains": "rws.example"}, "organisation"),
        ({"least_assurance": "loa9"}, "least_assurance"), ({"slug": "a b"}, "slug"),
    ],
)  # fmt: skip
def test_provider_that_cannot_be_right_is_refused(
    operator: Client, change: dict[str, str], field: str
) -> None:
    page = operator.post(reverse("federation:enter"), {**GIVEN, **change})
    assert field in page.context["form"].errors
    assert not IdentityProvider.objects.exists()


def test_entering_a_provider_asks_for_a_fresh_factor(cast: Cast) -> None:
    """ASVS 7.5.3: whoever points the portal at a provider lets its people in."""
    reply = client_of(cast.operator).get(reverse("federation:enter"))
    assert reply.url.startswith(reverse("accounts:step-up"))


def test_login_page_names_the_providers(operator: Client) -> None:
    operator.post(reverse("federation:enter"), GIVEN)
    text = Client().get(reverse("account_login")).content.decode()
    assert reverse("openid_connect_login", args=["makelaar"]) in text
