"""Above what the machine can carry visitors are turned away, and writers never are."""

import threading
import time

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.operating import admission
from portal.operating.admission import Admission

ASK = RequestFactory()


def known(request: HttpRequest) -> HttpRequest:
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    return request


class Slow:
    """Pages that are not done until they may be; `inside` counts those that were begun."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.inside = threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.inside.release()
        self.free.wait(10)
        return HttpResponse("done")


@pytest.fixture
def slow():
    page = Slow()
    yield page
    page.free.set()


def filled(slow: Slow, make, count: int) -> Admission:
    """A process that is busy with so many of these requests."""
    admit = Admission(slow)
    for _number in range(count):
        threading.Thread(target=admit, args=[make()], daemon=True).start()
    for _number in range(count):
        assert slow.inside.acquire(timeout=5)
    return admit


def crowded(slow: Slow, make, count: int) -> Admission:
    """The same, and somebody on every seat to wait on."""
    admit = filled(slow, make, count)
    for _number in range(admission.WAITING):
        threading.Thread(target=admit, args=[make()], daemon=True).start()
    time.sleep(0.2)
    return admit


def test_who_finds_a_seat_waits_for_a_place(slow: Slow) -> None:
    admit = filled(slow, lambda: ASK.get("/oproepen/"), admission.VISITORS)
    threading.Timer(0.1, slow.free.set).start()
    assert admit(ASK.get("/oproepen/")).status_code == 200


def test_surplus_of_visitors_gets_503_at_once_and_is_told_when_to_come_back(slow: Slow) -> None:
    admit = crowded(slow, lambda: ASK.get("/oproepen/"), admission.VISITORS)
    busy_page = admission.busy()  # made once
    start = time.perf_counter()
    reply = admit(ASK.get("/oproepen/"))
    took = time.perf_counter() - start
    assert (reply.status_code, reply["Retry-After"]) == (503, str(admission.RETRY_SECONDS))
    assert reply["Cache-Control"] == "no-store"
    assert reply["Content-Length"] == str(len(reply.content))
    assert reply.content == busy_page.content
    assert took < admission.PATIENCE, "at once, and not after the patience of who waits"


@pytest.mark.parametrize(
    "make",
    [
        lambda: ASK.post("/offertes/A/feasibility/insturen/"),
        lambda: ASK.post("/offertes/A/feasibility/deel/x/bewaren/"),
        lambda: ASK.get("/account/login/"),
        lambda: ASK.get("/healthz"),
        lambda: known(ASK.get("/offertes/")),
    ],
)
def test_writers_and_who_logs_in_pass_while_visitors_do_not(slow: Slow, make) -> None:
    admit = filled(slow, lambda: ASK.get("/oproepen/"), admission.VISITORS)
    done = []
    threading.Thread(target=lambda: done.append(admit(make())), daemon=True).start()
    assert slow.inside.acquire(timeout=5), "it was let in"
    slow.free.set()


def test_sending_passes_when_every_place_is_taken(slow: Slow) -> None:
    admit = crowded(slow, lambda: known(ASK.get("/offertes/")), admission.SIGNED_IN)
    assert admit(known(ASK.get("/offertes/"))).status_code == 503
    threading.Thread(target=admit, args=[known(ASK.post("/x/insturen/"))], daemon=True).start()
    assert slow.inside.acquire(timeout=5)


def test_place_comes_free_again_also_after_a_fault() -> None:
    """The control of the places: none of them leaks."""

    def breaks(request: HttpRequest) -> HttpResponse:
        raise ValueError("x")

    admit = Admission(breaks)
    for _time in range(admission.VISITORS * 3):
        with pytest.raises(ValueError, match="x"):
            admit(ASK.get("/oproepen/"))


def test_page_says_it_in_both_languages(db: None) -> None:
    page = admission.busy().content.decode()
    assert '<section lang="nl">' in page
    assert "Het is erg druk" in page
    assert "It is very busy" in page
