/* heap_calls.c -- see heap_calls.h. */
#include "heap_calls.h"
#include <stdlib.h>
#include <string.h>
#include "demangle.h"

typedef struct { const char *name; uint8_t what, block, size, count; } heap_name_t;

#define TAKES(name, size, count) { name, HEAP_TAKES, HEAP_NO, size, count }
#define GIVES(name, block, size) { name, HEAP_GIVES, block, size, HEAP_NO }
#define MOVES(name, block, size, count) { name, HEAP_MOVES, block, size, count }
#define LEAVES(name) { name, HEAP_LEAVES, HEAP_NO, HEAP_NO, HEAP_NO }
enum { NO = HEAP_NO };

static const heap_name_t heap_name[] = {
    TAKES("malloc", 0, NO), TAKES("calloc", 1, 0), TAKES("memalign", 1, NO), TAKES("aligned_alloc", 1, NO),
    TAKES("valloc", 0, NO), MOVES("realloc", 0, 1, NO), MOVES("reallocf", 0, 1, NO),
    MOVES("reallocarray", 0, 2, 1), GIVES("free", 0, NO), GIVES("cfree", 0, NO),
    TAKES("_malloc_r", 1, NO), TAKES("_calloc_r", 2, 1), TAKES("_memalign_r", 2, NO),
    TAKES("_valloc_r", 1, NO),
    MOVES("_realloc_r", 1, 2, NO), GIVES("_free_r", 1, NO), GIVES("_cfree_r", 1, NO),
    /* operator new, new[], with nothrow, with alignment; delete, delete[], with size, with alignment */
    TAKES("_Znwj", 0, NO), TAKES("_Znaj", 0, NO), TAKES("_ZnwjRKSt9nothrow_t", 0, NO),
    TAKES("_ZnajRKSt9nothrow_t", 0, NO), TAKES("_ZnwjSt11align_val_t", 0, NO),
    TAKES("_ZnajSt11align_val_t", 0, NO),
    GIVES("_ZdlPv", 0, NO), GIVES("_ZdaPv", 0, NO), GIVES("_ZdlPvj", 0, 1), GIVES("_ZdaPvj", 0, 1),
    GIVES("_ZdlPvSt11align_val_t", 0, NO), GIVES("_ZdaPvSt11align_val_t", 0, NO),
    GIVES("_ZdlPvjSt11align_val_t", 0, 1), GIVES("_ZdaPvjSt11align_val_t", 0, 1),
    TAKES("pvPortMalloc", 0, NO), TAKES("pvPortCalloc", 1, 0), GIVES("vPortFree", 0, NO),
    TAKES("k_malloc", 0, NO), TAKES("k_calloc", 1, 0), TAKES("k_aligned_alloc", 1, NO),
    MOVES("k_realloc", 0, 1, NO), GIVES("k_free", 0, NO),
    TAKES("k_heap_alloc", 1, NO), TAKES("k_heap_calloc", 2, 1), TAKES("k_heap_aligned_alloc", 2, NO),
    MOVES("k_heap_realloc", 1, 2, NO), GIVES("k_heap_free", 1, NO),
    TAKES("sys_heap_alloc", 1, NO), TAKES("sys_heap_noalign_alloc", 2, NO),
    TAKES("sys_heap_aligned_alloc", 2, NO),
    MOVES("sys_heap_realloc", 1, 2, NO), MOVES("sys_heap_aligned_realloc", 1, 3, NO),
    GIVES("sys_heap_free", 1, NO),
    TAKES("_tx_byte_pool_search", 1, NO), GIVES("_tx_byte_release", 0, NO),
    TAKES("rt_malloc", 0, NO), TAKES("rt_calloc", 1, 0), TAKES("rt_malloc_align", 0, NO),
    MOVES("rt_realloc", 0, 1, NO),
    GIVES("rt_free", 0, NO), GIVES("rt_free_align", 0, NO),
    TAKES("chHeapAlloc", 1, NO), TAKES("chHeapAllocAligned", 1, NO), GIVES("chHeapFree", 0, NO),
    TAKES("__rust_alloc", 0, NO), TAKES("__rust_alloc_zeroed", 0, NO), MOVES("__rust_realloc", 0, 3, NO),
    GIVES("__rust_dealloc", 0, 1),
    TAKES("__rg_alloc", 0, NO), TAKES("__rg_alloc_zeroed", 0, NO), MOVES("__rg_realloc", 0, 3, NO),
    GIVES("__rg_dealloc", 0, 1),
    TAKES("__rdl_alloc", 0, NO), TAKES("__rdl_alloc_zeroed", 0, NO), MOVES("__rdl_realloc", 0, 3, NO),
    GIVES("__rdl_dealloc", 0, 1),
    LEAVES("longjmp"), LEAVES("_longjmp"), LEAVES("__cxa_throw"), LEAVES("__cxa_rethrow"),
};

static const heap_name_t *named(const char *name)
{
    for (size_t i = 0; i < sizeof heap_name / sizeof *heap_name; i++)
        if (*name == *heap_name[i].name && !strcmp(name, heap_name[i].name)) return &heap_name[i];
    return NULL;
}

/* rustc's own symbols are paths of the crate __rustc since 1.89; before, plain names. */
static const heap_name_t *heap_name_of(const char *symbol)
{
    char text[64];
    const char *last;
    if (strncmp(symbol, "_R", 2) || !strstr(symbol, "7___rustc")) return named(symbol);
    demangle(symbol, text, sizeof text);
    last = strrchr(text, ':');
    return !strncmp(text, "__rustc", 7) && last ? named(last + 1) : NULL;
}

static int by_pc(const void *a, const void *b)
{
    uint32_t x = ((const heap_call_t *)a)->pc, y = ((const heap_call_t *)b)->pc;
    return x < y ? -1 : x > y;
}

uint32_t heap_calls(const elf_file_t *f, heap_call_t *to)
{
    uint32_t n = 0, kept = 0;
    for (size_t i = 0; i < f->symbols && n < HEAP_CALLS; i++) {
        const elf_symbol_t *s = &f->symbol[i];
        const heap_name_t *h = s->kind == ELF_FUNCTION && s->size ? heap_name_of(s->name) : NULL;
        if (h) to[n++] = (heap_call_t){ s->addr & ~1u, h->what, h->block, h->size, h->count };
    }
    qsort(to, n, sizeof *to, by_pc);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || to[i].pc != to[kept - 1].pc) to[kept++] = to[i];
    return kept;
}
