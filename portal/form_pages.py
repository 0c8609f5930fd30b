"""What pages with one form share: the move is made, or refused with all that was typed kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from portal.workflow import TransitionRefused


def is_done(
    request: HttpRequest, form: forms.BaseForm, do: Callable[[dict[str, Any]], object]
) -> bool:
    """Whether a valid form was posted and `do`, which gets its answers, was not refused.

    A refusal stands at the field that its code names, or above the form, a line of it as an error.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do(dict(form.cleaned_data))
    except TransitionRefused as refusal:
        place = refusal.code if refusal.code in form.fields else None
        form.add_error(place, refusal.message.split("\n"))
        return False
    return True
