"""Every requirement on companies, partners and money has a test that names it."""

import pytest

from bench.requirements_named import requirements_with_tests

HELD_HERE = {
    "REQ-01": "1.3 amounts are exact, a cap with VAT is compared with VAT",
    "REQ-04": "1.8 the public summary apart from the confidential rest",
    "REQ-28": "5.1 the size of a company by 2003/361/EC",
    "REQ-29": "5.3 the trade register never blocks",
}


@pytest.mark.parametrize("requirement", HELD_HERE)
def test_requirement_is_named_by_a_test(requirement: str) -> None:
    assert requirements_with_tests().get(requirement), HELD_HERE[requirement]


def test_control_a_requirement_that_nobody_holds_is_found_missing() -> None:
    assert "REQ-999" not in requirements_with_tests()
