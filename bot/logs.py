"""How does the program say what it does, without saying whom it does it for?

One line per happening, JSON or readable. Only keys on the allow-list get through; what libraries say is cut and masked;
of an exception only its kind and place remain, because its text may quote a resident.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Literal, TextIO

import structlog

Line = MutableMapping[str, Any]

# Keys whose values can hold no name, phone, room or message text. `case` is a case number, `letter` an id.
ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "error",
        "place_in_code",
        "route",
        "where",
        "line",
        "entry",
        "wrong",
        "dropped",
        "job",
        "seconds",
        "late",
        "count",
    }
    | {"case", "cases", "state", "step", "kind", "item", "topic", "urgency", "tier", "level_to", "community", "book"}
    | {"letter", "letters", "channel", "permanent", "tries", "until", "due", "lease", "replica", "waiting", "rows"}
    | {"host", "port", "method", "status", "seat", "signal", "version", "demo", "days", "year"}
)
EVENT = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]{0,60}")
MASKS = (
    (re.compile(r"\d+:[A-Za-z0-9_-]{20,}"), "<token>"),
    (re.compile(r"://[^\s/@]*@"), "://<login>@"),
    (re.compile(r"/(?:r|in)/[A-Za-z0-9_-]+"), "/<door>"),
    (re.compile(r"[^\x00-\x7f]+"), "…"),
    (re.compile(r"\d{4,}"), "#"),
)
LONGEST = 160
ROOMS = ("bot", "handlers", "storage", "routing")


def set_up(level: str, style: Literal["auto", "console", "json"], stream: TextIO | None = None) -> None:
    """Logs of this process, ours and the libraries', to `stream` (standard error)."""
    stream = stream or sys.stderr
    readable = style == "console" or (style == "auto" and stream.isatty())
    renderer = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            stamp,
            without_words,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level, stamp, foreign],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for room in ROOMS:
        logging.getLogger(room).setLevel(level)


def without_words(_logger: Any, _method: str, line: Line) -> Line:
    """Our own lines: known keys only. The names of the others are kept, so that the gap is seen."""
    error = line.pop("exc_info", None)
    clean = {key: value for key, value in line.items() if key in ALLOWED}
    if unknown := sorted(line.keys() - clean.keys()):
        clean["dropped"] = unknown
    if not EVENT.fullmatch(str(clean.get("event", ""))):
        clean["event"] = "(event was not a fixed name)"
    return {**clean, **told(error)}


def foreign(_logger: Any, _method: str, line: Line) -> Line:
    """A library's line: its unfilled pattern, first line only, masked; never its arguments."""
    record = line["_record"]
    pattern = str(record.msg).split("\n", 1)[0][:LONGEST]
    kept = {key: value for key, value in line.items() if key in ALLOWED or key in ("_record", "_from_structlog")}
    error, record.exc_info, record.exc_text = record.exc_info, None, None
    line.pop("exc_info", None)
    return {**kept, "event": masked(pattern), **told(error)}


def masked(text: str) -> str:
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def told(error: Any) -> dict[str, str]:
    """An exception's kind and where it was raised, without its words."""
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if not isinstance(error, BaseException):
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(
        f"{frame.name} ({frame.filename.rsplit('/', 2)[-1]}:{frame.lineno})" for frame in reversed(frames)
    )
    return {"error": type(error).__name__, "place_in_code": where}
