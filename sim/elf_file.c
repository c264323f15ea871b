/* elf_file.c -- see elf_file.h. Nothing in a file is believed: every count and offset is checked before
 * it is used, by libelf or here. */
#include "elf_file.h"
#include "plain_file.h"
#include <ar.h>
#include <errno.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the file ---------------------------------------------------------------------------------- */

uint8_t *file_bytes(const char *path, size_t most, size_t *size, err_t *err)
{
    FILE *f = plain_open(path);
    struct stat st;
    uint8_t *bytes = NULL;
    *size = 0;
    if (!f && (errno == EISDIR || errno == EINVAL)) return fail(err, "%s: not a plain file", path), NULL;
    if (!f) return fail(err, "%s: cannot be opened: %s", path, strerror(errno)), NULL;
    if (fstat(fileno(f), &st)) fail(err, "%s: cannot be read", path);
    else if (st.st_size < 0 || (uint64_t)st.st_size > most)
        fail(err, "%s: %lld bytes; at most %zu are read", path, (long long)st.st_size, most);
    else if (!(bytes = malloc((size_t)st.st_size + 1))) fail(err, "%s: out of memory", path);
    if (bytes) {
        *size = fread(bytes, 1, (size_t)st.st_size, f);
        bytes[*size] = 0;
        if (ferror(f)) free(bytes), bytes = NULL, fail(err, "%s: cannot be read", path);
    }
    fclose(f);
    return bytes;
}

/* ---- the header -------------------------------------------------------------------------------- */

/* Before libelf sees it: what a user most likely gave us by mistake. */
static bool good_ident(const elf_file_t *e, err_t *err)
{
    const uint8_t *h = e->file;
    if (e->file_size >= SARMAG && !memcmp(h, ARMAG, SARMAG))
        return fail(err, "%s: an archive of object files; a linked executable is wanted", e->path);
    if (e->file_size < sizeof(Elf32_Ehdr) || memcmp(h, ELFMAG, SELFMAG))
        return fail(err, "%s: not an ELF file, or cut short", e->path);
    if (h[EI_CLASS] != ELFCLASS32)
        return fail(err, "%s: a 64-bit ELF file; the Cortex-M7 has 32 bits", e->path);
    if (h[EI_DATA] != ELFDATA2LSB)
        return fail(err, "%s: a big-endian ELF file; the STM32H743 is little-endian", e->path);
    return true;
}

static bool read_header(elf_file_t *e, err_t *err)
{
    static const char *const kind[] = { "no file type", "an object file that is not linked yet", NULL,
                                        "a shared or position-independent file", "a core dump" };
    GElf_Ehdr h;
    if (!gelf_getehdr(e->handle, &h)) return fail(err, "%s: damaged ELF header: %s", e->path, elf_errmsg(-1));
    if (h.e_machine != EM_ARM)
        return fail(err, "%s: an ELF file for machine %u, not for Arm (%u)", e->path, h.e_machine, EM_ARM);
    if (h.e_type != ET_EXEC)
        return fail(err, "%s: %s; a linked executable is wanted", e->path,
                    h.e_type < 5 ? kind[h.e_type] : "an unknown file type");
    e->entry = (uint32_t)h.e_entry;
    return true;
}

/* ---- segments ---------------------------------------------------------------------------------- */

static bool add_segment(elf_file_t *e, unsigned n, const GElf_Phdr *p, err_t *err)
{
    if (p->p_filesz > e->file_size || p->p_offset > e->file_size - p->p_filesz)
        return fail(err, "%s: segment %u lies outside the file: cut short or damaged", e->path, n);
    if (p->p_memsz < p->p_filesz) return fail(err, "%s: segment %u has more bytes than memory", e->path, n);
    if (p->p_vaddr + p->p_memsz > UINT64_C(1) << 32 || p->p_paddr + p->p_filesz > UINT64_C(1) << 32)
        return fail(err, "%s: segment %u leaves the address space", e->path, n);
    e->segment[e->segments++] = (elf_segment_t){
        .number = n, .addr = (uint32_t)p->p_vaddr, .load = (uint32_t)p->p_paddr, .size = (uint32_t)p->p_memsz,
        .bytes = (uint32_t)p->p_filesz, .offset = (uint32_t)p->p_offset,
        .write = p->p_flags & PF_W, .exec = p->p_flags & PF_X };
    return true;
}

static bool read_segments(elf_file_t *e, err_t *err)
{
    size_t count;
    if (elf_getphdrnum(e->handle, &count))
        return fail(err, "%s: damaged program headers: %s", e->path, elf_errmsg(-1));
    if (!count) return fail(err, "%s: no segments: nothing to load", e->path);
    if (count > ELF_SEGMENTS_MAX)
        return fail(err, "%s: %zu segments; at most %d are read", e->path, count, ELF_SEGMENTS_MAX);
    if (!(e->segment = calloc(count, sizeof *e->segment))) return fail(err, "%s: out of memory", e->path);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr p;
        if (!gelf_getphdr(e->handle, (int)i, &p))
            return fail(err, "%s: damaged program headers: %s", e->path, elf_errmsg(-1));
        if (p.p_type == PT_LOAD && p.p_memsz && !add_segment(e, (unsigned)i, &p, err)) return false;
    }
    return e->segments ? true : fail(err, "%s: no loadable segment", e->path);
}

/* ---- sections ---------------------------------------------------------------------------------- */

/* Where the file puts a section's bytes: as far into the segment's load address as into the segment. */
static void find_load(const elf_file_t *e, elf_section_t *s)
{
    s->load = s->addr;
    for (size_t i = 0; !s->nobits && !s->loaded && i < e->segments; i++) {
        const elf_segment_t *g = &e->segment[i];
        if (s->addr < g->addr || s->addr - g->addr > g->bytes || g->bytes - (s->addr - g->addr) < s->size)
            continue;
        if (s->offset < g->offset || s->offset - g->offset != s->addr - g->addr) continue;
        s->load = g->load + (s->addr - g->addr), s->loaded = true;
    }
}

static int by_address(const void *a, const void *b)
{
    const elf_section_t *x = a, *y = b;
    if (x->addr != y->addr) return x->addr < y->addr ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static bool read_sections(elf_file_t *e, err_t *err)
{
    size_t count, names = 0;
    if (elf_getshdrnum(e->handle, &count) || elf_getshdrstrndx(e->handle, &names)) count = 0;
    if (count > ELF_SECTIONS_MAX)
        return fail(err, "%s: %zu sections; at most %d are read", e->path, count, ELF_SECTIONS_MAX);
    if (!(e->section = calloc(count + 1, sizeof *e->section))) return fail(err, "%s: out of memory", e->path);
    for (Elf_Scn *scn = NULL; count && (scn = elf_nextscn(e->handle, scn)) && e->sections < count;) {
        GElf_Shdr h;
        if (!gelf_getshdr(scn, &h))
            return fail(err, "%s: damaged section headers: %s", e->path, elf_errmsg(-1));
        if (!(h.sh_flags & SHF_ALLOC) || !h.sh_size || (h.sh_type == SHT_NOBITS && h.sh_flags & SHF_TLS))
            continue;
        if (h.sh_addr + h.sh_size > UINT64_C(1) << 32)
            return fail(err, "%s: section %zu leaves the address space", e->path, elf_ndxscn(scn));
        const char *name = elf_strptr(e->handle, names, h.sh_name);
        elf_section_t *s = &e->section[e->sections++];
        *s = (elf_section_t){
            .name = name ? name : "", .number = (unsigned)elf_ndxscn(scn), .addr = (uint32_t)h.sh_addr,
            .size = (uint32_t)h.sh_size, .offset = (uint32_t)h.sh_offset, .align = (uint32_t)h.sh_addralign,
            .nobits = h.sh_type == SHT_NOBITS, .write = h.sh_flags & SHF_WRITE,
            .exec = h.sh_flags & SHF_EXECINSTR };
        find_load(e, s);
    }
    qsort(e->section, e->sections, sizeof *e->section, by_address);
    return true;
}

/* ---- symbols ----------------------------------------------------------------------------------- */

static int rank(const elf_symbol_t *s)
{
    return (s->kind != ELF_LABEL) << 3 | !s->guessed << 2 | !s->weak << 1 | s->global;
}

static int by_address_and_rank(const void *a, const void *b)
{
    const elf_symbol_t *x = a, *y = b;
    if (x->addr != y->addr) return x->addr < y->addr ? -1 : 1;
    return rank(x) != rank(y) ? rank(y) - rank(x) : strcmp(x->name, y->name);
}

/* $a, $t and $d mark Arm code, Thumb code and data (IHI 0044 4.5.6): no names for people. */
static bool mapping_symbol(const char *n)
{
    return n[0] == '$' && (n[1] == 'a' || n[1] == 't' || n[1] == 'd' || n[1] == 'x')
        && (!n[2] || n[2] == '.');
}

/* Compilers and assemblers leave the type out at times; a size says that it is one thing all the same. */
static elf_symbol_kind_t kind_of(const elf_file_t *e, const GElf_Sym *s, unsigned type)
{
    if (type != STT_NOTYPE) return type == STT_FUNC ? ELF_FUNCTION : ELF_OBJECT;
    const elf_section_t *in = s->st_size && s->st_shndx != SHN_ABS
        ? elf_file_section(e, (uint32_t)s->st_value & ~1u) : NULL;
    return !in ? ELF_LABEL : in->exec ? ELF_FUNCTION : ELF_OBJECT;
}

/* Is it of a section that takes no memory? defmt keeps its strings as symbols of such a one, with "addresses"
 * that count from 1. */
static bool of_no_memory(const elf_file_t *e, const GElf_Sym *s)
{
    GElf_Shdr h;
    Elf_Scn *in = s->st_shndx < SHN_LORESERVE ? elf_getscn(e->handle, s->st_shndx) : NULL;
    return in && gelf_getshdr(in, &h) && !(h.sh_flags & SHF_ALLOC);
}

static void add_symbol(elf_file_t *e, const GElf_Sym *s, const char *name)
{
    unsigned type = GELF_ST_TYPE(s->st_info), bind = GELF_ST_BIND(s->st_info);
    uint32_t value = (uint32_t)s->st_value, size = (uint32_t)s->st_size;
    if (!name || !*name || mapping_symbol(name) || s->st_shndx == SHN_UNDEF || s->st_shndx == SHN_COMMON)
        return;
    if ((type != STT_NOTYPE && type != STT_OBJECT && type != STT_FUNC) || of_no_memory(e, s)) return;
    elf_symbol_kind_t kind = kind_of(e, s, type);
    if (kind == ELF_FUNCTION) value &= ~1u;
    if (size > UINT32_MAX - value) size = 0;
    e->symbol[e->symbols++] = (elf_symbol_t){
        .name = name, .addr = value, .size = size, .global = bind != STB_LOCAL, .weak = bind == STB_WEAK,
        .kind = (uint8_t)kind, .absolute = s->st_shndx == SHN_ABS, .guessed = !size };
}

/* A label in code that no function with a size holds (assembly without .type) counts as a function. One
 * without a size goes on to the next function or global label, or to its section's end. */
static void guess_sizes(elf_file_t *e)
{
    uint64_t covered = 0, end = UINT64_C(1) << 32, after = end;
    for (size_t i = 0; i < e->symbols; i++) {
        elf_symbol_t *s = &e->symbol[i];
        if (s->kind == ELF_FUNCTION && (uint64_t)s->addr + s->size > covered)
            covered = (uint64_t)s->addr + s->size;
        if (s->kind != ELF_LABEL || s->addr < covered) continue;
        const elf_section_t *in = elf_file_section(e, s->addr);
        if (in && in->exec && !s->absolute && s->global && !(s->addr & 1)) s->kind = ELF_FUNCTION;
    }
    for (size_t i = e->symbols; i--;) {          /* end: where the next address with a name begins */
        elf_symbol_t *s = &e->symbol[i];
        if (i + 1 < e->symbols && s->addr != e->symbol[i + 1].addr) end = after;
        if (s->kind == ELF_FUNCTION || (s->global && !s->absolute)) after = s->addr;
        const elf_section_t *in = s->kind == ELF_FUNCTION && s->guessed ? elf_file_section(e, s->addr) : NULL;
        if (!in) continue;
        uint64_t last = (uint64_t)in->addr + in->size;
        s->size = (uint32_t)((end < last ? end : last) - s->addr);
    }
}

static bool read_symbols(elf_file_t *e, err_t *err)
{
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(e->handle, scn));) {
        GElf_Shdr h;
        Elf_Data *d;
        if (!gelf_getshdr(scn, &h) || h.sh_type != SHT_SYMTAB || !(d = elf_getdata(scn, NULL))) continue;
        size_t count = d->d_size / sizeof(Elf32_Sym);
        if (count > ELF_SYMBOLS_MAX)
            return fail(err, "%s: %zu symbols; at most %d are read", e->path, count, ELF_SYMBOLS_MAX);
        if (!(e->symbol = calloc(count + 1, sizeof *e->symbol)))
            return fail(err, "%s: out of memory", e->path);
        for (size_t i = 1; i < count; i++) {
            GElf_Sym s;
            if (gelf_getsym(d, (int)i, &s)) add_symbol(e, &s, elf_strptr(e->handle, h.sh_link, s.st_name));
        }
        qsort(e->symbol, e->symbols, sizeof *e->symbol, by_address_and_rank);
        guess_sizes(e);
        break;                                   /* the standard knows one (gABI 4, SHT_SYMTAB) */
    }
    return true;
}

/* ---- in and out -------------------------------------------------------------------------------- */

static bool parse(elf_file_t *e, err_t *err)
{
    if (!good_ident(e, err)) return false;
    elf_version(EV_CURRENT);
    e->handle = elf_memory((char *)e->file, e->file_size);
    if (!e->handle || elf_kind(e->handle) != ELF_K_ELF)
        return fail(err, "%s: damaged ELF file: %s", e->path, elf_errmsg(-1));
    return read_header(e, err) && read_segments(e, err) && read_sections(e, err) && read_symbols(e, err);
}

bool elf_file_parse(elf_file_t *e, const char *name, const uint8_t *bytes, size_t size, err_t *err)
{
    memset(e, 0, sizeof *e);
    snprintf(e->path, sizeof e->path, "%s", name);
    if (size > ELF_BYTES_MAX)
        return fail(err, "%s: %zu bytes; at most %d are read", name, size, ELF_BYTES_MAX);
    if (!(e->file = malloc(size + 1))) return fail(err, "%s: out of memory", name);
    memcpy(e->file, bytes, size), e->file_size = size;
    if (parse(e, err)) return true;
    elf_file_free(e);
    return false;
}

bool elf_file_load(elf_file_t *e, const char *path, err_t *err)
{
    memset(e, 0, sizeof *e);
    snprintf(e->path, sizeof e->path, "%s", path);
    e->file = file_bytes(path, ELF_BYTES_MAX, &e->file_size, err);
    if (e->file && parse(e, err)) return true;
    elf_file_free(e);
    return false;
}

void elf_file_free(elf_file_t *e)
{
    if (e->handle) elf_end(e->handle);
    free(e->segment), free(e->section), free(e->symbol), free(e->file);
    memset(e, 0, sizeof *e);
}

/* ---- questions --------------------------------------------------------------------------------- */

const elf_symbol_t *elf_file_symbol(const elf_file_t *e, const char *name)
{
    const elf_symbol_t *found = NULL;
    for (size_t i = 0; i < e->symbols; i++)
        if (!strcmp(e->symbol[i].name, name) && (!found || (e->symbol[i].global && !found->global)))
            found = &e->symbol[i];
    return found;
}

const elf_symbol_t *elf_file_function(const elf_file_t *e, uint32_t addr)
{
    size_t lo = 0, hi = e->symbols;
    addr &= ~1u;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (e->symbol[mid].addr <= addr) lo = mid + 1; else hi = mid;
    }
    /* the nearest below that holds it; of its address the best name */
    const elf_symbol_t *found = NULL;
    for (size_t i = lo; i-- && (!found || e->symbol[i].addr == found->addr);) {
        const elf_symbol_t *s = &e->symbol[i];
        if (s->kind != ELF_FUNCTION) continue;
        if (addr - s->addr < s->size) found = s;
        else if (!s->guessed && s->size) break;  /* between two functions */
    }
    return found;
}

const elf_section_t *elf_file_section(const elf_file_t *e, uint32_t addr)
{
    size_t lo = 0, hi = e->sections;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (e->section[mid].addr <= addr) lo = mid + 1; else hi = mid;
    }
    for (size_t i = lo; i--;) {
        if (addr - e->section[i].addr < e->section[i].size) return &e->section[i];
        if (lo - i > 4) break;                   /* sections of a good file do not overlap */
    }
    return NULL;
}
