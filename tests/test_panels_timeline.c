/* test_panels_timeline.c -- the timeline: what is pinned to the strip, what the axis says, how the story
 * of the open finding lies over the lanes. The lanes: test_lanes.c. Moments are the judge's and the facts'. */
#include "story.h"
#include "story_bench.h"

/* ---- the strip ---------------------------------------------------------------------------------------- */

/* By the judge: three lints 4 cycles apart at 25400, an error and a hazard at 31804, the same at 51804. Of
 * what would cover each other the worst is seen, with how many it stands for. */
START_TEST(the_worst_finding_of_a_place_has_the_pin)
{
    open_file("scenarios/17-channel-clash.json");
    panel(PANEL_TIMELINE, 1264, 200);
    unsigned pins = 0, errors = 0;
    for (size_t i = 0; i < b.ui.hits; i++) {
        if (b.ui.hit[i].action != ACT_GOTO_FINDING) continue;
        const finding_t *f = &now()->findings->item[b.ui.hit[i].arg];
        const char *tip = ui_hit_tip(&b.ui, &b.ui.hit[i]);
        pins++, errors += f->tier == TIER_ERROR;
        ck_assert_msg(strstr(tip, f->tier == TIER_LINT ? "; 3 findings here" : "; 2 findings here") != NULL,
                      "%s", tip);
    }
    ck_assert_uint_eq(pins, 3);
    ck_assert_uint_eq(errors, 2);
    unsigned red = 0;
    for (size_t i = 0; i < b.draw.cmds; i++)
        red += b.draw.cmd[i].kind == DRAW_MARK && b.draw.cmd[i].role == ROLE_ERROR;
    ck_assert_uint_eq(red, 2);
    ck_assert_uint_eq(marks(&b, (mark_t)tier_look[TIER_HAZARD].mark), 0);
    ck_assert(exactly(&b, "3") && exactly(&b, "2"));
    close_file();
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("panels_timeline");
    tcase_add_test(c, the_worst_finding_of_a_place_has_the_pin);
    tcase_set_timeout(c, 240);
    return case_run("panels_timeline", c);
}
