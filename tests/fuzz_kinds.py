"""What is wrong, and who reads it: right inputs, and the commands for each kind of wrong one made of them."""

import glob
import json
import os
import random
import subprocess
import sys

import mutate
from relaxed import strip

CYCLES = ("--max-cycles", "20000")
HOME = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))
IMAGES = sorted(glob.glob(HOME + "/scenarios/firmware/images/*.elf"))
ELVES = IMAGES + sorted(glob.glob(HOME + "/tests/elf/*.elf"))


def read(path):
    with open(path, "rb") as f:
        return f.read()


class Corpus:
    """The right inputs. Some are made by the program itself: a trace, a baseline, an input log."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.scenarios = []
        for pattern in (
            "scenarios/*.json",
            "scenarios/cases/*.json",
            "scenarios/odd/*.json",
            "tests/wrong/*.json",
            "tests/wrong/semantic/*.json",
        ):
            for path in sorted(glob.glob(os.path.join(HOME, pattern))):
                text = read(path)
                try:
                    self.scenarios.append((os.path.basename(path), json.loads(strip(text.decode())), text))
                except (ValueError, RecursionError):
                    self.scenarios.append((os.path.basename(path), None, text))
        self.valued = [v for _, v, _ in self.scenarios if isinstance(v, dict) and len(v) > 2]
        self.pool = mutate.pool_of(self.valued)
        self.elves = [(os.path.basename(p), read(p)) for p in ELVES]
        self.hex, self.bin = read(HOME + "/tests/elf/app.hex"), read(HOME + "/tests/elf/app.bin")
        self.svd = read(HOME + "/tests/svd/small.svd")
        os.symlink(HOME + "/scenarios/firmware", folder + "/firmware")
        os.symlink(HOME + "/scenarios/signals", folder + "/signals")
        letters = self.put("letters", b"abcdefghijklmnopqrstuvwxyzabcdef")
        lesson = HOME + "/scenarios/05-stale-transmit.json"
        self.made("run", "-q", "--save-trace", "lesson.trace", lesson)
        self.made("run", "-q", *CYCLES, "--hits", "--save-trace", "hits.trace", lesson)
        self.made(
            "run",
            "-q",
            *CYCLES,
            "--save-trace",
            "firmware.trace",
            HOME + "/scenarios/50-firmware-uart-stale.json",
        )
        self.made(
            "run", "-q", "--write-baseline", "baseline", lesson, HOME + "/scenarios/04-stale-receive.json"
        )
        self.made(
            "explore",
            "-q",
            "-j",
            "1",
            "--budget",
            "20",
            "--resume",
            "resume",
            HOME + "/scenarios/06-early-invalidate-latent.json",
        )
        self.made(
            "run",
            "-q",
            "--uart",
            "usart3=file:out," + letters,
            "--record",
            "log",
            HOME + "/scenarios/firmware/images/uart-maintained.elf",
        )
        self.traces = [read(f"{folder}/{n}.trace") for n in ("lesson", "hits", "firmware")]
        self.baseline, self.log, self.resume = (read(f"{folder}/{n}") for n in ("baseline", "log", "resume"))

    def put(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as f:
            f.write(data)
        return path

    def made(self, *words):
        done = subprocess.run([self.program, *words], cwd=self.folder, capture_output=True, check=False)
        if done.returncode not in (0, 1, 4):
            sys.exit(f"fuzz: {words} ended with {done.returncode}: {done.stderr.decode()}")


class Case:
    """A folder with wrong files in it, and the words of one command."""

    def __init__(self, corpus, seed, number):
        self.corpus, self.rng = corpus, random.Random(f"{seed}/{number}")
        self.number, self.folder = number, os.path.join(corpus.folder, f"case-{number}")
        self.files, self.words, self.mutant, self.packets, self.view = {}, [], None, None, False

    def file(self, name, data, mutant=True):
        self.files[name] = data
        if mutant:
            self.mutant = name
        return name

    def scenario(self):
        _, value, text = self.rng.choice(self.corpus.scenarios)
        if value is None:
            return self.file("a.json", mutate.mutate_bytes(self.rng, text))
        return self.file(
            "a.json",
            mutate.mutate_json(self.rng, value, self.rng.choice(self.corpus.valued), text, self.corpus.pool),
        )

    def elf(self):
        return self.file("a.elf", mutate.mutate_elf(self.rng, self.rng.choice(self.corpus.elves)[1]))

    def write(self):
        os.mkdir(self.folder)
        os.symlink("../firmware", self.folder + "/firmware")
        os.symlink("../signals", self.folder + "/signals")
        for name, data in self.files.items():
            with open(os.path.join(self.folder, name), "wb") as f:
                f.write(data)


def a_report(c):
    n = c.rng.choice(("sarif", "junit", "tap", "github", "json"))
    return [f"--format={n}=report.{n}"]


def ways_to_run(c, file):
    r = c.rng
    return r.choice(
        (
            ["run", "-q", *CYCLES, file],
            ["run", *CYCLES, "--all", *a_report(c), file],
            ["run", *CYCLES, "--trace", file],
            ["run", "-q", *CYCLES, "--no-judge", "--strict", file],
            ["run", "-q", *CYCLES, "--write-baseline", "new.baseline", "--save-trace", "new.trace", file],
            ["run", "-q", *CYCLES, "--seed", str(r.choice(mutate.NUMBERS[:20])), file],
        )
    )


def scenario(c):
    f, r = c.scenario(), c.rng
    c.words = (
        ["check", f]
        if r.random() < 0.3
        else r.choice(
            (
                ["check", "--show", f],
                ways_to_run(c, f),
                ways_to_run(c, f),
                [
                    "who",
                    *CYCLES,
                    "--at",
                    str(r.choice((0, 1, 200, 5000, 2**63))),
                    f,
                    r.choice(("rx", "tx+4", "0x24000000", "buf+99999")),
                ],
                [
                    "explore",
                    *CYCLES,
                    "-j",
                    "1",
                    "--budget",
                    "4",
                    "--write",
                    "found.json",
                    *r.choice(([], ["--json"])),
                    f,
                ],
                ["quiz", *CYCLES, "--show", f],
            )
        )
    )


def elf(c):
    f, r = c.elf(), c.rng
    c.words = r.choice(
        (
            ["memory", f],
            [
                "memory",
                "--json",
                "--dma",
                r.choice(("rx,tx=DMA2", "buffer=BDMA,a=MDMA", "x=", ",", "=DMA1")),
                f,
            ],
            ways_to_run(c, f),
            ways_to_run(c, f),
            [
                "run",
                "--max-cycles",
                "200000",
                "--rtt",
                "0=file:rtt",
                "--stdin",
                c.file("in", b"one\ntwo\n" * 30, False),
                f,
            ],
            ["who", *CYCLES, f, r.choice(("rx", "main", "buffer+4", "0x24000000", "0x20000000"))],
            ["explore", *CYCLES, "-j", "1", "--budget", "2", f],
        )
    )


def image(c):
    """Intel HEX and plain binaries."""
    r = c.rng
    if r.random() < 0.5:
        text = c.corpus.hex.decode()
        new = (
            mutate.mutate_bytes(r, c.corpus.hex)
            if r.random() < 0.5
            else mutate.mutate_text(r, text, "\n:").encode("utf-8", "replace")
        )
        c.words = ways_to_run(c, c.file("a.hex", new))
    else:
        c.words = ways_to_run(c, c.file("a.bin", mutate.mutate_bytes(r, c.corpus.bin)))
        c.words[1:1] = r.choice(
            (
                [],
                ["--base", "0x08000000"],
                ["--base", "0xFFFFFFF0"],
                ["--vtor", "0x24000001"],
                ["--base", "0x24000000"],
            )
        )


def trace(c):
    c.words = ["trace", c.file("a.trace", mutate.mutate_bytes(c.rng, c.rng.choice(c.corpus.traces)))]
    if c.rng.random() < 0.3:
        c.words.append(HOME + "/scenarios/05-stale-transmit.json")


def baseline(c):
    data = mutate.mutate_json(
        c.rng, json.loads(c.corpus.baseline), json.loads(c.corpus.baseline), c.corpus.baseline, {}
    )
    c.words = [
        "run",
        "--baseline",
        c.file("a.baseline", data),
        *a_report(c),
        HOME + "/scenarios/05-stale-transmit.json",
    ]


SUPPRESSIONS = """# known
stale-transmit function=main file=*.json object=tx -- "the display" shows it, that's all
stale-read  function=peek_* object="r x" -- on purpose
*           file=hal_*   -- reported upstream
* object=[a-z]*  -- any
"""


def suppressions(c):
    text = mutate.mutate_text(c.rng, SUPPRESSIONS, " =\n").encode("utf-8", "surrogatepass")
    text = mutate.mutate_bytes(c.rng, text) if c.rng.random() < 0.4 else text
    c.words = [
        "run",
        "--suppressions",
        c.file("a.suppressions", text),
        *a_report(c),
        HOME + "/scenarios/05-stale-transmit.json",
    ]


SCHEDULE = (
    "fill:0x24000020@5760,evict:0x24000020@57600,hold:DMA1-memory@5760+2400,halt@5760+2400,late@5760+2400"
)


def schedule(c):
    text = mutate.mutate_text(c.rng, SCHEDULE, ":@+,")[:100000].replace("\0", "")
    text = text.encode("utf-8", "replace").decode()
    c.words = [
        "run",
        "-q",
        *CYCLES,
        "--schedule=" + text,
        c.rng.choice((HOME + "/scenarios/04-stale-receive.json", IMAGES[-1])),
    ]
    if c.rng.random() < 0.3:
        value = dict(c.rng.choice(c.corpus.valued))
        value["world"] = dict(value["world"] if isinstance(value.get("world"), dict) else {}, schedule=text)
        c.words = ways_to_run(c, c.file("a.json", json.dumps(value).encode()))


RECORDED = {
    "schema_version": 1,
    "title": "t",
    "why": "w",
    "firmware": "firmware/images/uart-maintained.elf",
    "world": {"recorded": "log.json"},
}


def input_log(c):
    value = json.loads(c.corpus.log)
    data = mutate.mutate_json(c.rng, value, value, c.corpus.log, {})
    c.file("log.json", data)
    c.file("a.json", json.dumps(RECORDED).encode(), False)
    c.words = c.rng.choice((["check", "a.json"], ["run", "-q", "--max-cycles", "400000", "a.json"]))


def resume(c):
    c.file("a.resume", mutate.mutate_bytes(c.rng, c.corpus.resume))
    c.words = [
        "explore",
        "-j",
        "1",
        "--budget",
        "24",
        "--resume",
        "a.resume",
        HOME + "/scenarios/06-early-invalidate-latent.json",
    ]


def svd(c):
    text = c.corpus.svd
    new = (
        mutate.mutate_bytes(c.rng, text)
        if c.rng.random() < 0.4
        else mutate.mutate_text(c.rng, text.decode(), "<>").encode("utf-8", "replace")
    )
    c.view = True
    c.words = [
        "--svd",
        c.file("a.svd", new),
        "--at",
        "100",
        "--areas",
        HOME + "/scenarios/04-stale-receive.json",
    ]


def window(c):
    """What the window shows of wrong scenarios and firmware; as a picture, for there is no display."""
    f = c.scenario() if c.rng.random() < 0.6 else c.elf()
    panel = c.rng.choice(
        ([], ["--layout", "memory"], ["--layout", "masters"], ["--layout", "core"], ["--layout", "lesson"])
    )
    c.view = True
    c.words = [
        *CYCLES,
        *panel,
        "--at",
        c.rng.choice(("0", "500", "end", "50%", "finding:1")),
        *c.rng.choice((["--areas"], ["--svg", "new.svg"], ["--screenshot", "new.png"])),
        f,
    ]


PACKETS = [
    "?",
    "g",
    "G" + "00" * 168,
    "p0",
    "pf",
    "p19",
    "P0=78563412",
    "P19=01000000",
    "m20000000,40",
    "m8000000,4",
    "m24000000,800",
    "m40020000,4",
    "me000ed00,8",
    "M24000000,4:01020304",
    "M20000000,1:ff",
    "X24000000,3:abc",
    "X24000000,0:",
    "Z0,8000400,2",
    "Z2,24000000,4",
    "Z3,24000000,4",
    "Z4,20000000,1",
    "z0,8000400,2",
    "c",
    "s",
    "vCont;s:1;c",
    "vCont;c",
    "vCont?",
    "bs",
    "bc",
    "C05",
    "S05",
    "qSupported:xmlRegisters=arm",
    "qXfer:features:read:target.xml:0,fff",
    "qXfer:memory-map:read::0,40",
    "qC",
    "qfThreadInfo",
    "qsThreadInfo",
    "QStartNoAckMode",
    "vFlashErase:08000000,00020000",
    "vFlashWrite:8000000:ab",
    "vFlashDone",
    "qAttached",
    "Hg0",
    "T1",
    "qSymbol::",
    "qOffsets",
    "H",
    "vMustReplyEmpty",
]
MONITOR = [
    "view cpu",
    "view ram",
    "view dma",
    "who rx",
    "who 0x24000000",
    "who rx+4",
    "cache",
    "cache 3",
    "cache 0x24000000",
    "findings",
    "reg DMA1.S0CR",
    "reg",
    "reg X.Y",
    "cycles",
    "reset",
    "help",
    "nothing",
    "",
]


def gdb_session(c):
    r = c.rng
    if r.random() < 0.15:
        c.words = ["gdb", *CYCLES, "--port", "0", c.elf()]
    else:
        c.words = [
            "gdb",
            *CYCLES,
            "--port",
            "0",
            r.choice(IMAGES + [HOME + "/scenarios/50-firmware-uart-stale.json"]),
        ]
    c.packets = []
    for _ in range(r.choice((3, 20, 60))):
        body = r.choice(PACKETS).encode()
        if r.random() < 0.2:
            body = (
                b"qRcmd,"
                + mutate.mutate_text(r, r.choice(MONITOR), " .+")
                .encode("utf-8", "replace")[:3000]
                .hex()
                .encode()
            )
        if r.random() < 0.5:
            body = (
                mutate.mutate_text(r, body.decode(), ",:;=").encode("utf-8", "replace")
                if r.random() < 0.5
                else mutate.mutate_bytes(r, body)
            )
        total = sum(body) & 0xFF if r.random() < 0.97 else r.randrange(256)
        packet = b"$" + body + b"#%02x" % total
        c.packets.append(mutate.mutate_bytes(r, packet) if r.random() < 0.05 else packet)


KINDS = [
    (scenario, 10),
    (elf, 9),
    (image, 2),
    (trace, 3),
    (baseline, 1),
    (suppressions, 1),
    (schedule, 2),
    (input_log, 1),
    (resume, 1),
    (gdb_session, 2),
    (svd, 2),
    (window, 2),
]
