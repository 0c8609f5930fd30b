"""Privacy and archive: the statement for everybody, the register for staff."""

from tests.access.rows import EVERYBODY, Row, rest

STAFF = "author officer outsider escrow analyst auditor operator"

PRIVACY = [
    Row("archive:privacy", sees=EVERYBODY),
    Row("archive:register", sees=STAFF, refused=rest(STAFF)),
    Row("archive:register-csv", sees=STAFF, refused=rest(STAFF)),
]
