#!/usr/bin/env python3
"""documents.py STALELINE: README.md and docs/ do what they say.

Every command they print is run as printed, in a folder of its own with the lessons and an app.elf in it; every piece
of a scenario is put into one and checked; every link, `make` target and image there must be; and the figures README
quotes of lessons and tables must be those of today. Exit 1 where anything differs."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from relaxed import strip

PROGRAM = os.path.realpath(sys.argv[1])
HOME = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))
LESSON = "scenarios/04-stale-receive.json"
# What a text leaves open, as a file that is there; and options which make the long short.
STANDS_FOR = (
    (r"save-trace FILE", "save-trace x.trace " + LESSON), (r" trace FILE", " trace saved.trace"), (r"FILE", LESSON),
    (r"( explore)", r"\1 --budget 8"), (r"( sweep)", r"\1 --max-cycles 3000"), (r"defmt-print -e app.elf", "cat"),
    (r"( view .*)", r"\1 --seconds 1"), (r"^build/", ""),
)
# No command of its own: half of one, or one that another test has whole (the window: viewer.sh, lines: live.sh).
FRAGMENTS = {"staleline", "staleline-view", "staleline trace", "staleline run", "staleline run --schedule", "staleline run --record",
             "build/staleline"}
failures = 0


def fail(text):
    global failures
    failures += 1
    print("FAILED " + text)


def read(path):
    with open(os.path.join(HOME, path), encoding="utf-8") as f:
        return f.read()


def documents():
    return ["README.md"] + sorted(os.path.relpath(p, HOME) for p in glob.glob(HOME + "/docs/*.md"))


def blocks(text):
    """Each fenced block: language and lines."""
    return [(m[1], m[2]) for m in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)]


def commands(text):
    """Lines of blocks that begin with the program (a YAML list's too, and one folded over lines), and spans in the text."""
    for _, body in blocks(text):
        folded = re.sub(r"run: >\n((?: {10,}.*\n)+)", lambda m: " ".join(m[1].split()) + "\n", body)
        for line in folded.splitlines():
            m = re.match(r"\s*(?:- )?((?:build/)?staleline(?:-view)? .*)", line)
            if m:
                yield re.sub(r"\s+#.*", "", m[1])
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    for m in re.finditer(r"`((?:build/)?staleline(?:-view)?(?: [^`]*)?)`", plain):
        yield " ".join(m[1].split())


def words(command):
    """The command as it is run here, or None where another test has it."""
    if command in FRAGMENTS or "staleline gdb" in command or re.match(r"staleline explore$", command):
        return None
    for what, stands in STANDS_FOR:
        command = re.sub(what, stands, command)
    return command


def sandbox(folder):
    """What the commands name: lessons, a firmware, a trace; and the program on the PATH."""
    os.symlink(HOME + "/scenarios", folder + "/scenarios")
    for name in ("build", "tests", "bin"):
        os.mkdir(f"{folder}/{name}")
    os.symlink(HOME + "/scenarios", folder + "/tests/scenarios")
    for name in ("app.elf", "build/app.elf"):
        shutil.copy(HOME + "/scenarios/firmware/images/rust-greet.elf", f"{folder}/{name}")
    for name in ("staleline", "staleline-view"):
        if os.path.exists(os.path.join(os.path.dirname(PROGRAM), name)):
            os.symlink(os.path.join(os.path.dirname(PROGRAM), name), f"{folder}/bin/{name}")
    env = dict(os.environ, PATH=f"{folder}/bin:" + os.environ["PATH"], SDL_VIDEODRIVER="dummy")
    subprocess.run(["staleline", "run", "-q", "--save-trace", "saved.trace", LESSON], cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
    return env


def run_commands(folder, env):
    done = {}
    for path in documents():
        for command in commands(read(path)):
            line = words(command)
            if line is None or line in done or (re.match("staleline[- ]view", line) and not os.path.exists(folder + "/bin/staleline-view")):
                continue
            if "init" in line.split() and os.path.exists(folder + "/" + line.split()[-1]):
                os.unlink(folder + "/" + line.split()[-1])
            r = subprocess.run(["sh", "-c", line], cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
            done[line] = r.returncode
            if r.returncode != 0:
                fail(f"{path}: `{line}` ends with {r.returncode}: {r.stderr.decode(errors='replace')[:300]}")
    # What ci.md makes of a report for GitLab is a list of what speaks against the run: here of nothing.
    jq = [b for lang, b in blocks(read("docs/ci.md")) if lang == "jq"]
    if shutil.which("jq"):
        run = subprocess.run(["staleline", "run", "--max-cycles", "400", "--fail-on", "error", "--json", HOME + "/scenarios/09-missing-dsb.json",
                              HOME + "/scenarios/firmware/images/uart-dtcm.elf"], env=env, cwd=folder, capture_output=True, check=False)
        r = subprocess.run(["jq", jq[0]], input=run.stdout, capture_output=True, check=False)
        if r.returncode or not isinstance(json.loads(r.stdout), list):
            fail("docs/ci.md: the jq program: " + r.stderr.decode())
    return len(done)


BASE = {
    "schema_version": 1, "title": "t", "max_cycles": 100000000,
    "setup": {"enable": ["SRAM1", "DMA2", "DMA1", "USART3", "GPIOA", "ADC12", "ADC3", "DCMI", "I2C1", "SPI2", "ETH1MAC"]},
    "buffers": {"rx": {"region": "AXISRAM", "size": 128, "init": 0}, "next": {"region": "AXISRAM", "size": 2048, "init": 0}},
    "program": [{"load": "rx"}],
}


def pieces_of(path):
    """The scenarios of a document: whole ones, and pieces completed by BASE."""
    for language, body in blocks(read(path)):
        if language == "jsonc":
            text = strip(body)
            value = json.loads(text if text.lstrip().startswith("{") else strip("{" + text + "}"))
            yield value if "schema_version" in value else dict(BASE, **value)


def check_pieces(folder, env):
    count = 0
    subprocess.run(["staleline", "run", "-q", "--record", "session.json", "app.elf"], cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
    os.mkdir(folder + "/signals")
    with open(folder + "/signals/sine.txt", "w", encoding="ascii") as f:
        f.write("0 32768, 65535\n")
    for path in documents():
        for value in pieces_of(path):
            count += 1
            if "firmware" in value:     # its symbols are another program's
                value = dict(value, expect=[{"no_other_findings": True}], world={})
            if "recorded" in value.get("world", {}):
                value = {k: v for k, v in value.items() if k not in ("setup", "buffers", "program")} | {
                    "firmware": "app.elf", "world": {k: v for k, v in value["world"].items() if k != "debug"}}
            with open(folder + "/piece.json", "w", encoding="utf-8") as f:
                json.dump(value, f)
            whole = "expect" in value and "firmware" not in value
            r = subprocess.run(["staleline", "run" if whole else "check", "piece.json"], cwd=folder, env=env, capture_output=True, text=True)
            if r.returncode:
                fail(f"{path}: {json.dumps(value)[:300]}\n   {(r.stdout + r.stderr)[:500]}")
    return count


def check_links():
    """Files and headings that are linked to, targets of make, images by the table's short names."""
    count, makefile = 0, read("Makefile")
    for path in documents():
        text = read(path)
        for target in re.findall(r"\]\(([^)#\s]*#?[^)\s]*)\)", text):
            if "://" in target:
                continue
            count += 1
            name, _, heading = target.partition("#")
            at = os.path.normpath(os.path.join(HOME, os.path.dirname(path), name)) if name else os.path.join(HOME, path)
            heads = re.findall(r"^#+ (.*)$", read(at), re.M) if heading and os.path.exists(at) else []
            if not os.path.exists(at) or heading and heading not in [re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in heads]:
                fail(f"{path}: a link goes nowhere: {target}")
        for target in re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text, re.M):
            count += 1
            if not re.search(rf"^{target}(?: [\w ]*)?:", makefile, re.M) and not target.startswith("build"):
                fail(f"{path}: there is no `make {target}`")
    for row in re.findall(r"^\| (`.*?) \|", read("README.md"), re.M):
        first = None
        for name in re.findall(r"`([^`]+)`", row):
            family = None if first is None else re.match(r"[a-z]+-", first)
            found = [n for n in (name, (first or "") + name, (family[0] if family else "") + name.lstrip("-"), (family[0] if family else "") + "test" + name)
                     if glob.glob(f"{HOME}/scenarios/firmware/images/{n}*.elf")]
            count += 1
            if not found:
                fail(f"README.md: there is no image {name}")
            first = first or name
    for number in re.findall(r"^\| (\d\d) \|", read("README.md"), re.M):
        count += 1
        if not glob.glob(f"{HOME}/scenarios/{number}-*.json"):
            fail(f"README.md: there is no lesson {number}")
    return count


def check_names():
    """Files and identifiers of the sources, in backticks. One part is an example, and one name another program's."""
    sources, count = " ".join(os.listdir(HOME + "/scenarios/firmware/images")), 0
    for path in glob.glob(HOME + "/*/*") + glob.glob(HOME + "/Makefile"):
        if re.search(r"\.(c|h|py|sh)$|Makefile$", path):
            with open(path, encoding="utf-8") as f:
                sources += os.path.basename(path) + " " + f.read()
    for path in documents():
        for span in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", read(path), flags=re.M | re.S)):
            for name in re.findall(r"[A-Za-z]\w*\.[ch]\b|\b[a-z]\w*_\w+", span):
                count += 1
                if name not in sources and "dac" not in name and not name.startswith("vfp_"):
                    fail(f"{path}: nothing is called {name}")
    return count


def check_options(env):
    """Every option of --help stands in its man page, and the other way round."""
    count = 0
    for name in ("staleline", "staleline-view"):
        if not os.path.exists(os.path.join(os.path.dirname(PROGRAM), name)):
            continue
        told = subprocess.run([name, "--help"], env=env, capture_output=True, text=True, check=True).stdout
        options = [set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", t)) - {"--help", "--version"}
                   for t in (told, re.sub(r"\\f[A-Z]", " ", read(f"docs/{name}.1").replace("\\-", "-")))]
        count += len(options[0])
        for o in options[0] ^ options[1]:
            fail(f"{name}: {o} stands in --help or in its man page alone")
    return count


def counted(env, name):
    r = subprocess.run(["staleline", "run", "--json", f"{HOME}/scenarios/{name}.json"], env=env, capture_output=True, check=True)
    return json.loads(r.stdout)["results"][0]["counters"]


def check_figures(env):
    """Numbers in README's text beside where they come from."""
    polling, byte, dma, display, pin = (counted(env, n) for n in ("01-uart-blocking", "01-uart-interrupt", "02-uart-dma", "21-spi-display-64k",
                                                                  "22-timer-to-gpio-dma"))
    sites = subprocess.run([sys.executable, HOME + "/tests/sites.py", PROGRAM], cwd=HOME, capture_output=True, text=True).stdout
    anchors = sum(int(n) for n in re.findall(r"^\| (?:MEASURED|DOC|FITTED) \| (\d+) \|", read("docs/accuracy.md"), re.M))
    cases = re.search(r"^\| \*\*all\*\* \| (\d+)", read("docs/judge.md"), re.M)[1]
    said = [
        f"{byte['interrupts']} interrupts of {byte['handler_cycles'] // byte['interrupts']} cycles and {byte['latency_max']} cycles to get there",
        f"or none, and {polling['register_reads']:_} register reads".replace("_", " "),
        f"the CPU is free {100 * dma['sleep_cycles'] / dma['cycles']:.2f} % of {dma['cycles'] / 400e3:.1f} ms",
        f"{display['sleep_cycles'] // 400000} ms of sleep on 64 KB",
        f"{re.match(r'[0-9]+', sites)[0]} planted bugs found at their function, file and line",
        f"some {anchors // 10 * 10} published numbers",
        f"{cases} field cases from public trackers",
    ]
    if polling["interrupts"] or dma["interrupts"] != 1 or pin["interrupts"] != 5:
        fail("README.md: the table of lessons: interrupts")
    shown = subprocess.run(["staleline", "run", LESSON], env=env, cwd=HOME, capture_output=True, text=True).stdout.strip()
    if re.sub(r"\n+", "\n", shown) not in [re.sub(r"\n+", "\n", b).strip() for _, b in blocks(read("README.md"))]:
        fail("README.md: the first finding is not shown as it is printed")
    text = " ".join(read("README.md").split())
    for s in said:
        if s not in text:
            fail(f"README.md: does not say: {s}")
    return len(said)


with tempfile.TemporaryDirectory(prefix="staleline-documents-") as room:
    environment = sandbox(room)
    told = (run_commands(room, environment), check_pieces(room, environment), check_links() + check_names(), check_options(environment),
            check_figures(environment))
    print("documents: %d commands run, %d scenarios, %d links and names, %d options, %d figures, %d failed" % (*told, failures))
sys.exit(1 if failures else 0)
