// SPDX-License-Identifier: GPL-2.0-only
#include "explain.h"

#include "core/icmp.h"
#include "net.h"
#include "rx.h"
#include "spd.h"
#include "tx.h"

/* ---- answers ---- */

static struct btns_explain_step *add_step(struct btns_explanation *result,
					  u32 what)
{
	struct btns_explain_step *step = &result->step[result->steps];

	/* the longest way has five: a hub, from one tunnel into the next */
	if (WARN_ON_ONCE(result->steps == BTNS_EXPLAIN_STEPS_MAX))
		return &result->step[0];
	memset(step, 0, sizeof(*step));
	step->what = what;
	result->steps++;
	return step;
}

static void add_policy(struct btns_explanation *result,
		       const struct btns_policy *policy, enum btns_dir dir)
{
	struct btns_explain_step *step;

	step = add_step(result, BTNS_EXPLAIN_WHAT_POLICY);
	step->policy = policy;
	step->dir = dir;
}

static void add_sa(struct btns_explanation *result, const struct btns_sa *sa,
		   enum btns_dir dir)
{
	struct btns_explain_step *step;

	step = add_step(result, BTNS_EXPLAIN_WHAT_SA);
	step->sa = sa;
	step->dir = dir;
}

static void end(struct btns_explanation *result, u32 verdict,
		enum btns_counter counter)
{
	result->verdict = verdict;
	result->counter = counter;
}

/* ---- outbound: see btns_tx_decide() ---- */

static void explain_keying(const struct btns_spd_reading *spd,
			   const struct btns_flow *flow,
			   const struct btns_policy *policy,
			   struct btns_explanation *result)
{
	const struct btns_acquire_ask ask = {
		.policy = policy,
		.flow = flow,
		.change = spd->change,
	};
	struct btns_explain_step *step;
	u32 reason;

	step = add_step(result, BTNS_EXPLAIN_WHAT_KEYING);
	step->answer = btns_acquire_peek(spd->bn, &ask, &reason,
					 &step->tunnel);
	if (!result->is_forwarded &&
	    btns_tx_may_pass(spd->bn, policy, flow, step->answer, reason)) {
		end(result, BTNS_EXPLAIN_VERDICT_PASS, BTNS_TX_OPP_CLEAR);
		return;
	}
	end(result, step->answer == BTNS_ACQUIRE_HOLD ?
	    BTNS_EXPLAIN_VERDICT_HOLD : BTNS_EXPLAIN_VERDICT_DROP,
	    btns_tx_counter_of(step->answer));
}

static void explain_sa(const struct btns_spd_reading *spd,
		       const struct btns_explain_ask *ask,
		       const struct btns_policy *policy,
		       struct btns_explanation *result)
{
	const struct btns_flow *flow = &ask->flow;
	const struct btns_sa *sa;

	sa = btns_sad_lookup_out(spd->bn, policy, flow,
				 btns_dscps_of(ask->dscp << 2));
	add_sa(result, sa, BTNS_OUT);
	if (!sa)
		explain_keying(spd, flow, policy, result);
	else if (!btns_tx_may_carry(sa, flow))
		end(result, BTNS_EXPLAIN_VERDICT_DROP, BTNS_TX_FRAGMENT);
	else
		end(result, BTNS_EXPLAIN_VERDICT_PROTECT, BTNS_TX_PROTECTED);
}

static void explain_out(const struct btns_spd_reading *spd,
			const struct btns_explain_ask *ask,
			const struct btns_policy *out,
			struct btns_explanation *result)
{
	enum btns_counter counter = btns_tx_judge(out, &ask->flow, &ask->flow);

	if (counter == BTNS_TX_PROTECTED) {
		explain_sa(spd, ask, out, result);
		return;
	}
	result->quote_decides = counter == BTNS_TX_ICMP_NO_SA;
	end(result, counter == BTNS_TX_BYPASS ? BTNS_EXPLAIN_VERDICT_PASS :
						BTNS_EXPLAIN_VERDICT_DROP,
	    counter);
}

/* ---- inbound: see rx_done() and btns_rx_local() ---- */

/*
 * What comes by an SA.
 *
 * Return: true if it comes out.
 */
static bool explain_inner(const struct btns_spd_reading *spd,
			  const struct btns_explain_ask *ask,
			  struct btns_explanation *result)
{
	const struct btns_sa *sa = btns_rx_find_sa(spd->bn, &ask->id);
	const struct btns_policy *by;
	enum btns_counter counter;

	add_sa(result, sa, BTNS_IN);
	if (!sa || !btns_sa_is_usable(sa)) {
		end(result, BTNS_EXPLAIN_VERDICT_DROP,
		    sa ? BTNS_RX_SA_DEAD : BTNS_RX_NO_SA);
		return false;
	}
	counter = btns_rx_judge_inner(spd, sa, &ask->flow, &by);
	/* a mismatch with the SA comes before the SPD is asked */
	if (counter != BTNS_RX_SELECTOR)
		add_policy(result, by, BTNS_IN);
	result->quote_decides = counter == BTNS_RX_ICMP_MISMATCH &&
		btns_rx_may_quote(spd->bn, sa, &ask->flow);
	end(result, counter == BTNS_RX_PROTECTED ? BTNS_EXPLAIN_VERDICT_PASS :
						   BTNS_EXPLAIN_VERDICT_DROP,
	    counter);
	return counter == BTNS_RX_PROTECTED;
}

static void explain_clear(const struct btns_policy *in,
			  struct btns_explanation *result)
{
	enum btns_counter counter = btns_rx_judge(in);

	end(result, counter == BTNS_RX_BYPASS ? BTNS_EXPLAIN_VERDICT_PASS :
						BTNS_EXPLAIN_VERDICT_DROP,
	    counter);
}

static void explain_local(const struct btns_spd_reading *spd,
			  const struct btns_explain_ask *ask,
			  struct btns_explanation *result)
{
	const struct btns_policy *in;

	if (ask->id.spi) {
		explain_inner(spd, ask, result);
		return;
	}
	/* here without an SPI to ask by */
	if (btns_rx_is_exempt(&ask->flow)) {
		end(result, BTNS_EXPLAIN_VERDICT_PASS, BTNS_COUNTER_COUNT);
		return;
	}
	in = btns_spd_lookup(spd, &ask->flow, BTNS_IN);
	add_policy(result, in, BTNS_IN);
	explain_clear(in, result);
	if (result->counter == BTNS_RX_CLEAR &&
	    btns_rx_may_pass(spd->bn, in, &ask->flow))
		end(result, BTNS_EXPLAIN_VERDICT_PASS, BTNS_RX_OPP_CLEAR);
}

/* ---- forwarded: see btns_rx_forward() and tx_policy() ---- */

static void explain_forward(const struct btns_spd_reading *spd,
			    const struct btns_explain_ask *ask,
			    struct btns_explanation *result)
{
	const struct btns_policy *in, *out;
	bool is_proven = ask->id.spi;

	if (is_proven && !explain_inner(spd, ask, result))
		return;
	in = btns_spd_lookup(spd, &ask->flow, BTNS_IN);
	out = btns_spd_lookup(spd, &ask->flow, BTNS_OUT);
	if (!is_proven) {
		add_policy(result, in, BTNS_IN);
		if (btns_rx_speaks(in, out)) {
			explain_clear(in, result);
			if (result->verdict == BTNS_EXPLAIN_VERDICT_DROP)
				return;
		}
	}
	add_policy(result, out, BTNS_OUT);
	if (btns_tx_goes_in(in, out, is_proven, false)) {
		add_step(result, BTNS_EXPLAIN_WHAT_INWARD);
		/* the entry of what it quotes would be the outward one */
		result->quote_decides = !out && btns_icmp_error(&ask->flow);
		end(result, BTNS_EXPLAIN_VERDICT_PASS,
		    is_proven ? BTNS_RX_PROTECTED : BTNS_RX_BYPASS);
		return;
	}
	explain_out(spd, ask, out, result);
}

static void explain_by(const struct btns_spd_reading *spd,
		       const struct btns_explain_ask *ask,
		       struct btns_explanation *result)
{
	const struct btns_policy *out;

	memset(result, 0, sizeof(*result));
	result->is_forwarded = ask->dir == BTNS_PACKET_DIR_FORWARD;
	switch (ask->dir) {
	case BTNS_PACKET_DIR_IN:
		explain_local(spd, ask, result);
		break;
	case BTNS_PACKET_DIR_OUT:
		out = btns_spd_lookup(spd, &ask->flow, BTNS_OUT);
		add_policy(result, out, BTNS_OUT);
		explain_out(spd, ask, out, result);
		break;
	case BTNS_PACKET_DIR_FORWARD:
		explain_forward(spd, ask, result);
		break;
	}
}

/* Without an SPD there are no hooks, only SAs that open what comes. */
static void explain_inactive(const struct btns_spd_reading *spd,
			     const struct btns_explain_ask *ask,
			     struct btns_explanation *result)
{
	memset(result, 0, sizeof(*result));
	if (ask->id.spi && !explain_inner(spd, ask, result))
		return;
	if (!ask->id.spi)
		add_policy(result, &btns_policy_inactive,
			   ask->dir == BTNS_PACKET_DIR_IN ? BTNS_IN : BTNS_OUT);
	end(result, BTNS_EXPLAIN_VERDICT_PASS,
	    ask->id.spi ? BTNS_RX_PROTECTED : BTNS_COUNTER_COUNT);
}

void btns_explain(struct btns_net *bn, const struct btns_explain_ask *ask,
		  struct btns_explanation *result)
{
	struct btns_spd_reading spd = { .bn = bn };

	do {
		if (!btns_spd_read(&spd)) {
			memset(result, 0, sizeof(*result));
			end(result, BTNS_EXPLAIN_VERDICT_DROP,
			    ask->dir == BTNS_PACKET_DIR_OUT ?
			    BTNS_TX_SPD_BUSY : BTNS_RX_SPD_BUSY);
			return;
		}
		if (spd.set)
			explain_by(&spd, ask, result);
		else
			explain_inactive(&spd, ask, result);
	} while (!btns_spd_read_holds(&spd));
}
