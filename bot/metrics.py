"""What does Prometheus see? Numbers only, never a word, name or place. Each server has its own set."""

from collections.abc import Mapping
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from domain.cases import OPEN, State

TURN_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.messages = Counter("huying_messages", "Messages taken in", ["channel"], registry=registry)
        self.set_aside = Counter("huying_messages_set_aside", "Messages that could not be handled", registry=registry)
        self.letters_sent = Counter("huying_letters_sent", "Letters a messenger took", ["channel"], registry=registry)
        self.letters_failed = Counter(
            "huying_letters_failed", "Deliveries refused", ["channel", "permanent"], registry=registry
        )
        self.letters_waiting = Gauge("huying_letters_waiting", "Letters not yet sent", registry=registry)
        self.turn_seconds = Histogram(
            "huying_turn_seconds", "From message to commit", buckets=TURN_BUCKETS, registry=registry
        )
        self.cases_open = Gauge("huying_cases_open", "Cases not closed", ["state"], registry=registry)
        self.tick_lag = Gauge("huying_tick_lag_seconds", "How late the latest tick looked", registry=registry)
        self.show_cases({})

    def heard(self, channel: str, seconds: float) -> None:
        self.messages.labels(channel).inc()
        self.turn_seconds.observe(seconds)

    def sent(self, channel: str) -> None:
        self.letters_sent.labels(channel).inc()

    def failed(self, channel: str, *, permanent: bool) -> None:
        self.letters_failed.labels(channel, str(permanent).lower()).inc()

    def show_cases(self, counts: Mapping[State, int]) -> None:
        """States that are not in `counts` are shown as 0, so that a graph falls to the ground."""
        for state in OPEN:
            self.cases_open.labels(state.value).set(counts.get(state, 0))

    def ticked(self, late_by: timedelta) -> None:
        self.tick_lag.set(max(0.0, late_by.total_seconds()))

    def expose(self) -> bytes:
        return generate_latest(self.registry)
