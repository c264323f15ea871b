/* core_rows.h -- how the tables core_*.h write a row: name, cycles, source, the instructions.
 *
 *   STREAM      core_stream, somebody measured it
 *   CACHED      the same, caches on
 *   ALONE       the same, each copy behind an LDRD r6, r7, which pairs with nothing: a pair that slides by
 *               half a cycle in a stream ("slippery") shows itself there
 *   LOOP        core_loop
 *   FITTED      core_stream, where the number is one of m7_timing.c, taken from there
 *   DOCUMENTED  core_stream, where only a manual says so
 *   MODEL       core_stream, where only a compiler's scheduler has a number
 *
 * The rules of issue.c come from the same people, so a row of pairs shows that the rules do together what
 * each was measured to do alone, and no more. */
#define PLAIN(name, run, kind, low, high, source, reason, ...) \
    { GROUP, name, source, kind, low, high, 0, reason, run, &(const micro_t){ __VA_ARGS__ } }
#define STREAM(name, cycles, source, ...) \
    PLAIN(name, core_stream, KIND_MEASURED, cycles, cycles, source, NULL, CODE(__VA_ARGS__))
#define CACHED(name, cycles, source, ...) \
    PLAIN(name, core_stream, KIND_MEASURED, cycles, cycles, source, NULL, CODE(__VA_ARGS__), \
          .caches = 3 << 16)
#define FITTED(name, cycles, source, ...) \
    PLAIN(name, core_stream, KIND_FITTED, cycles, cycles, source, NULL, CODE(__VA_ARGS__))
#define ALONE(name, cycles, source, ...) \
    PLAIN(name, core_stream, KIND_MEASURED, cycles, cycles, source, NULL, \
          CODE(LDRD(6, 7, 8, 0), __VA_ARGS__), \
          .spare = 1)
#define DOCUMENTED(name, cycles, source, ...) \
    PLAIN(name, core_stream, KIND_DOC, cycles, cycles, source, NULL, CODE(__VA_ARGS__))
#define MODEL(name, cycles, source, ...) \
    PLAIN(name, core_stream, KIND_MODEL, cycles, cycles, source, NULL, CODE(__VA_ARGS__))
#define LOOP(name, cycles, source, ...) \
    PLAIN(name, core_loop, KIND_MEASURED, cycles, cycles, source, NULL, CODE(__VA_ARGS__))

#define JNK  "jnk0le, H743 rev Y"
#define QP   "quinapalus, H730"
#define TRM  "TRM DDI 0489"
#define GCC  "GCC cortex-m7.md"
#define LLVM "LLVM ARMScheduleM7.td (Arm's)"
