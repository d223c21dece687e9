"""A headless Chromium with a page, used as a person does: by pointer, keys, drops and the clipboard."""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("cv2")

from pagerec.training.textmap.screens_browser import Browser

_T = TypeVar("_T")

CONTROL = 2


def program() -> str:
    """Chromium, or the test is skipped."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("needs Chromium (Debian: chromium)")
    return found


class Window(Browser):
    """A window of a browser of its own."""

    def __init__(self, downloads: Path) -> None:
        super().__init__(program())
        downloads.mkdir(exist_ok=True)
        self.downloads = downloads
        self.call("Emulation.setDeviceMetricsOverride", width=1200, height=800, deviceScaleFactor=1, mobile=False)
        self.call("Runtime.enable")
        self.of_browser("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))

    def of_browser(self, method: str, **parameters: Any) -> Any:
        """Call what is the browser's, not the page's."""
        session, self._session = self._session, None
        try:
            return self.call(method, **parameters)
        finally:
            self._session = session

    def open(self, address: str) -> None:
        """Go to the page, and wait until it is ready."""
        self.call("Page.navigate", url=address)
        self.until("document.body?.dataset.ready")

    def until(self, script: str, seconds: float = 30.0) -> Any:
        """Wait for an expression to be true, and give its value."""
        return until(lambda: self.evaluate(script), script, seconds)

    def box(self, selector: str) -> list[float]:
        """Left, top, width and height of an element in the window."""
        script = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().toJSON()"
        found = self.evaluate(script)
        return [found[name] for name in ("x", "y", "width", "height")]

    def middle(self, selector: str, number: int = 0) -> tuple[float, float]:
        """Where an element is."""
        script = f"""(() => {{
            const box = document.querySelectorAll({json.dumps(selector)})[{number}].getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()"""
        x, y = self.evaluate(script)
        return x, y

    def hover(self, selector: str, number: int = 0) -> None:
        """Move the pointer over an element."""
        x, y = self.middle(selector, number)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, selector: str, number: int = 0) -> None:
        """Click on an element."""
        x, y = self.middle(selector, number)
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def choose(self, selector: str, value: str) -> None:
        """Choose from a list."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(value)}")

    def drop(self, selector: str, files: Sequence[Path]) -> None:
        """Drop files of the disk onto an element."""
        x, y = self.middle(selector)
        data = {"items": [], "files": [str(path) for path in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def give(self, selector: str, files: Sequence[Path]) -> None:
        """Choose files in the dialog of an input."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in files])

    def put_in_clipboard(self, png: bytes) -> None:
        """Put a picture where a screenshot is put."""
        self.allow_clipboard()
        self.call("Page.bringToFront")
        data = base64.b64encode(png).decode()
        self.evaluate(f"""(async () => {{
            const bytes = Uint8Array.from(atob("{data}"), (letter) => letter.charCodeAt(0));
            const blob = new Blob([bytes], {{ type: "image/png" }});
            await navigator.clipboard.write([new ClipboardItem({{ "image/png": blob }})]);
        }})()""")

    def allow_clipboard(self) -> None:
        """Let scripts use the clipboard without asking."""
        names = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        self.of_browser("Browser.grantPermissions", permissions=names)

    def paste(self) -> None:
        """Press Ctrl-V."""
        key = {"modifiers": CONTROL, "key": "v", "code": "KeyV", "windowsVirtualKeyCode": 86}
        self.call("Input.dispatchKeyEvent", type="rawKeyDown", commands=["paste"], **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def press(self, key: str) -> None:
        """Press Enter or Escape."""
        code, text = {"Enter": (13, {"text": "\r"}), "Escape": (27, {})}[key]
        for kind, more in (("keyDown", text), ("keyUp", {})):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    def write(self, text: str) -> None:
        """Write into what has the focus, instead of what is selected."""
        self.call("Input.insertText", text=text)

    def downloaded(self, name: str) -> bytes:
        """A file that was downloaded, when it is there."""
        path = self.downloads / name
        until(path.exists, name)
        return path.read_bytes()


def until(find: Callable[[], _T], what: str, seconds: float = 30.0) -> _T:
    """Wait until something is found."""
    end = time.monotonic() + seconds
    while True:
        found = find()
        if found:
            return found
        if time.monotonic() > end:
            pytest.fail(f"waited in vain for {what}")
        time.sleep(0.02)
