"""The bars of letters in their short form; `make bars ISSUE=awards` is the long one."""

import pytest

from awards.models import Decision
from bench.awards.letters import _wrong
from bench.awards.scene import approved
from bench.bar import table
from bench.issues import awards
from bench.trust import stage
from portal.accounts.models import Organisation
from portal.work.jobs import run_open_jobs


@pytest.mark.django_db(transaction=True)
def test_bars_of_letters_hold_in_their_short_form(clock):
    """All but the pace: other tests run beside this one, so `make bars` judges that."""
    found = awards.bars(is_short=True, parts=("letters", "memory"))
    judged = [bar for bar in found if "pace" not in bar.name]
    assert len(judged) == 2
    assert all(bar.passes for bar in judged), table(found)


@pytest.mark.django_db(transaction=True)
def test_letter_with_the_name_of_another_is_counted(clock):
    """The control: a name that changed after the letters were made."""
    with stage.tasks_left_to_others():
        decision_set = approved(2)
        run_open_jobs()
    assert not list(_wrong(decision_set))
    first: Decision = decision_set.decisions.first()
    Organisation.objects.filter(pk=first.proposal.dossier.lead_id).update(name="Heel anders B.V.")
    assert list(_wrong(decision_set)) == [first.letter.number]
