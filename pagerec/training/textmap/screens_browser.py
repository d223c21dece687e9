"""A headless Chromium that renders documents, driven over a pipe by the DevTools protocol: no driver, no socket."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any
from xml.sax.saxutils import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from ...errors import TrainingError

#: Seconds after which an answer is no longer waited for.
_PATIENCE = 30.0
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)
#: The pipe's ends are handed on by their names: a shell renumbers only descriptors of one digit.
_SHELL = 'from=$1 to=$2; shift 2; exec "$@" 3</dev/fd/$from 4>/dev/fd/$to'


def find_program(name: str | None = None) -> str:
    """Path of a Chromium.

    Raises
    ------
    TrainingError
        Where there is none.
    """
    for program in (name,) if name else _PROGRAMS:
        path = shutil.which(program)
        if path:
            return path
    raise TrainingError("Chromium is not installed; install the package chromium, or name a program with --browser")


class Browser:
    """One browser with one page.

    Parameters
    ----------
    program : str
        Path of Chromium.
    fonts : sequence of Path
        Folders whose fonts it sees beside those of the system.

    Raises
    ------
    TrainingError
        From every method, where the browser does not answer: start another one.
    """

    def __init__(self, program: str, fonts: Sequence[Path] = ()) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="screens-", ignore_cleanup_errors=True)
        its_in, self._out = os.pipe()
        self._in, its_out = os.pipe()
        options = (*_OPTIONS, f"--user-data-dir={self._profile.name}", "about:blank")
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SHELL, "sh", str(its_in), str(its_out), program, *options],
            pass_fds=(its_in, its_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=font_environment(fonts, Path(self._profile.name)),
        )
        os.close(its_in)
        os.close(its_out)
        self._read = bytearray()
        self._last = 0
        self._session: str | None = None
        try:
            self._frame = self._open_page()
        except TrainingError:
            self.close()
            raise

    def _open_page(self) -> str:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        return str(self.call("Page.getFrameTree")["frameTree"]["frame"]["id"])

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the browser and remove its profile."""
        self._session = None
        with contextlib.suppress(TrainingError):
            self.call("Browser.close")
        for descriptor in (self._out, self._in):
            os.close(descriptor)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._profile.cleanup()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and wait for its answer."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._write(json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + _PATIENCE
        while True:
            answer = json.loads(self._next_message(deadline))
            if answer.get("id") != self._last:
                continue
            if "error" in answer:
                raise TrainingError(f"Chromium refused {method}: {answer['error']['message']}; is its version too old?")
            return dict(answer["result"])

    def _write(self, message: bytes) -> None:
        try:
            while message:
                message = message[os.write(self._out, message) :]
        except OSError as error:
            raise TrainingError("Chromium has ended; run it once by hand to see why") from error

    def _next_message(self, deadline: float) -> bytes:
        while True:
            end = self._read.find(b"\0")
            if end >= 0:
                message = bytes(self._read[:end])
                del self._read[: end + 1]
                return message
            ready, _, _ = select.select([self._in], [], [], max(0.0, deadline - time.monotonic()))
            part = os.read(self._in, 1 << 20) if ready else b""
            if not part:
                raise TrainingError("Chromium does not answer; run it once by hand to see why")
            self._read += part

    def show(self, html: str, width: int, height: int, scale: float) -> None:
        """Lay out a document in a window of so many CSS pixels, each `scale` pixels of the picture."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False
        )
        self.call("Page.setDocumentContent", frameId=self._frame, html=html)

    def evaluate(self, script: str) -> Any:
        """Value of a JavaScript expression, or of the promise it gives."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise TrainingError(f"a script failed in Chromium; report it: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def picture(self) -> NDArray[np.uint8]:
        """What the window shows: uint8, shape (H, W, 3), blue, green, red."""
        answer = self.call("Page.captureScreenshot", format="png", optimizeForSpeed=True)
        image = cv2.imdecode(np.frombuffer(base64.b64decode(answer["data"]), np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            raise TrainingError("Chromium gave no picture; run it once by hand to see why")
        return np.asarray(image, np.uint8)


def font_environment(fonts: Sequence[Path], folder: Path) -> dict[str, str]:
    """The environment in which programs see also the fonts of these folders; its configuration goes into `folder`."""
    environment = dict(os.environ)
    if fonts:
        folders = "".join(f"<dir>{escape(str(path.resolve()))}</dir>" for path in fonts)
        cache = f"<cachedir>{escape(str(folder))}</cachedir>"
        include = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        configuration = folder / "fonts.conf"
        configuration.write_text(f"<fontconfig>{include}{folders}{cache}</fontconfig>", "utf-8")
        environment["FONTCONFIG_FILE"] = str(configuration)
    return environment


def font_families(fonts: Sequence[Path] = (), language: str = "zh-cn") -> list[str]:
    """Families that have a language's characters, by fontconfig; an empty list where that is missing."""
    with tempfile.TemporaryDirectory() as folder:
        environment = font_environment(fonts, Path(folder))
        try:
            command = ["fc-list", f":lang={language}:scalable=true", "family"]
            result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return []
    return sorted({line.split(",")[0].strip() for line in result.stdout.splitlines() if line.strip()})
