# Works with GNU make 3.81 (macOS) and newer. Needs Python 3.11+; PYTHON=/path/to/python names one.

PYTHON_BIN = .venv/bin/python
SANDBOX_FLAGS = \
	$(if $(CARRIER),--carrier "$(CARRIER)") \
	$(if $(DELIVERY),--delivery "$(DELIVERY)") \
	$(if $(POLICY),--policy "$(POLICY)") \
	$(if $(DATA),--data "$(DATA)") \
	$(if $(SANDBOX_PORT),--port "$(SANDBOX_PORT)")

export PYTHON

# What `make chaos` takes; the campaign has a default for each.
CHAOS_FLAGS = \
	$(if $(KILLS),--kills "$(KILLS)") \
	$(if $(DB),--database "$(DB)") \
	$(if $(REPLICAS),--replicas "$(REPLICAS)") \
	$(if $(SEED),--seed "$(SEED)") \
	$(if $(CARRIER),--carrier "$(CARRIER)")

.PHONY: help sandbox test check chaos lock pictures clean

help:
	@echo "make sandbox  try the bot: a local Slack, a local carrier and the real bot, in one page"
	@echo "              CARRIER=catapult|bandwidth DELIVERY=socket|http POLICY=FILE DATA=DIR SANDBOX_PORT= ARGS=..."
	@echo "make test     all tests"
	@echo "make check    format, lint, types, fences, audit of dependencies"
	@echo "make chaos    kill the bot at the worst moments, and count what became of every order"
	@echo "              KILLS=50 DB=sqlite|postgres REPLICAS= SEED= CARRIER=catapult|bandwidth ARGS=..."
	@echo "make lock     pin the dependencies of pyproject.toml again"
	@echo "make pictures make the pictures in docs/images again"
	@echo "make clean    remove what make made (not the sandbox's orders: see --fresh)"

# exec: Ctrl-C reaches the sandbox itself, and make waits until it has stopped.
sandbox:
	@sh .ci/install sandbox
	@exec $(PYTHON_BIN) -m sandbox $(SANDBOX_FLAGS) $(ARGS)

test:
	@sh .ci/install dev
	@sh .ci/browser
	@exec $(PYTHON_BIN) .ci/test.py

check:
	@sh .ci/install dev
	@exec sh .ci/check

chaos:
	@sh .ci/install dev
	@exec $(PYTHON_BIN) -m tests.chaos $(CHAOS_FLAGS) $(ARGS)

lock:
	@sh .ci/install dev
	@exec sh .ci/lock $(ARGS)

pictures:
	@sh .ci/install dev
	@sh .ci/browser
	@exec $(PYTHON_BIN) .ci/pictures.py

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage test-results
	find bot handlers sandbox tests .ci -name __pycache__ -type d -prune -exec rm -rf {} +
