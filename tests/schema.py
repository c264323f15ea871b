"""The published schemas, held against every scenario and every result by an independent validator.

Every scenario must validate; every result staleline prints must validate, and what explore and who print; every file in tests/wrong
must be refused by the schema and by staleline; every file in tests/wrong/semantic only by staleline.
staleline's refusal must name the file. Exit 1 where anything differs.
"""
import glob
import json
import os
import subprocess
import sys

from jsonschema import Draft202012Validator

from relaxed import strip

STALELINE = sys.argv[1]
failures = 0


def fail(text):
    global failures
    failures += 1
    print("schema:", text)


def schema(name):
    with open(f"scenarios/schema/{name}.schema.json", encoding="utf-8") as f:
        s = json.load(f)
    Draft202012Validator.check_schema(s)
    printed = subprocess.run([STALELINE, "schema", name], capture_output=True, text=True, check=True).stdout
    if json.loads(printed) != s:
        fail(f"`staleline schema {name}` prints something else than the file")
    return Draft202012Validator(s)


def load(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return json.loads(strip(f.read()))


scenario, result = schema("scenario"), schema("result")
good = sorted(glob.glob("scenarios/**/*.json", recursive=True))
good = [p for p in good if "/schema/" not in p]
for path in good:
    for e in scenario.iter_errors(load(path)):
        fail(f"{path}: {e.json_path}: {e.message[:200]}")
run = subprocess.run([STALELINE, "run", "--format", "json", *good], capture_output=True, text=True)
results = json.loads(run.stdout)
for e in result.iter_errors(results):
    fail(f"result: {e.json_path}: {e.message[:200]}")
if len(results["results"]) != len(good):
    fail("not every scenario has a result")

UART = "scenarios/firmware/images/uart-stale.elf"
exploring, telling = schema("explore"), schema("who")
asked = [
    # turned, found by nobody, nothing to find; firmware
    (exploring, "explore", "--budget", "40", "scenarios/08-dirty-eviction-latent.json",
     "scenarios/06-early-invalidate-latent.json", "scenarios/01-uart-blocking.json"),
    (exploring, "explore", "--budget", "1", "scenarios/08-dirty-eviction-late-invalidate.json", UART),
    # a line that was filled and one that is dirty, a DMA's byte, one nobody wrote; firmware
    (telling, "who", "scenarios/04-stale-receive.json", "rx"),
    (telling, "who", "scenarios/08-dirty-eviction-latent.json", "sector+0x44", "--at", "200"),
    (telling, "who", "scenarios/08-dirty-eviction-latent.json", "sector+0x44"),
    (telling, "who", "scenarios/04-stale-receive.json", "0x24010000"),
    (telling, "who", UART, "0x24000000"),
    (telling, "who", "scenarios/09-missing-dsb.json", "tx", "--at", "114"),
    (telling, "who", "scenarios/15-unclocked-sram.json", "rx"),
    (telling, "who", "scenarios/57-firmware-flash-stale.json", "0x081E0000"),
]
for validator, *words in asked:
    said = subprocess.run([STALELINE, *words, "--json"], capture_output=True, text=True)
    try:
        told = json.loads(said.stdout)
    except ValueError:
        fail(f"{words}: no JSON: {said.stderr[:200]}")
        continue
    for e in validator.iter_errors(told):
        fail(f"{words}: {e.json_path}: {e.message[:200]}")
    for key in told:  # whoever reads may rely on every one of them
        if validator.is_valid({k: v for k, v in told.items() if k != key}):
            fail(f"{words}: is valid without {key}")

template = subprocess.run([STALELINE, "init", "-"], capture_output=True, text=True, check=True).stdout
for e in scenario.iter_errors(json.loads(strip(template))):
    fail(f"template: {e.json_path}: {e.message[:200]}")

wrong = sorted(glob.glob("tests/wrong/*.json"))
semantic = sorted(glob.glob("tests/wrong/semantic/*.json"))
for path in wrong + semantic:
    said = subprocess.run([STALELINE, "check", path], capture_output=True, text=True)
    if said.returncode != 2:
        fail(f"{path}: staleline takes it (exit {said.returncode})")
    if not said.stderr.startswith(path + ":") or said.stderr.count("\n") != 1:
        fail(f"{path}: not one line that begins with the file: {said.stderr[:200]!r}")
    if path in wrong:
        try:
            accepted = scenario.is_valid(load(path))
        except ValueError:
            accepted = False  # not JSON at all
        if accepted:
            fail(f"{path}: the schema takes it")
if not good or not wrong or not semantic:
    fail("nothing to check")
print(f"schema: {len(good)} scenarios and their results valid, {len(wrong)} + {len(semantic)} wrong ones refused, "
      f"{failures} failures")
sys.exit(1 if failures else 0)
