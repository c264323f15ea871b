#!/usr/bin/env python3
"""What a run costs, beside QEMU and Unicorn on the same programs: prints the tables and writes docs/performance.md.

    bench.py STALELINE UNICORN_RUN [--runs N] [--only WORD] [--keep]

Times are processor time of the whole process (user and system, start and end included, all threads), the median of N
runs; the simulators take turns, so that a busy machine is unfair to none, and a ratio is the median of those of each
turn. What is compared and kept (goals.txt) are ratios within one such call, never times. Exit code 1: a ratio is worse
than kept by more than its margin, or a program gave another result on another simulator. --keep writes goals.txt and
docs/performance.md."""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
IMAGES = HERE / 'images'
MARGIN = 1.3
ELSEWHERE = 2.0             # against other simulators, on another processor than goals.txt's
REPEATED = 16               # `times` of the images for QEMU, firmware/Makefile
QEMU = ['qemu-system-arm', '-M', 'mps2-an500', '-nographic', '-monitor', 'none', '-serial', 'null',
        '-semihosting-config', 'enable=on,target=native']

# name, what it is, image for QEMU (None: none), how many times our work it does there, can Unicorn run it
ROWS = [
    ('integer-dtcm', 'integer work, code in the I-cache, data in DTCM', 'integer', 1, True),
    ('integer-axi', 'the same, data in AXI SRAM behind the D-cache', 'integer', 1, True),
    ('traffic', 'memory traffic the D-cache does not help with', 'traffic', REPEATED, True),
    ('signal', 'floating point and DSP kernels', 'signal', 1, True),
    ('branches', 'code larger than the I-cache, branches nobody predicts', 'branches', REPEATED, True),
    ('poll', 'polling a status register over the bus', 'poll', REPEATED, True),
    ('storm', 'SysTick every 1000 cycles over a busy core', 'storm', 1, False),
    ('delay', '100 ms delay loop on a SysTick counter', 'delay', 1, False),
    ('streams', 'four DMA streams at full rate, busy core', None, 0, False),
    ('sleep', 'one second in WFI, woken a hundred times', None, 0, False),
]
TIMED = ('storm', 'delay')  # how long QEMU takes is a matter of its clock, not of its work
SCRIPTS = [
    ('cpu-cached', 'script: loads, stores, computing'),
    ('dma-streams', 'script: four streams, uncached loads'),
    ('sleep-uart', 'script: UART receive by DMA, CPU asleep'),
]
STEPS = {'busy': (10**5, 10**6, 10**7, 10**8, 3 * 10**8), 'steady': (10**5, 10**7, 10**8, 10**9, 10**10)}


def measure(command, codes=(0,)):
    """processor seconds, seconds, most memory in KB, what it printed"""
    with tempfile.TemporaryFile() as out:
        before = os.times()
        p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
        _, status, use = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
        after = os.times()
        out.seek(0)
        text = out.read().decode(errors='replace')
    if p.returncode not in codes:
        sys.exit(f"bench: {' '.join(map(str, command))}: exit code {p.returncode}\n{text[:600]}")
    return use.ru_utime + use.ru_stime, after.elapsed - before.elapsed, use.ru_maxrss, text


class Turns(dict):
    """of each command: median processor time, median time, most memory, last output"""
    def __init__(self, commands, runs, codes=(0,)):
        got = {k: [] for k in commands}
        for _ in range(runs):
            for k, command in commands.items():
                got[k].append(measure(command, codes))
        super().__init__((k, (statistics.median(m[0] for m in v), statistics.median(m[1] for m in v), max(m[2] for m in v),
                              v[-1][3])) for k, v in got.items())
        self.seconds = {k: [m[0] for m in v] for k, v in got.items()}

    def median(self, of):
        """of what `of` makes of each turn's processor times"""
        return statistics.median(of(dict(zip(self.seconds, turn))) for turn in zip(*self.seconds.values()))


class Bench:
    def __init__(self, a):
        self.staleline, self.unicorn, self.runs = os.path.abspath(a.staleline), os.path.abspath(a.unicorn), a.runs
        self.trace = tempfile.NamedTemporaryFile(prefix='staleline-bench-')
        self.ratio, self.wrong = {}, []

    def run(self, file, *options):
        return [self.staleline, 'run', '-q', '--max-cycles', '4000000000', *options, file]

    def count(self, file, *options):
        text = measure([self.staleline, 'run', '--format', 'json', '--no-judge', '--max-cycles', '4000000000', *options, file],
                       (0, 4))[3]
        return json.loads(text)['results'][0]

    def kept(self, name, value):
        self.ratio[name] = value

    def variants(self, file):
        return {'judged': self.run(file), 'bare': self.run(file, '--no-judge'),
                'recorded': self.run(file, '--no-judge', '--save-trace', self.trace.name)}

    def ratios(self, name, m, recorded):
        self.kept(f'judge {name}', m.median(lambda t: t['judged'] / t['bare']))
        self.kept(f'record {name}', m.median(lambda t: t['recorded'] / t['bare']))
        return {'recorded bytes': recorded}

    def firmware(self, name, what, image, times, unicorn, idle):
        file = str(IMAGES / f'{name}.elf')
        commands = self.variants(file)
        if image:
            q = QEMU + ['-kernel', str(IMAGES / f'mps2-{image}.elf')]
            commands |= {'qemu': q, 'icount': q + ['-icount', 'shift=auto']}
        if unicorn: commands['unicorn'] = [self.unicorn, str(IMAGES / f'mps2-{image}.elf')]
        m = Turns(commands, self.runs)
        r = self.count(file)
        row = {'name': name, 'what': what, 'cycles': r['cycles'], 'instructions': r['instructions'], 'm': m}
        row |= self.ratios(name, m, os.path.getsize(self.trace.name))
        self.same(name, r, m)
        done = {k: (r['instructions'] - idle) * times for k in ('qemu', 'icount') if k in m}
        if 'unicorn' in m: done['unicorn'] = int(m['unicorn'][3].split()[2])
        for k, n in done.items():
            row[k] = n / m[k][0]
            if name not in TIMED: self.kept(f'{k} {name}', n / r['instructions'] * m.median(lambda t: t['judged'] / t[k]))
        return row

    def same(self, name, result, m):
        """The checksum a program prints is the same everywhere."""
        own = result['output'].split()[:1]
        for k in ('qemu', 'icount', 'unicorn'):
            if k in m and m[k][3].split()[:1] != own: self.wrong.append(f'{name}: staleline {own}, {k} {m[k][3].split()[:1]}')

    def script(self, name, what):
        file = str(HERE / f'{name}.json')
        m = Turns(self.variants(file), self.runs)
        r = self.count(file)
        row = {'name': name, 'what': what, 'cycles': r['cycles'], 'instructions': r['instructions'], 'm': m}
        return row | self.ratios(name, m, os.path.getsize(self.trace.name))

    def steps(self, name):
        """What each further cycle costs, and how much memory the run took."""
        file, at = str(IMAGES / f'{name}.elf'), STEPS[name]
        m = Turns({n: [self.staleline, 'run', '-q', '--max-cycles', str(n), file] for n in at}, self.runs, (0, 4))
        cost = lambda t, i: (t[at[i]] - t[at[i - 1]]) / (at[i] - at[i - 1]) * 1e9
        self.kept(f'flat {name}', m.median(lambda t: cost(t, -1) / cost(t, -2)))
        self.kept(f'memory {name}', m[at[-1]][2] / m[at[-2]][2])
        return [{'cycles': n, 'seconds': m[n][0], 'cost': m.median(lambda t: cost(t, i)) if i else None, 'memory': m[n][2]}
                for i, n in enumerate(at)]

    def start(self):
        m = Turns({'scenario': [self.staleline, 'run', '-q', 'scenarios/04-stale-receive.json'],
                     'firmware': [self.staleline, 'run', '-q', str(IMAGES / 'nothing.elf')],
                     'qemu': QEMU + ['-kernel', str(IMAGES / 'mps2-nothing.elf')],
                     'help': [self.staleline, '--help']}, max(self.runs, 5))
        return m


# ---- goals: fixed ones, and what was once reached ------------------------------------------------------------

FIXED = [('judge ', 1.3, 'judged at most 1.3 times as long as not judged'),
         ('record ', 3.0, 'recording at most 3 times as long as not recording'),
         ('flat ', 1.3, 'a late cycle costs at most 1.3 times an early one'),
         ('qemu integer-dtcm', 4.0, 'computing in I-cache and DTCM: at least a quarter of QEMU\'s instructions a second'),
         ('qemu ', 12.0, 'on no program less than a third of that quarter'),
         ('memory ', 1.3, 'ten times as long a run needs at most 1.3 times the memory')]


def processor():
    return next((x.split(':')[1].strip() for x in open('/proc/cpuinfo') if x.startswith('model name')), 'unknown')


def goals_read():
    """the ratios kept, and the processor they were reached on"""
    try:
        lines = (HERE / 'goals.txt').read_text().splitlines()
    except FileNotFoundError:
        return {}, ''
    rows = [x.rsplit(None, 1) for x in lines if x and not x.startswith('#')]
    return {name.strip(): float(v) for name, v in rows}, lines[0].removeprefix('# ')


def goals_write(ratio):
    head = (f'# {processor()}\n'
            '# Ratios of `make bench` as they were reached there, less is better; it fails if one is more than 30 % worse, or,\n'
            '# on another processor, twice one to another simulator.\n'
            '# judge: judged / not judged. record: with the trace recorded / without. qemu, icount, unicorn: so many times our\n'
            '# instructions a second. flat: the price of a late cycle / an early one. memory: of a long run / a short one.\n')
    (HERE / 'goals.txt').write_text(head + ''.join(f'{k:<24} {v:8.2f}\n' for k, v in sorted(ratio.items())))


def goals_lost(ratio, kept, where):
    others = MARGIN if where == processor() else ELSEWHERE
    most = lambda k: kept[k] * (others if k.startswith(('qemu', 'icount', 'unicorn')) else MARGIN)
    return [f'{k}: {v:.2f}, was {kept[k]:.2f}' for k, v in sorted(ratio.items()) if k in kept and v > most(k)]


# ---- tables ---------------------------------------------------------------------------------------------------

def table(head, rows):
    wide = [max(len(str(r[i])) for r in [head] + rows) for i in range(len(head))]
    line = lambda r: '| ' + ' | '.join(str(c).ljust(w) if not i else str(c).rjust(w) for i, (c, w) in enumerate(zip(r, wide))) + ' |'
    return '\n'.join([line(head), '| ' + ' | '.join('-' * w if not i else '-' * (w - 1) + ':' for i, w in enumerate(wide)) + ' |']
                     + [line(r) for r in rows]) + '\n'


def number(v, digits=1):
    return '' if v is None else f'{v:.{digits}f}' if v < 1000 else f'{v:.0f}'


def ratio_rows(b, rows):
    get = lambda k, n: number(b.ratio.get(f'{k} {n}'), 2)
    return [[r['what'], get('judge', r['name']), get('record', r['name']), get('unicorn', r['name']), get('icount', r['name']),
             get('qemu', r['name'])] for r in rows]


def rate_rows(rows):
    out = []
    for r in rows:
        m, mips = r['m'], lambda k: number(r['instructions'] / r['m'][k][0] / 1e6)
        mem = max(m[k][2] for k in ('judged', 'bare', 'recorded'))
        out.append([r['what'], number(r['instructions'] / 1e6), number(r['cycles'] / 1e6), mips('judged'), mips('bare'), mips('recorded'),
                    number(r['cycles'] / m['judged'][0] / 1e6), number(r['recorded bytes'] / 1e6), number(mem / 1024, 0),
                    *(number(r[k] / 1e6) if r.get(k) and r['name'] not in TIMED else '' for k in ('unicorn', 'icount', 'qemu'))])
    return out


def goal_rows(b):
    rows = []
    for prefix, most, what in FIXED:
        mine = {k: v for k, v in b.ratio.items() if k.startswith(prefix)}
        if not mine: continue
        worst = max(mine, key=mine.get)
        rows.append([what, number(mine[worst], 2), worst.split()[-1], 'yes' if mine[worst] <= most else 'no'])
    return rows


def document(b, rows, steps, start):
    version = subprocess.run(['qemu-system-arm', '--version'], capture_output=True, text=True).stdout.split('\n')[0]
    out = ['# Performance\n', '<!-- Written by `make bench KEEP=1` (tests/bench/bench.py); its last part is tests/bench/profile.md. -->\n',
           'What it costs to simulate this chip to the cycle, with everything watched, and what QEMU and Unicorn cost on the same\n'
           'programs (`tests/bench/firmware/`: one set of objects, linked for the STM32H743 and for QEMU\'s mps2-an500, also a\n'
           'Cortex-M7). They do different jobs: QEMU and Unicorn translate blocks of code and know no pipeline, no cache and no\n'
           'bus. Each program prints a checksum of its work, which must be the same on all.\n',
           f'Processor time of the whole process, start included, median of {b.runs} runs in turns. Instructions are our own count;\n'
           f'QEMU\'s images do the work {REPEATED} times over, so that starting counts for less there (so do ours of the first, second and fourth), and are credited with so\n'
           'many times our count less that of an empty program. Unicorn counts its own in its hook.\n',
           '## Ratios\n', '`make bench` fails when one of them gets 30 % worse than `tests/bench/goals.txt`. Those between our own runs hold on\n'
           'other machines too; another processor favours others differently, so there one to another simulator may double.\n'
           'The last three columns: how many times our instructions a second (judged) the other one does. Unicorn has a hook\n'
           'before each instruction and at each access, QEMU none.\n',
           table(['program', 'judged / not', 'recorded / not', 'Unicorn, hooks', 'QEMU -icount', 'QEMU'], ratio_rows(b, rows)),
           '## Goals\n', table(['goal', 'worst', 'where', 'met'], goal_rows(b)),
           '## Rates\n', f'On this machine ({processor()}; {version}). MI/s: million instructions a second. "not judged" is `--no-judge`;\n'
           '"recorded" is `--no-judge --save-trace`, without cache hits and instructions. How long QEMU takes for the two programs\n'
           'that wait for SysTick is a matter of its clock, so it has no figure there.\n',
           table(['program', 'M instr.', 'M cycles', 'judged MI/s', 'not judged', 'recorded', 'M cycles/s', 'trace MB', 'MB',
                  'Unicorn MI/s', 'icount MI/s', 'QEMU MI/s'], rate_rows(rows)),
           '## Length\n', 'What each further cycle costs (judged), and the most memory the process had. `busy` computes all the time on\n'
           'cached memory, `steady` for a few per cent of it and sleeps in between.\n']
    for name, r in steps.items():
        out.append(table([name + ', cycles', 'seconds', 'ns a cycle', 'MB'],
                         [[f"{x['cycles']:.0e}", number(x['seconds'], 3), number(x['cost'], 2), number(x['memory'] / 1024)] for x in r]))
    out += ['## Start\n', table(['process', 'ms'], [[k, number(v[0] * 1e3)] for k, v in (
        ('a small scenario (`scenarios/04-stale-receive.json`)', start['scenario']), ('an empty firmware', start['firmware']),
        ('`staleline --help`', start['help']), ('QEMU, an empty firmware', start['qemu']))])]
    profile = HERE / 'profile.md'
    if profile.exists(): out.append(profile.read_text())
    return '\n'.join(out)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('staleline'), p.add_argument('unicorn')
    p.add_argument('--runs', type=int, default=3), p.add_argument('--only', default=''), p.add_argument('--keep', action='store_true')
    a = p.parse_args()
    b = Bench(a)
    idle = b.count(str(IMAGES / 'nothing.elf'))['instructions']
    rows = []
    for row in ROWS + SCRIPTS:
        if a.only not in row[0]: continue
        rows.append(b.firmware(*row, idle) if len(row) > 2 else b.script(*row))
        print(f"  {row[0]}: {rows[-1]['m']['judged'][0]:.2f} s", file=sys.stderr)
    steps = {} if a.only else {name: b.steps(name) for name in STEPS}
    text = document(b, rows, steps, b.start())
    print(text)
    lost = goals_lost(b.ratio, *goals_read()) + b.wrong
    for x in lost: print(f'bench: {x}', file=sys.stderr)
    if a.keep and not a.only:
        (ROOT / 'docs/performance.md').write_text(text)
        goals_write(b.ratio)
    sys.exit(1 if lost and not a.keep or b.wrong else 0)


main()
