# Each target calls one script of scripts/; all that they make lies in .odoo/.
.DEFAULT_GOAL := help
.PHONY: help run test core-tests lint format pot bench shot clean
PYTHON ?= python3
export KEEP PORT
export PYTHONPYCACHEPREFIX = $(CURDIR)/.odoo/pycache

help:  ## say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 19

run:  ## start Odoo with demo data and print the logins (PORT=8069)
	@$(PYTHON) scripts/run.py

test:  ## run the tests on a fresh database (KEEP=1: on the last; ARGS="-k gate")
	@$(PYTHON) scripts/test.py $(ARGS)

core-tests:  ## run Odoo's own tests without and with the add-on (ARGS=sale_stock)
	@$(PYTHON) scripts/core_tests.py $(ARGS)

lint:  ## check the code, the views and the translations
	@$(PYTHON) scripts/lint.py

format:  ## let the formatters rewrite the code and the views
	@$(PYTHON) scripts/format.py

pot:  ## export the terms and merge them into the translations
	@$(PYTHON) scripts/pot.py

bench:  ## compare plain Odoo with the add-on, step by step
	@$(PYTHON) scripts/bench.py $(ARGS)

shot:  ## picture every screen of every role (ARGS=--help tells more)
	@$(PYTHON) scripts/shot.py $(ARGS)

clean:  ## stop what runs in this clone and remove all that was made
	@$(PYTHON) scripts/clean.py
