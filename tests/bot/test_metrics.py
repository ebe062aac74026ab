"""Prometheus sees numbers of the loop: messages, letters, turns, open cases, lateness of the clock."""

from datetime import timedelta

from bot.metrics import Metrics
from domain.cases import State


def shown(metrics: Metrics) -> dict[str, float]:
    rows = [row for row in metrics.expose().decode().splitlines() if row and not row.startswith("#")]
    return {name: float(value) for name, value in (row.rsplit(" ", 1) for row in rows)}


def test_messages_and_letters_are_counted() -> None:
    metrics = Metrics()
    metrics.heard("web", 0.004)
    metrics.heard("web", 0.2)
    metrics.sent("web")
    metrics.failed("telegram", permanent=True)
    numbers = shown(metrics)
    assert numbers['huying_messages_total{channel="web"}'] == 2
    assert numbers['huying_turn_seconds_bucket{le="0.005"}'] == 1
    assert numbers['huying_letters_sent_total{channel="web"}'] == 1
    assert numbers['huying_letters_failed_total{channel="telegram",permanent="true"}'] == 1


def test_a_state_without_cases_falls_to_zero() -> None:
    metrics = Metrics()
    metrics.show_cases({State.ASSIGNED: 3})
    metrics.show_cases({State.ANSWERED: 1})
    numbers = shown(metrics)
    assert numbers['huying_cases_open{state="assigned"}'] == 0
    assert numbers['huying_cases_open{state="answered"}'] == 1
    assert 'huying_cases_open{state="solved"}' not in numbers


def test_lateness_is_never_negative() -> None:
    metrics = Metrics()
    metrics.ticked(timedelta(seconds=2))
    assert shown(metrics)["huying_tick_lag_seconds"] == 2
    metrics.ticked(timedelta(seconds=-1))
    assert shown(metrics)["huying_tick_lag_seconds"] == 0


def test_two_servers_in_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.sent("web")
    assert 'huying_letters_sent_total{channel="web"}' not in shown(second)
