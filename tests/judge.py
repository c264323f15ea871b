#!/usr/bin/env python3
"""judge.py STALELINE [--check] [REPORT]: how well the judge does.

Runs every field case of scenarios/cases/README.md, its corrected twins, the odd but correct programs of
scenarios/odd and all lessons, and scores what was found against what each scenario claims. Prints the table;
writes it to REPORT if nothing is lost, or, with --check, says whether REPORT is what would be written. Exit 1 if it
is not, or if anything is lost: a case not found, not named rightly, not at its object and moment, not told by
`staleline explain`; a twin or an odd program that is not silent; a scenario that does not pass."""
import glob
import json
import os
import re
import subprocess
import sys

from relaxed import strip

ROOM = "scenarios/cases"
MARKS = {"found": "found", "named": "named rightly", "object": "at its object", "moment": "at its moment"}


def claims(path):
    with open(path, encoding="utf-8") as f:
        return [c for c in json.loads(strip(f.read())).get("expect", []) if "finding" in c]


def cases():
    """Each row of the table: id, class, what, its scenarios, their twins."""
    rows = []
    with open(ROOM + "/README.md", encoding="utf-8") as f:
        for line in f:
            cell = [c.strip() for c in line.strip().strip("|").split(" | ")]
            if not re.match(r"C-\d\d$", cell[0]):
                continue
            files = [[os.path.normpath(os.path.join(ROOM, p)) for p in re.findall(r"\]\(([^)]+\.json)\)", c)]
                     for c in cell[3:5]]
            rows.append((*cell[:3], *files))
    return rows


def named(claim, finding):
    effect = finding.get("effect", "none")
    return (claim["finding"] == finding["rule"] and claim.get("tier", finding["tier"]) == finding["tier"]
            and claim.get("effect", effect) == effect)


def placed(claim, finding):
    return claim.get("buffer", finding.get("buffer")) == finding.get("buffer")


def timed(claim, finding):
    moment = claim["moment"]
    if isinstance(moment, list):
        return moment[0] <= finding["cycle"] <= moment[1]
    if moment.startswith("symbol:"):
        return finding.get("function") == moment[7:]
    return re.match(re.escape(moment) + r"([.\[\s]|$)", finding.get("step") or "") is not None


def score(path, result):
    """What of a scenario's claims came true, and how many findings nobody claimed."""
    want, got = claims(path), result["findings"]
    name = [[f for f in got if named(c, f)] for c in want]
    place = [[f for f in n if placed(c, f)] for c, n in zip(want, name)]
    time = [[f for f in p if timed(c, f)] for c, p in zip(want, place) if "moment" in c]
    stray = [f for f in got if not any(named(c, f) and placed(c, f) for c in want)]
    return {"found": bool(got and want), "named": bool(want) and all(name),
            "object": bool(want) and all(place), "moment": bool(time) and all(time), "false": len(stray)}


def run(staleline, files):
    done = subprocess.run([staleline, "run", "--format", "json", *files], text=True, capture_output=True)
    try:
        return {os.path.normpath(r["file"]): r for r in json.loads(done.stdout)["results"]}
    except (ValueError, KeyError):
        sys.exit("judge: no results: %s" % done.stderr[:400])


def passed(result):
    return result["verdict"] == "pass"


def score_cases(rows, results):
    """By class: how many cases, and how many of them are as they should be. What is lost, as sentences."""
    classes, lost = {}, []
    for cid, kind, what, files, twins in rows:
        k = classes.setdefault(kind, dict.fromkeys(("cases", *MARKS, "silent", "false"), 0))
        k["cases"] += 1
        s = [score(p, results[p]) for p in files]
        for mark, words in MARKS.items():
            good = all(x[mark] for x in s)
            k[mark] += good
            lost += [] if good else ["%s: %s: not %s" % (cid, what, words)]
        quiet = bool(twins) and all(not results[p]["findings"] and passed(results[p]) for p in twins)
        k["silent"] += quiet
        lost += [] if quiet else ["%s: its twin is not silent" % cid]
        k["false"] += sum(x["false"] for x in s) + sum(len(results[p]["findings"]) for p in twins)
        lost += ["%s: does not pass" % p for p in files + twins if not passed(results[p])]
    return classes, lost


def untold(staleline, rows):
    """Cases that the story of their rule does not name."""
    story, lost = {}, []
    for cid, _, _, files, _ in rows:
        for rule in {c["finding"] for p in files for c in claims(p)}:
            if rule not in story:
                done = subprocess.run([staleline, "explain", rule], text=True, capture_output=True)
                story[rule] = done.stdout
            if cid + " " not in story[rule]:
                lost.append("%s: not told by `staleline explain %s`" % (cid, rule))
    return lost


def table(classes):
    total = {key: sum(k[key] for k in classes.values()) for key in next(iter(classes.values()))}
    text = ["| class | cases | found | named rightly | right object | right moment | twins silent | false |",
            "|---|---|---|---|---|---|---|---|"]
    for kind, k in [*classes.items(), ("**all**", total)]:
        cells = [str(k[c]) for c in ("cases", *MARKS, "silent", "false")]
        text.append("| %s | %s |" % (kind, " | ".join(cells)))
    return text


def told_as(files):
    words = {"%s (%s)" % (c["finding"], c.get("tier", "any")) for p in files for c in claims(p)}
    return "; ".join(sorted(words))


REPORT = """# How well the judge does

Printed by `make judge` from the field cases and their corrected twins in [scenarios/cases](../scenarios/cases),
the correct but odd-looking programs in [scenarios/odd](../scenarios/odd), and the lessons.

Found: there is a finding. Named rightly: its rule, tier and effect. Right object: the buffer. Right moment: the
step or the cycles. A case counts where all of its scenarios do. Twins silent: of as many as there are cases.
False: findings that no scenario claims, twins included.

%s

Two names that may surprise. **C-22** is `shared-line`, not `wrong-range`: the driver that rounds its invalidate out
works on exactly the lines its buffer lies in, as the cache would have done without the rounding (an operation by
address takes the whole line), so no better range exists. What is wrong is that the buffer's first and last line have
another owner; the finding carries the buffer, its effect is `lost-cpu-write`, and its moment is the load that misses
what was dropped. **C-41** is a lint: another master reads an old value, as in `stale-dma-read`, but a debugger's read
consumes nothing, no schedule makes the program wrong, and there is nothing in it to correct. The set-up of the
debugger is what the finding is about.

What `dma-after-free` knows of memory given back: stack frames, blocks of a firmware's heap, what a script releases. A
heap is known by the names of its functions (`sim/heap_calls.h`): those of the C library and newlib, C++ operators,
FreeRTOS, Zephyr, ThreadX, RT-Thread, ChibiOS and Rust's shims. Pools of fixed blocks, heaps of other names, and
functions that a compiler inlined are not heard. The lessons 58-firmware-freed-under-dma show it. A stack pointer that
`mov` or `ldr` takes up may have left its stack for another, as coroutines do: that gives nothing back if it returns to
the value it left, and otherwise is told at the stream's next transfer or the run's end.

| case | what | told as |
|---|---|---|
%s
"""


def settle(path, text, check):
    """What is wrong with the file of the report: with `check`, that it is another; else it is written."""
    if not check:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return []
    with open(path, encoding="utf-8") as f:
        return [] if f.read() == text else ["%s is not current: make judge writes it" % path]


def main():
    check = "--check" in sys.argv
    staleline, report = ([a for a in sys.argv[1:] if a != "--check"] + [None])[:2]
    rows = cases()
    odd, lessons = sorted(glob.glob("scenarios/odd/*.json")), sorted(glob.glob("scenarios/*.json"))
    named_in_table = {p for r in rows for p in r[3] + r[4]}
    own = {os.path.normpath(p) for p in glob.glob(ROOM + "/*.json")}
    results = run(staleline, sorted({*odd, *lessons, *named_in_table, *own}))
    classes, lost = score_cases(rows, results)
    lost += untold(staleline, rows)
    lost += ["%s: not in the table" % p for p in sorted(own - named_in_table)]
    loud = [p for p in odd if score(p, results[p])["false"] or not passed(results[p])]
    wrong = [p for p in lessons if not passed(results[p])]
    lost += ["%s: not silent" % p for p in loud]
    lost += ["%s: does not pass" % p for p in wrong]
    sums = table(classes) + [""]
    sums.append("Odd but correct programs silent: %d of %d." % (len(odd) - len(loud), len(odd)))
    sums.append("Lessons as they claim: %d of %d." % (len(lessons) - len(wrong), len(lessons)))
    if report and not lost:
        told = "\n".join("| %s | %s | %s |" % (r[0], r[2], told_as(r[3])) for r in rows)
        lost += settle(report, REPORT % ("\n".join(sums), told), check)
    print("\n".join(sums + ["lost: " + x for x in lost[:40]] + ([] if lost else ["nothing is lost"])))
    return 1 if lost else 0


sys.exit(main())
