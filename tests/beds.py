#!/usr/bin/env python3
"""make beds BEDS=DIR: foreign firmware as test beds. Runs every ELF, HEX and BIN file of a folder, one scenario each without
anything outside, and prints what came of it. Exit code 1 if one could not be run or did not boot; 0 for an empty folder.

boots   main (or Reset, for a file without main) was reached: "main"; or the program slept: "WFI"; or it ended by itself:
        "exit"; HEX and BIN files have no names, so there it is what runs out of instructions: "runs" after ten thousand
sites   places in the program that touched what is not modelled, and how often all together"""
import json
import os
import struct
import subprocess
import sys

SECONDS = 300                                             # of wall clock, for one file


def kind(path):
    """How the file begins, as the program tells them apart."""
    with open(path, "rb") as f:
        head = f.read(32)
    if head[:4] == b"\x7fELF":
        return "ELF" if len(head) >= 20 and struct.unpack_from("<H", head, 18)[0] == 40 else None
    if head[:1] == b":":
        return "HEX"
    return "BIN" if path.lower().endswith(".bin") else None


def run(staleline, path, cycles, mark):
    """One run as JSON, (result, message). With a mark: a claim that it is passed."""
    scenario = {"schema_version": 1, "title": os.path.basename(path), "firmware": os.path.abspath(path), "max_cycles": cycles}
    if mark:
        scenario["expect"] = [{"cycles": {"min": 0}, "from": "symbol:" + mark, "to": "end"}]
    try:
        done = subprocess.run([staleline, "run", "--format", "json", "-"], input=json.dumps(scenario), text=True,
                              capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None, "no end within %d s" % SECONDS
    try:
        return json.loads(done.stdout)["results"][0], done.returncode
    except (ValueError, KeyError, IndexError):
        return None, "exit %d: %s" % (done.returncode, done.stderr.strip()[:200])


def boots(result, mark):
    claims = [e for e in result["expectations"] if mark and e["path"] == "expect[0]"]
    if claims and claims[0]["passed"]:
        return mark
    if result["counters"]["sleep_cycles"]:
        return "WFI"
    if result["stop"]["reason"] == "exit":
        return "exit"
    return "runs" if not mark and result["counters"]["instructions"] >= 10000 else "no"


def row(staleline, path, cycles):
    """The table's line for one file, and what is wrong with it ("": nothing)."""
    name = os.path.basename(path)
    for mark in ("main", "Reset_Handler", "Reset", None) if kind(path) == "ELF" else (None,):
        result, code = run(staleline, path, cycles, mark)
        if result is None:
            return [name, "no", "", "", "", "", "-"], code
        if ".from: " not in result.get("error", ""):     # else it has no function of this name
            break
    if "error" in result:
        return [name, "no", "", "", "", "", "-"], result["error"].split("firmware: ", 1)[-1]
    tiers = [f["tier"] for f in result["findings"]]
    stop = result["stop"]["reason"]
    where = result["stop"].get("function", "")
    well = boots(result, mark)
    return [name, well, result["cycles"], stop + (" in " + where[:28] if where and stop != "exit" else ""),
            "%d/%d/%d" % tuple(tiers.count(t) for t in ("error", "hazard", "lint")),
            "%d (%d)" % (len(result["notes"]), result["counters"]["unmodelled"]),
            result["stop"]["code"] if stop == "exit" else "-"], "" if well != "no" else "did not reach main, nor sleep, nor end"


def main():
    staleline, folder, cycles = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if not folder:
        print("no folder of firmware was given: make beds BEDS=DIR [BEDS_CYCLES=n]")
        return 0
    if not os.path.isdir(folder):
        print("%s is no folder" % folder)
        return 1
    files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))]
    files = [f for f in files if os.path.isfile(f) and kind(f)]
    if not files:
        print("%s has no ELF, HEX or BIN file of firmware in it" % folder)
        return 0
    rows, bad = [["file", "boots", "cycles", "stop", "err/haz/lint", "sites (unmodelled)", "exit"]], []
    for path in files:
        cells, wrong = row(staleline, path, cycles)
        rows.append([str(c) for c in cells])
        bad += ["%s: %s" % (cells[0], wrong)] if wrong else []
    width = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        print("  ".join(c.ljust(w) for c, w in zip(r, width)).rstrip())
    print("\n".join(bad + ["%d files, %d of them did not boot" % (len(files), len(bad))]))
    return 1 if bad else 0


sys.exit(main())
