#!/usr/bin/env python3
"""judge.py STALELINE [REPORT]: how well the judge does. Runs every field case of scenarios/cases/README.md, its corrected twins, the
odd but correct programs of scenarios/odd and all lessons, and scores what was found against what each scenario claims. Prints a
table (into REPORT, if given). Exit 1 if anything is lost: a case not found, not named rightly, not at its object and moment; a
twin or an odd program that is not silent; a scenario that does not pass."""
import glob
import json
import os
import re
import subprocess
import sys

from relaxed import strip

ROOM = "scenarios/cases"


def claims(path):
    with open(path, encoding="utf-8") as f:
        return [c for c in json.loads(strip(f.read())).get("expect", []) if "finding" in c]


def cases():
    """(id, class, what, [scenarios], [twins]) of each row of the table."""
    rows = []
    with open(ROOM + "/README.md", encoding="utf-8") as f:
        for line in f:
            cell = [c.strip() for c in line.strip().strip("|").split(" | ")]
            if not re.match(r"C-\d\d$", cell[0]):
                continue
            files = [[os.path.normpath(os.path.join(ROOM, p)) for p in re.findall(r"\]\(([^)]+\.json)\)", c)] for c in cell[3:5]]
            rows.append((cell[0], cell[1], cell[2], files[0], files[1]))
    return rows


def named(claim, finding):
    return claim["finding"] == finding["rule"] and claim.get("tier", finding["tier"]) == finding["tier"] \
        and claim.get("effect", finding.get("effect", "none")) == finding.get("effect", "none")


def placed(claim, finding):
    return claim.get("buffer", finding.get("buffer")) == finding.get("buffer")


def timed(claim, finding):
    moment = claim["moment"]
    if isinstance(moment, list):
        return moment[0] <= finding["cycle"] <= moment[1]
    if isinstance(moment, str) and moment.startswith("symbol:"):
        return finding.get("function") == moment[7:]
    return isinstance(moment, str) and re.match(re.escape(moment) + r"([.\[]|$)", finding.get("step") or "") is not None


def score(path, result):
    """What of a broken scenario's claims came true: found, named, object, moment; and how many findings nobody claimed."""
    want, got = claims(path), result["findings"]
    name = [[f for f in got if named(c, f)] for c in want]
    place = [[f for f in n if placed(c, f)] for c, n in zip(want, name)]
    time = [[f for f in p if timed(c, f)] for c, p in zip(want, place) if "moment" in c]
    unclaimed = [f for f in got if not any(named(c, f) and placed(c, f) for c in want)]
    return {"found": bool(got) and bool(want), "named": bool(want) and all(name), "object": bool(want) and all(place),
            "moment": bool(time) and all(time), "false": len(unclaimed)}


def run(staleline, files):
    done = subprocess.run([staleline, "run", "--format", "json", *files], text=True, capture_output=True)
    try:
        return {os.path.normpath(r["file"]): r for r in json.loads(done.stdout)["results"]}
    except (ValueError, KeyError):
        sys.exit("judge: no results: %s" % done.stderr[:400])


def passed(result):
    return result["verdict"] == "pass"


def tier_words(path):
    return ", ".join(sorted({"%s (%s)" % (c["finding"], c.get("tier", "any")) for c in claims(path)}))


def main():
    staleline, report = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    rows = cases()
    odd = sorted(glob.glob("scenarios/odd/*.json"))
    lessons = sorted(glob.glob("scenarios/*.json"))
    of_cases = sorted({p for r in rows for p in r[3] + r[4]} | set(glob.glob(ROOM + "/*.json")))
    results = run(staleline, sorted(set(odd + lessons + of_cases)))
    lost, classes, lines = [], {}, []
    for cid, kind, what, files, twins in rows:
        s = [score(p, results[p]) for p in files]
        k = classes.setdefault(kind, dict.fromkeys(("cases", "found", "named", "object", "moment", "twins", "silent", "false"), 0))
        k["cases"] += 1
        for key in ("found", "named", "object", "moment"):
            good = all(x[key] for x in s)
            k[key] += good
            if not good:
                lost.append("%s: %s: not %s" % (cid, what, {"found": "found", "named": "named rightly", "object": "at its object",
                                                            "moment": "at its moment"}[key]))
        quiet = [not results[p]["findings"] and passed(results[p]) for p in twins]
        k["twins"] += 1
        k["silent"] += bool(quiet) and all(quiet)
        if not quiet or not all(quiet):
            lost.append("%s: its twin is not silent" % cid)
        k["false"] += sum(x["false"] for x in s) + sum(len(results[p]["findings"]) for p in twins)
        lost += ["%s: does not pass" % p for p in files + twins if not passed(results[p])]
        lines.append("| %s | %s | %s |" % (cid, what, "; ".join(tier_words(p) for p in files)))
    loud = [p for p in odd if score(p, results[p])["false"] or not passed(results[p])]
    lost += ["%s: not silent" % p for p in loud]
    wrong = [p for p in lessons if not passed(results[p])]
    lost += ["%s: does not pass" % p for p in wrong]
    story = {r: subprocess.run([staleline, "explain", r], text=True, capture_output=True).stdout
             for r in {c["finding"] for row in rows for p in row[3] for c in claims(p)}}
    lost += ["%s: `staleline explain %s` does not tell of it" % (row[0], c["finding"]) for row in rows for p in row[3]
             for c in claims(p) if row[0] + " " not in story[c["finding"]]]
    stray = [p for p in glob.glob(ROOM + "/*.json") if os.path.normpath(p) not in {q for r in rows for q in r[3] + r[4]}]
    lost += ["%s: not in the table" % p for p in stray]
    total = {key: sum(k[key] for k in classes.values()) for key in next(iter(classes.values()))}
    text = ["# How well the judge does", "",
            "Printed by `make judge`: %d field cases with their corrected twins ([scenarios/cases](../scenarios/cases)), %d correct "
            "but odd programs" % (total["cases"], len(odd)), "([scenarios/odd](../scenarios/odd)) and %d lessons." % len(lessons), "",
            "Found: there is a finding. Named rightly: its rule, tier and effect. Right object: the buffer. Right moment: the step or "
            "the cycles.", "A case counts where all of its scenarios do. False: a finding that no scenario claims, twins included.", "",
            "| class | cases | found | named rightly | right object | right moment | twins silent | false |",
            "|---|---|---|---|---|---|---|---|"]
    for kind, k in list(classes.items()) + [("**all**", total)]:
        text.append("| %s | %d | %d | %d | %d | %d | %d/%d | %d |" % (kind, k["cases"], k["found"], k["named"], k["object"],
                                                                  k["moment"], k["silent"], k["twins"], k["false"]))
    text += ["", "Odd but correct programs without an unclaimed finding: %d of %d. Lessons as they claim: %d of %d."
             % (len(odd) - len(loud), len(odd), len(lessons) - len(wrong), len(lessons)), "",
             "| case | what | told as |", "|---|---|---|"] + lines
    if report and not lost:
        with open(report, "w", encoding="utf-8") as f:
            f.write("\n".join(text) + "\n")
    print("\n".join(text[8:13 + len(classes)]))
    print("\n".join(["lost: " + x for x in lost[:40]] or ["nothing is lost"]))
    return 1 if lost else 0


sys.exit(main())
