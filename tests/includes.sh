#!/bin/sh
# The arrows: viewer -> sim -> models. Prints every include that runs the wrong way, and every file that
# docs/ARCHITECTURE.md does not name.
set -u
cd "$(dirname "$0")/.."
bad=0
own() { sed -n 's/^ *#include "\([^"]*\)\.h".*/\1/p' "$1"; }
complain() { printf 'includes: %s\n' "$1"; bad=1; }

# The vocabulary includes C types and itself only.
vocabulary='tick bus wires ledger trace device map uop input'
for f in $vocabulary; do
    for i in $(own "models/$f.h"); do
        case " $vocabulary " in *" $i "*) ;; *) complain "models/$f.h includes $i.h, which is not vocabulary";; esac
    done
done

# A part includes the vocabulary and its own header; the core's family is one part.
family='core script fetch branch lsu lsu_ports stb fill maint cache mpu scb itm nvic systick m7_timing thumb fpu issue exception frame firmware special semihost probe calls released fast fast_own fast_ops fpu_quick fast_block fast_time fast_data fast_run fast_single'
for f in models/*.[ch]; do
    me=$(basename "${f%.*}"); in_family=0
    case " $family " in *" $me "*) in_family=1;; esac
    for i in $(own "$f"); do
        case " $vocabulary $me polled " in *" $i "*) continue;; esac      # polled.h: rows for any part
        case "$me" in "$i"_*) continue;; esac                      # dma_fifo.c may include dma.h
        case "$i" in "$me"_*) continue;; esac
        case "$i" in "${me%%_*}"|"${me%%_*}"_*) continue;; esac    # spi_slave.c may include spi_own.h
        if [ $in_family = 1 ]; then case " $family " in *" $i "*) continue;; esac; fi
        complain "$f includes $i.h"
    done
done

hit() { what=$1; shift; grep -nE "$what" "$@" 2>/dev/null | sed 's/^/includes: /'; }
wrong=$(
    hit '#include *<(stdio|stdlib|SDL|cjson|cJSON|pthread|math|time)' models/*.[ch]
    hit '#include *[<"](SDL|viewer/)' sim/*.[ch]
    hit '#include *<(cjson|cJSON)' $(ls sim/*.[ch] | grep -vE 'sim/(json|scenario[a-z_]*|report[a-z_]*)\.[ch]')
    hit '#include *<(libelf|gelf|elf\.h|dwarf|elfutils)' models/*.[ch] $(ls sim/*.[ch] | grep -vE 'sim/(elf_file\.c|debuginfo(_[a-z]+)?\.[ch])')
    hit '#include *<expat' models/*.[ch] viewer/*.[ch] $(ls sim/*.[ch] | grep -vx 'sim/svd.c')
    hit '#include *<capstone' models/*.[ch] viewer/*.[ch] $(ls sim/*.[ch] | grep -vx 'sim/disasm.c')
    hit '#include *<cairo' models/*.[ch] $(ls sim/*.[ch] | grep -vx 'sim/plot.c')
    hit '#include *[<"]SDL' $(ls viewer/*.[ch] | grep -vx 'viewer/sdl.c')
    hit '#include *<(cairo|gif_lib)' $(ls viewer/*.[ch] | grep -vE 'viewer/(paint[a-z_]*|gif)\.[ch]')
    hit '#include *<(cjson|cJSON)' viewer/*.[ch]
    hit '#include *<(stdio|stdlib|time|unistd)|machine_(run|tick|load|boot)' $(ls viewer/panel_*.c) | grep -v 'stdio.h'
    hit '^static [^(=]*(=|;)' models/*.c | grep -v const          # no state outside the chip
)
[ -z "$wrong" ] || { printf '%s\n' "$wrong"; bad=1; }
# Every file has a room in docs/ARCHITECTURE.md: the first column's names, a * for any ending.
for d in models sim viewer; do
    rooms=$(sed -n "s/^| \`$d\/\`\([^|]*\)|.*/\1/p" docs/ARCHITECTURE.md | grep -o '`[^`]*`' | tr -d '`')
    for me in $(ls $d | sed -n 's/\.[ch]$//p' | sort -u); do
        has=0
        set -f
        for room in $rooms; do case $me in $room) has=1;; esac; done
        set +f
        [ $has = 1 ] || complain "docs/ARCHITECTURE.md has no room for $d/$me"
    done
done
[ $bad = 0 ] && echo 'every include runs the right way'
exit $bad
