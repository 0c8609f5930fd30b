"""Parts of downloads: right to the byte, and each part asks again whether one may read it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Proposal
from portal.accounts.models import Membership
from portal.files import store
from portal.files.uploads import encrypt_bytes
from tests.applications import stages
from tests.cast import Cast, client_of

CONTENT = bytes(range(256)) * 1000  # four chunks of the store


@pytest.fixture
def address(cast: Cast) -> str:
    """A file of the company's own draft."""
    proposal: Proposal = stages.draft(stages.open_phase(cast), cast.applicant)
    attached = proposal.attachments.get()
    attached.file = store.save_upload(
        encrypt_bytes(CONTENT, "plan.pdf", "application/pdf"), by=cast.applicant
    )
    attached.save(update_fields=["file"])
    return reverse(
        "applications:attachment",
        args=[proposal.dossier.reference, proposal.phase.code, attached.question],
    )


def part(client: Client, address: str, asked: str, **headers: str) -> Any:
    return client.get(address, headers={"range": asked, **headers})


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=65530-131080", 65530, 131080),
        ("bytes=255990-", 255990, 255999),
        ("bytes=-5", 255995, 255999),
        ("bytes=-999999999", 0, 255999),
        ("bytes=255999-999999999999", 255999, 255999),
    ],
)
def test_part_is_right_to_the_byte(
    cast: Cast, address: str, asked: str, first: int, last: int
) -> None:
    reply = part(client_of(cast.applicant), address, asked)
    assert (reply.status_code, reply["Content-Range"]) == (206, f"bytes {first}-{last}/256000")
    assert reply.getvalue() == CONTENT[first : last + 1]
    assert reply["Content-Length"] == str(last - first + 1)
    assert "attachment" in reply["Content-Disposition"]
    assert "sandbox" in reply["Content-Security-Policy"]


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=5-4", "bytes=-0"])
def test_part_that_is_not_there(cast: Cast, address: str, asked: str) -> None:
    reply = part(client_of(cast.applicant), address, asked)
    assert (reply.status_code, reply["Content-Range"]) == (416, "bytes */256000")
    assert reply.content == b""


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "bytes=" + "0-," * 5000, "bytes=a-b", "rows=0-1", "bytes=--1", "bytes=-",
     "\u00b2", "bytes=1-2-3", "bytes=99999999999999999999-"],
)  # fmt: skip
def test_nonsense_and_several_ranges_get_the_whole(cast: Cast, address: str, asked: str) -> None:
    reply = part(client_of(cast.applicant), address, asked)
    assert reply.status_code == 200
    assert reply.getvalue() == CONTENT


def test_part_of_a_file_that_changed_is_the_whole_new_file(cast: Cast, address: str) -> None:
    client = client_of(cast.applicant)
    etag = client.get(address)["ETag"]
    assert part(client, address, "bytes=1-2", if_range=etag).status_code == 206
    assert part(client, address, "bytes=1-2", if_range='"other"').status_code == 200
    assert part(client, address, "bytes=1-2", if_range=f"W/{etag}").status_code == 200


def test_each_part_asks_again(cast: Cast, address: str) -> None:
    """ASVS 8.3.2: who lost the right between two parts gets no second one."""
    client = client_of(cast.colleague)
    assert part(client, address, "bytes=0-9").status_code == 206
    Membership.objects.filter(user=cast.colleague).delete()
    lost = part(client, address, "bytes=10-19")
    assert lost.status_code == 404
    assert CONTENT[10:19] not in lost.content


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=999999-", "bytes=0-1,2-3"])
def test_no_kind_of_range_passes_the_check(cast: Cast, address: str, asked: str) -> None:
    """ASVS 8.2.2: another company's answer is the same with and without a range."""
    assert part(client_of(cast.rival), address, asked).status_code == 404
    assert part(Client(), address, asked).status_code == 302


def test_part_of_a_file_in_quarantine_is_not_given(cast: Cast, address: str) -> None:
    """ASVS 5.4.3"""
    store.StoredFile.objects.update(scan=store.Scan.INFECTED)
    reply = part(client_of(cast.applicant), address, "bytes=0-9")
    assert reply.status_code == 409
    assert CONTENT[:9] not in reply.content
