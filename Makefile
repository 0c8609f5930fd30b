# Every target sets the clone up first; that takes a moment only when something is missing.
# Set-up speaks on standard error, so that standard output holds results alone.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
VENV = .venv/bin/python
CASE ?= demo/fixtures/cases/circulaire-viaducten.json
FORMAT ?= table

.PHONY: demo test check replay bars bench trust people pictures faults spike drill hostile setup setup-test lock messages vendor clean

demo: setup  ## the portal with invented people, until Ctrl-C; PORT=8000, RESET=1 starts over
	@PORT="$(PORT)" RESET="$(RESET)" $(VENV) -m dev.demo

test: setup-test  ## every test, browser tests included; ARGS="-k name" for some
	@$(VENV) -m dev.run --settings portal.settings.test -- python -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS)

check: setup-test  ## style, arrows between the rooms, types, migrations, settings, translations
	@$(VENV) -m dev.check

replay: setup  ## play one call from a case file: CASE=file, FORMAT=json or table
	@$(VENV) -m dev.run --settings portal.settings.demo --prepare -- \
		python manage.py replay "$(CASE)" --format "$(FORMAT)"

trust: setup-test  ## what the vault promises, measured; ONLY=cost measures one part, BREAK=cost breaks a guard: a bar must fail
	@$(VENV) -m dev.run --settings portal.settings.test --prepare -- python -m bench vault --only "$(ONLY)" --break "$(BREAK)"

hostile: setup-test  ## bad input at every door, measured; ONLY=requests, files, wire or asvs measures one part
	@$(VENV) -m dev.run --settings portal.settings.test --prepare -- python -m bench hostile --only "$(ONLY)"

bars: setup-test  ## what an issue promises, measured in a database that is thrown away: ISSUE=calls, ONLY=<part>
	@$(VENV) -m dev.run --settings portal.settings.test --prepare -- python -m bench "$(ISSUE)" --only "$(ONLY)"

pictures: setup-test  ## the pictures of the manuals, taken anew by the walks of the browser tests
	@rm -rf .run/pictures && SCREENSHOTS=.run/pictures $(VENV) -m dev.run --settings portal.settings.test -- \
		python -m pytest tests/browser/test_walks.py && cp .run/pictures/manual/*.webp static/manual/

spike: setup-test  ## deadline night on two cores, judged: ONLY=minute, hour, over or nodes plays one part
	@$(VENV) -m dev.run --settings portal.settings.test -- python -m bench spike --only "$(ONLY)"

faults: setup-test  ## everything is killed, stopped, filled up and hung, 50 times each: ONLY=<kind>, COUNT=<of each>
	@$(VENV) -m dev.run --settings portal.settings.test -- python -m bench faults --only "$(ONLY)" --count "$(COUNT)"

drill: setup-test  ## back up, restore in a new place, and let the verifier judge
	@$(VENV) -m dev.run --settings portal.settings.test -- python -m bench drill

people: setup-test  ## every page by machine: axe, widths, HTML, weight, catalogue, Lighthouse; ONLY=calls: the addresses that begin so, ONLY=lighthouse
	@$(VENV) -m dev.run --settings portal.settings.test --prepare -- python -m bench people --only "$(ONLY)"

bench: setup-test  ## what pages cost beside a bare view, how that grows, what a start costs: ONLY=<part>
	@$(VENV) -m dev.run --settings portal.settings.test --prepare -- python -m bench speed --only "$(ONLY)"

setup:
	@$(if $(PYTHON),,echo "No Python 3.11, 3.12 or 3.13 was found (apt-get install python3 python3-venv)." >&2; exit 1;) \
	$(PYTHON) -m dev.setup

setup-test:
	@$(if $(PYTHON),,echo "No Python 3.11, 3.12 or 3.13 was found (apt-get install python3 python3-venv)." >&2; exit 1;) \
	$(PYTHON) -m dev.setup test

lock: setup-test  ## write the lock files anew; ARGS=--upgrade for newer versions
	@$(VENV) -m dev.lock $(ARGS)

messages: setup-test  ## what the Dutch catalogue lacks
	@$(VENV) dev/messages.py check

vendor: setup-test  ## copy the front-end files that package-lock.json names into static/vendor (npm)
	@$(VENV) -m dev.vendor

clean: setup  ## remove the demo's data and everything else that make made
	@$(VENV) -m dev.clean
