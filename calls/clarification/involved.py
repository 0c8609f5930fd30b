"""Who asked a question hears when the call stops."""

from calls.clarification.emails import people_who_asked
from calls.clarification.models import Asker
from calls.involved import involves
from calls.models import Call
from portal.accounts.models import User


@involves
def askers(call: Call) -> list[User]:
    """Among all others who are told: from the list nobody learns who asked."""
    return people_who_asked(Asker.objects.filter(question__call=call))
