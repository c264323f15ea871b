/* action.c -- the table of action.h. */
#include "action.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *const action_group_name[ACTION_GROUPS] = { "Time", "Play", "Timeline", "Select", "Find", "Window",
                                                       "Branch", "Lesson" };

#define ROW(id, name, keys, group, arg, title, help) \
    [ACT_ ## id] = { ACT_ ## id, name, keys, title, help, GROUP_ ## group, ARG_ ## arg }

const action_row_t action_table[ACTIONS] = {
    ROW(NONE, "", "", TIME, NUMBER, "", ""),
    ROW(BACK,         "back",          "Left",        TIME, NONE, "Step back",
        "Go back by one event of the present grain."),
    ROW(FORWARD,      "forward",       "Right",       TIME, NONE, "Step forward",
        "Go on by one event of the present grain."),
    ROW(BACK_10,      "back-10",       "Shift+Left",  TIME, NONE, "Ten steps back",
        "Go back by ten events of the present grain."),
    ROW(FORWARD_10,   "forward-10",    "Shift+Right", TIME, NONE, "Ten steps forward",
        "Go on by ten events of the present grain."),
    ROW(FINDING_BACK, "finding-back",  "Ctrl+Left",   TIME, NONE, "Previous finding",
        "Go to the finding before this moment."),
    ROW(FINDING_NEXT, "finding-next",  "Ctrl+Right",  TIME, NONE, "Next finding", "Go to the next finding."),
    ROW(START,        "start",         "Home",        TIME, NONE, "To the start",
        "Go to the first tick of the run."),
    ROW(END,          "end",           "End",         TIME, NONE, "To the end",
        "Go to the last tick of the run."),
    ROW(GRAIN,        "grain",         "1 2 3 4 5 6 7 8 9", TIME, CHORD, "Choose the grain",
        "What one step is: cycle, bus beat, program step or instruction, DMA item, cache event, interrupt, "
        "mark, finding, source line."),
    ROW(STEP_INTO,    "step-into",     "F11",         TIME, NONE, "Step into",
        "Go to the next step of the program, of a firmware to the next source line, in "
        "handlers and functions too."),
    ROW(STEP_OVER,    "step-over",     "F10",         TIME, NONE, "Step over",
        "Go to the next step or source line at this level: handlers and called functions run through."),
    ROW(STEP_OUT,     "step-out",      "Shift+F11",   TIME, NONE, "Step out",
        "Run until this interrupt handler, or function of a firmware, returns."),
    ROW(STEP_BACK,    "step-into-back", "Shift+F10",  TIME, NONE, "Step back into",
        "Go back to the step of the program, of a firmware to the source line, before this one."),
    ROW(GOTO,         "goto",          "",            TIME, NUMBER, "Go there", "Go to this moment."),
    ROW(GOTO_FACT,    "goto-fact",     "",            TIME, NUMBER, "Go to this fact",
        "Go to the moment this happened."),
    ROW(GOTO_FINDING, "goto-finding",  "",            TIME, NUMBER, "Go to this finding",
        "Go to the moment it showed, select its byte, and show in the lanes how it came."),
    ROW(GOTO_CAUSE,   "goto-cause",    "C",           TIME, MINUS, "Go to the cause",
        "Go to what made the selected finding: one cause after the other."),
    ROW(PLAY,         "play",          "Space",       PLAY, NONE, "Play or pause",
        "Step by itself, in the direction of the last step."),
    ROW(SLOWER,       "slower",        "[",           PLAY, NONE, "Slower", "Half as many steps a second."),
    ROW(FASTER,       "faster",        "]",           PLAY, NONE, "Faster",
        "More steps a second, in the end as fast as it goes."),
    ROW(RUN,          "run",           "F5",          PLAY, NONE, "Run to breakpoint",
        "Go on to the next breakpoint, or to the end."),
    ROW(RUN_BACK,     "run-back",      "Shift+F5",    PLAY, NONE, "Run back to breakpoint",
        "Go back to the breakpoint before, or to the start."),
    ROW(CANCEL,       "cancel",        "Ctrl+C",      PLAY, NONE, "Cancel",
        "Stop computing the run, or a search; what was computed stays."),
    ROW(ZOOM_IN,      "zoom-in",       "W",           TIMELINE, NONE, "Zoom in",
        "Half as much time in the lanes, around now."),
    ROW(ZOOM_OUT,     "zoom-out",      "S",           TIMELINE, NONE, "Zoom out",
        "Twice as much time in the lanes."),
    ROW(PAN_LEFT,     "pan-left",      "A",           TIMELINE, NONE, "Pan to earlier",
        "Move the lanes' window by a quarter towards the start."),
    ROW(PAN_RIGHT,    "pan-right",     "D",           TIMELINE, NONE, "Pan to later",
        "Move the lanes' window by a quarter towards the end."),
    ROW(FIT,          "fit",           "F",           TIMELINE, NONE, "Fit",
        "Show what is between the markers; without them, the whole run."),
    ROW(LANE_BACK,    "lane-back",     ",",           TIMELINE, NONE, "Previous in the lane",
        "Go to the event before in the chosen lane."),
    ROW(LANE_NEXT,    "lane-next",     ".",           TIMELINE, NONE, "Next in the lane",
        "Go to the next event in the chosen lane."),
    ROW(LANE,         "lane",          "",            TIMELINE, NUMBER, "Choose this lane",
        "Choose the lane that , and . step through."),
    ROW(LANE_PIN,     "lane-pin",      "",            TIMELINE, NUMBER, "Pin this lane",
        "Keep this lane at the top, or let it go."),
    ROW(ZOOM,         "zoom",          "",            TIMELINE, NUMBER, "Zoom",
        "Turn the wheel to zoom around the pointer."),
    ROW(PAN,          "pan",           "",            TIMELINE, NUMBER, "Look here",
        "Bring this moment into the middle of the lanes."),
    ROW(MARK,         "mark",          "M",           TIMELINE, NONE, "Marker A, then B",
        "Set marker A here, then B, then take both away; the distance is shown in cycles and ns."),
    ROW(MARK_A,       "mark-a",        "Ctrl+1",      TIMELINE, MINUS, "Marker A here",
        "Set marker A at this moment."),
    ROW(MARK_B,       "mark-b",        "Ctrl+2",      TIMELINE, MINUS, "Marker B here",
        "Set marker B at this moment."),
    ROW(BOOKMARK,     "bookmark",      "B",           TIMELINE, NONE, "Bookmark",
        "Set a bookmark at this moment, or take it away."),
    ROW(BOOKMARK_GO,  "bookmark-go",   "",            TIMELINE, NUMBER, "Go to this bookmark",
        "Go to the moment of this bookmark."),
    ROW(BOOKMARK_NEXT, "bookmark-next", "Shift+B",    TIMELINE, NONE, "Next bookmark",
        "Go to the next bookmark, after the last to the first."),
    ROW(BUFFER,       "buffer",        "",            SELECT, NUMBER, "Select this buffer",
        "Show this buffer in its three views."),
    ROW(BUFFER_BACK,  "buffer-back",   "Shift+N",     SELECT, NONE, "Previous buffer",
        "Select the buffer before this one."),
    ROW(BUFFER_NEXT,  "buffer-next",   "N",           SELECT, NONE, "Next buffer", "Select the next buffer."),
    ROW(ADDRESS,      "address",       "",            SELECT, NUMBER, "Select this byte",
        "Follow this byte in every panel."),
    ROW(LINE,         "line",          "",            SELECT, NUMBER, "Open this cache line",
        "Show what this line holds, and since when."),
    ROW(STREAM,       "stream",        "",            SELECT, NUMBER, "Select this stream",
        "Show this DMA stream."),
    ROW(MASTER,       "master",        "",            SELECT, NUMBER, "Select this bus master",
        "Show what this master does and waits for."),
    ROW(PART,         "part",          "",            SELECT, NUMBER, "Select this part",
        "Show this part and its registers."),
    ROW(REGISTER,     "register",      "",            SELECT, NUMBER, "Select this register",
        "Show this register's fields."),
    ROW(FINDING,      "finding",       "",            SELECT, NUMBER, "Select this finding",
        "Read this finding without going there."),
    ROW(FACT,         "fact",          "",            SELECT, NUMBER, "Select this fact",
        "Select this line without going there."),
    ROW(LINK,         "link",          "",            SELECT, NUMBER, "Select this connection",
        "Show what goes over this connection."),
    ROW(STEP,         "step",          "",            SELECT, NUMBER, "Select this step",
        "Show this step of the program; edits go before it."),
    ROW(CODE,         "code",          "",            SELECT, NUMBER, "Look at its source",
        "Show this step or instruction where it is written."),
    ROW(WHO_WROTE,    "who-wrote",     "O",           SELECT, MINUS, "Who wrote this byte?",
        "The way of the selected byte: who wrote it where, and when."),
    ROW(VIEW,         "view",          "V",           SELECT, MINUS, "CPU, RAM or DMA",
        "Whose view of memory counts: the core's, memory's, the DMA's."),
    ROW(CACHE,        "cache",         "I",           SELECT, MINUS, "D-cache or I-cache",
        "Which cache the cache panel shows."),
    ROW(SEARCH,       "search",        "/",           FIND, NONE, "Search what happened",
        "Show only facts whose sentence contains what you type."),
    ROW(GO,           "go",            "G",           FIND, NONE, "Go to ...",
        "A cycle (18342), an address (0x24001020), a buffer (rx+4), a finding (finding 2), a mark."),
    ROW(PALETTE,      "palette",       "Ctrl+Shift+P Ctrl+P", FIND, NONE, "Command palette",
        "Every action by its name."),
    ROW(HELP,         "help",          "? F1",        FIND, NONE, "Keys", "This list."),
    ROW(SIGNS,        "signs",         "Shift+F1",    FIND, NONE, "Signs",
        "What the signs, textures and frames of the panels mean."),
    ROW(FILTER,       "filter",        "",            FIND, NUMBER, "Show or hide these facts",
        "Show or hide this group of facts."),
    ROW(FILTER_CLEAR, "filter-clear",  "",            FIND, NONE, "Show all facts",
        "Clear the search and show every group of facts."),
    ROW(BREAK_ADDRESS, "break",        "F9",          FIND, MINUS, "Break at this byte",
        "Stop a run when anybody touches the selected byte; again: no longer."),
    ROW(BREAK_REGISTER, "break-register", "Shift+F9", FIND, MINUS, "Break at this register",
        "Stop a run when the selected register is written; again: no longer."),
    ROW(BREAK_RULE,   "break-rule",    "",            FIND, NUMBER, "Break at this rule",
        "Stop a run at a finding of this rule; again: no longer."),
    ROW(BREAK_FINDING, "break-finding", "",           FIND, NONE, "Break at any finding",
        "Stop a run at every finding; again: no longer."),
    ROW(BREAK_CLEAR,  "break-clear",   "Ctrl+F9",     FIND, NONE, "Remove all breakpoints",
        "Remove every breakpoint."),
    ROW(FOCUS_NEXT,   "focus-next",    "Tab",         WINDOW, NONE, "Next panel",
        "Move the keyboard to the next panel."),
    ROW(FOCUS_BACK,   "focus-back",    "Shift+Tab",   WINDOW, NONE, "Previous panel",
        "Move the keyboard to the panel before."),
    ROW(FOCUS,        "focus",         "",            WINDOW, NUMBER, "Choose this panel",
        "Move the keyboard to this panel."),
    ROW(INSIDE,       "inside",        "Return",      WINDOW, NONE, "Into the panel",
        "The arrows now move from thing to thing inside the panel; Return chooses, Shift+Return is its "
        "second action, Esc leaves."),
    ROW(SECOND,       "second",        "Shift+Return", WINDOW, NONE, "Second action",
        "What a right click would do."),
    ROW(UP,           "up",            "Up",          WINDOW, NONE, "Up",
        "Scroll the chosen panel, or move up inside it."),
    ROW(DOWN,         "down",          "Down",        WINDOW, NONE, "Down",
        "Scroll the chosen panel, or move down inside it."),
    ROW(PAGE_UP,      "page-up",       "PageUp",      WINDOW, NONE, "Page up",
        "Scroll the chosen panel by a page."),
    ROW(PAGE_DOWN,    "page-down",     "PageDown",    WINDOW, NONE, "Page down",
        "Scroll the chosen panel by a page."),
    ROW(SCROLL,       "scroll",        "",            WINDOW, NUMBER, "Scroll", "Turn the wheel to scroll."),
    ROW(MAXIMISE,     "maximise",      "Z",           WINDOW, MINUS, "Maximise panel",
        "The chosen panel takes the whole window; again: back."),
    ROW(LAYOUT,       "layout",        "L",           WINDOW, MINUS, "Next layout",
        "Another choice of panels."),
    ROW(TAB,          "tab",           "",            WINDOW, NUMBER, "This tab", "Show this tab."),
    ROW(TAB_NEXT,     "tab-next",      "Ctrl+Tab",    WINDOW, NONE, "Next tab",
        "The next tab of the chosen panel."),
    ROW(OPTION,       "option",        "",            WINDOW, NUMBER, "Switch", "Switch this on or off."),
    ROW(DIFF,         "diff",          "Shift+D",     WINDOW, NONE, "What differs from A to B",
        "Everything that differs between the two markers; without B, between A and now."),
    ROW(THEME,        "theme",         "T",           WINDOW, NONE, "Dark or light",
        "The other set of colours."),
    ROW(LARGER,       "larger",        "Ctrl++ Ctrl+=", WINDOW, NONE, "Larger",
        "Everything larger, for a projector."),
    ROW(SMALLER,      "smaller",       "Ctrl+-",      WINDOW, NONE, "Smaller", "Everything smaller."),
    ROW(SCALE_RESET,  "scale-reset",   "Ctrl+0",      WINDOW, NONE, "Normal size", "Back to normal size."),
    ROW(FULLSCREEN,   "fullscreen",    "Alt+Return",  WINDOW, NONE, "Full screen",
        "The whole screen, or a window again."),
    ROW(EXPORT,       "export",        "P",           WINDOW, NONE, "Save a picture",
        "Write the window as a PNG and an SVG into the current folder."),
    ROW(ESCAPE,       "escape",        "Escape",      WINDOW, NONE, "Leave, clear",
        "Close what lies on top, leave the panel, then clear selection and search."),
    ROW(QUIT,         "quit",          "Ctrl+Q",      WINDOW, NONE, "Quit", "Close the window."),
    ROW(EDIT,         "edit",          "E",           BRANCH, MINUS, "Edit the program",
        "Change a step, a setting or an address in a copy of the scenario, and see what comes of it."),
    ROW(UNDO,         "undo",          "Ctrl+Z",      BRANCH, NONE, "Undo the last edit",
        "Take the last edit of the branch back."),
    ROW(BRANCH,       "branch",        "Shift+E",     BRANCH, MINUS, "Run or branch",
        "Look at the run as given, or at the edited branch, at the same moment."),
    ROW(BRANCH_SAVE,  "branch-save",   "Ctrl+S",      BRANCH, NONE, "Save the branch",
        "Write the branch as a new scenario beside the old one."),
    ROW(BRANCH_DROP,  "branch-drop",   "",            BRANCH, NONE, "Drop the branch",
        "Forget the edits and go back to the run as given."),
    ROW(ANSWER,       "answer",        "",            LESSON, NUMBER, "Answer", "Choose this answer."),
    ROW(REVEAL,       "reveal",        "",            LESSON, NUMBER, "Check",
        "Compare the answer with the run."),
    ROW(LESSON_BACK,  "lesson-back",   "Shift+J",     LESSON, NONE, "Lesson: back",
        "The page of the lesson before."),
    ROW(LESSON_NEXT,  "lesson-next",   "J",           LESSON, NONE, "Lesson: on",
        "The next page of the lesson."),
    ROW(FILE_BACK,    "file-back",     "Ctrl+PageUp", LESSON, NONE, "Previous lesson",
        "Open the file before this one; answers and bookmarks of this one are kept."),
    ROW(FILE_NEXT,    "file-next",     "Ctrl+PageDown", LESSON, NONE, "Next lesson",
        "Open the next of the files, or of the folder, that were named."),
    ROW(FILE,         "file",          "",            LESSON, NUMBER, "Open this file",
        "Open this one of the files that were named."),
};

/* ---- chords ------------------------------------------------------------------------------------------ */

action_t action_by_chord(const char *chord, int64_t *arg)
{
    size_t wanted = strlen(chord);
    *arg = 0;
    for (int i = 1; i < ACTIONS; i++) {
        const action_row_t *row = &action_table[i];
        int64_t number = 0;
        for (const char *k = row->keys; *k; number++) {
            size_t n = strcspn(k, " ");
            if (n == wanted && !strncmp(k, chord, n)) {
                *arg = row->arg == ARG_CHORD ? number : row->arg == ARG_MINUS ? -1 : 0;
                return row->id;
            }
            k += n + (k[n] == ' ');
        }
    }
    return ACT_NONE;
}

action_t action_by_name(const char *name)
{
    for (int i = 1; i < ACTIONS; i++)
        if (!strcmp(action_table[i].name, name)) return action_table[i].id;
    return ACT_NONE;
}

const char *action_key(action_t action)
{
    static const struct { const char *word, *sign; } arrow[] = { { "Left", "\xE2\x86\x90" },
                                                                 { "Right", "\xE2\x86\x92" },
        { "Up", "\xE2\x86\x91" }, { "Down", "\xE2\x86\x93" }, { "Escape", "Esc" }, { "Return", "Enter" } };
    static char text[ACTIONS][24];                       /* made once, the same each time */
    if ((unsigned)action >= ACTIONS) return "";
    const char *k = action_table[action].keys;
    char *out = text[action];
    size_t n = strcspn(k, " ");
    snprintf(out, sizeof text[0], "%.*s", (int)n, k);
    if (action_table[action].arg == ARG_CHORD) snprintf(out, sizeof text[0], "%c-%c", k[0], k[strlen(k) - 1]);
    for (unsigned i = 0; i < sizeof arrow / sizeof *arrow; i++) {
        size_t w = strlen(arrow[i].word);
        if (n >= w && !strcmp(out + n - w, arrow[i].word) && (n == w || out[n - w - 1] == '+'))
            snprintf(out + n - w, sizeof text[0] - (n - w), "%s", arrow[i].sign);
    }
    return out;
}

/* Letters in order, as palettes do; a word's beginning counts more, and the more so in one piece. */
int action_match_text(const char *words, const char *typed)
{
    int score = 1, run = 0;
    const char *w = words;
    for (const char *t = typed; *t; t++) {
        if (*t == ' ') continue;
        while (*w && tolower((unsigned char)*w) != tolower((unsigned char)*t)) w++, run = 0;
        if (!*w) return 0;
        run++;
        score += run * run + (w == words || w[-1] == ' ' || w[-1] == '-' ? 4 : 0);
        w++;
    }
    return score;
}
