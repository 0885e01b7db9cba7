"""What a page painted, and when, recorded inside the page so that nothing of the measuring stands between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

__all__ = ["STAGE_STEP", "Frames", "Latency", "MainThread"]

STAGE_STEP = "document.querySelector('[data-testid=\"stage\"]')?.dataset.step"

_RECORD = """
(source) => {
  const read = new Function('return ' + source);
  const seen = {times: [], steps: [], running: true};
  window.__frames = seen;
  const onFrame = (now) => {
    if (!seen.running) return;
    seen.times.push(now);
    seen.steps.push(Number(read()));
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
}
"""

_FINISH = "() => { window.__frames.running = false; return window.__frames; }"

# From an event, in the capture phase before anybody else hears it, to the first change of an attribute.
_LATENCY = """
([event, source]) => {
  const read = new Function('return ' + source);
  window.__latency = null;
  document.addEventListener(event, (heard) => {
    const before = read();
    const started = Math.min(heard.timeStamp, performance.now());
    const observer = new MutationObserver(() => {
      if (read() === before) return;
      observer.disconnect();
      window.__latency = performance.now() - started;
    });
    observer.observe(document.body, {subtree: true, attributes: true, childList: true, characterData: true});
  }, {capture: true, once: true});
}
"""


@dataclass(frozen=True, slots=True)
class Frames:
    """Animation frames: when each came, in ms, and the step shown then."""

    times: list[float]
    steps: list[float]

    @classmethod
    def record(cls, page: Page, milliseconds: float, source: str = STAGE_STEP) -> Frames:
        """Watch the page for a time; `source` is the expression that reads the step on screen."""
        page.evaluate(_RECORD, source)
        page.wait_for_timeout(milliseconds)
        seen: dict[str, Any] = page.evaluate(_FINISH)
        return cls(seen["times"], [float("nan") if step is None else step for step in seen["steps"]])

    @property
    def seconds(self) -> float:
        return (self.times[-1] - self.times[0]) / 1000

    @property
    def rate(self) -> float:
        """Frames a second."""
        return (len(self.times) - 1) / self.seconds

    @property
    def moves(self) -> list[float]:
        """Change of the step from each frame to the next."""
        return [after - before for before, after in zip(self.steps, self.steps[1:], strict=False)]


class Latency:
    """Milliseconds from an event to the change that it causes, once for each `armed` act."""

    def __init__(self, page: Page, event: str, source: str) -> None:
        self._page, self._event, self._source = page, event, source

    def arm(self) -> None:
        """Listen for the next event."""
        self._page.evaluate(_LATENCY, [self._event, self._source])

    def read(self) -> float | None:
        """The measured time, or None while nothing has changed."""
        value: float | None = self._page.evaluate("() => window.__latency")
        return value


class MainThread:
    """Percent of the time that the page's main thread was busy since this was made."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        session.send("Performance.enable")
        self._before = self._now()

    def percent(self) -> float:
        after = self._now()
        busy = after["TaskDuration"] - self._before["TaskDuration"]
        return 100 * busy / (after["Timestamp"] - self._before["Timestamp"])

    def _now(self) -> dict[str, float]:
        answer = self._session.send("Performance.getMetrics")
        return {metric["name"]: metric["value"] for metric in answer["metrics"]}
