"""A token is taken only when it is signed by the issuer, for us, and of now (REQ-21)."""

import warnings
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.test import RequestFactory

from portal.federation.adapter import _as_app
from portal.federation.flow import OrganisationAdapter
from portal.federation.models import IdentityProvider
from tests.portal.federation.provider import EH3, broker, tell

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def row(db: None, issuer: str) -> IdentityProvider:
    return broker(issuer)


def token_of(issuer: str, *, client_id: str = "trechter") -> str:
    """A token that this provider signed for a client."""
    tell(issuer, "jansen", **EH3)
    asked = {"client_id": client_id, "redirect_uri": "http://x.example/", "response_type": "code",
             "scope": "openid", "nonce": "n", "state": "s"}  # fmt: skip
    reply = requests.post(f"{issuer}/oauth2/authorize?{urlencode(asked)}", data={"sub": "jansen"},
                          allow_redirects=False, timeout=10)  # fmt: skip
    code = parse_qs(urlsplit(reply.headers["Location"]).query)["code"][0]
    given = {"grant_type": "authorization_code", "code": code, "client_id": client_id,
             "client_secret": "x", "redirect_uri": "http://x.example/"}  # fmt: skip
    return requests.post(f"{issuer}/oauth2/token", data=given, timeout=10).json()["id_token"]


def read(row: IdentityProvider, token: object) -> dict:
    app: SocialApp = _as_app(row)
    return OrganisationAdapter(RequestFactory().get("/"), row.slug).read(app, token)


def test_a_token_for_us_is_read(row: IdentityProvider) -> None:
    assert read(row, token_of(row.issuer))["sub"] == "jansen"


def test_a_token_for_another_is_refused(row: IdentityProvider) -> None:
    """REQ-21: what somebody showed at another site of the same provider is no login here."""
    with pytest.raises(OAuth2Error):
        read(row, token_of(row.issuer, client_id="een-ander"))


def test_a_token_that_is_too_old_is_refused(db: None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread  # noqa: PLC0415

        with run_server_in_thread(access_token_max_age=timedelta(minutes=-5)) as server:
            row = broker(f"http://localhost:{server.server_port}")
            with pytest.raises(OAuth2Error):
                read(row, token_of(row.issuer))


def test_a_token_that_was_changed_is_refused(row: IdentityProvider) -> None:
    head, body, signature = token_of(row.issuer).split(".")
    changed = body[:-4] + ("AAAA" if body[-4:] != "AAAA" else "BBBB")
    for token in (f"{head}.{changed}.{signature}", f"{head}.{body}.", f"{head}.{body}"):
        with pytest.raises(OAuth2Error):
            read(row, token)


def test_a_token_with_an_algorithm_of_its_own_choice_is_refused(row: IdentityProvider) -> None:
    """No signature at all, or one with the public key as a shared secret."""
    claims = jwt.decode(token_of(row.issuer), options={"verify_signature": False})
    for token in (
        jwt.encode(claims, key="", algorithm="none"),
        jwt.encode(claims, key="k" * 64, algorithm="HS256"),
    ):
        with pytest.raises(OAuth2Error):
            read(row, token)


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", 1, {}])
def test_what_is_no_token_is_refused(row: IdentityProvider, token: object) -> None:
    with pytest.raises(OAuth2Error):
        read(row, token)
