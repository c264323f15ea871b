#!/usr/bin/env bash
# The command line as a user meets it: output, messages, exit codes, files left behind.
set -uo pipefail
cd "$(dirname "$0")/.."
S=$(realpath "$1"); T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
passed=0 failed=0
# expect NAME CODE PATTERN COMMAND...: the exit code, and a pattern in what is printed (both streams).
expect() {
    local name=$1 code=$2 pattern=$3 out rc; shift 3
    out=$("$@" 2>&1 </dev/null); rc=$?
    if [ $rc = "$code" ] && printf '%s\n' "$out" | grep -E -- "$pattern" >/dev/null; then passed=$((passed + 1))
    else failed=$((failed + 1)); printf 'FAILED %s: exit %d (wanted %d), wanted /%s/ in:\n%s\n' "$name" $rc "$code" "$pattern" "${out:0:600}"; fi
}
L=scenarios/04-stale-receive.json
expect 'help'                 0 'exit codes'              "$S" --help
expect 'no command'           2 'staleline run'           "$S"
expect 'version'              0 '^staleline [0-9]'        "$S" --version
expect 'unknown command'      2 'did you mean "run"'      "$S" rum
expect 'unknown option'       2 'did you mean "--format"' "$S" run --formt json $L
expect 'of another command'   2 'check: it has no --schedule, which belongs to: run sweep' "$S" check --schedule x $L
expect 'before the command'   2 'schema: it has no --output' "$S" -o "$T/x" schema
expect 'missing value'        2 'wants a value'           "$S" run $L --format
expect 'wrong value'          2 'did you mean "json"'     "$S" run --format jsom $L
expect 'no value like it'     2 'there are error hazard lint never' "$S" run --fail-on xyz $L
expect 'wrong number'         2 'whole number'            "$S" run --seed x1 $L
expect 'no file'              2 'no file given'           "$S" run
expect 'file that is not'     2 '^[^ ]*nowhere.json: '    "$S" run "$T/nowhere.json"
expect 'a folder as file'     2 "^$T: "                   "$S" run "$T"
expect 'a lesson'             0 'stale-read'              "$S" run $L
expect 'its twin is silent'   0 '^pass '                  "$S" run --quiet scenarios/04-stale-receive-fixed-mpu.json
expect 'fail on error'        0 'expected'                "$S" run --fail-on error $L
expect 'trace'                0 '^ +[0-9]+ +[0-9.]+ ns '  "$S" run --trace $L
expect 'trace, saved'         0 'pass '                   "$S" run -q --save-trace "$T/t.trace" $L
expect 'trace, read'          0 '^ +[0-9]+ +[0-9.]+ ns .*DMA2 stream 0' "$S" trace "$T/t.trace"
expect 'trace, of another'    2 'nowhere.json'            "$S" trace "$T/t.trace" "$T/nowhere.json"
expect 'trace of a scenario'  2 'not a trace'             "$S" trace $L
expect 'trace of nothing'     2 'save-trace'              "$S" trace
expect 'trace, two runs'      2 'one file is wanted'      "$S" run --save-trace "$T/t.trace" $L $L
expect 'trace, no place'      2 'No such file'            "$S" run --save-trace "$T/none/t" $L
head -c 200 "$T/t.trace" > "$T/cut.trace"
expect 'trace of a folder'    2 'Is a directory'          "$S" trace "$T"
expect 'trace, cut'           2 'is cut'                  "$S" trace "$T/cut.trace"
expect 'nobody judges'        0 'not looked at'           "$S" run --no-judge $L
expect 'json'                 0 '"verdict":[[:space:]]*"pass"'      "$S" run --format json $L
expect 'junit'                0 '<testcase '              "$S" run --format junit $L
expect 'tap'                  0 '^ok 1 - '                "$S" run --format tap $L
expect 'sarif'                0 '"version":[[:space:]]*"2.1.0"' "$S" run --format sarif $L
expect 'annotations'          4 '^::error file=.*,line=[0-9]+,.*title=' "$S" run --format github --max-cycles 400 --fail-on error $L
expect 'several reports'      0 '^pass '                  "$S" run --format junit="$T/r.xml" --format sarif="$T/r.sarif" --format tap=- $L
expect 'and they are there'   0 '<testcase'               cat "$T/r.xml"
expect 'text beside tap'      0 '^ok 1 - '                "$S" run -q --format tap=- $L
expect 'no file behind ='     2 'no file behind'          "$S" run --format tap= $L
expect 'one wrong path'       2 'cannot write'            "$S" run --format tap="$T/t.tap" --format json="$T/no/t.json" $L
expect 'and nothing is left'  1 ''                        bash -c "ls '$T' | grep -E '^t[.](tap|json)'"
expect 'every occurrence'     0 'every time:'             "$S" run --all $L
printf 'stale-read object=rx -- looked at\n* object=none -- old\n' > "$T/known"
expect 'suppressed'           0 '1 finding suppressed'    "$S" run --suppressions "$T/known" $L
expect 'all the same'         0 'suppressed: looked at'   "$S" run --all --suppressions "$T/known" $L
expect 'unused'               0 'known:2: .*took nothing' "$S" run --suppressions "$T/known" $L
printf '\nstale-raed -- x\n' > "$T/wrong"
expect 'misspelt'             2 'wrong:2: no rule .*did you mean "stale-read"' "$S" run --suppressions "$T/wrong" $L
expect 'no suppressions'      2 'none: .*No such file'      "$S" run --suppressions "$T/none" $L
expect 'baseline, written'    0 ''                        "$S" run -q --write-baseline "$T/base.json" $L
expect 'baseline, held'       0 ''                        "$S" run -q --baseline "$T/base.json" $L
expect 'no baseline'          2 'none.json: .*No such file' "$S" run --baseline "$T/none.json" $L
expect 'a wrong baseline'     2 'schema_version'          "$S" run --baseline $L $L
expect 'no such root'         2 'No such'                 "$S" run --root "$T/none" $L
expect 'quiz says how to answer' 0 'bytes in hex > '     "$S" quiz $L
expect 'who'                  0 'D-cache +0x11  nobody has written it' "$S" who $L rx+4 --at 200
expect 'who, in memory'       0 'memory +0xa4  DMA2 stream 0 wrote it at cycle [0-9]+: the newest' "$S" who $L rx+4 --at 200
expect 'who, in a firmware'   0 'memory .* in [a-zA-Z_]+[+]0x|DMA[12] stream' "$S" who scenarios/firmware/images/spi-stale.elf rx
expect 'who, as JSON'         0 '"copies": \['            "$S" who --json $L rx+4
expect 'who, of flash'        0 'memory +0xff  the flash erased it .*, ordered in erase' "$S" who scenarios/57-firmware-flash-stale.json 0x081E0000
expect 'who, of a TCM'        0 'memory +0x11  nobody'    "$S" who scenarios/03-dtcm-buffer.json rx
expect 'who, without a clock' 0 'rx: no clock, a load faults; memory holds 0xca' "$S" who scenarios/15-unclocked-sram.json rx --at 96
expect 'who, on the bus'      0 'on its way +0xaa  CPU stored it at cycle 98 in program.3.' "$S" who scenarios/09-missing-dsb.json tx --at 114
expect 'who, misspelt'        2 'did you mean "rx"'       "$S" who $L rxx
expect 'who, outside'         2 'there is no [+]64'       "$S" who $L rx+64
expect 'who, nowhere'         2 'is no memory'            "$S" who $L 0x60000000
expect 'who, when'            2 'wants a cycle'           "$S" who $L rx --at soon
expect 'who, what'            2 'a place are wanted'      "$S" who $L
expect 'limit'                4 'max_cycles'              "$S" run --max-cycles 50 $L
expect 'colour when asked'    0 $'\033\\[3'               "$S" run --color always $L
expect 'no colour in a pipe'  0 '^pass  '                 "$S" run --quiet $L
expect 'explain'              0 'stale-read: '            "$S" explain stale-read
expect 'explain, all'         0 'dma-unreachable'         "$S" explain
expect 'explain, misspelt'    2 'did you mean "stale-read"' "$S" explain stale-raed
expect 'list'                 0 '04-stale-receive.json'   "$S" list
expect 'list of nothing'      2 'No such'                 "$S" list "$T/none"
expect 'list without lessons' 2 'no scenario'             "$S" list tests/elf
expect 'help of one command'  0 '^  --at CYCLE'           "$S" who --help
expect 'and of no other'      1 ''                        bash -c "'$S' who --help | grep -e --budget"
expect 'help, shared options' 0 '^  --md +as Markdown'    "$S" map --help
expect 'help, the other way'  0 '^staleline who FILE'     "$S" help who
expect 'help of nothing'      2 'did you mean "run"'      "$S" help rnu
expect 'hits of no trace'     2 'goes with --save-trace'  "$S" run --hits $L
expect 'no name to write'     2 'cannot write "": No such' "$S" run -o '' $L
expect 'nor to begin with'    2 'cannot write "": No such' "$S" init ''
expect 'RTT of none'          0 'no control block'        "$S" run --rtt stdout scenarios/firmware/images/hello.elf
expect 'each told in words'   0 '^  --stdin FILE +what '  "$S" explore --help
expect 'none left unexplained' 1 ''                       bash -c "for c in run check explain list init quiz claims worth map memory explore sweep gdb who trace schema; do '$S' \$c --help; done | grep -E '^ +--[a-z-]+( --[a-z-]+)*\$'"
expect 'who, as SARIF'        2 'text or json here'       "$S" who --format sarif $L rx
expect 'map, in a file'       2 'no file goes with it'    "$S" map --format json="$T/map.json"
expect 'a word too many'      2 '"x" is a word too many'  "$S" init "$T/never.json" x
expect 'and nothing is there' 2 ''                        ls "$T/never.json"
expect 'claims of nothing'    2 'none: No such'           "$S" claims "$T/none"
expect 'claims of an empty folder' 2 'no scenario'        "$S" claims tests/elf
mkdir -p "$T/inst/bin" "$T/inst/share/staleline"; cp "$S" "$T/inst/bin/"; ln -s "$PWD/scenarios" "$T/inst/share/staleline/"
expect 'claims, installed'    0 'holds'                   bash -c "cd '$T' && inst/bin/staleline claims"
expect 'list, installed'      0 '04-stale-receive.json'   bash -c "cd '$T' && inst/bin/staleline list"
expect 'claims of a file'     2 'Not a directory'         "$S" claims $L
expect 'no cycle at all'      2 'from 1 on'               "$S" run --max-cycles 0 $L
expect 'a file as root'       2 'Not a directory'         "$S" run --root $L $L
expect 'a line, no file'      2 'no file is named'        "$S" run --uart usart3=file: scenarios/firmware/images/hello.elf
expect 'a channel twice'      2 'joined already'          "$S" run --rtt 0=stdout --rtt file:"$T/twice" scenarios/firmware/images/rtt.elf
expect 'two to one file'      2 'two lines or channels'   "$S" run --rtt 0=file:"$T/twice" --rtt 1=file:"$T/twice" scenarios/firmware/images/rtt.elf
expect 'a file of that name'  0 'stopped by exit'         bash -c "'$S' run --rtt file:'$T/stdout' scenarios/firmware/images/rtt.elf 2>/dev/null"
expect 'one record, two runs' 2 'one file is wanted'      "$S" run --record "$T/twice" scenarios/firmware/images/hello.elf scenarios/firmware/images/rtt.elf
expect 'a halt, recorded'     0 '"probe": \[ *  \]'        bash -c "'$S' run -q --schedule halt@10000+20000 --record '$T/halt' scenarios/firmware/images/hello.elf && tr -d '\n' <'$T/halt'"
expect 'a line twice'         2 'joined already'          "$S" run --uart usart3=stdio --uart USART3=pty scenarios/firmware/images/hello.elf
expect 'map'                  0 'AXI SRAM|AXISRAM'        "$S" map
E=tests/elf
expect 'memory'               0 'stack-unreachable'       "$S" memory $E/app.elf
expect 'memory, findings'     1 'section-memory'          "$S" memory $E/orphan.elf
expect 'memory, only errors'  0 'section-memory'          "$S" memory --fail-on error $E/orphan.elf
expect 'memory, of a DMA'     1 'DMA1 has no way there'   "$S" memory --dma tx=DMA1 $E/app.elf
expect 'memory, DMA misspelt' 2 'did you mean "MDMA"'     "$S" memory --dma tx=MDMAA $E/app.elf
expect 'memory, not there'    2 'none.elf: cannot be opened: No such' "$S" memory "$T/none.elf"
expect 'memory of a folder'   2 'cannot be opened: Is a directory' "$S" memory "$T"
expect 'memory, as JSON'      0 '"sections": '            "$S" memory --json $E/app.elf
expect 'memory of a binary'   2 'no ELF file'             "$S" memory $E/app.bin
expect 'memory of nothing'    2 'one ELF file'            "$S" memory
expect 'firmware'             0 'stopped by exit'         "$S" run $E/app.elf
expect 'firmware, HEX'        0 '^pass '                  "$S" run -q $E/app.hex
expect 'firmware elsewhere'   2 'no vector table'         "$S" run --base 0x24000000 $E/app.bin
expect 'firmware, no vectors' 2 'no vector table at'      "$S" run --vtor 0x08000080 $E/app.elf
expect 'firmware, no address' 2 'whole number'            "$S" run --vtor here $E/app.elf
expect 'firmware, trace'      0 'main.0x[0-9a-f]+ \(app.c:3' "$S" run --trace $E/app.elf
expect 'worth, one job'       0 'SPI sensor.* DMA '       "$S" worth spi-sensor
expect 'worth, misspelt'      2 'did you mean "gps"'      "$S" worth gsp
expect 'worth, a size'        2 'steps of 2'              "$S" worth spi-display --size 3
expect 'worth, as JSON'       0 '"than_interrupt"'        "$S" worth i2c-sensor --json
expect 'worth, drawn'         0 ''                        "$S" worth spi-sensor --quiet -o "$T/w.svg"
expect 'worth, drawn nowhere' 2 'cannot write .*No such'  "$S" worth spi-sensor -o "$T/none/w.svg"
expect 'worth, drawn how'     2 '.svg or a .png'          "$S" worth spi-sensor -o "$T/w.pdf"
expect 'schema'               0 'json-schema.org/draft/2020-12' "$S" schema
expect 'schema, unknown'      2 'no schema'               "$S" schema findings
expect 'init'                 0 'wrote'                   "$S" init "$T/mine.json"
expect 'init twice'           2 'exists'                  "$S" init "$T/mine.json"
expect 'the template runs'    0 '^pass'                   "$S" run "$T/mine.json"
expect 'check'                0 'valid'                   "$S" check $L
expect 'check --show'         0 '0x[0-9A-F]{8}'           "$S" check --show scenarios/02-uart-dma.json
expect 'view, no file'        2 'no file given|cannot start' "$S" view
expect 'output to a file'     0 ''                        "$S" run --format json -o "$T/out.json" $L
expect 'and it is whole'      0 'results'                 python3 -m json.tool "$T/out.json"
expect 'no folder to write'   2 'cannot write'            "$S" run -o "$T/no/such/out.txt" $L
mixed=("$T/nowhere.json" $L)
expect 'all run, worst code'  2 'stale-read'              "$S" run "${mixed[@]}"
expect 'standard input'       0 'stale-read'              bash -c "'$S' run - < $L"
expect 'full disk'            5 'cannot write'            bash -c "'$S' run $L > /dev/full"
# A bug planted in a correct lesson is found: the exit code says so.
sed 's/"invalidate"/"mark"/' scenarios/04-stale-receive-fixed-invalidate.json > "$T/planted.json"
expect 'planted bug'          1 'stale-read'              "$S" run "$T/planted.json"
# What the program prints into docs is what stands there.
expect 'docs/map.md is current'    0 '^same$' bash -c "'$S' map --md | diff - docs/map.md && echo same"
expect 'docs/claims.md is current' 0 '^same$' bash -c "'$S' claims | diff - docs/claims.md && echo same"
expect 'docs/worth.md is current'  0 '^same$' bash -c "'$S' worth --md | diff - docs/worth.md && echo same"
expect 'no cursor is moved'   2 'a[?]b[?][[]2J: cannot be opened' "$S" run "$(printf 'a\nb\033[2J')"
# A mistake in a scenario has line and column, so that an editor goes there.
printf '{ "schema_version": 1, "title": "t",\n  "program": [\n    { "laod": "rx" } ] }\n' > "$T/laod.json"
expect 'a mistake and its place' 2 'laod.json:3:5: program\[0\]: no verb "laod"' "$S" run "$T/laod.json"
printf '{ "schema_version": 1, "title": "t", "firmware": "none.elf" }' > "$T/nofw.json"
expect 'no firmware, and why' 2 'nofw.json:1:50: firmware: .*none.elf: cannot be opened: No such' "$S" run "$T/nofw.json"
# The story is told in order, and a stream that goes round is not told to be done.
expect 'a story in order'     0 '1[.] DMA1 stream 1 was armed' "$S" run scenarios/03-dtcm-buffer.json
expect 'a stream goes round'  0 'was once round at cycle [0-9]+ .TCIF., and goes on' "$S" run scenarios/35-adc-frozen.json
# A compared value that differs where none may ends the run there, not after the loop behind it.
cat > "$T/differs.json" <<'J'
{ "schema_version": 1, "title": "differs", "setup": { "enable": ["SRAM1"] },
  "buffers": { "x": { "region": "SRAM1", "size": 4, "init": 1 } },
  "program": [ { "compare": "x", "with": 2 }, { "loop": 100000, "do": [ { "load": "x" }, { "compute": 100 } ] } ] }
J
expect 'stop at a difference' 1 'stopped by expectation' "$S" run "$T/differs.json"
cat > "$T/one.json" <<'J'
{ "schema_version": 1, "title": "one", "setup": { "enable": ["SRAM1"] },
  "buffers": { "x": { "region": "SRAM1", "size": 8, "init": "01 02 03 04 05 06 07 08" } },
  "program": [
    { "load": "x", "expect": 5 },
    { "load": "x+4" } ] }
J
expect 'which value, and where' 1 'first at cycle [0-9]+: compare in program\[0\].load x: got 0x04030201, wanted 0x00000005' "$S" run "$T/one.json"
expect 'not the step after it' 1 '^::error file=.*one.json,line=4,.*title=stop' "$S" run --format github "$T/one.json"
expect 'what stuck means'     4 'could wake it: --uart' "$S" run scenarios/firmware/images/uart-stale.elf
expect 'gdb of nothing'       2 'one firmware'            "$S" gdb
X=scenarios/08-dirty-eviction-latent.json
expect 'explore'              1 "run $X --schedule 'evict:0x24000040@" "$S" explore $X --write "$T/x.json"
expect 'explore, written'     1 'error\[lost-dma-write\] in sector' "$S" run "$T/x.json"
expect 'explore, not over it' 2 'x.json'                  "$S" explore $X --write "$T/x.json"
mkdir "$T/shut"; chmod 555 "$T/shut"; unpriv=; [ "$(id -u)" = 0 ] && unpriv='setpriv --reuid 65534 --clear-groups --'
expect 'explore, a folder'    2 'write: .*: exists' "$S" explore $X --write "$T"
expect 'explore, no place'    2 'write: cannot write .*/none/x' "$S" explore $X --write "$T/none/x"
chmod 755 "$T"; expect 'explore, shut' 2 'write: cannot write .*Permission denied' $unpriv "$S" explore $X --write "$T/shut/x"
expect 'and has not searched' 1 ''                        bash -c "'$S' explore $X --write '$T/none/x' 2>/dev/null | grep ."
expect 'explore, nothing to write' 0 'not written, there is no schedule' "$S" explore --budget 4 $L --write "$T/nothing.json"
expect 'explore, two to write' 2 'one file'               "$S" explore $X $L --write "$T/two.json"
expect 'explore, not again'   2 'cannot be read again'    bash -c "'$S' explore - --write '$T/again.json' < $X"
expect 'explore, right'       0 '0 errors and 0 hazards'  "$S" explore --budget 64 scenarios/08-dirty-eviction-fixed.json
expect 'explore, -j1'         0 '8 of 8 schedules tried'  "$S" explore -j1 --budget=8 $L
expect 'explore, as JSON'     1 '"schedule":'             "$S" explore --json $X
expect 'sweep'                0 'set of findings is the same' "$S" sweep --estimates $L
expect 'sweep what'           2 'estimates. moves'        "$S" sweep $L
expect 'sweep of nothing'     2 'no file given'           "$S" sweep --estimates
expect 'sweep, how'           2 'sweep --estimates scen'  "$S" sweep
expect 'sweep of a pipe'      2 'cannot be a pipe'        bash -c "'$S' sweep --estimates <(cat $L)"
expect 'sweep by nothing'     2 'factor is 2 to 4'        "$S" sweep --estimates --factor 1 $L
expect 'explore of nothing'   2 'no file given'           "$S" explore
expect 'explore, no end to it' 1 'schedules tried'       "$S" explore --budget 4294967295 --jobs 1000 $X
expect 'a schedule'           1 'error\[lost-dma-write\]' "$S" run --schedule evict:0x24000040@5305 $X
expect 'a schedule, misspelt' 2 'did you mean "evict"'    "$S" run --schedule evit:0x24000040@5305 $X
expect 'gdb of steps'         2 'program of steps'        "$S" gdb $L
expect 'gdb of no port'       2 '65535'                   "$S" gdb --port 65536 $L
# Places that cannot be written: told before anything runs, or with exit code 5 where the disk is full.
expect 'a folder as output'   2 'Is a directory'          "$S" run -o "$T" $L
expect 'a folder as report'   2 'Is a directory'          "$S" run --format "sarif=$T" $L
expect 'a full disk'          5 'No space left'           "$S" run -o /dev/full $L
expect 'a full disk, printed' 5 'No space left'           bash -c "'$S' schema >/dev/full"
expect 'a full disk, trace'   5 'No space left'           "$S" run -q --save-trace /dev/full $L
expect 'a full disk, line'    5 'No space left'           "$S" run --rtt 0=file:/dev/full scenarios/firmware/images/rtt.elf
expect 'a full disk, RTT'     5 'cannot write standard output: No space' bash -c "'$S' run --rtt stdout scenarios/firmware/images/rtt.elf >/dev/full"
expect 'a full disk, stdio'   5 'cannot write standard output: No space' \
    bash -c "echo abcdefghijklmnopqrstuvwxyzabcdefg | '$S' run --uart usart3=stdio scenarios/firmware/images/uart-maintained.elf >/dev/full"
expect 'a full disk, comma'   5 'cannot write /dev/full: ' "$S" run --uart usart3=file:/dev/full,LICENSE scenarios/firmware/images/uart-maintained.elf
expect 'a full disk, resume'  5 'cannot write .*resumed'  bash -c "ulimit -f 0; '$S' explore --budget 2 --resume '$T/resumed' $L"
expect 'a full disk, written' 5 'cannot write .*turned'   bash -c "ulimit -f 0; '$S' explore --write '$T/turned.json' $X"
expect 'a full disk, plot'    5 'cannot write .*plot'     bash -c "ulimit -f 0; '$S' worth spi-sensor -q -o '$T/plot.svg'"
expect 'nobody to print to'   5 'standard output: Bad file' bash -c "'$S' run --rtt 0=file:'$T/closed' scenarios/firmware/images/rtt.elf >&-"
expect 'no other gets it'     1 ''                        grep -c pass "$T/closed"
expect 'a log with no place'  2 'No such file'            "$S" run --record "$T/none/x" scenarios/firmware/images/hello.elf
expect 'how far, no place'    2 'No such file'            "$S" explore --budget 2 --resume "$T/none/x" $L
echo x >"$T/resume"; expect 'how far, damaged' 2 'resume. writes' "$S" explore --budget 2 --resume "$T/resume" $L
expect 'the same file twice'  2 'two options'             "$S" run -o "$T/x" --format "json=$T/x" $L
expect 'over what is read'    2 'read too'                "$S" run -o "$L" $L
expect 'devices take it all'  0 ''                        "$S" run -o /dev/null --format json=/dev/null $L
echo kept >"$T/kept"; : >"$T/empty.elf"
expect 'nothing to tell'      2 'empty.elf'               "$S" memory -o "$T/kept" "$T/empty.elf"
expect 'the old one stays'    0 'kept'                    cat "$T/kept"
expect 'explained, in eighty' 1 ''                        bash -c "for r in \$('$S' explain | grep -o '^[a-z-]*'); do '$S' explain \$r; done | grep -vE 'https://|^[a-z-]+: ' | grep -E '.{81}'"
expect 'who, in eighty'       1 ''                        bash -c "'$S' who $L rx | grep -E '.{81}'"
expect 'marks by name'        0 ' mark complete$'         "$S" run --trace $L
expect 'an end is nowhere'    1 ''                        bash -c "'$S' run --json $L | grep -F '\"address\":	\"0x00000000\"'"
expect 'what is set up'       0 '^  buffers  source at 0x30000000: region SRAM1' "$S" quiz $L
expect 'and the program'      0 '^       2    dma_memcpy rx, from source, stream DMA2_Stream0$' "$S" quiz $L
expect 'in eighty columns'    1 ''                        bash -c "for f in scenarios/*.json; do '$S' quiz \$f; done | grep -E '.{81}'"
expect 'a number near enough' 0 'close: the machine says 195025' bash -c "printf '0\n195000\n0\n' | '$S' quiz scenarios/01-uart-blocking.json"
expect 'counts as right'      0 '3 of 3 right'            bash -c "printf '0\n195000\n0\n' | '$S' quiz scenarios/01-uart-blocking.json"
expect 'long names whole'     0 'uart_cached\.rs:25\) and before DMA1 stream 0' "$S" run --json scenarios/52-embassy-uart-cached.json
expect 'a pipe as scenario'   0 '^pass '                  bash -c "'$S' run -q --format json=/dev/null <(cat $L)"
# Ctrl-C in a long run: soon, with a report, and no half-written file.
cat > "$T/long.json" <<'J'
{ "schema_version": 1, "title": "long", "max_cycles": 900000000000,
  "program": [ { "loop": 4000000000, "do": [ { "compute": 5 } ] } ] }
J
timeout -s INT 2 "$S" run -o "$T/long.txt" "$T/long.json" >/dev/null 2>&1; rc=$?
if [ $rc = 4 ] || [ $rc = 124 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED ctrl-c: exit $rc"; fi
timeout -s INT 1 "$S" sweep --estimates -o "$T/swept" scenarios/01-uart-blocking.json scenarios/*.json 2>/dev/null
expect 'ctrl-c breaks no run' 0 'interrupted'             grep -v 'run breaks' "$T/swept"
expect 'and no number does'   1 ''                        grep 'run breaks' "$T/swept"
expect 'ctrl-c between files' 4 'interrupted: [0-9]+ of [0-9]+ files are left' timeout --preserve-status -s INT 0.5 "$S" run -q scenarios/*.json{,,,,,}
expect 'ctrl-c, no reader'    4 'rtt tcp:0: Interrupted'  timeout --preserve-status -s INT -k 20 1 "$S" run --rtt tcp:0 scenarios/firmware/images/rtt.elf
expect 'ctrl-c, explore'      4 'interrupted'             timeout --preserve-status -s INT -k 20 1 "$S" explore "$T/long.json"
timeout -s INT 0.5 "$S" who -o "$T/who.txt" "$T/long.json" 0x24000000 2>/dev/null
if compgen -G "$T/*.part" >/dev/null; then failed=$((failed + 1)); echo 'FAILED ctrl-c left a partial file'; else passed=$((passed + 1)); fi
printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
