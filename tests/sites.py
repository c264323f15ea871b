#!/usr/bin/env python3
"""sites.py STALELINE: each bug planted in the C firmware is told with the right function, file and line. A place is written here as
the text of its source line, so the table does not age when a file grows. Every finding of these scenarios is in the table."""
import glob
import json
import re
import subprocess
import sys

# scenario: the findings it has: rule, function, what stands in the line of the source; what its object is called
PLANTED = {
    "50-firmware-uart-dtcm": [("dma-unreachable", "receive", "S[0].CR |= DMA_EN", "mine in main"), ("ignored-error", "receive", "S[0].CR |= DMA_EN")],
    "50-firmware-uart-stale": [("lost-dma-write", "receive", "S[0].CR |= DMA_EN"), ("stale-read", "echo", "right += in[i]"),
                               ("stale-dma-read", "transmit", "S[1].CR |= DMA_EN")],
    "54-firmware-adc-frozen": [("stale-read", "add_up", "total += half[i]")],
    "54-firmware-i2c-shared-line": [("shared-line", "reading", "begun++")],
    "54-firmware-spi-stale": [("stale-read", "message", "right += rx[i]")],
    "55-firmware-receive-early": [("early-invalidate", "main", "right += rx[i]")],
    "55-firmware-transmit-clean-first": [("stale-dma-read", "send", "S[1].CR = ON")],
    "55-firmware-transmit-no-dsb": [("missing-barrier", "send", "S[1].CR = ON")],
    "56-firmware-mdma-stale": [("stale-dma-read", "copy", "SWRQ")],
    "56-firmware-mdma-wide": [("mdma-tcm-port", "copy", "SWRQ")],
    "56-firmware-range-items": [("wrong-range", "sum", "total += pool[frame][i]")],
    "56-firmware-range-offset": [("wrong-range", "sum", "total += pool[frame][i]")],
    "57-firmware-code-stale": [("stale-code", "run", "return ((function_t)((uint32_t)code | 1))()")],
    "57-firmware-flash-stale": [("stale-flash", "is_blank", "if (record[i] != 0xFFFFFFFF)")],
    "58-firmware-freed-under-dma": [("dma-after-free", "console_close", "free(ring)", "block of console_open")],
    "58-firmware-freed-under-dma-quiet": [("dma-after-free", "console_close", "free(ring)", "block of console_open")],
    "58-firmware-freed-under-dma-port": [("dma-after-free", "console_close", "free(ring)", "block of console_open")],
    "58-firmware-heap-interrupted": [("dma-after-free", "console_close", "free(ring)", "block of console_open")],
    "58-firmware-members-together": [("shared-line", "fetch", "p->frames++", "port.rx")],
    "58-firmware-members-on-stack": [("shared-line", "fetch", "p->frames++", "port.rx in main")],
}


def source_line(finding):
    with open("scenarios/firmware/c/" + finding["file"]) as f:
        return f.read().splitlines()[finding["line"] - 1]


def wrong_in(name, result):
    """What is not as the table says, as sentences."""
    want, wrong = list(PLANTED.get(name, [])), []
    for f in result["findings"]:
        match = [p for p in want if p[0] == f["rule"] and p[1] == f.get("function") and p[2] in source_line(f)
                 and (not p[3:] or p[3] == f["buffer"])]
        if match:
            want.remove(match[0])
        else:
            wrong.append("%s: not planted there: %s at %s" % (name, f["rule"], f.get("step")))
    return wrong + ["%s: not found: %s in %s at '%s'" % ((name,) + p[:3]) for p in want]


def main():
    files = sorted(glob.glob("scenarios/5?-firmware-*.json"))
    done = subprocess.run([sys.argv[1], "run", "--format", "json"] + files, text=True, capture_output=True)
    results = {re.sub(r".*/|\.json$", "", r["file"]): r for r in json.loads(done.stdout)["results"]}
    wrong = [w for name, r in sorted(results.items()) for w in wrong_in(name, r)]
    wrong += ["%s: there is no such scenario" % n for n in PLANTED if n not in results]
    print("\n".join(wrong + ["%d planted bugs found where they are, %d programs without a finding, %d wrong"
                             % (sum(map(len, PLANTED.values())), len(results) - len(PLANTED), len(wrong))]))
    return 1 if wrong else 0


sys.exit(main())
