# The bot alone: no sandbox, no tests, no compiler.
# An exact tag; to pin the very bytes too, append the digest that `docker pull` prints.
ARG PYTHON=python:3.11.14-slim-bookworm

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /app && /app/bin/pip install --require-hashes --requirement requirements.txt \
    && pip install --require-hashes --requirement requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
# Built with the pinned backend, installed over the pinned dependencies: nothing else is fetched.
RUN pip wheel --no-build-isolation --no-deps --wheel-dir /dist . \
    && /app/bin/pip install --no-deps /dist/*.whl

FROM ${PYTHON}
# A fixed id, so that a mounted volume can be given to it.
RUN useradd --uid 10001 --create-home --home-dir /data orders
COPY --from=build /app /app
# HOST: a published port reaches the bot only on all of the container's addresses.
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=3000 LOG_FORMAT=json
USER orders
# The ledger (SQLite by default) lives here: mount a volume of the local disk.
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# In Socket Mode too: the bot serves /healthz on PORT in both modes.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["order-numbers"]
CMD ["serve"]
