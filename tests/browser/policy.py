"""Every breach of the content security policy, in whichever browser test it happens."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

WORD = "policy breached:"
# A page is not told of what only its console says, and the other way around: both are heard.
WATCH = f"""addEventListener("securitypolicyviolation", breach => console.error("{WORD}",
    breach.effectiveDirective, breach.blockedURI, breach.sourceFile, breach.sample))"""
heard: list[str] = []


def listen() -> None:
    """Let every context of every Chromium of this process be heard, whichever test opens it."""
    opened = Browser.new_context

    def new_context(self: Browser, **options: Any) -> BrowserContext:
        context = opened(self, **options)
        context.add_init_script(WATCH)
        context.on("console", _hear)
        return context

    Browser.new_context = new_context  # type: ignore[method-assign]


def taken() -> list[str]:
    """What was heard since the last time."""
    found = heard[:]
    heard.clear()
    return found


def _hear(said: ConsoleMessage) -> None:
    if WORD in said.text or "Content Security Policy" in said.text:
        heard.append(f"{said.location.get('url', '')}: {said.text[:300]}")
