"""What an ID token says, read by the names that the operator entered. Nothing here is believed yet.

Only the signed token is read, never the address bar, a form or the userinfo page.
"""

from dataclasses import asdict, dataclass
from typing import Any

from portal.federation.models import IdentityProvider

MOST = 200  # characters of a claim


@dataclass(frozen=True)
class Statement:
    """The words of a token that the portal uses; empty where it says nothing."""

    subject: str
    email: str = ""
    is_email_verified: bool = False
    name: str = ""
    assurance: str = ""
    kvk: str = ""
    intermediary_kvk: str = ""
    company: str = ""
    factors: tuple[str, ...] = ()

    def as_kept(self) -> dict[str, Any]:
        """What the session keeps of it on the way to the login."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "Statement":
        """The same statement, read back."""
        return cls(**{**kept, "factors": tuple(kept.get("factors", ()))})


def read(provider: IdentityProvider, claims: dict[str, Any]) -> Statement:
    """The statement of a token whose signature, issuer, audience and time were checked."""
    methods = claims.get("amr")
    return Statement(
        subject=_text(claims.get("sub")),
        email=_text(claims.get("email")).lower(),
        is_email_verified=claims.get("email_verified") is True,
        name=_text(claims.get("name")),
        assurance=_text(claims.get(provider.claim_assurance)),
        kvk=_number(claims.get(provider.claim_kvk)),
        intermediary_kvk=_number(claims.get(provider.claim_intermediary)),
        company=_text(claims.get(provider.claim_company)),
        factors=(
            *(_text(each) for each in (methods if isinstance(methods, list) else [])[:20]),
            _text(claims.get("acr")),
        ),
    )


def _text(value: object) -> str:
    return value.strip()[:MOST] if isinstance(value, str) else ""


def _number(value: object) -> str:
    """A KvK number as text. Anything else stays as it is, and is then refused."""
    return str(value).strip()[:MOST] if value is not None and value != "" else ""
