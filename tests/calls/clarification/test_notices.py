"""Notices: numbers, four eyes, one moment for page, PDF and mails; secrets do not count."""

import hashlib
import io
import re
import threading
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection, transaction
from django.urls import reverse

from applications import services as offers
from calls.alerts.models import Subscription
from calls.clarification import timing
from calls.clarification.models import Asker, Notice, Question
from calls.clarification.transitions import notices, questions
from calls.market.models import Participant
from calls.models import Phase
from calls.transitions import extend_deadline
from portal.clock import portal_now
from portal.crypto.canonical import canonical_json
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.work.models import Job, Task
from portal.workflow import TransitionRefused
from tests.calls.clarification import stages
from tests.calls.clarification.test_anonymity import text_of
from tests.cast import Cast, client_of, make_cast


@pytest.fixture
def phase(cast: Cast) -> Phase:
    return stages.call_with(cast)


def ready(phase: Phase, cast: Cast, subject: str) -> Question:
    return stages.answered(stages.asked(phase, cast, subject=subject).question, cast)


def test_questions_are_numbered_through_the_call_in_the_order_of_the_notice(
    cast: Cast, phase: Phase
) -> None:
    a, b, c, d = (ready(phase, cast, subject) for subject in "abcd")
    stages.published(stages.drafted(phase, cast, c, a), cast)
    second = stages.published(stages.drafted(phase, cast, d, b), cast)
    assert list(Question.objects.order_by("number").values_list("subject", "number")) == [
        ("c", 1), ("a", 2), ("d", 3), ("b", 4),
    ]  # fmt: skip
    assert second.number == 2
    assert [item["number"] for item in second.content["questions"]] == [3, 4]


def test_questions_in_confidence_leave_no_gap(cast: Cast, phase: Phase) -> None:
    """REQ-19: rivals cannot count them: not by number, not by address, not by anything public."""
    secrets = [stages.asked(phase, cast, secret=True).question for _ in range(3)]
    for secret in secrets:
        stages.answered(secret, cast)
        questions.deliver(secret, by=cast.officer)
    stages.published(stages.drafted(phase, cast, ready(phase, cast, "eerste")), cast)
    stages.asked(phase, cast, secret=True)
    stages.published(stages.drafted(phase, cast, ready(phase, cast, "tweede")), cast)
    numbered = Question.objects.exclude(number=None).order_by("number")
    assert list(numbered.values_list("number", flat=True)) == [1, 2]
    numbers = {secret.own_number for secret in secrets}
    assert len(numbers) == 3
    assert all(re.fullmatch(r"V-[2-9A-HJ-NP-Z]{6}", number) for number in numbers)
    seen = client_of(cast.rival).get(reverse("calls:detail", args=[phase.call.reference]))
    seen = seen.content.decode() + "".join(str(notice.content) for notice in Notice.objects.all())
    assert not re.search(r"V-[2-9A-HJ-NP-Z]{6}", seen)
    assert not OutgoingMail.objects.filter(recipient=cast.rival).exists()


def test_answer_in_confidence_reaches_its_asker_alone(cast: Cast, phase: Phase) -> None:
    question = stages.asked(phase, cast, secret=True).question
    stages.answered(question, cast)
    mine = reverse("clarification:mine", args=[phase.call.reference])
    assert stages.ANSWER not in client_of(cast.applicant).get(mine).content.decode()
    questions.deliver(question, by=cast.officer)
    page = client_of(cast.applicant).get(mine).content.decode()
    assert stages.ANSWER in page
    assert question.own_number in page
    assert stages.ANSWER not in client_of(cast.rival).get(mine).content.decode()
    mail = OutgoingMail.objects.get(kind="own_question_answered")
    assert mail.recipient == cast.applicant
    assert stages.ANSWER not in mail.body
    assert question.own_number not in mail.subject + mail.body + mail.dedupe_key


def test_answer_goes_to_the_signatories_when_the_asker_has_left(cast: Cast, phase: Phase) -> None:
    question = stages.asked(phase, cast, by=cast.colleague, secret=True).question
    stages.answered(question, cast)
    cast.colleague.memberships.update(until=portal_now())
    questions.deliver(question, by=cast.officer)
    mails = OutgoingMail.objects.filter(kind="own_question_answered")
    assert [mail.recipient for mail in mails] == [cast.applicant]


def test_asker_chooses_when_the_authority_wants_it_public(cast: Cast, phase: Phase) -> None:
    asker = stages.asked(phase, cast, secret=True)
    questions.return_to_asker(asker.question, reason="Dit gaat iedereen aan.", by=cast.author)
    task = Task.objects.get(kind="choose_for_question")
    assert task.holder == cast.applicant
    assert str(asker.key) not in task.url + task.unique_key
    page = client_of(cast.applicant).get(task.url).content.decode()
    assert "Dit gaat iedereen aan." in page
    questions.agree_to_publish(asker, by=cast.applicant)
    question = Question.objects.get()
    assert (question.is_confidential, question.own_number) == (False, "")
    task.refresh_from_db()
    assert task.closed_at
    notice = stages.published(stages.drafted(phase, cast, stages.answered(question, cast)), cast)
    assert notice.content["questions"][0]["number"] == 1


def test_page_pdf_and_json_say_the_same_to_anybody(cast: Cast, phase: Phase) -> None:
    """REQ-15: a notice is read and downloaded without logging in."""
    question = ready(phase, cast, "Hergebruikt staal")
    questions.mark_answered(
        question, subject="Gebruikt staal", text="Mag gebruikt staal?", answer="Ja.",
        withheld_because="De prijs van het staal is weggelaten: bedrijfsgeheim.", by=cast.author,
    )  # fmt: skip
    told = stages.announced(phase, cast)
    notice = stages.published(stages.drafted(phase, cast, question, told=[told]), cast)
    where = [phase.call.reference, notice.number]
    client = client_of(None)
    page = client.get(reverse("clarification:public-notice", args=where)).content.decode()
    pdf_url = reverse("clarification:notice-pdf", args=where)
    pdf = b"".join(client.get(pdf_url).streaming_content)
    json_answer = client.get(reverse("clarification:notice-json", args=where))
    pdf_text = " ".join(text_of(pdf).split())
    for words in (
        "Gebruikt staal", "Mag gebruikt staal?", "De prijs van het staal is weggelaten",
        "Rondleiding vol", "Nota van inlichtingen 1",
    ):  # fmt: skip
        assert words in page
        assert words in pdf_text
    assert "Mogen wij staal gebruiken" not in page + pdf_text
    assert json_answer.content == canonical_json(notice.content)
    assert hashlib.sha256(json_answer.content).hexdigest() == notice.sha256
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang == "nl"
        assert {str(name) for name in opened.docinfo} & {"/Creator", "/Keywords"} == set()
    call_page = client.get(reverse("calls:detail", args=[phase.call.reference])).content.decode()
    assert pdf_url in call_page


def test_everybody_concerned_gets_one_mail_without_content(cast: Cast, phase: Phase) -> None:
    offers.start_offer(phase, organisation=cast.rival_company, by=cast.rival)
    asked = stages.asked(phase, cast)
    stages.asked(phase, cast)
    notice = stages.told(phase, cast, asked)
    mails = OutgoingMail.objects.filter(kind="notice_published")
    assert {mail.recipient for mail in mails} == {cast.applicant, cast.rival}
    bodies = {mail.body.replace(mail.recipient.name, "X") for mail in mails}
    assert len(bodies) == 1  # one text for who asked and who did not
    assert stages.ANSWER not in bodies.pop()
    assert list(mails.order_by("pk")) == sorted(mails, key=lambda mail: mail.recipient_id)
    assert notice.published_at <= min(mail.queued_at for mail in mails)


def test_followers_and_who_came_to_a_meeting_hear_of_an_open_notice(
    cast: Cast, phase: Phase
) -> None:
    """Without an account, in the same transaction; a notice for those invited is not for them."""
    asked = stages.asked(phase, cast)
    now = portal_now()
    Subscription.objects.create(email="volger@elders.example", call=phase.call, confirmed_at=now)
    Subscription.objects.create(email="nooit@elders.example", call=phase.call)
    for email in ("gast@elders.example", cast.applicant.email):  # who hears already
        Subscription.objects.create(email=email, call=phase.call, confirmed_at=now)
    for email in ("gast@elders.example", cast.applicant.email):
        Participant.objects.create(
            call=phase.call, name="Gast", organisation="Elders", kind="company", email=email,
            confirmed_at=now,
        )  # fmt: skip
    stages.told(phase, cast, asked)
    told = OutgoingMail.objects.filter(kind__in=["notice_published", "alert_call_changed"])
    assert sorted(told.values_list("to_email", flat=True)) == sorted(
        ["gast@elders.example", "volger@elders.example", cast.applicant.email]
    )
    assert not any(stages.ANSWER in mail.body for mail in told)


def test_approval_alone_publishes_nothing(cast: Cast, phase: Phase) -> None:
    notice = stages.approved(stages.drafted(phase, cast, ready(phase, cast, "a")), cast)
    for name in ("public-notice", "notice-pdf", "notice-json"):
        url = reverse(f"clarification:{name}", args=[phase.call.reference, 1])
        assert client_of(cast.rival).get(url).status_code == 404
    assert not OutgoingMail.objects.filter(kind="notice_published").exists()
    assert Question.objects.get().number is None
    run_open_jobs(notices.JOB)
    run_open_jobs(notices.JOB)
    notice.refresh_from_db()
    assert notice.state == "published"
    assert OutgoingMail.objects.filter(kind="notice_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_page_pdf_and_mails_appear_at_one_moment() -> None:
    """Until the publishing transaction ends nothing is there; then all of it is, with its mails."""
    cast = make_cast()
    phase = stages.call_with(cast)
    with transaction.atomic():
        notice = stages.approved(stages.drafted(phase, cast, ready(phase, cast, "a")), cast)
        Job.objects.all().delete()  # this test publishes by hand, in a thread that waits
    written, looked = threading.Event(), threading.Event()

    def publish() -> None:
        with transaction.atomic():
            notices.publish_notice(notice)
            written.set()
            looked.wait(20)
        connection.close()

    thread = threading.Thread(target=publish)
    thread.start()
    assert written.wait(20)
    before = visible(phase)
    looked.set()
    thread.join(20)
    after = visible(phase)
    assert before == ([404, 404, 404], 0, False)
    assert after == ([200, 200, 200], 1, True)


def visible(phase: Phase) -> tuple[list[int], int, bool]:
    """What a reader gets of the first notice, how many mails there are, and the link."""
    client = client_of(None)
    names = ("public-notice", "notice-pdf", "notice-json")
    urls = [reverse(f"clarification:{name}", args=[phase.call.reference, 1]) for name in names]
    statuses = [client.get(url).status_code for url in urls]
    page = client.get(reverse("calls:detail", args=[phase.call.reference])).content.decode()
    mails = OutgoingMail.objects.filter(kind="notice_published").count()
    return statuses, mails, urls[0] in page


def test_failure_in_the_last_step_publishes_nothing_and_can_be_tried_again(
    cast: Cast, phase: Phase
) -> None:
    """Mails are the last step; when they cannot be written, page and PDF are not there either."""
    question = ready(phase, cast, "a")
    broken = stages.asked(phase, cast)
    kept = bytes(broken.sealed)
    notice = stages.approved(stages.drafted(phase, cast, question), cast)
    Asker.objects.filter(pk=broken.pk).update(sealed=kept[:-1] + b"?")
    for _ in range(3):
        run_open_jobs(notices.JOB)
    assert visible(phase) == ([404, 404, 404], 0, False)
    desk = reverse("clarification:notice", args=[phase.call.reference, notice.uuid])
    client = client_of(cast.author)
    assert "Het portaal kon deze nota niet maken" in client.get(desk).content.decode()
    Asker.objects.filter(pk=broken.pk).update(sealed=kept)
    again = reverse("clarification:try-again", args=[phase.call.reference, notice.uuid])
    assert client.post(again).status_code == 302
    run_open_jobs(notices.JOB)
    assert visible(phase) == ([200, 200, 200], 1, True)


def test_four_eyes_on_an_announcement(cast: Cast, phase: Phase) -> None:
    """REQ-24: an announcement's writer does not approve the notice that holds it."""
    told = stages.announced(phase, cast)
    notice = stages.submitted(stages.drafted(phase, cast, told=[told]), cast)
    url = reverse("clarification:approve-notice", args=[phase.call.reference, notice.uuid])
    assert client_of(cast.author).post(url).status_code == 403
    assert client_of(cast.officer).post(url).status_code == 302


def test_empty_notice_is_not_submitted(cast: Cast, phase: Phase) -> None:
    notice = stages.drafted(phase, cast)
    with pytest.raises(TransitionRefused):
        stages.submitted(notice, cast)


def test_notice_that_names_somebody_is_approved_by_who_looked(cast: Cast, phase: Phase) -> None:
    """REQ-19: the officer is warned of names of companies, and says that they were looked at."""
    asker = stages.asked(phase, cast, text="Vroeg Kringbouw dit ook?")
    notice = stages.submitted(
        stages.drafted(phase, cast, stages.answered(asker.question, cast)), cast
    )
    url = reverse("clarification:approve-notice", args=[phase.call.reference, notice.uuid])
    client = client_of(cast.officer)
    assert "Kringbouw" in client.get(url).content.decode().split("Op één moment")[0]
    assert client.post(url).status_code == 200
    notice.refresh_from_db()
    assert notice.state == "in_review"
    assert client.post(url, {"names_seen": "on"}).status_code == 302


def test_late_notice_proposes_a_later_deadline(cast: Cast, phase: Phase, clock) -> None:
    """REQ-15 and Aanbestedingswet 2.54: news in the last ten days proposes an extension."""
    phase.call.information_days = 10
    phase.call.save()
    notice = stages.submitted(stages.drafted(phase, cast, ready(phase, cast, "a")), cast)
    notice.phase.call = notice.call = phase.call
    assert timing.more_time_for(notice, portal_now()) is None
    clock.set(phase.closes_at - timedelta(days=3))
    proposed = timing.more_time_for(notice, portal_now())
    assert proposed.days == 10
    assert proposed.to > phase.closes_at
    url = reverse("clarification:approve-notice", args=[phase.call.reference, notice.uuid])
    assert "Voorgestelde sluiting" in client_of(cast.officer).get(url).content.decode()
    notices.approve_notice(notice, by=cast.officer)
    run_open_jobs(notices.JOB)
    desk = reverse("clarification:notice", args=[phase.call.reference, notice.uuid])
    assert "Voorgestelde sluiting" in client_of(cast.author).get(desk).content.decode()
    extend_deadline(phase, to=proposed.to, by=cast.author, reason="Late nota.")
    assert "Voorgestelde sluiting" not in client_of(cast.author).get(desk).content.decode()


def test_change_that_matters_proposes_a_later_deadline_in_every_procedure(
    cast: Cast, phase: Phase, clock
) -> None:
    notice = stages.drafted(phase, cast, ready(phase, cast, "a"))
    clock.set(phase.closes_at - timedelta(days=3))
    notice.phase.call = notice.call = phase.call
    assert timing.more_time_for(notice, portal_now()) is None
    notice.is_substantial = True
    assert timing.more_time_for(notice, portal_now()).to > phase.closes_at


def test_question_is_in_one_notice_only(cast: Cast, phase: Phase) -> None:
    question = ready(phase, cast, "a")
    stages.drafted(phase, cast, question)
    other = stages.drafted(phase, cast)
    with pytest.raises(TransitionRefused):
        notices.fill(other, chosen=[question], announcements=[], by=cast.author)


def test_text_in_review_cannot_be_changed(cast: Cast, phase: Phase) -> None:
    question = ready(phase, cast, "a")
    stages.submitted(stages.drafted(phase, cast, question), cast)
    url = reverse("clarification:question", args=[phase.call.reference, question.uuid])
    answer = client_of(cast.author).post(url, {"subject": "b", "text": "b", "answer": "b"})
    assert answer.status_code == 200
    question.refresh_from_db()
    assert question.subject == "a"


def test_pdf_row_is_stored_in_the_name_of_the_portal(cast: Cast, phase: Phase) -> None:
    notice = stages.told(phase, cast, stages.asked(phase, cast))
    assert notice.pdf.stored_by.is_system
    assert b"".join(store.read(notice.pdf)).startswith(b"%PDF")


def test_number_of_a_notice_that_is_not_there_is_not_found(cast: Cast, phase: Phase) -> None:
    for number in (0, 1, 99999999999):
        url = f"/oproepen/{phase.call.reference}/inlichtingen/{number}/"
        assert client_of(None).get(url).status_code == 404
