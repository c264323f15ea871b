#!/bin/sh
# Makes the images beside their source, and what binutils reads in them (app.nm, app.lines), which the
# tests compare with. `build.sh DIR` puts all of it into DIR. Debian's gcc-arm-none-eabi;
# toolchain.txt says which version made those in the tree.
set -eu
cd "$(dirname "$0")"
out=${1:-.}
flags='-mcpu=cortex-m7 -mthumb -mfloat-abi=hard -mfpu=fpv5-d16 -O1 -ffreestanding -nostdlib -fno-toplevel-reorder -Wall
       -Wextra -ffile-prefix-map='"$(pwd)"'=. -Wl,--build-id=none -Wl,-z,max-page-size=32'
arm-none-eabi-gcc $flags -gdwarf-5 -T app.ld app.c -o "$out/app.elf"
arm-none-eabi-gcc $flags -gdwarf-4 -T app.ld app.c -o "$out/dwarf4.elf"
arm-none-eabi-gcc $flags -gdwarf-5 -gz -T app.ld app.c -o "$out/packed.elf"
arm-none-eabi-gcc $flags -g0 -T app.ld app.c -o "$out/lineless.elf"
arm-none-eabi-gcc $flags -g0 -T orphan.ld app.c -o "$out/orphan.elf"
arm-none-eabi-gcc $flags -gdwarf-5 -T app.ld parts.c -o "$out/parts.elf"
arm-none-eabi-gcc $flags -O0 -gdwarf-4 -T app.ld parts.c -o "$out/parts-O0.elf"
(cd "$out" && arm-none-eabi-gcc $flags -gdwarf-5 -gsplit-dwarf -T "$OLDPWD/app.ld" "$OLDPWD/app.c" -o split.elf && rm -f *.dwo)
arm-none-eabi-strip --strip-all -o "$out/stripped.elf" "$out/app.elf"
arm-none-eabi-objcopy -O binary -j .isr_vector -j .text -j .data "$out/app.elf" "$out/app.bin"
arm-none-eabi-objcopy -O ihex "$out/app.elf" "$out/app.hex"
chmod -x "$out"/*.elf "$out/app.bin"
arm-none-eabi-nm -nS --defined-only "$out/app.elf" > "$out/app.nm"
: > "$out/app.lines"
for f in sum main Reset_Handler Default_Handler; do
    set -- $(grep " T $f\$" "$out/app.nm")
    arm-none-eabi-addr2line -afi -e "$out/app.elf" $(seq -f %.0f $((0x$1)) 2 $((0x$1 + 0x$2 - 2)) | xargs printf '%x ') >> "$out/app.lines"
done
arm-none-eabi-gcc --version | head -1 > "$out/toolchain.txt"
