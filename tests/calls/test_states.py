"""State x move and role x move of calls and phases, against tables written down here again."""

import pytest
from django.core.exceptions import PermissionDenied

from calls import tasks, transitions
from calls.models import Call, Phase
from portal.audit.models import AuditEvent
from portal.workflow import TransitionRefused
from tests.factories import CallFactory, PhaseFactory

CALL_MOVES = {
    "submit_for_review": lambda call, by: transitions.submit_for_review(call, by=by),
    "return_to_author": lambda call, by: transitions.return_to_author(call, by=by, remarks="Nee."),
    "publish": lambda call, by: transitions.publish(call, by=by),
    "cancel": lambda call, by: transitions.cancel(call, by=by, reasons="Daarom."),
    "complete": lambda call, by: transitions.complete(call, by=by),
}
CALL_TABLE = """
                   draft      in_review  published  cancelled  completed
submit_for_review  in_review  -          -          -          -
return_to_author   -          draft      -          -          -
publish            -          published  -          -          -
cancel             cancelled  cancelled  cancelled  -          -
complete           -          -          completed  -          -
"""
PHASE_TABLE = """
                planned opened closed open  assessing advised decided informed  running   completed
mark_opened     opened  -      opened opened -        -       -       -         -         -
start_assessing -       assessing -   -     -         -       -       -         -         -
mark_advised    -       -      -      -     advised   -       -       -         -         -
mark_decided    -       -      -      -     -         decided -       -         -         -
mark_informed   -       -      -      -     -         -       informed -        -         -
start_running   -       -      -      -     -         -       -       running   -         -
complete_phase  -       -      -      -     -         -       -       completed completed -
"""


def cells(table):
    """Every (move, state, target) of a table; a dash is a move that is refused."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return [
        (move, state, target)
        for move, *targets in rows
        for state, target in zip(head, targets, strict=True)
    ]


def test_the_tables_are_whole():
    assert {state for _move, state, _to in cells(CALL_TABLE)} == set(Call.State.values)
    assert {state for _move, state, _to in cells(PHASE_TABLE)} == set(Phase.State.values)


def refused(change, obj):
    events = AuditEvent.objects.count()
    before = obj.state
    with pytest.raises(TransitionRefused):
        change()
    obj.refresh_from_db()
    assert obj.state == before
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(("move", "state", "target"), cells(CALL_TABLE))
def test_each_move_of_a_call_leaves_from_its_own_states_only(whole, cast, move, state, target):
    Call.objects.filter(pk=whole.pk).update(state=state)
    whole.refresh_from_db()
    by = cast.officer
    if target == "-":
        refused(lambda: CALL_MOVES[move](whole, by), whole)
    else:
        assert CALL_MOVES[move](whole, by).state == target
        line = AuditEvent.objects.filter(action=move).last()
        assert (line.data["before"], line.data["after"], line.actor) == (state, target, by)


ROLES = {  # who may go: the second officer all, the author all but publish, others nothing
    "author": {"submit_for_review", "return_to_author", "cancel", "complete"},
    "officer": set(CALL_MOVES),
    "outsider": set(),
    "escrow": set(),
    "analyst": set(),
    "auditor": set(),
    "operator": set(),
    "applicant": set(),
    "rival": set(),
    "unassigned": set(),
}


@pytest.mark.parametrize("move", CALL_MOVES)
@pytest.mark.parametrize("name", ROLES)
def test_each_move_of_a_call_is_for_its_own_people_only(whole, cast, move, name):
    by = getattr(cast, name)
    state = next(state for m, state, target in cells(CALL_TABLE) if m == move and target != "-")
    Call.objects.filter(pk=whole.pk).update(state=state)
    transition = getattr(transitions, move.upper())
    whole.refresh_from_db()
    may = move in ROLES[name]
    assert transition.is_offered(whole, by=by) is may  # the button and the rule agree
    if may:
        CALL_MOVES[move](whole, by)
    else:
        with pytest.raises(PermissionDenied):
            CALL_MOVES[move](whole, by)


@pytest.mark.parametrize(("move", "state", "target"), cells(PHASE_TABLE))
def test_each_move_of_a_phase_leaves_from_its_own_states_only(cast, move, state, target):
    phase = PhaseFactory(call=CallFactory(published=True), state=state)
    change = getattr(transitions, move)
    if target == "-":
        refused(lambda: change(phase, by=cast.officer), phase)
    else:
        assert change(phase, by=cast.officer).state == target
        assert AuditEvent.objects.get(action=move).data == {"before": state, "after": target}


def test_the_vault_of_a_stopped_call_stays_closed(cast):
    phase = PhaseFactory(closed=True, call=CallFactory(state=Call.State.CANCELLED))
    refused(lambda: transitions.mark_opened(phase, by=cast.officer), phase)


@pytest.mark.parametrize(
    ("stored", "when", "written"),
    [
        ("planned", {"upcoming": True}, "planned"),
        ("planned", {}, "open"),
        ("planned", {"closed": True}, "closed"),
        ("open", {}, "open"),
        ("open", {"closed": True}, "closed"),
        ("opened", {"closed": True}, "opened"),
        ("completed", {"closed": True}, "completed"),
    ],
)
def test_the_clock_is_written_down_once(db, stored, when, written):
    """The scheduled task only writes down what the clock has decided, and may run twice."""
    phase = PhaseFactory(state=stored, **when)
    assert tasks.write_phase_states() == int(stored != written)
    assert tasks.write_phase_states() == 0
    phase.refresh_from_db()
    assert phase.state == written


def test_the_clock_is_not_written_down_for_a_call_that_is_not_public(db):
    PhaseFactory(call=CallFactory(in_review=True))
    assert tasks.write_phase_states() == 0


@pytest.mark.parametrize(
    ("move", "words"), [("return_to_author", "remarks"), ("cancel", "reasons")]
)
def test_a_move_that_needs_words_is_refused_without(in_review, cast, move, words):
    with pytest.raises(TransitionRefused):
        getattr(transitions, move)(in_review, by=cast.officer, **{words: "  "})
