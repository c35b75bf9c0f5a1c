import pytest
from hypothesis import settings as hs, HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test
from .test_state_machine import MoneyMachine
import os


@pytest.mark.django_db
def test_tmp(gateway, bank, settings):
    settings.REFUND_APPROVAL_ABOVE = 10**6
    m = type("Machine", (MoneyMachine,), {"gateway": gateway, "bank": bank})
    run_state_machine_as_test(
        m,
        settings=hs(
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            max_examples=int(os.environ.get("N", "120")),
            stateful_step_count=int(os.environ.get("S", "16")),
        ),
    )
