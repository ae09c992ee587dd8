// SPDX-License-Identifier: GPL-2.0-or-later
#include "btnsd.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "conns.h"
#include "log.h"
#include "notify.h"

#define AGAIN_MS 5000

static void warn(void *arg, const char *text)
{
	(void)arg;
	log_line(LOG_LEVEL_WARNING, "%s", text);
}

/* ---- putting into force ---- */

static int put_conns(struct btnsd *btnsd)
{
	const struct pins *pins = btnsd->site.closed ? NULL : &btnsd->pins;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int err;

	if (!out)
		return -1;
	conns_print(out, &btnsd->site, pins, warn, NULL);
	err = fclose(out) ? -1 : charon_write(&btnsd->charon, text);
	free(text);
	btnsd->charon.is_wanted = btnsd->site.config.daemon.key;
	return err;
}

static void tell_status(const struct btnsd *btnsd)
{
	size_t count[PIN_STATES] = { 0 };
	char text[256];

	for (size_t i = 0; i < btnsd->pins.count; i++)
		count[btnsd->pins.list[i].state]++;
	snprintf(text, sizeof(text),
		 "STATUS=%zu policies, %zu pins, %zu candidates, %zu mismatches%s",
		 btnsd->site.config.policy_count, count[PIN_PINNED],
		 count[PIN_CANDIDATE], count[PIN_MISMATCH],
		 btnsd->site.closed ? "; THE STORE OF PINS CANNOT BE READ" : "");
	notify_send(text);
}

/* The PAD first: charon asks by connections that the PAD stands behind. */
static void put_pins(struct btnsd *btnsd)
{
	struct site *site = &btnsd->site;
	char why[SITE_WHY_MAX];
	int err = 0;

	site->p.failed = false;
	btnsd->is_due = false;
	if (site_add_pins(site, &btnsd->pins, btnsd->store, why)) {
		log_line(LOG_LEVEL_ERROR, "%s", why);
		return;
	}
	err = config_apply_pad(&btnsd->ctl, &site->config, &site->p);
	if (!err)
		err = put_conns(btnsd);
	btnsd->is_due = err;
	tell_status(btnsd);
}

/* ---- the files ---- */

static int put_site(struct btnsd *btnsd, struct site *site,
		    const struct pins *pins)
{
	const struct config_apply_opts opts = { .is_reload = true };
	char why[SITE_WHY_MAX];

	if (site_add_pins(site, pins, btnsd->store, why)) {
		log_line(LOG_LEVEL_ERROR, "%s", why);
		return EXIT_USAGE;
	}
	site_warn(site, warn, NULL);
	return config_apply(&btnsd->ctl, &site->config, &site->p, &opts);
}

int btnsd_start(struct btnsd *btnsd)
{
	char why[STORE_WHY_MAX];
	int code = site_load(&btnsd->ctl, &btnsd->site, btnsd->conf), err;
	const struct pins *pins = &btnsd->pins;

	if (code)
		return code;
	err = store_load(btnsd->store, &btnsd->pins, why);
	if (err && err != -ENOENT) {
		log_line(LOG_LEVEL_ALERT,
			 "%s; the wildcard is disabled, no pin is in force: put the store right, or remove it if all may be forgotten",
			 why);
		pins = NULL;
	}
	code = put_site(btnsd, &btnsd->site, pins);
	if (code)
		return code;
	if (put_conns(btnsd))
		return EXIT_REFUSED;
	tell_status(btnsd);
	btnsd_meet_all(btnsd);
	return EXIT_OK;
}

int btnsd_check(struct btnsd *btnsd)
{
	char why[STORE_WHY_MAX];
	int code = site_load(&btnsd->ctl, &btnsd->site, btnsd->conf), err;

	if (!code) {
		err = store_load(btnsd->store, &btnsd->pins, why);
		if (err && err != -ENOENT)
			code = ctl_error(&btnsd->ctl, EXIT_REFUSED, "%s", why);
	}
	if (!code && site_add_pins(&btnsd->site, &btnsd->pins, btnsd->store,
				   why))
		code = ctl_error(&btnsd->ctl, EXIT_USAGE, "%s", why);
	if (!code) {
		site_warn(&btnsd->site, warn, NULL);
		conns_print(stdout, &btnsd->site, &btnsd->pins, warn, NULL);
	}
	btnsd_stop(btnsd);
	return code;
}

int btnsd_reload(struct btnsd *btnsd)
{
	const struct pins *pins = btnsd->site.closed ? NULL : &btnsd->pins;
	struct site site;
	int code = site_load(&btnsd->ctl, &site, btnsd->conf);

	if (!code)
		code = put_site(btnsd, &site, pins);
	if (code) {
		log_line(LOG_LEVEL_ERROR,
			 "the configuration is as it was before");
		site_free(&site);
		return -1;
	}
	site_free(&btnsd->site);
	btnsd->site = site;
	put_conns(btnsd);
	tell_status(btnsd);
	log_line(LOG_LEVEL_NOTICE, "the configuration was read again");
	return 0;
}

/* ---- pins ---- */

/* In the place of those that are in force; @pins is taken over. */
static void use_pins(struct btnsd *btnsd, struct pins *pins)
{
	pins_free(&btnsd->pins);
	btnsd->pins = *pins;
	memset(pins, 0, sizeof(*pins));
}

/*
 * What is in the file, for a change.  A file that has gone is no decision to forget
 * what is in force: it is written again.
 */
static int read_pins(struct btnsd *btnsd, struct pins *pins)
{
	char why[STORE_WHY_MAX];
	int err = store_load(btnsd->store, pins, why);

	if (err == -ENOENT)
		return pins_copy(pins, &btnsd->pins);
	if (err)
		log_line(LOG_LEVEL_ERROR, "%s; what is in force stays", why);
	return err;
}

static bool write_pins(struct btnsd *btnsd, const struct pins *pins)
{
	char why[STORE_WHY_MAX];

	if (!store_save(btnsd->store, pins, why))
		return true;
	log_line(LOG_LEVEL_ERROR, "%s; what is in force stays", why);
	return false;
}

static int lock(const struct btnsd *btnsd)
{
	int fd = store_lock(btnsd->store);

	if (fd < 0)
		log_line(LOG_LEVEL_ERROR, "cannot lock %s: %s", btnsd->store,
			 strerror(-fd));
	return fd;
}

void btnsd_read_pins(struct btnsd *btnsd)
{
	char why[STORE_WHY_MAX];
	struct pins pins;
	int err = store_load(btnsd->store, &pins, why);

	if (err) {
		log_line(LOG_LEVEL_ALERT, "%s; what is in force stays", why);
		return;
	}
	use_pins(btnsd, &pins);
	if (!btnsd->site.closed) {
		put_pins(btnsd);
		return;
	}
	/* the wildcard was disabled: as the files say again */
	btnsd->site.closed = false;
	if (btnsd_reload(btnsd))
		btnsd->site.closed = true;
}

/* ---- contacts ---- */

static void tell_alarm(const struct pins_contact *contact,
		       const struct pins_outcome *outcome)
{
	char ip[BTNS_IP_TEXT_MAX], key[BTNS_HASH_TEXT_MAX];
	char other[BTNS_HASH_TEXT_MAX], since[CTL_TIME_TEXT_MAX];
	const struct pin *rival = outcome->rival;
	struct timespec first = { .tv_sec = rival ? rival->first : 0 };

	btns_ip_print(contact->family, &contact->ip, ip);
	btns_hash_print(&contact->key, key);
	if (outcome->pin && outcome->pin->state == PIN_REVOKED) {
		log_line(LOG_LEVEL_ALERT,
			 "%s came with key SHA256:%s, which is revoked: not let in",
			 ip, key);
	} else if (rival) {
		log_line(LOG_LEVEL_ALERT,
			 "MISMATCH: %s came with key SHA256:%s, but SHA256:%s is %s for %s since %s: not let in. Somebody may be in between. If %s has a new key: btnsctl pin accept peer %s key SHA256:%s",
			 ip, key, btns_hash_print(&rival->key, other),
			 pin_state_name(rival->state), rival->peer,
			 ctl_time_text(&first, since), rival->peer, rival->peer,
			 key);
	} else {
		log_line(LOG_LEVEL_ALERT,
			 "MISMATCH: %s came again with key SHA256:%s, which did not match before: not pinned. If it is right: btnsctl pin accept peer %s key SHA256:%s",
			 ip, key, outcome->pin ? outcome->pin->peer : ip, key);
	}
}

static void tell(const struct pins_contact *contact,
		 const struct pins_outcome *outcome)
{
	char ip[BTNS_IP_TEXT_MAX], key[BTNS_HASH_TEXT_MAX];

	if (outcome->news == PIN_SAME || !log_may_repeat())
		return;
	btns_ip_print(contact->family, &contact->ip, ip);
	btns_hash_print(&contact->key, key);
	switch (outcome->news) {
	case PIN_ALARM:
		tell_alarm(contact, outcome);
		break;
	case PIN_ASKED:
		log_line(LOG_LEVEL_NOTICE,
			 "%s has key SHA256:%s, of which nothing is known: btnsctl pin accept peer %s key SHA256:%s, or pin revoke",
			 ip, key, outcome->pin ? outcome->pin->peer : ip, key);
		break;
	case PIN_TAKEN:
		log_line(LOG_LEVEL_NOTICE,
			 "%s came first with key SHA256:%s: pinned", ip, key);
		break;
	default:
		break;
	}
}

/* What is trusted is on the disk before anything rests on it. */
static void meet_locked(struct btnsd *btnsd, const struct pins_contact *contact)
{
	enum pin_policy policy = btnsd->site.config.daemon.policy;
	struct pins_outcome outcome;
	struct pins pins;

	if (read_pins(btnsd, &pins))
		return;
	if (pins_meet(&pins, contact, policy, time(NULL), &outcome) &&
	    log_may_repeat())
		log_line(LOG_LEVEL_WARNING,
			 "there is no room for another key that nobody decided about");
	tell(contact, &outcome);
	if (outcome.is_changed && write_pins(btnsd, &pins)) {
		use_pins(btnsd, &pins);
		put_pins(btnsd);
	}
	pins_free(&pins);
}

static void meet(struct btnsd *btnsd, const struct pins_contact *contact)
{
	int fd;

	if (btnsd->site.closed || site_knows_key(&btnsd->site, &contact->key))
		return;
	fd = lock(btnsd);
	if (fd < 0)
		return;
	meet_locked(btnsd, contact);
	store_unlock(fd);
}

void btnsd_hear(struct btnsd *btnsd, const struct pins_contact *contact)
{
	if (pins_refuse(&btnsd->pins, contact))
		meet(btnsd, contact);
}

void btnsd_meet_sa(struct btnsd *btnsd, const struct btns_sa_info *sa)
{
	struct pins_contact contact = {
		.family = sa->id.family, .ip = sa->src,
	};

	if (sa->dir != BTNS_SA_DIR_IN || !sa->has_peer_key_hash ||
	    sa->assurance != BTNS_ASSURANCE_BTNS ||
	    sa->mode == BTNS_MODE_TUNNEL)
		return;
	memcpy(&contact.key, sa->peer_key_hash, sizeof(contact.key));
	meet(btnsd, &contact);
}

void btnsd_meet_all(struct btnsd *btnsd)
{
	struct btns_sa_info *list;
	size_t count;
	int err = btns_sa_dump(btnsd->ctl.sock, NULL, &list, &count);

	if (err)
		log_line(LOG_LEVEL_ERROR, "cannot list SAs: %s",
			 strerror(-err));
	for (size_t i = 0; i < count && !err; i++)
		btnsd_meet_sa(btnsd, &list[i]);
	btns_sa_list_free(list, count);
}

/* ---- time ---- */

static void expire_locked(struct btnsd *btnsd)
{
	struct pins pins;

	if (read_pins(btnsd, &pins))
		return;
	if (pins_expire(&pins, time(NULL)) && write_pins(btnsd, &pins))
		use_pins(btnsd, &pins);
	pins_free(&pins);
}

static int expire(struct btnsd *btnsd)
{
	int64_t left = pins_next_expiry(&btnsd->pins, time(NULL));
	int fd;

	if (left < 0)
		return -1;
	if (!left) {
		/* whoever has an SA still is not gone */
		btnsd_meet_all(btnsd);
		fd = lock(btnsd);
		if (fd >= 0)
			expire_locked(btnsd);
		store_unlock(fd);
		tell_status(btnsd);
		left = pins_next_expiry(&btnsd->pins, time(NULL));
	}
	/* what cannot be written now is tried again in a while */
	return left < 0 ? -1 : left < 10 ? 10000 : (int)left * 1000;
}

int btnsd_work(struct btnsd *btnsd)
{
	int wait;

	if (btnsd->site.closed)
		return -1;
	if (btnsd->is_due)
		put_pins(btnsd);
	wait = expire(btnsd);
	return btnsd->is_due && (wait < 0 || wait > AGAIN_MS) ? AGAIN_MS : wait;
}

void btnsd_stop(struct btnsd *btnsd)
{
	pins_free(&btnsd->pins);
	site_free(&btnsd->site);
}
