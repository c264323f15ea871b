#!/usr/bin/env python3
"""Wrong input of every kind, made of the right input of this tree, for every command that reads it.

    python3 tests/fuzz.py build/san/staleline --seconds 600 [--seed N] [--only KIND] [--case N]

Case N of a seed is always the same. A case fails if the program crashes, is told off by a sanitizer, takes
too much time or memory, ends with exit code 5 or one the manual does not have, refuses without a word or
without naming the file, leaves a half-written file behind, or writes a report its own format's reader cannot
read. What failed is kept in build/fuzz/, and told as a line that does it again. Exit 1 where anything failed.
`staleline-view` beside the program is tried too.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

from fuzz_kinds import HOME, KINDS, Case, Corpus, read
from relaxed import strip

CPU_SECONDS = 30  # of a case; the slowest right one takes a second with sanitizers
WALL_SECONDS = 240  # on a machine that has other things to do
TOLD_OFF = re.compile(
    r"(AddressSanitizer|LeakSanitizer|UndefinedBehavior|runtime error:|ERROR: .*Sanitizer).*"
)


def environment():
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "DISPLAY", "WAYLAND"))}
    strict = "exitcode=99:abort_on_error=0:detect_leaks=1:allocator_may_return_null=1:hard_rss_limit_mb=3000"
    return dict(
        env,
        LC_ALL="C.UTF-8",
        ASAN_OPTIONS=strict,
        UBSAN_OPTIONS="exitcode=99:print_stacktrace=1",
        LSAN_OPTIONS="exitcode=99",
        SDL_VIDEODRIVER="dummy",
    )


def command(program, c):
    program = os.path.join(os.path.dirname(program), "staleline-view") if c.view else program
    return ["sh", "-c", f'ulimit -t {CPU_SECONDS}; ulimit -f 1000000; exec "$@"', "fuzz", program, *c.words]


def talk(process, c):
    """Send the packets; what is answered does not matter, only that it stays alive and ends when we leave."""
    line = process.stdout.readline()
    m = re.search(rb"127\.0\.0\.1:(\d+)", line)
    if not m:
        return
    with socket.create_connection(("127.0.0.1", int(m[1])), timeout=WALL_SECONDS) as s:
        s.setblocking(False)
        out = b"".join(c.packets)
        half = c.rng.randrange(len(out) + 1)
        until = time.monotonic() + 2
        for part in (out[:half], b"\x03" * c.rng.randrange(3) + out[half:]):
            while part and time.monotonic() < until + 20 and process.poll() is None:
                readable, writable, _ = select.select([s], [s], [], 1)
                try:
                    if readable and not s.recv(65536):
                        return
                    part = part[s.send(part[:4096]) :] if writable else part
                except OSError:
                    return
        while time.monotonic() < until and process.poll() is None:
            if not select.select([s], [], [], 0.1)[0]:
                break
            try:
                if not s.recv(65536):
                    return
            except OSError:
                return


def perform(program, c):
    """(exit code or None if it took too long, standard output, standard error)"""
    with open(c.folder + "/stdout", "w+b") as out, open(c.folder + "/stderr", "w+b") as err:
        process = subprocess.Popen(
            command(program, c),
            cwd=c.folder,
            stdin=subprocess.DEVNULL,
            env=environment(),
            stderr=err,
            stdout=subprocess.PIPE if c.packets is not None else out,
            start_new_session=True,
        )
        try:
            if c.packets is not None:
                talk(process, c)
                process.stdout.close()
            code = process.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        out.seek(0), err.seek(0)
        return code, out.read(), err.read()


def unreadable(c):
    """What is wrong with a report that was written."""
    for name in os.listdir(c.folder):
        path = os.path.join(c.folder, name)
        if name.endswith(".part"):
            return "a half-written file: " + name
        try:
            if name in ("report.sarif", "report.json", "new.baseline", "found.json"):
                text = read(path).decode("utf-8")
                json.loads(strip(text) if name == "found.json" else text)
            elif name in ("report.junit", "new.svg"):
                ET.fromstring(read(path))
            elif name in ("report.tap", "report.github"):
                read(path).decode("utf-8")
        except (ValueError, ET.ParseError) as e:
            return f"{name}: {e}"
    return None


def verdict(c, code, out, err):
    """None, or what is wrong."""
    text = err.decode("utf-8", "replace")
    told = TOLD_OFF.search(text)
    if told:
        where = re.search(r"#\d+ 0x\w+ in (\w+) (?:/\S*/)?((?:sim|models|viewer)/\S+)", text)
        return told[0][:150] + (f" in {where[1]} {where[2]}" if where else "")
    if code is None:
        return f"no end within {WALL_SECONDS} s"
    if code < 0 or code > 128:
        number = -code if code < 0 else code - 128
        if number in (signal.SIGKILL, signal.SIGXCPU):
            return f"more than {CPU_SECONDS} s of CPU time"
        return f"signal {signal.strsignal(number) or number}"
    if code > (5 if c.view else 4):
        return f"exit code {code}: {text[-200:]}"
    if code == 5:
        return f"internal error: {text[-200:]}"
    if code == 2 and not text.strip():
        return "refused without a word"
    if (
        code == 2 and c.mutant and c.mutant not in text and "--" not in text
    ):  # an option's value, or the file's
        return f"refused without naming {c.mutant}: {text[:200]}"
    if code and not text.strip() and not out:
        return f"exit code {code} without a word"
    return unreadable(c)


def one(corpus, seed, number, only):
    c = Case(corpus, seed, number)
    names = [k for k, weight in KINDS for _ in range(weight)]
    kind = c.rng.choice(names)
    if only:
        kind = next(k for k, _ in KINDS if k.__name__ == only)
    kind(c)
    if c.view and not os.path.exists(os.path.join(os.path.dirname(corpus.program), "staleline-view")):
        return kind.__name__, "left out", None, c
    c.write()
    code, out, err = perform(corpus.program, c)
    return kind.__name__, code, verdict(c, code, out, err), c


def keep(c, why):
    """The failing input, where it stays, and a line that does it again."""
    to = os.path.join(HOME, "build", "fuzz", f"case-{c.number}")
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(c.folder, to, symlinks=True)
    for name in ("firmware", "signals"):
        os.unlink(os.path.join(to, name))
        os.symlink(os.path.join(HOME, "scenarios", name), os.path.join(to, name))
    program = (
        c.corpus.program if not c.view else os.path.join(os.path.dirname(c.corpus.program), "staleline-view")
    )
    words = " ".join(
        "'" + w.replace("'", "'\\''") + "'" if re.search(r"[^\w./=:,+-]", w) else w for w in c.words
    )
    if c.packets is not None:
        with open(to + "/packets", "wb") as f:
            f.write(b"".join(c.packets))
        words += "   # and packets"
    print(f"FAILED case {c.number}: {why}\n    (cd {to} && {program} {words[:1000]})", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("program")
    p.add_argument("--seconds", type=float, default=30)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--case", type=int, help="this one alone")
    p.add_argument("--from", type=int, default=0, dest="first", help="begin with this case")
    p.add_argument("--only", choices=[k.__name__ for k, _ in KINDS])
    p.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    a = p.parse_args()
    with tempfile.TemporaryDirectory(prefix="staleline-fuzz-") as folder:
        corpus = Corpus(os.path.realpath(a.program), folder)
        numbers = iter([a.case]) if a.case is not None else iter(range(a.first, 1 << 40))
        until = time.monotonic() + a.seconds
        tried, codes, failures = collections.Counter(), collections.Counter(), 0
        with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
            running = set()
            while True:
                while len(running) < a.jobs and (time.monotonic() < until or a.case is not None):
                    n = next(numbers, None)
                    if n is None:
                        break
                    running.add(pool.submit(one, corpus, a.seed, n, a.only))
                if not running:
                    break
                done, running = concurrent.futures.wait(
                    running, return_when=concurrent.futures.FIRST_COMPLETED
                )
                for future in done:
                    kind, code, why, c = future.result()
                    tried[kind] += 1
                    codes[code] += 1
                    if why:
                        failures += 1
                        keep(c, why)
                    shutil.rmtree(c.folder, ignore_errors=True)
    print("fuzz: " + ", ".join(f"{k} {n}" for k, n in sorted(tried.items())))
    print(
        "fuzz: exit codes "
        + ", ".join(f"{k}: {n}" for k, n in sorted(codes.items(), key=str))
        + f"; seed {a.seed}, {sum(tried.values())} inputs, {failures} failures"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
