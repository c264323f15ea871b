/* escape.h -- text into the formats that reports are written in. Names come from firmware files: they may
 * hold any byte. What is no UTF-8 becomes U+FFFD; so does, in XML, what XML 1.0 (2.2) has no character for.
 *
 * Each writes to the stream and returns nothing: whoever closes the stream learns whether it went well. */
#ifndef ESCAPE_H
#define ESCAPE_H
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The character at `text` (not at its end) and how many bytes it takes; U+FFFD and 1 for a wrong byte. */
size_t utf8_next(const char *text, uint32_t *character);
/* The same text as UTF-8; cut between characters if there is no room. Returns `to`. */
char *utf8_repair(const char *text, char *to, size_t room);

void put_xml (FILE *, const char *);                 /* element content and attribute values          */
void put_json(FILE *, const char *); /* with its quotes; a YAML double-quoted scalar as well */
void put_tap(FILE *, const char *); /* a test point's description: one line, # and \ escaped */
void put_uri(FILE *, const char *path); /* RFC 3986 path: all but unreserved and "/" percent-encoded */
void put_annotation(FILE *, const char *);           /* GitHub workflow command: the message */
void put_property  (FILE *, const char *);           /* GitHub workflow command: a property's value */
#endif
