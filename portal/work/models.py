"""What waits on a person (Task) and what the portal is working on (Job, JobUnit)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow

MAX_ATTEMPTS = 3  # of one unit of a job; after that a person must look


def task_kinds() -> list[tuple[str, Any]]:
    """The kinds of Task. Migrations name this function, so that a new kind needs none."""
    return Task.Kind.choices


class TaskQuerySet(models.QuerySet["Task"]):
    def open_for(self, user: object) -> "TaskQuerySet":
        """What waits on this person now, the first due first."""
        return self.filter(holder=user, closed_at=None).order_by(
            models.F("due_at").asc(nulls_last=True), "id"
        )


class Task(models.Model):
    """One thing that waits on one person. Opened and closed inside transitions and services."""

    class Kind(models.TextChoices):
        APPROVE_CALL = "approve_call", _("Check and approve the call")
        APPROVE_AMENDMENT = "approve_amendment", _("Check and publish the amendment")
        READ_AMENDMENT = "read_amendment", _("Read what changed in the call")
        CONFIRM_OFFER = "confirm_offer", _("Confirm your offer again, or send it anew")
        APPROVE_EXTENSION = "approve_extension", _("Check the extension after an outage")
        HOLD_SHARE = "hold_share", _("Confirm that you hold a key of the vault")
        TRY_SHARE = "try_share", _("Try whether you can still open the vault")
        RENEW_SHARES = "renew_shares", _("Bring two parts of the key together")
        ANSWER_REQUEST = "answer_request", _("Answer a request for advice")
        READ_ADVICE = "read_advice", _("Read what the expertise centre says")
        ANSWER_QUESTIONS = "answer_questions", _("Answer questions about the call")
        APPROVE_NOTICE = "approve_notice", _("Check and approve the notice")
        APPROVE_ANSWER = "approve_answer", _("Check and send an answer in confidence")
        CHOOSE_FOR_QUESTION = "choose_for_question", _("Decide what to do with your question")
        FINISH_OFFER = "finish_offer", _("Finish and send your offer")
        OPEN_VAULT = "open_vault", _("Open the vault together")
        JUDGE_ADMISSIBILITY = "judge_admissibility", _("Check which offers are admissible")
        EXPLAIN_OFFER = "explain_offer", _("Explain something in your offer")
        DECLARE = "declare", _("Say whether you have an interest in an applicant")
        DECIDE_WARNING = "decide_warning", _("Decide on a likely conflict of interest")
        SCORE = "score", _("Score the offers and hand in")
        CONSENSUS = "consensus", _("Lead the consensus meeting")
        SIGN_MINUTES = "sign_minutes", _("Sign the minutes of the meeting")
        ADVISE = "advise", _("Approve the advice")
        DECIDE = "decide", _("Decide on the advice")
        APPROVE_DECISION = "approve_decision", _("Check and approve the decision")
        RELEASE_LETTERS = "release_letters", _("Check and release the letters")
        WRITE_CONTRACT = "write_contract", _("Finish the text of the contract")
        SIGN_CONTRACT = "sign_contract", _("Sign the contract")
        DELIVER = "deliver", _("Deliver what the contract asks")
        JUDGE_DELIVERABLE = "judge_deliverable", _("Accept, return or reject a deliverable")
        SETTLE_REJECTION = "settle_rejection", _("Change or end a contract after a rejection")
        REQUEST_PAYMENT = "request_payment", _("Ask for the payment of what was accepted")
        RECORD_PAYMENT = "record_payment", _("Pay an instalment and write down the date")
        ANSWER_CHANGE = "answer_change", _("Accept or refuse a change of the contract")
        APPROVE_ENDING = "approve_ending", _("Decide on ending a contract early")
        APPROVE_STORY = "approve_story", _("Approve the story about your solution")
        ANSWER_DEBRIEF = "answer_debrief", _("Explain a decision to an applicant")
        ANSWER_COMPLAINT = "answer_complaint", _("Answer a complaint")
        FINISH_FUNDING = "finish_funding", _("Finish and send the request for co-funding")
        DECIDE_FUNDING = "decide_funding", _("Decide on a request for co-funding")
        APPROVE_FUNDING = "approve_funding", _("Check and approve a decision on co-funding")
        REPORT_FUNDING = "report_funding", _("Hand in the report on co-funding")
        PAY_FUNDING = "pay_funding", _("Pay the co-funding and write it down")
        RECEIVE_FUNDING = "receive_funding", _("See that co-funding comes back, and write it down")
        READ_FUNDING_REPORT = "read_funding_report", _("Read a report on co-funding")
        STANDSTILL_END = "standstill_end", _("The standstill ends; after that the contract")
        AWARD_NOTICE = "award_notice", _("Send the award notice to TenderNed")
        CHECK_CONDITION = "check_condition", _("Write down whether a condition is met")
        REACH_PERSON = "reach_person", _("Reach a person whose mail came back")
        ANSWER_JOIN_REQUEST = "answer_join_request", _("Let somebody into your company, or refuse")
        APPROVE_DESTRUCTION = "approve_destruction", _("Check and approve a destruction list")
        ACCEPT_DELEGATION = "accept_delegation", _("Say whether you act for a colleague")
        TAKE_ROLE = "take_role", _("Say whether you take a role on a call")
        ANSWER_ERASURE = "answer_erasure", _("Answer a request to be erased")
        ANSWER_SUPPORT = "answer_support", _("Say whether support may act as you")
        REVIEW_ACCESS = "review_access", _("Look through who has access")
        CHECK_REPORT = "check_report", _("Check and publish the report of a consultation")

    kind = models.CharField(max_length=24, choices=task_kinds)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tasks")
    subject = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    unique_key = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(db_default=PortalNow())
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["holder", "due_at"], name="task_open", condition=Q(closed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


class Job(models.Model):
    """Work in units, each idempotent by its key: it can be killed at any moment and go on."""

    class State(models.TextChoices):
        RUNNING = "running", _("busy")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="job_once_per_object")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @cached_property
    def shared(self) -> dict[str, Any]:
        """What a kind reads once for all units of one run; it is not stored."""
        return {}


class JobUnit(models.Model):
    """One piece of a job; `done_at` is written in the transaction of its effect."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="units")
    key = models.CharField(max_length=100)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="job_unit_once")]

    def __str__(self) -> str:
        return f"{self.job} / {self.key}"
