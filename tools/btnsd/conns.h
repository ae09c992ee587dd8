/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charon's connections for peers that are known by their key alone, as a file of
 * swanctl.  Pure text: nothing is read or written but the stream.
 */
#ifndef BTNSD_CONNS_H
#define BTNSD_CONNS_H

#include "pins.h"
#include "site.h"

/**
 * conns_print() - the connections of a site
 * @out: the file
 * @site: what is to be
 * @pins: what is known of keys; NULL: nothing
 * @say: told of policies for which there is no connection
 * @arg: of @say
 *
 * A connection for each place where keys are pinned, which takes no other key; one
 * for each tunnel; and one for anybody, if the PAD lets anybody in.  They have a
 * child for each policy that protects and says btns-ok.
 */
void conns_print(FILE *out, const struct site *site, const struct pins *pins,
		 void (*say)(void *arg, const char *text), void *arg);

#endif
