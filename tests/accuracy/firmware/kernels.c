/* kernels.c -- two programs of the kind benchmarks measure, for the factors that caches and TCM make: `mixed`
 * walks and sorts a list, multiplies matrices, runs a state machine over text and sums it up; `records`
 * copies records and strings, compares, calls and branches.
 *
 * The image lies in flash or in the ITCM (its linker script). `setup`, which the host sets in the image, says
 * what is on; stack and data lie in the memory that the stack pointer of the vector table names. The clocks
 * are HSI and half of it for the bus, the flash has the wait states of 480 and 240 MHz or of 400 and 200
 * (RM0433 4.3.8, VOS0 and VOS1): those clocks in everything that is counted in cycles. */
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))
enum { ICACHE = 1, DCACHE = 2, RECORDS = 4, AT_400_MHZ = 8, NODES = 64, SIDE = 12, TEXT = 200, ROUNDS = 3 };

void reset(void);

struct vectors { uint32_t stack; void (*handler[15])(void); uint32_t setup; };
static void trap(void) { for (;;) ; }
__attribute__((section(".vectors"), used)) const volatile struct vectors vectors = {
    0x20020000, { reset, trap, trap, trap, trap, trap, trap, trap, trap, trap, trap, trap, trap, trap, trap },
        0 };

typedef struct node { struct node *next; int16_t key, value; } node_t;
typedef struct record {
    struct record *other;
    int32_t kind, number;
    char    text[32];
} record_t;

typedef struct {
    node_t   node[NODES], *list;
    int16_t  a[SIDE][SIDE], b[SIDE][SIDE];
    int32_t  c[SIDE][SIDE];
    char     text[TEXT];
    record_t record[2];
    int32_t  array[50];
    char     one[32], two[32];
    uint16_t sum;
} data_t;

/* ---- mixed -------------------------------------------------------------------------------------------- */

__attribute__((noinline)) static uint16_t crc(uint16_t sum, uint32_t v)
{
    for (unsigned k = 0; k < 16; k++, v >>= 1) sum = (uint16_t)((sum ^ v) & 1 ?
        (sum >> 1) ^ 0xA001 : sum >> 1);
    return sum;
}

__attribute__((noinline)) static node_t *merge(node_t *a, node_t *b)
{
    node_t head, *last = &head;
    while (a && b) {
        node_t **least = a->key <= b->key ? &a : &b;
        last = last->next = *least;
        *least = (*least)->next;
    }
    last->next = a ? a : b;
    return head.next;
}

static node_t *sort(node_t *list)
{
    if (!list || !list->next) return list;
    node_t *slow = list, *fast = list->next;
    while (fast && fast->next) slow = slow->next, fast = fast->next->next;
    node_t *half = slow->next;
    slow->next = 0;
    return merge(sort(list), sort(half));
}

__attribute__((noinline)) static void multiply(data_t *d)
{
    for (unsigned i = 0; i < SIDE; i++)
        for (unsigned j = 0; j < SIDE; j++) {
            int32_t sum = 0;
            for (unsigned k = 0; k < SIDE; k++) sum += d->a[i][k] * d->b[k][j];
            d->c[i][j] = sum;
        }
}

/* Numbers in a text: sign, digits, point, anything else. */
__attribute__((noinline)) static unsigned scan(const char *s)
{
    enum { START, SIGN, DIGITS, POINT, OTHER } state = START;
    unsigned seen = 0;
    for (; *s; s++) {
        int digit = *s >= '0' && *s <= '9';
        switch (state) {
        case START:  state = digit ? DIGITS : *s == '-' || *s == '+' ? SIGN : *s == '.' ? POINT : OTHER;
            break;
        case SIGN:   state = digit ? DIGITS : *s == '.' ? POINT : OTHER; break;
        case DIGITS: state = digit ? DIGITS : *s == '.' ? POINT : *s == ',' ? (seen++, START) : OTHER; break;
        case POINT:  state = digit ? POINT : *s == ',' ? (seen += 16, START) : OTHER; break;
        default:     if (*s == ',') seen += 256, state = START; break;
        }
    }
    return seen;
}

__attribute__((noinline)) static void mixed(data_t *d)
{
    for (unsigned k = 0; k < NODES; k++) d->node[k].key = (int16_t)(d->node[k].key * 31 + (int)k * 7 & 0x3FF);
    d->list = sort(d->list);
    unsigned at = 0;
    for (node_t *n = d->list; n; n = n->next) d->sum = crc(d->sum, (uint16_t)(n->value + (int)at++));
    multiply(d);
    for (unsigned i = 0; i < SIDE; i++) d->sum = crc(d->sum, (uint32_t)d->c[i][i]);
    d->sum = crc(d->sum, scan(d->text));
}

/* ---- records ------------------------------------------------------------------------------------------- */

__attribute__((noinline)) static void copy(char *to, const char *from) { while ((*to++ = *from++)) ; }

__attribute__((noinline)) static int compare(const char *a, const char *b)
{
    while (*a && *a == *b) a++, b++;
    return *a - *b;
}

__attribute__((noinline)) static int32_t choose(int32_t kind, const record_t *r)
{
    return kind == 2 ? r->number > 100 ? 0 : 3 : kind > 3 ? 1 : kind;
}

__attribute__((noinline)) static void pass_on(record_t *r)
{
    record_t *next = r->other;
    *next = *r;
    next->other = r, next->number = r->number + 5;
    next->kind = choose(next->kind, r);
    if (next->kind == 0) next->number -= 3; else *r = *next, r->other = next;
}

__attribute__((noinline)) static void records(data_t *d)
{
    for (int32_t k = 0; k < 20; k++) {
        copy(d->two, "a string that says the second");
        int32_t same = compare(d->one, d->two) < 0, n = 2 + same;
        for (int32_t i = n; i < n + 6; i++) d->array[i] = d->array[i + 20] + k * i;
        pass_on(&d->record[k & 1]);
        d->record[0].kind = choose(k & 3, &d->record[1]);
        for (char c = 'A'; c <= d->two[2] - 'a' + 'B'; c++) n = n * 7 / (d->record[0].kind + 3) - c;
        d->array[k + 8] += n;
    }
}

/* ---- the frame ------------------------------------------------------------------------------------------
 * */

static void prepare(data_t *d)
{
    static const char text[] = "12,-7.5,+x,0.001,99,abc,-3,.5,";
    for (unsigned k = 0; k < NODES; k++) {
        d->node[k].next = k + 1 < NODES ? &d->node[k + 1] : 0;
        d->node[k].key = (int16_t)(k * 37 & 63), d->node[k].value = (int16_t)(k * 5);
    }
    d->list = d->node;
    for (unsigned k = 0; k < SIDE * SIDE; k++) {
        d->a[k / SIDE][k % SIDE] = (int16_t)(k * 3 + 1), d->b[k / SIDE][k % SIDE] = (int16_t)(100 - k);
    }
    for (unsigned k = 0; k < TEXT; k++) d->text[k] = k + 1 < TEXT ? text[k % (sizeof text - 1)] : 0;
    for (unsigned k = 0; k < 50; k++) d->array[k] = (int32_t)k;
    d->record[0] = (record_t){ &d->record[1], 2, 40, "a record" }, d->record[1] = (record_t){ &d->record[0],
        1, 7, "another" };
    copy(d->one, "a string that says the first");
    d->sum = 0;
}

static void caches(uint32_t setup)
{
    REG(0xE000EF50) = 0;                                    /* ICIALLU */
    for (uint32_t set = 0; set < 128; set++)
        for (uint32_t way = 0; way < 4; way++) REG(0xE000EF60) = way << 30 | set << 5;      /* DCISW */
    __asm volatile("dsb\n isb" ::: "memory");
    REG(0xE000ED14) |= (setup & ICACHE ? 1u << 17 : 0) | (setup & DCACHE ? 1u << 16 : 0);   /* CCR */
    __asm volatile("dsb\n isb" ::: "memory");
}

void reset(void)
{
    enum { RESULT = 0x20000100 };
    REG(RESULT + 4) = 1;
    uint32_t setup = vectors.setup;
    REG(0x52002000) = (setup & AT_400_MHZ ? 2 : 4) | 2 << 4;                                /* FLASH_ACR */
    REG(0x58024418) = 8;                                    /* RCC_D1CFGR.HPRE: half */
    caches(setup);
    REG(0xE000EDFC) |= 1u << 24, REG(0xE0001FB0) = 0xC5ACCE55, REG(0xE0001000) |= 1;        /* CYCCNT */
    data_t d;
    prepare(&d);
    void (*volatile work)(data_t *) = setup & RECORDS ? records : mixed;
    work(&d);                                               /* caches and tables are warm from here on */
    uint32_t begin = REG(0xE0001004);
    for (unsigned k = 0; k < ROUNDS; k++) work(&d);
    REG(RESULT) = (REG(0xE0001004) - begin) / ROUNDS;
    REG(RESULT + 4) = 0;
    for (;;) ;
}
