"""Workers to be killed: each is a fork, as those of Celery are, that does whatever job is open.

One line in begins one; its process id goes out. The next begins when that one is gone.
"""

import os
import sys

import django


def main() -> None:
    """Fork before anything has a connection to the database."""
    django.setup()
    import weasyprint  # noqa: F401, PLC0415  once, and not in every fork

    from portal.work.jobs import run_open_jobs  # noqa: PLC0415  needs the set-up

    while sys.stdin.readline():
        child = os.fork()
        if child == 0:
            run_open_jobs()
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
