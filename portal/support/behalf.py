"""Who sits at the keyboard while a request is answered: every audit line of it names both."""

from contextvars import ContextVar
from typing import Any

from portal.audit.behalf import names_for

at_keyboard: ContextVar[str] = ContextVar("at_keyboard", default="")


@names_for
def operator_of(actor: Any, call_ref: str) -> dict[str, str]:
    """The id of the operator who acts as this person now, if anybody does."""
    operator = at_keyboard.get()
    return {"support": operator} if operator else {}
