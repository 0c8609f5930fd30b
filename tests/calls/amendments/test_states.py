"""State x action and role x action of an amendment, against tables written here."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from calls.amendments import services, transitions
from calls.amendments.models import Amendment
from calls.models import Phase
from portal.audit.models import AuditEvent
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.calls.amendments import stages
from tests.cast import Cast

MAKE = {
    "draft": stages.drafted,
    "in_review": stages.in_review,
    "published": stages.published,
    "dropped": lambda phase, cast: transitions.drop_amendment(
        stages.drafted(phase, cast), by=cast.author
    ),
}
DO = {
    "submit": lambda one, by: transitions.submit_amendment(one, by=by),
    "return": lambda one, by: transitions.return_amendment(one, by=by, remarks="Anders."),
    "drop": lambda one, by: transitions.drop_amendment(one, by=by),
    "publish": lambda one, by: transitions.publish_amendment(
        one, by=by, seen_sha256=stages.seen(one)
    ),
    "say": lambda one, by: services.say(one, says={"title": "X"}, edits=one.edits, by=by),
    "terms": lambda one, by: services.change_terms(
        one, part={"summary": "X"}, edits=one.edits, by=by
    ),
}
# What leads where; everything that is not here is refused.
LEADS = {
    ("draft", "submit"): "in_review", ("draft", "drop"): "dropped", ("draft", "say"): "draft",
    ("draft", "terms"): "draft", ("in_review", "return"): "draft",
    ("in_review", "drop"): "dropped", ("in_review", "publish"): "published",
}  # fmt: skip
ROLES = ("author", "officer", "escrow", "outsider", "applicant", "analyst", "auditor", "operator")
MAY = {
    "submit": {"author", "officer"}, "return": {"author", "officer"}, "drop": {"author", "officer"},
    "publish": {"officer"}, "say": {"author", "officer"}, "terms": {"author", "officer"},
}  # fmt: skip
BEGINS = {"submit": "draft", "return": "in_review", "drop": "draft", "publish": "in_review",
          "say": "draft", "terms": "draft"}  # fmt: skip


@pytest.mark.parametrize("action", DO)
@pytest.mark.parametrize("state", MAKE)
def test_amendment_goes_from_where_it_may_and_nowhere_else(
    phase: Phase, cast: Cast, state: str, action: str
) -> None:
    amendment = MAKE[state](phase, cast)
    wanted = LEADS.get((state, action))
    if wanted is None:
        with pytest.raises(TransitionRefused):
            DO[action](amendment, cast.officer)
    else:
        DO[action](amendment, cast.officer)
    assert Amendment.objects.get(pk=amendment.pk).state == (wanted or state)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", DO)
def test_amendment_is_moved_by_officers_and_published_by_another(
    phase: Phase, cast: Cast, action: str, role: str
) -> None:
    """REQ-24: who wrote on it does not publish it."""
    amendment = MAKE[BEGINS[action]](phase, cast)
    if role in MAY[action]:
        DO[action](amendment, getattr(cast, role))
    else:
        with pytest.raises(PermissionDenied):
            DO[action](amendment, getattr(cast, role))


def test_whoever_edits_a_draft_does_not_publish_it(phase: Phase, cast: Cast) -> None:
    amendment = stages.drafted(phase, cast)
    services.say(amendment, says={"title": "Ook ik"}, edits=amendment.edits, by=cast.officer)
    amendment = transitions.submit_amendment(amendment, by=cast.author)
    with pytest.raises(PermissionDenied):
        DO["publish"](amendment, cast.officer)


def test_checking_waits_on_the_officers_who_did_not_write(phase: Phase, cast: Cast) -> None:
    amendment = stages.in_review(phase, cast)
    waiting = Task.objects.filter(kind="approve_amendment", closed_at=None)
    assert {task.holder for task in waiting} == {cast.officer}
    DO["publish"](amendment, cast.officer)
    assert not waiting.all().exists()


def test_a_second_draft_is_the_one_that_is_under_way(phase: Phase, cast: Cast) -> None:
    first = stages.drafted(phase, cast)
    assert services.draft_amendment(phase.call, by=cast.officer) == first


def test_a_published_amendment_does_not_change_any_more(phase: Phase, cast: Cast) -> None:
    """The database says so too."""
    amendment = stages.published(phase, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(reason="Iets anders")


def test_every_move_leaves_its_line(phase: Phase, cast: Cast) -> None:
    stages.published(phase, cast)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"draft_amendment", "edit_amendment", "submit_amendment", "publish_amendment"} <= actions
