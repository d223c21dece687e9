"""Run when a program made by PyInstaller starts: it may be a process that pagerec has started."""

from pagerec.common.interpreter import run_asked

run_asked()
