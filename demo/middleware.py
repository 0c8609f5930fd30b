"""The bar on every page of the demo."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from demo.panel import main_people


class DemoBar:
    """Gives base.html the template of the bar, and the bar its people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.demo_bar = "demo/bar.html"  # type: ignore[attr-defined]
        request.demo_people = SimpleLazyObject(main_people)  # type: ignore[attr-defined]
        return self.get_response(request)
