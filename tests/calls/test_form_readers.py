"""The form builder keeps what a question says about who reads the answer (REQ-11)."""

from calls.form_schema import faults_of
from calls.forms.questions import QuestionForm

FILE = {
    "code": "proposal_anonymous", "kind": "file", "label": "Voorstel zonder namen",
    "required": True, "file_types": ["pdf"], "page_limit": 4, "anonymous": True,
}  # fmt: skip
TYPED = {"label": "Voorstel zonder namen", "required": "on", "file_types": ["pdf"]}


def saved(question, typed, *, is_anonymous=True):
    form = QuestionForm(typed, kind=question["kind"], question=question, is_anonymous=is_anonymous)
    assert form.is_valid(), form.errors
    return form.data_of()


def test_limit_of_pages_and_the_anonymous_file_stay_when_a_question_is_changed():
    data = saved(FILE, {**TYPED, "page_limit": "6", "anonymous": "on"})
    assert (data["page_limit"], data["anonymous"]) == (6, True)
    assert "identifies" not in data
    shown = QuestionForm(kind="file", question=FILE, is_anonymous=True)
    assert (shown["page_limit"].initial, shown["anonymous"].initial) == (4, True)


def test_answer_that_tells_who_sent_it_is_marked_in_an_anonymous_phase_only():
    question = {"code": "team", "kind": "short_text", "label": "Team"}
    typed = {"label": "Team", "identifies": "on"}
    assert saved(question, typed)["identifies"] is True
    assert "identifies" not in saved(question, typed, is_anonymous=False)


def test_form_refuses_a_limit_of_pages_that_is_no_whole_number():
    for limit, is_right in ((4, True), (0, True), (-1, False), ("4", False), (501, False)):
        form = [
            {
                "code": "files",
                "title": "Bestanden",
                "questions": [{**FILE, "page_limit": limit}],
            }
        ]
        assert (faults_of(form) == []) is is_right, limit
