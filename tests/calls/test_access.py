"""Who may reach which page of this room, as a second table beside the rules."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, CallRole
from portal.accounts.models import User
from tests.cast import Cast, client_of

ROLES: dict[str, Callable[[Cast], User | None]] = {
    "anonymous": lambda cast: None,
    "applicant": lambda cast: cast.applicant,
    "rival": lambda cast: cast.rival,
    "member": lambda cast: cast.members[0],
    "analyst": lambda cast: cast.analyst,
    "auditor": lambda cast: cast.auditor,
    "operator": lambda cast: cast.operator,
    "outsider": lambda cast: cast.outsider,
    "escrow": lambda cast: cast.escrow,
    "secretary": lambda cast: cast.unassigned,
    "author": lambda cast: cast.author,
    "officer": lambda cast: cast.officer,
}
PUBLIC = dict.fromkeys(ROLES, 200)
NOBODY = dict.fromkeys(ROLES, 404) | {"anonymous": 302}
READERS = NOBODY | {"secretary": 200, "author": 200, "officer": 200}
WRITERS = READERS | {"secretary": 403}
BEGINNERS = (
    dict.fromkeys(ROLES, 403)
    | {"anonymous": 302}
    | dict.fromkeys(("outsider", "author", "officer"), 200)
)
# Page -> role -> status of a GET, for a call in review.
IN_REVIEW = {
    "list": PUBLIC,
    "new": BEGINNERS,
    "detail": dict.fromkeys(ROLES, 404),
    "preview": READERS,
    "edit": WRITERS,
    "keys": WRITERS | {"escrow": 200},
    "review": WRITERS,
    "return-to-author": WRITERS,
    "publish": WRITERS | {"author": 403},
    "cancel": WRITERS,
}


@pytest.fixture
def with_secretary(in_review: Call, cast: Cast) -> Call:
    """A call in review with a secretary, who is no officer."""
    CallRole.objects.create(call=in_review, user=cast.unassigned, role=CallRole.Role.SECRETARY)
    return in_review


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_call_in_review(with_secretary: Call, cast: Cast, role: str) -> None:
    client = client_of(ROLES[role](cast))
    seen = {name: client.get(_url(name, with_secretary)).status_code for name in IN_REVIEW}
    assert seen == {name: table[role] for name, table in IN_REVIEW.items()}


@pytest.mark.parametrize("role", ROLES)
def test_published_call_is_the_same_for_everybody(published: Call, cast: Cast, role: str) -> None:
    client = client_of(ROLES[role](cast))
    file = published.documents.get().file
    assert client.get(_url("detail", published)).status_code == 200
    assert client.get(_url("document", published, file.uuid)).status_code == 200
    assert client.get(_url("terms", published, 1)).json()["reference"] == published.reference
    assert client.get(_url("terms", published, 2)).status_code == 404


def test_role_on_a_call_ends(with_secretary: Call, cast: Cast) -> None:
    with_secretary.roles.filter(role="secretary").update(until=timezone.now() - timedelta(hours=1))
    assert client_of(cast.unassigned).get(_url("preview", with_secretary)).status_code == 404


POSTS = ("submit-for-review", "choose-holders", "add-document", "take-standard-contract")


@pytest.mark.parametrize("name", POSTS)
def test_posts_of_others_change_nothing(draft: Call, cast: Cast, name: str) -> None:
    """GET is refused, others find no such page, and without a login one is asked to log in."""
    url = _url(name, draft)
    assert client_of(cast.author).get(url).status_code == 405
    for user in (cast.outsider, cast.applicant, cast.operator, cast.auditor):
        assert client_of(user).post(url).status_code == 404
    assert client_of(None).post(url).status_code == 302
    draft.refresh_from_db()
    assert draft.state == Call.State.DRAFT
    assert not draft.documents.exists()
    assert not draft.key_holders.exists()


def _url(name: str, call: Call, *more: Any) -> str:
    args = [] if name in {"list", "new"} else [call.reference, *more]
    return reverse(f"calls:{name}", args=args)
