"""A real OpenID Connect provider (oidc-provider-mock) on this machine, and its browsers."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal.federation.models import IdentityProvider

KVK = "urn:etoegang:1.9:EntityConcernedID:KvKnr"
CHAIN = "urn:etoegang:1.9:IntermediateEntityID:KvKnr"
COMPANY = "urn:etoegang:1.11:attribute-represented:CompanyName"
LOA = "urn:etoegang:core:assurance-class:loa"
EH3 = {"acr": f"{LOA}3", KVK: "69599084", COMPANY: "Bakkerij Jansen"}
Edit = Callable[[dict[str, str]], dict[str, str]]


def same(asked: dict[str, str]) -> dict[str, str]:
    """What the portal asks, as it is."""
    return asked


def broker(issuer: str, **facts: object) -> IdentityProvider:
    """A broker of eHerkenning that the operator entered."""
    row = IdentityProvider(slug="makelaar", name="Makelaar", kind="eherkenning", issuer=issuer,
                           client_id="trechter", **facts)  # fmt: skip
    row.secret = "geheim van de makelaar"
    row.save()
    return row


def tell(issuer: str, sub: str, **claims: object) -> None:
    """What the provider knows of a person."""
    reply = requests.put(f"{issuer}/users/{sub}", json=claims, timeout=10)
    reply.raise_for_status()


def ask(client: Client, row: IdentityProvider, query: str = "") -> dict[str, str]:
    """Where the portal sends this browser to, as parameters."""
    reply = client.get(reverse("openid_connect_login", args=[row.slug]) + query)
    assert reply.status_code == 302, reply.content.decode()
    return dict(parse_qsl(urlsplit(reply.url).query))


def answer(issuer: str, asked: dict[str, str], sub: str) -> str:
    """Log in there as somebody; return the path with which the browser comes back."""
    reply = requests.post(
        f"{issuer}/oauth2/authorize?{urlencode(asked)}",
        data={"sub": sub}, allow_redirects=False, timeout=10,
    )  # fmt: skip
    back = urlsplit(reply.headers["Location"])
    return f"{back.path}?{back.query}"


def log_in_through(
    client: Client, row: IdentityProvider, sub: str, *, query: str = "", edit: Edit = same
) -> HttpResponse:
    """The whole way there and back; `edit` is what somebody does to it on the way."""
    asked = ask(client, row, query)
    return client.get(answer(row.issuer, edit(asked), sub))
