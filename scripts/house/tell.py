"""What a script says: a line per step, and one sentence when it cannot go on."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager


class Trouble(Exception):
    """Why a script cannot go on, and what to do about it."""


@contextmanager
def step(what):
    """Print what was done and the seconds it took."""
    start = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - start:.1f} s", flush=True)


def run(command, problem, **options):
    """Return what a command prints; `problem` is the sentence if it fails."""
    options = {"text": True, "capture_output": True, **options}
    try:
        done = subprocess.run([str(part) for part in command], **options)
    except FileNotFoundError as error:
        raise Trouble(f"{problem} ({error.filename} is missing)") from error
    if done.returncode:
        raise Trouble(f"{problem}\n{_tail(done)}".rstrip())
    return done.stdout


def _tail(done, lines=15):
    output = f"{done.stdout or ''}{done.stderr or ''}"
    return "\n".join(f"    {line}" for line in output.splitlines()[-lines:])


def write(path, text):
    """Write a file unless it says so already: another process may be reading it."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def stop(process, grace=15):
    """Ask a process to end as Ctrl-C does, and end it if it takes too long."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(script):
    """Run a script; its result is the exit status, its trouble one sentence."""
    for stop_signal in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop_signal, signal.default_int_handler)
    try:
        sys.exit(script())
    except Trouble as trouble:
        sys.exit(f"{trouble}")
    except KeyboardInterrupt:
        sys.exit(130)
