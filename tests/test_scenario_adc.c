/* test_scenario_adc.c -- shorthands for ADCs to register writes, "world": "adc" to analog_t, and
 * what is refused with which words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "scenario.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

static scenario_t *with(const char *more, err_t *err)
{
    static char text[2000];
    snprintf(text, sizeof text, "{\"schema_version\":1,\"title\":\"t\",%s}", more);
    return scenario_parse("t.json", text, err);
}

static scenario_t *taken(const char *more)
{
    err_t err;
    scenario_t *s = with(more, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    return s;
}

static void refused(const char *more, const char *message)
{
    err_t err;
    scenario_t *s = with(more, &err);
    ck_assert_msg(s == NULL, "taken: %s", more);
    ck_assert_str_eq(unplaced(err.text), message);
}

static int says(const scenario_t *s, const char *line) { return strstr(s->lowered, line) != NULL; }

START_TEST(set_up)
{
    /* CKMODE 3. 12 bits: RES 6 << 2. TIM6_TRGO: 13 << 5, both edges 3 << 10. DMNGT 3, CONT 1 << 13,
     * AUTDLY 1 << 14, OVRMOD 1 << 12, JQDIS 1 << 31: 0x80007DBB. 64.5 cycles: SMP 5. Six ranks: L 5;
     * SQ1 to SQ4 at 6, 12, 18, 24, SQ5 and SQ6 at 0 and 6. */
    scenario_t *s = taken("\"program\":[{\"adc_init\":\"ADC1\",\"channels\":[3,1,19,0,12,3],"
                          "\"sampling\":64.5,"
                          "\"bits\":12,\"continuous\":true,\"overwrite\":true,\"auto_delay\":true,"
                          "\"trigger\":\"TIM6_TRGO\",\"edge\":\"both\",\"dma\":\"circular\","
                          "\"interrupts\":[\"eos\",\"ovr\"]},"
                          "{\"adc_start\":\"ADC1\"},{\"adc_stop\":\"ADC1\"}]");
    ck_assert(says(s, "ADC12_COMMON.CCR = 0x00030000"));
    ck_assert(says(s, "ADC1.CR = 0x00000000"));
    ck_assert(says(s, "ADC1.CR = 0x10000000"));
    ck_assert(says(s, "ADC1.CFGR = 0x80007DBB"));
    ck_assert(says(s, "ADC1.SMPR1 = 0x00000A2D"));           /* inputs 0, 1, 3: 5 | 5 << 3 | 5 << 9 */
    ck_assert(says(s, "ADC1.SMPR2 = 0x28000140"));           /* inputs 12, 19: 5 << 6 | 5 << 27 */
    ck_assert(says(s, "ADC1.PCSEL = 0x0008100B"));
    ck_assert(says(s, "ADC1.SQR1 = 0x004C10C5"));            /* 5 | 3 << 6 | 1 << 12 | 19 << 18 */
    ck_assert(says(s, "ADC1.SQR2 = 0x000000CC"));            /* 12 | 3 << 6 */
    ck_assert(says(s, "ADC1.IER = 0x00000018"));
    ck_assert(says(s, "ADC1.CR = 0x10000001"));
    ck_assert(says(s, "ADC1.ISR = 0x0000001E"));
    ck_assert(!says(s, "ADC1.CR = 0x90000000"));
    scenario_free(s);
}
END_TEST

START_TEST(clocks)
{
    /* Kernel clock by 6: PRESC 3 << 18; by 256: 11 << 18. hclk by 1: CKMODE 1 << 16. */
    scenario_t *s = taken("\"program\":[{\"adc_init\":\"ADC3\",\"channels\":[2],\"clock\":\"kernel\","
                          "\"prescaler\":6,\"calibrate\":true},"
                          "{\"adc_init\":\"ADC2\",\"channels\":[2],\"clock\":\"kernel\",\"prescaler\":256},"
                          "{\"adc_init\":\"ADC1\",\"channels\":[2],\"clock\":\"hclk/1\"}]");
    ck_assert(says(s, "ADC3_COMMON.CCR = 0x000C0000"));
    ck_assert(says(s, "ADC3.CR = 0x90000000"));
    ck_assert(says(s, "ADC12_COMMON.CCR = 0x002C0000"));
    ck_assert(says(s, "ADC12_COMMON.CCR = 0x00010000"));
    scenario_free(s);
}
END_TEST

START_TEST(signals)
{
    scenario_t *s = taken("\"program\":[{\"nop\":true}],\"world\":{\"adc\":{"
                          "\"ADC1_IN3\":{\"constant\":40000},"
                          "\"ADC2_IN19\":{\"sine\":[1000,60000],\"period\":\"1ms\",\"start\":\"2us\"},"
                          "\"ADC3_IN0\":{\"ramp\":[65535,0],\"period\":400},"
                          "\"ADC3_IN1\":{\"list\":[1,2,\"0xFFFF\"],\"period\":10,\"once\":true}}}");
    ck_assert_uint_eq(s->in.analogs, 4);
    const analog_t *a = s->in.analog;
    ck_assert(a[0].adc == 0 && a[0].channel == 3 && a[0].kind == ANALOG_CONSTANT && a[0].low == 40000);
    ck_assert(a[1].adc == 1 && a[1].channel == 19 && a[1].kind == ANALOG_SINE);
    ck_assert(a[1].low == 1000 && a[1].high == 60000 && a[1].period == 4800000 && a[1].start == 9600);
    ck_assert(a[2].adc == 2 && a[2].kind == ANALOG_RAMP && a[2].low == 65535 && a[2].high == 0);
    ck_assert_uint_eq(a[2].period, 4800);                    /* 400 cycles of 12 ticks */
    ck_assert(a[3].kind == ANALOG_LIST && a[3].values == 3 && a[3].value[2] == 0xFFFF && a[3].once);
    scenario_free(s);
}
END_TEST

#define WORLD "\"program\":[{\"nop\":true}],\"world\":{\"adc\":{"
#define INIT  "\"program\":[{\"adc_init\":\"ADC1\","

START_TEST(refusals)
{
    refused(WORLD "\"ADC1_IN20\":{\"constant\":1}}}",
            "t.json: world.adc.ADC1_IN20: no analogue input \"ADC1_IN20\"; did you mean \"ADC1_IN0\"?");
    refused(WORLD "\"ADC1_IN2\":{}}}",
            "t.json: world.adc.ADC1_IN2: one of \"constant\", \"sine\", \"ramp\", \"list\", "
            "\"file\" is wanted");
    refused(WORLD "\"ADC1_IN2\":{\"constant\":1,\"ramp\":[0,1]}}}",
            "t.json: world.adc.ADC1_IN2: one of \"constant\", \"sine\", \"ramp\", \"list\", "
            "\"file\" is wanted");
    refused(WORLD "\"ADC1_IN2\":{\"constant\":1,\"period\":5}}}",
            "t.json: world.adc.ADC1_IN2: a constant has no period and no start");
    refused(WORLD "\"ADC1_IN2\":{\"ramp\":[0,1],\"period\":0}}}",
            "t.json: world.adc.ADC1_IN2.period: longer than nothing is wanted");
    refused(WORLD "\"ADC1_IN2\":{\"ramp\":[0,1],\"period\":5,\"once\":true}}}",
            "t.json: world.adc.ADC1_IN2.once: only with \"list\" or \"file\"");
    refused(INIT "\"channels\":[1],\"sampling\":3}]",
            "t.json: program[0].sampling: one of 1.5, 2.5, 8.5, 16.5, 32.5, 64.5, 387.5, 810.5 is wanted");
    refused(INIT "\"channels\":[1],\"prescaler\":3,\"clock\":\"kernel\"}]",
            "t.json: program[0].prescaler: 3 is none of 1, 2, 4, 6, 8, 10, 12, 16, 32 ... 256");
    refused(INIT "\"channels\":[1],\"prescaler\":2}]",
            "t.json: program[0].prescaler: only with \"clock\": \"kernel\"");
    refused(INIT "\"channels\":[1],\"edge\":\"both\"}]", "t.json: program[0].edge: only with \"trigger\"");
    refused(INIT "\"channels\":[1],\"bits\":11}]",
            "t.json: program[0].bits: 11 is none of 16, 14, 12, 10, 8");
}
END_TEST

/* Each of these is wrong too; what it says is json.c's business. */
START_TEST(more_refusals)
{
    static const char *const wrong[] = {
        INIT "\"channels\":[]}]", INIT "\"channels\":[20]}]", INIT "\"channels\":3}]", INIT "\"bits\":16}]",
        INIT "\"channels\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}]", "\"program\":[{\"adc_start\":\"ADC4\"}]",
        WORLD "\"ADC1_IN2\":{\"list\":[],\"period\":5}}}", WORLD "\"ADC1_IN2\":{\"sine\":[1,2]}}}",
        WORLD "\"ADC1_IN2\":{\"sine\":[1,2,3],\"period\":5}}}", WORLD "\"ADC1_IN2\":{\"constant\":65536}}}",
        WORLD "\"ADC1_IN2\":{\"list\":[\"x\"],\"period\":5}}}",
            "\"program\":[{\"nop\":true}],\"world\":{\"adc\":[]}",
    };
    err_t err;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!with(wrong[i], &err) && strlen(err.text) > 8, "%s", wrong[i]);
}
END_TEST

/* A scenario in a new folder, next to s.txt with these numbers. */
static scenario_t *from_file(const char *numbers, char *folder, err_t *err)
{
    char path[64], text[300];
    strcpy(folder, "/tmp/staleline-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/s.txt", folder);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(numbers, f);
    fclose(f);
    snprintf(text, sizeof text,
             "{\"schema_version\":1,\"title\":\"t\"," WORLD "\"ADC1_IN2\":{\"file\":\"s.txt\","
                                                            "\"period\":10}}}}");
    char name[64];
    snprintf(name, sizeof name, "%s/t.json", folder);
    scenario_t *s = scenario_parse(name, text, err);
    unlink(path);
    rmdir(folder);
    return s;
}

START_TEST(signal_file)
{
    char folder[32];
    err_t err;
    scenario_t *s = from_file("1,2 ,\t65535\r\n\n0", folder, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    const analog_t *a = s->in.analog;
    ck_assert(a->kind == ANALOG_LIST && a->values == 4 && !a->once && a->period == 120);
    ck_assert(a->value[0] == 1 && a->value[1] == 2 && a->value[2] == 65535 && a->value[3] == 0);
    scenario_free(s);
}
END_TEST

START_TEST(signal_file_errors)
{
    enum { MANY = 65536 };
    char folder[32], wanted[400], *many = malloc(2 * MANY + 4);
    memset(many, '\n', 2 * MANY + 2);
    for (int i = 0; i <= MANY; i++) many[2 * i] = '1';
    many[2 * MANY + 1] = 0;
    const char *const numbers[] = { "1\n2, 3.5\n", "1\n\n65536", " ,\n", "1 000000000000000000000000000001",
                                    many };
    static const char *const says_so[] = { "s.txt:2: \"3.5\" is not a whole number",
                                           "s.txt:3: 65536 is not in 0..65535",
        "s.txt: no number in it", "s.txt:1: \"0000000000000000000000~\" is not a whole number",
        "s.txt:65537: more than 65536 numbers" };
    err_t err;
    for (int i = 0; i < 5; i++) {
        ck_assert_ptr_null(from_file(numbers[i], folder, &err));
        snprintf(wanted, sizeof wanted, "%s/t.json: world.adc.ADC1_IN2.file: %s/%s", folder, folder,
                 says_so[i]);
        ck_assert_str_eq(unplaced(err.text), wanted);
    }
    many[2 * MANY - 1] = 0;                                  /* just as many as there may be */
    scenario_t *s = from_file(many, folder, &err);
    ck_assert(s && s->in.analog[0].values == MANY);
    scenario_free(s);
    free(many);
    refused(WORLD "\"ADC1_IN2\":{\"file\":\"/nowhere/s.txt\",\"period\":10}}}",
            "t.json: world.adc.ADC1_IN2.file: /nowhere/s.txt: cannot be opened: No such file or directory");
    refused(WORLD "\"ADC1_IN2\":{\"file\":\"/dev/zero\",\"period\":10}}}",
            "t.json: world.adc.ADC1_IN2.file: /dev/zero: not a plain file");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("adc");
    tcase_add_test(t, set_up);
    tcase_add_test(t, clocks);
    tcase_add_test(t, signals);
    tcase_add_test(t, refusals);
    tcase_add_test(t, more_refusals);
    tcase_add_test(t, signal_file);
    tcase_add_test(t, signal_file_errors);
    return case_run("scenario_adc", t);
}
