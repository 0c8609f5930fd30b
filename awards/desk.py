"""The officers' desk: where each phase of a call stands, its rooms, and what can be done now."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from awards import permissions, transitions
from awards.models import Contract, DecisionSet
from awards.remedies.desk import remedy_actions
from calls import phases
from calls.models import Call, Phase
from calls.notices import needs_notice
from calls.permissions import can_edit_call, can_link_follow_up, is_officer
from portal.accounts.models import User
from portal.clock import portal_now

State = Phase.State
BEFORE_OPENING = {State.PLANNED, State.OPEN, State.CLOSED}
AFTER_JUDGING = {State.ADVISED, State.DECIDED, State.INFORMED, State.RUNNING, State.COMPLETED}
WITH_CONTRACTS = {State.INFORMED, State.RUNNING, State.COMPLETED}


@dataclass(frozen=True)
class Link:
    """A way to a room of the portal."""

    label: str
    url: str


@dataclass(frozen=True)
class DeskPhase:
    """One phase on the desk: how it stands in words, and the rooms that are of use by now."""

    phase: Phase
    state: str
    standing: str
    rooms: list[Link]


@dataclass
class Desk:
    """One call for one person."""

    phases: list[DeskPhase] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    rooms: list[Link] = field(default_factory=list)


def desk_of(call: Call, user: User) -> Desk:
    """Where the phases of `call` stand and what this person can do now, the most urgent first."""
    now = portal_now()
    desk = Desk(rooms=_call_rooms(call, user))
    _add_call_actions(desk, call, user)
    decision_sets = {row.phase_id: row for row in DecisionSet.objects.filter(phase__call=call)}
    for phase in call.phases.order_by("order").prefetch_related("pots__theme"):
        phase.call = call
        decision_set = decision_sets.get(phase.pk)
        state = current_state(phase, now)
        desk.phases.append(
            DeskPhase(phase, state, _standing(phase, state), _rooms(phase, state, decision_set))
        )
        if call.state == Call.State.PUBLISHED:
            _add_phase_actions(desk, phase, state, decision_set, user)
    if desk.actions:
        desk.actions[0]["is_primary"] = True
    return desk


def current_state(phase: Phase, now: datetime) -> str:
    """The state by the clock, also before the scheduled task has written it down."""
    if phase.takes_offers and phase.state in BEFORE_OPENING:
        return phases.window(phase, now)
    return phase.state


def next_step(call: Call, now: datetime) -> dict[str, Any]:
    """For a list of calls: the phase that is on, and how it stands; None before publication."""
    if call.state != Call.State.PUBLISHED:
        return {"phase": None, "state": call.state, "standing": call.get_state_display()}
    for phase in call.phases.all():
        phase.call = call
        state = current_state(phase, now)
        if state != State.COMPLETED:
            return {"phase": phase, "state": state, "standing": _standing(phase, state)}
    return {"phase": None, "state": call.state, "standing": call.get_state_display()}


def _standing(phase: Phase, state: str) -> str:
    """One sentence: what happens now and on whom it waits."""
    if not phase.takes_offers:
        return _("Authorities can record what they buy of what was delivered.")
    if not phase.is_scored and state == State.OPENED:
        return _("The vault is open. Check which offers are admissible, and close this round.")
    if not phase.gives_contracts and state == State.COMPLETED:
        return _("Everybody has a letter.")
    sentences = {
        State.PLANNED: _("Not open yet."),
        State.OPEN: _("Companies can send offers. Nobody sees how many there are."),
        State.CLOSED: _("The deadline has passed. Two people open the vault together."),
        State.OPENED: _("The vault is open. First check which offers are admissible."),
        State.ASSESSING: _("The committee is assessing."),
        State.ADVISED: _("The committee has given its advice. Now the decision."),
        State.DECIDED: _("Decided. The letters are made, checked and sent."),
        State.INFORMED: _("Everybody has a letter. The contracts are being signed."),
        State.RUNNING: _("The contracts are running."),
        State.COMPLETED: _("All contracts of this phase are done."),
    }
    return sentences[State(state)]


def _call_rooms(call: Call, user: User) -> list[Link]:
    reference = [call.reference]
    chosen = [
        Link(_("Choice of instrument and advice"), reverse("advice:of-call", args=reference)),
        Link(_("Talking with the market"), reverse("market:of-call", args=reference)),
    ] * can_edit_call(user, call)
    if call.state in {Call.State.DRAFT, Call.State.IN_REVIEW}:
        preview = Link(_("Preview of the public page"), reverse("calls:preview", args=reference))
        return [preview, *chosen, *_notice(call, user)]
    keeping = [
        Link(_("Keys of the vault"), reverse("calls:keys", args=reference)),
        Link(_("History"), reverse("calls:history", args=reference)),
    ]
    amendments = [Link(_("Amendments"), reverse("calls:amendments", args=reference))]
    record = [
        Link(_("Record and archive"), reverse("record:overview", args=reference))
    ] * is_officer(user, call)
    return [
        *chosen,
        Link(_("Public page of the call"), reverse("calls:detail", args=reference)),
        *(amendments if can_edit_call(user, call) else []),
        *_notice(call, user),
        *_follow_up(call, user),
        Link(_("Questions and notices"), reverse("clarification:desk", args=reference)),
        *(keeping if can_edit_call(user, call) else []),
        Link(_("Public result page"), reverse("awards:result", args=reference)),
        *record,
        Link(_("Funnel and figures"), reverse("funnel:call", args=reference)),
    ]


def _follow_up(call: Call, user: User) -> list[Link]:
    """Where the call said that a call may follow its prizes: which one it became."""
    if call.follow_up != Call.FollowUp.CALL or not can_link_follow_up(user, call):
        return []
    address = reverse("calls:link-follow-up", args=[call.reference])
    return [Link(_("The call that follows"), address)]


def _notice(call: Call, user: User) -> list[Link]:
    """What TenderNed asks, for the officers of a call that a notice goes before."""
    if not needs_notice(call) or not can_edit_call(user, call):
        return []
    return [
        Link(_("Fields of the notice (CSV)"), reverse("calls:notice-csv", args=[call.reference])),
        Link(_("Fields of the notice (JSON)"), reverse("calls:notice-json", args=[call.reference])),
    ]


def _add_call_actions(desk: Desk, call: Call, user: User) -> None:
    reference = [call.reference]
    if call.state == Call.State.DRAFT and can_edit_call(user, call):
        desk.actions.append(_action(_("Go on writing the call"), "calls:edit", reference))
        desk.actions.append(_action(_("Arrange the keys of the vault"), "calls:keys", reference))
    if call.state == Call.State.IN_REVIEW:
        desk.actions.append(_action(_("Check the call and publish it"), "calls:review", reference))


def _rooms(phase: Phase, state: str, decision_set: DecisionSet | None) -> list[Link]:
    """The rooms of a phase, in the order of the walk, as far as it has come."""
    where = [phase.call.reference, phase.code]
    if not phase.takes_offers:
        return [Link(_("Purchases"), reverse("awards:purchases", args=where[:1]))]
    if phase.call.state in {Call.State.DRAFT, Call.State.IN_REVIEW}:
        return []
    is_open = state not in BEFORE_OPENING
    is_judged = state in AFTER_JUDGING
    is_told = decision_set is not None and decision_set.released_at is not None
    has_contracts = phase.gives_contracts and state in WITH_CONTRACTS
    rooms = [
        (_("Vault"), "applications:vault", True),
        (_("Pitches"), "pitches:plan", bool(phase.pitch_minutes)),
        (_("Offers"), "applications:opened-list", is_open),
        (_("Negotiations"), "negotiation:parties", is_open and phase.is_negotiated),
        (_("Committee"), "assessment:progress", is_open and phase.is_scored),
        (_("Ranking"), "assessment:ranking", is_judged and phase.is_scored),
        (_("Advice"), "assessment:advice", is_judged and phase.is_scored),
        (_("Decision"), "awards:decide", is_judged),
        (_("Letters"), "awards:letters", decision_set is not None),
        (_("After the letters"), "remedies:room", is_told),
        (_("Reserve list and changes"), "revisions:room", is_told and phase.gives_contracts),
        (_("Text of the contracts"), "contracting:terms", phase.gives_contracts),
        (_("Contracts"), "awards:contracts", has_contracts),
        (_("Write to a group"), "group-mail:write", state != State.PLANNED),
    ]
    return [Link(label, reverse(name, args=where)) for label, name, is_there in rooms if is_there]


def _add_phase_actions(
    desk: Desk, phase: Phase, state: str, decision_set: DecisionSet | None, user: User
) -> None:
    where = [phase.call.reference, phase.code]
    name = phase.name
    if state == State.OPEN and permissions.can_manage_contracts(user, phase):
        desk.actions.append(
            _action(_("Move the deadline"), "calls:extend", where, explanation=name)
        )
    if state == State.CLOSED:
        desk.actions.append(
            _action(_("Open the vault"), "applications:vault", where, explanation=name)
        )
    if state == State.OPENED and permissions.can_manage_contracts(user, phase):
        desk.actions.append(
            _action(_("Check the offers"), "applications:opened-list", where, explanation=name)
        )
        if phase.is_negotiated:
            desk.actions.append(
                _action(_("Write down the talks"), "negotiation:parties", where, explanation=name)
            )
        if phase.is_scored:
            desk.actions.append(
                _action(_("Form the committee"), "assessment:form", where, explanation=name)
            )
    decides_in = State.ADVISED if phase.is_scored else State.OPENED
    if state == decides_in and permissions.can_propose(user, phase):
        desk.actions += _decision_actions(phase, decision_set, user)
    if decision_set is not None and transitions.RELEASE.is_offered(decision_set, by=user):
        desk.actions.append(
            _action(_("Check the letters and send them"), "awards:letters", where, explanation=name)
        )
    if state in {State.INFORMED, State.RUNNING} and permissions.can_manage_contracts(user, phase):
        desk.actions += _contract_actions(phase)
    desk.actions += remedy_actions(decision_set, user)
    if not phase.takes_offers and permissions.is_buyer(user) and _can_be_bought(phase.call):
        desk.actions.append(_action(_("Record a purchase"), "awards:purchases", where[:1]))


def _decision_actions(
    phase: Phase, decision_set: DecisionSet | None, user: User
) -> list[dict[str, Any]]:
    where, name = [phase.call.reference, phase.code], phase.name
    if decision_set is None:
        label = _("Decide on the advice") if phase.is_scored else _("Close this round")
        return [_action(label, "awards:decide", where, explanation=name)]
    decision_set.phase = phase
    if transitions.APPROVE.is_offered(decision_set, by=user):
        return [
            _action(_("Check the decisions and approve"), "awards:approve", where, explanation=name)
        ]
    if permissions.can_set_decision(user, decision_set):
        return [_action(_("Go on deciding"), "awards:decide", where, explanation=name)]
    return []


def _contract_actions(phase: Phase) -> list[dict[str, Any]]:
    """What waits on an officer in the contracts of a phase, counted."""
    contracts = Contract.objects.filter(decision__proposal__phase=phase)
    counts = contracts.aggregate(
        unsigned=Count("pk", filter=Q(state=Contract.State.SIGNED), distinct=True),
        unjudged=Count("deliverables", filter=Q(deliverables__state="delivered"), distinct=True),
    )
    where = [phase.call.reference, phase.code]
    actions = []
    if counts["unsigned"]:
        actions.append(
            _action(
                _("Sign contracts (%(count)s)") % {"count": counts["unsigned"]},
                "awards:contracts",
                where,
                explanation=phase.name,
            )
        )
    if counts["unjudged"]:
        actions.append(
            _action(
                _("Judge what was delivered (%(count)s)") % {"count": counts["unjudged"]},
                "awards:contracts",
                where,
                explanation=phase.name,
            )
        )
    return actions


def _can_be_bought(call: Call) -> bool:
    return Contract.objects.filter(
        decision__proposal__phase__call=call,
        decision__proposal__phase__may_be_bought=True,
        state=Contract.State.DELIVERED,
    ).exists()


def _action(label: str, name: str, args: list[str], **more: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(name, args=args), **more}
