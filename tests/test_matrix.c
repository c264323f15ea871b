/* test_matrix.c -- arbitration and roads: the bus engine against numbers worked out by hand.
 *
 * * Times are edges of hclk (20 ticks). Unless said otherwise a request is asked at edge 50,
 * every node costs 1 edge of arbitration to whom it is not parked on, and the chip has just been
 * reset, so that nobody is parked anywhere. The toy chip is in matrix_bench.h. */
#include "matrix_bench.h"

/* ---- one master ------------------------------------------------------------------------------ */

/* AN4031 table 5: tBMA 1, tSRAM 1. A = 50, start 51, beat 52; no tail. */
START_TEST(single_read)
{
    fresh();
    port_t *p = read_at(50, PORT_A0, SRAM + 0x10);
    settle();
    expect(p, 51, 52);
    ck_assert_uint_eq(p->data[0], word(R_SRAM, 0x10));
    ck_assert_uint_eq(p->beat, 1);
    ck_assert_uint_eq(p->slave, R_SRAM);
    const fact_t *g = bench_fact(b, F_GRANT, I_A, 0), *t = bench_fact(b, F_BEAT, I_A, 0);
    ck_assert_uint_eq(g->at, edge(51));
    ck_assert_uint_eq(g->what, N_SRAM);
    ck_assert_uint_eq(g->note, edge(1));
    ck_assert_uint_eq(t->at, edge(52));
    ck_assert_uint_eq(t->what, R_SRAM);
    ck_assert_uint_eq(t->size, 4);
    ck_assert_uint_eq(t->txn, p->txn);
    ck_assert_uint_eq(t->note, 0x0F | (uint64_t)p->tag << 24);
    ck_assert_uint_eq(bench_fact(b, F_DONE, I_A, 0)->what, PORT_A0);
}
END_TEST

/* AN4031 table 5 note 2: a repeat by the same master costs no arbitration. Asked at its own DONE
 * (edge 52, seen at 53) or 5 ticks before edge 60 (seen there): start = A in both, beat one
 * later. */
START_TEST(parked_read)
{
    fresh();
    port_t *p = read_at(50, PORT_A0, SRAM);
    read_at(52, PORT_A0, SRAM);
    bench_run(b, edge(59));
    expect(p, 52, 53);
    const fact_t *g = bench_fact(b, F_GRANT, I_A, 1);
    ck_assert_uint_eq(g->at, edge(53));         /* told when it was known */
    ck_assert_uint_eq(g->data, edge(52));
    ck_assert_uint_eq(g->note, 0);
    bench_ask(b, edge(60) - 5, PORT_A0, 0, SRAM, 2, 1);
    settle();
    expect(p, 60, 61);
    g = bench_fact(b, F_GRANT, I_A, 2);
    ck_assert_uint_eq(g->at, edge(60));
    read_at(70, PORT_B, SRAM);                  /* another master was here: arbitration again */
    read_at(80, PORT_A0, SRAM);
    settle();
    expect(p, 81, 82);
}
END_TEST

/* Start 51; word beats at 52, 53, 54, 55, each delivered and the master woken at its own time. */
START_TEST(burst)
{
    fresh();
    port_t *p = burst_at(50, PORT_A0, SRAM);
    for (unsigned k = 0; k < 4; k++) {
        bench_run(b, edge(51 + k));
        ck_assert_uint_eq(p->beat, k);
        bench_run(b, edge(52 + k));
        ck_assert_uint_eq(p->beat, k + 1);
        ck_assert(b->env.woke >> (SLOT_MASTER + PORT_A0) & 1);
        ck_assert_uint_eq(p->data[k], word(R_SRAM, 4 * k));
    }
    expect(p, 51, 55);
}
END_TEST

/* Line fill, 4 x 64 bit, critical word first: start 51, lead 1: beats at 53..56 for offsets 16,
 * 24, 0, 8 of the line; tail 1: delivered at 54..57. */
START_TEST(wrapping_fill)
{
    static const uint32_t off[4] = { 16, 24, 0, 8 };
    fresh();
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI + 0x50, 3, 4);
    p->wrap = 1;
    settle();
    expect(p, 51, 57);
    for (unsigned k = 0; k < 4; k++) {
        const fact_t *t = bench_fact(b, F_BEAT, I_CPU, k);
        uint64_t v;
        memcpy(&v, &b->chip.mem[R_AXI][0x40 + off[k]], 8);
        ck_assert_uint_eq(t->at, edge(53 + k));
        ck_assert_uint_eq(t->addr, AXI + 0x40 + off[k]);
        ck_assert_uint_eq(p->data[k], v);
    }
}
END_TEST

/* The same fill; its master waits for beat 1 alone, so it is woken for that and for the answer. Who hears the
 * beats of fills is told of each by the master, but not of those that move data (the bench is deaf to them,
 * 0x24000000 lies behind the Code region). `seen` follows where nobody was woken. */
START_TEST(quiet_beats)
{
    enum { HEARD = 1, DEAF = 2 };
    for (unsigned how = 0; how <= (HEARD | DEAF); how++) {
        fresh();
        if (!(how & HEARD)) b->sink.mask &= ~(1ull << F_FILL_BEAT);
        if (how & DEAF) b->sink.deaf = 1ull << F_FILL_BEAT;
        port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI + 0x50, 3, 4);
        p->wrap = 1, p->quiet = BUS_WHOLE & ~2u;
        for (unsigned k = 0; k < 4; k++) {
            int wakes = how == HEARD || k == 1 || k == 3;
            bench_run(b, edge(54 + k));
            ck_assert_uint_eq(p->beat, k + 1);
            ck_assert_int_eq(b->env.woke >> (SLOT_MASTER + PORT_CPU0) & 1, wakes);
            ck_assert_uint_eq(p->seen, wakes ? k : k + 1);
            p->seen = p->beat;
        }
    }
}
END_TEST

/* CPU to SRAM over D1-D2: start 51, lead 2, requested 53, SRAM start 54, lead 1, beat 56, tail
 * 2: 58. D1-D2 is held to the response: the second one starts there at 58 without arbitration,
 * requests SRAM at 60, parked (the CPU was its last user): beat 62, response 64. */
START_TEST(bridge_hop)
{
    fresh();
    port_t *p = read_at(50, PORT_CPU0, SRAM), *q = read_at(52, PORT_CPU1, SRAM);
    settle();
    expect(p, 51, 58);
    expect(q, 58, 64);
    ck_assert_uint_eq(bench_fact(b, F_GRANT, I_CPU, 1)->at, edge(54));
    ck_assert_uint_eq(bench_fact(b, F_BEAT, I_CPU, 0)->at, edge(56));
    ck_assert_uint_eq(bench_fact(b, F_BEAT, I_CPU, 1)->at, edge(62));
}
END_TEST

/* ---- several masters ------------------------------------------------------------------------- */

/* A's burst: start 51, beats 52..55, SRAM free at 55. B, requested at 51, starts at 55 without
 * paying for arbitration: beat 56. A asks again at 55, when the node is still parked on it, and
 * C at 55: B is there before both; then the pointer stands behind B: C at 56, A at 57. */
START_TEST(contention)
{
    fresh();
    port_t *a = burst_at(50, PORT_A0, SRAM), *p = read_at(51, PORT_B, SRAM);
    bench_run(b, edge(55));
    expect(a, 51, 55);
    read_at(55, PORT_A0, SRAM);
    port_t *c = read_at(55, PORT_C, SRAM);
    settle();
    expect(p, 55, 56);
    ck_assert_uint_eq(bench_fact(b, F_GRANT, I_B, 0)->note, edge(4));
    expect(c, 56, 57);
    expect(a, 57, 58);
}
END_TEST

/* Two fills asked together at 50: granted at 51 and 52. Lent time between the two edges, where nothing can be
 * done, the matrix gives the second grant at its edge all the same. */
START_TEST(lent_between_edges)
{
    fresh();
    bench_ask(b, edge(50), PORT_CPU0, 0, AXI, 3, 4);
    port_t *q = bench_ask(b, edge(50), PORT_CPU1, 0, AXI + 64, 3, 4);
    bench_run(b, edge(51));
    ck_assert_uint_eq(q->phase, BUS_REQ);
    b->env.until = edge(53);
    bench_step(b, edge(51) + 7);
    b->env.until = 0;
    const fact_t *second = bench_fact(b, F_GRANT, I_CPU, 1);
    ck_assert(second && second->at == edge(52));
    ck_assert_uint_eq(b->due, edge(53));
}
END_TEST

/* Arbitration of 3: paid by who finds the node free (start 53), not by who waited while it was
 * busy: A 53, beat 54; B requested at 53: start 54. Released at 55. C at exactly 55: start 58. */
START_TEST(slow_arbiter)
{
    fresh();
    port_t *a = read_at(50, PORT_A0, LATE), *p = read_at(53, PORT_B, LATE);
    port_t *c = read_at(55, PORT_C, LATE);
    settle();
    expect(a, 53, 54);
    expect(p, 54, 55);
    expect(c, 58, 59);
}
END_TEST

/* Three masters that ask again the moment they are answered get the node in turn, one each edge. */
START_TEST(round_robin)
{
    static const unsigned port[3] = { PORT_A0, PORT_B, PORT_C };
    fresh();
    for (unsigned i = 0; i < 3; i++) read_at(50, port[i], SRAM);
    while (b->env.now < edge(90)) {
        bench_step(b, b->due);
        for (unsigned i = 0; i < 3; i++)
            if (b->chip.port[port[i]].phase == BUS_DONE && b->chip.port[port[i]].done == b->env.now)
                bench_ask(b, b->env.now, port[i], 0, SRAM, 2, 1);
    }
    unsigned n = 0;
    for (unsigned i = 0; i < b->facts; i++) {
        const fact_t *f = &b->fact[i];
        if (f->kind != F_GRANT) continue;
        ck_assert_uint_eq(f->at, edge(51 + n));
        ck_assert_uint_eq(f->who, n % 3);
        n++;
    }
    ck_assert_uint_ge(n, 38);
}
END_TEST

/* Least recently used: A, B, C, B have been here; then all three at once: A, C, B. (Round robin
 * would say C, A, B.) So that nobody pays arbitration, a burst of B holds the node while they
 * ask: start 81, free at 85. So it is however many grants there have been: more than 32 bits count, too. */
static void least_recent_behind(uint64_t grants)
{
    fresh();
    b->chip.matrix.turn = grants;
    read_at(50, PORT_A0, QOS), read_at(60, PORT_B, QOS), read_at(70, PORT_C, QOS);
    settle();
    burst_at(80, PORT_B, QOS);                                  /* start 81, free at 85 */
    port_t *a = read_at(82, PORT_A0, QOS), *c = read_at(82, PORT_C, QOS);
    bench_run(b, edge(85));
    port_t *p = read_at(85, PORT_B, QOS);
    settle();
    expect(a, 85, 86);
    expect(c, 86, 87);
    expect(p, 87, 88);
}

START_TEST(least_recent)
{
    least_recent_behind(0);
    least_recent_behind(UINT32_MAX - 2);                        /* B's second is the first behind the wrap */
}
END_TEST

/* Reads and writes are aged apart: A wrote, then B read. C's burst holds the node (start 71,
 * free 75); A and B wait to write. B was here after A, but never wrote: B first. */
START_TEST(least_recent_by_direction)
{
    fresh();
    bench_ask(b, edge(50), PORT_A0, 1, QOS, 2, 1);
    read_at(60, PORT_B, QOS), burst_at(70, PORT_C, QOS);
    port_t *a = bench_ask(b, edge(72), PORT_A0, 1, QOS, 2, 1);
    port_t *p = bench_ask(b, edge(72), PORT_B, 1, QOS, 2, 1);
    settle();
    expect(p, 75, 76);
    expect(a, 76, 77);
}
END_TEST

/* AXI SRAM takes two. Both fills of the CPU at 50: starts 51 and 52 (one address an edge), beats
 * 53..56 and 57..60, answers 57 and 61. A's read over D2-D1 (start 51, requested 53) finds no room
 * until 57, and the slave busy until 60: beat 61, answer 62. */
START_TEST(in_flight_limit)
{
    fresh();
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI, 3, 4);
    port_t *q = bench_ask(b, edge(50), PORT_CPU1, 0, AXI + 64, 3, 4);
    port_t *a = read_at(50, PORT_A0, AXI);
    settle();
    expect(p, 51, 57);
    expect(q, 52, 61);
    expect(a, 51, 62);
    ck_assert_uint_eq(bench_fact(b, F_GRANT, I_A, 1)->at, edge(57));
    ck_assert_uint_eq(bench_fact(b, F_BEAT, I_A, 0)->at, edge(61));
}
END_TEST

/* A fill of the CPU: 51, answered 57. Asked at 56, when AXI SRAM has room for one more and is
 * parked: start 56, although it is seen at 57 only, when the first one's room has come free as
 * well. Its beat: from 56 + lead 1, no earlier than the last of the fill (56): 58, answer 59. */
START_TEST(second_place)
{
    fresh();
    bench_ask(b, edge(50), PORT_CPU0, 0, AXI, 3, 4);
    port_t *q = read_at(56, PORT_CPU1, AXI);
    settle();
    expect(q, 56, 59);
}
END_TEST

/* ---- one id ---------------------------------------------------------------------------------- */

/* A0's burst on SRAM: 51, beats 52..55. A1 to another target: with its own id start 51, beat 52;
 * with the same id it asks when A0 was answered: requested 55, start 56, beat 57. */
START_TEST(same_id_other_target)
{
    fresh();
    burst_at(50, PORT_A0, SRAM);
    port_t *q = read_at(50, PORT_A1, QOS);
    settle();
    expect(q, 51, 52);
    fresh();
    burst_at(50, PORT_A0, SRAM);
    q = read_at(50, PORT_A1, QOS), q->id = 0;
    settle();
    expect(q, 56, 57);
}
END_TEST

/* One id, one target: granted in order of seq, whatever the port. Starts 51 and 52; CPU1's four
 * beats at 53..56; CPU0's single beat to the same place behind them: 57, and its value stays. */
START_TEST(same_id_same_target)
{
    fresh();
    port_t *p = bench_ask(b, edge(50), PORT_CPU0, 1, AXI, 3, 1);
    port_t *q = bench_ask(b, edge(50), PORT_CPU1, 1, AXI, 3, 4);
    q->id = 0, q->seq = 1, p->seq = 2, p->data[0] = 0xABCD;
    settle();
    expect(q, 51, 57);
    expect(p, 52, 58);
    ck_assert_uint_eq(word(R_AXI, 0), 0xABCD);
    ck_assert_uint_eq(word(R_AXI, 8), 0x22222222);
}
END_TEST

/* A read and a write are two address channels of an AXI target: both start at 51. With one id the
 * write asks when the read has started: 51, where it is parked by then. The memory has one port:
 * the read, being older, has its beats at 53..56 (answer 57), the write at 57 (answer 58). */
START_TEST(read_beside_write)
{
    for (unsigned same = 0; same < 2; same++) {
        fresh();
        port_t *p = bench_ask(b, edge(50), PORT_CPU0, 0, AXI, 3, 4);
        port_t *q = bench_ask(b, edge(50), PORT_CPU1, 1, AXI, 3, 1);
        if (same) q->id = 0;
        settle();
        expect(p, 51, 57);
        expect(q, 51, 58);
        ck_assert_uint_eq(bench_fact(b, F_BEAT, I_CPU, 4)->at, edge(57));
        ck_assert_uint_eq(bench_fact(b, F_GRANT, I_CPU, 1)->note, same ? 0 : edge(1));
    }
}
END_TEST

/* In the order they were let in, whatever the port. CPU1's partial write: start 51, beat
 * 51 + 1 + 2 = 54. CPU0's read, asked at 52, parked, lead up to 53, waits for the
 * read-modify-write: beat 55, answer 56. It sees the write. */
START_TEST(read_behind_write)
{
    fresh();
    bench_ask(b, edge(50), PORT_CPU1, 1, AXI, 2, 1);
    port_t *p = read_at(52, PORT_CPU0, AXI);
    settle();
    expect(p, 52, 56);
    ck_assert_uint_eq(p->data[0], 0x11111111);
}
END_TEST

/* ---- posted writes --------------------------------------------------------------------------- */

/* D2-D1 start 51, answered 53. The bridge asks AXI at 51: start 52, lead 1, a word is a partial
 * write (2): lands at 55, response 56. A's read, asked at 53, gets D2-D1 at 56 (no arbitration),
 * asks AXI at 58, which is parked on the bridge: start 59, beat 61, answer 62, with the new
 * value. */
START_TEST(posted_write_then_read)
{
    fresh();
    port_t *p = post_at(50, PORT_A0, AXI + 4);
    bench_run(b, edge(53));
    expect(p, 51, 53);
    ck_assert_uint_ne(word(R_AXI, 4), 0x11111111);
    uint32_t txn = p->txn;
    read_at(53, PORT_A0, AXI + 4);
    settle();
    expect(p, 56, 62);
    ck_assert_uint_eq(p->data[0], 0x11111111);
    const fact_t *f = bench_fact(b, F_POSTED, I_A, 0), *t = bench_fact(b, F_BEAT, I_BRIDGE, 0);
    ck_assert_uint_eq(f->at, edge(51));
    ck_assert_uint_eq(f->what, N_D2D1);
    ck_assert_uint_eq(f->txn, txn);
    ck_assert_uint_eq(t->at, edge(55));
    ck_assert_uint_eq(t->txn, f->data);
    ck_assert_uint_eq(bench_fact(b, F_DONE, I_BRIDGE, 0)->at, edge(56));
    f = bench_fact(b, F_ASK, I_BRIDGE, 0);
    ck_assert(f->what == PORT_X0 && f->pc == NO_PC && b->env.pc != NO_PC);
    ck_assert_uint_eq(b->chip.port[PORT_X0].phase, BUS_IDLE);
}
END_TEST

/* A posts again at its answer, 53: parked, so D2-D1 and the bridge's request are of 53, though the
 * matrix learns of it at 54. Answered 55; lands behind the first (55): 57. */
START_TEST(posted_again)
{
    fresh();
    port_t *p = post_at(50, PORT_A0, AXI);
    post_at(53, PORT_A0, AXI + 4);
    settle();
    expect(p, 53, 55);
    ck_assert_uint_eq(b->chip.port[PORT_X1].asked, edge(53));
    ck_assert_uint_eq(b->chip.port[PORT_X1].granted, edge(53));
    ck_assert_uint_eq(bench_fact(b, F_BEAT, I_BRIDGE, 1)->at, edge(57));
}
END_TEST

/* Two bridge ports, three writes at 50. A: 51-53, B: 53-55. The bridge's first: AXI 52, lands
 * 55, response 56; its second: asked 53, parked, start 53, behind the first's beat: 57, response
 * 58. C has no port before 56: 56-58, then AXI start 56, behind the second's beat: 59, response
 * 60. */
START_TEST(bridge_full)
{
    static const unsigned lands[3] = { 55, 57, 59 };
    fresh();
    port_t *p = post_at(50, PORT_A0, AXI), *q = post_at(50, PORT_B, AXI + 8);
    port_t *r = post_at(50, PORT_C, AXI + 16);
    p->seq = 900;                                           /* of A's own counting */
    settle();
    expect(p, 51, 53);
    expect(q, 53, 55);
    expect(r, 56, 58);
    for (unsigned i = 0; i < 3; i++) {
        ck_assert_uint_eq(bench_fact(b, F_BEAT, I_BRIDGE, i)->at, edge(lands[i]));
        ck_assert_uint_eq(bench_fact(b, F_BEAT, I_BRIDGE, i)->addr, AXI + 8 * i);
    }
}
END_TEST

/* B's read (asked 51) waits for A's write (posted 51) to land: 56. C's write, asked 52, might be
 * posted at 53, but not past the read: behind it. The read: 56, AXI 58, not parked 59, beat 61,
 * answer 62; then C 62. Four beats: answered 2 + 3 edges later. */
START_TEST(read_is_not_passed)
{
    fresh();
    post_at(50, PORT_A0, AXI);
    port_t *q = read_at(51, PORT_B, AXI), *r = post_at(52, PORT_C, AXI + 16);
    r->beats = 4;
    settle();
    expect(q, 56, 62);
    expect(r, 62, 67);
}
END_TEST

/* Not bufferable: an ordinary write. 51, AXI requested 53, start 54, lead 1, 2: lands 57, answer
 * 58. */
START_TEST(unbuffered_write)
{
    fresh();
    port_t *p = post_at(50, PORT_A0, AXI);
    p->attr = 0;
    settle();
    expect(p, 51, 58);
    ck_assert_uint_eq(b->count[F_POSTED], 0);
    ck_assert_uint_eq(word(R_AXI, 0), 0x11111111);
}
END_TEST

/* A posted write that fails is lost and told; its master was answered long before. The toy's AXI
 * group is out of the bridge's reach for once. */
START_TEST(lost_posted_write)
{
    static group_row_t group[GROUPS];
    static map_t map;
    fresh();
    memcpy(group, toy_group, sizeof group);
    group[G_AXI].reach = "####.";
    map = toy_map, map.group = group, b->env.map = &map;
    port_t *p = post_at(50, PORT_A0, AXI);
    settle();
    expect(p, 51, 53);
    const fact_t *f = bench_fact(b, F_ERROR, I_BRIDGE, 0);
    ck_assert_uint_eq(f->at, edge(54));                     /* asked at 51, error_after 3 */
    ck_assert_uint_eq(f->what, BUS_NO_PATH);
    ck_assert_uint_eq(b->chip.port[PORT_X0].phase, BUS_IDLE);
    ck_assert_uint_eq(word(R_AXI, 0), 0x23222120);          /* as bench_open left it */
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        single_read, parked_read, burst, wrapping_fill, quiet_beats, bridge_hop, contention, lent_between_edges,
        slow_arbiter, round_robin, least_recent, least_recent_by_direction, in_flight_limit, second_place,
        same_id_other_target, same_id_same_target, read_beside_write, read_behind_write,
        posted_write_then_read, posted_again, bridge_full, read_is_not_passed, unbuffered_write,
        lost_posted_write,
    };
    return run_tests("matrix", tests, sizeof tests / sizeof *tests);
}
