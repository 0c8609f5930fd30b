"""The asker is nowhere: canaries are planted in who asks, and looked for everywhere."""

import base64
import io
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from calls.clarification.models import Asker, Notice, Question
from calls.clarification.transitions import notices, questions
from calls.models import Phase
from portal.accounts.models import Organisation, User
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.work.models import Task
from tests.calls.clarification import stages
from tests.cast import Cast, client_of
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

NAME, MAIL, COMPANY, KVK = "Zebedeus Quaakers", "zq@kwaliteitskanarie.example", "Kanariewerken", "90817263"  # noqa: E501  # fmt: skip


@dataclass
class Planted:
    """Who asks, and every form in which that could be written."""

    user: User
    company: Organisation
    canaries: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        plain = [
            NAME, "Quaakers", MAIL, COMPANY, KVK, str(self.user.uuid), self.user.uuid.hex,
            str(self.company.uuid), self.company.uuid.hex,
        ]  # fmt: skip
        for text in plain:
            self.canaries += [text.encode(), text.encode("utf-16-be"), text.encode().hex().encode()]
            # Base64 of a text inside other bytes begins at one of three places. Only the characters
            # that the text alone decides are looked for: four of them would turn up by chance.
            for shift in range(3):
                encoded = base64.b64encode(b"\0" * shift + text.encode()).decode()
                own = encoded[-(-shift * 8 // 6) : (shift + len(text.encode())) * 8 // 6]
                self.canaries.append(own.encode())

    def found_in(self, *places: bytes) -> list[bytes]:
        """The canaries that stand in these bytes, capitals or not."""
        lowered = [place.lower() for place in places]
        return [
            canary for canary in self.canaries if any(canary.lower() in place for place in lowered)
        ]


@pytest.fixture
def planted(cast: Cast) -> Planted:
    """A person whose every trait is unlike anybody else's."""
    user = UserFactory(name=NAME, email=MAIL)
    company = OrganisationFactory(name=f"{COMPANY} B.V.", kvk=KVK)
    MembershipFactory(user=user, organisation=company)
    return Planted(user, company)


@pytest.fixture
def phase(cast: Cast) -> Phase:
    return stages.call_with(cast)


def ask(phase: Phase, planted: Planted, *, secret: bool = False, text: str = "Mag dit?") -> Asker:
    """A question of the planted person."""
    return stages.asked(
        phase, None, by=planted.user, organisation=planted.company, secret=secret, text=text
    )


def bytes_of(client: Client, url: str) -> bytes:
    """Status, headers and body of a page that answers."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer["Content-Type"] == "application/pdf":
        body += laid_open(body)
    return repr(sorted(answer.headers.items())).encode() + body


def laid_open(pdf: bytes) -> bytes:
    """Everything in a PDF without its compression: text, XMP, document information, names."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        told = repr(dict(opened.docinfo)).encode()
        streams = [
            thing.read_bytes() for thing in opened.objects if isinstance(thing, pikepdf.Stream)
        ]
    return told + b"".join(streams) + text_of(pdf).encode()


def text_of(pdf: bytes) -> str:
    """The text of a PDF as a reader sees it."""
    from pypdf import PdfReader  # noqa: PLC0415

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def staff_pages(phase: Phase, cast: Cast) -> Iterator[tuple[Client, str]]:
    """Every page of the desk, for the officer, and the history, for the auditor."""
    reference = phase.call.reference
    officer, auditor = client_of(cast.author), client_of(cast.auditor)
    yield officer, reverse("clarification:desk", args=[reference])
    yield officer, reverse("awards:workspace", args=[reference])
    yield officer, reverse("accounts:tasks")
    yield officer, reverse("clarification:new-announcement", args=[reference])
    yield officer, reverse("clarification:start-notice", args=[reference])
    for question in Question.objects.filter(call=phase.call):
        yield officer, reverse("clarification:question", args=[reference, question.uuid])
        if question.is_confidential and question.state == "answered":
            deliver = reverse("clarification:deliver", args=[reference, question.uuid])
            yield client_of(cast.officer), deliver
    for notice in Notice.objects.filter(call=phase.call):
        yield officer, reverse("clarification:notice", args=[reference, notice.uuid])
        if notice.state == "in_review":
            approve = reverse("clarification:approve-notice", args=[reference, notice.uuid])
            yield client_of(cast.officer), approve
    yield auditor, reverse("audit:history") + f"?call={reference}"
    yield auditor, reverse("audit:export")


def public_pages(phase: Phase) -> Iterator[str]:
    """Every public address of the call and its notices."""
    reference = phase.call.reference
    yield reverse("calls:detail", args=[reference])
    for notice in Notice.objects.published().filter(call=phase.call):
        for name in ("public-notice", "notice-pdf", "notice-json"):
            yield reverse(f"clarification:{name}", args=[reference, notice.number])


def written_rows(phase: Phase) -> bytes:
    """What the tables of this room and the audit lines hold, the asker's row included."""
    parts = []
    with connection.cursor() as cursor:
        for table in ("clarification_question", "clarification_notice", "clarification_asker",
                      "clarification_questionauthor", "clarification_noticeauthor"):  # fmt: skip
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608
            parts += [row[0] for row in cursor.fetchall()]
    parts += [
        json.dumps([str(event.actor), event.object_ref, event.data])
        for event in AuditEvent.objects.filter(call_ref=phase.call.reference)
    ]
    return "\n".join(parts).encode()


def assert_nowhere(planted: Planted, phase: Phase, cast: Cast) -> None:
    """Nothing that staff, rivals or the public can open tells who asked."""
    places = {url: bytes_of(client, url) for client, url in staff_pages(phase, cast)}
    places |= {url: bytes_of(client_of(cast.rival), url) for url in public_pages(phase)}
    places["rows"] = written_rows(phase)
    places["mails"] = "\n".join(
        f"{mail.subject}\n{mail.body}\n{mail.dedupe_key}"
        for mail in OutgoingMail.objects.exclude(recipient=planted.user)
    ).encode()
    places["tasks"] = "\n".join(
        f"{task.subject} {task.url} {task.unique_key}"
        for task in Task.objects.exclude(holder=planted.user)
    ).encode()
    seen = {place: planted.found_in(body) for place, body in places.items()}
    assert {place: found for place, found in seen.items() if found} == {}


@pytest.mark.parametrize("secret", [False, True])
def test_asker_is_nowhere_at_every_step(
    cast: Cast, phase: Phase, planted: Planted, secret: bool
) -> None:
    """REQ-19: not in page, PDF, JSON, mail, file name, header, metadata, history or row."""
    asker = ask(phase, planted, secret=secret)
    question = asker.question
    assert_nowhere(planted, phase, cast)
    questions.assign(question, to=cast.officer, by=cast.author)
    assert_nowhere(planted, phase, cast)
    stages.answered(question, cast)
    assert_nowhere(planted, phase, cast)
    if secret:
        questions.deliver(question, by=cast.officer)
    else:
        draft = stages.submitted(stages.drafted(phase, cast, question), cast)
        assert_nowhere(planted, phase, cast)
        notices.approve_notice(draft, by=cast.officer)
        run_open_jobs(notices.JOB)
    assert_nowhere(planted, phase, cast)


@pytest.mark.parametrize("move", ["withdraw", "agree"])
def test_asker_is_nowhere_after_its_own_moves(
    cast: Cast, phase: Phase, planted: Planted, move: str
) -> None:
    """REQ-19: what the asker does itself stands in the portal's name."""
    asker = ask(phase, planted, secret=True)
    questions.return_to_asker(asker.question, reason="Dit gaat iedereen aan.", by=cast.author)
    assert_nowhere(planted, phase, cast)
    client = client_of(planted.user)
    url = reverse(f"clarification:{move}", args=[phase.call.reference, asker.key])
    assert client.post(url).status_code == 302
    assert_nowhere(planted, phase, cast)


def test_refused_move_of_an_asker_does_not_name_the_question(
    cast: Cast, phase: Phase, planted: Planted
) -> None:
    """REQ-19: the line about a refusal says who was refused, and nothing of which question."""
    asker = ask(phase, planted)
    questions.withdraw(asker, by=planted.user)
    url = reverse("clarification:withdraw", args=[phase.call.reference, asker.key])
    assert client_of(planted.user).post(url).status_code == 409
    line = AuditEvent.objects.filter(action="refused").latest("id")
    assert line.actor == planted.user
    told = json.dumps(line.data)
    assert str(asker.key) not in told
    assert str(asker.question.uuid) not in told


def test_search_for_the_asker_finds_what_is_planted_on_a_page(
    cast: Cast, phase: Phase, planted: Planted
) -> None:
    """The control: a name in the text itself is found on the desk, in the PDF and in the JSON."""
    asker = ask(phase, planted, text=f"Mag {NAME} van {COMPANY} (KvK {KVK}) dit? Mail {MAIL}.")
    with pytest.raises(AssertionError):
        assert_nowhere(planted, phase, cast)
    notice = stages.told(phase, cast, asker)
    where = [phase.call.reference, notice.number]
    for name in ("public-notice", "notice-pdf", "notice-json"):
        body = bytes_of(client_of(None), reverse(f"clarification:{name}", args=where))
        for canary in (NAME, COMPANY, KVK, MAIL):
            assert canary.encode() in planted.found_in(body), (name, canary)


@pytest.mark.parametrize("hidden", [base64.b64encode, bytes.hex, lambda text: text + b""])
def test_search_finds_other_spellings(planted: Planted, hidden: object) -> None:
    """The control of the control: base64 and hexadecimal are seen through."""
    written = hidden(f"door {NAME} gevraagd".encode())  # type: ignore[operator]
    body = written.encode() if isinstance(written, str) else written
    assert planted.found_in(body)


def test_asker_cannot_be_read_or_moved_without_the_key(
    cast: Cast, phase: Phase, planted: Planted
) -> None:
    """The row is opened by the portal for its own question and for no other."""
    from calls.clarification import askers  # noqa: PLC0415
    from portal.crypto.errors import Tampered  # noqa: PLC0415

    first, second = ask(phase, planted), ask(phase, planted)
    assert askers.who_asked(first).user_id == planted.user.pk
    first.sealed = second.sealed
    with pytest.raises(Tampered):
        askers.who_asked(first)
    assert len(bytes(second.sealed)) == len(bytes(stages.asked(phase, cast).sealed))


def test_no_query_leads_from_a_question_to_its_asker() -> None:
    """REQ-19: the models know no way back."""
    names = {relation.name for relation in Question._meta.get_fields()}
    assert not {name for name in names if "asker" in name}


def test_notice_names_carry_no_identity(cast: Cast, phase: Phase, planted: Planted) -> None:
    """REQ-19: file name and headers of a download are those of the call and the number."""
    notice = stages.told(phase, cast, ask(phase, planted))
    answer = client_of(None).get(
        reverse("clarification:notice-pdf", args=[phase.call.reference, notice.number])
    )
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{phase.call.reference}-nota-van-inlichtingen-1.pdf"'
    )
    assert answer["ETag"] == f'"{notice.pdf.sha256}"', (
        "over the bytes as they are stored, and nothing else"
    )
    assert "Last-Modified" not in answer
    assert notice.pdf.stored_by.is_system


def test_order_of_questions_does_not_follow_the_askers(cast: Cast, phase: Phase) -> None:
    """REQ-19: within a day the desk sorts by a random value, not by when or by whom."""
    askers = [
        stages.asked(phase, cast, by=user, organisation=company)
        for user, company in [(cast.applicant, cast.company), (cast.rival, cast.rival_company)] * 4
    ]
    Question.objects.filter(pk=askers[0].question.pk).update(
        uuid=uuid.UUID("ffffffff-ffff-4fff-8fff-ffffffffffff")
    )
    page = client_of(cast.author).get(reverse("clarification:desk", args=[phase.call.reference]))
    shown = re.findall(r"/vragen/([0-9a-f-]{36})/", page.content.decode())
    assert shown == sorted(shown)
    assert shown[-1] == "ffffffff-ffff-4fff-8fff-ffffffffffff"


def test_desk_shows_the_day_and_no_moment(cast: Cast, phase: Phase, planted: Planted) -> None:
    """REQ-19: a moment to the second could be laid beside other lines."""
    question = ask(phase, planted).question
    fields = {field.name for field in Question._meta.get_fields()}
    assert "asked_on" in fields
    assert not fields & {"asked_at", "created_at"}
    page = client_of(cast.author).get(
        reverse("clarification:question", args=[phase.call.reference, question.uuid])
    )
    main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    assert not re.search(r"\d\d:\d\d:\d\d", main)
