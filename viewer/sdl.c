/* sdl.c -- the window: SDL's events as chords, text and pointer positions for the app; its draw list
 * painted straight onto the window's surface, only where it changed. The only file that includes SDL. */
#include "window.h"
#include "damage.h"
#include "paint.h"
#include "shot.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 4096 };
typedef struct { float compose, find, paint, show; } frame_t;     /* milliseconds */

typedef struct {
    app_t      *app;
    SDL_Window *window;
    draw_t      draw;
    ui_t        ui;
    paint_t    *paint;
    damage_t    damage;
    float       density;                 /* pixels of the surface for one of the window's points */
    bool        dirty, fullscreen;
    int         place;                   /* of the file whose title the window has */
    frame_t     frame[FRAMES]; unsigned frames;
    Uint64      started;
} sdl_t;

static double clock_ms(void)
{
    return (double)SDL_GetPerformanceCounter() * 1e3 / (double)SDL_GetPerformanceFrequency();
}

/* ---- keys ---------------------------------------------------------------------------------------------- */

static const char *key_word(SDL_Keycode k)
{
    static const struct { SDL_Keycode key; const char *word; } word[] = {
        { SDLK_LEFT, "Left" }, { SDLK_RIGHT, "Right" }, { SDLK_UP, "Up" }, { SDLK_DOWN, "Down" },
            { SDLK_HOME, "Home" },
        { SDLK_END, "End" }, { SDLK_PAGEUP, "PageUp" }, { SDLK_PAGEDOWN, "PageDown" },
            { SDLK_RETURN, "Return" },
        { SDLK_KP_ENTER, "Return" }, { SDLK_ESCAPE, "Escape" }, { SDLK_TAB, "Tab" },
            { SDLK_BACKSPACE, "Backspace" },
        { SDLK_F1, "F1" }, { SDLK_F5, "F5" }, { SDLK_F9, "F9" }, { SDLK_F10, "F10" }, { SDLK_F11, "F11" } };
    for (unsigned i = 0; i < sizeof word / sizeof *word; i++)
        if (word[i].key == k) return word[i].word;
    return NULL;
}

/* Keys that have a name, and letters with Ctrl or Alt; everything else comes as text, so that "?" and "[" are
 * found on every keyboard. */
static bool key_down(sdl_t *s, const SDL_KeyboardEvent *e)
{
    char chord[48], letter[2] = "";
    bool ctrl = e->keysym.mod & (KMOD_CTRL | KMOD_GUI), alt = e->keysym.mod & KMOD_ALT,
        shift = e->keysym.mod & KMOD_SHIFT;
    SDL_Keycode k = e->keysym.sym;
    const char *word = key_word(k);
    if (k == SDLK_KP_PLUS) k = '+';
    if (k == SDLK_KP_MINUS) k = '-';
    if (!word && (ctrl || alt) && k > ' ' && k < 127) {
        letter[0] = (char)(k >= 'a' && k <= 'z' ? k - 'a' + 'A' : k);
        word = letter;
        if (k == '+' || k == '=' || k == '-') shift = false;
    }
    if (!word) return false;
    snprintf(chord, sizeof chord, "%s%s%s%s", ctrl ? "Ctrl+" : "", alt ? "Alt+" : "", shift ? "Shift+"
             : "", word);
    return app_key(s->app, chord);
}

/* ---- events -------------------------------------------------------------------------------------------- */

static void place(const sdl_t *s, int x, int y, float *ux, float *uy)
{
    *ux = (float)x / s->app->scale, *uy = (float)y / s->app->scale;
}

static bool mouse(sdl_t *s, const SDL_Event *e)
{
    float x, y;
    int mx, my;
    switch (e->type) {
    case SDL_MOUSEMOTION:
        place(s, e->motion.x, e->motion.y, &x, &y);
        return app_pointer(s->app, x, y);
    case SDL_MOUSEBUTTONDOWN:
        place(s, e->button.x, e->button.y, &x, &y);
        s->app->keyboard = false;
        return e->button.button == SDL_BUTTON_MIDDLE ? false
            : app_click(s->app, x, y, e->button.button == SDL_BUTTON_RIGHT);
    case SDL_MOUSEBUTTONUP:
        app_release(s->app);
        return true;
    default:
        SDL_GetMouseState(&mx, &my);
        place(s, mx, my, &x, &y);
        return e->wheel.y && app_wheel(s->app, x, y, e->wheel.y, SDL_GetModState() & KMOD_SHIFT,
                                       SDL_GetModState() & KMOD_CTRL);
    }
}

static bool window_event(sdl_t *s, const SDL_WindowEvent *e)
{
    switch (e->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED: case SDL_WINDOWEVENT_EXPOSED: case SDL_WINDOWEVENT_SHOWN:
        damage_free(&s->damage);
        return true;
    case SDL_WINDOWEVENT_LEAVE:
        app_pointer_left(s->app);
        return true;
    default: return false;
    }
}

static bool handle(sdl_t *s, const SDL_Event *e)
{
    switch (e->type) {
    case SDL_QUIT: return s->app->quit = true;
    case SDL_KEYDOWN: return key_down(s, &e->key);
    case SDL_TEXTINPUT:
        return !(SDL_GetModState() & (KMOD_CTRL | KMOD_GUI)) && app_type(s->app, e->text.text);
    case SDL_MOUSEMOTION: case SDL_MOUSEBUTTONDOWN: case SDL_MOUSEBUTTONUP: case SDL_MOUSEWHEEL:
        return mouse(s, e);
    case SDL_WINDOWEVENT: return window_event(s, &e->window);
    default: return false;
    }
}

/* ---- pictures ------------------------------------------------------------------------------------------ */

static bool show(sdl_t *s)
{
    app_t *app = s->app;
    SDL_Surface *screen = SDL_GetWindowSurface(s->window);
    pixels_t part[DAMAGE_PARTS];
    SDL_Rect rects[DAMAGE_PARTS];
    if (!screen) return false;
    int w, h;
    SDL_GetWindowSize(s->window, &w, &h);
    s->density = w > 0 ? (float)screen->w / (float)w : 1;
    float scale = app->scale * s->density;
    double t0 = clock_ms();
    app_draw(app, &s->ui, (float)screen->w / scale, (float)screen->h / scale);
    double t1 = clock_ms();
    unsigned n = damage_find(&s->damage, &s->draw, scale, screen->w, screen->h, (uint64_t)app->theme << 32
                             | (uint32_t)(scale * 1000), part);
    double t2 = clock_ms();
    SDL_LockSurface(screen);
    for (unsigned i = 0; i < n; i++) {
        paint_onto(s->paint, &s->draw, (theme_t)app->theme, scale, screen->pixels, screen->w, screen->h,
                   screen->pitch, &part[i]);
        rects[i] = (SDL_Rect){ part[i].x, part[i].y, part[i].w, part[i].h };
    }
    SDL_UnlockSurface(screen);
    double t3 = clock_ms();
    if (n) SDL_UpdateWindowSurfaceRects(s->window, rects, (int)n);
    s->frame[s->frames++ % FRAMES] = (frame_t){ (float)(t1 - t0), (float)(t2 - t1), (float)(t3 - t2),
                                                (float)(clock_ms() - t3) };
    return true;
}

static void export_picture(sdl_t *s)
{
    int w, h;
    char png[80], svg[80];
    app_t *app = s->app;
    app->want_export = false;
    SDL_GetWindowSize(s->window, &w, &h);
    unsigned long long cycle = session_view(app->session)->cycle;
    snprintf(png, sizeof png, "staleline-%llu.png", cycle),
        snprintf(svg, sizeof svg, "staleline-%llu.svg", cycle);
    shot_t shot = { -1, w, h };
    bool good = shot_png(app, &shot, png) && shot_svg(app, &shot, svg);
    app->ui = &s->ui;
    if (good) app_say(app, "saved %s and .svg", png);
    else app_say(app, "cannot write %s here", png);
    s->dirty = true;
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

static void tell_times(sdl_t *s)
{
    static float all[FRAMES];
    unsigned n = s->frames < FRAMES ? s->frames : FRAMES;
    double compose = 0, find = 0, paint = 0, present = 0;
    for (unsigned i = 0; i < n; i++) {
        const frame_t *f = &s->frame[i];
        compose += f->compose, find += f->find, paint += f->paint, present += f->show;
        all[i] = f->compose + f->find + f->paint + f->show;
    }
    if (!n) return;
    qsort(all, n, sizeof *all, by_value);
    double seconds = (clock_ms() - (double)s->started) / 1e3;
    fprintf(stderr, "frames %u in %.1f s; ms a frame: median %.2f, 95 %% %.2f, most %.2f; "
            "mean of compose %.2f, damage %.2f, paint %.2f, show %.2f\n", s->frames, seconds, all[n / 2],
                all[n * 95 / 100], all[n - 1],
                compose / n, find / n,
            paint / n, present / n);
}

/* ---- the loop ------------------------------------------------------------------------------------------ */

static void title_of(const app_t *app, char *title, size_t room)
{
    const scenario_t *sc = session_view(app->run)->scenario;
    snprintf(title, room, "%s - staleline", sc->title && *sc->title ? sc->title : sc->file);
}

static void follow_requests(sdl_t *s)
{
    app_t *app = s->app;
    if (app->place != s->place) {                        /* another file is open */
        char title[200];
        s->place = app->place;
        title_of(app, title, sizeof title);
        SDL_SetWindowTitle(s->window, title);
    }
    if (app->want_export) export_picture(s);
    if (app->fullscreen != s->fullscreen) {
        s->fullscreen = app->fullscreen;
        SDL_SetWindowFullscreen(s->window, s->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
        s->dirty = true;
    }
}

static void loop(sdl_t *s, double seconds)
{
    const double frame = 1000.0 / 60;
    double last = 0, begun = clock_ms();
    s->dirty = true;
    while (!s->app->quit) {
        double wait = app_wait(s->app), now = clock_ms();
        int ms = s->dirty ? 0 : wait < 0 ? 250 : (int)(wait * 1000);
        /* no faster than a screen */
        if (now - last < frame && (s->dirty || ms < frame)) ms = (int)(frame - (now - last));
        if (seconds > 0 && ms > 20) ms = 20;
        SDL_Event e;
        if (SDL_WaitEventTimeout(&e, ms > 0 ? ms : 0) || SDL_PollEvent(&e))
            do s->dirty |= handle(s, &e); while (SDL_PollEvent(&e));
        now = clock_ms();
        if (seconds > 0 && now - begun > seconds * 1000) break;
        s->dirty |= app_tick(s->app, (now - begun) / 1000);
        follow_requests(s);
        if (!s->dirty || now - last < frame - 1) continue;
        last = now, s->dirty = false;
        if (!show(s)) break;
    }
}

/* Without a display SDL falls back to drivers nobody can see; that is only right when it was asked for. */
static bool nobody_sees(void)
{
    static const char *const blind[] = { "dummy", "offscreen", "evdev" };
    const char *driver = SDL_GetCurrentVideoDriver();
    for (size_t i = 0; driver && i < sizeof blind / sizeof *blind; i++)
        if (!strcmp(driver, blind[i])) return !SDL_getenv("SDL_VIDEODRIVER");
    return false;
}

static bool video_on(void)
{
    const char *why = SDL_Init(SDL_INIT_VIDEO) ? SDL_GetError() : nobody_sees() ? "there is no display"
        : NULL;
    if (!why) return true;
    fprintf(stderr, "staleline-view: no window can be opened: %s; --screenshot needs none\n", why);
    SDL_Quit();
    return false;
}

int window_run(app_t *app, const wanted_t *wanted)
{
    if (!video_on()) return EXIT_USAGE;
    char title[200];
    title_of(app, title, sizeof title);
    sdl_t *s = calloc(1, sizeof *s);
    if (!s) return EXIT_INTERNAL;
    s->app = app, s->paint = paint_new(), s->started = (Uint64)clock_ms();
    ui_init(&s->ui, &s->draw, paint_measure());
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    /* the pixels are ours: sending what changed beats a texture */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    s->window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, wanted->w ? wanted->w
                                 : 1440,
                                 wanted->h ? wanted->h : 900, SDL_WINDOW_RESIZABLE
                                     | SDL_WINDOW_ALLOW_HIGHDPI);
    int code = EXIT_AS_EXPECTED;
    if (s->window) {
        SDL_SetWindowMinimumSize(s->window, 640, 400);
        SDL_StartTextInput();
        loop(s, wanted->seconds);
        if (wanted->times) tell_times(s);
    } else {
        fprintf(stderr, "staleline-view: no window can be opened: %s\n", SDL_GetError());
        code = EXIT_USAGE;
    }
    app->ui = NULL;
    ui_free(&s->ui), draw_free(&s->draw), paint_free(s->paint), damage_free(&s->damage);
    free(s);
    /* The window goes when the process ends. What came while SDL waited it has announced to the window by a
     * connection of its own: when that arrives at a window destroyed before, SDL_Quit reads an X error, which
     * ends us with 1. */
    return code;
}
