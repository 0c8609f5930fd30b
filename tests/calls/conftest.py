"""A call as an officer makes it, and the way from there to publication."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from calls import services, transitions
from calls.models import Call, CallDocument
from portal.accounts.models import HolderKey, User
from portal.crypto.ceremony import make_holder_key
from portal.crypto.passphrase import Cost
from tests.cast import Cast

PASSPHRASE = "vier losse woorden samen"


def whole_terms() -> dict[str, Any]:
    """Terms in which nothing is missing: no marked places, two phases that lie ahead."""
    now = timezone.now().replace(microsecond=0)
    feasibility = {
        "code": "feasibility",
        "opens_at": now + timedelta(days=1),
        "closes_at": now + timedelta(days=40),
        "budget_incl_vat": Decimal("500000.00"),
        "cap_incl_vat": Decimal("50000.00"),
        "planned_awards": 10,
    }
    prototype = {
        **feasibility,
        "code": "prototype",
        "opens_at": now + timedelta(days=200),
        "closes_at": now + timedelta(days=230),
    }
    return {
        "title": "Bruggen van morgen",
        "title_en": "Bridges of tomorrow",
        "summary": "Wij zoeken viaducten die opnieuw te gebruiken zijn.",
        "rights": "developer",
        "sections": [{"code": "challenge", "title": "Vraagstuk", "text": "Er is te veel beton."}],
        "phases": [feasibility, prototype],
    }


def give_holder_key(user: User) -> None:
    """A vault key under PASSPHRASE, at a cost that lets tests run."""
    made = make_holder_key(PASSPHRASE, holder=str(user.uuid), cost=Cost(log_n=4))
    HolderKey.objects.create(
        user=user, public_key=made.public, protected_private_key=made.protected_private
    )


def add_contract(call: Call, *, by: User) -> CallDocument:
    """A model contract, which no call can do without."""
    return services.add_document(
        call,
        kind=CallDocument.Kind.MODEL_CONTRACT,
        title="Modelovereenkomst",
        upload_or_bytes=b"%PDF-1.7 model",
        file_name="modelovereenkomst.pdf",
        by=by,
    )


def hold_keys(call: Call, cast: Cast) -> None:
    """Author and officer open, the agency holds the reserve; all three confirm."""
    services.choose_holders(
        call, officers=[cast.author, cast.officer], escrow=cast.escrow, by=cast.author
    )
    for user in (cast.author, cast.officer, cast.escrow):
        give_holder_key(user)
        services.confirm_holder(call, passphrase=PASSPHRASE, by=user)


@pytest.fixture
def draft(cast: Cast) -> Call:
    """What the author begins with: the instrument's standard, and nothing of the own call yet."""
    return services.draft_call(
        by=cast.author,
        authority=cast.rws,
        reference="SBIR26-BRUG",
        instrument="sbir",
        terms={"title": "Bruggen", "summary": "Wij zoeken bruggen."},
    )


@pytest.fixture
def whole(cast: Cast) -> Call:
    """A draft in which nothing is missing."""
    call = services.draft_call(
        by=cast.author,
        authority=cast.rws,
        reference="SBIR26-HEEL",
        instrument="sbir",
        terms=whole_terms(),
    )
    add_contract(call, by=cast.author)
    hold_keys(call, cast)
    return call


@pytest.fixture
def in_review(whole: Call, cast: Cast) -> Call:
    """A whole call that waits for its second officer."""
    return transitions.submit_for_review(whole, by=cast.author)


@pytest.fixture
def published(in_review: Call, cast: Cast) -> Call:
    """A call that is public and opens tomorrow."""
    return transitions.publish(in_review, by=cast.officer)
