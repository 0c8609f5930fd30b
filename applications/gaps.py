"""What a gap is: something that is missing or wrong in an offer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """Something missing or wrong; `question` is empty when it concerns a whole section.

    One that does not block is shown, and the offer can be sent all the same.
    """

    section: str
    question: str
    message: str
    blocks: bool = True
