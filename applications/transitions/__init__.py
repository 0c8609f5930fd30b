"""Every change of an offer's state, and the opening of the vault. One function per arrow."""

from applications.transitions.judging import (
    ADMIT,
    EXCLUDE,
    judge_admissibility,
    mark_assessed,
    mark_decided,
)
from applications.transitions.lapsing import (
    forget_to_open,
    lapse,
    lapse_unconfirmed,
    revive,
)
from applications.transitions.opening import (
    CONFIRM_WITHIN,
    OPENING_GRACE,
    confirm_opening,
    start_opening,
)
from applications.transitions.sending import (
    BEGIN_AGAIN,
    CHANGE,
    SUBMIT,
    WITHDRAW,
    WITHDRAW_SENT,
    Incomplete,
    Sent,
    begin_again,
    change,
    submit,
    withdraw,
)

__all__ = [
    "ADMIT",
    "BEGIN_AGAIN",
    "CHANGE",
    "CONFIRM_WITHIN",
    "EXCLUDE",
    "OPENING_GRACE",
    "SUBMIT",
    "WITHDRAW",
    "WITHDRAW_SENT",
    "Incomplete",
    "Sent",
    "begin_again",
    "change",
    "confirm_opening",
    "forget_to_open",
    "judge_admissibility",
    "lapse",
    "lapse_unconfirmed",
    "mark_assessed",
    "mark_decided",
    "revive",
    "start_opening",
    "submit",
    "withdraw",
]
