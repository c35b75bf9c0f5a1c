"""For whoever keeps the platform running: is the process up, is it ready to serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from procrastinate.contrib.django.models import ProcrastinateJob


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations and queue; 503 with the names of what is missing."""
    checks = {"database": _database(), "migrations": False, "queue": False}
    if checks["database"]:
        checks["migrations"] = _migrations()
        checks["queue"] = _queue()
    ok = all(checks.values())
    return JsonResponse({"ok": ok, "checks": checks}, status=200 if ok else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _queue() -> bool:
    try:
        ProcrastinateJob.objects.exists()
    except DatabaseError:
        return False
    return True
