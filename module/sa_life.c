// SPDX-License-Identifier: GPL-2.0-only
#include "sa_life.h"

#include <linux/lockdep.h>
#include <linux/timekeeping.h>

/* ---- limits ---- */

static void queue_expire(struct btns_sa *sa)
{
	if (!btns_sa_get(sa))
		return;
	if (!queue_work(btns_sa_wq, &sa->expire))
		btns_sa_put(sa);
}

/* Look at the limits; news is told from process context. */
static void judge(struct btns_sa *sa, u64 age)
{
	struct btns_usage used = {
		.bytes = sa->bytes,
		.packets = sa->packets,
		.seconds = age,
	};
	enum btns_limit why;

	lockdep_assert_held(&sa->lock);

	switch (btns_lifetime_judge(&sa->life, &used, &why)) {
	case BTNS_LIFE_OK:
		return;
	case BTNS_LIFE_SOFT:
		if (sa->soft_limit || sa->state != BTNS_SA_STATE_LIVE)
			return;
		sa->soft_limit = why;
		sa->tell_soft = true;
		WRITE_ONCE(sa->state, BTNS_SA_STATE_DYING);
		break;
	case BTNS_LIFE_HARD:
		if (sa->hard_limit)
			return;
		sa->hard_limit = why;
		WRITE_ONCE(sa->state, BTNS_SA_STATE_DEAD);
		break;
	}
	queue_expire(sa);
}

/* Boot clock, softirq: suspend counts, setting the wall clock does not. */
static enum hrtimer_restart time_limit(struct hrtimer *timer)
{
	struct btns_sa *sa = container_of(timer, struct btns_sa, timer);
	u64 age, next;

	/* The coarse clock lags behind the timer by up to a tick. */
	age = ktime_divns(hrtimer_cb_get_time(timer), NSEC_PER_SEC) - sa->born;
	spin_lock(&sa->lock);
	judge(sa, age);
	next = btns_lifetime_next(&sa->life, age);
	spin_unlock(&sa->lock);

	if (!next)
		return HRTIMER_NORESTART;
	hrtimer_set_expires(timer, ktime_set(sa->born + next, 0));
	return HRTIMER_RESTART;
}

void btns_sa_life_init(struct btns_sa *sa, work_func_t expire)
{
	spin_lock_init(&sa->lock);
	INIT_WORK(&sa->expire, expire);
	hrtimer_setup(&sa->timer, time_limit, CLOCK_BOOTTIME,
		      HRTIMER_MODE_ABS_SOFT);
}

void btns_sa_start(struct btns_sa *sa)
{
	u64 next = btns_lifetime_next(&sa->life, btns_sa_age(sa));

	if (next)
		hrtimer_start(&sa->timer, ktime_set(sa->born + next, 0),
			      HRTIMER_MODE_ABS_SOFT);
}

void btns_sa_set_life(struct btns_sa *sa, const struct btns_lifetime *life)
{
	hrtimer_cancel(&sa->timer);
	spin_lock_bh(&sa->lock);
	sa->life = *life;
	sa->soft_limit = BTNS_LIMIT_NONE;
	sa->tell_soft = false;
	if (sa->state == BTNS_SA_STATE_DYING)
		WRITE_ONCE(sa->state, BTNS_SA_STATE_LIVE);
	judge(sa, btns_sa_age(sa));
	spin_unlock_bh(&sa->lock);
	btns_sa_start(sa);
}

void btns_sa_reached(struct btns_sa *sa, u8 *soft, u8 *hard)
{
	spin_lock_bh(&sa->lock);
	*soft = sa->tell_soft ? sa->soft_limit : BTNS_LIMIT_NONE;
	sa->tell_soft = false;
	*hard = sa->hard_limit;
	spin_unlock_bh(&sa->lock);
}

/* Both paths look at the state when they take or accept a sequence number. */
void btns_sa_end(struct btns_sa *sa)
{
	spin_lock_bh(&sa->lock);
	WRITE_ONCE(sa->state, BTNS_SA_STATE_DEAD); /* btns_sa_is_usable() */
	spin_unlock_bh(&sa->lock);
	hrtimer_cancel(&sa->timer);
}

/* ---- packets ---- */

/* RFC 4303 3.3.3: the counter never cycles; the SA ends with it. */
static bool seq_is_used_up(const struct btns_sa *sa)
{
	return sa->seq == (sa->esn ? U64_MAX : U32_MAX);
}

int btns_sa_send(struct btns_sa *sa, unsigned int bytes, u64 *seq)
{
	int err = 0;

	spin_lock_bh(&sa->lock);
	if (!btns_sa_is_usable(sa)) {
		err = -ESTALE;
	} else if (seq_is_used_up(sa)) {
		sa->hard_limit = BTNS_LIMIT_PACKETS;
		WRITE_ONCE(sa->state, BTNS_SA_STATE_DEAD);
		queue_expire(sa);
		err = -EOVERFLOW;
	} else {
		*seq = ++sa->seq;
		sa->bytes += bytes;
		sa->packets++;
		judge(sa, btns_sa_age(sa));
	}
	spin_unlock_bh(&sa->lock);
	return err;
}

int btns_sa_precheck(struct btns_sa *sa, u32 low, u64 *seq)
{
	int err = 0;

	spin_lock_bh(&sa->lock);
	*seq = btns_replay_infer(&sa->replay, low);
	if (!btns_sa_is_usable(sa)) {
		err = -ESTALE;
	} else if (btns_replay_check(&sa->replay, *seq) != BTNS_REPLAY_NEW) {
		sa->replays++;
		err = -EALREADY;
	}
	spin_unlock_bh(&sa->lock);
	return err;
}

int btns_sa_receive(struct btns_sa *sa, unsigned int bytes, u64 seq)
{
	int err = 0;

	spin_lock_bh(&sa->lock);
	if (!btns_sa_is_usable(sa)) {
		err = -ESTALE;
	} else if (btns_replay_check(&sa->replay, seq) != BTNS_REPLAY_NEW) {
		sa->replays++;
		err = -EALREADY;
	} else {
		btns_replay_advance(&sa->replay, seq);
		sa->bytes += bytes;
		sa->packets++;
		judge(sa, btns_sa_age(sa));
	}
	spin_unlock_bh(&sa->lock);
	return err;
}

void btns_sa_count_icv_failure(struct btns_sa *sa)
{
	spin_lock_bh(&sa->lock);
	sa->icv_failures++;
	spin_unlock_bh(&sa->lock);
}

bool btns_sa_learn_pmtu(struct btns_sa *sa, u32 mtu, u32 seconds)
{
	u64 now = ktime_get_boottime_seconds();
	bool is_news;

	spin_lock_bh(&sa->lock);
	is_news = !sa->pmtu || now >= sa->pmtu_until || mtu <= sa->pmtu;
	if (is_news) {
		WRITE_ONCE(sa->pmtu, mtu);	/* btns_sa_pmtu() */
		sa->pmtu_until = now + seconds;
	}
	spin_unlock_bh(&sa->lock);
	return is_news;
}

u32 btns_sa_pmtu(struct btns_sa *sa)
{
	u32 pmtu;

	/* as a rule nobody ever complained, and there is nothing to lock */
	if (!READ_ONCE(sa->pmtu))
		return U32_MAX;

	spin_lock_bh(&sa->lock);
	if (ktime_get_boottime_seconds() >= sa->pmtu_until)
		WRITE_ONCE(sa->pmtu, 0);
	pmtu = sa->pmtu;
	spin_unlock_bh(&sa->lock);
	return pmtu ?: U32_MAX;
}
