"""What a worker leaves when it dies: its jobs are taken up, and the schedule goes on."""

from functools import partial

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.payments.tasks import apply_event, every_minute, rescue_stalled
from tests.concurrency import run_async


def test_the_schedule_goes_on_after_a_worker_died_in_the_middle_of_it(committed_db: str) -> None:
    died_with = [every_minute.configure().defer(timestamp=0), apply_event.defer(event_id=1)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    next_turn = every_minute.configure().defer(timestamp=60)

    run_async(partial(rescue_stalled, timestamp=60))

    statuses = dict(ProcrastinateJob.objects.values_list("id", "status"))
    assert statuses == {died_with[0]: "failed", died_with[1]: "todo", next_turn: "todo"}
