"""What an officer can do with a question or a notice: the same table as the rules ask."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from calls.clarification import permissions
from calls.clarification.models import Notice, Question
from calls.clarification.transitions import notices, questions
from portal.accounts.models import User


def question_actions(question: Question, *, by: User) -> list[dict[str, Any]]:
    """On the page of one question, besides writing its answer."""
    actions: list[dict[str, Any]] = []
    if question.is_confidential and question.state in questions.DELIVER.sources:
        deliver = _about(question, _("Give the answer to the asker alone"), "deliver")
        deliver["is_primary"] = True
        if not permissions.can_deliver(by, question):
            deliver["blocked_because"] = _("You wrote this answer, so a colleague approves it.")
        actions.append(deliver)
    if question.is_confidential and questions.RETURN_TO_ASKER.is_offered(question, by=by):
        actions.append(_about(question, _("Ask whether it may be public"), "give-back"))
    if questions.UNMERGE.is_offered(question, by=by):
        actions.append(_about(question, _("Let it stand by itself again"), "unmerge", is_post=True))
    return actions


def notice_actions(notice: Notice, *, by: User, is_filled: bool) -> list[dict[str, Any]]:
    """On the page of one notice on the desk."""
    if notice.state == Notice.State.PUBLISHED:
        where = [notice.call.reference, notice.number]
        return [
            {"label": _("Read the notice"), "is_primary": True,
             "url": reverse("clarification:public-notice", args=where)},
        ]  # fmt: skip
    actions: list[dict[str, Any]] = []
    if notices.SUBMIT_NOTICE.is_offered(notice, by=by):
        submit = _on(notice, _("Ask a colleague to approve"), "submit-notice", is_post=True)
        submit["is_primary"] = True
        if not is_filled:
            submit["blocked_because"] = _("Choose at least one answer or announcement.")
        actions += [submit, _on(notice, _("Throw this draft away"), "discard-notice")]
    if notice.state == Notice.State.IN_REVIEW:
        approve = _on(notice, _("Check and approve"), "approve-notice", is_primary=True)
        if not permissions.can_approve_notice(by, notice):
            approve["blocked_because"] = _(
                "You wrote in this notice or on an answer in it, so a colleague approves it."
            )
        actions += [approve, _on(notice, _("Give back with remarks"), "return-notice")]
    return actions


def _about(question: Question, label: str, name: str, **more: Any) -> dict[str, Any]:
    where = [question.call.reference, question.uuid]
    return {"label": label, "url": reverse(f"clarification:{name}", args=where), **more}


def _on(notice: Notice, label: str, name: str, **more: Any) -> dict[str, Any]:
    where = [notice.call.reference, notice.uuid]
    return {"label": label, "url": reverse(f"clarification:{name}", args=where), **more}
