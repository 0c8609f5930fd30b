"""What a replay leaves behind as open data: every release valid, and no loser in its bytes."""

import json
from collections import Counter

from tests.demo.conftest import Run
from tests.funnel.opendata.strict import faults_of_record_package

RECORDS = """
import json
from applications.models import Dossier
from funnel.opendata.models import Release
from funnel.opendata.ocds.packages import record_package
from funnel.opendata.selectors import public_awards
from funnel.opendata.services import publish_due
while publish_due():
    pass
losers = Dossier.objects.exclude(pk__in=public_awards().values("proposal__dossier"))
losers = losers.exclude(lead__in=public_awards().values("proposal__dossier__lead"))
print(json.dumps({
    "package": record_package(Release.objects.all(), "https://portaal.example/records"),
    "losers": list(losers.values_list("lead__name", "reference")),
}))
"""


def published(manage: Run) -> Counter[str]:
    """REQ-31, REQ-32: publish all that was played, and count the tags when nothing is wrong."""
    done = manage("shell", "-v", "0", "-c", RECORDS)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert faults_of_record_package(said["package"]) == []
    text = json.dumps(said["package"])
    assert said["losers"], "somebody who could be named"
    assert [row for row in said["losers"] if row[0] in text or row[1] in text] == []
    releases = [each for record in said["package"]["records"] for each in record["releases"]]
    return Counter(tag for release in releases for tag in release["tag"])
