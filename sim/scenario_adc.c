/* scenario_adc.c -- ADCs: shorthands of their drivers, as register accesses those make, and what is
 * on their inputs ("world": "adc").
 *
 * RM0433 25.4: regulator, LDORDY, calibration, set-up, ADEN, ADRDY, in the order of ST's HAL, which
 * also sets BOOST; here it stays 0, it is not modelled. No barriers, no cache maintenance. */
#include "scenario_own.h"
#include "h743.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CR_ADEN = 1, CR_ADSTART = 1 << 2, CR_ADSTP = 1 << 4, CR_ADVREGEN = 1 << 28 };
#define CR_ADCAL (1u << 31)
enum { ISR_ADRDY = 1, ISR_DATA = 0x1E, ISR_LDORDY = 1 << 12, CHANNELS = 20, RANKS = 16 };
enum { CFGR_OVRMOD = 1 << 12, CFGR_CONT = 1 << 13, CFGR_AUTDLY = 1 << 14 };

static const char *const adc_names[] = { "ADC1", "ADC2", "ADC3", NULL };

typedef struct {
    const char *adc;
    uint32_t ccr, cfgr, ier, sqr[4], pcsel, smpr[2];
    uint32_t four;                   /* CPU cycles that four ADC cycles take at most */
    bool calibrate;
} adc_set_up_t;

static const char *adc_reg(const char *adc, const char *which, char *name)
{
    snprintf(name, 32, "%s.%s", adc, which);
    return name;
}

/* "clock": hclk by 1, 2 or 4 (CKMODE 1-3), or the kernel clock by "prescaler" (CKMODE 0). */
static bool parse_clock(const build_t *b, const place_t *step, adc_set_up_t *s)
{
    static const char *const clocks[] = { "kernel", "hclk/1", "hclk/2", "hclk/4", NULL };
    static const uint16_t prescalers[] = { 1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256 };
    place_t clock = json_member(step, "clock"), prescaler = json_member(step, "prescaler");
    int mode = 3;
    uint64_t by = 1;
    uint32_t code = 0;
    if (clock.v && !json_choice(&clock, clocks, &mode)) return false;
    if (prescaler.v && mode) return json_error(&prescaler, "only with \"clock\": \"kernel\"");
    if (prescaler.v && !json_uint(&prescaler, 1, 256, &by)) return false;
    while (code < 12 && prescalers[code] != by) code++;
    if (code == 12)
        return json_error(&prescaler, "%llu is none of 1, 2, 4, 6, 8, 10, 12, 16, 32 ... 256",
                          (unsigned long long)by);
    const adc_cfg_t *c = &h743_adc12;
    uint64_t hz = mode ? b->s->in.hclk_hz >> (mode - 1) : ADC_KERNEL_HZ / by;
    s->ccr = (uint32_t)mode << 16 | code << 18;
    s->four = (uint32_t)(5 * c->divide * (uint64_t)b->s->in.cpu_hz / (hz ? hz : 1)) + 1;
    return true;
}

/* "channels": the sequence, 1 to 16 inputs. */
static bool parse_channels(const place_t *step, uint32_t sampling, adc_set_up_t *s)
{
    static const uint8_t first[] = { 0, 4, 9, 14 };
    place_t list = json_member(step, "channels");
    int rank = 0;
    if (!json_array(&list, 1, RANKS)) return false;
    for (const cJSON *k = list.v->child; k; k = k->next, rank++) {
        place_t at = json_item(&list, k, rank);
        uint64_t ch;
        if (!json_uint(&at, 0, CHANNELS - 1, &ch)) return false;
        int r = rank < 4 ? 0 : rank < 9 ? 1 : rank < 14 ? 2 : 3;
        s->sqr[r] |= (uint32_t)ch << (6 * (rank - first[r]) + (r ? 0 : 6));
        s->pcsel |= 1u << ch;
        s->smpr[ch / 10] = (s->smpr[ch / 10] & ~(7u << 3 * (ch % 10))) | sampling << 3 * (ch % 10);
    }
    s->sqr[0] |= (uint32_t)rank - 1;
    return true;
}

/* "sampling": 1.5 to 810.5 ADC cycles. */
static bool parse_sampling(const place_t *step, uint32_t *code)
{
    static const double cycles[] = { 1.5, 2.5, 8.5, 16.5, 32.5, 64.5, 387.5, 810.5 };
    place_t p = json_member(step, "sampling");
    *code = 0;
    if (!p.v) return true;
    for (; cJSON_IsNumber(p.v) && *code < 8; ++*code)
        if (fabs(p.v->valuedouble - cycles[*code]) < 1e-9) return true;
    return json_error(&p, "one of 1.5, 2.5, 8.5, 16.5, 32.5, 64.5, 387.5, 810.5 is wanted");
}

/* EXTSEL of the triggers that exist here (RM0433, external triggers for regular channels). */
static bool parse_trigger(const place_t *step, uint32_t *cfgr)
{
    static const char *const names[] = { "TIM3_TRGO", "EXTI11", "TIM8_TRGO", "TIM8_TRGO2",
                                         "TIM1_TRGO", "TIM1_TRGO2", "TIM2_TRGO", "TIM4_TRGO",
                                         "TIM6_TRGO", NULL };
    static const uint8_t codes[] = { 4, 6, 7, 8, 9, 10, 11, 12, 13 };
    static const char *const edges[] = { "rising", "falling", "both", NULL };
    place_t trigger = json_member(step, "trigger"), edge = json_member(step, "edge");
    int which, way = 0;
    if (edge.v && !trigger.v) return json_error(&edge, "only with \"trigger\"");
    if (!trigger.v) return true;
    if (!json_choice(&trigger, names, &which)) return false;
    if (edge.v && !json_choice(&edge, edges, &way)) return false;
    *cfgr |= (uint32_t)codes[which] << 5 | (uint32_t)(way + 1) << 10;
    return true;
}

static bool parse_cfgr(const place_t *step, uint32_t *cfgr)
{
    static const char *const dmas[] = { "off", "one-shot", "circular", NULL };
    static const uint8_t dmngt[] = { 0, 1, 3 }, bits[] = { 16, 14, 12, 10, 8 },
                         res[] = { 0, 5, 6, 3, 7 };
    place_t dma = json_member(step, "dma");
    uint32_t width;
    int way = 0;
    *cfgr = 1u << 31;                /* JQDIS, as after reset */
    if (dma.v && !json_choice(&dma, dmas, &way)) return false;
    if (!number_option(step, "bits", bits, 5, 0, &width)) return false;
    *cfgr |= dmngt[way] | (uint32_t)res[width] << 2;
    return bit_option(step, "continuous", false, CFGR_CONT, cfgr)
        && bit_option(step, "overwrite", false, CFGR_OVRMOD, cfgr)
        && bit_option(step, "auto_delay", false, CFGR_AUTDLY, cfgr) && parse_trigger(step, cfgr);
}

static bool adc_interrupts(const place_t *step, uint32_t *ier)
{
    static const char *const names[] = { "adrdy", "eosmp", "eoc", "eos", "ovr", NULL };
    place_t list = json_member(step, "interrupts");
    return parse_words(&list, names, ier);
}

static void put_adc(build_t *b, const adc_set_up_t *s)
{
    char name[32];
    static const char *const sqr[] = { "SQR1", "SQR2", "SQR3", "SQR4" };
    put_write(b, strcmp(s->adc, "ADC3") ? "ADC12_COMMON.CCR" : "ADC3_COMMON.CCR", s->ccr);
    put_write(b, adc_reg(s->adc, "CR", name), 0);
    put_write(b, adc_reg(s->adc, "CR", name), CR_ADVREGEN);
    put_wait(b, adc_reg(s->adc, "ISR", name), ISR_LDORDY, WAIT_ALL, false);
    if (s->calibrate) {
        put_write(b, adc_reg(s->adc, "CR", name), CR_ADVREGEN | CR_ADCAL);
        put_wait(b, adc_reg(s->adc, "CR", name), CR_ADCAL, WAIT_NONE, false);
    }
    put_write(b, adc_reg(s->adc, "CFGR", name), s->cfgr);
    put_write(b, adc_reg(s->adc, "SMPR1", name), s->smpr[0]);
    put_write(b, adc_reg(s->adc, "SMPR2", name), s->smpr[1]);
    put_write(b, adc_reg(s->adc, "PCSEL", name), s->pcsel);
    for (int i = 0; i < 4; i++) put_write(b, adc_reg(s->adc, sqr[i], name), s->sqr[i]);
    put_write(b, adc_reg(s->adc, "IER", name), s->ier);
    if (s->calibrate) {              /* ADEN is ignored for four ADC cycles after a calibration */
        show(b, "  wait %u CPU cycles", (unsigned)s->four);
        script_compute(&b->script, s->four);
    }
    put_write(b, adc_reg(s->adc, "CR", name), CR_ADVREGEN | CR_ADEN);
    put_wait(b, adc_reg(s->adc, "ISR", name), ISR_ADRDY, WAIT_ALL, false);
}

/* ---- verbs ----------------------------------------------------------------------------------- */

static bool parse_adc(const place_t *verb, const char **name)
{
    int which;
    if (!json_choice(verb, adc_names, &which)) return false;
    *name = adc_names[which];
    return true;
}

static const char *const adc_init_keys[] = { "adc_init", "clock", "prescaler", "channels",
                                             "sampling", "bits", "continuous", "trigger", "edge",
                                             "dma", "overwrite", "auto_delay", "calibrate",
                                             "interrupts", NULL };
static bool lower_adc_init(build_t *b, const place_t *step, const place_t *verb)
{
    place_t calibrate = json_member(step, "calibrate");
    adc_set_up_t s = { 0 };
    uint32_t sampling;
    if (!parse_adc(verb, &s.adc) || !parse_clock(b, step, &s) || !parse_sampling(step, &sampling)
        || !parse_channels(step, sampling, &s) || !parse_cfgr(step, &s.cfgr)
        || !adc_interrupts(step, &s.ier))
        return false;
    if (calibrate.v && !json_bool(&calibrate, &s.calibrate)) return false;
    put_adc(b, &s);
    return true;
}

static const char *const adc_start_keys[] = { "adc_start", NULL };
static bool lower_adc_start(build_t *b, const place_t *step, const place_t *verb)
{
    const char *adc;
    char name[32];
    (void)step;
    if (!parse_adc(verb, &adc)) return false;
    put_write(b, adc_reg(adc, "ISR", name), ISR_DATA);
    put_change(b, adc_reg(adc, "CR", name), 0, CR_ADSTART);
    return true;
}

static const char *const adc_stop_keys[] = { "adc_stop", NULL };
static bool lower_adc_stop(build_t *b, const place_t *step, const place_t *verb)
{
    const char *adc;
    char name[32];
    (void)step;
    if (!parse_adc(verb, &adc)) return false;
    put_change(b, adc_reg(adc, "CR", name), 0, CR_ADSTP);
    put_wait(b, adc_reg(adc, "CR", name), CR_ADSTART, WAIT_NONE, false);
    return true;
}

const verb_row_t adc_verbs[] = {
    { "adc_init", lower_adc_init, adc_init_keys },
    { "adc_start", lower_adc_start, adc_start_keys },
    { "adc_stop", lower_adc_stop, adc_stop_keys },
    { NULL, NULL, NULL },
};

/* ---- what is on the inputs ------------------------------------------------------------------- */

/* "ADC1_IN3" */
static bool parse_input(const place_t *p, analog_t *a)
{
    char known[16];
    suggest_t near;
    suggest_start(&near, p->key);
    for (unsigned n = 0; n < 3 * CHANNELS; n++) {
        snprintf(known, sizeof known, "ADC%u_IN%u", n / CHANNELS + 1, n % CHANNELS);
        if (!strcmp(known, p->key)) {
            a->adc = (uint8_t)(n / CHANNELS), a->channel = (uint8_t)(n % CHANNELS);
            return true;
        }
        suggest_offer(&near, known);
    }
    return json_error(p, "no analogue input \"%.40s\"%s", p->key, suggest_text(&near));
}

static bool parse_levels(build_t *b, const place_t *p, analog_t *a)
{
    int i = 0;
    if (!json_array(p, 1, LEVELS_MAX)) return false;
    for (const cJSON *k = p->v->child; k; k = k->next) i++;
    uint16_t *value = keep(b, (size_t)i * sizeof *value);
    a->value = value, a->values = (uint32_t)i;
    i = 0;
    for (const cJSON *k = p->v->child; k; k = k->next) {
        place_t at = json_item(p, k, i);
        uint64_t v;
        if (!json_uint(&at, 0, 65535, &v)) return false;
        value[i++] = (uint16_t)v;
    }
    return true;
}

/* [low, high] of a sine or ramp. */
static bool parse_range(const place_t *p, analog_t *a)
{
    uint64_t low, high;
    if (!json_array(p, 2, 2)) return false;
    place_t x = json_item(p, p->v->child, 0), y = json_item(p, p->v->child->next, 1);
    if (!json_uint(&x, 0, 65535, &low) || !json_uint(&y, 0, 65535, &high)) return false;
    a->low = (uint16_t)low, a->high = (uint16_t)high;
    return true;
}

static bool parse_signal(build_t *b, const place_t *p)
{
    static const char *const keys[] = { "constant", "sine", "ramp", "list", "file", "period", "start",
                                        "once", NULL };
    analog_t *a = list_add(b, &b->analog, sizeof *a);
    place_t period = json_member(p, "period"), start = json_member(p, "start"),
            once = json_member(p, "once"), of[5];
    int kind = -1;
    uint64_t v;
    bool stay = false;
    if (!parse_input(p, a) || !json_keys(p, keys)) return false;
    for (int i = 0; i < 5; i++) {
        of[i] = json_member(p, keys[i]);
        if (!of[i].v) continue;
        if (kind >= 0) kind = 5;
        else kind = i;
    }
    if (kind < 0 || kind > 4)
        return json_error(p, "one of \"constant\", \"sine\", \"ramp\", \"list\", \"file\" is wanted");
    a->kind = (uint8_t)(kind == 0 ? ANALOG_CONSTANT : kind == 1 ? ANALOG_SINE
                        : kind == 2 ? ANALOG_RAMP : ANALOG_LIST);
    if (kind == 0) {
        if (!json_uint(&of[0], 0, 65535, &v)) return false;
        a->low = (uint16_t)v;
        if (period.v || start.v) return json_error(p, "a constant has no period and no start");
    } else if (!parse_time(b, &period, &a->period)) {
        return false;
    } else if (!a->period) {
        return json_error(&period, "longer than nothing is wanted");
    }
    if (once.v && kind < 3) return json_error(&once, "only with \"list\" or \"file\"");
    if (once.v && !json_bool(&once, &stay)) return false;
    if (start.v && !parse_time(b, &start, &a->start)) return false;
    a->once = stay;
    if (kind == 4) return read_levels(b, &of[4], a);
    return kind == 0 || (kind == 3 ? parse_levels(b, &of[3], a) : parse_range(&of[kind], a));
}

bool parse_analog(build_t *b, const place_t *world)
{
    place_t adc = json_member(world, "adc");
    if (!adc.v) return true;
    if (!json_object(&adc)) return false;
    for (const cJSON *k = adc.v->child; k; k = k->next) {
        place_t at = json_member(&adc, k->string);
        if (!parse_signal(b, &at)) return false;
    }
    return true;
}
