"""`make chaos`: kill the bot at the worst moments, and count what became of every order."""

import argparse
import asyncio
import json
import logging
import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.campaign import Plan, campaign
from tests.chaos.databases import Database, database
from tests.chaos.verdict import is_sound


def main() -> int:
    """Run a campaign and print its figures as one JSON line; 1 when they are not sound."""
    # A carrier that goes down in the middle of its calls says so at length.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    read = _read_arguments()
    data = Path(tempfile.mkdtemp(prefix="chaos-"))
    with database(read.database) as ledger:
        figures = asyncio.run(campaign(_plan(read, data, ledger)))
    print(json.dumps(figures), flush=True)  # noqa: T201 - a command line prints
    if is_sound(figures, certain=read.carrier == "bandwidth"):
        shutil.rmtree(data)
        return 0
    print(f"Not sound. Seed {read.seed}; logs and ledgers are in {data}.", file=sys.stderr)  # noqa: T201 - as above
    return 1


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--carrier", choices=["catapult", "bandwidth"], default="catapult")
    parser.add_argument("--rate", type=float, default=2.5, help="orders a second")
    parser.add_argument(
        "--alone",
        choices=["yes", "no"],
        help="CARRIER_ACCOUNT_IS_OURS_ALONE; left out, the seed decides",
    )
    read = parser.parse_args()
    if read.database == "sqlite" and read.replicas != 1:
        parser.error("SQLite serves one replica; DB=postgres serves several.")
    return read


def _plan(read: argparse.Namespace, data: Path, ledger: Database) -> Plan:
    return Plan(
        data=data,
        kills=read.kills,
        seed=read.seed,
        replicas=read.replicas,
        carrier=read.carrier,
        alone=read.alone == "yes" if read.alone else read.seed % 2 == 0,
        rate=read.rate,
        database=ledger,
    )


if __name__ == "__main__":
    sys.exit(main())
