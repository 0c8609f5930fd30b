"""The demo's calls of before the portal: marked as invented, told twice, and a row left out."""

from demo.play import past
from funnel.external.models import Intake, Telling
from funnel.reports.models import Publication, Report
from funnel.timing.models import StageNorm


def test_past_is_played_once_and_marked_as_invented(db: None) -> None:
    for _time in range(2):
        past.set_norms()
        past.register(23)
        past.register(24)
        past.take_in()
        past.report()
    assert Telling.objects.count() == 3
    assert Telling.objects.counting().count() == 2
    assert not Telling.objects.filter(is_invented=False).exists()
    assert [row[3] for row in Intake.objects.get().refused] == ["offers"]
    assert Report.objects.count() == Publication.objects.count() == 1
    assert StageNorm.objects.count() == len(past.NORMS) + 1
